"""A meeting's list, frozen: everything its documents print, so printing it in a year gives what it gives today."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, VersionKind
from atgt.domain.register import NO_LONGER_FOUND
from atgt.domain.small_cells import Count, Few, said


@dataclass(frozen=True, slots=True)
class ListedSpot:
    """An entry of the register as it stood when a list was frozen: everything the list prints, in Vietnamese."""

    register_id: str
    subject: str
    level: str
    state: str
    place: str
    routes: str
    km_from: str
    km_to: str
    lon: float
    lat: float
    counts: dict[str, int] = field(default_factory=dict)
    n_accidents: int = 0
    killed: Count = 0
    injured: Count = 0
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    clauses: tuple[str, ...] = ()
    why: str = ""
    is_found: bool = True
    owner: str = ""
    decided_by: str = ""
    shared_with: str = ""
    recommendations: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    due_on: dt.date | None = None
    due_what: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of the agenda, and what was decided about it."""

    position: int
    register_id: str
    reasons: tuple[AgendaReason, ...]
    decision: ItemDecision | None = None


@dataclass(frozen=True, slots=True)
class RunStamp:
    """The screening a list rests on, as every document prints it."""

    run_id: str
    fingerprint: str
    rule_set_key: str
    rule_set_title: str
    first_day: dt.date
    as_of: dt.date
    period_months: int
    length_m: float
    junction_radius_m: float
    n_accidents: int
    n_unlocated: int
    software: str


@dataclass(frozen=True, slots=True)
class ListChange:
    """One entry that differs between two lists, with its reasons in words."""

    register_id: str
    place: str
    kind: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrozenList:
    """A meeting's list at one moment: who meets, on which screening, the whole list, the agenda and decisions.

    Parameters
    ----------
    spots
        Every entry of the register with something to do, by number; and those the agenda names.
    since_last
        What differs from the list of the meeting before; empty for the first.
    amended_because
        Why a closed list was changed afterwards; empty for the first versions.
    """

    meeting_id: str
    version: int
    kind: VersionKind
    head: MeetingHead
    run: RunStamp | None
    spots: tuple[ListedSpot, ...]
    items: tuple[AgendaItem, ...]
    previous_meeting: str = ""
    since_last: tuple[ListChange, ...] = ()
    amended_because: str = ""
    is_sample: bool = False

    def spot(self, register_id: str) -> ListedSpot:
        """The listed entry of that number. KeyError when the list does not hold it."""
        for spot in self.spots:
            if spot.register_id == register_id:
                return spot
        raise KeyError(register_id)


def content_of(frozen: FrozenList) -> str:
    """The list as canonical JSON: sorted keys, no blanks, letters as they are. What is stored and hashed."""
    return json.dumps(
        asdict(frozen), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    )


def sha256_of(content: str) -> str:
    """SHA-256 of a list's content, hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def list_of(content: str) -> FrozenList:
    """The list that ``content_of`` wrote."""
    value = json.loads(content)
    run = value["run"]
    return FrozenList(
        **{
            **value,
            "kind": VersionKind(value["kind"]),
            "head": _build(MeetingHead, value["head"]),
            "run": None if run is None else _build(RunStamp, run),
            "spots": tuple(_build(ListedSpot, spot) for spot in value["spots"]),
            "items": tuple(_item(item) for item in value["items"]),
            "since_last": tuple(_build(ListChange, change) for change in value["since_last"]),
        }
    )


def difference(before: Sequence[ListedSpot], after: Sequence[ListedSpot]) -> tuple[ListChange, ...]:
    """What differs between two lists: new and gone entries, and what changed in the others, by number.

    Parameters
    ----------
    after
        Its ``changes`` say why; they are repeated behind what differs.
    """
    old, new = ({spot.register_id: spot for spot in spots} for spots in (before, after))
    found = []
    for register_id in sorted(old.keys() | new.keys()):
        was, now = old.get(register_id), new.get(register_id)
        if was is None and now is not None:
            found.append(ListChange(register_id, now.place, "new", now.changes))
        elif now is None and was is not None:
            found.append(ListChange(register_id, was.place, "gone", ()))
        elif was is not None and now is not None and (what := _differences(was, now)):
            found.append(ListChange(register_id, now.place, "changed", (*what, *now.changes)))
    return tuple(found)


_COMPARED = {
    "level": "loại",
    "state": "tình trạng",
    "n_accidents": "số vụ",
    "killed": "chết",
    "injured": "bị thương",
    "km_from": "từ",
    "km_to": "đến",
    "due_on": "thời hạn",
}


def _differences(was: ListedSpot, now: ListedSpot) -> tuple[str, ...]:
    found = []
    for name, word in _COMPARED.items():
        old, new = getattr(was, name), getattr(now, name)
        if old != new:
            found.append(f"{word}: {_said(old)} → {_said(new)}")
    if was.is_found and not now.is_found:
        found.append(NO_LONGER_FOUND.vi)
    if now.is_found and not was.is_found:
        found.append("đủ ngưỡng trở lại")
    return tuple(found)


def _said(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Few):
        return said(value)
    return "không" if value in {None, ""} else str(value)


def _plain(value: Any) -> str:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no fixed spelling")


_DAYS = frozenset({"held_on", "first_day", "last_day", "as_of", "due_on", "deadline"})
_TIMES = frozenset({"starts_at", "ends_at"})


def _build(kind: Any, value: Mapping[str, Any]) -> Any:
    """A value of one of the flat classes above, from JSON."""
    made: dict[str, Any] = {}
    for name in (f.name for f in fields(kind) if f.name in value):
        held = value[name]
        if held is not None and name in _DAYS:
            held = dt.date.fromisoformat(held)
        elif held is not None and name in _TIMES:
            held = dt.time.fromisoformat(held)
        made[name] = tuple(held) if isinstance(held, list) else held
    return kind(**made)


def _item(value: Mapping[str, Any]) -> AgendaItem:
    decided = value["decision"]
    return AgendaItem(
        value["position"],
        value["register_id"],
        tuple(AgendaReason(reason) for reason in value["reasons"]),
        None if decided is None else _build(ItemDecision, {**decided, "decision": Decision(decided["decision"])}),
    )
