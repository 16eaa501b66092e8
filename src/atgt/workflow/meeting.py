"""A meeting from its agenda to its minutes: prepared from the register, frozen, decided, closed, carried out, amended.

Every frozen list is stored with its documents, byte for byte: printing it in a year gives what was printed that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.local_time import local_day
from atgt.domain.meeting import (
    AgendaReason,
    ItemDecision,
    MeetingHead,
    MeetingState,
    VersionKind,
    check_decision,
    check_head,
)
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import meetings, settings_table
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories.meetings import Item, ListVersion, Meeting
from atgt.workflow import authority, meeting_list, meeting_steps, register

OFFICE_KEY = "office_head"
"""Setting: authority, office, locality, symbol and recipients of this office's documents."""

_OFFICE_FIELDS = ("authority", "office", "locality", "symbol", "recipients")


# ── preparing ───────────────────────────────────────────────────────────────────────────────────────────────────


def office_head(database: Database, held_on: dt.date, title: str) -> MeetingHead:
    """The head of a new meeting, with what this office always writes filled in."""
    with database.read() as session:
        usual = settings_table.get(session, OFFICE_KEY, {})
    values = {key: usual[key] for key in _OFFICE_FIELDS if key in usual}
    if "recipients" in values:
        values["recipients"] = tuple(values["recipients"])
    return MeetingHead(title=title, held_on=held_on, **values)


def set_office(database: Database, head: MeetingHead, actor: Actor, now: dt.datetime) -> None:
    """Keep authority, office, locality, symbol and recipients of a head for all later documents."""
    authority.require(actor, Role.APPROVER, Text("đổi thông tin cơ quan", "change the office's details"))
    values = {key: getattr(head, key) for key in _OFFICE_FIELDS}
    with database.write(actor, "thông tin cơ quan trên văn bản", now) as session:
        settings_table.put(session, OFFICE_KEY, {**values, "recipients": list(head.recipients)})


def prepare(database: Database, head: MeetingHead, actor: Actor, now: dt.datetime) -> Meeting:
    """Open a meeting on the run the register rests on, with the agenda the register proposes."""
    authority.require(actor, Role.EDITOR, Text("chuẩn bị cuộc họp", "prepare a meeting"), within=database)
    check_head(head)
    with database.write(actor, f"chuẩn bị họp ngày {head.held_on:%d/%m/%Y}", now) as session:
        previous = meetings.last_closed_meeting(session, before=head.held_on)
        run_id = settings_table.get(session, register.RUN_KEY)
        made = meetings.add_meeting(
            session, head, run_id=run_id, previous_meeting_id=None if previous is None else previous.meeting_id
        )
        proposed = meeting_list.propose(
            session, since=meeting_steps.since_last_list(session, made), today=local_day(now)
        )
        meetings.replace_items(session, made.meeting_id, [(p.entry.register_id, p.reasons) for p in proposed])
        return made


def set_agenda(
    database: Database, meeting_id: str, register_ids: Sequence[str], actor: Actor, now: dt.datetime
) -> tuple[Item, ...]:
    """Put these entries on the agenda, in this order. Entries the register does not propose count as put on by request.

    Raises
    ------
    ForbiddenMoveError
        When the list is frozen already: then use ``put_on_agenda``.
    ParameterError
        When an entry is named twice.
    """
    authority.require(actor, Role.EDITOR, Text("lập chương trình họp", "set the agenda"))
    if len(set(register_ids)) != len(register_ids):
        raise ParameterError(Text("Một điểm có hai lần trong chương trình.", "An entry is on the agenda twice."))
    with database.write(actor, "lập chương trình họp", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.DRAFT)
        proposed = meeting_list.propose(
            session, since=meeting_steps.since_last_list(session, held), today=local_day(now)
        )
        reasons = {p.entry.register_id: p.reasons for p in proposed}
        for register_id in register_ids:
            register_store.load_entry(session, register_id)
        rows = [(register_id, reasons.get(register_id, (AgendaReason.CHOSEN,))) for register_id in register_ids]
        return meetings.replace_items(session, meeting_id, rows)


def change_head(
    database: Database, meeting_id: str, head: MeetingHead, actor: Actor, now: dt.datetime, *, expected_version: int
) -> Meeting:
    """Change who meets, where and when, until the meeting is closed."""
    authority.require(actor, Role.EDITOR, Text("sửa thông tin cuộc họp", "change a meeting"), within=database)
    check_head(head)
    with database.write(actor, "sửa thông tin cuộc họp", now) as session:
        meeting_steps.in_state(session, meeting_id, MeetingState.DRAFT, MeetingState.FROZEN)
        return meetings.change_meeting(session, meeting_id, {"head": head}, expected_version=expected_version)


def freeze(
    database: Database, meeting_id: str, actor: Actor, now: dt.datetime, *, expected_version: int
) -> ListVersion:
    """Freeze the list and the agenda as they stand now; what runs and people do later does not change them."""
    authority.require(actor, Role.EDITOR, Text("chốt danh sách", "freeze a list"))
    with database.write(actor, "chốt danh sách trình họp", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.DRAFT)
        meeting_steps.check_version(held, expected_version)
        frozen = replace(meeting_steps.list_now(session, held), version=1, kind=VersionKind.AGENDA)
        held = meetings.change_meeting(
            session, meeting_id, {"state": MeetingState.FROZEN, "frozen_at": now, "last_version": 1}, action="freeze"
        )
        return meeting_steps.store_list(session, frozen, actor, now)


def put_on_agenda(
    database: Database, meeting_id: str, register_id: str, reason: str, actor: Actor, now: dt.datetime
) -> ListVersion:
    """Put one more entry on the agenda of a frozen list; that is a new version of it.

    Raises
    ------
    ParameterError
        When it is on the agenda already.
    """
    authority.require(actor, Role.EDITOR, Text("bổ sung chương trình họp", "add to the agenda"))
    with database.write(actor, reason or "bổ sung nội dung họp", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.FROZEN)
        items = meetings.load_items(session, meeting_id)
        if register_id in {item.register_id for item in items}:
            raise ParameterError(
                Text(f"Điểm {register_id} đã có trong chương trình.", f"Entry {register_id} is on the agenda already.")
            )
        entry = register_store.load_entry(session, register_id)
        meetings.append_item(session, meeting_id, register_id, [AgendaReason.CHOSEN], position=len(items) + 1)
        frozen = meeting_steps.latest_list(session, meeting_id)
        if register_id not in {spot.register_id for spot in frozen.spots}:
            more = meeting_list.listed(session, [entry], since=meeting_steps.since_last_list(session, held))
            frozen = replace(frozen, spots=tuple(sorted((*frozen.spots, *more), key=lambda s: s.register_id)))
        return meeting_steps.next_version(session, held, frozen, VersionKind.AGENDA, reason, actor, now)


# ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(
    database: Database,
    meeting_id: str,
    register_id: str,
    decided: ItemDecision,
    actor: Actor,
    now: dt.datetime,
    *,
    expected_version: int | None = None,
) -> Item:
    """Record what the committee decides about one item; until the meeting is closed it may be recorded anew.

    A deadline in working days counts from the day of the meeting; when it rests on a holiday that is not confirmed,
    the note says so.

    Raises
    ------
    ParameterError
        When unit, reason or votes are missing or make no sense.
    StaleEditError
        When somebody recorded this item after ``expected_version`` was read.
    """
    authority.require(actor, Role.EDITOR, Text("ghi quyết định", "record a decision"), within=database)
    check_decision(decided)
    with database.write(actor, "ghi quyết định của cuộc họp", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.FROZEN)
        item = meeting_steps.item_about(session, meeting_id, register_id)
        decided = meeting_steps.with_deadline(session, held, decided)
        return meetings.change_item(session, item.item_id, {"decision": decided}, expected_version=expected_version)


def close(
    database: Database,
    meeting_id: str,
    actor: Actor,
    now: dt.datetime,
    *,
    expected_version: int,
    head: MeetingHead | None = None,
) -> ListVersion:
    """Close the meeting: the list with its decisions is fixed, the minutes are made, deadlines go to the register.

    Parameters
    ----------
    head
        The head as it is at the end (number, end, conclusion); the stored one when None.

    Raises
    ------
    ParameterError
        When an item has no decision; all of them are named.
    """
    authority.require(actor, Role.APPROVER, Text("kết thúc cuộc họp", "close a meeting"))
    if head is not None:
        check_head(head)
    with database.write(actor, "kết thúc cuộc họp", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.FROZEN)
        meeting_steps.check_version(held, expected_version)
        items = meetings.load_items(session, meeting_id)
        if open_items := [item.register_id for item in items if item.decision is None]:
            names = ", ".join(open_items)
            raise ParameterError(Text(f"Chưa có quyết định cho: {names}.", f"There is no decision yet about: {names}."))
        for item in items:
            meeting_steps.set_due(session, item)
        changes = {"state": MeetingState.CLOSED, "closed_at": now, "closed_by": actor.name, "head": head or held.head}
        held = meetings.change_meeting(session, meeting_id, changes, action="close")
        return meeting_steps.next_version(
            session, held, meeting_steps.latest_list(session, meeting_id), VersionKind.MINUTES, "", actor, now
        )


def amend(
    database: Database,
    meeting_id: str,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    *,
    decisions: Mapping[str, ItemDecision] | None = None,
    head: MeetingHead | None = None,
) -> ListVersion:
    """Correct the minutes of a closed meeting: a new version beside the old one, with its reason.

    Raises
    ------
    ParameterError
        Without a reason, or when a decision makes no sense.
    """
    authority.require(actor, Role.APPROVER, Text("sửa biên bản", "amend minutes"))
    if not reason.strip():
        raise ParameterError(Text("Sửa biên bản phải ghi lý do.", "Amending minutes needs a reason."))
    if head is not None:
        check_head(head)
    with database.write(actor, reason, now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.CLOSED)
        for register_id, decided in (decisions or {}).items():
            check_decision(decided)
            item = meeting_steps.item_about(session, meeting_id, register_id)
            changed = {"decision": meeting_steps.with_deadline(session, held, decided), "outcome": None}
            amended = meetings.change_item(session, item.item_id, changed)
            if meeting_steps.is_still_due(session, held, register_id):
                meeting_steps.set_due(session, amended)
        if head is not None:
            held = meetings.change_meeting(session, meeting_id, {"head": head})
        return meeting_steps.next_version(
            session, held, meeting_steps.latest_list(session, meeting_id), VersionKind.AMENDMENT, reason, actor, now
        )
