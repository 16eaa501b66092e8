"""Workbooks: typed cells, the same bytes twice, and a text that looks like a formula stays a text."""

import datetime as dt
import io

import openpyxl
import pytest

from atgt.reports.tables import TableSheet, workbook


def sheet(*rows):
    return TableSheet("Bảng", ("Tiêu đề",), ("Chữ", "Số", "Ngày"), rows, (20, 8, 12))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x", "\t=1"])
def test_no_text_becomes_a_formula_or_a_link(text):
    book = openpyxl.load_workbook(io.BytesIO(workbook([sheet((text, 1, None))])))

    cell = book.active.cell(row=4, column=1)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == text


def test_numbers_and_dates_are_typed():
    book = openpyxl.load_workbook(io.BytesIO(workbook([sheet(("Đức Phổ", 3, dt.date(2026, 3, 14)))])))

    row = [cell.value for cell in book.active[4]]
    assert row == ["Đức Phổ", 3, dt.datetime(2026, 3, 14)]


def test_the_same_table_gives_the_same_bytes():
    assert workbook([sheet(("a", 1, None))]) == workbook([sheet(("a", 1, None))])


def test_an_empty_table_still_has_its_headings():
    book = openpyxl.load_workbook(io.BytesIO(workbook([sheet()])))

    assert [cell.value for cell in book.active[3]] == ["Chữ", "Số", "Ngày"]
