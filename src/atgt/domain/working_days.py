"""Working days: deadlines skip weekends, holidays and Tết, and say when a day they rest on is not confirmed.

Source: Bộ luật Dân sự 2015, Điều 147 khoản 2 (the first day is not counted), Điều 148 khoản 5 (a term that ends on a
day off ends with the next working day); days off by Bộ luật Lao động 2019, Điều 111, 112 and yearly notices.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text

MAX_WORKING_DAYS = 2_000
DAYS_OFF_A_YEAR = 11
"""New Year 1, Tết 5, Hùng Kings' day 1, 30 April and 1 May 2, National Day 2 (Bộ luật Lao động 2019, Điều 112)."""
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says.

    Parameters
    ----------
    is_working
        True for a Saturday worked in exchange, False for a day off.
    is_confirmed
        Whether the day was read in the law or in a notice; False when expected, computed or only proposed.
    """

    day: dt.date
    is_working: bool
    name: Text
    source: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. A year nobody listed still has its weekends, and is never called confirmed."""

    days: Mapping[dt.date, CalendarDay]

    @property
    def known_years(self) -> frozenset[int]:
        """Years whose days off are listed: as many as the law gives; single days of an office do not make a year."""
        n_off = Counter(day.year for day, entry in self.days.items() if not entry.is_working)
        return frozenset(year for year, n in n_off.items() if n >= DAYS_OFF_A_YEAR)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on a day."""
        special = self.days.get(day)
        return day.weekday() < _SATURDAY if special is None else special.is_working

    def with_days(self, more: Sequence[CalendarDay]) -> WorkCalendar:
        """The calendar with an office's own days above it; the later entry of a day wins."""
        return WorkCalendar(MappingProxyType({**self.days, **{entry.day: entry for entry in more}}))

    def unconfirmed_days(self, first: dt.date, last: dt.date) -> tuple[CalendarDay, ...]:
        """Entries between two days, both included, that nobody has confirmed; earliest first."""
        return tuple(
            entry for day, entry in sorted(self.days.items()) if first <= day <= last and not entry.is_confirmed
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and what it rests on that is not confirmed."""

    day: dt.date
    working_days: int
    unconfirmed: tuple[CalendarDay, ...]
    unknown_years: tuple[int, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether every holiday on the way is known for certain."""
        return not self.unconfirmed and not self.unknown_years


def add_working_days(start: dt.date, n: int, calendar: WorkCalendar) -> dt.date:
    """The n-th working day after ``start``, which itself is not counted; 0 gives the first working day from it on.

    Raises
    ------
    ParameterError
        For a negative number, or one above ``MAX_WORKING_DAYS``.

    Examples
    --------
    >>> plain = WorkCalendar({})
    >>> add_working_days(dt.date(2026, 11, 6), 1, plain)  # a Friday
    datetime.date(2026, 11, 9)
    >>> add_working_days(dt.date(2026, 11, 7), 0, plain)  # a Saturday
    datetime.date(2026, 11, 9)
    """
    if not 0 <= n <= MAX_WORKING_DAYS:
        raise ParameterError(
            Text(
                f"Số ngày làm việc phải từ 0 đến {MAX_WORKING_DAYS}, không phải {n}.",
                f"The number of working days must be 0 to {MAX_WORKING_DAYS}, not {n}.",
            )
        )
    day, left = start, n
    while left or not calendar.is_working_day(day):
        day += _DAY
        left -= left > 0 and calendar.is_working_day(day)
    return day


def deadline_after(start: dt.date, n: int, calendar: WorkCalendar) -> Deadline:
    """The deadline n working days after ``start``, with the unconfirmed days it was reckoned over."""
    day = add_working_days(start, n, calendar)
    years = range(start.year, day.year + 1)
    unknown = tuple(year for year in years if year not in calendar.known_years)
    return Deadline(day, n, calendar.unconfirmed_days(start, day), unknown)


def working_days_between(first: dt.date, last: dt.date, calendar: WorkCalendar) -> int:
    """Working days after ``first`` up to and including ``last``; negative when ``last`` comes before.

    Examples
    --------
    >>> working_days_between(dt.date(2026, 11, 6), dt.date(2026, 11, 9), WorkCalendar({}))
    1
    >>> working_days_between(dt.date(2026, 11, 9), dt.date(2026, 11, 6), WorkCalendar({}))
    -1
    """
    if last < first:
        return -working_days_between(last, first, calendar)
    n_days = (last - first).days
    weeks, rest = divmod(n_days, 7)
    n = weeks * 5 + sum((first + _DAY * (weeks * 7 + i)).weekday() < _SATURDAY for i in range(1, rest + 1))
    for day, entry in calendar.days.items():
        if first < day <= last:
            n += entry.is_working - (day.weekday() < _SATURDAY)
    return n


def days_overdue(due_on: dt.date | None, today: dt.date, calendar: WorkCalendar) -> int:
    """Working days by which a deadline has been missed; 0 while it has not, or when there is none.

    Examples
    --------
    >>> days_overdue(dt.date(2026, 11, 6), dt.date(2026, 11, 10), WorkCalendar({}))
    2
    >>> days_overdue(dt.date(2026, 11, 6), dt.date(2026, 11, 8), WorkCalendar({}))  # a weekend is no delay yet
    0
    """
    return 0 if due_on is None else max(working_days_between(due_on, today, calendar), 0)


def parse_calendar(mapping: Mapping[str, Any]) -> WorkCalendar:
    """The calendar of ``holidays.toml``: lists ``day_off`` and ``working_day`` with ``first`` and perhaps ``last``.

    Raises
    ------
    ParameterError
        When an entry has no day, or ends before it begins.
    """
    days: dict[dt.date, CalendarDay] = {}
    for table, is_working in (("day_off", False), ("working_day", True)):
        for entry in mapping.get(table, ()):
            first, last = _span(table, entry)
            for offset in range((last - first).days + 1):
                day = first + _DAY * offset
                days[day] = CalendarDay(
                    day,
                    is_working,
                    Text(str(entry.get("vi", "")), str(entry.get("en", ""))),
                    str(entry.get("source", "")),
                    bool(entry.get("confirmed", False)),
                )
    return WorkCalendar(MappingProxyType(days))


def _span(table: str, entry: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    first, last = _day(entry.get("first")), _day(entry.get("last", entry.get("first")))
    if first is None or last is None or last < first or (last - first).days > 31:
        raise ParameterError(
            Text(
                f"Lịch nghỉ, mục [[{table}]] “{entry.get('vi', '')}”: “first”/“last” phải là ngày hợp lệ, "
                "cách nhau không quá 31 ngày.",
                f"Calendar, [[{table}]] “{entry.get('en', '')}”: “first” and “last” must be days in order, "
                "at most 31 days apart.",
            )
        )
    return first, last


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return None
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, dt.date) else None
