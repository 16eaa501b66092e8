"""Explanations of a stored list, and two stored runs compared, on a copy of the sample ward."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.register import ReasonKind
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.diff import Change
from atgt.network_screening.why_not import Standing
from atgt.storage.repositories import accident_history
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import explaining, keeping, run_comparison, screening, selection


@pytest.fixture
def opened(sample_database):
    return sample_database


@pytest.fixture
def run(opened):
    return screening.latest_run(opened)


def edit(database, accident_id, now, **changes):
    with database.write(LOCAL_USER, "sửa", now) as session:
        version = accident_store.fetch_accident(session, accident_id).version
        accident_store.update_accident(session, accident_id, changes, expected_version=version)


def test_the_planted_near_misses_of_the_sample_are_told(opened, run, answers):
    """Each near miss of the generator whose accidents were located is among those told, or its accidents are."""
    by_case = selection.select_accidents(opened).accidents.set_index("case_number")["accident_id"].to_dict()
    told = {frozenset(miss.accident_ids) for miss in explaining.find_near_misses(opened, run)}
    planted = [
        {by_case[case] for case in miss["case_numbers"] if case in by_case}
        for miss in answers["near_misses"]
        if miss["key"] in {"N1", "N2", "N3"}
    ]

    assert told
    assert all(any(ids & some for some in told) for ids in planted)


def test_every_near_miss_can_be_read_aloud(opened, run):
    for miss in explaining.find_near_misses(opened, run):
        assert miss.text.vi[0].isupper()
        assert miss.text.vi.endswith(".")
        assert "tn-" not in miss.text.vi
        assert "None" not in miss.text.vi + miss.text.en


def test_any_accident_gets_an_answer(opened, run):
    table = selection.select_accidents(opened).accidents
    by_status = table.groupby("location_status")["accident_id"].first()
    for accident_id in by_status:
        told = explaining.explain_accident(opened, run, accident_id)
        assert told.text.vi.endswith(".")
    old = table[table["occurred_on"] < run.parameters.first_day() - dt.timedelta(days=60)]
    located = old[old["location_status"] == "located"]["accident_id"].iloc[0]
    assert explaining.explain_accident(opened, run, located).standing is Standing.OUTSIDE_DAYS
    spot = run.spots[0]
    told = explaining.explain_accident(opened, run, spot.accident_ids[0])
    assert (told.standing, told.spot_key) == (Standing.IN_SPOT, spot.spot_key)
    with pytest.raises(NotFoundError, match="khong-co"):
        explaining.explain_accident(opened, run, "khong-co")


def test_a_spot_tells_how_firmly_it_stands_and_what_chance_makes(opened, run):
    stretch = next(spot for spot in run.spots if spot.kind is SiteKind.STRETCH and spot.level is SpotLevel.BLACK)
    junction = next(spot for spot in run.spots if spot.kind is SiteKind.JUNCTION)

    found = explaining.firmness(opened, run, stretch.spot_key)

    assert len(found.sensitivity.sentences) == 4
    assert 0 <= found.sensitivity.share_moved <= 1
    assert found.chance.n_expected >= 0
    assert found.chance.route_id == stretch.route_ids[0]
    assert explaining.firmness(opened, run, junction.spot_key).chance is None
    assert explaining.find_spot(run, "1") == run.spots[0]
    with pytest.raises(NotFoundError, match="B-0"):
        explaining.firmness(opened, run, "B-0")


def test_a_list_of_other_data_is_not_explained(opened, run, now):
    edit(opened, run.spots[0].accident_ids[0], now, severity=2)

    for ask in (
        lambda: explaining.find_near_misses(opened, run),
        lambda: explaining.explain_accident(opened, run, run.spots[0].accident_ids[0]),
        lambda: explaining.firmness(opened, run, run.spots[0].spot_key),
    ):
        with pytest.raises(ParameterError, match="Hãy rà soát lại"):
            ask()


def test_surroundings_are_stored_with_their_spot_and_verified(opened, run):
    again = screening.load_run(opened, run.run_id)

    assert again.spots == run.spots
    assert keeping.verify(opened).is_whole


def test_accidents_are_read_back_as_they_were(opened, run, now):
    chosen = run.spots[0].accident_ids[:2]
    with opened.read() as session:
        before = accident_history.facts_at(session, now)
    edit(opened, chosen[0], now + dt.timedelta(hours=1), severity=2, killed=0)
    edit(opened, chosen[0], now + dt.timedelta(hours=2), severity=1, route_id=None, measure_mm=None)
    with opened.write(LOCAL_USER, "bỏ", now + dt.timedelta(hours=3)) as session:
        accident_store.remove_accident(session, chosen[1])

    with opened.read() as session:
        then, middle, after = (
            accident_history.facts_at(session, now + dt.timedelta(hours=hours)) for hours in (0.5, 1.5, 4)
        )

    assert then == before
    assert middle[chosen[0]][0] == replace(before[chosen[0]][0], severity=2, killed=0)
    assert after[chosen[0]][0].route_id is None
    assert chosen[1] in middle
    assert chosen[1] not in after


def test_two_runs_are_compared_with_reasons(opened, run, now):
    spot = next(s for s in run.spots if s.level is SpotLevel.BLACK and len(s.accident_ids) == 2)
    later = now + dt.timedelta(days=1)
    edit(opened, spot.accident_ids[0], later, severity=2)
    after = screening.run_screening(opened, replace(run.parameters, readings=()), LOCAL_USER, later)

    found = run_comparison.compare(opened, run.run_id[:8], after.run_id)

    (told,) = [c for c in found.changes if c.before is not None and c.before.spot_key == spot.spot_key]
    assert told.change in {Change.GONE, Change.CHANGED}
    assert (ReasonKind.ACCIDENT_EDITED, (spot.accident_ids[0],)) in [(r.kind, r.accident_ids) for r in told.reasons]
    assert "sửa thông tin 1 vụ" in told.text.vi
    assert sum(found.count(change) for change in Change) == len(found.changes)
    assert found.count(Change.UNCHANGED) > 10
    assert run_comparison.compare_with_previous(opened, after) == found
    assert run_comparison.compare_with_previous(opened, run) is None


def test_a_run_that_is_not_there_is_told(opened, run):
    with pytest.raises(NotFoundError, match="zzz"):
        run_comparison.compare(opened, "zzz", run.run_id)


def test_a_definition_with_one_level_and_with_weights_is_explained_too(opened, now):
    for key in ("BE-VLG", "NO-POINT"):
        named = screening.rule_set_for(ScreeningParameters(as_of=dt.date(2026, 10, 31), rule_set_key=key), opened)
        asked = screening.asked_parameters(dt.date(2026, 10, 31), named, rule_set_key=key)
        run = screening.run_screening(opened, asked, LOCAL_USER, now)

        misses = explaining.find_near_misses(opened, run)

        assert {miss.level for miss in misses} <= {SpotLevel.BLACK}
        assert all(miss.rule_key in {"three_and_fifteen_points", "four_casualty"} for miss in misses)
        located = selection.select_accidents(opened).accidents.query("location_status == 'located'")
        told = explaining.explain_accident(opened, run, located["accident_id"].iloc[-1])
        assert len(told.levels) <= 1


def test_the_committee_reads_months_not_days(opened, run, now):
    member = opened.seen_by(Actor("uy-vien", Role.VIEWER))
    stretch = next(s for s in run.spots if s.kind is SiteKind.STRETCH)
    later = now + dt.timedelta(days=1)
    edit(opened, stretch.accident_ids[0], later, severity=2)
    after = screening.run_screening(opened, run.parameters, LOCAL_USER, later)

    told = explaining.firmness(member, after, "1").sensitivity.sentences
    changes = run_comparison.compare(member, run.run_id, after.run_id).changes
    own = run_comparison.compare(opened, run.run_id, after.run_id).changes

    day = re.compile(r"\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2}")
    said = [*told, *(c.text for c in changes), *(r.text for c in changes for r in c.reasons)]
    assert not any(day.search(text.vi + text.en) for text in said)
    assert any(day.search(c.text.vi) for c in own)
    assert not any(r.accident_ids for c in changes for r in c.reasons)
