"""Which rows of a table are accidents, and which are blank, sums, sections, repeated headers or signatures.

Nothing disappears: every row below the header is either read or listed here with a reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from atgt.domain.sheet import CellRange, CellValue, cell_text
from atgt.domain.text import Text
from atgt.ingestion.encodings import Encoding, decode
from atgt.ingestion.header_block import is_column_numbers
from atgt.ingestion.headers import TableLayout
from atgt.ingestion.moments import read_moment
from atgt.ingestion.synonyms import IGNORED, HeaderSynonyms
from atgt.ingestion.text_repair import fold, fold_words, is_surely_unicode, tidy


class SkipReason(StrEnum):
    """Why a row below the header is not an accident."""

    BLANK = "blank"
    ONLY_NUMBER = "only_serial_number"
    TOTAL = "total"
    SECTION = "section"
    REPEATED_HEADER = "repeated_header"
    COLUMN_NUMBERS = "column_numbers"
    FOOTER = "footer"
    CONTINUATION = "continuation"


SKIP_LABELS = {
    SkipReason.BLANK: Text("hàng trống", "blank row"),
    SkipReason.ONLY_NUMBER: Text("chỉ có số thứ tự", "only a serial number"),
    SkipReason.TOTAL: Text("hàng cộng", "sum"),
    SkipReason.SECTION: Text("tiêu đề nhóm", "section title"),
    SkipReason.REPEATED_HEADER: Text("tiêu đề lặp lại", "repeated header"),
    SkipReason.COLUMN_NUMBERS: Text("hàng đánh số cột", "column numbers"),
    SkipReason.FOOTER: Text("chân bảng, chữ ký", "text below the table"),
    SkipReason.CONTINUATION: Text("hàng nối tiếp, đã gộp vào hàng trên", "continuation, joined to the row above"),
}


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no accident: where, why, and its text."""

    sheet: str
    row: int
    reason: SkipReason
    text: str


_LETTER_DATE = re.compile(r"ngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam\s*\d*")
_ENUMERATION = re.compile(r"(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/\-:]\s*\S|[IVX]{1,5}$")
_MARK = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])[.)]?")
_AFTER_TOTAL = re.compile(
    r"$|[\d:.,;()/\-–]|(?:vụ|các|số|tháng|năm|quý|toàn|trang|cả|kỳ|chung|người|chết|cộng|of|for|vu)\b"
)
MAX_TOTAL_TEXT = 25
"""Longest other text in a sum, such as "35 vụ" or "triệu đồng"."""

WIDE_ROW = 6
"""A row with more filled cells is read, unless its first words are those of a header or a sum."""

_COUNTED = ("killed", "injured", "seriously_injured", "slightly_injured", "casualties")
_PLACED = ("place", "km_post", "road_name", "coordinates", "latitude", "longitude", "northing", "easting")
_DATED = ("date", "date_time")


class RowSorter:
    """Sorts the rows of one table; ``reasons`` has None for every row that is read."""

    def __init__(self, layout: TableLayout, synonyms: HeaderSynonyms, merged: Sequence[CellRange]) -> None:
        """Prepare what the rows are compared with."""
        self._layout = layout
        self._words = synonyms
        self._key = {column.index: column.key for column in layout.columns}
        self._dates = {column.index for column in layout.columns if column.key in _DATED}
        self._counts = {column.index for column in layout.columns if column.key in _COUNTED}
        self._serials = {column.index for column in layout.columns if column.key == "serial_no"}
        self._headings = {
            column.index: {fold_words(part) for part in (column.heading, *column.heading.split(" – "))}
            for column in layout.columns
        }
        self._wide = {
            (block.first_row, block.first_column) for block in merged if block.last_column > block.first_column
        }

    def reasons(self, rows: Sequence[Sequence[CellValue]]) -> list[SkipReason | None]:
        """One reason for each row of the table, None when it is read."""
        first = self._layout.first_data_row
        found = [self._reason(row, first + i) for i, row in enumerate(rows)]
        self._mark_footer(rows, found)
        return found

    def _reason(self, row: Sequence[CellValue], number: int) -> SkipReason | None:
        filled = [(j, value) for j, value in enumerate(row) if value is not None and value != ""]
        if len(filled) > 4 and any(j in self._dates and not isinstance(value, str) for j, value in filled):
            return None
        filled = [(j, value) for j, value in filled if not isinstance(value, str) or value.strip()]
        if not filled:
            return SkipReason.BLANK
        if len(filled) > WIDE_ROW and not self._may_be_other(filled) and not is_column_numbers(row):
            return None
        if self._is_repeated_header(filled):
            return SkipReason.REPEATED_HEADER
        if self._has_date(filled):
            return None
        if all(j in self._serials for j, _ in filled) and not isinstance(filled[0][1], str | dt.date):
            return SkipReason.ONLY_NUMBER
        if all(j in self._serials and cell_text(value).strip(" .").isdigit() for j, value in filled):
            return SkipReason.ONLY_NUMBER
        if self._is_total(filled):
            return SkipReason.TOTAL
        if is_column_numbers(row):
            return SkipReason.COLUMN_NUMBERS
        return SkipReason.SECTION if self._is_section(filled, number) else None

    def _may_be_other(self, filled: Sequence[tuple[int, CellValue]]) -> bool:
        """Whether the first words of a row are those of a header or a sum."""
        first = next(((j, v) for j, v in filled if isinstance(v, str) and any(map(str.isalpha, v))), None)
        if first is None:
            return False
        j, text = first
        return _begins(text, self._words.total_words) or self._is_heading(j, text)

    def _is_heading(self, column: int, text: str) -> bool:
        return len(text) < 80 and any(fold_words(t) in self._headings.get(column, ()) for t in _readings(text))

    def _has_date(self, filled: Sequence[tuple[int, CellValue]]) -> bool:
        for j, value in filled:
            if j in self._dates:
                reading = read_moment(value, period=self._layout.period)
                if reading.value is not None and reading.value.day is not None:
                    return True
        return False

    def _is_repeated_header(self, filled: Sequence[tuple[int, CellValue]]) -> bool:
        texts = [(j, value) for j, value in filled if isinstance(value, str)]
        if len(texts) < 2 or len(texts) < 0.6 * len(filled):
            return False
        same = sum(self._is_heading(j, value) for j, value in texts)
        return same >= 2 and same >= 0.6 * len(filled)

    def _is_total(self, filled: Sequence[tuple[int, CellValue]]) -> bool:
        """A word for a sum, beside nothing but numbers and other such words."""
        texts = [value.strip() for _, value in filled if isinstance(value, str) and any(map(str.isalpha, value))]
        return any(
            (rest := _after_word(text, self._words.total_words)) is not None and bool(_AFTER_TOTAL.match(rest))
            for text in texts[:1]
        ) and all(len(text) <= MAX_TOTAL_TEXT for text in texts[1:])

    def _is_section(self, filled: Sequence[tuple[int, CellValue]], number: int) -> bool:
        """One text alone that stands across the table, or in a column of no accident data, or begins like a title."""
        words = [(j, value) for j, value in filled if isinstance(value, str) and any(c.isalpha() for c in value)]
        if len(words) == 2 and words[0][0] in self._serials and _MARK.fullmatch(words[0][1].strip()):
            words, filled = words[1:], [(j, value) for j, value in filled if j != words[0][0]]  # "II" before a title
        others = [j for j, value in filled if (j, value) not in words and j not in self._serials]
        if len(words) != 1 or others:
            return False
        j, text = words[0]
        if (number, j) in self._wide or self._key.get(j) in {None, IGNORED, "serial_no"}:
            return True
        is_first = j == min(self._key, default=0) or j in self._dates
        return is_first and (_begins(text, self._words.section_words) or bool(_ENUMERATION.match(text)))

    def _mark_footer(self, rows: Sequence[Sequence[CellValue]], found: list[SkipReason | None]) -> None:
        """Signatures and remarks below the last accident."""
        backwards = (i for i in range(len(rows) - 1, -1, -1) if found[i] is None and self._is_full(rows[i]))
        last = next(backwards, -1)
        is_below = False
        for i in range(last + 1, len(rows)):
            if found[i] in {SkipReason.BLANK, SkipReason.TOTAL}:
                continue
            filled = [(j, v) for j, v in enumerate(rows[i]) if v is not None and cell_text(v).strip()]
            texts = [value.strip() for _, value in filled if isinstance(value, str)]
            starts = any(
                _begins(text, self._words.footer_words) or bool(_LETTER_DATE.search(fold(text))) for text in texts
            )
            if len(filled) <= 3 and len(texts) == len(filled) and (starts or is_below):
                is_below = True
                found[i] = SkipReason.FOOTER

    def _is_full(self, row: Sequence[CellValue]) -> bool:
        filled = [(j, value) for j, value in enumerate(row) if value is not None and cell_text(value).strip()]
        is_told = not self._dates and not self._counts
        return len(filled) >= 3 and (is_told or self._has_date(filled) or any(j in self._counts for j, _ in filled))


def _begins(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text begins with one of the lower-case words, as a whole word, in any encoding it could be in.

    Examples
    --------
    >>> _begins("Cộng: 35 vụ", ("cộng",)), _begins("Cống Ông Hoài", ("cộng",)), _begins("CONG 35", ("cộng",))
    (True, False, True)
    >>> _begins("Tæng céng", ("tổng cộng",))
    True
    """
    return _after_word(text, words) is not None


def _after_word(text: str, words: tuple[str, ...]) -> str | None:
    """What follows the word that a text begins with, in lower case; None when it begins with none."""
    marked, plain = _patterns(words)
    for reading in _readings(text):
        match = marked.match(reading) or (plain.match(reading) if reading.isascii() else None)
        if match:
            return reading[match.end() :].strip()
    return None


@lru_cache(maxsize=64)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words as one pattern, and the words without marks as another."""
    spelt = ("|".join(map(re.escape, words)), "|".join(re.escape(fold(word)) for word in words))
    marked, plain = (
        re.compile(rf"(?:{alternatives})(?![^\W\d_])" if alternatives else r"(?!)") for alternatives in spelt
    )
    return marked, plain


def _readings(text: str) -> tuple[str, ...]:
    """A text in lower case, and what it says in an old encoding if it could be in one."""
    lower = tidy(text).lower()
    if text.isascii() or is_surely_unicode(text):
        return (lower,)
    return (lower, *(tidy(decode(text, old)).lower() for old in (Encoding.TCVN3, Encoding.VNI)))


def merged_fill(
    rows: Sequence[Sequence[CellValue]],
    layout: TableLayout,
    merged: Sequence[CellRange],
    reasons: list[SkipReason | None],
) -> tuple[list[tuple[CellValue, ...]], Mapping[int, int]]:
    """Rows with the values of cells merged downwards written into each row, and continuations found.

    Only words, dates and times are filled in, never counts or amounts. A row that lies inside a merged date
    and has no place and no count of its own continues the accident above (a second vehicle, a second victim):
    its reason is set, and it is mapped to the row it continues.
    """
    filled = [tuple(row) for row in rows]
    continues: dict[int, int] = {}
    first = layout.first_data_row
    key = {column.index: column.key for column in layout.columns}
    down = [b for b in merged if b.last_row > b.first_row >= first and key.get(b.first_column) is not None]
    own = {*_COUNTED, *_PLACED, "case_number", "serial_no"}
    for block in down:
        if key[block.first_column] not in _DATED:
            continue
        for number in range(block.first_row + 1, min(block.last_row, first + len(rows) - 1) + 1):
            i = number - first
            has_own = any(cell_text(v).strip() for j, v in enumerate(rows[i]) if key.get(j) in own and v is not None)
            if not has_own and reasons[i] is not SkipReason.BLANK:
                reasons[i] = SkipReason.CONTINUATION
                continues[i] = block.first_row - first
    for block in down:
        if key[block.first_column] in {*_COUNTED, "damage_vnd", "serial_no", "case_number"}:
            continue
        value = _at(filled, block.first_row - first, block.first_column)
        for number in range(block.first_row + 1, min(block.last_row, first + len(rows) - 1) + 1):
            i = number - first
            if reasons[i] is None and value is not None and value != "":
                row = list(filled[i]) + [None] * (block.first_column + 1 - len(filled[i]))
                if row[block.first_column] in (None, ""):
                    row[block.first_column] = value
                filled[i] = tuple(row)
    return filled, continues


def _at(rows: Sequence[Sequence[CellValue]], i: int, j: int) -> CellValue:
    return rows[i][j] if 0 <= i < len(rows) and j < len(rows[i]) else None
