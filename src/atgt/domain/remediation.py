"""What is done about a spot or a hazard: recommendations, measures, their money, days and acceptance.

Finished works may not be opened to traffic before they are accepted ("công trình chưa nghiệm thu"): checked here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.text import Text


class Horizon(StrEnum):
    """When a measure takes effect."""

    IMMEDIATE = "immediate"
    LONG_TERM = "long_term"


HORIZON_LABELS = {
    Horizon.IMMEDIATE: Text("Trước mắt", "Immediate"),
    Horizon.LONG_TERM: Text("Lâu dài", "Long term"),
}


class MeasureState(StrEnum):
    """Where a measure stands."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    CANCELLED = "cancelled"


MEASURE_STATE_LABELS = {
    MeasureState.PLANNED: Text("Chưa thực hiện", "Planned"),
    MeasureState.ONGOING: Text("Đang thực hiện", "Ongoing"),
    MeasureState.DONE: Text("Đã hoàn thành", "Done"),
    MeasureState.CANCELLED: Text("Không thực hiện", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """One line of the catalogue of measures."""

    key: str
    label: Text
    horizon: Horizon
    needs_acceptance: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A letter that asks the road authority to do something (kiến nghị), and its answer.

    Parameters
    ----------
    reply_due
        Last day for an answer; None when none was set.
    """

    recommendation_id: str
    register_id: str
    number: str
    issued_on: dt.date
    addressee: str
    summary: str = ""
    reply_due: dt.date | None = None
    reply_number: str = ""
    replied_on: dt.date | None = None
    reply: str = ""
    version: int = 1

    @property
    def is_answered(self) -> bool:
        """Whether the addressee has answered."""
        return self.replied_on is not None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure at one spot or hazard.

    Parameters
    ----------
    cost_vnd
        Expected cost; None when not known.
    needs_acceptance
        Works that must be accepted before they are opened to traffic.
    progress_pct
        0 to 100.
    """

    measure_id: str
    register_id: str
    kind_key: str
    description: str
    horizon: Horizon
    needs_acceptance: bool
    recommendation_id: str | None = None
    cost_vnd: int | None = None
    money_source: str = ""
    owner_unit: str = ""
    supporting_units: tuple[str, ...] = ()
    planned_start: dt.date | None = None
    planned_end: dt.date | None = None
    started_on: dt.date | None = None
    finished_on: dt.date | None = None
    progress_pct: int = 0
    state: MeasureState = MeasureState.PLANNED
    accepted_on: dt.date | None = None
    acceptance_document: str = ""
    opened_on: dt.date | None = None
    note: str = ""
    version: int = 1

    @property
    def is_settled(self) -> bool:
        """Nothing is left to do: cancelled, or done and, when that is needed, accepted."""
        if self.state is MeasureState.CANCELLED:
            return True
        return self.state is MeasureState.DONE and (self.accepted_on is not None or not self.needs_acceptance)

    @property
    def done_pct(self) -> int:
        """How far it is: what was recorded, and all of it once it is done."""
        return 100 if self.state is MeasureState.DONE else self.progress_pct

    @property
    def awaits_acceptance(self) -> bool:
        """Whether finished works still wait for their acceptance."""
        return self.state is MeasureState.DONE and self.needs_acceptance and self.accepted_on is None


class OverdueKind(StrEnum):
    """What is late."""

    STEP = "step"
    REPLY = "reply"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that should have been done.

    Parameters
    ----------
    key
        Number of the entry, recommendation or measure.
    days
        Working days since the deadline.
    """

    kind: OverdueKind
    key: str
    register_id: str
    place: Text
    what: Text
    unit: str
    due_on: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class Due:
    """Something somebody was given a day for and that is not done.

    Parameters
    ----------
    key
        Number of the entry, recommendation or measure.
    """

    kind: OverdueKind
    key: str
    register_id: str
    place: Text
    what: Text
    unit: str
    due_on: dt.date

    def overdue(self, days: int) -> Overdue:
        """The same, so many working days late."""
        return Overdue(self.kind, self.key, self.register_id, self.place, self.what, self.unit, self.due_on, days)


def parse_measures(mapping: Mapping[str, Any]) -> tuple[MeasureKind, ...]:
    """The catalogue of ``measures.toml``, in its order.

    Raises
    ------
    ParameterError
        When a line has no words, or another horizon than ``immediate`` or ``long_term``.
    """
    kinds = []
    for key, entry in mapping.get("measure", {}).items():
        try:
            label = Text(str(entry["vi"]), str(entry["en"]))
            kinds.append(MeasureKind(key, label, Horizon(entry["horizon"]), bool(entry.get("works", False))))
        except (KeyError, ValueError) as error:
            raise ParameterError(
                Text(
                    f"Danh mục giải pháp, mục “{key}”: cần vi, en và horizon (immediate hoặc long_term).",
                    f"Catalogue of measures, “{key}”: vi, en and horizon (immediate or long_term) are needed.",
                )
            ) from error
    return tuple(kinds)


def check_measure(measure: Measure) -> None:
    """Refuse a measure whose values contradict each other; all faults are told at once.

    Raises
    ------
    ParameterError
        For dates out of order, progress outside 0-100, a negative cost, or done without a day.
    ForbiddenMoveError
        When works are opened to traffic that were not accepted.
    """
    faults = list(_faults(measure))
    if faults:
        raise ParameterError(Text(" ".join(f.vi for f in faults), " ".join(f.en for f in faults)))
    if fault := opening_fault(measure):
        raise ForbiddenMoveError(fault)


def opening_fault(measure: Measure) -> Text | None:
    """Why works that are open to traffic may not be: not accepted, or accepted only later.

    Examples
    --------
    >>> works = Measure("m", "r", "median", "", Horizon.LONG_TERM, needs_acceptance=True, opened_on=dt.date(2026, 5, 1))
    >>> opening_fault(works).en
    'The works “median” may not be opened to traffic before they are accepted: record the acceptance first.'
    """
    if measure.opened_on is None or not measure.needs_acceptance:
        return None
    if measure.accepted_on is not None and measure.accepted_on <= measure.opened_on:
        return None
    name = measure.description or measure.kind_key
    return Text(
        f"Công trình “{name}” chưa nghiệm thu thì không được đưa vào sử dụng: hãy ghi biên bản nghiệm thu trước.",
        f"The works “{name}” may not be opened to traffic before they are accepted: record the acceptance first.",
    )


def _faults(measure: Measure) -> Iterator[Text]:
    if not 0 <= measure.progress_pct <= 100:
        yield Text("Tiến độ phải từ 0 đến 100 %.", "Progress must be 0 to 100 %.")
    if measure.cost_vnd is not None and measure.cost_vnd < 0:
        yield Text("Kinh phí không được âm.", "The cost may not be negative.")
    if _is_before(measure.planned_end, measure.planned_start):
        yield Text("Hạn hoàn thành phải sau ngày dự kiến bắt đầu.", "The deadline must be after the planned start.")
    if _is_before(measure.finished_on, measure.started_on):
        yield Text("Ngày hoàn thành phải sau ngày khởi công.", "The end must be after the start.")
    if measure.state is MeasureState.DONE and measure.finished_on is None:
        yield Text("Đã hoàn thành thì phải ghi ngày hoàn thành.", "A finished measure needs the day it was finished.")
    if measure.state is MeasureState.ONGOING and measure.started_on is None:
        yield Text("Đang thực hiện thì phải ghi ngày bắt đầu.", "An ongoing measure needs the day it began.")
    if measure.accepted_on is not None and measure.finished_on is None:
        yield Text("Chỉ nghiệm thu công trình đã hoàn thành.", "Only finished works can be accepted.")
    if _is_before(measure.accepted_on, measure.finished_on):
        yield Text("Ngày nghiệm thu phải sau ngày hoàn thành.", "Acceptance must come after the end of the works.")
    if measure.accepted_on is not None and not measure.acceptance_document.strip():
        yield Text("Nghiệm thu phải ghi số biên bản.", "Acceptance needs the number of its record.")


def _is_before(later: dt.date | None, earlier: dt.date | None) -> bool:
    return later is not None and earlier is not None and later < earlier
