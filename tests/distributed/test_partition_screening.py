"""However the road line is cut, the answer is that of one piece."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.distributed import road_line
from atgt.distributed.partition_screening import Question, Rows, join_answers, screen_span
from atgt.distributed.road_line import Cut, Span
from atgt.network_screening.count_rules import ClassBound, CountRule
from atgt.network_screening.period import MonthStep

FIELDS = ("members", "maximal_stretches", "tight_stretches", "zones", "spots")


def random_rows(random: np.random.Generator, n: int, road_mm: int, days: int) -> Rows:
    columns = (random.integers(low, high, n) for low, high in ((-1, 3), (0, road_mm), (0, days)))
    return Rows(*columns, random.integers(0, 3, n).astype(np.int8))


def in_partitions(rows: Rows, cuts: tuple[Cut, ...], question: Question):
    number = road_line.partition_of(rows.route, rows.measure_mm, cuts)
    members, answers = np.zeros(len(rows), dtype=bool), []
    for k, span in enumerate(road_line.spans_between(cuts)):
        answer = screen_span(rows.take(number == k), rows.take(number != k), span, question)
        members[number == k] = answer.members
        answers.append(answer)
    return join_answers(answers, question, members), answers


def assert_same_as_one_piece(rows: Rows, cuts: tuple[Cut, ...], question: Question) -> list:
    found, answers = in_partitions(rows, cuts, question)
    whole = question.screen(rows)
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(found, field), getattr(whole, field), err_msg=field)
    assert found.rules == whole.rules
    return answers


@settings(max_examples=250, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 120),
    road_mm=st.sampled_from([20, 300, 3_000]),
    days=st.sampled_from([3, 800]),
    length_mm=st.sampled_from([0, 5, 40, 300]),
    n_partitions=st.integers(1, 9),
    by_route=st.booleans(),
)
def test_any_number_of_partitions_gives_the_answer_of_one_piece(
    seed, n, road_mm, days, length_mm, n_partitions, by_route
):
    rows = random_rows(np.random.default_rng(seed), n, road_mm, days)
    located = rows.route >= 0
    cuts = road_line.plan_cuts(rows.route[located], rows.measure_mm[located], n_partitions, by_route=by_route)

    assert_same_as_one_piece(rows, cuts, Question(length_mm, engine="plain"))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), at=st.lists(st.integers(-5, 65), min_size=1, max_size=6, unique=True))
def test_cuts_may_stand_anywhere_even_closer_than_the_length(seed, at):
    random = np.random.default_rng(seed)
    rows = random_rows(random, 60, 60, 500)
    rules = (
        CountRule("two", (ClassBound((0, 1, 2), 2),)),
        CountRule("three_one_fatal", (ClassBound((0, 1), 3), ClassBound((0,), 1))),
    )
    cuts = tuple(sorted(Cut(int(random.integers(0, 3)), measure) for measure in at))

    assert_same_as_one_piece(rows, cuts, Question(9, rules, MonthStep(12), {0: 10, 1: 2}, engine="plain"))


def test_a_zone_across_many_cuts_is_joined_and_cut_into_the_same_spots():
    """Fatal accidents every 80 mm with L = 100: one zone from end to end, which every cut runs through."""
    rows = Rows(np.zeros(50, int), np.arange(50) * 80, np.zeros(50, int), np.zeros(50, np.int8))
    cuts = tuple(Cut(0, measure) for measure in (130, 150, 800, 805, 2_400, 3_910))

    answers = assert_same_as_one_piece(rows, cuts, Question(100, engine="plain"))

    assert [len(answer.zones) for answer in answers] == [0] * 7
    assert sum(len(answer.loose_rows) for answer in answers) == 50


def test_accidents_exactly_the_length_apart_across_a_cut_are_found_and_one_millimetre_more_is_not():
    for apart, n_members in ((100, 2), (101, 0)):
        rows = Rows(np.zeros(2, int), np.array([0, apart]), np.zeros(2, int), np.zeros(2, np.int8))

        found, _ = in_partitions(rows, (Cut(0, 50),), Question(100, engine="plain"))

        assert found.members.sum() == n_members


def test_a_partition_between_routes_reads_nothing_twice():
    rows = random_rows(np.random.default_rng(3), 300, 2_000, 500)
    cuts = road_line.plan_cuts(rows.route, rows.measure_mm, 3, by_route=True)

    answers = assert_same_as_one_piece(rows, cuts, Question(300, engine="plain"))

    assert len(answers) > 1
    assert [answer.n_halo for answer in answers] == [0] * len(answers)


def test_a_span_without_ends_owns_everything_and_has_no_halo():
    route, measure = np.array([0, 9]), np.array([-5, 5])

    assert Span(None, None).owns(route, measure).all()
    assert not Span(None, None).halo(route, measure, 10**18).any()
