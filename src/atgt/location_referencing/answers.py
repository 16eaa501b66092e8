"""One record with all its evidence, and the shapes its answer can have: a place, several to choose from, or none."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from atgt.domain.location import (
    Candidate,
    Location,
    LocationMethod,
    LocationStatus,
    Precision,
    RoadPosition,
    format_km_post,
)
from atgt.domain.text import Text
from atgt.location_referencing import reasons
from atgt.location_referencing.coordinate_evidence import CoordinateEvidence
from atgt.location_referencing.km_post import KmPost, KmRange
from atgt.location_referencing.road_index import RoadIndex, Spot
from atgt.location_referencing.text_evidence import TextEvidence

_WHY_CANDIDATE = {
    LocationMethod.KM_POST: Text("Theo lý trình.", "By the km post."),
    LocationMethod.HOUSE_NUMBER: Text("Theo số nhà.", "By the house number."),
    LocationMethod.LANDMARK: Text("Theo địa điểm.", "By the landmark."),
    LocationMethod.COORDINATES: Text("Theo tọa độ, cách {away:.0f} m.", "By coordinates, {away:.0f} m away."),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One record: the roads it can be on, what its words say, what its coordinates say."""

    index: RoadIndex
    words: TextEvidence
    point: CoordinateEvidence

    def located(
        self, place: Spot, precision: Precision, rule: str, others: Iterable[Spot] = (), **values: object
    ) -> Location:
        """A place; the sentence of the rule is filled with the road, the km post, the distance and ``values``."""
        filled = {"road": self.road(place), "km": self.km, "away": place.distance_m} | values
        rest = tuple(self._candidate(spot) for spot in others if spot is not place)
        why = reasons.text(rule, **filled)
        return Location(LocationStatus.LOCATED, place.method, precision, self._candidate(place), rest, rule, why)

    def ambiguous(self, places: Sequence[Spot], rule: str, why: Text) -> Location:
        """Several places, none chosen; the method is that of the first."""
        others = tuple(self._candidate(spot) for spot in places)
        method = places[0].method if places else None
        return Location(LocationStatus.AMBIGUOUS, method, Precision.NONE, None, others, rule, why)

    def unlocated(self, rule: str, why: Text, places: Iterable[Spot] = ()) -> Location:
        """No place; what a person might still accept is kept."""
        others = tuple(self._candidate(spot) for spot in places)
        return Location(LocationStatus.UNLOCATED, None, Precision.NONE, None, others, rule, why)

    def road(self, spot: Spot) -> str:
        """A road as a person names it, with its alignment where it has one."""
        return self.index.network.roads[spot.route_index].shown_name

    def roads(self, spots: Iterable[Spot]) -> list[str]:
        """The roads of several spots, each once."""
        return list(dict.fromkeys(self.road(spot) for spot in spots))

    @property
    def km(self) -> str:
        """The km post as read, for sentences."""
        km = self.words.km
        if isinstance(km, KmRange):
            return f"{format_km_post(km.from_m)} – {format_km_post(km.to_m)}"
        return format_km_post(km.chainage_m) if isinstance(km, KmPost) else ""

    @property
    def kms(self) -> list[Spot]:
        """The places of the km post, without those that are the same place (a bypass begins on the old road)."""
        kept: list[Spot] = []
        for spot in self.words.spots:
            if all(spot.away_from(other.x, other.y) > self.index.options.ambiguity_m for other in kept):
                kept.append(spot)
        return kept

    def on_joined_road(self, kms: Sequence[Spot]) -> Spot | None:
        """Of one km post on both carriageways of a joined road the one to take; None when it is not that.

        The one nearest to the coordinates, where there are any; else the one on the line that carries the measures.
        """
        network = self.index.network
        if not network.carriageways or len(kms) < 2:
            return None
        routes = [network.roads[spot.route_index] for spot in kms]
        mains = {network.main_of(route.route_id) for route in routes}
        if len(mains) > 1:
            return None
        main = network.routes[mains.pop()]
        along = [main.line.project(shapely.Point(spot.x, spot.y)) for spot in kms]
        if max(along) - min(along) > self.index.options.disagreement_m:
            return None  # the km itself repeats, farther along: that is another place
        if self.point.is_usable:
            return min(kms, key=lambda spot: spot.away_from(self.point.x, self.point.y))
        return next((s for s, route in zip(kms, routes, strict=True) if route.route_id == main.route_id), kms[0])

    @property
    def on_named_road(self) -> list[Spot]:
        """The places near the coordinates that lie on a road the record names, nearest first."""
        return [spot for spot in self.point.spots if spot.route_index in self.words.named_roads]

    def _candidate(self, spot: Spot) -> Candidate:
        route = self.index.network.roads[spot.route_index]
        agrees = spot.route_index in self.words.named_roads if self.words.names else None
        position = RoadPosition(route.route_id, spot.measure_m, spot.chainage_m, spot.distance_m)
        why = _WHY_CANDIDATE[spot.method].fill(away=spot.distance_m)
        return Candidate(position, *self.index.degrees(spot), spot.distance_m, agrees, why)


def with_remark(location: Location, remark: Text | None) -> Location:
    """The same answer with a sentence added to its reason."""
    if remark is None:
        return location
    return dataclasses.replace(location, reason=reasons.join(location.reason, remark))
