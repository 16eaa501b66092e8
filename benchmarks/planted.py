"""Accidents with known answers: groups that reach the rules, and groups that just do not. No code of ATGT is used.

Places lie 2 km apart on straight roads, so nothing but a planted group can reach a rule within 300 m and 365 days.
Each true group has a look-alike: one accident too few, a millimetre too long, a day too late, half of it on a parallel
road 15 m away, or a string of accidents every 45 m that never has enough within 300 m and a year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from invented import FIRST_DAY, N_DAYS, SEED, Accidents, Array

LENGTH_MM = 300_000
PERIOD_DAYS = 365
PLACE_MM = 2_000_000
PLACES_A_ROAD = 50
PARALLEL_M = 15.0
GROUPS = ((0, 0), (0, 1, 1), (1, 1, 1, 1), (2, 2, 2, 2, 2))
"""Classes of the smallest groups that reach the four default rules."""

KINDS = ("true", "one too few", "too long", "too late", "parallel road", "string", "single")
SHARES = (0.25, 0.15, 0.1, 0.1, 0.1, 0.1, 0.2)


@dataclass(frozen=True)
class Planted:
    """The accidents, where they lie on a plane, and of each the true group it belongs to (-1: none)."""

    accidents: Accidents
    x: Array
    y: Array
    group: Array

    @property
    def n_groups(self) -> int:
        """How many true groups there are."""
        return int(self.group.max()) + 1


def planted(n: int, seed: int = SEED) -> Planted:
    """About ``n`` accidents."""
    random = np.random.default_rng(seed + 3)
    rows: list[tuple[int, int, int, int, int]] = []
    place = n_true = 0
    while len(rows) < n:
        kind = KINDS[random.choice(len(KINDS), p=SHARES)]
        road, middle = 2 * (place // PLACES_A_ROAD), (place % PLACES_A_ROAD + 1) * PLACE_MM
        group = n_true if kind == "true" else -1
        for side, measure, day, severity in _place(kind, random):
            rows.append((road + side, middle + measure, FIRST_DAY + day, severity, group))
        n_true += kind == "true"
        place += 1
    route, measure, day, severity, group = np.array(rows, dtype=np.int64).T
    order = random.permutation(len(rows))
    found = Accidents(route[order], measure[order], day[order], severity[order].astype(np.int8))
    y = (found.route // 2) * 3_000.0 + (found.route % 2) * PARALLEL_M
    return Planted(found, found.measure_mm / 1_000, y, group[order])


def _place(kind: str, random: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """(side of the road, measure from the middle, day, class) of the accidents of one place."""
    classes = GROUPS[random.integers(len(GROUPS))]
    start = int(random.integers(0, N_DAYS - 2 * PERIOD_DAYS))
    if kind == "single":
        return [(0, 0, start, int(random.integers(3)))]
    if kind == "string":  # damage only, one every 100 days: at most four within any year
        return [(0, 45_000 * k, start % 200 + 100 * k, 2) for k in range(8)]
    span = LENGTH_MM if random.uniform() < 0.2 else int(random.integers(0, LENGTH_MM))
    days = PERIOD_DAYS - 1 if random.uniform() < 0.2 else int(random.integers(0, PERIOD_DAYS - 1))
    if kind == "one too few":
        classes = classes[:-1]
    elif kind == "too long":
        span = LENGTH_MM + int(random.choice([1, random.integers(1, LENGTH_MM // 2)]))
    elif kind == "too late":
        days = PERIOD_DAYS + int(random.choice([0, random.integers(0, PERIOD_DAYS)]))
    return _spread(random.permutation(classes).tolist(), span, days, start, random, parted=kind == "parallel road")


def _spread(
    classes: list[int], span: int, days: int, start: int, random: np.random.Generator, *, parted: bool
) -> list[tuple[int, int, int, int]]:
    """A group over exactly this span and these days; its two ends in space are not always its two ends in time."""
    n = len(classes)
    measures = [0, *random.integers(0, span + 1, max(n - 2, 0)).tolist(), span][:n]
    when = [0, *random.integers(0, days + 1, max(n - 2, 0)).tolist(), days][:n]
    when = random.permutation(when).tolist()
    sides = [k % 2 if parted else 0 for k in range(n)]
    return [(side, m, start + t, c) for side, m, t, c in zip(sides, measures, when, classes, strict=True)]


@dataclass(frozen=True)
class Score:
    """How many of the true groups were found whole, and how many of the places found hold a true group."""

    recall: float
    precision: float


def score(label: Array, group: Array) -> Score:
    """The score of a labelling (-1: in no place found)."""
    n_groups = int(group.max()) + 1
    true = np.flatnonzero(group >= 0)
    low, high = np.full(n_groups, np.iinfo(np.int64).max), np.full(n_groups, -1)
    np.minimum.at(low, group[true], label[true])
    np.maximum.at(high, group[true], label[true])
    is_found = (low == high) & (low >= 0)
    labels = np.unique(label[label >= 0])
    n_right = len(np.intersect1d(labels, high[is_found]))
    return Score(float(is_found.mean()), n_right / len(labels) if len(labels) else 1.0)
