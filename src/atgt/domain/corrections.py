"""What people change on an accident after it was read: edited fields, disagreements with a later file, later deaths.

As received and current are two layers: an edit remembers what the sender had written, so that a later file can be
compared with both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.domain.text import Text

LOCATION = "location"
"""The name under which the columns of a place are edited and compared: together, since none stands alone."""

LOCATION_FIELDS = (
    "location_status", "location_method", "precision", "location_rule", "location_reason", "route_id", "measure_mm",
    "km_post", "offset_m", "lon", "lat",
)  # fmt: skip
AREA_FIELDS = ("area_named", "area_today")
DERIVED_FIELDS = ("severity", "legal_class", "vehicle_groups", "collision_group", "cause_group", *AREA_FIELDS)
"""Worked out from the others whenever they change; never typed."""

PERSON_FIELDS = tuple(key for key, column in INTAKE_COLUMNS.items() if column.is_personal)
SAID_FIELDS = (
    *(key for key in ACCIDENT_COLUMNS if key not in {"accident_id", *LOCATION_FIELDS, *DERIVED_FIELDS}),
    *PERSON_FIELDS,
)
"""What a sender says of an accident: what a later file is compared in, and what an officer may type."""

FIELD_LABELS: Mapping[str, Text] = {
    **{key: INTAKE_COLUMNS[key].label for key in PERSON_FIELDS},
    **{key: column.label for key, column in ACCIDENT_COLUMNS.items()},
    LOCATION: Text("Vị trí trên bản đồ", "Place on the map"),
}

DAYS_OF_DEATH = 7
"""A death counts when it follows within so many days (TT 26/2024/TT-BCA Điều 4)."""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field somebody changed: what the sender had written, what stands now, who, when and why."""

    accident_id: str
    field: str
    received: Any
    value: Any
    edited_by: str
    edited_at: dt.datetime
    reason: str


class ConflictChoice(StrEnum):
    """How a disagreement between an edit and a later file was settled."""

    RECEIVED = "received"
    OFFICER = "officer"


CHOICE_LABELS = {
    ConflictChoice.RECEIVED: Text("Lấy số liệu mới nhận", "Take what came now"),
    ConflictChoice.OFFICER: Text("Giữ giá trị cán bộ đã sửa", "Keep the officer's value"),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A later file says otherwise than the officer who edited a field; nothing is changed until somebody chooses.

    Parameters
    ----------
    before, now
        What the sender wrote first, and what he writes now.
    officer
        What an officer put in its place.
    """

    conflict_id: str
    accident_id: str
    field: str
    import_id: str
    before: Any
    now: Any
    officer: Any
    choice: ConflictChoice | None = None
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.choice is None


@dataclass(frozen=True, slots=True)
class LaterDeath:
    """Somebody hurt in an accident who died later, and what became of the class by it.

    ``counts`` says whether it is a death of the accident: within seven days, or by a forensic conclusion.
    """

    death_id: str
    accident_id: str
    died_on: dt.date
    conclusion: str
    counts: bool
    severity_before: int
    severity_after: int
    legal_before: str | None
    legal_after: str | None
    reason: str
    recorded_by: str
    recorded_at: dt.datetime


def death_counts(occurred_on: dt.date, died_on: dt.date, *, conclusion: str = "") -> bool:
    """Whether a death is one of the accident.

    Parameters
    ----------
    conclusion
        Number and date of the forensic conclusion ("kết luận giám định") that names the accident as the cause;
        with it a death after the seventh day counts too.

    Source: TT 26/2024/TT-BCA Điều 4.

    Examples
    --------
    >>> day = dt.date(2026, 3, 1)
    >>> death_counts(day, dt.date(2026, 3, 8)), death_counts(day, dt.date(2026, 3, 9))
    (True, False)
    >>> death_counts(day, dt.date(2026, 3, 20), conclusion="KL 12/2026")
    True
    """
    return (died_on - occurred_on).days <= DAYS_OF_DEATH or bool(conclusion.strip())
