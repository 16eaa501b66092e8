"""Segments become a line by where they touch, whatever the order and direction of the file."""

import itertools
import random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.location_referencing.chaining import chain_lines, cluster_points


def line(*points):
    return shapely.LineString(points)


def lengths(chains):
    return sorted(round(chain.line.length, 6) for chain in chains)


def test_no_lines_make_no_chains():
    assert chain_lines([]) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_pieces_of_a_road_become_the_road_in_any_order_and_direction(seed, n_pieces):
    """a──b──c──d cut into pieces, shuffled, some turned round."""
    rng = random.Random(seed)
    points = [(0.0, 0.0)]
    for _ in range(n_pieces):
        points.append((points[-1][0] + rng.uniform(5, 50), points[-1][1] + rng.uniform(-20, 20)))
    pieces = [line(*(pair if rng.random() < 0.5 else pair[::-1])) for pair in itertools.pairwise(points)]
    rng.shuffle(pieces)

    (chain,) = chain_lines(pieces)

    assert chain.line.normalize().equals_exact(line(*points).normalize(), 1e-9)
    assert sorted(chain.segments) == list(range(n_pieces))


@pytest.mark.parametrize(("gap_m", "parts"), [(0.0, 1), (0.49, 1), (0.51, 2)])
def test_a_gap_of_half_a_metre_is_a_drawing_slip_and_more_is_a_gap(gap_m, parts):
    assert len(chain_lines([line((0, 0), (10, 0)), line((10 + gap_m, 0), (20, 0))])) == parts


def test_at_a_branch_the_straightest_pair_goes_on():
    """
    a────b────c
          ╲
           d
    """
    chains = chain_lines([line((0, 0), (10, 0)), line((10, 0), (15, -8)), line((10, 0), (20, 0))])

    assert lengths(chains) == lengths_of(20, np.hypot(5, 8))


def lengths_of(*values):
    return sorted(round(float(v), 6) for v in values)


def test_a_branch_ends_the_chain_when_asked():
    chains = chain_lines(
        [line((0, 0), (10, 0)), line((10, 0), (15, -8)), line((10, 0), (20, 0))], through_junctions=False
    )

    assert len(chains) == 3


def test_two_carriageways_that_meet_head_on_are_not_one_hairpin():
    """Both end at the same point and come from the same side."""
    chains = chain_lines([line((0, 0), (100, 1)), line((100, 1), (0, 2))])

    assert len(chains) == 2


def test_a_ring_is_closed_and_used_once():
    """
    a──b
    │  │
    d──c
    """
    corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
    sides = [line(corners[i], corners[(i + 1) % 4]) for i in (2, 0, 3, 1)]

    (chain,) = chain_lines(sides)

    assert chain.is_ring
    assert chain.line.is_ring
    assert chain.line.length == 40


def test_a_single_closed_segment_is_a_ring():
    (chain,) = chain_lines([line((0, 0), (10, 0), (5, 8), (0, 0))])

    assert chain.is_ring


def test_the_drawn_direction_is_weighed_by_length():
    (chain,) = chain_lines([line((0, 0), (10, 0)), line((40, 0), (10, 0))])

    assert abs(chain.forward_m) == 20


def test_points_linked_by_steps_are_one_cluster():
    found = cluster_points(np.array([0.0, 0.4, 0.8, 5.0]), np.zeros(4), 0.5)

    assert found.tolist() == [0, 0, 0, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), max_size=15))
def test_every_segment_is_used_exactly_once_and_no_length_is_lost(raw):
    lines = [line((a, b), (c, d)) for a, b, c, d in raw if (a, b) != (c, d)]

    chains = chain_lines(lines)

    assert sorted(i for chain in chains for i in chain.segments) == list(range(len(lines)))
    assert sum(chain.line.length for chain in chains) == pytest.approx(sum(one.length for one in lines))
