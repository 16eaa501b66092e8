"""A place that reaches a legal threshold, with everything that shows why. A candidate, never a declaration.

The law lets the road manager declare (TT 41/2024/TT-BGTVT Điều 15); this software detects and proposes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.location import Precision
from atgt.domain.small_cells import Count
from atgt.domain.text import Text


class SpotLevel(StrEnum):
    """The two legal levels, each screened on its own."""

    BLACK = "black"
    POTENTIAL = "potential"


SPOT_LEVEL_LABELS = {
    SpotLevel.BLACK: Text(
        "Điểm hay xảy ra TNGT (điểm đen) – đủ ngưỡng", "Frequent-accident spot (black spot) – reaches the threshold"
    ),
    SpotLevel.POTENTIAL: Text("Điểm tiềm ẩn TNGT – đủ ngưỡng", "Potential spot – reaches the threshold"),
}

PROPOSAL = Text(
    "Đủ ngưỡng số vụ, đề nghị cơ quan quản lý đường bộ kiểm tra.",
    "Reaches the threshold; the road authority is asked to inspect.",
)


class SiteKind(StrEnum):
    """What kind of place a spot is."""

    STRETCH = "stretch"
    JUNCTION = "junction"


@dataclass(frozen=True, slots=True)
class RuleEvidence:
    """One clause that holds, with the smallest set of accidents that makes it hold (earliest dates first)."""

    rule_key: str
    clause: Text  # the clause in words
    source: str  # law, article
    witness_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QualifyingPeriod:
    """An inclusion-maximal period in which the place reaches a threshold."""

    first_day: dt.date  # first accident
    last_day: dt.date  # last accident
    accident_ids: tuple[str, ...]
    rule_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One candidate place of one screening run.

    Parameters
    ----------
    spot_key
        Stable identity: route and sorted witness ids, hashed; the same facts give the same key.
    from_mm, to_mm
        The stretch along the route, integer millimetres; both None for a junction.
    counts
        Accidents of the place within its best period, by severity code as text ("0".."3").
    killed, injured
        People of these accidents; small numbers are coarsened for the committee.
    accident_ids
        All accidents lying in the place in any qualifying period.
    surrounding_ids
        Accidents of qualifying sets beside the place that no place of the list holds ("thuộc khu vực của điểm").
    """

    spot_key: str
    level: SpotLevel
    kind: SiteKind
    route_ids: tuple[str, ...]
    from_mm: int | None
    to_mm: int | None
    km_from: str | None
    km_to: str | None
    place_name: Text
    rules: tuple[RuleEvidence, ...]
    periods: tuple[QualifyingPeriod, ...]
    accident_ids: tuple[str, ...]
    counts: dict[str, int]
    killed: Count
    injured: Count
    worst_precision: Precision
    lon: float
    lat: float
    wkt: str  # WGS84: the stretch as a line, or the junction's node as a point
    why: Text  # one sentence that can be read aloud
    surrounding_ids: tuple[str, ...] = ()
