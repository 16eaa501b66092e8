"""Numbers and tables as text for the page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def ratio(value: float) -> str:
    """How many times.

    >>> ratio(0.6), ratio(42.4)
    ('0.60×', '42×')
    """
    return f"{value:.2f}×" if value < 10 else f"{value:,.0f}×"


def seconds(value: float) -> str:
    """Seconds with as many places as say something."""
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def count(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}"


def size(value: int | None) -> str:
    """Bytes as MB or GB."""
    if value is None:
        return "not known"
    megabytes = value / 1e6
    return (
        f"{megabytes:,.1f} MB"
        if megabytes < 10
        else f"{megabytes:,.0f} MB"
        if megabytes < 1e3
        else f"{megabytes / 1e3:.2f} GB"
    )


def memory(peak_bytes: int | None, input_bytes: int) -> str:
    """Bytes, and how many times the inputs."""
    return "not known" if peak_bytes is None else f"{size(peak_bytes)} ({peak_bytes / input_bytes:.1f}×)"


def paragraph(text: str) -> str:
    """Words in lines of at most 118 letters."""
    return textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])


def section(title: str, *parts: str) -> str:
    """A heading and what stands under it; nothing when there is nothing."""
    known = [part for part in parts if part]
    return "\n\n".join([f"## {title}", *known]) if known else ""
