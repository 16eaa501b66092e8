"""Fields that officers changed, disagreements with later files, deaths that were recorded later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from atgt.domain.corrections import Conflict, ConflictChoice, FieldEdit, LaterDeath
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.quality_tables import FieldEditRow, ImportConflictRow, LaterDeathRow
from atgt.storage.repositories.values import native, plain
from atgt.storage.repositories.versioned import Row, record_table

EDIT = record_table(
    FieldEditRow, "edit_id", Text("sửa đổi", "edit"), frozenset({"received", "value", "reason"})
)  # fmt: skip
CONFLICT = record_table(
    ImportConflictRow, "conflict_id", Text("xung đột", "conflict"), frozenset({"before", "now", "officer", "reason"})
)
DEATH = record_table(LaterDeathRow, "death_id", Text("ca tử vong sau", "later death"), frozenset({"reason"}))
RECORDS = (EDIT, CONFLICT, DEATH)
_CHUNK = 900


# ── edited fields ───────────────────────────────────────────────────────────────────────────────────────────────


def note_edit(session: Session, accident_id: str, field: str, *, received: Any, value: Any, reason: str) -> None:
    """Remember that an officer changed a field; what the sender had written first stays beside it."""
    context = audit.context_of(session)
    key = f"{accident_id}/{field}"
    values = {
        "value": plain(value),
        "edited_by": context.actor.name,
        "edited_at": context.now,
        "reason": reason,
        "is_active": True,
    }
    before = EDIT.find(session, key)
    if before is None:
        row = {"edit_id": key, "accident_id": accident_id, "field": field, "received": plain(received)}
        EDIT.add(session, {**row, **values})
    else:
        own = values if before["is_active"] else values | {"received": plain(received)}
        EDIT.change(session, key, own)


def note_received(session: Session, accident_id: str, field: str, received: Any) -> None:
    """Remember what the sender writes now of a field that an officer edited."""
    EDIT.change(session, f"{accident_id}/{field}", {"received": plain(received)})


def end_edit(session: Session, accident_id: str, field: str) -> None:
    """The field is again what the sender writes."""
    if EDIT.find(session, f"{accident_id}/{field}") is not None:
        EDIT.change(session, f"{accident_id}/{field}", {"is_active": False})


def edits_of(session: Session, accident_ids: Collection[str]) -> dict[str, dict[str, FieldEdit]]:
    """By accident and field: what officers changed and what still stands. Accidents without an edit are left out."""
    found: dict[str, dict[str, FieldEdit]] = {}
    wanted = sorted(set(accident_ids))
    table = EDIT.table
    for start in range(0, len(wanted), _CHUNK):
        chunk = table.c.accident_id.in_(wanted[start : start + _CHUNK])
        for row in EDIT.where(session, chunk, table.c.is_active.is_(True)):
            edit = FieldEdit(
                row["accident_id"],
                row["field"],
                native(row["field"], row["received"]),
                native(row["field"], row["value"]),
                row["edited_by"],
                row["edited_at"],
                row["reason"],
            )
            found.setdefault(edit.accident_id, {})[edit.field] = edit
    return found


# ── conflicts ───────────────────────────────────────────────────────────────────────────────────────────────────


def add_conflict(session: Session, accident_id: str, field: str, import_id: str, values: Mapping[str, Any]) -> str:
    """Store a disagreement (``before``, ``now``, ``officer``); an open one about the field is brought up to date."""
    table = CONFLICT.table
    plain_values = {name: plain(values[name]) for name in ("before", "now", "officer")}
    open_ = CONFLICT.where(
        session, table.c.accident_id == accident_id, table.c.field == field, table.c.choice.is_(None)
    )
    if open_:
        CONFLICT.change(session, open_[0]["conflict_id"], {**plain_values, "import_id": import_id})
        return str(open_[0]["conflict_id"])
    key = CONFLICT.next_number(session, "XD-")
    row = {"conflict_id": key, "accident_id": accident_id, "field": field, "import_id": import_id, "reason": ""}
    CONFLICT.add(session, {**row, **plain_values})
    return key


def decide_conflict(session: Session, conflict_id: str, choice: ConflictChoice, reason: str) -> None:
    """Close a conflict."""
    context = audit.context_of(session)
    told = {"choice": str(choice), "decided_by": context.actor.name, "decided_at": context.now, "reason": reason}
    CONFLICT.change(session, conflict_id, told)


def drop_conflicts(session: Session, import_id: str) -> None:
    """Open conflicts of an import that is taken back have nothing to be decided any more."""
    for one in conflicts(session, import_id=import_id):
        CONFLICT.remove(session, one.conflict_id)


def drop_open_of(session: Session, accident_id: str) -> None:
    """Open conflicts of an accident that is merged into another have nothing to be decided any more."""
    for one in conflicts(session, accident_id=accident_id):
        CONFLICT.remove(session, one.conflict_id)


def conflict(session: Session, conflict_id: str) -> Conflict:
    """One conflict. Raises NotFoundError when there is none of that id."""
    return _conflict_of(CONFLICT.get(session, conflict_id))


def conflicts(
    session: Session, *, only_open: bool = True, accident_id: str | None = None, import_id: str | None = None
) -> tuple[Conflict, ...]:
    """Conflicts in the order they were found: those that wait, or all; of one accident or one import."""
    table = CONFLICT.table
    conditions: list[ColumnElement[bool]] = [table.c.choice.is_(None)] if only_open else []
    conditions += [table.c.accident_id == accident_id] if accident_id is not None else []
    conditions += [table.c.import_id == import_id] if import_id is not None else []
    rows = CONFLICT.where(session, *conditions, order_by=(table.c.fid,))
    return tuple(_conflict_of(row) for row in rows)


def _conflict_of(row: Row) -> Conflict:
    field = row["field"]
    return Conflict(
        row["conflict_id"],
        row["accident_id"],
        field,
        row["import_id"],
        native(field, row["before"]),
        native(field, row["now"]),
        native(field, row["officer"]),
        None if row["choice"] is None else ConflictChoice(row["choice"]),
        row["decided_by"],
        row["decided_at"],
        row["reason"],
    )


# ── later deaths ────────────────────────────────────────────────────────────────────────────────────────────────

_DEATH_FIELDS = (
    "accident_id", "died_on", "conclusion", "counts", "severity_before", "severity_after", "legal_before",
    "legal_after", "reason", "recorded_by", "recorded_at",
)  # fmt: skip


def add_death(session: Session, death: LaterDeath) -> LaterDeath:
    """Store a later death under the next number of its accident."""
    key = DEATH.next_number(session, f"{death.accident_id}/TV-")
    return _death_of(DEATH.add(session, {"death_id": key, **{name: getattr(death, name) for name in _DEATH_FIELDS}}))


def deaths_of(session: Session, accident_id: str) -> tuple[LaterDeath, ...]:
    """Later deaths of an accident, first recorded first."""
    table = DEATH.table
    rows = DEATH.where(session, table.c.accident_id == accident_id, order_by=(table.c.fid,))
    return tuple(_death_of(row) for row in rows)


def accidents_touched(session: Session, accident_ids: Collection[str]) -> set[str]:
    """Those of the accidents that carry an edit or a later death."""
    found: set[str] = set()
    wanted = sorted(set(accident_ids))
    for table in (EDIT.table, DEATH.table):
        for start in range(0, len(wanted), _CHUNK):
            query = select(table.c.accident_id).where(table.c.accident_id.in_(wanted[start : start + _CHUNK]))
            found.update(session.scalars(query))
    return found


def _death_of(row: Row) -> LaterDeath:
    return LaterDeath(row["death_id"], *(row[name] for name in _DEATH_FIELDS))
