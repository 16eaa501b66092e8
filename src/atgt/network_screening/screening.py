"""Screening of a road network: from located accidents to ranked spots, each with everything that shows why.

Black first, then potential ("potential or worse"), each level in a run of its own: one fatal accident alone is already
a potential spot and would hide the black ones. Junctions first, then roads: a junction that qualifies owns its
accidents. A potential place inside a black one is dropped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from atgt.domain.black_spot import Spot, SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import levels, ranking
from atgt.network_screening.accident_table import AccidentTable, read_accidents
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.spots import build_spots


@dataclass(frozen=True, slots=True)
class Screening:
    """A list of spots and the accidents that belong near them.

    Parameters
    ----------
    surroundings
        Of a spot's key the accidents that are in some qualifying set but in no spot's stretch
        ("thuộc khu vực của điểm"): never dropped, shown with the nearest spot of their road.
    """

    spots: tuple[Spot, ...]
    surroundings: Mapping[str, tuple[str, ...]]


def screen_network(
    accidents: pd.DataFrame, network: RoadNetwork, rule_set: RuleSet, parameters: ScreeningParameters
) -> tuple[Spot, ...]:
    """All places that reach a threshold, black ones first, each level ranked; see ``screen``."""
    return screen(accidents, network, rule_set, parameters).spots


def screen(
    accidents: pd.DataFrame, network: RoadNetwork, rule_set: RuleSet, parameters: ScreeningParameters
) -> Screening:
    """All places that reach a threshold, with their evidence.

    Parameters
    ----------
    accidents
        See ``accident_table.read_accidents``: only located rows of the days considered count.
    rule_set
        Its readings of open questions are used as they stand; "twelve_months = reporting_year" counts reporting years.

    Returns
    -------
    Spots in the order of the list. The same input gives the same spots, whatever the order of its rows.

    Raises
    ------
    ParameterError
        When a located accident lacks its day, route, measure or severity, or a parameter is out of range.
    """
    period = levels.period_of(rule_set, parameters)
    table = read_accidents(accidents, network, parameters, period)
    nodes = levels.find_junction_accidents(table, network, parameters)
    black = levels.screen_level(table, nodes, rule_set.black, parameters, np.ones(table.n, dtype=np.bool_))
    in_black_disk = np.zeros(table.n, dtype=np.bool_)
    for number, _ in black.junctions:
        in_black_disk[nodes[number]] = True
    worse = levels.screen_level(table, nodes, rule_set.potential, parameters, ~in_black_disk)
    potential = levels.without_inside(table, worse, black)
    found = [
        *build_spots(table, network, black, rule_set.black, SpotLevel.BLACK, parameters, period),
        *build_spots(table, network, potential, rule_set.potential, SpotLevel.POTENTIAL, parameters, period),
    ]
    ranked = ranking.rank(found)
    beside = _surroundings(table, ranked, rule_set, parameters)
    spots = tuple(replace(spot, surrounding_ids=beside.get(spot.spot_key, ())) for spot in ranked)
    return Screening(spots, beside)


def _surroundings(
    table: AccidentTable, spots: Sequence[Spot], rule_set: RuleSet, parameters: ScreeningParameters
) -> dict[str, tuple[str, ...]]:
    """Accidents of qualifying sets that no spot shows, each with the nearest spot of its road, worse level first."""
    row_of = {accident: row for row, accident in enumerate(table.ids)}
    shown = np.zeros(table.n, dtype=np.bool_)
    for spot in spots:
        shown[[row_of[i] for i in spot.accident_ids]] = True
    near: dict[str, list[int]] = {}
    everything = np.ones(table.n, dtype=np.bool_)
    for level in SpotLevel:
        on_road = _spots_along(table, [spot for spot in spots if spot.level is level], row_of)
        members = levels.screen_stretches(table, rule_set.rules(level), parameters, everything).members
        for row in np.flatnonzero(members & ~shown).tolist():
            key = _nearest(on_road.get(int(table.route[row]), []), int(table.window_mm[row]))
            if key is not None:
                near.setdefault(key, []).append(row)
                shown[row] = True
    return {key: tuple(table.ids[row] for row in sorted(rows)) for key, rows in sorted(near.items())}


def _spots_along(
    table: AccidentTable, spots: Sequence[Spot], row_of: Mapping[str, int]
) -> dict[int, list[tuple[int, str]]]:
    """Of every route the places of the accidents of spots, in order, with the spot's key."""
    found: dict[int, list[tuple[int, str]]] = {}
    for spot in spots:
        for row in (row_of[i] for i in spot.accident_ids):
            found.setdefault(int(table.route[row]), []).append((int(table.window_mm[row]), spot.spot_key))
    return {route: sorted(places) for route, places in found.items()}


def _nearest(places: list[tuple[int, str]], measure: int) -> str | None:
    """The key of the nearest place on the road; of two equally near the one before; None on a road without any."""
    at = bisect_left(places, (measure, ""))
    beside = places[max(at - 1, 0) : at + 1]
    return min(beside, key=lambda place: (abs(place[0] - measure), place))[1] if beside else None
