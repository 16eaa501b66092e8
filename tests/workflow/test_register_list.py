"""The register as a list: overdue first, then what waits for people; filters that forget nothing."""

import datetime as dt

import pytest

from atgt.domain.review import SpotState
from atgt.workflow import register_list, register_pages, remediation
from atgt.workflow.register_list import RegisterFilter

S = SpotState
TODAY = dt.date(2026, 6, 16)


@pytest.fixture
def three(ward):
    """Three candidates: the second under review, the third with a measure that is late."""
    ids = ward.entries(3)
    ward.move(ids[1], S.UNDER_REVIEW)
    measure = remediation.new_measure(ids[2], "marking", planned_end=dt.date(2026, 6, 1))
    remediation.save_measure(ward.database, measure, ward.officer, ward.tick())
    return ids


def lines(ward):
    return register_list.lines(register_pages.register_page(ward.database, TODAY))


def shown(ward, **chosen):
    return [line.entry.register_id for line in register_list.choose(lines(ward), RegisterFilter(**chosen))]


def test_what_is_overdue_comes_first_then_what_waits(ward, three):
    a, b, c = three

    assert [line.entry.register_id for line in lines(ward)] == [c, a, b]
    assert [line.days_late for line in lines(ward)] == [11, 0, 0]


def test_every_entry_is_in_exactly_one_state_of_the_filter(ward, three):
    by_state = [shown(ward, states=frozenset({state})) for state in S]

    assert sorted(entry for found in by_state for entry in found) == sorted(three)
    assert set(register_list.WORK_ORDER) == set(S)


def test_filters_by_delay_change_and_words(ward, three):
    a, b, c = three

    assert shown(ward, only_late=True) == [c]
    assert sorted(shown(ward, only_changed=True)) == sorted(three)
    assert shown(ward, text="dang kiem tra") == [b]
    assert shown(ward, text=f"{a} ql1") == [a]
    assert shown(ward, text="nothing like it") == []


def test_an_empty_register_gives_an_empty_list(ward):
    assert lines(ward) == ()
