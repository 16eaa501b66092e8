"""Periods of time as the law and the reports count them. Dates are inclusive unless said otherwise."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included.

    Examples
    --------
    >>> Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).n_days
    365
    """

    first: dt.date
    last: dt.date

    @property
    def n_days(self) -> int:
        """Days in the period, both ends counted."""
        return (self.last - self.first).days + 1

    def contains(self, day: dt.date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01, the integer screening works with.

    Examples
    --------
    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return (day - EPOCH).days


def day_of(number: int) -> dt.date:
    """The date of a day number; the inverse of ``day_number``."""
    return EPOCH + dt.timedelta(days=int(number))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same date some months later: the *exclusive* end of a calendar period that starts on ``day``.

    A date that does not exist there becomes the first of the next month:
    29 February + 12 months is 1 March, so 28 February is still inside.

    Examples
    --------
    >>> add_months(dt.date(2024, 2, 29), 12)
    datetime.date(2025, 3, 1)
    >>> add_months(dt.date(2026, 3, 14), 12)
    datetime.date(2027, 3, 14)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, day.day)
    return dt.date(year + (month == 12), month % 12 + 1, 1)
