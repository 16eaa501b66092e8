"""Hours, bands, Tết and holidays: which cell an accident falls in, and rates per day with their interval."""

import datetime as dt

import pytest

from atgt import settings
from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.domain.working_days import parse_calendar
from atgt.statistics import temporal
from atgt.statistics.temporal import DayKind, kind_of_day
from atgt.statistics.time_bands import band_of, parse_bands, parse_night

D, T = dt.date, dt.time
CALENDAR = parse_calendar(settings.read_reference("holidays"))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (D(2026, 2, 13), DayKind.WORKING),  # Friday before Tết
        (D(2026, 2, 14), DayKind.TET),  # the weekend that opens the holiday
        (D(2026, 2, 17), DayKind.TET),  # first day of the year Bính Ngọ
        (D(2026, 2, 22), DayKind.TET),
        (D(2026, 2, 23), DayKind.WORKING),
        (D(2026, 4, 30), DayKind.HOLIDAY),
        (D(2026, 10, 31), DayKind.WEEKEND),
        (D(2025, 4, 26), DayKind.WORKING),  # a Saturday worked in exchange
    ],
)
def test_each_day_has_its_kind(day, kind):
    assert kind_of_day(day, CALENDAR) is kind


def test_kinds_of_days_are_counted_per_day_and_nothing_is_lost():
    period = Period(D(2026, 2, 1), D(2026, 2, 28))
    days = [D(2026, 2, 17)] * 6 + [D(2026, 2, 4)] * 3

    found = {one.kind: one for one in temporal.by_day_kind(days, [1] * 6 + [0] * 3, period, CALENDAR)}

    assert sum(one.n_days for one in found.values()) == 28
    assert sum(one.n_accidents for one in found.values()) == 9
    assert (found[DayKind.TET].n_days, found[DayKind.TET].killed) == (9, 6)
    assert found[DayKind.TET].per_100_days == pytest.approx((66.67, 24.47, 145.1), abs=0.05)  # Garwood: 2.202–13.06
    assert found[DayKind.WORKING].per_100_days is None  # three are too few to say


def test_years_without_holidays_in_the_calendar_are_named():
    assert temporal.unknown_years(Period(D(2023, 5, 1), D(2025, 5, 1)), CALENDAR) == (2023, 2024)


def test_hour_by_weekday_puts_each_accident_in_one_cell():
    grid = temporal.hours_by_weekday([(D(2026, 11, 2), T(0, 0)), (D(2026, 11, 8), T(23, 59)), (D(2026, 11, 8), T(23))])

    assert (grid[0, 0], grid[6, 23], grid.sum()) == (1, 2, 3)
    assert temporal.hours_by_weekday([]).shape == (7, 24)


def test_the_shipped_bands_cover_each_minute_once():
    bands = parse_bands(settings.read_reference("time_bands"))

    assert all(band_of(T(m // 60, m % 60), bands) is not None for m in range(1440))
    assert sum(band.minutes for band in bands) == 1440
    assert bands[band_of(T(4, 59), bands)].label == "22h–5h"
    assert bands[band_of(T(5), bands)].label == "5h–8h"
    assert bands[band_of(T(11, 30), bands)].label == "11h30–13h30"


def test_bands_may_leave_hours_out_but_not_overlap():
    gap = parse_bands({"band": [{"first": "18:00", "last": "22:00"}]})

    assert band_of(T(12), gap) is None
    with pytest.raises(ParameterError, match="chồng nhau"):
        parse_bands({"band": [{"first": "18:00", "last": "22:00"}, {"first": "21:59", "last": "05:00"}]})
    with pytest.raises(ParameterError, match="không đọc được"):
        parse_bands({"band": [{"first": "25:00", "last": "05:00"}]})


def test_the_night_goes_over_midnight():
    night = parse_night(settings.read_reference("time_bands"))

    assert [night.contains(T(h)) for h in (17, 18, 0, 5, 6)] == [False, True, True, True, False]
