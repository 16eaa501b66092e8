"""Points to road lines by a uniform grid: millions of points in seconds, the same places as ``snapping``.

The grid lists, for every cell of about the tolerance, the edges that pass through it: one sorted array of integers
(cell, edge). Points are packed into integers (cell, point), sorted, and visited in that order, so each reads the nine
cells around it from memory that is already near. No geometry object is made.

Compiling takes seconds the first time, so small data and machines without numba go through ``snapping``'s tree instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.location_referencing import snapping
from atgt.location_referencing.snapping import Edges, FloatArray, IntArray, Snaps

Engine = Literal["auto", "compiled", "plain"]

AUTO_POINTS = 400_000
"""From so many points on ``engine="auto"`` compiles: the tree takes about 2 s, loading the compiler as much."""

_TIE_M = 1e-6
_NO_NAMES = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The one place of each point, one entry a point that was given.

    Parameters
    ----------
    route_index
        Position of the route in the edges' numbering; -1 when no edge lies within the tolerance.
    measure_m, distance_m
        Distance along the route's line, and from the point to it, in metres; not a number when there is no place.
    is_tied
        Another route lies at the same distance (to a micrometre): the choice was settled by rule, not by place.
    """

    route_index: IntArray
    measure_m: FloatArray
    distance_m: FloatArray
    is_tied: npt.NDArray[np.bool_]


def snap_nearest(
    x: FloatArray,
    y: FloatArray,
    edges: Edges,
    tolerance_m: float,
    *,
    point_name: IntArray | None = None,
    route_name: IntArray | None = None,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Nearest:
    """The nearest place within the tolerance for each point; exactly the tolerance counts.

    Equal distances (to a micrometre) are settled by the agreement of names, then the lower route, then the lower edge,
    which is the lower measure where edges are listed along the route as ``snapping.edges_of`` does.

    Parameters
    ----------
    x, y
        Metric coordinates in the system of the edges; points that are not finite find nothing.
    tolerance_m
        Greatest distance, in metres; not below 0.
    point_name, route_name
        A code of the road name of each point (-1: not known) and of each route. Both or neither.
    engine
        "auto" takes the plain path below ``AUTO_POINTS`` points or without numba; both give the same places.
    threads
        Threads of the compiled path; None: one for each processor.

    Examples
    --------
    >>> import shapely
    >>> edges = snapping.edges_of([shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 20), (100, 20)])])
    >>> found = snap_nearest(np.array([30.0, 40.0, 50.0]), np.array([2.0, 10.0, 99.0]), edges, 50.0)
    >>> found.route_index.tolist(), found.measure_m.tolist(), found.is_tied.tolist()
    ([0, 0, -1], [30.0, 40.0, nan], [False, True, False])
    """
    x, y = _columns(x, y, tolerance_m)
    names = _names(point_name, route_name, len(x))
    if not _is_compiled(engine, len(x), edges):
        return _plain_nearest(x, y, edges, tolerance_m, names)
    from atgt.location_referencing import grid_cells, grid_index, grid_kernels

    threads = grid_index.thread_count(threads)
    grid = grid_index.build_grid(edges, tolerance_m, threads)
    found = _room(len(x))

    def visit(points: grid_cells.Points) -> None:
        here = _room(len(points.which))  # written here, then moved in one go: the loop must not wait for far memory
        grid_kernels.nearest(
            points,
            *names,
            grid,
            float(tolerance_m),
            here.route_index,
            here.measure_m,
            here.distance_m,
            here.is_tied,
        )
        found.route_index[points.which], found.is_tied[points.which] = here.route_index, here.is_tied
        found.measure_m[points.which], found.distance_m[points.which] = here.measure_m, here.distance_m

    def leave_out(first: int, last: int) -> None:
        found.route_index[first:last], found.is_tied[first:last] = -1, False
        found.measure_m[first:last] = found.distance_m[first:last] = np.nan

    grid_index.visit_points(x, y, grid, visit, leave_out, threads)
    return found


def snap(
    x: FloatArray,
    y: FloatArray,
    edges: Edges,
    tolerance_m: float,
    *,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Snaps:
    """Every route within the tolerance of every point, at the nearest place on it: ``snapping.snap`` for large data.

    The parameters are those of ``snap_nearest``, the answer is that of ``snapping.snap``.

    Examples
    --------
    >>> import shapely
    >>> edges = snapping.edges_of([shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 20), (100, 20)])])
    >>> snap(np.array([30.0]), np.array([5.0]), edges, 15.0).route_index.tolist()
    [0, 1]
    """
    x, y = _columns(x, y, tolerance_m)
    if not _is_compiled(engine, len(x), edges):
        return snapping.snap(x, y, edges, tolerance_m)
    from atgt.location_referencing import grid_cells, grid_index, grid_kernels

    threads = grid_index.thread_count(threads)
    grid = grid_index.build_grid(edges, tolerance_m, threads)
    count = np.zeros(len(x), dtype=np.int64)

    def visit_into(offset: IntArray, route: IntArray, values: FloatArray) -> None:
        def visit(points: grid_cells.Points) -> None:
            grid_kernels.candidates(points, grid, float(tolerance_m), count, offset, route, values)

        grid_index.visit_points(x, y, grid, visit, lambda *_: None, threads)  # what is left out has no candidates

    none = np.empty(0, dtype=np.int64)
    visit_into(none, none, np.empty((4, 0)))  # counts, so that the second visit knows where to write
    route, values = np.empty(int(count.sum()), dtype=np.int64), np.empty((4, int(count.sum())))
    if route.size:
        visit_into(np.cumsum(count) - count, route, values)
    return Snaps(np.repeat(np.arange(len(x), dtype=np.int64), count), route, *values)


def _plain_nearest(
    x: FloatArray, y: FloatArray, edges: Edges, tolerance_m: float, names: tuple[IntArray, IntArray]
) -> Nearest:
    found, answer = snapping.snap(x, y, edges, tolerance_m), _nothing(len(x))
    step = np.round(found.distance_m / _TIE_M)
    point, route = found.point_index, found.route_index
    agrees = (names[0][point] >= 0) & (names[0][point] == names[1][route]) if names[0].size else np.zeros(len(point))
    order = np.lexsort((route, ~agrees.astype(bool), step, point))
    points, first = np.unique(point[order], return_index=True)
    best = order[first]
    answer.route_index[points], answer.measure_m[points] = route[best], found.measure_m[best]
    answer.distance_m[points] = found.distance_m[best]
    second = np.minimum(first + 1, len(order) - 1)
    same = (point[order[second]] == points) & (step[order[second]] == step[best]) & (second > first)
    answer.is_tied[points] = same
    return answer


def _room(n: int) -> Nearest:
    return Nearest(np.empty(n, dtype=np.int64), np.empty(n), np.empty(n), np.empty(n, dtype=np.bool_))


def _nothing(n: int) -> Nearest:
    return Nearest(np.full(n, -1, dtype=np.int64), np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, dtype=np.bool_))


def _columns(x: npt.ArrayLike, y: npt.ArrayLike, tolerance_m: float) -> tuple[FloatArray, FloatArray]:
    if not 0 <= tolerance_m < np.inf:
        raise ParameterError(
            Text(
                f"Khoảng cách gắn vào đường {tolerance_m} m: phải là số từ 0 trở lên.",
                f"Snapping tolerance {tolerance_m} m: give a number of 0 or more.",
            )
        )
    columns = np.ascontiguousarray(x, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    if columns[0].shape != columns[1].shape or columns[0].ndim != 1:
        raise ParameterError(
            Text("Hai cột toạ độ phải dài bằng nhau.", "The two columns of coordinates must be equally long.")
        )
    return columns


def _names(point_name: IntArray | None, route_name: IntArray | None, n: int) -> tuple[IntArray, IntArray]:
    if point_name is None and route_name is None:
        return _NO_NAMES, _NO_NAMES
    if point_name is None or route_name is None or len(point_name) != n:
        raise ParameterError(
            Text(
                "Muốn so tên đường thì cần mã tên của mọi điểm và của mọi tuyến.",
                "To compare road names give a name code of every point and of every route.",
            )
        )
    return np.ascontiguousarray(point_name, dtype=np.int64), np.ascontiguousarray(route_name, dtype=np.int64)


def _is_compiled(engine: Engine, n_points: int, edges: Edges) -> bool:
    if n_points == 0 or len(edges) == 0 or engine == "plain":
        return False
    if engine == "compiled":
        return True
    return n_points >= AUTO_POINTS and find_spec("numba") is not None
