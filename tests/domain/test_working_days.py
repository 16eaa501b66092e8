"""Deadlines in working days: weekends, holidays, Tết, worked Saturdays, and what is not confirmed is said."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.domain.working_days import (
    CalendarDay,
    WorkCalendar,
    add_working_days,
    days_overdue,
    deadline_after,
    parse_calendar,
    working_days_between,
)

DAYS = st.dates(dt.date(2024, 6, 1), dt.date(2031, 6, 1))
FIRST_LUNAR_DAYS = (
    dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2027, 2, 6), dt.date(2028, 1, 26), dt.date(2029, 2, 13),
    dt.date(2030, 2, 2),  # a day before the Chinese new year: 23:07 of the 2nd in Hanoi is the 3rd in Beijing
)  # fmt: skip
TENTH_OF_THIRD_LUNAR_MONTH = (
    dt.date(2025, 4, 7), dt.date(2026, 4, 26), dt.date(2027, 4, 16), dt.date(2028, 4, 4), dt.date(2029, 4, 23),
    dt.date(2030, 4, 12),
)  # fmt: skip


@pytest.fixture(scope="session")
def calendar(root):
    return parse_calendar(tomllib.loads((root / "data/reference/holidays.toml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (dt.date(2025, 1, 24), 1, dt.date(2025, 2, 3)),  # over the nine days of Tết Ất Tỵ
        (dt.date(2026, 2, 13), 1, dt.date(2026, 2, 23)),  # Tết Bính Ngọ
        (dt.date(2025, 4, 25), 1, dt.date(2025, 4, 26)),  # a Saturday worked in exchange
        (dt.date(2025, 4, 29), 1, dt.date(2025, 5, 5)),
        (dt.date(2026, 4, 24), 1, dt.date(2026, 4, 28)),  # Giỗ Tổ moved from Sunday
        (dt.date(2026, 11, 6), 10, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 20), 2, dt.date(2026, 11, 25)),  # 24 November, not confirmed
    ],
)
def test_a_deadline_skips_what_is_not_worked(calendar, start, n, end):
    assert add_working_days(start, n, calendar) == end


def test_a_deadline_over_unconfirmed_days_says_so(calendar):
    sure, unsure = (deadline_after(day, 5, calendar) for day in (dt.date(2026, 6, 1), dt.date(2026, 11, 20)))

    assert sure.is_confirmed
    assert not unsure.is_confirmed
    assert [entry.name.vi for entry in unsure.unconfirmed] == ["Ngày Văn hóa Việt Nam"]


def test_a_year_nobody_listed_is_not_confirmed(calendar):
    late = deadline_after(dt.date(2030, 12, 20), 20, calendar)

    assert late.unknown_years == (2031,)
    assert not late.is_confirmed


def test_a_single_day_of_the_office_does_not_make_its_year_known(calendar):
    own = calendar.with_days([CalendarDay(dt.date(2031, 1, 1), is_working=False, name=Text("Tết", "New Year"))])

    assert deadline_after(dt.date(2031, 3, 3), 5, own).unknown_years == (2031,)


def test_every_day_of_the_file_has_words_and_a_source(calendar):
    assert calendar.known_years == set(range(2025, 2031))
    for entry in calendar.days.values():
        assert entry.name.vi
        assert entry.name.en
        assert entry.source
    assert {day.month for day in calendar.days if day.year == 2027 and not calendar.days[day].is_confirmed} >= {2, 4}


@pytest.mark.parametrize("first", FIRST_LUNAR_DAYS)
def test_tet_takes_five_working_days_around_its_first_lunar_day(calendar, first):
    near = [first + dt.timedelta(days=i) for i in range(-3, 8)]
    off = [day for day in near if day.weekday() < 5 and not calendar.is_working_day(day)]

    assert len(off) == 5
    assert not calendar.is_working_day(first - dt.timedelta(days=1))  # the last day of the old year
    assert not calendar.is_working_day(first)


@pytest.mark.parametrize("day", TENTH_OF_THIRD_LUNAR_MONTH)
def test_the_day_of_the_hung_kings_is_off_or_moved_to_the_next_working_day(calendar, day):
    moved = day + dt.timedelta(days=1) if day.weekday() == 6 else day

    assert not calendar.is_working_day(moved)


@pytest.mark.parametrize("year", range(2025, 2031))
def test_each_year_has_the_days_off_the_law_gives(calendar, year):
    """11 days (Article 112), moved when they fall on a weekend; from 2026 on also 24 November, not yet law."""
    off = [day for day, entry in calendar.days.items() if day.year == year and not entry.is_working]
    exchanged = sum(entry.is_working for day, entry in calendar.days.items() if day.year == year)

    assert sum(day.weekday() < 5 for day in off) == 11 + (year >= 2026) + exchanged


def test_an_office_puts_its_own_days_above_the_file(calendar):
    own = calendar.with_days([CalendarDay(dt.date(2026, 11, 24), is_working=True, name=Text("Làm việc", "Worked"))])

    assert not calendar.is_working_day(dt.date(2026, 11, 24))
    assert own.is_working_day(dt.date(2026, 11, 24))
    assert add_working_days(dt.date(2026, 11, 20), 2, own) == dt.date(2026, 11, 24)


@given(start=DAYS, n=st.integers(1, 120))
@settings(max_examples=150, deadline=None)
def test_adding_and_counting_working_days_are_inverse(calendar, start, n):
    end = add_working_days(start, n, calendar)

    assert calendar.is_working_day(end)
    assert working_days_between(start, end, calendar) == n


@given(first=DAYS, last=DAYS)
@settings(max_examples=150, deadline=None)
def test_counting_is_what_counting_on_fingers_gives(calendar, first, last):
    low, high = sorted((first, last))
    fingers = sum(calendar.is_working_day(low + dt.timedelta(days=i)) for i in range(1, (high - low).days + 1))

    assert abs(working_days_between(first, last, calendar)) == fingers
    assert working_days_between(first, last, calendar) == -working_days_between(last, first, calendar)


def test_overdue_counts_working_days_only(calendar):
    due = dt.date(2026, 2, 13)  # the Friday before Tết

    assert days_overdue(due, dt.date(2026, 2, 22), calendar) == 0
    assert days_overdue(due, dt.date(2026, 2, 23), calendar) == 1
    assert days_overdue(due, dt.date(2026, 2, 1), calendar) == 0
    assert days_overdue(None, due, calendar) == 0


@pytest.mark.parametrize("n", [-1, 2001])
def test_a_senseless_number_of_days_is_refused(n):
    with pytest.raises(ParameterError, match="Số ngày làm việc"):
        add_working_days(dt.date(2026, 1, 1), n, WorkCalendar({}))


@pytest.mark.parametrize(
    "entry", [{"vi": "x"}, {"first": "31/02"}, {"first": dt.date(2026, 5, 2), "last": dt.date(2026, 5, 1)}]
)
def test_an_entry_without_proper_days_is_refused(entry):
    with pytest.raises(ParameterError, match="Lịch nghỉ"):
        parse_calendar({"day_off": [entry]})
