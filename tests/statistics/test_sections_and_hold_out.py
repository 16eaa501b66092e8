"""Equal sections lose no metre and no accident; the capture of a ranking is fair to ties."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.statistics import hold_out, road_sections


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(1, 20_000), min_size=1), st.floats(50, 2_000))
def test_sections_cover_each_road_once(lengths, section_m):
    made = road_sections.equal_sections(lengths, section_m)

    for route, length in lengths.items():
        here = [one for one in made if one.route_id == route]
        assert (here[0].from_m, here[-1].to_m) == (0, pytest.approx(length))
        assert all(a.to_m == b.from_m for a, b in zip(here, here[1:], strict=False))  # noqa: RUF007
        assert len(here) == 1 or here[0].length_m == pytest.approx(section_m, rel=0.34)


def test_an_accident_on_a_boundary_lies_in_the_later_section_and_at_the_end_in_the_last():
    made = road_sections.equal_sections({"a": 1000.0, "b": 600.0}, 500)
    routes = np.array(["a", "a", "a", "a", "b", "x"], dtype=object)

    numbers = road_sections.section_numbers(made, routes, np.array([0.0, 499.9, 500.0, 1000.0, 600.0, 3.0]))

    assert numbers.tolist() == [0, 0, 1, 1, 2, -1]


def test_sections_must_not_be_tiny():
    assert road_sections.equal_sections({"a": 100.0}, 50)
    with pytest.raises(ParameterError, match="50 m"):
        road_sections.equal_sections({"a": 100.0}, 49.9)


def test_the_capture_counts_the_accidents_of_the_first_sections():
    found = hold_out.capture(np.array([9.0, 5.0, 1.0]), np.array([4.0, 3.0, 3.0]), 2)

    assert (found.n_caught, found.share, found.by_chance) == (7, 0.7, 2 / 3)
    assert found.low < 0.7 < found.high


def test_equal_scores_share_their_accidents():
    one, other = np.array([8.0, 0.0, 0.0]), np.array([0.0, 0.0, 8.0])

    assert hold_out.capture(np.ones(3), one, 1).n_caught == hold_out.capture(np.ones(3), other, 1).n_caught == 8 / 3


def test_no_later_accident_gives_no_share():
    assert hold_out.capture(np.ones(3), np.zeros(3), 1).share is None


@pytest.mark.parametrize("k", [0, 4])
def test_k_outside_the_list_is_refused(k):
    with pytest.raises(ParameterError, match="k phải từ 1 đến 3"):
        hold_out.capture(np.ones(3), np.ones(3), k)


@pytest.mark.shared_data
def test_berlin_by_count_is_the_published_total(shared_data):
    """7,413 segments with 13,643 accidents: the first ones of the list hold what the published counts say."""
    lines = json.loads((shared_data / "berlin_segments/unfaelle_berlin_2018_abschnitte.geo.json").read_text("utf-8"))
    counts = np.array([float(one["properties"]["n_total"]) for one in lines["features"]])

    found = hold_out.capture(counts, counts, 100)

    assert (len(counts), found.n_later) == (7413, 13643)
    assert found.n_caught == np.sort(counts)[::-1][:100].sum()
    assert hold_out.capture(counts, counts, len(counts)).share == 1
