"""The register as a list to work through: what is late first, then what waits longest for people; and its filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atgt.domain.black_spot import SpotLevel
from atgt.domain.frozen_list import ListedSpot
from atgt.domain.register import EntryChange, RegisterEntry, Subject
from atgt.domain.remediation import Overdue
from atgt.domain.review import SpotState
from atgt.ingestion.text_repair import fold
from atgt.workflow.register_pages import RegisterPage

WORK_ORDER = (
    SpotState.RECURRED,
    SpotState.CANDIDATE,
    SpotState.UNDER_REVIEW,
    SpotState.INSPECTED,
    SpotState.PROPOSED,
    SpotState.RECEIVED,
    SpotState.IN_TREATMENT,
    SpotState.TREATED,
    SpotState.FOLLOW_UP,
    SpotState.CLEARED,
    SpotState.NOT_INFRASTRUCTURE,
    SpotState.DISMISSED,
)
"""States in the order in which somebody should look at them."""

_LEVELS = (*SpotLevel, None)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One entry of the list.

    Parameters
    ----------
    change
        What the run the register rests on did to it; None when nothing.
    late
        What is overdue at it, longest first.
    """

    entry: RegisterEntry
    listed: ListedSpot
    change: EntryChange | None
    late: tuple[Overdue, ...]

    @property
    def days_late(self) -> int:
        """Working days of the longest delay; 0 when nothing is late."""
        return max((item.days for item in self.late), default=0)


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Which entries to show; nothing chosen shows all.

    Parameters
    ----------
    states
        None for all.
    text
        Words of the place, roads, km posts, units or number, with or without marks.
    """

    states: frozenset[SpotState] | None = None
    level: SpotLevel | None = None
    subject: Subject | None = None
    only_late: bool = False
    only_changed: bool = False
    text: str = ""


def lines(page: RegisterPage) -> tuple[RegisterLine, ...]:
    """The register's entries: longest overdue first, then by state, level and number."""
    changes = {change.register_id: change for change in page.changes}
    late: dict[str, list[Overdue]] = {}
    for item in page.overdue:
        late.setdefault(item.register_id, []).append(item)
    found = [
        RegisterLine(entry, listed, changes.get(entry.register_id), tuple(late.get(entry.register_id, ())))
        for entry, listed in zip(page.entries, page.listed, strict=True)
    ]
    return tuple(sorted(found, key=_weight))


def _weight(line: RegisterLine) -> tuple[int, int, int, str]:
    entry = line.entry
    return -line.days_late, WORK_ORDER.index(entry.state), _LEVELS.index(entry.level), entry.register_id


def choose(all_lines: Iterable[RegisterLine], chosen: RegisterFilter) -> tuple[RegisterLine, ...]:
    """The lines a filter lets through, in their order."""
    words = fold(chosen.text).split()
    return tuple(line for line in all_lines if _passes(line, chosen) and _holds(line, words))


def _passes(line: RegisterLine, chosen: RegisterFilter) -> bool:
    entry = line.entry
    return (
        (chosen.states is None or entry.state in chosen.states)
        and (chosen.level is None or entry.level is chosen.level)
        and (chosen.subject is None or entry.subject is chosen.subject)
        and (not chosen.only_late or bool(line.late))
        and (not chosen.only_changed or line.change is not None)
    )


def _holds(line: RegisterLine, words: Sequence[str]) -> bool:
    if not words:
        return True
    spot, entry = line.listed, line.entry
    texts = (
        spot.register_id, spot.place, spot.routes, spot.km_from, spot.km_to, spot.level, entry.state_label.vi,
        entry.state_label.en, spot.owner, spot.decided_by, entry.due_unit, entry.place.name.en,
    )  # fmt: skip
    searched = fold(" ".join(texts))
    return all(word in searched for word in words)
