"""Points instead of counts: a rule with weights as a handful of plain count rules that mean exactly the same.

"At least 15 points, 5 for a fatal accident and 1 for one with injuries" holds exactly when one of a few combinations
is reached: 3 fatal, or 2 fatal and 5 injury, or 1 and 10, or 15 injury. Each combination is a conjunction of lower
bounds, so the sweep, plain or compiled, needs to know nothing of weights: it is asked for every combination, and the
rule holds where any of them does. Nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from atgt.network_screening.count_rules import ClassBound, CountRule


def plain_rules(rule: CountRule) -> tuple[CountRule, ...]:
    """Rules without weights of which at least one holds exactly when the given one does; itself when it has none.

    Examples
    --------
    >>> rule = CountRule("points", (ClassBound((0, 1), 7, weights=(5, 3)),))
    >>> [[(b.classes, b.at_least) for b in plain.bounds] for plain in plain_rules(rule)]
    [[((0,), 2)], [((0,), 1), ((1,), 1)], [((1,), 3)]]
    """
    if all(bound.weights is None for bound in rule.bounds):
        return (rule,)
    ways = [[(bound,)] if bound.weights is None else list(_combinations(bound)) for bound in rule.bounds]
    return tuple(
        CountRule(rule.key, tuple(bound for part in chosen for bound in part), rule.clause, rule.source)
        for chosen in product(*ways)
    )


def without_weights(rules: Sequence[CountRule]) -> tuple[tuple[CountRule, ...], tuple[int, ...]]:
    """All plain rules of some rules, and for each the number of the rule it stands for."""
    plain, stands_for = [], []
    for number, rule in enumerate(rules):
        for one in plain_rules(rule):
            plain.append(one)
            stands_for.append(number)
    return tuple(plain), tuple(stands_for)


def _combinations(bound: ClassBound) -> Iterator[tuple[ClassBound, ...]]:
    """The smallest numbers of accidents of each weight that reach the points, as plain bounds; heaviest first."""
    groups: dict[int, tuple[int, ...]] = {}
    for code in bound.classes:
        groups[bound.weight_of(code)] = (*groups.get(bound.weight_of(code), ()), code)
    weights = sorted(groups, reverse=True)
    for numbers in _smallest(weights, bound.at_least):
        yield tuple(ClassBound(groups[w], n) for w, n in zip(weights, numbers, strict=True) if n)


def _smallest(weights: list[int], points: int) -> Iterator[tuple[int, ...]]:
    """Numbers of each weight that reach the points and would not with one accident less of any weight."""
    head, *tail = weights
    if not tail:
        yield (-(-points // head) if points > 0 else 0,)
        return
    for n in range(max(-(-points // head), 0), -1, -1):
        for rest in _smallest(tail, points - n * head):
            numbers = (n, *rest)
            total = sum(w * k for w, k in zip(weights, numbers, strict=True))
            if all(total - w < points for w, k in zip(weights, numbers, strict=True) if k):
                yield numbers
