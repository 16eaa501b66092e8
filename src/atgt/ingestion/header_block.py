"""Where the table of a sheet begins: the rows that are its header, and the text of each heading, level by level."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from atgt.domain.sheet import CellValue, Sheet, cell_text
from atgt.ingestion.encodings import Encoding
from atgt.ingestion.heading_match import exact_match
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.synonyms import HeaderSynonyms
from atgt.ingestion.text_repair import fold_words, is_surely_unicode, repair_font_text, repair_texts

SCANNED_ROWS = 60
MAX_LEVELS = 3
MIN_KEYS = 2
"""A row is a header when at least this many different columns are recognised in it."""

_TITLE = re.compile(r"(?:don vi tinh|dvt|danh sach|bang|bieu|thong ke|ky bao cao|tu ngay)\b")
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,2}|[A-Ha-h])\s*[)\]]?\.?")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The header of a sheet, in indices into ``sheet.rows``.

    ``levels`` gives for every column its texts from the top row of the header to the bottom one.
    """

    first: int
    n_rows: int
    levels: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]


def find_header(sheet: Sheet, synonyms: HeaderSynonyms, profile: ImportProfile | None = None) -> HeaderBlock | None:
    """The header with the most recognised columns in the first rows of a sheet; None when there is none."""
    texts = repaired_top(sheet)
    best: tuple[float, int, int] | None = None
    block: tuple[tuple[str, ...], ...] = ()
    for first in range(len(texts)):
        if sum(bool(text.strip()) for text in texts[first]) == 0:
            continue
        most = 1 if _is_title(texts[first]) else MAX_LEVELS
        for n_rows in range(1, most + 1):
            if first + n_rows > len(texts) or not _may_be_header(sheet, first, n_rows):
                break
            levels = _levels(sheet, texts, first, n_rows)
            score = _score(levels, synonyms, profile)
            if best is None or score > best[0]:
                best, block = (score, first, n_rows), levels
    if best is None or best[0] < _needed(texts):
        return None
    _, first, n_rows = best
    titles = tuple(" ".join(dict.fromkeys(t for t in row if t.strip())) for row in texts[:first])
    return HeaderBlock(first, n_rows, block, tuple(title for title in titles if title))


def is_column_numbers(row: Sequence[CellValue]) -> bool:
    """Whether a row under the header only numbers the columns: (1) (2) (3) or A B 1 2 3.

    Examples
    --------
    >>> is_column_numbers(["(1)", "(2)", "(3)", "", None]), is_column_numbers([1.0, 2.0, "x"])
    (True, False)
    """
    first = next((value for value in row if value is not None and value != ""), None)
    if first is None or not _COLUMN_NUMBER.fullmatch(cell_text(first).strip()):
        return False
    filled = [text for text in (cell_text(value).strip() for value in row) if text]
    matches = [_COLUMN_NUMBER.fullmatch(text) for text in filled]
    if len(filled) < 3 or not all(matches):
        return False
    marks = [match[1] for match in matches if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    letters = [mark for mark in marks if not mark.isdigit()]
    return numbers == list(range(numbers[0] if numbers else 0, (numbers[0] if numbers else 0) + len(numbers))) and (
        letters == sorted(letters) and (bool(numbers) or len(letters) >= 3) and (not numbers or numbers[0] in {0, 1})
    )


def repaired_top(sheet: Sheet) -> list[tuple[str, ...]]:
    """The first rows as text, repaired: by the font of a cell where one is known, else by the rows together."""
    rows = sheet.rows[:SCANNED_ROWS]
    strings = [value for row in rows for value in row if isinstance(value, str)]
    repaired = repair_texts(strings).texts if strings else {}

    def text(index: int, column: int, value: CellValue) -> str:
        if not isinstance(value, str):
            return cell_text(value)
        font = sheet.fonts.get((sheet.first_row + index, column))
        return repair_font_text(value, font) if font else repaired[value]

    return [tuple(text(i, j, value) for j, value in enumerate(row)) for i, row in enumerate(rows)]


def sheet_encoding(sheet: Sheet) -> Encoding | None:
    """The old encoding that the top rows prove, a hint for doubtful columns; None as soon as Unicode is among them."""
    strings = [value for row in sheet.rows[:SCANNED_ROWS] for value in row if isinstance(value, str)]
    if any(map(is_surely_unicode, strings)):
        return None
    found = repair_texts(strings).encoding if strings else Encoding.UNICODE
    return None if found is Encoding.UNICODE else found


def _needed(texts: Sequence[Sequence[str]]) -> float:
    width = max((sum(bool(t.strip()) for t in row) for row in texts), default=0)
    return MIN_KEYS - 0.1 if width > 1 else MIN_KEYS + 1


def _may_be_header(sheet: Sheet, first: int, n_rows: int) -> bool:
    """Whether the last row of a block holds words rather than values."""
    row = sheet.rows[first + n_rows - 1]
    filled = [value for value in row if cell_text(value).strip()]
    if n_rows > 1 and (not filled or is_column_numbers(row)):
        return False
    values = sum(isinstance(value, (float, int, dt.date, dt.time)) or _is_numeric(value) for value in filled)
    return n_rows == 1 or values <= 0.2 * len(filled)


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row says one thing only, in parentheses or about the unit: a title, not the top of a header."""
    said = {text.strip() for text in row if text.strip()}
    return len(said) == 1 and bool(_TITLE.match(fold_words(next(iter(said)))) or next(iter(said)).startswith("("))


def _is_numeric(value: CellValue) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[\d\s.,:/+\-]+", value.strip() or "x"))


def _levels(sheet: Sheet, texts: list[tuple[str, ...]], first: int, n_rows: int) -> tuple[tuple[str, ...], ...]:
    width = max(len(texts[first + level]) for level in range(n_rows))
    rows = [list(texts[first + level]) + [""] * (width - len(texts[first + level])) for level in range(n_rows)]
    merged = {
        (block.first_row, block.first_column): block.last_column
        for block in sheet.merged
        if block.last_column > block.first_column
    }
    for level in range(n_rows - 1):
        below = [any(rows[lower][j].strip() for lower in range(level + 1, n_rows)) for j in range(width)]
        row_number = sheet.first_row + first + level
        last = -1
        parent = ""
        for j in range(width):
            if rows[level][j].strip():
                parent = rows[level][j]
                last = merged.get((row_number, j), j if sheet.merged else width)
            elif parent and j <= last and below[j]:
                rows[level][j] = parent
    return tuple(tuple(row[j] for row in rows) for j in range(width))


def _score(levels: Sequence[Sequence[str]], synonyms: HeaderSynonyms, profile: ImportProfile | None) -> float:
    keys: dict[str, float] = {}
    wanted = {fold_words(heading) or heading for heading in profile.columns} if profile else set()
    for column in levels:
        folded = {fold_words(text) or text.strip() for text in (*column, " ".join(column)) if text.strip()}
        if folded & wanted:
            keys[f"profile:{min(folded & wanted)}"] = 1.0
            continue
        match = exact_match(column, synonyms)
        if match is not None:
            keys[match.key] = max(keys.get(match.key, 0.0), match.confidence)
    return sum(keys.values())
