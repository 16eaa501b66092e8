"""The class of an accident: from its counts, beside the class somebody entered, and whether the two agree.

Screening counts by TT 41/2024/TT-BGTVT Điều 14, statistics by TT 26/2024/TT-BCA Điều 5, in force from 15/8/2024:
older accidents get no class of that circular.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from atgt.domain.severity import (
    ACCIDENT_DAMAGE_VND,
    LEGAL_CLASS_LABELS,
    SEVERITY_LABELS,
    LegalClass,
    Severity,
    legal_class,
    screening_severity,
)
from atgt.ingestion.reading import Fault, error, warning
from atgt.ingestion.synonyms import HeaderSynonyms
from atgt.ingestion.text_repair import fold_words

CLASSES_SINCE = dt.date(2024, 8, 15)
"""First day of TT 26/2024/TT-BCA."""

_SEVERITIES = {
    "fatal": Severity.FATAL,
    "injury": Severity.INJURY,
    "minor_collision": Severity.MINOR_COLLISION,
    "damage_only": Severity.DAMAGE_ONLY,
}
_WORST_FIRST = ("fatal", "dac_biet_nghiem_trong", "rat_nghiem_trong", "nghiem_trong", "injury", "it_nghiem_trong",
                "damage_only", "minor_collision")  # fmt: skip
_RATE = re.compile(r"\d{1,4}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says about how bad it was; None is not recorded."""

    day: dt.date | None
    killed: int | None
    injured: int | None
    damage_vnd: int | None
    injury_rates: str | None
    entered: str | None  # the class words as written


@dataclass(frozen=True, slots=True)
class Classified:
    """Severity for screening (None: cannot be told), legal class (None: not told), and doubts."""

    severity: Severity | None
    legal: LegalClass | None
    faults: tuple[Fault, ...]


def entered_meaning(text: str, synonyms: HeaderSynonyms, own_words: Mapping[str, str]) -> str | None:
    """What class words mean: a severity ("fatal" …) or a legal class; the worst when several are named.

    Examples
    --------
    >>> words = HeaderSynonyms({}, {}, (("it nghiem trong", "it_nghiem_trong"), ("nghiem trong", "nghiem_trong"),
    ...                                 ("chet nguoi", "fatal"), ("nt", "nghiem_trong")), (), (), ())
    >>> entered_meaning("TNGT ít nghiêm trọng", words, {}), entered_meaning("không chết người", words, {}) is None
    ('it_nghiem_trong', True)
    >>> entered_meaning("NT", words, {}), entered_meaning("DOD", words, {"DOD": "fatal"})
    ('nghiem_trong', 'fatal')
    """
    left = f" {fold_words(text)} "
    own = {fold_words(word) or word: target for word, target in own_words.items()}
    if left.strip() in own:
        return own[left.strip()]
    found = []
    for word, target in (*sorted(own.items(), key=lambda pair: -len(pair[0])), *synonyms.class_words):
        if len(word) <= 4 and left.strip() != word:
            continue
        start = left.find(f" {word} ")
        if start < 0:
            continue
        if not re.search(r"\bkhong(?: co)?(?: nguoi)? $", left[: start + 1]):
            found.append(target)
        left = left[: start + 1] + "#" + left[start + 1 + len(word) :]
    return min(found, key=_WORST_FIRST.index) if found else None


def classify(facts: Facts, meaning: str | None) -> Classified:
    """The classes of one accident and every doubt about them.

    Examples
    --------
    >>> done = classify(Facts(dt.date(2026, 2, 27), 1, 0, None, None, "Va chạm"), "minor_collision")
    >>> done.severity.name, done.legal.value, done.faults[0].rule
    ('FATAL', 'nghiem_trong', 'class_disagrees')
    >>> classify(Facts(dt.date(2026, 2, 27), None, None, None, None, None), None).faults[0].rule
    'severity_unknown'
    """
    if facts.killed is None and facts.injured is None:
        return _by_entered_class(facts, meaning)
    severity = screening_severity(facts.killed or 0, facts.injured or 0, facts.damage_vnd)
    faults: list[Fault] = []
    if severity is Severity.MINOR_COLLISION and facts.damage_vnd is None:
        severity, doubt = _without_damage(facts, meaning)
        faults += [doubt] if doubt else []
    legal = _legal(facts)
    disagreement = _disagreement(facts, meaning, severity, legal)
    faults += [disagreement] if disagreement else []
    return Classified(severity, legal, tuple(faults))


def rates_of(facts: Facts) -> tuple[float, ...] | None:
    """The injury rates of the injured, in percent; nobody injured gives (), not recorded or above 100 gives None."""
    numbers = tuple(float(number.replace(",", ".")) for number in _RATE.findall(facts.injury_rates or ""))
    if numbers:
        return numbers if max(numbers) <= 100 else None
    return () if facts.injured == 0 else None


def _by_entered_class(facts: Facts, meaning: str | None) -> Classified:
    """No count at all: only a class that says who was hurt can stand in for it."""
    if meaning in _SEVERITIES:
        severity = _SEVERITIES[meaning]
        doubt = warning(
            "counts_missing",
            f"không ghi số chết và số bị thương; mức độ lấy theo loại vụ đã ghi “{facts.entered}”; bổ sung số người",
            f"neither killed nor injured is given; the severity follows the entered class “{facts.entered}”; add them",
        )
        return Classified(severity, None, (doubt,))
    if meaning is None:
        why = "không ghi số chết, số bị thương, cũng không có loại vụ" if not facts.entered else (
            f"không ghi số chết, số bị thương; loại vụ “{facts.entered}” không cho biết"
        )  # fmt: skip
    else:
        why = f"không ghi số chết, số bị thương; “{facts.entered}” chưa nói có người chết hay không"
    return Classified(
        None,
        None,
        (
            error(
                "severity_unknown",
                f"{why}. Điền số người, ghi 0 nếu không có ai",
                "the severity cannot be told without killed and injured; fill them in, 0 when there was nobody",
            ),
        ),
    )


def _without_damage(facts: Facts, meaning: str | None) -> tuple[Severity, Fault | None]:
    """Nobody hurt and no damage recorded: the entered class tells a damage accident from a minor collision."""
    if meaning == "damage_only":
        return Severity.DAMAGE_ONLY, None
    if meaning in {"it_nghiem_trong", "nghiem_trong", "rat_nghiem_trong", "dac_biet_nghiem_trong"}:
        return Severity.DAMAGE_ONLY, warning(
            "damage_missing_for_class",
            f"loại vụ ghi “{facts.entered}” nhưng không ai chết, bị thương và chưa ghi thiệt hại; bổ sung thiệt hại",
            f"the class says “{facts.entered}” but nobody was hurt and no damage is given; add the damage",
        )
    return Severity.MINOR_COLLISION, None


def _legal(facts: Facts) -> LegalClass | None:
    if facts.day is None or facts.day < CLASSES_SINCE or facts.killed is None:
        return None
    return legal_class(facts.killed, rates_of(facts), facts.damage_vnd)


def _disagreement(facts: Facts, meaning: str | None, severity: Severity, legal: LegalClass | None) -> Fault | None:
    if meaning is None:
        return None
    if meaning == "minor_collision" and severity is Severity.INJURY:
        return warning(
            "light_injury_collision",
            f"loại vụ ghi “{facts.entered}” nhưng có {facts.injured} người bị thương: khi rà soát được tính là vụ có "
            "người bị thương; nếu chỉ thương tích dưới 11% thì ghi rõ ở tỷ lệ tổn thương",
            f"the class says “{facts.entered}” but {facts.injured} were injured: screening "
            "counts an injury accident; if the injuries are below 11 %, write the rate",
        )
    if meaning in _SEVERITIES:
        return _disagrees(facts, SEVERITY_LABELS[severity].vi, SEVERITY_LABELS[severity].en) if (
            _SEVERITIES[meaning] is not severity and not _is_small_damage(meaning, severity, facts)
        ) else None  # fmt: skip
    if legal is None:
        return None
    entered = LegalClass(meaning)
    order = list(LegalClass)
    is_complete = facts.damage_vnd is not None and rates_of(facts) is not None
    if order.index(entered) > order.index(legal) or (entered is not legal and is_complete):
        label = LEGAL_CLASS_LABELS[legal]
        return _disagrees(facts, label.vi, label.en)
    return None


def _is_small_damage(meaning: str, severity: Severity, facts: Facts) -> bool:
    """Damage below the accident level, entered as a damage accident: a matter of words, not of facts."""
    return meaning == "damage_only" and severity is Severity.MINOR_COLLISION and (
        facts.damage_vnd or 0
    ) < ACCIDENT_DAMAGE_VND  # fmt: skip


def _disagrees(facts: Facts, vi: str, en: str) -> Fault:
    counts = f"{_n(facts.killed)} chết, {_n(facts.injured)} bị thương"
    return warning(
        "class_disagrees",
        f"loại vụ ghi “{facts.entered}” nhưng theo số liệu ({counts}) là “{vi}”; giữ cả hai, kiểm tra lại",
        f"the class says “{facts.entered}” but the figures give “{en}”; both are kept, check them",
    )


def _n(count: int | None) -> str:
    return "?" if count is None else str(count)
