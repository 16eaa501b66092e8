"""The uniform grid finds exactly the places that the tree and a search through everything find."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.location_referencing import grid_snapping, snapping
from atgt.location_referencing.snapping import Edges

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")

ENGINES = ["plain", pytest.param("compiled", marks=needs_numba)]


def by_hand(x, y, edges: Edges, tolerance_m: float, point_name=None, route_name=None) -> list[tuple]:
    """Every edge against every point: (route, measure, distance, is tied) by the rule as it is written."""
    answer = []
    for i, (px, py) in enumerate(zip(x, y, strict=True)):
        near = []
        for e in range(len(edges)):
            dx, dy = edges.x1[e] - edges.x0[e], edges.y1[e] - edges.y0[e]
            share = min(max(((px - edges.x0[e]) * dx + (py - edges.y0[e]) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
            distance = np.hypot(px - (edges.x0[e] + share * dx), py - (edges.y0[e] + share * dy))
            if distance <= tolerance_m + 1e-6:
                route = int(edges.route_index[e])
                agrees = point_name is not None and point_name[i] >= 0 and route_name[route] == point_name[i]
                measure = edges.measure_m[e] + share * np.hypot(dx, dy)
                near.append((np.round(distance / 1e-6), not agrees, route, e, measure, distance))
        if not near:
            answer.append((-1, np.nan, np.nan, False))
            continue
        step, _, route, _, measure, distance = min(near)
        answer.append((route, measure, distance, len({n[2] for n in near if n[0] == step}) > 1))
    return answer


def lattice_case(seed: int, n_routes: int, n_points: int, size: int) -> tuple[np.ndarray, np.ndarray, Edges]:
    """Roads and points on whole metres of a small square: shared vertices, crossings and equal distances everywhere."""
    random = np.random.default_rng(seed)
    lines = [shapely.LineString(random.integers(0, size, (random.integers(2, 6), 2))) for _ in range(n_routes)]
    lines = [line if line.length else shapely.LineString([(0, 0), (1, 0)]) for line in lines]
    x, y = random.integers(-size // 4, size + size // 4, (2, n_points)).astype(float)
    return x, y, snapping.edges_of(lines)


def as_tuples(found: grid_snapping.Nearest) -> list[tuple]:
    columns = found.route_index, found.measure_m, found.distance_m, found.is_tied
    return list(zip(*(column.tolist() for column in columns), strict=True))


def assert_same(left, right, **tolerance) -> None:
    for name in left.__slots__:
        np.testing.assert_allclose(getattr(left, name), getattr(right, name), err_msg=name, **tolerance)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.sampled_from([4, 40, 4000]), tolerance=st.sampled_from([0, 1, 5, 50]))
def test_nearest_place_is_the_one_a_search_through_all_edges_finds(engine, seed, size, tolerance):
    x, y, edges = lattice_case(seed, n_routes=7, n_points=20, size=size)
    random = np.random.default_rng(seed)
    point_name, route_name = random.integers(-1, 3, len(x)), random.integers(0, 3, 7)

    plain = grid_snapping.snap_nearest(x, y, edges, tolerance, engine=engine)
    named = grid_snapping.snap_nearest(
        x, y, edges, tolerance, engine=engine, point_name=point_name, route_name=route_name
    )

    np.testing.assert_allclose(as_tuples(plain), by_hand(x, y, edges, tolerance), rtol=0, atol=1e-9)
    np.testing.assert_allclose(
        as_tuples(named), by_hand(x, y, edges, tolerance, point_name, route_name), rtol=0, atol=1e-9
    )


@needs_numba
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.sampled_from([4, 60, 3000]), tolerance=st.sampled_from([0, 1, 20, 500]))
def test_compiled_and_plain_give_the_same_arrays(seed, size, tolerance):
    x, y, edges = lattice_case(seed, n_routes=40, n_points=200, size=size)

    for threads in (1, 3):
        compiled = {"engine": "compiled", "threads": threads}
        assert_same(
            grid_snapping.snap(x, y, edges, tolerance, **compiled),
            grid_snapping.snap(x, y, edges, tolerance, engine="plain"),
            rtol=0,
            atol=1e-9,
        )
        assert_same(
            grid_snapping.snap_nearest(x, y, edges, tolerance, **compiled),
            grid_snapping.snap_nearest(x, y, edges, tolerance, engine="plain"),
            rtol=0,
            atol=1e-9,
        )


@needs_numba
def test_many_points_in_several_parts_agree_with_the_tree():
    random = np.random.default_rng(4)
    steps = np.cumsum(random.normal(0, 60, (300, 12, 2)), axis=1) + random.uniform(0, 20_000, (300, 1, 2))
    edges = snapping.edges_of([shapely.LineString(line) for line in steps])
    x, y = random.uniform(0, 20_000, (2, 60_000))

    found = grid_snapping.snap(x, y, edges, 75.0, engine="compiled", threads=2)

    assert len(found.route_index) > 1_000
    assert_same(found, snapping.snap(x, y, edges, 75.0), rtol=0, atol=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("away", "is_found"), [(49.999, True), (50.0, True), (50.001, False)])
def test_exactly_the_tolerance_counts(engine, away, is_found):
    edges = snapping.edges_of([shapely.LineString([(0, 0), (1_000, 0)])])

    found = grid_snapping.snap_nearest(np.array([321.0]), np.array([away]), edges, 50.0, engine=engine)

    assert (found.route_index[0] == 0) == is_found


@pytest.mark.parametrize("engine", ENGINES)
def test_shared_vertex_goes_to_the_agreeing_name_then_to_the_lower_route(engine):
    """Two roads that meet; the point is nearest to their common end.

        p
    a───┬───b      route 0 from a, route 1 to b
    """
    edges = snapping.edges_of([shapely.LineString([(-9, 0), (0, 0)]), shapely.LineString([(0, 0), (9, 0)])])
    x, y, names = np.zeros(4), np.full(4, 3.0), np.array([-1, 7, 8, 9])

    found = grid_snapping.snap_nearest(x, y, edges, 5.0, engine=engine, point_name=names, route_name=np.array([7, 8]))

    assert found.route_index.tolist() == [0, 0, 1, 0]
    assert found.measure_m.tolist() == [9.0, 9.0, 0.0, 9.0]
    assert found.is_tied.all()


@pytest.mark.parametrize("engine", ENGINES)
def test_equal_places_of_one_route_take_the_lower_measure_and_are_no_tie(engine):
    ring = snapping.edges_of([shapely.LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])])

    found = grid_snapping.snap_nearest(np.array([5.0, 0.0]), np.array([5.0, 0.0]), ring, 8.0, engine=engine)

    assert found.measure_m.tolist() == [5.0, 0.0]
    assert not found.is_tied.any()


@pytest.mark.parametrize("engine", ENGINES)
def test_more_roads_at_one_place_than_the_first_buffer_holds_are_all_kept(engine):
    spokes = [shapely.LineString([(0, 0), (np.cos(a), np.sin(a))]) for a in np.linspace(0, 6, 100)]

    found = grid_snapping.snap(np.zeros(1), np.zeros(1), snapping.edges_of(spokes), 1.0, engine=engine)

    assert found.route_index.tolist() == list(range(100))


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_snap_gives_nothing(engine):
    edges, none = snapping.edges_of([shapely.LineString([(0, 0), (9, 0)])]), np.empty(0)

    assert grid_snapping.snap_nearest(none, none, edges, 5.0, engine=engine).route_index.size == 0
    no_roads = grid_snapping.snap_nearest(np.zeros(1), np.zeros(1), snapping.edges_of([]), 5.0, engine=engine)
    assert no_roads.route_index.tolist() == [-1]
    assert grid_snapping.snap(np.zeros(1), np.zeros(1), snapping.edges_of([]), 5.0, engine=engine).x.size == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_coordinates_that_are_no_numbers_find_nothing(engine):
    edges = snapping.edges_of([shapely.LineString([(0, 0), (9, 0)])])
    x, y = np.array([np.nan, 1.0, np.inf, 1e300, 1.0]), np.array([0.0, np.nan, 0.0, -1e300, 0.0])

    found = grid_snapping.snap_nearest(x, y, edges, 5.0, engine=engine)

    assert found.route_index.tolist() == [-1, -1, -1, -1, 0]


@needs_numba
def test_one_road_far_away_does_not_break_the_grid():
    lines = [shapely.LineString([(0, 0), (9, 0)]), shapely.LineString([(1e12, 1e12), (1e12 + 9, 1e12)])]

    found = grid_snapping.snap_nearest(
        np.array([1.0]), np.array([1.0]), snapping.edges_of(lines), 5.0, engine="compiled"
    )

    assert (found.route_index[0], found.measure_m[0]) == (0, 1.0)


def test_a_ward_never_waits_for_a_compiler(monkeypatch):
    def refuse(*_):
        raise AssertionError("the compiled path was taken")

    edges = snapping.edges_of([shapely.LineString([(0, 0), (9, 0)])])
    monkeypatch.setattr(grid_snapping, "find_spec", refuse)

    assert grid_snapping.snap_nearest(np.zeros(2_000), np.zeros(2_000), edges, 5.0).route_index.tolist() == [0] * 2_000


def test_large_data_without_numba_takes_the_tree(monkeypatch):
    edges = snapping.edges_of([shapely.LineString([(0, 0), (9, 0)])])
    monkeypatch.setattr(grid_snapping, "AUTO_POINTS", 1)
    monkeypatch.setattr(grid_snapping, "find_spec", lambda _: None)

    assert grid_snapping.snap_nearest(np.ones(3), np.ones(3), edges, 5.0).measure_m.tolist() == [1.0, 1.0, 1.0]


def test_tolerance_that_makes_no_sense_is_refused():
    edges, one = snapping.edges_of([]), np.zeros(1)

    for tolerance_m in (-1.0, np.nan, np.inf):
        with pytest.raises(ParameterError, match="phải là số từ 0 trở lên"):
            grid_snapping.snap_nearest(one, one, edges, tolerance_m)
    with pytest.raises(ParameterError, match="phải dài bằng nhau"):
        grid_snapping.snap(one, np.zeros(2), edges, 5.0)
    with pytest.raises(ParameterError, match="cần mã tên của mọi điểm"):
        grid_snapping.snap_nearest(one, one, edges, 5.0, point_name=np.zeros(1, dtype=np.int64))


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_crimes_of_tempe_are_snapped_where_spaghetti_snapped_them(shared_data: Path, engine):
    import geopandas as gpd
    import pandas as pd

    streets = gpd.read_file(shared_data / "geodanet/geodanet.gpkg", layer="streets")
    crimes = gpd.read_file(shared_data / "geodanet/geodanet.gpkg", layer="crimes").geometry
    peer = pd.read_csv(shared_data / "geodanet/peer_spaghetti_snapped.csv")
    edges = snapping.edges_of(list(streets.geometry.explode()))

    found = grid_snapping.snap(crimes.x.to_numpy(), crimes.y.to_numpy(), edges, 400.0, engine=engine)  # feet

    points, best = np.unique(found.point_index, return_index=True)
    assert points.tolist() == peer["crime"].tolist()
    np.testing.assert_allclose(found.distance_m[best], peer["dist_snapped"], atol=1e-4)
    np.testing.assert_allclose(found.x[best], peer["x_snap"], atol=1e-4)
    np.testing.assert_allclose(found.y[best], peer["y_snap"], atol=1e-4)


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_accidents_of_songkhla_far_from_every_road_stay_unsnapped(shared_data: Path, engine):
    import geopandas as gpd
    import pandas as pd

    roads = gpd.read_file(shared_data / "songkhla/songkhla_roads.geojson").to_crs(32647)
    rows = pd.read_csv(shared_data / "songkhla/accident2020.csv", encoding="utf-8-sig")
    points = gpd.GeoSeries(gpd.points_from_xy(rows["LONGITUDE"], rows["LATITUDE"]), crs=4326).to_crs(32647)

    found = grid_snapping.snap_nearest(
        points.x.to_numpy(), points.y.to_numpy(), snapping.edges_of(list(roads.geometry)), 50.0, engine=engine
    )

    assert len(rows) == 1_648
    assert (found.route_index < 0).sum() == 731
