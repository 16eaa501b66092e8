"""Road layers come back as they went in, in EPSG:4326, and are replaced as a whole."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import text

from atgt.domain.errors import MissingCrsError, RoadNetworkError
from atgt.storage import verification
from atgt.storage.repositories import roads as store


@pytest.fixture
def ward(database, officer, now, roads):
    with database.write(officer, "nạp đường", now) as session:
        store.replace_roads(session, *roads)
    return database


def test_roads_come_back_as_they_went_in(ward, roads):
    segments, anchors, junctions = roads

    with ward.read() as session:
        loaded, posts, crossings = (
            store.load_segments(session),
            store.load_anchors(session),
            store.load_junctions(session),
        )

    assert loaded.geometry.equals(segments.geometry)
    assert loaded.crs == segments.crs
    missing_as_none = segments.drop(columns="geometry").astype(object).where(segments.notna(), None)
    assert loaded[missing_as_none.columns].to_dict("records") == missing_as_none.to_dict("records")
    assert loaded["bridge_level"].tolist() == [0, 0, 0]
    assert posts.to_dict("records") == anchors.to_dict("records")
    assert crossings.to_dict("records") == junctions.to_dict("records")


def test_coordinates_keep_every_digit(ward):
    with ward.read() as session:
        line = store.load_segments(session).geometry[1]

    assert line.coords[1][1] == 1 / 3


def test_an_empty_database_gives_empty_layers_with_their_columns(database):
    with database.read() as session:
        segments, boundary = store.load_segments(session), store.load_boundary(session)
        anchors, junctions, landmarks = (
            store.load_anchors(session),
            store.load_junctions(session),
            store.load_landmarks(session),
        )

    assert len(segments) == len(boundary) == len(anchors) == len(junctions) == len(landmarks) == 0
    assert segments.crs == boundary.crs == "EPSG:4326"
    assert list(anchors.columns) == ["route_id", "chainage_m", "lon", "lat"]
    assert list(junctions.columns) == ["junction_id", "name", "lon", "lat", "route_ids"]


def test_a_new_network_takes_the_place_of_the_old_one_with_one_audit_line(ward, officer, now, roads):
    segments, anchors, _ = roads
    with ward.write(officer, "nạp lại", now) as session:
        store.replace_roads(session, segments.iloc[:1], anchors)

    with ward.read() as session:
        assert store.load_segments(session)["segment_id"].tolist() == ["s1"]
        assert len(store.load_junctions(session)) == 0
        lines = session.execute(text("SELECT action, record FROM audit_log")).all()
        assert verification.verify(session).is_whole
    assert [tuple(line) for line in lines] == [("replace", "road_network")] * 2


def test_the_order_of_rows_does_not_change_the_fingerprint(database, officer, now, roads):
    segments, anchors, junctions = roads
    prints = []
    for frame in (segments, segments.iloc[::-1]):
        with database.write(officer, "nạp", now) as session:
            store.replace_roads(session, frame, anchors, junctions)
        with database.read() as session:
            prints.append(store.fingerprint(session))

    assert prints[0] == prints[1]


def test_a_boundary_comes_back_in_several_parts(database, officer, now):
    boundary = gpd.GeoDataFrame(
        {"name": ["Phường Đức Phổ"], "area_code": ["21034"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326"
    )

    with database.write(officer, "nạp ranh giới", now) as session:
        store.replace_boundary(session, boundary)

    with database.read() as session:
        loaded = store.load_boundary(session)
        assert verification.verify(session).is_whole
    assert loaded["name"].tolist() == ["Phường Đức Phổ"]
    assert loaded.geometry[0].equals(shapely.box(0, 0, 1, 1))
    assert loaded.geometry[0].geom_type == "MultiPolygon"


def test_landmarks_come_back(database, officer, now):
    landmarks = pd.DataFrame({"name": ["Chợ Đức Phổ"], "kind": ["chợ"], "lon": [108.95], "lat": [14.81]})

    with database.write(officer, "nạp địa danh", now) as session:
        store.replace_landmarks(session, landmarks)

    with database.read() as session:
        assert store.load_landmarks(session).to_dict("records") == landmarks.to_dict("records")


def test_a_layer_without_a_coordinate_system_is_refused(database, officer, now, roads):
    with pytest.raises(MissingCrsError, match="hệ tọa độ"), database.write(officer, "nạp", now) as session:
        store.replace_roads(session, roads[0].set_crs(None, allow_override=True), *roads[1:])


def test_a_layer_in_another_system_is_refused(database, officer, now, roads):
    with pytest.raises(RoadNetworkError, match="EPSG:4326"), database.write(officer, "nạp", now) as session:
        store.replace_roads(session, roads[0].set_crs("EPSG:5898", allow_override=True), *roads[1:])


def test_a_line_in_several_parts_is_refused_by_its_number(database, officer, now, roads):
    segments = roads[0].copy()
    segments.loc[1, "geometry"] = shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])

    with pytest.raises(RoadNetworkError, match="thứ 2"), database.write(officer, "nạp", now) as session:
        store.replace_roads(session, segments, *roads[1:])
