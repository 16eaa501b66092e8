"""Why a spot changed: every cause alone, and what is new since a spot was set aside."""

import datetime as dt

import pytest

from atgt.domain.black_spot import SpotLevel
from atgt.domain.register import AccidentFacts, KnownAccident, ReasonKind
from atgt.domain.screening import ScreeningParameters
from atgt.domain.spot_changes import MAX_DATES, RunFacts, Sight, new_facts, reasons_for_change, reasons_for_new

R = ReasonKind
THEN, NOW = (dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (4, 10))
FIRST = RunFacts("r1", "B", ScreeningParameters(dt.date(2026, 3, 31)), "ATGT 1", THEN)
LATER = RunFacts("r2", "B", ScreeningParameters(dt.date(2026, 9, 30)), "ATGT 1", NOW)


def facts(day=dt.date(2026, 2, 1), severity=0, measure=1000):
    return AccidentFacts(day, severity, 1, 0, "QL1", measure)


def known(fact=None, *, created=dt.datetime(2026, 2, 2, tzinfo=dt.UTC), updated=None, is_located=True):
    return KnownAccident(fact or facts(), is_located, created, updated or created)


def sight(*ids, level=SpotLevel.BLACK, fact=None):
    return Sight(level, ("two_fatal",), 0, 100, {i: fact or facts() for i in ids})


AFTER_THE_RUN = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("after", "now", "kinds"),
    [
        (sight("a", "b"), {}, set()),
        (sight("a", "b", "c"), {"c": known(created=AFTER_THE_RUN)}, {R.ACCIDENT_ADDED}),
        (sight("a", "b", "c"), {"c": known(facts(dt.date(2026, 5, 1)))}, {R.ENTERED_PERIOD}),
        (sight("a", "b", "c"), {"c": known(updated=AFTER_THE_RUN)}, {R.ACCIDENT_EDITED}),
        (sight("a", "b", "c"), {"c": known()}, {R.REGROUPED}),
        (sight("a"), {}, {R.REGROUPED}),
        (sight("a"), {"b": None}, {R.ACCIDENT_REMOVED}),
        (sight("a"), {"b": known(facts(measure=9))}, {R.ACCIDENT_EDITED}),
        (sight("a"), {"b": known(is_located=False)}, {R.ACCIDENT_EDITED}),
        (sight("a", "b", level=SpotLevel.POTENTIAL), {}, {R.UNEXPLAINED}),
        (None, {}, {R.UNEXPLAINED}),
        (None, {"b": None}, {R.ACCIDENT_REMOVED}),
    ],
)
def test_every_cause_is_told_apart(after, now, kinds):
    database = {i: accident for i, accident in {"a": known(), "b": known(), **now}.items() if accident is not None}

    found = reasons_for_change(sight("a", "b"), after, (FIRST, LATER), database)

    assert {reason.kind for reason in found} == kinds


def test_an_accident_that_left_the_period_aged_out():
    old = facts(dt.date(2025, 9, 30))
    before = Sight(SpotLevel.BLACK, ("x",), 0, 100, {"a": old, "b": facts()})

    (reason,) = reasons_for_change(before, sight("b"), (FIRST, LATER), {"a": known(old), "b": known()})[:1]

    assert (reason.kind, reason.accident_ids, reason.text.vi) == (
        R.AGED_OUT,
        ("a",),
        "1 vụ đã ra khỏi kỳ xét: 30/09/2025",
    )


def test_an_edit_of_an_accident_of_the_spot_is_told():
    after = Sight(SpotLevel.BLACK, ("two_fatal",), 0, 100, {"a": facts(severity=1), "b": facts()})

    (reason,) = reasons_for_change(
        sight("a", "b"), after, (FIRST, LATER), {"a": known(facts(severity=1)), "b": known()}
    )

    assert (reason.kind, reason.accident_ids) == (R.ACCIDENT_EDITED, ("a",))


def test_a_new_spot_has_the_reason_of_its_new_accidents_only():
    database = {"a": known(), "c": known(created=AFTER_THE_RUN)}

    assert [r.kind for r in reasons_for_new(sight("a", "c"), FIRST, LATER, database)] == [R.ACCIDENT_ADDED]
    assert [r.kind for r in reasons_for_new(sight("a"), FIRST, LATER, database)] == [R.UNEXPLAINED]
    assert [r.kind for r in reasons_for_new(sight("a"), None, LATER, database)] == [R.FIRST_LISTING]


def test_many_accidents_are_counted_and_some_are_named():
    ids = [f"n{i}" for i in range(9)]
    database = {i: known(created=AFTER_THE_RUN) for i in ids} | {"a": known(), "b": known()}

    (reason,) = reasons_for_change(sight("a", "b"), sight("a", "b", *ids), (FIRST, LATER), database)

    assert reason.text.vi.startswith("thêm 9 vụ: ")
    assert reason.text.vi.count("2026") == MAX_DATES
    assert len(reason.accident_ids) == 9


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        ({"a": known()}, []),
        ({"a": known(updated=NOW)}, []),  # edited, but no fact of ours
        ({"a": known(facts(severity=1), updated=NOW)}, [R.ACCIDENT_EDITED]),
        ({"a": known(), "c": known(created=NOW)}, [R.ACCIDENT_ADDED]),
        ({"a": known(), "c": known(updated=NOW)}, [R.ACCIDENT_EDITED]),  # moved here since
        ({"a": known(), "c": known()}, []),  # was known, only the period or L grew
    ],
)
def test_new_facts_are_those_nobody_knew_when_it_was_set_aside(now, kinds):
    assert [reason.kind for reason in new_facts({"a": facts()}, AFTER_THE_RUN, now)] == kinds
