import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.ingestion.coordinates import Point, is_easting, is_northing, read_angle, read_metres, read_point

LAT, LON = 14.80081, 108.95913
NORTHING, EASTING = 1637120.03, 603048.61


@pytest.mark.parametrize(
    "written",
    [
        "14.80081, 108.95913", "14.80081,108.95913", "14.80081 108.95913", "14.80081; 108.95913", "(14.80081, 108.95913)",
        "14,80081, 108,95913", "14,80081; 108,95913", "14,80081 108,95913", "14.80081/108.95913",
        "14°48'02.916\"N 108°57'32.868\"E", "14°48′02.916″N, 108°57′32.868″E", "14°48'02,916\"B 108°57'32,868\"Đ",
        "E 108°57'32.868\" N 14°48'02.916\"", "108.95913E 14.80081N", "N14.80081 E108.95913", "14.80081°N 108.95913°E",
        "N14°48.0486' E108°57.5478'", "14o48'02.916\" 108o57'32.868\"", "Vĩ độ: 14.80081; Kinh độ: 108.95913",
        "14 độ 48 phút 02,916 giây vĩ bắc, 108 độ 57 phút 32,868 giây kinh đông",
        "https://www.google.com/maps/@14.80081,108.95913,17z", "https://maps.google.com/?q=14.80081,108.95913",
        "https://www.google.com/maps/place/14.80081,108.95913", "https://www.google.com/maps?ll=14.80081%2C108.95913",
        "https://www.google.com/maps/search/14.80081,+108.95913?entry=tts", "https://www.google.com/maps/dir//14.80081,108.95913",
        "https://www.google.com/maps/place/Ch%E1%BB%A3/@14.8,108.9,17z/data=!3m1!4b1!8m2!3d14.80081!4d108.95913",
    ],
)  # fmt: skip
def test_both_coordinates_of_a_cell_are_read(written):
    point = read_point(written).value

    assert (point.latitude, point.longitude) == (pytest.approx(LAT, abs=1e-7), pytest.approx(LON, abs=1e-7))


@pytest.mark.parametrize(
    "written",
    ["X=1637120.03; Y=603048.61", "X: 1637120,03 Y: 603048,61", "603048.61, 1637120.03", "1.637.120,03 603.048,61"],
)
def test_vn2000_metres_of_a_cell_are_told_apart_by_size(written):
    assert read_point(written).value == Point(northing=NORTHING, easting=EASTING)


@pytest.mark.parametrize(
    ("written", "degrees"),
    [
        ("14,80081", LAT), ("14.80081", LAT), (14.80081, LAT), ("14°48'02.916\"", LAT), ("14°48'02.916\"N", LAT),
        ("S14°48'02.916\"", -LAT), ("-14°48'02.916\"", -LAT), ("14 48 02.916", LAT), ("108°57'32,868\"Đ", LON),
        ("108,95913", LON), ("kinh độ 108,95913", LON), ("14.80081N", LAT),
    ],
)  # fmt: skip
def test_single_angle_is_read(written, degrees):
    assert read_angle(written).value == pytest.approx(degrees, abs=1e-7)


@pytest.mark.parametrize(
    ("written", "metres"),
    [("1637120,03", NORTHING), ("1.637.120,03", NORTHING), ("1 637 120,03", NORTHING), ("X=1637120.03", NORTHING),
     ("603048.61 m", EASTING), (603048.61, EASTING), ("603.048,61", EASTING)],
)  # fmt: skip
def test_metres_are_read(written, metres):
    assert read_metres(written).value == metres


@pytest.mark.parametrize(
    ("read", "written", "rule"),
    [
        (read_point, "https://maps.app.goo.gl/AbC123", "coordinates_short_link"),
        (read_point, "gần chợ Cung", "coordinates_not_read"),
        (read_point, "14.80081", "coordinates_not_read"),
        (read_point, "14°61'00\" 108°57'32\"", "coordinates_not_read"),
        (read_angle, "14°48'75\"", "coordinates_not_read"),
        (read_angle, "chưa đo", "coordinates_not_read"),
        (read_metres, "chưa đo", "coordinates_not_read"),
    ],
)
def test_unreadable_coordinates_are_told(read, written, rule):
    assert read(written).value is None
    assert read(written).fault.rule == rule


@pytest.mark.parametrize("read", [read_point, read_angle, read_metres])
@pytest.mark.parametrize("blank", [None, "", " ", "-"])
def test_blank_coordinates_are_no_fault(read, blank):
    assert (read(blank).value, read(blank).fault) == (None, None)


def test_northings_and_eastings_of_vietnam_do_not_overlap():
    assert is_northing(NORTHING)
    assert not is_easting(NORTHING)
    assert is_easting(EASTING)
    assert not is_northing(EASTING)


@settings(max_examples=300, deadline=None)
@given(
    st.floats(8.0, 23.9), st.floats(102.0, 118.0),
    st.sampled_from(["{0:.6f}, {1:.6f}", "{0:.6f} {1:.6f}", "{0:.6f};{1:.6f}", "https://www.google.com/maps?q={0:.6f},{1:.6f}"]),
    st.booleans(),
)  # fmt: skip
def test_every_pair_in_every_style_is_read_back(latitude, longitude, style, is_comma):
    text = style.format(latitude, longitude)
    if is_comma and "http" not in text:
        text = ", ".join(part.replace(".", ",") for part in text.replace(";", " ").replace(", ", " ").split())

    point = read_point(text).value

    assert (point.latitude, point.longitude) == (pytest.approx(latitude, abs=1e-6), pytest.approx(longitude, abs=1e-6))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_no_value_makes_reading_fail(value):
    read_point(value)
    read_angle(value)
    read_metres(value)
