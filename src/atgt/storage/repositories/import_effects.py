"""What imports did to accidents that were there before, which imports were taken back, and rows put right in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import clean_json, frame_of
from atgt.storage.quality_tables import ImportEffectRow, ImportUndoRow, RowFixRow
from atgt.storage.repositories.values import native, plain
from atgt.storage.repositories.versioned import record_table
from atgt.storage.tables import Base

EFFECT = record_table(
    ImportEffectRow, "effect_id", Text("tác động của lần nhập", "effect of an import"), frozenset({"before", "after"})
)
UNDO = record_table(ImportUndoRow, "import_id", Text("lần hủy nhập", "undone import"), frozenset({"reason"}))
FIX = record_table(RowFixRow, "fix_id", Text("hàng đã sửa", "fixed row"), frozenset({"corrected", "reason"}))
RECORDS = (EFFECT, UNDO, FIX)
_RECEIVED = Base.metadata.tables["as_received"]
_ACCIDENT = Base.metadata.tables["accident"]
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Effect:
    """What one import changed on one accident that was there before.

    ``kind`` is ``updated``, ``linked`` (the row tells of it and changed nothing) or ``replaced`` (a first report
    became the official record).
    """

    import_id: str
    accident_id: str
    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    accident_version: int


def add_effects(session: Session, effects: Sequence[Effect]) -> None:
    """Store what an import changed."""
    EFFECT.add_all(
        session,
        [
            {
                "effect_id": f"{one.import_id}/{one.accident_id}",
                "import_id": one.import_id,
                "accident_id": one.accident_id,
                "kind": one.kind,
                "before": plain(one.before),
                "after": plain(one.after),
                "accident_version": one.accident_version,
            }
            for one in effects
        ],
    )


def effects_of(session: Session, import_id: str) -> tuple[Effect, ...]:
    """What an import changed on accidents that were there before, by accident."""
    return tuple(
        Effect(
            row["import_id"],
            row["accident_id"],
            row["kind"],
            {field: native(field, value) for field, value in row["before"].items()},
            {field: native(field, value) for field, value in row["after"].items()},
            row["accident_version"],
        )
        for row in EFFECT.where(session, EFFECT.table.c.import_id == import_id)
    )


def later_imports(session: Session, import_id: str, accident_ids: Collection[str]) -> dict[str, str]:
    """Of these accidents, those that a later import changed too, and which one."""
    table, found = EFFECT.table, {}
    own = select(Base.metadata.tables["import_log"].c.fid).where(
        Base.metadata.tables["import_log"].c.import_id == import_id
    )
    log = Base.metadata.tables["import_log"]
    query = (
        select(table.c.accident_id, table.c.import_id)
        .join(log, log.c.import_id == table.c.import_id)
        .where(log.c.fid > own.scalar_subquery(), table.c.import_id.not_in(select(UNDO.table.c.import_id)))
    )
    wanted = set(accident_ids)
    for row in session.execute(query):
        if row.accident_id in wanted:
            found[row.accident_id] = row.import_id
    return found


def created_by(session: Session, import_id: str) -> pd.DataFrame:
    """The accidents an import brought in and that are still there: accident_id, version, row_key, has_fix."""
    columns = [_ACCIDENT.c.accident_id, _ACCIDENT.c.version, _RECEIVED.c.row_key]
    query = select(*columns).join(_RECEIVED, _RECEIVED.c.row_key == _ACCIDENT.c.row_key)
    query = query.where(_RECEIVED.c.import_id == import_id).order_by(_ACCIDENT.c.accident_id)
    found = frame_of(session.execute(query).all(), columns)
    fixed = set(session.scalars(select(FIX.table.c.row_key)))
    return found.assign(has_fix=found["row_key"].isin(fixed))


# ── taking an import back ───────────────────────────────────────────────────────────────────────────────────────


def undone_imports(session: Session) -> dict[str, Mapping[str, Any]]:
    """Imports that were taken back, with who, when, why and what became of their accidents."""
    return {str(row["import_id"]): row for row in UNDO.where(session)}


def note_undo(session: Session, import_id: str, reason: str, outcome: Mapping[str, Sequence[str]]) -> None:
    """Remember that an import was taken back: ``removed``, ``restored`` and ``kept`` accidents."""
    context = audit.context_of(session)
    told = {"undone_by": context.actor.name, "undone_at": context.now, "reason": reason}
    UNDO.add(session, {"import_id": import_id, **told, **{name: list(ids) for name, ids in outcome.items()}})


def unlink_rows(session: Session, import_id: str, kept: Collection[str]) -> None:
    """The rows of an import that was taken back tell of no accident any more, but for those that were kept."""
    query = update(_RECEIVED).where(_RECEIVED.c.import_id == import_id, _RECEIVED.c.accident_id.is_not(None))
    if kept:
        query = query.where(_RECEIVED.c.accident_id.not_in(sorted(kept)))
    session.execute(query.values(accident_id=None))


def relink_rows(session: Session, accident_id: str, other_id: str) -> None:
    """Rows that told of one accident tell of another."""
    session.execute(update(_RECEIVED).where(_RECEIVED.c.accident_id == accident_id).values(accident_id=other_id))


def link_row(session: Session, row_key: str, accident_id: str) -> None:
    """A row tells of this accident."""
    session.execute(update(_RECEIVED).where(_RECEIVED.c.row_key == row_key).values(accident_id=accident_id))


def live_keys(session: Session, row_keys: Collection[str]) -> dict[str, str]:
    """For each key: "live" when its row stands, "dead" when its import was taken back; unknown keys are left out."""
    undone = set(session.scalars(select(UNDO.table.c.import_id)))
    found: dict[str, str] = {}
    wanted = sorted(row_keys)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        query = select(_RECEIVED.c.row_key, _RECEIVED.c.import_id, _RECEIVED.c.accident_id)
        for row in session.execute(query.where(_RECEIVED.c.row_key.in_(chunk))):
            is_dead = row.import_id in undone and row.accident_id is None
            found[row.row_key] = "dead" if is_dead else "live"
    return found


# ── rows put right in place ─────────────────────────────────────────────────────────────────────────────────────


def add_fix(session: Session, row_key: str, corrected: Mapping[str, str], accident_id: str, reason: str) -> None:
    """Remember what an officer changed in the cells of a held row."""
    context = audit.context_of(session)
    FIX.add(
        session,
        {
            "fix_id": FIX.next_number(session, "SH-"),
            "row_key": row_key,
            "corrected": clean_json(dict(corrected)),
            "accident_id": accident_id,
            "fixed_by": context.actor.name,
            "fixed_at": context.now,
            "reason": reason,
        },
    )


def fix_of(session: Session, row_key: str | None) -> Mapping[str, Any] | None:
    """How a held row was put right; None when it never was."""
    rows = FIX.where(session, FIX.table.c.row_key == row_key) if row_key is not None else []
    return rows[0] if rows else None
