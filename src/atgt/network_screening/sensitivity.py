"""How firmly a spot stands: at a shorter L, at a longer one, and without its least certain accident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from atgt.domain.black_spot import SiteKind, Spot
from atgt.domain.location import Precision
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import evidence, levels, places, screening
from atgt.network_screening.accident_table import AccidentTable, read_accidents
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.rule_sets import RuleSet

SHORTER, LONGER = 0.8, 1.2
"""The lengths tried, as parts of L (of the radius for a junction)."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What would change for one spot.

    Parameters
    ----------
    holds_shorter
        Whether its accidents still qualify at 0.8 L.
    added_longer
        Accidents that join the place at 1.2 L. (By monotony it always still qualifies.)
    least_certain
        Its witness with the worst precision grade, the latest of equal ones.
    holds_without
        Whether it still qualifies when that accident turns out to belong to another road.
    """

    spot_key: str
    holds_shorter: bool
    added_longer: tuple[str, ...]
    least_certain: str
    holds_without: bool
    text: Text


def sensitivity(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    spots: Sequence[Spot],
) -> tuple[Sensitivity, ...]:
    """One line a spot, in the order given.

    Parameters
    ----------
    accidents, network, rule_set, parameters
        Those of the run that found the spots.
    """
    table = read_accidents(accidents, network, parameters, levels.period_of(rule_set, parameters))
    row_of = {accident: row for row, accident in enumerate(table.ids)}
    longer = screening.screen_network(accidents, network, rule_set, _scaled(parameters, LONGER))
    found = []
    for spot in spots:
        rows = np.array(sorted(row_of[i] for i in spot.accident_ids), dtype=np.int64)
        rules = rule_set.rules(spot.level)
        uncertain = _least_certain(table, spot, row_of)
        holds_shorter = _holds(table, network, rules, _scaled(parameters, SHORTER), spot, rows)
        holds_without = _holds(table, network, rules, parameters, spot, rows[rows != uncertain])
        added = _added(spot, longer)
        text = _text(
            holds_shorter=holds_shorter,
            n_added=len(added),
            least_certain=table.ids[uncertain],
            holds_without=holds_without,
        )
        found.append(Sensitivity(spot.spot_key, holds_shorter, added, table.ids[uncertain], holds_without, text))
    return tuple(found)


def _scaled(parameters: ScreeningParameters, factor: float) -> ScreeningParameters:
    return replace(
        parameters,
        length_m=parameters.length_m * factor,
        junction_radius_m=parameters.junction_radius_m * factor,
    )


def _holds(
    table: AccidentTable,
    network: RoadNetwork,
    rules: Sequence[CountRule],
    parameters: ScreeningParameters,
    spot: Spot,
    rows: Int64Array,
) -> bool:
    """Whether some of a spot's accidents qualify on their own, as a place of its kind."""
    if spot.kind is SiteKind.STRETCH:
        chosen = np.zeros(table.n, dtype=np.bool_)
        chosen[rows] = True
        return bool(levels.screen_stretches(table, rules, parameters, chosen).members.any())
    at_junctions = levels.find_junction_accidents(table, network, parameters)
    return any(
        evidence.maximal_periods(table, np.intersect1d(at, rows), rules)
        for junction, at in zip(network.junctions, at_junctions, strict=False)
        if places.junction_place(junction, parameters.junction_radius_m).wkt == spot.wkt
    )


def _added(spot: Spot, longer: Sequence[Spot]) -> tuple[str, ...]:
    own = set(spot.accident_ids)
    joined = [other for other in longer if other.level is spot.level and own & set(other.accident_ids)]
    return tuple(sorted({i for other in joined for i in other.accident_ids} - own))


def _least_certain(table: AccidentTable, spot: Spot, row_of: dict[str, int]) -> int:
    grades = list(Precision)
    witnesses = sorted({row_of[i] for rule in spot.rules for i in rule.witness_ids})
    return max(witnesses, key=lambda row: (grades.index(table.precision[row]), row))


def _text(*, holds_shorter: bool, n_added: int, least_certain: str, holds_without: bool) -> Text:
    """One line to print under a spot."""
    shorter = ("vẫn đủ", "it still qualifies") if holds_shorter else ("không còn đủ", "it no longer qualifies")
    without = ("vẫn đủ", "it still qualifies") if holds_without else ("không còn đủ", "it no longer qualifies")
    longer = (f"thêm {n_added:02d} vụ", f"{n_added} more accidents") if n_added else ("không thêm vụ nào", "none more")
    return Text(
        f"Với 0,8 L: {shorter[0]} ngưỡng; với 1,2 L: {longer[0]}; bỏ vụ {least_certain} (vị trí kém chắc nhất): "
        f"{without[0]} ngưỡng.",
        f"At 0.8 L: {shorter[1]}; at 1.2 L: {longer[1]}; without accident {least_certain} (the least certain place): "
        f"{without[1]}.",
    )
