"""How long "12 months" last: from the day of each accident, the last day its period still holds.

Ends are computed inclusive (``last``) because the exclusive end of the largest day does not fit an integer.
A set of accidents fits a period when its latest day is not after ``last`` of its earliest day, so
``last`` must never go back when the day goes on: then, and only then, are the sliding windows exact.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.network_screening.integers import INT64_MAX, INT64_MIN, Int64Array, int64_column

_FIRST_DATE, _LAST_DATE = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31: the calendar of datetime.date
_LONGEST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class DayStep:
    """A fixed number of days: an accident that many days later is outside.

    Examples
    --------
    >>> DayStep(365).last_days(np.array([0]))
    array([364])
    """

    days: int = 365

    def __post_init__(self) -> None:
        """Refuse a period shorter than a day."""
        if self.days < 1:
            raise _refusal(
                f"Thời hạn {self.days} ngày: phải từ 1 ngày.", f"Period of {self.days} days: give 1 or more."
            )

    def last_days(self, day: Int64Array) -> Int64Array:
        """The last day of the period that starts on each day; capped at the largest day an integer holds."""
        step = min(self.days - 1, INT64_MAX)
        return np.asarray(np.where(day > INT64_MAX - step, INT64_MAX, day + np.int64(step)), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class MonthStep:
    """Calendar months: the same date so many months later is outside; a date that does not exist is the 1st after it.

    The same step as ``atgt.domain.period.add_months``, for whole arrays.

    Examples
    --------
    >>> import datetime as dt
    >>> from atgt.domain.period import day_number, day_of
    >>> leap_day = np.array([day_number(dt.date(2024, 2, 29))])
    >>> day_of(MonthStep(12).last_days(leap_day)[0])
    datetime.date(2025, 2, 28)
    """

    months: int = 12

    def __post_init__(self) -> None:
        """Refuse a period shorter than a month or longer than a century."""
        if not 1 <= self.months <= _LONGEST_MONTHS:
            raise _refusal(
                f"Thời hạn {self.months} tháng: phải từ 1 đến {_LONGEST_MONTHS} tháng.",
                f"Period of {self.months} months: give 1 to {_LONGEST_MONTHS}.",
            )

    def last_days(self, day: Int64Array) -> Int64Array:
        """The last day of the period that starts on each day, years 1 to 9999."""
        month = _dates(day).astype("datetime64[M]").astype(np.int64)
        same_date = _first_days(month + self.months) + (day - _first_days(month))
        return np.minimum(same_date, _first_days(month + self.months + 1)) - 1


@dataclass(frozen=True, slots=True)
class ReportingYear:
    """Years that begin on a named date: a period runs from its first accident to the end of that reporting year.

    Examples
    --------
    >>> import datetime as dt
    >>> from atgt.domain.period import day_number, day_of
    >>> last = ReportingYear(12, 15).last_days(np.array([day_number(dt.date(2025, 12, 14))]))
    >>> day_of(last[0])
    datetime.date(2025, 12, 14)
    """

    first_month: int = 12
    first_day: int = 15

    def __post_init__(self) -> None:
        """Refuse a date that does not exist in every year."""
        if not (1 <= self.first_month <= 12 and 1 <= self.first_day <= 28):
            raise _refusal(
                f"Năm báo cáo bắt đầu ngày {self.first_day}/{self.first_month}: phải là ngày 1–28 của tháng 1–12.",
                f"Reporting year from {self.first_day}/{self.first_month}: give day 1-28 of month 1-12.",
            )

    def last_days(self, day: Int64Array) -> Int64Array:
        """The last day of the reporting year each day lies in, years 1 to 9999."""
        january = _dates(day).astype("datetime64[Y]").astype(np.int64) * 12
        start = self._start(january)
        return np.where(day < start, start, self._start(january + 12)) - 1

    def _start(self, january: Int64Array) -> Int64Array:
        return _first_days(january + (self.first_month - 1)) + (self.first_day - 1)


PeriodStep = DayStep | MonthStep | ReportingYear
Period = PeriodStep | int | npt.ArrayLike | None
"""What ``screen_routes`` takes: None (365 days), a step, a number of days, or one exclusive end a row."""


def last_days(day: Int64Array, period: Period) -> Int64Array:
    """The last day (inclusive) of the period that starts on each day.

    Parameters
    ----------
    day
        Days since 1970-01-01, one an accident.
    period
        A step, a number of days, None for 365 days, or an array with one exclusive end day an accident. Such an array
        must give the same end for the same day and never an earlier end for a later day; an end not after its own day
        means that no period covers that accident.

    Raises ``ParameterError`` for an array of another length or one that goes back, and for a period that is not one.

    Examples
    --------
    >>> last_days(np.array([0, 10]), np.array([5, 11]))
    array([ 4, 10])
    """
    if period is None:
        return DayStep().last_days(day)
    if isinstance(period, PeriodStep):
        return period.last_days(day)
    if np.ndim(period) == 0:
        try:
            return DayStep(operator.index(period)).last_days(day)  # type: ignore[arg-type]
        except TypeError:
            raise _refusal(
                f"Thời hạn “{period}” không hiểu được: dùng số ngày, số tháng hoặc mảng ngày kết thúc.",
                f"Period “{period}” is not understood: give days, a step, or an array of ends.",
            ) from None
    return _explicit_last_days(day, period)


def _explicit_last_days(day: Int64Array, end: npt.ArrayLike) -> Int64Array:
    exclusive = int64_column(end, "period")
    if exclusive.shape != day.shape:
        raise _refusal(
            f"Mảng ngày kết thúc có {exclusive.size} số, cần {day.size}: mỗi vụ một số.",
            f"The array of period ends holds {exclusive.size} numbers, {day.size} are needed: one an accident.",
        )
    order = np.argsort(day, kind="stable")
    days, ends = day[order], exclusive[order]
    if np.any((ends[1:] < ends[:-1]) | ((days[1:] == days[:-1]) & (ends[1:] != ends[:-1]))):
        raise _refusal(
            "Ngày kết thúc không được lùi khi ngày bắt đầu tiến, và cùng một ngày phải cùng ngày kết thúc.",
            "Period ends must never go back as days go on, and one day has one end.",
        )
    # An end of the smallest integer covers nothing; one day later would cover it, so it is left where it is
    # and `screen_routes` refuses that one day.
    return exclusive - (exclusive > INT64_MIN)


def _dates(day: Int64Array) -> npt.NDArray[np.datetime64]:
    if day.size and not (int(day.min()) >= _FIRST_DATE and int(day.max()) <= _LAST_DATE):
        raise _refusal(
            "Có ngày nằm ngoài lịch (năm 1 đến 9999), không tính được theo tháng hay năm báo cáo.",
            "Some days lie outside the calendar (years 1 to 9999): months and reporting years cannot be counted.",
        )
    return day.astype("datetime64[D]")


def _first_days(month: Int64Array) -> Int64Array:
    """The day number of the first of each month, months counted from January 1970."""
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _refusal(vi: str, en: str) -> ParameterError:
    return ParameterError(Text(vi, en))
