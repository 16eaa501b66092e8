"""Places along a route: a point at a measure, the line of a stretch, and the way between measures and km posts."""

from __future__ import annotations

import shapely
from shapely.ops import substring

from atgt.location_referencing.calibration import chainage_to_measures, measure_to_chainage
from atgt.location_referencing.road_network import Route

__all__ = ["chainage_to_measures", "measure_to_chainage", "point_at", "stretch_line"]


def point_at(route: Route, measure_m: float) -> shapely.Point:
    """The place at a distance along the route, in the network's CRS; beyond its ends, the end.

    Parameters
    ----------
    measure_m
        True metres from the start of the route's line.
    """
    return shapely.line_interpolate_point(route.line, min(max(measure_m, 0.0), route.length_m))


def stretch_line(route: Route, from_m: float, to_m: float) -> shapely.LineString:
    """The piece of the route between two distances along it, in the network's CRS.

    A stretch without length is a line of two equal points, so that it can still be drawn and buffered.
    """
    low, high = sorted(min(max(m, 0.0), route.length_m) for m in (from_m, to_m))
    piece = substring(route.line, low, high)
    if isinstance(piece, shapely.LineString):
        return piece
    return shapely.LineString([piece, piece])
