"""Why a place qualifies: its inclusion-maximal periods, and for each clause the smallest set that makes it hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atgt.network_screening.accident_table import AccidentTable
from atgt.network_screening.count_rules import MAX_CLASS, CountRule
from atgt.network_screening.integers import Int64Array


@dataclass(frozen=True, slots=True)
class HeldPeriod:
    """One inclusion-maximal qualifying period of a place: its accidents as rows, and the rules that hold in it."""

    rows: tuple[int, ...]
    rules: tuple[CountRule, ...]


def maximal_periods(table: AccidentTable, rows: Int64Array, rules: Sequence[CountRule]) -> tuple[HeldPeriod, ...]:
    """The qualifying periods of some accidents that are not contained in another, earliest first.

    Parameters
    ----------
    rows
        The accidents of one place, in ascending order (the table is ordered by day).
    """
    chosen = rows.tolist()
    held = []
    for first, stop in _spans(table, chosen):
        counts = dict.fromkeys(range(MAX_CLASS + 1), 0)
        for row in chosen[first:stop]:
            counts[int(table.code[row])] += 1
        satisfied = tuple(rule for rule in rules if rule.holds(counts))
        if satisfied:
            held.append(HeldPeriod(tuple(chosen[first:stop]), satisfied))
    return tuple(held)


def _spans(table: AccidentTable, rows: list[int]) -> Iterator[tuple[int, int]]:
    """Index ranges of the accidents of each period that starts on an accident's day and is contained in no other."""
    furthest, stop = 0, 0
    for first, row in enumerate(rows):
        if first and table.day[row] == table.day[rows[first - 1]]:
            continue
        while stop < len(rows) and table.day[rows[stop]] <= table.last[row]:
            stop += 1
        if stop > furthest and stop > first:
            furthest = stop
            yield first, stop


def witness(table: AccidentTable, rows: Int64Array, rule: CountRule) -> tuple[int, ...]:
    """The smallest set of accidents of a place that satisfies a rule within one period; among these the earliest.

    Sets of one size are compared by their dates in order (then by accident id). Without any such set the answer is ().
    """
    best: tuple[int, tuple[int, ...]] | None = None
    for period in maximal_periods(table, rows, (rule,)):
        by_class: dict[int, list[int]] = {}
        for row in period.rows:
            by_class.setdefault(int(table.code[row]), []).append(row)
        for numbers in fewest(rule, {c: len(found) for c, found in by_class.items()}):
            chosen = tuple(sorted(row for c, n in numbers.items() for row in by_class[c][:n]))
            if best is None or (len(chosen), chosen) < best:
                best = (len(chosen), chosen)
    return best[1] if best else ()


def fewest(rule: CountRule, available: dict[int, int]) -> list[dict[int, int]]:
    """All ways to satisfy a rule with the fewest accidents: how many of each class; none when it cannot be.

    Examples
    --------
    >>> from atgt.network_screening.rules import ClassBound
    >>> rule = CountRule("r", (ClassBound((0, 1), 3), ClassBound((0,), 1)))
    >>> fewest(rule, {0: 1, 1: 5})
    [{0: 1, 1: 2}]
    """
    classes = sorted({c for bound in rule.bounds for c in bound.classes if available.get(c, 0) > 0})
    least = max(-(-bound.at_least // max(bound.weights or (1,))) for bound in rule.bounds)
    most = sum(bound.at_least for bound in rule.bounds)
    for total in range(least, most + 1):
        ways = [numbers for numbers in _ways(classes, available, total) if rule.holds(numbers)]
        if ways:
            return ways
    return []


def _ways(classes: list[int], available: dict[int, int], total: int) -> Iterator[dict[int, int]]:
    """All numbers of each class that add up to a total and are available."""
    if not classes:
        if total == 0:
            yield {}
        return
    head, *tail = classes
    for n in range(min(total, available[head]), -1, -1):
        for rest in _ways(tail, available, total - n):
            yield {head: n, **rest} if n else rest
