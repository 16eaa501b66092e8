"""Ward names before and after 1 July 2025: by name and day, never by code alone."""

import datetime as dt
import tomllib

import pytest

from atgt.location_referencing.gazetteer import (
    MERGER_DAY,
    Landmark,
    find_landmarks,
    parse_landmarks,
    parse_wards,
)

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture(scope="module")
def wards(root):
    return parse_wards(tomllib.loads((root / "data/reference/wards.toml").read_text("utf-8")))


def keys(found):
    return [ward.key for ward in found]


@pytest.mark.parametrize("name", ["Phổ Hòa", "Phổ Hoà", "phường Phổ Hòa", "P. Phổ Hoà", "PHỔ HÒA", "pho hoa"])
def test_every_spelling_of_pho_hoa_is_found(wards, name):
    assert keys(wards.find(name, BEFORE)) == ["pho-hoa"]


def test_pho_hoa_is_today_in_duc_pho(wards):
    (old,) = wards.find("Phổ Hòa", AFTER)

    assert not old.exists_on(AFTER)
    assert wards.now(old).full_name == "phường Đức Phổ"


def test_nguyen_nghiem_means_something_else_before_and_after_the_merger(wards):
    before, after = wards.find("Nguyễn Nghiêm", BEFORE), wards.find("Nguyễn Nghiêm", AFTER)

    assert keys(before) == ["nguyen-nghiem-duc-pho", "nguyen-nghiem-quang-ngai"]
    assert keys(after) == ["nguyen-nghiem-2025"]
    assert wards.now(before[0]).key == "duc-pho"
    assert {part.name for part in wards.parts(after[0])} == {"Phổ Nhơn", "Phổ Phong"}


def test_the_kind_in_a_name_must_fit(wards):
    assert keys(wards.find("xã Nguyễn Nghiêm", BEFORE)) == ["nguyen-nghiem-2025"]
    assert keys(wards.find("phường Nguyễn Nghiêm", AFTER)) == ["nguyen-nghiem-duc-pho", "nguyen-nghiem-quang-ngai"]


def test_codes_were_used_again_so_they_are_no_key(wards):
    bearers = [ward for ward in wards.wards if ward.code == "21439"]

    assert {ward.key for ward in bearers} == {"duc-pho", "nguyen-nghiem-duc-pho"}
    assert sum(ward.exists_on(AFTER) for ward in bearers) == 1


def test_the_new_ward_has_five_parts(wards):
    duc_pho = wards.by_key("duc-pho")

    assert {part.name for part in wards.parts(duc_pho)} == {
        "Nguyễn Nghiêm",
        "Phổ Hòa",
        "Phổ Minh",
        "Phổ Vinh",
        "Phổ Ninh",
    }


def test_every_merger_leads_to_a_unit_that_exists_today(wards):
    for ward in wards.wards:
        if ward.merged_into is not None:
            assert wards.now(ward).exists_on(MERGER_DAY), ward.key


def test_a_unit_is_found_inside_a_description(wards):
    found = wards.find_in_text("Km1092+200 QL1A, tổ dân phố An Trường, phường Phổ Hòa, thị xã Đức Phổ", BEFORE)

    assert keys(found) == ["pho-hoa"]
    assert wards.find_in_text("đường Nguyễn Nghiêm, chợ Đức Phổ", AFTER) == ()


@pytest.mark.parametrize("name", [None, "", "Thạch Trụ"])
def test_an_unknown_name_finds_nothing(wards, name):
    assert wards.find(name, AFTER) == ()


def test_the_real_list_of_mergers_agrees(wards, shared_data):
    import pandas as pd

    legacy = pd.read_csv(shared_data / "vietnam_boundaries" / "vn_units_legacy_63.csv")
    district = legacy[legacy["district"] == "Thị xã Đức Phổ"]
    ours = {ward.full_name.lower() for ward in wards.wards if ward.parent == "thị xã Đức Phổ"}

    assert ours == {name.lower() for name in district["ward"]}
    for ward in wards.wards:
        if ward.parent == "thị xã Đức Phổ" and ward.code:
            row = district[district["ward"].str.lower() == ward.full_name.lower()].iloc[0]
            assert int(row["wardCode"]) == int(ward.code)


def test_landmarks_are_read_from_rows():
    found = parse_landmarks([{"name": " Chợ  Cung ", "lon": "109", "lat": 14.7, "aliases": "chợ Thủy Thạch; "}])

    assert found == (Landmark("Chợ Cung", 109.0, 14.7, ("chợ Thủy Thạch",)),)
    assert find_landmarks("gần CHỢ THỦY THẠCH", found) == found
    assert find_landmarks("chợ Cungg", found) == ()
    assert find_landmarks(None, found) == ()
