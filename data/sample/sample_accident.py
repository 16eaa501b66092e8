"""One invented accident: what happened, where it truly is, and how its row tells the place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

FATAL, INJURY, MINOR, DAMAGE = "fatal", "injury", "minor_collision", "damage_only"
DAMAGE_ONLY_FROM_VND = 10_000_000


class Told(StrEnum):
    """How a row tells its place."""

    KM = "km"
    COORDINATES = "coordinates"
    BOTH = "both"
    OTHER = "other"  # the texts of the row are given by hand


@dataclass(slots=True)
class Accident:
    """One row to be. ``measure_m`` runs along the written line; None when the row has no findable place.

    ``overrides`` are cells given by hand (canonical name to cell), for rows that must be held or asked about.
    """

    group: str  # "background", or the name of the planted case
    day: dt.date | None
    killed: int
    injured: int
    damage_vnd: int | None
    route_id: str | None = None
    measure_m: float | None = None
    told: Told = Told.COORDINATES
    time: dt.time | None = None
    sheet_year: int = 0
    case_number: str = ""
    chainage_m: int | None = None
    lon: float | None = None  # as written in the row, or to be written
    lat: float | None = None
    expect: str = "located"  # located, unlocated, ambiguous, held
    why: str = ""
    rule_hint: str = ""
    position_tolerance_m: float = 2.0
    duplicate_of: Accident | None = None
    duplicate_kind: str = ""
    vehicles: tuple[str, ...] = ()
    overrides: dict[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """The class screening counts it as (domain reading of the open questions)."""
        if self.killed:
            return FATAL
        if self.injured:
            return INJURY
        return DAMAGE if (self.damage_vnd or 0) >= DAMAGE_ONLY_FROM_VND else MINOR

    @property
    def counts(self) -> bool:
        """Whether it is counted in screening: accepted and located."""
        return self.expect == "located"
