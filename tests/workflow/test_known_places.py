"""Houses and poles that the unit knows give places to records that tell nothing better."""

import json

import pandas as pd
import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import AtgtError
from atgt.storage.verification import verify
from atgt.workflow import intake, known_places, roads


def layer(*points):
    features = [
        {"type": "Feature", "properties": {"name": name, "aliases": other},
         "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for name, other, lon, lat in points
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def street(empty_database, now):
    """Đường Nguyễn Trãi, 1,076 m from west to east."""
    road = {"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"route_id": "nguyen-trai", "road_name": "Đường Nguyễn Trãi", "segment_id": "s1"},
        "geometry": {"type": "LineString", "coordinates": [[108.95, 14.8], [108.96, 14.8]]}}]}  # fmt: skip
    roads.import_roads(empty_database, json.dumps(road).encode(), name="duong.geojson", actor=LOCAL_USER, now=now)
    return empty_database


HOUSES = layer(
    ("số nhà 10 Nguyễn Trãi", "", 108.951, 14.80005),
    ("số nhà 20 Nguyễn Trãi", "", 108.952, 14.80005),
    ("cột điện 45", "trụ điện 45; cột 45", 108.955, 14.80003),
)


def locations(database, now, *places):
    lines = [f"{n}/3/2026,{place},0,1" for n, place in enumerate(places, 1)]
    content = "\n".join(["Ngày,Địa điểm,Chết,Bị thương", *lines]).encode()
    rows = intake.preview(database, content, name="a.csv", today=now.date()).rows
    return list(zip(rows["location_method"], rows["lon"].round(4), strict=True))


def test_records_find_houses_between_houses_and_poles(street, now):
    places = ("trước số nhà 10 Nguyễn Trãi", "số nhà 16 đường Nguyễn Trãi", "gần trụ điện 45", "số nhà 40 Nguyễn Trãi")
    before = locations(street, now, *places)

    n = known_places.import_places(street, HOUSES, name="dia-danh.geojson", actor=LOCAL_USER, now=now)

    assert n == 5
    assert all(pd.isna(method) for method, _ in before)
    found = locations(street, now, *places)
    assert found[:3] == [("house_number", 108.951), ("house_number", 108.9516), ("landmark", 108.955)]
    assert pd.isna(found[3][0])
    with street.read() as session:
        assert verify(session).is_whole


def test_a_second_layer_takes_the_place_of_the_first(street, now):
    for content in (HOUSES, layer(("cầu Bàn Thạch", "", 108.953, 14.8))):
        known_places.import_places(street, content, name="a.geojson", actor=LOCAL_USER, now=now)

    assert [place.name for place in known_places.load(street)] == ["cầu Bàn Thạch"]


def test_a_viewer_may_not_change_known_places(street, now):
    with pytest.raises(AtgtError, match="thay địa danh"):
        known_places.import_places(street, HOUSES, name="a.geojson", actor=Actor("x", Role.VIEWER), now=now)
