"""How dense accidents are along the roads, in pieces to be coloured: a picture beside the screening, no criterion."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import ops

from atgt.domain.errors import ParameterError
from atgt.domain.location import LocationStatus
from atgt.domain.text import Text
from atgt.location_referencing import projection
from atgt.location_referencing.road_network import RoadNetwork
from atgt.statistics import network_density
from atgt.statistics.network_density import Edges, Positions
from atgt.storage.database import Database
from atgt.workflow import roads, selection
from atgt.workflow.selection import AccidentFilter

DEFAULT_BANDWIDTH_M = 300.0
PIECE_M = 50.0
_REACH_M = 30.0
_LEAST_EDGE_M = 0.5


@dataclass(frozen=True, slots=True)
class DensePiece:
    """A piece of a road and the density in its middle.

    Parameters
    ----------
    per_km
        Accidents of the selection per kilometre.
    coordinates
        (lon, lat) in EPSG:4326 along the piece.
    """

    route_id: str
    per_km: float
    coordinates: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RoadDensity:
    """The pieces with any density, and how many accidents took part."""

    pieces: tuple[DensePiece, ...]
    n_accidents: int
    bandwidth_m: float

    @property
    def most(self) -> float:
        """The highest density, per kilometre; 0 without a piece."""
        return max((piece.per_km for piece in self.pieces), default=0.0)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One edge of the network as a part of its route."""

    route_id: str
    from_m: float
    to_m: float


def density_of(
    database: Database, chosen: AccidentFilter | None = None, *, bandwidth_m: float = DEFAULT_BANDWIDTH_M
) -> RoadDensity:
    """The density along all roads of the accidents of a selection that have a place.

    Roads are joined at the junctions of the network only, so a flyover and parallel carriageways stay apart.

    Raises
    ------
    ParameterError
        For a bandwidth outside 50–2,000 m.
    """
    if not 50 <= bandwidth_m <= 2000:
        raise ParameterError(
            Text(f"Bán kính phải từ 50 đến 2.000 m, không phải {bandwidth_m:g}.",
                 f"The bandwidth must be 50 to 2,000 m, not {bandwidth_m:g}.")
        )  # fmt: skip
    network = roads.load_network(database)
    cuts, edges = _edges(network)
    table = selection.select_accidents(database, chosen).accidents
    known = (table["location_status"] == LocationStatus.LOCATED.value) & table["measure_mm"].notna()
    placed = table[known & table["route_id"].isin({cut.route_id for cut in cuts})]
    measures = placed["measure_mm"].to_numpy(dtype=float) / 1000
    events = _positions(cuts, placed["route_id"].tolist(), measures)
    pieces = [piece for number, cut in enumerate(cuts) for piece in _pieces(number, cut)]
    samples = Positions(
        np.array([number for number, _, _ in pieces], dtype=np.int64),
        np.array([(low + high) / 2 - cuts[number].from_m for number, low, high in pieces]),
    )
    found = network_density.density(edges, events, samples, bandwidth_m=bandwidth_m) * 1000
    drawn = tuple(
        _piece(network, cuts[number].route_id, low, high, per_km)
        for (number, low, high), per_km in zip(pieces, found.tolist(), strict=True)
        if per_km > 0
    )
    return RoadDensity(drawn, len(placed), bandwidth_m)


def _edges(network: RoadNetwork) -> tuple[list[_Cut], Edges]:
    """All roads cut at their junctions; ends of roads that are no junction are nodes of their own."""
    cuts: list[_Cut] = []
    nodes: list[tuple[str, str]] = []
    for route in network.roads:
        seam = f"{route.route_id}<"
        marks = {0.0: seam, route.length_m: seam if route.line.is_closed else f"{route.route_id}>"}
        for junction in network.junctions:
            point = shapely.Point(junction.x, junction.y)
            if route.route_id in junction.route_ids and route.line.distance(point) <= _REACH_M:
                at = float(route.line.project(point))
                near = next((known for known in marks if abs(known - at) < _LEAST_EDGE_M), at)
                marks[near] = junction.junction_id
        ordered = sorted(marks)
        for low, high in itertools.pairwise(ordered):
            cuts.append(_Cut(route.route_id, low, high))
            nodes.append((marks[low], marks[high]))
    number = {name: i for i, name in enumerate(sorted({name for pair in nodes for name in pair}))}
    start, end = ([number[pair[side]] for pair in nodes] for side in (0, 1))
    lengths = np.array([cut.to_m - cut.from_m for cut in cuts], dtype=float)
    return cuts, Edges(np.array(start, dtype=np.int64), np.array(end, dtype=np.int64), lengths)


def _positions(cuts: list[_Cut], route_ids: list[str], measures: npt.NDArray[np.float64]) -> Positions:
    """Each accident on its edge."""
    by_route: dict[str, list[int]] = {}
    for number, cut in enumerate(cuts):
        by_route.setdefault(cut.route_id, []).append(number)
    edges, offsets = [], []
    for route_id, measure in zip(route_ids, measures.tolist(), strict=True):
        own = by_route[route_id]
        edge = next((number for number in own if measure < cuts[number].to_m), own[-1])
        edges.append(edge)
        offsets.append(min(max(measure - cuts[edge].from_m, 0.0), cuts[edge].to_m - cuts[edge].from_m))
    return Positions(np.array(edges, dtype=np.int64), np.array(offsets, dtype=float))


def _pieces(number: int, cut: _Cut) -> list[tuple[int, float, float]]:
    n = max(1, round((cut.to_m - cut.from_m) / PIECE_M))
    step = (cut.to_m - cut.from_m) / n
    return [(number, cut.from_m + i * step, cut.from_m + (i + 1) * step) for i in range(n)]


def _piece(network: RoadNetwork, route_id: str, low: float, high: float, per_km: float) -> DensePiece:
    line = ops.substring(network.routes[route_id].line, low, high)
    x, y = shapely.get_coordinates(line).T
    lon, lat = projection.to_wgs84(x, y, network.crs)
    return DensePiece(route_id, per_km, tuple(zip(lon.round(6).tolist(), lat.round(6).tolist(), strict=True)))
