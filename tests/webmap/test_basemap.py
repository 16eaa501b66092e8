"""The basemap payload: what is drawn, what it is called, where it is locked."""

import json

import pytest

from atgt.domain.text import Language, Text
from atgt.webmap import basemap, road_style


def test_nothing_to_draw_gives_none(ward):
    assert (
        basemap.payload(
            roads=ward.roads.iloc[:0], boundary=ward.boundary.iloc[:0], junctions=ward.junctions, anchors=ward.anchors
        )
        is None
    )


def test_bounds_come_from_the_boundary_else_from_the_roads(ward):
    assert basemap.ward_bounds(ward.roads, ward.boundary) == ((14.78, 108.94), (14.81, 108.98))
    assert basemap.ward_bounds(ward.roads, ward.boundary.iloc[:0]) == ((14.79, 108.95), (14.80, 108.97))


def test_segments_of_one_route_become_one_line(ward):
    drawn = basemap.payload(**vars(ward))["roads"]

    national = [road for road in drawn if road["kind"] == "national"]
    assert len(national) == 1
    assert sorted(point[1] for point in national[0]["line"]) == [108.95, 108.96, 108.97]
    assert national[0]["label"] == "QL1"
    assert national[0]["isShield"]


def test_the_railway_is_no_road(ward):
    payload = basemap.payload(**vars(ward))

    assert len(payload["railway"]) == 1
    assert all("sắt" not in road["label"] for road in payload["roads"])
    assert "duong-sat" not in road_style.route_titles(ward.roads)


def test_only_whole_kilometres_are_posts(ward):
    assert [post[2:] for post in basemap.payload(**vars(ward))["posts"]] == [["Km1092", 1092]]


def test_words_follow_the_language(ward):
    notice = Text("DỮ LIỆU MÔ PHỎNG", "SIMULATED DATA")

    english = basemap.payload(**vars(ward), language=Language.EN, notice=notice)

    assert english["words"]["legend"] == "Legend"
    assert english["notice"] == "SIMULATED DATA"


def test_the_payload_is_plain_and_always_the_same(ward):
    assert json.dumps(basemap.payload(**vars(ward))) == json.dumps(basemap.payload(**vars(ward)))


@pytest.mark.parametrize(
    ("road_class", "kind"),
    [("Cao tốc", "motorway"), ("Quốc lộ", "national"), ("duong_tinh", "provincial"), ("duong_huyen", "district"),
     ("duong_xa", "local"), ("duong_do_thi", "local"), ("hem", "lane"), ("duong_thon", "lane"), ("trunk", "national"),
     ("primary", "provincial"), ("residential", "local"), (float("nan"), "local")],
)  # fmt: skip
def test_every_class_of_road_has_a_drawing(road_class, kind):
    assert road_style.road_kind(road_class) == kind
