"""Two runs compared: every spot once, with the reason."""

import datetime as dt
from dataclasses import replace

import pytest

from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.diff import Change, RunFacts, compare_runs
from atgt.network_screening.screening import screen_network

F, INJURY, MINOR = 0, 1, 2
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=dt.date(2026, 10, 31))
PAIR = [("A", 2000, DAY, F), ("A", 2010, DAY, F)]


@pytest.fixture
def facts(accidents, network, rule_sets):
    """A run over some rows."""

    def run(*rows, parameters=NOW, which=1):
        table = accidents(*rows)
        return RunFacts(
            screen_network(table, network, rule_sets[which], parameters), parameters, rule_sets[which].key, table
        )

    return run


def changes(before, after):
    return [(c.change, [reason.vi for reason in c.reasons]) for c in compare_runs(before, after)]


def test_the_same_run_is_unchanged(facts):
    assert changes(facts(*PAIR), facts(*PAIR)) == [(Change.UNCHANGED, [])]


def test_nothing_against_nothing(facts):
    assert changes(facts(), facts()) == []


def test_an_added_accident_makes_a_new_spot(facts):
    assert changes(facts(), facts(*PAIR)) == [(Change.NEW, ["thêm vụ TN-001", "thêm vụ TN-002"])]


def test_an_added_accident_changes_a_spot(facts):
    assert changes(facts(*PAIR), facts(*PAIR, ("A", 2005, DAY, MINOR))) == [(Change.CHANGED, ["thêm vụ TN-003"])]


def test_a_removed_accident_takes_the_spot_away(facts):
    (change,) = compare_runs(facts(*PAIR), facts())

    assert change.change is Change.GONE
    assert [r.vi for r in change.reasons] == ["vụ TN-001 bị xóa khỏi dữ liệu", "vụ TN-002 bị xóa khỏi dữ liệu"]


def test_an_edited_accident_is_named(facts):
    moved = [PAIR[0], ("A", 2020, DAY, F)]

    assert changes(facts(*PAIR), facts(*moved)) == [(Change.CHANGED, ["vụ TN-002 được sửa"])]


def test_an_accident_that_lost_its_place_is_named(facts):
    lost = [PAIR[0], (*PAIR[1], {"location_status": "ambiguous"})]

    gone = compare_runs(facts(*PAIR), facts(*lost))[-1]

    assert gone.change is Change.GONE
    assert gone.reasons[0].vi == "vụ TN-002 không còn vị trí"


def test_an_accident_that_aged_out_is_named_before_the_new_period(facts):
    later = replace(NOW, as_of=dt.date(2027, 2, 10))
    rows = [PAIR[0], ("A", 2010, dt.date(2026, 9, 1), F)]

    gone = compare_runs(facts(*rows), facts(*rows, parameters=later))[-1]

    assert gone.change is Change.GONE
    assert [r.vi for r in gone.reasons] == [
        "vụ TN-001 đã ra khỏi kỳ xét",
        "đổi ngày cuối kỳ từ 31/10/2026 sang 10/02/2027",
    ]


def test_a_parameter_is_the_reason_when_no_accident_is(facts):
    rows = [("A", 2000, DAY, F), ("A", 2250, DAY, F)]

    found = compare_runs(facts(*rows), facts(*rows, parameters=replace(NOW, length_m=200.0)))

    assert {c.change for c in found} == {Change.NEW, Change.GONE}
    assert all([r.vi for r in c.reasons] == ["đổi chiều dài L từ 300 sang 200"] for c in found)


def test_another_rule_set_is_a_reason(facts):
    (change,) = compare_runs(facts(("A", 2000, DAY, F), which=0), facts(("A", 2000, DAY, F)))

    assert [r.vi for r in change.reasons] == ["đổi bộ tiêu chí từ TT26-2012 sang TT41-2024"]


def test_spots_that_share_an_accident_are_one_place(facts):
    """A third death nearer to the second: the witness changes, the place goes on."""
    grown = [*PAIR, ("A", 1990, dt.date(2026, 1, 1), F)]

    (change,) = compare_runs(facts(*PAIR), facts(*grown))

    assert change.change is Change.CHANGED
    assert change.before.spot_key != change.after.spot_key
