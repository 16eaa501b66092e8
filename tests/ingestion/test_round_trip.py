"""Random tables written in random headings, date styles, encodings and formats are read back; nothing is lost."""

import csv
import datetime as dt
import io
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from atgt.domain.schema import INTAKE_COLUMNS
from atgt.ingestion.encodings import encode_tcvn3, encode_vni
from atgt.ingestion.headers import parse_synonyms
from atgt.ingestion.interpretation import ReadOptions, interpret
from atgt.io.spreadsheets import read_workbook

REFERENCE = Path(__file__).parents[2] / "data/reference"
SYNONYMS = parse_synonyms(tomllib.loads((REFERENCE / "header_synonyms.toml").read_text("utf-8")))
OPTIONS = ReadOptions(today=dt.date(2026, 11, 22), synonyms=SYNONYMS)

HEADINGS = {
    "date": ["Ngày", "Ngày xảy ra", "NGÀY, THÁNG, NĂM", "Ngày TNGT"],
    "time": ["Giờ", "Giờ xảy ra"],
    "road_name": ["Tuyến đường", "Tên đường", "Tuyến"],
    "km_post": ["Lý trình", "Km", "Cột Km"],
    "place": ["Địa điểm", "Nơi xảy ra", "Vị trí", "Mô tả vị trí"],
    "killed": ["Chết", "Số người chết", "SỐ CHẾT", "Tử vong"],
    "injured": ["Bị thương", "Số người bị thương"],
    "damage_vnd": ["Thiệt hại (triệu đồng)", "Thiệt hại tài sản (nghìn đồng)", "Ước thiệt hại (đồng)"],
    "cause": ["Nguyên nhân", "Nguyên nhân chính"],
}
UNITS = {"Thiệt hại (triệu đồng)": 10**6, "Thiệt hại tài sản (nghìn đồng)": 10**3, "Ước thiệt hại (đồng)": 1}
DATES = ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}", "ngày {d} tháng {m} năm {y}"]
TIMES = ["{H}h{M:02}", "{H} giờ {M} phút", "{H:02}:{M:02}", "{H}g{M:02}"]
COUNTS = ["{}", "{:02}", "{} người"]
ROADS = ["QL1A", "Quốc lộ 24", "ĐT.627B", "đường tránh Đức Phổ"]
PLACES = ["Chợ Cung", "ngã ba Vĩnh An", "cầu Bàn Thạch", "tổ dân phố An Trường", "trước trường tiểu học Phổ Hòa"]
CAUSES = ["thiếu chú ý quan sát", "vượt không đúng quy định", "chuyển hướng không đúng", "vi phạm tốc độ"]


@dataclass(frozen=True)
class Accident:
    day: dt.date
    at: dt.time
    road: str
    km: int
    place: str
    killed: int
    injured: int
    damage_thousands: int
    cause: str


ACCIDENTS = st.builds(
    Accident,
    st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 22)),
    st.times().map(lambda t: dt.time(t.hour, t.minute)),
    st.sampled_from(ROADS),
    st.integers(1_000_000, 1_200_000),
    st.sampled_from(PLACES),
    st.integers(0, 9),
    st.integers(0, 60),
    st.integers(0, 900).map(lambda n: n * 1_000),
    st.sampled_from(CAUSES),
)
STYLES = st.fixed_dictionaries(
    {
        "headings": st.fixed_dictionaries({key: st.sampled_from(names) for key, names in HEADINGS.items()}),
        "order": st.permutations(sorted(HEADINGS)),
        "date": st.sampled_from(DATES),
        "time": st.sampled_from(TIMES),
        "count": st.sampled_from(COUNTS),
        "title": st.booleans(),
        "serial": st.booleans(),
        "total": st.booleans(),
        "format": st.sampled_from(
            ["xlsx", "xls", "ods", "utf-8", "utf-8-sig", "utf-16", "nfd", "cp1258", "tcvn3", "vni"]
        ),
        "delimiter": st.sampled_from([",", ";", "\t"]),
    }
)


def cells(accident: Accident, style: dict) -> dict[str, str]:
    unit = UNITS[style["headings"]["damage_vnd"]]
    at, on = accident.at, accident.day
    return {
        "date": style["date"].format(d=on.day, m=on.month, y=on.year),
        "time": style["time"].format(H=at.hour, M=at.minute),
        "road_name": accident.road,
        "km_post": f"Km{accident.km // 1000}+{accident.km % 1000:03d}",
        "place": accident.place,
        "killed": style["count"].format(accident.killed),
        "injured": style["count"].format(accident.injured),
        "damage_vnd": f"{accident.damage_thousands * 1000 / unit:.15g}".replace(".", ","),
        "cause": accident.cause,
    }


def table(accidents: list[Accident], style: dict) -> list[list[str]]:
    serial = ["STT"] if style["serial"] else []
    rows = [["DANH SÁCH TAI NẠN GIAO THÔNG"], ["(số liệu đến nay)"]] if style["title"] else []
    rows.append([*serial, *(style["headings"][key] for key in style["order"])])
    for n, accident in enumerate(accidents, 1):
        values = cells(accident, style)
        rows.append([*([str(n)] if serial else []), *(values[key] for key in style["order"])])
    if style["total"]:
        total = [""] * len(rows[-1])
        total[0] = "Tổng cộng"
        rows.append(total)
    return rows


def cp1258(text: str) -> bytes:
    tones = "\u0300\u0301\u0303\u0309\u0323"

    def letter(c: str) -> str:
        parts = unicodedata.normalize("NFD", c)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        return base + "".join(mark for mark in parts if mark in tones)

    return "".join(map(letter, text)).encode("cp1258")


def xls(rows: list[list[str]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Trang 1")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            page.write(i, j, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    book = OpenDocumentSpreadsheet()
    page = Table(name="Trang 1")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string") if value else TableCell()
            if value:
                cell.addElement(P(text=value))
            line.addElement(cell)
        page.addElement(line)
    book.spreadsheet.addElement(page)
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


def write(rows: list[list[str]], style: dict) -> tuple[bytes, str]:
    if style["format"] == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue(), "a.xlsx"
    if style["format"] == "xls":
        return xls(rows), "a.xls"
    if style["format"] == "ods":
        return ods(rows), "a.ods"
    text = io.StringIO()
    csv.writer(text, delimiter=style["delimiter"]).writerows(rows)
    encode = {
        "nfd": lambda t: unicodedata.normalize("NFD", t).encode(),
        "cp1258": cp1258,
        "tcvn3": lambda t: encode_tcvn3(t).encode("latin-1"),
        "vni": lambda t: encode_vni(t).encode("cp1252"),
    }.get(style["format"], lambda t: t.encode(style["format"]))
    return encode(text.getvalue()), "a.csv"


@settings(max_examples=50, deadline=None)
@given(st.lists(ACCIDENTS, min_size=2, max_size=12, unique=True), STYLES)
def test_whatever_is_written_is_read_back(accidents, style):
    content, name = write(table(accidents, style), style)

    found = interpret(read_workbook(content, name=name), OPTIONS)

    assert [i.sentence() for i in found.issues if i.level.value == "error"] == []
    assert found.n_read == found.n_accepted == len(accidents)
    assert [reason.reason.value for reason in found.skipped] == (["total"] if style["total"] else [])
    rows = found.rows
    assert rows["occurred_on"].tolist() == [a.day for a in accidents]
    assert rows["occurred_at"].tolist() == [a.at for a in accidents]
    assert rows["killed"].tolist() == [a.killed for a in accidents]
    assert rows["injured"].tolist() == [a.injured for a in accidents]
    assert rows["damage_vnd"].tolist() == [a.damage_thousands * 1000 for a in accidents]
    assert rows["road_name"].tolist() == [a.road for a in accidents]
    assert rows["km_post"].tolist() == [f"Km{a.km // 1000}+{a.km % 1000:03d}" for a in accidents]
    assert rows["place"].tolist() == [a.place for a in accidents]
    assert rows["cause"].tolist() == [a.cause for a in accidents]
    assert len(set(rows["row_key"])) == len(accidents)


def test_every_column_of_the_round_trip_is_in_the_contract():
    assert set(HEADINGS) <= set(INTAKE_COLUMNS)
