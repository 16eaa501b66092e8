"""How many places of a road would reach the thresholds by chance alone, if its accidents were strewn along it evenly.

Each trial keeps the accidents of one road with their days and classes and draws a new place for each, anywhere on the
road with the same probability; the screening itself counts the places that qualify. The seed is fixed: the same data
give the same number.

Limits, to be told with the number: a road is not used evenly, so where traffic is dense chance makes *more* places than
told here; accidents are drawn independently; junction disks are not part of it, neither in the trials nor in the count
they are compared with; a ring road is drawn as a line, so its seam may part a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import levels, places
from atgt.network_screening.accident_table import AccidentTable, read_accidents
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.windows import screen_routes

SEED = 20_260_901
MOST_TRIALS, FEWEST_TRIALS = 400, 40
MOST_ROWS = 60_000
"""Trials times accidents: a road with very many accidents gets fewer trials, and a larger error is told."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Places of one road by chance, beside those there are.

    Parameters
    ----------
    n_accidents, length_m
        Accidents of the road that took part, and the length of the road.
    n_expected, standard_error
        Mean number of places a trial finds, and how far that mean may be off.
    share_any
        Share of the trials with at least one place.
    n_observed
        Places of this level among the road's accidents counted in the same way, without junctions.
    """

    route_id: str
    level: SpotLevel
    n_accidents: int
    length_m: float
    n_trials: int
    n_expected: float
    standard_error: float
    share_any: float
    n_observed: int
    text: Text


def expected_by_chance(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    *,
    route_id: str,
    level: SpotLevel,
) -> Chance | None:
    """The places of a level that chance would make on a road; None for a road without length or accidents.

    Parameters
    ----------
    accidents, network, rule_set, parameters
        Those of the run.
    """
    table = read_accidents(accidents, network, parameters, levels.period_of(rule_set, parameters))
    route = network.routes.get(route_id)
    if route is None or route_id not in table.route_ids:
        return None
    rows = np.flatnonzero(table.route == table.route_ids.index(route_id))
    rules, length_mm = rule_set.rules(level), round(parameters.length_m * 1000)
    n_trials = int(np.clip(MOST_ROWS // rows.size, FEWEST_TRIALS, MOST_TRIALS))
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, round(route.length_m * 1000), (n_trials, rows.size), endpoint=True)
    counts = _places_found(table, rows, drawn, rules, length_mm)
    observed = int(_places_found(table, rows, table.window_mm[rows][None, :], rules, length_mm)[0])
    mean, error = float(counts.mean()), float(counts.std(ddof=1) / np.sqrt(n_trials))
    return Chance(
        route_id=route_id,
        level=level,
        n_accidents=int(rows.size),
        length_m=route.length_m,
        n_trials=n_trials,
        n_expected=mean,
        standard_error=error,
        share_any=float((counts > 0).mean()),
        n_observed=observed,
        text=_text(route.shown_name, int(rows.size), route.length_m, mean, n_trials, observed),
    )


def _places_found(
    table: AccidentTable, rows: Int64Array, places_mm: Int64Array, rules: Sequence[CountRule], length_mm: int
) -> Int64Array:
    """Spots of each trial; a trial is a road of its own for the screening."""
    n_trials = len(places_mm)
    again = np.tile(rows, n_trials)
    found = screen_routes(
        np.repeat(np.arange(n_trials), rows.size),
        places_mm.ravel(),
        table.day[again],
        table.code[again],
        length_mm=length_mm,
        rules=rules,
        period=table.last[again] + 1,
        engine="plain",
    )
    return np.bincount(found.spots[:, 0], minlength=n_trials)


def _text(road: str, n: int, length_m: float, mean: float, n_trials: int, observed: int) -> Text:
    few = mean < 0.05
    vi = "dưới 0,1" if few else f"khoảng {mean:.1f}".replace(".", ",")
    en = "fewer than 0.1" if few else f"about {mean:.1f}"
    long_vi, long_en = places.metres_vi(length_m), places.metres_en(length_m)
    return Text(
        f"Nếu {n} vụ trên {road} ({long_vi} m) rải đều ngẫu nhiên dọc đường, thì chỉ do ngẫu nhiên đã có {vi} vị trí "
        f"đạt ngưỡng này (trung bình của {n_trials} lần thử); thực tế có {observed}, cùng cách đếm, không kể nút giao. "
        "Nơi xe đông, ngẫu nhiên tạo ra nhiều hơn con số này; chỉ kiểm tra hiện trường mới kết luận được.",
        f"If the {n} accidents on {road} ({long_en} m) were strewn evenly along it, chance alone would make {en} "
        f"places that reach this threshold (mean of {n_trials} trials); there are {observed}, counted the same way, "
        "without junctions. Where traffic is dense, chance makes more; only inspection decides.",
    )
