"""Every qualifying place of a road network, exactly: the interface other tools rely on.

Arrays in, arrays out: no frame, no coordinate system, no disk. A set of accidents of one route *fits* when it spans
at most L along the route (exactly L apart counts) and its last day is inside the period that starts on its first day
(the same date one year later is outside). It *qualifies* when it fits and satisfies at least one rule. The answer does
not depend on the order of the rows, nor on the engine.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.network_screening import compiled, sites, stretches, weighted_rules
from atgt.network_screening.count_rules import DEFAULT_RULES, MAX_CLASS, MAX_RULES, CountRule
from atgt.network_screening.integers import INT64_MAX, INT64_MIN, BoolArray, Int64Array, int64_column
from atgt.network_screening.line import Line, lay_out
from atgt.network_screening.period import Period, PeriodStep

Engine = Literal["auto", "plain", "compiled"]

COMPILED_FROM = 50_000
"""From so many accidents on, ``engine="auto"`` takes the compiled path where numba is installed."""

NO_ROUTE = -1
"""Route number of an accident without a place on the network: it is never a member."""


@dataclass(frozen=True, slots=True, eq=False)
class ScreeningResult:
    """All qualifying places, sorted by route and measure; measures are those of accidents, integer millimetres.

    Parameters
    ----------
    members
        One flag a row given: in at least one qualifying set.
    maximal_stretches
        Rows (route, a, b, rule mask): qualifying stretches not contained in another.
    tight_stretches
        Rows (route, a, b, rule mask): qualifying stretches that contain no other.
    zones
        Rows (route, a, b): connected unions of tight stretches; may be longer than L.
    spots
        Rows (route, a, b, rule mask): zones cut into disjoint qualifying stretches of at most L.
    rules
        The rules; bit r of a mask is ``rules[r]``.
    """

    members: BoolArray
    maximal_stretches: Int64Array
    tight_stretches: Int64Array
    zones: Int64Array
    spots: Int64Array
    rules: tuple[CountRule, ...]


def screen_routes(
    route: npt.ArrayLike,
    measure_mm: npt.ArrayLike,
    day: npt.ArrayLike,
    severity: npt.ArrayLike,
    *,
    length_mm: int,
    rules: Sequence[CountRule] | None = None,
    period: Period = None,
    weights: Mapping[int, int] | None = None,
    engine: Engine = "auto",
    threads: int | None = None,
) -> ScreeningResult:
    """All members, stretches, zones and spots of the accidents of a network.

    Parameters
    ----------
    route
        Number of each accident's route, 0 or more; -1 for an accident without a place, which is ignored.
    measure_mm
        Distance along the route, integer millimetres, any sign.
    day
        Days since 1970-01-01.
    severity
        Class code 0 to 7; the default rules read 0 FATAL, 1 INJURY, 2 PDO.
    length_mm
        L: the longest stretch that is one place, integer millimetres; 0 means one position.
    rules
        Any of them makes a set qualify; None for ``DEFAULT_RULES``.
    period
        None for 365 days; a step of days, calendar months or reporting years; or an array with the exclusive end of
        the period that starts with each accident.
    weights
        Severity weight of each class, used only to cut zones longer than L; see ``sites.DEFAULT_WEIGHTS``.
    engine
        "plain" needs no compiler, "compiled" is for large data, "auto" chooses by size. All give the same answer.
    threads
        Threads of the compiled path; None for as many as are useful, at most 2.

    Returns
    -------
    The exact answer; without accidents, or when nothing qualifies, all arrays are empty and no row is a member.

    Raises
    ------
    ParameterError
        When a column does not hold whole numbers, columns differ in length, a class, route or length is out of range,
        or the period goes back.

    Notes
    -----
    Every fitting set lies in the window of length L that starts at its leftmost accident and in the period that starts
    with its earliest; rules are monotone, so looking at these is enough. See ``docs/screening.md`` for the proof.

    Examples
    --------
    Two fatal accidents exactly L apart, 364 days apart; a third one the day after is outside.

    >>> found = screen_routes([0, 0, 0], [0, 300_000, 900_000], [0, 364, 365], [0, 0, 0], length_mm=300_000)
    >>> found.spots.tolist()
    [[0, 0, 300000, 1]]
    >>> found.members.tolist()
    [True, True, False]
    >>> screen_routes([], [], [], [], length_mm=300_000).spots.shape
    (0, 4)
    """
    columns = [
        int64_column(route, "route"),
        int64_column(measure_mm, "measure_mm"),
        int64_column(day, "day"),
        int64_column(severity, "severity"),
    ]
    chosen = tuple(DEFAULT_RULES if rules is None else rules)
    length = _check(columns, length_mm, chosen, engine)
    plain, stands_for = weighted_rules.without_weights(chosen)
    if len(plain) > MAX_RULES:
        raise _refusal(
            f"Các tiêu chí có trọng số tách thành {len(plain)} tổ hợp; tối đa {MAX_RULES}.",
            f"The rules with weights make {len(plain)} combinations; at most {MAX_RULES} are possible.",
        )
    table = sites.weight_table(weights)
    rows = None if _smallest(columns[0]) >= 0 else np.flatnonzero(columns[0] >= 0)
    line = lay_out(
        *(columns if rows is None else [column[rows] for column in columns]),
        length=length,
        period=period if rows is None else _of_rows(period, rows, columns[0].size),
        rows=rows,
    )
    if engine == "compiled" or (engine == "auto" and line.n >= COMPILED_FROM):
        found = compiled.screen_line(line, plain, table, threads=threads)
    else:
        found = stretches.screen_line(line, plain, table)
    return _result(found, line, columns[0], columns[1], chosen, stands_for)


def _result(
    found: stretches.Found,
    line: Line,
    route: Int64Array,
    measure: Int64Array,
    rules: tuple[CountRule, ...],
    stands_for: tuple[int, ...],
) -> ScreeningResult:
    def located(pairs: Int64Array) -> Int64Array:
        left, right = line.order[pairs[:, 0]], line.order[pairs[:, 1]]
        masks = [_of_rules(mask, stands_for) for mask in pairs.T[2:]]
        return np.column_stack((route[left], measure[left], measure[right], *masks))

    members = np.zeros(route.size, dtype=np.bool_)
    members[line.order[found.members]] = True
    return ScreeningResult(
        members=members,
        maximal_stretches=located(found.maximal),
        tight_stretches=located(found.tight),
        zones=located(found.zones),
        spots=located(found.spots),
        rules=rules,
    )


def _of_rules(mask: Int64Array, stands_for: tuple[int, ...]) -> Int64Array:
    """Masks over the rules given, from masks over the plain rules that stand for them."""
    if stands_for == tuple(range(len(stands_for))):
        return mask
    told = np.zeros_like(mask)
    for bit, rule in enumerate(stands_for):
        told |= ((mask >> bit) & 1) << rule
    return told


def _of_rows(period: Period, rows: Int64Array, n: int) -> Period:
    """The period for the rows kept: an explicit array loses the ends of the others."""
    if period is None or isinstance(period, PeriodStep) or np.ndim(period) == 0:
        return period
    ends = int64_column(period, "period")
    return ends[rows] if ends.size == n else ends


def _check(columns: list[Int64Array], length_mm: int, rules: tuple[CountRule, ...], engine: str) -> int:
    """Everything that would make the answer wrong or undefined; returns L as a Python integer."""
    route, _, day, severity = columns
    if len({column.size for column in columns}) > 1:
        sizes = ", ".join(str(column.size) for column in columns)
        raise _refusal(f"Các cột có số hàng khác nhau: {sizes}.", f"The columns differ in length: {sizes}.")
    try:
        length = operator.index(length_mm)
    except TypeError:
        raise _refusal(
            f"Chiều dài L = {length_mm} phải là số nguyên milimét.", f"L = {length_mm} must be a whole number of mm."
        ) from None
    if not 0 <= length <= INT64_MAX:
        raise _refusal(f"Chiều dài L = {length} mm ngoài phạm vi.", f"L = {length} mm is out of range.")
    if len(rules) > MAX_RULES:
        raise _refusal(f"Nhiều hơn {MAX_RULES} tiêu chí.", f"More than {MAX_RULES} rules.")
    if engine not in {"auto", "plain", "compiled"}:
        raise _refusal(f"Không có cách tính “{engine}”.", f"There is no engine “{engine}”.")
    if _smallest(route) < NO_ROUTE:
        raise _refusal(
            "Số tuyến phải từ 0; -1 là chưa có vị trí.", "Routes are 0 or more; -1 is an accident without one."
        )
    if _smallest(route) < 0:
        severity, day = severity[route >= 0], day[route >= 0]
    if _smallest(severity) < 0 or int(severity.max(initial=0)) > MAX_CLASS:
        raise _refusal(f"Mã mức độ phải từ 0 đến {MAX_CLASS}.", f"Severity codes go from 0 to {MAX_CLASS}.")
    if _smallest(day) == INT64_MIN:
        raise _refusal("Có ngày ngoài phạm vi.", "A day is out of range.")
    return length


def _smallest(column: Int64Array) -> int:
    """The least value of a column; 0 for an empty one."""
    return int(column.min()) if column.size else 0


def _refusal(vi: str, en: str) -> ParameterError:
    return ParameterError(Text(vi, en))
