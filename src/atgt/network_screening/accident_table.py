"""The accidents that count, as plain columns: located ones, inside the days considered, earliest first.

A ring road has no end, but its measure has a seam. Its windows are slid along a measure that starts behind the longest
empty piece of the ring, so no place is cut by the seam unless accidents lie closer than L all the way round.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from atgt.domain.errors import ParameterError
from atgt.domain.location import LocationStatus, Precision
from atgt.domain.period import day_number
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing import carriageways, projection
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.period import PeriodStep, last_days

_NEEDED = ("accident_id", "occurred_on", "severity", "route_id", "measure_mm")


@dataclass(frozen=True, slots=True, eq=False)
class AccidentTable:
    """One row an accident, ordered by day and id, so a smaller row number is an earlier accident.

    Parameters
    ----------
    route
        Number of each accident's route in ``route_ids``.
    measure_mm
        Along the route, as stored.
    window_mm
        Along the route, counted so that no empty seam cuts a ring; equal to ``measure_mm`` on every other road.
    last
        Last day of the period that starts on each accident's day.
    code
        Severity code of ``atgt.domain.severity``.
    x_mm, y_mm
        Place in the network's metric CRS: the point of the route at the measure.
    recorded_at
        Junction an accident is recorded at, or None.
    along
        Rows in the order of route and window measure.
    """

    ids: tuple[str, ...]
    route_ids: tuple[str, ...]
    route: Int64Array
    measure_mm: Int64Array
    window_mm: Int64Array
    day: Int64Array
    last: Int64Array
    code: Int64Array
    killed: Int64Array
    injured: Int64Array
    precision: tuple[Precision, ...]
    x_mm: Int64Array
    y_mm: Int64Array
    recorded_at: tuple[str | None, ...]
    along: Int64Array

    @property
    def n(self) -> int:
        """Number of accidents."""
        return len(self.ids)

    def ids_of(self, rows: Int64Array) -> tuple[str, ...]:
        """Accident ids of some rows, in the order given."""
        return tuple(self.ids[row] for row in rows.tolist())

    def between(self, route: int, low: int, high: int) -> Int64Array:
        """Rows of a route from one window measure to another, both included, earliest first."""
        first = int(np.searchsorted(self.route, route, sorter=self.along))
        stop = int(np.searchsorted(self.route, route, side="right", sorter=self.along))
        rows = self.along[first:stop]
        measures = self.window_mm[rows]
        return np.sort(rows[np.searchsorted(measures, low) : np.searchsorted(measures, high, side="right")])


def read_accidents(
    accidents: pd.DataFrame, network: RoadNetwork, parameters: ScreeningParameters, period: PeriodStep
) -> AccidentTable:
    """The located accidents of the days considered.

    Parameters
    ----------
    accidents
        Columns ``accident_id``, ``occurred_on``, ``severity``, ``killed``, ``injured``, ``route_id``, ``measure_mm``,
        ``lon``, ``lat``, ``precision``, ``location_status``; a column ``junction_id`` may say where an accident is
        recorded. Rows that are not located, or outside the days, do not count.

    Raises
    ------
    ParameterError
        When a located accident lacks its day, route, measure or severity, or an id stands twice.
    """
    is_located = accidents["location_status"].astype(str) == LocationStatus.LOCATED.value
    located = accidents[is_located]
    _check(located)
    first, last = parameters.first_day(), parameters.as_of
    dates, ids = [date_of(day) for day in located["occurred_on"]], located["accident_id"].astype(str).tolist()
    inside = [i for i, date in enumerate(dates) if first <= date <= last]
    order = sorted(inside, key=lambda i: (dates[i], ids[i]))
    rows = located.iloc[order]

    day = np.array([day_number(dates[i]) for i in order], dtype=np.int64)
    measured = rows["measure_mm"].to_numpy(dtype=np.int64)
    x_mm, y_mm = _places(rows, measured, network)
    names, measure = _on_main_lines(rows["route_id"].astype(str).tolist(), measured, network)
    route_ids = tuple(sorted(set(names)))
    number = {name: i for i, name in enumerate(route_ids)}
    route = np.array([number[name] for name in names], dtype=np.int64)
    window = _window_measures(route_ids, route, measure, network)
    recorded = rows["junction_id"].tolist() if "junction_id" in rows else [None] * len(rows)
    return AccidentTable(
        ids=tuple(rows["accident_id"].astype(str)),
        route_ids=route_ids,
        route=route,
        measure_mm=measure,
        window_mm=window,
        day=day,
        last=last_days(day, period),
        code=rows["severity"].to_numpy(dtype=np.int64),
        killed=_counts(rows, "killed"),
        injured=_counts(rows, "injured"),
        precision=tuple(_precision(value) for value in rows["precision"]),
        x_mm=x_mm,
        y_mm=y_mm,
        recorded_at=tuple(None if pd.isna(value) else str(value) for value in recorded),
        along=np.lexsort((window, route)),
    )


def ring_length_mm(network: RoadNetwork, route_id: str) -> int | None:
    """Length of a ring road in millimetres; None for a road with two ends or an unknown one."""
    route = network.routes.get(route_id)
    return round(route.length_m * 1000) if route is not None and route.line.is_ring else None


def _window_measures(
    route_ids: tuple[str, ...], route: Int64Array, measure: Int64Array, network: RoadNetwork
) -> Int64Array:
    shifted = measure.copy()
    for number, route_id in enumerate(route_ids):
        ring = ring_length_mm(network, route_id)
        if ring:
            rows = route == number
            around = measure[rows] % ring
            shifted[rows] = (around - _behind_longest_gap(around, ring)) % ring
    return shifted


def _behind_longest_gap(around: Int64Array, ring: int) -> int:
    """The place on a ring that follows its longest empty piece; the first such place."""
    places = np.unique(around)
    gaps = np.diff(places, prepend=places[-1] - ring)
    return int(places[int(np.argmax(gaps))])


def _on_main_lines(names: list[str], measure: Int64Array, network: RoadNetwork) -> tuple[list[str], Int64Array]:
    """Routes and measures with the two carriageways of a joined road on the one line that carries both."""
    if not network.carriageways:
        return names, measure
    mapped, main_of = measure.copy(), network.carriageways
    for name in sorted(set(names) & set(main_of)):
        at = np.array([i for i, one in enumerate(names) if one == name])
        along = carriageways.measures_on_main(network.routes[name], network.routes[main_of[name]], measure[at] / 1000)
        mapped[at] = np.round(along * 1000).astype(np.int64)
    return [network.main_of(name) for name in names], mapped


def _places(rows: pd.DataFrame, measure: Int64Array, network: RoadNetwork) -> tuple[Int64Array, Int64Array]:
    """Millimetres in the metric CRS; accidents of a route the network does not know lie where they were stored."""
    place = np.zeros((len(rows), 2))
    routes = rows["route_id"].astype(str).to_numpy(dtype=object)
    for route_id in sorted(set(routes)):
        at = np.flatnonzero(routes == route_id)
        known = network.routes.get(route_id)
        if known is not None:
            place[at] = shapely.get_coordinates(shapely.line_interpolate_point(known.line, measure[at] / 1000))
        else:
            x, y = projection.to_metric(
                rows["lon"].to_numpy(dtype=float)[at], rows["lat"].to_numpy(dtype=float)[at], network.crs
            )
            place[at] = np.column_stack((x, y))
    millimetres = np.round(place * 1000).astype(np.int64)
    return millimetres[:, 0], millimetres[:, 1]


def _check(located: pd.DataFrame) -> None:
    for column in _NEEDED:
        missing = located["accident_id"][located[column].isna()].astype(str).tolist()
        if missing:
            raise ParameterError(
                Text(
                    f"Vụ {missing[0]} đã có vị trí nhưng thiếu “{column}”; hãy định vị lại rồi rà soát.",
                    f"Accident {missing[0]} is located but lacks “{column}”; locate it again, then screen.",
                )
            )
    twice = located["accident_id"][located["accident_id"].duplicated()].astype(str).tolist()
    if twice:
        raise ParameterError(Text(f"Mã tai nạn {twice[0]} có hai lần.", f"The accident id {twice[0]} stands twice."))


def date_of(value: object) -> dt.date:
    """The day of a cell that holds a date or a moment; anything else is refused in words."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise ParameterError(Text(f"“{value}” không phải là ngày.", f"“{value}” is not a date."))


def _counts(rows: pd.DataFrame, column: str) -> Int64Array:
    return pd.to_numeric(rows[column]).fillna(0).to_numpy(dtype=np.int64)


def _precision(value: object) -> Precision:
    known = {grade.value: grade for grade in Precision}
    return known.get(str(value), Precision.NONE)
