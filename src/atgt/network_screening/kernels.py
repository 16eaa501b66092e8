"""The exact sweep, compiled: the same algorithm as ``plain`` and ``stretches``, block by block on plain arrays.

A block is a run of accidents with no gap longer than L: blocks do not know of each other, so they may be shared among
threads wherever they are cut, and the answer is the same. Only ``compiled`` imports this file; it needs numba.

The window keeps, for every class set that some bound counts, its days in order with a number each, so many accidents
on one day are one entry. "Day" means the rank of a day in ``line.Line``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from atgt.network_screening.integers import BoolArray, Int64Array

_Function = TypeVar("_Function", bound=Callable[..., Any])

_FAR = 1 << 62


def _compile(function: _Function) -> _Function:
    """Compiled at its first call and kept in a cache beside the source; other threads run meanwhile."""
    return cast("_Function", numba.njit(cache=True, nogil=True)(function))


def _inline(function: _Function) -> _Function:
    """Compiled into its callers: handing over the tables would cost more than the few steps it does."""
    return cast("_Function", numba.njit(cache=True, nogil=True, forceinline=True)(function))


@_inline
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


class Accidents(NamedTuple):
    """The accidents of the line, and where periods end and begin by day."""

    position: Int64Array
    day: Int64Array
    code: npt.NDArray[np.int8]
    period_end: Int64Array
    period_start: Int64Array


class Output(NamedTuple):
    """Where the answer is written; a chunk uses the rows from its first accident on, there are never more."""

    members: BoolArray
    maximal: Int64Array
    tight: Int64Array
    zones: Int64Array
    spots: Int64Array


class Scratch(NamedTuple):
    """Room for the longest block of a chunk."""

    first: Int64Array  # of each site its first accident
    site_of: Int64Array  # of each accident its site
    beyond: Int64Array  # of each site the first accident more than L away
    so_far: npt.NDArray[np.int64]  # of each class set and accident how many are before it
    reach: npt.NDArray[np.int64]  # of each rule and site the nearest site at which the rule holds
    nearest: Int64Array  # the least reach of each site
    head: Int64Array  # waiting accidents by day: the first, the last, and who comes after whom
    tail: Int64Array
    after: Int64Array
    waiting_days: Int64Array  # days with waiting accidents, in order
    value: npt.NDArray[np.int64]  # the programme of the cut: weight, minus stretches, minus length
    offer: npt.NDArray[np.int64]  # the queue of the cut: three values and the site
    begins: Int64Array


@_inline
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


@_inline
def _empty(window: Window) -> None:
    for s in range(window.size.size):
        window.size[s] = window.total[s] = 0


@_inline
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


@_inline
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


@_inline
def _kth_from(window: Window, s: int, day: int, k: int) -> int:
    """Day of the k-th counted accident on or after a day."""
    days, many, size = window.days[s], window.many[s], window.size[s]
    for i in range(_lower_bound(days, size, day), size):
        k -= many[i]
        if k <= 0:
            return int(days[i])
    return _FAR


@_inline
def _kth_before(window: Window, s: int, end: int, k: int) -> int:
    """Day of the k-th counted accident back from an exclusive end."""
    days, many = window.days[s], window.many[s]
    for i in range(_lower_bound(days, window.size[s], end) - 1, -1, -1):
        k -= many[i]
        if k <= 0:
            return int(days[i])
    return -1


@_inline
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


@_inline
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


@_inline
def _add_accident(window: Window, rules: Rules, r: int, day: int, code: int) -> None:
    """Count an accident in the class sets of one rule, or of all rules for the row after the last."""
    for i in range(rules.first_set[r, code], rules.first_set[r, code + 1]):
        _add(window, rules.sets[i], day)


@_inline
def _remove_accident(window: Window, rules: Rules, r: int, day: int, code: int) -> None:
    for i in range(rules.first_set[r, code], rules.first_set[r, code + 1]):
        _remove(window, rules.sets[i], day)


@_inline
def _is_possible(rules: Rules, r: int, scratch: Scratch, first: int, beyond: int) -> bool:
    """Whether the accidents first to beyond of a block satisfy a rule, were there no period."""
    for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
        so_far = scratch.so_far[rules.bound_set[b]]
        if so_far[beyond] - so_far[first] < rules.bound_least[b]:
            return False
    return True


@_compile
def _sweep(
    accidents: Accidents, rules: Rules, r: int, window: Window, scratch: Scratch, low: int, high: int, n_sites: int
) -> None:
    """Fill ``scratch.reach[r]``: of each site of a block the nearest site at which the rule holds, or ``n_sites``."""
    day, code, first_set, reach = accidents.day, accidents.code, rules.first_set, scratch.reach[r]
    _empty(window)
    added, holds = low, False
    for site in range(n_sites):
        first, beyond = scratch.first[site], scratch.beyond[site]
        stop = scratch.first[site + 1] if site + 1 < n_sites else high
        if holds or _is_possible(rules, r, scratch, first - low, beyond - low):
            while not holds and added < beyond:
                if first_set[r, code[added]] < first_set[r, code[added] + 1]:
                    _add_accident(window, rules, r, day[added], code[added])
                    holds = _first_holding(window, accidents, rules, r, day[added]) >= 0
                added += 1
        reach[site] = scratch.site_of[added - 1 - low] if holds else n_sites
        for i in range(first, min(stop, added)):
            _remove_accident(window, rules, r, day[i], code[i])
        # A window that holds ends with the accident added last, and every period that holds contains it.
        holds = holds and added > stop and _first_holding(window, accidents, rules, r, day[added - 1]) >= 0
        added = max(added, stop)


@_compile
def _mask(scratch: Scratch, left: int, right: int) -> int:
    """The rules a stretch of sites satisfies in some period."""
    mask = 0
    for r in range(scratch.reach.shape[0]):
        if scratch.reach[r, left] <= right:
            mask |= 1 << r
    return mask


@_compile
def _write_stretch(table: Int64Array, row: int, scratch: Scratch, left: int, right: int) -> None:
    table[row, 0] = scratch.first[left]
    table[row, 1] = scratch.first[right]
    table[row, 2] = _mask(scratch, left, right)


@_compile
def _is_better(a0: int, a1: int, a2: int, b0: int, b1: int, b2: int) -> bool:
    """Whether the triple a is greater than b."""
    if a0 != b0:
        return a0 > b0
    if a1 != b1:
        return a1 > b1
    return a2 > b2


@_compile
def _cut_zone(
    accidents: Accidents, length: int, weights: Int64Array, scratch: Scratch, left: int, right: int, block_end: int
) -> None:
    """As ``sites.cut_zone``: fills ``scratch.begins`` for the sites left to right of a block."""
    position, first, value, offer = accidents.position, scratch.first, scratch.value, scratch.offer
    base = position[first[left]]
    head, tail, offered = 0, 0, left
    total, offered_total = 0, 0  # weight up to and including the site; weight before the site offered
    value[left, 0] = value[left, 1] = value[left, 2] = 0
    accident, offered_accident = first[left], first[left]
    for r in range(left, right + 1):
        here = position[first[r]]
        stop = first[r + 1] if r < right else block_end
        while accident < stop and position[accident] == here:
            total += weights[accidents.code[accident]]
            accident += 1
        while offered <= r and (scratch.nearest[offered] <= r or scratch.nearest[offered] > right):
            if scratch.nearest[offered] <= r:
                f0 = value[offered, 0] - offered_total
                f1 = value[offered, 1]
                f2 = value[offered, 2] + (position[first[offered]] - base)
                while tail > head and not _is_better(
                    offer[tail - 1, 0], offer[tail - 1, 1], offer[tail - 1, 2], f0, f1, f2
                ):
                    tail -= 1
                offer[tail, 0], offer[tail, 1], offer[tail, 2], offer[tail, 3] = f0, f1, f2, offered
                tail += 1
            place = position[first[offered]]
            while offered_accident < block_end and position[offered_accident] == place:
                offered_total += weights[accidents.code[offered_accident]]
                offered_accident += 1
            offered += 1
        while tail > head and here - position[first[offer[head, 3]]] > length:
            head += 1
        for i in range(3):
            value[r + 1, i] = value[r, i]
        scratch.begins[r] = -1
        if tail > head:
            o0, o1, o2 = offer[head, 0] + total, offer[head, 1] - 1, offer[head, 2] - (here - base)
            if _is_better(o0, o1, o2, value[r, 0], value[r, 1], value[r, 2]):
                value[r + 1, 0], value[r + 1, 1], value[r + 1, 2] = o0, o1, o2
                scratch.begins[r] = offer[head, 3]


@_compile
def _write_spots(
    accidents: Accidents,
    length: int,
    weights: Int64Array,
    scratch: Scratch,
    output: Output,
    n_spots: int,
    left: int,
    right: int,
    block_end: int,
) -> int:
    """Write the spots of one zone, left to right; returns how many spots there are now."""
    first = scratch.first
    if accidents.position[first[right]] - accidents.position[first[left]] <= length:
        _write_stretch(output.spots, n_spots, scratch, left, right)
        return n_spots + 1
    _cut_zone(accidents, length, weights, scratch, left, right, block_end)
    n_new, r = 0, right
    while r >= left:
        n_new += scratch.begins[r] >= 0
        r = r - 1 if scratch.begins[r] < 0 else scratch.begins[r] - 1
    at, r = n_spots + n_new, right
    while r >= left:
        begin = scratch.begins[r]
        if begin < 0:
            r -= 1
        else:
            at -= 1
            _write_stretch(output.spots, at, scratch, begin, r)
            r = begin - 1
    return n_spots + n_new


@_inline
def _wait(scratch: Scratch, low: int, n_days: int, day: int, accident: int) -> int:
    """Put an accident on the waiting list of its day; returns the number of days with waiting accidents."""
    scratch.after[accident - low] = -1
    if scratch.head[day] >= 0:
        scratch.after[scratch.tail[day] - low] = accident
        scratch.tail[day] = accident
        return n_days
    scratch.head[day] = scratch.tail[day] = accident
    at = _lower_bound(scratch.waiting_days, n_days, day)
    for i in range(n_days, at, -1):
        scratch.waiting_days[i] = scratch.waiting_days[i - 1]
    scratch.waiting_days[at] = day
    return n_days + 1


@_inline
def _leave(scratch: Scratch, low: int, n_days: int, day: int, accident: int) -> int:
    """Take the leftmost accident of the window off the waiting list, if it still waits: it is the first of its day."""
    if scratch.head[day] != accident:
        return n_days
    scratch.head[day] = scratch.after[accident - low]
    if scratch.head[day] >= 0:
        return n_days
    for i in range(_lower_bound(scratch.waiting_days, n_days, day), n_days - 1):
        scratch.waiting_days[i] = scratch.waiting_days[i + 1]
    return n_days - 1


@_inline
def _mark(scratch: Scratch, output: Output, low: int, n_days: int, first_day: int, end_day: int) -> int:
    """All waiting accidents of a span of days are members; they wait no longer."""
    begin = _lower_bound(scratch.waiting_days, n_days, first_day)
    stop = _lower_bound(scratch.waiting_days, n_days, end_day)
    for i in range(begin, stop):
        day = scratch.waiting_days[i]
        accident = scratch.head[day]
        while accident >= 0:
            output.members[accident] = True
            accident = scratch.after[accident - low]
        scratch.head[day] = -1
    if stop > begin:
        for i in range(stop, n_days):
            scratch.waiting_days[i - (stop - begin)] = scratch.waiting_days[i]
    return n_days - (stop - begin)


@_compile
def _sweep_members(
    accidents: Accidents,
    length: int,
    rules: Rules,
    window: Window,
    scratch: Scratch,
    output: Output,
    low: int,
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
            n_days = _leave(scratch, low, n_days, day[left], left)
            left += 1
        _add_accident(window, rules, n_rules, day[new], code[new])
        n_days = _wait(scratch, low, n_days, day[new], new)
        first_day, end_day = _number(_FAR), _number(-1)
        for r in range(n_rules):
            start = _first_holding(window, accidents, rules, r, day[new])
            if start >= 0:
                first_day = min(first_day, start)
                last = _last_holding(window, accidents, rules, r, day[new])
                end_day = max(end_day, accidents.period_end[last])
        if first_day < end_day:
            n_days = _mark(scratch, output, low, n_days, first_day, end_day)
    for i in range(n_days):
        scratch.head[scratch.waiting_days[i]] = -1


@_compile
def _find_sites(accidents: Accidents, length: int, scratch: Scratch, low: int, high: int) -> int:
    """Number the distinct positions of a block, and find what is more than L beyond each."""
    position = accidents.position
    n_sites = _number(0)
    for i in range(low, high):
        if i == low or position[i] != position[i - 1]:
            scratch.first[n_sites] = i
            n_sites += 1
        scratch.site_of[i - low] = n_sites - 1
    beyond = low
    for site in range(n_sites):
        here = position[scratch.first[site]]
        while beyond < high and position[beyond] - here <= length:
            beyond += 1
        scratch.beyond[site] = beyond
    return n_sites


@_compile
def _count_classes(accidents: Accidents, rules: Rules, scratch: Scratch, low: int, high: int) -> None:
    for s in range(rules.in_set.shape[0]):
        so_far, in_set = scratch.so_far[s], rules.in_set[s]
        n = 0
        for i in range(low, high):
            so_far[i - low] = n
            n += in_set[accidents.code[i]]
        so_far[high - low] = n


@_compile
def _screen_block(
    accidents: Accidents,
    length: int,
    rules: Rules,
    is_possible: BoolArray,
    weights: Int64Array,
    window: Window,
    scratch: Scratch,
    output: Output,
    written: Int64Array,
    low: int,
    high: int,
) -> None:
    """Screen one block and write what it holds; ``written`` counts maximal, tight, zones, spots so far."""
    n_sites = _find_sites(accidents, length, scratch, low, high)
    _count_classes(accidents, rules, scratch, low, high)
    first, nearest = scratch.first, scratch.nearest
    nearest[n_sites] = n_sites
    for r in range(is_possible.size):
        if is_possible[r]:
            _sweep(accidents, rules, r, window, scratch, low, high, n_sites)
        for site in range(n_sites):
            if not is_possible[r]:
                scratch.reach[r, site] = n_sites
            if r == 0 or scratch.reach[r, site] < nearest[site]:
                nearest[site] = scratch.reach[r, site]
    zone_left, zone_right = _number(-1), _number(-1)
    run_begin, run_stop = _number(-1), _number(-1)
    for site in range(n_sites):
        right = nearest[site]
        if right < n_sites:
            stop = scratch.beyond[site]
            if site == 0 or stop > scratch.beyond[site - 1]:
                _write_stretch(output.maximal, written[0], scratch, site, scratch.site_of[stop - 1 - low])
                written[0] += 1
                if run_begin >= 0 and first[site] >= run_stop:
                    _sweep_members(accidents, length, rules, window, scratch, output, low, run_begin, run_stop)
                    run_begin = _number(-1)
                if run_begin < 0:
                    run_begin = first[site]
                run_stop = stop
            if nearest[site + 1] > right:
                _write_stretch(output.tight, written[1], scratch, site, right)
                written[1] += 1
                if site > zone_right:
                    if zone_left >= 0:
                        _write_zone(accidents, length, weights, scratch, output, written, zone_left, zone_right, high)
                    zone_left = site
                zone_right = right
    if zone_left >= 0:
        _write_zone(accidents, length, weights, scratch, output, written, zone_left, zone_right, high)
        _sweep_members(accidents, length, rules, window, scratch, output, low, run_begin, run_stop)


@_compile
def _write_zone(
    accidents: Accidents,
    length: int,
    weights: Int64Array,
    scratch: Scratch,
    output: Output,
    written: Int64Array,
    left: int,
    right: int,
    block_end: int,
) -> None:
    output.zones[written[2], 0] = scratch.first[left]
    output.zones[written[2], 1] = scratch.first[right]
    written[2] += 1
    written[3] = _write_spots(accidents, length, weights, scratch, output, written[3], left, right, block_end)


@_compile
def _possible_rules(accidents: Accidents, rules: Rules, low: int, high: int, is_possible: BoolArray) -> bool:
    """Which rules a block could satisfy by its class counts alone, were there no L and no period; whether any."""
    counts = np.zeros(8, dtype=np.int64)
    for i in range(low, high):
        counts[accidents.code[i]] += 1
    some = False
    for r in range(is_possible.size):
        possible = True
        for b in range(rules.first_bound[r], rules.first_bound[r + 1]):
            n = 0
            for c in range(8):
                if rules.in_set[rules.bound_set[b], c]:
                    n += counts[c]
            possible = possible and n >= rules.bound_least[b]
        is_possible[r] = possible
        some = some or possible
    return some


@_compile
def _block_end(position: Int64Array, length: int, low: int, end: int) -> int:
    high = low + 1
    while high < end and position[high] - position[high - 1] <= length:
        high += 1
    return high


@_compile
def screen_chunk(
    accidents: Accidents, length: int, rules: Rules, weights: Int64Array, output: Output, begin: int, end: int
) -> Int64Array:
    """Screen the accidents begin to end, a run of whole blocks.

    Returns how many rows of ``maximal``, ``tight``, ``zones``, ``spots`` were written from row ``begin`` on.
    """
    n_rules, n_sets, n_days = rules.first_bound.size - 1, rules.in_set.shape[0], accidents.period_end.size
    is_possible = np.zeros(n_rules, dtype=np.bool_)
    longest, low = 0, begin
    while low < end:
        high = _block_end(accidents.position, length, low, end)
        longest = max(longest, high - low)
        low = high
    entries = min(longest, n_days)
    window = Window(
        np.empty((n_sets, entries), dtype=np.int64),
        np.empty((n_sets, entries), dtype=np.int64),
        np.zeros(n_sets, dtype=np.int64),
        np.zeros(n_sets, dtype=np.int64),
    )
    scratch = Scratch(
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.int64),
        np.empty((n_sets, longest + 1), dtype=np.int64),
        np.empty((n_rules, longest), dtype=np.int64),
        np.empty(longest + 1, dtype=np.int64),
        np.full(n_days, -1, dtype=np.int64),
        np.full(n_days, -1, dtype=np.int64),
        np.empty(longest, dtype=np.int64),
        np.empty(entries, dtype=np.int64),
        np.empty((longest + 1, 3), dtype=np.int64),
        np.empty((longest, 4), dtype=np.int64),
        np.empty(longest, dtype=np.int64),
    )
    written = np.full(4, begin, dtype=np.int64)
    low = begin
    while low < end:
        high = _block_end(accidents.position, length, low, end)
        if _possible_rules(accidents, rules, low, high, is_possible):
            _screen_block(accidents, length, rules, is_possible, weights, window, scratch, output, written, low, high)
        low = high
    return written - begin
