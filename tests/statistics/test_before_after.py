"""Before and after: equal periods without the works, and an exact interval that small counts cannot fool."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.statistics import before_after
from atgt.statistics.before_after import compare, equal_periods

WORKS = Period(dt.date(2026, 3, 10), dt.date(2026, 4, 20))


@given(k=st.integers(0, 60), n=st.integers(1, 60), confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@settings(max_examples=80, deadline=None)
def test_the_interval_is_that_of_scipy(k, n, confidence):
    stats = pytest.importorskip("scipy.stats")
    k = min(k, n)

    low, high = before_after.clopper_pearson(k, n, confidence=confidence)

    expected = stats.binomtest(k, n).proportion_ci(confidence, method="exact")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(k=st.integers(0, 80), n=st.integers(1, 80), p=st.floats(0.02, 0.98))
@settings(max_examples=80, deadline=None)
def test_the_p_value_is_that_of_scipy(k, n, p):
    stats = pytest.importorskip("scipy.stats")
    k = min(k, n)

    assert before_after.binomial_p_value(k, n, p) == pytest.approx(stats.binomtest(k, n, p).pvalue, rel=1e-6, abs=1e-12)
    assert before_after.binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), rel=1e-9, abs=1e-12)


@given(before=st.integers(0, 200), after=st.integers(0, 200), days=st.integers(30, 800), more=st.integers(30, 800))
@settings(max_examples=100, deadline=None)
def test_the_ratio_lies_in_its_interval_and_swapping_the_periods_inverts_it(before, after, days, more):
    found = compare(before, after, days_before=days, days_after=more)
    swapped = compare(after, before, days_before=more, days_after=days)

    if before + after == 0:
        assert (found.ratio, found.low, found.p_value) == (None, None, None)
        return
    assert found.low <= found.high
    assert found.p_value == pytest.approx(swapped.p_value)
    if before:
        assert found.low <= found.ratio <= found.high
    if found.low > 0:
        assert swapped.high == pytest.approx(1 / found.low, rel=1e-6)


def test_nothing_before_gives_no_ratio_and_no_upper_end():
    found = compare(0, 3, days_before=365, days_after=365)

    assert found.ratio is None
    assert math.isinf(found.high)
    assert "quá ít" in found.verdict.vi


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (20, 4, "giảm khoảng 80 %"),
        (4, 20, "tăng, vượt mức"),
        (5, 2, "có thể chỉ do ngẫu nhiên"),
        (3, 3, "không đổi"),
        (0, 0, "chưa đủ để nói"),
    ],
)
def test_the_verdict_says_no_more_than_the_interval(before, after, words):
    assert words in compare(before, after, days_before=365, days_after=365).verdict.vi


def test_the_warning_names_regression_to_the_mean():
    assert "hồi quy về trung bình" in before_after.REGRESSION_TO_THE_MEAN.vi


def test_the_works_are_in_neither_period():
    found = equal_periods(WORKS, 12, dt.date(2027, 12, 31))

    assert found.before == Period(dt.date(2025, 3, 10), dt.date(2026, 3, 9))
    assert found.after == Period(dt.date(2026, 4, 21), dt.date(2027, 4, 20))
    assert found.is_complete


@given(start=st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1)), length=st.integers(0, 200), passed=st.integers(1, 900))
@settings(max_examples=150, deadline=None)
def test_a_follow_up_that_is_not_over_is_compared_with_as_many_days(start, length, passed):
    works = Period(start, start + dt.timedelta(days=length))
    as_of = works.last + dt.timedelta(days=passed)

    found = equal_periods(works, 12, as_of)

    assert found.before.last < works.first <= works.last < found.after.first
    assert found.after.last <= as_of
    assert found.is_complete == (as_of >= found.after.last and found.after.n_days >= 365)
    if found.is_complete:
        assert abs(found.before.n_days - found.after.n_days) <= 2  # calendar months differ by a leap day
    else:
        assert found.before.n_days == found.after.n_days == passed


def test_on_the_last_day_of_the_works_there_is_nothing_to_compare():
    assert equal_periods(WORKS, 12, WORKS.last) is None
    assert equal_periods(WORKS, 12, WORKS.last + dt.timedelta(days=1)).after.n_days == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_before": -1},
        {"n_after": 10_001},
        {"days_before": 0},
        {"confidence": 1.0},
    ],
)
def test_senseless_input_is_refused(wrong):
    values = {"n_before": 1, "n_after": 1, "days_before": 10, "days_after": 10, **wrong}
    with pytest.raises(ParameterError, match="phải"):
        compare(values.pop("n_before"), values.pop("n_after"), **values)
    with pytest.raises(ParameterError, match="1 tháng"):
        equal_periods(WORKS, 0, dt.date(2027, 1, 1))
