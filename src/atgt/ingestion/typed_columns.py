"""From repaired cells to typed columns, with every fault at the cell it belongs to.

Each distinct value is read once: a hundred thousand rows hold only a few thousand different dates and counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from atgt.domain.schema import INTAKE_COLUMNS, Kind
from atgt.domain.sheet import CellValue, cell_text
from atgt.ingestion.casualties import read_casualties
from atgt.ingestion.cells import Cells
from atgt.ingestion.clock import read_time
from atgt.ingestion.coordinates import read_angle, read_metres, read_point
from atgt.ingestion.date_columns import doubt_order
from atgt.ingestion.headers import ColumnMatch, TableLayout
from atgt.ingestion.moments import Moment, check_day, read_moment
from atgt.ingestion.numbers import parse_number, read_count, read_money
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.reading import Fault, Reading, warning
from atgt.ingestion.road_cells import with_class
from atgt.ingestion.synonyms import CASUALTIES
from atgt.ingestion.text_repair import tidy

V = TypeVar("V")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
PLAIN_VND_FROM = 50_000
"""Bare amounts of a column without a unit are taken as đồng when the middle one is at least this."""

LONGEST_READ = 300
"""A date, number or position is looked for in so many letters of a cell: what is longer is a text in a wrong column."""

TEXT_KEYS = tuple(key for key, column in INTAKE_COLUMNS.items() if column.kind in {Kind.TEXT, Kind.NUMBER})
OUTPUT_KEYS = (
    "case_number", "occurred_on", "occurred_at",
    *(key for key, c in INTAKE_COLUMNS.items()
      if c.kind is not Kind.IGNORED and key not in {"case_number", "date", "time", "date_time"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A fault at one position of the table (None: the column as a whole)."""

    position: int | None
    heading: str | None
    value: str | None
    fault: Fault


@dataclass(slots=True)
class TypedColumns:
    """Values by output key, one list of equal length each; faults; and which dates got their year from the sheet."""

    n_rows: int
    by_key: dict[str, list[Any]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    year_assumed: list[int] = field(default_factory=list)


def type_columns(
    cells: Cells,
    layout: TableLayout,
    n_rows: int,
    *,
    profile: ImportProfile | None,
    today: dt.date,
    first_plausible: dt.date,
) -> TypedColumns:
    """All columns of a table, typed."""
    typed = TypedColumns(n_rows)
    source = _Source(cells, layout, n_rows, profile)
    _type_moments(typed, source, today=today, first_plausible=first_plausible)
    _type_counts(typed, source)
    _type_money(typed, source)
    _type_coordinates(typed, source)
    for key in OUTPUT_KEYS:
        if key not in typed.by_key:
            typed.by_key[key] = source.texts(key)
    roads = layout.indices("road_name")
    if len(roads) == 1:
        heading = next(column.heading for column in layout.columns if column.index == roads[0])
        typed.by_key["road_name"] = with_class(typed.by_key["road_name"], heading)
    return typed


class _Source:
    """Where the values of a key come from: columns of the sheet, templates or constants of the profile."""

    def __init__(self, cells: Cells, layout: TableLayout, n_rows: int, profile: ImportProfile | None) -> None:
        self.cells, self.layout, self.n_rows = cells, layout, n_rows
        self.profile = profile or ImportProfile(name="")

    def column(self, key: str) -> tuple[list[CellValue], ColumnMatch | None]:
        """The values of a single-valued key, and the column they stand in."""
        if key in self.profile.templates:
            return self._from_template(self.profile.templates[key]), None
        if key in self.profile.constants:
            return [self.profile.constants[key]] * self.n_rows, None
        match = next((column for column in self.layout.columns if column.key == key), None)
        return (self.cells.columns[match.index], match) if match else ([None] * self.n_rows, None)

    def has(self, key: str) -> bool:
        """Whether anything gives values for this key."""
        return key in self.profile.templates or key in self.profile.constants or bool(self.layout.indices(key))

    def texts(self, key: str) -> list[str | None]:
        """The texts of a key; several columns of one meaning are joined with "; "."""
        indices = self.layout.indices(key)
        if not self.has(key):
            return [None] * self.n_rows
        if key in self.profile.templates or key in self.profile.constants or len(indices) < 2:
            return [_text(value) for value in self.column(key)[0]]
        columns = [self.cells.columns[index] for index in indices]
        return ["; ".join(t for v in row if (t := _text(v))) or None for row in zip(*columns, strict=True)]

    def _from_template(self, template: str) -> list[CellValue]:
        names = _PLACEHOLDER.findall(template)
        by_heading = {column.heading: column.index for column in self.layout.columns}
        columns = [
            self.cells.columns[by_heading[name]] if name in by_heading else [None] * self.n_rows for name in names
        ]
        pattern = _PLACEHOLDER.sub("{}", template)
        made: list[CellValue] = []
        for row in zip(*columns, strict=True):
            texts = [tidy(cell_text(value)) for value in row]
            made.append(pattern.format(*texts) if all(texts) else None)
        return made


def _text(value: CellValue) -> str | None:
    """A repaired cell as text: a string is tidy already."""
    return (value if isinstance(value, str) else cell_text(value)) or None


def _read_column(
    typed: TypedColumns, values: Sequence[CellValue], heading: str | None, read: Callable[[CellValue], Reading[V]]
) -> list[V | None]:
    """Every value read, each distinct one once; faults noted at their positions."""
    done: dict[tuple[type, CellValue], Reading[V]] = {}
    result: list[V | None] = []
    for position, value in enumerate(values):
        if value is None or value == "":
            result.append(None)
            continue
        name = (type(value), value)
        reading = done.get(name)
        if reading is None:
            reading = done[name] = read(value[:LONGEST_READ] if isinstance(value, str) else value)
        result.append(reading.value)
        if reading.fault is not None:
            typed.found.append(Found(position, heading, cell_text(value)[:LONGEST_READ], reading.fault))
    return result


def _type_moments(typed: TypedColumns, source: _Source, *, today: dt.date, first_plausible: dt.date) -> None:
    order = source.profile.date_order
    days: list[dt.date | None] = [None] * source.n_rows
    times: list[dt.time | None] = [None] * source.n_rows
    written: list[str | None] = [None] * source.n_rows
    headings: list[str | None] = [None] * source.n_rows
    for key in ("date", "date_time"):
        if not source.has(key):
            continue
        values, match = source.column(key)
        heading = match.heading if match else None
        moments = _read_column(
            typed, values, heading, lambda value: read_moment(value, order=order, period=source.layout.period)
        )
        _doubt_order(typed, moments, values, heading, source)
        has_midnights = _midnight_is_a_time(moments)
        for i, moment in enumerate(moments):
            if moment is None:
                continue
            if moment.is_year_assumed:
                typed.year_assumed.append(i)
            if days[i] is None and moment.day is not None:
                days[i], written[i], headings[i] = moment.day, cell_text(values[i]), heading
            is_default = moment.at == dt.time() and moment.form == "cell" and not has_midnights
            if moment.at is not None and not is_default and times[i] is None:
                times[i] = moment.at
    _type_times(typed, source, days, times)
    checked: dict[dt.date, Fault | None] = {}
    for i, day in enumerate(days):
        if day is None:
            continue
        if day not in checked:
            checked[day] = check_day(day, today=today, first_plausible=first_plausible)
        if (fault := checked[day]) is not None:
            typed.found.append(Found(i, headings[i], written[i], fault))
    typed.by_key["occurred_on"], typed.by_key["occurred_at"] = days, times


def _type_times(typed: TypedColumns, source: _Source, days: list[dt.date | None], times: list[dt.time | None]) -> None:
    """The time column goes before a time written in the date; a date written in it is used when there is no other."""
    if not source.has("time"):
        return
    values, match = source.column("time")
    heading = match.heading if match else None
    read = _read_column(typed, values, heading, read_time)
    late = {
        i: found
        for i, found in enumerate(typed.found)
        if found.heading == heading and found.fault.rule == "time_is_24h"
    }
    for found in late.values():
        day = days[found.position] if found.position is not None else None
        if day is not None and found.position is not None:
            days[found.position] = day + dt.timedelta(days=1)
    for i, at in enumerate(read):
        if at is not None and times[i] is not None and times[i] != at:
            typed.found.append(Found(i, heading, cell_text(values[i]), _two_times(times[i], at)))
        times[i] = at if at is not None else times[i]
        value = values[i]
        if days[i] is None and isinstance(value, (str, dt.datetime)):
            written = value[:LONGEST_READ] if isinstance(value, str) else value
            moment = read_moment(written, order=source.profile.date_order, period=source.layout.period).value
            if moment is not None and moment.day is not None:
                days[i] = moment.day
                typed.year_assumed += [i] if moment.is_year_assumed else []


def _two_times(in_date: dt.time | None, in_time: dt.time) -> Fault:
    return warning(
        "time_disagrees",
        f"cột giờ ghi {in_time:%H:%M} nhưng cột ngày ghi {in_date:%H:%M}; lấy theo cột giờ; kiểm tra lại",
        f"the time column says {in_time:%H:%M}, the date column {in_date:%H:%M}; the time column is taken; check it",
    )


def _midnight_is_a_time(moments: Sequence[Moment | None]) -> bool:
    """Whether 00:00 in Excel dates is an hour: only where most of the dates of the column have one."""
    times = [moment.at for moment in moments if moment is not None and moment.form == "cell" and moment.at is not None]
    return sum(at != dt.time() for at in times) * 2 >= len(times) > 0


def _doubt_order(
    typed: TypedColumns,
    moments: Sequence[Moment | None],
    values: Sequence[CellValue],
    heading: str | None,
    source: _Source,
) -> None:
    by_position: list[Moment | None] = list(moments)
    doubt = doubt_order(by_position, source.profile.date_order)
    if doubt is None:
        return
    typed.found.append(Found(None, heading, None, doubt.column))
    typed.found += [Found(i, heading, cell_text(values[i]), doubt.row) for i in doubt.positions]


def _type_counts(typed: TypedColumns, source: _Source) -> None:
    decimal = source.profile.decimal
    for key in ("killed", "injured", "seriously_injured", "slightly_injured"):
        values, match = source.column(key)
        heading = match.heading if match else None
        typed.by_key[key] = _read_column(typed, values, heading, lambda value: read_count(value, decimal=decimal))
    if source.has(CASUALTIES):
        values, match = source.column(CASUALTIES)
        both = _read_column(typed, values, match.heading if match else None, read_casualties)
        for i, casualties in enumerate(both):
            if casualties is not None:
                for key, number in (("killed", casualties.killed), ("injured", casualties.injured)):
                    if typed.by_key[key][i] is None:
                        typed.by_key[key][i] = number


def _type_money(typed: TypedColumns, source: _Source) -> None:
    values, match = source.column("damage_vnd")
    heading = match.heading if match else None
    unit = source.profile.money_unit_vnd or (match.unit_vnd if match else None)
    bare = [number for value in values if (number := _bare_amount(value, source)) is not None]
    is_unclear = unit is None and bool(bare) and sorted(bare)[len(bare) // 2] < PLAIN_VND_FROM
    if is_unclear:
        typed.found.append(Found(None, heading, None, _money_unit_unclear(len(bare))))
        values = [None if _bare_amount(value, source) is not None else value for value in values]
    typed.by_key["damage_vnd"] = _read_column(
        typed, values, heading, lambda value: read_money(value, unit_vnd=unit or 1, decimal=source.profile.decimal)
    )


def _bare_amount(value: CellValue, source: _Source) -> float | None:
    """An amount above zero with no unit beside it."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if value > 0 else None
    if not isinstance(value, str) or len(value) > LONGEST_READ:
        return None
    number = parse_number(value, decimal=source.profile.decimal, groups_first=True)
    return number if number is not None and number > 0 else None


def _money_unit_unclear(n: int) -> Fault:
    return warning(
        "money_unit_unclear",
        f"{n} số tiền không ghi đơn vị và quá nhỏ để là đồng; chọn nghìn đồng hoặc triệu đồng ở mục “Cách đọc ngày, "
        "số tiền, tọa độ”, "
        "hoặc ghi đơn vị vào tiêu đề, thí dụ “Thiệt hại (triệu đồng)”. Khi chưa chọn, các số này chưa được dùng",
        f"{n} amounts have no unit and are too small to be đồng; choose the unit under “How dates, amounts and "
        "positions are read”, or write it in the heading. Until then these amounts are not used",
    )


def _type_coordinates(typed: TypedColumns, source: _Source) -> None:
    decimal = source.profile.decimal
    for key, read in (
        ("latitude", read_angle), ("longitude", read_angle), ("northing", read_metres), ("easting", read_metres),
    ):  # fmt: skip
        values, match = source.column(key)
        typed.by_key[key] = _read_coordinate(typed, values, match.heading if match else None, read, decimal)
    if source.has("coordinates"):
        values, match = source.column("coordinates")
        is_stated = source.profile.crs is not None
        points = _read_column(
            typed, values, match.heading if match else None, lambda value: read_point(value, any_metres=is_stated)
        )
        for i, point in enumerate(points):
            if point is not None:
                for key in ("latitude", "longitude", "northing", "easting"):
                    if typed.by_key[key][i] is None:
                        typed.by_key[key][i] = getattr(point, key)
    _check_coordinates(typed, source)


def _read_coordinate(
    typed: TypedColumns, values: Sequence[CellValue], heading: str | None, read: Any, decimal: str
) -> list[float | None]:
    return _read_column(typed, values, heading, lambda value: read(value, decimal=decimal))


def _check_coordinates(typed: TypedColumns, source: _Source) -> None:
    """Degrees that cannot be, zeros and halves of a pair are told; axes and zones are judged by the locating floor."""
    for keys, checks in ((("latitude", "longitude"), _degree_fault), (("northing", "easting"), _metre_fault)):
        match = source.column(keys[0])[1] or source.column("coordinates")[1]
        firsts, seconds = typed.by_key[keys[0]], typed.by_key[keys[1]]
        for i, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
            if first is None and second is None:
                continue
            fault = _HALF if first is None or second is None else checks(first, second)
            if fault is not None:
                shown = f"{'' if first is None else first}, {'' if second is None else second}"
                typed.found.append(Found(i, match.heading if match else None, shown, fault))
                firsts[i] = seconds[i] = None


def _degree_fault(lat: float, lon: float) -> Fault | None:
    if lat == 0 and lon == 0:
        return _ZERO
    if abs(lat) > 180 or abs(lon) > 180:
        return warning(
            "coordinates_out_of_range",
            f"tọa độ {lat:.10g}, {lon:.10g} không thể là vĩ độ, kinh độ, có thể do mất dấu thập phân; ghi lại, thí dụ "
            "14,80081 và 108,95913. Khi chưa sửa, tọa độ này chưa được dùng",
            f"coordinates {lat:.10g}, {lon:.10g} are out of range, a decimal sign may be lost; write them again. "
            "Until then they are not used",
        )
    return None


def _metre_fault(northing: float, easting: float) -> Fault | None:
    return _ZERO if northing == 0 and easting == 0 else None


_HALF = warning(
    "coordinates_half",
    "mới có một trong hai số tọa độ; ghi đủ cả vĩ độ và kinh độ (hoặc X và Y). Khi chưa sửa, tọa độ này chưa được dùng",
    "only one of the two coordinates; write both latitude and longitude (or X and Y). Until then they are not used",
)
_ZERO = warning(
    "coordinates_zero",
    "tọa độ 0, 0 không phải vị trí thật; ghi tọa độ đúng hoặc bỏ trống. Khi chưa sửa, tọa độ này chưa được dùng",
    "0, 0 is no real place; write the right numbers or leave it blank. Until then they are not used",
)
