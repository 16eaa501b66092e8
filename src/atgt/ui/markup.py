"""Small pieces of HTML of our own: counts, badges, tables. Every word of data is escaped here, once."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from atgt.domain.black_spot import SpotLevel
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.small_cells import Count
from atgt.domain.text import Language
from atgt.ui import formats, labels
from atgt.workflow.selection import Selection


def symbol(severity: Severity) -> str:
    """The map's symbol of a severity, the same shape and colour.

    Examples
    --------
    >>> symbol(Severity.FATAL)
    '<i class="atgt-symbol atgt-severity-0"></i>'
    """
    return f'<i class="atgt-symbol atgt-severity-{int(severity)}"></i>'


def badge(number: int, level: SpotLevel) -> str:
    """The numbered badge of a spot.

    Examples
    --------
    >>> badge(3, SpotLevel.BLACK)
    '<span class="atgt-badge atgt-black">3</span>'
    """
    return f'<span class="atgt-badge atgt-{level.value}">{number}</span>'


def title(heading: str, below: str = "") -> str:
    """The heading of a page."""
    more = f"<p>{escape(below)}</p>" if below else ""
    return f'<div class="atgt-title"><h1>{escape(heading)}</h1>{more}</div>'


def banner(language: Language) -> str:
    """The notice that data is simulated."""
    bold, more = escape(labels.SIMULATED.of(language)), escape(labels.SIMULATED_MORE.of(language))
    return f'<div class="atgt-banner" role="note"><b>{bold}</b><span>{more}</span></div>'


def reminder(words: str) -> str:
    """A strip that asks for something to be done soon."""
    return f'<div class="atgt-banner atgt-reminder" role="status"><span>{escape(words)}</span></div>'


def counts(chosen: Selection, language: Language) -> str:
    """The counts of a selection: accidents, by severity, casualties, and how many have no place."""
    total = _count(chosen.n_total, labels.N_ACCIDENTS.of(language), language)
    kinds = [
        _count(chosen.by_severity[severity], _lower(SEVERITY_LABELS[severity].of(language)), language, symbol(severity))
        for severity in Severity
    ]
    casualties = [
        _count(chosen.killed, labels.N_KILLED.of(language), language),
        _count(chosen.injured, labels.N_INJURED.of(language), language),
    ]
    groups = "".join(f'<span class="atgt-group">{"".join(group)}</span>' for group in ([total], kinds, casualties))
    located = labels.LOCATED_LINE.fill(
        located=formats.number(chosen.n_located, language),
        ambiguous=formats.number(chosen.n_ambiguous, language),
        unlocated=formats.number(chosen.n_unlocated, language),
    ).of(language)
    return f'<div class="atgt-counts">{groups}</div><div class="atgt-located">{escape(located)}</div>'


def _count(n: Count, word: str, language: Language, icon: str = "") -> str:
    return f'<span class="atgt-count">{icon}<b>{formats.number(n, language)}</b> {escape(word)}</span>'


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> str:
    """A plain table; columns in ``numbers`` stand right. Cells are escaped, unless they are ``Markup``.

    Examples
    --------
    >>> "&lt;b&gt;" in table(["a"], [["<b>"]])
    True
    """
    head = "".join(_heading(heading, is_number=index in numbers) for index, heading in enumerate(headings))
    body = "".join(f"<tr>{_cells(row, numbers)}</tr>" for row in rows)
    inside = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="atgt-table-box"><table class="atgt-table">{inside}</table></div>'


class Markup(str):
    """Text that is already HTML of our own making."""

    __slots__ = ()


def _cells(row: Sequence[object], numbers: Sequence[int]) -> str:
    return "".join(_cell(cell, is_number=index in numbers) for index, cell in enumerate(row))


def _heading(heading: str, *, is_number: bool) -> str:
    return f'<th class="atgt-number">{escape(heading)}</th>' if is_number else f"<th>{escape(heading)}</th>"


def _cell(cell: object, *, is_number: bool) -> str:
    inside = cell if isinstance(cell, Markup) else escape(str(cell))
    return f'<td class="atgt-number">{inside}</td>' if is_number else f"<td>{inside}</td>"


def picture(svg: str, description: str, *, is_wide: bool = False) -> str:
    """A drawing of ours as a picture as wide as its place allows; nothing in it can run.

    Parameters
    ----------
    is_wide
        Kept readable on a phone: there it is moved sideways instead of being made small.

    Examples
    --------
    >>> picture("<svg/>", 'a "b"')
    '<img class="atgt-picture" alt="a &quot;b&quot;" src="data:image/svg+xml;base64,PHN2Zy8+">'
    """
    data = base64.b64encode(svg.encode()).decode()
    drawn = f'<img class="atgt-picture" alt="{escape(description)}" src="data:image/svg+xml;base64,{data}">'
    return f'<div class="atgt-wide">{drawn}</div>' if is_wide else drawn


def item(words: str) -> str:
    """One item of a list.

    Examples
    --------
    >>> item("<b>")
    '<li>&lt;b&gt;</li>'
    """
    return f"<li>{escape(words)}</li>"


def footer(lines: Iterable[str]) -> str:
    """The last lines of every page: what the screen rests on."""
    return f'<div class="atgt-footer">{"<br>".join(escape(line) for line in lines)}</div>'
