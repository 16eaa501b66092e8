"""The cells of one row as a busy office would type them: many spellings of one thing, chosen with a fixed seed."""

from __future__ import annotations

import datetime as dt
import random

import pyproj
from sample_accident import DAMAGE, MINOR, Accident, Told
from sample_words import AREAS, CAUSES, JOINERS, SURROUNDINGS, WEATHER, area_at, collision_of, to_tcvn3, weighted
from ward import Ward
from ward_curves import VN2000_DUC_PHO, local, project
from ward_map import SEED

Cell = str | int | float | dt.date | dt.time | dt.datetime
_TO_VN2000 = pyproj.Transformer.from_crs("EPSG:4326", VN2000_DUC_PHO, always_xy=True)

OLD_ROAD = ("QL1A tuyến cũ", "QL1 (tuyến cũ)", "Quốc lộ 1A tuyến cũ", "QL 1A (tuyến cũ)")
ANY_QL1 = ("QL1A", "QL1", "Quốc lộ 1A", "QL 1A", "QL.1A", "Quốc lộ 1")
BYPASS = ("Đường tránh QL1", "QL1A tuyến tránh", "QL1 (đường tránh)", "Đường tránh Đức Phổ")
PROVINCIAL = ("ĐT627C", "ĐT.627C", "ĐT 627C", "TL627C", "Tỉnh lộ 627C")


class RowWriter:
    """Cells of accidents; the sequence of calls fixes the choices."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward

    def cells(self, accident: Accident, serial: int) -> dict[str, Cell]:
        """Every cell the row could need, by canonical name; the sheet picks and orders them."""
        rng = random.Random(f"{SEED} cells {accident.case_number}")
        row: dict[str, Cell] = {"serial": serial, "case": accident.case_number}
        row |= self._when(accident, rng) | self._where(accident, rng) | _harm(accident, rng) | _story(accident, rng)
        if accident.duplicate_kind == "likely":
            row["notes"] = "tin báo lần 2 (dữ liệu mô phỏng)"
        row |= {key: value for key, value in accident.overrides.items() if _is_cell(value)}
        if accident.sheet_year == 2024:
            row["place"] = to_tcvn3(str(row["place"]))
        return row

    def _when(self, accident: Accident, rng: random.Random) -> dict[str, Cell]:
        day, time = accident.day, accident.time
        if day is None or time is None:
            raise ValueError(f"{accident.case_number}: a row is drawn with a day and an hour")
        if accident.sheet_year == 2024:
            return {
                "date": day,
                "time": rng.choice((_h(time), _h(time), _colon(time), f"{time.hour} giờ {time.minute:02d}")),
            }
        if accident.sheet_year == 2025:
            return {"date_time": _day_and_hour(day, time, rng)}
        spelled = rng.choice(("slash", "slash", "slash", "date", "date", "dot", "dash"))
        dates: dict[str, Cell] = {
            "slash": f"{day:%d/%m/%Y}", "date": day,
            "dot": f"{day.day}.{day.month}.{day.year}", "dash": f"{day:%d-%m-%Y}",
        }  # fmt: skip
        times: tuple[Cell, ...] = (_h(time), _h(time), _colon(time), time, f"{time.hour}g{time.minute:02d}")
        return {"date": dates[spelled], "time": rng.choice(times)}

    def _where(self, accident: Accident, rng: random.Random) -> dict[str, Cell]:
        area = self._area(accident, rng)
        row: dict[str, Cell] = {"place": f"{rng.choice(SURROUNDINGS)}, {area}", "area": area, "road": "", "km": ""}
        row |= {"northing": "", "easting": "", "lat": "", "lon": "", "coordinates": ""}
        if accident.told is Told.OTHER:
            return row
        row["road"] = self._road(accident, rng)
        if accident.told is not Told.COORDINATES:
            row["km"] = _km(int(accident.chainage_m or 0), rng, plain=accident.group != "background")
            if accident.sheet_year == 2025 and rng.random() < 0.6:
                row["km"], row["road"] = f"{row['km']} {row['road']}", ""
        if accident.told is not Told.KM:
            row |= _coordinates(accident, rng)
        return row

    def _area(self, accident: Accident, rng: random.Random) -> str:
        if accident.route_id is None or accident.measure_m is None:
            return rng.choice(list(AREAS))
        return area_at(*self.ward.place(accident.route_id, accident.measure_m))

    def _road(self, accident: Accident, rng: random.Random) -> str:
        route_id, planted = str(accident.route_id), accident.group != "background"
        if route_id == "QL1":
            return rng.choice(OLD_ROAD if planted or accident.told is not Told.BOTH else OLD_ROAD[:2] + ANY_QL1)
        if route_id == "QL1:tranh":
            return rng.choice(BYPASS)
        if route_id == "DT627C":
            return rng.choice(PROVINCIAL)
        if not planted and accident.told is Told.COORDINATES and rng.random() < 0.12 and self._stands_alone(accident):
            return ""
        naming = self.ward.network.roads[route_id].naming
        return rng.choice((naming.road_name, naming.road_name, *naming.aliases))

    def _stands_alone(self, accident: Accident) -> bool:
        here = local(float(accident.lon or 0), float(accident.lat or 0))
        others = (line for route_id, line in self.ward.lines.items() if route_id != accident.route_id)
        return all(project(line, here)[1] > 70 for line in others)


def _is_cell(value: object) -> bool:
    return isinstance(value, Cell)


def _h(time: dt.time) -> str:
    return f"{time.hour}h{time.minute:02d}" if time.minute else f"{time.hour}h"


def _colon(time: dt.time) -> str:
    return f"{time.hour:02d}:{time.minute:02d}"


def _day_and_hour(day: dt.date, time: dt.time, rng: random.Random) -> Cell:
    plain = f"{day.day}/{day.month}/{day.year}"
    return rng.choice(
        (
            f"{_h(time)} ngày {plain}",
            f"{_h(time)} ngày {day:%d/%m/%Y}",
            dt.datetime.combine(day, time),
            f"{day:%d/%m/%Y} {_colon(time)}",
            f"{time.hour} giờ {time.minute:02d} ngày {day.day}.{day.month}.{day.year}",
            f"{time.hour} giờ {time.minute:02d} phút ngày {plain}",
        )
    )


def _km(chainage_m: int, rng: random.Random, *, plain: bool) -> str:
    km, metres = divmod(chainage_m, 1000)
    usual = f"Km{km}+{metres:03d}"
    if plain:
        return usual
    return rng.choice(
        (
            usual, usual, usual, f"Km {km}+{metres:03d}", f"KM{km}+{metres:03d}", f"km {km} + {metres:03d}",
            f"K{km}+{metres:03d}", f"Km: {km}+{metres:03d}", f"Km{km}+{metres:03d}m",
        )
    )  # fmt: skip


def _coordinates(accident: Accident, rng: random.Random) -> dict[str, Cell]:
    lon, lat = float(accident.lon or 0), float(accident.lat or 0)
    easting, northing = _TO_VN2000.transform(lon, lat)
    comma = [f"{value:.6f}".replace(".", ",") for value in (lat, lon)]
    one_cell = (
        f"{lat:.6f}, {lon:.6f}", f"{lat:.6f}, {lon:.6f}", f"{lat:.6f},{lon:.6f}", f"{comma[0]}; {comma[1]}",
        f"{_dms(lat)}N {_dms(lon)}E", f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},18z",
    )  # fmt: skip
    two: tuple[Cell, Cell] = (comma[0], comma[1]) if rng.random() < 0.25 else (round(lat, 6), round(lon, 6))
    return {
        "northing": round(northing, 2), "easting": round(easting, 2), "lat": two[0], "lon": two[1],
        "coordinates": rng.choice(one_cell),
    }  # fmt: skip


def _dms(degrees: float) -> str:
    hundredths = round(degrees * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return f"{whole}°{minutes:02d}'{seconds / 100:05.2f}\""


def _harm(accident: Accident, rng: random.Random) -> dict[str, Cell]:
    has_class = accident.sheet_year != 2024
    planted = accident.group != "background"
    blank_both = has_class and not planted and accident.severity == MINOR and rng.random() < 0.06
    row: dict[str, Cell] = {"class": _entered_class(accident, rng), "damage": _damage(accident, rng)}
    if blank_both:
        return row | {"killed": "", "injured": ""}
    if accident.killed + accident.injured:
        zero: tuple[Cell, ...] = (0, 0, "-") if planted else (0, 0, "0", "-", "", "không")
    else:
        zero = (0, 0, "0")
    return row | {
        "killed": accident.killed or rng.choice(zero),
        "injured": (accident.injured if planted or rng.random() < 0.8 else f"{accident.injured:02d}")
        if accident.injured
        else rng.choice(zero),
    }


def _entered_class(accident: Accident, rng: random.Random) -> str:
    if accident.killed:
        return {1: "Nghiêm trọng", 2: "Rất nghiêm trọng"}[accident.killed]
    if accident.injured or accident.severity == DAMAGE:
        return rng.choice(("Ít nghiêm trọng", "Ít nghiêm trọng", "ít nghiêm trọng"))
    return rng.choice(("Va chạm", "Va chạm giao thông", "va chạm"))


def _damage(accident: Accident, rng: random.Random) -> Cell:
    vnd = accident.damage_vnd
    if vnd is None:
        return ""
    if accident.sheet_year == 2025:
        return rng.choice((vnd, vnd, f"{vnd:,}".replace(",", ".")))
    millions = vnd / 1_000_000
    whole: int | float = int(millions) if millions.is_integer() else millions
    return rng.choice((whole, whole, str(whole).replace(".", ",")))


def _story(accident: Accident, rng: random.Random) -> dict[str, Cell]:
    alone = sum(map(ord, accident.case_number)) + int(accident.case_number[-4:])
    return {
        "vehicles": rng.choice(JOINERS).join(accident.vehicles),
        "collision": collision_of(rng, accident.vehicles),
        "cause": weighted(rng, CAUSES),
        "weather": rng.choice(WEATHER),
        "name": f"Người {'ABCDEGHKLM'[alone % 10]}{int(accident.case_number[-4:])}",
        "birth": rng.randint(1946, 2009),
        "sex": rng.choice(("Nam", "Nam", "Nữ")),
        "plate": f"76-X{alone % 9 + 1} 000.{alone % 100:02d}",
        "alcohol": rng.choice(("", "", "", "0", "0,25")),
        "outcome": rng.choice(("Đang giải quyết", "Đã giải quyết", "Chuyển hồ sơ", "")),
        "notes": "",
    }
