"""Meetings of the committee, their agenda, and the lists frozen at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from atgt.domain.errors import NotFoundError
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, MeetingState, VersionKind
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.repositories.versioned import Row, record_table
from atgt.storage.review_tables import MeetingItemRow, MeetingRow, MeetingVersionRow

MEETING = record_table(MeetingRow, "meeting_id", Text("cuộc họp", "meeting"), frozenset({"head"}))
ITEM = record_table(MeetingItemRow, "item_id", Text("nội dung họp", "agenda item"), frozenset({"decision"}))
VERSION = record_table(MeetingVersionRow, "version_id", Text("bản danh sách", "list"), frozenset({"content"}))
RECORDS = (MEETING, ITEM, VERSION)
_PREFIX = "H-"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting as it stands; its frozen lists are apart.

    Parameters
    ----------
    last_version
        Number of its newest frozen list; 0 before the first.
    """

    meeting_id: str
    state: MeetingState
    head: MeetingHead
    run_id: str | None
    previous_meeting_id: str | None
    last_version: int
    frozen_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_by: str | None
    created_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an agenda as it stands.

    Parameters
    ----------
    outcome
        What carrying the decision out did; None while that was not tried.
    """

    item_id: str
    meeting_id: str
    register_id: str
    position: int
    reasons: tuple[AgendaReason, ...]
    decision: ItemDecision | None
    outcome: Text | None
    version: int


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One frozen list: its content is canonical JSON, see ``domain.frozen_list``."""

    version_id: str
    meeting_id: str
    number: int
    kind: VersionKind
    content: str
    sha256: str
    reason: str
    frozen_at: dt.datetime
    frozen_by: str


# ── meetings ────────────────────────────────────────────────────────────────────────────────────────────────────


def add_meeting(session: Session, head: MeetingHead, *, run_id: str | None, previous_meeting_id: str | None) -> Meeting:
    """Store a new meeting under the next number of its year."""
    key = MEETING.next_number(session, f"{_PREFIX}{head.held_on:%Y}-")
    row = {
        "meeting_id": key,
        "state": MeetingState.DRAFT,
        "head": _head_json(head),
        "held_on": head.held_on,
        "run_id": run_id,
        "previous_meeting_id": previous_meeting_id,
        "last_version": 0,
    }
    return _meeting_of(MEETING.add(session, row))


def change_meeting(
    session: Session,
    meeting_id: str,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None = None,
    action: str = "update",
) -> Meeting:
    """Change columns of a meeting; ``head`` may be given as such. See ``RecordTable.change``."""
    values = dict(changes)
    if "head" in values:
        values["held_on"] = values["head"].held_on
        values["head"] = _head_json(values["head"])
    return _meeting_of(MEETING.change(session, meeting_id, values, expected_version=expected_version, action=action))


def load_meeting(session: Session, meeting_id: str) -> Meeting:
    """One meeting. Raises NotFoundError when there is none of that number."""
    return _meeting_of(MEETING.get(session, meeting_id))


def list_meetings(session: Session) -> tuple[Meeting, ...]:
    """All meetings, latest day first."""
    columns = MEETING.table.c
    rows = MEETING.where(session, order_by=[columns.held_on.desc(), columns.meeting_id.desc()])
    return tuple(_meeting_of(row) for row in rows)


def last_closed_meeting(session: Session, *, before: dt.date) -> Meeting | None:
    """The closed meeting held last up to a day; None when there is none."""
    columns = MEETING.table.c
    conditions = (columns.state == str(MeetingState.CLOSED), columns.held_on <= before)
    rows = MEETING.where(session, *conditions, order_by=[columns.held_on.desc(), columns.closed_at.desc()])
    return _meeting_of(rows[0]) if rows else None


# ── items ───────────────────────────────────────────────────────────────────────────────────────────────────────


def replace_items(
    session: Session, meeting_id: str, items: Sequence[tuple[str, Sequence[AgendaReason]]]
) -> tuple[Item, ...]:
    """Put an agenda in the place of the one before: entries with their reasons, in this order. Nothing is decided."""
    for row in ITEM.where(session, ITEM.table.c.meeting_id == meeting_id):
        audit.append(session, audit.Line("remove", ITEM.record, row["item_id"]))
    session.execute(delete(ITEM.table).where(ITEM.table.c.meeting_id == meeting_id))
    rows = [
        _new_item(meeting_id, register_id, reasons, position)
        for position, (register_id, reasons) in enumerate(items, start=1)
    ]
    return tuple(_item_of(row) for row in ITEM.add_all(session, rows))


def append_item(
    session: Session, meeting_id: str, register_id: str, reasons: Sequence[AgendaReason], *, position: int
) -> Item:
    """Put one more entry on an agenda."""
    return _item_of(ITEM.add(session, _new_item(meeting_id, register_id, reasons, position)))


def change_item(
    session: Session, item_id: str, changes: Mapping[str, Any], *, expected_version: int | None = None
) -> Item:
    """Change columns of an item; ``decision`` and ``outcome`` may be given as such."""
    values = dict(changes)
    if "decision" in values:
        values["decision"] = _decision_json(values["decision"])
    if "outcome" in values:
        outcome = values.pop("outcome")
        values |= {"outcome_vi": outcome and outcome.vi, "outcome_en": outcome and outcome.en}
    return _item_of(ITEM.change(session, item_id, values, expected_version=expected_version))


def load_items(session: Session, meeting_id: str) -> tuple[Item, ...]:
    """The agenda of a meeting, in its order."""
    columns = ITEM.table.c
    rows = ITEM.where(session, columns.meeting_id == meeting_id, order_by=[columns.position])
    return tuple(_item_of(row) for row in rows)


def items_of_entry(session: Session, register_id: str) -> tuple[Item, ...]:
    """All items about an entry, by meeting."""
    columns = ITEM.table.c
    rows = ITEM.where(session, columns.register_id == register_id, order_by=[columns.meeting_id])
    return tuple(_item_of(row) for row in rows)


# ── frozen lists ────────────────────────────────────────────────────────────────────────────────────────────────


def add_version(session: Session, version: ListVersion) -> ListVersion:
    """Append a frozen list."""
    row = {f.name: getattr(version, f.name) for f in fields(version)}
    return _version_of(VERSION.add(session, row))


def load_version(session: Session, meeting_id: str, number: int | None = None) -> ListVersion:
    """A frozen list of a meeting, the newest when no number is given. Raises NotFoundError when there is none."""
    columns = VERSION.table.c
    conditions = [columns.meeting_id == meeting_id]
    if number is not None:
        conditions.append(columns.number == number)
    rows = VERSION.where(session, *conditions, order_by=[columns.number.desc()])
    if not rows:
        raise NotFoundError(
            Text(
                f"Cuộc họp {meeting_id} chưa có danh sách nào được chốt.",
                f"Meeting {meeting_id} has no frozen list yet.",
            )
            if number is None
            else Text(
                f"Cuộc họp {meeting_id} không có bản danh sách số {number}.",
                f"Meeting {meeting_id} has no list number {number}.",
            )
        )
    return _version_of(rows[0])


def list_versions(session: Session, meeting_id: str) -> tuple[ListVersion, ...]:
    """All frozen lists of a meeting, first one first."""
    columns = VERSION.table.c
    rows = VERSION.where(session, columns.meeting_id == meeting_id, order_by=[columns.number])
    return tuple(_version_of(row) for row in rows)


# ── rows and values ─────────────────────────────────────────────────────────────────────────────────────────────


def _new_item(meeting_id: str, register_id: str, reasons: Sequence[AgendaReason], position: int) -> Row:
    return {
        "item_id": f"{meeting_id}/{register_id}",
        "meeting_id": meeting_id,
        "register_id": register_id,
        "position": position,
        "reasons": [str(reason) for reason in reasons],
    }


def _json(value: Any) -> Any:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _head_json(head: MeetingHead) -> dict[str, Any]:
    return {key: _json(value) for key, value in asdict(head).items()}


def _head_of(value: Mapping[str, Any]) -> MeetingHead:
    times = {key: value[key] and dt.time.fromisoformat(value[key]) for key in ("starts_at", "ends_at")}
    lists = {key: tuple(value[key]) for key in ("attendees", "absent", "recipients")}
    return MeetingHead(**{**value, **times, **lists, "held_on": dt.date.fromisoformat(value["held_on"])})


def _decision_json(decided: ItemDecision | None) -> dict[str, Any] | None:
    return None if decided is None else {key: _json(value) for key, value in asdict(decided).items()}


def _decision_of(value: Mapping[str, Any] | None) -> ItemDecision | None:
    if value is None:
        return None
    deadline = value["deadline"]
    return ItemDecision(
        **{
            **value,
            "decision": Decision(value["decision"]),
            "supporting_units": tuple(value["supporting_units"]),
            "deadline": None if deadline is None else dt.date.fromisoformat(deadline),
        }
    )


def _meeting_of(row: Row) -> Meeting:
    values = {f.name: row[f.name] for f in fields(Meeting)}
    return Meeting(**{**values, "state": MeetingState(row["state"]), "head": _head_of(row["head"])})


def _item_of(row: Row) -> Item:
    vi, en = row["outcome_vi"], row["outcome_en"]
    return Item(
        row["item_id"],
        row["meeting_id"],
        row["register_id"],
        row["position"],
        tuple(AgendaReason(reason) for reason in row["reasons"]),
        _decision_of(row["decision"]),
        None if vi is None else Text(vi, en),
        row["version"],
    )


def _version_of(row: Row) -> ListVersion:
    values = {f.name: row[f.name] for f in fields(ListVersion)}
    return ListVersion(**{**values, "kind": VersionKind(row["kind"])})
