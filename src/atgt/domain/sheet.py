"""A spreadsheet as plain values: what crosses from the file readers to the intake floor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from atgt.domain.issue import Issue

CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class CellRange:
    """A merged block of cells, ends included: row numbers as Excel shows them, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, nothing interpreted.

    Parameters
    ----------
    rows
        The cells, row by row; a row may be shorter than the others.
    first_row
        The number Excel shows beside the first of ``rows``.
    fonts
        Fonts of cells that may hold text in an old Vietnamese encoding (``.VnTime``, ``VNI-Times``),
        by (row number as Excel shows it, column from 0). Other cells are not listed.
    hidden_rows
        Row numbers, as Excel shows them, that the sender's view hides.
    merged
        Merged blocks of cells; only the first cell of a block has the value.
    is_hidden
        Whether the whole sheet is hidden in the sender's file.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    first_row: int = 1
    fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[CellRange, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read: its sheets, its fingerprint, and what the reader noticed."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Issue, ...] = ()


def cell_text(value: CellValue) -> str:
    """A cell as the text a person would see; an empty cell gives "".

    Dates are written as in Vietnam, whole numbers without a decimal point.

    Examples
    --------
    >>> cell_text(dt.datetime(2026, 2, 27, 20, 5)), cell_text(3.0), cell_text(None)
    ('27/02/2026 20:05', '3', '')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)
