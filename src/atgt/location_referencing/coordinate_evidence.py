"""What the coordinates of records say: the roads near them, the nearest road when none is near, a railway beside them.

All records are handled together; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from atgt.domain.location import LocationMethod, Precision
from atgt.location_referencing import calibration, projection, snapping
from atgt.location_referencing.coordinate_reading import USABLE, CoordinateState, IntArray, read_coordinates
from atgt.location_referencing.projection import FloatArray
from atgt.location_referencing.road_index import RoadIndex, Spot
from atgt.location_referencing.snapping import Snaps

_DATUM_REACH_M = 20.0
"""A datum slip is only mentioned when it would put the point this near a road, in metres."""


@dataclass(frozen=True, slots=True)
class CoordinateEvidence:
    """What the coordinates of one record say.

    Parameters
    ----------
    x, y
        The reported point in the network's CRS; NaN when not usable.
    spots
        The nearest place on every road within the tolerance, nearest first.
    nearest_road, nearest_m
        The nearest road (position in ``network.roads``) and its distance, where no road is near.
    railway_m
        Distance of a railway within the tolerance, or None.
    fitting_zone
        The VN-2000 zone that would fit, where the state is OTHER_ZONE.
    as_vn2000
        Where no road is near: the place if the degrees were VN-2000 degrees, which lie about 225 m away. Never used
        by itself, only told.
    """

    state: CoordinateState
    x: float = float("nan")
    y: float = float("nan")
    spots: tuple[Spot, ...] = ()
    nearest_road: int | None = None
    nearest_m: float | None = None
    railway_m: float | None = None
    fitting_zone: int = 0
    as_vn2000: Spot | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is a point at all."""
        return self.state in USABLE


def read_points(
    index: RoadIndex, latitude: FloatArray, longitude: FloatArray, northing: FloatArray, easting: FloatArray
) -> list[CoordinateEvidence]:
    """The evidence of the coordinates of many records, one entry each, in their order."""
    network, options = index.network, index.options
    box = options.plausible_box or network.box
    readings = read_coordinates(latitude, longitude, northing, easting, box=box, zone=options.vn2000_zone)
    x, y = projection.to_metric(readings.lon, readings.lat, network.crs)
    snaps = snapping.snap(x, y, network.edges, options.tolerance_m)
    spots = _spots(index, snaps)
    first = np.searchsorted(snaps.point_index, np.arange(len(x) + 1))
    railway = _railway_distance(index, x, y)
    lost = np.flatnonzero(np.isfinite(x) & (np.diff(first) == 0))
    road, away = _nearest(index, x, y, lost)
    other_datum = _as_vn2000(index, readings.lon, readings.lat, lost[~readings.is_plane[lost]])
    return [
        CoordinateEvidence(
            CoordinateState(state),
            x_,
            y_,
            tuple(spots[a:b]),
            road_ if road_ >= 0 else None,
            away_ if road_ >= 0 else None,
            rail if np.isfinite(rail) else None,
            zone,
            other_datum.get(number),
        )
        for number, (state, x_, y_, a, b, road_, away_, rail, zone) in enumerate(
            zip(
                readings.state.tolist(),
                x.tolist(),
                y.tolist(),
                first[:-1].tolist(),
                first[1:].tolist(),
                road.tolist(),
                away.tolist(),
                railway.tolist(),
                readings.fitting_zone.tolist(),
                strict=True,
            )
        )
    ]


def _spots(index: RoadIndex, snaps: Snaps) -> list[Spot]:
    roads, reach_m = index.network.roads, index.options.max_extrapolation_m
    columns = (snaps.route_index, snaps.measure_m, snaps.x, snaps.y, snaps.distance_m)
    spots = [
        Spot(
            route,
            measure,
            calibration.measure_to_chainage(roads[route], measure, max_extrapolation_m=reach_m),
            x,
            y,
            Precision.B,
            0.0,
            LocationMethod.COORDINATES,
            distance,
        )
        for route, measure, x, y, distance in zip(*(c.tolist() for c in columns), strict=True)
    ]
    index.learn_degrees(spots)
    return spots


def _as_vn2000(index: RoadIndex, lon: FloatArray, lat: FloatArray, which: IntArray) -> dict[int, Spot]:
    """For degrees that fit no road, the place they have when they are read as VN-2000 degrees."""
    if not len(which):
        return {}
    shifted = projection.to_wgs84(lon[which], lat[which], projection.VN2000_DEGREES)
    snaps = snapping.snap(*projection.to_metric(*shifted, index.network.crs), index.network.edges, _DATUM_REACH_M)
    found: dict[int, Spot] = {}
    for point, spot in zip(which[snaps.point_index].tolist(), _spots(index, snaps), strict=True):
        found.setdefault(point, spot)
    return found


def _railway_distance(index: RoadIndex, x: FloatArray, y: FloatArray) -> FloatArray:
    """Distance of the nearest railway within the tolerance; NaN elsewhere."""
    found = np.full(len(x), np.nan)
    near = snapping.snap(x, y, index.network.railway_edges, index.options.tolerance_m)
    found[near.point_index[::-1]] = near.distance_m[::-1]  # sorted by distance: the nearest is written last
    return found


def _nearest(index: RoadIndex, x: FloatArray, y: FloatArray, which: IntArray) -> tuple[IntArray, FloatArray]:
    """The nearest road and its distance for some of the points; -1 and NaN for the others."""
    road, away = np.full(len(x), -1, dtype=np.int64), np.full(len(x), np.nan)
    edges = index.network.edges
    if len(which) and len(edges):
        points = np.asarray(shapely.points(x[which], y[which]), dtype=object)
        (hit, edge), distance = edges.tree.query_nearest(points, return_distance=True)
        order = np.lexsort((edge, hit))[::-1]  # of equally near edges the first is written last
        road[which[hit[order]]] = edges.route_index[edge[order]]
        away[which[hit[order]]] = distance[order]
    return road, away
