"""Decisions about the data itself: two records of one accident, doubts looked into, months without records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from atgt.domain.text import Text


class Subject(StrEnum):
    """What a decision is about."""

    DUPLICATE = "duplicate"
    WARNING = "warning"
    COMPLETENESS = "completeness"


class DuplicateChoice(StrEnum):
    """What two records that look alike are."""

    SAME = "same"  # one accident told twice: one record stays
    ONE_EVENT = "one_event"  # several collisions in a row at one place: one accident, counted together
    DIFFERENT = "different"  # two accidents: never asked again


DUPLICATE_LABELS = {
    DuplicateChoice.SAME: Text("Cùng một vụ – giữ một hồ sơ", "The same accident – keep one record"),
    DuplicateChoice.ONE_EVENT: Text(
        "Va chạm liên tiếp tại một nơi – gộp thành một vụ", "Collisions in a row – one accident"
    ),
    DuplicateChoice.DIFFERENT: Text("Hai vụ khác nhau – không hỏi lại", "Two accidents – do not ask again"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about the data, with the reason; it holds whatever is imported later.

    Parameters
    ----------
    key
        What it is about within its subject: the two ids of a pair, accident and rule, month and unit.
    kept_id, removed
        For a merge: the record that stayed, and the others as they were (id to everything known), so that the
        decision can be taken back and a later file is still recognised.
    is_active
        False once it was taken back.
    """

    decision_id: str
    subject: Subject
    key: str
    choice: str
    reason: str
    decided_by: str
    decided_at: dt.datetime
    kept_id: str | None = None
    removed: Mapping[str, Any] = field(default_factory=dict)
    is_active: bool = True
    version: int = 1


def pair_key(ids: Iterable[str]) -> str:
    """The key of a pair, whichever of the two is named first.

    Examples
    --------
    >>> pair_key(["tn-2", "tn-1"]) == pair_key(["tn-1", "tn-2"])
    True
    """
    return "|".join(sorted(ids))


@dataclass(frozen=True, slots=True)
class Completeness:
    """Accidents by month and reporting unit.

    Parameters
    ----------
    months
        ``2026-03`` and so on, without a gap, first to last.
    units
        Folded name to the name as written; "" are accidents without a unit.
    counts
        By month and folded unit; what is not there is zero.
    confirmed
        Months that somebody says had no accident, with the reason.
    """

    months: tuple[str, ...]
    units: Mapping[str, str]
    counts: Mapping[tuple[str, str], int]
    confirmed: Mapping[str, str] = field(default_factory=dict)

    def count(self, month: str, unit: str | None = None) -> int:
        """Accidents of a month: of one unit, or of all."""
        units = self.units if unit is None else (unit,)
        return sum(self.counts.get((month, one), 0) for one in units)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Months without any record that nobody has confirmed to be without accidents."""
        return tuple(month for month in self.months if not self.count(month) and month not in self.confirmed)

    @property
    def unit_gaps(self) -> tuple[tuple[str, str], ...]:
        """(month, folded unit) where others have records but this unit, which had some before, has none.

        Counted from the first month of the unit to the last month of anybody; accidents without a unit are no unit.
        """
        filled = [month for month in self.months if self.count(month)]
        found = []
        for unit in (unit for unit in self.units if unit):
            first = next((month for month in filled if self.count(month, unit)), None)
            found += [
                (month, unit)
                for month in filled
                if first is not None
                and month > first
                and not self.count(month, unit)
                and f"{month}/{unit}" not in self.confirmed
            ]
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class QualitySummary:
    """The state of the data on one day, as the page shows it and the report prints it.

    ``n_received`` = ``n_taken`` (rows that became or told of an accident) + ``n_held`` + ``n_set_aside``.
    """

    day: dt.date
    n_imports: int
    n_received: int
    n_taken: int
    n_held: int
    n_set_aside: int
    n_fixed: int
    n_accidents: int
    n_located: int
    n_ambiguous: int
    n_unlocated: int
    by_precision: Mapping[str, int]
    n_duplicates: int
    n_conflicts: int
    doubts: Mapping[str, int]
    completeness: Completeness
    by_unit: tuple[tuple[str, int, int], ...]  # unit, accidents, of which located
    is_sample: bool = False

    @property
    def n_doubts(self) -> int:
        """Doubts that wait for a person."""
        return sum(self.doubts.values())
