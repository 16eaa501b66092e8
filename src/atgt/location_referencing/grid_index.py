"""The uniform grid of ``grid_snapping``: which edges pass through which cell, and points in the order of cells.

Importing this module needs numba.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from atgt.location_referencing import grid_kernels
from atgt.location_referencing.snapping import Edges, FloatArray, IntArray

T = TypeVar("T")

_MOST_ROWS = 1 << 22
_POINTS_AT_ONCE = 1 << 19
"""Points visited at once: what is gathered for them fits a processor's larger cache."""

POINT_BITS = _POINTS_AT_ONCE.bit_length() + 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells and the edges that pass through them; edges lie in the order of cells, neighbours near in memory.

    Parameters
    ----------
    ends, route, start_m
        Of each edge: x0, y0, x1, y1; its route; the measure at its start.
    number
        Its place among the edges that were given.
    low, cell_m, n_rows, n_columns
        The corner of the first cell, the side of a cell in metres, and how many there are. A cell is wider than the
        tolerance, so a point needs its own cell and the eight around it.
    keys
        ``cell << edge_bits | edge``, sorted; 8 bytes a pair.
    row_start
        Where each row of cells begins in ``keys``.
    """

    ends: FloatArray
    route: IntArray
    start_m: FloatArray
    number: IntArray
    low: FloatArray
    cell_m: float
    n_rows: int
    n_columns: int
    edge_bits: int
    keys: IntArray
    row_start: IntArray


def build_grid(edges: Edges, tolerance_m: float, threads: int) -> Grid:
    """The grid of the edges for one tolerance; at least one edge.

    The side of a cell is the power of two above the tolerance, doubled while the list would be longer than a few
    cells an edge or the integers would overflow.
    """
    low, high = _box(edges)
    edge_bits = len(edges).bit_length()
    cell_m, n_rows, n_columns = _shape(edges, high - low, tolerance_m, edge_bits)
    low = low - cell_m
    spans = _spans(len(edges), threads)

    number = np.empty(len(edges), dtype=np.int64)
    grid_kernels.point_keys(edges.x0, edges.y0, low, cell_m, n_rows, n_columns, edge_bits, number)
    number.sort()
    number &= (1 << edge_bits) - 1
    ends, route, start_m = np.empty((len(edges), 4)), np.empty_like(number), np.empty(len(edges))
    given = (edges.x0, edges.y0, edges.x1, edges.y1, edges.route_index, edges.measure_m, number)
    in_threads(lambda first, last: grid_kernels.take_edges(*given, first, last, ends, route, start_m), spans, threads)

    def cells_of(first: int, last: int) -> IntArray:
        place = (ends, first, last, low, cell_m, n_columns, edge_bits)
        keys = np.empty(grid_kernels.edge_keys(*place, np.empty(0, dtype=np.int64)), dtype=np.int64)
        grid_kernels.edge_keys(*place, keys)
        return keys

    keys = np.concatenate(in_threads(cells_of, spans, threads))
    keys.sort()
    row_start = np.searchsorted(keys, (np.arange(n_rows + 1, dtype=np.int64) * n_columns) << edge_bits)
    return Grid(
        ends, route, start_m, number, low, cell_m, n_rows, n_columns, edge_bits, keys, row_start.astype(np.int64)
    )


def visit_points(
    x: FloatArray,
    y: FloatArray,
    grid: Grid,
    visit: Callable[[IntArray, IntArray, FloatArray, FloatArray], None],
    threads: int,
) -> None:
    """Call ``visit(keys, points, x, y)`` for part after part of the points, in threads, each in the order of cells.

    ``keys`` holds ``cell << POINT_BITS | …`` sorted and ``points`` the places in ``x`` and ``y`` they came from; points
    outside the grid are left out. What is near in space is read together: gathering it first costs less than jumping.
    """

    def run(first: int, last: int) -> None:
        keys = np.empty(last - first, dtype=np.int64)
        n = grid_kernels.point_keys(
            x[first:last], y[first:last], grid.low, grid.cell_m, grid.n_rows, grid.n_columns, POINT_BITS, keys
        )
        keys = keys[:n]
        keys.sort()
        points = (keys & ((1 << POINT_BITS) - 1)) + first
        visit(keys, points, x[points], y[points])

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


def _box(edges: Edges) -> tuple[FloatArray, FloatArray]:
    low = [min(edges.x0.min(), edges.x1.min()), min(edges.y0.min(), edges.y1.min())]
    high = [max(edges.x0.max(), edges.x1.max()), max(edges.y0.max(), edges.y1.max())]
    return np.array(low), np.array(high)


def _shape(edges: Edges, extent_m: FloatArray, tolerance_m: float, edge_bits: int) -> tuple[float, int, int]:
    length_m = float(np.abs(edges.x1 - edges.x0).sum() + np.abs(edges.y1 - edges.y0).sum())
    cell_m = float(2.0 ** np.ceil(np.log2(tolerance_m + 4 * grid_kernels.MARGIN_M)))
    while True:
        n_columns, n_rows = (int(n) + 3 for n in extent_m // cell_m)
        fits = (n_rows * n_columns).bit_length() + max(edge_bits, POINT_BITS) <= 62 and n_rows <= _MOST_ROWS
        if fits and length_m / cell_m <= 8 * len(edges) + 100_000:
            return cell_m, n_rows, n_columns
        cell_m *= 2.0
