"""From qualifying stretches to places on a list: zones, and the cut of each zone into disjoint spots.

A zone is a connected union of tight stretches. A zone longer than L is cut into disjoint qualifying stretches that
cover the most severity weight, then are fewest, then are shortest; ties are settled as ``cut_zone`` says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.network_screening.count_rules import MAX_CLASS
from atgt.network_screening.integers import Int64Array

DEFAULT_WEIGHTS: Mapping[int, int] = {0: 5, 1: 3, 2: 1}
"""Severity weights of the cut: FATAL 5, INJURY 3; every other class 1. Used for nothing else."""

_LARGEST_WEIGHT = 1_000_000


def weight_table(weights: Mapping[int, int] | None) -> Int64Array:
    """The weight of each class 0 to 7; a class not named weighs 1.

    Raises ``ParameterError`` for a class or a weight outside what makes sense (0 to 1,000,000).

    Examples
    --------
    >>> weight_table(None).tolist()
    [5, 3, 1, 1, 1, 1, 1, 1]
    """
    table = np.ones(MAX_CLASS + 1, dtype=np.int64)
    for code, weight in (DEFAULT_WEIGHTS if weights is None else weights).items():
        if not 0 <= code <= MAX_CLASS or not 0 <= weight <= _LARGEST_WEIGHT or int(weight) != weight:
            most = _LARGEST_WEIGHT
            raise ParameterError(
                Text(
                    f"Trọng số {weight} của loại {code}: cần số nguyên từ 0 đến {most}, loại từ 0 đến {MAX_CLASS}.",
                    f"Weight {weight} of class {code}: give a whole number 0 to {most}, class 0 to {MAX_CLASS}.",
                )
            )
        table[code] = weight
    return table


def join_zones(left: Int64Array, right: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Index of the first and of the last tight stretch of each zone.

    Parameters
    ----------
    left, right
        Ends of the tight stretches as site numbers, both increasing; stretches meet when they share a site.

    Examples
    --------
    >>> first, last = join_zones(np.array([0, 2, 5]), np.array([2, 4, 6]))
    >>> first.tolist(), last.tolist()
    ([0, 2], [1, 2])
    """
    if left.size == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    new = np.flatnonzero(left[1:] > right[:-1]) + 1
    return np.concatenate(([0], new)), np.concatenate((new - 1, [left.size - 1]))


def cut_zone(
    position: Sequence[int], weight: Sequence[int], reach: Sequence[int], length: int
) -> list[tuple[int, int]]:
    """The disjoint stretches a zone is cut into, as pairs of indices into its sites, left to right.

    Among all choices of disjoint qualifying stretches of at most L: the most weight covered, then the fewest
    stretches, then the shortest total length. Going right, "no stretch ends here" is tried first, then the stretches
    that end here from the shortest to the longest; a later one replaces an earlier one only if strictly better.

    Parameters
    ----------
    position
        Distinct positions of the zone's sites, increasing.
    weight
        Severity weight at each site.
    reach
        Of each site the nearest site at which a stretch that starts there qualifies; beyond the zone when none does.
    length
        L.

    Notes
    -----
    The value of ending a stretch at r and starting it at l is f(l) + g(r). The l that may be chosen for r are a window
    whose two ends only move right, so a queue of decreasing f finds the best in O(1): O(n) for the zone.

    Examples
    --------
    >>> cut_zone([0, 5, 10], [5, 5, 5], [1, 2, 9], 5)
    [(0, 1)]
    """
    n = len(position)
    # value[r]: (weight covered, minus stretches, minus length) by the best choice among the first r sites.
    value = [(0, 0, 0)] * (n + 1)
    begins = [-1] * n
    queue: deque[tuple[tuple[int, int, int], int]] = deque()
    offered, before, after = 0, 0, 0
    weights_before = []
    for w in weight:
        weights_before.append(before)
        before += w
    for r in range(n):
        after += weight[r]
        # Site l may start a stretch from r = reach[l] on. Reach never goes back where there is one, so `offered` only
        # moves right; a site from which no stretch of at most L qualifies is passed over.
        while offered <= r and (reach[offered] <= r or reach[offered] >= n):
            if reach[offered] >= n:
                offered += 1
                continue
            covered, stretches, shortness = value[offered]
            f = (covered - weights_before[offered], stretches, shortness + position[offered])
            while queue and queue[-1][0] <= f:
                queue.pop()
            queue.append((f, offered))
            offered += 1
        while queue and position[r] - position[queue[0][1]] > length:
            queue.popleft()
        value[r + 1] = value[r]
        if queue:
            f, left = queue[0]
            option = (f[0] + after, f[1] - 1, f[2] - position[r])
            if option > value[r]:
                value[r + 1], begins[r] = option, left
    chosen: list[tuple[int, int]] = []
    r = n - 1
    while r >= 0:
        if begins[r] < 0:
            r -= 1
        else:
            chosen.append((begins[r], r))
            r = begins[r] - 1
    return chosen[::-1]
