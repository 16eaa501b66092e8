"""Dated rule sets, and the readings of what the law leaves open.

A legal level with an upper bound (potential: "fewer than 4 injury-only") is written as "potential or worse";
the worse level is taken away afterwards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import RuleSetError
from atgt.domain.text import Text
from atgt.network_screening.count_rules import CountRule


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible reading of an open question."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something the text of the law leaves open, the reading taken, and the readings offered."""

    key: str
    text: Text
    choices: tuple[Choice, ...]
    default_key: str
    reading: str

    @property
    def default(self) -> Text:
        """The default reading in words."""
        return self._words(self.default_key)

    @property
    def chosen(self) -> Text:
        """The reading in use, in words: print it beside every result."""
        return self._words(self.reading)

    def _words(self, key: str) -> Text:
        return next(choice.text for choice in self.choices if choice.key == key)


@dataclass(frozen=True, slots=True)
class RuleVariant:
    """A rule of one level that holds only under certain readings; ``readings`` is empty for "always"."""

    level: SpotLevel
    rule: CountRule
    readings: tuple[tuple[str, str], ...] = ()

    def applies(self, taken: Mapping[str, str]) -> bool:
        """Whether the readings taken are the ones this variant is written for."""
        return all(taken.get(question) == choice for question, choice in self.readings)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The thresholds of one legal text, dated.

    Parameters
    ----------
    valid_from, valid_to
        First day in force and first day no longer in force (exclusive; None: still in force).
    source, article
        The law, and the article that holds the criteria.
    confidence
        How well the wording was checked, in words to print on the page of bases and limits.
    black, potential
        The rules under the readings taken. Potential means "potential or worse".
    open_questions
        What the law leaves open, with the reading taken. Change readings with ``with_readings``.
    hazard_clause
        The potential criterion that counts nothing (state of the road); recorded by people, not detected.
    exclusion
        When a place that reaches the counts is still not one in law; decided by people. None when not found.
    length_m, junction_radius_m, period_months
        What the text itself states; None where it leaves the choice to the office.
    is_by_name_only
        Never taken because of the day, only when it is named: the definitions of other countries.
    replaces
        Key of the rule set that is no longer in force from ``valid_from`` on, for a set that an office adds.
    fit
        How the screening compares with the text, when it is not the same: what is left out, what is found too much.
    origin
        File the rule set was read from; empty for the sets of the law that come with the program.
    """

    key: str
    title: Text
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    article: str
    confidence: Text
    variants: tuple[RuleVariant, ...]
    open_questions: tuple[OpenQuestion, ...]
    hazard_clause: Text
    exclusion: Text | None = None
    length_m: float | None = None
    junction_radius_m: float | None = None
    period_months: int | None = None
    is_by_name_only: bool = False
    replaces: str | None = None
    fit: Text | None = None
    origin: str = ""

    @property
    def identity(self) -> str:
        """Key and a short hash of everything that decides what is found: the readings, the bounds, the dates."""
        told: list[object] = [self.key, self.valid_from.isoformat(), str(self.valid_to), sorted(self.readings.items())]
        for level in SpotLevel:
            told += [
                (level.value, rule.key, [(b.classes, b.at_least, b.weights) for b in rule.bounds])
                for rule in self.rules(level)
            ]
        return f"{self.key}:{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}"

    @property
    def other_readings(self) -> dict[str, str]:
        """The readings taken that are not the default ones."""
        return {q.key: q.reading for q in self.open_questions if q.reading != q.default_key}

    @property
    def black(self) -> tuple[CountRule, ...]:
        """The rules of the black level under the readings taken."""
        return self.rules(SpotLevel.BLACK)

    @property
    def potential(self) -> tuple[CountRule, ...]:
        """The rules of the potential level, "or worse", under the readings taken."""
        return self.rules(SpotLevel.POTENTIAL)

    @property
    def readings(self) -> dict[str, str]:
        """The reading taken of every open question."""
        return {question.key: question.reading for question in self.open_questions}

    def rules(self, level: SpotLevel) -> tuple[CountRule, ...]:
        """The rules of one level under the readings taken, in the order written."""
        taken = self.readings
        return tuple(v.rule for v in self.variants if v.level is level and v.applies(taken))

    def is_in_force(self, day: dt.date) -> bool:
        """Whether the rule set is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def with_readings(self, readings: Mapping[str, str]) -> RuleSet:
        """The same rule set under other readings of its open questions; unknown ones raise ``RuleSetError``."""
        known = {question.key: question for question in self.open_questions}
        for key, choice in readings.items():
            if key not in known or choice not in {c.key for c in known[key].choices}:
                raise RuleSetError(
                    Text(
                        f"Bộ quy tắc {self.key} không có cách hiểu “{key} = {choice}”.",
                        f"Rule set {self.key} has no reading “{key} = {choice}”.",
                    )
                )
        questions = tuple(replace(q, reading=readings.get(q.key, q.reading)) for q in self.open_questions)
        return replace(self, open_questions=questions)


def rule_set_in_force(rule_sets: Sequence[RuleSet], day: dt.date) -> RuleSet:
    """The one rule set in force on a day; ``RuleSetError`` when there is none. Sets by name only are passed over."""
    for rule_set in rule_sets:
        if rule_set.is_in_force(day) and not rule_set.is_by_name_only:
            return rule_set
    raise RuleSetError(
        Text(
            f"Không có bộ quy tắc nào có hiệu lực ngày {day:%d/%m/%Y}. Hãy chọn ngày khác hoặc chỉ định bộ quy tắc.",
            f"No rule set is in force on {day.isoformat()}. Choose another day or name a rule set.",
        )
    )


def combine(shipped: Iterable[RuleSet], own: Iterable[RuleSet]) -> tuple[RuleSet, ...]:
    """The rule sets of the program and of the office together, by date; each set of the office ends what it replaces.

    Raises
    ------
    RuleSetError
        When a key stands twice, a set replaces one that is not there, or two would be in force on one day.
    """
    known = {rule_set.key: rule_set for rule_set in shipped}
    for added in sorted(own, key=lambda s: s.valid_from):
        if added.key in known:
            raise RuleSetError(
                Text(
                    f"{added.origin}: đã có bộ tiêu chí tên “{added.key}”; hãy đặt key khác.",
                    f"{added.origin}: a rule set “{added.key}” exists already; give it another key.",
                )
            )
        if added.replaces is not None:
            known[added.replaces] = _closed(known.get(added.replaces), added)
        known[added.key] = added
    by_date = sorted(known.values(), key=lambda s: (s.valid_from, s.key))
    refuse_overlaps(by_date)
    return tuple(by_date)


def refuse_overlaps(rule_sets: Iterable[RuleSet]) -> None:
    """Two rule sets in force on one day are refused; those by name only are never in force by themselves."""
    dated = sorted((s for s in rule_sets if not s.is_by_name_only), key=lambda s: s.valid_from)
    for earlier, later in pairwise(dated):
        if earlier.valid_to is None or earlier.valid_to > later.valid_from:
            file = "".join(dict.fromkeys(f"{one.origin}. " for one in (earlier, later) if one.origin))
            raise RuleSetError(
                Text(
                    f"{file}Bộ quy tắc {earlier.key} và {later.key}: thời gian hiệu lực chồng nhau: {later.key} "
                    f"bắt đầu {later.valid_from:%d/%m/%Y}; hãy ghi valid_to của {earlier.key}, hoặc ghi "
                    f'replaces = "{earlier.key}" trong bộ {later.key}.',
                    f"{file}Rule sets {earlier.key} and {later.key}: they are in force at the same time: {later.key} "
                    f"begins on {later.valid_from.isoformat()}; write valid_to of {earlier.key}, or "
                    f'replaces = "{earlier.key}" in {later.key}.',
                )
            )


def _closed(replaced: RuleSet | None, by: RuleSet) -> RuleSet:
    if replaced is None or by.valid_from <= replaced.valid_from:
        raise RuleSetError(
            Text(
                f'{by.origin}: bộ {by.key} ghi replaces = "{by.replaces}", nhưng không có bộ nào tên đó có hiệu lực '
                f"trước ngày {by.valid_from:%d/%m/%Y}.",
                f'{by.origin}: {by.key} says replaces = "{by.replaces}", but no such rule set is in force before '
                f"{by.valid_from.isoformat()}.",
            )
        )
    ends = by.valid_from if replaced.valid_to is None else min(replaced.valid_to, by.valid_from)
    return replace(replaced, valid_to=ends)
