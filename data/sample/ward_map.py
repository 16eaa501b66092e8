"""The invented ward: its outline and its roads, drawn by hand in kilometres and smoothed.

Nothing here was traced from a map. Phường Đức Phổ lends the setting (a national road, a bypass, the railway
beside the road, a coast in the east) and names of historical persons that streets of many towns bear.
Coordinates are kilometres east and north of ``ward_curves.ORIGIN``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

import shapely
from ward_curves import Line, Point, beside, measures, point_at, project, smooth
from ward_network import Naming, Network

SEED = 627

NATIONAL, PROVINCIAL, DISTRICT = "quoc_lo", "duong_tinh", "duong_huyen"
COMMUNE, URBAN, HAMLET, ALLEY, RAIL = "duong_xa", "duong_do_thi", "duong_thon", "hem", "duong_sat"
ROAD_AREA, BUILD_DEPT, WARD = "Khu Quản lý đường bộ III", "Sở Xây dựng Quảng Ngãi", "UBND phường"

COAST: list[Point] = [
    (2.32, 5.9), (2.5, 5.3), (2.82, 4.55), (3.12, 3.8), (3.3, 3.26), (3.06, 3.05), (3.44, 2.9),
    (3.74, 2.1), (4.06, 1.25), (4.5, 0.32), (4.92, -0.62), (5.3, -1.5), (5.7, -2.3), (6.05, -2.95),
    (6.38, -3.25), (6.84, -3.42), (6.72, -3.78), (6.86, -4.16),
]  # fmt: skip
INLAND: list[Point] = [
    (6.86, -4.16), (6.1, -4.02), (5.42, -4.32), (4.6, -4.2), (3.7, -4.62), (2.9, -4.5), (2.1, -4.98),
    (1.2, -4.95), (0.62, -5.42), (0.1, -5.1), (-0.35, -4.75), (-0.52, -4.1), (-0.5, -3.5), (-0.95, -2.95),
    (-1.55, -2.45), (-2.02, -1.95), (-2.42, -1.3), (-2.55, -0.55), (-3.1, 0.02), (-3.95, 0.12), (-4.7, 0.42),
    (-5.29, 0.72), (-5.1, 1.28), (-4.35, 1.42), (-3.5, 1.58), (-2.95, 2.1), (-2.62, 2.85), (-2.3, 3.35),
    (-2.16, 4.05), (-1.5, 4.42), (-1.22, 5.15), (-0.85, 5.66), (-0.3, 5.95), (0.45, 5.62), (1.2, 5.82),
    (1.8, 5.62), (2.32, 5.9),
]  # fmt: skip

QL1: list[Point] = [
    (-0.32, 5.82), (-0.42, 5.0), (-0.24, 4.2), (-0.33, 3.4), (-0.6, 2.5), (-0.56, 1.6), (-0.36, 0.7), (-0.43, -0.2),
    (-0.29, -1.1), (0.07, -2.0), (0.25, -2.9), (0.2, -3.8), (0.43, -4.7), (0.53, -5.3),
]  # fmt: skip

SERVICE_ROAD_FROM_M, SERVICE_ROAD_TO_M = 7_700.0, 8_620.0
SERVICE_ROAD_OFFSET_M = 15.0

STREETS: list[tuple[str, str, str, list[Point], str | None, str | None]] = [
    # route_id, name, class, points in km, road it starts on, road it ends on
    ("nguyen-nghiem", "Nguyễn Nghiêm", URBAN,
     [(-0.52, 1.36), (-0.83, 1.38), (-1.22, 1.47), (-1.62, 1.43), (-2.02, 1.58)], "QL1", "QL1:tranh"),
    ("tran-hung-dao", "Trần Hưng Đạo", URBAN,
     [(-0.59, 2.33), (-0.86, 2.14), (-0.97, 1.75), (-0.9, 1.2), (-0.79, 0.7), (-0.85, 0.12), (-0.72, -0.42),
      (-0.33, -0.76)], "QL1", "QL1"),
    ("le-thanh-ton", "Lê Thánh Tôn", URBAN,
     [(-0.6, 1.9), (-0.95, 1.93), (-1.32, 1.86), (-1.66, 2.0), (-1.99, 1.93)], "QL1", "QL1:tranh"),
    ("nguyen-trai", "Nguyễn Trãi", URBAN,
     [(-1.29, 1.87), (-1.33, 1.4), (-1.24, 1.0), (-1.32, 0.55), (-1.2, 0.05), (-1.28, -0.48)], "le-thanh-ton", None),
    ("phan-thai-at", "Phan Thái Ất", URBAN,
     [(-0.9, 1.15), (-1.12, 1.1), (-1.52, 1.18), (-1.72, 0.93)], "tran-hung-dao", "DT627C"),
    ("huynh-cong-thieu", "Huỳnh Công Thiệu", URBAN,
     [(-0.4, 0.2), (-0.82, 0.28), (-1.22, 0.2), (-1.56, 0.33), (-2.0, 0.2)], "QL1", "QL1:tranh"),
    ("truong-quang-trong", "Trương Quang Trọng", URBAN,
     [(-0.42, -0.33), (-0.74, -0.38), (-1.05, -0.56), (-1.42, -0.52), (-1.9, -0.63)], "QL1", "QL1:tranh"),
    ("ly-thuong-kiet", "Lý Thường Kiệt", URBAN, [(-1.07, 1.94), (-1.13, 1.66), (-1.09, 1.44)],
     "le-thanh-ton", "nguyen-nghiem"),
    ("bui-thi-xuan", "Bùi Thị Xuân", URBAN,
     [(-1.6, 0.34), (-1.63, 0.05), (-1.47, -0.25), (-1.5, -0.5)], "huynh-cong-thieu", "truong-quang-trong"),
    ("tran-quang-dieu", "Trần Quang Diệu", URBAN, [(-1.66, 2.0), (-1.72, 1.72), (-1.62, 1.45)],
     "le-thanh-ton", "nguyen-nghiem"),
    ("nguyen-chanh", "Nguyễn Chánh", URBAN,
     [(-0.57, 1.66), (-0.26, 1.7), (0.12, 1.6), (0.55, 1.74), (0.98, 1.62)], "QL1", None),
    ("pham-van-dong", "Phạm Văn Đồng", URBAN,
     [(0.08, 0.46), (0.15, 0.95), (0.1, 1.55), (0.16, 2.1), (-0.02, 2.62), (-0.48, 2.86)], "DT627C", "QL1"),
    ("vo-tanh", "Võ Tánh", URBAN, [(0.15, 1.0), (0.48, 1.08), (0.62, 1.4), (0.55, 1.74)],
     "pham-van-dong", "nguyen-chanh"),
    ("an-truong", "Đường An Trường", COMMUNE,
     [(-0.27, -1.14), (-0.75, -1.2), (-1.2, -1.12), (-1.66, -1.2), (-2.1, -1.06), (-2.3, -1.16)], "QL1", None),
    ("truong-giang", "Đường Trường Giang", COMMUNE,
     [(-0.41, 5.15), (-0.75, 5.04), (-0.98, 4.72), (-1.24, 4.42), (-1.6, 4.14), (-1.92, 3.88)], "QL1", None),
    ("hoa-thanh", "Đường Hòa Thạnh", COMMUNE,
     [(0.25, -3.08), (-0.1, -3.1), (-0.42, -2.98), (-0.66, -2.75), (-0.98, -2.72)], "QL1", None),
    ("dh43", "ĐH43", DISTRICT,
     [(-0.35, 3.3), (0.2, 3.26), (0.75, 3.52), (1.35, 3.56), (1.75, 3.38), (2.3, 3.46), (2.78, 3.36), (2.96, 3.38)],
     "QL1", "ven-bien"),
    ("dh45", "ĐH45", DISTRICT,
     [(0.2, -2.78), (0.7, -2.86), (1.5, -2.62), (2.4, -2.66), (3.1, -2.4), (3.7, -2.5), (4.4, -2.86), (5.0, -2.8),
      (5.7, -3.0)], "QL1", "ven-bien"),
    ("pho-vinh", "Đường Phổ Vinh", COMMUNE,
     [(1.6, 3.45), (1.86, 2.6), (1.7, 2.05), (1.72, 1.4), (2.05, 0.8), (2.16, 0.3), (2.52, -0.35), (2.46, -0.98),
      (2.12, -1.7), (2.3, -2.64), (2.62, -3.3), (2.44, -3.85), (2.6, -4.3)], "dh43", None),
    ("bac-ninh", "Đường Bắc Ninh", COMMUNE,
     [(-0.38, 4.78), (0.12, 4.86), (0.62, 4.6), (1.22, 4.52), (1.6, 4.74), (2.12, 4.7), (2.58, 4.52)],
     "QL1", "ven-bien"),
    ("minh-hai", "Đường Minh Hải", COMMUNE,
     [(3.12, 0.44), (2.9, 1.05), (3.02, 1.72), (2.66, 2.3), (2.52, 2.85), (2.3, 3.46)], "DT627C", "dh43"),
    ("tan-tu", "Đường Tân Tự", COMMUNE,
     [(3.55, 0.34), (3.62, -0.3), (3.3, -0.84), (3.42, -1.5), (3.3, -2.42)], "DT627C", "dh45"),
    ("dh47", "ĐH47", DISTRICT,
     [(-0.27, -1.45), (0.35, -1.3), (0.95, -1.46), (1.5, -1.2), (2.05, -1.12), (2.7, -0.82), (3.3, -0.86)],
     "QL1", "tan-tu"),
    ("nho-lam", "Đường Nho Lâm", HAMLET,
     [(0.98, -2.78), (1.1, -3.3), (0.86, -3.8), (1.05, -4.38), (0.45, -4.72)], "dh45", "QL1"),
    ("vinh-phuoc", "Đường Vĩnh Phước", HAMLET,
     [(1.1, 3.55), (1.22, 4.0), (1.06, 4.28), (1.16, 4.54)], "dh43", "bac-ninh"),
    ("my-a", "Đường Mỹ Á", HAMLET, [(3.9, 1.28), (3.56, 1.42), (3.36, 1.16), (2.94, 1.28)], "ven-bien", "minh-hai"),
    ("hai-tan", "Đường Hải Tân", HAMLET, [(4.95, -1.55), (4.5, -1.72), (4.1, -1.5), (3.42, -1.62)],
     "ven-bien", "tan-tu"),
    ("go-chay", "Đường Gò Chày", HAMLET, [(-3.02, 1.08), (-3.2, 0.72), (-3.7, 0.45), (-4.2, 0.42)], "DT627C", None),
    ("thanh-binh", "Đường Thanh Bình", HAMLET,
     [(1.05, 0.52), (1.12, -0.02), (0.86, -0.5), (0.98, -0.92), (0.92, -1.42)], "DT627C", "dh47"),
    ("an-thuong", "Đường An Thường", HAMLET, [(2.5, -3.98), (3.1, -3.95), (3.75, -3.7), (3.6, -3.1), (3.66, -2.5)],
     "pho-vinh", "dh45"),
]  # fmt: skip


def metres(points: Sequence[Point]) -> list[Point]:
    """Points in km as points in metres."""
    return [(round(x * 1000, 3), round(y * 1000, 3)) for x, y in points]


def outline() -> Line:
    """The ward's border as a closed ring, counter-clockwise, coast in the east."""
    coast = smooth(metres(COAST), step_m=120)
    inland = smooth(metres(INLAND), step_m=160)
    ring = coast + inland[1:]
    return ring[::-1]


def _draw(network: Network, naming: Naming, points: Sequence[Point], start: str | None, end: str | None) -> None:
    controls = metres(points)
    if start:
        controls[0] = network.meet(start, controls[0])
    if end:
        controls[-1] = network.meet(end, controls[-1])
    if naming.road_class in (DISTRICT, COMMUNE, HAMLET):
        controls = roughen(controls, random.Random(f"{SEED} {naming.route_id}"))
    step_m = 26.0 if naming.road_class in (URBAN, HAMLET) else 38.0
    network.add(naming, smooth(controls, step_m=step_m))


def draw_main_roads() -> Network:
    """QL1, its bypass with the flyover, the railway, the service road, and the named roads."""
    network = Network()
    network.apart.add(frozenset(("QL1:tranh", "DT627C")))
    network.add(
        Naming("QL1", "QL1", NATIONAL, ROAD_AREA, ("QL1A", "Quốc lộ 1", "Quốc lộ 1A", "QL1 qua trung tâm"), "cu"),
        smooth(metres(QL1), step_m=42),
    )
    bypass: list[Point] = [
        (-0.27, 4.4), (-0.42, 4.02), (-0.86, 3.55), (-1.36, 2.98), (-1.86, 2.42), (-2.08, 1.5), (-2.12, 0.55),
        (-1.98, -0.45), (-1.62, -1.4), (-1.1, -2.2), (-0.56, -2.85), (-0.16, -3.4), (0.1, -3.86), (0.32, -4.28),
    ]  # fmt: skip
    bypass_naming = Naming(
        "QL1:tranh", "Đường tránh QL1", NATIONAL, ROAD_AREA,
        ("QL1 tuyến tránh", "Tuyến tránh QL1", "Đường tránh Đức Phổ"), "tranh",
    )  # fmt: skip
    _draw(network, bypass_naming, bypass, "QL1", "QL1")
    provincial: list[Point] = [
        (-4.92, 0.98), (-4.3, 1.12), (-3.6, 0.9), (-3.0, 1.1), (-2.45, 1.16), (-2.1, 1.02), (-1.7, 0.92),
        (-1.2, 0.72), (-0.8, 0.66), (-0.37, 0.6), (-0.05, 0.46), (0.5, 0.4), (1.3, 0.58), (2.2, 0.3), (3.1, 0.46),
        (3.7, 0.3), (4.26, 0.2),
    ]  # fmt: skip
    network.add(
        Naming("DT627C", "ĐT627C", PROVINCIAL, BUILD_DEPT, ("Tỉnh lộ 627C", "TL627C")),
        smooth(metres(provincial), step_m=40),
    )
    coast: list[Point] = [
        (2.02, 5.62), (2.2, 5.1), (2.56, 4.42), (2.82, 3.84), (2.92, 3.4), (3.1, 2.86), (3.4, 2.1), (3.74, 1.4),
        (4.22, 0.4), (4.58, -0.6), (4.92, -1.46), (5.3, -2.26), (5.66, -2.96), (6.1, -3.46), (6.32, -3.96),
    ]  # fmt: skip
    coast_naming = Naming(
        "ven-bien", "Đường ven biển Dung Quất - Sa Huỳnh", PROVINCIAL, BUILD_DEPT, ("Đường ven biển",)
    )
    network.add(coast_naming, smooth(metres(coast), step_m=42))
    _join_end(network, "DT627C", "ven-bien")
    _draw_railway(network)
    for route_id, name, road_class, points, start, end in STREETS:
        _draw(network, Naming(route_id, name, road_class, WARD, _aliases(name, road_class)), points, start, end)
    _draw_service_road(network)
    _raise_flyover(network)
    return network


def roughen(controls: Sequence[Point], rng: random.Random) -> list[Point]:
    """The points with others between them, moved a little aside: field roads bend at ditches and plots."""
    rough = [controls[0]]
    for a, b in pairwise(controls):
        length = math.dist(a, b)
        if length > 330:
            part = rng.uniform(0.3, 0.7)
            aside = rng.uniform(-0.06, 0.06)
            x, y = a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
            rough.append((round(x - aside * (b[1] - a[1]), 3), round(y + aside * (b[0] - a[0]), 3)))
        rough.append(b)
    return rough


def _aliases(name: str, road_class: str) -> tuple[str, ...]:
    if road_class == URBAN:
        return (f"Đường {name}",)
    if road_class == DISTRICT:
        return (f"Đường huyện {name[2:]}",)
    return (name.removeprefix("Đường "),)


def _join_end(network: Network, route_id: str, to: str) -> None:
    line = network.roads[route_id].line
    line[-1] = network.meet(to, line[-1])


def _draw_railway(network: Network) -> None:
    """East of QL1: near it in the town (45 to 75 m), away from it north and south."""
    line = network.roads["QL1"].line
    total = measures(line)[-1]

    def gap(measure: float) -> float:
        away = max(0.0, (3_000 - measure) / 3_000, (measure - 8_700) / 2_600)
        return -(60.0 + 13.0 * math.sin(measure / 640.0) + 190.0 * away * away * (3 - 2 * min(away, 1.0)))

    # going south "right" is west, so the railway on the east has a negative offset
    rail = smooth(beside(line, gap, step_m=260.0, start=0.0, end=total), step_m=50)
    network.add(Naming("duong-sat", "Đường sắt Hà Nội - TP. Hồ Chí Minh", RAIL, "Đường sắt", (), "", "railway"), rail)


def _draw_service_road(network: Network) -> None:
    line = network.roads["QL1"].line
    start = network.meet("QL1", point_at(line, SERVICE_ROAD_FROM_M))
    end = network.meet("QL1", point_at(line, SERVICE_ROAD_TO_M))
    from_m, to_m = project(line, start)[0], project(line, end)[0]
    inner = beside(line, lambda _m: SERVICE_ROAD_OFFSET_M, step_m=28, start=from_m + 30, end=to_m - 30)
    naming = Naming("gom-dan-sinh", "Đường gom dân sinh", URBAN, WARD, ("Đường song hành",))
    network.add(naming, [start, *inner, end])


def _raise_flyover(network: Network) -> None:
    """The piece of the bypass over ĐT627C: about 240 m, one level up, meeting nothing."""
    bypass, under = network.roads["QL1:tranh"], network.roads["DT627C"]
    crossing = flyover(network)
    middle = project(bypass.line, crossing)[0]
    along = measures(bypass.line)
    first = max(range(len(along)), key=lambda k: along[k] if along[k] <= middle - 105 else -1)
    last = min(range(len(along)), key=lambda k: along[k] if along[k] >= middle + 105 else math.inf)
    if any(p in under.line for p in bypass.line[first : last + 1]):
        raise ValueError("the flyover must not share a vertex with the road below it")
    bypass.bridges.append((bypass.line[first], bypass.line[last]))


def flyover(network: Network) -> Point:
    """Where the bypass passes over ĐT627C."""
    over, under = (shapely.LineString(network.roads[i].line) for i in ("QL1:tranh", "DT627C"))
    crossing = shapely.get_coordinates(over.intersection(under))
    if len(crossing) != 1:
        raise ValueError("the bypass crosses ĐT627C once")
    return float(crossing[0][0]), float(crossing[0][1])
