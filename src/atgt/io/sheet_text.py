"""Delimited text as a sheet: the encoding told by its bytes and its words, the delimiter by its regularity."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.sheet import CellValue, Sheet
from atgt.domain.text import Text
from atgt.ingestion.encodings import ENCODING_LABELS, Encoding, decode
from atgt.ingestion.syllables import n_syllables
from atgt.ingestion.text_repair import tidy
from atgt.io.sheet_limits import MAX_AREA, MAX_COLUMNS, MAX_ROWS, refuse, too_large

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_JUDGED_BYTES = 1 << 20
_JUDGED_RECORDS = 200
_MIN_SHARE = 0.6
_STRANGE_WORD = re.compile(
    r"[^\s\d!-/:-@\[-`{-~]*[^\x00-\x7f][^\s\d!-/:-@\[-`{-~]*|[A-Za-z]*[\x02\x05\x06\x14\x19\x1e][A-Za-z]*"
)
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Text, the old encoding its cells still are in, and the name of what was found, None for Unicode."""

    text: str
    cells: Encoding
    label: str | None

    def cell(self, text: str) -> str:
        """One cell in Unicode."""
        return text if text.isascii() and text.isprintable() else decode(text, self.cells)


def read(
    content: bytes, name: str, *, encoding: str | None = None, delimiter: str | None = None
) -> tuple[list[Sheet], list[Issue]]:
    """The one sheet of a delimited text; all cells are text.

    Raises
    ------
    InputFileError
        When the bytes are no text, the stated encoding does not fit, or there are too many rows or columns.
    """
    decoded = _decode(content, name, encoding)
    text = decoded.text.replace("\r\r\n", "\n")
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        text = text[stated.end() :]
    sign = delimiter or (stated[1] if stated else _delimiter(text))
    rows = _records(text, sign, name)
    if decoded.cells is not Encoding.UNICODE:
        rows = [[decoded.cell(cell) for cell in row] for row in rows]
    cells: list[tuple[CellValue, ...]] = [tuple(row) for row in rows]
    notes = [_note(name, decoded.label, rows)] if decoded.label else []
    return [Sheet(name.rpartition(".")[0] or name, tuple(cells))], notes  # Excel does not show the "sep=" line


def _decode(content: bytes, name: str, encoding: str | None) -> _Decoded:
    if encoding is not None:
        return _decode_as(content, name, encoding)
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return _Decoded(_strict(content, name, codec), Encoding.UNICODE, None)
    if b"\0" in content:
        return _Decoded(_without_bom(content, name), Encoding.UNICODE, "UTF-16")
    try:
        return _Decoded(content.decode("utf-8"), Encoding.UNICODE, None)
    except UnicodeDecodeError as error:
        if error.end >= len(content) - 3 and error.reason == "unexpected end of data":
            return _Decoded(content[: error.start].decode("utf-8"), Encoding.UNICODE, "UTF-8 (bị cắt ở cuối)")
    return _by_words(content)


def _decode_as(content: bytes, name: str, encoding: str) -> _Decoded:
    """The encoding a profile states: a Python codec, or one of tcvn3, vni, viscii."""
    try:
        old = Encoding(encoding.lower())
        return _Decoded(content.decode("latin-1"), old, None)
    except ValueError:
        pass
    try:
        return _Decoded(_strict(content, name, codecs.lookup(encoding).name), Encoding.UNICODE, None)
    except LookupError as error:
        raise refuse(
            name,
            f"hồ sơ đọc bảng ghi bảng mã lạ “{encoding}”; sửa thành UTF-8, TCVN3 hoặc VNI",
            f"the profile states an unknown encoding “{encoding}”; correct it to UTF-8, TCVN3 or VNI",
        ) from error


def _strict(content: bytes, name: str, codec: str) -> str:
    try:
        return content.decode("utf-8-sig" if codec == "utf-8" else codec)
    except (UnicodeDecodeError, ValueError) as error:
        raise refuse(
            name,
            f"nội dung không đúng bảng mã {codec}: tệp hỏng hoặc tải về chưa xong; xin lại tệp",
            f"the content is not valid {codec}: damaged, or not fully downloaded; ask for it again",
        ) from error


def _without_bom(content: bytes, name: str) -> str:
    """UTF-16 without its mark, told by where the zero bytes stand; zeros anywhere else are no text."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.3 * (len(sample) // 2) or min(even, odd) > 0.05 * len(sample):
        raise refuse(
            name,
            "nội dung không phải là bảng dạng chữ, có thể tệp đã hỏng; mở bằng Excel rồi lưu lại thành .xlsx, hoặc "
            "xin lại tệp",
            "the content is no text, perhaps it is damaged; save it again as .xlsx, or ask for it again",
        )
    return _strict(content, name, "utf-16-le" if odd > even else "utf-16-be")


def _by_words(content: bytes) -> _Decoded:
    """The 8-bit encoding under which most words with a strange letter are Vietnamese; else Western text."""
    sample = content[:_JUDGED_BYTES]
    latin = sample.decode("latin-1")
    tries = {
        "cp1258": tidy(sample.decode("cp1258", "replace").replace("\n", " ")),
        Encoding.TCVN3: decode(latin, Encoding.TCVN3),
        Encoding.VISCII: decode(latin, Encoding.VISCII),
        Encoding.VNI: decode(latin, Encoding.VNI),
    }
    shares = {key: _share(text) for key, text in tries.items()}
    best = max(shares, key=lambda key: shares[key])
    if shares[best] < _MIN_SHARE:
        return _Decoded(content.decode("cp1252", "replace"), Encoding.UNICODE, "Windows-1252 (Tây Âu)")
    if best == "cp1258":
        text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
        return _Decoded(text, Encoding.UNICODE, "Windows-1258")
    old = Encoding(best)
    return _Decoded(content.decode("latin-1"), old, ENCODING_LABELS[old].vi)


def _share(text: str) -> float:
    words = [word for word in set(_STRANGE_WORD.findall(text)) if len(word) > 1]
    return n_syllables(words) / len(words) if words else 0.0


def _delimiter(text: str) -> str:
    """The sign that parts most records into the same number of fields, the more fields the better."""
    head = text[:_JUDGED_BYTES]
    scores = {}
    for sign in DELIMITERS:
        counts: Counter[int] = Counter()
        try:
            for n, record in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=sign)):
                if n >= _JUDGED_RECORDS:
                    break
                counts[len(record)] += bool(record)
        except csv.Error:
            pass  # an open quote: what was read before it still tells the delimiter
        if counts:
            fields, n_regular = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
            scores[sign] = (fields - 1) * n_regular / max(1, sum(counts.values()))
    return max(scores, key=lambda sign: scores[sign], default=",")


def _records(text: str, delimiter: str, name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    area = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(record)
            area += len(record)
            if len(record) > MAX_COLUMNS or len(rows) > MAX_ROWS or area > MAX_AREA:
                raise too_large(name)
    except csv.Error as error:
        raise refuse(
            name,
            f"không tách được cột từ hàng {len(rows) + 1}: có dấu ngoặc kép chưa đóng hoặc ô quá dài; mở bằng Excel "
            "và lưu lại",
            f"the fields cannot be parted from row {len(rows) + 1}: an open quote or a cell too long; open it in Excel "
            "and save it again",
        ) from error
    return rows


def _note(name: str, label: str, rows: list[list[str]]) -> Issue:
    example = next((cell for row in rows for cell in row if not cell.isascii()), "")[:60]
    text = Text(
        f"tệp văn bản theo bảng mã {label}, đã chuyển sang Unicode; thí dụ “{example}”",
        f"the text file is in {label} and was turned into Unicode; e.g. “{example}”",
    )
    return Issue(name, None, None, None, None, "file_encoding", IssueLevel.NOTE, text)
