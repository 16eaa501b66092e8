"""Tables of the committee's work: register, moves, meetings, remediation, attachments. Same root as ``tables``.

A column added here needs a migration beside it. What is history (moves, changes, frozen lists) is append-only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from atgt.storage.column_types import WholeNumber
from atgt.storage.geometry import Geometry
from atgt.storage.tables import LAYERS, Base

_AUTOINCREMENT = {"sqlite_autoincrement": True}


def _fid() -> Mapped[int]:
    return mapped_column(WholeNumber, primary_key=True, autoincrement=True)


# ── register ────────────────────────────────────────────────────────────────────────────────────────────────────


class RegisterEntryRow(Base):
    """One spot or hazard of the ward's register, as it stands."""

    __tablename__ = "register_entry"
    __table_args__ = (CheckConstraint("subject IN ('spot', 'hazard')", name="subject"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    register_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    hazard_id: Mapped[str | None] = mapped_column(ForeignKey("hazard.hazard_id"), unique=True)
    state: Mapped[str] = mapped_column(index=True)
    state_since: Mapped[dt.datetime]
    brought_by: Mapped[str | None]  # None: the program
    level: Mapped[str | None]
    kind: Mapped[str | None]
    spot_key: Mapped[str | None]
    place_vi: Mapped[str]
    place_en: Mapped[str]
    route_ids: Mapped[Any]
    from_mm: Mapped[int | None]
    to_mm: Mapped[int | None]
    km_from: Mapped[str | None]
    km_to: Mapped[str | None]
    lon: Mapped[float]
    lat: Mapped[float]
    wkt: Mapped[str]
    first_run_id: Mapped[str | None] = mapped_column(ForeignKey("screening_run.run_id"))
    last_run_id: Mapped[str | None] = mapped_column(ForeignKey("screening_run.run_id"))
    checked_run_id: Mapped[str | None] = mapped_column(ForeignKey("screening_run.run_id"))
    is_found: Mapped[bool]
    facts: Mapped[Any]  # accident_id -> day, severity, killed, injured, route, measure
    infrastructure: Mapped[str]
    owner: Mapped[str]
    is_province_owned: Mapped[bool | None]
    decided_by: Mapped[str]
    shared_with: Mapped[str]
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    due_unit: Mapped[str]
    due_what: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]
    geom: Mapped[bytes] = mapped_column(Geometry("GEOMETRY"))


class RegisterMoveRow(Base):
    """One step in the life of an entry. Appended, never changed."""

    __tablename__ = "register_move"
    __table_args__ = (UniqueConstraint("register_id", "number"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    move_id: Mapped[str] = mapped_column(unique=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"))
    number: Mapped[int]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    moved_at: Mapped[dt.datetime]
    moved_by: Mapped[str]
    role: Mapped[str]
    by_program: Mapped[bool]
    reason: Mapped[str]
    document: Mapped[str]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("screening_run.run_id"))
    known: Mapped[Any] = mapped_column(nullable=True)


class RegisterChangeRow(Base):
    """What one run did to one entry, and why. Appended, never changed; entries that did not change have no row."""

    __tablename__ = "register_change"
    __table_args__ = (Index("ix_register_change_register_id_at", "register_id", "at"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    change_id: Mapped[str] = mapped_column(unique=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"))
    run_id: Mapped[str] = mapped_column(ForeignKey("screening_run.run_id"))
    at: Mapped[dt.datetime]
    kind: Mapped[str]
    reasons: Mapped[Any]
    level_before: Mapped[str | None]
    level_after: Mapped[str | None]
    state_before: Mapped[str | None]
    state_after: Mapped[str]


class SiteVisitRow(Base):
    """What was found at a visit to a spot."""

    __tablename__ = "site_visit"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    visit_id: Mapped[str] = mapped_column(unique=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"), index=True)
    visited_on: Mapped[dt.date]
    visitors: Mapped[str]
    checklist: Mapped[Any]
    weather: Mapped[str]
    summary: Mapped[str]
    infrastructure: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


# ── remediation ─────────────────────────────────────────────────────────────────────────────────────────────────


class RecommendationRow(Base):
    """A letter to the road authority, and its answer."""

    __tablename__ = "recommendation"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    recommendation_id: Mapped[str] = mapped_column(unique=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"), index=True)
    number: Mapped[str]
    issued_on: Mapped[dt.date]
    addressee: Mapped[str]
    summary: Mapped[str]
    reply_due: Mapped[dt.date | None]
    reply_number: Mapped[str]
    replied_on: Mapped[dt.date | None]
    reply: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


class MeasureRow(Base):
    """One measure at one spot or hazard."""

    __tablename__ = "measure"
    __table_args__ = (CheckConstraint("progress_pct BETWEEN 0 AND 100", name="progress"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    measure_id: Mapped[str] = mapped_column(unique=True)
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"), index=True)
    recommendation_id: Mapped[str | None] = mapped_column(ForeignKey("recommendation.recommendation_id"))
    kind_key: Mapped[str]
    description: Mapped[str]
    horizon: Mapped[str]
    needs_acceptance: Mapped[bool]
    cost_vnd: Mapped[int | None]
    money_source: Mapped[str]
    owner_unit: Mapped[str]
    supporting_units: Mapped[Any]
    planned_start: Mapped[dt.date | None]
    planned_end: Mapped[dt.date | None]
    started_on: Mapped[dt.date | None]
    finished_on: Mapped[dt.date | None]
    progress_pct: Mapped[int]
    state: Mapped[str]
    accepted_on: Mapped[dt.date | None]
    acceptance_document: Mapped[str]
    opened_on: Mapped[dt.date | None]
    note: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


# ── attachments ─────────────────────────────────────────────────────────────────────────────────────────────────


class Blob(Base):
    """The bytes of an attached file, once per content."""

    __tablename__ = "blob"
    __table_args__ = (CheckConstraint("size = length(content)", name="size"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AttachmentRow(Base):
    """A photo or paper attached to something."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_record_key", "record", "key"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    attachment_id: Mapped[str] = mapped_column(unique=True)
    record: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    caption: Mapped[str]
    taken_on: Mapped[dt.date | None]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[str]


# ── meetings ────────────────────────────────────────────────────────────────────────────────────────────────────


class MeetingRow(Base):
    """One meeting of the committee."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("state IN ('draft', 'frozen', 'closed')", name="state"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    meeting_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    head: Mapped[Any]  # who, where, when: the first lines of the minutes
    held_on: Mapped[dt.date] = mapped_column(index=True)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("screening_run.run_id"))
    previous_meeting_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.meeting_id"))
    last_version: Mapped[int]  # number of the newest frozen list, 0 before the first
    frozen_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


class MeetingItemRow(Base):
    """One item of the agenda, and what was decided."""

    __tablename__ = "meeting_item"
    __table_args__ = (UniqueConstraint("meeting_id", "register_id"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    item_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.meeting_id"))
    register_id: Mapped[str] = mapped_column(ForeignKey("register_entry.register_id"), index=True)
    position: Mapped[int]
    reasons: Mapped[Any]
    decision: Mapped[Any] = mapped_column(nullable=True)
    outcome_vi: Mapped[str | None]  # what carrying the decision out did
    outcome_en: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


class MeetingVersionRow(Base):
    """A frozen list, as canonical JSON text. Appended, never changed."""

    __tablename__ = "meeting_version"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    version_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.meeting_id"))
    number: Mapped[int]
    kind: Mapped[str]
    content: Mapped[str]
    sha256: Mapped[str]
    reason: Mapped[str]
    frozen_at: Mapped[dt.datetime]
    frozen_by: Mapped[str]


TABLES = (
    RegisterEntryRow, RegisterMoveRow, RegisterChangeRow, SiteVisitRow, RecommendationRow, MeasureRow,
    Blob, AttachmentRow, MeetingRow, MeetingItemRow, MeetingVersionRow,
)  # fmt: skip
"""The tables of this module, each after those it refers to."""

LAYERS["register_entry"] = ("GEOMETRY", "Sổ theo dõi điểm")
