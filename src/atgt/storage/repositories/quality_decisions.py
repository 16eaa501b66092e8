"""What was decided about the data: pairs that look alike, doubts that were looked into, months without records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from atgt.domain.quality import Decision, Subject
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import clean_json
from atgt.storage.quality_tables import QualityDecisionRow
from atgt.storage.repositories.versioned import Row, record_table

DECISION = record_table(
    QualityDecisionRow, "decision_id", Text("quyết định", "decision"), frozenset({"removed", "reason"})
)
RECORDS = (DECISION,)


def decide(
    session: Session,
    subject: Subject,
    key: str,
    choice: str,
    reason: str,
    *,
    kept_id: str | None = None,
    removed: Mapping[str, Any] | None = None,
) -> Decision:
    """Store a decision; one about the same thing that was taken back is made anew under its number."""
    context = audit.context_of(session)
    values = {
        "choice": choice,
        "reason": reason,
        "kept_id": kept_id,
        "removed": clean_json(dict(removed or {})),
        "decided_by": context.actor.name,
        "decided_at": context.now,
        "is_active": True,
    }
    table = DECISION.table
    before = DECISION.where(session, table.c.subject == str(subject), table.c.key == key)
    if before:
        return _decision_of(DECISION.change(session, before[0]["decision_id"], values))
    number = DECISION.next_number(session, "QD-")
    return _decision_of(DECISION.add(session, {"decision_id": number, "subject": subject, "key": key, **values}))


def take_back(session: Session, decision_id: str) -> None:
    """The decision holds no longer; it stays on record."""
    DECISION.change(session, decision_id, {"is_active": False})


def decisions(session: Session, subject: Subject, *, only_active: bool = True) -> tuple[Decision, ...]:
    """Decisions on a subject, first one first."""
    table = DECISION.table
    conditions = [table.c.subject == str(subject)] + ([table.c.is_active.is_(True)] if only_active else [])
    return tuple(_decision_of(row) for row in DECISION.where(session, *conditions, order_by=(table.c.fid,)))


def decision(session: Session, decision_id: str) -> Decision:
    """One decision. Raises NotFoundError when there is none of that number."""
    return _decision_of(DECISION.get(session, decision_id))


def _decision_of(row: Row) -> Decision:
    return Decision(
        row["decision_id"],
        Subject(row["subject"]),
        row["key"],
        row["choice"],
        row["reason"],
        row["decided_by"],
        row["decided_at"],
        row["kept_id"],
        row["removed"],
        row["is_active"],
        row["version"],
    )
