"""Rule sets: the law as data, refused when it could not be screened exactly."""

import copy
import datetime as dt
import tomllib
from pathlib import Path

import pytest

from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import RuleSetError
from atgt.domain.severity import Severity
from atgt.network_screening.rules import (
    DEFAULT_RULES,
    ClassBound,
    CountRule,
    parse_rule_sets,
    rule_set_in_force,
)

RULE_FILE = Path(__file__).parents[2] / "data" / "reference" / "black_spot_rules.toml"
F, INJ, MINOR, DAMAGE = (int(s) for s in Severity)


@pytest.fixture(scope="module")
def mapping():
    return tomllib.loads(RULE_FILE.read_text(encoding="utf-8"))


@pytest.fixture
def table(mapping):
    """A copy of the newer rule set that a test may damage."""
    return copy.deepcopy(mapping["rule_set"][1])


def level_of(rule_set, counts):
    if any(rule.holds(counts) for rule in rule_set.black):
        return "black"
    return "potential" if any(rule.holds(counts) for rule in rule_set.potential) else "none"


def test_default_rules_are_in_the_order_of_the_bits():
    assert [rule.key for rule in DEFAULT_RULES] == ["two_fatal", "three_with_one_fatal", "four_injury", "five_pdo"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({F: 2}, "black"),
        ({F: 1, INJ: 2}, "black"),
        ({F: 1, DAMAGE: 2}, "black"),
        ({INJ: 4}, "black"),
        ({F: 1, INJ: 1}, "potential"),
        ({INJ: 3}, "potential"),
        ({MINOR: 5}, "potential"),
        ({MINOR: 4}, "none"),
        ({F: 1}, "potential"),
        ({INJ: 3, MINOR: 4}, "potential"),
        ({F: 1, MINOR: 2}, "potential"),
        ({DAMAGE: 9}, "none"),
    ],
)
def test_worked_cases_of_the_new_circular(rule_sets, counts, expected):
    assert level_of(rule_sets[1], counts) == expected


def test_under_the_old_circular_one_death_alone_is_not_counted_as_potential(rule_sets):
    assert level_of(rule_sets[0], {F: 1}) == "none"
    assert level_of(rule_sets[0], {INJ: 1}) == "potential"
    assert level_of(rule_sets[0], {F: 2}) == "black"


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (dt.date(2012, 9, 15), "TT26-2012"),
        (dt.date(2024, 12, 31), "TT26-2012"),
        (dt.date(2025, 1, 1), "TT41-2024"),
        (dt.date(2031, 6, 1), "TT41-2024"),
    ],
)
def test_the_rule_set_in_force_follows_the_day(rule_sets, day, key):
    assert rule_set_in_force(rule_sets, day).key == key


def test_before_the_first_circular_no_rule_set_is_in_force(rule_sets):
    with pytest.raises(RuleSetError, match="Không có bộ quy tắc nào có hiệu lực ngày 14/09/2012"):
        rule_set_in_force(rule_sets, dt.date(2012, 9, 14))


def test_a_reading_changes_the_rules(rule_sets):
    strict = rule_sets[1].with_readings({"damage_only_in_three": "no"})

    assert level_of(strict, {F: 1, DAMAGE: 2}) == "potential"
    assert level_of(strict, {F: 1, INJ: 2}) == "black"
    assert strict.readings["damage_only_in_three"] == "no"
    assert rule_sets[1].readings["damage_only_in_three"] == "yes"


def test_an_unknown_reading_is_refused(rule_sets):
    with pytest.raises(RuleSetError, match="không có cách hiểu"):
        rule_sets[1].with_readings({"damage_only_in_three": "perhaps"})


def test_every_open_question_states_its_default_in_both_languages(rule_sets):
    for rule_set in rule_sets:
        assert {q.key for q in rule_set.open_questions} == {
            "twelve_months",
            "number_of_accidents",
            "damage_only_in_three",
            "light_injury",
        }
        for question in rule_set.open_questions:
            assert question.default == question.chosen
            assert question.text.vi
            assert question.default.en


def test_every_rule_has_words_and_a_source(rule_sets):
    for rule_set in rule_sets:
        assert rule_set.hazard_clause.vi
        for level in SpotLevel:
            for rule in rule_set.rules(level):
                assert rule.clause.vi
                assert rule.clause.en
                assert rule.source.startswith(rule_set.source)


def test_only_the_new_circular_has_the_infrastructure_exclusion(rule_sets):
    assert rule_sets[0].exclusion is None
    assert "không do kết cấu hạ tầng" in rule_sets[1].exclusion.vi


@pytest.mark.parametrize("upper", ["at_most", "exactly", "fewer_than"])
def test_an_upper_bound_is_refused_because_it_is_not_monotone(table, upper):
    table["black"][0]["bounds"][0][upper] = 3

    with pytest.raises(RuleSetError, match="cận trên") as caught:
        parse_rule_sets({"rule_set": [table]})

    assert "not monotone" in caught.value.text.en
    assert "two_fatal" in caught.value.text.en


def damage(path, value):
    """A function that sets (or with ``...`` removes) one entry of a rule set."""

    def apply(table):
        target = table
        for step in path[:-1]:
            target = target[step]
        if value is ...:
            del target[path[-1]]
        else:
            target[path[-1]] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("valid_from",), ..., "thiếu ngày bắt đầu hiệu lực"),
        (("valid_from",), "2025-01-01", "không phải là ngày"),
        (("valid_from",), dt.datetime(2025, 1, 1), "không phải là ngày"),
        (("valid_to",), dt.date(2025, 1, 1), "phải sau"),
        (("source",), ..., "thiếu “source”"),
        (("source",), " ", "thiếu “source”"),
        (("article",), ..., "thiếu “article”"),
        (("title",), ..., "thiếu “title”"),
        (("title",), {"vi": "chỉ tiếng Việt"}, "thiếu “en”"),
        (("key",), "", "thiếu “key”"),
        (("colour",), "red", "không hiểu được: colour"),
        (("black",), [], "có 0 tiêu chí"),
        (("black",), "two", "phải là danh sách"),
        (("potential",), ..., "có 0 tiêu chí"),
        (("black", 0, "source"), ..., "thiếu “source”"),
        (("black", 0, "clause"), ..., "thiếu “clause”"),
        (("black", 0, "bounds"), [], "ít nhất một ngưỡng"),
        (("black", 0, "weight"), 1, "không hiểu được: weight"),
        (("black", 0, "key"), "four_injury", "dùng hai lần"),
        (("black", 1, "reading"), {}, "dùng hai lần"),
        (("black", 1, "reading"), {"damage_only_in_three": "maybe"}, "không có cách hiểu"),
        (("black", 0, "bounds", 0, "classes"), ["DEAD"], "không có mức độ"),
        (("black", 0, "bounds", 0, "classes"), [], "một hay nhiều mã"),
        (("black", 0, "bounds", 0, "at_least"), 0, "luôn đúng"),
        (("black", 0, "bounds", 0, "at_least"), 1.5, "không phải số nguyên"),
        (("black", 0, "bounds", 0, "at_least"), ..., "đúng “classes” và “at_least”"),
        (("open_question", 0, "default"), "never", "không nằm trong"),
        (("open_question", 1, "key"), "twelve_months", "dùng hai lần"),
    ],
)
def test_a_damaged_rule_set_is_refused_and_the_words_say_where(table, path, value, message):
    damage(path, value)(table)

    with pytest.raises(RuleSetError, match=message):
        parse_rule_sets({"rule_set": [table]})


def test_overlapping_validity_is_refused(mapping):
    tables = copy.deepcopy(mapping["rule_set"])
    tables[0]["valid_to"] = dt.date(2025, 1, 2)

    with pytest.raises(RuleSetError, match="chồng nhau"):
        parse_rule_sets({"rule_set": tables})


def test_an_open_end_before_a_newer_rule_set_is_refused(mapping):
    tables = copy.deepcopy(mapping["rule_set"])
    del tables[0]["valid_to"]

    with pytest.raises(RuleSetError, match="chồng nhau"):
        parse_rule_sets({"rule_set": tables})


def test_the_order_in_the_file_does_not_matter(mapping, rule_sets):
    assert parse_rule_sets({"rule_set": mapping["rule_set"][::-1]}) == rule_sets


def test_the_same_key_twice_is_refused(table):
    other = copy.deepcopy(table)
    table["valid_to"], other["valid_from"] = dt.date(2026, 1, 1), dt.date(2026, 1, 1)

    with pytest.raises(RuleSetError, match="dùng hai lần"):
        parse_rule_sets({"rule_set": [table, other]})


@pytest.mark.parametrize("nothing", [{}, {"rule_set": []}])
def test_a_file_without_rule_sets_is_refused(nothing):
    with pytest.raises(RuleSetError, match="không có bảng"):
        parse_rule_sets(nothing)


@pytest.mark.parametrize("classes", [(), (0, 0), (8,), (-1,)])
def test_a_bound_names_different_known_classes(classes):
    with pytest.raises(RuleSetError, match="mã khác nhau"):
        ClassBound(classes, 1)


def test_a_rule_needs_a_name_and_a_bound():
    with pytest.raises(RuleSetError, match="phải có tên"):
        CountRule("", (ClassBound((0,), 1),))
    with pytest.raises(RuleSetError, match="phải có tên"):
        CountRule("nothing", ())
