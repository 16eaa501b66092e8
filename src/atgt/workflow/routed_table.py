"""A table that already says where its accidents are on their routes, as the columns screening needs.

CSV, Parquet or an Excel sheet, in English or Vietnamese: a route, a measure along it in millimetres or metres, a day
and a severity. A measure is true distance along the line; what km posts say is not (ADR 0005), and needs a road layer.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from atgt import settings
from atgt.domain.errors import InputFileError, MappingError
from atgt.domain.period import day_number
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.ingestion import classification, headers, moments
from atgt.ingestion.text_repair import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "route": ("route", "route_id", "tuyen", "tuyen duong", "ma tuyen"),
    "measure_mm": ("measure_mm", "vi tri (mm)"),
    "measure_m": ("measure_m", "vi tri (m)", "khoang cach (m)"),
    "day": ("day",),
    "date": ("date", "occurred_on", "ngay", "ngay xay ra"),
    "severity": ("severity", "muc do", "loai vu"),
}
"""What a column is, and its headings without marks in small letters."""

NEEDED = (("route",), ("measure_mm", "measure_m"), ("day", "date"), ("severity",))
SEVERITY_WORDS = {
    "fatal": Severity.FATAL,
    "injury": Severity.INJURY,
    "pdo": Severity.MINOR_COLLISION,
    "minor_collision": Severity.MINOR_COLLISION,
    "damage_only": Severity.DAMAGE_ONLY,
}
_SHEETS = {".xlsx", ".xls", ".ods"}
_N_NAMED = 5


@dataclass(frozen=True, slots=True)
class RoutedTable:
    """Accidents with route and measure, as arrays of one length; day is days since 1970-01-01."""

    route_names: tuple[str, ...]
    route: npt.NDArray[np.int64]
    measure_mm: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    severity: npt.NDArray[np.int8]
    sha256: str


def has_measures(path: Path) -> bool:
    """Whether a table already says where its accidents are on their routes."""
    if path.suffix.lower() not in {".csv", ".parquet", *_SHEETS}:
        return False
    columns = set(_read(path, n_rows=1).columns)
    return "route" in columns and bool({"measure_mm", "measure_m"} & columns)


def read_routed(path: Path) -> RoutedTable:
    """A table with route and measure as arrays; route names are numbered in their sorted order.

    A number in a column ``day`` counts days since 1970-01-01, one in a date column is Excel's.

    Raises
    ------
    MappingError
        One error: all columns that are missing, or the first cells that cannot be used and how many there are.
    InputFileError
        When the file is none of the kinds read here.
    """
    frame = _read(path)
    if missing := [" / ".join(names) for names in NEEDED if not set(names) & set(frame.columns)]:
        raise MappingError(
            Text(
                f"{path.name}: thiếu cột {', '.join(missing)}; thêm cột rồi chạy lại.",
                f"{path.name}: columns {', '.join(missing)} are missing; add them and run again.",
            )
        )
    columns = [
        (name, _READERS[name](frame[name]))
        for name in (next(n for n in names if n in frame.columns) for names in NEEDED)
    ]
    _refuse_blanks(frame, dict(columns), path.name)
    route, measure, day, severity = (values for _, values in columns)
    names, numbers = np.unique(route.to_numpy(dtype=object), return_inverse=True)
    return RoutedTable(
        route_names=tuple(str(name) for name in names),
        route=numbers.astype(np.int64),
        measure_mm=np.asarray(measure, dtype=np.int64),
        day=np.asarray(day, dtype=np.int64),
        severity=np.asarray(severity, dtype=np.int8),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _read(path: Path, n_rows: int | None = None) -> pd.DataFrame:
    suffix, content = path.suffix.lower(), io.BytesIO(path.read_bytes())
    try:
        if suffix == ".parquet":
            frame = pd.read_parquet(content)
        elif suffix in _SHEETS:
            frame = pd.read_excel(content, engine="calamine", nrows=n_rows)
        else:
            frame = pd.read_csv(content, nrows=n_rows, encoding="utf-8-sig", sep=_delimiter(path))
    except (ValueError, OSError, ImportError, UnicodeDecodeError) as error:
        raise InputFileError(
            Text(
                f"{path.name} không đọc được như CSV (UTF-8), Parquet hoặc Excel: {error}. Lưu lại tệp rồi thử lại.",
                f"{path.name} is no CSV (UTF-8), Parquet or Excel file: {error}. Save it again and try once more.",
            )
        ) from error
    known = {word: name for name, words in COLUMNS.items() for word in words}
    return frame.rename(columns={one: known[key] for one in frame.columns if (key := fold(str(one)).strip()) in known})


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        first = file.readline()
    try:
        return csv.Sniffer().sniff(first, delimiters=",;\t").delimiter
    except csv.Error:
        return ","


def _routes(column: pd.Series[Any]) -> pd.Series[Any]:
    names = column.map(lambda value: str(value).strip())
    return names.where(column.notna() & (names != ""))


def _millimetres(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_numeric(column, errors="coerce").round()


def _metres(column: pd.Series[Any]) -> pd.Series[Any]:
    return (pd.to_numeric(column, errors="coerce") * 1000).round()


def _days(column: pd.Series[Any]) -> pd.Series[Any]:
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers if numbers.notna().all() else numbers.astype(object).where(numbers.notna(), _dates(column))


def _dates(column: pd.Series[Any]) -> pd.Series[Any]:
    """Days since 1970-01-01 of dates as they are written here; each spelling is read once."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series(column.to_numpy().astype("datetime64[D]").astype(np.int64), column.index).where(column.notna())
    read = {value: _day_of_cell(value) for value in column.dropna().unique()}
    return column.map(read)


def _day_of_cell(value: Any) -> int | None:
    cell = value.item() if isinstance(value, np.generic) else value
    moment = moments.read_moment(float(cell) if isinstance(cell, int) else cell).value
    return None if moment is None or moment.day is None else day_number(moment.day)


def _severities(column: pd.Series[Any]) -> pd.Series[Any]:
    synonyms = headers.parse_synonyms(settings.read_reference("header_synonyms"))

    def code(value: Any) -> int | None:
        text = str(value).strip()
        if text.removesuffix(".0") in {str(int(one)) for one in Severity}:
            return int(float(text))
        word = text.lower() if text.lower() in SEVERITY_WORDS else classification.entered_meaning(text, synonyms, {})
        return int(SEVERITY_WORDS[word]) if word in SEVERITY_WORDS else None

    return column.map({value: code(value) for value in column.dropna().unique()})


_READERS: Mapping[str, Callable[[pd.Series[Any]], pd.Series[Any]]] = {
    "route": _routes,
    "measure_mm": _millimetres,
    "measure_m": _metres,
    "day": _days,
    "date": _dates,
    "severity": _severities,
}


def _refuse_blanks(given: pd.DataFrame, read: Mapping[str, pd.Series[Any]], name: str) -> None:
    """Raise one error that names the first cells no value could be read from; a table is taken whole or not at all."""
    wrong = [(int(row), column) for column, values in read.items() for row in np.flatnonzero(values.isna().to_numpy())]
    if not wrong:
        return
    cells = [(row + 2, column, given[column].iloc[row]) for row, column in sorted(wrong)[:_N_NAMED]]
    vi = "; ".join(f"hàng {row}, cột “{column}”: “{_shown(value)}”" for row, column, value in cells)
    en = "; ".join(f"row {row}, column “{column}”: “{_shown(value)}”" for row, column, value in cells)
    raise MappingError(
        Text(
            f"{name}: {len(wrong)} ô không dùng được: {vi}. Sửa trong tệp rồi chạy lại.",
            f"{name}: {len(wrong)} cells cannot be used: {en}. Correct the file and run again.",
        )
    )


def _shown(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
