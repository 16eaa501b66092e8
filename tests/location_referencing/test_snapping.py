"""The nearest place on every road within the tolerance, compared with a search through all edges."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.location_referencing.snapping import edges_of, snap

ROAD = shapely.LineString([(0, 0), (100, 0), (100, 100)])


def found(x, y, tolerance=50.0, lines=(ROAD,)):
    return snap(np.array([x], dtype=float), np.array([y], dtype=float), edges_of(list(lines)), tolerance)


@pytest.mark.parametrize(("away_m", "hits"), [(49.999, 1), (50.0, 1), (50.001, 0)])
def test_exactly_the_tolerance_still_counts(away_m, hits):
    assert len(found(50, -away_m).measure_m) == hits


def test_the_measure_runs_over_vertices():
    snaps = found(103, 40)

    assert (snaps.measure_m[0], snaps.distance_m[0], snaps.x[0], snaps.y[0]) == (140, 3, 100, 40)


def test_beyond_an_end_the_end_is_the_nearest_place():
    snaps = found(-3, -4)

    assert (snaps.measure_m[0], snaps.distance_m[0]) == (0, 5)


def test_a_point_beside_a_vertex_has_one_measure_not_two():
    assert found(110, -10).measure_m.tolist() == [100]


def test_of_equally_near_edges_the_first_decides():
    """On the inner diagonal of the corner both edges are equally near."""
    assert found(90, 10).measure_m.tolist() == [90]


def test_all_roads_near_a_point_are_found_nearest_first():
    other = shapely.LineString([(0, 30), (60, 30)])

    snaps = found(50, 20, lines=(ROAD, other))

    assert snaps.route_index.tolist() == [1, 0]
    assert snaps.distance_m.tolist() == [10, 20]


def test_equally_near_roads_come_in_the_order_given():
    twin = shapely.LineString([(0, 20), (100, 20)])

    assert found(50, 10, lines=(ROAD, twin)).route_index.tolist() == [0, 1]


def test_points_that_are_no_numbers_are_passed_over():
    snaps = snap(np.array([np.nan, 50.0, np.inf]), np.array([0.0, 1.0, 2.0]), edges_of([ROAD]), 50)

    assert snaps.point_index.tolist() == [1]


@pytest.mark.parametrize("lines", [[], [shapely.LineString([(0, 0), (0, 0)])]])
def test_without_edges_nothing_is_found(lines):
    assert len(snap(np.array([0.0]), np.array([0.0]), edges_of(lines), 50).point_index) == 0


def test_without_points_nothing_is_found():
    assert len(snap(np.empty(0), np.empty(0), edges_of([ROAD]), 50).point_index) == 0


coordinates = st.integers(-20, 20).map(float)
lines = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=5).filter(lambda p: len(set(p)) > 1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(lines, min_size=1, max_size=5),
    st.lists(st.tuples(coordinates, coordinates), max_size=8),
    st.integers(1, 15),
)
def test_the_answer_is_that_of_shapely_line_by_line(raw, points, tolerance):
    roads = [shapely.LineString(p) for p in raw]
    x, y = (np.array([p[i] for p in points]) for i in (0, 1))

    snaps = snap(x, y, edges_of(roads), float(tolerance))

    expected = {
        (i, j) for i, p in enumerate(points) for j, r in enumerate(roads) if r.distance(shapely.Point(p)) <= tolerance
    }
    assert set(zip(snaps.point_index.tolist(), snaps.route_index.tolist(), strict=True)) == expected
    for i, j, measure, distance in zip(
        snaps.point_index, snaps.route_index, snaps.measure_m, snaps.distance_m, strict=True
    ):
        point = shapely.Point(points[i])
        assert distance == pytest.approx(roads[j].distance(point), abs=1e-9)
        assert roads[j].interpolate(measure).distance(point) == pytest.approx(distance, abs=1e-6)
