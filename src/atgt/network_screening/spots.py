"""From sites to spots: evidence, counts, identity, geometry and words of every place on the list."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from atgt.domain.black_spot import QualifyingPeriod, RuleEvidence, SiteKind, Spot, SpotLevel
from atgt.domain.location import Precision
from atgt.domain.period import day_of
from atgt.domain.screening import ScreeningParameters
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import evidence, explanation, places, ranking
from atgt.network_screening.accident_table import AccidentTable
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.evidence import HeldPeriod
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.levels import LevelSites
from atgt.network_screening.period import PeriodStep
from atgt.network_screening.places import Place

_KEY_LETTERS = {SpotLevel.BLACK: "B", SpotLevel.POTENTIAL: "T"}
_PRECISIONS = list(Precision)


def build_spots(
    table: AccidentTable,
    network: RoadNetwork,
    sites: LevelSites,
    rules: Sequence[CountRule],
    level: SpotLevel,
    parameters: ScreeningParameters,
    period: PeriodStep,
) -> list[Spot]:
    """The spots of one level, not yet ranked."""
    spots = []
    for number, rows in sites.junctions:
        place = places.junction_place(network.junctions[number], parameters.junction_radius_m)
        spots.append(_spot(table, place, rows, rules, level, period, SiteKind.JUNCTION))
    for route, low, high in sites.stretches.tolist():
        rows = table.between(route, low, high)
        rows = rows[~sites.is_owned[rows]]
        place = places.stretch_place(table, network, route, low, high)
        spots.append(_spot(table, place, rows, rules, level, period, SiteKind.STRETCH))
    return spots


def _spot(
    table: AccidentTable,
    place: Place,
    rows: Int64Array,
    rules: Sequence[CountRule],
    level: SpotLevel,
    period: PeriodStep,
    kind: SiteKind,
) -> Spot:
    """A spot with its evidence; ``rows`` are all accidents in the place that it may count."""
    held = evidence.maximal_periods(table, rows, rules)
    witnesses = [(rule, evidence.witness(table, rows, rule)) for rule in rules]
    shown = tuple(
        RuleEvidence(rule.key, rule.clause, rule.source, table.ids_of(np.array(chosen, dtype=np.int64)))
        for rule, chosen in witnesses
        if chosen
    )
    best = best_period(table, held)
    counts = {str(code): int(np.sum(table.code[best] == code)) for code in sorted(ranking.SEVERITY_WEIGHTS)}
    killed, injured = int(table.killed[best].sum()), int(table.injured[best].sum())
    counted = np.unique(np.concatenate([np.array(p.rows, dtype=np.int64) for p in held]))
    return Spot(
        spot_key=_spot_key(level, place, shown),
        level=level,
        kind=kind,
        route_ids=place.route_ids,
        from_mm=place.from_mm,
        to_mm=place.to_mm,
        km_from=place.km_from,
        km_to=place.km_to,
        place_name=place.name,
        rules=shown,
        periods=tuple(_qualifying_period(table, p) for p in held),
        accident_ids=table.ids_of(counted),
        counts=counts,
        killed=killed,
        injured=injured,
        worst_precision=max((table.precision[row] for _, chosen in witnesses for row in chosen), key=_PRECISIONS.index),
        lon=place.lon,
        lat=place.lat,
        wkt=place.wkt,
        why=explanation.why(
            place, period, (int(table.day[best[0]]), int(table.day[best[-1]])), counts, (killed, injured), shown
        ),
    )


def best_period(table: AccidentTable, held: Sequence[HeldPeriod]) -> Int64Array:
    """Rows of the period that counts most: by severity weight, killed, injured, number; the latest of equal ones."""

    def order(numbered: tuple[int, HeldPeriod]) -> tuple[int, int, int, int, int]:
        at, period = numbered
        rows = np.array(period.rows, dtype=np.int64)
        weight = sum(ranking.SEVERITY_WEIGHTS[code] for code in table.code[rows].tolist())
        return weight, int(table.killed[rows].sum()), int(table.injured[rows].sum()), len(rows), at

    return np.array(max(enumerate(held), key=order)[1].rows, dtype=np.int64)


def _qualifying_period(table: AccidentTable, held: HeldPeriod) -> QualifyingPeriod:
    rows = np.array(held.rows, dtype=np.int64)
    return QualifyingPeriod(
        first_day=day_of(int(table.day[rows[0]])),
        last_day=day_of(int(table.day[rows[-1]])),
        accident_ids=table.ids_of(rows),
        rule_keys=tuple(rule.key for rule in held.rules),
    )


def _spot_key(level: SpotLevel, place: Place, shown: Sequence[RuleEvidence]) -> str:
    """Level letter and a short hash of the roads and the witness ids: the same facts give the same key."""
    ids = sorted({accident for e in shown for accident in e.witness_ids})
    told = "\n".join(("|".join(place.route_ids), *ids))
    return f"{_KEY_LETTERS[level]}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"
