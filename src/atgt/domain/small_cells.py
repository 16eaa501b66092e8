"""Small counts for the committee: in a ward "one killed" says who it was, so 1 and 2 are told as "fewer than 3".

Coarsened are counts of people, and counts of accidents that a filter can narrow down. The accidents of a place by their
class stay as they are: they are what the clauses of the law count, and what the committee decides about.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from atgt.domain.text import Language, Text

LEAST = 3
"""The smallest count that is told as it is. With two, each of the two could work out the other. A choice of ours: no
source we read gives a number [unconfirmed]."""


class Few(Enum):
    """A count that is not told exactly."""

    FEW = Text(f"dưới {LEAST}", f"fewer than {LEAST}")
    SOME = Text(f"từ {LEAST}", f"{LEAST} or more")
    """Kept back beside a single small one, which could be worked out from the total otherwise."""


Count = int | Few


def few(count: Count) -> Count:
    """The count, coarsened when it is small; zero names nobody and stays.

    Examples
    --------
    >>> few(0), few(1).name, few(2).name, few(3)
    (0, 'FEW', 'FEW', 3)
    """
    return Few.FEW if not isinstance(count, Few) and 0 < count < LEAST else count


def cells(parts: Mapping[int, int]) -> dict[int, Count]:
    """The parts of a total, small ones coarsened so that the total and the others do not give them away.

    Examples
    --------
    >>> {key: getattr(one, "name", one) for key, one in cells({0: 1, 1: 7, 2: 12, 3: 0}).items()}
    {0: 'FEW', 1: 'SOME', 2: 12, 3: 0}
    >>> cells({0: 4, 1: 0, 2: 9})
    {0: 4, 1: 0, 2: 9}
    """
    told = {key: few(n) for key, n in parts.items()}
    if sum(one is Few.FEW for one in told.values()) == 1:
        others = [key for key, n in parts.items() if n >= LEAST]
        if others:
            told[min(others, key=parts.__getitem__)] = Few.SOME
    return told


def said(count: Count, language: Language | str = Language.VI, *, digits: int = 1) -> str:
    """A count in words; at least so many digits, as official reports write it.

    Examples
    --------
    >>> said(4, digits=2), said(Few.FEW), said(Few.SOME, "en")
    ('04', 'dưới 3', '3 or more')
    """
    return count.value.of(language) if isinstance(count, Few) else f"{count:0{digits}d}"


def told(count: Count) -> int | None:
    """The number, or None for a coarsened one, where a table marks what is not told by a sign of its own."""
    return None if isinstance(count, Few) else count


def exact(count: Count) -> int:
    """The number itself, where records are stored and ranked. Raises TypeError for one that was coarsened.

    Examples
    --------
    >>> exact(2)
    2
    """
    if isinstance(count, Few):
        raise TypeError("a coarsened count is for looking at, not for storing or ranking")
    return count
