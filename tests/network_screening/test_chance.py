"""Places by chance: the same number every time, right where it can be worked out by hand, told with its limits."""

import datetime as dt

import pytest

from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.chance import expected_by_chance

F, INJURY = 0, 1
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=dt.date(2026, 10, 31))


@pytest.fixture
def drawn(accidents, network, rule_sets):
    def run(*rows, route="A", level=SpotLevel.BLACK, parameters=NOW):
        return expected_by_chance(accidents(*rows), network, rule_sets[1], parameters, route_id=route, level=level)

    return run


def test_two_deaths_on_three_kilometres_meet_as_often_as_geometry_says(drawn):
    """Two points drawn on 3,000 m are within 300 m with probability 2·0.1 − 0.1² = 0.19."""
    found = drawn(("A", 100, DAY, F), ("A", 2900, DAY, F))

    assert found.n_expected == pytest.approx(0.19, abs=4 * found.standard_error)
    assert found.n_expected == found.share_any
    assert found.n_observed == 0
    assert (found.n_accidents, found.length_m, found.n_trials) == (2, 3000.0, 400)


def test_days_and_classes_stay_what_they_are(drawn):
    """Two deaths more than a year apart never make a place, wherever they are drawn; nor do three injuries."""
    years = ScreeningParameters(as_of=dt.date(2026, 10, 31), from_day=dt.date(2020, 1, 1))

    assert (
        drawn(("A", 100, dt.date(2021, 1, 1), F), ("A", 110, dt.date(2022, 1, 1), F), parameters=years).n_expected == 0
    )
    assert drawn(*[("A", 100, DAY, INJURY)] * 3).n_expected == 0


def test_accidents_of_other_roads_take_no_part(drawn):
    found = drawn(("A", 100, DAY, F), ("A2", 100, DAY, F))

    assert (found.n_accidents, found.n_expected) == (1, 0)


def test_what_there_is_is_counted_the_same_way(drawn):
    rows = [("A", 2000, DAY, F), ("A", 2010, DAY, F), ("A", 2800, DAY, F), ("A", 2810, DAY, F)]

    found = drawn(*rows)

    assert found.n_observed == 2
    assert found.n_expected < 2
    assert "thực tế có 2, cùng cách đếm, không kể nút giao" in found.text.vi
    assert "chỉ kiểm tra hiện trường mới kết luận được" in found.text.vi


def test_the_same_data_give_the_same_number(drawn):
    rows = [("A", 100 * n, DAY, INJURY) for n in range(1, 20)]

    assert drawn(*rows) == drawn(*rows)


def test_many_accidents_get_fewer_trials_and_a_larger_error_is_told(drawn):
    found = drawn(*[("A", n, DAY, INJURY) for n in range(800)])

    assert found.n_trials == 75
    assert found.standard_error >= 0


def test_a_road_that_is_not_there_or_empty_has_no_answer(drawn):
    assert drawn(("A", 100, DAY, F), route="B") is None
    assert drawn(("khong-co", 100, DAY, F), route="khong-co") is None
