"""The walk of a sheet through the intake floor: find the table, sort its rows, repair, type, check, compare.

Nothing is lost: every data row is read, and read = accepted + held. A fault of level ERROR holds its row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atgt.domain.errors import MappingError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.sheet import CellValue, Sheet, Workbook, cell_text
from atgt.ingestion import layout_issues
from atgt.ingestion.cells import repair_cells
from atgt.ingestion.headers import TableLayout
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.repeated_rows import hold_repeated, warn_likely_duplicates
from atgt.ingestion.synonyms import CASUALTIES, HeaderSynonyms
from atgt.ingestion.table_rows import RowSorter, SkippedRow, merged_fill
from atgt.ingestion.typed_columns import OUTPUT_KEYS, TypedColumns, type_columns
from atgt.ingestion.validation import check_rows

FIRST_PLAUSIBLE_DAY = dt.date(2000, 1, 1)
COUNT_KEYS = ("killed", "injured", "seriously_injured", "slightly_injured", "damage_vnd", "severity")
NUMBER_KEYS = ("latitude", "longitude", "northing", "easting")
ROW_COLUMNS = ("file", "sheet", "row", "row_key", "received", "status", *OUTPUT_KEYS, "severity", "legal_class")

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: the day it is, the first day that can be, the words sheets use, and the sender's profile."""

    today: dt.date
    synonyms: HeaderSynonyms
    first_plausible_day: dt.date = FIRST_PLAUSIBLE_DAY
    profile: ImportProfile | None = None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a file says, row by row, and everything that is doubtful about it.

    Parameters
    ----------
    rows
        One row a row read, accepted and held: file, sheet, row (the number Excel shows), row_key (SHA-256 of the
        as-received texts, the same whenever the row comes again), received (heading to text), status
        ("accepted" or "held"), the typed columns, severity and legal_class.
    layouts
        Layout of every sheet that holds a table.
    skipped
        Rows below a header that are no accidents, each with its reason.
    """

    rows: pd.DataFrame
    issues: tuple[Issue, ...]
    layouts: tuple[TableLayout, ...]
    skipped: tuple[SkippedRow, ...]
    n_read: int
    n_accepted: int
    n_held: int


def interpret(workbook: Workbook, options: ReadOptions, progress: Progress = lambda _share: None) -> Interpretation:
    """Every sheet of a file, read.

    Raises
    ------
    MappingError
        When a date, a count or class, or a place has no column, or no sheet holds a table; one error lists everything.
    """
    found = layout_issues.find_layouts(workbook, options.synonyms, options.profile)
    if found.missing:
        raise MappingError(layout_issues.mapping_message(workbook, found))
    issues = [*workbook.notes, *found.issues, *layout_issues.profile_notes(workbook, options.profile)]
    parts: list[_SheetRows] = []
    for n, (sheet, layout) in enumerate(found.tables):
        parts.append(_read_sheet(sheet, layout, workbook.name, options))
        progress(0.8 * (n + 1) / len(found.tables))
    issues += [issue for part in parts for issue in part.issues]
    table = {key: [value for part in parts for value in part.columns[key]] for key in ROW_COLUMNS if key != "status"}
    issues += hold_repeated(table, is_distinct=bool(options.profile and options.profile.identical_rows_are_distinct))
    held = {(issue.sheet, issue.row) for issue in issues if issue.level is IssueLevel.ERROR}
    places = zip(table["sheet"], table["row"], strict=True)
    table["status"] = ["held" if place in held else "accepted" for place in places]
    rows = _frame(table)
    progress(0.9)
    issues += warn_likely_duplicates(rows)
    progress(1.0)
    n_held = table["status"].count("held")
    return Interpretation(
        rows=rows,
        issues=tuple(issues),
        layouts=tuple(layout for _, layout in found.tables),
        skipped=tuple(row for part in parts for row in part.skipped),
        n_read=len(rows),
        n_accepted=len(rows) - n_held,
        n_held=n_held,
    )


@dataclass(frozen=True, slots=True)
class _SheetRows:
    columns: Mapping[str, list[Any]]
    issues: tuple[Issue, ...]
    skipped: tuple[SkippedRow, ...]


def _read_sheet(sheet: Sheet, layout: TableLayout, file: str, options: ReadOptions) -> _SheetRows:
    """The walk of one sheet, step by step."""
    below = sheet.rows[layout.first_data_row - sheet.first_row :]
    reasons = RowSorter(layout, options.synonyms, sheet.merged).reasons(below)
    filled, continues = merged_fill(below, layout, sheet.merged, reasons)
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    numbers = [layout.first_data_row + i for i in kept]
    rows = _joined([filled[i] for i in kept], kept, filled, continues)
    cells = repair_cells(sheet, layout, rows, numbers, file=file, profile=options.profile)
    typed = type_columns(
        cells,
        layout,
        len(rows),
        profile=options.profile,
        today=options.today,
        first_plausible=options.first_plausible_day,
    )
    headings = {column.key: column.heading for column in reversed(layout.columns) if column.key}
    if CASUALTIES in headings:
        headings = {"killed": headings[CASUALTIES], "injured": headings[CASUALTIES], **headings}
    check_rows(typed, headings, options.synonyms, options.profile)
    skipped = tuple(
        SkippedRow(sheet.name, layout.first_data_row + i, reason, _row_text(below[i]))
        for i, reason in enumerate(reasons)
        if reason is not None
    )
    received, keys = _received(rows, layout, typed)
    columns: dict[str, list[Any]] = {
        "file": [file] * len(rows),
        "sheet": [sheet.name] * len(rows),
        "row": numbers,
        "row_key": keys,
        "received": received,
        **typed.by_key,
    }
    issues = (
        *cells.notes,
        *layout_issues.of_rows(sheet, layout, file, skipped, len(typed.year_assumed)),
        *_found_issues(typed, layout, file, numbers),
    )
    return _SheetRows(columns, issues, skipped)


def _joined(
    rows: list[tuple[CellValue, ...]],
    kept: Sequence[int],
    filled: Sequence[tuple[CellValue, ...]],
    continues: Mapping[int, int],
) -> list[tuple[CellValue, ...]]:
    """Rows with the words of their continuation rows added, column by column."""
    if not continues:
        return rows
    position = {i: n for n, i in enumerate(kept)}
    for i, owner in sorted(continues.items()):
        if owner not in position:
            continue
        row = list(rows[position[owner]])
        for j, value in enumerate(filled[i]):
            text = cell_text(value).strip()
            if not text:
                continue
            row += [None] * (j + 1 - len(row))
            before = cell_text(row[j]).strip()
            row[j] = f"{before}; {text}" if before and before != text else value
        rows[position[owner]] = tuple(row)
    return rows


def _received(
    rows: Sequence[Sequence[CellValue]], layout: TableLayout, typed: TypedColumns
) -> tuple[list[dict[str, str]], list[str]]:
    """What each row said, heading to text, blank cells left out; and its key: the same row has the same key.

    The serial number is not part of the key, and a year taken from the sheet is, so that "8.1" of two years differ.
    """
    names = [column.heading for column in layout.columns]
    texts = [_texts(rows, column.index) for column in layout.columns]
    received = [
        {name: text for name, text in zip(names, row, strict=True) if text} for row in zip(*texts, strict=True)
    ] or [{} for _ in rows]
    keyed = sorted(
        ((c.heading, column) for c, column in zip(layout.columns, texts, strict=True) if c.key != "serial_no"),
        key=lambda item: item[0],
    )
    heads = [f"{heading}\x1e" for heading, _ in keyed]
    assumed = set(typed.year_assumed)
    days = typed.by_key["occurred_on"]
    keys = []
    for i, row in enumerate(zip(*(column for _, column in keyed), strict=True)):
        parts = [head + text.strip() for head, text in zip(heads, row, strict=True) if text and not text.isspace()]
        if i in assumed and days[i] is not None:
            parts.append(f"\x1eyear\x1e{days[i].year}")
        keys.append(hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest())
    return received, keys


def _texts(rows: Sequence[Sequence[CellValue]], index: int) -> list[str]:
    values = [row[index] if index < len(row) else "" for row in rows]
    return [value if isinstance(value, str) else cell_text(value) for value in values]


def _found_issues(typed: TypedColumns, layout: TableLayout, file: str, numbers: Sequence[int]) -> list[Issue]:
    return [
        Issue(
            file,
            layout.sheet,
            None if found.position is None else numbers[found.position],
            found.heading,
            found.value,
            found.fault.rule,
            found.fault.level,
            found.fault.text,
        )
        for found in sorted(typed.found, key=lambda found: -1 if found.position is None else found.position)
    ]


def _row_text(row: Sequence[CellValue]) -> str:
    return " | ".join(text for value in row if (text := cell_text(value).strip()))[:200]


def _frame(table: Mapping[str, list[Any]]) -> pd.DataFrame:
    """The rows as a table: counts Int64, numbers Float64, everything else as Python values with None."""
    columns: dict[str, pd.Series[Any]] = {}
    for key in ROW_COLUMNS:
        if key in COUNT_KEYS:
            columns[key] = pd.Series(pd.array(table[key], dtype="Int64"))
        elif key in NUMBER_KEYS:
            columns[key] = pd.Series(pd.array(table[key], dtype="Float64"))
        elif key == "row":
            columns[key] = pd.Series(table[key], dtype="int64")
        else:
            columns[key] = pd.Series(table[key], dtype=object)
    return pd.DataFrame(columns)
