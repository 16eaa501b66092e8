import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.ingestion.clock import read_time
from atgt.ingestion.moments import StatedPeriod, check_day, read_moment
from atgt.ingestion.titles import stated_money_unit, stated_period

YEAR_2026 = StatedPeriod(dt.date(2026, 1, 1), dt.date(2026, 12, 31), "Năm 2026")
DAY = dt.date(2026, 2, 27)


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        ("27/2/2026", DAY, None),
        ("27/02/2026", DAY, None),
        ("27.2.2026", DAY, None),
        ("27-2-2026", DAY, None),
        ("27/2/26", DAY, None),
        ("2026-02-27", DAY, None),
        ("2026-02-27 20:05:00", DAY, dt.time(20, 5)),
        ("20260227", DAY, None),
        ("27022026", DAY, None),
        ("ngày 27 tháng 2 năm 2026", DAY, None),
        ("27 thg 2, 2026", DAY, None),
        ("27-Feb-2026", DAY, None),
        ("Feb 27, 2026", DAY, None),
        ("Thứ sáu, 27/2/2026", DAY, None),
        ("20h ngày 27/2/2026", DAY, dt.time(20)),
        ("khoảng 20h ngày 27/2/2026", DAY, dt.time(20)),
        ("20h30 27/2/2026", DAY, dt.time(20, 30)),
        ("8h tối 27/2/2026", DAY, dt.time(20)),
        ("27/02/2026 08:05 CH", DAY, dt.time(20, 5)),
        ("0 giờ 11 phút ngày 12/3/2026", dt.date(2026, 3, 12), dt.time(0, 11)),
        ("0h10 ngày 12/3/2026", dt.date(2026, 3, 12), dt.time(0, 10)),
        ("22 giờ 30 ngày 8.1.2026", dt.date(2026, 1, 8), dt.time(22, 30)),
        ("lúc 20 giờ 30 phút, ngày 27 tháng 02 năm 2026", DAY, dt.time(20, 30)),
        (dt.datetime(2026, 2, 27, 17, 30), DAY, dt.time(17, 30)),
        (dt.date(2026, 2, 27), DAY, None),
        (46080.0, DAY, None),
        (46080.72916666666, DAY, dt.time(17, 30)),
        ("46080", DAY, None),
        ("46080.5", DAY, dt.time(12)),
    ],
)
def test_date_is_read(written, day, at):
    reading = read_moment(written)

    assert (reading.value.day, reading.value.at, reading.fault) == (day, at, None)


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        ("20h ngày 27/2", DAY, dt.time(20)),
        ("22 giờ 30 ngày 8.1", dt.date(2026, 1, 8), dt.time(22, 30)),
        ("27 tháng 2", DAY, None),
        ("8.1", dt.date(2026, 1, 8), None),
    ],
)
def test_year_is_taken_from_the_sheet_only_when_it_states_one(written, day, at):
    with_year = read_moment(written, period=YEAR_2026)
    without = read_moment(written)

    assert (with_year.value.day, with_year.value.at, with_year.value.is_year_assumed) == (day, at, True)
    assert without.value is None
    assert without.fault.rule == "date_year_missing"


def test_reporting_year_over_two_calendar_years_settles_the_year():
    period = StatedPeriod(dt.date(2025, 12, 15), dt.date(2026, 12, 14), "Từ 15/12/2025 đến 14/12/2026")

    assert read_moment("20/12", period=period).value.day == dt.date(2025, 12, 20)
    assert read_moment("10/12", period=period).value.day == dt.date(2026, 12, 10)


def test_year_that_fits_twice_is_not_guessed():
    period = StatedPeriod(dt.date(2025, 1, 1), dt.date(2026, 12, 31), "2025-2026")

    assert read_moment("27/2", period=period).fault.rule == "date_year_missing"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("30/2/2026", "date_does_not_exist"),
        ("30/2", "date_does_not_exist"),
        ("29/2/2026", "date_does_not_exist"),
        ("31/11/2025", "date_does_not_exist"),
        ("0/5/2026", "date_does_not_exist"),
        ("2/27/2026", "date_month_day_swapped"),
        ("27/2/2026 và 28/2/2026", "date_ambiguous"),
        ("10-12/3/2026", "date_not_read"),
        ("27/2/2026 (âm lịch)", "date_lunar"),
        ("không nhớ", "date_not_read"),
        ("2026", "date_incomplete"),
        (2026.0, "date_incomplete"),
        (8.1, "date_not_read"),
        (-5.0, "date_not_read"),
    ],
)
def test_date_that_cannot_be_is_a_fault_never_a_guess(written, rule):
    reading = read_moment(written, period=YEAR_2026)

    assert reading.fault.rule == rule
    assert reading.value is None or reading.value.day is None


def test_leap_day_exists_in_a_leap_year():
    assert read_moment("29/2/2024").value.day == dt.date(2024, 2, 29)


@pytest.mark.parametrize("blank", [None, "", "  ", "-", "–", True])
def test_blank_date_is_no_value_and_no_fault(blank):
    reading = read_moment(blank)

    assert (reading.value, reading.fault) == (None, None)


def test_order_of_the_sender_is_followed():
    assert read_moment("06/23/18", order="mdy").value.day == dt.date(2018, 6, 23)
    assert read_moment("06/05/18", order="mdy").value.day == dt.date(2018, 6, 5)
    assert read_moment("18/06/05", order="ymd").value.day == dt.date(2018, 6, 5)


def test_24h_belongs_to_the_next_day_and_is_told():
    reading = read_moment("24h00 ngày 27/2/2026")

    assert (reading.value.day, reading.value.at) == (dt.date(2026, 2, 28), dt.time(0))
    assert reading.fault.rule == "time_is_24h"


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (dt.date(2026, 11, 22), None),
        (dt.date(2026, 11, 23), "date_in_future"),
        (dt.date(2000, 1, 1), None),
        (dt.date(1999, 12, 31), "date_too_early"),
    ],
)
def test_future_and_early_days_are_refused(day, rule):
    fault = check_day(day, today=dt.date(2026, 11, 22), first_plausible=dt.date(2000, 1, 1))

    assert (fault.rule if fault else None) == rule


def test_future_day_with_swapped_month_gets_a_hint():
    fault = check_day(dt.date(2026, 12, 3), today=dt.date(2026, 11, 22), first_plausible=dt.date(2000, 1, 1))

    assert "12/03/2026" in fault.text.vi


@settings(max_examples=300, deadline=None)
@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2069, 12, 31)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    st.sampled_from(
        ["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{y}", "{y}-{m:02}-{d:02}", "ngày {d} tháng {m} năm {y}"]
    ),
    st.sampled_from(["{H}h{M:02}", "{H} giờ {M} phút", "{H}g{M:02}", "{H:02}:{M:02}", "{H}h{M:02}'"]),
    st.booleans(),
)
def test_every_date_in_every_style_is_read_back(day, at, date_style, time_style, is_time_first):
    on = date_style.format(d=day.day, m=day.month, y=day.year)
    hour = time_style.format(H=at.hour, M=at.minute)

    reading = read_moment(f"{hour} {on}" if is_time_first else f"{on} {hour}")

    assert (reading.value.day, reading.value.at, reading.fault) == (day, at, None)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.datetimes(), st.timedeltas()))
def test_no_value_makes_reading_fail(value):
    read_moment(value, period=YEAR_2026)
    read_time(value)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("17h30", dt.time(17, 30)), ("15g30", dt.time(15, 30)), ("0h10", dt.time(0, 10)), ("0h", dt.time(0)),
        ("17h", dt.time(17)), ("17 giờ", dt.time(17)), ("22 giờ 30", dt.time(22, 30)), ("5h chiều", dt.time(17)),
        ("2h sáng", dt.time(2)), ("1h đêm", dt.time(1)), ("11h đêm", dt.time(23)), ("12h trưa", dt.time(12)),
        ("5:40 PM", dt.time(17, 40)), ("12:49 AM", dt.time(0, 49)), ("12:30 PM", dt.time(12, 30)),
        ("8:30 SA", dt.time(8, 30)), ("20.30", dt.time(20, 30)), ("7 giờ kém 15", dt.time(6, 45)),
        ("7 giờ rưỡi", dt.time(7, 30)), ("khoảng 20h", dt.time(20)), ("0.215277778", dt.time(5, 10)),
        (0.5, dt.time(12)), (0.7291666666666666, dt.time(17, 30)), (0.0, dt.time(0)), (7, dt.time(7)), ("16", dt.time(16)),
        ("1730", dt.time(17, 30)), (dt.time(6, 5), dt.time(6, 5)), (dt.timedelta(hours=5), dt.time(5)),
    ],
)  # fmt: skip
def test_time_is_read(written, at):
    reading = read_time(written)

    assert (reading.value, reading.fault) == (at, None)


@pytest.mark.parametrize(
    ("written", "at", "rule"),
    [
        ("17h30-18h00", dt.time(17, 30), "time_range"),
        ("từ 17h đến 18h", dt.time(17), "time_range"),
        ("25h", None, "time_does_not_exist"),
        ("12h75", None, "time_does_not_exist"),
        (99, None, "time_does_not_exist"),
        ("12 giờ đêm", None, "time_midnight_unclear"),
        ("buổi tối", None, "time_not_read"),
        (20.3, None, "time_not_read"),
        ("24h", dt.time(0), "time_is_24h"),
    ],
)
def test_doubtful_time_is_told(written, at, rule):
    reading = read_time(written)

    assert (reading.value, reading.fault.rule) == (at, rule)


@pytest.mark.parametrize(
    ("titles", "name", "expected"),
    [
        (["Danh sách TNGT năm 2026"], "Sheet1", (dt.date(2026, 1, 1), dt.date(2026, 12, 31))),
        ([], "2025", (dt.date(2025, 1, 1), dt.date(2025, 12, 31))),
        (["Từ 15/12/2025 đến 14/12/2026"], "x", (dt.date(2025, 12, 15), dt.date(2026, 12, 14))),
        (["(từ ngày 15/12 đến ngày 14/12/2026)"], "x", None),
        (["Kèm theo BC ngày 05 tháng 01 năm 2027"], "Năm 2026", (dt.date(2026, 1, 1), dt.date(2026, 12, 31))),
        (["Năm 2025", "Năm 2026"], "x", None),
        (["Danh sách"], "Trang 1", None),
    ],
)
def test_period_a_sheet_states(titles, name, expected):
    period = stated_period(titles, name)

    assert (period and (period.first, period.last)) == expected


def test_unit_of_a_title():
    assert stated_money_unit(["Tên", "(ĐVT: nghìn đồng)"]) == 1000
    assert stated_money_unit(["Đơn vị báo cáo: Công an phường"]) is None
