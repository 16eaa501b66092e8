"""What the words of a record say about its place: roads named, places a km post can mean, landmarks.

Nothing is decided here. Every place the words allow is kept, and where they allow none, why.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass

from atgt.location_referencing import km_places, km_post, road_names
from atgt.location_referencing.km_places import Problem
from atgt.location_referencing.km_post import KmDoubt, KmPost, KmRange, KmReading
from atgt.location_referencing.plain_text import fold
from atgt.location_referencing.road_index import RoadIndex, Spot
from atgt.location_referencing.road_names import RoadName


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """Everything the words of one record say.

    Parameters
    ----------
    names
        Roads named, in the order of writing.
    named_roads
        Positions in ``network.roads`` of the routes that can be meant; empty when none is named or known.
    spots
        Places of the km post on the named roads, or on every road when none is named.
    problem
        Why there is no single sure km post; None when there is one, or when no km is written at all.
    road_text, place_text
        The words themselves, for landmarks, which are only looked for when nothing better is there.
    """

    names: tuple[RoadName, ...]
    named_roads: frozenset[int]
    km: KmReading | None
    spots: tuple[Spot, ...]
    problem: Problem | None
    road_text: str | None
    place_text: str | None
    has_words: bool


def read_words(
    index: RoadIndex, road_text: str | None, km_text: str | None, km_to_text: str | None, place_text: str | None
) -> TextEvidence:
    """The evidence of one record's words."""
    names = _names(index, road_text, km_text, place_text)
    named = frozenset(itertools.chain.from_iterable(index.named(name) for name in names))
    km = _km(road_text, km_text, km_to_text, place_text)
    if km is not None and not isinstance(km, KmDoubt) and _is_railway(road_text):
        km = km_post.parse_km(f"{road_text} {km_text or place_text}")
    question = (named or names[:1], km)  # names of the same roads have the same places
    spots, problem = index.once(question, lambda: km_places.places_of(index, names, named, km))
    has_words = any(text and text.strip() for text in (km_text, km_to_text, place_text))
    return TextEvidence(names, named, km, spots, problem, road_text, place_text, has_words)


def _is_railway(road_text: str | None) -> bool:
    return "duong sat" in fold(road_text or "")


def _names(
    index: RoadIndex, road_text: str | None, km_text: str | None, place_text: str | None
) -> tuple[RoadName, ...]:
    """Roads named: in the road's own cell, else beside the km post, else in the description of the place.

    A lane that the network has ("Hẻm 512 QL1") is meant itself, one that it has not stands for its road.
    """
    aliases = index.options.aliases
    lane = road_names.parse_road(road_text, aliases) if road_names.is_lane(road_text) else None
    if lane is not None and index.named(lane):
        return (lane,)
    found = tuple(name for name in road_names.find_in_text(road_text, aliases) if name.is_numbered)
    if not found and not _is_railway(road_text):
        street = road_names.parse_road(road_text, aliases)
        found = (street,) if street is not None else ()
    found = found or road_names.find_in_text(km_text, aliases) or road_names.find_in_text(place_text, aliases)
    alignment = next(filter(None, map(road_names.find_alignment, (road_text, km_text, place_text))), None)
    if alignment == "tranh" and not found:
        return (RoadName("duong tranh", "tranh", "đường tránh"),)
    return tuple(
        dataclasses.replace(name, alignment=alignment) if name.is_numbered and not name.alignment else name
        for name in found
    )


def _km(road_text: str | None, km_text: str | None, km_to_text: str | None, place_text: str | None) -> KmReading | None:
    """The km post, from its own cells, else from the road's cell, else from the description of the place."""
    first = km_post.parse_km(km_text)
    last = km_post.parse_km(km_to_text)
    if isinstance(first, KmPost) and isinstance(last, KmPost) and first.chainage_m != last.chainage_m:
        low, high = sorted((first.chainage_m, last.chainage_m))
        return KmRange(low, high)
    if isinstance(first, KmPost) and isinstance(last, KmDoubt):
        return last if last.options else first
    return first or last or km_post.find_km(road_text) or km_post.find_km(place_text)
