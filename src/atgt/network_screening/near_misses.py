"""Why a place is not on the list: what is missing, found by running the same engine with one thing given way.

Each rule is weakened by one accident; then L is 10 % longer and the junction radius 20 %; then the period is 30 days
longer. Places that touch an accident of a qualifying set are left out: they are on the list, or beside one that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.period import day_number
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import evidence, explanation, junctions, levels, places, ranking
from atgt.network_screening.accident_table import AccidentTable, read_accidents
from atgt.network_screening.count_rules import ClassBound, CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.places import Place
from atgt.network_screening.rule_sets import RuleSet

LONGER = 1.1
"""How much longer L is when looking for places that only just miss it."""

WIDER = 1.2
"""The same for the radius of a junction: a tenth of it is less than what a position of grade A may be off."""

MORE_DAYS = 30
"""How much longer the period is when looking for places that only just miss it."""


class Missing(StrEnum):
    """What a place lacks."""

    ACCIDENT = "accident"
    LENGTH = "length"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A place that just misses one clause.

    Parameters
    ----------
    classes
        Severity codes of which one more accident would be enough; empty unless an accident is missing.
    over_mm
        How far the accidents lie beyond L, or beyond the radius of a junction.
    over_days
        How many days they lie beyond the period, or before the first day considered.
    accident_ids
        The smallest set that makes it a near miss, earliest dates first.
    text
        What is missing, as a sentence.
    """

    missing: Missing
    level: SpotLevel
    kind: SiteKind
    rule_key: str
    clause: Text
    source: str
    classes: tuple[int, ...]
    over_mm: int
    over_days: int
    place: Place
    accident_ids: tuple[str, ...]
    text: Text


def near_misses(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    *,
    level: SpotLevel = SpotLevel.BLACK,
) -> tuple[NearMiss, ...]:
    """The places that just miss a level: those that lack an accident, then length, then days, the nearest to it first.

    Parameters
    ----------
    accidents, network, rule_set, parameters
        As for ``screening.screen``.
    """
    search = _Search(accidents, network, rule_set, parameters, level)
    found = [*_one_accident_short(search), *_too_long(search), *_too_late(search)]
    return tuple(sorted(found, key=_order))


def _order(miss: NearMiss) -> tuple[int, int, int, int, tuple[str, ...], tuple[str, ...], str]:
    kind = list(Missing).index(miss.missing)
    return (
        *(kind, -len(miss.accident_ids), miss.over_mm, miss.over_days),
        *(miss.place.route_ids, miss.accident_ids, miss.rule_key),
    )


def of_accident(misses: Iterable[NearMiss], accident_id: str) -> tuple[NearMiss, ...]:
    """The near misses an accident is part of, in the order given."""
    return tuple(miss for miss in misses if accident_id in miss.accident_ids)


class _Search:
    """What all three searches share: the accidents, and those that are in a qualifying set already."""

    def __init__(
        self,
        accidents: pd.DataFrame,
        network: RoadNetwork,
        rule_set: RuleSet,
        parameters: ScreeningParameters,
        level: SpotLevel,
    ) -> None:
        self.accidents, self.network, self.parameters, self.level = accidents, network, parameters, level
        self.rules = rule_set.rules(level)
        self.period = levels.period_of(rule_set, parameters)
        self.table = read_accidents(accidents, network, parameters, self.period)
        everything = np.ones(self.table.n, dtype=np.bool_)
        self.at_junctions = levels.find_junction_accidents(self.table, network, parameters)
        members = levels.screen_stretches(self.table, self.rules, parameters, everything).members
        for rows in self.qualifying(self.table, self.at_junctions, self.rules).values():
            members[rows] = True
        self.members = {self.table.ids[row] for row in np.flatnonzero(members)}

    def qualifying(
        self, table: AccidentTable, at_junctions: Sequence[Int64Array], rules: Sequence[CountRule]
    ) -> dict[int, Int64Array]:
        return junctions.qualifying(at_junctions, table.day, table.last, table.code, rules)

    def is_listed(self, table: AccidentTable, rows: Int64Array) -> bool:
        return any(table.ids[row] in self.members for row in rows.tolist())

    def stretches(
        self, table: AccidentTable, rules: Sequence[CountRule], parameters: ScreeningParameters, *, cut: bool = False
    ) -> Iterator[tuple[Place, Int64Array]]:
        """The tight stretches of some rules, or their zones cut to L, that touch no qualifying set."""
        everything = np.ones(table.n, dtype=np.bool_)
        found = levels.screen_stretches(table, rules, parameters, everything)
        for route, low, high, _ in (found.spots if cut else found.tight_stretches).tolist():
            rows = table.between(route, low, high)
            if not self.is_listed(table, rows):
                yield places.stretch_place(table, self.network, route, low, high), rows

    def junctions(
        self, table: AccidentTable, at_junctions: Sequence[Int64Array], rules: Sequence[CountRule]
    ) -> Iterator[tuple[int, Place, Int64Array]]:
        """The junctions that qualify by some rules and touch no qualifying set."""
        for number, rows in sorted(self.qualifying(table, at_junctions, rules).items()):
            if not self.is_listed(table, rows):
                place = places.junction_place(self.network.junctions[number], self.parameters.junction_radius_m)
                yield number, place, rows

    def miss(
        self,
        missing: Missing,
        rule: CountRule,
        place: Place,
        ids: tuple[str, ...],
        text: Text,
        *,
        classes: tuple[int, ...] = (),
        over_mm: int = 0,
        over_days: int = 0,
    ) -> NearMiss:
        kind = SiteKind.JUNCTION if place.from_mm is None else SiteKind.STRETCH
        clause = explanation.clauses_in_words([(rule.clause, rule.source)])
        said = Text(
            f"{place.phrase.vi[0].upper()}{place.phrase.vi[1:]}: {text.vi} để đạt tiêu chí {clause.vi}.",
            f"{place.phrase.en[0].upper()}{place.phrase.en[1:]}: {text.en} to meet the criterion {clause.en}.",
        )
        return NearMiss(
            missing, self.level, kind, rule.key, rule.clause, rule.source, classes, over_mm, over_days, place, ids, said
        )


def _one_accident_short(search: _Search) -> list[NearMiss]:
    """One accident of some class would be enough; told for the larger set when a larger one lacks the same."""
    table = search.table
    found: dict[tuple[str, tuple[int, ...]], tuple[CountRule, Place, set[int]]] = {}
    for rule in search.rules:
        for code, weaker in _weakened(rule):
            sites = [*search.stretches(table, (weaker,), search.parameters, cut=True)]
            sites += [(place, rows) for _, place, rows in search.junctions(table, search.at_junctions, (weaker,))]
            for place, rows in sites:
                chosen = evidence.witness(table, rows, weaker)
                found.setdefault((rule.key, chosen), (rule, place, set()))[2].add(code)
    kept = [
        (rule, place, chosen, tuple(sorted(codes)))
        for (_, chosen), (rule, place, codes) in found.items()
        if not any(set(chosen) < set(other) and codes <= more for (_, other), (_, _, more) in found.items())
    ]
    return [
        search.miss(
            Missing.ACCIDENT,
            rule,
            place,
            table.ids_of(np.array(chosen, dtype=np.int64)),
            _accident_text(table, chosen, codes),
            classes=codes,
        )
        for rule, place, chosen, codes in kept
    ]


def _weakened(rule: CountRule) -> list[tuple[int, CountRule]]:
    """The rule as it would have to hold, were there one more accident of a class; nothing when no bound is left."""
    weaker = []
    for code in sorted({c for bound in rule.bounds for c in bound.classes}):
        bounds = tuple(
            ClassBound(bound.classes, bound.at_least - bound.weight_of(code), bound.weights)
            for bound in rule.bounds
            if bound.at_least > bound.weight_of(code)
        )
        if bounds:
            weaker.append((code, CountRule(rule.key, bounds, rule.clause, rule.source)))
    return weaker


def _accident_text(table: AccidentTable, chosen: Sequence[int], codes: tuple[int, ...]) -> Text:
    counts = {str(code): sum(int(table.code[row]) == code for row in chosen) for code in ranking.SEVERITY_WEIGHTS}
    has = explanation.accidents_in_words(counts)
    one = explanation.one_of_in_words(codes)
    return Text(f"đang có {has.vi}; thiếu {one.vi}", f"it has {has.en}; it lacks {one.en}")


def _too_long(search: _Search) -> list[NearMiss]:
    """A slightly longer L, or a slightly larger radius, would be enough."""
    table, parameters = search.table, search.parameters
    length_mm, radius_mm = round(parameters.length_m * 1000), round(parameters.junction_radius_m * 1000)
    found = []
    for place, rows in search.stretches(
        table, search.rules, replace(parameters, length_m=parameters.length_m * LONGER)
    ):
        for rule, ids in _witnesses(table, rows, search.rules):
            over = place.length_mm - length_mm
            found.append(search.miss(Missing.LENGTH, rule, place, ids, _over_text(over, "L", place), over_mm=over))
    if search.at_junctions:
        wider = replace(parameters, junction_radius_m=parameters.junction_radius_m * WIDER)
        at_wider = levels.find_junction_accidents(table, search.network, wider)
        for number, place, rows in search.junctions(table, at_wider, search.rules):
            distance = _distances_mm(search, number, rows)
            for rule in search.rules:
                beyond = _least_over(table, rows, distance, rule, radius_mm)
                if beyond is not None:
                    chosen = evidence.witness(table, rows[distance <= beyond + radius_mm], rule)
                    ids = table.ids_of(np.array(chosen, dtype=np.int64))
                    text = _over_text(beyond, "R", place)
                    found.append(search.miss(Missing.LENGTH, rule, place, ids, text, over_mm=beyond))
    return found


def _distances_mm(search: _Search, number: int, rows: Int64Array) -> Int64Array:
    """Distance of accidents from a junction's node, rounded up to the millimetre."""
    junction, table = search.network.junctions[number], search.table
    dx, dy = table.x_mm[rows] - round(junction.x * 1000), table.y_mm[rows] - round(junction.y * 1000)
    return np.ceil(np.hypot(dx, dy)).astype(np.int64)


def _least_over(
    table: AccidentTable, rows: Int64Array, distance: Int64Array, rule: CountRule, radius_mm: int
) -> int | None:
    """How much larger the radius would have to be for a rule to hold; None when it does not hold at all."""
    for reach in np.unique(distance[distance > radius_mm]).tolist():
        if evidence.witness(table, rows[distance <= reach], rule):
            return int(reach) - radius_mm
    return None


def _over_text(over_mm: int, what: str, place: Place) -> Text:
    metres_vi, metres_en = f"{over_mm / 1000:.1f}".replace(".", ","), f"{over_mm / 1000:.1f}"
    if what == "L":
        return Text(
            f"các vụ trải dài {places.metres_vi(place.length_mm / 1000)} m, dài hơn L {metres_vi} m, nên không đủ",
            f"the accidents span {places.metres_en(place.length_mm / 1000)} m, {metres_en} m more than L: not enough",
        )
    return Text(
        f"có vụ nằm ngoài bán kính nút giao {metres_vi} m, nên không đủ",
        f"an accident lies {metres_en} m outside the radius of the junction: not enough",
    )


def _too_late(search: _Search) -> list[NearMiss]:
    """A slightly longer period, or a first day slightly earlier, would be enough."""
    first_day = search.parameters.first_day()
    earlier = replace(search.parameters, from_day=first_day - dt.timedelta(days=MORE_DAYS))
    exact = read_accidents(search.accidents, search.network, earlier, search.period)
    table = replace(exact, last=exact.last + MORE_DAYS)
    at_junctions = levels.find_junction_accidents(table, search.network, search.parameters)
    sites = [*search.stretches(table, search.rules, search.parameters)]
    sites += [(place, rows) for _, place, rows in search.junctions(table, at_junctions, search.rules)]
    found: dict[tuple[str, tuple[str, ...]], NearMiss] = {}
    for place, rows in sites:
        for rule, _ in _witnesses(table, rows, search.rules):
            over = _least_days_over(exact, rows, rule, day_number(first_day))
            just = replace(exact, last=exact.last + over)
            inside = rows[exact.day[rows] >= day_number(first_day) - over]
            ids = exact.ids_of(np.array(evidence.witness(just, inside, rule), dtype=np.int64))
            miss = search.miss(Missing.PERIOD, rule, place, ids, _days_text(over), over_days=over)
            found.setdefault((rule.key, ids), miss)
    return list(found.values())


def _least_days_over(table: AccidentTable, rows: Int64Array, rule: CountRule, first_day: int) -> int:
    """How many days are missing: beyond the end of a period, or before the first day considered."""
    least = MORE_DAYS
    for row in rows.tolist():
        from_here = rows[table.day[rows] >= table.day[row]]
        needed = []
        for bound in rule.bounds:
            points = np.cumsum([bound.weight_of(code) for code in table.code[from_here].tolist()])
            reached = int(np.searchsorted(points, bound.at_least))
            if reached == len(points):
                break
            needed.append(int(table.day[from_here[reached]]))
        else:
            over = max(max(needed) - int(table.last[row]), first_day - int(table.day[row]))
            if over > 0:
                least = min(least, over)
    return least


def _days_text(over_days: int) -> Text:
    return Text(
        f"các vụ nằm ngoài kỳ xét {over_days} ngày, nên không đủ",
        f"the accidents lie {over_days} days outside the period: not enough",
    )


def _witnesses(
    table: AccidentTable, rows: Int64Array, rules: Sequence[CountRule]
) -> Iterator[tuple[CountRule, tuple[str, ...]]]:
    for rule in rules:
        chosen = evidence.witness(table, rows, rule)
        if chosen:
            yield rule, table.ids_of(np.array(chosen, dtype=np.int64))
