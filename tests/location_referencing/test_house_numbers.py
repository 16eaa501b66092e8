"""House numbers along a street of the drawn ward, from houses whose place the unit knows.

Đường Nguyễn Nghiêm, from QL1 (0, 3000) to the west (-800, 3000)

   51 (-500)   21 (-200)  11 (-100)
────┴──────┬──────┴────┬────┴────── QL1
           40 (-400)   12 (-120)
"""

import pytest

from atgt.domain.location import LocationMethod, LocationStatus, Precision
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.house_numbers import find_house
from atgt.location_referencing.linear_referencing import LocatingOptions, Place, locate

HOUSES = {"11": (-100, 3005), "21": (-200, 3004), "51": (-500, 3005), "12": (-120, 2995), "40": (-400, 2994)}


@pytest.fixture(scope="module")
def find(ward, lonlat):
    known = [Landmark(f"số nhà {number} đường Nguyễn Nghiêm", *lonlat(*at)) for number, at in HOUSES.items()]
    poles = [Landmark("cột điện 45", *lonlat(-610, 3004)), Landmark("biển báo W.207", *lonlat(5, 4200))]
    options = LocatingOptions(landmarks=(*known, *poles))
    return lambda **said: locate(Place(**said), ward, options)


@pytest.mark.parametrize(
    ("said", "west_m", "precision"),
    [
        ({"place_text": "trước số nhà 11 Nguyễn Nghiêm, phường Đức Phổ"}, 100, Precision.B),
        ({"place_text": "nhà số 12 đường Nguyễn Nghiêm"}, 120, Precision.B),
        ({"road_text": "đường Nguyễn Nghiêm", "place_text": "SN 21/3"}, 200, Precision.B),
        ({"place_text": "số nhà 16 Nguyễn Nghiêm"}, 160, Precision.C),
        ({"place_text": "số nhà 31 Nguyễn Nghiêm"}, 300, Precision.C),
    ],
)
def test_a_house_is_found_where_it_stands_or_between_its_neighbours(find, said, west_m, precision):
    found = find(**said)

    assert (found.status, found.method) == (LocationStatus.LOCATED, LocationMethod.HOUSE_NUMBER)
    assert found.chosen.position.route_id == "nguyen-nghiem"
    assert found.chosen.position.measure_m == pytest.approx(west_m, abs=1)
    assert found.precision is precision
    assert "số nhà" in found.reason.vi
    assert "house number" in found.reason.en


@pytest.mark.parametrize(
    "place_text",
    [
        "số nhà 53 Nguyễn Nghiêm",  # beyond the last house known
        "số nhà 9 Nguyễn Nghiêm",  # before the first
        "số nhà 30 Trần Phú",  # no house of that street is known
        "gần nhà ông B",
    ],
)
def test_beyond_the_known_houses_nothing_is_guessed(find, place_text):
    found = find(place_text=place_text)

    assert found.chosen is None
    assert found.rule == "only_words"


def test_the_km_post_goes_before_the_house_and_the_house_before_a_pole(find):
    by_km = find(road_text="QL1", km_text="Km1092+400", place_text="số nhà 11 Nguyễn Nghiêm")
    by_house = find(place_text="số nhà 11 Nguyễn Nghiêm, gần cột điện 45")
    by_pole = find(place_text="tại cột điện 45")

    assert by_km.method is LocationMethod.KM_POST
    assert by_house.method is LocationMethod.HOUSE_NUMBER
    assert (by_pole.method, round(by_pole.chosen.position.measure_m)) == (LocationMethod.LANDMARK, 610)


def test_house_and_coordinates_that_agree_are_combined(find, lonlat):
    lon, lat = lonlat(-130, 3002)

    found = find(place_text="số nhà 11 Nguyễn Nghiêm", longitude=lon, latitude=lat)

    assert found.method is LocationMethod.COORDINATES
    assert found.chosen.position.measure_m == pytest.approx(130, abs=1)


def test_house_and_coordinates_that_contradict_each_other_are_for_a_person(find, lonlat):
    lon, lat = lonlat(1500, 2000)

    found = find(place_text="số nhà 11 Nguyễn Nghiêm", longitude=lon, latitude=lat)

    assert (found.status, found.rule) == (LocationStatus.AMBIGUOUS, "house_and_coordinates_disagree")
    assert {other.position.route_id for other in found.others} == {"nguyen-nghiem", "QL1:tranh"}
    assert "Hãy chọn" in found.reason.vi


@pytest.mark.parametrize(
    ("text", "number", "letter", "key"),
    [
        ("số nhà 123 Nguyễn Trãi", 123, "", "nguyen trai"),
        ("Số nhà: 45B, đường Nguyễn Trãi", 45, "b", "nguyen trai"),
        ("nhà số 12 Nguyễn Trãi", 12, "", "nguyen trai"),
        ("số nhà 5, tổ dân phố 3", None, None, None),
        ("nhà văn hóa", None, None, None),
        ("sn 1990", None, None, None),
    ],
)
def test_spellings_of_house_numbers(text, number, letter, key):
    found = find_house(text)

    assert found is None if number is None else (found.number, found.letter, found.street.key) == (number, letter, key)
