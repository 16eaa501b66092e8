"""Data frames to database rows and back, without a value changing on the way.

What comes back: text, dates and times as objects with None for missing, whole numbers as ``Int64``,
other numbers as ``float64`` with NaN. An empty table keeps its columns and types.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Column, Double, Table, insert
from sqlalchemy.orm import Session

from atgt.storage.column_types import ClockTime, JsonText, Moment, WholeNumber

_INSERT_CHUNK = 20_000


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


def rows_of(frame: pd.DataFrame, table: Table, columns: Iterable[str]) -> list[dict[str, Any]]:
    """One dict per row with the given columns of a table; a column the frame lacks is None."""
    names = list(columns)
    lists = []
    for name in names:
        if name not in frame.columns:
            lists.append([None] * len(frame))
            continue
        convert = native(table.columns[name])
        lists.append([None if is_missing(value) else convert(value) for value in frame[name].tolist()])
    return [dict(zip(names, values, strict=True)) for values in zip(*lists, strict=True)]


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


def insert_rows(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, some thousands at a time; no rows is no statement."""
    for start in range(0, len(rows), _INSERT_CHUNK):
        session.execute(insert(table), rows[start : start + _INSERT_CHUNK])


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


def content_line(values: Sequence[Any]) -> bytes:
    """The spelling itself, one line: what a hash over many rows is fed with."""
    return _encode(list(values)).encode() + b"\n"
