"""One road, many spellings; different roads, similar spellings."""

import tomllib
from dataclasses import dataclass

import pytest

from atgt.location_referencing.road_names import (
    DEFAULT_ALIASES,
    agrees,
    find_alignment,
    find_in_text,
    parse_aliases,
    parse_road,
    short_name,
)


@dataclass(frozen=True)
class Named:
    route_id: str
    road_name: str
    alignment: str | None = None
    aliases: tuple[str, ...] = ()


QL1 = Named("QL1", "Quốc lộ 1", None, ("QL1A", "AH1"))
OLD = Named("QL1:cu", "Quốc lộ 1", "Tuyến cũ")
BYPASS = Named("QL1:tranh", "Quốc lộ 1 đoạn tránh", "tránh", ("đường tránh Đức Phổ",))
STREET = Named("nguyen-nghiem", "Đường Nguyễn Nghiêm")
COAST = Named("ven-bien", "Đường ven biển Dung Quất – Sa Huỳnh")

NUMBERED = {
    "QL1": "QL1",
    "QL1A": "QL1",
    "QL 1A": "QL1",
    "QL 1 A": "QL1",
    "QL.1": "QL1",
    "QL.1A": "QL1",
    "QL-1A": "QL1",
    "Q.L 1A": "QL1",
    "Quốc lộ 1": "QL1",
    "Quốc lộ 1A": "QL1",
    "quốc lộ IA": "QL1",
    "Quốc lộ I": "QL1",
    "quốc lộ số 1A": "QL1",
    "quoc lo 1a": "QL1",
    "National Highway 1": "QL1",
    "National Highway 1A": "QL1",
    "QL1B": "QL1B",
    "QL1D": "QL1D",
    "QL24": "QL24",
    "QL24B": "QL24B",
    "Quốc lộ 24C": "QL24C",
    "ĐT624": "DT624",
    "ĐT.627B": "DT627B",
    "ĐT 627B": "DT627B",
    "ĐT: 627B": "DT627B",
    "TL627B": "DT627B",
    "tỉnh lộ 627B": "DT627B",
    "Đường tỉnh 627B": "DT627B",
    "ĐH.05": "DH5",
    "ĐH43": "DH43",
    "huyện lộ 43": "DH43",
    "ĐX 03": "DX3",
    "Hương lộ 2": "HL2",
    "CT.01": "CT1",
}


@pytest.mark.parametrize(("text", "key"), NUMBERED.items())
def test_every_spelling_of_a_number_is_one_key(text, key):
    assert parse_road(text).key == key
    assert parse_road(text).is_numbered


@pytest.mark.parametrize(
    ("text", "alignment"),
    [
        ("QL1 (tránh)", "tranh"),
        ("QL1 đường tránh Đức Phổ", "tranh"),
        ("QL1A - tuyến tránh", "tranh"),
        ("đường tránh QL1", "tranh"),
        ("tuyến tránh QL1A", "tranh"),
        ("QL1 cũ", "cu"),
        ("QL1A (tuyến cũ)", "cu"),
        ("tuyến cũ QL1", "cu"),
        ("QL1", None),
        ("QL1, chợ Cũ", None),
        ("QL1 tranh chấp", "tranh"),  # without marks the word cannot be told from "tránh"
    ],
)
def test_the_alignment_beside_a_number_is_read(text, alignment):
    assert (parse_road(text).key, parse_road(text).alignment) == ("QL1", alignment)


def test_the_old_number_of_another_road_is_not_its_alignment():
    found = find_in_text("QL48D (QL36 cũ)")

    assert [(name.key, name.alignment) for name in found] == [("QL48D", None), ("QL36", "cu")]


@pytest.mark.parametrize("text", ["đường Nguyễn Nghiêm", "Nguyễn Nghiêm", "ĐƯỜNG NGUYỄN NGHIÊM", "duong nguyen nghiem"])
def test_a_street_is_known_with_and_without_its_marks(text):
    assert agrees(parse_road(text), STREET)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "đường",
        "Đường bê tông",
        "đường liên thôn",
        "Đường liên xã",
        "không biết",
        "Không rõ",
        "Quốc lộ",
        "tỉnh lộ",
        "-",
        "?",
    ],
)
def test_words_that_fit_any_road_name_none(text):
    assert parse_road(text) is None


def test_a_telephone_number_is_not_a_provincial_road():
    assert find_in_text("ĐT: 0905 123 456") == ()
    assert find_in_text("ĐT 905 123 456") == ()
    assert find_in_text("ĐT 905123456") == ()


def test_roads_are_found_inside_a_description():
    found = find_in_text("Km1092+400 QL1A, giao đường Nguyễn Nghiêm, tổ dân phố An Trường, khu phố 3")

    assert [name.key for name in found] == ["QL1", "nguyen nghiem"]


def test_a_ward_or_a_quarter_is_not_a_street():
    assert find_in_text("phường Nguyễn Nghiêm, tổ dân phố An Trường, khu phố Tân Tự") == ()


def test_ql1_is_ql1a_but_not_ql1b():
    assert agrees(parse_road("QL1A"), QL1)
    assert agrees(parse_road("QL1A"), Named("QL1A", "Quốc lộ 1A"))
    assert agrees(parse_road("QL1"), Named("x", "Quốc lộ 1A"))
    assert not agrees(parse_road("QL1B"), QL1)
    assert not agrees(parse_road("QL1D"), QL1)
    assert not agrees(parse_road("QL1"), Named("x", "QL1D"))


def test_a_number_without_alignment_fits_every_alignment():
    assert all(agrees(parse_road("QL1"), route) for route in (QL1, OLD, BYPASS))


def test_a_stated_alignment_fits_only_its_own_line():
    bypass, old = parse_road("QL1 đường tránh"), parse_road("QL1 cũ")

    assert [agrees(bypass, route) for route in (QL1, OLD, BYPASS)] == [False, False, True]
    assert [agrees(old, route) for route in (QL1, OLD, BYPASS)] == [True, True, False]


def test_the_bypass_is_known_by_its_own_name_and_by_the_bare_word():
    assert agrees(parse_road("Đường tránh Đức Phổ"), BYPASS)
    assert agrees(parse_road("đường tránh"), BYPASS)
    assert not agrees(parse_road("đường tránh Mộ Đức"), BYPASS)
    assert not agrees(parse_road("đường tránh"), QL1)


def test_a_long_road_name_with_a_dash_is_one_name():
    assert agrees(parse_road("Đường ven biển Dung Quất - Sa Huỳnh"), COAST)


@pytest.mark.parametrize(
    ("text", "alignment"),
    [
        ("đường tránh Đức Phổ, tổ dân phố An Trường", "tranh"),
        ("ngã ba đường tránh", None),
        ("cách đường tránh 200 m", None),
        ("nút giao với đường tránh", None),
        ("tuyến cũ qua trung tâm", "cu"),
        ("tránh xe ngược chiều", None),
        ("chợ Cũ", None),
        ("bà cụ qua đường", None),
    ],
)
def test_only_words_that_place_the_accident_on_an_alignment_count(text, alignment):
    assert find_alignment(text) == alignment


def test_short_names_are_the_numbers_on_the_signs():
    assert short_name("tỉnh lộ 627B") == "ĐT627B"
    assert short_name("Đường Nguyễn Nghiêm") == "Đường Nguyễn Nghiêm"


def test_the_reference_file_holds_the_default_equalities(root):
    aliases = parse_aliases(tomllib.loads((root / "data/reference/road_aliases.toml").read_text("utf-8")))

    assert set(DEFAULT_ALIASES.same.items()) <= set(aliases.same.items())
    assert parse_road("đường HCM", aliases).key == parse_road("Đường Hồ Chí Minh", aliases).key
    assert aliases.canonical("QL1B") == "QL1B"


@pytest.mark.parametrize(
    "lane", ["Hẻm 512 QL1", "hẻm 12 quốc lộ 1A", "Ngõ 3 QL24", "kiệt 45 ĐT627B", "đường hẻm 968 QL1"]
)
def test_a_lane_that_is_numbered_by_its_road_is_not_the_road(lane):
    found = parse_road(lane)

    assert not found.is_numbered
    assert found.key == parse_road(lane.upper()).key


def test_a_record_of_the_road_does_not_name_its_lanes():
    lane = Named("hem-512-ql1", "Hẻm 512 QL1")

    assert not agrees(parse_road("QL1A"), lane)
    assert agrees(parse_road("hẻm 512 QL1A"), lane)
