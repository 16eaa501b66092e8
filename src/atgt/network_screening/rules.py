"""The legal thresholds as data: read rule sets from the mapping a TOML file gives.

The caller reads the disk (``tomllib.loads``). Everything that is not monotone, not dated, not sourced or not complete
is refused with words that say where it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NoReturn

from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import RuleSetError
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.network_screening.count_rules import DEFAULT_RULES, MAX_RULES, ClassBound, CountRule
from atgt.network_screening.rule_sets import (
    Choice,
    OpenQuestion,
    RuleSet,
    RuleVariant,
    combine,
    refuse_overlaps,
    rule_set_in_force,
)
from atgt.network_screening.weighted_rules import without_weights

__all__ = [
    "DEFAULT_RULES",
    "Choice",
    "ClassBound",
    "CountRule",
    "OpenQuestion",
    "RuleSet",
    "RuleVariant",
    "combine",
    "parse_rule_sets",
    "rule_set_in_force",
]

UPPER_BOUNDS = frozenset({"at_most", "exactly", "fewer_than", "less_than", "max", "equals"})
_SET_KEYS = frozenset(
    {"key", "title", "valid_from", "valid_to", "source", "article", "confidence", "hazard_clause", "exclusion"}
    | {"black", "potential", "open_question", "replaces", "by_name_only", "fit"}
    | {"length_m", "junction_radius_m", "period_months"}
)
_LIMITS = {"length_m": (1.0, 10_000.0), "junction_radius_m": (0.0, 1_000.0), "period_months": (1.0, 120.0)}


def parse_rule_sets(mapping: Mapping[str, Any], *, origin: str = "") -> tuple[RuleSet, ...]:
    """Rule sets in the order of their dates, every open question read by its default.

    Parameters
    ----------
    mapping
        What ``tomllib.loads`` gives for ``black_spot_rules.toml``: a list ``rule_set`` of tables with ``key``,
        ``title``, ``valid_from``, ``valid_to`` (exclusive, left out while in force), ``source``, ``article``,
        ``confidence``, ``hazard_clause``, ``black``, ``potential``, ``open_question``. Optional: ``length_m``,
        ``junction_radius_m``, ``period_months`` (what the text itself states), ``by_name_only``, ``replaces``, ``fit``.
    origin
        Name of the file, for words to people.

    Raises ``RuleSetError`` on the first rule that is not monotone, and on anything undated, unsourced, unknown,
    overlapping in time, or named twice.
    """
    tables = _tables(mapping, "rule_set", "tệp quy tắc", "rule file")
    if not tables:
        _refuse("tệp quy tắc", "rule file", "không có bảng [[rule_set]] nào", "it holds no [[rule_set]] table")
    rule_sets = sorted((_rule_set(table, origin) for table in tables), key=lambda s: s.valid_from)
    _refuse_twice([s.key for s in rule_sets], "tệp quy tắc", "rule file")
    refuse_overlaps(rule_sets)
    return tuple(rule_sets)


def _rule_set(table: Mapping[str, Any], origin: str) -> RuleSet:
    key = str(table.get("key", ""))
    vi, en = f"bộ quy tắc “{key}”", f"rule set “{key}”"
    if not key:
        _refuse(vi, en, "thiếu “key”", "“key” is missing")
    if unknown := sorted(set(table) - _SET_KEYS):
        _refuse(vi, en, f"có mục không hiểu được: {', '.join(unknown)}", f"unknown entries: {', '.join(unknown)}")
    questions = tuple(_question(q, vi, en) for q in _tables(table, "open_question", vi, en))
    _refuse_twice([q.key for q in questions], vi, en)
    variants = tuple(
        _variant(rule, level, questions, vi, en)
        for level in (SpotLevel.BLACK, SpotLevel.POTENTIAL)
        for rule in _tables(table, level.value, vi, en)
    )
    valid_from, valid_to = _day(table, "valid_from", vi, en), _day(table, "valid_to", vi, en)
    if valid_from is None:
        _refuse(vi, en, "thiếu ngày bắt đầu hiệu lực “valid_from”", "“valid_from”, its first day in force, is missing")
    if valid_to is not None and valid_to <= valid_from:
        _refuse(vi, en, "“valid_to” phải sau “valid_from”", "“valid_to” must be after “valid_from”")
    rule_set = RuleSet(
        key=key,
        title=_text(table, "title", vi, en),
        valid_from=valid_from,
        valid_to=valid_to,
        source=_words(table, "source", vi, en),
        article=_words(table, "article", vi, en),
        confidence=_text(table, "confidence", vi, en),
        variants=variants,
        open_questions=questions,
        hazard_clause=_text(table, "hazard_clause", vi, en),
        exclusion=_text(table, "exclusion", vi, en) if "exclusion" in table else None,
        length_m=_number(table, "length_m", vi, en),
        junction_radius_m=_number(table, "junction_radius_m", vi, en),
        period_months=None if (months := _number(table, "period_months", vi, en)) is None else int(months),
        is_by_name_only=table.get("by_name_only") is True,
        replaces=_words(table, "replaces", vi, en) if "replaces" in table else None,
        fit=_text(table, "fit", vi, en) if "fit" in table else None,
        origin=origin,
    )
    choices = [[(q.key, choice.key) for choice in q.choices] for q in questions]
    for readings in product(*choices):
        for level in SpotLevel:
            _check_level(rule_set.with_readings(dict(readings)), level, vi, en)
    return rule_set


def _check_level(rule_set: RuleSet, level: SpotLevel, vi: str, en: str) -> None:
    """Whatever the readings, a level has 1 to 62 rules and no name twice.

    A definition of another country may know one level only. Weights count by the combinations they stand for.
    """
    rules = rule_set.rules(level)
    least = 0 if rule_set.is_by_name_only and level is SpotLevel.POTENTIAL else 1
    n = len(without_weights(rules)[0])
    if not least <= n <= MAX_RULES:
        _refuse(
            vi,
            en,
            f"mức “{level.value}” có {n} tiêu chí; cần {least} đến {MAX_RULES}",
            f"level “{level.value}” has {n} rules; {least} to {MAX_RULES} are needed",
        )
    _refuse_twice([rule.key for rule in rules], vi, en)


def _variant(
    table: Mapping[str, Any], level: SpotLevel, questions: tuple[OpenQuestion, ...], vi: str, en: str
) -> RuleVariant:
    key = str(table.get("key", ""))
    vi, en = f"{vi}, tiêu chí “{key}”", f"{en}, rule “{key}”"
    _refuse_upper_bounds(table, vi, en)
    if unknown := sorted(set(table) - {"key", "clause", "source", "bounds", "reading"}):
        _refuse(vi, en, f"có mục không hiểu được: {', '.join(unknown)}", f"unknown entries: {', '.join(unknown)}")
    reading = {str(k): str(v) for k, v in table.get("reading", {}).items()}
    known = {question.key: {choice.key for choice in question.choices} for question in questions}
    for question, choice in reading.items():
        if choice not in known.get(question, ()):
            _refuse(vi, en, f"không có cách hiểu “{question} = {choice}”", f"no reading “{question} = {choice}” exists")
    rule = CountRule(
        key=key,
        bounds=tuple(_bound(bound, vi, en) for bound in _tables(table, "bounds", vi, en)),
        clause=_text(table, "clause", vi, en),
        source=_words(table, "source", vi, en),
    )
    return RuleVariant(level, rule, tuple(sorted(reading.items())))


def _bound(table: Mapping[str, Any], vi: str, en: str) -> ClassBound:
    _refuse_upper_bounds(table, vi, en)
    if set(table) not in ({"classes", "at_least"}, {"weights", "at_least"}):
        _refuse(
            vi,
            en,
            "mỗi ngưỡng phải có đúng “classes” và “at_least”, hoặc đúng “weights” và “at_least”",
            "a bound has exactly “classes” and “at_least”, or “weights” and “at_least”",
        )
    points = table.get("weights")
    names, at_least = table["classes"] if points is None else points, table["at_least"]
    for value in (at_least, *(points.values() if isinstance(points, Mapping) else ())):
        if not isinstance(value, int) or isinstance(value, bool):
            _refuse(vi, en, f"“{value}” không phải số nguyên", f"“{value}” is not a whole number")
    known = Severity.__members__
    wrong = [str(name) for name in names if str(name) not in known]
    if wrong:
        _refuse(
            vi,
            en,
            f"không có mức độ “{', '.join(wrong)}”; dùng {', '.join(known)}",
            f"no severity “{', '.join(wrong)}”; use {', '.join(known)}",
        )
    weights = tuple(points.values()) if isinstance(points, Mapping) else None
    return ClassBound(tuple(int(known[str(name)]) for name in names), at_least, weights)


def _refuse_upper_bounds(table: Mapping[str, Any], vi: str, en: str) -> None:
    if found := sorted(UPPER_BOUNDS & set(table)):
        _refuse(
            vi,
            en,
            f"có cận trên “{found[0]}”: thêm một vụ có thể làm tiêu chí hết đúng, nên không dò chính xác được. "
            "Hãy viết thành “mức này hoặc nặng hơn” chỉ với “at_least”",
            f"it has the upper bound “{found[0]}”: one more accident could make it false, so it is not monotone and "
            "cannot be screened exactly. Write it as “this level or worse” with “at_least” only",
        )


def _question(table: Mapping[str, Any], vi: str, en: str) -> OpenQuestion:
    key = str(table.get("key", ""))
    vi, en = f"{vi}, điểm chưa rõ “{key}”", f"{en}, open question “{key}”"
    choices = tuple(Choice(str(c.get("key", "")), _text_of(c, vi, en)) for c in _tables(table, "choices", vi, en))
    default = str(table.get("default", ""))
    if not key or default not in {choice.key for choice in choices}:
        _refuse(
            vi,
            en,
            f"“default = {default}” không nằm trong “choices”",
            f"“default = {default}” is not one of its “choices”",
        )
    return OpenQuestion(key, _text_of(table, vi, en), choices, default_key=default, reading=default)


def _number(table: Mapping[str, Any], name: str, vi: str, en: str) -> float | None:
    """A number within what screening takes; None when the text states none."""
    value = table.get(name)
    if value is None:
        return None
    low, high = _LIMITS[name]
    is_whole = name != "period_months" or isinstance(value, int)
    if not isinstance(value, int | float) or isinstance(value, bool) or not is_whole or not low <= value <= high:
        _refuse(
            vi,
            en,
            f"“{name} = {value}” phải là số từ {low:g} đến {high:g}",
            f"“{name} = {value}” must be a number from {low:g} to {high:g}",
        )
    return float(value)


def _day(table: Mapping[str, Any], name: str, vi: str, en: str) -> dt.date | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        _refuse(vi, en, f"“{name} = {value}” không phải là ngày (năm-tháng-ngày)", f"“{name} = {value}” is not a date")
    return value


def _tables(table: Mapping[str, Any], name: str, vi: str, en: str) -> tuple[Mapping[str, Any], ...]:
    """A list of tables; none when the entry is left out."""
    value = table.get(name, ())
    if not isinstance(value, Sequence) or not all(isinstance(item, Mapping) for item in value):
        _refuse(vi, en, f"“{name}” phải là danh sách các bảng", f"“{name}” must be a list of tables")
    return tuple(value)


def _words(table: Mapping[str, Any], name: str, vi: str, en: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        _refuse(vi, en, f"thiếu “{name}” (căn cứ phải ghi rõ)", f"“{name}” is missing (every rule states its source)")
    return value.strip()


def _text(table: Mapping[str, Any], name: str, vi: str, en: str) -> Text:
    value = table.get(name)
    if not isinstance(value, Mapping):
        _refuse(vi, en, f"thiếu “{name}” bằng tiếng Việt và tiếng Anh", f"“{name}” is missing (vi and en)")
    return _text_of(value, f"{vi}, “{name}”", f"{en}, “{name}”")


def _text_of(table: Mapping[str, Any], vi: str, en: str) -> Text:
    return Text(_words(table, "vi", vi, en), _words(table, "en", vi, en))


def _refuse_twice(keys: list[str], vi: str, en: str) -> None:
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        _refuse(vi, en, f"tên “{twice[0]}” dùng hai lần", f"the name “{twice[0]}” is used twice")


def _refuse(place_vi: str, place_en: str, vi: str, en: str) -> NoReturn:
    said_vi, said_en = f"{place_vi}: {vi}.", f"{place_en}: {en}."
    raise RuleSetError(Text(said_vi[0].upper() + said_vi[1:], said_en[0].upper() + said_en[1:]))
