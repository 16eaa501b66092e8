"""Tables as Excel workbooks that open as tables: typed cells, filters, frozen heading, and no live formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

CREATED = dt.datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: title lines above, headings, rows; widths in characters."""

    name: str
    title: tuple[str, ...]
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    widths: tuple[int, ...]


def workbook(sheets: Sequence[TableSheet]) -> bytes:
    """An .xlsx file. Texts stay texts: a cell that begins with "=" is not a formula, an address is not a link."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": sheets[0].title[0], "author": "ATGT", "created": CREATED})
    for sheet in sheets:
        _write_sheet(book, sheet)
    book.close()
    return buffer.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, sheet: TableSheet) -> None:
    page = book.add_worksheet(sheet.name)
    bold = book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 13})
    plain = book.add_format({"font_name": "Times New Roman", "font_size": 11, "italic": True})
    heading = book.add_format(
        {"bold": True, "font_name": "Times New Roman", "bg_color": "#1F3A5F", "font_color": "white"}
        | {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
    )
    cell = book.add_format({"font_name": "Times New Roman", "border": 1, "text_wrap": True, "valign": "top"})
    date = book.add_format({"font_name": "Times New Roman", "border": 1, "valign": "top", "num_format": "dd/mm/yyyy"})
    time = book.add_format({"font_name": "Times New Roman", "border": 1, "valign": "top", "num_format": "hh:mm"})

    for index, line in enumerate(sheet.title):
        page.write_string(index, 0, line, bold if index == 0 else plain)
    top = len(sheet.title) + 1
    for column, (word, width) in enumerate(zip(sheet.headings, sheet.widths, strict=True)):
        page.write_string(top, column, word, heading)
        page.set_column(column, column, width)
    for offset, row in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(row):
            _write_cell(page, offset, column, value, formats=(cell, date, time))
    page.autofilter(top, 0, top + max(len(sheet.rows), 1), len(sheet.headings) - 1)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _write_cell(page: Any, row: int, column: int, value: Any, *, formats: tuple[Any, Any, Any]) -> None:
    cell, date, time = formats
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one value that is not itself
        page.write_blank(row, column, None, cell)
    elif isinstance(value, bool):
        page.write_string(row, column, "có" if value else "không", cell)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, cell)
    elif isinstance(value, dt.time):
        page.write_datetime(row, column, value, time)
    elif isinstance(value, (dt.datetime, dt.date)):
        page.write_datetime(row, column, value, date)
    else:
        page.write_string(row, column, str(value), cell)
