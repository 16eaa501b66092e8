"""What people are reminded of, in working days; the calendar of 2026 has 30 April, 1 May and Giỗ Tổ (27 April off)."""

import datetime as dt

import pytest

from atgt.domain.remediation import MeasureState, OverdueKind
from atgt.workflow import remediation, reminders
from atgt.workflow.reminders import Urgency


@pytest.fixture
def due(ward):
    """Gives an entry a measure with a deadline."""
    register_id = ward.first_entry()

    def give(day, **more):
        measure = remediation.new_measure(register_id, "marking", owner_unit="UBND phường", planned_end=day, **more)
        return remediation.save_measure(ward.database, measure, ward.officer, ward.tick())

    return give


@pytest.mark.parametrize(
    ("today", "urgency", "days"),
    [
        (dt.date(2026, 6, 5), None, None),  # six working days before Monday 15 June
        (dt.date(2026, 6, 8), Urgency.SOON, -5),
        (dt.date(2026, 6, 15), Urgency.SOON, 0),
        (dt.date(2026, 6, 16), Urgency.LATE, 1),
        (dt.date(2026, 6, 20), Urgency.LATE, 4),  # a Saturday
        (dt.date(2026, 6, 29), Urgency.LATE, 10),
        (dt.date(2026, 6, 30), Urgency.ESCALATE, 11),
    ],
)
def test_a_deadline_is_reminded_of_ahead_then_late_then_reported_upward(ward, due, today, urgency, days):
    due(dt.date(2026, 6, 15))

    found = reminders.reminders(ward.database, today)

    assert [(one.urgency, one.days_late) for one in found] == ([] if urgency is None else [(urgency, days)])


def test_the_longest_overdue_comes_first_and_says_who(ward, due):
    for day in (dt.date(2026, 6, 15), dt.date(2026, 6, 10), dt.date(2026, 6, 17)):
        due(day)

    found = reminders.reminders(ward.database, dt.date(2026, 6, 16))

    assert [one.days_late for one in found] == [4, 1, -1]
    assert {(one.kind, one.unit) for one in found} == {(OverdueKind.MEASURE, "UBND phường")}
    assert [one.key for one in remediation.overdue(ward.database, dt.date(2026, 6, 16))] == [
        one.key for one in found[:2]
    ]


def test_what_is_done_is_not_reminded_of(ward, due):
    due(dt.date(2026, 6, 15), state=MeasureState.DONE, finished_on=dt.date(2026, 6, 12))

    assert reminders.reminders(ward.database, dt.date(2026, 8, 1)) == ()


def test_an_empty_register_has_no_reminders(ward):
    assert reminders.reminders(ward.database, dt.date(2026, 8, 1)) == ()
