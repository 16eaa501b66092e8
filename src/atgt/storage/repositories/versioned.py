"""A record with a version: inserted, changed by whoever saw its latest version, written down, checked by its hash.

The repositories of the committee's work are made of these, so that each of them only says what its fields mean.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Select, Table, delete, func, select, update
from sqlalchemy.orm import Session

from atgt.domain.errors import NotFoundError, StaleEditError
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.column_types import JsonText, moment_text
from atgt.storage.frames import clean_json, clean_text, content_hash, insert_rows
from atgt.storage.geometry import Geometry
from atgt.storage.tables import Base

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordTable:
    """One table of records.

    Parameters
    ----------
    record
        Kind of record in the audit log.
    key
        Column that people and other tables refer to it by.
    words
        What it is called in messages.
    unspoken
        Columns whose values are not repeated in the audit log (names of people, long texts); their hash is.
    """

    table: Table
    record: str
    key: str
    words: Text
    unspoken: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Everything that is kept, but the layer's own number."""
        return tuple(column for column in self.table.columns if column.name != "fid")

    def add(self, session: Session, row: Mapping[str, Any]) -> Row:
        """Store a new record; ``version``, ``created_at`` and ``updated_at`` are filled in, what is missing is NULL."""
        return self.add_all(session, [row])[0]

    def add_all(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Store new records, in their order."""
        now = audit.context_of(session).now
        kept = {"version": 1, "created_at": now, "updated_at": now}
        blank = {column.name: kept.get(column.name) for column in self.columns}
        stored = [{**blank, **self._clean(row)} for row in rows]
        insert_rows(session, self.table, stored)
        lines = [
            audit.Line("insert", self.record, str(row[self.key]), None, self._spoken(row), self._hash(row))
            for row in stored
        ]
        audit.append_all(session, lines)
        return stored

    def change(
        self,
        session: Session,
        key: str,
        changes: Mapping[str, Any],
        *,
        expected_version: int | None = None,
        action: str = "update",
    ) -> Row:
        """Change a record and give it the next version; what does not differ is not written.

        Parameters
        ----------
        expected_version
            The version the change was made on; None only inside a transaction that has read the record itself.

        Raises NotFoundError, and StaleEditError when somebody saved it after ``expected_version`` was read.
        """
        before = self.get(session, key)
        if expected_version is not None and before["version"] != expected_version:
            raise self._stale(before)
        values = {name: value for name, value in self._clean(changes).items() if value != before[name]}
        if not values:
            return before
        values |= {"version": before["version"] + 1, "updated_at": audit.context_of(session).now}
        session.execute(update(self.table).where(self.table.c[self.key] == key).values(**values))
        after = {**before, **values}
        old, new = ({name: source[name] for name in values} for source in (before, after))
        audit.append(
            session, audit.Line(action, self.record, key, self._spoken(old), self._spoken(new), self._hash(after))
        )
        return after

    def remove(self, session: Session, key: str) -> None:
        """Take out a record that hangs on another that is taken out; what it was stays in the audit log."""
        before = self.get(session, key)
        session.execute(delete(self.table).where(self.table.c[self.key] == key))
        audit.append(session, audit.Line("remove", self.record, key, self._spoken(before), None))

    def find(self, session: Session, key: str) -> Row | None:
        """The record of that key; None when there is none."""
        row = session.execute(self._select().where(self.table.c[self.key] == key)).mappings().first()
        return None if row is None else dict(row)

    def get(self, session: Session, key: str) -> Row:
        """The record of that key. Raises NotFoundError when there is none."""
        row = self.find(session, key)
        if row is None:
            raise NotFoundError(Text(f"Không có {self.words.vi} “{key}”.", f'There is no {self.words.en} "{key}".'))
        return row

    def where(self, session: Session, *conditions: Any, order_by: Sequence[Any] = ()) -> list[Row]:
        """Records that meet all conditions; in the order of their keys when none is given."""
        query = self._select().where(*conditions).order_by(*(order_by or (self.table.c[self.key],)))
        return [dict(row) for row in session.execute(query).mappings()]

    def content_hashes(self, session: Session) -> Iterator[tuple[str, str]]:
        """Key and hash of every record."""
        several = 4 if any(isinstance(column.type, LargeBinary) for column in self.columns) else 1_000
        for row in session.execute(self._select().execution_options(yield_per=several)).mappings():
            yield str(row[self.key]), self._hash(dict(row))

    def next_number(self, session: Session, prefix: str) -> str:
        """The next key of the form ``<prefix>0001``; a number is never given twice, records are never deleted."""
        column = self.table.c[self.key]
        query = select(column).where(column.startswith(prefix, autoescape=True))
        last_key = session.scalar(query.order_by(func.length(column).desc(), column.desc()).limit(1))
        last = 0 if last_key is None else int(last_key.removeprefix(prefix))
        return f"{prefix}{last + 1:04d}"

    def _select(self) -> Select[Any]:
        return select(*self.columns)

    def _clean(self, row: Mapping[str, Any]) -> Row:
        """The values as both engines can hold them; an unknown name is a fault in our code."""
        return {name: _clean_value(self.table.c[name], value) for name, value in row.items()}

    def _hash(self, row: Mapping[str, Any]) -> str:
        return content_hash([_hashable(column, row[column.name]) for column in self.columns])

    def _spoken(self, row: Mapping[str, Any]) -> Row:
        silent = self.unspoken | {self.key, "created_at", "updated_at"}
        blobs = {c.name for c in self.columns if isinstance(c.type, Geometry | LargeBinary)}
        return {name: _plain(value) for name, value in row.items() if name not in silent | blobs}

    def _stale(self, row: Row) -> StaleEditError:
        return StaleEditError(
            Text(
                f"{self.words.vi[0].upper()}{self.words.vi[1:]} “{row[self.key]}” vừa được người khác lưu "
                f"(bản thứ {row['version']}). Chưa ghi đè gì: hãy xem bản mới rồi làm lại.",
                f"{self.words.en[0].upper()}{self.words.en[1:]} “{row[self.key]}” was just saved by somebody else "
                f"(version {row['version']}). Nothing was overwritten: look at it and do it again.",
            )
        )


def record_table(kind: type[Base], key: str, words: Text, unspoken: frozenset[str] = frozenset()) -> RecordTable:
    """The records of one of the classes of ``review_tables``; in the audit log they are called as their table."""
    return RecordTable(Base.metadata.tables[kind.__tablename__], kind.__tablename__, key, words, unspoken)


def _clean_value(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, JsonText):
        return clean_json(value)
    if isinstance(value, str):
        return clean_text(str(value))  # also turns an enum into its plain text
    return value


def _plain(value: Any) -> Any:
    """A value as JSON spells it."""
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _hashable(column: Column[Any], value: Any) -> Any:
    """A moment is hashed as it is stored, UTC to the millisecond; a file's bytes by their own hash."""
    if isinstance(column.type, LargeBinary):
        return hashlib.sha256(value).hexdigest()
    return moment_text(value) if isinstance(value, dt.datetime) else value
