"""What an old .xls file tells beside its values: which rows are hidden, which cells are in an old Vietnamese font.

The values are read by a library (``sheet_xls``), which gives neither. Here only four kinds of records are looked at; a
file that is not as the format says tells nothing, it never fails.
Source: [MS-CFB] (the container), [MS-XLS] 2.4 (records BoundSheet8, Font, XF, Row and the cells of texts).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from atgt.ingestion.encodings import Encoding
from atgt.ingestion.text_repair import font_encoding
from atgt.io.sheet_xlsx import SheetExtras

_MINI_CUTOFF = 4_096
_LAST_SECTOR = 0xFFFFFFFA
_BOUNDSHEET, _FONT, _XF, _ROW, _EOF = 0x0085, 0x0031, 0x00E0, 0x0208, 0x000A
_TEXT_CELLS = frozenset({0x00FD, 0x0204, 0x00D6})  # LabelSst, Label, RString
_HIDDEN_ROW = 0x20


def read(content: bytes) -> dict[str, SheetExtras]:
    """Extras by sheet name; empty when the file cannot be followed."""
    try:
        return _of_book(_workbook_stream(content))
    except (struct.error, ValueError, IndexError, UnicodeDecodeError):
        return {}


def _of_book(stream: bytes) -> dict[str, SheetExtras]:
    sheets: list[tuple[str, int]] = []
    fonts: list[str] = []
    formats: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET:
            (start,) = struct.unpack_from("<I", body)
            sheets.append((_text(body, 6), start))
        elif kind == _FONT:
            fonts.append(_text(body, 14))
        elif kind == _XF:
            formats.append(struct.unpack_from("<H", body)[0])
    old = {i: font for i, number in enumerate(formats) if (font := _old_font(fonts, number))}
    return {name: _of_sheet(stream, start, old) for name, start in sheets}


def _of_sheet(stream: bytes, start: int, old: dict[int, str]) -> SheetExtras:
    hidden: set[int] = set()
    cells: dict[tuple[int, int], str] = {}
    for kind, body in _records(stream, start):
        if kind == _ROW and len(body) >= 13:
            if body[12] & _HIDDEN_ROW:
                hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind in _TEXT_CELLS and old:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in old:
                cells[row + 1, column] = old[style]
    return SheetExtras(frozenset(hidden), cells)


def _old_font(fonts: list[str], number: int) -> str | None:
    """The name of a font when it is an old Vietnamese one; the format leaves out number 4."""
    index = number - (number > 4)
    name = fonts[index] if index < len(fonts) else ""
    return name if name and font_encoding(name)[0] is not Encoding.UNICODE else None


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of its part."""
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        if kind == _EOF:
            return
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _text(body: bytes, at: int) -> str:
    """A text with its length in one byte before it, one or two bytes a letter."""
    length, is_wide = body[at], body[at + 1] & 1
    raw = body[at + 2 : at + 2 + length * (2 if is_wide else 1)]
    return raw.decode("utf-16-le" if is_wide else "latin-1")


# ── the container ───────────────────────────────────────────────────────────────────────────────────────────────


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook; ValueError when there is none."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise ValueError(size)
    table = _sector_table(content, size)
    (directory,) = struct.unpack_from("<I", content, 48)
    entries = _chain(content, size, table, directory)
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        first, n_bytes = struct.unpack_from("<II", entries, at + 116)
        if name in {"Workbook", "Book"} and n_bytes >= _MINI_CUTOFF:
            return _chain(content, size, table, first)[:n_bytes]
    raise ValueError("no workbook")


def _sector_table(content: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows which."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    (extra, n_extra) = struct.unpack_from("<II", content, 68)
    for _ in range(min(n_extra, len(content) // size)):
        if extra >= _LAST_SECTOR:
            break
        *more, extra = struct.unpack_from(f"<{size // 4}I", content, (extra + 1) * size)
        sectors += more
    found: list[int] = []
    for sector in sectors:
        if sector < _LAST_SECTOR:
            found += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return tuple(found)


def _chain(content: bytes, size: int, table: tuple[int, ...], sector: int) -> bytes:
    """The bytes of a chain of sectors; a ring ends at the size of the file."""
    parts = []
    for _ in range(len(content) // size + 1):
        if sector >= _LAST_SECTOR or sector >= len(table):
            break
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)
