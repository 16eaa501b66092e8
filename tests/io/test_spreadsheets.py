import csv
import datetime as dt
import io
import struct
import tomllib
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl.styles import Font

from atgt.domain.errors import InputFileError
from atgt.domain.sheet import CellRange
from atgt.ingestion.coordinates import read_angle
from atgt.ingestion.encodings import encode_tcvn3, encode_vni
from atgt.ingestion.headers import find_table, parse_synonyms
from atgt.ingestion.interpretation import ReadOptions, interpret
from atgt.io import sheet_limits, sheet_ods, sheet_xlsx, xls_extras
from atgt.io.spreadsheets import read_workbook

ROOT = Path(__file__).parents[2]
SYNONYMS = parse_synonyms(tomllib.loads((ROOT / "data/reference/header_synonyms.toml").read_text("utf-8")))
TABLE = [
    ["Ngày", "Địa điểm", "Chết", "Bị thương", "Nguyên nhân"],
    ["27/2/2026", "Chợ Cung, phường Đức Phổ", "1", "0", "thiếu chú ý quan sát"],
    ["28/2/2026", "ngã ba Vĩnh An; Phổ Khánh", "0", "2", "vượt không đúng quy định"],
    ["1/3/2026", "cầu Bàn Thạch", "0", "1", "chuyển hướng không đúng"],
]


def xlsx(fill=None, **sheets) -> bytes:
    """A workbook written by openpyxl; ``fill(book)`` may change it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (sheets or {"Trang 1": TABLE}).items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    if fill:
        fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def delimited(rows=TABLE, delimiter=",", line="\r\n") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=line).writerows(rows)
    return buffer.getvalue()


def texts(workbook) -> list[list[str]]:
    return [[str(value) for value in row] for row in workbook.sheets[0].rows]


def rezip(content: bytes, change) -> bytes:
    """The same container with ``change(name, data)`` applied to every entry; None drops it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in box.infolist():
            data = change(entry.filename, box.read(entry))
            if data is not None:
                copy.writestr(entry.filename, data)
    return out.getvalue()


def test_xlsx_keeps_types_places_merges_and_hidden_rows():
    def fill(book):
        page = book["2026"]
        page["A1"] = "DANH SÁCH"
        page["B3"], page["C3"], page["D3"], page["E3"] = dt.date(2026, 2, 27), dt.time(17, 30), 3, True
        page["B4"] = dt.datetime(2026, 2, 27, 17, 30)
        page.merge_cells("A1:D1")
        page.row_dimensions[4].hidden = True
        book.create_sheet("Ẩn").append(["x"])
        book["Ẩn"].sheet_state = "hidden"

    book = read_workbook(xlsx(fill, **{"2026": []}), name="a.xlsx")

    sheet, hidden = book.sheets
    assert (sheet.name, sheet.first_row, len(sheet.rows)) == ("2026", 1, 4)
    assert sheet.rows[0][0] == "DANH SÁCH"
    assert sheet.rows[2][1:5] == (dt.date(2026, 2, 27), dt.time(17, 30), 3, True)
    assert sheet.rows[3][1] == dt.datetime(2026, 2, 27, 17, 30)
    assert sheet.merged == (CellRange(1, 0, 1, 3),)
    assert sheet.hidden_rows == {4}
    assert (hidden.name, hidden.is_hidden, sheet.is_hidden) == ("Ẩn", True, False)
    assert len(book.sha256) == 64


def test_row_and_column_numbers_are_those_of_excel_when_the_corner_is_empty():
    def fill(book):
        book["a"]["C5"] = "đây"

    (sheet,) = read_workbook(xlsx(fill, a=[]), name="a.xlsx").sheets

    assert sheet.rows[4][2] == "đây"
    assert not any(sheet.rows[i] and any(sheet.rows[i]) for i in range(4))


@pytest.mark.parametrize("writer", ["openpyxl", "xlsxwriter", "xls", "ods"])
def test_one_table_in_every_format_reads_the_same(writer):
    if writer == "openpyxl":
        content, name = xlsx(), "a.xlsx"
    elif writer == "xlsxwriter":
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            page = book.add_worksheet("Trang 1")
            for i, row in enumerate(TABLE):
                page.write_row(i, 0, row)
        content, name = buffer.getvalue(), "a.xlsx"
    elif writer == "xls":
        xlwt = pytest.importorskip("xlwt")
        book = xlwt.Workbook(encoding="utf-8")
        page = book.add_sheet("Trang 1")
        for i, row in enumerate(TABLE):
            for j, value in enumerate(row):
                page.write(i, j, value)
        buffer = io.BytesIO()
        book.save(buffer)
        content, name = buffer.getvalue(), "a.xls"
    else:
        content, name = ods(TABLE), "a.ods"

    assert texts(read_workbook(content, name=name)) == TABLE


def ods(rows, *, cell_attributes="", row_attributes="") -> bytes:
    cells = "".join(
        f"<table:table-row{row_attributes}>"
        + "".join(
            f'<table:table-cell office:value-type="string"{cell_attributes}><text:p>{v}</text:p></table:table-cell>'
            for v in row
        )
        + "</table:table-row>"
        for row in rows
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


def cp1258(text: str) -> bytes:
    import unicodedata

    out = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
        out.append(base + tone)
    return "".join(out).encode("cp1258")


def viscii(text: str) -> bytes:
    from atgt.ingestion.encodings import VISCII_LETTERS

    table = {letter: code for code, letter in VISCII_LETTERS.items()}
    return bytes(table.get(letter, ord(letter)) for letter in text)


ENCODED = {
    "utf-8": lambda text: text.encode("utf-8"),
    "utf-8-bom": lambda text: text.encode("utf-8-sig"),
    "utf-16-le-bom": lambda text: text.encode("utf-16"),
    "utf-16-be-bom": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "cp1258": cp1258,
    "tcvn3": lambda text: encode_tcvn3(text).encode("latin-1"),
    "vni": lambda text: encode_vni(text).encode("cp1252"),
    "viscii": viscii,
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODED)
def test_delimited_text_in_every_encoding_reads_to_the_same_table(encoding, delimiter):
    content = ENCODED[encoding](delimited(delimiter=delimiter))

    assert texts(read_workbook(content, name="bảng.csv")) == TABLE


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni", "viscii", "utf-16-le"])
def test_encoding_that_was_told_by_the_words_is_noted(encoding):
    (note,) = read_workbook(ENCODED[encoding](delimited()), name="a.csv").notes

    assert (note.rule, note.level.value) == ("file_encoding", "note")


@pytest.mark.parametrize(
    ("words", "codec"), [("Març;Matí;Número;Sarrià-Sant Gervasi", "cp1252"), ("Größe;Straße;Übergang", "cp1252")]
)
def test_western_text_stays_western(words, codec):
    content = (words + "\r\n" + ";".join("1" * len(words.split(";"))) + "\r\n").encode(codec)

    assert texts(read_workbook(content, name="a.csv"))[0] == words.split(";")


def test_encoding_and_delimiter_of_a_profile_are_followed():
    content = "א/ב/ג\r\n1/2/3\r\n".encode("cp1255")

    assert texts(read_workbook(content, name="a.csv", encoding="cp1255", delimiter="/")) == [
        ["א", "ב", "ג"],
        ["1", "2", "3"],
    ]
    with pytest.raises(InputFileError, match="bảng mã lạ"):
        read_workbook(content, name="a.csv", encoding="klingon")


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_kind_give_the_same_rows(line):
    assert texts(read_workbook(delimited(line=line).encode(), name="a.csv")) == TABLE


def test_cells_with_line_breaks_quotes_and_delimiters_stay_whole():
    rows = [["Ngày", "Địa điểm"], ["1/2/2026", 'ngã ba "Chợ Cung",\nnhà 5; 7']]

    assert texts(read_workbook(delimited(rows).encode(), name="a.csv")) == rows


def test_separator_line_of_excel_is_followed_and_not_a_row():
    (sheet,) = read_workbook(("sep=;\r\n" + delimited(delimiter=";")).encode(), name="a.csv").sheets

    assert [list(row) for row in sheet.rows] == TABLE
    assert sheet.first_row == 1  # Excel shows the table from row 1 on


def test_text_cut_in_the_middle_of_a_letter_is_read_and_told():
    content = delimited().encode()[:-4] + "ứ".encode()[:2]

    book = read_workbook(content, name="a.csv")

    assert [note.rule for note in book.notes] == ["file_encoding"]
    assert texts(book)[:3] == TABLE[:3]


def test_the_eight_real_files_read_to_the_identical_table(shared_data):
    tables = {}
    for path in sorted((shared_data / "vietnam_tables/reencoded").iterdir()):
        (sheet,) = read_workbook(path.read_bytes(), name=path.name).sheets
        layout = find_table(sheet, SYNONYMS)
        angles = {*layout.indices("latitude"), *layout.indices("longitude")}
        import unicodedata

        tables[path.name] = [
            tuple(
                read_angle(value).value if i and j in angles else unicodedata.normalize("NFC", str(value))
                for j, value in enumerate(row)
            )
            for i, row in enumerate(sheet.rows)
        ]

    assert len(tables) == 8
    first = tables["quang_ngai_wards_utf8.csv"]
    assert len(first) == 172
    assert first[1] == (
        "Tỉnh Quảng Ngãi",
        "Thành phố Quảng Ngãi",
        "Phường Lê Hồng Phong",
        "21010",
        15.132803,
        108.801443,
    )
    assert {name: table == first for name, table in tables.items()} == dict.fromkeys(tables, True)


def test_real_workbook_with_fourteen_sheets_is_read_as_it_stands(shared_data):
    path = shared_data / "vietnam_tables/lam_dong_district_kpi_workbook.xlsx"

    book = read_workbook(path.read_bytes(), name=path.name)

    assert len(book.sheets) == 14
    police = next(sheet for sheet in book.sheets if sheet.name == "Công an huyện")
    assert police.rows[3][5] == dt.date(2024, 3, 18)
    assert len(police.rows) == 35


def test_old_hebrew_xls_is_read(shared_data):
    path = shared_data / "israel_2014/H20141041AccCodebook.xls"

    (sheet,) = read_workbook(path.read_bytes(), name=path.name).sheets

    assert sheet.name == "מילון נתונים - תאונות"
    assert len(sheet.rows) > 100


def test_legacy_fonts_are_told_for_text_cells_only():
    def fill(book):
        page = book["a"]
        for cell, font, value in (("A1", ".VnTime", encode_tcvn3("Đức Phổ")), ("B1", ".VnTimeH", "phæ hßa"),
                                  ("C1", "Times New Roman", "Đức Phổ"), ("D1", ".VnTime", 5), ("A2", "VNI-Times", "Ñöùc")):  # fmt: skip
            page[cell] = value
            page[cell].font = Font(name=font)

    (sheet,) = read_workbook(xlsx(fill, a=[]), name="a.xlsx").sheets

    assert sheet.fonts == {(1, 0): ".VnTime", (1, 1): ".VnTimeH", (2, 0): "VNI-Times"}


def test_formula_without_result_and_error_cells_are_told():
    def fill(book):
        book["a"]["A1"], book["a"]["A2"] = "x", "=1+1"

    def with_error(name, data):
        return data.replace(b"</sheetData>", b'<row r="9"><c r="A9" t="e"><v>#N/A</v></c></row></sheetData>') if "sheet1" in name else data  # fmt: skip

    book = read_workbook(rezip(xlsx(fill, a=[]), with_error), name="a.xlsx")

    assert [(n.rule, n.sheet) for n in book.notes] == [("cell_error", "a"), ("formula_without_value", "a")]


def test_html_that_calls_itself_xls_is_read():
    page = (
        "<html><head><meta charset='utf-8'><style>td {x: y}</style></head><body><table>"
        "<tr><th rowspan=2>Ngày</th><th rowspan=2>Địa điểm</th><th colspan=2>Hậu quả</th></tr>"
        "<tr><th>Chết</th><th>Bị thương</th></tr><tr><td>27/2/2026<td>Chợ&nbsp;Cung<br>nhà 5<td>1<td>0</tr>"
        "</table><script>alert(1)</script></body></html>"
    )

    book = read_workbook(page.encode(), name="xuat.xls")

    (sheet,) = book.sheets
    assert [note.rule for note in book.notes] == ["file_extension_differs"]
    assert sheet.rows[2] == ("27/2/2026", "Chợ Cung nhà 5", "1", "0")
    layout = find_table(sheet, SYNONYMS)
    assert [column.key for column in layout.columns] == ["date", "place", "killed", "injured"]


def test_points_of_geojson_are_rows():
    layer = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"nam": 2015}, "geometry": {"type": "Point", "coordinates": [108.9, 14.8]}}, {"type": "Feature", "properties": {"loai": "x"}, "geometry": null}]}'

    (sheet,) = read_workbook(layer.encode(), name="a.geojson").sheets

    assert sheet.rows == (("nam", "loai", "lon", "lat"), (2015, None, 108.9, 14.8), (None, "x", None, None))


def test_macro_workbook_is_read_for_its_values():
    content = rezip(xlsx(), lambda name, data: data)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as box:
        box.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"macro" * 100)

    assert texts(read_workbook(out.getvalue(), name="a.xlsm")) == TABLE


def test_extension_that_differs_from_the_content_is_noted_not_refused():
    book = read_workbook(xlsx(), name="a.xls")

    assert texts(book) == TABLE
    assert [note.rule for note in book.notes] == ["file_extension_differs"]


def bomb(size: int) -> bytes:
    content = xlsx()
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/worksheets/sheet9.xml", b"0" * size)
    return out.getvalue()


def lying(content: bytes, part: str, claimed: int) -> bytes:
    """The container with a wrong unpacked size written for one part, in both of its headers."""
    data = bytearray(content)
    name = part.encode()
    for magic, offset, at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        start = data.find(magic)
        while start >= 0:
            if data[start + offset : start + offset + len(name)] == name:
                data[start + at : start + at + 4] = struct.pack("<I", claimed)
            start = data.find(magic, start + 4)
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD = {
    "empty": (b"", "a.xlsx", "tệp rỗng"),
    "blank": (b" \r\n\t ", "a.csv", "tệp rỗng"),
    "zeros": (b"\0" * 5000, "a.csv", "tệp rỗng"),
    "cut xlsx": (xlsx()[:3000], "a.xlsx", "hỏng hoặc tải về chưa xong"),
    "cut xls": (OLE + b"\0" * 600, "a.xls", "hỏng hoặc tải về chưa xong"),
    "text named xlsx": (delimited().encode(), "a.xlsx", "không phải là tệp .xlsx"),
    "text named xls": (delimited().encode(), "a.xls", "không phải là tệp .xls"),
    "picture": (b"\xff\xd8\xff\xe0" + b"x" * 100, "a.xlsx", "ảnh JPEG"),
    "pdf": (b"%PDF-1.7 ...", "a.csv", "đây là PDF"),
    "unknown type": (b"abc", "a.docx", "không đọc được tệp loại “.docx”"),
    "zip of other things": (rezip(xlsx(), lambda n, d: d if n == "docProps/app.xml" else None), "a.xlsx", "tệp nén"),
    "word": (rezip(xlsx(), lambda n, d: None if n.startswith("xl/") else d) , "a.xlsx", "tệp nén"),
    "binary text": (b"a,b\n\0\x01\x02,3\n" * 50, "a.csv", "không phải là bảng dạng chữ"),
    "xml": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "a.xls", "XML Spreadsheet"),
    "web page": (b"<html><body>Loi dang nhap</body></html>", "a.xls", "không có bảng nào"),
    "json": (b'{"a": 1}', "a.geojson", "không phải lớp điểm"),
    "bad json": (b'{"a": ', "a.geojson", "hỏng"),
    "blank sheet": (xlsx(a=[]), "a.xlsx", "không có ô nào"),
    "bad utf16": (b"\xff\xfea\x00b", "a.csv", "không đúng bảng mã"),
    "600 columns": (xlsx(a=[["x"] * 600]), "a.xlsx", "quá lớn"),
    "600 fields": ((",".join("x" * 600) + "\n").encode(), "a.csv", "quá lớn"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_file_that_cannot_be_read_ends_in_a_clear_error(case):
    content, name, said = BAD[case]

    with pytest.raises(InputFileError, match=said) as caught:
        read_workbook(content, name=name)

    assert str(caught.value).startswith(f"Tệp “{name}”: ")
    assert caught.value.message("en").startswith("File ")


def test_encrypted_workbook_is_told():
    # an OLE container with the stream "EncryptedPackage" is what Excel writes for a password
    stream = "EncryptedPackage".encode("utf-16-le")
    content = ole_with_stream(stream)

    with pytest.raises(InputFileError, match=r"mật khẩu|hỏng"):
        read_workbook(content, name="a.xlsx")


def ole_with_stream(name: bytes) -> bytes:
    """A smallest OLE file: header, one FAT sector, one directory sector."""
    header = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += (
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    )
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504

    def entry(text: bytes, kind: int, child: int) -> bytes:
        return (
            text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1) + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\0" * 36 + struct.pack("<I", 0xFFFFFFFE) + b"\0" * 8
        )  # fmt: skip

    root = entry("Root Entry".encode("utf-16-le"), 5, 1)
    directory = root + entry(name, 2, 0xFFFFFFFF) + entry(b"", 0, 0xFFFFFFFF) * 2
    return header + fat + directory


def test_zip_bomb_is_not_unpacked():
    with pytest.raises(InputFileError, match="giải nén ra quá 256 MB"):
        read_workbook(lying(bomb(2_000), "xl/worksheets/sheet9.xml", 2**31 - 1), name="a.xlsx")


def test_zip_that_lies_about_its_size_is_stopped_while_unpacking(monkeypatch):
    monkeypatch.setattr(sheet_xlsx, "MAX_UNPACKED_BYTES", 3_000_000)

    with pytest.raises(InputFileError, match="giải nén ra quá"):
        read_workbook(lying(bomb(5_000_000), "xl/worksheets/sheet9.xml", 100), name="a.xlsx")


@pytest.mark.parametrize(
    ("cell", "is_refused"), [("SF20", False), ("SG20", True), ("A999999", False), ("A1000000", True), ("ZZ90000", True)]
)
def test_stray_cell_far_away_does_not_make_a_giant_sheet(cell, is_refused):
    def far(name, data):
        stray = f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}"><v>1</v></c></row></sheetData>'
        return data.replace(b"</sheetData>", stray.encode()) if "sheet1" in name else data

    content = rezip(xlsx(), far)

    if is_refused:
        with pytest.raises(InputFileError, match="quá lớn"):
            read_workbook(content, name="a.xlsx")
    else:
        assert read_workbook(content, name="a.xlsx").sheets[0].rows[1][0] == "27/2/2026"


def test_stray_format_far_away_is_no_cell():
    def far(name, data):
        stray = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        return data.replace(b"</sheetData>", stray) if "sheet1" in name else data

    assert texts(read_workbook(rezip(xlsx(), far), name="a.xlsx")) == TABLE


@pytest.mark.parametrize("cell", [' table:number-columns-repeated="16000"', ""])
def test_repeated_cells_of_ods_do_not_make_a_giant_sheet(cell):
    row = ' table:number-rows-repeated="1000000"' if cell else ' table:number-rows-repeated="13000000"'

    with pytest.raises(InputFileError, match="quá lớn"):
        read_workbook(ods([["x"]], cell_attributes=cell, row_attributes=row), name="a.ods")


def test_file_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(sheet_limits, "MAX_FILE_BYTES", 1000)

    with pytest.raises(InputFileError, match="vượt giới hạn"):
        read_workbook(b"a,b\n" * 500, name="a.csv")


def test_open_quote_that_swallows_the_file_is_told():
    content = ('Ngày,Địa điểm\n1/2/2026,"ngã ba\n' + "2/2/2026,cầu\n" * 20_000).encode()

    with pytest.raises(InputFileError, match="dấu ngoặc kép chưa đóng"):
        read_workbook(content, name="a.csv")


def test_sample_workbook_gives_its_known_answers():
    path = ROOT / "data/sample/accidents.xlsx"
    answers = ROOT / "data/sample/answers.json"
    if not path.exists() or not answers.exists():
        pytest.skip("the sample is not made yet: run data/sample/make_sample.py")
    import json

    known = json.loads(answers.read_text("utf-8"))
    book = read_workbook(path.read_bytes(), name=path.name)

    found = interpret(book, ReadOptions(today=dt.date(2026, 11, 22), synonyms=SYNONYMS))

    counts = known["counts"]["total"]
    assert (found.n_read, found.n_accepted, found.n_held) == tuple(
        counts[k] for k in ("n_read", "n_accepted", "n_held")
    )
    held = {(i.sheet, i.row): i.rule for i in found.issues if i.level.value == "error"}
    assert held == {(row["sheet"], row["row"]): row["rule_hint"] for row in known["held"]}
    likely = {(i.sheet, i.row) for i in found.issues if i.rule == "possible_duplicate"}
    assert likely == {(row["sheet"], row["row"]) for row in known["duplicates"] if row["kind"] == "likely"}
    accepted = found.rows[found.rows["status"] == "accepted"].set_index("case_number")
    names = ["fatal", "injury", "minor_collision", "damage_only"]
    assert {
        case: (str(accepted.loc[case, "occurred_on"]), names[accepted.loc[case, "severity"]])
        for case in known["positions"]
    } == {case: (place["occurred_on"], place["severity"]) for case, place in known["positions"].items()}


def old_xls():
    """Two sheets: row 3 hidden and the first two rows in .VnTimeH; the second sheet hidden, with 2,000 rows."""
    book = xlwt.Workbook()
    page, other = book.add_sheet("Năm 2026"), book.add_sheet("Ẩn")
    font = xlwt.easyxf("font: name .VnTimeH")
    for i in range(4):
        for j in range(3):
            page.write(i, j, f"q{i}{j}", font if i < 2 else xlwt.Style.default_style)
    page.row(2).hidden = True
    other.visibility = 1
    for i in range(2_000):
        other.write(i, 0, f"x{i}")
    other.row(1_999).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_hidden_rows_and_old_fonts_of_an_xls_are_told():
    first, second = read_workbook(old_xls(), name="cu.xls").sheets

    assert first.hidden_rows == {3}
    assert first.fonts == {(row, column): ".VnTimeH" for row in (1, 2) for column in range(3)}
    assert (second.is_hidden, second.hidden_rows, second.fonts) == (True, {2_000}, {})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 255), st.integers(0, 6_000))
def test_a_damaged_xls_only_loses_what_stands_beside_its_values(at, byte, length):
    content = bytearray(old_xls()[:length] if length > 600 else old_xls())
    content[at % len(content)] = byte

    assert isinstance(xls_extras.read(bytes(content)), dict)


def test_hidden_rows_of_an_ods_are_told():
    rows = [["Ngày", "Chết"], ["1/2/2026", "0"], ["2/2/2026", "0"], ["3/2/2026", "1"]]
    content = ods_bytes(rows, hidden={3: "collapse", 4: "filter"})

    (sheet,) = read_workbook(content, name="bang.ods").sheets

    assert sheet.hidden_rows == {3, 4}


def test_old_fonts_of_an_ods_are_told_of_cell_row_and_column():
    """A font of the cell, of its column, of the style its style comes from; numbers and new fonts are not told."""
    book = OpenDocumentSpreadsheet()
    for name, font, parent in (("old", ".VnTimeH", None), ("vni", "VNI-Times", None), ("new", "Arial", None), ("of-old", None, "old")):  # fmt: skip
        style = Style(name=name, family="table-cell", **({"parentstylename": parent} if parent else {}))
        if font:
            style.addElement(TextProperties(fontfamily=font))
        book.styles.addElement(style)
    page = Table(name="Trang 1")
    page.addElement(TableColumn(defaultcellstylename="vni"))
    page.addElement(TableColumn(numbercolumnsrepeated=2))
    for styles in ((None, "old", "new"), ("new", "of-old", None)):
        line = TableRow()
        for style in styles:
            cell = TableCell(valuetype="string", **({"stylename": style} if style else {}))
            cell.addElement(P(text="phæ hßa"))
            line.addElement(cell)
        number = TableCell(valuetype="float", value="5", stylename="old")
        number.addElement(P(text="5"))
        line.addElement(number)
        page.addElement(line)
    book.spreadsheet.addElement(page)
    buffer = io.BytesIO()
    book.write(buffer)

    (sheet,) = read_workbook(buffer.getvalue(), name="cu.ods").sheets

    assert sheet.fonts == {(1, 0): "VNI-Times", (1, 1): ".VnTimeH", (2, 1): ".VnTimeH"}


def test_fonts_of_repeated_cells_of_an_ods_stop_before_they_fill_memory():
    cell = b'<table:table-cell table:style-name="a" office:value-type="string" table:number-columns-repeated="900"/>'
    row = b'<table:table-row table:number-rows-repeated="900">'

    found = sheet_ods._cell_fonts(b'<table:table table:name="A">' + (row + cell) * 3, {b"a": ".VnTime"})

    assert found == {}
    assert len(sheet_ods._cell_fonts(b'<table:table table:name="A">' + row.replace(b"900", b"9") + cell, {b"a": ".VnTime"})["A"]) == 8_100  # fmt: skip


def ods_bytes(rows, hidden):
    book = OpenDocumentSpreadsheet()
    page = Table(name="Trang 1")
    for number, row in enumerate(rows, 1):
        line = TableRow(visibility=hidden[number]) if number in hidden else TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        page.addElement(line)
    book.spreadsheet.addElement(page)
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()
