"""Disagreements between a later file and what officers put right: shown side by side, settled field by field."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import LOCATION, Conflict, ConflictChoice
from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import edits
from atgt.workflow import authority
from atgt.workflow.derived import derived_values, light_injury_rule

_WHAT = Text("giải quyết xung đột", "settle a disagreement")


def waiting(database: Database, actor: Actor) -> tuple[Conflict, ...]:
    """Disagreements that wait for a person, first found first."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        return edits.conflicts(session)


def settled(database: Database, actor: Actor) -> tuple[Conflict, ...]:
    """Disagreements that were settled, with who chose what, when and why."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        return tuple(one for one in edits.conflicts(session, only_open=False) if not one.is_open)


def decide(
    database: Database, conflict_id: str, choice: ConflictChoice, reason: str, actor: Actor, now: dt.datetime
) -> None:
    """Settle one field; the choice holds until the sender writes yet another value.

    Raises
    ------
    NotFoundError
        When there is no such disagreement, or its accident is gone.
    ParameterError
        When somebody settled it before.
    """
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.write(actor, f"giải quyết xung đột {conflict_id}", now) as session:
        one = edits.conflict(session, conflict_id)
        if not one.is_open:
            raise ParameterError(
                Text(
                    f"Xung đột {conflict_id} đã được {one.decided_by} giải quyết.",
                    f"Disagreement {conflict_id} was settled by {one.decided_by}.",
                )
            )
        if choice is ConflictChoice.RECEIVED:
            _take_received(session, one)
        elif one.field in edits.edits_of(session, [one.accident_id]).get(one.accident_id, {}):
            edits.note_received(session, one.accident_id, one.field, one.now)
        else:  # typed in here: from now on an edit above what the sender writes
            edits.note_edit(session, one.accident_id, one.field, received=one.now, value=one.officer, reason=reason)
        edits.decide_conflict(session, conflict_id, choice, reason)


def _take_received(session: Session, one: Conflict) -> None:
    record = accident_store.fetch_accident(session, one.accident_id)
    changes = dict(one.now) if one.field == LOCATION else {one.field: one.now}
    final = {**record.person, **record.fields, **changes}
    changes |= derived_values(final, light_injury_rule(session))
    accident_store.update_accident(session, one.accident_id, changes, expected_version=record.version)
    edits.end_edit(session, one.accident_id, one.field)
