"""Where roads meet at one level: nodes with at least three arms.

An arm is a way to leave the node: one for a segment that ends there, two for a segment that runs through.
A road on a bridge and the road below it do not meet, even where their lines share a vertex:
arms are counted level by level. A level with a single arm is the foot of a bridge and joins the level beside it.
A crossing without a common vertex is no node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from atgt.location_referencing import chaining

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

_RANK = ("CT", "QL", "ĐT", "ĐH", "HL", "ĐX")
_ENOUGH_ARMS = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A junction's place, in the unit of the lines, and the segments that meet in it (their positions)."""

    x: float
    y: float
    segments: tuple[int, ...]


def find_nodes(lines: Lines, bridge_level: IntArray, tolerance: float) -> list[Node]:
    """The junctions of a set of segments; two at one place when two levels each have one.

    Examples
    --------
    >>> main, side = shapely.LineString([(0, 0), (5, 0), (9, 0)]), shapely.LineString([(5, 0), (5, 4)])
    >>> find_nodes(np.array([main, side]), np.array([0, 0]), 0.5)
    [Node(x=5.0, y=0.0, segments=(0, 1))]
    >>> over = shapely.LineString([(5, -4), (5, 0), (5, 4)])
    >>> find_nodes(np.array([main, over]), np.array([0, 1]), 0.5)
    []
    """
    if not len(lines):
        return []
    x, y = _meeting_places(lines)
    cluster = chaining.cluster_points(x, y, tolerance)
    _, first = np.unique(cluster, return_index=True)
    x, y = x[first], y[first]
    places = np.asarray(shapely.points(x, y), dtype=object)
    place, line = shapely.STRtree(lines).query(places, predicate="dwithin", distance=tolerance)
    order = np.lexsort((line, place))
    place, line = place[order], line[order]
    arms = _arms(lines[line], places[place], tolerance)
    found = []
    for index in np.flatnonzero(np.bincount(place, weights=arms, minlength=len(places)) >= _ENOUGH_ARMS):
        span = slice(np.searchsorted(place, index, "left"), np.searchsorted(place, index, "right"))
        groups = _levels_that_meet(bridge_level[line[span]], arms[span])
        found += [Node(float(x[index]), float(y[index]), tuple(line[span][group].tolist())) for group in groups]
    return found


def _meeting_places(lines: Lines) -> tuple[FloatArray, FloatArray]:
    """Ends of segments, and vertices that at least two segments share."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    unique, label = np.unique(xy, axis=0, return_inverse=True)
    pairs = np.unique(np.column_stack([label.ravel(), owner]), axis=0)
    shared = unique[np.bincount(pairs[:, 0], minlength=len(unique)) >= 2]
    end_x, end_y = chaining.segment_ends(list(lines))
    return np.concatenate([end_x, shared[:, 0]]), np.concatenate([end_y, shared[:, 1]])


def _arms(lines: Lines, at: Lines, tolerance: float) -> FloatArray:
    """How many ways each line leaves its place: its ends there, or two when it runs through."""
    ends = np.zeros(len(lines))
    for end in (0, -1):
        ends += np.asarray(shapely.distance(shapely.get_point(lines, end), at)) <= tolerance
    return np.where(ends > 0, ends, 2.0)


def _levels_that_meet(level: IntArray, arms: FloatArray) -> list[npt.NDArray[np.bool_]]:
    """Which of the lines at a place make a junction, one mask for each level that has one."""
    per_level = {int(one): float(arms[level == one].sum()) for one in np.unique(level)}
    joined = {one: one for one in per_level}
    for one, count in per_level.items():
        others = [other for other in per_level if other != one and per_level[other] > 1]
        if count == 1 and others:  # the foot of a bridge
            joined[one] = min(others, key=lambda other, one=one: (abs(other - one), other))  # type: ignore[misc]
    if all(count == 1 for count in per_level.values()):
        joined = dict.fromkeys(per_level, 0)
    group = np.array([joined[int(one)] for one in level])
    return [group == one for one in np.unique(group) if arms[group == one].sum() >= _ENOUGH_ARMS]


def junction_name(short_names: Iterable[str]) -> str:
    """The words "Nút giao QL1 – ĐT627B", the higher road first; a road that meets itself is named once.

    Examples
    --------
    >>> junction_name(["Nguyễn Nghiêm", "ĐT627B", "QL1"])
    'Nút giao QL1 – ĐT627B – Nguyễn Nghiêm'
    """
    names = sorted(set(short_names), key=lambda name: (_rank(name), name))
    return "Nút giao " + " – ".join(names)


def _rank(name: str) -> int:
    match = re.match(r"([A-ZĐ]{2})\d", name)
    return _RANK.index(match.group(1)) if match and match.group(1) in _RANK else len(_RANK)
