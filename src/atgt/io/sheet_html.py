"""A web page that calls itself .xls, as many office programs export: its tables as sheets, no script, no style.

The page is gone through once, tag by tag, in time that grows with its length alone: the parser of the standard
library needs a minute for some damaged pages of a few hundred kilobytes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from atgt.domain.sheet import CellRange, CellValue, Sheet
from atgt.io.sheet_limits import MAX_AREA, MAX_COLUMNS, MAX_ROWS, refuse, too_large

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[^<>]*)>")
_SPAN = {
    side: re.compile(rf"(?<![\w-]){side}span\s*=\s*[\"']?\s*(\d{{1,9}})", re.IGNORECASE) for side in ("col", "row")
}
_MAX_SPAN = 200
_HUSHED = {"script": re.compile(r"</script", re.IGNORECASE), "style": re.compile(r"</style", re.IGNORECASE)}


def read(content: bytes, name: str) -> list[Sheet]:
    """The tables of a page, one sheet each, merged cells as written.

    Raises
    ------
    InputFileError
        When the page holds no table, or one larger than a sheet may be.
    """
    tables = [table for table in _tables(_text(content), name) if table.rows]
    if not tables:
        raise refuse(
            name,
            "tệp là trang web, không có bảng nào; mở trang, chép bảng vào Excel rồi lưu thành .xlsx",
            "the file is a web page without a table; copy the table into Excel and save it as .xlsx",
        )
    stem = name.rpartition(".")[0] or name
    return [
        Sheet(stem if len(tables) == 1 else f"{stem} ({n})", table.cells(), merged=tuple(table.merged))
        for n, table in enumerate(tables, 1)
    ]


def _text(content: bytes) -> str:
    match = _CHARSET.search(content[:4096])
    for codec in (match[1].decode("ascii") if match else "utf-8", "utf-8-sig", "cp1252"):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


class _Table:
    """Rows of a table as they come, each cell put right of what reaches down from the rows above."""

    def __init__(self, name: str) -> None:
        self.rows: list[dict[int, str]] = []
        self.merged: list[CellRange] = []
        self._name = name
        self._width = 0
        self._next = 0
        self._reaches_to: dict[int, int] = {}  # column to the last row that a cell above covers

    def add_row(self) -> None:
        self.rows.append({})
        self._next = 0
        if len(self.rows) > MAX_ROWS:
            raise too_large(self._name)

    def add(self, text: str, columns: int, rows: int) -> None:
        i = len(self.rows) - 1
        while self._reaches_to.get(self._next, -1) >= i:
            self._next += 1
        j, self._next = self._next, self._next + columns
        if self._next > MAX_COLUMNS:
            raise too_large(self._name)
        self.rows[i][j] = text
        self._width = max(self._width, self._next)
        if self._width * len(self.rows) > MAX_AREA:
            raise too_large(self._name)
        if rows > 1:
            self._reaches_to.update(dict.fromkeys(range(j, j + columns), i + rows - 1))
        if rows > 1 or columns > 1:
            self.merged.append(CellRange(i + 1, j, i + rows, j + columns - 1))

    def cells(self) -> tuple[tuple[CellValue, ...], ...]:
        return tuple(tuple(row.get(j) for j in range(self._width)) for row in self.rows)


def _tables(text: str, name: str) -> list[_Table]:
    """Collects rows and cells; a table inside a table counts as the text of its cell."""
    tables: list[_Table] = []
    depth = 0
    cell: list[str] | None = None
    span = (1, 1)

    def end_cell() -> None:
        nonlocal cell
        if cell is not None:
            tables[-1].add(" ".join(html.unescape("".join(cell)).split()), *span)
            cell = None

    for is_end, tag, attributes, words in _tags(text):
        if tag == "table":
            if is_end and depth == 1:
                end_cell()
            depth = max(0, depth - 1) if is_end else depth + 1
            if depth == 1 and not is_end:
                tables.append(_Table(name))
        elif depth == 1 and tag in {"tr", "td", "th"}:
            end_cell()
            if tag == "tr" and not is_end:
                tables[-1].add_row()
            elif not is_end and tables[-1].rows:
                span = (_span("col", attributes), _span("row", attributes))
                cell = []
        elif tag == "br" and cell is not None:
            cell.append("\n")
        if cell is not None:
            cell.append(words)
    if depth:
        end_cell()
    return tables


def _tags(text: str) -> Iterator[tuple[bool, str, str, str]]:
    """Every tag in turn: whether it ends something, its name, its attributes, and the words that follow it."""
    text = _without_comments(text)
    match = _TAG.search(text)
    while match is not None:
        tag = match[2].lower()
        at = match.end()
        if tag in _HUSHED and not match[1]:
            end = _HUSHED[tag].search(text, at)
            at = end.start() if end else len(text)
        following = _TAG.search(text, at)
        yield bool(match[1]), tag, match[3], text[at : following.start() if following else len(text)]
        match = following


def _without_comments(text: str) -> str:
    """The page without comments; one that is never closed hides the rest."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start + 4)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*parts, text[at:]])


def _span(side: str, attributes: str) -> int:
    match = _SPAN[side].search(attributes)
    return min(max(int(match[1]), 1), _MAX_SPAN) if match else 1
