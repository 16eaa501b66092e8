"""All routes end to end as one line, and where it is cut into partitions.

Cuts are made where they give partitions of equal size, in the middle of a busy road where need be: hashing by route is
2.5 times out of balance when one road carries a tenth of the accidents, and a cut only at gaps longer than L never
cuts just that road. Each partition also reads the accidents within L of its two ends (its halo), and
``partition_screening`` shows why the answer is then the same as in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from atgt.network_screening.integers import INT64_MIN, BoolArray, Int64Array

_SAMPLE = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A place on the line of all routes: what is at it or after it belongs to the next partition."""

    route: int
    measure_mm: int


@dataclass(frozen=True, slots=True)
class Span:
    """What lies between two cuts, the first one included; None is the end of the line.

    Examples
    --------
    >>> span = Span(Cut(1, 500), Cut(2, 100))
    >>> span.owns(np.array([1, 1, 2, 2]), np.array([499, 500, 99, 100])).tolist()
    [False, True, True, False]
    >>> span.halo(np.array([1, 1, 2, 2]), np.array([399, 400, 200, 201]), 100).tolist()
    [False, True, True, False]
    """

    low: Cut | None
    high: Cut | None

    def owns(self, route: Int64Array, measure: Int64Array) -> BoolArray:
        """Which accidents belong to the span."""
        return self.is_past_low(route, measure) & self.is_before_high(route, measure)

    def is_past_low(self, route: Int64Array, measure: Int64Array) -> BoolArray:
        """Which places lie at the first cut or after it."""
        return np.ones(route.size, dtype=np.bool_) if self.low is None else ~_is_before(route, measure, self.low)

    def is_before_high(self, route: Int64Array, measure: Int64Array) -> BoolArray:
        """Which places lie before the second cut."""
        return np.ones(route.size, dtype=np.bool_) if self.high is None else _is_before(route, measure, self.high)

    def halo(self, route: Int64Array, measure: Int64Array, length_mm: int) -> BoolArray:
        """Which accidents lie outside, on the same route, within L of one of the ends."""
        near = np.zeros(route.size, dtype=np.bool_)
        if self.low is not None:
            cut = self.low
            near |= (route == cut.route) & (measure < cut.measure_mm) & (measure >= cut.measure_mm - length_mm)
        if self.high is not None:
            cut = self.high
            near |= (route == cut.route) & (measure >= cut.measure_mm) & (measure <= cut.measure_mm + length_mm)
        return near


def spans_between(cuts: Sequence[Cut]) -> tuple[Span, ...]:
    """The spans the cuts make: one more than there are cuts."""
    return tuple(Span(low, high) for low, high in pairwise([None, *cuts, None]))


def plan_cuts(route: Int64Array, measure: Int64Array, n_partitions: int, *, by_route: bool = False) -> tuple[Cut, ...]:
    """Cuts that give partitions of about equal size; fewer where many accidents share one position.

    Parameters
    ----------
    route, measure
        The accidents, or an even sample of them; of more than a million only every so-manyth is looked at.
    by_route
        Cut only between routes: nothing is read twice, but one busy road stays in one partition.

    Examples
    --------
    >>> plan_cuts(np.array([0, 0, 0, 1]), np.array([10, 20, 30, 5]), 2)
    (Cut(route=0, measure_mm=30),)
    """
    step = max(1, route.size // _SAMPLE)
    route, measure = route[::step], measure[::step]
    if n_partitions <= 1 or route.size == 0:
        return ()
    order = np.lexsort((measure, route))
    at = order[np.arange(1, n_partitions) * order.size // n_partitions]
    cuts = {Cut(int(r), INT64_MIN if by_route else int(m)) for r, m in zip(route[at], measure[at], strict=True)}
    return tuple(sorted(cuts - {Cut(int(route[order[0]]), INT64_MIN)}))


def partition_of(route: Int64Array, measure: Int64Array, cuts: Sequence[Cut]) -> Int64Array:
    """Number of the span each accident belongs to.

    Examples
    --------
    >>> partition_of(np.array([0, 0, 1]), np.array([29, 30, 5]), [Cut(0, 30)]).tolist()
    [0, 1, 1]
    """
    cut_route = np.array([cut.route for cut in cuts], dtype=np.int64)
    cut_measure = np.array([cut.measure_mm for cut in cuts], dtype=np.int64)
    number = np.searchsorted(cut_route, route, side="left").astype(np.int64)
    stop = np.searchsorted(cut_route, route, side="right")
    open_rows = np.flatnonzero(number < stop)  # accidents of routes that are cut
    while open_rows.size:
        passed = cut_measure[number[open_rows]] <= measure[open_rows]
        open_rows = open_rows[passed]
        number[open_rows] += 1
        open_rows = open_rows[number[open_rows] < stop[open_rows]]
    return number


def neighbours(spans: Sequence[Span], number: int, length_mm: int) -> list[int]:
    """The other spans that may hold accidents of a span's halo."""
    low, high, near = spans[number].low, spans[number].high, []
    for other in range(number - 1, -1, -1):
        end = spans[other].high
        if low is None or end is None or end <= Cut(low.route, low.measure_mm - length_mm):
            break
        near.append(other)
    for other in range(number + 1, len(spans)):
        start = spans[other].low
        if high is None or start is None or start > Cut(high.route, high.measure_mm + length_mm):
            break
        near.append(other)
    return near


def _is_before(route: Int64Array, measure: Int64Array, cut: Cut) -> BoolArray:
    before: BoolArray = (route < cut.route) | ((route == cut.route) & (measure < cut.measure_mm))
    return before
