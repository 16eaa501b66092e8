"""Every spelling of place, time, money and position that the sources of domain.md 3 show parses, or asks; in its order.

Km posts and roads are read by the locating floor, the rest by the intake floor; this table keeps them together, so that
it can be laid beside the list it comes from.
"""

import datetime as dt

import pytest

from atgt.ingestion.clock import read_time
from atgt.ingestion.coordinates import Point, read_angle, read_metres, read_point
from atgt.ingestion.date_columns import doubt_order
from atgt.ingestion.moments import StatedPeriod, read_moment
from atgt.ingestion.numbers import parse_number, read_count, read_money
from atgt.location_referencing import projection, road_names
from atgt.location_referencing.km_post import KmDoubt, KmPost, KmRange, parse_km

YEAR_2026 = StatedPeriod(dt.date(2026, 1, 1), dt.date(2026, 12, 31), "năm 2026")


def km(metres):
    return KmPost(metres, is_exact=True)


@pytest.mark.parametrize(
    ("written", "meant", "road"),
    [
        ("Km1121+730 Quốc lộ 1A", km(1_121_730), "QL1"),
        ("Km 1092+200", km(1_092_200), None),
        ("km 1104 + 800 quốc lộ 1A", km(1_104_800), "QL1"),
        ("Km431+240 đến Km 431+304 đường Hồ Chí Minh", KmRange(431_240, 431_304), "ho chi minh"),
        ("Km 165+950 quốc lộ 1B", km(165_950), "QL1B"),
        ("Km 2+200 đến Km 2+400 quốc lộ 21A", KmRange(2_200, 2_400), "QL21A"),
        ("Km 147+400 m", km(147_400), None),
        ("km13+700", km(13_700), None),
        ("Km: 1125+000", km(1_125_000), None),
        ("Km23+780, Quốc lộ (QL) 47", km(23_780), "QL47"),
        ("Km 1.092+200", km(1_092_200), None),
        ("1092+200", km(1_092_200), None),
        ("KM 1092 + 200m", km(1_092_200), None),
        ("K1092+200", km(1_092_200), None),
        ("Lý trình 1092+200", km(1_092_200), None),
        ("Km1092.2", KmPost(1_092_200, is_exact=True, resolution_m=100), None),
        ("Km1092,2", KmPost(1_092_200, is_exact=True, resolution_m=100), None),
        ("Km1092", KmPost(1_092_000, is_exact=False, resolution_m=1000), None),
    ],
)
def test_every_km_post_is_read(written, meant, road):
    assert parse_km(written) == meant
    assert [name.key for name in road_names.find_in_text(written)] == ([road] if road else [])


@pytest.mark.parametrize(
    ("written", "rule", "options"),
    [
        ("Km1092+2", "km_metres_unclear", (1_092_002, 1_092_200)),
        ("kilomet 971+ 822", "km_railway", ()),
        ("vừa qua ngã ba chợ Bình Hiệp khoảng 500 mét", "km_relative", ()),
    ],
)
def test_a_km_post_that_could_be_two_or_is_none_is_asked_about(written, rule, options):
    found = parse_km(written)

    assert isinstance(found, KmDoubt)
    assert (found.rule, found.options) == (rule, options)
    assert written in found.text.vi
    assert "ghi" in found.text.vi.lower()


@pytest.mark.parametrize(
    ("written", "key", "alignment"),
    [
        *((text, "QL1", None) for text in (
            "QL1", "QL1A", "QL 1A", "QL.1", "Quốc lộ 1", "Quốc lộ 1A", "quốc lộ IA", "National Highway 1", "Quốc lộ (QL) 1A",
        )),
        ("QL1B", "QL1B", None), ("QL1D", "QL1D", None),
        ("QL24", "QL24", None), ("QL24B", "QL24B", None), ("QL24C", "QL24C", None),
        ("ĐT624", "DT624", None),
        *((text, "DT627B", None) for text in ("ĐT.627B", "ĐT 627B", "TL627B", "tỉnh lộ 627B", "đường tỉnh 627B")),
        ("ĐH.12", "DH12", None), ("ĐX03", "DX3", None),
        ("đường tránh", "tranh", "tranh"),
        ("Trường Sơn Đông", "truong son dong", None),
        ("QL1 (đường tránh)", "QL1", "tranh"), ("đường tránh QL1A", "QL1", "tranh"), ("QL1 tuyến cũ", "QL1", "cu"),
        ("đường tránh Đức Phổ", "tranh duc pho", "tranh"),
        ("đường dẫn cao tốc", "dan cao toc", None),
    ],
)  # fmt: skip
def test_every_road_name_is_read(written, key, alignment):
    found = road_names.parse_road(written)

    assert (found.key, found.alignment) == (key, alignment)


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        ("27/2/2026", dt.date(2026, 2, 27), None),
        ("27.2.2026", dt.date(2026, 2, 27), None),
        ("27-2-2026", dt.date(2026, 2, 27), None),
        ("20h ngày 27/2", dt.date(2026, 2, 27), dt.time(20)),
        ("0 giờ 11 phút ngày 12/3", dt.date(2026, 3, 12), dt.time(0, 11)),
        ("22 giờ 30 ngày 8.1", dt.date(2026, 1, 8), dt.time(22, 30)),
        ("0h10 ngày 12/3/2026", dt.date(2026, 3, 12), dt.time(0, 10)),  # midnight belongs to the new day
        ("15g30 ngày 8-1-2026", dt.date(2026, 1, 8), dt.time(15, 30)),
        *((text, dt.date(2026, 2, 27), None) for text in ("27/2", "27.2", "27-2")),
        (46_080, dt.date(2026, 2, 27), None),  # Excel's number of the day
        (dt.datetime(2026, 2, 27, 20, 15), dt.date(2026, 2, 27), dt.time(20, 15)),
    ],
)
def test_every_date_is_read_in_vietnamese_order(written, day, at):
    found = read_moment(written, period=YEAR_2026).value

    assert (found.day, found.at) == (day, at)


@pytest.mark.parametrize("written", ["20h ngày 27/2", "0 giờ 11 phút ngày 12/3", "22 giờ 30 ngày 8.1", "27/2", "8.1"])
def test_a_date_without_a_year_is_asked_about_when_the_sheet_does_not_tell(written):
    assert read_moment(written).fault.rule == "date_year_missing"


def test_a_column_that_excel_may_have_swapped_is_suspected_as_a_whole():
    cells = [read_moment(dt.datetime(2026, month, 5)).value for month in (3, 4, 6)]
    texts = [read_moment(text).value for text in ("27/2/2026", "15/3/2026")]

    assert doubt_order([*cells, *texts]).column.rule == "date_swapped_by_excel"


@pytest.mark.parametrize(
    ("written", "at"),
    [("15g30", dt.time(15, 30)), ("0h10", dt.time(0, 10)), ("17h45", dt.time(17, 45)), ("8h", dt.time(8))],
)
def test_every_hour_is_read(written, at):
    assert read_time(written).value == at


@pytest.mark.parametrize(
    ("written", "vnd"),
    [("1.500.000 đ", 1_500_000), ("1.500.000", 1_500_000), ("15 triệu", 15_000_000), ("1,5 tỷ", 1_500_000_000)],
)
def test_every_amount_is_read(written, vnd):
    assert read_money(written).value == vnd


def test_a_decimal_comma_and_thousand_points_are_told_apart():
    assert (parse_number("14,80081"), parse_number("1.500.000"), parse_number("1.234,5")) == (
        14.80081,
        1_500_000,
        1_234.5,
    )


@pytest.mark.parametrize("zone", projection.VN2000_ZONES)
def test_every_vn2000_zone_of_the_list_lands_in_the_ward(zone):
    plane = projection.to_metric(108.95913, 14.80081, f"EPSG:{zone}")

    lon, lat = projection.vn2000_to_wgs84(*plane, zone)

    assert (round(float(lon), 5), round(float(lat), 5)) == (108.95913, 14.80081)


def test_the_list_of_zones_is_that_of_the_research():
    assert set(projection.VN2000_ZONES) == {3405, 3406, 5896, 5897, 5898, 5899, *range(9205, 9219)}


@pytest.mark.parametrize(("written", "count"), [("", None), ("0", 0), ("-", 0), ("không", 0), ("02", 2)])
def test_a_blank_count_is_not_a_zero(written, count):
    assert read_count(written).value == count


@pytest.mark.parametrize(
    "written",
    [
        "14.80081 N 108.95913 E", "14,80081; 108,95913", "14,80081 108,95913", "14.80081, 108.95913", "@14.80081,108.95913",
        "https://www.google.com/maps/place/Duc+Pho/@14.80081,108.95913,17z", "https://maps.google.com/?q=14.80081,108.95913",
        "108.95913 E, 14.80081 N", "N 14.80081 E 108.95913",
    ],
)  # fmt: skip
def test_every_pair_of_degrees_is_read(written):
    assert read_point(written).value == Point(14.80081, 108.95913)


def test_degrees_minutes_seconds_and_single_cells_are_read():
    point = read_point("15°22'29\"N 109°06'07\"E").value

    assert (point.latitude, point.longitude) == pytest.approx((15.374722, 109.101944), abs=1e-6)
    assert read_angle("14,80081").value == 14.80081
    assert read_metres("1637120.03").value == 1_637_120.03


@pytest.mark.parametrize("written", ["X=1637120.03 Y=603048.61", "E 603048.61 N 1637120.03", "1637120.03; 603048.61"])
def test_vn2000_metres_are_told_apart_by_size_and_land_in_the_ward(written):
    point = read_point(written).value

    lon, lat = projection.vn2000_to_wgs84(point.easting, point.northing)

    assert (point.northing, point.easting) == (1_637_120.03, 603_048.61)
    assert (round(float(lat), 5), round(float(lon), 5)) == (14.80081, 108.95913)
