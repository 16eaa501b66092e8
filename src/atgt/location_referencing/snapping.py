"""The nearest place on every road within a tolerance, for many points at once: arrays in, arrays out.

A road line is seen as its edges (two-vertex pieces) in one stable order. Per point and route the nearest place counts;
equal distances are settled by the order of edges, so the answer never depends on the machine.
Any faster engine must give the same arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_TIE_M = 1e-6
_CHUNK = 200_000


@dataclass(frozen=True)
class Edges:
    """All edges of all routes: from (x0, y0) to (x1, y1), the route they belong to, the measure at their start."""

    x0: FloatArray
    y0: FloatArray
    x1: FloatArray
    y1: FloatArray
    route_index: IntArray
    measure_m: FloatArray

    def __len__(self) -> int:
        return len(self.x0)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The spatial index, built when first asked for."""
        ends = np.stack([np.column_stack([self.x0, self.y0]), np.column_stack([self.x1, self.y1])], axis=1)
        return shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object) if len(self) else [])


@dataclass(frozen=True, slots=True)
class Snaps:
    """Candidates, sorted by point, then distance, then route.

    Parameters
    ----------
    point_index, route_index
        Positions in the arrays that were given.
    measure_m, distance_m
        Distance along the route's line, and from the point to it, in metres.
    x, y
        The place on the line.
    """

    point_index: IntArray
    route_index: IntArray
    measure_m: FloatArray
    distance_m: FloatArray
    x: FloatArray
    y: FloatArray


def edges_of(lines: Sequence[shapely.LineString]) -> Edges:
    """The edges of the lines, line by line, vertex by vertex; pieces without length are left out.

    Examples
    --------
    >>> edges_of([shapely.LineString([(0, 0), (3, 0), (3, 4)])]).measure_m.tolist()
    [0.0, 3.0]
    """
    xy, line = shapely.get_coordinates(np.asarray(lines, dtype=object), return_index=True)
    step = np.hypot(*np.diff(xy, axis=0).T) if len(xy) else np.empty(0)
    inside = (line[1:] == line[:-1]) if len(line) else np.empty(0, dtype=bool)
    along = np.concatenate([[0.0], np.cumsum(np.where(inside, step, 0.0))])
    first = np.searchsorted(line, np.arange(len(lines))) if len(lines) else np.empty(0, dtype=np.int64)
    start = (along[: len(xy)] - along[first][line]) if len(xy) else np.empty(0)
    keep = np.flatnonzero(inside & (step > 0)) if len(xy) else np.empty(0, dtype=np.int64)
    return Edges(xy[keep, 0], xy[keep, 1], xy[keep + 1, 0], xy[keep + 1, 1], line[keep].astype(np.int64), start[keep])


def snap(x: FloatArray, y: FloatArray, edges: Edges, tolerance_m: float) -> Snaps:
    """Every route within the tolerance of every point, at the nearest place on it; exactly the tolerance counts.

    A point without any candidate simply does not appear. Points that are not finite are skipped.

    Examples
    --------
    >>> edges = edges_of([shapely.LineString([(0, 0), (100, 0)])])
    >>> found = snap(np.array([30.0, 30.0]), np.array([50.0, 50.1]), edges, 50.0)
    >>> found.point_index.tolist(), found.measure_m.tolist(), found.distance_m.tolist()
    ([0], [30.0], [50.0])
    """
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y)) if len(edges) else np.empty(0, dtype=np.int64)
    parts = [_snap_some(usable[i : i + _CHUNK], x, y, edges, tolerance_m) for i in range(0, len(usable), _CHUNK)]
    if not parts:
        none, real = np.empty(0, dtype=np.int64), np.empty(0)
        return Snaps(none, none, real, real, real, real)
    return Snaps(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _snap_some(
    which: IntArray, x: FloatArray, y: FloatArray, edges: Edges, tolerance_m: float
) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    points = shapely.points(x[which], y[which])
    hit, edge = edges.tree.query(points, predicate="dwithin", distance=tolerance_m + _TIE_M)
    point = which[hit]
    measure, distance, near_x, near_y = _project(x[point], y[point], edges, edge)
    keep = distance <= tolerance_m + _TIE_M
    point, edge, measure, distance, near_x, near_y = (a[keep] for a in (point, edge, measure, distance, near_x, near_y))
    route, step = edges.route_index[edge], np.round(distance / _TIE_M)
    order = np.lexsort((edge, step, route, point))
    first = np.concatenate([[True], (np.diff(point[order]) != 0) | (np.diff(route[order]) != 0)])[: len(order)]
    best = order[first]
    best = best[np.lexsort((route[best], step[best], point[best]))]
    return point[best], route[best], measure[best], distance[best], near_x[best], near_y[best]


def _project(
    x: FloatArray, y: FloatArray, edges: Edges, edge: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    x0, y0 = edges.x0[edge], edges.y0[edge]
    dx, dy = edges.x1[edge] - x0, edges.y1[edge] - y0
    share = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
    near_x, near_y = x0 + share * dx, y0 + share * dy
    measure = edges.measure_m[edge] + share * np.hypot(dx, dy)
    return measure, np.hypot(x - near_x, y - near_y), near_x, near_y
