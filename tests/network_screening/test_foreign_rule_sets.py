"""Definitions of other countries: each exactly at and just below its threshold, and against the brute force."""

import datetime as dt
import tomllib
from pathlib import Path

import numpy as np
import pytest

from atgt.domain.period import day_number
from atgt.network_screening import evidence
from atgt.network_screening.period import MonthStep
from atgt.network_screening.rules import ClassBound, CountRule, parse_rule_sets
from atgt.network_screening.weighted_rules import plain_rules
from atgt.network_screening.windows import screen_routes

FOLDER = Path(__file__).parents[2] / "data" / "reference" / "rule_sets"
F, INJURY, MINOR, DAMAGE = 0, 1, 2, 3
START = day_number(dt.date(2020, 3, 1))


def read_all():
    return [
        rule_set
        for path in sorted(FOLDER.glob("*.toml"))
        for rule_set in parse_rule_sets(tomllib.loads(path.read_text("utf-8")), origin=path.name)
    ]


ALL = read_all()
BY_KEY = {rule_set.key: rule_set for rule_set in ALL}


def find(rule_set, codes, *, apart_mm=None, months_apart=0):
    """Places found among accidents of these classes, the last one at the far end of L and late in the period."""
    length = round((rule_set.length_m or 300.0) * 1000)
    measures = [0] * (len(codes) - 1) + [length if apart_mm is None else apart_mm]
    days = [START] * (len(codes) - 1) + [day_number(dt.date(2020 + months_apart // 12, 3 + months_apart % 12, 1))]
    return screen_routes(
        [0] * len(codes), measures, days, codes, length_mm=length, rules=rule_set.black,
        period=MonthStep(rule_set.period_months),
    ).spots.tolist()  # fmt: skip


def test_the_files_are_the_ones_named_in_the_documentation():
    told = (FOLDER.parents[2] / "docs" / "rule-sets.md").read_text("utf-8")

    assert len(ALL) == len(BY_KEY) >= 17
    for rule_set in ALL:
        assert f"`{rule_set.key}`" in told


@pytest.mark.parametrize("rule_set", ALL, ids=lambda one: one.key)
def test_each_says_where_it_is_from_how_sure_it_is_and_is_never_the_default(rule_set):
    assert rule_set.is_by_name_only
    assert rule_set.source
    assert rule_set.confidence.vi
    assert rule_set.fit is not None
    assert rule_set.period_months in {12, 36, 60}


THRESHOLDS = [
    # rule set, classes that just reach it, classes that just do not
    ("NO-POINT", [INJURY] * 3 + [F], [INJURY] * 3 + [MINOR] * 9),
    ("NO-SECTION", [INJURY] * 10, [INJURY] * 9),
    ("HU-BUILT-UP", [INJURY] * 4, [INJURY] * 3),
    ("HU-RURAL", [F] + [INJURY] * 3, [F] + [INJURY] * 2 + [DAMAGE] * 5),
    ("BE-VLG", [F, F, F], [F, F] + [INJURY] * 4),
    ("BE-VLG", [F, F] + [INJURY] * 5, [INJURY] * 14),
    ("BE-VLG", [INJURY] * 15, [F] + [INJURY] * 9),
    ("DE-RURAL-3Y", [F, F, F], [F, F] + [INJURY] * 2),
    ("DE-RURAL-3Y", [INJURY] * 8, [INJURY] * 7),
    ("DE-RURAL-3Y", [F] + [INJURY] * 5, [F] + [INJURY] * 4),
    ("DE-URBAN-3Y", [INJURY] * 5, [INJURY] * 4 + [MINOR]),
    ("DE-URBAN-1Y", [MINOR] * 4 + [DAMAGE], [MINOR] * 4),
    ("AT-1Y", [INJURY] * 2 + [DAMAGE] * 3, [INJURY] * 2 + [DAMAGE] * 2),
    ("AT-3Y", [INJURY] * 3, [INJURY] * 2 + [DAMAGE] * 5),
    ("PT-ANSR", [F] + [INJURY] * 4, [F] + [INJURY] * 3),
    ("PT-ANSR", [INJURY] * 7, [INJURY] * 6),
    ("IN-MORTH", [F] * 5, [F] * 4),
    ("CZ-1Y", [F, INJURY, INJURY], [F, INJURY]),
    ("AU-URBAN", [INJURY] * 3, [INJURY] * 2),
    ("AU-RURAL", [F, INJURY], [F, MINOR]),
    ("RU-TOWN", [INJURY] * 5, [INJURY] * 4),
    ("RU-ROAD", [F] * 5, [F] * 4 + [DAMAGE]),
]


def test_every_definition_has_a_case_at_its_threshold():
    assert {key for key, *_ in THRESHOLDS} == set(BY_KEY)


@pytest.mark.parametrize(("key", "enough", "too_few"), THRESHOLDS)
def test_exactly_at_the_threshold_and_just_below(key, enough, too_few):
    rule_set = BY_KEY[key]

    assert find(rule_set, enough)
    assert not find(rule_set, too_few)


@pytest.mark.parametrize(("key", "enough", "too_few"), THRESHOLDS)
def test_exactly_at_its_length_and_period_and_just_beyond(key, enough, too_few):
    rule_set = BY_KEY[key]
    length = round((rule_set.length_m or 300.0) * 1000)
    years = rule_set.period_months // 12
    same_date = day_number(dt.date(2020 + years, 3, 1))

    def found(apart, day):
        days = [START] * (len(enough) - 1) + [day]
        return screen_routes(
            [0] * len(enough), [0] * (len(enough) - 1) + [apart], days, enough, length_mm=length, rules=rule_set.black,
            period=MonthStep(rule_set.period_months),
        ).members.all()  # fmt: skip

    assert found(length, same_date - 1)
    assert not found(length + 1, same_date - 1)
    assert not found(length, same_date)


@pytest.mark.parametrize("rule_set", ALL, ids=lambda one: one.key)
@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_every_definition_agrees_with_the_brute_force(rule_set, engine, brute_force):
    """Written a second time from the file itself: points where the file has weights, counts elsewhere."""
    rules = [
        [
            (dict(zip(bound.classes, bound.weights, strict=True)) if bound.weights else bound.classes, bound.at_least)
            for bound in rule.bounds
        ]
        for rule in rule_set.black
    ]
    rng = np.random.default_rng(len(rule_set.key) + rule_set.period_months)
    n, length = 26, 9
    for _ in range(5):
        measure, code = rng.integers(0, 30, n), rng.integers(0, 3, n)
        day = START + rng.integers(0, 2_000, n)
        last = MonthStep(rule_set.period_months).last_days(day)
        answer = brute_force.by_windows(
            measure.tolist(), day.tolist(), code.tolist(), length, rules,
            dict(zip(day.tolist(), (last + 1).tolist(), strict=True)), dict.fromkeys(range(8), 1),
        )  # fmt: skip

        found = screen_routes(
            np.zeros(n, dtype=np.int64), measure, day, code, length_mm=length, rules=rule_set.black,
            period=MonthStep(rule_set.period_months), weights=dict.fromkeys(range(8), 1), engine=engine,
        )  # fmt: skip

        assert found.members.tolist() == answer.members
        assert [row[1:] for row in found.tight_stretches.tolist()] == [list(row) for row in answer.tight]
        assert [row[1:] for row in found.spots.tolist()] == [list(row) for row in answer.spots]


def test_the_combinations_of_a_rule_with_weights_mean_the_same_for_all_counts():
    rng = np.random.default_rng(5)
    for _ in range(60):
        classes = tuple(int(c) for c in rng.choice(4, int(rng.integers(1, 4)), replace=False))
        weights = tuple(int(w) for w in rng.integers(1, 7, len(classes)))
        rule = CountRule("r", (ClassBound(classes, int(rng.integers(1, 14)), weights), ClassBound((0, 1), 1)))
        plain = plain_rules(rule)
        for _ in range(40):
            counts = {c: int(rng.integers(0, 6)) for c in range(4)}
            assert rule.holds(counts) == any(one.holds(counts) for one in plain)
        assert all(bound.weights is None for one in plain for bound in one.bounds)


def test_the_fewest_accidents_of_a_rule_with_weights_are_found():
    rule = CountRule("r", (ClassBound((F, INJURY), 15, (5, 1)),))

    assert evidence.fewest(rule, {F: 2, INJURY: 9}) == [{F: 2, INJURY: 5}]
    assert evidence.fewest(rule, {F: 9}) == [{F: 3}]
    assert evidence.fewest(rule, {F: 2, INJURY: 4}) == []


def test_a_rule_with_too_many_combinations_is_refused_in_words():
    rule = CountRule("r", (ClassBound((0, 1, 2), 200, (7, 3, 2)),))

    with pytest.raises(ValueError, match="tổ hợp"):
        screen_routes([0], [0], [0], [0], length_mm=1, rules=[rule])
