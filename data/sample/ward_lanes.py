"""Alleys (hẻm) that leave a road at an odd angle and wander a little; none runs into another road."""

from __future__ import annotations

import math
import random

import shapely
from ward_curves import Line, Point, point_at, project, smooth
from ward_map import ALLEY, SEED, WARD
from ward_network import Naming, Network

ALLEYS: list[tuple[str, int, float, str, float]] = [
    # road, house number the alley is named by, metres along the road, side of travel, length in metres
    ("QL1", 512, 3_780.0, "right", 210.0),
    ("QL1", 968, 6_480.0, "right", 190.0),
    ("QL1", 1204, 9_560.0, "right", 240.0),
    ("nguyen-nghiem", 45, 505.0, "left", 170.0),
    ("nguyen-nghiem", 162, 1_220.0, "left", 220.0),
    ("tran-hung-dao", 88, 930.0, "left", 160.0),
    ("tran-hung-dao", 301, 2_640.0, "right", 190.0),
    ("le-thanh-ton", 24, 210.0, "left", 150.0),
    ("nguyen-trai", 117, 1_560.0, "right", 140.0),
    ("huynh-cong-thieu", 76, 660.0, "right", 170.0),
    ("truong-quang-trong", 19, 720.0, "left", 230.0),
    ("pham-van-dong", 140, 1_560.0, "right", 210.0),
    ("DT627C", 230, 5_640.0, "left", 250.0),
    ("ven-bien", 61, 6_900.0, "right", 180.0),
]


def draw_alleys(network: Network, border: shapely.Polygon) -> None:
    """Draw the alleys one after the other; each keeps clear of the roads already there."""
    for route_id, number, measure, side, length in ALLEYS:
        parent = network.roads[route_id]
        start = network.meet(route_id, point_at(parent.line, measure))
        name = parent.naming.road_name
        line = _wander(network, route_id, start, side, length, border)
        naming = Naming(f"hem-{number}-{_slug(route_id)}", f"Hẻm {number} {name}", ALLEY, WARD)
        network.add(naming, line)


def _slug(route_id: str) -> str:
    return route_id.lower().replace(":", "-")


def _wander(network: Network, route_id: str, start: Point, side: str, length: float, border: shapely.Polygon) -> Line:
    """The first of many random wanderings that keeps 30 m from every other road and stays in the ward."""
    rng = random.Random(f"{SEED} alley {route_id} {start}")
    parent = network.roads[route_id].line
    measure = project(parent, start)[0]
    ahead = point_at(parent, measure + 15)
    heading = math.atan2(ahead[1] - start[1], ahead[0] - start[0])
    heading += math.pi / 2 if side == "left" else -math.pi / 2
    others = shapely.unary_union([shapely.LineString(r.line) for r in network.roads.values()])
    for _ in range(400):
        line = smooth(_steps(start, heading + rng.uniform(-0.4, 0.4), length, rng), step_m=22)
        tail = shapely.LineString(line[2:])
        if tail.distance(others) > 30 and border.contains(tail) and shapely.LineString(line).is_simple:
            return line
    raise ValueError(f"no room for an alley of {length:g} m on {route_id} at {measure:.0f} m")


def _steps(start: Point, heading: float, length: float, rng: random.Random) -> list[Point]:
    points, x, y = [start], *start
    count = max(3, round(length / 55))
    for _ in range(count):
        step = length / count * rng.uniform(0.75, 1.25)
        x, y = x + step * math.cos(heading), y + step * math.sin(heading)
        points.append((round(x, 3), round(y, 3)))
        heading += rng.uniform(-0.55, 0.55)
    return points
