"""Cuts of equal size on the line of all routes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.distributed import road_line
from atgt.distributed.road_line import Cut

places = st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), max_size=60)
some_cuts = st.lists(st.builds(Cut, st.integers(0, 3), st.integers(-50, 50)), max_size=8, unique=True).map(sorted)


@settings(max_examples=200, deadline=None)
@given(places=places, cuts=some_cuts)
def test_every_place_is_owned_by_one_span_the_one_it_is_numbered_with(places, cuts):
    route, measure = np.array(places, dtype=np.int64).reshape(-1, 2).T

    owners = np.array([span.owns(route, measure) for span in road_line.spans_between(cuts)])

    assert (owners.sum(axis=0) == 1).all()
    assert owners.argmax(axis=0).tolist() == road_line.partition_of(route, measure, cuts).tolist()


@settings(max_examples=200, deadline=None)
@given(places=places, cuts=some_cuts, length_mm=st.integers(0, 120))
def test_halo_lies_in_the_spans_that_are_named_as_neighbours(places, cuts, length_mm):
    route, measure = np.array(places, dtype=np.int64).reshape(-1, 2).T
    spans, number = road_line.spans_between(cuts), road_line.partition_of(route, measure, cuts)

    for k, span in enumerate(spans):
        halo = span.halo(route, measure, length_mm)
        assert set(number[halo].tolist()) <= set(road_line.neighbours(spans, k, length_mm))


def test_partitions_of_one_long_road_are_equally_full():
    random = np.random.default_rng(2)
    route, measure = np.zeros(10_000, dtype=np.int64), random.integers(0, 10**9, 10_000)

    cuts = road_line.plan_cuts(route, measure, 8)

    assert np.bincount(road_line.partition_of(route, measure, cuts)).tolist() == [1_250] * 8


def test_accidents_at_one_position_are_never_parted():
    route, measure = np.zeros(100, dtype=np.int64), np.repeat([5, 6], 50)

    cuts = road_line.plan_cuts(route, measure, 10)

    assert set(np.bincount(road_line.partition_of(route, measure, cuts)).tolist()) <= {0, 50}


def test_nothing_needs_no_cut():
    none = np.empty(0, dtype=np.int64)

    assert road_line.plan_cuts(none, none, 4) == ()
    assert len(road_line.spans_between(())) == 1
