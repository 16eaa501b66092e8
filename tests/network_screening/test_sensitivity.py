"""Sensitivity: at 0.8 L, at 1.2 L, and without the least certain accident."""

import datetime as dt

import pytest

from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.screening import screen_network
from atgt.network_screening.sensitivity import sensitivity

F, INJURY = 0, 1
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=dt.date(2026, 10, 31))


@pytest.fixture
def tried(accidents, network, rule_sets):
    """The sensitivity of the first spot of some rows."""

    def run(*rows):
        table = accidents(*rows)
        spots = screen_network(table, network, rule_sets[1], NOW)
        return sensitivity(table, network, rule_sets[1], NOW, spots)[0]

    return run


@pytest.mark.parametrize(("apart", "holds"), [(240, True), (241, False)])
def test_a_shorter_l_is_tried(tried, apart, holds):
    assert tried(("A", 2000, DAY, F), ("A", 2000 + apart, DAY, F)).holds_shorter is holds


def test_a_longer_l_tells_which_accidents_join(tried):
    """Four injuries 40 m apart, a fifth and sixth so that 1.2 L joins one more pair."""
    found = tried(("A", 2000, DAY, F), ("A", 2010, DAY, F), ("A", 2340, DAY, F))

    assert found.added_longer == ("TN-003",)


def test_the_least_certain_witness_is_left_out(tried):
    found = tried(("A", 2000, DAY, F), ("A", 2010, DAY, F, {"precision": "C"}))

    assert found.least_certain == "TN-002"
    assert not found.holds_without
    assert "bỏ vụ TN-002 (vị trí kém chắc nhất): không còn đủ ngưỡng" in found.text.vi


def test_a_spot_with_accidents_to_spare_stands_without_one(tried):
    assert tried(*[("A", 2000, DAY, F)] * 3).holds_without


@pytest.mark.parametrize(("measure", "holds"), [(40, True), (41, False)])
def test_a_junction_is_tried_at_a_smaller_radius(tried, measure, holds):
    found = tried(("A", 1000, DAY, F), ("B", measure, DAY, F))

    assert found.spot_key.startswith("B-")
    assert found.holds_shorter is holds
