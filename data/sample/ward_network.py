"""Roads as routes that meet: where lines cross they share a vertex, and routes are cut into segments there."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import shapely
from ward_curves import Line, Point, insert_vertex, measures, project

SAME_PLACE_M = 12.0
"""A road that ends this near to a vertex of the road it meets ends at that vertex."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a road is called and who keeps it."""

    route_id: str
    road_name: str
    road_class: str
    manager: str
    aliases: tuple[str, ...] = ()
    alignment: str = ""
    kind: str = "road"


@dataclass(slots=True)
class Road:
    """One route: its names and its line, in local metres, in the direction of its km posts."""

    naming: Naming
    line: Line
    bridges: list[tuple[Point, Point]] = field(default_factory=list)  # from vertex, to vertex: one level up

    @property
    def route_id(self) -> str:
        """The route's key."""
        return self.naming.route_id

    @property
    def length_m(self) -> float:
        """Length of the line in metres."""
        return measures(self.line)[-1]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a route between two nodes."""

    segment_id: str
    road: Road
    line: tuple[Point, ...]
    bridge_level: int


@dataclass(slots=True)
class Network:
    """Roads in the order they were drawn; pairs in ``apart`` cross at different levels and never meet."""

    roads: dict[str, Road] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)

    def add(self, naming: Naming, line: Line) -> Road:
        """Draw a road; its crossings with the roads already there become shared vertices."""
        road = Road(naming, line)
        for other in self.roads.values():
            if frozenset((road.route_id, other.route_id)) not in self.apart:
                _share_crossings(road, other)
        self.roads[road.route_id] = road
        return road

    def meet(self, route_id: str, near: Point) -> Point:
        """A vertex of the road nearest to a point, made if there is none within ``SAME_PLACE_M``."""
        line = self.roads[route_id].line
        vertex = min(line, key=lambda p: math.dist(p, near))
        measure, _ = project(line, near)
        along = measures(line)
        foot = _place_on(line, along, measure)
        if math.dist(vertex, foot) <= SAME_PLACE_M:
            return vertex
        insert_vertex(line, foot)
        return foot

    def nodes(self) -> dict[Point, list[str]]:
        """Every vertex shared by several routes, and which, in the order they were drawn."""
        users: dict[Point, list[str]] = {}
        for road in self.roads.values():
            for point in dict.fromkeys(road.line):
                users.setdefault(point, []).append(road.route_id)
        return {point: ids for point, ids in users.items() if len(ids) > 1}

    def junctions(self) -> dict[Point, list[str]]:
        """Nodes where roads meet; a level crossing with nothing but the railway is none."""
        found = {}
        for point, ids in self.nodes().items():
            on_roads = [i for i in ids if self.roads[i].naming.kind == "road"]
            if len(on_roads) > 1 and self._arms(point, on_roads) > 2:
                found[point] = on_roads
        return found

    def _arms(self, point: Point, ids: list[str]) -> int:
        return sum(1 if point in (self.roads[i].line[0], self.roads[i].line[-1]) else 2 for i in ids)

    def segments(self) -> list[Segment]:
        """All routes cut at their junctions and at the ends of their bridges, in order along each route."""
        nodes = self.junctions()
        found: list[Segment] = []
        for road in self.roads.values():
            cuts = {p for bridge in road.bridges for p in bridge} | set(nodes)
            pieces = _split(road.line, cuts)
            found.extend(
                Segment(f"{road.route_id}/{number:02d}", road, tuple(piece), _level(road, piece))
                for number, piece in enumerate(pieces, start=1)
            )
        return found


def _place_on(line: Line, along: list[float], measure: float) -> Point:
    for (a, b), (from_m, to_m) in zip(pairwise(line), pairwise(along), strict=True):
        if from_m <= measure <= to_m:
            w = (measure - from_m) / (to_m - from_m)
            return round(a[0] + w * (b[0] - a[0]), 3), round(a[1] + w * (b[1] - a[1]), 3)
    return line[-1]


def _share_crossings(road: Road, other: Road) -> None:
    shared = set(road.line) & set(other.line)
    crossing = shapely.LineString(road.line).intersection(shapely.LineString(other.line))
    for part in sorted((g.x, g.y) for g in getattr(crossing, "geoms", [crossing]) if g.geom_type == "Point"):
        point = (round(part[0], 3), round(part[1], 3))
        if any(math.dist(point, p) < 1.0 for p in shared):
            continue
        insert_vertex(road.line, point)
        insert_vertex(other.line, point)


def _split(line: Line, cuts: set[Point]) -> list[Line]:
    pieces: list[Line] = [[line[0]]]
    for point in line[1:-1]:
        pieces[-1].append(point)
        if point in cuts:
            pieces.append([point])
    pieces[-1].append(line[-1])
    return pieces


def _level(road: Road, piece: Line) -> int:
    return int(any({piece[0], piece[-1]} == {a, b} for a, b in road.bridges))


def close_pairs(network: Network, *, nearer_than_m: float, apart_from_nodes_m: float) -> list[tuple[str, str, float]]:
    """Pairs of roads that run closer than they should anywhere away from the nodes they share."""
    found = []
    for a, b in combinations(network.roads.values(), 2):
        shared = [p for p in a.line if p in set(b.line)]
        near = shapely.unary_union([shapely.Point(p).buffer(apart_from_nodes_m) for p in shared])
        rest_a, rest_b = (shapely.LineString(r.line).difference(near) for r in (a, b))
        if not rest_a.is_empty and not rest_b.is_empty and (gap := rest_a.distance(rest_b)) < nearer_than_m:
            found.append((a.route_id, b.route_id, round(gap, 1)))
    return found
