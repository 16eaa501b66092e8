"""A place beside the rest of the ward: the exact interval, small counts, and what is said about them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.statistics.comparison_group import FEWEST_IN_GROUP, compare_with_group

COUNTS = st.integers(0, 40)
GROUPS = st.integers(FEWEST_IN_GROUP, 400)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # the conditional interval as scipy.stats.contingency.odds_ratio(kind="conditional") gives it
        ((10, 4, 100, 90), 0.09863621579, 1.61465201855),
        ((3, 0, 40, 35), 0.0, 2.94258837436),
        ((0, 3, 40, 35), 0.44246728589, math.inf),
        ((8, 2, 25, 25), 0.02412045182, 1.45881547929),
    ],
)
def test_the_interval_is_the_exact_one(counts, low, high):
    found = compare_with_group(*counts)

    assert found.low == pytest.approx(low, rel=1e-9)
    assert found.high == pytest.approx(high, rel=1e-9)


@given(n_before=COUNTS, n_after=COUNTS, group_before=GROUPS, group_after=GROUPS)
def test_the_ratio_lies_in_its_interval_and_swapping_the_periods_inverts_it(
    n_before, n_after, group_before, group_after
):
    one = compare_with_group(n_before, n_after, group_before, group_after)
    other = compare_with_group(n_after, n_before, group_after, group_before)

    if n_before and n_after:
        assert one.low <= one.ratio <= one.high
        assert one.ratio * other.ratio == pytest.approx(1)
        assert one.low * other.high == pytest.approx(1, rel=1e-6)


def test_a_place_that_fell_like_the_ward_did_is_not_called_an_effect():
    found = compare_with_group(20, 10, 200, 100)

    assert found.expected_after == 10
    assert found.ratio == pytest.approx(1)
    assert "Không khác phần còn lại" in found.verdict.vi


def test_a_fall_far_beyond_the_ward_is_said():
    assert "Giảm nhiều hơn phần còn lại của phường khoảng 95 %" in compare_with_group(40, 2, 200, 200).verdict.vi
    assert "Tăng nhiều hơn" in compare_with_group(2, 40, 200, 200).verdict.vi


@pytest.mark.parametrize(("n", "tells"), [(FEWEST_IN_GROUP - 1, False), (FEWEST_IN_GROUP, True)])
def test_a_small_group_is_no_yardstick(n, tells):
    assert (compare_with_group(8, 2, n, 15).ratio is not None) == tells


def test_nothing_anywhere_gives_nothing():
    found = compare_with_group(0, 0, 0, 0)

    assert (found.ratio, found.low, found.high, found.expected_after) == (None, None, None, None)


@pytest.mark.parametrize("wrong", [(-1, 0, 30, 30), (0, 0, 30, 10_001)])
def test_senseless_counts_are_refused(wrong):
    with pytest.raises(ParameterError, match="Số vụ phải từ 0"):
        compare_with_group(*wrong)
