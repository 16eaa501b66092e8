"""Junctions: all accidents in the closed disk of a node, on the roads it joins, with the rules rolled over time.

A road that only passes above or beside a junction is not joined by it, so its accidents are not the junction's,
however near. A junction that qualifies owns the accidents of its qualifying sets: they are not listed again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.windows import screen_routes

LARGEST_RADIUS_MM = 1_000_000_000
"""Squares of larger distances would not fit an integer; a thousand kilometres is no junction."""


@dataclass(frozen=True, slots=True, eq=False)
class JunctionNodes:
    """Junctions as columns.

    Parameters
    ----------
    x_mm, y_mm
        Node of each junction in the metric CRS, integer millimetres.
    routes
        Numbers of the routes each junction joins.
    """

    x_mm: Int64Array
    y_mm: Int64Array
    routes: tuple[frozenset[int], ...]


def accidents_at(
    nodes: JunctionNodes,
    x_mm: Int64Array,
    y_mm: Int64Array,
    route: Int64Array,
    *,
    radius_mm: int,
    recorded: Sequence[int | None] | None = None,
) -> list[Int64Array]:
    """The accidents of each junction, as rows in order; a row may belong to several junctions.

    Parameters
    ----------
    radius_mm
        R: exactly R away is inside. 0 takes accidents exactly at a node.
    recorded
        Number of the junction an accident is recorded at, or None; such an accident belongs to it wherever it lies.

    Raises
    ------
    ParameterError
        When the radius is negative or longer than a thousand kilometres.

    Examples
    --------
    >>> nodes = JunctionNodes(np.array([0]), np.array([0]), (frozenset({1}),))
    >>> x, y, route = np.array([30, 40, 0]), np.array([40, 40, 0]), np.array([1, 1, 2])
    >>> [rows.tolist() for rows in accidents_at(nodes, x, y, route, radius_mm=50)]
    [[0]]
    """
    if not 0 <= radius_mm <= LARGEST_RADIUS_MM:
        raise ParameterError(
            Text(f"Bán kính nút giao {radius_mm} mm ngoài phạm vi.", f"The radius {radius_mm} mm is out of range.")
        )
    order = np.argsort(x_mm, kind="stable")
    sorted_x = x_mm[order]
    first = np.searchsorted(sorted_x, nodes.x_mm - radius_mm, side="left")
    stop = np.searchsorted(sorted_x, nodes.x_mm + radius_mm, side="right")
    by_record: dict[int, list[int]] = {}
    for row, junction in enumerate(recorded or ()):
        if junction is not None:
            by_record.setdefault(junction, []).append(row)
    found = []
    for junction, joined in enumerate(nodes.routes):
        near = order[first[junction] : stop[junction]]
        dx, dy = x_mm[near] - nodes.x_mm[junction], y_mm[near] - nodes.y_mm[junction]
        # Far in y first: only then are the squares sure to fit.
        near, dx, dy = (column[np.abs(dy) <= radius_mm] for column in (near, dx, dy))
        inside = near[(dx * dx + dy * dy <= radius_mm * radius_mm) & np.isin(route[near], list(joined))]
        found.append(np.unique(np.concatenate((inside, np.array(by_record.get(junction, []), dtype=np.int64)))))
    return found


def qualifying(
    at_junctions: Sequence[Int64Array],
    day: Int64Array,
    last: Int64Array,
    code: Int64Array,
    rules: Sequence[CountRule],
) -> dict[int, Int64Array]:
    """The junctions that qualify, each with the accidents of its qualifying sets.

    Parameters
    ----------
    at_junctions
        Rows of each junction; see ``accidents_at``.
    last
        Last day of the period that starts on each accident's day.
    """
    rows = np.concatenate([np.empty(0, dtype=np.int64), *at_junctions])
    junction = np.repeat(np.arange(len(at_junctions)), [len(at) for at in at_junctions])
    # A junction is a road without length: everything at one position, so only time decides.
    found = screen_routes(
        junction, np.zeros_like(rows), day[rows], code[rows], length_mm=0, rules=rules, period=last[rows] + 1
    )
    members = {int(j): [] for j in found.spots[:, 0]}  # type: dict[int, list[int]]
    for j, row in zip(junction[found.members].tolist(), rows[found.members].tolist(), strict=True):
        members[j].append(row)
    return {j: np.array(sorted(at), dtype=np.int64) for j, at in members.items()}


def share_out(
    at_junctions: Sequence[Int64Array],
    free: BoolArray,
    find: Callable[[Sequence[Int64Array]], dict[int, Int64Array]],
    rank: Callable[[int, Int64Array], Any],
) -> list[tuple[int, Int64Array]]:
    """The qualifying junctions with the accidents each owns, no accident owned twice, best junction first.

    Disks may overlap. The junction that ranks first takes its accidents; the others are asked again without them.

    Parameters
    ----------
    free
        Accidents that may be taken.
    find
        From the accidents of each junction to the qualifying ones with their members; see ``qualifying``.
    rank
        From a junction and its members to something that sorts; the smallest is first.
    """
    remaining = [at[free[at]] for at in at_junctions]
    junctions_of: dict[int, list[int]] = {}
    for j, at in enumerate(remaining):
        for row in at.tolist():
            junctions_of.setdefault(row, []).append(j)
    found = find(remaining)
    chosen: list[tuple[int, Int64Array]] = []
    while found:
        best = min(found, key=lambda j: rank(j, found[j]))
        taken = found.pop(best)
        chosen.append((best, taken))
        remaining[best] = np.empty(0, dtype=np.int64)
        touched = sorted({j for row in taken.tolist() for j in junctions_of[row]} - {best})
        for j in touched:
            remaining[j] = np.setdiff1d(remaining[j], taken)
            found.pop(j, None)
        if touched:
            again = find([remaining[j] for j in touched])
            found.update({touched[i]: members for i, members in again.items()})
    return chosen
