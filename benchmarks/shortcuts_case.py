"""What the usual shortcuts miss: fixed steps in space and in time instead of every position and every day."""

from __future__ import annotations

from typing import Any

import numpy as np
from invented import SEED, Accidents, Array, accidents

from atgt.network_screening.count_rules import DEFAULT_RULES
from atgt.network_screening.period import MonthStep
from atgt.network_screening.windows import screen_routes

LENGTHS_M = (50, 100, 200, 300, 500, 1_000)
SHORTCUTS = {
    "disjoint sections of L, calendar year": (1, False),
    "windows stepped by L/5, calendar year": (5, False),
    "windows stepped by L/5, 12 months rolled by month": (5, True),
}


def run(n: int) -> dict[str, Any]:
    """Share of the zones (12 calendar months, default rules) that each shortcut finds, by L."""
    given = accidents(n, SEED + 7)
    rows = []
    for length_m in LENGTHS_M:
        columns = given.route, given.measure_mm, given.day, given.severity
        exact = screen_routes(*columns, length_mm=length_m * 1_000, period=MonthStep(12))
        found = {
            name: recall(given, exact.zones, flagged(given, length_m * 1_000, steps=steps, by_month=by_month))
            for name, (steps, by_month) in SHORTCUTS.items()
        }
        rows.append({"length_m": length_m, "n_zones": len(exact.zones), "recall": found})
    return {"n": n, "rows": rows}


def flagged(given: Accidents, length_mm: int, *, steps: int, by_month: bool) -> Array:
    """Accidents in a window that reaches a rule; windows begin every L/steps, periods every month or every January."""
    month = given.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    inside = np.zeros(len(given), dtype=np.bool_)
    for step in range(steps):
        section = (given.measure_mm - step * length_mm // steps) // length_mm
        for first in range(12 if by_month else 1):
            inside |= _reaching(given, section, (month - first) // 12)
    return inside


def _reaching(given: Accidents, section: Array, year: Array) -> Array:
    key = np.column_stack([given.route, section, year])
    order = np.lexsort(key.T)
    new = np.concatenate(([True], (np.diff(key[order], axis=0) != 0).any(axis=1)))
    cell = np.empty(len(given), dtype=np.int64)
    cell[order] = np.cumsum(new) - 1
    counts = [np.bincount(cell[given.severity == c], minlength=cell.max() + 1) for c in range(3)]
    reaches = np.zeros(cell.max() + 1, dtype=np.bool_)
    for rule in DEFAULT_RULES:
        reaches |= np.all([sum(counts[c] for c in b.classes) >= b.at_least for b in rule.bounds], axis=0)
    return reaches[cell]


def recall(given: Accidents, zones: Array, inside: Array) -> float:
    """Share of the zones that hold a flagged accident.

    A window that reaches a rule holds a whole tight stretch, so some of its accidents lie in a zone, though not all.
    """
    if len(zones) == 0:
        return 1.0
    route, measure = given.route[inside], given.measure_mm[inside]
    at = np.searchsorted(zones[:, 0] * 10**12 + zones[:, 1], route * 10**12 + measure, side="right") - 1
    holds = (at >= 0) & (zones[at, 0] == route) & (measure <= zones[at, 2])
    return len(np.unique(at[holds])) / len(zones)
