"""Against data nobody of the team made: roads with km and coordinates, a peer's snapping, mileposts, the sample ward."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from atgt.io import geodata
from atgt.location_referencing import projection, snapping
from atgt.location_referencing.calibration import Anchor, chainage_to_measures, measure_to_chainage
from atgt.location_referencing.linear_referencing import LocatingOptions, locate_table, point_at
from atgt.location_referencing.projection import Box
from atgt.location_referencing.road_network import build_network
from atgt.location_referencing.route import Route

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def songkhla(shared_data):
    folder = shared_data / "songkhla"
    layer = geodata.read_roads(folder / "songkhla_roads.geojson", name="songkhla_roads.geojson")
    accidents = pd.read_csv(folder / "accident2020.csv", encoding="utf-8-sig")
    rows = pd.DataFrame(
        {
            "road_name": accidents["รหัสสายทาง"].astype(str),
            "latitude": accidents["LATITUDE"],
            "longitude": accidents["LONGITUDE"],
        }
    )
    return build_network(layer.segments, None, None, metric_crs="EPSG:32647"), rows


def test_points_far_from_every_road_are_told_not_snapped(songkhla):
    network, rows = songkhla
    box = LocatingOptions(plausible_box=Box(97, 5, 106, 21))

    found = locate_table(rows, network, box)

    # the figure of the data's own README: 731 of 1,648 points lie more than 50 m from any line
    assert (found["location_status"] == "unlocated").sum() == 731
    assert set(found.loc[found["location_status"] == "unlocated", "location_rule"]) == {"too_far_from_road"}
    assert found.loc[found["route_id"].notna(), "offset_m"].max() <= 50


def test_a_named_road_is_never_put_on_another_one(songkhla):
    network, rows = songkhla

    found = locate_table(rows, network)
    placed = found[found["route_id"].notna()]

    on = placed["route_id"].str.partition("#")[0]
    named = rows.loc[placed.index, "road_name"]
    known = named.isin({route.base_id for route in network.roads})
    assert (on[known] == named[known]).all()
    assert known.sum() > 850


def test_snapping_agrees_with_a_peer_to_the_foot(shared_data):
    """spaghetti snapped 287 points to 293 streets (feet); the same distances and places must come out."""
    folder = shared_data / "geodanet"
    streets = gpd.read_file(folder / "geodanet.gpkg", layer="streets")
    points = gpd.read_file(folder / "geodanet.gpkg", layer="crimes").geometry
    peer = pd.read_csv(folder / "peer_spaghetti_snapped.csv").sort_values("crime")

    edges = snapping.edges_of([shapely.force_2d(g) for g in streets.geometry.explode(ignore_index=True)])
    found = snapping.snap(points.x.to_numpy(), points.y.to_numpy(), edges, 400.0)
    first = np.searchsorted(found.point_index, np.arange(len(points)))

    assert np.allclose(found.distance_m[first], peer["dist_snapped"], atol=1e-6)
    away = np.hypot(found.x[first] - peer["x_snap"], found.y[first] - peer["y_snap"])
    assert (away < 1e-5).mean() > 0.98  # the rest are equally near two streets


def test_mileposts_predict_each_other(shared_data):
    """Half of the posts of each Massachusetts route calibrate a line through all, the other half is predicted."""
    posts = gpd.read_file(shared_data / "massachusetts_mileposts" / "interchanges.geojson").set_crs(
        4326, allow_override=True
    )
    posts = posts.set_geometry(posts.geometry.force_2d()).to_crs("EPSG:26986")
    errors = []
    for _, group in posts.groupby("RouteKey"):
        ordered = group.sort_values("Milepoint").drop_duplicates("Milepoint")
        if len(ordered) < 10:
            continue
        line = shapely.LineString(ordered.geometry.to_list())
        metres = ordered["Milepoint"].to_numpy() * 1609.344
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(ordered.geometry.x), np.diff(ordered.geometry.y)))])
        known = tuple(Anchor(float(c), float(m)) for c, m in zip(metres[::2], along[::2], strict=True))
        route = Route("r", "r", None, None, None, (), line, known)
        for chainage, measure in zip(metres[1::2], along[1::2], strict=True):
            predicted = measure_to_chainage(route, float(measure))
            if predicted is not None:
                errors.append(abs(predicted - chainage))

    assert len(errors) > 100
    assert np.median(errors) < 30  # metres; chords through interchanges miss the curves between them
    assert np.percentile(errors, 90) < 150


def test_a_peer_puts_route_and_mile_at_the_same_places(shared_data):
    """linref's toy: pieces with begin and end, crashes with route and location. One unit is taken as a kilometre."""
    folder = shared_data / "linref_toy"
    pieces, crashes = (gpd.read_file(folder / f"{name}.geojson") for name in ("roadways", "crashes"))
    lines = [
        shapely.transform(shapely.force_2d(g), lambda xy: xy * 1000 + [500_000, 1_600_000]) for g in pieces.geometry
    ]
    segments = gpd.GeoDataFrame({"route_id": pieces["route"], "road_name": pieces["route"]}, geometry=lines, crs=5898)
    ends = [
        (r, 1000 * c, *g.coords[i])
        for r, b, e, g in zip(*(pieces[c] for c in ("route", "beg", "end")), lines, strict=True)
        for i, c in ((0, b), (-1, e))
    ]
    lon, lat = projection.to_wgs84([e[2] for e in ends], [e[3] for e in ends])
    posts = pd.DataFrame({"route_id": [e[0] for e in ends], "chainage_m": [e[1] for e in ends], "lon": lon, "lat": lat})

    network = build_network(segments, posts)

    for crash in crashes.itertuples():
        route = network.routes[crash.route]
        (measure,) = chainage_to_measures(route, crash.loc * 1000)
        place = point_at(route, measure)
        peer = crash.geometry.coords[0]
        # the peer's coordinates are printed to 0.01 units, ten metres here
        assert np.hypot(place.x - 500_000 - 1000 * peer[0], place.y - 1_600_000 - 1000 * peer[1]) < 15


def test_the_railway_beside_ql1_is_no_road(shared_data):
    name = "giaothong.geojson"
    layer = geodata.read_roads(shared_data / "vietnam_roads" / name, name=name)
    area = shapely.box(108.90, 14.72, 109.05, 14.86)
    near = layer.segments[layer.segments.intersects(area)]

    network = build_network(near, None, None)
    on_rails = pd.DataFrame(
        [
            (point.y, point.x)
            for point in near.loc[near["kind"] == "railway"].geometry.iloc[0].interpolate([0.02, 0.03])
        ],
        columns=["latitude", "longitude"],
    )

    assert {route.short_name for route in network.railways} == {"Hà Nội - Hồ Chí Minh"}
    assert "QL1" in network.routes
    assert not network.routes["QL1"].is_railway
    assert not set(locate_table(on_rails, network)["route_id"].dropna()) & {r.route_id for r in network.railways}


def test_the_sample_ward_lies_where_its_answers_say(root):
    folder = root / "data" / "sample"
    if not (folder / "answers.json").is_file():
        pytest.skip("the sample ward has not been generated")
    layer = geodata.read_roads(folder / "roads.geojson", name="roads.geojson")
    posts = geodata.read_anchors(folder / "km_posts.csv", name="km_posts.csv")
    network = build_network(layer.segments, posts, pd.read_csv(folder / "junctions.csv"))
    answers = json.loads((folder / "answers.json").read_text("utf-8"))["positions"].values()

    for answer in answers:
        route = network.routes[answer["route_id"]]
        point = point_at(route, answer["measure_m"])
        lon, lat = network.to_wgs84(point.x, point.y)
        assert abs(lon - answer["lon"]) < 2e-7
        assert abs(lat - answer["lat"]) < 2e-7
        if answer["chainage_m"] is not None:
            assert measure_to_chainage(route, answer["measure_m"]) == pytest.approx(answer["chainage_m"], abs=0.2)


def test_the_junctions_of_the_sample_ward_are_found_without_its_table(root):
    folder = root / "data" / "sample"
    if not (folder / "roads.geojson").is_file():
        pytest.skip("the sample ward has not been generated")
    layer = geodata.read_roads(folder / "roads.geojson", name="roads.geojson")
    given = build_network(layer.segments, None, pd.read_csv(folder / "junctions.csv")).junctions
    found = build_network(layer.segments, None, None).junctions

    places = {(round(j.x), round(j.y)): set(j.route_ids) for j in found}
    assert places == {(round(j.x), round(j.y)): set(j.route_ids) for j in given}
