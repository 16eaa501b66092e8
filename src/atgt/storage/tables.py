"""Every table, one class each. A column added here needs a migration beside it; a test compares the two.

Layers (tables with ``geom``) have an integer ``fid`` because GeoPackage asks for one;
what people and other tables refer to is the text key beside it.
Space is EPSG:4326; ``measure_mm`` is integer millimetres along the route, see ``domain.location``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, Double, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.storage.column_types import ClockTime, JsonText, Moment, WholeNumber, Words
from atgt.storage.geometry import Geometry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_AUTOINCREMENT = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Root of all tables; says which column type each Python type becomes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  read by SQLAlchemy
        str: Words,
        int: WholeNumber,
        float: Double(),
        bool: Boolean(),
        dt.date: Date(),
        dt.time: ClockTime(),
        dt.datetime: Moment(),
        Any: JsonText(),
    }


def _fid() -> Mapped[int]:
    return mapped_column(WholeNumber, primary_key=True, autoincrement=True)


# ── what came in ────────────────────────────────────────────────────────────────────────────────────────────────


class ImportLog(Base):
    """One import of one file, with its counts: read = accepted + held."""

    __tablename__ = "import_log"
    __table_args__ = (CheckConstraint("n_read = n_accepted + n_held", name="nothing_lost"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    import_id: Mapped[str] = mapped_column(unique=True)
    file: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[dt.datetime]
    imported_by: Mapped[str]
    n_read: Mapped[int]
    n_accepted: Mapped[int]
    n_held: Mapped[int]
    n_new: Mapped[int]
    n_known: Mapped[int]
    n_unlocated: Mapped[int]
    n_ambiguous: Mapped[int]
    report: Mapped[Any] = mapped_column(nullable=True)  # warnings, skipped rows, profile


class AsReceived(Base):
    """A row exactly as the sender wrote it. Never altered; edits lie above it, in ``accident``."""

    __tablename__ = "as_received"
    __table_args__ = (CheckConstraint("status IN ('accepted', 'held')", name="status"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    import_id: Mapped[str] = mapped_column(ForeignKey("import_log.import_id"), index=True)
    file: Mapped[str]
    sheet: Mapped[str | None]
    row_number: Mapped[int]  # as Excel shows it
    row_key: Mapped[str] = mapped_column(unique=True)  # hash of the received text
    received: Mapped[Any]  # heading -> text
    status: Mapped[str]
    accident_id: Mapped[str | None] = mapped_column(index=True)


class HeldRow(Base):
    """A row that waits for a person, with everything that is wrong with it."""

    __tablename__ = "held_row"
    __table_args__ = (CheckConstraint("state IN ('open', 'resolved')", name="state"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    row_key: Mapped[str] = mapped_column(ForeignKey("as_received.row_key"), unique=True)
    issues: Mapped[Any]
    state: Mapped[str] = mapped_column(index=True)
    resolution: Mapped[str | None]
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[dt.datetime | None]


# ── accidents ───────────────────────────────────────────────────────────────────────────────────────────────────


class Accident(Base):
    """The current accident: exactly the columns of ``domain.schema.ACCIDENT_COLUMNS``, and its keeping."""

    __tablename__ = "accident"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    accident_id: Mapped[str] = mapped_column(unique=True)
    case_number: Mapped[str | None]
    occurred_on: Mapped[dt.date] = mapped_column(index=True)
    occurred_at: Mapped[dt.time | None]
    severity: Mapped[int]
    legal_class: Mapped[str | None]
    entered_class: Mapped[str | None]
    killed: Mapped[int | None]
    injured: Mapped[int | None]
    damage_vnd: Mapped[int | None]
    road_name: Mapped[str | None]
    km_post_text: Mapped[str | None]
    place: Mapped[str | None]
    area: Mapped[str | None]
    area_named: Mapped[str | None]
    area_today: Mapped[str | None]
    vehicles: Mapped[str | None]
    collision_type: Mapped[str | None]
    cause: Mapped[str | None]
    vehicle_groups: Mapped[str | None]
    collision_group: Mapped[str | None]
    cause_group: Mapped[str | None]
    weather: Mapped[str | None]
    surface: Mapped[str | None]
    lighting: Mapped[str | None]
    road_feature: Mapped[str | None]
    handling_unit: Mapped[str | None]
    location_status: Mapped[str] = mapped_column(index=True)
    location_method: Mapped[str | None]
    precision: Mapped[str | None]
    location_rule: Mapped[str | None]
    location_reason: Mapped[str | None]
    route_id: Mapped[str | None] = mapped_column(index=True)
    measure_mm: Mapped[int | None]
    km_post: Mapped[str | None]
    offset_m: Mapped[float | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    # None: typed in by hand
    row_key: Mapped[str | None] = mapped_column(ForeignKey("as_received.row_key"), unique=True)
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    geom: Mapped[bytes | None] = mapped_column(Geometry("POINT"))


class AccidentPerson(Base):
    """Personal columns of an accident, apart from it: exactly the personal columns of ``INTAKE_COLUMNS``."""

    __tablename__ = "accident_person"

    accident_id: Mapped[str] = mapped_column(ForeignKey("accident.accident_id"), primary_key=True)
    injury_rate_pct: Mapped[str | None]
    plates: Mapped[str | None]
    fault: Mapped[str | None]
    alcohol: Mapped[str | None]
    drugs: Mapped[str | None]
    helmet: Mapped[str | None]
    licence: Mapped[str | None]
    person_name: Mapped[str | None]
    birth_year: Mapped[str | None]
    sex: Mapped[str | None]
    occupation: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    id_number: Mapped[str | None]
    outcome: Mapped[str | None]
    notes: Mapped[str | None]


class LocationCandidate(Base):
    """A place an accident could be, kept with its reason; rank 0 is the chosen one, when one was chosen."""

    __tablename__ = "location_candidate"
    __table_args__ = (UniqueConstraint("accident_id", "rank"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    accident_id: Mapped[str] = mapped_column(ForeignKey("accident.accident_id"))
    rank: Mapped[int]
    route_id: Mapped[str]
    measure_m: Mapped[float]
    chainage_m: Mapped[float | None]
    offset_m: Mapped[float]
    lon: Mapped[float]
    lat: Mapped[float]
    distance_m: Mapped[float]
    name_agrees: Mapped[bool | None]
    reason_vi: Mapped[str]
    reason_en: Mapped[str]


# ── roads and places ────────────────────────────────────────────────────────────────────────────────────────────


class RoadSegment(Base):
    """A piece of road (or railway); pieces with one ``route_id`` are one route."""

    __tablename__ = "road_segment"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    segment_id: Mapped[str] = mapped_column(unique=True)
    route_id: Mapped[str] = mapped_column(index=True)
    road_name: Mapped[str | None]
    alignment: Mapped[str | None]
    road_class: Mapped[str | None]
    manager: Mapped[str | None]
    aliases: Mapped[str | None]  # ";" between names
    kind: Mapped[str]
    bridge_level: Mapped[int]
    geom: Mapped[bytes] = mapped_column(Geometry("LINESTRING"))


class RoadAnchor(Base):
    """A km post whose position is known: what the chainage of a route is calibrated by."""

    __tablename__ = "road_anchor"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    route_id: Mapped[str] = mapped_column(index=True)
    chainage_m: Mapped[float]
    lon: Mapped[float]
    lat: Mapped[float]


class Junction(Base):
    """A crossing of roads at one level."""

    __tablename__ = "junction"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    junction_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    route_ids: Mapped[str]  # ";" between routes
    geom: Mapped[bytes] = mapped_column(Geometry("POINT"))


class Boundary(Base):
    """The outline of an administrative area."""

    __tablename__ = "boundary"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    name: Mapped[str]
    area_code: Mapped[str | None]
    geom: Mapped[bytes] = mapped_column(Geometry("MULTIPOLYGON"))


class Landmark(Base):
    """A named place that people give as the position of an accident."""

    __tablename__ = "landmark"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    name: Mapped[str]
    kind: Mapped[str | None]
    lon: Mapped[float]
    lat: Mapped[float]
    geom: Mapped[bytes] = mapped_column(Geometry("POINT"))


class Hazard(Base):
    """A danger somebody reported on the road."""

    __tablename__ = "hazard"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    hazard_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    description: Mapped[str]
    reported_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(index=True)
    checklist: Mapped[Any] = mapped_column(nullable=True)
    is_sample: Mapped[bool]
    lon: Mapped[float]
    lat: Mapped[float]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    geom: Mapped[bytes] = mapped_column(Geometry("POINT"))


# ── screening ───────────────────────────────────────────────────────────────────────────────────────────────────


class ScreeningRun(Base):
    """One screening: what was asked, over which data, by which rules and software."""

    __tablename__ = "screening_run"
    __table_args__ = _AUTOINCREMENT

    fid: Mapped[int] = _fid()
    run_id: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str]
    rule_set_key: Mapped[str]
    parameters: Mapped[Any]
    data_fingerprint: Mapped[str]
    software: Mapped[str]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str]
    n_accidents: Mapped[int]
    n_unlocated: Mapped[int]  # accidents of those days without a place on the network
    rule_set_title: Mapped[str]
    is_sample: Mapped[bool]


class SpotRecord(Base):
    """One candidate place of one run: all of ``domain.black_spot.Spot``."""

    __tablename__ = "spot"
    __table_args__ = (UniqueConstraint("run_id", "spot_key"), _AUTOINCREMENT)

    fid: Mapped[int] = _fid()
    run_id: Mapped[str] = mapped_column(ForeignKey("screening_run.run_id"))
    spot_key: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]  # order in the run's list, from 0
    level: Mapped[str]
    kind: Mapped[str]
    route_ids: Mapped[Any]
    from_mm: Mapped[int | None]
    to_mm: Mapped[int | None]
    km_from: Mapped[str | None]
    km_to: Mapped[str | None]
    place_vi: Mapped[str]
    place_en: Mapped[str]
    rules: Mapped[Any]
    periods: Mapped[Any]
    accident_ids: Mapped[Any]
    counts: Mapped[Any]
    killed: Mapped[int]
    injured: Mapped[int]
    worst_precision: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    wkt: Mapped[str]  # as computed, digit for digit; geom is the same for QGIS
    why_vi: Mapped[str]
    why_en: Mapped[str]
    geom: Mapped[bytes] = mapped_column(Geometry("GEOMETRY"))
    surrounding_ids: Mapped[Any | None]  # empty in runs made before it was kept


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Setting(Base):
    """One setting of this ward, or one fact about this database (``sample``: it holds invented data)."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(nullable=True)


class AuditLine(Base):
    """One change: who, when, what, why. Appended, never changed; each line holds the hash of the one before."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_record_key", "record", "key"),)

    seq: Mapped[int] = mapped_column(WholeNumber, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    record: Mapped[str]  # kind of record: accident, import, hazard …
    key: Mapped[str]
    old: Mapped[str | None]  # JSON text, hashed as it stands
    new: Mapped[str | None]
    content_hash: Mapped[str | None]  # of the whole record after the change; None when it is gone
    sealed_hash: Mapped[str | None]  # of the personal part, see AuditSealed
    reason: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class AuditSealed(Base):
    """Personal values of an audit line, apart from it: erasing them by law leaves the chain whole."""

    __tablename__ = "audit_sealed"

    seq: Mapped[int] = mapped_column(WholeNumber, ForeignKey("audit_log.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str]
    content: Mapped[str]


class AuditHead(Base):
    """The last line of the audit log, so that a line cut off its end is missed. One row, id 1."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(WholeNumber, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


PERSON_COLUMNS = tuple(key for key, column in INTAKE_COLUMNS.items() if column.is_personal)
"""Intake columns kept in ``accident_person``."""

SEALED_COLUMNS = (
    frozenset(PERSON_COLUMNS)
    | {"description"}
    | {key for key, column in ACCIDENT_COLUMNS.items() if column.is_personal or column.is_free_text}
)
"""Columns whose old and new values go to ``audit_sealed``: about people, or free words that may name them."""

LAYERS = {
    "accident": ("POINT", "Tai nạn"),
    "road_segment": ("LINESTRING", "Đoạn đường"),
    "junction": ("POINT", "Nút giao"),
    "boundary": ("MULTIPOLYGON", "Ranh giới"),
    "landmark": ("POINT", "Địa danh"),
    "hazard": ("POINT", "Nguy cơ"),
    "spot": ("GEOMETRY", "Điểm đủ ngưỡng"),
}
"""Tables with a geometry: GeoPackage type and the layer's name."""
