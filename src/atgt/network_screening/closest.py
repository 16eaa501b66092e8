"""The window an accident came closest in: the fewest further accidents that would make its place qualify.

Every set with the accident in it that fits lies in a window of length L that begins at an accident up to L before it,
and in a period that begins with one of that window's accidents; or it lies in the disk of a junction. All of these are
looked at, so no window is closer than the one told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import explanation, places, ranking
from atgt.network_screening.accident_table import AccidentTable
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.places import Place

Numbers = Mapping[int, int]
"""How many accidents of each class."""

_SHOWN_WAYS = 3


@dataclass(frozen=True, slots=True)
class ClosestWindow:
    """Where one accident comes closest to a level, by one clause.

    Parameters
    ----------
    accident_ids
        The accidents of the window and period that the clause counts, earliest first.
    missing
        The ways to reach the clause with the fewest further accidents: how many of each severity code.
    text
        What is there and what is missing, as a sentence.
    """

    level: SpotLevel
    kind: SiteKind
    rule_key: str
    clause: Text
    source: str
    place: Place
    accident_ids: tuple[str, ...]
    missing: tuple[Numbers, ...]
    text: Text

    @property
    def n_missing(self) -> int:
        """The fewest accidents that are missing."""
        return sum(self.missing[0].values()) if self.missing else 0


@dataclass(frozen=True, slots=True)
class _Found:
    order: tuple[int, int, int, int]
    rule: CountRule
    rows: tuple[int, ...]
    missing: tuple[Numbers, ...]
    junction: int | None
    ends: tuple[int, int]


def closest_window(
    table: AccidentTable,
    network: RoadNetwork,
    at_junctions: Sequence[Int64Array],
    row: int,
    rules: Sequence[CountRule],
    level: SpotLevel,
    parameters: ScreeningParameters,
) -> ClosestWindow | None:
    """Where an accident comes closest to a level; None when no clause of the level counts accidents of its class.

    The fewest missing accidents, then the most that are there, then the shortest stretch, then the earliest.

    Parameters
    ----------
    at_junctions
        Rows of each junction of the network; see ``levels.find_junction_accidents``.
    """
    counting = [rule for rule in rules if any(b.weight_of(int(table.code[row])) for b in rule.bounds)]
    best: _Found | None = None
    seen: dict[tuple[str, tuple[tuple[int, int], ...]], tuple[Numbers, ...]] = {}
    for junction, ends, rows in _windows(table, at_junctions, row, parameters):
        for rule in counting:
            counted = tuple(r for r in rows if any(b.weight_of(int(table.code[r])) for b in rule.bounds))
            numbers = _numbers(table, counted)
            key = (rule.key, tuple(sorted(numbers.items())))
            if key not in seen:
                seen[key] = fewest_more(rule, numbers)
            missing = seen[key]
            order = (sum(missing[0].values()), -len(counted), ends[1] - ends[0], counted[0])
            if best is None or order < best.order:
                best = _Found(order, rule, counted, missing, junction, _ends(table, counted, junction))
    return None if best is None else _told(table, network, level, parameters, best)


def fewest_more(rule: CountRule, have: Numbers) -> tuple[Numbers, ...]:
    """All ways to reach a rule with the fewest further accidents; one empty way when it holds already.

    Examples
    --------
    >>> from atgt.network_screening.count_rules import ClassBound
    >>> rule = CountRule("r", (ClassBound((0, 1), 3), ClassBound((0,), 1)))
    >>> fewest_more(rule, {1: 1})
    ({0: 2}, {0: 1, 1: 1})
    """
    classes = sorted({c for bound in rule.bounds for c in bound.classes})
    total = 0
    while True:
        ways = tuple(
            {c: n for c, n in zip(classes, more, strict=True) if n}
            for more in _splits(total, len(classes))
            if rule.holds({c: have.get(c, 0) + n for c, n in zip(classes, more, strict=True)})
        )
        if ways:
            return ways
        total += 1


def _splits(total: int, n: int) -> Iterator[tuple[int, ...]]:
    """All ways to share a total among n places, the first place getting most first."""
    if n == 1:
        yield (total,)
        return
    for first in range(total, -1, -1):
        for rest in _splits(total - first, n - 1):
            yield (first, *rest)


def _windows(
    table: AccidentTable, at_junctions: Sequence[Int64Array], row: int, parameters: ScreeningParameters
) -> Iterator[tuple[int | None, tuple[int, int], list[int]]]:
    """Junction or None, ends, and rows of every window and period that hold the accident."""
    length, here = round(parameters.length_m * 1000), int(table.window_mm[row])
    near = table.between(int(table.route[row]), here - length, here + length)
    places_mm = table.window_mm[near]
    for low in np.unique(places_mm[places_mm <= here]).tolist():
        inside = near[(places_mm >= low) & (places_mm <= low + length)]
        for rows in _periods(table, inside, row):
            yield None, (low, int(table.window_mm[rows].max())), rows
    for number, at in enumerate(at_junctions):
        if row in at:
            for rows in _periods(table, at, row):
                yield number, (0, 0), rows


def _periods(table: AccidentTable, rows: Int64Array, row: int) -> Iterator[list[int]]:
    """The rows of every period that starts with one of them and holds the accident."""
    days = table.day[rows]
    for start in np.unique(days[days <= table.day[row]]).tolist():
        last = int(table.last[rows[days == start][0]])
        if table.day[row] <= last:
            yield rows[(days >= start) & (days <= last)].tolist()


def _numbers(table: AccidentTable, rows: Sequence[int]) -> dict[int, int]:
    codes = [int(table.code[row]) for row in rows]
    return {code: codes.count(code) for code in sorted(set(codes))}


def _ends(table: AccidentTable, rows: Sequence[int], junction: int | None) -> tuple[int, int]:
    if junction is not None:
        return (0, 0)
    measures = table.window_mm[list(rows)]
    return int(measures.min()), int(measures.max())


def _told(
    table: AccidentTable, network: RoadNetwork, level: SpotLevel, parameters: ScreeningParameters, found: _Found
) -> ClosestWindow:
    if found.junction is None:
        place = places.stretch_place(table, network, int(table.route[found.rows[0]]), *found.ends)
    else:
        place = places.junction_place(network.junctions[found.junction], parameters.junction_radius_m)
    has = explanation.accidents_in_words({str(c): n for c, n in _numbers(table, found.rows).items()})
    clause = explanation.clauses_in_words([(found.rule.clause, found.rule.source)])
    lacks = ways_in_words(found.missing)
    text = Text(
        f"{place.phrase.vi[0].upper()}{place.phrase.vi[1:]} có {has.vi} trong cùng một kỳ; còn thiếu {lacks.vi} để đạt "
        f"tiêu chí {clause.vi}.",
        f"{place.phrase.en[0].upper()}{place.phrase.en[1:]} has {has.en} in one period; it lacks {lacks.en} to meet "
        f"the criterion {clause.en}.",
    )
    return ClosestWindow(
        level=level,
        kind=SiteKind.STRETCH if found.junction is None else SiteKind.JUNCTION,
        rule_key=found.rule.key,
        clause=found.rule.clause,
        source=found.rule.source,
        place=place,
        accident_ids=table.ids_of(np.array(found.rows, dtype=np.int64)),
        missing=found.missing,
        text=text,
    )


def ways_in_words(ways: Sequence[Numbers]) -> Text:
    """What is missing, as a part of a sentence; of many ways the first three.

    Examples
    --------
    >>> ways_in_words([{0: 1}, {1: 1}]).vi
    '01 vụ có người chết hoặc chỉ có người bị thương'
    >>> ways_in_words([{0: 2}]).en
    '2 accidents with deaths'
    """
    if all(sum(way.values()) == 1 for way in ways):
        return explanation.one_of_in_words([code for way in ways for code in way])
    told = [
        explanation.accidents_in_words({str(code): way.get(code, 0) for code in ranking.SEVERITY_WEIGHTS})
        for way in ways[:_SHOWN_WAYS]
    ]
    more_vi, more_en = (" (hoặc cách khác)", " (or another way)") if len(ways) > _SHOWN_WAYS else ("", "")
    return Text(
        ", hoặc ".join(t.vi.replace(", ", " và ") for t in told) + more_vi,
        ", or ".join(t.en.replace(", ", " and ") for t in told) + more_en,
    )
