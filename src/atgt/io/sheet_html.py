"""A web page that calls itself .xls, as many office programs export: its tables as sheets, no script, no style."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from atgt.domain.sheet import CellRange, CellValue, Sheet
from atgt.io.sheet_limits import MAX_COLUMNS, MAX_ROWS, refuse, too_large

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MAX_SPAN = 200


def read(content: bytes, name: str) -> list[Sheet]:
    """The tables of a page, one sheet each, merged cells as written.

    Raises
    ------
    InputFileError
        When the page holds no table.
    """
    parser = _Tables()
    parser.feed(_text(content))
    parser.close()
    tables = [table for table in parser.tables if table.rows]
    if not tables:
        raise refuse(name, "tệp là trang web, không có bảng nào", "the file is a web page without a table")
    if any(len(table.rows) > MAX_ROWS or table.width > MAX_COLUMNS for table in tables):
        raise too_large(name)
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
    def __init__(self) -> None:
        self.rows: list[dict[int, str]] = []
        self.merged: list[CellRange] = []
        self.taken: set[tuple[int, int]] = set()
        self.width = 0

    def add(self, text: str, columns: int, rows: int) -> None:
        i, j = len(self.rows) - 1, 0
        while (i, j) in self.taken:
            j += 1
        self.taken.update((i + down, j + right) for down in range(rows) for right in range(columns))
        self.rows[i][j] = text
        self.width = max(self.width, j + columns)
        if rows > 1 or columns > 1:
            self.merged.append(CellRange(i + 1, j, i + rows, j + columns - 1))

    def cells(self) -> tuple[tuple[CellValue, ...], ...]:
        return tuple(tuple(row.get(j) for j in range(self.width)) for row in self.rows)


class _Tables(HTMLParser):
    """Collects rows and cells; a table inside a table counts as the text of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._hushed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._hushed += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif tag == "tr" and self._depth == 1:
            self._end_cell()
            self.tables[-1].rows.append({})
        elif tag in {"td", "th"} and self._depth == 1 and self.tables[-1].rows:
            self._end_cell()
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hushed = max(0, self._hushed - 1)
        elif tag in {"td", "th", "tr"} and self._depth == 1:
            self._end_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._hushed:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.tables[-1].add(" ".join("".join(self._cell).split()), *self._span)
            self._cell = None


def _span(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.strip().isdigit() and int(text) > 0 else 1
