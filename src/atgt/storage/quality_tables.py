"""Tables of what happens to records after they were read: edits, conflicts, undone imports, decisions, senders.

Same root as ``tables``. A column added here needs a migration beside it. Ids of accidents are not foreign keys here:
what was decided about an accident stays when the accident itself was merged into another or its import undone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from atgt.storage.column_types import WholeNumber
from atgt.storage.tables import Base

_AUTOINCREMENT = {"sqlite_autoincrement": True}


def _fid() -> Mapped[int]:
    return mapped_column(WholeNumber, primary_key=True, autoincrement=True)


class FieldEditRow(Base):
    """One field of one accident that an officer changed, beside what the sender wrote."""

    __tablename__ = "field_edit"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    edit_id: Mapped[str] = mapped_column(unique=True)  # accident_id/field
    accident_id: Mapped[str] = mapped_column(index=True)
    field: Mapped[str]
    received: Mapped[Any] = mapped_column(nullable=True)
    value: Mapped[Any] = mapped_column(nullable=True)
    edited_by: Mapped[str]
    edited_at: Mapped[dt.datetime]
    reason: Mapped[str]
    is_active: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class ImportConflictRow(Base):
    """A later file that disagrees with an officer's edit."""

    __tablename__ = "import_conflict"
    __table_args__ = (CheckConstraint("choice IN ('received', 'officer')", name="choice"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    conflict_id: Mapped[str] = mapped_column(unique=True)
    accident_id: Mapped[str] = mapped_column(index=True)
    field: Mapped[str]
    import_id: Mapped[str] = mapped_column(ForeignKey("import_log.import_id"), index=True)
    before: Mapped[Any] = mapped_column(nullable=True)
    now: Mapped[Any] = mapped_column(nullable=True)
    officer: Mapped[Any] = mapped_column(nullable=True)
    choice: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    reason: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class ImportEffectRow(Base):
    """What an import changed on an accident that was there before."""

    __tablename__ = "import_effect"
    __table_args__ = (CheckConstraint("kind IN ('updated', 'linked', 'replaced')", name="kind"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    effect_id: Mapped[str] = mapped_column(unique=True)  # import_id/accident_id
    import_id: Mapped[str] = mapped_column(ForeignKey("import_log.import_id"), index=True)
    accident_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    before: Mapped[Any]
    after: Mapped[Any]
    accident_version: Mapped[int]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class ImportUndoRow(Base):
    """An import that was taken back as a whole."""

    __tablename__ = "import_undo"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    import_id: Mapped[str] = mapped_column(ForeignKey("import_log.import_id"), unique=True)
    undone_by: Mapped[str]
    undone_at: Mapped[dt.datetime]
    reason: Mapped[str]
    removed: Mapped[Any]  # ids of accidents that are gone
    restored: Mapped[Any]  # ids whose values of before are back
    kept: Mapped[Any]  # ids that stayed because somebody had worked on them
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class RowFixRow(Base):
    """A held row that an officer put right in place; the row as received stays beside it."""

    __tablename__ = "row_fix"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    fix_id: Mapped[str] = mapped_column(unique=True)
    row_key: Mapped[str] = mapped_column(ForeignKey("as_received.row_key"), unique=True)
    corrected: Mapped[Any]  # heading -> text, the changed cells only
    accident_id: Mapped[str]
    fixed_by: Mapped[str]
    fixed_at: Mapped[dt.datetime]
    reason: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class QualityDecisionRow(Base):
    """A decision about the data: duplicates, doubts, months without records."""

    __tablename__ = "quality_decision"
    __table_args__ = (
        CheckConstraint("subject IN ('duplicate', 'warning', 'completeness')", name="subject"),
        UniqueConstraint("subject", "key"),
        _AUTOINCREMENT,
    )

    fid: Mapped[int] = _fid()
    decision_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    key: Mapped[str]
    choice: Mapped[str]
    kept_id: Mapped[str | None] = mapped_column(index=True)
    removed: Mapped[Any]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime]
    is_active: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class LaterDeathRow(Base):
    """A death after the accident, and what became of the class by it."""

    __tablename__ = "later_death"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    death_id: Mapped[str] = mapped_column(unique=True)
    accident_id: Mapped[str] = mapped_column(index=True)
    died_on: Mapped[dt.date]
    conclusion: Mapped[str]
    counts: Mapped[bool]
    severity_before: Mapped[int]
    severity_after: Mapped[int]
    legal_before: Mapped[str | None]
    legal_after: Mapped[str | None]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class SenderProfileRow(Base):
    """How the tables of one sender are read, as an officer settled it on the screen."""

    __tablename__ = "sender_profile"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    sender: Mapped[str] = mapped_column(unique=True)
    profile: Mapped[Any]
    headings: Mapped[Any]  # of the file it was settled on: what the next file is recognised by
    saved_by: Mapped[str]
    saved_at: Mapped[dt.datetime]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


TABLES = (
    FieldEditRow, ImportConflictRow, ImportEffectRow, ImportUndoRow, RowFixRow, QualityDecisionRow, LaterDeathRow,
    SenderProfileRow,
)  # fmt: skip
