"""Routes that can be measured along, from any road layer; what is odd is told, nothing is lost in silence."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from atgt.domain.errors import MissingCrsError, ParameterError, RoadNetworkError
from atgt.location_referencing.calibration import measure_to_chainage
from atgt.location_referencing.road_network import build_network


def rules(network):
    return [note.rule for note in network.notes]


def same(one, other):
    assert list(one.routes) == list(other.routes)
    for key, route in one.routes.items():
        assert route.line.equals_exact(other.routes[key].line, 1e-9)
        assert route.anchors == other.routes[key].anchors
    assert one.junctions == other.junctions


def test_segments_of_a_route_become_one_line_in_the_direction_of_growing_km(ward):
    route = ward.routes["QL1"]

    assert route.length_m == pytest.approx(5000)
    assert [round(a.measure_m) for a in route.anchors] == [0, 1000, 2000, 3000, 4000, 5000]
    assert measure_to_chainage(route, 400) == pytest.approx(1_092_400)


def test_the_order_and_direction_of_rows_do_not_matter(draw, posts):
    roads = draw(
        ("QL1", "QL1", [(0, 0), (0, 500)]),
        ("QL1", "QL1", [(0, 500), (0, 900)]),
        ("QL1", "QL1", [(0, 900), (50, 1400)]),
        ("a", "A", [(0, 500), (300, 500)]),
    )
    km = posts(("QL1", 2000, 0, 0), ("QL1", 1000, 0, 950))
    shuffled = roads.iloc[[2, 0, 3, 1]].reset_index(drop=True)
    turned = shuffled.set_geometry([g if i == 2 else g.reverse() for i, g in enumerate(shuffled.geometry)])

    same(build_network(roads, km), build_network(shuffled, km.iloc[::-1]))
    same(build_network(roads, km), build_network(turned, km))


def test_without_km_posts_a_route_runs_as_most_of_it_was_drawn(draw):
    roads = draw(("a", "A", [(900, 0), (500, 0)]), ("a", "A", [(0, 0), (500, 0)]))

    (route,) = build_network(roads).routes.values()

    assert route.line.coords[0][0] < route.line.coords[-1][0]
    assert route.anchors == ()


def test_parts_that_do_not_join_are_numbered_longest_first_and_told(draw, posts):
    roads = draw(("QL1", "QL1", [(0, 0), (0, 100)]), ("QL1", "QL1", [(0, 105), (0, 1000)]))
    km = posts(("QL1", 0, 0, 0), ("QL1", 1000, 0, 1000))

    network = build_network(roads, km)

    assert {k: round(r.length_m) for k, r in network.routes.items()} == {"QL1": 895, "QL1#2": 100}
    assert rules(network) == ["route_in_parts"]
    assert [a.chainage_m for a in network.routes["QL1"].anchors] == [1000]
    assert [a.chainage_m for a in network.routes["QL1#2"].anchors] == [0]


def test_a_ring_road_starts_at_its_lowest_km_post_and_follows_the_km(draw, posts):
    """Drawn clockwise; km grow counter-clockwise."""
    roads = draw(("vd", "Vành đai", [(0, 0), (0, 400), (400, 400), (400, 0), (0, 0)]))
    km = posts(("vd", 5000, 200, 0), ("vd", 5400, 400, 200), ("vd", 5800, 200, 400))

    route = build_network(roads, km).routes["vd"]

    assert route.length_m == pytest.approx(1600)
    assert [(a.chainage_m, round(a.measure_m)) for a in route.anchors] == [(5000, 0), (5400, 400), (5800, 800)]


def test_railways_are_kept_apart(ward):
    assert [route.route_id for route in ward.railways] == ["duong-sat"]
    assert all(not route.is_railway for route in ward.roads)
    assert all("sắt" not in junction.name for junction in ward.junctions)


def test_junctions_are_found_named_and_free_of_flyovers(ward):
    assert [junction.name for junction in ward.junctions] == [
        "Nút giao QL1 – QL1 (đường tránh)",
        "Nút giao QL1 – ĐT627B",
        "Nút giao QL1 – Đường Nguyễn Nghiêm",
        "Nút giao QL1 – QL1 (đường tránh)",
    ]
    assert ward.junctions[1].route_ids == ("DT627B", "QL1")


def test_given_junctions_are_used_as_they_are(draw, lonlat):
    roads = draw(("QL1", "QL1", [(0, 0), (0, 900)]), ("a", "A", [(0, 500), (300, 500)]))
    table = pd.DataFrame(
        [
            ("N1", "Ngã ba chợ", *lonlat(0, 500), "QL1;a"),
            ("N2", "", *lonlat(0, 10), ""),
            ("N3", "Xa", *lonlat(900, 900), ""),
        ],
        columns=["junction_id", "name", "lon", "lat", "route_ids"],
    )

    network = build_network(roads, None, table)

    assert [(j.junction_id, j.name, j.route_ids) for j in network.junctions] == [
        ("N1", "Ngã ba chợ", ("QL1", "a")),
        ("N2", "Nút giao QL1", ("QL1",)),
        ("N3", "Xa", ()),
    ]
    assert rules(network) == ["junction_without_road"]


@pytest.mark.parametrize(("away_m", "is_used"), [(99.5, True), (100.5, False)])
def test_a_km_post_far_from_its_road_is_told_and_not_used(draw, posts, away_m, is_used):
    network = build_network(draw(("QL1", "QL1", [(0, 0), (0, 900)])), posts(("QL1", 1000, away_m, 500)))

    assert bool(network.routes["QL1"].anchors) == is_used
    assert rules(network) == ([] if is_used else ["post_far_from_route"])


def test_km_posts_of_no_road_or_without_place_are_told(draw, posts):
    km = posts(("QL24", 1000, 0, 500), ("QL1", 2000, 0, 100))
    km.loc[1, "lon"] = np.nan

    network = build_network(draw(("QL1", "QL1", [(0, 0), (0, 900)])), km)

    assert rules(network) == ["post_without_route", "post_without_route"]


def test_empty_and_doubled_segments_are_told(draw):
    roads = draw(("a", "A", [(0, 0), (0, 900)]), ("a", "A", [(0, 900), (0, 0)]), ("b", "B", [(5, 5), (5, 6)]))
    roads.loc[2, "geometry"] = shapely.LineString()

    network = build_network(roads)

    assert list(network.routes) == ["a"]
    assert sorted(rules(network)) == ["segment_twice", "segment_without_line"]


def test_an_alias_of_a_small_part_is_not_a_name_of_the_whole_road(draw):
    roads = draw(
        ("QL1", "QL1", [(0, 0), (0, 900)], {"aliases": "QL1A"}),
        ("QL1", "QL1", [(0, 900), (0, 1000)], {"aliases": "QL1A;Nguyễn Nghiêm"}),
    )

    network = build_network(roads)

    assert network.routes["QL1"].aliases == ("QL1A",)
    assert rules(network) == ["alias_on_small_part"]


def test_a_road_without_any_name_gets_an_id_and_a_word(draw):
    (route,) = build_network(draw(("", "", [(0, 0), (0, 900)]))).routes.values()

    assert (route.route_id, route.short_name) == ("doan-s000", "Đường không tên")


def test_no_segments_make_an_empty_network():
    empty = gpd.GeoDataFrame({"route_id": []}, geometry=[], crs="EPSG:4326")

    network = build_network(empty, None)

    assert (dict(network.routes), network.junctions, network.box, len(network.edges)) == ({}, (), None, 0)


def test_a_layer_without_coordinate_system_is_refused(draw):
    with pytest.raises(MissingCrsError, match="không ghi hệ tọa độ"):
        build_network(draw(("a", "A", [(0, 0), (0, 9)])).set_crs(None, allow_override=True))


def test_a_layer_without_route_ids_is_refused(draw):
    with pytest.raises(RoadNetworkError, match="route_id"):
        build_network(draw(("a", "A", [(0, 0), (0, 9)])).drop(columns="route_id"))


def test_measuring_in_degrees_is_refused(draw):
    with pytest.raises(ParameterError, match="mét thật"):
        build_network(draw(("a", "A", [(0, 0), (0, 9)])), metric_crs="EPSG:4326")


def test_the_input_is_not_changed(draw, posts):
    roads, km = draw(("a", "A", [(0, 0), (0, 900)])), posts(("a", 0, 0, 0))
    roads_before, km_before = roads.copy(deep=True), km.copy(deep=True)

    build_network(roads, km)

    assert roads.equals(roads_before)
    assert km.equals(km_before)


def test_a_layer_in_degrees_gives_the_same_network(draw, posts):
    from atgt.location_referencing import projection

    roads, km = draw(("a", "A", [(0, 0), (0, 900), (50, 1800)])), posts(("a", 0, 0, 0))

    one, other = build_network(roads, km), build_network(projection.reproject(roads, "EPSG:4326"), km)

    assert one.routes["a"].line.equals_exact(other.routes["a"].line, 1e-3)
