"""Dated rule sets, and the readings of what the law leaves open.

A legal level with an upper bound (potential: "fewer than 4 injury-only") is written as "potential or worse";
the worse level is taken away afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    """The one rule set in force on a day; ``RuleSetError`` when there is none."""
    for rule_set in rule_sets:
        if rule_set.is_in_force(day):
            return rule_set
    raise RuleSetError(
        Text(
            f"Không có bộ quy tắc nào có hiệu lực ngày {day:%d/%m/%Y}. Hãy chọn ngày khác hoặc chỉ định bộ quy tắc.",
            f"No rule set is in force on {day.isoformat()}. Choose another day or name a rule set.",
        )
    )
