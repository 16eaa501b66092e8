"""Rows that test the reader: to be held, not to be found on the map, in doubt between two roads, or written twice."""

from __future__ import annotations

import copy
import datetime as dt
import random

from accident_placing import Background, fix_place
from sample_accident import MINOR, Accident, Told
from sample_words import VEHICLES, weighted
from ward import Ward
from ward_curves import ORIGIN, local, lon_lat, project
from ward_map import SEED

NO_PLACE: dict[str, object] = {
    "road": "",
    "km": "",
    "lat": "",
    "lon": "",
    "coordinates": "",
    "northing": "",
    "easting": "",
}


def _plain(year: int, month: int, day: int, hour: int, **cells: object) -> Accident:
    """A row with one injured person and no findable place, whose cells are given by hand."""
    rng = random.Random(f"{SEED} special {year} {month} {day} {hour} {sorted(cells)}")
    return Accident(
        "special", dt.date(year, month, day), 0, 1, 2_000_000, told=Told.OTHER,
        time=dt.time(hour, rng.choice((0, 15, 30))),
        sheet_year=year, vehicles=weighted(rng, VEHICLES), overrides={**NO_PLACE, **cells},
    )  # fmt: skip


def _expected(accident: Accident, expect: str, why: str, rule_hint: str = "") -> Accident:
    accident.expect, accident.why, accident.rule_hint = expect, why, rule_hint
    return accident


def not_found(ward: Ward) -> list[Accident]:
    """Accepted rows whose place cannot be told from what is written."""
    sea = local(109.0600, 14.8000)
    field = _far_from_roads(ward)
    field_lon, field_lat = lon_lat(field)
    rows = [
        (_plain(2024, 3, 9, 18, road="Hoàng Hoa Thám"), "a street that is not in the ward's road layer"),
        (_plain(2024, 5, 18, 7, road="QL1A", km="Km1121+730"), "km post outside the ward (Phổ Châu)"),
        (_plain(2024, 8, 3, 20, place="gần chợ"), "no road, no km post, no coordinates: only 'gần chợ'"),
        (
            _plain(2024, 10, 12, 5, road="Đường ven biển", northing=round(sea[1] + ORIGIN[1], 2),
                   easting=round(sea[0] + ORIGIN[0], 2)),
            "the coordinates lie in the sea",
        ),
        (
            _plain(2024, 11, 23, 16, road="ĐT627C", northing=1_637_120.5, easting=576_214.3),
            "VN-2000 coordinates of another zone (central meridian 108°15'): 27 km off",
        ),
        (_plain(2025, 2, 15, 9, km="Km971+822 đường sắt Bắc Nam"), "chainage of the railway"),
        (
            _plain(2025, 7, 6, 22, km="Km1096+800 đường tránh QL1"),
            "the posts of the bypass jump from Km1096+500 to Km1097+100: this km post does not exist",
        ),
        (
            _plain(2025, 9, 13, 6, road="", lat=round(field_lat, 6), lon=round(field_lon, 6)),
            "the coordinates are more than 120 m from every road",
        ),
        (
            _plain(2025, 12, 21, 17, road="Nguyễn Nghiêm", place="trước số nhà 245 Nguyễn Nghiêm"),
            "road and house number only; the ward has no table of house numbers",
        ),
        (_plain(2026, 1, 11, 21, place="gần ngã ba chợ"), "no road, no km post, no coordinates"),
        (_plain(2026, 3, 22, 11, road="QL1A", km="Km1088+300"), "km post north of the ward's border"),
        (_plain(2026, 6, 14, 4, road="Đường ven biển", coordinates="14.800000, 109.060000"), "the point is in the sea"),
        (_plain(2026, 8, 29, 15, road="ĐT628", km="Km3+200"), "a provincial road that is not in the ward"),
    ]  # fmt: skip
    return [_expected(row, "unlocated", why) for row, why in rows]


def _far_from_roads(ward: Ward) -> tuple[float, float]:
    rng = random.Random(f"{SEED} field")
    while True:
        point = (rng.uniform(300, 2_500), rng.uniform(-2_000, 3_000))
        if all(project(line, point)[1] > 120 for line in ward.lines.values()):
            return point


def in_doubt(ward: Ward, near_miss: Accident) -> list[Accident]:
    """Accepted rows that fit two places equally well."""
    both = "QL1 without alignment: the old road and the bypass both have this km post"
    chainage = int(near_miss.chainage_m or 0) + 50
    fatal = _plain(2026, 9, 20, 18, road="Quốc lộ 1", km=f"Km{chainage // 1000}+{chainage % 1000:03d}")
    fatal.killed, fatal.injured, fatal.group = 1, 0, "N11"
    lon, lat = lon_lat(ward.place("QL1", 8_250, offset_m=7.5))
    rows = [
        (_plain(2024, 6, 8, 19, road="QL1A", km="Km1092+400"), both),
        (_plain(2024, 9, 28, 20, road="QL 1A", km="Km 1098+150"), both),
        (_plain(2025, 3, 16, 18, km="Km1096+250 QL1A"), both),
        (_plain(2025, 4, 20, 19, km="Km1092+2 QL1A tuyến cũ"), "'+2' may be 2 m or 200 m: somebody must be asked"),
        (_plain(2025, 8, 24, 6, km="Km1098+600 QL1A"), both),
        (_plain(2026, 4, 12, 17, road="QL1A", km="Km1094+300"), both),
        (fatal, both),
        (
            _plain(2026, 5, 24, 19, coordinates=f"{lat:.6f}, {lon:.6f}"),
            "halfway between QL1 and the service road (7.5 m to each), no road named",
        ),
    ]
    return [_expected(row, "ambiguous", why) for row, why in rows]


def roughly_told(ward: Ward) -> list[Accident]:
    """Located rows with a whole kilometre or a stretch: minor collisions, so that no black spot hangs on them."""
    table = [
        (2024, 4, 6, "QL1", 1_098_250, 50.0, {"road": "QL1A tuyến cũ", "km": "Km1098+200 - Km1098+300"}),
        (2024, 12, 7, "DT627C", 19_000, 10.0, {"road": "ĐT627C", "km": "Km19"}),
        (2025, 5, 11, "QL1:tranh", 1_092_000, 10.0, {"km": "Km1092 đường tránh QL1"}),
        (2026, 2, 22, "DT627C", 13_950, 50.0, {"road": "ĐT627C", "km": "Km13+900 đến Km14+000"}),
    ]
    rows = []
    for year, month, day, route_id, chainage, tolerance, cells in table:
        row = _plain(year, month, day, 14, **cells)
        row.injured, row.damage_vnd, row.route_id, row.chainage_m = 0, 3_000_000, route_id, chainage
        row.measure_m = ward.calibrations[route_id].measure(chainage)
        row.position_tolerance_m, row.group = tolerance, "roughly_told"
        if row.severity != MINOR:
            raise ValueError("a roughly told row must be a minor collision")
        rows.append(row)
    return rows


HELD: list[tuple[int, int, int, dict[str, object], str, str]] = [
    # sheet year, month it stands in, hour, cells, rule, why
    (2024, 2, 8, {"date": "30/02/2024"}, "date_does_not_exist", "30 February does not exist"),
    (2024, 4, 17, {"date": ""}, "date_missing", "no date"),
    (2024, 7, 19, {"injured": "vài người"}, "count_not_a_number", "words where a number of people belongs"),
    (2024, 9, 6, {"killed": -1, "injured": 0}, "count_negative", "a negative number of people"),
    (2024, 11, 21, {"killed": "", "injured": "", "damage": ""}, "severity_unknown",
     "no casualties, no damage and no class are given"),
    (2025, 4, 19, {"date_time": "19h ngày 31/4/2025"}, "date_does_not_exist", "31 April does not exist"),
    (2025, 5, 9, {"date_time": "9h ngày 12/5/2062"}, "date_in_future", "a date in the future"),
    (2025, 6, 15, {"injured": "1 hoặc 2"}, "count_not_a_number", "two answers where a number of people belongs"),
    (2025, 8, 18, {"killed": "", "injured": "", "class": "", "damage": ""}, "severity_unknown",
     "no casualties and no class are given"),
    (2025, 10, 7, {"date_time": ""}, "date_missing", "no date"),
    (2025, 11, 12, {"date_time": "12/11/1925 12:00"}, "date_too_early", "a date a hundred years ago"),
    (2026, 2, 20, {"date": "30/02/2026"}, "date_does_not_exist", "30 February does not exist"),
    (2026, 3, 10, {"date": "15/11/2066"}, "date_in_future", "a date in the future"),
    (2026, 5, 18, {"date": "", "time": ""}, "date_missing", "no date and no hour"),
    (2026, 6, 5, {"injured": "nhiều"}, "count_not_a_number", "a word where a number of people belongs"),
    (2026, 7, 16, {"injured": -2, "killed": 0}, "count_negative", "a negative number of people"),
    (2026, 8, 23, {"killed": "", "injured": "", "class": "", "damage": ""}, "severity_unknown",
     "no casualties and no class are given"),
    (2026, 9, 19, {"date": "chưa rõ"}, "date_not_read", "words where a date belongs"),
]  # fmt: skip


def to_be_held() -> list[Accident]:
    """Rows nobody may count before somebody has decided; their places are ordinary."""
    rows = []
    for year, month, hour, cells, rule, why in HELD:
        row = _plain(year, month, 14, hour, **{**_ordinary_place(year), **cells})
        rows.append(_expected(row, "held", why, rule))
    return rows


def _ordinary_place(year: int) -> dict[str, object]:
    return {"km": "Km15+300 ĐT627C"} if year == 2025 else {"road": "ĐT627C", "km": "Km15+300"}


def exact_copies(rows: list[Accident]) -> list[Accident]:
    """A second copy of some rows, cell for cell; among them a fatal one of a planted near miss."""
    copies = []
    for year in (2024, 2025, 2026):
        here = [a for a in rows if a.sheet_year == year and a.expect == "located" and a.group == "background"]
        chosen = [here[11], here[97]]
        if year == 2026:
            chosen.append(next(a for a in rows if a.group == "N11" and a.expect == "located"))
        for original in chosen:
            again = copy.copy(original)
            again.duplicate_of, again.duplicate_kind = original, "exact"
            copies.append(_expected(again, "held", "the same row again, cell for cell", "duplicate_row"))
    return copies


def likely_copies(ward: Ward, background: Background) -> list[Accident]:
    """The same accident reported again a few minutes and metres off; accepted, to be shown as likely duplicates."""
    copies = []
    for year, count in ((2024, 2), (2025, 1), (2026, 2)):
        rng = random.Random(f"{SEED} likely {year}")
        here = [
            a for a in background.taken
            if a.group == "background" and a.sheet_year == year and a.severity == MINOR and a.route_id != "QL1"
            and a.time is not None and a.time.minute < 50 and a.told is Told.COORDINATES
        ]  # fmt: skip
        for original in rng.sample(here, count):
            again = copy.copy(original)
            minutes = 1 if original.time and original.time.hour == 0 else rng.choice((3, 5, 6))
            hour, minute = (original.time.hour, original.time.minute) if original.time else (0, 0)
            again.time = dt.time(hour, minute + minutes)
            again.measure_m = float(original.measure_m or 0.0) + rng.choice((-9.0, 7.0, 11.0))
            fix_place(ward, again, rng)
            again.duplicate_of, again.duplicate_kind = original, "likely"
            background.take(again)
            copies.append(again)
    return copies
