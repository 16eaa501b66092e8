"""The steps meetings are made of: which state allows what, the list as it stands, the next version of a frozen one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from atgt.domain import frozen_list
from atgt.domain.actor import Actor
from atgt.domain.attachment import DOCX, AttachmentKind
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, StaleEditError
from atgt.domain.frozen_list import AgendaItem, FrozenList, ListChange, ListedSpot
from atgt.domain.meeting import DECISIONS, ItemDecision, MeetingState, VersionKind
from atgt.domain.review import STATE_LABELS
from atgt.domain.text import Text
from atgt.domain.working_days import CalendarDay, deadline_after
from atgt.reports import minutes
from atgt.storage.repositories import documents, meetings
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories.meetings import Item, ListVersion, Meeting
from atgt.workflow import meeting_list, work_calendar


def since_last_list(session: Session, held: Meeting) -> dt.datetime | None:
    """When the list of the meeting before was frozen."""
    if held.previous_meeting_id is None:
        return None
    return meetings.load_meeting(session, held.previous_meeting_id).frozen_at


def list_now(session: Session, held: Meeting) -> FrozenList:
    """What would be frozen now."""
    since = since_last_list(session, held)
    items = meetings.load_items(session, held.meeting_id)
    named = {item.register_id for item in items}
    entries = [e for e in register_store.list_entries(session) if e.is_open or e.register_id in named]
    spots = meeting_list.listed(session, entries, since=since)
    return FrozenList(
        held.meeting_id,
        held.last_version + 1,
        VersionKind.AGENDA,
        held.head,
        meeting_list.run_stamp(session, held.run_id),
        spots,
        agenda_of(items),
        previous_meeting=held.previous_meeting_id or "",
        since_last=_since_last(session, held, spots),
        is_sample=meeting_list.rests_on_sample(session, held.run_id),
    )


def _since_last(session: Session, held: Meeting, spots: Sequence[ListedSpot]) -> tuple[ListChange, ...]:
    """The difference to the list of the meeting before, with its reasons; an entry that is gone says where it went."""
    if held.previous_meeting_id is None:
        return ()
    before = latest_list(session, held.previous_meeting_id)
    changes = frozen_list.difference(before.spots, spots)
    return tuple(_why_gone(session, change) if change.kind == "gone" else change for change in changes)


def _why_gone(session: Session, change: ListChange) -> ListChange:
    last = register_store.load_moves(session, change.register_id)[-1]
    reason = f" ({last.reason})" if last.reason else ""
    return replace(change, what=(f"{STATE_LABELS[last.end].vi}{reason}",))


def agenda_of(items: Sequence[Item]) -> tuple[AgendaItem, ...]:
    """Items as a list keeps them."""
    return tuple(AgendaItem(item.position, item.register_id, item.reasons, item.decision) for item in items)


def latest_list(session: Session, meeting_id: str) -> FrozenList:
    """The newest frozen list of a meeting. Raises NotFoundError before the first."""
    return frozen_list.list_of(meetings.load_version(session, meeting_id).content)


def next_version(
    session: Session, held: Meeting, before: FrozenList, kind: VersionKind, reason: str, actor: Actor, now: dt.datetime
) -> ListVersion:
    """The list once more, with the head and the decisions as they are now; its spots stay as they were frozen."""
    number = held.last_version + 1
    meetings.change_meeting(session, held.meeting_id, {"last_version": number})
    made = replace(
        before,
        version=number,
        kind=kind,
        head=held.head,
        items=agenda_of(meetings.load_items(session, held.meeting_id)),
        amended_because=reason if kind is VersionKind.AMENDMENT else "",
    )
    return store_list(session, made, actor, now, reason)


def store_list(session: Session, made: FrozenList, actor: Actor, now: dt.datetime, reason: str = "") -> ListVersion:
    """Keep a frozen list and the document printed from it."""
    content = frozen_list.content_of(made)
    key = f"{made.meeting_id}/{made.version}"
    version = meetings.add_version(
        session,
        ListVersion(
            key,
            made.meeting_id,
            made.version,
            made.kind,
            content,
            frozen_list.sha256_of(content),
            reason,
            now,
            actor.name,
        ),
    )
    is_agenda = made.kind is VersionKind.AGENDA
    documents.add_attachment(
        session,
        minutes.agenda(made) if is_agenda else minutes.minutes(made),
        record="meeting_version",
        key=key,
        kind=AttachmentKind.LIST if is_agenda else AttachmentKind.MINUTES,
        name=f"atgt-{'danh-sach' if is_agenda else 'bien-ban'}-{made.meeting_id}-{made.version}.docx",
        media_type=DOCX,
    )
    return version


def in_state(session: Session, meeting_id: str, *states: MeetingState) -> Meeting:
    """The meeting, when it is in one of these states; ForbiddenMoveError says what to do first."""
    held = meetings.load_meeting(session, meeting_id)
    if held.state not in states:
        raise ForbiddenMoveError(_WRONG_STATE[held.state].fill(id=meeting_id))
    return held


_WRONG_STATE = {
    MeetingState.DRAFT: Text(
        "Cuộc họp {id} chưa chốt danh sách. Hãy chốt danh sách trước.",
        "The list of meeting {id} is not frozen yet. Freeze it first.",
    ),
    MeetingState.FROZEN: Text(
        "Danh sách của cuộc họp {id} đã chốt, cuộc họp chưa kết thúc.",
        "The list of meeting {id} is frozen and the meeting is not closed.",
    ),
    MeetingState.CLOSED: Text(
        "Cuộc họp {id} đã kết thúc: danh sách và biên bản không sửa được nữa. Cần sửa thì lập bản sửa đổi có lý do.",
        "Meeting {id} is closed: its list and minutes cannot be changed. Make an amendment with its reason.",
    ),
}


def check_version(held: Meeting, expected: int) -> None:
    """Refuse a step on a meeting that somebody changed since it was looked at: StaleEditError."""
    if held.version != expected:
        raise StaleEditError(
            Text(
                f"Cuộc họp {held.meeting_id} vừa được người khác cập nhật. Chưa lưu gì: hãy xem lại.",
                f"Meeting {held.meeting_id} was just changed by somebody else. Nothing was saved: look again.",
            )
        )


def item_about(session: Session, meeting_id: str, register_id: str) -> Item:
    """The agenda item about an entry. Raises NotFoundError when the agenda has none."""
    for item in meetings.load_items(session, meeting_id):
        if item.register_id == register_id:
            return item
    raise NotFoundError(
        Text(f"Điểm {register_id} không có trong chương trình họp.", f"Entry {register_id} is not on the agenda.")
    )


def with_deadline(session: Session, held: Meeting, decided: ItemDecision) -> ItemDecision:
    """The decision with the day its working days lead to, and what that day rests on."""
    if decided.working_days is None:
        return decided
    due = deadline_after(held.head.held_on, decided.working_days, work_calendar.calendar_of(session))
    note = "" if due.is_confirmed else _calendar_note(due.unconfirmed, due.unknown_years)
    return replace(decided, deadline=due.day, deadline_note=note)


def _calendar_note(days: Sequence[CalendarDay], years: Sequence[int]) -> str:
    parts = [f"{entry.day:%d/%m/%Y} {entry.name.vi}" for entry in days]
    parts += [f"năm {year} chưa có lịch nghỉ" for year in years]
    return "lịch nghỉ chưa xác nhận: " + "; ".join(parts)


def is_still_due(session: Session, held: Meeting, register_id: str) -> bool:
    """Whether the step a closed meeting gave a day for is still to be done: no move of people has fulfilled it."""
    entry = register_store.load_entry(session, register_id)
    return entry.due_on is not None or held.closed_at is None or entry.state_since <= held.closed_at


def set_due(session: Session, item: Item) -> None:
    """Give the entry the day the meeting decided on; its next move fulfils it."""
    decided = item.decision
    if decided is None or decided.deadline is None:
        return
    what = DECISIONS[decided.decision].label.vi
    changes = {"due_on": decided.deadline, "due_unit": decided.responsible_unit, "due_what": what}
    register_store.change_entry(session, item.register_id, changes, action="deadline")
