"""Erasing what names people from old accidents, everywhere it is kept; counts, places and classes stay.

The audit log holds personal values apart from its chain (``audit_sealed``): they go, each with a line that says so,
and the chain stays whole. What is not in ``EXPORT_COLUMNS`` may name somebody, so it goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from atgt.domain.person_data import is_plain_code
from atgt.domain.schema import EXPORT_COLUMNS
from atgt.storage import audit
from atgt.storage.repositories import accidents, documents, edits, import_effects, imports, quality_decisions
from atgt.storage.repositories.versioned import RecordTable
from atgt.storage.tables import PERSON_COLUMNS, SEALED_COLUMNS, AuditLine, Base

_TABLES = Base.metadata.tables
_ACCIDENT, _PERSON, _SEALED = _TABLES["accident"], _TABLES["accident_person"], _TABLES["audit_sealed"]
_RECEIVED, _HELD, _LOG = _TABLES["as_received"], _TABLES["held_row"], _TABLES["import_log"]
_WORDS = tuple(c.name for c in _ACCIDENT.columns if c.name in SEALED_COLUMNS)
_PERSONAL = frozenset(PERSON_COLUMNS) | frozenset(_WORDS)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: accidents, rows as received (held ones too), photos, sealed parts of the audit log."""

    accidents: int
    rows: int
    files: int
    sealed: int


def accidents_due(session: Session, before: dt.date) -> tuple[str, ...]:
    """Accidents before a day that still hold words or names, by id."""
    anything = or_(*(_ACCIDENT.c[name].is_not(None) for name in _WORDS), _PERSON.c.accident_id.is_not(None))
    query = select(_ACCIDENT.c.accident_id).outerjoin(_PERSON, _PERSON.c.accident_id == _ACCIDENT.c.accident_id)
    found = session.scalars(query.where(_ACCIDENT.c.occurred_on < before, anything).order_by(_ACCIDENT.c.accident_id))
    return tuple(found)


def rows_due(session: Session, before: dt.date) -> tuple[str, ...]:
    """Rows of imports before a day that belong to no accident (held, merged, undone) and still hold words, by key."""
    query = select(_RECEIVED.c.row_key).join(_LOG, _LOG.c.import_id == _RECEIVED.c.import_id)
    moment = dt.datetime.combine(before, dt.time(), dt.UTC)
    is_there = select(_ACCIDENT.c.accident_id).where(_ACCIDENT.c.accident_id == _RECEIVED.c.accident_id).exists()
    alone = query.where(~is_there, _LOG.c.imported_at < moment)
    return tuple(session.scalars(alone.where(_RECEIVED.c.received != {}).order_by(_RECEIVED.c.row_key)))


def erase(session: Session, before: dt.date) -> Erased:
    """Erase what names people from accidents before a day, in one transaction with its audit lines."""
    ids, keys = accidents_due(session, before), rows_due(session, before)
    n_files = _erase_files(session, ids)
    n_rows = _erase_rows(session, ids, keys)
    _erase_accidents(session, ids, before)
    _erase_side_tables(session, ids)
    _erase_snapshots(session, before)
    return Erased(len(ids), n_rows, n_files, _erase_sealed(session, ids, before))


def _erase_accidents(session: Session, ids: Sequence[str], before: dt.date) -> None:
    for chunk in _chunks(ids):
        session.execute(delete(_PERSON).where(_PERSON.c.accident_id.in_(chunk)))
        blank = dict.fromkeys(_WORDS)
        query = update(_ACCIDENT).where(_ACCIDENT.c.accident_id.in_(chunk))
        session.execute(query.values(**blank, version=_ACCIDENT.c.version + 1))
        numbered = select(_ACCIDENT.c.accident_id, _ACCIDENT.c.case_number).where(_ACCIDENT.c.accident_id.in_(chunk))
        for row in session.execute(numbered).all():
            if row.case_number is not None and not is_plain_code(row.case_number):
                named = update(_ACCIDENT).where(_ACCIDENT.c.accident_id == row.accident_id)
                session.execute(named.values(case_number=None))
    for accident_id in ids:
        fingerprint = next(value for _, value in accidents.content_hashes(session, accident_id=accident_id))
        new = {"before": before.isoformat()}
        audit.append(session, audit.Line("erase", accidents.RECORD, accident_id, None, new, fingerprint))


def _erase_rows(session: Session, ids: Sequence[str], keys: Sequence[str]) -> int:
    """Rows as received of these accidents, and these held rows, become empty; their counts and places stay."""
    touched: dict[str, int] = {}
    n = 0
    for column, wanted in ((_RECEIVED.c.accident_id, ids), (_RECEIVED.c.row_key, keys)):
        for chunk in _chunks(wanted):
            emptied = update(_RECEIVED).where(column.in_(chunk), _RECEIVED.c.received != {}).values(received={})
            for row in session.execute(emptied.returning(_RECEIVED.c.import_id)).all():
                touched[row.import_id] = touched.get(row.import_id, 0) + 1
                n += 1
            in_chunk = select(_RECEIVED.c.row_key).where(column.in_(chunk))
            session.execute(update(_HELD).where(_HELD.c.row_key.in_(in_chunk)).values(issues=[], resolution=None))
    for import_id, count in sorted(touched.items()):
        fingerprint = next(value for _, value in imports.content_hashes(session, import_id=import_id))
        audit.append(session, audit.Line("erase", imports.RECORD, import_id, None, {"rows": count}, fingerprint))
    return n


def _erase_side_tables(session: Session, ids: Sequence[str]) -> None:
    """Edits, conflicts, effects of imports, corrected cells and later deaths of these accidents."""
    for chunk in _chunks(ids):
        for table, columns in (
            (edits.EDIT, ("received", "value")),
            (edits.CONFLICT, ("before", "now", "officer")),
        ):
            words = table.table.c.field.not_in(EXPORT_COLUMNS)
            _change_all(session, table, table.table.c.accident_id.in_(chunk) & words, dict.fromkeys(columns))
        for table in (edits.EDIT, edits.CONFLICT, edits.DEATH, import_effects.FIX):
            _change_all(session, table, table.table.c.accident_id.in_(chunk), {"reason": ""})
        _change_all(session, import_effects.FIX, import_effects.FIX.table.c.accident_id.in_(chunk), {"corrected": {}})
        effect = import_effects.EFFECT
        for row in effect.where(session, effect.table.c.accident_id.in_(chunk)):
            values = {name: _without_words(row[name]) for name in ("before", "after")}
            effect.change(session, row[effect.key], values, action="erase")


def _erase_snapshots(session: Session, before: dt.date) -> None:
    """Records that were merged into another and can come back: they come back without names."""
    table = quality_decisions.DECISION
    for row in table.where(session):
        if any(day < before.isoformat() for day in _days(row["removed"])):
            table.change(session, row[table.key], {"removed": _without_words(row["removed"])}, action="erase")


def _erase_files(session: Session, ids: Sequence[str]) -> int:
    n = 0
    for chunk in _chunks(ids):
        for file in documents.list_attachments(session, record=accidents.RECORD, keys=list(chunk)):
            documents.remove_attachment(session, file.attachment_id)
            n += 1
    return n


def _erase_sealed(session: Session, ids: Sequence[str], before: dt.date) -> int:
    """The personal parts of audit lines about these accidents, and old ones about accidents that are gone.

    Each gets a line that says it was erased.
    """
    lines = select(AuditLine.seq).join(_SEALED, _SEALED.c.seq == AuditLine.seq)
    lines = lines.where(AuditLine.record == accidents.RECORD)
    is_there = select(_ACCIDENT.c.accident_id).where(_ACCIDENT.c.accident_id == AuditLine.key).exists()
    moment = dt.datetime.combine(before, dt.time(), dt.UTC)
    seqs = list(session.scalars(lines.where(~is_there, AuditLine.at < moment)))
    for chunk in _chunks(ids):
        seqs += session.scalars(lines.where(AuditLine.key.in_(chunk)))
    for seq in sorted(seqs):
        session.execute(delete(_SEALED).where(_SEALED.c.seq == seq))
        audit.append(session, audit.Line("erase", "audit_sealed", str(seq)))
    return len(seqs)


def _change_all(session: Session, table: RecordTable, which: ColumnElement[bool], values: dict[str, Any]) -> None:
    for row in table.where(session, which):
        table.change(session, row[table.key], values, action="erase")


def _without_words(value: Any) -> Any:
    """A JSON value whose personal keys are empty, at any depth.

    Examples
    --------
    >>> _without_words({"person": {"plates": "76C-1"}, "fields": {"killed": 1, "place": "trước nhà ông A"}})
    {'person': {'plates': None}, 'fields': {'killed': 1, 'place': None}}
    """
    if isinstance(value, dict):
        return {key: None if key in _PERSONAL else _without_words(item) for key, item in value.items()}
    return [_without_words(item) for item in value] if isinstance(value, list) else value


def _days(value: Any) -> Iterator[str]:
    """Days of accidents in a JSON value."""
    if isinstance(value, dict):
        if isinstance(value.get("occurred_on"), str):
            yield value["occurred_on"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _days(item)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
