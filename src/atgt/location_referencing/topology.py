"""What is wrong with a road layer as a network: gaps, doubles, crossings without a node, parts apart, names missing.

Nothing here stops a layer from being used; each finding is a place to look at before it is.
Lengths in metres, positions in EPSG:4326.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from atgt.domain.text import Text
from atgt.location_referencing import chaining, projection
from atgt.location_referencing.segments import NAMELESS_PREFIX, clean_segments

if TYPE_CHECKING:
    import geopandas as gpd

GAP_M = 15.0
"""An end this near to another road without touching it is more likely a slip of the drawing than a dead end."""

OVERLAP_M = 20.0
"""Two roads that run on each other for longer than this are drawn twice; shorter is how roads meet."""

_BESIDE_M = 1.0
Lines = npt.NDArray[np.object_]


class Flaw(StrEnum):
    """Kinds of findings, most disturbing first."""

    GAP = "gap"
    DOUBLE = "double"
    CROSSING = "crossing"
    APART = "apart"
    NAMELESS = "nameless"
    DEAD_END = "dead_end"


FLAW_LABELS = {
    Flaw.GAP: Text("Đầu đường hở", "Loose end"),
    Flaw.DOUBLE: Text("Vẽ trùng, chồng lên nhau", "Drawn twice"),
    Flaw.CROSSING: Text("Cắt nhau không có nút", "Crossing without a node"),
    Flaw.APART: Text("Phần đường tách rời", "Part apart"),
    Flaw.NAMELESS: Text("Không có số hiệu, tên", "No number or name"),
    Flaw.DEAD_END: Text("Đường cụt", "Dead end"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where, about which roads, and in words."""

    flaw: Flaw
    lon: float
    lat: float
    route_ids: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Topology:
    """What a layer looks like as a network.

    Parameters
    ----------
    n_parts
        How many connected parts the roads make; a ward's roads usually make one.
    """

    findings: tuple[Finding, ...]
    n_segments: int
    n_ends: int
    n_parts: int
    length_km: float

    def counts(self) -> dict[Flaw, int]:
        """How many findings of each kind; kinds without any are 0."""
        found = Counter(one.flaw for one in self.findings)
        return {flaw: found.get(flaw, 0) for flaw in Flaw}


def check_topology(segments: gpd.GeoDataFrame, *, metric_crs: str) -> Topology:
    """Look at the roads (not the railways) of a layer in the segment schema.

    Parameters
    ----------
    segments
        ``SEGMENT_COLUMNS`` and lines in any stated CRS; an empty layer gives an empty answer.
    """
    pieces = clean_segments(segments, metric_crs, [])
    roads = pieces[pieces["kind"] == "road"].reset_index(drop=True)
    if roads.empty:
        return Topology((), 0, 0, 0, 0.0)
    work = _Work(roads, metric_crs)
    ends, gaps = _loose_ends(work)
    parts, apart = _parts(work)
    findings = [*gaps, *_doubles(work), *_crossings(work), *apart, *_nameless(work), *ends]
    order = list(Flaw)
    findings.sort(key=lambda one: (order.index(one.flaw), one.route_ids, one.lon, one.lat))
    return Topology(tuple(findings), len(roads), len(ends) + len(gaps), parts, float(roads.length.sum()) / 1000)


class _Work:
    """The roads as arrays, and their ends as nodes."""

    def __init__(self, roads: gpd.GeoDataFrame, crs: str) -> None:
        self.lines: Lines = roads.geometry.to_numpy()
        self.route: list[str] = roads["route_id"].tolist()
        self.level: npt.NDArray[np.int64] = roads["bridge_level"].to_numpy(dtype=np.int64)
        self.crs = crs
        self.tree = shapely.STRtree(self.lines)
        self.x, self.y = chaining.segment_ends(list(self.lines))
        self.node = chaining.cluster_points(self.x, self.y, chaining.JOIN_TOLERANCE_M)

    def finding(self, flaw: Flaw, x: float, y: float, segments: tuple[int, ...], text: Text) -> Finding:
        lon, lat = projection.to_wgs84(x, y, self.crs)
        routes = tuple(sorted({self.route[i] for i in segments}))
        return Finding(flaw, round(float(lon), 6), round(float(lat), 6), routes, text)


def _loose_ends(work: _Work) -> tuple[list[Finding], list[Finding]]:
    """Ends that touch nothing: dead ends, and those so near another road that they should touch it."""
    dead, gaps = [], []
    degree = np.bincount(work.node)
    for end in np.flatnonzero(degree[work.node] == 1).tolist():
        own, x, y = end // 2, float(work.x[end]), float(work.y[end])
        point = shapely.Point(x, y)
        near = [int(i) for i in work.tree.query(point, predicate="dwithin", distance=GAP_M) if int(i) != own]
        away = {i: float(shapely.distance(work.lines[i], point)) for i in near}
        if any(metres <= chaining.JOIN_TOLERANCE_M for metres in away.values()):
            continue  # it ends on the middle of another road
        if away:
            other = min(away, key=lambda i: (away[i], i))
            gaps.append(work.finding(Flaw.GAP, x, y, (own, other), _gap_words(work, own, other, away[other])))
        else:
            words = Text(f"{work.route[own]} kết thúc ở đây.", f"{work.route[own]} ends here.")
            dead.append(work.finding(Flaw.DEAD_END, x, y, (own,), words))
    return dead, gaps


def _gap_words(work: _Work, own: int, other: int, metres: float) -> Text:
    a, b = work.route[own], work.route[other]
    return Text(
        f"Đầu {a} cách {b} {metres:.1f} m mà không nối: nối lại nếu ngoài thực địa liền nhau.",
        f"{a} ends {metres:.1f} m from {b} without touching it: join them if they meet on the ground.",
    )


def _doubles(work: _Work) -> list[Finding]:
    """Roads that run on each other: the same line twice, or two that share a stretch."""
    left, right = work.tree.query(work.lines, predicate="dwithin", distance=_BESIDE_M)
    pairs = [(i, j) for i, j in zip(left.tolist(), right.tolist(), strict=True) if i < j]
    found = []
    for i, j in pairs:
        if work.level[i] != work.level[j]:
            continue
        shared = shapely.intersection(work.lines[i], shapely.buffer(work.lines[j], _BESIDE_M))
        metres = float(shapely.length(shared))
        if metres < OVERLAP_M:
            continue
        middle = shapely.point_on_surface(shared)
        a, b = work.route[i], work.route[j]
        words = Text(
            f"{a} và {b} chồng lên nhau {metres:.0f} m: bỏ bớt một đường." if a != b
            else f"{a} vẽ trùng {metres:.0f} m: bỏ bớt một đường.",
            f"{a} and {b} lie on each other for {metres:.0f} m: remove one." if a != b
            else f"{a} is drawn twice for {metres:.0f} m: remove one.",
        )  # fmt: skip
        found.append(work.finding(Flaw.DOUBLE, middle.x, middle.y, (i, j), words))
    return found


def _crossings(work: _Work) -> list[Finding]:
    """Roads of one level that cross where neither has a vertex: nobody can turn there, on paper."""
    left, right = work.tree.query(work.lines, predicate="crosses")
    found = []
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        if i >= j or work.level[i] != work.level[j]:
            continue
        meeting = shapely.get_parts(shapely.intersection(work.lines[i], work.lines[j]))
        corners = shapely.points(
            np.vstack([shapely.get_coordinates(work.lines[i]), shapely.get_coordinates(work.lines[j])])
        )
        for point in (one for one in meeting if one.geom_type == "Point"):
            if float(shapely.distance(corners, point).min()) <= chaining.JOIN_TOLERANCE_M:
                continue
            a, b = work.route[i], work.route[j]
            words = Text(
                f"{a} và {b} cắt nhau nhưng không có điểm nút: thêm nút, hoặc ghi cầu vượt nếu khác mức.",
                f"{a} and {b} cross without a node: add one, or mark the bridge if the levels differ.",
            )
            found.append(work.finding(Flaw.CROSSING, point.x, point.y, (i, j), words))
    return found


def _parts(work: _Work) -> tuple[int, list[Finding]]:
    """Connected parts of the roads; all but the longest are told."""
    left, right = work.tree.query(work.lines, predicate="dwithin", distance=chaining.JOIN_TOLERANCE_M)
    parent = list(range(len(work.lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        a, b = root(i), root(j)
        parent[max(a, b)] = min(a, b)
    members: dict[int, list[int]] = {}
    for i in range(len(work.lines)):
        members.setdefault(root(i), []).append(i)
    ranked = sorted(members.values(), key=lambda part: (-_length(work, part), part))
    return len(ranked), [_apart(work, part) for part in ranked[1:]]


def _apart(work: _Work, part: list[int]) -> Finding:
    metres, first = _length(work, part), part[0]
    place = shapely.line_interpolate_point(work.lines[first], 0.5, normalized=True)
    names = ", ".join(sorted({work.route[i] for i in part})[:4])
    words = Text(
        f"{len(part)} đoạn dài {metres:.0f} m ({names}) không nối với mạng đường chính: nối lại nếu ngoài thực địa "
        "liền nhau.",
        f"{len(part)} segments of {metres:.0f} m ({names}) do not join the rest: join them if they meet on the ground.",
    )
    return work.finding(Flaw.APART, place.x, place.y, tuple(part), words)


def _length(work: _Work, part: list[int]) -> float:
    return float(shapely.length(work.lines[part]).sum())


def _nameless(work: _Work) -> list[Finding]:
    """Roads without number and name, one finding a road."""
    by_route: dict[str, list[int]] = {}
    for i, route in enumerate(work.route):
        if route.startswith(NAMELESS_PREFIX):
            by_route.setdefault(route, []).append(i)
    found = []
    for part in by_route.values():
        place = shapely.line_interpolate_point(work.lines[part[0]], 0.5, normalized=True)
        metres = _length(work, part)
        words = Text(
            f"Đường dài {metres:.0f} m không có số hiệu và tên: vụ ghi theo tên đường sẽ không tìm được; ghi thêm "
            "tên vào lớp.",
            f"A road of {metres:.0f} m has neither number nor name: records that name it will not find it; add the "
            "name.",
        )
        found.append(work.finding(Flaw.NAMELESS, place.x, place.y, tuple(part), words))
    return found
