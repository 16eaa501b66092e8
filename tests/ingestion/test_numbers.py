import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.ingestion.numbers import parse_number, read_count, read_money, read_number, unit_multiplier


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("0", 0), (0.0, 0), ("-", 0), ("–", 0), ("không", 0), ("Không", 0), ("Không có", 0),
        ("1", 1), (1.0, 1), (3, 3), ("02", 2), ("1 người", 1), ("01 nam", 1), ("02 người (1 nam, 1 nữ)", 2),
        ("1 nam, 1 nữ", 2), ("2 nam và 1 nữ", 3), ("hai", 2), ("một người", 1), ("1.0", 1), ("1,0", 1), (" 2 ", 2),
    ],
)  # fmt: skip
def test_count_is_read(written, count):
    reading = read_count(written)

    assert (reading.value, reading.fault) == (count, None)


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_blank_count_is_not_zero(blank):
    assert read_count(blank).value is None
    assert read_count(blank).fault is None


@pytest.mark.parametrize(
    ("written", "value", "rule"),
    [
        ("-1", None, "count_negative"), (-1.0, None, "count_negative"), ("Nguyễn Văn A", None, "count_not_a_number"),
        (1.5, None, "count_not_a_number"), (905123456.0, None, "count_not_a_number"), ("1,5", None, "count_not_a_number"), ("x", None, "count_not_a_number"),
        (True, None, "count_not_a_number"), ("1/2", None, "count_not_a_number"), ("?", None, "count_unknown"),
        ("chưa rõ", None, "count_unknown"), ("1+", 1, "count_at_least"), ("ít nhất 2", 2, "count_at_least"),
    ],
)  # fmt: skip
def test_doubtful_count_is_told(written, value, rule):
    reading = read_count(written)

    assert (reading.value, reading.fault.rule) == (value, rule)


@pytest.mark.parametrize(
    ("written", "unit", "vnd"),
    [
        ("15000000", 1, 15_000_000), ("15.000.000", 1, 15_000_000), ("15,000,000", 1, 15_000_000),
        ("15.000.000 đ", 1, 15_000_000), ("15.000.000đồng", 1, 15_000_000), ("1.500", 1, 1_500), ("1,500", 1, 1_500),
        ("15 triệu", 1, 15_000_000), ("15tr", 1, 15_000_000), ("15 triệu đồng", 1000, 15_000_000),
        ("7,5 triệu", 1, 7_500_000), ("1,5 tỷ", 1, 1_500_000_000), ("500k", 1, 500_000), ("500 nghìn", 1, 500_000),
        ("khoảng 10 triệu đồng", 1, 10_000_000), ("2 triệu 500 nghìn", 1, 2_500_000), ("1 tỷ 200 triệu", 1, 1_200_000_000),
        ("7,5", 1_000_000, 7_500_000), (15.0, 1_000_000, 15_000_000), ("1.500", 1_000, 1_500_000), (2500, 1_000, 2_500_000),
        ("không", 1, 0), ("-", 1, 0), ("0", 1, 0), ("không đáng kể", 1, 0), ("15.000.000 đ", 1_000_000, 15_000_000),
        ("15 000 000", 1, 15_000_000),
    ],
)  # fmt: skip
def test_money_is_read(written, unit, vnd):
    reading = read_money(written, unit_vnd=unit)

    assert (reading.value, reading.fault) == (vnd, None)


@pytest.mark.parametrize("unknown", ["", None, "chưa xác định", "không rõ"])
def test_unknown_money_is_not_zero(unknown):
    assert read_money(unknown).value is None


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("10-15 triệu", "money_not_read"),
        ("hư hỏng nặng", "money_not_read"),
        (-5.0, "money_implausible"),
        (1e15, "money_implausible"),
    ],
)
def test_doubtful_money_is_told(written, rule):
    assert read_money(written).value is None
    assert read_money(written).fault.rule == rule


@pytest.mark.parametrize(
    ("written", "decimal", "number"),
    [
        ("1.234,5", "auto", 1234.5), ("1,234.5", "auto", 1234.5), ("1.500.000", "auto", 1_500_000), ("14,80081", "auto", 14.80081),
        ("1.5", ",", 15.0), ("1,5", ".", 15.0), ("4585178,54", "auto", 4585178.54), ("1.33181E+13", "auto", 1.33181e13),
        ("-1", "auto", -1.0), ("1.23.45", "auto", None), ("12.34,5", "auto", None), ("", "auto", None), ("1,2,3", "auto", None),
    ],
)  # fmt: skip
def test_number_is_parsed(written, decimal, number):
    assert parse_number(written, decimal=decimal) == number


def test_text_that_is_no_number_is_told():
    assert read_number("abc").fault.rule == "number_not_read"
    assert read_number("12,5").value == 12.5


@pytest.mark.parametrize(
    ("words", "unit"),
    [("đồng", 1), ("VNĐ", 1), ("nghìn đồng", 1000), ("1.000 đ", 1000), ("triệu đồng", 10**6), ("tr.đ", 10**6), ("tỷ đồng", 10**9),
     ("người", None), ("m", None), ("", None)],
)  # fmt: skip
def test_unit_words(words, unit):
    assert unit_multiplier(words) == unit


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", "{:,}d", "{} đồng"]), st.booleans())
def test_every_amount_in_every_style_is_read_back(vnd, style, is_dotted):
    text = style.format(vnd)

    assert read_money(text.replace(",", ".") if is_dotted else text).value == vnd


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_no_value_makes_reading_fail(value):
    read_count(value)
    read_money(value)
    read_number(value)
