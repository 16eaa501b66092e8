"""Places where the same form of collision comes again: the exact screening, asked once for each form.

A repeated form points to one cause, so it is worth a look even where no legal threshold is reached; it is none itself.
The number of accidents is the office's choice: no Vietnamese text names one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from atgt.domain.actor import Role
from atgt.domain.errors import ParameterError
from atgt.domain.location import LocationStatus
from atgt.domain.period import day_number
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening.count_rules import ClassBound, CountRule
from atgt.network_screening.period import MonthStep
from atgt.network_screening.windows import screen_routes
from atgt.statistics.road_sections import Section
from atgt.storage.database import Database
from atgt.workflow import authority, road_words, roads, selection, table_basis
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.table_basis import TableBasis

DEFAULT_AT_LEAST, DEFAULT_LENGTH_M, DEFAULT_MONTHS = 3, 300.0, 12


@dataclass(frozen=True, slots=True)
class TypeCluster:
    """A stretch where one form of collision reached the number asked for within the months asked for."""

    form: Text
    section: Section
    name: Text
    accident_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeClusters:
    """All such stretches, the most accidents first."""

    clusters: tuple[TypeCluster, ...]
    basis: TableBasis


def find(
    database: Database,
    chosen: AccidentFilter | None = None,
    *,
    at_least: int = DEFAULT_AT_LEAST,
    length_m: float = DEFAULT_LENGTH_M,
    months: int = DEFAULT_MONTHS,
) -> TypeClusters:
    """Every stretch of at most ``length_m`` with enough accidents of one form within ``months``; each form apart.

    Raises
    ------
    ParameterError
        For fewer than 2 accidents, or a length or time of nothing.
    NotAllowedError
        For the committee: it sees months, and a window of months needs days.
    """
    authority.require_reader(
        database, Role.EDITOR, Text("tìm cụm cùng hình thức theo ngày", "look for clusters by day")
    )
    if at_least < 2 or length_m < 1 or months < 1:
        raise ParameterError(
            Text("Cần từ 2 vụ, chiều dài từ 1 m và kỳ từ 1 tháng.", "At least 2 accidents, 1 metre and 1 month.")
        )
    chosen, network = chosen or AccidentFilter(), roads.load_network(database)
    found = selection.select_accidents(database, chosen)
    table = found.accidents
    known = (
        table["route_id"].isin(list(network.routes)) & table["measure_mm"].notna() & table["collision_group"].notna()
    )
    placed = table[known & (table["location_status"] == LocationStatus.LOCATED.value)]
    forms = {one.key: one.label for one in selection.load_categories().collision}
    clusters = [
        cluster
        for key, group in placed.groupby("collision_group", sort=True)
        for cluster in _of_form(group, forms[str(key)], network, at_least, length_m, months)
    ]
    clusters.sort(key=lambda one: (-len(one.accident_ids), one.section.route_id, one.section.from_m))
    asked = Text(
        f"Từ {at_least} vụ cùng hình thức trong {length_m:g} m và {months} tháng (đơn vị tự chọn, không phải tiêu chí "
        "pháp lý).",
        f"At least {at_least} accidents of one form within {length_m:g} m and {months} months (the office's choice, "
        "not a legal criterion).",
    )
    return TypeClusters(tuple(clusters), table_basis.basis_of(database, chosen, found, (asked,)))


def _of_form(
    group: pd.DataFrame, form: Text, network: RoadNetwork, at_least: int, length_m: float, months: int
) -> list[TypeCluster]:
    """The spots of the screening with one rule: so many accidents, whatever their severity."""
    route_ids = sorted(set(group["route_id"]))
    route = group["route_id"].map(route_ids.index).to_numpy(dtype=np.int64)
    measures = group["measure_mm"].to_numpy(dtype=np.int64)
    days = np.array([day_number(day) for day in group["occurred_on"]], dtype=np.int64)
    rule = CountRule("same_form", (ClassBound((0,), at_least),))
    found = screen_routes(
        route, measures, days, np.zeros(len(group), dtype=np.int8),
        length_mm=round(length_m * 1000), rules=[rule], period=MonthStep(months), engine="plain",
    )  # fmt: skip
    clusters = []
    for number, low, high, _ in found.spots.tolist():
        inside = (route == number) & (measures >= low) & (measures <= high)
        section = Section(route_ids[number], low / 1000, high / 1000)
        name = road_words.stretch_name(network, section.route_id, section.from_m, section.to_m)
        clusters.append(TypeCluster(form, section, name, tuple(group["accident_id"].to_numpy()[inside])))
    return clusters
