"""The finished ward as it is written to the files: rounded lines, posts, junctions, and questions about places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import shapely
from ward_curves import Line, Point, local, lon_lat, measures, point_at, project
from ward_lanes import draw_alleys
from ward_map import draw_main_roads, outline
from ward_network import Network, Segment
from ward_posts import Calibration, Post, calibrate, stand_posts


@dataclass(frozen=True, slots=True)
class Junction:
    """A place where roads meet."""

    junction_id: str
    name: str
    lon: float
    lat: float
    route_ids: tuple[str, ...]

    @property
    def point(self) -> Point:
        """The local point of the written coordinates."""
        return local(self.lon, self.lat)


@dataclass(frozen=True)
class Ward:
    """Roads, posts and junctions; ``line`` and everything measured on it is read back from written coordinates."""

    network: Network
    border: Line

    @cached_property
    def segments(self) -> list[Segment]:
        """The road segments."""
        return self.network.segments()

    @cached_property
    def posts(self) -> list[Post]:
        """The km posts."""
        return stand_posts(self.network)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Each route's line as a reader of the file gets it, in local metres."""
        return {r.route_id: [local(*lon_lat(p)) for p in r.line] for r in self.network.roads.values()}

    @cached_property
    def calibrations(self) -> dict[str, Calibration]:
        """Calibrated routes."""
        ids = dict.fromkeys(p.route_id for p in self.posts)
        return {i: calibrate(self.lines[i], [p for p in self.posts if p.route_id == i]) for i in ids}

    @cached_property
    def junctions(self) -> list[Junction]:
        """Places where roads meet."""
        found = []
        for number, (point, ids) in enumerate(self.network.junctions().items(), start=1):
            lines = [self.network.roads[i].line for i in ids]
            arms = sum(1 if point in (line[0], line[-1]) else 2 for line in lines)
            names = " - ".join(self.network.roads[i].naming.road_name for i in ids)
            kind = {3: "Ngã ba", 4: "Ngã tư"}.get(arms, "Nút giao")
            found.append(Junction(f"NG-{number:03d}", f"{kind} {names}", *lon_lat(point), tuple(ids)))
        return found

    def length_m(self, route_id: str) -> float:
        """Length of a route's line."""
        return measures(self.lines[route_id])[-1]

    def place(self, route_id: str, measure_m: float, *, offset_m: float = 0.0) -> Point:
        """A point on (or beside) a route."""
        return point_at(self.lines[route_id], measure_m, offset_m=offset_m)

    def junction_measures(self, route_id: str) -> list[float]:
        """Where along a route its junctions are."""
        line = self.lines[route_id]
        return [project(line, j.point)[0] for j in self.junctions if route_id in j.route_ids]

    def measure_near_junction(self, route_id: str, other: str) -> float:
        """Where along a route it meets another (the first place, when several)."""
        found = [j for j in self.junctions if {route_id, other} <= set(j.route_ids)]
        return project(self.lines[route_id], found[0].point)[0]


def build_ward() -> Ward:
    """The invented ward, the same every time."""
    network = draw_main_roads()
    border = outline()
    draw_alleys(network, shapely.Polygon(border))
    return Ward(network, border)
