import datetime as dt
import math
import random

import pandas as pd
import pytest

from atgt.ingestion.duplicates import COLUMNS, MIN_SCORE, find_duplicates

BASE = {
    "occurred_on": dt.date(2026, 3, 12), "occurred_at": dt.time(0, 10), "killed": 1, "injured": 0, "road_name": "QL1A",
    "km_post": "Km1092+200", "place": None, "vehicles": "xe máy, xe tải", "latitude": None, "longitude": None, "northing": None,
    "easting": None,
}  # fmt: skip


def pairs(*changes):
    return find_duplicates(pd.DataFrame([BASE | change for change in changes]))


def test_same_accident_reported_by_two_units_is_found():
    found = pairs({}, {"occurred_at": dt.time(0, 11), "km_post": "km 1092 + 250", "road_name": "Quốc lộ 1"})

    assert found[["left", "right"]].to_numpy().tolist() == [[0, 1]]
    assert found.loc[0, "score"] > 0.9
    assert found.loc[0, "hours_apart"] == pytest.approx(1 / 60)
    assert found.loc[0, "metres_apart"] == 50
    assert found.loc[0, "reasons"].vi == "cách nhau 1 phút, cách nhau 50 m, cùng số chết, bị thương"


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({"km_post": "Km1092+500"}, True),
        ({"km_post": "Km1092+501"}, False),
        ({"occurred_at": dt.time(6, 10)}, True),
        ({"occurred_at": dt.time(6, 11)}, False),
        ({"occurred_on": dt.date(2026, 3, 11), "occurred_at": dt.time(23, 59)}, True),
        ({"occurred_on": dt.date(2026, 3, 14)}, False),
        ({"road_name": "QL24"}, False),
        ({"occurred_at": None}, True),
        ({"occurred_at": None, "occurred_on": dt.date(2026, 3, 13)}, False),
    ],
)
def test_limits_of_time_and_place(change, is_found):
    assert (len(pairs({}, change)) == 1) is is_found


def test_distance_is_in_metres_not_degrees():
    here = {"km_post": None, "latitude": 14.80081, "longitude": 108.95913}

    found = pairs(here, here | {"longitude": 108.96000})

    assert found.loc[0, "metres_apart"] == pytest.approx(93.5, abs=0.5)
    assert pairs(here, here | {"longitude": 108.9630}).empty


def test_distance_of_vn2000_metres():
    here = {"km_post": None, "northing": 1_636_870.75, "easting": 601_751.8}

    found = pairs(here, here | {"northing": 1_636_879.83, "easting": 601_753.26})

    assert found.loc[0, "metres_apart"] == pytest.approx(9.2, abs=0.05)
    assert pairs(here, here | {"northing": 1_637_171.0}).empty


def test_same_place_name_in_other_spelling_is_found():
    found = pairs({"km_post": None, "place": "Ngã ba Chợ Cung"}, {"km_post": None, "place": "ngã ba chợ cung"})

    assert found.loc[0, "score"] >= MIN_SCORE
    assert "cùng địa điểm" in found.loc[0, "reasons"].vi


def test_different_counts_lower_the_score():
    same, other = pairs({}, {}), pairs({}, {"killed": 3, "injured": 9})

    assert other.empty or other.loc[0, "score"] < same.loc[0, "score"]


def test_labels_of_the_index_are_kept_and_rows_without_date_left_out():
    table = pd.DataFrame([BASE, BASE | {"occurred_on": None}, BASE], index=["a", "b", "c"])

    assert find_duplicates(table)[["left", "right"]].to_numpy().tolist() == [["a", "c"]]


@pytest.mark.parametrize(
    "table", [pd.DataFrame([BASE]), pd.DataFrame([BASE]).iloc[:0], pd.DataFrame({"occurred_on": []})]
)
def test_no_pair_gives_an_empty_table(table):
    found = find_duplicates(table)

    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_accident_table_column_names_work_too():
    table = pd.DataFrame([BASE, BASE]).rename(
        columns={"km_post": "km_post_text", "latitude": "lat", "longitude": "lon"}
    )

    assert len(find_duplicates(table)) == 1


def test_many_accidents_at_an_unnamed_place_are_no_duplicates_of_each_other():
    rows = [BASE | {"km_post": None, "road_name": None, "place": "không rõ", "occurred_at": None} for _ in range(300)]

    assert find_duplicates(pd.DataFrame(rows)).empty


def test_day_that_stands_for_a_year_says_nothing():
    here = BASE | {"occurred_at": None, "latitude": 52.1, "longitude": 5.1}

    assert find_duplicates(pd.DataFrame([here | {"latitude": 50 + n * 0.0001} for n in range(400)])).empty


def test_blocks_miss_no_pair():
    """Every pair within the limits is found, wherever it lies on the grid of blocks."""
    random_ = random.Random(3)
    for _ in range(60):
        x, y = random_.uniform(500_000, 700_000), random_.uniform(1_600_000, 1_700_000)
        angle, far = random_.uniform(0, 6.3), random_.uniform(0, 300)
        here = {"km_post": None, "easting": x, "northing": y}
        there = here | {"easting": x + far * math.cos(angle), "northing": y + far * math.sin(angle)}
        km = random_.randrange(1_000_000, 1_100_000)
        near = km + random_.randrange(301)

        assert len(pairs(here, there)) == 1
        assert len(pairs(*({"km_post": f"Km{m // 1000}+{m % 1000:03d}"} for m in (km, near)))) == 1
