"""Random small screening problems with many ties, and their comparison with the brute force.

One batch shares L, rules, period and weights and holds many routes, so that the fast code is called once for all.
"""

import contextlib
import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from atgt.network_screening import compiled
from atgt.network_screening.period import DayStep, MonthStep, ReportingYear
from atgt.network_screening.rules import ClassBound, CountRule
from atgt.network_screening.windows import screen_routes

EPOCH = dt.date(1970, 1, 1)
DEFAULT = [[((0,), 2)], [((0, 1), 3), ((0,), 1)], [((1,), 4)], [((2,), 5)]]
INT64 = np.iinfo(np.int64)
ENGINES = ("plain", "compiled", "compiled, dense")
"""The last: the compiled path with the loops it takes where accidents lie densely, in chunks as small as possible."""


@dataclass
class Batch:
    """Problems that share their parameters; ``routes`` are (measures, days, classes) of one road each."""

    length: int
    rules: list
    period: object
    end_of: dict
    weights: dict
    offset: int
    day_offset: int
    routes: list = field(default_factory=list)


def batch(rng, n_routes, max_n):
    """A random batch."""
    length = int(rng.choice([0, 1, 2, 3, 5, 8, 13]))
    rules = DEFAULT if rng.random() < 0.3 else _rules(rng)
    period, days, end_of = _period(rng)
    weights = {0: 5, 1: 3, 2: 1} if rng.random() < 0.5 else {c: int(rng.integers(0, 4)) for c in range(8)}
    spread = int(rng.choice([1, 2, 4, 8])) * (length + 1)
    offset = int(rng.choice([0, -7, 10**6, INT64.max - spread, INT64.min], p=[0.5, 0.2, 0.1, 0.1, 0.1]))
    n_classes = int(rng.integers(2, 5)) if rules is not DEFAULT else 3
    made = Batch(length, rules, period, end_of, weights, offset, 0)
    for _ in range(n_routes):
        n = int(rng.integers(0, max_n + 1))
        made.routes.append(
            (
                rng.integers(0, spread + 1, n).tolist(),
                rng.choice(days, n).tolist(),
                rng.integers(0, n_classes, n).tolist(),
            )
        )
    return made


def _rules(rng):
    rules = []
    for _ in range(int(rng.integers(1, 5))):
        bounds = []
        for _ in range(int(rng.choice([1, 1, 2, 3]))):
            classes = tuple(sorted(rng.choice(4, int(rng.integers(1, 4)), replace=False).tolist()))
            bounds.append((classes, int(rng.integers(1, 5))))
        if rng.random() < 0.25:
            bounds[0] = ({c: int(rng.integers(1, 6)) for c in bounds[0][0]}, int(rng.integers(1, 9)))
        rules.append(bounds)
    return rules


def _period(rng):
    """What the fast code is given, the days to draw from, and every day's end written out with plain dates."""
    kind = rng.choice(["days", "none", "months", "year", "explicit"])
    if kind == "days":
        step = int(rng.choice([1, 2, 5, 30]))
        days = np.arange(int(rng.choice([3, 8, 60])))
        return (step if rng.random() < 0.5 else DayStep(step)), days, {int(d): int(d) + step for d in days}
    if kind == "none":
        days = np.array([0, 1, 100, 364, 365, 366, 729, 730, 731])
        return None, days, {int(d): int(d) + 365 for d in days}
    if kind == "explicit":
        days = np.unique(rng.integers(-10, 10 ** int(rng.integers(1, 7)), 8))
        ends = np.sort(rng.integers(-12, int(days.max()) + 5, days.size))
        return "explicit", days, dict(zip(days.tolist(), ends.tolist(), strict=True))
    start = (dt.date(int(rng.choice([2019, 2023, 2024])), 1, 1) - EPOCH).days
    days = np.unique(np.concatenate([start + rng.integers(0, 800, 8), start + np.array([58, 59, 60, 348, 349, 365])]))
    if kind == "months":
        months = int(rng.choice([1, 6, 12]))
        return MonthStep(months), days, {int(d): _same_date_later(int(d), months) for d in days}
    return ReportingYear(12, 15), days, {int(d): _next_15_december(int(d)) for d in days}


def _same_date_later(day, months):
    date = EPOCH + dt.timedelta(days=day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    for number in range(date.day, 32):
        try:
            return (dt.date(year, month + 1, number) - EPOCH).days
        except ValueError:
            break
    year, month = divmod(year * 12 + month + 1, 12)
    return (dt.date(year, month + 1, 1) - EPOCH).days


def _next_15_december(day):
    date = EPOCH + dt.timedelta(days=day + 1)
    while (date.month, date.day) != (12, 15):
        date += dt.timedelta(days=1)
    return (date - EPOCH).days


def class_bound(classes, at_least):
    """A bound as the fast code takes it."""
    if isinstance(classes, dict):
        return ClassBound(tuple(classes), at_least, tuple(classes.values()))
    return ClassBound(classes, at_least)


def screen(made, engine, rng=None, threads=None):
    """The fast answer for a batch, rows shuffled, accidents without a route strewn in; engines as in ``ENGINES``."""
    with _as_if_dense() if engine == ENGINES[2] else contextlib.nullcontext():
        return _screen(made, engine.split(",")[0], rng, threads)


@contextlib.contextmanager
def _as_if_dense():
    before = compiled.SCAN_UP_TO, compiled.CHUNK
    compiled.SCAN_UP_TO, compiled.CHUNK = -1.0, 1
    try:
        yield
    finally:
        compiled.SCAN_UP_TO, compiled.CHUNK = before


def _screen(made, engine, rng, threads):
    route = [r for r, (measure, _, _) in enumerate(made.routes) for _ in measure]
    measure, day, code = ([x for route in made.routes for x in route[part]] for part in range(3))
    n = len(route)
    lost = 3
    route = np.array(route + [-1] * lost)
    measure = np.array([m + made.offset for m in measure] + [made.offset] * lost, dtype=np.int64)
    day = np.array(day + [min(made.end_of)] * lost)
    code = np.array(code + [0] * lost, dtype=np.int8)
    period = made.period
    if isinstance(period, str):
        period = np.array([made.end_of[int(d)] for d in day])
    order = np.arange(n + lost) if rng is None else rng.permutation(n + lost)
    if isinstance(period, np.ndarray):
        period = period[order]
    found = screen_routes(
        route[order],
        measure[order],
        day[order],
        code[order],
        length_mm=made.length,
        rules=[
            CountRule(f"r{i}", tuple(class_bound(classes, k) for classes, k in bounds))
            for i, bounds in enumerate(made.rules)
        ],
        period=period,
        weights=made.weights,
        engine=engine,
        threads=threads,
    )
    members = np.empty(n + lost, dtype=bool)
    members[order] = found.members
    return found, members


def expected(made, solve):
    """The brute-force answer of a batch in the form of the fast one."""
    members, maximal, tight, zones, spots = [], [], [], [], []
    weights = {c: made.weights.get(c, 1) for c in range(8)}
    for number, (measure, day, code) in enumerate(made.routes):
        answer = solve(measure, day, code, made.length, made.rules, made.end_of, weights)
        members += answer.members
        for rows, part in (
            (maximal, answer.maximal),
            (tight, answer.tight),
            (zones, answer.zones),
            (spots, answer.spots),
        ):
            rows += [[number, a + made.offset, b + made.offset, *mask] for a, b, *mask in part]
    return [*members, False, False, False], maximal, tight, zones, spots


def differences(made, solve, engines=ENGINES, rng=None):
    """Names of the parts in which an engine disagrees with the brute force; empty when all agree."""
    members, *tables = expected(made, solve)
    wrong = []
    for engine in engines:
        found, flags = screen(made, engine, rng)
        got = (found.maximal_stretches, found.tight_stretches, found.zones, found.spots)
        if flags.tolist() != members:
            wrong.append((engine, "members", flags.tolist(), members))
        wrong += [
            (engine, name, table.tolist(), rows)
            for name, table, rows in zip(("maximal", "tight", "zones", "spots"), got, tables, strict=True)
            if table.tolist() != rows
        ]
    return wrong
