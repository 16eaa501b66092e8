"""Km posts are not a ruler: they jump, repeat, and end."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.location_referencing.calibration import (
    Anchor,
    chainage_to_measures,
    distance_to_anchor,
    measure_to_chainage,
    sections,
)


@dataclass(frozen=True)
class Line:
    length_m: float
    anchors: tuple[Anchor, ...]


def road(length_m, *posts):
    return Line(length_m, tuple(Anchor(float(chainage), float(measure)) for chainage, measure in posts))


STEADY = road(4000, (1_092_000, 500), (1_093_000, 1480), (1_094_000, 2530), (1_095_000, 3500))
JUMP = road(3000, (10_000, 0), (11_000, 1000), (15_000, 2000), (16_000, 3000))
REPEAT = road(3000, (10_000, 0), (11_000, 1000), (11_000, 1800), (12_000, 2800))
EQUATION = road(2000, (0, 0), (1000, 1000), (1600, 1000), (2600, 2000))


def test_between_posts_chainage_is_interpolated():
    assert measure_to_chainage(STEADY, 990) == pytest.approx(1_092_500)
    assert chainage_to_measures(STEADY, 1_092_500) == (pytest.approx(990),)


@pytest.mark.parametrize(("measure_m", "chainage_m"), [(0, 1_091_500), (499, 1_091_999), (3600, 1_095_100)])
def test_beyond_the_outer_posts_it_goes_on_metre_by_metre(measure_m, chainage_m):
    assert measure_to_chainage(STEADY, measure_m) == pytest.approx(chainage_m)
    assert chainage_to_measures(STEADY, chainage_m) == (pytest.approx(measure_m),)


@pytest.mark.parametrize(("beyond_m", "is_known"), [(999, True), (1000, True), (1001, False)])
def test_it_is_not_believed_farther_than_the_limit(beyond_m, is_known):
    line = road(10_000, (1000, 2000), (2000, 3000))

    assert (measure_to_chainage(line, 3000 + beyond_m) is not None) == is_known
    assert bool(chainage_to_measures(line, 2000 + beyond_m)) == is_known
    assert (measure_to_chainage(line, 2000 - beyond_m) is not None) == is_known
    assert bool(chainage_to_measures(line, 1000 - beyond_m)) == is_known


def test_a_chainage_that_the_posts_jump_over_exists_nowhere():
    assert chainage_to_measures(JUMP, 13_000) == ()
    assert chainage_to_measures(JUMP, 15_500) == (2500,)


def test_before_the_jump_the_earlier_chainage_goes_on():
    assert measure_to_chainage(JUMP, 1999) == 11_999
    assert measure_to_chainage(JUMP, 2000) == 15_000


def test_a_chainage_that_is_repeated_is_in_both_places():
    assert chainage_to_measures(REPEAT, 11_500) == (1500, 2300)
    assert chainage_to_measures(REPEAT, 10_500) == (500,)
    assert measure_to_chainage(REPEAT, 1500) == 11_500
    assert measure_to_chainage(REPEAT, 2300) == 11_500


def test_two_posts_at_one_place_are_a_chainage_equation():
    assert measure_to_chainage(EQUATION, 999) == 999
    assert measure_to_chainage(EQUATION, 1000) == 1600
    assert chainage_to_measures(EQUATION, 1000) == (1000,)
    assert chainage_to_measures(EQUATION, 1300) == ()


@pytest.mark.parametrize(
    ("chainage_step", "n_sections"), [(900, 1), (1100, 1), (600, 1), (1900, 1), (400, 2), (2100, 2), (0, 2), (-100, 2)]
)
def test_posts_a_little_off_are_normal_and_far_off_are_an_equation(chainage_step, n_sections):
    assert len(sections(road(1000, (5000, 0), (5000 + chainage_step, 1000)).anchors)) == n_sections


def test_short_posts_may_be_off_by_a_hundred_metres():
    assert len(sections(road(200, (0, 0), (100, 20)).anchors)) == 1


def test_a_route_without_posts_has_no_chainage():
    bare = road(1000)

    assert measure_to_chainage(bare, 500) is None
    assert chainage_to_measures(bare, 500) == ()
    assert distance_to_anchor(bare, 500) is None


def test_outside_the_line_there_is_nothing():
    assert measure_to_chainage(STEADY, -1) is None
    assert measure_to_chainage(STEADY, 4001) is None
    assert chainage_to_measures(STEADY, 1_095_501) == ()


posts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(posts, st.floats(0, 4000), st.sampled_from([0.0, 300.0, 1000.0]))
def test_every_measure_is_found_again_under_its_chainage(raw, measure_m, reach_m):
    line = road(4000, *((100 * c, 100 * m) for c, m in raw))

    chainage_m = measure_to_chainage(line, measure_m, max_extrapolation_m=reach_m)

    if chainage_m is not None:
        found = chainage_to_measures(line, chainage_m, max_extrapolation_m=reach_m)
        assert any(abs(one - measure_m) < 1e-6 for one in found)


@settings(max_examples=300, deadline=None)
@given(posts, st.floats(-500, 5000))
def test_every_place_of_a_chainage_bears_it_or_is_an_equation(raw, chainage_m):
    line = road(4000, *((100 * c, 100 * m) for c, m in raw))
    starts = [part.measures_m[0] for part in sections(line.anchors)]

    for measure_m in chainage_to_measures(line, chainage_m):
        back = measure_to_chainage(line, measure_m)
        assert abs(back - chainage_m) < 1e-6 or any(abs(measure_m - s) < 1e-6 for s in starts)
