"""The words sheets use, parsed from ``data/reference/header_synonyms.toml``: headings, classes, sums and sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold, fold_words, tidy

CASUALTIES = "casualties"
"""A column such as "Hậu quả: 1 chết, 2 bị thương", split into killed and injured."""

IGNORED = "ignored"
"""A column the sender has and we do not use."""

KNOWN_KEYS = frozenset(INTAKE_COLUMNS) | {CASUALTIES, IGNORED}


@dataclass(frozen=True, slots=True)
class HeadingOption:
    """One meaning of an ambiguous heading, and the evidence in the values that proves it."""

    key: str
    evidence: str
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderSynonyms:
    """What sheets call things.

    Parameters
    ----------
    headings
        Heading, folded, to column key.
    ambiguous
        Heading, folded, to its possible meanings, the likeliest first.
    class_words
        Folded words for the class of an accident to a severity ("fatal" …) or a legal class, longest first.
    total_words, section_words, footer_words
        Lower-case words, with marks, that begin rows which are no accidents.
    """

    headings: Mapping[str, str]
    ambiguous: Mapping[str, tuple[HeadingOption, ...]]
    class_words: tuple[tuple[str, str], ...]
    total_words: tuple[str, ...]
    section_words: tuple[str, ...]
    footer_words: tuple[str, ...]


def parse_synonyms(mapping: Mapping[str, Any]) -> HeaderSynonyms:
    """The words of a mapping as it stands in ``header_synonyms.toml``.

    Raises
    ------
    ParameterError
        When a key is unknown, or one heading leads to two columns.

    Examples
    --------
    >>> parse_synonyms({"columns": {"killed": ["Chết", "Số người chết"]}}).headings["so nguoi chet"]
    'killed'
    >>> parse_synonyms({"columns": {"dead": ["Chết"]}})
    Traceback (most recent call last):
    atgt.domain.errors.ParameterError: Bảng từ tiêu đề: không có cột “dead”; sửa tên cột.
    """
    headings: dict[str, str] = {}
    for key, words in mapping.get("columns", {}).items():
        _check_key(key)
        for word in words:
            folded = fold_words(word) or word
            if headings.setdefault(folded, key) != key:
                raise ParameterError(
                    Text(
                        f"Bảng từ tiêu đề: “{word}” đứng ở cả “{headings[folded]}” và “{key}”; chỉ ghi ở một nơi.",
                        f"Heading synonyms: “{word}” stands for both “{headings[folded]}” and “{key}”; keep one.",
                    )
                )
    ambiguous = {
        fold_words(heading): tuple(map(_option, entry["options"]))
        for entry in mapping.get("ambiguous", ())
        for heading in entry["headings"]
    }
    class_words = {
        fold_words(word): target for target, words in mapping.get("class_words", {}).items() for word in words
    }
    rows = mapping.get("row_words", {})
    return HeaderSynonyms(
        headings=headings,
        ambiguous=ambiguous,
        class_words=tuple(sorted(class_words.items(), key=lambda pair: (-len(pair[0]), pair))),
        total_words=_lower(rows.get("total", ())),
        section_words=_lower(rows.get("section", ())),
        footer_words=_lower(rows.get("footer", ())),
    )


def _option(entry: Mapping[str, Any]) -> HeadingOption:
    _check_key(entry["key"])
    return HeadingOption(entry["key"], entry["evidence"], tuple(entry.get("unless", ())), tuple(entry.get("needs", ())))


def _check_key(key: str) -> None:
    if key not in KNOWN_KEYS:
        raise ParameterError(
            Text(
                f"Bảng từ tiêu đề: không có cột “{key}”; sửa tên cột.",
                f"Heading synonyms: no column “{key}”; correct it.",
            )
        )


def _lower(words: Any) -> tuple[str, ...]:
    return tuple(sorted({tidy(word).lower() for word in words}, key=len, reverse=True))


def unmarked(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without marks, for sheets typed without them."""
    return tuple(fold(word) for word in words)
