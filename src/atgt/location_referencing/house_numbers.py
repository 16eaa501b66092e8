"""Places told by a house number ("số nhà 123 Nguyễn Trãi"), from houses whose place the unit knows.

TT 26/2024/TT-BCA Điều 11 asks for the house number where a road has no km. Known houses are landmarks whose name is a
house number with a street. A house between two known ones of the same side is placed between them; beyond the known
houses nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from atgt.domain.location import LocationMethod, Precision
from atgt.location_referencing import projection, road_names, snapping
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.plain_text import clean, fold
from atgt.location_referencing.road_index import RoadIndex, Spot, spot_at
from atgt.location_referencing.road_names import RoadAliases, RoadName
from atgt.location_referencing.text_evidence import TextEvidence

HOUSE_REACH_M = 100.0
"""A known house farther than this from its street, in metres, says nothing about places on it."""

LONGEST_GAP_M = 300.0
"""Between known houses farther apart than this along the street nothing is placed."""

_HOUSE = re.compile(
    r"(?<![a-z0-9])(?:so\s+nha|nha\s+so|sn|nha)\s*[:.]?\s*(\d{1,4})\s*([a-h](?![a-z]))?((?:\s*/\s*\d{1,4}[a-z]?)*)(?![\d])"
)
_COMMA_BEFORE_STREET = re.compile(r"^\s*,\s*(?=(?:đường|duong|phố|pho)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class House:
    """A house number and its street; of "12/3" the 12, which is where the alley leaves the street."""

    number: int
    letter: str
    street: RoadName

    @property
    def shown(self) -> str:
        """As it is said: "số nhà 12A Nguyễn Trãi"."""
        return f"số nhà {self.number}{self.letter.upper()} {self.street.raw}"


def find_house(
    text: str | None, *, road_text: str | None = None, aliases: RoadAliases = road_names.DEFAULT_ALIASES
) -> House | None:
    """The house a text tells; its street stands behind the number, or in the cell of the road.

    Examples
    --------
    >>> find_house("trước số nhà 123A Nguyễn Trãi, phường Đức Phổ").shown
    'số nhà 123A Nguyễn Trãi'
    >>> find_house("SN 12/3", road_text="đường Nguyễn Trãi").shown
    'số nhà 12 đường Nguyễn Trãi'
    >>> find_house("gần nhà ông B"), find_house("số nhà 5") is None
    (None, True)
    """
    cleaned = clean(text)
    match = _HOUSE.search(fold(cleaned))
    if match is None:
        return None
    behind = _COMMA_BEFORE_STREET.sub("", cleaned[match.end() :])
    behind = re.split(r"[,;(]", behind, maxsplit=1)[0].strip(" .-")
    street = road_names.parse_road(behind, aliases) or road_names.parse_road(road_text, aliases)
    return None if street is None else House(int(match[1]), match[2] or "", street)


@dataclass(frozen=True, slots=True)
class KnownHouse:
    """A house whose place is known, WGS84."""

    house: House
    lon: float
    lat: float


def known_houses(landmarks: Iterable[Landmark], aliases: RoadAliases) -> tuple[KnownHouse, ...]:
    """The landmarks that are house numbers."""
    said = ((find_house(name, aliases=aliases), mark) for mark in landmarks for name in (mark.name, *mark.aliases))
    return tuple(KnownHouse(house, mark.lon, mark.lat) for house, mark in said if house is not None)


def find_place(index: RoadIndex, words: TextEvidence) -> tuple[Spot, House] | None:
    """The place of the house a record tells; None when it tells none or nothing known is near enough.

    A house that is known has precision B; one placed between two known houses of its side has C.
    """
    aliases = index.options.aliases
    house = find_house(words.place_text, road_text=words.road_text, aliases=aliases)
    if house is None:
        return None
    known = index.once("known houses", lambda: known_houses(index.options.landmarks, aliases))
    spots = {
        each.house: spot
        for each in known
        if each.house.street.key == house.street.key
        and (spot := index.once(each, partial(_on_street, index, each))) is not None
    }
    exact = [spot for other, spot in spots.items() if (other.number, other.letter) == (house.number, house.letter)]
    if len(exact) == 1:
        return exact[0], house
    between = _between(index, house, spots)
    return None if between is None else (between, house)


def _on_street(index: RoadIndex, known: KnownHouse) -> Spot | None:
    x, y = projection.to_metric(known.lon, known.lat, index.network.crs)
    snaps = snapping.snap(np.array([float(x)]), np.array([float(y)]), index.network.edges, HOUSE_REACH_M)
    street = index.named(known.house.street)
    for route, measure, away in zip(snaps.route_index, snaps.measure_m, snaps.distance_m, strict=True):
        if int(route) in street:
            by = LocationMethod.HOUSE_NUMBER
            return spot_at(index, int(route), float(measure), None, Precision.B, 0.0, by, float(away))
    return None


def _between(index: RoadIndex, house: House, spots: dict[House, Spot]) -> Spot | None:
    """The place between the next known houses below and above on the same side of the street."""
    side = [(other.number, spot) for other, spot in spots.items() if (other.number - house.number) % 2 == 0]
    below = max((pair for pair in side if pair[0] < house.number), default=None, key=lambda pair: pair[0])
    above = min((pair for pair in side if pair[0] > house.number), default=None, key=lambda pair: pair[0])
    if below is None or above is None or below[1].route_index != above[1].route_index:
        return None
    low, high = below[1], above[1]
    gap_m = abs(high.measure_m - low.measure_m)
    if gap_m > LONGEST_GAP_M:
        return None
    share = (house.number - below[0]) / (above[0] - below[0])
    measure_m = low.measure_m + share * (high.measure_m - low.measure_m)
    return spot_at(
        index, low.route_index, measure_m, None, Precision.C, gap_m / 2, LocationMethod.HOUSE_NUMBER, 0.0
    )  # fmt: skip
