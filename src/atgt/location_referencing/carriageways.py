"""The two carriageways of one road, drawn as two lines: which line runs beside which, and where along it.

By option only. Two lines are one road when they bear the same name and alignment and one runs beside the other all
along. The longer line carries the measures of both, so that a window of the screening counts both directions. Lines
of different names are never joined, however near: a service road or a flyover keeps its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely

from atgt.location_referencing.route import Route

MOST_APART_M = 60.0
"""Farthest from each other, in metres, that the two lines of one road run."""

LEAST_BESIDE = 0.8
"""Least share of the shorter line that runs beside the longer one."""

_STEP_M = 25.0
_NONE: Mapping[str, str] = MappingProxyType({})


def find(routes: Iterable[Route]) -> Mapping[str, str]:
    """Of every line that is a carriageway beside another: the route that carries its measures.

    A line that runs beside two longer ones goes to the longest. Railways are never joined.
    """
    by_name: dict[tuple[str, str | None], list[Route]] = {}
    for route in routes:
        if not route.is_railway:
            by_name.setdefault((route.short_name, route.alignment), []).append(route)
    found: dict[str, str] = {}
    for group in by_name.values():
        mains: list[Route] = []
        for route in sorted(group, key=lambda r: (-round(r.length_m, 3), r.route_id)):
            main = next((one for one in mains if runs_beside(route, one)), None)
            if main is None:
                mains.append(route)
            else:
                found[route.route_id] = main.route_id
    return MappingProxyType(dict(sorted(found.items()))) if found else _NONE


def runs_beside(route: Route, main: Route) -> bool:
    """Whether a line runs beside a longer one: near it almost all along, and going on along it, in either direction."""
    n = max(int(route.length_m // _STEP_M) + 1, 2)
    points = shapely.line_interpolate_point(route.line, np.linspace(0.0, route.length_m, n))
    near = shapely.distance(points, main.line) <= MOST_APART_M
    if near.mean() < LEAST_BESIDE:
        return False
    steps = np.diff(shapely.line_locate_point(main.line, points[near]))
    if main.line.is_ring:  # over the seam the short way round
        steps = (steps + main.length_m / 2) % main.length_m - main.length_m / 2
    # A street that crosses, or a loop beside, gains no way along the main line.
    return bool(abs(steps.sum()) >= LEAST_BESIDE * near.mean() * route.length_m)


def measures_on_main(route: Route, main: Route, measure_m: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where places of one carriageway lie along the other: the nearest place of the main line, metres."""
    points = shapely.line_interpolate_point(route.line, measure_m)
    along: npt.NDArray[np.float64] = shapely.line_locate_point(main.line, points)
    return along
