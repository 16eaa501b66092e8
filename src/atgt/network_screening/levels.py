"""One legal level: which junctions and which stretches qualify, and which of them lie inside a worse level."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atgt.domain.screening import ScreeningParameters
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import junctions, ranking
from atgt.network_screening.accident_table import AccidentTable
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.period import MonthStep, PeriodStep, ReportingYear
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.windows import ScreeningResult, screen_routes


@dataclass(frozen=True, slots=True, eq=False)
class LevelSites:
    """What one level found, before words.

    Parameters
    ----------
    junctions
        Junctions by number in the network, with the accidents each owns.
    stretches
        Rows (route, low, high) in window measures, disjoint.
    zones
        Rows (route, low, high) in window measures.
    is_owned
        Accidents that a junction owns.
    """

    junctions: tuple[tuple[int, Int64Array], ...]
    stretches: Int64Array
    zones: Int64Array
    is_owned: BoolArray


def period_of(rule_set: RuleSet, parameters: ScreeningParameters) -> PeriodStep:
    """How "12 tháng" is counted under the readings taken."""
    if rule_set.readings.get("twelve_months") == "reporting_year":
        return ReportingYear()
    return MonthStep(parameters.period_months)


def find_junction_accidents(
    table: AccidentTable, network: RoadNetwork, parameters: ScreeningParameters
) -> list[Int64Array]:
    """The accidents of every junction of the network, in its order; none anywhere when the radius is 0."""
    if parameters.junction_radius_m <= 0 or not network.junctions:
        return []
    number = {route_id: i for i, route_id in enumerate(table.route_ids)}
    index = {junction.junction_id: i for i, junction in enumerate(network.junctions)}
    nodes = junctions.JunctionNodes(
        np.array([round(j.x * 1000) for j in network.junctions], dtype=np.int64),
        np.array([round(j.y * 1000) for j in network.junctions], dtype=np.int64),
        tuple(
            frozenset(number[main] for r in j.route_ids if (main := network.main_of(r)) in number)
            for j in network.junctions
        ),
    )
    return junctions.accidents_at(
        nodes,
        table.x_mm,
        table.y_mm,
        table.route,
        radius_mm=round(parameters.junction_radius_m * 1000),
        recorded=[None if name is None else index.get(name) for name in table.recorded_at],
    )


def screen_level(
    table: AccidentTable,
    at_junctions: Sequence[Int64Array],
    rules: Sequence[CountRule],
    parameters: ScreeningParameters,
    free: BoolArray,
) -> LevelSites:
    """Junctions and stretches of one level among the free accidents."""

    def find(at: Sequence[Int64Array]) -> dict[int, Int64Array]:
        return junctions.qualifying(at, table.day, table.last, table.code, rules)

    def order(number: int, rows: Int64Array) -> tuple[int, int, int]:
        weight = sum(ranking.SEVERITY_WEIGHTS[code] for code in table.code[rows].tolist())
        return -weight, -len(rows), number

    owned = tuple(junctions.share_out(at_junctions, free, find, order))
    is_owned = np.zeros(table.n, dtype=np.bool_)
    for _, rows in owned:
        is_owned[rows] = True
    found = screen_stretches(table, rules, parameters, free & ~is_owned)
    return LevelSites(owned, found.spots[:, :3], found.zones, is_owned)


def screen_stretches(
    table: AccidentTable, rules: Sequence[CountRule], parameters: ScreeningParameters, chosen: BoolArray
) -> ScreeningResult:
    """``screen_routes`` on some accidents of the table; the others are as if they had no route."""
    return screen_routes(
        np.where(chosen, table.route, -1),
        table.window_mm,
        table.day,
        table.code,
        length_mm=round(parameters.length_m * 1000),
        rules=rules,
        period=table.last + 1,
        weights=ranking.SEVERITY_WEIGHTS,
    )


def without_inside(table: AccidentTable, sites: LevelSites, worse: LevelSites) -> LevelSites:
    """The sites of a level that do not lie inside a worse one.

    The stretches of a zone go when the zone lies inside a zone, a junction when all its accidents do.
    """
    inside = _Zones(worse.zones)
    zones, stretches = outside(sites.zones, sites.stretches, worse.zones)

    def all_inside(rows: Int64Array) -> bool:
        return all(
            inside.hold(int(table.route[row]), int(table.window_mm[row]), int(table.window_mm[row])) for row in rows
        )

    return LevelSites(
        tuple((number, rows) for number, rows in sites.junctions if not all_inside(rows)),
        stretches,
        zones,
        sites.is_owned,
    )


def outside(zones: Int64Array, stretches: Int64Array, worse: Int64Array) -> tuple[Int64Array, Int64Array]:
    """The zones of a level that lie inside no zone of a worse one, and the stretches of those zones.

    All three hold rows that begin with (route, low, high).
    """
    inside = _Zones(worse)
    kept = zones[np.array([not inside.hold(*zone) for zone in zones[:, :3].tolist()], dtype=np.bool_)]
    outer = _Zones(kept)
    return kept, stretches[np.array([outer.hold(*one) for one in stretches[:, :3].tolist()], dtype=np.bool_)]


class _Zones:
    """Disjoint zones by route, to ask whether one of them holds a stretch."""

    def __init__(self, zones: Int64Array) -> None:
        self._by_route: dict[int, tuple[list[int], list[int]]] = {}
        for route, low, high in zones.tolist():
            lows, highs = self._by_route.setdefault(route, ([], []))
            lows.append(low)
            highs.append(high)

    def hold(self, route: int, low: int, high: int) -> bool:
        """Whether one zone contains the whole stretch."""
        lows, highs = self._by_route.get(route, ([], []))
        at = bisect_right(lows, low) - 1
        return at >= 0 and high <= highs[at]
