"""All accidents on one line, in order: the form in which windows are slid.

Routes are laid end to end with gaps longer than L, so a distance of at most L is always a distance along one route.
Days become ranks, so every kind of period is a pair of small integers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.network_screening.integers import INT64_MAX, INT64_MIN, Int64Array
from atgt.network_screening.period import Period, PeriodStep, last_days

Positions = npt.NDArray[np.int64] | npt.NDArray[np.object_]
"""Millimetres along the one line; Python integers where int64 is too small."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Accidents sorted by route and measure.

    Parameters
    ----------
    order
        Row of each accident in the caller's arrays; rows without a route are left out.
    position
        Place on the one line, millimetres, not decreasing; neighbours of different routes are more than L apart.
        Python integers where int64 is too small.
    length
        L, not longer than the data can tell.
    day
        Rank of each accident's day.
    period_end
        Of each day rank: the first rank that is outside the period that starts there.
    period_start
        Of each day rank: the first rank whose period covers it (the number of ranks when none does).
    class_code
        Class of each accident.
    """

    order: Int64Array
    position: Positions
    length: int
    day: Int64Array
    period_end: Int64Array
    period_start: Int64Array
    class_code: npt.NDArray[np.int8]

    @property
    def n(self) -> int:
        """Number of accidents on the line."""
        return int(self.order.size)


def lay_out(
    route: Int64Array,
    measure: Int64Array,
    day: Int64Array,
    class_code: Int64Array,
    *,
    length: int,
    period: Period,
    rows: Int64Array | None = None,
) -> Line:
    """The accidents of the given rows as one sorted line.

    Parameters
    ----------
    route, measure, day, class_code
        Columns of the rows kept; ``rows`` says where they stand in the caller's arrays, None when all are kept.
    length
        L in millimetres.
    period
        How long a period lasts; an explicit array holds one end a row kept.
    """
    order, position, reach = _positions(route, measure, length)
    rank, period_end = _day_ranks(day, period)
    # Day and class travel together: one gather instead of two. In place: fresh memory costs as much as the arithmetic.
    rank <<= 3
    rank |= class_code
    travelling = rank[order]
    del rank
    class_there = (travelling & 7).astype(np.int8)
    travelling >>= 3
    ranks = np.arange(period_end.size)
    return Line(
        order=order if rows is None else rows[order],
        position=position,
        length=reach,
        day=travelling,
        period_end=period_end,
        period_start=np.searchsorted(period_end, ranks, side="right"),
        class_code=class_there,
    )


def _positions(route: Int64Array, measure: Int64Array, length: int) -> tuple[Int64Array, Positions, int]:
    """Order, positions on the one line, and L: by one packed key, or by two keys where one does not fit."""
    if route.size == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0
    low, high = int(measure.min()), int(measure.max())
    reach = min(length, high - low)
    key = _packed(route, measure, reach)
    if key is None:
        return _compressed_positions(route, measure, reach)
    index_bits = route.size.bit_length()
    if int(key.max()).bit_length() + index_bits <= 63:
        # The row number rides in the low bits: sorting values is several times faster than sorting their indices.
        key <<= index_bits
        key |= np.arange(route.size)
        key.sort()
        order = key & ((1 << index_bits) - 1)
        key >>= index_bits
        return order, key, reach
    order = np.argsort(key, kind="stable")
    return order, key[order], reach


def _packed(route: Int64Array, measure: Int64Array, reach: int) -> Int64Array | None:
    """Position of each accident on the one line, rows as given; None when the line is too long for one integer.

    Every route gets room for the longest one, or, when that is too much for a number with room to spare,
    exactly the room it needs.
    """
    first_route, low = int(route.min()), int(measure.min())
    n_routes = int(route.max()) - first_route + 1
    room = int(measure.max()) - low + reach + 1
    if room * n_routes + reach <= INT64_MAX >> route.size.bit_length():
        return (route - first_route) * np.int64(room) + (measure - low)
    if n_routes <= 4 * route.size + 4096 and room <= INT64_MAX:
        at = route - first_route
        begins, ends = np.full(n_routes, low + room), np.full(n_routes, low)
        np.minimum.at(begins, at, measure)
        np.maximum.at(ends, at, measure)
        rooms = np.where(begins <= ends, ends - begins + (reach + 1), 0)
        if rooms.sum(dtype=np.float64) < INT64_MAX // 2 - reach:
            position: Int64Array = (np.cumsum(rooms) - rooms - begins)[at]
            position += measure
            return position
    return None


def _compressed_positions(route: Int64Array, measure: Int64Array, reach: int) -> tuple[Int64Array, Positions, int]:
    """The same with every gap longer than L cut to L + 1: no answer depends on how much longer it is."""
    order = np.lexsort((measure, route))
    # Differences of sorted int64 wrap around to the right unsigned value.
    gap = np.diff(measure[order].view(np.uint64))
    longest = np.uint64(reach + 1)
    gap = np.where((np.diff(route[order]) != 0) | (gap > longest), longest, gap)
    if (order.size + 1) * (reach + 1) <= INT64_MAX:
        return order, np.concatenate(([0], np.cumsum(gap.astype(np.int64)))), reach
    position = np.empty(order.size, dtype=object)
    position[0] = 0
    position[1:] = np.cumsum(gap.astype(object))
    return order, position, reach


def _day_ranks(day: Int64Array, period: Period) -> tuple[Int64Array, Int64Array]:
    """Rank of every day, and for every rank the first rank outside the period that starts on it.

    Ranks are calendar days when the days lie close together, else the different days in order. A calendar day on which
    no accident says when its period ends gets the end of the day before it; a period that starts there holds no set
    that does not fit.
    """
    if day.size == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, latest = int(day.min()), int(day.max())
    if latest - first > 4 * day.size + 4096:
        days, at, rank = np.unique(day, return_index=True, return_inverse=True)
        return rank.astype(np.int64), np.searchsorted(days, last_days(day, period)[at], side="right")
    rank = day - first
    if period is None or isinstance(period, PeriodStep | int):
        last = last_days(first + np.arange(latest - first + 1), period)
    else:
        last = np.full(latest - first + 1, INT64_MIN)
        last[rank] = last_days(day, period)
        last = np.maximum.accumulate(last)
    return rank, np.clip(last, first - 1, latest) - (first - 1)
