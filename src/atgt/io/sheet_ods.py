"""An ods file checked before it is read: how much it unpacks to, how far its repeated cells reach, what it hides, which
fonts are old.

Source: OASIS OpenDocument 1.3 part 3: 9.1 tables (a cell's style goes before its row's and its column's), 16 styles.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping

from atgt.ingestion.encodings import Encoding
from atgt.ingestion.text_repair import font_encoding
from atgt.io.sheet_limits import MAX_AREA, MAX_UNPACKED_BYTES, too_large
from atgt.io.sheet_xlsx import SheetExtras, unpack

_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*)?>")
_NAME = re.compile(rb"table:name=[\"']([^\"']*)[\"']")
_HIDDEN = re.compile(rb"table:visibility=[\"'](?:collapse|filter)[\"']")
_MOST_REPEATED = 1_000
"""The hidden blank rows below a table are repeated by the million and say nothing."""

_MOST_FONTS = 500_000
"""Cells whose font is noted, of one file: more than any table typed by hand, less than memory feels."""

_STYLED = re.compile(rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(\s[^>]*)?>")
_OWN_STYLE = re.compile(rb"table:style-name=[\"']([^\"']*)[\"']")
_BELOW_STYLE = re.compile(rb"table:default-cell-style-name=[\"']([^\"']*)[\"']")
_STYLE_NAME = re.compile(rb"style:name=[\"']([^\"']*)[\"']")
_PARENT = re.compile(rb"style:parent-style-name=[\"']([^\"']*)[\"']")
_FACE = re.compile(rb"<style:font-face\s([^>]*)>")
_FAMILY = re.compile(rb"(?:svg|fo):font-family=(?:\"([^\"]*)\"|'([^']*)')")
_FONT_NAME = re.compile(rb"style:font-name=[\"']([^\"']*)[\"']")
_REPEATED_ROWS = re.compile(rb"number-rows-repeated=[\"'](\d+)[\"']")
_REPEATED_COLUMNS = re.compile(rb"number-columns-repeated=[\"'](\d+)[\"']")


def inspect(content: bytes, name: str) -> dict[str, SheetExtras]:
    """Refuse a file that unpacks to too much, or whose repeats make a sheet larger than memory holds.

    Returns what stands beside the values, by sheet name.

    Raises
    ------
    InputFileError
    """
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        entries = box.infolist()
    left = MAX_UNPACKED_BYTES
    parts: dict[str, bytes] = {}
    for entry in entries:
        data = unpack(content, entry, name, limit=left)
        left -= len(data)
        if entry.filename in {"content.xml", "styles.xml"}:
            parts[entry.filename] = data
    data = parts.get("content.xml", b"")
    if _largest_area(data) > MAX_AREA:
        raise too_large(name)
    hidden, fonts = (
        _hidden_rows(data),
        _cell_fonts(data, _old_styles(parts.get("styles.xml", b"") + data.partition(b"<office:body")[0])),
    )
    return {
        title: SheetExtras(hidden.get(title, frozenset()), fonts.get(title, {}))
        for title in hidden.keys() | fonts.keys()
    }


def _old_styles(data: bytes) -> dict[bytes, str]:
    """Cell style to font, for styles with a ``.Vn`` or ``VNI`` font of their own or of a style they come from.

    Examples
    --------
    >>> face = b'<style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
    >>> style = b'<style:style style:name="ce1"><style:text-properties style:font-name="F1"/></style:style>'
    >>> _old_styles(face + style + b'<style:style style:name="ce2" style:parent-style-name="ce1"/>')
    {b'ce1': '.VnTime', b'ce2': '.VnTime'}
    """
    if b".Vn" not in data and b"VNI" not in data:
        return {}
    faces = {
        named[1]: _family(attributes) for attributes in _FACE.findall(data) if (named := _STYLE_NAME.search(attributes))
    }
    fonts: dict[bytes, str] = {}
    parents: dict[bytes, bytes] = {}
    for part in data.split(b"<style:style ")[1:]:
        attributes, _, rest = part.partition(b">")
        body = b"" if attributes.endswith(b"/") else rest.partition(b"</style:style>")[0]
        named, parent, font = _STYLE_NAME.search(attributes), _PARENT.search(attributes), _FONT_NAME.search(body)
        if named is None:
            continue
        if font or _FAMILY.search(body):
            fonts[named[1]] = (faces.get(font[1]) or _plain(font[1])) if font else _family(body)
        elif parent:
            parents[named[1]] = parent[1]
    for style in parents:
        above, seen = style, set[bytes]()
        while above in parents and above not in fonts and above not in seen:
            seen.add(above)
            above = parents[above]
        if above in fonts:
            fonts[style] = fonts[above]
    return {style: font for style, font in fonts.items() if font_encoding(font)[0] is not Encoding.UNICODE}


def _family(attributes: bytes) -> str:
    found = _FAMILY.search(attributes)
    return _plain(found[1] or found[2] or b"").strip("'\" ") if found else ""


def _plain(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))


def _cell_fonts(data: bytes, old: Mapping[bytes, str]) -> dict[str, dict[tuple[int, int], str]]:
    """Old fonts of cells with values by sheet, by row from 1 and column from 0."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    title, rows, repeat, column = "", 0, 0, 0
    of_row: bytes | None = None
    of_columns: list[bytes | None] = []
    left = _MOST_FONTS
    for match in _STYLED.finditer(data) if old else ():
        kind, attributes = match[1], match[2] or b""
        if kind == b"table":
            named = _NAME.search(attributes)
            title, rows, repeat, of_columns = _plain(named[1]) if named else "", 0, 0, []
        elif kind == b"table-column":
            n = min(_number(_REPEATED_COLUMNS, attributes), _MOST_REPEATED)
            of_columns += [_style(_BELOW_STYLE, attributes)] * n
        elif kind == b"table-row":
            rows += repeat
            repeat, column = _number(_REPEATED_ROWS, attributes), 0
            of_row = _style(_BELOW_STYLE, attributes)
        else:
            n = _number(_REPEATED_COLUMNS, attributes)
            if b"value-type=" in attributes:
                of_column = of_columns[column] if column < len(of_columns) else None
                font = old.get(_style(_OWN_STYLE, attributes) or of_row or of_column or b"")
                n_rows, n_columns = min(repeat, _MOST_REPEATED), min(n, _MOST_REPEATED)
                left -= n_rows * n_columns if font else 0
                if left < 0:
                    break
                if font:
                    places = found.setdefault(title, {})
                    for row in range(rows + 1, rows + 1 + n_rows):
                        places.update({(row, at): font for at in range(column, column + n_columns)})
            column += n
    return found


def _style(pattern: re.Pattern[bytes], attributes: bytes) -> bytes | None:
    match = pattern.search(attributes)
    return match[1] if match else None


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
            title, rows = _plain(named[1]) if named else "", 0
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
