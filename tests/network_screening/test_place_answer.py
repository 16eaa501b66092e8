"""What a place lacks to reach a level: near misses that hold its accidents, else its closest window, always in words."""

import datetime as dt

import pytest

from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import ParameterError
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.place_answer import what_is_missing
from atgt.workflow import explaining, rule_library, screening, selection

BLACK, POTENTIAL = SpotLevel.BLACK, SpotLevel.POTENTIAL


def answers(database, run, ids, *, listed_at):
    return explaining.missing_at(database, run, ids, listed_at=listed_at)


@pytest.fixture
def run(sample_database):
    return screening.latest_run(sample_database)


def test_nothing_is_missing_at_the_highest_level(sample_database, run):
    assert answers(sample_database, run, run.spots[0].accident_ids, listed_at=BLACK) == ()


@pytest.mark.sampled
def test_a_potential_spot_is_told_what_it_lacks_to_a_black_one(sample_database, run, sampled):
    for spot in sampled([one for one in run.spots if one.level is POTENTIAL], 12):
        (told,) = answers(sample_database, run, spot.accident_ids, listed_at=POTENTIAL)

        assert told.level is BLACK
        assert 1 <= len(told.sentences) <= 3
        assert all(sentence.vi.endswith(".") for sentence in told.sentences)
        assert told.n_counted == len(spot.accident_ids)
        assert all(set(miss.accident_ids) & set(spot.accident_ids) for miss in told.near_misses)
        assert all(miss.level is BLACK for miss in told.near_misses)


def test_a_place_no_run_lists_is_told_both_levels(sample_database, run):
    listed = {i for spot in run.spots for i in (*spot.accident_ids, *spot.surrounding_ids)}
    table = selection.select_accidents(sample_database).accidents
    inside = table[(table["occurred_on"] >= run.parameters.first_day()) & (table["location_status"] == "located")]
    alone = next(i for i in inside["accident_id"] if i not in listed)

    told = answers(sample_database, run, [alone], listed_at=None)

    assert [one.level for one in told] == [BLACK, POTENTIAL]
    assert all(one.sentences for one in told)


def test_accidents_of_a_listed_place_are_said_to_be_in_another(sample_database, run):
    """A place of the register that the run lists no more, because its accidents now belong to a larger one."""
    (told, _) = answers(sample_database, run, run.spots[0].accident_ids, listed_at=None)

    assert told.sentences[0].vi.startswith("Các vụ ở đây cùng các vụ liền kề đã đủ tiêu chí")


@pytest.mark.parametrize("ids", [[], ["khong-co"]])
def test_a_place_without_accidents_is_told_so(sample_database, run, ids):
    told = answers(sample_database, run, ids, listed_at=None)

    assert {one.sentences[0].en for one in told} == {"No accident was located here in the days considered."}
    assert {one.n_counted for one in told} == {0}


def test_the_answer_agrees_with_that_of_each_accident(sample_database, run):
    """The place lacks as few accidents as the accident of it that comes closest."""
    spot = next(one for one in run.spots if one.level is POTENTIAL and len(one.accident_ids) > 2)
    (told,) = answers(sample_database, run, spot.accident_ids, listed_at=POTENTIAL)

    each = [explaining.explain_accident(sample_database, run, i) for i in spot.accident_ids]
    windows = [level.closest for one in each for level in one.levels if level.level is BLACK and level.closest]

    assert told.closest.n_missing == min(window.n_missing for window in windows)


def test_a_list_of_other_data_is_not_explained(sample_database, run):
    from dataclasses import replace

    with pytest.raises(ParameterError, match="đã thay đổi sau lần rà soát"):
        answers(sample_database, replace(run, fingerprint="0" * 64), [], listed_at=None)


def test_no_accident_at_all(sample_database, run):
    table = selection.select_accidents(sample_database).accidents.iloc[:0]
    rule_set = rule_library.rule_set_for(run.parameters, sample_database)
    network = screening.network_of(sample_database, run.parameters)
    asked = ScreeningParameters(as_of=dt.date(2026, 10, 29))

    told = what_is_missing(table, network, rule_set, asked, (), frozenset({"x"}), asked=tuple(SpotLevel))

    assert [one.n_counted for one in told] == [0, 0]


def test_the_run_that_holds_most_of_some_accidents_names_the_place(run):
    spot = run.spots[0]

    assert explaining.listed_spot(run, spot.accident_ids) == spot
    assert explaining.listed_spot(run, ["khong-co"]) is None
