"""The reporting cycles in use and the periods they give. Which one an office uses is chosen, never assumed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.domain.text import Text

_DAY = dt.timedelta(days=1)
_THURSDAY = 3
WEEK = "week"


@dataclass(frozen=True, slots=True)
class ReportingCycle:
    """A way to cut time into months or weeks.

    Parameters
    ----------
    first_day
        Day of the month before on which a month begins; 1 is the calendar month; None for weeks.
    """

    key: str
    label: Text
    first_day: int | None
    source: str


def parse_cycles(mapping: Mapping[str, Any]) -> tuple[ReportingCycle, ...]:
    """The cycles of ``reporting_cycles.toml``, in the order of the file.

    Raises
    ------
    ParameterError
        When a month would begin on a day that not every month has.
    """
    cycles = tuple(
        ReportingCycle(str(one["key"]), Text(one["vi"], one["en"]), one.get("first_day"), str(one["source"]))
        for one in mapping.get("cycle", ())
    )
    for cycle in cycles:
        if cycle.first_day is not None and not 1 <= cycle.first_day <= 28:
            raise ParameterError(
                Text(
                    f"Chu kỳ báo cáo “{cycle.key}”: first_day phải từ 1 đến 28, không phải {cycle.first_day}.",
                    f"Reporting cycle “{cycle.key}”: first_day must be 1 to 28, not {cycle.first_day}.",
                )
            )
    return cycles


def months(cycle: ReportingCycle, *, year: int, last_month: int, n_months: int) -> Period:
    """The period of some months of a reporting year that end with a month; both ends included.

    Raises
    ------
    ParameterError
        For a cycle of weeks, a month outside 1–12, or more months than the year has had.

    Examples
    --------
    >>> cycle = ReportingCycle("15-14", Text("", ""), 15, "")
    >>> months(cycle, year=2021, last_month=9, n_months=9)
    Period(first=datetime.date(2020, 12, 15), last=datetime.date(2021, 9, 14))
    >>> months(ReportingCycle("calendar", Text("", ""), 1, ""), year=2024, last_month=2, n_months=1).last.day
    29
    """
    if cycle.first_day is None or not 1 <= last_month <= 12 or not 1 <= n_months <= last_month or year < 1900:
        raise ParameterError(
            Text(
                f"Không có kỳ {n_months} tháng kết thúc ở tháng {last_month}/{year} theo chu kỳ “{cycle.label.vi}”.",
                f"No period of {n_months} months ends with {last_month}/{year} in the cycle “{cycle.label.en}”.",
            )
        )
    first_month = last_month - n_months + 1
    if cycle.first_day == 1:
        last_day = calendar.monthrange(year, last_month)[1]
        return Period(dt.date(year, first_month, 1), dt.date(year, last_month, last_day))
    before = dt.date(year, first_month, 1) - _DAY  # a day of the month before
    return Period(before.replace(day=cycle.first_day), dt.date(year, last_month, cycle.first_day) - _DAY)


def week_of(day: dt.date) -> Period:
    """The reporting week (Thursday to Wednesday) a day lies in.

    Examples
    --------
    >>> week_of(dt.date(2026, 10, 28))
    Period(first=datetime.date(2026, 10, 22), last=datetime.date(2026, 10, 28))
    """
    first = day - _DAY * ((day.weekday() - _THURSDAY) % 7)
    return Period(first, first + _DAY * 6)


def week_a_year_before(week: Period) -> Period:
    """The same week of the year before: 52 weeks earlier, so that the weekdays stay the same."""
    return Period(week.first - _DAY * 364, week.last - _DAY * 364)


def last_full_month(cycle: ReportingCycle, day: dt.date) -> tuple[int, int]:
    """Year and month of the latest month of a cycle that is over on a day (the day included).

    Examples
    --------
    >>> last_full_month(ReportingCycle("15-14", Text("", ""), 15, ""), dt.date(2026, 10, 14))
    (2026, 10)
    >>> last_full_month(ReportingCycle("calendar", Text("", ""), 1, ""), dt.date(2026, 10, 29))
    (2026, 9)
    """
    year, month = day.year, day.month
    while months(cycle, year=year, last_month=month, n_months=1).last > day:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month
