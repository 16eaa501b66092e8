"""Two runs compared: every spot once, with the reason, in data and as a sentence."""

import datetime as dt
from dataclasses import replace

import pytest

from atgt.domain.register import AccidentFacts, ReasonKind
from atgt.domain.screening import ScreeningParameters
from atgt.domain.spot_changes import RunFacts
from atgt.network_screening.diff import Change, RunData, SeenAccident, compare_runs
from atgt.network_screening.screening import screen_network

F, INJURY, MINOR = 0, 1, 2
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=dt.date(2026, 10, 31))
PAIR = [("A", 2000, DAY, F), ("A", 2010, DAY, F)]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def facts(accidents, network, rule_sets, now):
    """A run over some rows; ``later`` hours after the first."""

    def run(*rows, parameters=NOW, which=1, later=0):
        table = accidents(*rows)
        seen = {
            row.accident_id: SeenAccident(
                AccidentFacts(row.occurred_on, row.severity, row.killed, row.injured, row.route_id, row.measure_mm),
                row.location_status == "located",
            )
            for row in table.itertuples()
        }
        told = RunFacts(f"run-{later}", rule_sets[which].key, parameters, "ATGT", now + later * HOUR)
        return RunData(told, screen_network(table, network, rule_sets[which], parameters), seen)

    return run


def changes(before, after):
    return [(c.change, [reason.text.vi for reason in c.reasons]) for c in compare_runs(before, after)]


def test_the_same_run_is_unchanged(facts):
    (change,) = compare_runs(facts(*PAIR), facts(*PAIR, later=1))

    assert (change.change, change.reasons) == (Change.UNCHANGED, ())
    assert change.text.vi.endswith(": vẫn đủ ngưỡng, không thay đổi.")


def test_nothing_against_nothing(facts):
    assert changes(facts(), facts(later=1)) == []


def test_an_added_accident_makes_a_new_spot_and_is_told_by_its_day(facts):
    (change,) = compare_runs(facts(), facts(*PAIR, later=1))

    assert change.change is Change.NEW
    (reason,) = change.reasons
    assert (reason.kind, reason.accident_ids) == (ReasonKind.ACCIDENT_ADDED, ("TN-001", "TN-002"))
    assert change.text.vi.endswith("QL1: mới đủ ngưỡng, vì: thêm 2 vụ: 03/02/2026, 03/02/2026.")


def test_an_added_accident_changes_a_spot(facts):
    found = changes(facts(*PAIR), facts(*PAIR, ("A", 2005, DAY, MINOR), later=1))

    assert found == [(Change.CHANGED, ["thêm 1 vụ: 03/02/2026"])]


def test_a_removed_accident_takes_the_spot_away(facts):
    (change,) = compare_runs(facts(*PAIR), facts(later=1))

    assert change.change is Change.GONE
    assert [r.kind for r in change.reasons] == [ReasonKind.ACCIDENT_REMOVED]
    assert "không còn đủ ngưỡng, vì: 2 vụ đã bị xóa" in change.text.vi


def test_an_edited_accident_is_told(facts):
    moved = [PAIR[0], ("A", 2020, DAY, F)]

    (change,) = compare_runs(facts(*PAIR), facts(*moved, later=1))

    assert change.change is Change.CHANGED
    assert [(r.kind, r.accident_ids) for r in change.reasons] == [(ReasonKind.ACCIDENT_EDITED, ("TN-002",))]


def test_facts_that_changed_without_moving_the_spot_are_a_change(facts):
    graver = [("A", 2000, DAY, F, {"killed": 3}), PAIR[1]]

    (change,) = compare_runs(facts(*PAIR), facts(*graver, later=1))

    assert change.change is Change.CHANGED


def test_an_accident_that_lost_its_place_is_told(facts):
    lost = [PAIR[0], (*PAIR[1], {"location_status": "ambiguous"})]

    gone = compare_runs(facts(*PAIR), facts(*lost, later=1))[-1]

    assert [(r.kind, r.accident_ids) for r in gone.reasons] == [(ReasonKind.ACCIDENT_EDITED, ("TN-002",))]


def test_an_accident_that_aged_out_is_told(facts):
    later = replace(NOW, as_of=dt.date(2027, 2, 10))
    rows = [PAIR[0], ("A", 2010, dt.date(2026, 9, 1), F)]

    found = compare_runs(facts(*rows), facts(*rows, parameters=later, later=1))

    reasons = {reason.kind for change in found for reason in change.reasons}
    assert ReasonKind.AGED_OUT in reasons
    assert any("đã ra khỏi kỳ xét: 03/02/2026" in change.text.vi for change in found)


def test_a_parameter_is_the_reason_when_no_accident_is(facts):
    rows = [("A", 2000, DAY, F), ("A", 2250, DAY, F)]

    found = compare_runs(facts(*rows), facts(*rows, parameters=replace(NOW, length_m=200.0), later=1))

    assert Change.UNCHANGED not in {c.change for c in found}
    assert all(ReasonKind.PARAMETER_CHANGED in {r.kind for r in c.reasons} for c in found)
    assert all("L từ 300 m thành 200 m" in change.text.vi for change in found)


def test_readings_and_joined_carriageways_are_parameters_too(facts):
    other = replace(NOW, readings=(("twelve_months", "reporting_year"),), join_carriageways=True, length_m=100.0)

    (change,) = compare_runs(facts(*PAIR), facts(*PAIR, ("A", 2005, DAY, F), parameters=other, later=1))

    assert "nay tính chung hai chiều đường" in change.text.vi
    assert "cách hiểu “twelve_months” từ mặc định thành reporting_year" in change.text.vi


def test_another_rule_set_is_a_reason(facts):
    (change,) = compare_runs(facts(("A", 2000, DAY, F), which=0), facts(("A", 2000, DAY, F), later=1))

    assert [r.text.vi for r in change.reasons] == ["bộ tiêu chí đổi từ TT26-2012 sang TT41-2024"]


def test_spots_that_share_an_accident_are_one_place(facts):
    """A third death nearer to the second: the witness changes, the place goes on."""
    grown = [*PAIR, ("A", 1990, dt.date(2026, 1, 1), F)]

    (change,) = compare_runs(facts(*PAIR), facts(*grown, later=1))

    assert change.change is Change.CHANGED
    assert change.before.spot_key != change.after.spot_key


def test_a_place_that_went_into_a_larger_one_is_not_said_to_fall_below_the_threshold(facts):
    """Two injuries 250 m from two deaths: a potential place of its own at L = 200, inside the black zone at L = 300."""
    rows = [*PAIR, ("A", 2250, DAY, F)]

    found = compare_runs(facts(*rows, parameters=replace(NOW, length_m=200.0)), facts(*rows, later=1))

    (gone,) = [change for change in found if change.change is Change.GONE]
    assert gone.reasons[0].kind is ReasonKind.MERGED
    assert "không còn là vị trí riêng, vì: 1 vụ của vị trí này nay thuộc Km1094+000" in gone.text.vi
    assert "không còn đủ ngưỡng" not in gone.text.vi


def test_a_place_cut_from_a_larger_one_is_told_so(facts):
    rows = [*PAIR, ("A", 2250, DAY, F)]

    found = compare_runs(facts(*rows), facts(*rows, parameters=replace(NOW, length_m=200.0), later=1))

    (new,) = [change for change in found if change.change is Change.NEW]
    assert new.reasons[0].kind is ReasonKind.SPLIT
    assert "nay là vị trí riêng, vì: 1 vụ của vị trí này trước thuộc Km1094+000" in new.text.vi
