"""The cells of the uniform grid, and the compiled loops that fill them. Importing this module needs numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., Any])

MARGIN_M = 1e-3
"""Added to every reach, so that rounding never hides an edge that counts."""


def compiled(function: F) -> F:
    """The function as machine code, kept on disk where Python may write, and running without the interpreter's lock."""
    try:
        return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # no folder to keep it in: compile in each process
        return cast("F", numba.njit(nogil=True, error_model="numpy")(function))


class Frame(NamedTuple):
    """The cells: where the first one begins, how wide each is in metres, how many rows and columns there are."""

    low_x: float
    low_y: float
    cell_m: float
    n_rows: int
    n_columns: int


class Grid(NamedTuple):
    """The edges in the order of cells, neighbours near in memory, and which of them pass through which cell.

    Parameters
    ----------
    frame
        The cells. A cell is wider than the tolerance, so a point needs its own cell and the eight around it.
    ends, route, start_m
        Of each edge: x0, y0, x1, y1; its route; the measure at its start.
    number
        Its place among the edges that were given.
    keys
        ``cell << edge_bits | edge``, sorted; 8 bytes a pair.
    edge_bits
        How many bits the edge takes in a key.
    row_start
        Where each row of cells begins in ``keys``.
    """

    frame: Frame
    ends: FloatArray
    route: IntArray
    start_m: FloatArray
    number: IntArray
    keys: IntArray
    edge_bits: int
    row_start: IntArray


class Points(NamedTuple):
    """Points in the order of cells: their keys (``cell << bits | …``), the bits, which they are, and where."""

    keys: IntArray
    bits: int
    which: IntArray
    x: FloatArray
    y: FloatArray


@compiled
def edge_keys(ends: FloatArray, first: int, last: int, frame: Frame, bits: int, keys: IntArray) -> int:
    """Write ``cell << bits | edge`` for every cell an edge passes through; returns how many there are.

    With an empty ``keys`` they are counted only. ``ends`` holds rows x0, y0, x1, y1.
    """
    n, write = 0, keys.size > 0
    for e in range(first, last):
        x0, y0 = ends[e, 0] - frame.low_x, ends[e, 1] - frame.low_y
        x1, y1 = ends[e, 2] - frame.low_x, ends[e, 3] - frame.low_y
        row0 = int((min(y0, y1) - MARGIN_M) / frame.cell_m)
        row1 = int((max(y0, y1) + MARGIN_M) / frame.cell_m)
        is_level = row1 == row0 or y1 == y0
        slope = 0.0 if is_level else (x1 - x0) / (y1 - y0)
        for row in range(row0, row1 + 1):
            left, right = min(x0, x1), max(x0, x1)
            if not is_level:  # only the part of the edge inside this row
                at_bottom = x0 + (row * frame.cell_m - MARGIN_M - y0) * slope
                at_top = x0 + ((row + 1) * frame.cell_m + MARGIN_M - y0) * slope
                left, right = max(left, min(at_bottom, at_top)), min(right, max(at_bottom, at_top))
            column0 = int((left - MARGIN_M) / frame.cell_m)
            column1 = int((right + MARGIN_M) / frame.cell_m)
            if write:
                for column in range(column0, column1 + 1):
                    keys[n] = ((row * frame.n_columns + column) << bits) | e
                    n += 1
            else:
                n += column1 - column0 + 1
    return n


@compiled
def point_keys(x: FloatArray, y: FloatArray, frame: Frame, bits: int, keys: IntArray) -> int:
    """Write ``cell << bits | point`` for every point inside the grid; returns how many there are."""
    n = 0
    for i in range(x.size):
        across, up = (x[i] - frame.low_x) / frame.cell_m, (y[i] - frame.low_y) / frame.cell_m
        if across >= 0.0 and up >= 0.0 and across < frame.n_columns and up < frame.n_rows:  # false for nan
            keys[n] = ((int(up) * frame.n_columns + int(across)) << bits) | i
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
