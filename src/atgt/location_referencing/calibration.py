"""Between the true distance along a line and the official chainage on its km posts.

Posts are not a ruler. Where a road was shortened the chainage jumps, where it was lengthened it repeats,
and beyond the last known post nobody has measured. So the posts of a route are cut into *sections*:
inside a section chainage grows steadily and is interpolated between neighbouring posts;
between two sections it goes on from the earlier post, metre by metre, until the next section begins
(the "chainage equation" stands at that post). Beyond the outer posts it goes on for a limited distance only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

DEFAULT_EXTRAPOLATION_M = 1000.0
"""How far beyond the outermost posts chainage is still believed, in metres: one kilometre post spacing."""

_STEADY_RATIO = 2.0
_STEADY_SLACK_M = 100.0
"""Neighbouring posts belong together when chainage and true distance differ by at most this many metres,
or by at most this ratio: posts set a little off are normal, an equation is not."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A km post on a line: the chainage it shows and where along the line it stands, both in metres."""

    chainage_m: float
    measure_m: float


class Calibrated(Protocol):
    """What calibration needs of a route."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Its km posts."""

    @property
    def length_m(self) -> float:
        """True length of its line in metres."""


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive posts with steadily growing chainage, in the order of the line."""

    measures_m: tuple[float, ...]
    chainages_m: tuple[float, ...]


@lru_cache(maxsize=4096)
def sections(anchors: tuple[Anchor, ...]) -> tuple[Section, ...]:
    """The posts cut wherever chainage falls, stands still, or jumps by far more or less than the distance.

    Examples
    --------
    >>> posts = (Anchor(0, 0), Anchor(1000, 1000), Anchor(5000, 2000), Anchor(6000, 3000))
    >>> [section.chainages_m for section in sections(posts)]
    [(0.0, 1000.0), (5000.0, 6000.0)]
    """
    if not anchors:
        return ()
    ordered = sorted(anchors, key=lambda a: (a.measure_m, a.chainage_m))
    groups = [[ordered[0]]]
    for before, after in itertools.pairwise(ordered):
        if _is_steady(after.measure_m - before.measure_m, after.chainage_m - before.chainage_m):
            groups[-1].append(after)
        else:
            groups.append([after])
    return tuple(
        Section(tuple(float(a.measure_m) for a in group), tuple(float(a.chainage_m) for a in group)) for group in groups
    )


def _is_steady(distance_m: float, chainage_m: float) -> bool:
    if chainage_m <= 0 or distance_m <= 0:
        return False
    ratio = chainage_m / distance_m
    return abs(chainage_m - distance_m) <= _STEADY_SLACK_M or 1 / _STEADY_RATIO <= ratio <= _STEADY_RATIO


def measure_to_chainage(
    route: Calibrated, measure_m: float, *, max_extrapolation_m: float = DEFAULT_EXTRAPOLATION_M
) -> float | None:
    """The official chainage at a distance along the route, in metres; None where no post is near enough.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> route = SimpleNamespace(length_m=4000.0, anchors=(Anchor(10_000, 500), Anchor(11_000, 1450)))
    >>> measure_to_chainage(route, 975), measure_to_chainage(route, 1500), measure_to_chainage(route, 3000) is None
    (10500.0, 11050.0, True)
    """
    parts = sections(route.anchors)
    if not parts or not 0 <= measure_m <= route.length_m:
        return None
    index = max((i for i, part in enumerate(parts) if part.measures_m[0] <= measure_m), default=0)
    part = parts[index]
    first, last = part.measures_m[0], part.measures_m[-1]
    if measure_m < first:
        return part.chainages_m[0] - (first - measure_m) if first - measure_m <= max_extrapolation_m else None
    if measure_m > last:
        return part.chainages_m[-1] + (measure_m - last) if measure_m - last <= max_extrapolation_m else None
    return float(np.interp(measure_m, part.measures_m, part.chainages_m))


def chainage_to_measures(
    route: Calibrated, chainage_m: float, *, max_extrapolation_m: float = DEFAULT_EXTRAPOLATION_M
) -> tuple[float, ...]:
    """Where along the route a chainage stands, in metres: several places when posts repeat, or none.

    A chainage inside a jump of the posts exists nowhere on the road. Each answer handed to ``measure_to_chainage``
    gives the chainage back, save exactly at an equation, where the road has two chainages and the one ahead is given.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> posts = (Anchor(0, 0), Anchor(1000, 1000), Anchor(1000, 1600), Anchor(2000, 2600), Anchor(7000, 3000))
    >>> route = SimpleNamespace(length_m=3000.0, anchors=posts)
    >>> chainage_to_measures(route, 500), chainage_to_measures(route, 1300), chainage_to_measures(route, 5000)
    ((500.0,), (1300.0, 1900.0), ())
    """
    parts = sections(route.anchors)
    found: list[float] = []
    for index, part in enumerate(parts):
        before_m = min(max_extrapolation_m, part.measures_m[0]) if index == 0 else 0.0
        end_m = parts[index + 1].measures_m[0] if index + 1 < len(parts) else route.length_m
        after_m = min(max_extrapolation_m, end_m - part.measures_m[-1])
        measure = _within(part, chainage_m, before_m, after_m)
        if measure is not None:
            found.append(measure)
    return tuple(found)


def _within(part: Section, chainage_m: float, before_m: float, after_m: float) -> float | None:
    low, high = part.chainages_m[0], part.chainages_m[-1]
    if low - before_m <= chainage_m < low:
        return part.measures_m[0] - (low - chainage_m)
    if high < chainage_m <= high + after_m:
        return part.measures_m[-1] + (chainage_m - high)
    if low <= chainage_m <= high:
        return float(np.interp(chainage_m, part.chainages_m, part.measures_m))
    return None


def distance_to_anchor(route: Calibrated, measure_m: float) -> float | None:
    """True metres along the route to its nearest km post; None without posts."""
    return min((abs(anchor.measure_m - measure_m) for anchor in route.anchors), default=None)
