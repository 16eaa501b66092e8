"""What came in: the import log, every row as received, and the rows that wait for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

import pandas as pd
from sqlalchemy import RowMapping, func, insert, or_, select, update
from sqlalchemy.orm import Session

from atgt.domain.errors import NotFoundError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.storage import audit, quality_tables  # noqa: F401  its tables belong to Base too
from atgt.storage.frames import (
    Columns,
    clean_json,
    clean_json_text,
    columns_of,
    content_line,
    frame_of,
    insert_columns,
    insert_rows,
)
from atgt.storage.tables import Base

RECORD = "import"
_TABLES = Base.metadata.tables
_LOG, _RECEIVED, _HELD = _TABLES["import_log"], _TABLES["as_received"], _TABLES["held_row"]
_KEY_CHUNK = 900  # SQLite takes at least 999 values in one statement
_ROWS = 5_000
_LOG_NAMES = tuple(column.name for column in _LOG.columns if column.name != "fid")
_HASHED = ("import_id", "row_key", "file", "sheet", "row_number", "received")


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """What one import did: read = accepted + held; new = rows stored, known = rows that were there already."""

    import_id: str
    file: str
    sha256: str
    n_read: int
    n_accepted: int
    n_held: int
    n_new: int
    n_known: int
    n_unlocated: int = 0
    n_ambiguous: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)  # warnings, skipped rows, profile: JSON values


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A row as the sender wrote it (heading to text), where it stood, and the accident it tells of."""

    import_id: str
    file: str
    sheet: str | None
    row_number: int
    row_key: str
    received: Mapping[str, str]
    status: str
    accident_id: str | None


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Rows of all imports that stand; ``n_fixed`` of the taken ones were put right by hand."""

    n_received: int
    n_taken: int
    n_held: int
    n_set_aside: int
    n_fixed: int


def record_import(
    session: Session,
    entry: ImportEntry,
    rows: pd.DataFrame,
    issues: Mapping[str, Sequence[Issue]] | None = None,
) -> None:
    """Store an import and its rows as received; do it before the accidents that refer to them.

    Parameters
    ----------
    rows
        The rows that are new: file, sheet, row, row_key, received (heading to text), status (accepted or held),
        and accident_id of those that become an accident.
    issues
        By row_key: why a row is held. Each held row waits in the queue, also one without an issue.
    """
    context = audit.context_of(session)
    log = {**asdict(entry), "report": clean_json(dict(entry.report))}
    session.execute(insert(_LOG).values(**log, imported_at=context.now, imported_by=context.actor.name))
    stored = _received_columns(entry.import_id, rows)
    insert_columns(session, _RECEIVED, stored, spelt=frozenset({"received"}))
    held = [key for key, status in zip(stored["row_key"], stored["status"], strict=True) if status == "held"]
    insert_rows(session, _HELD, [_held_row(key, (issues or {}).get(key, ())) for key in held])
    counts = {key: value for key, value in log.items() if key.startswith("n_")}
    new = {"file": log["file"], "sha256": log["sha256"], **counts}
    fingerprint = _fingerprint(session, entry.import_id, stored)
    audit.append(session, audit.Line("import", RECORD, entry.import_id, new=new, content_hash=fingerprint))


def _received_columns(import_id: str, rows: pd.DataFrame) -> Columns:
    """The rows as they are stored; ``received`` is in its stored spelling, since the fingerprint needs that too."""
    names = ("file", "sheet", "row_number", "row_key", "status", "accident_id")
    columns = columns_of(rows.rename(columns={"row": "row_number"}), _RECEIVED, names)
    texts = [clean_json_text(received) for received in rows["received"]]
    return {"import_id": [import_id] * len(rows), **columns, "received": texts}


def _fingerprint(session: Session, import_id: str, stored: Columns) -> str:
    """What ``content_hashes`` gives for an import whose rows have just been stored, without reading them again."""
    entry = session.execute(select(*(_LOG.c[name] for name in _LOG_NAMES)).where(_LOG.c.import_id == import_id)).one()
    digest = hashlib.sha256(content_line(tuple(entry)))
    for *row, received in sorted(zip(*(stored[name] for name in _HASHED), strict=True), key=lambda row: row[1]):
        digest.update(content_line(row, ends_with=received))
    return digest.hexdigest()


def known_row_keys(session: Session, row_keys: Collection[str] | None = None) -> set[str]:
    """Keys of rows that were received before: of the given ones, or all. Rows of undone imports count too."""
    if row_keys is None:
        return set(session.scalars(select(_RECEIVED.c.row_key)))
    wanted = sorted(row_keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _KEY_CHUNK):
        chunk = wanted[start : start + _KEY_CHUNK]
        found.update(session.scalars(select(_RECEIVED.c.row_key).where(_RECEIVED.c.row_key.in_(chunk))))
    return found


def received_row(session: Session, row_key: str) -> ReceivedRow:
    """One row as received. Raises NotFoundError when there is none."""
    row = session.execute(select(_RECEIVED).where(_RECEIVED.c.row_key == row_key)).mappings().first()
    if row is None:
        raise NotFoundError(Text("Không có hàng {key}.", "There is no row {key}.").fill(key=row_key[:16]))
    return _received_of(row)


def rows_of_accident(session: Session, accident_id: str) -> tuple[ReceivedRow, ...]:
    """Every row that tells of an accident, first received first."""
    query = select(_RECEIVED).where(_RECEIVED.c.accident_id == accident_id).order_by(_RECEIVED.c.fid)
    return tuple(_received_of(row) for row in session.execute(query).mappings())


def row_counts(session: Session) -> RowCounts:
    """What became of every row of every import that stands: received = taken + held + set aside."""
    undone = select(Base.metadata.tables["import_undo"].c.import_id)
    stands = or_(_RECEIVED.c.import_id.not_in(undone), _RECEIVED.c.accident_id.is_not(None))
    query = select(_RECEIVED.c.status, func.count()).where(stands).group_by(_RECEIVED.c.status)
    status: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    waiting = session.scalar(select(func.count()).select_from(_HELD).where(_HELD.c.state == "open")) or 0
    fixed = session.scalar(select(func.count()).select_from(Base.metadata.tables["row_fix"])) or 0
    held = status.get("held", 0)
    taken = status.get("accepted", 0)
    return RowCounts(taken + held, taken, waiting, held - waiting, fixed)


def told_elsewhere(session: Session, import_id: str, accident_ids: Collection[str]) -> set[str]:
    """Of these accidents: those that rows of other imports tell of too."""
    query = select(_RECEIVED.c.accident_id).where(
        _RECEIVED.c.import_id != import_id, _RECEIVED.c.accident_id.is_not(None)
    )
    return set(accident_ids) & set(session.scalars(query.distinct()))


def open_held_keys(session: Session, import_id: str) -> tuple[str, ...]:
    """Rows of an import that still wait for a person."""
    query = select(_HELD.c.row_key).join(_RECEIVED, _RECEIVED.c.row_key == _HELD.c.row_key)
    query = query.where(_RECEIVED.c.import_id == import_id, _HELD.c.state == "open").order_by(_HELD.c.fid)
    return tuple(session.scalars(query))


def rows_of_sheet(session: Session, import_id: str, sheet: str | None, *, most: int) -> tuple[ReceivedRow, ...]:
    """Rows of one sheet of one import in their order, at most so many."""
    query = select(_RECEIVED).where(_RECEIVED.c.import_id == import_id, _RECEIVED.c.sheet == sheet)
    rows = session.execute(query.order_by(_RECEIVED.c.fid).limit(most)).mappings()
    return tuple(_received_of(row) for row in rows)


def _received_of(row: RowMapping) -> ReceivedRow:
    return ReceivedRow(**{name: row[name] for name in ReceivedRow.__slots__})


def import_report(session: Session, import_id: str) -> Mapping[str, Any]:
    """What was noted with an import: profile, columns, counts of updates. Raises NotFoundError for an unknown one."""
    row = session.execute(select(_LOG.c.report).where(_LOG.c.import_id == import_id)).first()
    if row is None:
        raise NotFoundError(Text("Không có lần nhập {id}.", "There is no import {id}.").fill(id=import_id))
    return row.report or {}


def import_log(session: Session) -> pd.DataFrame:
    """All imports, newest first; one row per file, columns of the table."""
    columns = [column for column in _LOG.columns if column.name != "fid"]
    return frame_of(session.execute(select(*columns).order_by(_LOG.c.fid.desc())).all(), columns)


def held_rows(session: Session, *, state: str | None = "open") -> pd.DataFrame:
    """Rows that wait for a person (or all that ever did, with ``state=None``), in the order they came.

    Columns: import_id, file, sheet, row, row_key, received (dict), issues (tuple of ``Issue``), state, resolution,
    resolved_by, resolved_at.
    """
    received = [_RECEIVED.c[n] for n in ("import_id", "file", "sheet", "row_number", "row_key", "received")]
    held = [_HELD.c[n] for n in ("issues", "state", "resolution", "resolved_by", "resolved_at")]
    query = select(*received, *held).join(_HELD, _HELD.c.row_key == _RECEIVED.c.row_key).order_by(_RECEIVED.c.fid)
    if state is not None:
        query = query.where(_HELD.c.state == state)
    frame = frame_of(session.execute(query).all(), [*received, *held]).rename(columns={"row_number": "row"})
    issues = [tuple(issue_of(item) for item in items) for items in frame["issues"]]
    return frame.assign(issues=pd.Series(issues, index=frame.index, dtype=object))


def resolve_held_row(session: Session, row_key: str, resolution: str, *, accident_id: str | None = None) -> None:
    """Close a held row: it became an accident (``accident_id``), or a person put it aside with a reason.

    Raises NotFoundError when no such row waits.
    """
    context = audit.context_of(session)
    changed = session.execute(
        update(_HELD)
        .where(_HELD.c.row_key == row_key, _HELD.c.state == "open")
        .values(state="resolved", resolution=resolution, resolved_by=context.actor.name, resolved_at=context.now)
        .returning(_HELD.c.fid)
    ).all()
    if not changed:
        raise NotFoundError(
            Text("Không có hàng chờ xử lý {key}.", "There is no held row {key}.").fill(key=row_key[:16])
        )
    if accident_id is not None:
        link = update(_RECEIVED).where(_RECEIVED.c.row_key == row_key)
        session.execute(link.values(status="accepted", accident_id=accident_id))
    new = {"state": "resolved", "resolution": resolution, "accident_id": accident_id}
    audit.append(session, audit.Line("resolve", "held_row", row_key, {"state": "open"}, new))


def content_hashes(session: Session, *, import_id: str | None = None) -> Iterator[tuple[str, str]]:
    """Id and hash of every import: its log entry and all its rows as received, whatever was done with them later."""
    log = select(*(_LOG.c[name] for name in _LOG_NAMES)).order_by(_LOG.c.import_id)
    received = select(*(_RECEIVED.c[name] for name in _HASHED)).order_by(_RECEIVED.c.import_id, _RECEIVED.c.row_key)
    if import_id is not None:
        log = log.where(_LOG.c.import_id == import_id)
        received = received.where(_RECEIVED.c.import_id == import_id)
    entries = {row.import_id: hashlib.sha256(content_line(tuple(row))) for row in session.execute(log)}
    rows = session.execute(received.execution_options(yield_per=_ROWS))
    for key, group in groupby(rows, key=lambda row: row.import_id):
        for row in group:
            entries[key].update(content_line(tuple(row)))
    for key, digest in entries.items():
        yield key, digest.hexdigest()


def _held_row(row_key: str, issues: Sequence[Issue]) -> dict[str, Any]:
    return {"row_key": row_key, "issues": [clean_json(issue_json(issue)) for issue in issues], "state": "open"}


def issue_json(issue: Issue) -> dict[str, Any]:
    """An issue as JSON values; ``issue_of`` is the way back."""
    return asdict(issue)


def issue_of(value: Mapping[str, Any]) -> Issue:
    """The issue that ``issue_json`` wrote."""
    return Issue(**{**value, "level": IssueLevel(value["level"]), "text": Text(**value["text"])})
