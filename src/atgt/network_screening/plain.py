"""The exact sweep in plain Python: no compiler, fast enough for a ward and for a province.

For one rule and a left end, the *reach* is the nearest right end within L such that the accidents between the two
satisfy the rule in some period. Rules are monotone, so the reach never moves left while the left end moves right:
two pointers. When an accident is added, only periods that contain it can newly hold; when the left one is taken from a
window that holds, every period that still holds contains the accident added last. So one question is enough:
does a period that contains this day hold? ``_DayCounts`` answers it in a number of steps that depends on the rule only.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.line import Line

_FAR = 1 << 62


@dataclass(slots=True)
class _DayCounts:
    """The days of the window's accidents that one bound counts, in order, and how many it needs."""

    days: list[int]
    needed: int

    def kth_from(self, day: int) -> int:
        """Day of the k-th counted accident on or after a day; far away when there are fewer than k."""
        index = bisect_left(self.days, day) + self.needed - 1
        return self.days[index] if index < len(self.days) else _FAR

    def kth_before(self, end: int) -> int:
        """Day of the k-th counted accident back from an exclusive end; -1 when there are fewer than k."""
        index = bisect_left(self.days, end) - self.needed
        return self.days[index] if index >= 0 else -1


@dataclass(frozen=True, slots=True)
class _Periods:
    """Where periods end and which is the first to cover a day, as lists of ranks."""

    end: list[int]
    start: list[int]

    def first_holding(self, counts: Sequence[_DayCounts], day: int) -> int:
        """The earliest period start, up to ``day``, whose period contains ``day`` and satisfies all bounds; or -1.

        From a start that fails because a bound's k-th accident comes too late, every start whose period ends before
        that accident fails too: the next one tried is the first that covers it. A bound can fail at most k times,
        because fewer than k of its accidents lie between the first start tried and ``day``.
        """
        for count in counts:
            if len(count.days) < count.needed:
                return -1
        start = self.start[day]
        while start <= day:
            latest = -1
            for count in counts:
                kth = count.kth_from(start)
                if kth > latest:  # noqa: PLR1730 - max() here is a third of the whole running time
                    latest = kth
            if latest < self.end[start]:
                return start
            if latest == _FAR:
                return -1
            start = self.start[latest]
        return -1

    def last_holding(self, counts: Sequence[_DayCounts], day: int) -> int:
        """The latest such period start; the mirror image of ``first_holding``. There must be one."""
        start = day
        while True:
            earliest = min(count.kth_before(self.end[start]) for count in counts)
            if earliest >= start:
                return start
            start = earliest


def reaches(line: Line, rule: CountRule) -> tuple[Int64Array, Int64Array]:
    """The reach of one rule from every accident that counts in it.

    Returns
    -------
    Indices of the counted accidents in the line, and for each the index in the line of the accident at which the
    window that starts with it first satisfies the rule within L; -1 when none does.
    """
    classes = sorted({c for bound in rule.bounds for c in bound.classes})
    counted = np.flatnonzero(np.isin(line.class_code, classes))
    position, codes = line.position[counted], line.class_code[counted]
    beyond = np.searchsorted(position, position + line.length, side="right")
    possible = np.ones(counted.size, dtype=np.bool_)
    for bound in rule.bounds:
        so_far = np.concatenate(([0], np.cumsum(np.isin(codes, bound.classes))))
        possible &= so_far[beyond] - so_far[:-1] >= bound.at_least
    reach = np.full(counted.size, -1, dtype=np.int64)
    periods = _Periods(line.period_end.tolist(), line.period_start.tolist())
    for first, stop in _runs(np.flatnonzero(possible), beyond):
        found = _sweep(
            position[first:stop].tolist(),
            line.day[counted[first:stop]].tolist(),
            codes[first:stop].tolist(),
            line.length,
            rule,
            periods,
        )
        reach[first:stop] = [counted[first + i] if i >= 0 else -1 for i in found]
    return counted, reach


def _runs(starts: Int64Array, beyond: Int64Array) -> Iterator[tuple[int, int]]:
    """The unions of the index ranges [start, beyond[start]) that overlap, in order."""
    if starts.size == 0:
        return
    stops = beyond[starts]
    new = np.flatnonzero(starts[1:] >= stops[:-1]) + 1
    yield from zip(
        starts[np.concatenate(([0], new))].tolist(), stops[np.concatenate((new - 1, [-1]))].tolist(), strict=True
    )


def _sweep(
    position: list[int], day: list[int], codes: list[int], length: int, rule: CountRule, periods: _Periods
) -> list[int]:
    """The reach from each accident of a run, as an index in the run, or -1."""
    counts = [_DayCounts([], bound.at_least) for bound in rule.bounds]
    into = {c: [k.days for k, bound in zip(counts, rule.bounds, strict=True) if c in bound.classes] for c in set(codes)}
    found = [-1] * len(position)
    added, holds = 0, False
    for left, place in enumerate(position):
        while not holds and added < len(position) and position[added] - place <= length:
            for days in into[codes[added]]:
                insort(days, day[added])
            holds = periods.first_holding(counts, day[added]) >= 0
            added += 1
        if holds:
            found[left] = added - 1
        for days in into[codes[left]]:
            del days[bisect_left(days, day[left])]
        holds = holds and added > left + 1 and periods.first_holding(counts, day[added - 1]) >= 0
    return found


def members(line: Line, rules: Sequence[CountRule], within: BoolArray) -> npt.NDArray[np.bool_]:
    """Which accidents of the line are in at least one qualifying set.

    Parameters
    ----------
    within
        Accidents that lie in a maximal stretch; no other one can be a member.
    """
    found = np.zeros(line.n, dtype=np.bool_)
    chosen = np.flatnonzero(within)
    if chosen.size == 0:
        return found
    breaks = np.flatnonzero(np.diff(line.position[chosen]) > line.length) + 1
    periods = _Periods(line.period_end.tolist(), line.period_start.tolist())
    for run in np.split(chosen, breaks):
        inside = _sweep_members(
            line.position[run].tolist(),
            line.day[run].tolist(),
            line.class_code[run].tolist(),
            line.length,
            rules,
            periods,
        )
        found[run[inside]] = True
    return found


def _sweep_members(
    position: list[int],
    day: list[int],
    codes: list[int],
    length: int,
    rules: Sequence[CountRule],
    periods: _Periods,
) -> list[int]:
    """Indices in the run of its members.

    A qualifying set is found when its rightmost accident is added to the window of length L that ends there. Periods
    that contain one day and hold cover together one span of days, from the earliest such start to the latest end;
    all accidents of the window in that span are members. Each is taken off the waiting list once.
    """
    lists: dict[tuple[int, ...], list[int]] = {}
    of_rule = [[_DayCounts(lists.setdefault(b.classes, []), b.at_least) for b in rule.bounds] for rule in rules]
    into = {c: [days for classes, days in lists.items() if c in classes] for c in set(codes)}
    waiting: list[tuple[int, int]] = []
    found: list[int] = []
    left = 0
    for added, place in enumerate(position):
        while place - position[left] > length:
            for days in into[codes[left]]:
                del days[bisect_left(days, day[left])]
            index = bisect_left(waiting, (day[left], left))
            if index < len(waiting) and waiting[index] == (day[left], left):
                del waiting[index]
            left += 1
        for days in into[codes[added]]:
            insort(days, day[added])
        insort(waiting, (day[added], added))
        first, end = _FAR, -1
        for counts in of_rule:
            start = periods.first_holding(counts, day[added])
            if start >= 0:
                first = min(first, start)
                end = max(end, periods.end[periods.last_holding(counts, day[added])])
        if first < end:
            low, high = bisect_left(waiting, (first, -1)), bisect_left(waiting, (end, -1))
            found.extend(index for _, index in waiting[low:high])
            del waiting[low:high]
    return found
