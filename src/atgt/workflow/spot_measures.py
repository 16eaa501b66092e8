"""EPDO and severity index of the places of the latest screening: another order of the same list, no other list."""

from __future__ import annotations

from dataclasses import dataclass

from atgt.domain.actor import Role
from atgt.domain.black_spot import SpotLevel
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.statistics import performance_measures
from atgt.statistics.performance_measures import Weights
from atgt.storage.database import Database
from atgt.workflow import authority, screening


@dataclass(frozen=True, slots=True)
class SpotMeasures:
    """One place; ``number`` is its number in list and map."""

    number: int
    name: Text
    level: SpotLevel
    n_accidents: int
    epdo: float
    severity_index: float | None


def measures(database: Database, weights: Weights) -> tuple[SpotMeasures, ...]:
    """The places of the latest screening, the most points first, then as numbered; none without a screening."""
    authority.require_reader(database, Role.EDITOR, Text("xem số vụ theo đoạn", "see counts by section"))
    run = screening.latest_run(database)
    found = []
    for number, spot in enumerate(run.spots if run else (), start=1):
        counts = tuple(spot.counts.get(str(int(one)), 0) for one in Severity)
        points = performance_measures.epdo(counts, weights)
        index = performance_measures.severity_index(counts, weights)
        found.append(SpotMeasures(number, spot.place_name, spot.level, sum(counts), points, index))
    return tuple(sorted(found, key=lambda one: (-one.epdo, one.number)))
