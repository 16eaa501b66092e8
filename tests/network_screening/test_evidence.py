"""Evidence against enumeration: the smallest, earliest witness, and the inclusion-maximal periods."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.network_screening.evidence import fewest, maximal_periods, witness
from atgt.network_screening.rules import DEFAULT_RULES, ClassBound, CountRule

PERIOD = 10
days_and_classes = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 3)), max_size=9)
a_bound = st.builds(
    ClassBound,
    st.sets(st.integers(0, 3), min_size=1, max_size=3).map(lambda s: tuple(sorted(s))),
    st.integers(1, 4),
)
a_rule = st.builds(CountRule, st.just("r"), st.lists(a_bound, min_size=1, max_size=3).map(tuple))


def table_of(rows):
    rows = sorted(rows)
    day = np.array([d for d, _ in rows], dtype=np.int64)
    return SimpleNamespace(
        day=day, last=day + PERIOD - 1, code=np.array([c for _, c in rows], dtype=np.int64), n=len(rows)
    )


def counts_of(table, rows):
    return {c: sum(int(table.code[r]) == c for r in rows) for c in range(4)}


def fits(table, rows):
    return table.day[list(rows)].max() <= table.last[list(rows)].min()


@settings(max_examples=300, deadline=None)
@given(days_and_classes, a_rule)
def test_the_witness_is_the_smallest_then_the_earliest_of_all_sets(rows, rule):
    table = table_of(rows)
    everything = np.arange(table.n)

    found = witness(table, everything, rule)

    for size in range(1, table.n + 1):
        good = [s for s in combinations(range(table.n), size) if fits(table, s) and rule.holds(counts_of(table, s))]
        if good:
            assert found == min(good)
            return
    assert found == ()


@settings(max_examples=300, deadline=None)
@given(days_and_classes, st.lists(a_rule, min_size=1, max_size=3))
def test_periods_are_exactly_the_inclusion_maximal_ones(rows, rules):
    table = table_of(rows)
    windows = {
        frozenset(k for k in range(table.n) if table.day[j] <= table.day[k] <= table.last[j]) for j in range(table.n)
    }
    good = {w for w in windows if any(rule.holds(counts_of(table, w)) for rule in rules)}
    wanted = {w for w in good if not any(w < other for other in good)}

    found = maximal_periods(table, np.arange(table.n), rules)

    assert [frozenset(p.rows) for p in found] == sorted(wanted, key=min)
    for period in found:
        assert period.rules == tuple(rule for rule in rules if rule.holds(counts_of(table, period.rows)))


def test_of_equal_witnesses_the_earliest_dates_are_named():
    table = table_of([(0, 1), (1, 0), (2, 0), (3, 0)])

    assert witness(table, np.arange(4), DEFAULT_RULES[0]) == (1, 2)


def test_only_the_accidents_of_the_place_are_looked_at():
    table = table_of([(0, 0), (1, 0), (2, 0)])

    assert witness(table, np.array([0, 2]), DEFAULT_RULES[0]) == (0, 2)
    assert witness(table, np.array([0]), DEFAULT_RULES[0]) == ()
    assert maximal_periods(table, np.array([], dtype=np.int64), DEFAULT_RULES) == ()


@pytest.mark.parametrize(
    ("available", "ways"),
    [
        ({0: 3}, [{0: 3}]),
        ({0: 2, 1: 1}, [{0: 2, 1: 1}]),
        ({0: 2, 1: 2}, [{0: 2, 1: 1}, {0: 1, 1: 2}]),
        ({1: 9}, []),
        ({}, []),
    ],
)
def test_the_fewest_accidents_that_satisfy_three_with_one_fatal(available, ways):
    assert fewest(DEFAULT_RULES[1], available) == ways


def test_bounds_over_different_classes_need_one_accident_each():
    rule = CountRule("r", (ClassBound((0,), 2), ClassBound((1,), 1)))

    assert fewest(rule, {0: 5, 1: 5, 2: 5}) == [{0: 2, 1: 1}]
