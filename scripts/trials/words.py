"""Numbers, tables and paragraphs of the page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np


def paragraph(text: str) -> str:
    """Words in lines of at most 118 letters."""
    return textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])


def section(title: str, *parts: str) -> str:
    """A heading and what stands under it."""
    return "\n\n".join([f"## {title}", *parts])


def metres(value: float) -> str:
    """A length: tenths below ten metres, whole metres above.

    >>> metres(1.94), metres(1076.1)
    ('1.9', '1,076')
    """
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def count(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}"


def share(part: int, whole: int) -> str:
    """How many of how many, as a percentage too; a dash of nothing."""
    return f"{part:,} ({part / whole:.0%})" if whole else "–"


def spread(errors: Sequence[float]) -> list[str]:
    """Three cells: the median, what 90 % stay below, and the greatest; dashes when there is none."""
    if not len(errors):
        return ["–"] * 3
    return [metres(float(value)) for value in (*np.percentile(errors, [50, 90]), np.max(errors))]
