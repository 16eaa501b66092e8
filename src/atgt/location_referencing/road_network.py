"""The roads of the ward as routes that can be measured along, with their km posts and junctions.

Segments of one route are chained into one line by where they touch. Its direction is that of growing chainage;
without km posts it is the way most of it was drawn. A route that cannot be one line becomes
``QL1``, ``QL1#2`` …, longest first, and that is told. Railways are kept, marked, and never carry an accident.
Everything is in one metric CRS; what is odd in the data is collected in ``RoadNetwork.notes``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.location_referencing import (
    carriageways,
    chaining,
    junction_detection,
    post_placing,
    projection,
    snapping,
)
from atgt.location_referencing import (
    segments as layer,
)
from atgt.location_referencing.calibration import Anchor
from atgt.location_referencing.post_placing import ANCHOR_COLUMNS
from atgt.location_referencing.road_notes import note
from atgt.location_referencing.route import Junction, Route
from atgt.location_referencing.segments import SEGMENT_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "ANCHOR_COLUMNS",
    "JUNCTION_COLUMNS",
    "SEGMENT_COLUMNS",
    "Anchor",
    "Junction",
    "RoadNetwork",
    "Route",
    "build_network",
]

JUNCTION_COLUMNS = ("junction_id", "name", "lon", "lat", "route_ids")
"""The columns of a table of junctions; ``route_ids`` are parted by ";" and may be empty."""

_JUNCTION_REACH_M = 30.0
_BOX_MARGIN_DEG = 0.05


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Routes by id, junctions, and what was odd in the layers they came from.

    Parameters
    ----------
    carriageways
        Of a line that is the other carriageway of a road, the route that carries the measures of both. Empty unless
        the office has chosen to count both directions as one road; see ``joined``.
    """

    routes: Mapping[str, Route]
    junctions: tuple[Junction, ...]
    crs: str
    notes: tuple[Issue, ...] = ()
    carriageways: Mapping[str, str] = field(default_factory=dict)

    def joined(self, *, is_joined: bool = True) -> RoadNetwork:
        """The same network with the two carriageways of a road as one road, or each as a road of its own."""
        found: Mapping[str, str] = carriageways.find(self.routes.values()) if is_joined else {}
        return dataclasses.replace(self, carriageways=found)

    def main_of(self, route_id: str) -> str:
        """The route that carries the measures of a route: itself, or the main line of a joined road."""
        return self.carriageways.get(route_id, route_id)

    @cached_property
    def roads(self) -> tuple[Route, ...]:
        """The routes an accident can be on, in the order of their ids."""
        return tuple(route for _, route in sorted(self.routes.items()) if not route.is_railway)

    @cached_property
    def railways(self) -> tuple[Route, ...]:
        """The railways, in the order of their ids."""
        return tuple(route for _, route in sorted(self.routes.items()) if route.is_railway)

    @cached_property
    def edges(self) -> snapping.Edges:
        """Edges of ``roads``; the route index of an edge is the position in ``roads``."""
        return snapping.edges_of([route.line for route in self.roads])

    @cached_property
    def railway_edges(self) -> snapping.Edges:
        """Edges of ``railways``."""
        return snapping.edges_of([route.line for route in self.railways])

    @cached_property
    def box(self) -> projection.Box | None:
        """The plausible box of the network: its extent with a margin of about 5 km; None for no roads."""
        if not self.routes:
            return None
        west, south, east, north = shapely.total_bounds([route.line for route in self.routes.values()])
        lon, lat = projection.to_wgs84([west, west, east, east], [south, north, south, north], self.crs)
        m = _BOX_MARGIN_DEG
        return projection.Box(*(float(v) for v in (lon.min() - m, lat.min() - m, lon.max() + m, lat.max() + m)))

    @cached_property
    def _junction_tree(self) -> shapely.STRtree:
        return shapely.STRtree([shapely.Point(junction.x, junction.y) for junction in self.junctions])

    def junctions_near(self, x: float, y: float, reach_m: float) -> tuple[Junction, ...]:
        """Junctions within a straight distance of a place in the network's CRS, nearest first."""
        point = shapely.Point(x, y)
        near = [self.junctions[i] for i in self._junction_tree.query(point, predicate="dwithin", distance=reach_m)]
        return tuple(sorted(near, key=lambda j: (math.dist((j.x, j.y), (x, y)), j.junction_id)))

    def to_wgs84(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place in the network's metric CRS."""
        lon, lat = projection.to_wgs84(x, y, self.crs)
        return float(lon), float(lat)


def build_network(
    segments: gpd.GeoDataFrame,
    anchors: pd.DataFrame | None = None,
    junctions: pd.DataFrame | None = None,
    *,
    metric_crs: str = projection.DEFAULT_METRIC_CRS,
) -> RoadNetwork:
    """The network of a road layer, its km posts and its junctions.

    Parameters
    ----------
    segments
        ``SEGMENT_COLUMNS`` and line geometry in any stated CRS; the order of rows does not matter.
    anchors
        ``ANCHOR_COLUMNS``: km posts in WGS84; None or an empty table leaves the routes without chainage.
    junctions
        ``JUNCTION_COLUMNS``; None finds junctions where at least three ends of roads meet at one level.

    Returns
    -------
    A network; without segments an empty one. Odd data are in ``notes``, one Issue each.

    Raises
    ------
    MissingCrsError
        When the segments do not state their coordinate system.
    RoadNetworkError
        When ``route_id`` or the geometry column is missing.
    """
    projection.metric_crs(metric_crs)
    notes: list[Issue] = []
    pieces = layer.clean_segments(segments, metric_crs, notes)
    routes: dict[str, Route] = {}
    owner = np.full(len(pieces), "", dtype=object)
    posts = post_placing.posts_by_route(anchors, pieces["route_id"], metric_crs, notes)
    for (route_id, kind), group in pieces.groupby(["route_id", "kind"], sort=True):
        chains = chaining.chain_lines(group.geometry.tolist())
        parts = _parts(str(route_id), str(kind), group, chains, posts.get(str(route_id)), notes)
        for part, chain in parts:
            unique = (
                part if part.route_id not in routes else dataclasses.replace(part, route_id=f"{part.route_id}~{kind}")
            )
            routes[unique.route_id] = unique
            owner[group.index.to_numpy()[list(chain.segments)]] = unique.route_id
    network = RoadNetwork(MappingProxyType(routes), (), metric_crs)
    found = _detect(pieces, owner, network) if junctions is None else _given(junctions, network, notes)
    return RoadNetwork(network.routes, found, metric_crs, tuple(notes))


def _parts(
    route_id: str,
    kind: str,
    group: gpd.GeoDataFrame,
    chains: list[chaining.Chain],
    posts: pd.DataFrame | None,
    notes: list[Issue],
) -> list[tuple[Route, chaining.Chain]]:
    """The chains of a route, longest first, each with the km posts that stand beside it."""
    ranked = sorted(chains, key=lambda c: (-round(c.line.length, 3), c.line.bounds))
    if len(ranked) > 1:
        notes.append(_told_parts(route_id, ranked))
    share = post_placing.assign_posts(route_id, ranked, posts, notes)
    facts = layer.route_facts(group, route_id, notes)
    parts = []
    for number, chain in enumerate(ranked):
        own = posts.iloc[share[number]] if posts is not None else None
        line, anchors = post_placing.directed(chain, own)
        part_id = route_id if number == 0 else f"{route_id}#{number + 1}"
        parts.append((Route(part_id, *facts, line, anchors, is_railway=kind == "railway"), chain))
    return parts


def _told_parts(route_id: str, ranked: list[chaining.Chain]) -> Issue:
    lengths = ", ".join(f"{chain.line.length:.0f} m" for chain in ranked[:5]) + (", …" if len(ranked) > 5 else "")
    return note(
        "roads",
        route_id,
        "route_in_parts",
        Text(
            f"Tuyến {route_id} gồm {len(ranked)} phần không nối nhau ({lengths}); mỗi phần được đo riêng.",
            f"Route {route_id} is in {len(ranked)} parts that do not join ({lengths}); each is measured on its own.",
        ),
        IssueLevel.NOTE,
    )


def _detect(pieces: gpd.GeoDataFrame, owner: npt.NDArray[np.object_], network: RoadNetwork) -> tuple[Junction, ...]:
    is_road = (pieces["kind"] == "road").to_numpy()
    nodes = junction_detection.find_nodes(
        pieces.geometry.to_numpy()[is_road], pieces["bridge_level"].to_numpy()[is_road], chaining.JOIN_TOLERANCE_M
    )
    owners = owner[is_road]
    found = []
    for node in nodes:
        ids = tuple(sorted({str(owners[i]) for i in node.segments}))
        found.append(_junction(None, None, node.x, node.y, ids, network))
    return tuple(sorted(found, key=lambda junction: junction.junction_id))


def _given(junctions: pd.DataFrame, network: RoadNetwork, notes: list[Issue]) -> tuple[Junction, ...]:
    found = []
    for row in junctions.itertuples():
        lon, lat = float(row.lon), float(row.lat)  # type: ignore[arg-type]
        x, y = (float(v) for v in projection.to_metric(lon, lat, network.crs))
        stated = tuple(part.strip() for part in layer.text_of(getattr(row, "route_ids", "")).split(";") if part.strip())
        ids = tuple(dict.fromkeys(_resolve(stated, x, y, network))) or _roads_within_reach(x, y, network)
        if not ids:
            notes.append(
                note(
                    "junctions",
                    row.junction_id,
                    "junction_without_road",
                    Text(
                        "Nút giao không nằm trên đường nào nên không dùng; kiểm tra tọa độ của nút.",
                        "The junction lies on no road and is not used; check its position.",
                    ),
                )
            )
        found.append(_junction(layer.text_of(row.junction_id), layer.text_of(row.name), x, y, ids, network))
    return tuple(sorted(found, key=lambda junction: junction.junction_id))


def _resolve(stated: Iterable[str], x: float, y: float, network: RoadNetwork) -> list[str]:
    """The routes named, each as its part nearest to the junction."""
    point = shapely.Point(x, y)
    found = []
    for route_id in stated:
        parts = [r for r in network.roads if route_id in (r.route_id, r.base_id)]
        if parts:
            found.append(min(parts, key=lambda r: (r.line.distance(point), r.route_id)).route_id)
    return found


def _roads_within_reach(x: float, y: float, network: RoadNetwork) -> tuple[str, ...]:
    snaps = snapping.snap(np.array([x]), np.array([y]), network.edges, _JUNCTION_REACH_M)
    return tuple(sorted(network.roads[i].route_id for i in snaps.route_index))


def _junction(
    junction_id: str | None, name: str | None, x: float, y: float, ids: tuple[str, ...], network: RoadNetwork
) -> Junction:
    lon, lat = network.to_wgs84(x, y)
    shown = junction_detection.junction_name([network.routes[i].shown_name for i in ids if i in network.routes])
    return Junction(junction_id or f"nut-{lat:.5f}-{lon:.5f}", name or shown, x, y, lon, lat, ids)
