"""Planted black spots, potential spots, near misses and historical spots: where, when, what, and why.

``at`` is metres along the route, or metres from the junction with another route. Days lie in the 12 months that
end on 31/10/2026 unless the case says otherwise. Each case keeps clear of the others and of junctions it is not about.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sample_accident import Told

F, I, D, M = "fatal", "injury", "damage_only", "minor_collision"  # noqa: E741 - the law's four classes, short


@dataclass(frozen=True, slots=True)
class Event:
    """One accident of a case."""

    route_id: str
    at_m: float
    day: dt.date
    what: str
    told: Told = Told.BOTH
    near: str | None = None  # the other route of the junction ``at_m`` counts from
    exact_km: bool = False  # the chainage keeps its single metres


@dataclass(frozen=True, slots=True)
class Case:
    """A planted case."""

    key: str
    role: str  # black, potential, near_miss, historical
    kind: str  # stretch, junction
    name: str
    rules: tuple[str, ...]
    events: tuple[Event, ...]
    missing: str = ""
    missing_key: str = ""
    note: str = ""


def _d(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, day)


def _row(route_id: str, told: Told, *events: tuple[float, dt.date, str]) -> tuple[Event, ...]:
    return tuple(Event(route_id, at, day, what, told) for at, day, what in events)


KM, XY, BOTH = Told.KM, Told.COORDINATES, Told.BOTH

BLACK = (
    Case(
        "B01", "black", "stretch", "QL1 tuyến cũ, phía nam lối vào đường tránh", ("two_fatal",),
        _row("QL1", KM, (1_900, _d(2026, 1, 17), F), (2_020, _d(2026, 8, 9), F)),
    ),
    Case(
        "B02", "black", "stretch", "ĐT627C, dốc phía tây", ("three_with_one_fatal",),
        _row("DT627C", BOTH, (720, _d(2026, 9, 2), I), (810, _d(2026, 4, 18), F), (905, _d(2025, 12, 6), I)),
        note="the leftmost accident is the latest",
    ),
    Case(
        "B03", "black", "stretch", "Đường tránh QL1, đoạn đầu phía bắc", ("three_with_one_fatal",),
        _row("QL1:tranh", KM, (1_210, _d(2026, 2, 24), D), (1_290, _d(2026, 5, 30), F), (1_380, _d(2026, 7, 12), D)),
        note="1 fatal and 2 damage-only: black only by the literal reading of open question c",
    ),
    Case(
        "B04", "black", "stretch", "ĐH45, đoạn cong qua đồng", ("four_injury",),
        _row("dh45", XY, (1_290, _d(2026, 3, 7), I), (1_350, _d(2025, 11, 22), I), (1_420, _d(2026, 6, 21), I),
             (1_500, _d(2026, 10, 4), I)),
    ),
    Case(
        "B05", "black", "junction", "Ngã ba QL1 - Nguyễn Nghiêm", ("four_injury",),
        (
            Event("QL1", -28, _d(2025, 11, 14), I, BOTH, "nguyen-nghiem"),
            Event("QL1", 22, _d(2026, 2, 5), I, BOTH, "nguyen-nghiem"),
            Event("nguyen-nghiem", 18, _d(2026, 5, 16), I, XY, "QL1"),
            Event("nguyen-nghiem", 34, _d(2026, 9, 25), I, XY, "QL1"),
        ),
        note="two injury accidents on each road: neither road reaches a threshold alone",
    ),
    Case(
        "B06", "black", "stretch", "Đường tránh QL1, đoạn thẳng dài phía nam", ("two_fatal",),
        _row("QL1:tranh", KM, (8_700, _d(2025, 12, 28), F), (8_910, _d(2026, 3, 15), F), (9_140, _d(2026, 6, 6), F),
             (9_340, _d(2026, 10, 10), F)),
        note="one zone longer than L: three overlapping pairs, cut into two spots",
    ),
    Case(
        "B07", "black", "stretch", "Đường ven biển, gần cửa sông", ("two_fatal",),
        _row("ven-bien", XY, (3_300, _d(2025, 12, 20), F), (3_420, _d(2026, 2, 10), F)),
        note="across the turn of the year: one fatal accident in each calendar year",
    ),
    Case(
        "B08", "black", "stretch", "QL1 tuyến cũ, phía nam Hẻm 1204", ("two_fatal",),
        (
            Event("QL1", 9_703, _d(2026, 4, 4), F, KM, None, exact_km=True),
            Event("QL1", 9_997, _d(2026, 7, 26), F, KM, None, exact_km=True),
        ),
        note="about 294 m apart: no window of 300 m that starts on a multiple of 60 m holds both",
    ),
    Case(
        "B09", "black", "junction", "Ngã tư ĐT627C - Đường Phổ Vinh", ("three_with_one_fatal",),
        (
            Event("DT627C", -31, _d(2026, 1, 9), I, BOTH, "pho-vinh"),
            Event("pho-vinh", 24, _d(2026, 6, 13), F, XY, "DT627C"),
            Event("pho-vinh", -33, _d(2026, 8, 22), I, XY, "DT627C"),
        ),
        note="on the road itself one fatal and one injury accident only: not enough without the other road",
    ),
    Case(
        "B10", "black", "stretch", "Trần Hưng Đạo, đoạn trước chợ", ("four_injury",),
        _row("tran-hung-dao", XY, (1_440, _d(2025, 11, 3), I), (1_500, _d(2026, 2, 13), I), (1_550, _d(2026, 4, 26), I),
             (1_630, _d(2026, 7, 4), I), (1_690, _d(2026, 10, 17), I)),
        note="five injury accidents within 250 m: two overlapping tight stretches",
    ),
)  # fmt: skip

POTENTIAL = (
    Case(
        "P01", "potential", "stretch", "Lê Thánh Tôn, giữa Nguyễn Trãi và Trần Quang Diệu", ("five_minor_collisions",),
        _row("le-thanh-ton", XY, (820, _d(2025, 11, 27), M), (850, _d(2026, 1, 30), M), (890, _d(2026, 4, 11), M),
             (930, _d(2026, 6, 28), M), (985, _d(2026, 9, 19), M)),
    ),
    Case(
        "P02", "potential", "stretch", "Đường Phổ Vinh, đoạn qua xóm giữa", ("one_injury",),
        _row("pho-vinh", XY, (5_480, _d(2026, 2, 1), I), (5_540, _d(2026, 5, 9), I), (5_600, _d(2026, 8, 16), I)),
    ),
    Case(
        "P03", "potential", "stretch", "Đường Minh Hải, đoạn giữa", ("one_fatal",),
        _row("minh-hai", XY, (1_900, _d(2026, 3, 28), F)),
    ),
)  # fmt: skip

NEAR_MISSES = (
    Case(
        "N01", "near_miss", "stretch", "QL1, hai vụ chết người cách nhau hơn 300 m", ("two_fatal",),
        (
            Event("QL1", 4_930, _d(2026, 3, 21), F, KM, None, exact_km=True),
            Event("QL1", 5_234.5, _d(2026, 9, 5), F, KM, None, exact_km=True),
        ),
        missing="a few metres: two fatal accidents about 304 m apart along the road (L = 300 m)",
        missing_key="length",
    ),
    Case(
        "N02", "near_miss", "stretch", "Đường ven biển, hai vụ chết người cách nhau 366 ngày", ("two_fatal",),
        _row("ven-bien", XY, (1_820, _d(2025, 6, 10), F), (1_860, _d(2026, 6, 11), F)),
        missing="days: 366 days apart, outside any 12 months",
        missing_key="period",
    ),
    Case(
        "N03", "near_miss", "stretch", "ĐH43, một vụ ngay trước kỳ thống kê", ("two_fatal",),
        _row("dh43", XY, (700, _d(2025, 10, 31), F), (760, _d(2026, 3, 5), F)),
        missing="one day: the first accident is on 31/10/2025, the period begins on 1/11/2025; "
        "black when every rolling 12 months are screened",
        missing_key="period",
    ),
    Case(
        "N04", "near_miss", "stretch", "Đường Phổ Vinh, ba vụ bị thương", ("four_injury",), (),
        missing="one accident with injuries (the accidents of P02)",
        missing_key="one_injury",
    ),
    Case(
        "N05", "near_miss", "stretch", "QL1 và đường gom song song 15 m", ("four_injury",),
        (
            Event("QL1", 8_060, _d(2025, 11, 9), I, BOTH),
            Event("QL1", 8_100, _d(2026, 4, 2), I, BOTH),
            Event("gom-dan-sinh", 365, _d(2026, 6, 18), I, XY),
            Event("gom-dan-sinh", 410, _d(2026, 9, 12), I, XY),
        ),
        missing="four accidents with injuries within 60 m, but two on QL1 and two on the service road beside it",
        missing_key="route",
    ),
    Case(
        "N06", "near_miss", "stretch", "Cầu vượt đường tránh và ĐT627C bên dưới", ("two_fatal",),
        (
            Event("QL1:tranh", 3_993, _d(2026, 1, 24), F, KM),
            Event("DT627C", 2_921, _d(2026, 7, 18), F, KM),
        ),
        missing="two fatal accidents a few metres apart on the map, one on the flyover and one under it",
        missing_key="route",
    ),
    Case(
        "N07", "near_miss", "junction", "Ngã tư ĐH45 - Đường Phổ Vinh, một vụ ngoài bán kính", ("four_injury",),
        (
            Event("dh45", -22, _d(2025, 12, 13), I, XY, "pho-vinh"),
            Event("dh45", 30, _d(2026, 3, 14), I, XY, "pho-vinh"),
            Event("pho-vinh", 25, _d(2026, 5, 23), I, XY, "dh45"),
            Event("pho-vinh", 57, _d(2026, 8, 30), I, XY, "dh45"),
        ),
        missing="about 7 m: three accidents with injuries within 50 m of the junction, the fourth at 57 m",
        missing_key="radius",
    ),
    Case(
        "N08", "near_miss", "stretch", "ĐT627C, một chết, một bị thương, một va chạm", ("three_with_one_fatal",),
        _row("DT627C", BOTH, (1_380, _d(2026, 2, 21), F), (1_440, _d(2026, 6, 1), I), (1_480, _d(2026, 8, 2), M)),
        missing="one accident: a minor collision is not an accident of the black level",
        missing_key="one_accident",
    ),
    Case(
        "N09", "near_miss", "stretch", "Đường ven biển, bốn vụ bị thương trải dài quá 300 m", ("four_injury",),
        _row("ven-bien", XY, (8_200, _d(2025, 12, 1), I), (8_300, _d(2026, 3, 1), I), (8_410, _d(2026, 5, 3), I),
             (8_522, _d(2026, 9, 6), I)),
        missing="about 22 m: four accidents with injuries over 322 m",
        missing_key="length",
    ),
    Case(
        "N10", "near_miss", "stretch", "Cùng lý trình trên QL1 tuyến cũ và trên đường tránh", ("two_fatal",),
        (
            Event("QL1", 2_790, _d(2026, 2, 28), F, KM),
            Event("QL1:tranh", 2_790, _d(2026, 8, 1), F, KM),  # moved to the same chainage when placed
        ),
        missing="two fatal accidents at the same km post, one on the old road and one on the bypass",
        missing_key="route",
    ),
    Case(
        "N11", "near_miss", "stretch", "QL1, vụ thứ hai chưa rõ tuyến cũ hay đường tránh", ("two_fatal",),
        _row("QL1", KM, (6_000, _d(2026, 5, 1), F)),
        missing="a second fatal accident 50 m away is written as QL1 without saying old road or bypass: ambiguous",
        missing_key="location",
    ),
)  # fmt: skip

HISTORICAL = (
    Case(
        "H01", "historical", "stretch", "ĐT627C, đoạn phía đông đường sắt", ("two_fatal",),
        _row("DT627C", KM, (6_700, _d(2025, 2, 8), F), (6_790, _d(2025, 7, 19), F)),
    ),
    Case(
        "H02", "historical", "stretch", "Đường Phổ Vinh, đoạn phía bắc", ("four_injury",),
        _row("pho-vinh", XY, (1_500, _d(2024, 12, 15), I), (1_560, _d(2025, 3, 23), I), (1_610, _d(2025, 6, 14), I),
             (1_700, _d(2025, 9, 27), I)),
    ),
    Case(
        "H03", "historical", "junction", "Ngã tư Nguyễn Trãi - Huỳnh Công Thiệu", ("three_with_one_fatal",),
        (
            Event("nguyen-trai", -20, _d(2024, 11, 30), I, XY, "huynh-cong-thieu"),
            Event("huynh-cong-thieu", 25, _d(2025, 4, 12), F, XY, "nguyen-trai"),
            Event("huynh-cong-thieu", -30, _d(2025, 8, 3), D, XY, "nguyen-trai"),
        ),
    ),
)  # fmt: skip

CASES = (*BLACK, *POTENTIAL, *NEAR_MISSES, *HISTORICAL)
