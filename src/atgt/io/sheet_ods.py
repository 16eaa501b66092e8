"""An ods file checked before it is read: how much it unpacks to, how far its repeated cells reach, what it hides."""

from __future__ import annotations

import html
import io
import re
import zipfile

from atgt.io.sheet_limits import MAX_AREA, MAX_UNPACKED_BYTES, too_large
from atgt.io.sheet_xlsx import unpack

_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*)?>")
_NAME = re.compile(rb"table:name=[\"']([^\"']*)[\"']")
_HIDDEN = re.compile(rb"table:visibility=[\"'](?:collapse|filter)[\"']")
_MOST_REPEATED = 1_000
"""The hidden blank rows below a table are repeated by the million and say nothing."""

_REPEATED_ROWS = re.compile(rb"number-rows-repeated=[\"'](\d+)[\"']")
_REPEATED_COLUMNS = re.compile(rb"number-columns-repeated=[\"'](\d+)[\"']")


def check(content: bytes, name: str) -> dict[str, frozenset[int]]:
    """Refuse a file that unpacks to too much, or whose repeats make a sheet larger than memory holds.

    Returns the hidden rows by sheet name, as numbers from 1.

    Raises
    ------
    InputFileError
    """
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        entries = box.infolist()
    left = MAX_UNPACKED_BYTES
    hidden: dict[str, frozenset[int]] = {}
    for entry in entries:
        data = unpack(content, entry, name, limit=left)
        left -= len(data)
        if entry.filename == "content.xml":
            if _largest_area(data) > MAX_AREA:
                raise too_large(name)
            hidden = _hidden_rows(data)
    return hidden


def _hidden_rows(data: bytes) -> dict[str, frozenset[int]]:
    """Rows that a person or a filter hides, by sheet.

    Examples
    --------
    >>> row = b'<table:table-row table:number-rows-repeated="2">'
    >>> _hidden_rows(b'<table:table table:name="A">' + row + b'<table:table-row table:visibility="filter">')
    {'A': frozenset({3})}
    """
    found: dict[str, set[int]] = {}
    title, rows = "", 0
    for match in _TAG.finditer(data) if b"visibility=" in data else ():
        kind, attributes = match[1], match[2] or b""
        if kind == b"table":
            named = _NAME.search(attributes)
            title, rows = html.unescape(named[1].decode("utf-8", "replace")) if named else "", 0
        elif kind == b"table-row":
            repeat = _number(_REPEATED_ROWS, attributes)
            if _HIDDEN.search(attributes):
                found.setdefault(title, set()).update(range(rows + 1, rows + 1 + min(repeat, _MOST_REPEATED)))
            rows += repeat
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _largest_area(data: bytes) -> int:
    """Rows times columns of the largest sheet, up to its last cell with a value.

    Examples
    --------
    >>> cell = b'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="3"/>'
    >>> _largest_area(b'<table:table><table:table-row table:number-rows-repeated="2">' + cell)
    6
    """
    largest = rows = column = width = height = repeat = 0
    for match in _TAG.finditer(data):
        kind, attributes = match[1], match[2] or b""
        if kind == b"table":
            rows = column = width = height = repeat = 0
        elif kind == b"table-row":
            rows += repeat
            repeat, column = _number(_REPEATED_ROWS, attributes), 0
        else:
            column += _number(_REPEATED_COLUMNS, attributes)
            if b"value-type=" in attributes:
                width, height = max(width, column), rows + repeat
                largest = max(largest, width * height)
    return largest


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return max(1, int(match[1])) if match else 1
