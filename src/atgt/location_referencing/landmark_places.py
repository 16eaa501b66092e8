"""The places of known landmarks, and of junctions told by the two roads that meet there."""

from __future__ import annotations

import re

import numpy as np

from atgt.domain.location import LocationMethod, Precision
from atgt.location_referencing import gazetteer, projection, road_names, snapping
from atgt.location_referencing.plain_text import fold
from atgt.location_referencing.road_index import RoadIndex, Spot, spot_at
from atgt.location_referencing.road_names import RoadName

LANDMARK_REACH_M = 200.0
"""A landmark farther than this from every road, in metres, gives no place on a road."""

_RELATIVE = re.compile(r"\d+\s*(?:m|met|km)\b")


def landmark_places(
    index: RoadIndex,
    names: tuple[RoadName, ...],
    named: frozenset[int],
    road_text: str | None,
    place_text: str | None,
) -> tuple[tuple[Spot, ...], str | None]:
    """The place of the one landmark or junction the description names; none when it tells a distance from it."""
    if not place_text or _RELATIVE.search(fold(place_text)):
        return (), None
    junction = _junction_of_two_roads(index, names, road_text, place_text)
    if junction is not None:
        return junction
    known = (
        *index.options.landmarks,
        *(gazetteer.Landmark(j.name, j.lon, j.lat) for j in index.network.junctions if j.name),
    )
    found = gazetteer.find_landmarks(place_text, known)
    if len(found) != 1:
        return (), None
    x, y = projection.to_metric(found[0].lon, found[0].lat, index.network.crs)
    return _near(index, float(x), float(y), named), found[0].name


def _junction_of_two_roads(
    index: RoadIndex, names: tuple[RoadName, ...], road_text: str | None, place_text: str
) -> tuple[tuple[Spot, ...], str] | None:
    """The only junction where two roads meet that the record names, as in "ngã ba QL1 – ĐT627B"."""
    aliases = index.options.aliases
    both = (*names, *road_names.find_in_text(road_text, aliases), *road_names.find_in_text(place_text, aliases))
    meant = [index.named(name) for name in {name.key: name for name in both}.values()]
    meant = [roads for roads in dict.fromkeys(meant) if roads]
    if len(meant) < 2:
        return None
    ids = [{index.network.roads[i].route_id for i in roads} for roads in meant[:2]]
    fits = [j for j in index.network.junctions if all(set(j.route_ids) & side for side in ids)]
    if len(fits) != 1:
        return None
    return _near(index, fits[0].x, fits[0].y, meant[0]), fits[0].name


def _near(index: RoadIndex, x: float, y: float, named: frozenset[int]) -> tuple[Spot, ...]:
    """The nearest road to a landmark, one of the named roads when there are any."""
    snaps = snapping.snap(np.array([x]), np.array([y]), index.network.edges, LANDMARK_REACH_M)
    for route, measure, away in zip(snaps.route_index, snaps.measure_m, snaps.distance_m, strict=True):
        if not named or int(route) in named:
            return (
                spot_at(
                    index, int(route), float(measure), None, Precision.C, 0.0, LocationMethod.LANDMARK, float(away)
                ),
            )
    return ()
