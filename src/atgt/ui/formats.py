"""Numbers, dates and times as they are written here: 1.234,5 and dd/mm/yyyy in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

import datetime as dt

from atgt.domain.small_cells import Few, said
from atgt.domain.text import Language

NOTHING = "–"


def number(value: float | Few | None, language: Language | str = Language.VI, *, digits: int = 0) -> str:
    """A number with thousand marks; a dash when there is none; words for a coarsened one.

    Examples
    --------
    >>> number(1234.5, digits=1), number(1234.5, "en", digits=1), number(None)
    ('1.234,5', '1,234.5', '–')
    """
    if isinstance(value, Few):
        return said(value, language)
    if value is None or value != value:  # noqa: PLR0124 - NaN is the one value that is not itself
        return NOTHING
    text = f"{value:,.{digits}f}"
    return text if language == Language.EN else text.translate(str.maketrans(",.", ".,"))


def day(value: object) -> str:
    """A date as dd/mm/yyyy in both languages, so that nobody mistakes the month for the day.

    Examples
    --------
    >>> day(dt.date(2026, 3, 14)), day(None)
    ('14/03/2026', '–')
    """
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) and value == value else NOTHING  # noqa: PLR0124 - NaT


def month(value: object) -> str:
    """A date as mm/yyyy, for those who are to know the month only.

    Examples
    --------
    >>> month(dt.date(2026, 3, 1)), month(None)
    ('03/2026', '–')
    """
    return f"{value:%m/%Y}" if isinstance(value, dt.date) and value == value else NOTHING  # noqa: PLR0124 - NaT


def days(first: object, last: object) -> str:
    """A period, both days included.

    Examples
    --------
    >>> days(dt.date(2025, 11, 1), dt.date(2026, 10, 31))
    '01/11/2025 – 31/10/2026'
    """
    return f"{day(first)} – {day(last)}"


def months(first: object, last: object) -> str:
    """A period of whole months, for those who are to know the months only.

    Examples
    --------
    >>> months(dt.date(2025, 11, 1), dt.date(2026, 10, 31))
    '11/2025 – 10/2026'
    """
    return f"{month(first)} – {month(last)}"


def clock(value: object) -> str:
    """A time as HH:MM; a dash when it is not known.

    Examples
    --------
    >>> clock(dt.time(18, 5)), clock(None)
    ('18:05', '–')
    """
    return f"{value:%H:%M}" if isinstance(value, dt.time) else NOTHING


def count(value: int) -> str:
    """A small count with two digits, as official reports write it.

    Examples
    --------
    >>> count(2), count(12)
    ('02', '12')
    """
    return f"{value:02d}"
