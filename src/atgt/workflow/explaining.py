"""Why and why not: near misses, the answer for any accident, how firmly a spot stands, and what chance would make.

Everything is computed from the data a run was made of. When accidents, roads, rules or the program have changed since,
the answer would not fit the list, so it is refused with the advice to screen again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from atgt.domain.black_spot import Spot, SpotLevel
from atgt.domain.committee_words import words
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.run import ScreeningRun, run_fingerprint
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import chance, near_misses, place_answer, sensitivity, why_not
from atgt.network_screening import screening as network_screening
from atgt.network_screening.chance import Chance
from atgt.network_screening.near_misses import NearMiss
from atgt.network_screening.place_answer import PlaceAnswer
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.sensitivity import MOVED_DAYS, Sensitivity
from atgt.network_screening.why_not import WhyNot
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import authority, committee_view, rule_library, screening

_MARGIN = dt.timedelta(days=MOVED_DAYS)


@dataclass(frozen=True, slots=True, eq=False)
class _Inputs:
    """What a run was made of."""

    accidents: pd.DataFrame
    network: RoadNetwork
    rule_set: RuleSet


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firmly one spot stands, and what chance would make of its road; None at a junction, where it is not told."""

    sensitivity: Sensitivity
    chance: Chance | None


def find_near_misses(database: Database, run: ScreeningRun) -> tuple[NearMiss, ...]:
    """The places that just miss a level of a run, black first, the nearest to it first.

    Raises
    ------
    ParameterError
        When the data has changed since the run.
    """
    found = _near_misses(_inputs(database, run), run)
    if not authority.is_committee(database):
        return found
    return tuple(replace(miss, text=words(miss.text)) for miss in found)


def explain_accident(database: Database, run: ScreeningRun, accident_id: str) -> WhyNot:
    """Which place of a run an accident is in, or why in none.

    Raises
    ------
    NotFoundError
        When there is no such accident.
    ParameterError
        When the data has changed since the run.
    """
    inputs, run = _inputs(database, run, accident_id), _exact(database, run)
    found = network_screening.Screening(run.spots, {spot.spot_key: spot.surrounding_ids for spot in run.spots})
    told = why_not.explain_accident(
        inputs.accidents,
        inputs.network,
        inputs.rule_set,
        run.parameters,
        found,
        _near_misses(inputs, run),
        accident_id,
    )
    return committee_view.why_not(told) if authority.is_committee(database) else told


def listed_spot(run: ScreeningRun, accident_ids: Collection[str]) -> Spot | None:
    """The spot of a run that holds most of some accidents, the first of equals; None when none holds any."""
    found = max(run.spots, key=lambda spot: len(set(spot.accident_ids).intersection(accident_ids)), default=None)
    return found if found is not None and set(found.accident_ids).intersection(accident_ids) else None


def missing_at(
    database: Database, run: ScreeningRun, accident_ids: Collection[str], *, listed_at: SpotLevel | None
) -> tuple[PlaceAnswer, ...]:
    """What a place lacks to reach the levels above the one it is listed at; () when it is listed at the highest.

    Parameters
    ----------
    accident_ids
        The accidents that lie in the place, of all days.
    listed_at
        Level the run lists it at; None when the run does not list it.

    Raises
    ------
    ParameterError
        When the data has changed since the run.
    """
    order = list(SpotLevel)
    asked = order if listed_at is None else order[: order.index(listed_at)]
    if not asked:
        return ()
    inputs = _inputs(database, run)
    own = (inputs.accidents, inputs.network, inputs.rule_set, run.parameters)
    misses = [miss for level in asked for miss in near_misses.near_misses(*own, level=level)]
    found = place_answer.what_is_missing(*own, misses, frozenset(accident_ids), asked=asked)
    if not authority.is_committee(database):
        return found
    return tuple(replace(one, sentences=tuple(map(words, one.sentences))) for one in found)


def firmness(database: Database, run: ScreeningRun, spot_key: str) -> Firmness:
    """How firmly a spot of a run stands: another L, one accident less, moved places, a moved period; and chance.

    Raises
    ------
    NotFoundError
        When the run has no such spot.
    ParameterError
        When the data has changed since the run.
    """
    run = _exact(database, run)
    spot = find_spot(run, spot_key)
    inputs = _inputs(database, run)
    (stands,) = sensitivity.sensitivity(inputs.accidents, inputs.network, inputs.rule_set, run.parameters, [spot])
    if authority.is_committee(database):
        stands = replace(stands, sentences=tuple(map(words, stands.sentences)))
    by_chance = None
    if spot.from_mm is not None:
        by_chance = chance.expected_by_chance(
            inputs.accidents,
            inputs.network,
            inputs.rule_set,
            run.parameters,
            route_id=spot.route_ids[0],
            level=spot.level,
        )
    return Firmness(stands, by_chance)


def find_spot(run: ScreeningRun, spot_key: str) -> Spot:
    """The spot of a key, or of its number in the list.

    Raises
    ------
    NotFoundError
        When the run has no such spot.
    """
    for number, spot in enumerate(run.spots, start=1):
        if spot_key in (spot.spot_key, str(number)):
            return spot
    raise NotFoundError(
        Text(
            f"Lần rà soát {run.run_id} không có vị trí “{spot_key}”.",
            f"Screening {run.run_id} has no place “{spot_key}”.",
        )
    )


def _exact(database: Database, run: ScreeningRun) -> ScreeningRun:
    """The run to work with: a committee member comes with one in his own view."""
    if not authority.is_committee(database):
        return run
    with database.read() as session:
        return screening.run_in(session, run.run_id)


def _near_misses(inputs: _Inputs, run: ScreeningRun) -> tuple[NearMiss, ...]:
    found: list[NearMiss] = []
    for level in SpotLevel:
        found += near_misses.near_misses(inputs.accidents, inputs.network, inputs.rule_set, run.parameters, level=level)
    return tuple(found)


def _inputs(database: Database, run: ScreeningRun, accident_id: str | None = None) -> _Inputs:
    """The accidents of the run's days and of 30 days around them, with the one asked about whenever it was."""
    asked = run.parameters
    rule_set = rule_library.rule_set_for(asked, database)
    with database.read() as session:
        data = accident_store.data_fingerprint(session)
        table = accident_store.fetch_accidents(
            session, first_day=asked.first_day() - _MARGIN, last_day=asked.as_of + _MARGIN
        )
        if accident_id is not None and accident_id not in set(table["accident_id"]):
            named = accident_store.fetch_accidents(session, accident_ids=[accident_id])
            table = pd.concat([table, named], ignore_index=True) if len(named) else table
    if run_fingerprint(asked, rule_set.identity, data, screening.SOFTWARE) != run.fingerprint:
        raise ParameterError(
            Text(
                "Dữ liệu hoặc bộ tiêu chí đã thay đổi sau lần rà soát này, nên không giải thích được danh sách cũ. "
                "Hãy rà soát lại rồi xem.",
                "Data or rules have changed since this screening, so its list cannot be explained. Screen again.",
            )
        )
    return _Inputs(table, screening.network_of(database, asked), rule_set)
