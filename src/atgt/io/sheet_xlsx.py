"""What an xlsx file tells beside its cells: is it safe to unpack, which rows are hidden, which fonts are old.

The sheet is scanned as bytes while it is unpacked, with no XML parser, so nothing in it can be expanded.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from atgt.domain.errors import InputFileError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.sheet import Sheet
from atgt.domain.text import Text
from atgt.ingestion.encodings import Encoding
from atgt.ingestion.text_repair import font_encoding
from atgt.io.sheet_limits import MAX_AREA, MAX_UNPACKED_BYTES, refuse, too_large

_CHUNK = 1 << 20
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_FONT = re.compile(rb"<(?:\w+:)?font(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_FONT_NAME = re.compile(rb"<(?:\w+:)?name\s[^>]*?val=[\"']([^\"']*)[\"']")
_FONTS = re.compile(rb"<(?:\w+:)?fonts[\s>].*?</(?:\w+:)?fonts>", re.DOTALL)
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*?fontId=[\"'](\d+)[\"']")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_NO_RESULT = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_FILLED = rb"\"(?:[^>]*[^/>])?>"
_UNUSUAL = (b" r='", b"\tr=", b"\nr=", b"\rr=")
_COLUMN_STEPS = (
    (8, rb"[I-Zi-z]|[A-Za-z]{2,}"), (12, rb"[M-Zm-z]|[A-Za-z]{2,}"), (16, rb"[Q-Zq-z]|[A-Za-z]{2,}"),
    (20, rb"[U-Zu-z]|[A-Za-z]{2,}"), (26, rb"[A-Za-z]{2,}"), (52, rb"[B-Zb-z][A-Za-z]|[A-Za-z]{3,}"),
    (104, rb"[D-Zd-z][A-Za-z]|[A-Za-z]{3,}"), (208, rb"[H-Zh-z][A-Za-z]|[A-Za-z]{3,}"),
    (500, rb"[T-Zt-z][A-Za-z]|[Ss][G-Zg-z]|[A-Za-z]{3,}"),
)  # fmt: skip
_ROW_STEPS = (
    (10_000, rb"\d{6,}|[1-9]\d{4}"), (100_000, rb"[1-9]\d{5,}"), (200_000, rb"[2-9]\d{5}|\d{7,}"),
    (500_000, rb"[5-9]\d{5}|\d{7,}"), (1_000_000, rb"\d{7,}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetExtras:
    """What a sheet's file says beside its values.

    ``cell_fonts`` are the old Vietnamese fonts by (row as Excel shows it, column from 0).
    """

    hidden_rows: frozenset[int] = frozenset()
    cell_fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def fonts_of_text(self, sheet: Sheet) -> dict[tuple[int, int], str]:
        """The old fonts of cells that hold text: the only ones that matter."""
        found = {}
        for (row, column), font in self.cell_fonts.items():
            i = row - sheet.first_row
            if 0 <= i < len(sheet.rows) and column < len(sheet.rows[i]) and isinstance(sheet.rows[i][column], str):
                found[row, column] = font
        return found


def kind_of_zip(content: bytes, name: str) -> str:
    """Either "xlsx" or "ods", once the container is known to be whole and no bomb.

    Raises
    ------
    InputFileError
        When it is damaged, encrypted, unpacks to too much, or is something else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            entries = box.infolist()
            names = {entry.filename.lower() for entry in entries}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise damaged(name) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse(
            name,
            "tệp có mật khẩu; mở bằng Excel, bỏ mật khẩu rồi lưu lại",
            "the file is protected by a password; open it, remove the password and save it again",
        )
    if len(entries) > 10_000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise bomb(name)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    what, what_en = "tệp nén", "an archive"
    if "word/document.xml" in names:
        what, what_en = "văn bản Word", "a Word document"
    elif "ppt/presentation.xml" in names:
        what, what_en = "bản trình chiếu", "a presentation"
    elif "xl/workbook.bin" in names:
        what, what_en = "tệp Excel nhị phân (.xlsb)", "a binary Excel file (.xlsb)"
    raise refuse(
        name,
        f"đây là {what}, không phải bảng tính .xlsx; lưu bảng thành .xlsx",
        f"this is {what_en}, not an .xlsx spreadsheet; save the table as .xlsx",
    )


def unpack(content: bytes, entry: zipfile.ZipInfo, name: str, *, limit: int = MAX_UNPACKED_BYTES) -> bytes:
    """The bytes of one entry, unpacked with a limit of our own: what the entry says of its size is not believed."""
    header = content[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged(name)
    start = entry.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged(name)
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    size = 0
    try:
        data = machine.decompress(packed, _CHUNK)
        while data:
            parts.append(data)
            size += len(data)
            if size > limit:
                raise bomb(name)
            data = machine.decompress(machine.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise damaged(name) from error
    return b"".join(parts)


def inspect(content: bytes, name: str) -> tuple[dict[str, SheetExtras], list[Issue]]:
    """Extras by sheet name and what must be told, after every part was unpacked once within the limits.

    Raises
    ------
    InputFileError
    """
    extras: dict[str, SheetExtras] = {}
    notes: list[Issue] = []
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        entries = {entry.filename.lower().lstrip("/"): entry for entry in box.infolist()}
    small: dict[str, bytes] = {
        part: unpack(content, entries[part], name, limit=_CHUNK * 32)
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
        if part in entries
    }
    old_fonts = _old_formats(small.get("xl/styles.xml", b""))
    sheet_names = _sheet_names(small)
    for part, entry in entries.items():
        if part in small:
            continue
        data = unpack(content, entry, name, limit=left)
        left -= len(data)
        if not _SHEET_PART.fullmatch(part):
            continue
        _check_area(data, name)
        title = sheet_names.get(part)
        notes += _value_notes(data, name, title)
        if title is not None:
            extras[title] = SheetExtras(_hidden_rows(data), _cell_fonts(data, old_fonts))
    return extras, notes


def _check_area(data: bytes, name: str) -> None:
    """Refuse a sheet whose outermost filled cells span more than memory holds."""
    if any(sign in data for sign in _UNUSUAL):  # no program writes this; put it into the form the patterns know
        data = re.sub(rb"\sr\s*=\s*[\"']([A-Za-z]*\d+)[\"']", rb' r="\1"', data)
    area = _bound(data, _COLUMN_STEPS, rb" r=\"(?:%b)\d+" + _FILLED) * _bound(
        data, _ROW_STEPS, rb" r=\"[A-Za-z]{1,3}0*(?:%b)" + _FILLED
    )
    if area > MAX_AREA:
        raise too_large(name)


def _bound(data: bytes, steps: tuple[tuple[int, bytes], ...], pattern: bytes) -> int:
    """The first step that no filled cell lies beyond; beyond the last step a number no area can have.

    The pattern begins with plain letters, which the search skips to.
    """
    for limit, beyond in steps:
        if re.search(pattern.replace(b"%b", beyond), data) is None:
            return limit
    return MAX_AREA + 1


def _sheet_names(small: Mapping[str, bytes]) -> dict[str, str]:
    """Part name to sheet name."""
    targets = {}
    for tag in _RELATION_TAG.findall(small.get("xl/_rels/workbook.xml.rels", b"")):
        target = _attribute(tag, b"Target").lstrip("/").lower()
        targets[_attribute(tag, b"Id")] = target if target.startswith("xl/") else f"xl/{target}"
    names = {}
    for tag in _SHEET_TAG.findall(small.get("xl/workbook.xml", b"")):
        match = re.search(rb"\s\w+:id=[\"']([^\"']*)[\"']", tag)
        part = targets.get(match[1].decode("utf-8", "replace")) if match else None
        if part:
            names[part] = _attribute(tag, b"name")
    return names


def _attribute(tag: bytes, key: bytes) -> str:
    match = re.search(rb"\s" + key + rb"=(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape((match[1] or match[2] or b"").decode("utf-8", "replace")) if match else ""


def _old_formats(styles: bytes) -> dict[int, str]:
    """Cell format number to font name, for formats with a ``.Vn`` or ``VNI`` font."""
    fonts_block, formats_block = _FONTS.search(styles), _CELL_FORMATS.search(styles)
    if fonts_block is None or formats_block is None:
        return {}
    fonts = []
    for body in _FONT.findall(fonts_block[0]):
        match = _FONT_NAME.search(body)
        fonts.append(html.unescape(match[1].decode("utf-8", "replace")) if match else "")
    formats = [int(number) for number in _FORMAT.findall(formats_block[0])]
    return {
        i: fonts[font]
        for i, font in enumerate(formats)
        if font < len(fonts) and font_encoding(fonts[font])[0] is not Encoding.UNICODE
    }


def _cell_fonts(data: bytes, old: Mapping[int, str]) -> dict[tuple[int, int], str]:
    """Old fonts of text cells, by place."""
    if not old:
        return {}
    found = {}
    for match in re.finditer(rb"<(?:\w+:)?c\s([^>]*)>", data):
        tag = b" " + match[1]
        kind = re.search(rb"\st=[\"'](s|str|inlineStr)[\"']", tag)
        place = re.search(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']", tag) if kind else None
        style = re.search(rb"\ss=[\"'](\d+)[\"']", tag) if place else None
        font = old.get(int(style[1]) if style else 0) if place else None
        if place and font:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            found[int(place[2]), column - 1] = font
    return found


def _hidden_rows(data: bytes) -> frozenset[int]:
    if b"hidden=" not in data:
        return frozenset()
    tags = (tag for tag in _ROW_TAG.findall(data) if _HIDDEN.search(tag))
    return frozenset(int(match[1]) for tag in tags if (match := _ROW_NUMBER.search(tag)))


def _value_notes(data: bytes, name: str, title: str | None) -> list[Issue]:
    """Cells that look filled in Excel but bring no value."""
    notes = []
    n_errors = data.count(b' t="e"')
    n_open = len(_NO_RESULT.findall(data)) if b"</f>" in data or b":f>" in data else 0
    if n_errors:
        text = Text(
            f"{n_errors} ô báo lỗi công thức (#N/A, #REF! …) được coi là trống; sửa công thức trong Excel rồi nạp lại",
            f"{n_errors} cells with a formula error are read as blank; correct them in Excel and load the file again",
        )
        notes.append(Issue(name, title, None, None, None, "cell_error", IssueLevel.WARNING, text))
    if n_open:
        text = Text(
            f"{n_open} ô công thức chưa có kết quả được coi là trống; mở tệp bằng Excel và lưu lại",
            f"{n_open} formula cells without a saved result are read as blank; open the file in Excel and save it",
        )
        notes.append(Issue(name, title, None, None, None, "formula_without_value", IssueLevel.WARNING, text))
    return notes


def damaged(name: str) -> InputFileError:
    """The error for a container that cannot be unpacked."""
    return refuse(
        name,
        "tệp bị hỏng hoặc tải về chưa xong; xin lại tệp, hoặc mở bằng Excel rồi lưu lại",
        "the file is damaged or not fully downloaded; ask for it again, or open it in Excel and save it",
    )


def bomb(name: str) -> InputFileError:
    """The error for a container that unpacks to more than a table can be."""
    return refuse(
        name,
        f"tệp giải nén ra quá {MAX_UNPACKED_BYTES // (1024 * 1024)} MB, không mở để bảo vệ máy; chia tệp hoặc xin lại",
        f"the file unpacks to more than {MAX_UNPACKED_BYTES // (1024 * 1024)} MB and is not opened; split it",
    )
