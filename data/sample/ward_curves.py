"""Curves on a plane in metres: smooth lines through a few points, offsets, places along a line.

Coordinates are local: metres east and north of ``ORIGIN`` in EPSG:5898 (VN-2000 / TM-3 108-00).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

import pyproj

Point = tuple[float, float]
Line = list[Point]

ORIGIN = (603_000.0, 1_636_000.0)

# The seven parameters of QĐ 05/2007/QĐ-BTNMT, written out so that no other operation can be picked.
VN2000_DUC_PHO = (
    "+proj=tmerc +lat_0=0 +lon_0=108 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 "
    "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m"
)
_TO_WGS84 = pyproj.Transformer.from_crs(VN2000_DUC_PHO, "EPSG:4326", always_xy=True)
_TO_VN2000 = pyproj.Transformer.from_crs("EPSG:4326", VN2000_DUC_PHO, always_xy=True)


def lon_lat(point: Point) -> Point:
    """Longitude and latitude (WGS84) of a local point, rounded to 7 decimals (about 1 cm)."""
    lon, lat = _TO_WGS84.transform(point[0] + ORIGIN[0], point[1] + ORIGIN[1])
    return round(lon, 7), round(lat, 7)


def local(lon: float, lat: float) -> Point:
    """The local point of a longitude and latitude (WGS84)."""
    easting, northing = _TO_VN2000.transform(lon, lat)
    return easting - ORIGIN[0], northing - ORIGIN[1]


def smooth(controls: Sequence[Point], *, step_m: float = 38.0) -> Line:
    """A centripetal Catmull-Rom curve through all the points, with a vertex about every ``step_m``."""
    first, last = controls[0], controls[-1]
    padded = [_mirror(controls[1], first), *controls, _mirror(controls[-2], last)]
    line: Line = [first]
    for k in range(1, len(padded) - 2):
        p0, p1, p2, p3 = padded[k - 1 : k + 3]
        count = max(1, round(math.dist(p1, p2) / step_m))
        line.extend(_between(p0, p1, p2, p3, i / count) for i in range(1, count))
        line.append(p2)
    return [(round(x, 3), round(y, 3)) for x, y in line]


def _mirror(point: Point, centre: Point) -> Point:
    return 2 * centre[0] - point[0], 2 * centre[1] - point[1]


def _between(p0: Point, p1: Point, p2: Point, p3: Point, part: float) -> Point:
    t1 = math.sqrt(math.dist(p0, p1))
    t2 = t1 + math.sqrt(math.dist(p1, p2))
    t3 = t2 + math.sqrt(math.dist(p2, p3))
    t = t1 + part * (t2 - t1)
    a1, a2, a3 = _mix(p0, p1, 0.0, t1, t), _mix(p1, p2, t1, t2, t), _mix(p2, p3, t2, t3, t)
    b1, b2 = _mix(a1, a2, 0.0, t2, t), _mix(a2, a3, t1, t3, t)
    return _mix(b1, b2, t1, t2, t)


def _mix(a: Point, b: Point, t_a: float, t_b: float, t: float) -> Point:
    w = (t - t_a) / (t_b - t_a)
    return a[0] + w * (b[0] - a[0]), a[1] + w * (b[1] - a[1])


def measures(line: Sequence[Point]) -> list[float]:
    """Metres from the start of the line to each of its vertices."""
    along = [0.0]
    for a, b in pairwise(line):
        along.append(along[-1] + math.dist(a, b))
    return along


def point_at(line: Sequence[Point], measure_m: float, *, offset_m: float = 0.0) -> Point:
    """The point at a distance along the line, moved ``offset_m`` to the right of the direction of travel."""
    along = measures(line)
    k = min(max(bisect_right(along, measure_m) - 1, 0), len(line) - 2)
    a, b = line[k], line[k + 1]
    length = along[k + 1] - along[k]
    w = (measure_m - along[k]) / length
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    return a[0] + w * (b[0] - a[0]) + offset_m * uy, a[1] + w * (b[1] - a[1]) - offset_m * ux


def project(line: Sequence[Point], point: Point) -> tuple[float, float]:
    """Measure of the nearest point of the line and the distance to it, both in metres."""
    best = (math.inf, 0.0)
    along = 0.0
    for a, b in pairwise(line):
        length = math.dist(a, b)
        w = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length**2
        w = min(max(w, 0.0), 1.0)
        foot = (a[0] + w * (b[0] - a[0]), a[1] + w * (b[1] - a[1]))
        best = min(best, (math.dist(foot, point), along + w * length))
        along += length
    return best[1], best[0]


def beside(line: Sequence[Point], offset: Callable[[float], float], *, step_m: float, start: float, end: float) -> Line:
    """A line that runs beside another, ``offset(measure)`` metres to the right of it."""
    count = max(2, round((end - start) / step_m))
    along = [start + (end - start) * i / count for i in range(count + 1)]
    points = [point_at(line, m, offset_m=offset(m)) for m in along]
    return [(round(x, 3), round(y, 3)) for x, y in points]


def insert_vertex(line: Line, point: Point) -> None:
    """Put a vertex into the line where it passes the point; the line then goes through the point."""
    if point in line:
        return
    measure, _ = project(line, point)
    line.insert(bisect_right(measures(line), measure), point)
