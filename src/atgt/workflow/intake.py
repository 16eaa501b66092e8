"""Intake as a use case: look at a sheet before anything is stored, then accept it as a whole.

Nothing is lost: read = accepted + held. A row that was imported before is known again by its content and adds nothing;
a row that tells anew of a known accident changes what nobody edited (``workflow.reimport``).
Both steps tell how far they are and can be stopped (``workflow.progress``): nothing is stored then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.location import LocationStatus
from atgt.domain.severity import LightInjury
from atgt.domain.sheet import Workbook
from atgt.domain.text import Text
from atgt.ingestion import categories, headers
from atgt.ingestion.interpretation import Interpretation, ReadOptions, interpret
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.repeated_rows import warn_likely_duplicates
from atgt.io import spreadsheets
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import import_effects
from atgt.storage.repositories import imports as import_store
from atgt.workflow import authority, locating, reading_notes, reimport, stated_coordinates, ward_names
from atgt.workflow.collecting import collected_rarely
from atgt.workflow.derived import light_injury_rule, severity_by_rule
from atgt.workflow.progress import Progress, part, silent
from atgt.workflow.reimport import RowPlan

STORED_AT_ONCE = 5_000
OPENING = Text("Đang mở tệp…", "Opening the file…")
READING = Text("Đang đọc và kiểm tra từng hàng…", "Reading and checking every row…")
LOCATING = Text("Đang tìm vị trí trên mạng đường…", "Finding the places on the roads…")
COMPARING = Text("Đang so với dữ liệu đã có…", "Comparing with what is stored…")
STORING = Text("Đang lưu…", "Storing…")
SEALING = Text("Đang ghi nhật ký và hoàn tất…", "Writing the log and finishing…")
COUNT_NAMES = ("read", "accepted", "held", "new", "known", "located", "ambiguous", "unlocated")


@dataclass(frozen=True, slots=True)
class IntakePreview:
    """A sheet as it would come in; nothing is stored yet.

    ``rows`` has one row a row read, with ``is_known`` (imported before) and the accident columns;
    read = accepted + held, accepted = new + known + updated. ``plans`` says what the updated ones do.
    """

    file: str
    sha256: str
    interpretation: Interpretation
    rows: pd.DataFrame
    n_read: int
    n_accepted: int
    n_held: int
    n_new: int
    n_known: int
    n_located: int
    n_ambiguous: int
    n_unlocated: int
    issues: tuple[Issue, ...]
    plans: tuple[RowPlan, ...] = ()
    profile: ImportProfile | None = None

    @property
    def n_updated(self) -> int:
        """How many rows tell anew of an accident that is there."""
        return len(self.plans)

    @property
    def n_conflicts(self) -> int:
        """How many fields disagree with what an officer put right."""
        return sum(len(one.disagreements) for one in self.plans)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; the counts of the preview, and the rows that wait for a decision."""

    import_id: str
    file: str
    n_read: int
    n_accepted: int
    n_held: int
    n_new: int
    n_known: int
    n_located: int
    n_ambiguous: int
    n_unlocated: int
    held: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    n_updated: int = 0
    n_conflicts: int = 0


@collected_rarely()
def preview(
    database: Database,
    content: bytes,
    *,
    name: str,
    today: dt.date,
    profile: ImportProfile | None = None,
    progress: Progress = silent,
) -> IntakePreview:
    """Read, repair, name, validate and locate every row of a sheet, and tell new rows from known ones.

    Raises
    ------
    InputFileError
        When the file cannot be read at all.
    MappingError
        When required columns are missing; one error lists all of them.
    """
    authority.require_reader(database, Role.EDITOR, Text("nhập bảng tai nạn", "import a table"))
    progress(0.0, OPENING)
    workbook = _read_workbook(content, name, profile)
    return preview_workbook(database, workbook, today=today, profile=profile, progress=progress, recognise=True)


def preview_workbook(
    database: Database,
    workbook: Workbook,
    *,
    today: dt.date,
    profile: ImportProfile | None = None,
    progress: Progress = silent,
    recognise: bool = False,
) -> IntakePreview:
    """The same for a sheet that is already read, such as the one row of the entry form.

    Parameters
    ----------
    recognise
        Whether rows that tell anew of known accidents change those instead of becoming new ones.
    """
    authority.require_reader(database, Role.EDITOR, Text("nhập bảng tai nạn", "import a table"))
    interpretation = interpret(workbook, read_options(today, profile), part(progress, 0.25, 0.6, READING))
    rows = _with_accident_columns(interpretation.rows.assign(row_key=_numbered_keys(interpretation.rows["row_key"])))
    rows, moved = stated_coordinates.in_wgs84(rows, profile.crs if profile else None)
    rows = _located(database, rows, part(progress, 0.6, 0.9, LOCATING))
    rows = rows.assign(**ward_names.area_columns(rows))
    progress(0.9, COMPARING)
    with database.read() as session:
        rows = _with_known(session, rows)
        plans = reimport.plan(session, *_unseen(rows)) if recognise else ()
        rows = _by_rule(session, rows)
    duplicates = _duplicates_on_the_road(rows, interpretation.issues)
    progress(1.0, COMPARING)
    accepted = rows[rows["status"] == "accepted"]
    status = accepted["location_status"].value_counts()
    return IntakePreview(
        file=workbook.name,
        sha256=workbook.sha256,
        interpretation=interpretation,
        rows=rows,
        n_read=interpretation.n_read,
        n_accepted=interpretation.n_accepted,
        n_held=interpretation.n_held,
        n_new=int((~accepted["is_known"]).sum()) - len(plans),
        n_known=int(accepted["is_known"].sum()),
        n_located=int(status.get(LocationStatus.LOCATED.value, 0)),
        n_ambiguous=int(status.get(LocationStatus.AMBIGUOUS.value, 0)),
        n_unlocated=int(status.get(LocationStatus.UNLOCATED.value, 0)),
        issues=(*interpretation.issues, *moved, *duplicates),
        plans=plans,
        profile=profile,
    )


def read_options(today: dt.date, profile: ImportProfile | None = None) -> ReadOptions:
    """How sheets are read here: the synonyms of this installation and the sender's profile."""
    synonyms = headers.parse_synonyms(settings.read_reference("header_synonyms"))
    return ReadOptions(today=today, profile=profile, synonyms=synonyms)


@collected_rarely()
def accept(
    database: Database, seen: IntakePreview, actor: Actor, now: dt.datetime, *, progress: Progress = silent
) -> ImportReport:
    """Store what a preview showed, in one transaction: as received, current, held and log.

    Whatever ``progress`` raises undoes the transaction.
    """
    authority.require(actor, Role.EDITOR, Text("nhập bảng tai nạn", "import a table"))
    with database.write(actor, f"nhập tệp {seen.file}", now) as session:
        return accept_in(session, seen, now, progress=progress)


def accept_in(
    session: Session,
    seen: IntakePreview,
    now: dt.datetime,
    *,
    of_accident: str | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Store what a preview showed as part of a transaction.

    Parameters
    ----------
    of_accident
        The accident that the one accepted row tells of, when it is in the database already: the row is kept as
        received and linked to it, and no second accident is stored.
    """
    import_id = f"NK-{now:%Y%m%d-%H%M%S}-{seen.sha256[:6]}"
    entry = import_store.ImportEntry(
        import_id=import_id,
        file=seen.file,
        sha256=seen.sha256,
        **{f"n_{name}": getattr(seen, f"n_{name}") for name in COUNT_NAMES if name != "located"},
        report=reading_notes.notes_of(seen.interpretation, seen.profile, {"n_updated": seen.n_updated}),
    )
    unseen = seen.rows[~seen.rows["is_known"]]
    plans = reimport.plan(session, *_unseen(seen.rows)) if seen.plans else ()
    told = {one.label: one.accident_id for one in plans}
    unseen = unseen.assign(accident_id=[told.get(i, own) for i, own in unseen["accident_id"].items()])
    fresh = unseen[(unseen["status"] == "accepted") & ~unseen.index.isin(told)]
    if of_accident is not None:
        unseen, fresh = unseen.assign(accident_id=of_accident), fresh.iloc[:0]
    progress(0.0, STORING)
    import_store.record_import(session, entry, _received(unseen), _issues_by_row_key(seen))
    for start in range(0, len(fresh), STORED_AT_ONCE):
        progress(0.3 + 0.6 * start / len(fresh), STORING)
        accident_store.insert_accidents(session, fresh.iloc[start : start + STORED_AT_ONCE])
    n_conflicts = reimport.carry_out(session, import_id, plans, unseen)
    progress(0.95, SEALING)  # the last time it can be stopped
    held = tuple(issue for issue in seen.issues if issue.level is IssueLevel.ERROR)
    return ImportReport(
        import_id=import_id,
        file=seen.file,
        **_counts(seen),
        held=held,
        warnings=tuple(issue for issue in seen.issues if issue.level is IssueLevel.WARNING),
        n_updated=len(plans),
        n_conflicts=n_conflicts,
    )


def held_rows(database: Database) -> pd.DataFrame:
    """Rows that wait for a decision, with their reasons; they are as received, so only editors see them."""
    authority.require_reader(database, Role.EDITOR, Text("xem các hàng đang giữ", "see held rows"))
    with database.read() as session:
        return import_store.held_rows(session)


def import_log(database: Database) -> pd.DataFrame:
    """All imports, latest first."""
    authority.require_reader(database, Role.EDITOR, Text("xem nhật ký nhập", "see the import log"))
    with database.read() as session:
        return import_store.import_log(session)


def _with_known(session: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``is_known``; a row of an undone import gets a new key: nothing received is altered."""
    current = {str(key): str(key) for key in rows["row_key"]}
    known: set[str] = set()
    asked, generation = set(current), 0
    while asked:
        states = import_effects.live_keys(session, {current[key] for key in asked})
        known |= {key for key in asked if states.get(current[key]) == "live"}
        asked = {key for key in asked if states.get(current[key]) == "dead"}
        generation += 1
        current |= {key: f"{key}@{generation}" for key in asked}
    keys = rows["row_key"]
    return rows.assign(is_known=keys.isin(known), row_key=keys.map(current))


def _unseen(rows: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str]]:
    """Accepted rows that were never received, and the accidents that the others tell of."""
    accepted = rows["status"] == "accepted"
    return rows[accepted & ~rows["is_known"]], frozenset(rows.loc[accepted & rows["is_known"], "accident_id"])


def _by_rule(session: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with light injuries counted as this ward has chosen."""
    rule = light_injury_rule(session)
    if rule is LightInjury.INJURY:
        return rows
    values = rows[["occurred_on", "killed", "injured", "damage_vnd", "injury_rate_pct", "severity"]]
    told = [
        severity if pd.isna(severity) else severity_by_rule(_plain(row), int(severity), rule)
        for row, severity in zip(values.to_dict("records"), values["severity"], strict=True)
    ]
    return rows.assign(severity=pd.array(told, dtype="Int64"))


def _plain(row: Mapping[Hashable, object]) -> dict[str, object]:
    return {str(key): None if value is pd.NA else value for key, value in row.items()}


def _counts(seen: IntakePreview) -> dict[str, int]:
    return {f"n_{name}": getattr(seen, f"n_{name}") for name in COUNT_NAMES}


def _with_accident_columns(rows: pd.DataFrame) -> pd.DataFrame:
    known = categories.parse_categories(settings.read_reference("categories"))

    def group(column: str, groups: tuple[categories.Category, ...]) -> pd.Series[str]:
        """The groups of each text; each distinct text is looked at once."""
        found = {
            text: ";".join(categories.categories_in(_text(text), groups)) or None for text in rows[column].unique()
        }
        return pd.Series([found[text] for text in rows[column]], index=rows.index, dtype=object)

    return rows.assign(
        accident_id=rows["row_key"].map(accident_store.accident_id_of),
        vehicle_groups=group("vehicles", known.vehicle),
        collision_group=group("collision_type", known.collision),
        cause_group=group("cause", known.cause),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _read_workbook(content: bytes, name: str, profile: ImportProfile | None) -> Workbook:
    """The file, in the encoding and with the delimiter its profile states."""
    if profile is None:
        return spreadsheets.read_workbook(content, name=name)
    return spreadsheets.read_workbook(content, name=name, encoding=profile.encoding, delimiter=profile.delimiter)


def _located(database: Database, rows: pd.DataFrame, progress: Callable[[float], None]) -> pd.DataFrame:
    return rows.rename(columns={"km_post": "km_post_text"}).join(locating.locate_rows(database, rows, progress))


def _duplicates_on_the_road(rows: pd.DataFrame, told: tuple[Issue, ...]) -> list[Issue]:
    """Likely duplicates that show only once both rows have a place, such as two VN-2000 points."""
    known = {(issue.sheet, issue.row) for issue in told if issue.rule == "possible_duplicate"}
    placed = rows.drop(columns=["latitude", "longitude"])
    return [issue for issue in warn_likely_duplicates(placed) if (issue.sheet, issue.row) not in known]


def _numbered_keys(row_keys: pd.Series[str]) -> pd.Series[str]:
    """Keys that tell the second and third of several identical rows apart from the first, so that none is lost."""
    repeat = row_keys.groupby(row_keys).cumcount()
    return row_keys.where(repeat == 0, row_keys + ":" + (repeat + 1).astype(str))


def _received(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows[["file", "sheet", "row", "row_key", "received", "status", "accident_id"]]
    return kept.assign(accident_id=kept["accident_id"].where(kept["status"] == "accepted"))


def _issues_by_row_key(seen: IntakePreview) -> dict[str, list[Issue]]:
    columns = (seen.rows[name].tolist() for name in ("sheet", "row", "row_key"))
    keys: dict[tuple[str | None, int | None], str] = {
        (sheet, row): key for sheet, row, key in zip(*columns, strict=True)
    }
    found: dict[str, list[Issue]] = {}
    for issue in seen.issues:
        key = keys.get((issue.sheet, issue.row))
        if key is not None:
            found.setdefault(key, []).append(issue)
    return found
