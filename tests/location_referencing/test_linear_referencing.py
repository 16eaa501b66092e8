"""From a record to a place: the cascade, what is ambiguous, what is refused, and always the reason."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.domain.location import LocationMethod, LocationStatus, Precision
from atgt.location_referencing import projection
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.linear_referencing import (
    LOCATION_COLUMNS,
    LocatingOptions,
    Place,
    locate,
    locate_table,
    point_at,
    stretch_line,
)
from atgt.location_referencing.projection import Box
from atgt.location_referencing.reasons import TEXTS
from atgt.location_referencing.road_network import build_network

LOCATED, AMBIGUOUS, UNLOCATED = LocationStatus.LOCATED, LocationStatus.AMBIGUOUS, LocationStatus.UNLOCATED
A, B, C, NONE = Precision.A, Precision.B, Precision.C, Precision.NONE


@pytest.fixture
def find(ward, lonlat):
    """Where the ward puts a record; ``at`` gives its coordinates in metres from the ward's origin."""

    def find(at=None, options=None, **said):
        if at is not None:
            said["longitude"], said["latitude"] = lonlat(*at)
        return locate(Place(**said), ward, options or LocatingOptions())

    return find


def answer(location):
    chosen = location.chosen
    where = None if chosen is None else (chosen.position.route_id, round(chosen.position.measure_m))
    return location.status, location.rule, location.precision, where


# --- km posts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"road_text": "QL1", "km_text": "Km1092+200"},
        {"road_text": "Quốc lộ IA", "km_text": "1092+200"},
        {"road_text": "QL.1A", "km_text": "km 1092 + 200 m"},
        {"km_text": "Km1092+200 QL1A"},
        {"road_text": "QL1 Km1092+200"},
        {"place_text": "Km1092+200 Quốc lộ 1A, tổ dân phố An Trường"},
        {"road_text": "QL1A", "place_text": "tại Km1092+200, phường Đức Phổ"},
    ],
)
def test_a_km_post_on_a_named_road_is_the_place_wherever_it_is_written(find, said):
    found = find(**said)

    assert answer(found) == (LOCATED, "km_post", A, ("QL1", 200))
    assert found.chosen.position.km_post() == "Km1092+200"
    assert found.method is LocationMethod.KM_POST
    assert found.reason.vi == "Đặt theo lý trình Km1092+200 trên QL1."


def test_a_km_on_the_old_road_and_the_bypass_is_ambiguous_and_both_are_kept(find):
    found = find(road_text="QL1", km_text="Km1094+500")

    assert answer(found) == (AMBIGUOUS, "km_on_several_roads", NONE, None)
    assert {c.position.route_id for c in found.others} == {"QL1", "QL1:tranh"}
    assert "QL1 (đường tránh)" in found.reason.vi


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ({"road_text": "QL1 (đường tránh)"}, "QL1:tranh"),
        ({"road_text": "Đường tránh Đức Phổ"}, "QL1:tranh"),
        ({"road_text": "QL1", "place_text": "đường tránh, tổ dân phố An Trường"}, "QL1:tranh"),
        ({"road_text": "QL1 tuyến cũ"}, "QL1"),
        ({"road_text": "QL1", "at": (3, 2500)}, "QL1"),
        ({"road_text": "QL1", "at": (1497, 3300)}, "QL1:tranh"),
    ],
)
def test_words_or_coordinates_settle_which_alignment_a_km_is_on(find, said, route):
    found = find(km_text="Km1094+500", **said)

    assert found.status is LOCATED
    assert found.chosen.position.route_id == route
    assert found.chosen.position.km_post() == "Km1094+500"


def test_coordinates_between_both_alignments_settle_nothing(find):
    assert find(road_text="QL1", km_text="Km1094+500", at=(700, 2900)).status is AMBIGUOUS


def test_a_km_that_repeats_on_one_road_is_ambiguous(draw, posts):
    network = build_network(
        draw(("QL24", "QL24", [(0, 0), (0, 3000)])),
        posts(("QL24", 10_000, 0, 0), ("QL24", 11_000, 0, 1000), ("QL24", 11_000, 0, 1800), ("QL24", 12_000, 0, 2800)),
    )

    found = locate(Place("QL24", "Km11+500"), network)

    assert (found.status, found.rule, len(found.others)) == (AMBIGUOUS, "km_repeats", 2)


@pytest.mark.parametrize(
    ("km_text", "rule"),
    [
        ("Km1092+2", "km_metres_unclear"),
        ("Km1092+100 và Km1093+100", "km_several"),
    ],
)
def test_an_unclear_km_is_asked_with_its_places_as_candidates(find, km_text, rule):
    found = find(road_text="QL1", km_text=km_text)

    assert answer(found) == (AMBIGUOUS, rule, NONE, None)
    assert len(found.others) >= 2


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"road_text": "QL24", "km_text": "Km5+500"}, "road_not_in_network"),
        ({"road_text": "ĐT.627B", "km_text": "Km5+500"}, "route_without_posts"),
        ({"road_text": "QL1", "km_text": "Km1099+500"}, "km_outside_posts"),
        ({"road_text": "QL1", "km_text": "không rõ"}, "km_unreadable"),
        ({"road_text": "QL1", "km_text": "Km971+822 đường sắt"}, "km_railway"),
        ({"road_text": "Đường sắt Bắc Nam", "km_text": "971+822"}, "km_railway"),
        ({"road_text": "QL1", "km_text": "Km1092+100", "km_to_text": "Km1094+100"}, "range_too_long"),
        ({"km_text": "Km1092+100"}, "road_not_named"),
        ({"road_text": "QL1"}, "only_road_named"),
        ({"place_text": "gần chợ"}, "only_words"),
        ({"road_text": "QL1", "place_text": "cách ngã ba QL1 – ĐT627B khoảng 500 mét"}, "only_words"),
        ({}, "nothing_to_locate"),
        ({"latitude": 14.8}, "coordinates_incomplete"),
        ({"latitude": 10.0, "longitude": 106.0}, "coordinates_outside_area"),
        ({"northing": 1_641_800.0, "easting": 573_000.0}, "coordinates_other_zone"),
    ],
)
def test_what_gives_no_place_stays_without_one_and_says_why(find, said, rule):
    found = find(**said)

    assert found.chosen is None
    assert found.rule == rule
    assert found.reason.vi
    assert found.reason.en
    assert "{" not in found.reason.vi + found.reason.en


def test_the_zone_that_would_fit_is_named(find):
    assert "EPSG:9217" in find(northing=1_641_800.0, easting=573_000.0).reason.vi


def test_the_reason_outside_the_posts_says_how_far_they_reach(find):
    assert "Km1092+000 – Km1097+000" in find(road_text="QL1", km_text="Km1099+500").reason.vi


@pytest.mark.parametrize(
    ("said", "precision"),
    [
        ({"km_text": "Km1092+200"}, A),
        ({"km_text": "Km1092.2"}, B),
        ({"km_text": "Km1092"}, C),
        ({"km_text": "Km1092+100 đến Km1092+300"}, C),
        ({"km_text": "Km1092+100", "km_to_text": "Km1092+300"}, C),
        ({"km_text": "Km1091+900"}, B),
    ],
)
def test_the_precision_is_that_of_what_was_written(draw, posts, said, precision):
    km = posts(*(("QL1", 1_092_000 + 1000 * k, 0, 3000 - 1000 * k) for k in range(4)))
    network = build_network(draw(("QL1", "QL1", [(0, 3500), (0, 0)])), km)

    found = locate(Place("QL1", **said), network)

    assert (found.status, found.precision) == (LOCATED, precision)


def test_a_km_far_from_its_posts_is_less_precise(draw, posts):
    network = build_network(draw(("QL1", "QL1", [(0, 0), (0, 9000)])), posts(("QL1", 0, 0, 0), ("QL1", 9000, 0, 9000)))

    assert locate(Place("QL1", "Km0+900"), network).precision is A
    assert locate(Place("QL1", "Km4+500"), network).precision is B


def test_a_range_stands_in_its_middle(find):
    assert answer(find(road_text="QL1", km_text="Km1092+100 đến Km1092+300"))[3] == ("QL1", 200)


# --- km post and coordinates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "status", "precision"),
    [(4750, LOCATED, A), (4500.5, LOCATED, B), (4301, LOCATED, B), (4299, AMBIGUOUS, NONE)],
)
def test_km_and_coordinates_agree_up_to_500_metres_and_contradict_beyond(find, y, status, precision):
    """The km post stands at y = 4800."""
    found = find(road_text="QL1", km_text="Km1092+200", at=(30, y))

    assert (found.status, found.precision) == (status, precision)
    assert found.rule == ("km_and_coordinates_agree" if status is LOCATED else "km_and_coordinates_disagree")


def test_a_contradiction_keeps_both_places(find):
    found = find(road_text="QL1", km_text="Km1092+200", at=(3, 1000))

    assert [round(c.position.measure_m) for c in found.others] == [200, 4000]
    assert "3800 m" in found.reason.vi


def test_coordinates_on_no_road_leave_the_km_post_standing_with_doubt(find):
    found = find(road_text="QL1", km_text="Km1092+200", at=(700, 3000))

    assert answer(found) == (LOCATED, "km_but_coordinates_elsewhere", C, ("QL1", 200))


def test_coordinates_refine_a_km_without_metres(find):
    found = find(road_text="QL1", km_text="Km1092", at=(3, 4300))

    assert answer(found) == (LOCATED, "coordinates_refine_km", A, ("QL1", 700))
    assert found.method is LocationMethod.COORDINATES


def test_unusable_coordinates_do_not_spoil_a_km_post(find):
    found = find(road_text="QL1", km_text="Km1092+200", latitude=0.0, longitude=0.0)

    assert answer(found) == (LOCATED, "km_post", A, ("QL1", 200))
    assert "Không dùng được tọa độ" in found.reason.vi


def test_an_unusable_km_does_not_spoil_coordinates(find):
    found = find(road_text="QL1", km_text="Km1092+2", at=(3, 4800))

    assert answer(found) == (LOCATED, "coordinates_on_named_road", A, ("QL1", 200))
    assert "Không dùng được lý trình" in found.reason.vi


def test_a_km_without_a_road_supports_coordinates(find):
    found = find(km_text="Km1092+200", at=(3, 4700))

    assert answer(found) == (LOCATED, "coordinates_and_km_agree", A, ("QL1", 300))


# --- coordinates ----------------------------------------------------------------------------------------------------


def test_coordinates_without_a_road_name_go_to_the_nearest_road_with_less_precision(find):
    found = find(at=(-900, 2503))

    assert answer(found) == (LOCATED, "coordinates_nearest_road", B, ("DT627B", 900))
    assert found.chosen.position.offset_m == pytest.approx(3, abs=0.01)
    assert found.chosen.name_agrees is None


def test_the_name_decides_between_a_road_and_its_frontage_road(find):
    """QL1 and the frontage road are 14 m apart; the point is in the middle."""
    nameless, named = find(at=(7, 1700)), find(at=(7, 1700), road_text="QL1")

    assert answer(nameless) == (AMBIGUOUS, "several_roads_near", NONE, None)
    assert {c.position.route_id for c in nameless.others} == {"QL1", "duong-gom"}
    assert answer(named) == (LOCATED, "coordinates_on_named_road", A, ("QL1", 3300))
    assert named.chosen.name_agrees is True
    assert [c.name_agrees for c in named.others] == [False]


@pytest.mark.parametrize(("x", "status"), [(1.99, LOCATED), (2.01, AMBIGUOUS), (11.99, AMBIGUOUS), (12.01, LOCATED)])
def test_about_equally_near_is_up_to_ten_metres(find, x, status):
    """Distances to QL1 and the frontage road are x and 14 - x."""
    assert find(at=(x, 1700)).status is status


def test_a_named_road_that_is_not_near_outweighs_a_nearer_one(find):
    for name in ("ĐT.627B", "QL24", "đường Nguyễn Nghiêm"):
        found = find(at=(3, 1000), road_text=name)

        assert answer(found) == (AMBIGUOUS, "name_disagrees", NONE, None)
        assert [c.position.route_id for c in found.others] == ["QL1"]


def test_a_street_name_nobody_knows_does_not_outweigh_coordinates(find):
    found = find(at=(-400, 3004), road_text="đường Lê Lợi")

    assert answer(found) == (LOCATED, "coordinates_name_unknown", B, ("nguyen-nghiem", 400))
    assert found.chosen.name_agrees is False


def test_at_a_junction_either_road_is_the_right_place(find):
    found = find(at=(-4, 3004))

    assert (found.status, found.rule) == (LOCATED, "coordinates_at_junction")
    assert "Nút giao QL1 – Đường Nguyễn Nghiêm" in found.reason.vi


def test_under_a_flyover_nothing_is_chosen(find):
    found = find(at=(4, 3604))

    assert (found.status, found.rule) == (AMBIGUOUS, "several_roads_near")


@pytest.mark.parametrize(("x", "status"), [(-49.99, LOCATED), (-50.01, UNLOCATED)])
def test_beyond_the_tolerance_nothing_is_snapped(find, x, status):
    assert find(at=(x, 1000)).status is status


def test_too_far_says_how_far_and_from_which_road(find):
    assert "(QL1) 300 m, quá giới hạn 50 m" in find(at=(-300, 1000)).reason.vi


def test_a_railway_is_never_the_place_and_is_told(find):
    beside, only = find(at=(-20, 1000)), find(at=(-70, 1000))

    assert answer(beside)[3] == ("QL1", 4000)
    assert "Đường sắt ở cách 10 m" in beside.reason.vi
    assert (only.status, only.rule) == (UNLOCATED, "only_railway_near")


def test_a_railway_chainage_beside_a_point_near_a_road_asks_a_person(find):
    found = find(at=(3, 1000), km_text="Km971+822 đường sắt")

    assert (found.status, found.rule, found.chosen) == (AMBIGUOUS, "railway_km_near_road", None)
    assert [one.position.route_id for one in found.others][:1] == ["QL1"]
    assert "đường bộ hay đường sắt" in found.reason.vi


def test_swapped_axes_are_put_right_and_told(find, lonlat):
    lon, lat = lonlat(3, 1000)

    found = find(latitude=lon, longitude=lat)

    assert answer(found)[3] == ("QL1", 4000)
    assert "đã đổi lại" in found.reason.vi


def test_plane_coordinates_are_the_same_place(find):
    assert answer(find(northing=1_638_000.0, easting=600_003.0))[3] == ("QL1", 4000)


def test_a_datum_slip_is_mentioned_but_not_used(find, lonlat):
    """VN-2000 degrees written where WGS84 is meant: about 225 m off."""
    x, y = 600_002.0, 1_638_000.0
    own = projection._to_own_degrees("EPSG:5898")
    lon, lat = own.transform(x, y)

    found = find(longitude=lon, latitude=lat)

    assert (found.status, found.rule) == (UNLOCATED, "too_far_from_road")
    assert "VN-2000" in found.reason.vi
    assert [c.position.route_id for c in found.others] == ["QL1"]


def test_a_plausible_box_can_be_set(find):
    assert find(at=(3, 1000), options=LocatingOptions(plausible_box=Box(0, 0, 1, 1))).rule == "coordinates_outside_area"


# --- landmarks ------------------------------------------------------------------------------------------------------


def test_a_junction_told_by_its_two_roads_is_a_rough_place(find):
    found = find(place_text="Ngã ba QL1 – ĐT627B, phường Đức Phổ")

    assert answer(found) == (LOCATED, "landmark", C, ("QL1", 2500))
    assert found.method is LocationMethod.LANDMARK


def test_a_known_landmark_is_a_rough_place(find, lonlat):
    options = LocatingOptions(landmarks=(Landmark("Chợ Cung", *lonlat(60, 1000)),))

    assert answer(find(place_text="trước chợ Cung", options=options)) == (LOCATED, "landmark", C, ("QL1", 4000))
    assert find(place_text="qua chợ Cung 300 m", options=options).status is UNLOCATED
    assert find(place_text="chợ Cung", road_text="ĐT627B", options=options).status is UNLOCATED


# --- tables ---------------------------------------------------------------------------------------------------------


def test_an_empty_table_gives_an_empty_table(ward):
    found = locate_table(pd.DataFrame({"road_name": []}), ward)

    assert list(found.columns) == [*LOCATION_COLUMNS, "location_reason_en", "candidates"]
    assert len(found) == 0


def test_a_table_keeps_its_index_and_its_input(ward, lonlat):
    lon, lat = lonlat(3, 1000)
    rows = pd.DataFrame(
        {
            "road_name": ["QL1", None, pd.NA],
            "km_post": ["Km1092+200", None, None],
            "latitude": [None, lat, None],
            "longitude": [None, lon, None],
        },
        index=["c", "a", "b"],
    )
    before = rows.copy(deep=True)

    found = locate_table(rows, ward)

    assert rows.equals(before)
    assert found.index.tolist() == ["c", "a", "b"]
    assert found["location_status"].tolist() == ["located", "located", "unlocated"]
    assert found["location_reason"].str.startswith(("Đặt theo", "Hồ sơ")).all()
    assert found["location_reason_en"].str.startswith(("Placed by", "The record")).all()
    assert found["measure_mm"].tolist()[:2] == [200_000, 4_000_000]
    assert found["km_post"].tolist()[:2] == ["Km1092+200", "Km1096+000"]
    assert found.loc["b", ["route_id", "measure_mm", "lon", "lat"]].isna().all()
    assert [len(c) for c in found["candidates"]] == [1, 1, 0]


def test_the_place_is_on_the_road_in_wgs84(ward, find):
    found = find(at=(-40, 1000))

    x, y = projection.to_metric(found.chosen.lon, found.chosen.lat)
    assert ward.routes["QL1"].line.distance(shapely.Point(float(x), float(y))) < 0.01


roads = st.sampled_from([None, "QL1", "QL1A", "đường tránh", "ĐT627B", "QL24", "Nguyễn Nghiêm", "lạ", "đường sắt"])
kms = st.sampled_from(
    [None, "Km1092+200", "1094+500", "Km1092", "Km1092+2", "Km1092+100 đến Km1092+900", "?", "Km9999+000"]
)
places = st.sampled_from([None, "tổ dân phố An Trường", "Km1093+100 QL1", "ngã ba QL1 – ĐT627B", "đường tránh"])
offsets = st.one_of(st.none(), st.tuples(st.floats(-200, 1700), st.floats(-100, 5100)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(roads, kms, kms, places, offsets, st.booleans()), max_size=8))
def test_a_table_answers_each_row_as_if_it_were_alone(ward, lonlat, raw):
    records = []
    for road, km, km_to, place, at, swapped in raw:
        lon, lat = (None, None) if at is None else lonlat(*at)
        records.append(Place(road, km, km_to, place, *((lon, lat) if swapped else (lat, lon))))
    table = pd.DataFrame([dataclasses.asdict(r) for r in records], columns=[f.name for f in dataclasses.fields(Place)])
    table = table.rename(
        columns={"road_text": "road_name", "km_text": "km_post", "km_to_text": "km_post_to", "place_text": "place"}
    )

    found = locate_table(table, ward)

    for (_, row), record in zip(found.iterrows(), records, strict=True):
        alone = locate(record, ward)
        assert (row["location_status"], row["location_rule"]) == (str(alone.status), alone.rule)
        assert row["location_reason"] == alone.reason.vi
        assert row["candidates"] == [*([alone.chosen] if alone.chosen else []), *alone.others]


@settings(max_examples=150, deadline=None)
@given(roads, kms, kms, places, offsets)
def test_no_place_without_status_located_and_no_located_without_place(ward, lonlat, road, km, km_to, place, at):
    lon, lat = (None, None) if at is None else lonlat(*at)

    found = locate(Place(road, km, km_to, place, lat, lon), ward)

    assert (found.chosen is not None) == (found.status is LOCATED)
    assert (found.precision is NONE) == (found.chosen is None)
    assert found.status is not AMBIGUOUS or len(found.others) >= 1
    assert found.reason.vi
    assert "{" not in found.reason.vi + found.reason.en
    if found.chosen is not None and found.method is LocationMethod.COORDINATES:
        assert found.chosen.distance_m <= 50 + 1e-6
    for candidate in (*found.others, *([found.chosen] if found.chosen else [])):
        assert not ward.routes[candidate.position.route_id].is_railway


def test_an_empty_network_places_nothing(draw):
    network = build_network(draw(("a", "A", [(0, 0), (0, 9)])).iloc[:0])

    assert locate(Place("QL1", "Km1+000", latitude=14.8, longitude=108.9), network).rule == "no_road_in_network"


def test_every_sentence_has_both_languages_with_the_same_values():
    for rule, text in TEXTS.items():
        fields = [sorted(set(re.findall(r"{(\w+)", part))) for part in (text.vi, text.en)]
        assert fields[0] == fields[1], rule


@pytest.mark.parametrize("wrong", [{"tolerance_m": -1}, {"ambiguity_m": float("nan")}, {"junction_m": 1e9}])
def test_lengths_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ParameterError, match="số mét"):
        LocatingOptions(**wrong)


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(ParameterError, match="múi chiếu"):
        LocatingOptions(vn2000_zone=4326)


# --- along a route --------------------------------------------------------------------------------------------------


def test_points_and_stretches_follow_the_line(ward):
    route = ward.routes["QL1:tranh"]

    assert point_at(route, 0).equals_exact(point_at(route, -5), 0)
    assert stretch_line(route, 1000, 3000).length == pytest.approx(2000)
    assert stretch_line(route, 3000, 1000).equals(stretch_line(route, 1000, 3000))
    assert stretch_line(route, 700, 700).length == 0
    assert np.allclose(stretch_line(route, 700, 900).coords[0], point_at(route, 700).coords[0])
