"""The roads of a network as records speak of them: by name, and as places along them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from atgt.domain.location import LocationMethod, Precision
from atgt.location_referencing import calibration, projection, road_names
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.place import LocatingOptions
from atgt.location_referencing.road_names import RoadName
from atgt.location_referencing.road_network import RoadNetwork

T = TypeVar("T")
MOST_KEPT = 200_000
"""So many answers a road index keeps before it starts afresh."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a route that the evidence allows.

    Parameters
    ----------
    route_index
        Position in ``network.roads``.
    slack_m
        How far beyond the place the words still reach: 1000 for whole kilometres, half its length for a range.
    method
        What kind of evidence gives it.
    distance_m
        Metres from the reported point; 0 for a place that only words give.
    """

    route_index: int
    measure_m: float
    chainage_m: float | None
    x: float
    y: float
    precision: Precision
    slack_m: float
    method: LocationMethod = LocationMethod.KM_POST
    distance_m: float = 0.0

    def away_from(self, x: float, y: float) -> float:
        """Straight metres to a position in the network's CRS."""
        return math.dist((self.x, self.y), (x, y))


class RoadIndex:
    """The roads of a network by the names they answer to."""

    def __init__(self, network: RoadNetwork, options: LocatingOptions) -> None:
        """Read the names of every road once."""
        self.network, self.options = network, options
        self._by_key: dict[str, list[int]] = {}
        self._bypasses: list[int] = []
        self._kept: dict[Hashable, Any] = {}
        self._degrees: dict[tuple[float, float], tuple[float, float]] = {}
        for index, route in enumerate(network.roads):
            for key in road_names.route_keys(route, options.aliases):
                self._by_key.setdefault(key, []).append(index)
            if road_names.normal_alignment(route.alignment) == "tranh":
                self._bypasses.append(index)

    @cached_property
    def landmarks(self) -> tuple[Landmark, ...]:
        """Known places and named junctions."""
        junctions = (Landmark(j.name, j.lon, j.lat) for j in self.network.junctions if j.name)
        return (*self.options.landmarks, *junctions)

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question about these roads, worked out once; many records ask the same."""
        if question not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[question] = answer()
        kept: T = self._kept[question]
        return kept

    def degrees(self, spot: Spot) -> tuple[float, float]:
        """Longitude and latitude of a place, WGS84."""
        at = (spot.x, spot.y)
        return self._degrees.get(at) or self.network.to_wgs84(*at)

    def learn_degrees(self, spots: Iterable[Spot]) -> None:
        """Work out the degrees of many places at once, which takes a fraction of the time of one by one."""
        if len(self._degrees) >= MOST_KEPT:
            self._degrees.clear()
        new = [at for at in {(spot.x, spot.y): None for spot in spots} if at not in self._degrees]
        if new:
            x, y = np.array(new).T
            lon, lat = projection.to_wgs84(x, y, self.network.crs)
            self._degrees.update(zip(new, zip(lon.tolist(), lat.tolist(), strict=True), strict=True))

    def named(self, name: RoadName) -> frozenset[int]:
        """The roads a name can mean, as positions in ``network.roads``."""
        return self.once(name, lambda: self._named(name))

    def _named(self, name: RoadName) -> frozenset[int]:
        near = self._bypasses if name.key in {"tranh", "duong tranh"} else self._by_key.get(name.key, [])
        roads, aliases = self.network.roads, self.options.aliases
        fits = [i for i in near if road_names.agrees(name, roads[i], aliases)]
        if name.alignment == "cu":
            stated = [i for i in fits if road_names.normal_alignment(roads[i].alignment) == "cu"]
            fits = stated or fits
        return frozenset(fits)


def spot_at(
    index: RoadIndex,
    route_index: int,
    measure_m: float,
    chainage_m: float | None,
    precision: Precision,
    slack_m: float,
    method: LocationMethod = LocationMethod.KM_POST,
    distance_m: float = 0.0,
) -> Spot:
    """The place at a distance along a road; its chainage by the km posts when not given."""
    route = index.network.roads[route_index]
    measure_m = min(max(measure_m, 0.0), route.length_m)
    point = route.line.interpolate(measure_m)
    if chainage_m is None:
        chainage_m = calibration.measure_to_chainage(
            route, measure_m, max_extrapolation_m=index.options.max_extrapolation_m
        )
    return Spot(route_index, measure_m, chainage_m, point.x, point.y, precision, slack_m, method, distance_m)
