"""Spreadsheet files as plain values: xlsx, xls, ods, csv, tsv, and tables saved as HTML or GeoJSON points.

Nothing is interpreted here: a cell is what the file holds. A file that cannot be read is an ``InputFileError``
that says what is wrong and what to do; a damaged or hostile file ends the same way, never in a traceback.
"""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import replace
from pathlib import PurePath

import python_calamine

from atgt.domain.errors import InputFileError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.sheet import CellRange, CellValue, Sheet, Workbook
from atgt.domain.text import Text
from atgt.io import sheet_geojson, sheet_html, sheet_ods, sheet_text, sheet_xls, sheet_xlsx
from atgt.io.sheet_limits import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, check_size, refuse, too_large

__all__ = ["MAX_COLUMNS", "MAX_FILE_BYTES", "MAX_ROWS", "read_workbook"]

logger = logging.getLogger(__name__)

EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".geojson", ".json"})
_TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".txt"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_FOREIGN = (
    (b"%PDF", "PDF", "PDF"),
    (b"\xff\xd8\xff", "ảnh JPEG", "a JPEG image"),
    (b"\x89PNG", "ảnh PNG", "a PNG image"),
    (b"GIF8", "ảnh GIF", "a GIF image"),
    (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "tệp nén 7-Zip", "a 7-Zip archive"),
    (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
    (b"BZh", "tệp nén bzip2", "a bzip2 archive"),
    (b"SQLite format 3", "cơ sở dữ liệu SQLite hoặc GeoPackage", "an SQLite database or GeoPackage"),
    (b"{\\rtf", "văn bản RTF", "an RTF document"),
)


def read_workbook(content: bytes, *, name: str, encoding: str | None = None, delimiter: str | None = None) -> Workbook:
    """The sheets of a file, as plain values.

    The content decides how it is read, not the extension; a mismatch is noted.

    Parameters
    ----------
    content
        The whole file; at most 64 MB.
    name
        The sender's file name, for messages.
    encoding, delimiter
        Of a text file, when a profile states them; None lets the program tell.

    Raises
    ------
    InputFileError
        When the file is empty, damaged, encrypted, too large, or not a table.
    """
    check_size(content, name)
    suffix = PurePath(name.lower()).suffix
    if suffix and suffix not in EXTENSIONS:
        raise refuse(
            name,
            f"không đọc được tệp loại “{suffix}”; lưu bảng thành .xlsx, .xls, .ods hoặc .csv",
            f"files of type “{suffix}” cannot be read; save the table as .xlsx, .xls, .ods or .csv",
        )
    sheets, notes = _read(content, name, suffix, encoding, delimiter)
    for sheet in sheets:
        if len(sheet.rows) > MAX_ROWS or max((len(row) for row in sheet.rows), default=0) > MAX_COLUMNS:
            raise too_large(name)
    if not any(value is not None and value != "" for sheet in sheets for row in sheet.rows for value in row):
        raise refuse(
            name,
            "tệp không có ô nào có nội dung; kiểm tra đã chọn đúng tệp",
            "the file has no cell with content; check that it is the right file",
        )
    return Workbook(name, hashlib.sha256(content).hexdigest(), tuple(sheets), tuple(notes))


def _read(
    content: bytes, name: str, suffix: str, encoding: str | None, delimiter: str | None
) -> tuple[list[Sheet], list[Issue]]:
    """The reader that fits the content."""
    if content.startswith(b"PK"):
        return _read_zip(content, name, suffix)
    if content.startswith(_OLE):
        return sheet_xls.read(content, name), _mismatch(name, suffix, "xls", {".xls"})
    for magic, vi, en in _FOREIGN:
        if content.startswith(magic):
            raise refuse(
                name,
                f"đây là {vi}, không phải bảng tính; gửi bảng gốc dạng .xlsx, .xls, .ods hoặc .csv",
                f"this is {en}, not a spreadsheet; send the table itself as .xlsx, .xls, .ods or .csv",
            )
    if content[:2] in _BIFF and suffix == ".xls":
        return sheet_xls.read(content, name), []
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")) or b"<table" in head:
        return sheet_html.read(content, name), _mismatch(name, suffix, "HTML", set())
    if head.startswith(b"<"):
        raise refuse(
            name,
            "tệp là XML (có thể là “XML Spreadsheet”); mở bằng Excel và lưu thành .xlsx",
            "the file is XML (perhaps an XML Spreadsheet); open it in Excel and save it as .xlsx",
        )
    if suffix in {".geojson", ".json"}:
        return sheet_geojson.read(content, name), []
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise refuse(
            name,
            f"nội dung không phải là tệp {suffix}: tệp hỏng, tải về chưa xong, hoặc sai đuôi tệp "
            "(nếu là văn bản phân cách thì đổi đuôi thành .csv)",
            f"the content is no {suffix} file: damaged, not fully downloaded, or with a wrong extension "
            "(name a delimited text .csv)",
        )
    return sheet_text.read(content, name, encoding=encoding, delimiter=delimiter)


def _read_zip(content: bytes, name: str, suffix: str) -> tuple[list[Sheet], list[Issue]]:
    kind = sheet_xlsx.kind_of_zip(content, name)
    if kind == "xlsx":
        extras, notes = sheet_xlsx.inspect(content, name)
        right = {".xlsx", ".xlsm"}
    else:
        extras, notes = sheet_ods.inspect(content, name), []
        right = {".ods"}
    sheets = [
        replace(
            sheet,
            hidden_rows=extras[sheet.name].hidden_rows,
            fonts=extras[sheet.name].fonts_of_text(sheet),
        )
        if sheet.name in extras
        else sheet
        for sheet in _read_calamine(content, name)
    ]
    return sheets, notes + _mismatch(name, suffix, kind, right)


def _read_calamine(content: bytes, name: str) -> list[Sheet]:
    """Every sheet by calamine, one engine for xlsx and ods; whatever it trips over is a damaged file."""
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            return [_sheet(book, metadata, name) for metadata in book.sheets_metadata if _has_cells(metadata)]
    except InputFileError:
        raise
    except python_calamine.PasswordError as error:
        raise _encrypted(name) from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError, EOFError) as error:
        raise _damaged(name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's panic is no Exception, and its class is not importable
            raise
        logger.warning("calamine panicked on %s", name)
        raise _damaged(name) from None


def _has_cells(metadata: python_calamine.SheetMetadata) -> bool:
    return metadata.typ == python_calamine.SheetTypeEnum.WorkSheet


def _sheet(book: python_calamine.CalamineWorkbook, metadata: python_calamine.SheetMetadata, name: str) -> Sheet:
    cells = book.get_sheet_by_name(metadata.name)
    start, end = cells.start, cells.end
    if start is None or end is None:
        return Sheet(metadata.name, (), is_hidden=_is_hidden(metadata))
    if end[0] + 1 > MAX_ROWS or end[1] + 1 > MAX_COLUMNS:
        raise too_large(name)
    rows: list[tuple[CellValue, ...]] = [tuple(row) for row in cells.iter_rows()]
    width = end[1] + 1
    rows = [(None,) * (width - len(row)) + row if len(row) < width else row for row in rows]
    above = end[0] + 1 - len(rows)
    return Sheet(
        metadata.name,
        ((),) * above + tuple(rows),
        merged=tuple(CellRange(a + 1, b, c + 1, d) for (a, b), (c, d) in cells.merged_cell_ranges or ()),
        is_hidden=_is_hidden(metadata),
    )


def _is_hidden(metadata: python_calamine.SheetMetadata) -> bool:
    return metadata.visible != python_calamine.SheetVisibleEnum.Visible


def _mismatch(name: str, suffix: str, kind: str, expected: set[str]) -> list[Issue]:
    if not suffix or suffix in expected:
        return []
    text = Text(
        f"tệp mang đuôi “{suffix}” nhưng nội dung là {kind}; đã đọc theo nội dung",
        f"the file is named “{suffix}” but holds {kind}; it was read as what it holds",
    )
    return [Issue(name, None, None, None, None, "file_extension_differs", IssueLevel.NOTE, text)]


def _encrypted(name: str) -> InputFileError:
    return refuse(
        name,
        "tệp có mật khẩu; mở bằng Excel, bỏ mật khẩu rồi lưu lại",
        "the file is protected by a password; open it, remove the password and save it again",
    )


def _damaged(name: str) -> InputFileError:
    return refuse(
        name,
        "tệp bị hỏng hoặc tải về chưa xong; mở thử bằng Excel, lưu lại thành .xlsx, hoặc xin lại tệp",
        "the file is damaged or not fully downloaded; open it in Excel and save it as .xlsx, or ask for it again",
    )
