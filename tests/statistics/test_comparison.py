"""So cùng kỳ: the four cycles, the words of reports, and what small numbers can say."""

import datetime as dt
import itertools

import pytest

from atgt import settings
from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.statistics import reporting_cycles
from atgt.statistics.comparison import TOO_FEW, change_of, same_period_last_year
from atgt.statistics.reporting_cycles import parse_cycles

D = dt.date
CYCLES = {one.key: one for one in parse_cycles(settings.read_reference("reporting_cycles"))}


def test_the_four_cycles_in_use_are_there_each_with_its_source():
    assert list(CYCLES) == ["calendar", "15-14", "16-15", "week"]
    assert all(cycle.source for cycle in CYCLES.values())


@pytest.mark.parametrize(
    ("cycle", "year", "month", "n", "first", "last"),
    [
        ("calendar", 2026, 6, 6, D(2026, 1, 1), D(2026, 6, 30)),  # TT 58/2009: half-year
        ("calendar", 2024, 2, 1, D(2024, 2, 1), D(2024, 2, 29)),
        ("15-14", 2021, 9, 9, D(2020, 12, 15), D(2021, 9, 14)),  # as the committee wrote it
        ("15-14", 2026, 6, 6, D(2025, 12, 15), D(2026, 6, 14)),
        ("15-14", 2026, 1, 1, D(2025, 12, 15), D(2026, 1, 14)),
        ("15-14", 2026, 12, 12, D(2025, 12, 15), D(2026, 12, 14)),
        ("16-15", 2018, 7, 1, D(2018, 6, 16), D(2018, 7, 15)),
    ],
)
def test_a_period_has_the_days_reports_give_it(cycle, year, month, n, first, last):
    found = reporting_cycles.months(CYCLES[cycle], year=year, last_month=month, n_months=n)

    assert found == Period(first, last)


@pytest.mark.parametrize(("month", "n"), [(0, 1), (13, 1), (3, 4), (3, 0)])
def test_months_that_do_not_exist_are_refused(month, n):
    with pytest.raises(ParameterError, match="Không có kỳ"):
        reporting_cycles.months(CYCLES["calendar"], year=2026, last_month=month, n_months=n)


def test_a_week_has_no_months():
    with pytest.raises(ParameterError, match="Không có kỳ"):
        reporting_cycles.months(CYCLES["week"], year=2026, last_month=3, n_months=1)


@pytest.mark.parametrize("day", [D(2026, 10, 22), D(2026, 10, 25), D(2026, 10, 28)])
def test_a_week_is_thursday_to_wednesday(day):
    week = reporting_cycles.week_of(day)

    assert (week.first, week.last) == (D(2026, 10, 22), D(2026, 10, 28))
    assert reporting_cycles.week_a_year_before(week).first.weekday() == 3


@pytest.mark.parametrize("cycle", ["calendar", "15-14", "16-15"])
def test_the_months_of_a_cycle_follow_each_other_without_gap(cycle):
    spans = [
        reporting_cycles.months(CYCLES[cycle], year=y, last_month=m, n_months=1)
        for y in (2023, 2024, 2025)
        for m in range(1, 13)
    ]

    assert all((after.first - before.last).days == 1 for before, after in itertools.pairwise(spans))


def test_the_same_period_is_a_period_of_the_same_cycle_a_year_before():
    for cycle in ("calendar", "15-14", "16-15"):
        for year in (2024, 2025, 2028):
            for month in range(1, 13):
                now, before = (
                    reporting_cycles.months(CYCLES[cycle], year=y, last_month=month, n_months=month)
                    for y in (year, year - 1)
                )
                assert same_period_last_year(now) == before


def test_the_last_full_month_is_the_latest_that_is_over():
    cycle = CYCLES["15-14"]

    assert reporting_cycles.last_full_month(cycle, D(2026, 1, 13)) == (2025, 12)
    assert reporting_cycles.last_full_month(cycle, D(2026, 1, 14)) == (2026, 1)
    assert reporting_cycles.last_full_month(CYCLES["calendar"], D(2026, 1, 30)) == (2025, 12)


def test_a_cycle_that_begins_on_a_day_not_every_month_has_is_refused():
    with pytest.raises(ParameterError, match="first_day"):
        parse_cycles({"cycle": [{"key": "x", "vi": "", "en": "", "source": "", "first_day": 30}]})


def words(key, before, now):
    return change_of(key, before, now, days_before=365, days_now=365).text


@pytest.mark.parametrize(
    ("key", "before", "now", "told"),
    [
        ("accidents", 129, 154, "tăng 25 vụ (tăng 19,4%)"),  # the sentence of a real report
        ("killed", 92, 67, "giảm 25 người chết (giảm 27,2%)"),
        ("accidents", 3, 8, "tăng 05 vụ (tăng 166,7%)"),
        ("accidents", 0, 2, "tăng 02 vụ (không so sánh %)"),
        ("injured", 0, 0, "không tăng, không giảm (00 người bị thương)"),
        ("killed", 2, 2, "không tăng, không giảm (02 người chết)"),
        ("accidents", 1000, 999, "giảm 01 vụ (giảm 0,1%)"),
    ],
)
def test_a_change_is_told_as_reports_tell_it(key, before, now, told):
    assert words(key, before, now).vi == told


def verdict(before, now):
    return change_of("accidents", before, now, days_before=365, days_now=365).verdict


def test_under_five_accidents_in_both_periods_are_too_few_to_say():
    assert verdict(0, 0) == verdict(1, 3) == TOO_FEW
    assert verdict(1, 4) != TOO_FEW


def test_a_change_that_chance_can_make_says_so_with_its_interval():
    assert "có thể chỉ do ngẫu nhiên" in verdict(10, 14).vi
    assert "-42% – +252%" in verdict(10, 14).vi  # Clopper–Pearson of 14 in 24: 0.366–0.779
    assert "∞" in verdict(0, 5).vi or "vượt mức" in verdict(0, 5).vi


def test_a_change_beyond_chance_says_that_and_no_more():
    assert verdict(20, 60).vi == "vượt mức dao động ngẫu nhiên"


def test_people_get_no_verdict_because_they_do_not_come_one_by_one():
    assert change_of("killed", 3, 30, days_before=365, days_now=365).verdict is None
