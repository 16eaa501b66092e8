"""The reach of every rule and the members, by looking at the accidents around each accident; compiled, needs numba.

For every accident a as the right end only those accidents matter that lie within L to the left of it and share a period
with it: a handful, found by reading the window backwards. Every set that qualifies is met at its rightmost accident.
Its period may be taken to begin with one of its accidents, so the days of that handful are the only beginnings to try.
The work grows with the number of accidents within L; ``compiled`` takes ``sweep_kernels`` where that is large.

The counts of all class sets share one integer, a byte each, so a rule is one addition and one comparison.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.kernel_tables import Accidents, Int32Array, Sites, compile_kernel

MOST_IN_WINDOW = 127
"""A byte of the counts holds no more with room for the comparison."""

MOST_SETS = 7


class PackedRules(NamedTuple):
    """Rules as arithmetic on counts packed into one integer.

    Parameters
    ----------
    one_of
        What one accident of each class adds to the counts.
    lack
        Of each rule, what lifts the top bit of every byte whose bound is reached.
    wanted
        Of each rule, the top bits that must be lifted.
    """

    one_of: Int64Array
    lack: Int64Array
    wanted: Int64Array


class Nearby(NamedTuple):
    """Room for the accidents that may share a set with one accident, read leftwards from it.

    Parameters
    ----------
    one, day, accident
        What each adds to the counts, its day, its index.
    leftmost
        Of each rule, the accident from which on it holds in some period: the rightmost such, or -1.
    """

    one: Int64Array
    day: Int32Array
    accident: Int32Array
    leftmost: Int32Array


@compile_kernel
def _rules_held(counts: int, rules: PackedRules) -> int:
    """The rules that hold, a bit each."""
    held = 0
    for r in range(rules.lack.size):
        if (counts + rules.lack[r]) & rules.wanted[r] == rules.wanted[r]:
            held |= 1 << r
    return held


@compile_kernel
def _find_leftmost(nearby: Nearby, rules: PackedRules, held: int, start: int, end: int) -> None:
    """Read one period from the right until the last of the rules ``held`` holds, and move ``leftmost`` on."""
    counts, i = 0, 0
    while held:
        if start <= nearby.day[i] < end:
            counts += nearby.one[i]
            new = held & _rules_held(counts, rules)
            held ^= new
            r = 0
            while new:
                if new & 1:
                    nearby.leftmost[r] = max(nearby.leftmost[r], nearby.accident[i])
                new >>= 1
                r += 1
        i += 1


@compile_kernel
def _inspect(nearby: Nearby, n: int, period_end: Int32Array, rules: PackedRules) -> tuple[int, int]:
    """The sets that qualify with the first of the n accidents nearby as their rightmost: fills ``nearby.leftmost``.

    Returns the first and the exclusive last day of all periods in which a rule holds; each contains the first
    accident's day, so together they are one span.
    """
    nearby.leftmost[:] = -1
    today = int(np.int64(nearby.day[0]))
    first_day, end_day = today + 1, today
    for begin in range(n):
        start = int(np.int64(nearby.day[begin]))
        if start > today:
            continue
        end, counts = int(np.int64(period_end[start])), 0
        for i in range(n):
            counts += nearby.one[i] if (nearby.day[i] >= start) & (nearby.day[i] < end) else 0
        held = _rules_held(counts, rules)
        if held:
            first_day, end_day = min(first_day, start), max(end_day, end)
            _find_leftmost(nearby, rules, held, start, end)
    return first_day, end_day


@compile_kernel
def _counts(day: Int32Array, one: Int64Array, earliest: int, end: int) -> int:
    """The counts of the accidents of the days ``earliest`` to ``end``."""
    counts = 0
    for i in range(day.size):
        counts += one[i] if (day[i] >= earliest) & (day[i] < end) else 0
    return counts


@compile_kernel
def _gather(day: Int32Array, one: Int64Array, window: int, a: int, earliest: int, end: int, nearby: Nearby) -> int:
    """Write the accidents window to a, read leftwards, of the days ``earliest`` to ``end``; returns how many."""
    n = 0
    for k in range(a, window - 1, -1):
        if earliest <= day[k] < end:
            nearby.accident[n], nearby.day[n], nearby.one[n] = k, day[k], one[k]
            n += 1
    return n


@compile_kernel
def fill(
    accidents: Accidents,
    length: int,
    rules: PackedRules,
    sites: Sites,
    n_sites: int,
    reach: Int32Array,
    members: BoolArray,
    give_up_from: float,
) -> bool:
    """Fill ``reach`` (rule, site: the nearest site within L at which the rule holds, or ``n_sites``) and ``members``.

    Gives up, and returns False, as soon as it has read more than ``give_up_from`` accidents nearby for each accident.
    ``members`` are right even then, though not all.
    """
    position, day = accidents.position, accidents.day
    n_rules, one = rules.lack.size, rules.one_of[accidents.code]
    reach[:, :] = n_sites
    nearby = Nearby(
        np.empty(MOST_IN_WINDOW, np.int64),
        np.empty(MOST_IN_WINDOW, np.int32),
        np.empty(MOST_IN_WINDOW, np.int32),
        np.empty(n_rules, np.int32),
    )
    window, n_read = 0, 0
    for a in range(position.size):
        while position[a] - position[window] > length:
            window += 1
        earliest = accidents.period_start[day[a]]
        if earliest > day[a]:  # no period covers the day
            continue
        end = accidents.period_end[day[a]]
        if _rules_held(_counts(day[window : a + 1], one[window : a + 1], earliest, end), rules) == 0:
            continue
        n_nearby = _gather(day, one, window, a, earliest, end, nearby)
        n_read += n_nearby
        if n_read > give_up_from * (a + MOST_IN_WINDOW):
            return False
        first_day, end_day = _inspect(nearby, n_nearby, accidents.period_end, rules)
        if first_day >= end_day:
            continue
        for i in range(n_nearby):
            if first_day <= nearby.day[i] < end_day:
                members[nearby.accident[i]] = True
        for r in range(n_rules):
            if nearby.leftmost[r] >= 0:
                site = sites.of_accident[nearby.leftmost[r]]
                reach[r, site] = min(reach[r, site], sites.of_accident[a])
    for r in range(n_rules):  # what holds from a site on holds from every site before it, if near enough
        nearest = n_sites
        for site in range(n_sites - 1, -1, -1):
            nearest = min(nearest, reach[r, site])
            is_near = nearest < n_sites and sites.first[nearest] < sites.beyond[site]
            reach[r, site] = nearest if is_near else n_sites
    return True
