"""The uniform grid of ``grid_snapping``: which edges pass through which cell, and points in the order of cells.

Importing this module needs numba.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from atgt.location_referencing import grid_cells
from atgt.location_referencing.grid_cells import Frame, Grid, Points
from atgt.location_referencing.snapping import Edges, FloatArray, IntArray

T = TypeVar("T")

_MOST_ROWS = 1 << 22
_POINTS_AT_ONCE = 1 << 22
"""Points sorted at once, in one thread: the more there are, the more of them share what is read of the grid."""

_POINTS_GATHERED = 1 << 14
"""Points visited at once: what is gathered for them, and their answers, stay in the cache of a core."""

_POINT_BITS = _POINTS_AT_ONCE.bit_length() + 1


def build_grid(edges: Edges, tolerance_m: float, threads: int) -> Grid:
    """The grid of the edges for one tolerance; at least one edge.

    The side of a cell is the power of two above the tolerance, doubled while the list would be longer than a few
    cells an edge or the integers would overflow.
    """
    edge_bits = len(edges).bit_length()
    frame = _frame(edges, tolerance_m, edge_bits)
    spans = _spans(len(edges), threads)
    number = np.empty(len(edges), dtype=np.int64)
    grid_cells.point_keys(edges.x0, edges.y0, frame, edge_bits, number)
    number.sort()
    number &= (1 << edge_bits) - 1
    ends, route, start_m = np.empty((len(edges), 4)), np.empty_like(number), np.empty(len(edges))
    given = (edges.x0, edges.y0, edges.x1, edges.y1, edges.route_index, edges.measure_m, number)
    in_threads(lambda first, last: grid_cells.take_edges(*given, first, last, ends, route, start_m), spans, threads)

    def cells_of(first: int, last: int) -> IntArray:
        keys = np.empty(
            grid_cells.edge_keys(ends, first, last, frame, edge_bits, np.empty(0, dtype=np.int64)), dtype=np.int64
        )
        grid_cells.edge_keys(ends, first, last, frame, edge_bits, keys)
        return keys

    keys = np.concatenate(in_threads(cells_of, spans, threads))
    keys.sort()
    row_start = np.searchsorted(keys, (np.arange(frame.n_rows + 1, dtype=np.int64) * frame.n_columns) << edge_bits)
    return Grid(frame, ends, route, start_m, number, keys, edge_bits, row_start.astype(np.int64))


def visit_points(
    x: FloatArray,
    y: FloatArray,
    grid: Grid,
    visit: Callable[[Points], None],
    leave_out: Callable[[int, int], None],
    threads: int,
) -> None:
    """Call ``visit(points)`` for part after part of the points, in threads, each in the order of cells.

    Points outside the grid are not visited: before the others, ``leave_out(first, last)`` is called for a span with
    such points. What is near in space is read together: gathering it first costs less than jumping through memory.
    """

    def run(first: int, last: int) -> None:
        keys = np.empty(last - first, dtype=np.int64)
        keys = keys[: grid_cells.point_keys(x[first:last], y[first:last], grid.frame, _POINT_BITS, keys)]
        if len(keys) < last - first:
            leave_out(first, last)
        keys.sort()
        for begin in range(0, len(keys), _POINTS_GATHERED):
            some = keys[begin : begin + _POINTS_GATHERED]
            which = (some & ((1 << _POINT_BITS) - 1)) + first
            visit(Points(some, _POINT_BITS, which, x[which], y[which]))

    in_threads(run, _spans(len(x), threads * -(-len(x) // (_POINTS_AT_ONCE * threads))), threads)


def thread_count(threads: int | None) -> int:
    """The threads asked for, or one for each processor."""
    return max(1, threads if threads is not None else os.cpu_count() or 1)


def in_threads(work: Callable[[int, int], T], spans: Sequence[tuple[int, int]], threads: int) -> list[T]:
    """The work of every span, in their order; compiled loops and numpy's sorts run side by side."""
    if threads == 1 or len(spans) == 1:
        return [work(first, last) for first, last in spans]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, *zip(*spans, strict=True)))


def _spans(n: int, parts: int) -> list[tuple[int, int]]:
    return list(pairwise(np.linspace(0, n, parts + 1).astype(int).tolist()))


def _frame(edges: Edges, tolerance_m: float, edge_bits: int) -> Frame:
    low_x, low_y = min(edges.x0.min(), edges.x1.min()), min(edges.y0.min(), edges.y1.min())
    width, height = max(edges.x0.max(), edges.x1.max()) - low_x, max(edges.y0.max(), edges.y1.max()) - low_y
    length_m = float(np.abs(edges.x1 - edges.x0).sum() + np.abs(edges.y1 - edges.y0).sum())
    cell_m = float(2.0 ** np.ceil(np.log2(tolerance_m + 4 * grid_cells.MARGIN_M)))
    while True:
        n_rows, n_columns = int(height // cell_m) + 3, int(width // cell_m) + 3
        fits = (n_rows * n_columns).bit_length() + max(edge_bits, _POINT_BITS) <= 62 and n_rows <= _MOST_ROWS
        if fits and length_m / cell_m <= 8 * len(edges) + 100_000:
            return Frame(float(low_x - cell_m), float(low_y - cell_m), cell_m, n_rows, n_columns)
        cell_m *= 2.0
