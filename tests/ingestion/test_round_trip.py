"""Random tables written in random headings, date styles, encodings and formats are read back; nothing is lost.

Headings are drawn from every spelling the reference file knows, in capitals or not, with spaces and line breaks.
"""

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
from atgt.ingestion.text_repair import fold_words
from atgt.io.spreadsheets import read_workbook

REFERENCE = Path(__file__).parents[2] / "data/reference"
SYNONYMS = parse_synonyms(tomllib.loads((REFERENCE / "header_synonyms.toml").read_text("utf-8")))
OPTIONS = ReadOptions(today=dt.date(2026, 11, 22), synonyms=SYNONYMS)

WORDS = tomllib.loads((REFERENCE / "header_synonyms.toml").read_text("utf-8"))


def spellings(key, *, never=()):
    """Every heading the reference file knows for a column, but those that ask what stands under them."""
    asked = {fold_words(heading) for entry in WORDS["ambiguous"] for heading in entry["headings"]}
    return [text for text in WORDS["columns"][key] if fold_words(text) not in asked | set(never)]


HEADINGS = {
    "date": spellings("date"),
    "time": spellings("time"),
    "road_name": spellings("road_name"),
    "km_post": spellings("km_post"),
    "place": spellings("place"),
    "killed": spellings("killed"),
    "injured": spellings("injured"),
    "damage_vnd": ["Thiệt hại (triệu đồng)", "Thiệt hại tài sản (nghìn đồng)", "Ước thiệt hại (đồng)"],
    "cause": spellings("cause"),
}
CASES = [str, str.upper, str.lower, str.title, lambda text: f"  {text} ", lambda text: text.replace(" ", "\n")]
UNITS = {"Thiệt hại (triệu đồng)": 10**6, "Thiệt hại tài sản (nghìn đồng)": 10**3, "Ước thiệt hại (đồng)": 1}
DATES = [
    *(
        "{d}/{m}/{y}",
        "{d:02}/{m:02}/{y}",
        "{d}.{m}.{y}",
        "{d}-{m}-{y}",
        "ngày {d} tháng {m} năm {y}",
        "{y}-{m:02}-{d:02}",
    ),
    *("{d} / {m} / {y}", "{d:02}/{m:02}/{y2:02}", "Ngày {d}/{m}/{y}", "thứ hai, {d}/{m}/{y}", "{d} tháng {m}, {y}"),
    *("cell", "serial"),  # a true date of Excel, and its bare number
]
TIMES = ["{H}h{M:02}", "{H} giờ {M} phút", "{H:02}:{M:02}", "{H}g{M:02}", "lúc {H}h{M:02}", "khoảng {H} giờ {M:02}"]
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
        "case": st.sampled_from(CASES),
        "together": st.booleans(),
        "day and hour": st.sampled_from(spellings("date_time")),
        "order": st.permutations(sorted(HEADINGS)),
        "date": st.sampled_from(DATES),
        "time": st.sampled_from(TIMES),
        "count": st.sampled_from(COUNTS),
        "title": st.booleans(),
        "serial": st.booleans(),
        "total": st.booleans(),
        "format": st.sampled_from(
            ["xlsx", "xls", "ods", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "nfd", "cp1258", "tcvn3", "vni"]
        ),
        "delimiter": st.sampled_from([",", ";", "\t"]),
    }
)


def written_day(day: dt.date, style: dict) -> object:
    """A day in the style drawn: text, a true date where the format has one, or Excel's number of the day."""
    if style["date"] == "cell":
        return dt.datetime(day.year, day.month, day.day) if style["format"] == "xlsx" else f"{day:%d/%m/%Y}"
    if style["date"] == "serial":
        number = (day - dt.date(1899, 12, 30)).days
        return number if style["format"] == "xlsx" else str(number)
    return style["date"].format(d=day.day, m=day.month, y=day.year, y2=day.year % 100)


def cells(accident: Accident, style: dict) -> dict[str, object]:
    unit = UNITS[style["headings"]["damage_vnd"]]
    day, at = written_day(accident.day, style), style["time"].format(H=accident.at.hour, M=accident.at.minute)
    return {
        "date": f"{at} ngày {day}" if is_together(style) else day,
        "time": at,
        "road_name": accident.road,
        "km_post": f"Km{accident.km // 1000}+{accident.km % 1000:03d}",
        "place": accident.place,
        "killed": style["count"].format(accident.killed),
        "injured": style["count"].format(accident.injured),
        "damage_vnd": f"{accident.damage_thousands * 1000 / unit:.15g}".replace(".", ","),
        "cause": accident.cause,
    }


def is_together(style: dict) -> bool:
    """Whether day and hour stand in one cell, as in "20h15 ngày 27/2/2026"."""
    return style["together"] and style["date"].startswith("{d")


def table(accidents: list[Accident], style: dict) -> list[list[object]]:
    serial = ["STT"] if style["serial"] else []
    rows: list[list[object]] = [["DANH SÁCH TAI NẠN GIAO THÔNG"], ["(số liệu đến nay)"]] if style["title"] else []
    order = [key for key in style["order"] if not (key == "time" and is_together(style))]
    headings = style["headings"] | ({"date": style["day and hour"]} if is_together(style) else {})
    rows.append([*serial, *(style["case"](headings[key]) for key in order)])
    for n, accident in enumerate(accidents, 1):
        values = cells(accident, style)
        rows.append([*([str(n)] if serial else []), *(values[key] for key in order)])
    if style["total"]:
        total: list[object] = [""] * len(rows[-1])
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


def xls(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Trang 1")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            page.write(i, j, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: list[list[object]]) -> bytes:
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


def write(rows: list[list[object]], style: dict) -> tuple[bytes, str]:
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


@settings(max_examples=80, deadline=None)
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
