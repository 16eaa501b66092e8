"""Joining the segments of a road end to end, by where they touch, not by the order in a file.

Where more than two ends meet, the straightest pair goes on together, as a driver would follow the road.
What cannot be joined stays a chain of its own. Closed chains (ring roads) are allowed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

JOIN_TOLERANCE_M = 0.5
"""Ends this near each other, in metres, are one node: drawing slips, not gaps in the road."""

_SHARPEST_TURN_AT_JUNCTION_DEG = 60.0
_SHARPEST_TURN_DEG = 135.0


@dataclass(frozen=True, slots=True)
class Chain:
    """Segments joined into one line.

    Parameters
    ----------
    line
        The joined line; closed for a ring.
    segments
        Positions of the segments in the list that was given, in the order of the line.
    forward_m
        Length of the line that runs as its segments were drawn, minus the length that runs against it.
    is_ring
        Whether the last end meets the first.
    """

    line: shapely.LineString
    segments: tuple[int, ...]
    forward_m: float
    is_ring: bool


def cluster_points(x: FloatArray, y: FloatArray, tolerance: float) -> IntArray:
    """The number of the cluster each point belongs to; points linked by steps within the tolerance share one.

    Examples
    --------
    >>> cluster_points(np.array([0.0, 9.0, 0.3]), np.zeros(3), 0.5).tolist()
    [0, 1, 0]
    """
    if not len(x):
        return np.empty(0, dtype=np.int64)
    unique, label = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    points = np.asarray(shapely.points(unique), dtype=object)
    left, right = shapely.STRtree(points).query(points, predicate="dwithin", distance=tolerance)
    parent = list(range(len(unique)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        if i < j:
            a, b = root(i), root(j)
            parent[max(a, b)] = min(a, b)
    roots = np.array([root(i) for i in range(len(unique))])[label.ravel()]
    _, first, number = np.unique(roots, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # numbered in the order of first appearance
    return rank[number.ravel()].astype(np.int64)


def segment_ends(lines: Sequence[shapely.LineString]) -> tuple[FloatArray, FloatArray]:
    """Coordinates of all ends: start and end of line 0, start and end of line 1, …"""
    ends = [shapely.get_point(np.asarray(lines, dtype=object), i) for i in (0, -1)]
    both = np.column_stack(ends).ravel()
    return shapely.get_x(both), shapely.get_y(both)


def chain_lines(
    lines: Sequence[shapely.LineString],
    *,
    tolerance: float = JOIN_TOLERANCE_M,
    nodes: IntArray | None = None,
    through_junctions: bool = True,
) -> list[Chain]:
    """The lines joined into as few chains as touching ends allow, each line used once.

    Parameters
    ----------
    tolerance
        Largest gap that is still a join, in the lines' unit.
    nodes
        Node number of every end (as ``segment_ends`` orders them), when known; ends with one number are joined.
    through_junctions
        Whether a chain goes straight on where more than two ends meet, or ends there.

    Examples
    --------
    >>> a, b = shapely.LineString([(0, 0), (1, 0)]), shapely.LineString([(2, 0), (1, 0)])
    >>> [chain.line.wkt for chain in chain_lines([a, b])]
    ['LINESTRING (0 0, 1 0, 2 0)']
    """
    if not len(lines):
        return []
    if nodes is None:
        nodes = cluster_points(*segment_ends(lines), tolerance)
    partner = _partners(lines, nodes, through_junctions=through_junctions)
    used = [False] * len(lines)
    open_ends = [end for end in range(2 * len(lines)) if partner[end] is None]
    starts = [*open_ends, *range(0, 2 * len(lines), 2)]  # open chains first, what is left are rings
    return [_walk(lines, start, partner, used) for start in starts if not used[start // 2]]


def _partners(lines: Sequence[shapely.LineString], nodes: IntArray, *, through_junctions: bool) -> list[int | None]:
    """For every end the end it goes on with."""
    partner: list[int | None] = [None] * len(nodes)
    order = np.argsort(nodes, kind="stable")
    for arms in np.split(order, np.flatnonzero(np.diff(nodes[order])) + 1):
        ends = [int(arm) for arm in arms]
        if len(ends) < 2 or (len(ends) > 2 and not through_junctions):
            continue
        limit = _SHARPEST_TURN_DEG if len(ends) == 2 else _SHARPEST_TURN_AT_JUNCTION_DEG
        bearings = {end: _outward_bearing(lines[end // 2], end % 2) for end in ends}
        turns = sorted(
            (round(_turn_deg(bearings[a], bearings[b]), 6), a, b) for i, a in enumerate(ends) for b in ends[i + 1 :]
        )
        for turn, a, b in turns:
            is_loop = a // 2 == b // 2 and len(ends) == 2
            if partner[a] is None and partner[b] is None and (turn <= limit or is_loop):
                partner[a], partner[b] = b, a
    return partner


def _outward_bearing(line: shapely.LineString, end: int) -> float:
    xy = shapely.get_coordinates(line)
    tip, next_ = (xy[0], xy[1]) if end == 0 else (xy[-1], xy[-2])
    return math.atan2(next_[1] - tip[1], next_[0] - tip[0])


def _turn_deg(one: float, other: float) -> float:
    """How far a driver turns coming in along one arm and leaving along the other: 0 is straight on."""
    between = abs(math.degrees(one - other)) % 360.0
    return abs(180.0 - between)


def _walk(lines: Sequence[shapely.LineString], start: int, partner: list[int | None], used: list[bool]) -> Chain:
    pieces: list[FloatArray] = []
    order: list[int] = []
    forward_m, entry, is_ring = 0.0, start, False
    while True:
        index = entry // 2
        used[index] = True
        order.append(index)
        xy = shapely.get_coordinates(lines[index])
        pieces.append(xy if entry % 2 == 0 else xy[::-1])
        forward_m += lines[index].length * (1 if entry % 2 == 0 else -1)
        onward = partner[entry ^ 1]
        if onward is None:
            break
        if used[onward // 2]:
            is_ring = onward == start
            break
        entry = onward
    return Chain(_joined(pieces, is_ring=is_ring), tuple(order), forward_m, is_ring)


def _joined(pieces: list[FloatArray], *, is_ring: bool) -> shapely.LineString:
    xy = np.concatenate(pieces)
    step = np.hypot(*np.diff(xy, axis=0).T)
    xy = xy[np.concatenate([[True], step > 1e-9])]
    if is_ring and not np.array_equal(xy[0], xy[-1]):
        xy = np.vstack([xy, xy[:1]])
    return shapely.LineString(xy)
