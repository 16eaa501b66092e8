"""Groups for what offices write freely: vehicles, forms of collision, causes. The raw text stays beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.text import Text


@dataclass(frozen=True, slots=True)
class Category:
    """One group and the words that lead to it (marks stripped, lower case).

    Parameters
    ----------
    is_vulnerable
        For vehicles: whether it is a road user with nothing around the body, as on foot or on a bicycle.
    """

    key: str
    label: Text
    words: tuple[str, ...]
    is_vulnerable: bool = False


@dataclass(frozen=True, slots=True)
class Categories:
    """The groups of vehicles, collision forms, causes, weather and light."""

    vehicle: tuple[Category, ...]
    collision: tuple[Category, ...]
    cause: tuple[Category, ...]
    weather: tuple[Category, ...] = ()
    lighting: tuple[Category, ...] = ()


def parse_categories(mapping: Mapping[str, Any]) -> Categories:
    """The groups in ``data/reference/categories.toml``, parsed."""

    def group(name: str) -> tuple[Category, ...]:
        entries = mapping.get(name, {}).items()
        return tuple(
            Category(key, Text(e["vi"], e["en"]), tuple(e["words"]), bool(e.get("vulnerable", False)))
            for key, e in entries
        )

    return Categories(group("vehicle"), group("collision"), group("cause"), group("weather"), group("lighting"))


def categories_in(text: str | None, categories: tuple[Category, ...]) -> tuple[str, ...]:
    """Keys of all groups named in a text, in the order they are written; nothing found gives ().

    The longest words are taken first and used up, so "xe máy điện" is not also "xe máy".

    Examples
    --------
    >>> groups = (Category("motorcycle", Text("Mô tô", "Motorcycle"), ("xe may",)),
    ...           Category("electric_bike", Text("Xe điện", "Electric"), ("xe may dien",)))
    >>> categories_in("Xe máy điện – Xe máy", groups)
    ('electric_bike', 'motorcycle')
    >>> categories_in(None, groups)
    ()
    """
    left = f" {_plain(text)} " if text else ""
    pairs = sorted(((word, c.key) for c in categories for word in c.words), key=lambda p: (-len(p[0]), p))
    found: list[tuple[int, str]] = []
    for word, key in pairs:
        start = left.find(f" {word} ")
        while start >= 0:
            found.append((start, key))
            left = left[: start + 1] + "#" * len(word) + left[start + 1 + len(word) :]
            start = left.find(f" {word} ")
    return tuple(dict.fromkeys(key for _, key in sorted(found)))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[0-9a-z]+", letters))
