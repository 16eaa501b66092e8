"""The places of known landmarks, and of junctions told by the two roads that meet there."""

from __future__ import annotations

import itertools
import re

import numpy as np

from atgt.domain.location import LocationMethod, Precision
from atgt.location_referencing import gazetteer, projection, road_names, snapping
from atgt.location_referencing.plain_text import fold
from atgt.location_referencing.road_index import RoadIndex, Spot, spot_at
from atgt.location_referencing.route import Junction
from atgt.location_referencing.text_evidence import TextEvidence

LANDMARK_REACH_M = 200.0
"""A landmark farther than this from every road, in metres, gives no place on a road."""

_RELATIVE = re.compile(r"\d+\s*(?:m|met|km)\b")


def find_place(index: RoadIndex, words: TextEvidence) -> tuple[Spot, str] | None:
    """The place and name of the one landmark or junction a description names.

    None when it names none or several, when it tells a distance from one, or when no road is near it.
    """
    if not words.place_text or _RELATIVE.search(fold(words.place_text)):
        return None
    junction = _junction_of_two_roads(index, words)
    if junction is not None:
        first = next((roads for roads in map(index.named, words.names) if roads), frozenset[int]())
        place = _near(index, junction.x, junction.y, first)
        return None if place is None else (place, junction.name)
    found = gazetteer.find_landmarks(words.place_text, index.landmarks)
    if len(found) != 1:
        return None
    x, y = projection.to_metric(found[0].lon, found[0].lat, index.network.crs)
    place = _near(index, float(x), float(y), words.named_roads)
    return None if place is None else (place, found[0].name)


def _junction_of_two_roads(index: RoadIndex, words: TextEvidence) -> Junction | None:
    """The only junction where two roads meet that the record names, as in "ngã ba QL1 – ĐT627B"."""
    aliases = index.options.aliases
    said = (road_names.find_in_text(text, aliases) for text in (words.road_text, words.place_text))
    both = (*words.names, *itertools.chain.from_iterable(said))
    meant = [index.named(name) for name in {name.key: name for name in both}.values()]
    meant = [roads for roads in dict.fromkeys(meant) if roads]
    if len(meant) < 2:
        return None
    ids = [{index.network.roads[i].route_id for i in roads} for roads in meant[:2]]
    fits = [j for j in index.network.junctions if all(set(j.route_ids) & side for side in ids)]
    return fits[0] if len(fits) == 1 else None


def _near(index: RoadIndex, x: float, y: float, named: frozenset[int]) -> Spot | None:
    """The nearest road to a landmark, one of the named roads when there are any."""
    snaps = snapping.snap(np.array([x]), np.array([y]), index.network.edges, LANDMARK_REACH_M)
    for route, measure, away in zip(snaps.route_index, snaps.measure_m, snaps.distance_m, strict=True):
        if not named or int(route) in named:
            by = LocationMethod.LANDMARK
            return spot_at(index, int(route), float(measure), None, Precision.C, 0.0, by, float(away))
    return None
