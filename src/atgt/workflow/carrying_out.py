"""Carrying out what a meeting decided: the moves of the spots, under the same rules as if made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import AtgtError
from atgt.domain.meeting import DECISIONS, MeetingState
from atgt.domain.register import OPEN_STATES
from atgt.domain.review import STATE_LABELS, MoveRequest
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import meetings
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories.meetings import Item, Meeting
from atgt.workflow import authority, meeting_steps, review


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What carrying out one decision did."""

    register_id: str
    has_moved: bool
    text: Text


def carry_out(
    database: Database, meeting_id: str, actor: Actor, now: dt.datetime, *, document: str = ""
) -> tuple[CarriedOut, ...]:
    """Make the moves a closed meeting decided, as far as the rules allow; what is refused says why and stays open.

    Parameters
    ----------
    document
        Number of the document the moves refer to; the number of the minutes when empty.
    """
    authority.require(actor, Role.EDITOR, Text("thực hiện quyết định", "carry out decisions"))
    with database.write(actor, f"thực hiện quyết định cuộc họp {meeting_id}", now) as session:
        held = meeting_steps.in_state(session, meeting_id, MeetingState.CLOSED)
        number = document or (f"{held.head.number}/{held.head.symbol}" if held.head.number else "")
        outcomes = []
        for item in meetings.load_items(session, meeting_id):
            outcome = _carry_out(session, held, item, number, actor, now)
            meetings.change_item(session, item.item_id, {"outcome": outcome.text})
            outcomes.append(outcome)
    return tuple(outcomes)


def _carry_out(session: Session, held: Meeting, item: Item, number: str, actor: Actor, now: dt.datetime) -> CarriedOut:
    decided = item.decision
    end = None if decided is None else DECISIONS[decided.decision].leads_to
    entry = register_store.load_entry(session, item.register_id)
    if decided is None or end is None:
        return CarriedOut(item.register_id, False, Text("không đổi tình trạng", "no change of state"))
    if entry.state is end:
        return CarriedOut(item.register_id, False, Text("đã ở tình trạng này", "already in this state"))
    reason = decided.reason or f"theo cuộc họp ngày {held.head.held_on:%d/%m/%Y}"
    try:
        review.move_in(session, item.register_id, MoveRequest(end, actor, now, reason, number))
    except AtgtError as error:
        return CarriedOut(item.register_id, False, error.text)
    if end in OPEN_STATES:
        meeting_steps.set_due(session, item)  # the move began the work; its deadline stands until the next one
    label = STATE_LABELS[end]
    return CarriedOut(item.register_id, True, Text(f"đã chuyển sang “{label.vi}”", f"moved to “{label.en}”"))
