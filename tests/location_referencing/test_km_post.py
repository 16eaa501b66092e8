"""Every spelling of a km post seen in press and official texts, and what must be asked instead of guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.location import format_km_post
from atgt.location_referencing.km_post import KmDoubt, KmPost, KmRange, find_km, parse_km

EXACT = {
    "Km1121+730": 1_121_730,
    "Km1121+730 Quốc lộ 1A": 1_121_730,
    "Km 1092+200": 1_092_200,
    "km 1104 + 800": 1_104_800,
    "km 1104 + 800 quốc lộ 1A": 1_104_800,
    "Km 165+950 quốc lộ 1B": 165_950,
    "Km 147+400 m": 147_400,
    "km13+700": 13_700,
    "Km: 1125+000": 1_125_000,
    "Km23+780, Quốc lộ (QL) 47": 23_780,
    "Km 1.092+200": 1_092_200,
    "KM1.092+200m": 1_092_200,
    "1092+200": 1_092_200,
    "1092 + 200": 1_092_200,
    "KM 1092 + 200m": 1_092_200,
    "K1092+200": 1_092_200,
    "Lý trình 1092+200": 1_092_200,
    "Lí trình: Km1092+200": 1_092_200,
    "LT: Km1092+200": 1_092_200,
    "cột Km 1092+200": 1_092_200,
    "Km0+150": 150,
    "Km1092+200,5": 1_092_200.5,
    "Km1092+000": 1_092_000,
    "Km1092+0": 1_092_000,
    "Km1092+20m": 1_092_020,
    "Km1092+2 m": 1_092_002,
    "Km1092\u200b+200": 1_092_200,
    "QL1 Km1092+400": 1_092_400,
    "QL24 5+300": 5_300,
    "Km1092+200; Km1092+200": 1_092_200,
    "Km1092+200 QL1A gần ga Đức Phổ": 1_092_200,
    "Tại Km1092+200 (gần nhà ông A)": 1_092_200,
}

ROUGH = {
    "Km1092": (1_092_000, 1000),
    "Km 1092 QL1": (1_092_000, 1000),
    "1092": (1_092_000, 1000),
    "Km1092.2": (1_092_200, 100),
    "1092,4": (1_092_400, 100),
    "Km1092,25": (1_092_250, 10),
}

RANGES = {
    "Km431+240 đến Km 431+304 đường Hồ Chí Minh": (431_240, 431_304),
    "Km431+240–Km431+304": (431_240, 431_304),
    "Km 2+200 đến Km 2+400 quốc lộ 21A": (2_200, 2_400),
    "từ Km2+200 tới Km2+400": (2_200, 2_400),
    "Km2+200 - 2+400": (2_200, 2_400),
    "Km2+400 đến Km2+200": (2_200, 2_400),
    "Km1092 - Km1093": (1_092_000, 1_093_000),
    "Km2+200 → Km2+400": (2_200, 2_400),
}

DOUBTS = {
    "Km1092+2": ("km_metres_unclear", (1_092_002, 1_092_200)),
    "Km1092+20": ("km_metres_unclear", (1_092_020, 1_092_200)),
    "Km1.092": ("km_dot_unclear", (1_092, 1_092_000)),
    "1.092": ("km_dot_unclear", (1_092, 1_092_000)),
    "Km1092+1200": ("km_metres_too_many", ()),
    "kilomet 971+ 822": ("km_railway", ()),
    "Km971+822 đường sắt Bắc – Nam": ("km_railway", ()),
    "Km971+822 QL1A, giao đường sắt": ("km_railway", ()),
    "Km 971+822, ga Đức Phổ": ("km_railway", ()),
    "tàu hỏa đâm xe máy tại Km971+822": ("km_railway", ()),
    "vừa qua ngã ba chợ Bình Hiệp khoảng 500 mét": ("km_relative", ()),
    "cách Km1092+200 khoảng 50 m": ("km_relative", (1_092_150, 1_092_250)),
    "Km1092+200 và Km1093+100": ("km_several", (1_092_200, 1_093_100)),
    "Km1092+": ("km_unreadable", ()),
    "không rõ": ("km_unreadable", ()),
    "số nhà 123": ("km_unreadable", ()),
    "?": ("km_unreadable", ()),
}


@pytest.mark.parametrize(("text", "chainage_m"), EXACT.items())
def test_every_exact_spelling_is_read_to_the_metre(text, chainage_m):
    assert parse_km(text) == KmPost(chainage_m, is_exact=True, resolution_m=1.0)


@pytest.mark.parametrize(("text", "expected"), ROUGH.items())
def test_kilometres_without_metres_say_how_rough_they_are(text, expected):
    found = parse_km(text)

    assert (found.chainage_m, found.resolution_m) == expected
    assert found.is_exact == (expected[1] < 1000)


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_ranges_have_two_ends_the_smaller_first(text, ends):
    assert parse_km(text) == KmRange(*ends)


@pytest.mark.parametrize(("text", "expected"), DOUBTS.items())
def test_what_is_not_clear_is_asked_with_its_options(text, expected):
    found = parse_km(text)

    assert isinstance(found, KmDoubt)
    assert (found.rule, found.options) == expected
    assert found.text.vi
    assert found.text.en


@pytest.mark.parametrize("text", [None, "", "   ", "\u200b"])
def test_an_empty_cell_says_nothing(text):
    assert parse_km(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "số nhà 123 đường Nguyễn Nghiêm",
        "vừa qua ngã ba chợ Bình Hiệp khoảng 500 mét",
        "cách cầu Trà Câu 2 km",
        "tổ dân phố 3, phường Phổ Hòa",
        "ngày 12/3/2026",
        "2+1 người bị thương",
        "lúc 20h30, xe 76-X1 000.01",
    ],
)
def test_numbers_in_a_description_are_not_km_posts(text):
    assert find_km(text) is None


def test_a_km_post_is_found_inside_a_description():
    assert find_km("Khoảng 0h10, tại Km1092+200 QL1A, tổ dân phố An Trường").chainage_m == 1_092_200


def test_the_word_ga_with_a_mark_is_not_a_railway_station():
    assert parse_km("Km1092+200, chợ Gà").chainage_m == 1_092_200


def test_the_question_shows_the_text_as_it_was_written():
    assert "“Km1092+2”" in parse_km("Km1092+2").text.vi
    assert "Km1092+002 hoặc Km1092+200" in parse_km("Km1092+2").text.vi


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2_500_000))
def test_what_is_written_as_a_km_post_is_read_back(metres):
    assert parse_km(format_km_post(metres)) == KmPost(metres, is_exact=True)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="Km0123456789+., đếnhagiốtrìnl-–", max_size=25))
def test_no_text_makes_the_parser_fail(text):
    found = parse_km(text)

    assert found is None or isinstance(found, KmPost | KmRange | KmDoubt)
