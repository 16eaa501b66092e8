"""The coded fields accidents can be divided by, with their words; the committee's fields tell months and no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from atgt import settings
from atgt.domain.location import PRECISION_LABELS, LocationStatus
from atgt.domain.severity import LEGAL_CLASS_LABELS, SEVERITY_LABELS
from atgt.domain.text import Language, Text
from atgt.domain.working_days import WorkCalendar
from atgt.statistics.cross_tables import Field
from atgt.statistics.temporal import DAY_KIND_LABELS, WEEKDAYS, kind_of_day
from atgt.statistics.time_bands import TimeBand, band_of, parse_bands, parse_night
from atgt.storage.database import Database
from atgt.storage.repositories import roads as road_store
from atgt.webmap import road_style
from atgt.workflow import authority, work_calendar
from atgt.workflow.selection import Selection, load_categories

UNKNOWN = Text("Chưa rõ", "Not known")
FIELDS: dict[str, Text] = {
    "severity": Text("Mức độ", "Severity"),
    "legal_class": Text("Phân loại TT 26/2024", "Class by TT 26/2024"),
    "vehicle": Text("Nhóm phương tiện", "Vehicle group"),
    "collision": Text("Hình thức va chạm", "Collision form"),
    "cause": Text("Nhóm nguyên nhân", "Cause group"),
    "road": Text("Tuyến đường", "Road"),
    "year": Text("Năm", "Year"),
    "month": Text("Tháng trong năm", "Month of the year"),
    "weekday": Text("Thứ trong tuần", "Weekday"),
    "day_kind": Text("Loại ngày (lễ, Tết)", "Kind of day (holidays, Tết)"),
    "hour_band": Text("Khung giờ", "Time band"),
    "hour": Text("Giờ", "Hour"),
    "weather": Text("Thời tiết", "Weather"),
    "lighting": Text("Ánh sáng", "Light"),
    "precision": Text("Cấp chính xác vị trí", "Precision of the place"),
    "status": Text("Trạng thái vị trí", "Location status"),
}
NOT_FOR_THE_COMMITTEE = frozenset({"weekday", "day_kind", "hour_band", "hour", "weather", "lighting"})
_STATUS = {
    LocationStatus.LOCATED: Text("Đã định vị", "Placed"),
    LocationStatus.AMBIGUOUS: Text("Chờ chọn vị trí", "Place to be chosen"),
    LocationStatus.UNLOCATED: Text("Chưa định vị được", "Not placed"),
}


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field with the words of its codes."""

    label: Text
    field: Field
    names: Mapping[str, Text]

    def name(self, code: str) -> Text:
        """The words of a code."""
        return self.names.get(code, Text(code, code)) if code else UNKNOWN


def offered(database: Database) -> dict[str, Text]:
    """The fields whoever reads may divide accidents by."""
    hidden = NOT_FOR_THE_COMMITTEE if authority.is_committee(database) else frozenset()
    return {key: label for key, label in FIELDS.items() if key not in hidden}


def field_of(database: Database, found: Selection, key: str) -> NamedField:
    """One field of the accidents of a selection; KeyError for a key that is not in ``FIELDS``."""
    names = _names(database, key)
    return NamedField(FIELDS[key], Field(key, tuple(names), _codes(database, found, key)), names)


def load_bands() -> tuple[TimeBand, ...]:
    """The time bands of this office."""
    return parse_bands(settings.read_reference("time_bands"))


def load_night() -> TimeBand:
    """The hours called night."""
    return parse_night(settings.read_reference("time_bands"))


def route_names(database: Database) -> dict[str, Text]:
    """Names of the roads in both languages, main roads first."""
    with database.read() as session:
        segments = road_store.load_segments(session)
    english = road_style.route_titles(segments, Language.EN)
    return {key: Text(vi, english[key]) for key, vi in road_style.route_titles(segments, Language.VI).items()}


def _names(database: Database, key: str) -> Mapping[str, Text]:
    """Words of all codes of a field, in the order they are shown."""
    known = load_categories()
    tables: dict[str, Callable[[], Mapping[str, Text]]] = {
        "severity": lambda: {str(int(code)): words for code, words in SEVERITY_LABELS.items()},
        "legal_class": lambda: {str(code): words for code, words in LEGAL_CLASS_LABELS.items()},
        "vehicle": lambda: {one.key: one.label for one in known.vehicle},
        "collision": lambda: {one.key: one.label for one in known.collision},
        "cause": lambda: {one.key: one.label for one in known.cause},
        "weather": lambda: {one.key: one.label for one in known.weather},
        "lighting": lambda: {one.key: one.label for one in known.lighting},
        "road": lambda: route_names(database),
        "year": dict,
        "month": lambda: {f"{m:02d}": Text(f"Tháng {m}", f"Month {m}") for m in range(1, 13)},
        "weekday": lambda: {str(number): words for number, words in enumerate(WEEKDAYS)},
        "day_kind": lambda: {str(kind): words for kind, words in DAY_KIND_LABELS.items()},
        "hour_band": lambda: {str(n): Text(band.label, band.label) for n, band in enumerate(load_bands())},
        "hour": lambda: {f"{hour:02d}": Text(f"{hour}h", f"{hour}h") for hour in range(24)},
        "precision": lambda: {str(grade): words for grade, words in PRECISION_LABELS.items()},
        "status": lambda: {str(status): words for status, words in _STATUS.items()},
    }
    return tables[key]()


_COLUMNS = {
    "severity": "severity", "legal_class": "legal_class", "collision": "collision_group", "cause": "cause_group",
    "road": "route_id", "precision": "precision", "status": "location_status",
}  # fmt: skip


def _codes(database: Database, found: Selection, key: str) -> tuple[tuple[str, ...], ...]:
    table = found.accidents
    if key in _COLUMNS:
        return tuple(() if pd.isna(value) else (str(value),) for value in table[_COLUMNS[key]])
    if key in found.conditions.columns:
        return tuple((value,) if value else () for value in found.conditions[key])
    if key == "vehicle":
        return tuple(_several(value) for value in table["vehicle_groups"])
    if key in {"hour", "hour_band"}:
        return _by_hour(table["occurred_at"].tolist(), key)
    return _by_day(table["occurred_on"].tolist(), key, work_calendar.load(database))


def _several(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.split(";"))) if isinstance(value, str) and value else ()


def _by_hour(times: Sequence[object], key: str) -> tuple[tuple[str, ...], ...]:
    if key == "hour":
        return tuple((f"{at.hour:02d}",) if isinstance(at, dt.time) else () for at in times)
    bands = load_bands()
    numbers = [band_of(at, bands) if isinstance(at, dt.time) else None for at in times]
    return tuple(() if number is None else (str(number),) for number in numbers)


def _by_day(days: Sequence[dt.date], key: str, calendar: WorkCalendar) -> tuple[tuple[str, ...], ...]:
    makers: dict[str, Callable[[dt.date], str]] = {
        "year": lambda day: str(day.year),
        "month": lambda day: f"{day.month:02d}",
        "weekday": lambda day: str(day.weekday()),
        "day_kind": lambda day: str(kind_of_day(day, calendar)),
    }
    code = {day: makers[key](day) for day in set(days)}
    return tuple((code[day],) for day in days)
