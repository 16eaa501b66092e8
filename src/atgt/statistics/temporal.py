"""When accidents happen: hour by weekday, months, and kinds of days with Tết and the other holidays.

A kind of day is compared per day, because there are few holidays and many working days; a rate of few accidents
stands with its exact Poisson interval, or is "too few to say".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from atgt.domain.period import Period
from atgt.domain.text import Text
from atgt.domain.working_days import WorkCalendar
from atgt.statistics.poisson import FEW, poisson_interval

WEEKDAYS = (
    Text("Thứ Hai", "Monday"),
    Text("Thứ Ba", "Tuesday"),
    Text("Thứ Tư", "Wednesday"),
    Text("Thứ Năm", "Thursday"),
    Text("Thứ Sáu", "Friday"),
    Text("Thứ Bảy", "Saturday"),
    Text("Chủ nhật", "Sunday"),
)
_DAY = dt.timedelta(days=1)
_TET = "Tết Nguyên đán"


class DayKind(StrEnum):
    """What a day is for traffic."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    TET = "tet"


DAY_KIND_LABELS = {
    DayKind.WORKING: Text("Ngày làm việc", "Working day"),
    DayKind.WEEKEND: Text("Cuối tuần", "Weekend"),
    DayKind.HOLIDAY: Text("Nghỉ lễ", "Public holiday"),
    DayKind.TET: Text("Nghỉ Tết Nguyên đán", "Tết holiday"),
}


@dataclass(frozen=True, slots=True)
class DayKindFigures:
    """Accidents on one kind of day.

    Parameters
    ----------
    per_100_days
        Accidents per 100 days of this kind with the ends of the 95 % interval; None with fewer than ``FEW`` accidents
        or without such a day.
    """

    kind: DayKind
    n_days: int
    n_accidents: int
    killed: int
    per_100_days: tuple[float, float, float] | None


def kind_of_day(day: dt.date, calendar: WorkCalendar) -> DayKind:
    """What a day is. Free days that follow one another are one holiday: the weekend inside Tết belongs to Tết.

    Examples
    --------
    >>> kind_of_day(dt.date(2026, 11, 7), WorkCalendar({}))
    <DayKind.WEEKEND: 'weekend'>
    """
    if calendar.is_working_day(day):
        return DayKind.WORKING
    names = [entry.name.vi for free in _free_days(day, calendar) if (entry := calendar.days.get(free)) is not None]
    if any(_TET in name for name in names):
        return DayKind.TET
    return DayKind.HOLIDAY if names else DayKind.WEEKEND


def unknown_years(period: Period, calendar: WorkCalendar) -> tuple[int, ...]:
    """Years of a period for which the calendar names no holiday at all: their holidays count as ordinary days."""
    return tuple(y for y in range(period.first.year, period.last.year + 1) if y not in calendar.known_years)


def by_day_kind(
    days: Sequence[dt.date], killed: Sequence[int], period: Period, calendar: WorkCalendar
) -> tuple[DayKindFigures, ...]:
    """Figures of every kind of day; kinds that do not occur in the period are there with 0 days.

    Parameters
    ----------
    days, killed
        Day and deaths of each accident; all days lie in the period.
    """
    kinds = {day: kind_of_day(day, calendar) for day in _days(period)}
    found = []
    for kind in DayKind:
        n_days = sum(one is kind for one in kinds.values())
        here = [number for day, number in zip(days, killed, strict=True) if kinds.get(day) is kind]
        found.append(DayKindFigures(kind, n_days, len(here), sum(here), _rate(len(here), n_days)))
    return tuple(found)


def hours_by_weekday(moments: Iterable[tuple[dt.date, dt.time]]) -> npt.NDArray[np.int64]:
    """Accidents by weekday (Monday first) and hour: 7 rows, 24 columns.

    Examples
    --------
    >>> int(hours_by_weekday([(dt.date(2026, 11, 2), dt.time(17, 30))])[0, 17])
    1
    """
    counts = np.zeros((7, 24), dtype=np.int64)
    for day, at in moments:
        counts[day.weekday(), at.hour] += 1
    return counts


def months_of(period: Period) -> tuple[tuple[int, int], ...]:
    """Every calendar month (year, month) a period touches, also those without an accident.

    Examples
    --------
    >>> months_of(Period(dt.date(2025, 12, 15), dt.date(2026, 1, 14)))
    ((2025, 12), (2026, 1))
    """
    first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
    return tuple((index // 12, index % 12 + 1) for index in range(first, last + 1))


def _free_days(day: dt.date, calendar: WorkCalendar) -> list[dt.date]:
    """The days off around a day without a working day between them."""
    run = [day]
    for step in (-_DAY, _DAY):
        near = day + step
        while not calendar.is_working_day(near):
            run.append(near)
            near += step
    return run


def _rate(n: int, n_days: int) -> tuple[float, float, float] | None:
    if n < FEW or n_days == 0:
        return None
    low, high = poisson_interval(n)
    return n / n_days * 100, low / n_days * 100, high / n_days * 100


def _days(period: Period) -> Iterable[dt.date]:
    return (period.first + _DAY * number for number in range(period.n_days))
