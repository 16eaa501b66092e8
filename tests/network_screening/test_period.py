"""Periods: where twelve months end, on every kind of day."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.domain.period import add_months, day_number, day_of
from atgt.network_screening.integers import int64_column
from atgt.network_screening.period import DayStep, MonthStep, ReportingYear, last_days

INT64_MAX = np.iinfo(np.int64).max


def numbers(*days):
    return np.array([day_number(day) for day in days], dtype=np.int64)


@settings(max_examples=300, deadline=None)
@given(st.dates(dt.date(1, 1, 1), dt.date(9800, 1, 1)), st.integers(1, 1200))
def test_months_for_arrays_are_the_months_of_the_domain(day, months):
    last = MonthStep(months).last_days(numbers(day))

    assert day_of(last[0]) == add_months(day, months) - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2023, 2, 28), dt.date(2024, 2, 27)),
        (dt.date(2023, 3, 1), dt.date(2024, 2, 29)),
        (dt.date(2025, 12, 31), dt.date(2026, 12, 30)),
        (dt.date(1969, 6, 1), dt.date(1970, 5, 31)),
    ],
)
def test_twelve_months_end_the_day_before_the_same_date(first, last):
    assert day_of(MonthStep(12).last_days(numbers(first))[0]) == last


def test_no_period_is_365_days():
    assert last_days(np.array([0, 7]), None).tolist() == [364, 371]
    assert last_days(np.array([0, 7]), 365).tolist() == [364, 371]


def test_days_stop_at_the_largest_integer():
    assert DayStep(365).last_days(np.array([INT64_MAX - 3, INT64_MAX])).tolist() == [INT64_MAX, INT64_MAX]


@settings(max_examples=200, deadline=None)
@given(st.dates(dt.date(2, 1, 1), dt.date(9000, 1, 1)), st.integers(1, 12), st.integers(1, 28))
def test_a_reporting_year_ends_the_day_before_the_next_one_begins(day, month, first_day):
    last = day_of(ReportingYear(month, first_day).last_days(numbers(day))[0])

    next_start = last + dt.timedelta(days=1)
    assert (next_start.month, next_start.day) == (month, first_day)
    assert day <= last
    assert next_start.replace(year=next_start.year - 1) <= day


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(-700_000, 2_900_000), min_size=1, max_size=20),
    st.sampled_from([DayStep(30), MonthStep(1), MonthStep(12), ReportingYear(), ReportingYear(2, 28)]),
)
def test_no_period_ever_goes_back(days, period):
    last = last_days(np.sort(np.array(days)), period)

    assert (np.diff(last) >= 0).all()


def test_explicit_ends_are_exclusive():
    assert last_days(np.array([5, 1, 5]), [9, 3, 9]).tolist() == [8, 2, 8]


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ([3, 2], "không được lùi"),
        ([3], "cần 2"),
        ([3.0, 4.0], "số nguyên"),
        ([[3, 4]], "một chiều"),
        ("twelve", "không hiểu được"),
        (365.0, "không hiểu được"),
        (0, "từ 1 ngày"),
    ],
)
def test_a_period_that_is_none_is_refused(period, message):
    with pytest.raises(ParameterError, match=message):
        last_days(np.array([1, 2]), period)


def test_one_day_with_two_ends_is_refused():
    with pytest.raises(ParameterError, match="cùng một ngày"):
        last_days(np.array([4, 4]), [9, 10])


def test_ends_far_apart_are_still_compared_rightly():
    lowest = np.iinfo(np.int64).min

    assert last_days(np.array([1, 2]), [lowest, INT64_MAX]).tolist() == [lowest, INT64_MAX - 1]


@pytest.mark.parametrize(
    "make", [lambda: MonthStep(0), lambda: MonthStep(1201), lambda: ReportingYear(2, 29), lambda: ReportingYear(13, 1)]
)
def test_a_step_that_makes_no_sense_is_refused(make):
    with pytest.raises(ParameterError):
        make()


@pytest.mark.parametrize("period", [MonthStep(12), ReportingYear()])
def test_days_outside_the_calendar_are_refused_by_calendar_periods(period):
    with pytest.raises(ParameterError, match="ngoài lịch"):
        last_days(np.array([3_000_000]), period)


def test_whole_number_columns_are_checked_not_converted():
    with pytest.raises(ParameterError, match="số nguyên, không phải float64"):
        int64_column([1.0, 2.0], "day")
    with pytest.raises(ParameterError, match="64 bit"):
        int64_column(np.array([2**63], dtype=np.uint64), "day")
