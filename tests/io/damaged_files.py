"""Damaged and hostile files, made from a seed: what a mailbox, a broken disk or an ill-meaning sender may hand in.

Each kind of damage is a function from a random generator to one ``Damaged`` file. ``sample(seed, n)`` gives the same
files for the same seed. Used by tests/io/test_damaged_files.py and scripts/soak_intake.py.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import openpyxl
import xlwt
from openpyxl.styles import Font

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTE = 1 << 20
HEAD = ["STT", "Ngày", "Giờ", "Tuyến đường", "Lý trình", "Địa điểm", "Chết", "Bị thương", "Thiệt hại (triệu đồng)"]
ROWS = [
    [n, f"{n % 28 + 1}/{n % 12 + 1}/2025", f"{n % 24}h{n % 60:02d}", "QL1A", f"Km{1092 + n % 9}+{n * 37 % 1000:03d}",
     "Chợ Cung, phường Đức Phổ", n % 2, n % 3, f"{n % 40},5"]
    for n in range(1, 31)
]  # fmt: skip
TABLE = [HEAD, *ROWS]


@dataclass(frozen=True)
class Damaged:
    """A file as it arrives, and what was done to it."""

    kind: str
    name: str
    content: bytes


def sample(seed: int, n_files: int) -> Iterator[Damaged]:
    """So many files, the kinds in turn and shuffled; the same for the same seed."""
    kinds = list(KINDS)
    for n in range(n_files):
        random_ = random.Random(f"{seed}:{n}")
        kind = kinds[(n + seed) % len(kinds)]
        kind = "claims" if kind == "bomb" and n % 10 else kind  # a bomb takes seconds
        yield KINDS[kind](random_)


# ── sound files to begin with ───────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def xlsx() -> bytes:
    """A workbook with what offices put in: a title, merged cells, a hidden row, an old font, a formula, dates."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Năm 2025"
    page.append(["BẢNG THEO DÕI TAI NẠN GIAO THÔNG"])
    page.merge_cells("A1:I1")
    for row in TABLE:
        page.append(row)
    page["B4"] = dt.datetime(2025, 3, 14, 18, 20)
    page["F5"], page["F5"].font = "Chî Cung, §øc Phæ", Font(name=".VnTime")
    page["G40"] = "=SUM(G3:G32)"
    page.row_dimensions[7].hidden = True
    book.create_sheet("Ghi chú").append(["không phải bảng"])
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def xls() -> bytes:
    """The same table as an old binary workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Trang 1")
    for i, row in enumerate(TABLE):
        for j, value in enumerate(row):
            page.write(i, j, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(cell_attributes: str = "", row_attributes: str = "", rows: list[list[object]] | None = None) -> bytes:
    """The table as an OpenDocument sheet; attributes may be added to every cell and row."""
    cells = "".join(
        f"<table:table-row{row_attributes}>"
        + "".join(
            f'<table:table-cell office:value-type="string"{cell_attributes}><text:p>{v}</text:p></table:table-cell>'
            for v in row
        )
        + "</table:table-row>"
        for row in rows or TABLE
    )
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "table", "text")
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Trang 1">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("mimetype", kind, zipfile.ZIP_STORED)
        box.writestr("META-INF/manifest.xml", manifest)
        box.writestr("content.xml", body)
    return buffer.getvalue()


def text(delimiter: str = ",") -> str:
    """The table as delimited text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(TABLE)
    return buffer.getvalue()


def html() -> bytes:
    """The table as a web page that calls itself .xls."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    return f"<html><meta charset=utf-8><body><table>{rows}</table></body></html>".encode()


def geojson() -> bytes:
    """Some accidents as points."""
    features = [
        {"type": "Feature", "properties": dict(zip(HEAD, row, strict=True)),
         "geometry": {"type": "Point", "coordinates": [108.95 + row[0] / 1000, 14.8]}}
        for row in ROWS
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def sound(random_: random.Random) -> tuple[str, bytes]:
    """One of the sound files; .xls less often, because it costs a process."""
    made: list[tuple[str, Callable[[], bytes]]] = [
        ("a.xlsx", xlsx), ("b.ods", ods), ("c.csv", lambda: text().encode()), ("d.csv", lambda: text(";").encode("utf-16")),
        ("e.csv", lambda: text("\t").encode("cp1258", "replace")), ("f.html.xls", html), ("g.geojson", geojson),
        ("a.xlsx", xlsx), ("b.ods", ods), ("h.xls", xls),
    ]  # fmt: skip
    name, make = random_.choice(made)
    return name, make()


def rezip(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same container with ``change(name, data)`` applied to every entry; None drops it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in box.infolist():
            data = change(entry.filename, box.read(entry))
            if data is not None:
                copy.writestr(entry.filename, data)
    return out.getvalue()


def in_sheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The container with its first sheet (or the content of an ods) changed."""
    return rezip(content, lambda name, data: change(data) if name.endswith(("sheet1.xml", "content.xml")) else data)


# ── damage to any bytes ─────────────────────────────────────────────────────────────────────────────────────────


def hurt(content: bytes, random_: random.Random) -> bytes:
    """Bytes cut, lost, doubled, zeroed, flipped, or a number in them made absurd."""
    data = bytearray(content)
    start, size = random_.randrange(len(data)), random_.randrange(1, 500)
    way = random_.randrange(6)
    if way == 0:
        return bytes(data[: start + 1])
    if way == 1:
        return bytes(data[:start] + data[start + size :])
    if way == 2:
        return bytes(data[:start] + data[start : start + size] * 2 + data[start + size :])
    if way == 3:
        data[start : start + size] = b"\0" * min(size, len(data) - start)
    elif way == 4:
        for _ in range(random_.randrange(1, 60)):
            data[random_.randrange(len(data))] = random_.randrange(256)
    else:
        at = random_.randrange(max(1, len(data) - 4))
        data[at : at + 4] = struct.pack("<I", random_.choice([0, 2**31 - 1, 2**32 - 1, 65_535, 0x80000000]))
    return bytes(data)


def _cut(random_: random.Random) -> Damaged:
    name, content = sound(random_)
    return Damaged("cut short", name, content[: random_.randrange(1, len(content))])


def _hurt(random_: random.Random) -> Damaged:
    name, content = sound(random_)
    return Damaged("bytes changed", name, hurt(content, random_))


def _hurt_inside(random_: random.Random) -> Damaged:
    name, content = random_.choice([("a.xlsx", xlsx()), ("b.ods", ods())])
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        victim = random_.choice([entry.filename for entry in box.infolist() if entry.file_size > 10])
    changed = rezip(content, lambda part, data: hurt(data, random_) if part == victim else data)
    return Damaged("sound zip, damaged part", name, changed)


def _part_lost(random_: random.Random) -> Damaged:
    name, content = random_.choice([("a.xlsx", xlsx()), ("b.ods", ods())])
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        victim = random_.choice(box.namelist())
    return Damaged("a part is missing", name, rezip(content, lambda part, data: None if part == victim else data))


def _spliced(random_: random.Random) -> Damaged:
    name, first = sound(random_)
    _, second = sound(random_)
    return Damaged(
        "two files in one", name, first[: random_.randrange(1, len(first))] + second[random_.randrange(len(second)) :]
    )


def _noise(random_: random.Random) -> Damaged:
    start = random_.choice(
        [b"", OLE, b"PK\x03\x04", b"\x09\x08\x10\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<table>", b"{"]
    )
    suffix = random_.choice(["xlsx", "xls", "ods", "csv", "txt", "geojson", "xlsm", ""])
    return Damaged("random bytes", f"a.{suffix}", start + random_.randbytes(random_.randrange(1, 20_000)))


def _extension(random_: random.Random) -> Damaged:
    _, content = sound(random_)
    suffix = random_.choice(["xlsx", "xls", "ods", "csv", "tsv", "txt", "geojson", "docx", "pdf", "xlsb", "exe", ""])
    return Damaged("wrong extension", f"a.{suffix}", content)


# ── containers ──────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _zeros_packed() -> tuple[bytes, int, int]:
    """Some 600 MB of one letter, packed once; its unpacked size and its checksum."""
    machine, block, crc, parts = zlib.compressobj(9, zlib.DEFLATED, -15), b"0" * MEGABYTE, 0, []
    for _ in range(600):
        parts.append(machine.compress(block))
        crc = zlib.crc32(block, crc)
    return b"".join([*parts, machine.flush()]), 600 * MEGABYTE, crc


def _bomb(random_: random.Random) -> Damaged:
    """A part of 600 MB packed into less than one, that tells its size or lies about it."""
    packed, size, crc = _zeros_packed()
    name, content, parts = random_.choice(
        [
            ("a.xlsx", xlsx(), ["xl/worksheets/sheet9.xml", "xl/media/image1.png", "xl/sharedStrings.xml"]),
            ("b.ods", ods(), ["content.xml", "Pictures/1.png"]),
        ]
    )
    part = random_.choice(parts).encode()
    content = rezip(content, lambda name, data: None if name.encode() == part else data)
    told = random_.choice([size, 100, 2**31 - 1, 0])
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(packed), told, len(part), 0)
    end = content.rfind(b"PK\x05\x06")
    count, length, offset = struct.unpack("<HII", content[end + 10 : end + 20])
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, offset) + part
    local = b"PK\x03\x04" + head + part + packed
    central = content[offset : offset + length] + entry
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(central), offset + len(local), 0)
    return Damaged("zip bomb", name, content[:offset] + local + central + tail)


def _claims(random_: random.Random) -> Damaged:
    """Sizes in the headers that are not those of the parts: 2 GB, nothing, anything."""
    name, content = random_.choice([("a.xlsx", xlsx()), ("b.ods", ods())])
    data = bytearray(content)
    places = [(m.start(), 18) for m in re.finditer(b"PK\x03\x04", content)]
    places += [(m.start(), 20) for m in re.finditer(b"PK\x01\x02", content)]
    for start, offset in random_.sample(places, random_.randrange(1, len(places))):
        at = start + offset + random_.choice([0, 4])
        data[at : at + 4] = struct.pack("<I", random_.choice([2**31, 2**32 - 1, 0, 1, random_.randrange(100_000)]))
    return Damaged("2 GB claimed", name, bytes(data))


def _nested(random_: random.Random) -> Damaged:
    inner, name = xlsx(), "a.xlsx"
    for level in range(random_.randrange(1, 30)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", random_.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as box:
            box.writestr(random_.choice([f"{level}.zip", "content.xml", "xl/workbook.xml", "../../a.xlsx"]), inner)
        inner = out.getvalue()
    return Damaged("zip in a zip", random_.choice([name, "a.ods", "a.zip"]), inner)


def _crowded(random_: random.Random) -> Damaged:
    """Thousands of entries, or one name many times."""
    out = io.BytesIO(xlsx())
    n, same = random_.choice([500, 3_000, 12_000]), random_.random() < 0.5
    with zipfile.ZipFile(out, "a") as box:
        for i in range(n):
            entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml" if same else f"xl/worksheets/sheet{i + 2}.xml")
            if same and i > 50:
                break
            box._didModify = True  # zipfile warns of equal names, and these are wanted
            box.NameToInfo.pop(entry.filename, None)
            box.writestr(entry, b"<worksheet/>")
    return Damaged("thousands of parts", "a.xlsx", out.getvalue())


def _encrypted(random_: random.Random) -> Damaged:
    if random_.random() < 0.5:
        stream = random_.choice(["EncryptedPackage", "EncryptionInfo"]).encode("utf-16-le")
        return Damaged("password", "a.xlsx", ole_with_stream(stream) + random_.randbytes(random_.randrange(4_000)))
    data = bytearray(xlsx())
    for match in re.finditer(b"PK\x01\x02", bytes(data)):
        data[match.start() + 8] |= 1
    for match in re.finditer(b"PK\x03\x04", bytes(data)):
        data[match.start() + 6] |= 1
    return Damaged("password", "a.xlsx", bytes(data))


def ole_with_stream(name: bytes) -> bytes:
    """A smallest OLE file: header, one FAT sector, one directory sector with a stream of this UTF-16 name."""
    header = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += (
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    )
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504

    def entry(text_: bytes, kind: int, child: int) -> bytes:
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        start = struct.pack("<I", 0xFFFFFFFE) + b"\0" * 8
        return text_.ljust(64, b"\0") + struct.pack("<HBB", len(text_) + 2, kind, 1) + links + b"\0" * 36 + start

    root = entry("Root Entry".encode("utf-16-le"), 5, 1)
    return header + fat + root + entry(name, 2, 0xFFFFFFFF) + entry(b"", 0, 0xFFFFFFFF) * 2


def _macro(random_: random.Random) -> Damaged:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as box:
        box.writestr("xl/vbaProject.bin", OLE + random_.randbytes(random_.randrange(5_000)))
    content = out.getvalue()
    return Damaged(
        "macro workbook",
        random_.choice(["a.xlsm", "a.xlsx"]),
        hurt(content, random_) if random_.random() < 0.5 else content,
    )


# ── sheets ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _broken_xml(random_: random.Random) -> Damaged:
    name, content = random_.choice([("a.xlsx", xlsx()), ("b.ods", ods())])

    def break_(data: bytes) -> bytes:
        tags = [match.span() for match in re.finditer(rb"<[^>]+>", data)]
        start, end = random_.choice(tags)
        way = random_.randrange(4)
        if way == 0:
            return data[:start] + data[end:]
        if way == 1:
            return data[:end] + data[start:end] * random_.randrange(2, 3_000) + data[end:]
        if way == 2:
            return (
                data[:start] + random_.choice([b"<", b"&", b"&lt", b"]]>", b"<!--", b"\0", b"<![CDATA["]) + data[end:]
            )
        return data[:start] + b"<a>" * random_.randrange(1, 50_000) + data[start:]

    return Damaged("broken XML", name, in_sheet(content, break_))


def _entities(random_: random.Random) -> Damaged:
    """Entities that would expand to gigabytes, or name a file of this machine."""
    name, content = random_.choice([("a.xlsx", xlsx()), ("b.ods", ods())])
    if random_.random() < 0.5:
        doctype = '<!DOCTYPE x [<!ENTITY a "0123456789">' + "".join(
            f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
        ) + "]>"  # fmt: skip
        use = "&j;"
    else:
        doctype, use = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>', "&j;"

    def put(data: bytes) -> bytes:
        head, _, rest = data.partition(b"?>") if data.startswith(b"<?xml") else (b"", b"", data)
        start = head + b"?>" if head else b""
        return start + doctype.encode() + re.sub(rb"(<v>|<text:p>)[^<]*", rb"\1" + use.encode(), rest, count=20)

    def put_anywhere(part: str, data: bytes) -> bytes:
        return put(data) if part.endswith(("sheet1.xml", "content.xml", "sharedStrings.xml")) else data

    return Damaged("entities", name, rezip(content, put_anywhere))


def _wide(random_: random.Random) -> Damaged:
    n = random_.choice([501, 1_000, 5_000])
    way = random_.randrange(4)
    if way == 0:
        lines = [",".join(["x"] * n)] * random_.randrange(1, 50)
        return Damaged("1,000 columns", "a.csv", "\n".join(lines).encode())
    if way == 1:
        return Damaged("1,000 columns", "a.ods", ods(f' table:number-columns-repeated="{n}"'))
    if way == 2:
        cells = "".join(f"<td colspan={random_.choice([1, 200, 10**9])}>x</td>" for _ in range(n))
        return Damaged("1,000 columns", "a.xls", f"<table><tr>{cells}</tr></table>".encode())
    stray = f'<row r="40"><c r="{random_.choice(["ALL", "XFD", "SG", "ZZZ"])}40"><v>1</v></c></row></sheetData>'
    return Damaged(
        "1,000 columns", "a.xlsx", in_sheet(xlsx(), lambda data: data.replace(b"</sheetData>", stray.encode()))
    )


def _far(random_: random.Random) -> Damaged:
    """Cells and repeats far outside anything a table can be."""
    n = random_.choice([10**5, 10**6, 10**7, 2**31 - 1, 2**63, 10**30, 0, -5])
    if random_.random() < 0.5:
        return Damaged("cells far away", "a.ods", ods(row_attributes=f' table:number-rows-repeated="{n}"'))
    place = random_.choice([f"A{n}", f"ZZ{n}", f"{'A' * 20}1", f"A0{n}", "1A", "", "A1:B2", f"a{n}"])
    stray = f'<row r="{n}"><c r="{place}"><v>1</v></c></row></sheetData>'
    return Damaged(
        "cells far away", "a.xlsx", in_sheet(xlsx(), lambda data: data.replace(b"</sheetData>", stray.encode()))
    )


def _huge_cell(random_: random.Random) -> Damaged:
    size = random_.choice([40_000, 200_000, 3 * MEGABYTE])
    letter = random_.choice(["x", "ộ", "<", '"', "Km1+2 ", "1/", "0", "=", "°", "@", "9" * 10 + "+"])
    word = (letter * size)[:size]
    if random_.random() < 0.5:
        column = random_.randrange(len(HEAD))
        rows = [list(map(str, row)) for row in TABLE]
        rows[random_.randrange(1, 10)][column] = word.replace('"', '""')
        return Damaged("huge cell", "a.csv", "\n".join(",".join(f'"{c}"' for c in row) for row in rows).encode())
    escaped = word.replace("<", "&lt;").encode()
    return Damaged("huge cell", "a.xlsx", rezip(
        xlsx(), lambda part, data: re.sub(rb"<t>[^<]*</t>", b"<t>" + escaped + b"</t>", data, count=random_.randrange(1, 20))
        if part.endswith("sharedStrings.xml") else data,
    ))  # fmt: skip


ODD_VALUES: tuple[object, ...] = (
    None, "", " ", "0", "-", "không", "#REF!", "=1+1", "=cmd|'/c calc'!A1", "1e308", "-1e308", 1e308, -1, 10**15, 0.1,
    float("inf"), True, False, "31/02/2026", "99/99/9999", "00/00/0000", "1/1/1", "32767", 2958465, 60, 59.99999999,
    dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 31, 23, 59), dt.time(23, 59, 59), "24h00", "99h99", "Km", "Km+", "Km1092+2",
    "Km99999999999999999999+999", "１２", "٣", "²", "½", "\u202e123", "a\u0300" * 200, "\ud7ff", "😀", "'; DROP TABLE x;--",
    "<script>alert(1)</script>", "\x0b\x1f", "N/A", "nan", "NaN", "None", "null", "14,8; 108,9", "999; 999", "0,0",
    "https://maps.app.goo.gl/x", "X=1 Y=2", "1.500.000.000.000.000 đ", "một", "hai mươi", "1-2", ">3", "(2)", "2 nam",
)  # fmt: skip


def _odd_values(random_: random.Random) -> Damaged:
    """A sound container whose cells hold what nobody expects."""
    rows = [list(row) for row in TABLE]
    for _ in range(random_.randrange(1, 120)):
        rows[random_.randrange(len(rows))][random_.randrange(len(HEAD))] = random_.choice(ODD_VALUES)
    if random_.random() < 0.5:
        lines = io.StringIO()
        csv.writer(lines, delimiter=random_.choice(",;\t|")).writerows(rows)
        return Damaged("odd values", "a.csv", lines.getvalue().encode("utf-8", "replace"))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([
            re.sub(r"[\x00-\x1f]", "", v) if isinstance(v, str) else None if isinstance(v, float) and v == float("inf") else v
            for v in row
        ])  # fmt: skip
    return Damaged("odd values", "a.xlsx", _saved(book))


def _odd_layout(random_: random.Random) -> Damaged:
    """Headings moved, doubled, emptied; rows of any length; several tables in one sheet."""
    rows = [list(map(str, row)) for row in TABLE]
    for _ in range(random_.randrange(1, 12)):
        way, i = random_.randrange(6), random_.randrange(len(rows))
        if way == 0:
            random_.shuffle(rows[0])
        elif way == 1:
            rows.insert(i, list(HEAD))
        elif way == 2:
            rows[i] = rows[i][: random_.randrange(len(rows[i]) + 1)]
        elif way == 3:
            rows[i] += ["x"] * random_.randrange(30)
        elif way == 4:
            rows.insert(i, [""] * random_.randrange(200))
        elif rows[0]:
            rows[0][random_.randrange(len(rows[0]))] = random_.choice(
                ["", "Chết", "ĐT", "GT", "Ngày", "x" * 300, "()", "Km"]
            )
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return Damaged("odd layout", "a.csv", lines.getvalue().encode())


# ── text, pages, points ─────────────────────────────────────────────────────────────────────────────────────────


def _nul(random_: random.Random) -> Damaged:
    data = bytearray(text().encode(random_.choice(["utf-8", "utf-16", "utf-16-le", "latin-1"]), "replace"))
    for _ in range(random_.randrange(1, 400)):
        data.insert(random_.randrange(len(data)), 0)
    return Damaged("NUL bytes", "a.csv", bytes(data))


def _encoding(random_: random.Random) -> Damaged:
    """One encoding's mark before another's bytes, encodings mixed line by line, half a letter."""
    codecs_ = [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-32",
        "cp1258",
        "cp1252",
        "gb18030",
        "shift_jis",
        "koi8-r",
        "cp037",
        "utf-7",
    ]
    lines = text(random_.choice(",;\t|")).splitlines(keepends=True)
    parts = [line.encode(random_.choice(codecs_), "replace") for line in lines]
    if random_.random() < 0.5:
        parts = ["".join(lines).encode(random_.choice(codecs_), "replace")]
    mark = random_.choice([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0"])
    return Damaged("mixed encodings", "a.csv", (mark + b"".join(parts))[: random_.choice([None, -1, -2, 777])])


def _quotes(random_: random.Random) -> Damaged:
    data = text(random_.choice(",;\t|"))
    for _ in range(random_.randrange(1, 40)):
        at = random_.randrange(len(data))
        data = (
            data[:at]
            + random_.choice(['"', '""', "'", "\r", "\n", "\r\r\n", "\x1a", ",,,,", "sep=;\n", "\\"])
            + data[at:]
        )
    return Damaged("quotes and line ends", random_.choice(["a.csv", "a.txt", "a.tsv"]), data.encode())


def _page(random_: random.Random) -> Damaged:
    data = html()
    tags = [b"<table>", b"</table>", b"<tr>", b"</tr>", b"<td rowspan=9999>", b"<td colspan=-1>", b"<script>", b"</td>",
            b"<td rowspan=200 colspan=200>", b"<!--", b"&#x110000;", b"&#0;", b"<style>"]  # fmt: skip
    for _ in range(random_.randrange(1, 60)):
        at = random_.randrange(60, len(data))
        data = data[:at] + random_.choice(tags) * random_.choice([1, 1, 300]) + data[at:]
    return Damaged("broken web page", "a.xls", data)


def _points(random_: random.Random) -> Damaged:
    layer = json.loads(geojson())
    odd = [None, [], [1], ["x", "y"], [1e400, 2], [10**400, 1], {"a": 1}, "14.8", [[[1, 2]]], True, [float("nan"), 1]]
    for feature in random_.sample(layer["features"], random_.randrange(1, 30)):
        way = random_.randrange(4)
        if way == 0:
            feature["geometry"] = random_.choice(odd)
        elif way == 1:
            feature["geometry"]["coordinates"] = random_.choice(odd)
        elif way == 2:
            feature["properties"] = random_.choice(odd)
        else:
            feature["properties"]["Ngày"] = random_.choice(
                [*odd, *(v for v in ODD_VALUES if not isinstance(v, dt.date | dt.time))]
            )
    data = json.dumps(layer).encode()
    if random_.random() < 0.2:
        data = b'{"features": ' + b"[" * random_.randrange(1, 200_000)
    return Damaged("broken points", "a.geojson", data)


def _xls_inside(random_: random.Random) -> Damaged:
    """Bytes changed in the records of an old workbook, its header left whole."""
    data = bytearray(xls())
    for _ in range(random_.randrange(1, 40)):
        data[random_.randrange(512, len(data))] = random_.choice([0, 255, random_.randrange(256)])
    return Damaged("old workbook, damaged records", "a.xls", bytes(data))


KINDS: dict[str, Callable[[random.Random], Damaged]] = {
    make.__name__.strip("_"): make
    for make in (
        _cut, _hurt, _hurt_inside, _part_lost, _spliced, _noise, _extension, _bomb, _claims, _nested, _crowded, _encrypted,
        _macro, _broken_xml, _entities, _wide, _far, _huge_cell, _odd_values, _odd_layout, _nul, _encoding, _quotes, _page,
        _points, _xls_inside, _cut, _hurt, _hurt_inside,
    )
}  # fmt: skip
