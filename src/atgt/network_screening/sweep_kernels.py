"""The reach of every rule and the members by sorted windows, for data however dense; compiled, needs numba.

The same algorithm as ``plain``. The window keeps, for every class set that some bound counts, its days in order with a
number each, so many accidents on one day are one entry, and the work for an accident hardly grows with the window.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.kernel_tables import Accidents, Int32Array, Sites, compile_kernel, inline

_FAR = 1 << 62


@inline
def _number(value: int) -> int:
    """The value as a variable: with a constant in its place, every function it goes into is compiled once more."""
    return int(np.int64(value))


class Rules(NamedTuple):
    """Rules as arrays; the bounds that count the same classes share a class set.

    Parameters
    ----------
    in_set
        in_set[s, c]: whether class set s holds class c.
    bound_set, bound_least
        Class set and least number of every bound, rule after rule.
    first_bound
        Where the bounds of rule r begin; one longer than there are rules.
    sets, first_set
        The class sets of rule r that hold class c: ``sets`` from ``first_set[r, c]`` up to ``first_set[r, c + 1]``.
        After the last rule one more row: the class sets of all rules together.
    """

    in_set: BoolArray
    bound_set: Int64Array
    bound_least: Int64Array
    first_bound: Int64Array
    sets: Int64Array
    first_set: npt.NDArray[np.int64]


class Window(NamedTuple):
    """The days of the window's accidents, one row a class set: days in order, how many on each, how many in all."""

    days: npt.NDArray[np.int64]
    many: npt.NDArray[np.int64]
    size: Int64Array
    total: Int64Array


class Waiting(NamedTuple):
    """Accidents of the window that are not known to be members, by day; empty again after every use.

    Parameters
    ----------
    head, tail
        Of each day the first and the last that waits, or -1.
    after
        Of each accident who waits behind it on the same day.
    days
        The days with waiting accidents, in order.
    """

    head: Int64Array
    tail: Int64Array
    after: Int64Array
    days: Int64Array


@inline
def _lower_bound(days: Int64Array, size: int, day: int) -> int:
    """How many of the first ``size`` days are before ``day``."""
    low, high = 0, size
    while low < high:
        middle = (low + high) >> 1
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


@inline
def _empty(window: Window) -> None:
    for s in range(window.size.size):
        window.size[s] = window.total[s] = 0


@inline
def _add(window: Window, s: int, day: int) -> None:
    days, many, size = window.days[s], window.many[s], window.size[s]
    window.total[s] += 1
    at = _lower_bound(days, size, day)
    if at < size and days[at] == day:
        many[at] += 1
        return
    for i in range(size, at, -1):
        days[i] = days[i - 1]
        many[i] = many[i - 1]
    days[at] = day
    many[at] = 1
    window.size[s] = size + 1


@inline
def _remove(window: Window, s: int, day: int) -> None:
    days, many, size = window.days[s], window.many[s], window.size[s]
    window.total[s] -= 1
    at = _lower_bound(days, size, day)
    if many[at] > 1:
        many[at] -= 1
        return
    for i in range(at, size - 1):
        days[i] = days[i + 1]
        many[i] = many[i + 1]
    window.size[s] = size - 1


@inline
def _kth_from(window: Window, s: int, day: int, k: int) -> int:
    """Day of the k-th counted accident on or after a day."""
    days, many, size = window.days[s], window.many[s], window.size[s]
    for i in range(_lower_bound(days, size, day), size):
        k -= many[i]
        if k <= 0:
            return int(days[i])
    return _FAR


@inline
def _kth_before(window: Window, s: int, end: int, k: int) -> int:
    """Day of the k-th counted accident back from an exclusive end."""
    days, many = window.days[s], window.many[s]
    for i in range(_lower_bound(days, window.size[s], end) - 1, -1, -1):
        k -= many[i]
        if k <= 0:
            return int(days[i])
    return -1


@inline
def _first_holding(window: Window, accidents: Accidents, rules: Rules, r: int, day: int) -> int:
    """As ``plain._Periods.first_holding``."""
    for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
        if window.total[rules.bound_set[b]] < rules.bound_least[b]:
            return -1
    start = accidents.period_start[day]
    while start <= day:
        latest = -1
        for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
            latest = max(latest, _kth_from(window, rules.bound_set[b], start, rules.bound_least[b]))
        if latest < accidents.period_end[start]:
            return int(start)
        if latest == _FAR:
            return -1
        start = accidents.period_start[latest]
    return -1


@inline
def _last_holding(window: Window, accidents: Accidents, rules: Rules, r: int, day: int) -> int:
    """As ``plain._Periods.last_holding``."""
    start = day
    while True:
        earliest = start
        for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
            end = accidents.period_end[start]
            earliest = min(earliest, _kth_before(window, rules.bound_set[b], end, rules.bound_least[b]))
        if earliest >= start:
            return start
        start = earliest


@inline
def _add_accident(window: Window, rules: Rules, r: int, day: int, code: int) -> None:
    """Count an accident in the class sets of one rule, or of all rules for the row after the last."""
    for i in range(rules.first_set[r, code], rules.first_set[r, code + 1]):
        _add(window, rules.sets[i], day)


@inline
def _remove_accident(window: Window, rules: Rules, r: int, day: int, code: int) -> None:
    for i in range(rules.first_set[r, code], rules.first_set[r, code + 1]):
        _remove(window, rules.sets[i], day)


@inline
def _is_possible(rules: Rules, r: int, so_far: Int32Array, first: int, beyond: int) -> bool:
    """Whether the accidents first to beyond satisfy a rule, were there no period."""
    for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
        s = rules.bound_set[b]
        if so_far[s, beyond] - so_far[s, first] < rules.bound_least[b]:
            return False
    return True


@compile_kernel
def _sweep(
    accidents: Accidents, rules: Rules, r: int, window: Window, so_far: Int32Array, sites: Sites, reach: Int32Array
) -> None:
    """Fill ``reach``: of each site the nearest site within L at which rule r holds, or the number of sites."""
    day, code, first_set, n_sites = accidents.day, accidents.code, rules.first_set, reach.size
    _empty(window)
    added, holds = 0, False
    for site in range(n_sites):
        first, beyond = sites.first[site], sites.beyond[site]
        stop = sites.first[site + 1] if site + 1 < n_sites else day.size
        if holds or _is_possible(rules, r, so_far, first, beyond):
            while not holds and added < beyond:
                if first_set[r, code[added]] < first_set[r, code[added] + 1]:
                    _add_accident(window, rules, r, day[added], code[added])
                    holds = _first_holding(window, accidents, rules, r, day[added]) >= 0
                added += 1
        reach[site] = sites.of_accident[added - 1] if holds else n_sites
        for i in range(first, min(stop, added)):
            _remove_accident(window, rules, r, day[i], code[i])
        # A window that holds ends with the accident added last, and every period that holds contains it.
        holds = holds and added > stop and _first_holding(window, accidents, rules, r, day[added - 1]) >= 0
        added = max(added, stop)


@inline
def _wait(waiting: Waiting, n_days: int, day: int, accident: int) -> int:
    """Put an accident on the waiting list of its day; returns the number of days with waiting accidents."""
    waiting.after[accident] = -1
    if waiting.head[day] >= 0:
        waiting.after[waiting.tail[day]] = accident
        waiting.tail[day] = accident
        return n_days
    waiting.head[day] = waiting.tail[day] = accident
    at = _lower_bound(waiting.days, n_days, day)
    for i in range(n_days, at, -1):
        waiting.days[i] = waiting.days[i - 1]
    waiting.days[at] = day
    return n_days + 1


@inline
def _leave(waiting: Waiting, n_days: int, day: int, accident: int) -> int:
    """Take the leftmost accident of the window off the waiting list, if it still waits: it is the first of its day."""
    if waiting.head[day] != accident:
        return n_days
    waiting.head[day] = waiting.after[accident]
    if waiting.head[day] >= 0:
        return n_days
    for i in range(_lower_bound(waiting.days, n_days, day), n_days - 1):
        waiting.days[i] = waiting.days[i + 1]
    return n_days - 1


@inline
def _mark(waiting: Waiting, members: BoolArray, n_days: int, first_day: int, end_day: int) -> int:
    """All waiting accidents of a span of days are members; they wait no longer."""
    begin = _lower_bound(waiting.days, n_days, first_day)
    stop = _lower_bound(waiting.days, n_days, end_day)
    for i in range(begin, stop):
        day = waiting.days[i]
        accident = waiting.head[day]
        while accident >= 0:
            members[accident] = True
            accident = waiting.after[accident]
        waiting.head[day] = -1
    if stop > begin:
        for i in range(stop, n_days):
            waiting.days[i - (stop - begin)] = waiting.days[i]
    return n_days - (stop - begin)


@compile_kernel
def _sweep_members(
    accidents: Accidents,
    length: int,
    rules: Rules,
    window: Window,
    waiting: Waiting,
    members: BoolArray,
    begin: int,
    stop: int,
) -> None:
    """Mark the members among the accidents begin to stop, a union of overlapping maximal stretches."""
    position, day, code = accidents.position, accidents.day, accidents.code
    _empty(window)
    n_rules = rules.first_bound.size - 1
    left, n_days = begin, _number(0)
    for new in range(begin, stop):
        while position[new] - position[left] > length:
            _remove_accident(window, rules, n_rules, day[left], code[left])
            n_days = _leave(waiting, n_days, day[left], left)
            left += 1
        _add_accident(window, rules, n_rules, day[new], code[new])
        n_days = _wait(waiting, n_days, day[new], new)
        first_day, end_day = _number(_FAR), _number(-1)
        for r in range(n_rules):
            start = _first_holding(window, accidents, rules, r, day[new])
            if start >= 0:
                first_day = min(first_day, start)
                last = _last_holding(window, accidents, rules, r, day[new])
                end_day = max(end_day, accidents.period_end[last])
        if first_day < end_day:
            n_days = _mark(waiting, members, n_days, first_day, end_day)
    for i in range(n_days):
        waiting.head[waiting.days[i]] = -1


@compile_kernel
def _counts_so_far(accidents: Accidents, rules: Rules) -> Int32Array:
    """Of each class set and accident, how many of that set are before it."""
    n_sets, n = rules.in_set.shape[0], accidents.day.size
    so_far = np.zeros((n_sets, n + 1), dtype=np.int32)
    for s in range(n_sets):
        for i in range(n):
            so_far[s, i + 1] = so_far[s, i] + rules.in_set[s, accidents.code[i]]
    return so_far


@compile_kernel
def fill(
    accidents: Accidents,
    length: int,
    rules: Rules,
    sites: Sites,
    n_sites: int,
    most_in_window: int,
    by_day: tuple[Int64Array, Int64Array],
    reach: Int32Array,
    members: BoolArray,
) -> None:
    """Fill ``reach`` (rule, site: the nearest site within L at which the rule holds, or ``n_sites``) and ``members``.

    ``by_day`` is room for two numbers a day, all -1, and is left so.
    """
    n_sets, n_rules = rules.in_set.shape[0], rules.first_bound.size - 1
    entries = min(most_in_window, accidents.period_end.size)
    window = Window(
        np.empty((n_sets, entries), dtype=np.int64),
        np.empty((n_sets, entries), dtype=np.int64),
        np.zeros(n_sets, dtype=np.int64),
        np.zeros(n_sets, dtype=np.int64),
    )
    so_far = _counts_so_far(accidents, rules)
    for r in range(n_rules):
        if _is_possible(rules, r, so_far, 0, accidents.day.size):
            _sweep(accidents, rules, r, window, so_far, sites, reach[r])
        else:
            reach[r, :] = n_sites
    waiting = Waiting(
        by_day[0], by_day[1], np.empty(accidents.day.size, dtype=np.int64), np.empty(entries, dtype=np.int64)
    )
    begin, stop = _number(-1), _number(-1)
    for site in range(n_sites):
        qualifies = False
        for r in range(n_rules):
            qualifies = qualifies or reach[r, site] < n_sites
        if not qualifies:
            continue
        if sites.first[site] >= stop:
            if begin >= 0:
                _sweep_members(accidents, length, rules, window, waiting, members, begin, stop)
            begin = _number(sites.first[site])
        stop = _number(sites.beyond[site])
    if begin >= 0:
        _sweep_members(accidents, length, rules, window, waiting, members, begin, stop)
