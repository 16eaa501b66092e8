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
    assert found.needed_ids == ("TN-001", "TN-002")
    assert "Nếu vụ ngày 03/02/2026 (vị trí kém chắc nhất) thuộc chỗ khác: không còn đủ ngưỡng" in found.text.vi


def test_a_spot_with_accidents_to_spare_stands_without_one(tried):
    found = tried(*[("A", 2000, DAY, F)] * 3)

    assert found.holds_without
    assert found.needed_ids == ()
    assert "bớt bất kỳ một vụ nào vẫn đủ ngưỡng" in found.text.vi


@pytest.mark.parametrize(
    ("apart", "precision", "low", "high"),
    [
        (0, "A", 1.0, 1.0),  # 20 m each way never part two accidents at one place
        (270, "A", 0.75, 1.0),
        (300, "A", 0.35, 0.65),  # exactly L apart: either way is about as likely
        (300, "B", 0.35, 0.65),
        (340, "A", -1.0, -1.0),  # not a spot at all
        (100, "C", 0.3, 0.6),
    ],
)
def test_places_are_moved_within_their_grade(accidents, network, rule_sets, apart, precision, low, high):
    table = accidents(
        ("A", 2000, DAY, F, {"precision": precision}), ("A", 2000 + apart, DAY, F, {"precision": precision})
    )
    spots = [s for s in screen_network(table, network, rule_sets[1], NOW) if s.level == "black"]
    if low < 0:
        assert spots == []
        return

    one, again = (sensitivity(table, network, rule_sets[1], NOW, spots)[0] for _ in range(2))

    assert low <= one.share_moved <= high
    assert one == again


@pytest.mark.parametrize(("measure", "low", "high"), [(30, 1.0, 1.0), (49, 0.3, 0.95)])
def test_places_at_a_junction_are_moved_too(tried, measure, low, high):
    assert low <= tried(("A", 1000, DAY, F), ("B", measure, DAY, F)).share_moved <= high


def test_a_period_moved_by_a_month_may_lose_the_place(accidents, network, rule_sets):
    """The first death is on the first day considered, so 30 days later it is outside; 30 days earlier the last is."""
    first, last = dt.date(2025, 11, 1), dt.date(2026, 10, 31)
    table = accidents(("A", 2000, first, F), ("A", 2010, last, F), ("A", 2005, dt.date(2026, 11, 20), F))
    spots = screen_network(table, network, rule_sets[1], NOW)

    (found,) = sensitivity(table, network, rule_sets[1], NOW, spots[:1])

    assert (found.holds_earlier, found.holds_later) == (False, True)
    assert "Nếu kỳ xét lùi 30 ngày: không còn đủ ngưỡng; nếu kỳ xét tiến 30 ngày: vẫn đủ ngưỡng." in found.text.vi


@pytest.mark.parametrize(("measure", "holds"), [(40, True), (41, False)])
def test_a_junction_is_tried_at_a_smaller_radius(tried, measure, holds):
    found = tried(("A", 1000, DAY, F), ("B", measure, DAY, F))

    assert found.spot_key.startswith("B-")
    assert found.holds_shorter is holds
