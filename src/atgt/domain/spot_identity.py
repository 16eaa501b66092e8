"""Which entry of the register a spot of a new run is: one that shares an accident, or half of the stretch.

A shared accident counts while the two places are near each other: an accident whose place was corrected to another
part of the ward does not drag the entry there. Every spot gets at most one entry and every entry at most one spot;
the pair that shares most is taken first, so the answer does not depend on the order of anything.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atgt.domain.black_spot import SiteKind, Spot, SpotLevel

NEAR_M = 500.0
"""Farthest apart, beyond their own lengths, that two places with a common accident are still one place."""

SAME_JUNCTION_M = 30.0
"""Farthest apart that two points are the same junction."""

_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """What identity is told by: where, of which level, with which accidents.

    Parameters
    ----------
    key
        Number of the entry, or key of the spot.
    """

    key: str
    level: SpotLevel | None
    kind: SiteKind | None
    route_ids: tuple[str, ...]
    from_mm: int | None
    to_mm: int | None
    lon: float
    lat: float
    accident_ids: frozenset[str]

    @property
    def length_m(self) -> float:
        """Length of the stretch in metres; 0 for a point."""
        return 0.0 if self.from_mm is None or self.to_mm is None else (self.to_mm - self.from_mm) / 1000


@dataclass(frozen=True, slots=True)
class Matching:
    """Who is who: spot key to entry, and what is left over because of a merge or a split.

    Parameters
    ----------
    entry_of
        Entry of each spot that has one.
    merged_into
        Entries without a spot of their own, to the entry whose spot now covers them.
    split_from
        Spots without an entry, to the entry they were part of.
    """

    entry_of: dict[str, str]
    merged_into: dict[str, str]
    split_from: dict[str, str]


def footprint_of(spot: Spot) -> Footprint:
    """The footprint of a run's spot."""
    return Footprint(
        spot.spot_key,
        spot.level,
        spot.kind,
        spot.route_ids,
        spot.from_mm,
        spot.to_mm,
        spot.lon,
        spot.lat,
        frozenset(spot.accident_ids),
    )


def match(entries: Sequence[Footprint], spots: Sequence[Footprint]) -> Matching:
    """The entry of each spot, best pairs first."""
    pairs = sorted((*_rank(entry, spot), entry.key, spot.key) for entry, spot in _possible_pairs(entries, spots))
    entry_of: dict[str, str] = {}
    taken: set[str] = set()
    left_over: list[tuple[str, str]] = []
    for *_, entry_key, spot_key in pairs:
        if spot_key not in entry_of and entry_key not in taken:
            entry_of[spot_key] = entry_key
            taken.add(entry_key)
        else:
            left_over.append((entry_key, spot_key))
    merged_into: dict[str, str] = {}
    split_from: dict[str, str] = {}
    for entry_key, spot_key in left_over:
        if entry_key not in taken and spot_key in entry_of:
            merged_into.setdefault(entry_key, entry_of[spot_key])
        if spot_key not in entry_of:
            split_from.setdefault(spot_key, entry_key)
    return Matching(entry_of, merged_into, split_from)


def is_same_place(one: Footprint, other: Footprint) -> bool:
    """Whether two footprints can be one entry: a common accident near by, or half of the shorter stretch.

    Examples
    --------
    >>> a = Footprint("a", None, SiteKind.STRETCH, ("QL1",), 0, 200_000, 108.9, 14.8, frozenset({"tn-1"}))
    >>> b = Footprint("b", None, SiteKind.STRETCH, ("QL1",), 100_000, 300_000, 108.9, 14.8, frozenset({"tn-2"}))
    >>> is_same_place(a, b)
    True
    """
    if one.accident_ids & other.accident_ids and _distance_m(one, other) <= NEAR_M + one.length_m + other.length_m:
        return True
    return _overlap_share(one, other) >= 0.5


def _rank(entry: Footprint, spot: Footprint) -> tuple[int, float, int]:
    """Smaller is better: more common accidents, more common stretch, same level."""
    common = len(entry.accident_ids & spot.accident_ids)
    return -common, -_overlap_share(entry, spot), int(entry.level is not spot.level)


def _overlap_share(one: Footprint, other: Footprint) -> float:
    """Common part of two stretches of one route by the shorter of them; junctions at one point share all.

    >>> a = Footprint("a", None, SiteKind.STRETCH, ("QL1",), 0, 0, 108.9, 14.8, frozenset())
    >>> _overlap_share(a, a)
    1.0
    """
    if one.from_mm is None or one.to_mm is None or other.from_mm is None or other.to_mm is None:
        both_junctions = one.kind is other.kind is SiteKind.JUNCTION
        return float(both_junctions and _distance_m(one, other) <= SAME_JUNCTION_M)
    if not set(one.route_ids) & set(other.route_ids):
        return 0.0
    low, high = max(one.from_mm, other.from_mm), min(one.to_mm, other.to_mm)
    if low > high:
        return 0.0
    shorter = min(one.to_mm - one.from_mm, other.to_mm - other.from_mm)
    return 1.0 if shorter == 0 else (high - low) / shorter


def _distance_m(one: Footprint, other: Footprint) -> float:
    """Metres between the middles, good to a percent within a ward."""
    dy = (one.lat - other.lat) * _METRES_PER_DEGREE
    dx = (one.lon - other.lon) * _METRES_PER_DEGREE * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(dx, dy)


def _possible_pairs(entries: Sequence[Footprint], spots: Sequence[Footprint]) -> Iterable[tuple[Footprint, Footprint]]:
    """Pairs that can be one place. Entries are found by accident and by route, so that a large register stays fast."""
    by_accident: dict[str, list[Footprint]] = defaultdict(list)
    by_route: dict[str, list[Footprint]] = defaultdict(list)
    for entry in entries:
        for accident_id in entry.accident_ids:
            by_accident[accident_id].append(entry)
        for route_id in entry.route_ids:
            by_route[route_id].append(entry)
    for spot in spots:
        near = {e.key: e for accident_id in spot.accident_ids for e in by_accident[accident_id]}
        near |= {e.key: e for route_id in spot.route_ids for e in by_route[route_id]}
        yield from ((entry, spot) for entry in near.values() if is_same_place(entry, spot))
