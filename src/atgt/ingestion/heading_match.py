"""Which column one heading means, by its words alone, with a confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from atgt.ingestion.numbers import unit_multiplier
from atgt.ingestion.synonyms import HeaderSynonyms
from atgt.ingestion.text_repair import fold_words, tidy

EXACT, CHILD_ONLY, CERTAIN, ASK = 1.0, 0.97, 0.8, 0.6
"""Confidence of a heading known as a whole, of its last level alone; what is used; what is at least asked about."""

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_UNIT_WORDS = re.compile(
    r"\b(?:don vi tinh|dvt|trieu dong|nghin dong|ngan dong|ty dong|trieu|tr dong|tr d|1000 dong|1000d|1000 d|dong|vnd"
    r"|nguoi|neu co|metre|met)\b"
)


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """A column key, how sure, and the synonym it rests on."""

    key: str
    confidence: float
    synonym: str


def joined(levels: Sequence[str]) -> str:
    """The levels of a heading as one text, repeated levels once.

    Examples
    --------
    >>> joined(["Hậu quả", "Chết"]), joined(["STT", "STT"])
    ('Hậu quả – Chết', 'STT')
    """
    return " – ".join(dict.fromkeys(tidy(level) for level in levels if level.strip()))


def forms(heading: str) -> Iterator[str]:
    """A heading folded, from the whole to the bare words without parentheses and units.

    Examples
    --------
    >>> list(forms("Thiệt hại (triệu đồng)"))
    ['thiet hai trieu dong', 'thiet hai']
    """
    seen: set[str] = set()
    bare = _PARENTHESES.sub(" ", heading)
    for text in (fold_words(heading) or heading.strip(), fold_words(bare), _without_units(fold_words(bare))):
        if text and text not in seen:
            seen.add(text)
            yield text


def exact_match(levels: Sequence[str], synonyms: HeaderSynonyms) -> HeadingMatch | None:
    """The column of a heading that is known word for word: all its levels together, else the last one.

    Examples
    --------
    >>> from atgt.ingestion.synonyms import parse_synonyms
    >>> words = parse_synonyms({"columns": {"slightly_injured": ["Bị thương nhẹ"], "killed": ["Chết"]}})
    >>> exact_match(["Bị thương", "Nhẹ"], words).key, exact_match(["Hậu quả", "Chết (người)"], words).confidence
    ('slightly_injured', 0.97)
    >>> exact_match(["Nhẹ"], words) is None
    True
    """
    for text, confidence in _spellings(levels):
        for form in forms(text):
            key = synonyms.headings.get(form)
            if key is None and form in synonyms.ambiguous:
                key = synonyms.ambiguous[form][0].key
            if key is not None:
                return HeadingMatch(key, confidence, form)
    return None


def similar_match(levels: Sequence[str], synonyms: HeaderSynonyms) -> HeadingMatch | None:
    """The column of a heading that resembles a known one: holds it as a phrase, or is a misspelling of it.

    Examples
    --------
    >>> from atgt.ingestion.synonyms import parse_synonyms
    >>> words = parse_synonyms({"columns": {"cause": ["Nguyên nhân"], "injured": ["Số người bị thương"]}})
    >>> similar_match(["Nguyên nhâm"], words).key, similar_match(["Tổng số người bị thương"], words).key
    ('cause', 'injured')
    """
    best: HeadingMatch | None = None
    for text, _ in _spellings(levels):
        for form in forms(text):
            for synonym, key in synonyms.headings.items():
                confidence = _likeness(form, synonym)
                if confidence >= ASK and (best is None or confidence > best.confidence):
                    best = HeadingMatch(key, confidence, synonym)
    return best


def heading_unit(levels: Sequence[str]) -> int | None:
    """The money unit a heading names, in VND."""
    for text in reversed([level for level in levels if level.strip()]):
        unit = unit_multiplier(" ".join(_PARENTHESES.findall(text)) or text)
        if unit is not None:
            return unit
    return None


def _spellings(levels: Sequence[str]) -> Iterator[tuple[str, float]]:
    parts = list(dict.fromkeys(level.strip() for level in levels if level.strip()))
    if not parts:
        return
    yield " ".join(parts), EXACT
    if len(parts) > 1:
        yield parts[-1], CHILD_ONLY
        yield f"{parts[-1]} {parts[0]}", CHILD_ONLY
        if len(parts) > 2:
            yield " ".join(parts[1:]), CHILD_ONLY


@lru_cache(maxsize=100_000)
def _likeness(form: str, synonym: str) -> float:
    """1 for equal; phrases and misspellings below it. Short words never resemble anything."""
    if len(synonym) < 5 or len(form) < 5:
        return 0.0
    if f" {synonym} " in f" {form} " and (" " in synonym or len(synonym) >= 8):
        return 0.6 + 0.35 * len(synonym) / len(form)
    if abs(len(form) - len(synonym)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, form, synonym, autojunk=False).ratio()
    return ratio * 0.95 if ratio >= 0.88 else 0.0


def _without_units(form: str) -> str:
    return " ".join(_UNIT_WORDS.sub(" ", form).split())
