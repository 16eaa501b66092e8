"""The compiled search of the uniform grid: plain arrays, no objects, no lock held. Importing this module needs numba.

Every number is computed in the order ``snapping`` computes it, so both give the same places.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from atgt.location_referencing.grid_cells import MARGIN_M, FloatArray, Grid, IntArray, Points, compiled

BoolArray = npt.NDArray[np.bool_]

TIE_M = 1e-6
"""Distances are compared in these steps."""

_SLACK = 1.0 + 1e-12


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
def move_on(starts: IntArray, grid: Grid, row: int, column: int, last_row: int) -> None:
    """Set ``starts`` to the first entry from column - 1 on in the rows below, of and above the cell.

    Points come in the order of cells, so within one row of cells the three places only move on.
    """
    for k in range(3):
        r = row + k - 1
        if r < 0 or r >= grid.frame.n_rows:
            continue
        key = (r * grid.frame.n_columns + max(column - 1, 0)) << grid.edge_bits
        if row != last_row:
            starts[k] = lower_bound(grid.keys, grid.row_start[r], grid.row_start[r + 1], key)
        else:
            while starts[k] < grid.row_start[r + 1] and grid.keys[starts[k]] < key:
                starts[k] += 1


@compiled
def end_key(grid: Grid, k: int, row: int, column: int, up: float, reach: float) -> int:
    """The key that ends the cells to read in the row below (k = 0), of, or above the point; 0 when none is near enough.

    ``up`` is the point's height above the bottom of its row of cells, ``reach`` how far an edge may be to count.
    """
    r = row + k - 1
    if r < 0 or r >= grid.frame.n_rows:
        return 0
    if (k == 0 and up > reach + MARGIN_M) or (k == 2 and grid.frame.cell_m - up > reach + MARGIN_M):
        return 0
    return (r * grid.frame.n_columns + min(column + 2, grid.frame.n_columns)) << grid.edge_bits


@compiled
def settled(
    px: float,
    py: float,
    name: int,
    route_name: IntArray,
    grid: Grid,
    starts: IntArray,
    ends_at: IntArray,
    tolerance_m: float,
) -> tuple[int, float, float, bool]:
    """The one best edge by step of distance, agreement of name, route, number, with its share, distance, and a tie.

    ``starts`` and ``ends_at`` say which keys of the three rows of cells to read.
    """
    mask, route, number = (1 << grid.edge_bits) - 1, grid.route, grid.number
    best, best_step, best_share, best_distance, best_agrees, tied = -1, 0.0, 0.0, 0.0, False, False
    for k in range(3):
        j = starts[k]
        while j < grid.keys.size and grid.keys[j] < ends_at[k]:
            e = grid.keys[j] & mask
            j += 1
            share, near_x, near_y = nearest_place(grid.ends, e, px, py)
            distance = math.hypot(px - near_x, py - near_y)
            if not distance <= tolerance_m + TIE_M or e == best:  # an edge without length gives nan
                continue
            step = np.rint(distance / TIE_M)
            agrees = name >= 0 and route_name[route[e]] == name
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
    return best, best_share, best_distance, tied


@compiled
def nearest(
    points: Points,
    name: IntArray,
    route_name: IntArray,
    grid: Grid,
    tolerance_m: float,
    out_route: IntArray,
    out_measure: FloatArray,
    out_distance: FloatArray,
    out_tied: BoolArray,
) -> None:
    """The one best edge of each point, as ``settled`` says.

    The outputs are in the order of the points, ``name`` is that of all points; ``out_route`` is -1 where there is none.
    Most points have one edge that is clearly nearer than all others: comparing squares finds it, only the rest are
    settled.
    """
    starts, ends_at, last_row, mask = np.zeros(3, np.int64), np.zeros(3, np.int64), -1, (1 << grid.edge_bits) - 1
    keys, n_columns = grid.keys, grid.frame.n_columns
    cell, row, column = -1, -1, -1
    for p in range(points.keys.size):
        if points.keys[p] >> points.bits != cell:  # neighbours share what is read of the grid
            cell = points.keys[p] >> points.bits
            row, column = cell // n_columns, cell % n_columns
            move_on(starts, grid, row, column, last_row)
            last_row = row
        px, py = points.x[p], points.y[p]
        up = py - grid.frame.low_y - row * grid.frame.cell_m
        reach, best, least, second = tolerance_m + TIE_M, -1, np.inf, np.inf
        for turn in range(3):
            k = 1 if turn == 0 else 2 * (turn - 1)  # its own row first, then below and above if still near enough
            ends_at[k] = end_key(grid, k, row, column, up, reach)
            j = starts[k]
            while j < keys.size and keys[j] < ends_at[k]:
                e = keys[j] & mask
                j += 1
                _, near_x, near_y = nearest_place(grid.ends, e, px, py)
                across, along = px - near_x, py - near_y
                square = across * across + along * along
                if square < least:
                    second = least if e != best else second
                    least, best = square, e
                elif square < second and e != best:
                    second = square
            reach = min(reach, math.sqrt(least) + 4 * TIE_M)
        out_route[p], out_measure[p], out_distance[p], out_tied[p] = -1, np.nan, np.nan, False
        if least > (tolerance_m + 2 * TIE_M) ** 2 * _SLACK:
            continue
        is_clear = second > (math.sqrt(least) + 3 * TIE_M) ** 2
        if is_clear:
            share, near_x, near_y = nearest_place(grid.ends, best, px, py)
            distance, tied = math.hypot(px - near_x, py - near_y), False
            best = best if distance <= tolerance_m + TIE_M else -1
        else:
            known = name[points.which[p]] if name.size else -1
            best, share, distance, tied = settled(px, py, known, route_name, grid, starts, ends_at, tolerance_m)
        if best >= 0:
            out_route[p], out_measure[p] = grid.route[best], grid.start_m[best] + share * length(grid.ends, best)
            out_distance[p], out_tied[p] = distance, tied


@compiled
def candidates(
    points: Points,
    grid: Grid,
    tolerance_m: float,
    count: IntArray,
    offset: IntArray,
    out_route: IntArray,
    out_values: FloatArray,
) -> None:
    """The best edge of every route within the tolerance, by step of distance, then route.

    ``count`` and ``offset`` are those of all points. Without ``offset`` only ``count`` is filled; then
    ``out_route`` and the rows of ``out_values`` (measure, distance, x, y) are filled from each point's offset on.
    """
    starts, last_row, mask = np.zeros(3, np.int64), -1, (1 << grid.edge_bits) - 1
    keys, ends, route, number, n_columns = grid.keys, grid.ends, grid.route, grid.number, grid.frame.n_columns
    reach = tolerance_m + TIE_M
    square = reach * reach * _SLACK
    found, steps, shares = np.empty(16, np.int64), np.empty(16), np.empty(16)
    for p in range(points.keys.size):
        cell = points.keys[p] >> points.bits
        row, column = cell // n_columns, cell % n_columns
        move_on(starts, grid, row, column, last_row)
        last_row = row
        px, py, n = points.x[p], points.y[p], 0
        up = py - grid.frame.low_y - row * grid.frame.cell_m
        for k in range(3):
            end = end_key(grid, k, row, column, up, reach)
            j = starts[k]
            while j < keys.size and keys[j] < end:
                e = keys[j] & mask
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
        count[points.which[p]] = n
        if offset.size:
            sort_by_distance(found, steps, shares, n, route)
            for a in range(n):
                e, share, to = found[a], shares[a], offset[points.which[p]] + a
                near_x = ends[e, 0] + share * (ends[e, 2] - ends[e, 0])
                near_y = ends[e, 1] + share * (ends[e, 3] - ends[e, 1])
                out_route[to] = route[e]
                out_values[0, to] = grid.start_m[e] + share * length(ends, e)
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
