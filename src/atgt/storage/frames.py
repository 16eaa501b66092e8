"""Data frames to database rows and back, without a value changing on the way.

What comes back: text, dates and times as objects with None for missing, whole numbers as ``Int64``,
other numbers as ``float64`` with NaN. An empty table keeps its columns and types.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd
from sqlalchemy import Column, Dialect, Double, Table, insert
from sqlalchemy.orm import Session

from atgt.storage import change_mark
from atgt.storage.column_types import ClockTime, JsonText, Moment, WholeNumber, Words, canonical_json

_VALUES_AT_ONCE = 900  # SQLite takes at least 999 values in one statement
Columns = dict[str, list[Any]]
"""Values by column name, lists of equal length."""


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or pandas' NA."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


def clean_text(value: str) -> str:
    r"""Text that both engines can hold: no NUL, no half of a surrogate pair.

    Examples
    --------
    >>> clean_text("Phổ\x00 Hòa")
    'Phổ Hòa'
    """
    if "\x00" in value:
        value = value.replace("\x00", "")
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-8", "replace").decode()
    return value


def _date(value: Any) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(str(value))


def _time(value: Any) -> dt.time:
    return value if isinstance(value, dt.time) else dt.time.fromisoformat(str(value))


def clean_json(value: Any) -> Any:
    """A JSON value whose texts both engines can hold, with text keys."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return None if is_missing(value) else value


def clean_json_text(value: Any) -> str:
    r"""A JSON value of texts in its stored spelling, texts that both engines can hold.

    Examples
    --------
    >>> clean_json_text({"Nơi": "Phổ\x00 Hòa", "Km": "1"})
    '{"Km":"1","Nơi":"Phổ Hòa"}'
    """
    text = canonical_json(value)
    if "\\u0000" in text or clean_text(text) != text:  # seldom: then text by text, before the keys are sorted
        return canonical_json(clean_json(value))
    return text


def native(column: Column[Any]) -> Callable[[Any], Any]:
    """What turns one present cell into the Python value of a column."""
    if column.type is WholeNumber:
        return int
    if isinstance(column.type, Double):
        return float
    if isinstance(column.type, ClockTime):
        return _time
    if isinstance(column.type, JsonText):
        return clean_json
    python_type = column.type.python_type
    if python_type is dt.date:
        return _date
    if python_type is str and not isinstance(column.type, Moment):
        return lambda value: clean_text(str(value))
    return lambda value: value


def native_value(column: Column[Any], value: Any) -> Any:
    """One cell as the Python value of a column; None when it holds nothing."""
    return None if is_missing(value) else native(column)(value)


def columns_of(frame: pd.DataFrame, table: Table, names: Iterable[str]) -> Columns:
    """The given columns of a table, value by value; a column the frame lacks is None all along."""
    empty = [None] * len(frame)
    return {
        name: _python_values(frame[name], table.columns[name]) if name in frame.columns else [*empty] for name in names
    }


def _python_values(cells: pd.Series[Any], column: Column[Any]) -> list[Any]:
    """The cells as Python values of a column; of a text that comes often one copy is made and kept."""
    missing = cells.isna().tolist()
    if all(missing):
        return [None] * len(missing)
    convert, values = native(column), cells.tolist()
    if column.type is Words:
        known = {value: convert(value) for value in set(values) if isinstance(value, str)}
        return [
            None if is_nothing else known[value] if isinstance(value, str) else convert(value)
            for value, is_nothing in zip(values, missing, strict=True)
        ]
    return [None if is_nothing else convert(value) for value, is_nothing in zip(values, missing, strict=True)]


def rows_of(frame: pd.DataFrame, table: Table, names: Iterable[str]) -> list[dict[str, Any]]:
    """One dict per row with the given columns of a table; a column the frame lacks is None."""
    columns = columns_of(frame, table, names)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def frame_of(rows: Sequence[Sequence[Any]], columns: Sequence[Column[Any]]) -> pd.DataFrame:
    """A data frame with the given columns, one row per row."""
    lists: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame({column.name: _series(values, column) for column, values in zip(columns, lists, strict=True)})


def _series(values: Sequence[Any], column: Column[Any]) -> pd.Series[Any]:
    if column.type is WholeNumber:
        return pd.Series(pd.array(list(values), dtype="Int64"))
    if isinstance(column.type, Double):
        return pd.Series(list(values), dtype="float64")
    return pd.Series(list(values), dtype=object)


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows with the same keys; no rows is no statement."""
    if rows:
        insert_columns(session, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(session: Session, table: Table, columns: Columns, *, spelt: frozenset[str] = frozenset()) -> None:
    """Insert many rows given as columns; no rows is no statement.

    The statement is made once and each column is brought into its stored spelling as a whole, which
    ``session.execute(insert(table), rows)`` would do anew for every row.

    Parameters
    ----------
    spelt
        Columns whose values are in their stored spelling already.
    """
    dialect = session.connection().dialect
    statement = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = statement.positiontup or list(columns)
    lists = [columns[n] if n in spelt else _stored_values(columns[n], table.columns[n], dialect) for n in order]
    rows = list(zip(*lists, strict=True))
    if not statement.positional:
        _execute(session, str(statement), [dict(zip(order, row, strict=True)) for row in rows])
        return
    # SQLite keeps a journal for each statement on a table with triggers, so several rows go into one.
    several = max(1, _VALUES_AT_ONCE // len(order))
    n_full = len(rows) // several * several
    before, values = str(statement).split(" VALUES ")
    together = [tuple(chain.from_iterable(rows[i : i + several])) for i in range(0, n_full, several)]
    _execute(session, f"{before} VALUES {', '.join([values] * several)}", together)
    _execute(session, str(statement), rows[n_full:])


def _execute(session: Session, statement: str, given: Sequence[Any]) -> None:
    if given:
        change_mark.note(session)
        session.connection().exec_driver_sql(statement, given)


def _stored_values(values: list[Any], column: Column[Any], dialect: Dialect) -> list[Any]:
    """Python values as the database driver takes them."""
    spell = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if spell is None else [spell(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no fixed spelling to hash")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode


def content_hash(values: Sequence[Any]) -> str:
    """SHA-256 over values in one fixed spelling: the same on both engines, before and after storing.

    Examples
    --------
    >>> content_hash(["QL1", 1_092_400, None])[:12]
    '476458a22d95'
    """
    return hashlib.sha256(_encode(list(values)).encode()).hexdigest()


def content_line(values: Sequence[Any], *, ends_with: str | None = None) -> bytes:
    """The spelling itself, one line: what a hash over many rows is fed with.

    Parameters
    ----------
    ends_with
        One more value, in its JSON spelling already.

    Examples
    --------
    >>> content_line(["QL1", {"Km": "1"}]) == content_line(["QL1"], ends_with='{"Km":"1"}')
    True
    """
    line = _encode(list(values))
    return (line if ends_with is None else f"{line[:-1]},{ends_with}]").encode() + b"\n"
