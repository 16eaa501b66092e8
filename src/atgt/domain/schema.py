"""The table contract: every column, its type, its words, and whether it is personal data.

``INTAKE_COLUMNS`` are what a sender's sheet may hold, ``ACCIDENT_COLUMNS`` what the current accident table holds,
``EXPORT_COLUMNS`` the only ones that may leave in an export. Column names are written here and nowhere else.
Source: TT 26/2024/TT-BCA Điều 10, 11, 13; personal data by Nghị định 356/2025/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.text import Text


class Kind(StrEnum):
    """What the values of a column are once read."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"  # integer VND
    COORDINATES = "coordinates"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    is_personal: bool = False  # about a person, by name, number or free words about them
    is_free_text: bool = False  # typed by hand: may hold a name, so it never leaves in an export


def _table(*columns: Column) -> dict[str, Column]:
    return {column.key: column for column in columns}


INTAKE_COLUMNS = _table(
    Column("serial_no", Text("Số thứ tự", "No."), Kind.IGNORED),
    Column("case_number", Text("Mã vụ", "Case number")),
    Column("date", Text("Ngày", "Date"), Kind.DATE),
    Column("time", Text("Giờ", "Time"), Kind.TIME),
    Column("date_time", Text("Ngày giờ", "Date and time"), Kind.DATE_TIME),
    Column("road_name", Text("Tuyến đường", "Road")),
    Column("road_class", Text("Loại đường", "Road class")),
    Column("km_post", Text("Lý trình", "Km post")),
    Column("km_post_to", Text("Đến Km", "To km post")),
    Column("place", Text("Địa điểm", "Place")),
    Column("area", Text("Địa bàn", "Area")),
    Column("latitude", Text("Vĩ độ", "Latitude"), Kind.COORDINATES),
    Column("longitude", Text("Kinh độ", "Longitude"), Kind.COORDINATES),
    Column("coordinates", Text("Tọa độ", "Coordinates"), Kind.COORDINATES),
    Column("northing", Text("X VN-2000 (Bắc)", "VN-2000 northing (X)"), Kind.COORDINATES),
    Column("easting", Text("Y VN-2000 (Đông)", "VN-2000 easting (Y)"), Kind.COORDINATES),
    Column("entered_class", Text("Loại vụ", "Class as entered")),
    Column("killed", Text("Số người chết", "Killed"), Kind.COUNT),
    Column("injured", Text("Số người bị thương", "Injured"), Kind.COUNT),
    Column("seriously_injured", Text("Bị thương nặng", "Seriously injured"), Kind.COUNT),
    Column("slightly_injured", Text("Bị thương nhẹ", "Slightly injured"), Kind.COUNT),
    Column("injury_rate_pct", Text("Tỷ lệ tổn thương cơ thể (%)", "Injury rate (%)"), is_personal=True),
    Column("damage_vnd", Text("Thiệt hại (đồng)", "Damage (VND)"), Kind.MONEY),
    Column("vehicles", Text("Phương tiện", "Vehicles")),
    Column("plates", Text("Biển số", "Number plates"), is_personal=True),
    Column("collision_type", Text("Hình thức va chạm", "Collision type")),
    Column("cause", Text("Nguyên nhân", "Cause")),
    Column("fault", Text("Lỗi vi phạm", "Violation"), is_personal=True),
    Column("alcohol", Text("Nồng độ cồn", "Alcohol"), is_personal=True),
    Column("drugs", Text("Ma túy", "Drugs"), is_personal=True),
    Column("helmet", Text("Mũ bảo hiểm", "Helmet"), is_personal=True),
    Column("licence", Text("Giấy phép lái xe", "Driving licence"), is_personal=True),
    Column("weather", Text("Thời tiết", "Weather")),
    Column("surface", Text("Mặt đường", "Road surface")),
    Column("lighting", Text("Ánh sáng", "Lighting")),
    Column("road_feature", Text("Đặc điểm đường", "Road feature")),
    Column("person_name", Text("Họ tên", "Name"), is_personal=True),
    Column("birth_year", Text("Năm sinh", "Year of birth"), is_personal=True),
    Column("sex", Text("Giới tính", "Sex"), is_personal=True),
    Column("occupation", Text("Nghề nghiệp", "Occupation"), is_personal=True),
    Column("address", Text("Nơi cư trú", "Address"), is_personal=True),
    Column("phone", Text("Điện thoại", "Phone"), is_personal=True),
    Column("id_number", Text("CCCD/CMND", "Identity number"), is_personal=True),
    Column("handling_unit", Text("Đơn vị thụ lý", "Handling unit")),
    Column("outcome", Text("Kết quả xử lý", "Outcome"), is_personal=True),
    Column("notes", Text("Ghi chú", "Notes"), is_personal=True),
)
"""What a sheet may hold. Free text about people (violation, outcome, notes) is treated as personal."""

ACCIDENT_COLUMNS = _table(
    Column("accident_id", Text("Mã tai nạn", "Accident id")),
    Column("case_number", Text("Mã vụ", "Case number")),
    Column("occurred_on", Text("Ngày xảy ra", "Date"), Kind.DATE),
    Column("occurred_at", Text("Giờ xảy ra", "Time"), Kind.TIME),
    Column("severity", Text("Mức độ", "Severity"), Kind.COUNT),
    Column("legal_class", Text("Phân loại TT 26/2024", "Class by TT 26/2024")),
    Column("entered_class", Text("Loại vụ (đã ghi)", "Class as entered"), is_free_text=True),
    Column("killed", Text("Chết", "Killed"), Kind.COUNT),
    Column("injured", Text("Bị thương", "Injured"), Kind.COUNT),
    Column("damage_vnd", Text("Thiệt hại (đồng)", "Damage (VND)"), Kind.MONEY),
    Column("road_name", Text("Tuyến đường (đã ghi)", "Road as written"), is_free_text=True),
    Column("km_post_text", Text("Lý trình (đã ghi)", "Km post as written"), is_free_text=True),
    Column("place", Text("Địa điểm", "Place"), is_personal=True),
    Column("area", Text("Địa bàn", "Area"), is_free_text=True),
    Column("area_named", Text("Đơn vị hành chính đã ghi", "Unit named")),
    Column("area_today", Text("Phường, xã hiện nay", "Ward of today")),
    Column("vehicles", Text("Phương tiện", "Vehicles"), is_free_text=True),
    Column("collision_type", Text("Hình thức va chạm", "Collision type"), is_free_text=True),
    Column("cause", Text("Nguyên nhân", "Cause"), is_free_text=True),
    Column("vehicle_groups", Text("Nhóm phương tiện", "Vehicle groups")),
    Column("collision_group", Text("Nhóm hình thức", "Collision group")),
    Column("cause_group", Text("Nhóm nguyên nhân", "Cause group")),
    Column("weather", Text("Thời tiết", "Weather"), is_free_text=True),
    Column("surface", Text("Mặt đường", "Road surface"), is_free_text=True),
    Column("lighting", Text("Ánh sáng", "Lighting"), is_free_text=True),
    Column("road_feature", Text("Đặc điểm đường", "Road feature"), is_free_text=True),
    Column("handling_unit", Text("Đơn vị thụ lý", "Handling unit"), is_free_text=True),
    Column("location_status", Text("Trạng thái vị trí", "Location status")),
    Column("location_method", Text("Cách định vị", "Located by")),
    Column("precision", Text("Cấp chính xác", "Precision grade")),
    Column("location_rule", Text("Mã lý do vị trí", "Location rule")),
    Column("location_reason", Text("Lý do vị trí", "Why this position"), is_free_text=True),
    Column("route_id", Text("Tuyến", "Route")),
    Column("measure_mm", Text("Khoảng cách dọc tuyến (mm)", "Distance along route (mm)"), Kind.COUNT),
    Column("km_post", Text("Lý trình", "Km post")),
    Column("offset_m", Text("Lệch khỏi tuyến (m)", "Offset from route (m)"), Kind.NUMBER),
    Column("lon", Text("Kinh độ", "Longitude"), Kind.NUMBER),
    Column("lat", Text("Vĩ độ", "Latitude"), Kind.NUMBER),
)
"""The current accident table, one row an accident. Personal intake columns live in a table of their own.

``area_named`` and ``area_today`` hold names of known units only (``data/reference/wards.toml``), never the words typed.
"""

EXPORT_COLUMNS = tuple(
    key for key, column in ACCIDENT_COLUMNS.items() if not (column.is_personal or column.is_free_text)
)
"""The only accident columns an export may hold: coded values, never words typed by hand.

Personal data cannot leak because no column that could hold it is here.
"""
