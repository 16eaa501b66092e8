"""One accident typed in by hand: read as a sheet of one row, looked at before it is stored, saved in one transaction.

The form becomes a sheet with the same headings, so that a record typed in and the same record imported are one and
the same: same rules, same place, same id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atgt import settings
from atgt.domain.accident_standing import Standing
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.location import Candidate, LocationStatus, Precision
from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.domain.severity import LegalClass, Severity
from atgt.domain.sheet import CellValue, Sheet, Workbook, cell_text
from atgt.domain.text import Text
from atgt.ingestion import categories
from atgt.ingestion.categories import Categories
from atgt.ingestion.duplicates import find_duplicates
from atgt.ingestion.text_repair import fold
from atgt.io.photos import Photo
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import candidates as candidate_store
from atgt.storage.repositories import edits, reported_positions, standings
from atgt.storage.tables import PERSON_COLUMNS
from atgt.workflow import authority, intake, photo_files, ward_names
from atgt.workflow.intake import IntakePreview

SHEET_NAME = "Nhập tay"
FORM_KEYS = (
    "case_number", "date", "time", "road_name", "km_post", "place", "latitude", "longitude", "coordinates",
    "entered_class", "killed", "injured", "damage_vnd", "vehicles", "collision_type", "cause", "handling_unit", "notes",
)  # fmt: skip
"""The intake columns the form asks for, in the order of the sheet it becomes."""

RECORD = accident_store.RECORD
_FIXED = {"accident_id"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer typed, by key of ``FORM_KEYS``, blank where nothing is known."""

    typed: Mapping[str, CellValue]
    standing: Standing = Standing.OFFICIAL


@dataclass(frozen=True, slots=True)
class LikelySame:
    """A stored accident that may be the one being typed in."""

    accident_id: str
    case_number: str | None
    occurred_on: dt.date
    occurred_at: dt.time | None
    route_id: str | None
    km_post: str | None
    killed: int | None
    injured: int | None
    reasons: Text
    standing: Standing


@dataclass(frozen=True, slots=True)
class EntryReview:
    """The entry as it would be stored, with everything to be seen before.

    Parameters
    ----------
    seen
        The preview of the one-row sheet.
    errors, warnings
        Why it cannot be stored, and what to look at again.
    is_known
        Whether the very same row was stored before.
    candidates
        Places it could be, the chosen one first when ``status`` is located.
    """

    entry: Entry
    seen: IntakePreview
    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    is_known: bool
    severity: Severity | None
    legal_class: LegalClass | None
    status: LocationStatus
    precision: Precision
    candidates: tuple[Candidate, ...]
    likely_same: tuple[LikelySame, ...]

    @property
    def can_be_saved(self) -> bool:
        """Whether nothing keeps it from being stored."""
        return not self.errors and not self.is_known


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored."""

    accident_id: str
    status: LocationStatus
    replaced: bool
    n_photos: int


def known_words() -> Categories:
    """The vehicles, forms of collision and causes an officer can choose from; other words may be typed."""
    return categories.parse_categories(settings.read_reference("categories"))


def as_workbook(entry: Entry) -> Workbook:
    """The entry as a sheet of one row under the headings of the table contract."""
    headings = tuple(INTAKE_COLUMNS[key].label.vi for key in FORM_KEYS)
    row = tuple(entry.typed.get(key) for key in FORM_KEYS)
    texts = "\x1f".join(cell_text(value) for value in row)
    return Workbook(SHEET_NAME, hashlib.sha256(texts.encode()).hexdigest(), (Sheet(SHEET_NAME, (headings, row)),))


def review(database: Database, entry: Entry, *, today: dt.date) -> EntryReview:
    """Read, check, classify and locate an entry, and look for it among what is stored. Nothing is stored."""
    authority.require_reader(database, Role.EDITOR, Text("nhập vụ tai nạn", "enter an accident"))
    seen = intake.preview_workbook(database, as_workbook(entry), today=today)
    row = _only_row(seen)
    held = tuple(issue for issue in seen.issues if issue.level is IssueLevel.ERROR)
    return EntryReview(
        entry=entry,
        seen=seen,
        errors=held,
        warnings=tuple(issue for issue in seen.issues if issue.level is IssueLevel.WARNING),
        is_known=bool(row["is_known"]),
        severity=None if pd.isna(row["severity"]) else Severity(int(row["severity"])),
        legal_class=LegalClass(row["legal_class"]) if row["legal_class"] else None,
        status=LocationStatus(row["location_status"]),
        precision=Precision(row["precision"]),
        candidates=tuple(row["candidates"]),
        likely_same=_likely_same(database, seen.rows) if row["occurred_on"] is not None else (),
    )


def save(
    database: Database,
    looked_at: EntryReview,
    actor: Actor,
    now: dt.datetime,
    *,
    photos: Sequence[Photo] = (),
    replaces: str | None = None,
) -> Saved:
    """Store what a review showed, in one transaction: row as received, accident, standing and photos.

    Parameters
    ----------
    replaces
        The stored first report that this record is about: it becomes this record and keeps its id, so that the
        accident is never counted twice; what it said before stays in the audit log.

    Raises
    ------
    ParameterError
        When a rule holds the record, or the very same record is stored.
    """
    authority.require(actor, Role.EDITOR, Text("nhập vụ tai nạn", "enter an accident"), within=database)
    _refuse_unless_ready(looked_at)
    seen = looked_at.seen
    what = "thay tin ban đầu bằng hồ sơ" if replaces else "nhập một vụ"
    with database.write(actor, what, now) as session:
        intake.accept_in(session, seen, now, of_accident=replaces)
        row = _only_row(seen)
        accident_id = replaces or str(row["accident_id"])
        if replaces is not None:
            before = accident_store.fetch_accident(session, replaces)
            changes = _changes(row)
            changes |= ward_names.area_values({**before.fields, **changes})
            accident_store.update_accident(session, replaces, changes, expected_version=before.version)
            candidate_store.replace_candidates(session, replaces, looked_at.candidates)
            for name in edits.edits_of(session, [replaces]).get(replaces, {}):
                edits.end_edit(session, replaces, name)  # the official record stands above what was corrected before
            reported_positions.replace_position(session, replaces, {str(k): v for k, v in row.items()})
            if looked_at.entry.standing is Standing.OFFICIAL:
                standings.mark_official(session, replaces)
        elif looked_at.entry.standing is Standing.PRELIMINARY:
            standings.mark_preliminary(session, accident_id)
        photo_files.attach_in(session, photos, record=RECORD, key=accident_id)
    return Saved(accident_id, looked_at.status, replaces is not None, len(photos))


def confirm(database: Database, accident_id: str, actor: Actor, now: dt.datetime) -> None:
    """Say that a first report turned out right as it stands. Raises NotFoundError when there is no such accident."""
    authority.require(actor, Role.EDITOR, Text("xác nhận tin ban đầu", "confirm a first report"))
    with database.write(actor, "xác nhận tin ban đầu", now) as session:
        accident_store.fetch_accident(session, accident_id)
        standings.mark_official(session, accident_id)


def preliminary(database: Database) -> pd.DataFrame:
    """The first reports that wait for an official record, by day; columns of ``EXPORT_COLUMNS`` and more."""
    authority.require_reader(database, Role.EDITOR, Text("xem tin ban đầu", "see first reports"))
    with database.read() as session:
        return accident_store.fetch_accidents(session, accident_ids=standings.preliminary_ids(session))


def _only_row(seen: IntakePreview) -> pd.Series[Any]:
    return seen.rows.iloc[0]


def _refuse_unless_ready(looked_at: EntryReview) -> None:
    if looked_at.errors:
        said = "; ".join(issue.text.vi for issue in looked_at.errors)
        said_en = "; ".join(issue.text.en for issue in looked_at.errors)
        raise ParameterError(Text(f"Chưa lưu được: {said}.", f"Not stored: {said_en}."))
    if looked_at.is_known:
        raise ParameterError(
            Text(
                "Vụ này đã được lưu trước đó với nội dung giống hệt: không lưu lần thứ hai.",
                "This very record is stored already: it is not stored twice.",
            )
        )


def _changes(row: pd.Series[Any]) -> dict[str, Any]:
    """The accident's columns and the personal ones as the new record has them; what it leaves blank stays as it was."""
    wanted = [key for key in (*ACCIDENT_COLUMNS, *PERSON_COLUMNS) if key in row.index and key not in _FIXED]
    located = {key for key in wanted if key in _LOCATED}
    values = {key: None if _is_blank(row[key]) else row[key] for key in wanted}
    return {key: value for key, value in values.items() if value is not None or key in located}


_LOCATED = frozenset(
    {"location_status", "location_method", "precision", "location_rule", "location_reason", "route_id", "measure_mm",
     "km_post", "offset_m", "lon", "lat"}
)  # fmt: skip


def _is_blank(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple | dict) and bool(pd.isna(value)))


# ── the same accident told before ───────────────────────────────────────────────────────────────────────────────

_COMPARED = ("occurred_on", "occurred_at", "killed", "injured", "lat", "lon", "road_name", "km_post_text", "place",
             "vehicles")  # fmt: skip
_NEW = -1


def _likely_same(database: Database, rows: pd.DataFrame) -> tuple[LikelySame, ...]:
    row = rows.iloc[0]
    day = row["occurred_on"]
    with database.read() as session:
        stored = accident_store.fetch_accidents(
            session, first_day=day - dt.timedelta(days=1), last_day=day + dt.timedelta(days=1)
        )
        first_reports = frozenset(standings.preliminary_ids(session))
    if stored.empty:
        return ()
    stored = stored.reset_index(drop=True)
    own = rows[list(_COMPARED)].set_axis([_NEW], axis="index").astype(object)
    pairs = find_duplicates(pd.concat([stored[list(_COMPARED)].astype(object), own]))
    reasons = {
        int(right if left == _NEW else left): why
        for left, right, why in zip(pairs["left"], pairs["right"], pairs["reasons"], strict=True)
        if _NEW in {left, right}
    }
    case = fold(str(row["case_number"] or ""))
    if case:
        same = Text(f"cùng mã vụ “{row['case_number']}”", f"same case number “{row['case_number']}”")
        reasons = {
            i: same for i, other in enumerate(stored["case_number"]) if other and fold(str(other)) == case
        } | reasons
    return tuple(_same(stored.iloc[i], why, first_reports) for i, why in reasons.items())


def _same(row: pd.Series[Any], why: Text, first_reports: frozenset[str]) -> LikelySame:
    def known(key: str) -> Any:
        return None if _is_blank(row[key]) else row[key]

    killed, injured = known("killed"), known("injured")
    return LikelySame(
        accident_id=row["accident_id"],
        case_number=known("case_number"),
        occurred_on=row["occurred_on"],
        occurred_at=known("occurred_at"),
        route_id=known("route_id"),
        km_post=known("km_post") or known("km_post_text"),
        killed=None if killed is None else int(killed),
        injured=None if injured is None else int(injured),
        reasons=why,
        standing=Standing.PRELIMINARY if row["accident_id"] in first_reports else Standing.OFFICIAL,
    )
