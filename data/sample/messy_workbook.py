"""The workbook: one sheet a year, each with its own order and wording of columns; the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter
from row_cells import Cell, RowWriter
from sample_accident import Accident
from xlsxwriter.worksheet import Worksheet

WRITTEN_AT = dt.datetime(2026, 11, 1, 8, 0, 0)
INVENTED = "DỮ LIỆU MÔ PHỎNG – không phải vụ việc có thật, không phải người có thật"
HARM = "Hậu quả"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one year's sheet looks: (canonical name, heading, heading above or None) per column."""

    year: int
    columns: tuple[tuple[str, str, str | None], ...]
    title: tuple[str, ...]
    section: Callable[[dt.date], str] | None
    subtotal: Callable[[dt.date], str] | None

    @property
    def name(self) -> str:
        """The sheet's name."""
        return f"Năm {self.year}"


PLANS = (
    SheetPlan(
        2024,
        (
            ("serial", "TT", None), ("case", "Mã vụ việc", None), ("date", "Ngày xảy ra", None),
            ("time", "Giờ xảy ra", None), ("road", "Tuyến đường", None), ("km", "Lý trình", None),
            ("place", "Địa điểm", None), ("northing", "X (m)", None), ("easting", "Y (m)", None),
            ("killed", "Chết", HARM), ("injured", "Bị thương", HARM), ("damage", "Thiệt hại (triệu đồng)", HARM),
            ("vehicles", "Phương tiện", None), ("collision", "Hình thức va chạm", None), ("cause", "Nguyên nhân", None),
            ("name", "Họ tên", None), ("birth", "Năm sinh", None), ("plate", "BKS", None), ("notes", "Ghi chú", None),
        ),
        ("CÔNG AN PHƯỜNG ĐỨC PHỔ (MÔ PHỎNG)", "BẢNG THỐNG KÊ TAI NẠN GIAO THÔNG ĐƯỜNG BỘ NĂM 2024", INVENTED,
         "(Tọa độ VN-2000, kinh tuyến trục 108°00', múi 3°)"),
        lambda day: f"Tháng {day.month:02d}/{day.year}",
        lambda day: f"Cộng tháng {day.month:02d}",
    ),
    SheetPlan(
        2025,
        (
            ("serial", "STT", None), ("case", "Số hồ sơ", None), ("date_time", "Ngày giờ xảy ra", None),
            ("road", "Tuyến", None), ("km", "Km", None), ("place", "Nơi xảy ra", None), ("area", "Địa bàn", None),
            ("lat", "Vĩ độ", None), ("lon", "Kinh độ", None), ("class", "Loại vụ", None),
            ("killed", "Số người chết", HARM), ("injured", "Số người bị thương", HARM),
            ("damage", "Thiệt hại (đồng)", HARM), ("vehicles", "Phương tiện liên quan", None),
            ("collision", "Kiểu va chạm", None), ("cause", "Nguyên nhân ban đầu", None), ("name", "Nạn nhân", None),
            ("birth", "NS", None), ("plate", "Biển số xe", None), ("alcohol", "Nồng độ cồn", None),
            ("outcome", "Kết quả xử lý", None),
        ),
        ("ỦY BAN NHÂN DÂN PHƯỜNG ĐỨC PHỔ (MÔ PHỎNG)", INVENTED, "DANH SÁCH CÁC VỤ TAI NẠN GIAO THÔNG NĂM 2025"),
        None,
        lambda day: f"Cộng quý {'I' * ((day.month - 1) // 3 + 1) if day.month < 10 else 'IV'}",
    ),
    SheetPlan(
        2026,
        (
            ("serial", "STT", None), ("date", "Ngày", None), ("time", "Giờ", None), ("case", "Mã vụ", None),
            ("class", "Phân loại", None), ("killed", "Chết", HARM), ("injured", "Bị thương", HARM),
            ("damage", "Thiệt hại (triệu đồng)", HARM), ("road", "Tên đường", None), ("km", "Lí trình", None),
            ("coordinates", "Tọa độ", None), ("place", "Mô tả vị trí", None), ("vehicles", "Phương tiện", None),
            ("plate", "Biển kiểm soát", None), ("collision", "Hình thức", None), ("cause", "Nguyên nhân chính", None),
            ("weather", "Thời tiết", None), ("name", "Họ và tên", None), ("birth", "Năm sinh", None),
            ("sex", "Giới tính", None), ("notes", "Ghi chú", None),
        ),
        ("CÔNG AN TỈNH QUẢNG NGÃI", "CÔNG AN PHƯỜNG ĐỨC PHỔ (MÔ PHỎNG)", "",
         "THỐNG KÊ TAI NẠN GIAO THÔNG NĂM 2026 (đến ngày 31/10/2026)", INVENTED),
        lambda day: f"THÁNG {day.month}/{day.year}",
        None,
    ),
)  # fmt: skip

READ_FIRST = (
    "DỮ LIỆU MÔ PHỎNG",
    "Mọi vụ việc, họ tên, biển số, tọa độ trong tệp này đều do chương trình tạo ra, không phải vụ việc có thật.",
    "Tên người dạng “Người A1” và biển số dạng “76-X1 000.01” không tồn tại.",
    "Made-up data: every accident, name, plate and coordinate in this file was invented by a program.",
)


def write_workbook(rows: Sequence[Accident], writer: RowWriter) -> tuple[bytes, dict[int, tuple[str, int]]]:
    """The file's bytes, and sheet and Excel row number of every accident by its ``id()``."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties(
        {
            "title": "Tai nạn giao thông – dữ liệu mô phỏng", "subject": INVENTED,
            "author": "Chương trình tạo dữ liệu mẫu",
            "comments": "Invented data / dữ liệu mô phỏng", "created": WRITTEN_AT,
        }
    )  # fmt: skip
    styles = Styles(book)
    note = book.add_worksheet("Đọc trước")
    note.set_column(0, 0, 110)
    for k, line in enumerate(READ_FIRST):
        note.write_string(k, 0, line, styles.title if k == 0 else styles.text)
    where: dict[int, tuple[str, int]] = {}
    for plan in PLANS:
        sheet = book.add_worksheet(plan.name)
        where |= _write_sheet(sheet, plan, [a for a in rows if a.sheet_year == plan.year], writer, styles)
    book.close()
    return _stored(buffer.getvalue()), where


class Styles:
    """Cell formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11}
        self.text = book.add_format(base)
        self.cell = book.add_format(base | {"border": 1})
        self.title = book.add_format(base | {"bold": True, "font_size": 13})
        self.head = book.add_format(base | {"bold": True, "border": 1, "align": "center", "text_wrap": True})
        self.section = book.add_format(base | {"bold": True, "italic": True, "border": 1})
        self.old_font = book.add_format({"font_name": ".VnTime", "font_size": 11, "border": 1})
        self.date = book.add_format(base | {"border": 1, "num_format": "dd/mm/yyyy"})
        self.time = book.add_format(base | {"border": 1, "num_format": "hh:mm"})
        self.date_time = book.add_format(base | {"border": 1, "num_format": "dd/mm/yyyy hh:mm"})


def _write_sheet(
    sheet: Worksheet, plan: SheetPlan, rows: list[Accident], writer: RowWriter, styles: Styles
) -> dict[int, tuple[str, int]]:
    top = _head(sheet, plan, styles)
    line, where, last = top, {}, len(plan.columns) - 1
    block: list[Accident] = []
    for k, accident in enumerate(rows):
        day = _stands_on(accident)
        if plan.section and (k == 0 or plan.section(day) != plan.section(_stands_on(rows[k - 1]))):
            sheet.merge_range(line, 0, line, last, plan.section(day), styles.section)
            line += 1
        cells = writer.cells(accident, _serial(rows, accident))
        for column, (key, _heading, _above) in enumerate(plan.columns):
            _write_cell(sheet, line, column, cells[key], key, plan.year, styles)
        where[id(accident)] = (plan.name, line + 1)
        block.append(accident)
        line += 1
        ends = k == len(rows) - 1 or (
            plan.subtotal is not None and plan.subtotal(_stands_on(rows[k + 1])) != plan.subtotal(day)
        )
        if plan.subtotal and ends:
            _total(sheet, line, plan, plan.subtotal(day), block, styles)
            line, block = line + 1, []
    _total(sheet, line, plan, "Tổng cộng" if plan.subtotal else "Cộng", rows, styles)
    sheet.write_string(line + 2, last - 3, "NGƯỜI LẬP BẢNG", styles.title)
    sheet.write_string(line + 3, last - 3, "(Ký, ghi rõ họ tên)", styles.text)
    return where


def _stands_on(accident: Accident) -> dt.date:
    if accident.day is None:
        raise ValueError("a row stands under a day even when its own date cell is broken")
    return accident.day


def _serial(rows: list[Accident], accident: Accident) -> int:
    originals = [a for a in rows if a.duplicate_kind != "exact"]
    wanted = accident.duplicate_of if accident.duplicate_kind == "exact" else accident
    return next(k for k, a in enumerate(originals, start=1) if a is wanted)


def _head(sheet: Worksheet, plan: SheetPlan, styles: Styles) -> int:
    for k, text in enumerate(plan.title):
        if text:
            sheet.write_string(k, 0, text, styles.title if k != 2 else styles.text)
    top = len(plan.title) + 1
    for column, (key, heading, above) in enumerate(plan.columns):
        sheet.set_column(column, column, 30 if key in {"place", "cause"} else 14)
        if above is None:
            sheet.merge_range(top, column, top + 1, column, heading, styles.head)
        else:
            sheet.write_string(top + 1, column, heading, styles.head)
    grouped = [k for k, (_key, _heading, above) in enumerate(plan.columns) if above]
    sheet.merge_range(top, grouped[0], top, grouped[-1], HARM, styles.head)
    return top + 2


def _write_cell(sheet: Worksheet, line: int, column: int, value: Cell, key: str, year: int, styles: Styles) -> None:
    if isinstance(value, dt.datetime):
        sheet.write_datetime(line, column, value, styles.date_time)
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), styles.date)
    elif isinstance(value, dt.time):
        sheet.write_datetime(line, column, value, styles.time)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, styles.cell)
    elif value:
        old = key == "place" and year == 2024
        sheet.write_string(line, column, value, styles.old_font if old else styles.cell)
    else:
        sheet.write_blank(line, column, None, styles.cell)


def _total(sheet: Worksheet, line: int, plan: SheetPlan, label: str, rows: list[Accident], styles: Styles) -> None:
    sums: dict[str, Cell] = {"killed": sum(a.killed for a in rows), "injured": sum(a.injured for a in rows)}
    sheet.write_string(line, 0, label, styles.section)
    for column, (key, _heading, _above) in enumerate(plan.columns):
        if key in sums:
            _write_cell(sheet, line, column, sums[key], key, plan.year, styles)


def _stored(content: bytes) -> bytes:
    """The same archive without compression and with one date: its bytes do not depend on a zlib version."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (2026, 11, 1, 8, 0, 0))
            info.create_system, info.external_attr = 0, 0
            new.writestr(info, old.read(name))
    return out.getvalue()
