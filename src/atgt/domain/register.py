"""The ward's register of spots: an entry keeps its identity while runs come and go, and every change has its reason.

A run finds places; the register says that a place found today is the one found last quarter.
Hazards that people report follow the same path as spots, as entries without a run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.review import STATE_LABELS, SpotState
from atgt.domain.text import Text


class Subject(StrEnum):
    """What an entry is about."""

    SPOT = "spot"
    HAZARD = "hazard"


class Infrastructure(StrEnum):
    """Whether the road is found to be a cause; only the road authority concludes (TT 41/2024/TT-BGTVT Điều 14, 15)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


INFRASTRUCTURE_LABELS = {
    Infrastructure.YES: Text("Do hạ tầng", "Due to infrastructure"),
    Infrastructure.NO: Text("Không do hạ tầng", "Not due to infrastructure"),
    Infrastructure.UNKNOWN: Text("Chưa xác định", "Not determined"),
}

OPEN_STATES = tuple(
    state for state in SpotState if state not in {SpotState.CLEARED, SpotState.DISMISSED, SpotState.NOT_INFRASTRUCTURE}
)
"""States in which somebody still has something to do."""

SET_ASIDE_STATES = frozenset({SpotState.DISMISSED, SpotState.NOT_INFRASTRUCTURE})
"""An entry set aside comes back only when facts change."""

PLACE_FIXED_STATES = frozenset({SpotState.IN_TREATMENT, SpotState.TREATED, SpotState.FOLLOW_UP, SpotState.CLEARED})
"""States in which the place itself no longer moves with each run, so that before and after mean one place."""

NO_LONGER_FOUND = Text("không còn đủ ngưỡng ở lần rà soát này", "no longer reaches the threshold in this screening")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is: a stretch of a route in integer millimetres, or a point (a junction, a hazard).

    Parameters
    ----------
    kind
        None for a hazard.
    lon, lat
        Its middle, EPSG:4326.
    wkt
        Its shape, EPSG:4326.
    """

    name: Text
    kind: SiteKind | None
    route_ids: tuple[str, ...]
    from_mm: int | None
    to_mm: int | None
    km_from: str | None
    km_to: str | None
    lon: float
    lat: float
    wkt: str


def road_gap_m(one: Place, other: Place) -> float | None:
    """Metres of road between two stretches, 0 where they overlap; None when they are not stretches of one route."""
    if one.from_mm is None or one.to_mm is None or other.from_mm is None or other.to_mm is None:
        return None
    if not set(one.route_ids) & set(other.route_ids):
        return None
    return max(0, one.from_mm - other.to_mm, other.from_mm - one.to_mm) / 1000


@dataclass(frozen=True, slots=True)
class AccidentFacts:
    """What the register remembers of an accident, to tell later whether its facts changed."""

    occurred_on: dt.date
    severity: int
    killed: int | None
    injured: int | None
    route_id: str | None
    measure_mm: int | None

    def as_json(self) -> list[str | int | None]:
        """The facts as a JSON list."""
        own = [self.severity, self.killed, self.injured, self.route_id, self.measure_mm]
        return [self.occurred_on.isoformat(), *own]

    @classmethod
    def from_json(cls, value: list[str | int | None]) -> AccidentFacts:
        """The facts that ``as_json`` wrote."""
        day, severity, killed, injured, route_id, measure_mm = value
        return cls(dt.date.fromisoformat(str(day)), severity, killed, injured, route_id, measure_mm)  # type: ignore[arg-type]


Facts = Mapping[str, AccidentFacts]


@dataclass(frozen=True, slots=True)
class KnownAccident:
    """An accident as the database holds it now."""

    facts: AccidentFacts
    is_located: bool
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who owns the road, who decides, and who shares the place.

    Parameters
    ----------
    owner
        Who manages the road, in words ("Khu Quản lý đường bộ III", "Sở Xây dựng").
    is_province_owned
        Owned above the ward: the ward proposes, it cannot decide.
    decided_by
        Who decides, in words.
    shared_with
        Neighbouring ward or commune the place is shared with, empty for none.
    """

    owner: str = ""
    is_province_owned: bool | None = None
    decided_by: str = ""
    shared_with: str = ""


def state_label(subject: Subject, state: SpotState) -> Text:
    """The words of a state of a spot or a hazard.

    Examples
    --------
    >>> [state_label(subject, SpotState.CANDIDATE).vi for subject in Subject]
    ['Đủ ngưỡng, chờ xem xét', 'Đã ghi nhận, chờ xem xét']
    """
    if subject is Subject.HAZARD:
        return _HAZARD_STATES.get(state, STATE_LABELS[state])
    return STATE_LABELS[state]


_HAZARD_STATES = {
    SpotState.CANDIDATE: Text("Đã ghi nhận, chờ xem xét", "Recorded, awaiting review"),
    SpotState.CLEARED: Text("Đã khắc phục, đưa ra khỏi danh sách", "Put right, taken off the list"),
}


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One spot (or hazard) of the register.

    Parameters
    ----------
    register_id
        Its number, never given twice.
    level
        Level in the run that found it last; None for a hazard.
    brought_by
        Who brought it into its state; None when the program did.
    first_run_id, last_run_id, checked_run_id
        Runs that found it first and last, and the run the register was last compared with.
    is_found
        Whether the run compared last found it.
    facts
        Accidents of the place when it was found last.
    due_on, due_unit, due_what
        The next step somebody was given a day for; done with the next move.
    version
        To be handed back with a change, so that nobody overwrites another's work.
    """

    register_id: str
    subject: Subject
    hazard_id: str | None
    state: SpotState
    state_since: dt.datetime
    brought_by: str | None
    level: SpotLevel | None
    spot_key: str | None
    place: Place
    first_run_id: str | None
    last_run_id: str | None
    checked_run_id: str | None
    is_found: bool
    facts: Facts
    infrastructure: Infrastructure
    responsibility: Responsibility
    due_on: dt.date | None
    due_unit: str
    due_what: str
    created_at: dt.datetime
    version: int

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state in OPEN_STATES

    @property
    def state_label(self) -> Text:
        """Where it stands, in words; a hazard reaches no threshold, it was recorded."""
        return state_label(self.subject, self.state)


@dataclass(frozen=True, slots=True)
class RegisterMove:
    """One step in the life of an entry.

    Parameters
    ----------
    start
        None for the step that opened the entry.
    by_program
        Made by the program on the facts, on behalf of whoever updated the register.
    known
        When the entry was set aside: the accidents known to lie there, so that new facts can be told later.
    """

    register_id: str
    number: int
    start: SpotState | None
    end: SpotState
    at: dt.datetime
    by: str
    role: str
    by_program: bool
    reason: str
    document: str
    run_id: str | None
    known: Facts | None


class ChangeKind(StrEnum):
    """What a run did to an entry."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"


CHANGE_LABELS = {
    ChangeKind.NEW: Text("Mới", "New"),
    ChangeKind.CHANGED: Text("Thay đổi", "Changed"),
    ChangeKind.UNCHANGED: Text("Không đổi", "Unchanged"),
    ChangeKind.GONE: Text("Không còn đủ ngưỡng", "No longer found"),
}


class ReasonKind(StrEnum):
    """Why an entry is new, gone or changed."""

    ACCIDENT_ADDED = "accident_added"
    ACCIDENT_EDITED = "accident_edited"
    ACCIDENT_REMOVED = "accident_removed"
    ENTERED_PERIOD = "entered_period"
    AGED_OUT = "aged_out"
    RULE_SET_CHANGED = "rule_set_changed"
    PARAMETER_CHANGED = "parameter_changed"
    SOFTWARE_CHANGED = "software_changed"
    REGROUPED = "regrouped"
    MERGED = "merged"
    SPLIT = "split"
    REAPPEARED = "reappeared"
    STILL_SET_ASIDE = "still_set_aside"
    FIRST_LISTING = "first_listing"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """One reason, in words, with the accidents it is about."""

    kind: ReasonKind
    text: Text
    accident_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What one run did to one entry, and why."""

    register_id: str
    kind: ChangeKind
    reasons: tuple[ChangeReason, ...]
    level_before: SpotLevel | None
    level_after: SpotLevel | None
    state_before: SpotState | None
    state_after: SpotState

    @property
    def has_moved(self) -> bool:
        """Whether the facts moved it to another state (back to candidate, or recurred)."""
        return self.state_before is not None and self.state_before is not self.state_after
