"""The compiled loops of the uniform grid: plain arrays, no objects, no lock held. Importing this module needs numba.

Every number is computed in the order ``snapping`` computes it, so both give the same places to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])

TIE_M = 1e-6
"""Distances are compared in these steps."""

MARGIN_M = 1e-3
"""Added to every reach, so that rounding never hides an edge that counts."""

_SLACK = 1.0 + 1e-12


def compiled(function: F) -> F:
    """The function as machine code, kept on disk where Python may write, and running without the interpreter's lock."""
    try:
        return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # no folder to keep it in: compile in each process
        return cast("F", numba.njit(nogil=True, error_model="numpy")(function))


@compiled
def edge_keys(
    ends: FloatArray, first: int, last: int, low: FloatArray, cell_m: float, n_columns: int, bits: int, keys: IntArray
) -> int:
    """Write ``cell << bits | edge`` for every cell an edge passes through; returns how many there are.

    With an empty ``keys`` they are counted only. ``ends`` holds rows x0, y0, x1, y1.
    """
    n, write = 0, keys.size > 0
    for e in range(first, last):
        x0, y0 = ends[e, 0] - low[0], ends[e, 1] - low[1]
        x1, y1 = ends[e, 2] - low[0], ends[e, 3] - low[1]
        row0 = int((min(y0, y1) - MARGIN_M) / cell_m)
        row1 = int((max(y0, y1) + MARGIN_M) / cell_m)
        is_level = row1 == row0 or y1 == y0
        slope = 0.0 if is_level else (x1 - x0) / (y1 - y0)
        for row in range(row0, row1 + 1):
            left, right = min(x0, x1), max(x0, x1)
            if not is_level:  # only the part of the edge inside this row
                at_bottom = x0 + (row * cell_m - MARGIN_M - y0) * slope
                at_top = x0 + ((row + 1) * cell_m + MARGIN_M - y0) * slope
                left, right = max(left, min(at_bottom, at_top)), min(right, max(at_bottom, at_top))
            column0 = int((left - MARGIN_M) / cell_m)
            column1 = int((right + MARGIN_M) / cell_m)
            if write:
                for column in range(column0, column1 + 1):
                    keys[n] = ((row * n_columns + column) << bits) | e
                    n += 1
            else:
                n += column1 - column0 + 1
    return n


@compiled
def point_keys(
    x: FloatArray,
    y: FloatArray,
    low: FloatArray,
    cell_m: float,
    n_rows: int,
    n_columns: int,
    bits: int,
    keys: IntArray,
) -> int:
    """Write ``cell << bits | point`` for every point inside the grid; returns how many there are."""
    n = 0
    for i in range(x.size):
        across, up = (x[i] - low[0]) / cell_m, (y[i] - low[1]) / cell_m
        if across >= 0.0 and up >= 0.0 and across < n_columns and up < n_rows:  # false for nan
            keys[n] = ((int(up) * n_columns + int(across)) << bits) | i
            n += 1
    return n


@compiled
def take_edges(
    x0: FloatArray,
    y0: FloatArray,
    x1: FloatArray,
    y1: FloatArray,
    route: IntArray,
    start_m: FloatArray,
    number: IntArray,
    first: int,
    last: int,
    ends: FloatArray,
    route_there: IntArray,
    start_there: FloatArray,
) -> None:
    """Write the edges in another order."""
    for k in range(first, last):
        e = number[k]
        ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3] = x0[e], y0[e], x1[e], y1[e]
        route_there[k], start_there[k] = route[e], start_m[e]


@compiled
def nearest_place(ends: FloatArray, e: int, x: float, y: float) -> tuple[float, float, float]:
    """Share of the edge, and the nearest place on it."""
    x0, y0 = ends[e, 0], ends[e, 1]
    dx, dy = ends[e, 2] - x0, ends[e, 3] - y0
    share = min(max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return share, x0 + share * dx, y0 + share * dy


@compiled
def length(ends: FloatArray, e: int) -> float:
    """The length of an edge."""
    return math.hypot(ends[e, 2] - ends[e, 0], ends[e, 3] - ends[e, 1])


@compiled
def lower_bound(keys: IntArray, low: int, high: int, key: int) -> int:
    """First place in ``keys[low:high]`` that is not below the key."""
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def move_on(
    starts: IntArray,
    grid: IntArray,
    row_start: IntArray,
    bits: int,
    n_columns: int,
    row: int,
    column: int,
    last_row: int,
) -> None:
    """Set ``starts`` to the first entry from column - 1 on in the rows below, of and above the cell.

    Points come in the order of cells, so within one row of cells the three places only move on.
    """
    for k in range(3):
        r = row + k - 1
        if r < 0 or r >= row_start.size - 1:
            continue
        key = (r * n_columns + max(column - 1, 0)) << bits
        if row != last_row:
            starts[k] = lower_bound(grid, row_start[r], row_start[r + 1], key)
        else:
            while starts[k] < row_start[r + 1] and grid[starts[k]] < key:
                starts[k] += 1


@compiled
def row_end(
    k: int,
    row_start: IntArray,
    bits: int,
    cell_m: float,
    n_columns: int,
    row: int,
    column: int,
    up: float,
    reach: float,
) -> int:
    """The key that ends the cells to read in the row below (k = 0), of, or above the point; 0 when none is near enough.

    ``up`` is the point's height above the bottom of its row of cells, ``reach`` how far an edge may be to count.
    """
    r = row + k - 1
    if r < 0 or r >= row_start.size - 1:
        return 0
    if (k == 0 and up > reach + MARGIN_M) or (k == 2 and cell_m - up > reach + MARGIN_M):
        return 0
    return (r * n_columns + min(column + 2, n_columns)) << bits


@compiled
def nearest(
    keys: IntArray,
    point_bits: int,
    x: FloatArray,
    y: FloatArray,
    name: IntArray,
    route_name: IntArray,
    ends: FloatArray,
    number: IntArray,
    route: IntArray,
    start_m: FloatArray,
    grid: IntArray,
    row_start: IntArray,
    edge_bits: int,
    low_y: float,
    cell_m: float,
    n_columns: int,
    tolerance_m: float,
    out_route: IntArray,
    out_measure: FloatArray,
    out_distance: FloatArray,
    out_tied: BoolArray,
) -> None:
    """The one best edge of each point: by step of distance, agreement of name, route, number.

    All arrays of points are in the order of ``keys``; ``out_route`` is -1 where there is none.
    """
    starts, last_row, mask = np.zeros(3, np.int64), -1, (1 << edge_bits) - 1
    for p in range(keys.size):
        cell = keys[p] >> point_bits
        row, column = cell // n_columns, cell % n_columns
        move_on(starts, grid, row_start, edge_bits, n_columns, row, column, last_row)
        last_row = row
        px, py, up = x[p], y[p], y[p] - low_y - row * cell_m
        reach = tolerance_m + TIE_M
        square = reach * reach * _SLACK
        best, best_step, best_share, best_distance, best_agrees, tied = -1, 0.0, 0.0, 0.0, False, False
        for turn in range(3):
            k = 1 if turn == 0 else 2 * (turn - 1)  # its own row first, then below and above if still near enough
            end = row_end(k, row_start, edge_bits, cell_m, n_columns, row, column, up, reach)
            j = starts[k]
            while j < grid.size and grid[j] < end:
                e = grid[j] & mask
                j += 1
                share, near_x, near_y = nearest_place(ends, e, px, py)
                across, along = px - near_x, py - near_y
                if not across * across + along * along <= square or e == best:  # an edge without length gives nan
                    continue
                distance = math.hypot(across, along)
                if distance > tolerance_m + TIE_M:
                    continue
                step = np.rint(distance / TIE_M)
                agrees = name.size > 0 and name[p] >= 0 and route_name[route[e]] == name[p]
                if best >= 0:
                    if step > best_step:
                        continue
                    if step == best_step:
                        tied = tied or route[e] != route[best]
                        if best_agrees and not agrees:
                            continue
                        if best_agrees == agrees and (
                            route[e] > route[best] or (route[e] == route[best] and number[e] > number[best])
                        ):
                            continue
                    else:
                        tied = False
                best, best_step, best_share, best_distance, best_agrees = e, step, share, distance, agrees
                reach = (step + 1.0) * TIE_M
                square = reach * reach * _SLACK
        out_route[p] = route[best] if best >= 0 else -1
        if best >= 0:
            out_measure[p] = start_m[best] + best_share * length(ends, best)
            out_distance[p], out_tied[p] = best_distance, tied


@compiled
def candidates(
    keys: IntArray,
    point_bits: int,
    x: FloatArray,
    y: FloatArray,
    ends: FloatArray,
    number: IntArray,
    route: IntArray,
    start_m: FloatArray,
    grid: IntArray,
    row_start: IntArray,
    edge_bits: int,
    low_y: float,
    cell_m: float,
    n_columns: int,
    tolerance_m: float,
    count: IntArray,
    offset: IntArray,
    out_route: IntArray,
    out_values: FloatArray,
) -> None:
    """The best edge of every route within the tolerance, by step of distance, then route.

    All arrays of points are in the order of ``keys``. Without ``offset`` only ``count`` is filled; then ``out_route``
    and the rows of ``out_values`` (measure, distance, x, y) are filled from each point's offset on.
    """
    starts, last_row, mask = np.zeros(3, np.int64), -1, (1 << edge_bits) - 1
    reach = tolerance_m + TIE_M
    square = reach * reach * _SLACK
    found, steps, shares = np.empty(16, np.int64), np.empty(16), np.empty(16)
    for p in range(keys.size):
        cell = keys[p] >> point_bits
        row, column = cell // n_columns, cell % n_columns
        move_on(starts, grid, row_start, edge_bits, n_columns, row, column, last_row)
        last_row = row
        px, py, up, n = x[p], y[p], y[p] - low_y - row * cell_m, 0
        for k in range(3):
            end = row_end(k, row_start, edge_bits, cell_m, n_columns, row, column, up, reach)
            j = starts[k]
            while j < grid.size and grid[j] < end:
                e = grid[j] & mask
                j += 1
                share, near_x, near_y = nearest_place(ends, e, px, py)
                across, along = px - near_x, py - near_y
                if not across * across + along * along <= square:
                    continue
                distance = math.hypot(across, along)
                if distance > tolerance_m + TIE_M:
                    continue
                step, at = np.rint(distance / TIE_M), 0
                while at < n and route[found[at]] != route[e]:
                    at += 1
                if at < n and (step > steps[at] or (step == steps[at] and number[e] >= number[found[at]])):
                    continue
                if at == found.size:
                    found = np.concatenate((found, np.empty(n, np.int64)))
                    steps, shares = np.concatenate((steps, np.empty(n))), np.concatenate((shares, np.empty(n)))
                found[at], steps[at], shares[at] = e, step, share
                n = max(n, at + 1)
        count[p] = n
        if offset.size:
            sort_by_distance(found, steps, shares, n, route)
            for a in range(n):
                e, share, to = found[a], shares[a], offset[p] + a
                near_x = ends[e, 0] + share * (ends[e, 2] - ends[e, 0])
                near_y = ends[e, 1] + share * (ends[e, 3] - ends[e, 1])
                out_route[to] = route[e]
                out_values[0, to] = start_m[e] + share * length(ends, e)
                out_values[1, to] = math.hypot(px - near_x, py - near_y)
                out_values[2, to], out_values[3, to] = near_x, near_y


@compiled
def sort_by_distance(found: IntArray, steps: FloatArray, shares: FloatArray, n: int, route: IntArray) -> None:
    """Put the first ``n`` candidates in the order of distance, then route."""
    for a in range(1, n):
        e, step, share, b = found[a], steps[a], shares[a], a
        while b > 0 and (steps[b - 1] > step or (steps[b - 1] == step and route[found[b - 1]] > route[e])):
            found[b], steps[b], shares[b] = found[b - 1], steps[b - 1], shares[b - 1]
            b -= 1
        found[b], steps[b], shares[b] = e, step, share
