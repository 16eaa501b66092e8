"""Km posts of the invented roads, and the reading of "lý trình" from them.

Posts stand beside the road, not exactly 1000 m apart; some are missing. Between two posts the chainage
grows evenly with the distance along the line. Where two posts stand at one place the chainage jumps there.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ward_curves import Line, local, lon_lat, measures, point_at, project
from ward_map import SEED
from ward_network import Network

POST_OFFSET_M = 4.0


@dataclass(frozen=True, slots=True)
class Post:
    """A km post as written to ``km_posts.csv``."""

    route_id: str
    chainage_m: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measure and chainage of the posts of one route, in metres, in order along the line."""

    posts: tuple[tuple[float, int], ...]

    def measure(self, chainage_m: float) -> float | None:
        """Metres along the line of a chainage; None outside the posts or where the numbers jump over it."""
        for (m_a, c_a), (m_b, c_b) in pairwise(self.posts):
            if m_b - m_a > 1.0 and c_a <= chainage_m <= c_b:
                return m_a + (chainage_m - c_a) * (m_b - m_a) / (c_b - c_a)
        return None

    def chainage(self, measure_m: float) -> float | None:
        """Chainage of a place along the line; None outside the posts."""
        for (m_a, c_a), (m_b, c_b) in pairwise(self.posts):
            if m_b - m_a > 1.0 and m_a <= measure_m <= m_b:
                return c_a + (measure_m - m_a) * (c_b - c_a) / (m_b - m_a)
        return None


PLAN: dict[str, tuple[int, float, frozenset[int], tuple[int, int] | None]] = {
    # route: first km, its place along the line in metres, missing kms, jump (from, to) in metres of chainage
    "QL1": (1090, 180.0, frozenset({1093, 1097}), None),
    "QL1:tranh": (1090, 300.0, frozenset({1094}), (1_096_500, 1_097_100)),
    "DT627C": (12, 240.0, frozenset({18}), None),
}


def stand_posts(network: Network) -> list[Post]:
    """The posts of all calibrated routes, in order along each."""
    posts: list[Post] = []
    for route_id, plan in PLAN.items():
        line = network.roads[route_id].line
        for measure, chainage in _along(measures(line)[-1], route_id, *plan):
            lon, lat = lon_lat(point_at(line, measure, offset_m=POST_OFFSET_M))
            posts.append(Post(route_id, chainage, lon, lat))
    return posts


def _along(
    total_m: float, route_id: str, first_km: int, start_m: float, missing: frozenset[int], jump: tuple[int, int] | None
) -> list[tuple[float, int]]:
    rng = random.Random(f"{SEED} posts {route_id}")
    found, measure, chainage = [], start_m, first_km * 1000
    while measure < total_m - 60:
        if chainage // 1000 not in missing:
            found.append((measure, chainage))
        length = 1000 * rng.uniform(0.988, 1.012)
        if jump and chainage <= jump[0] < chainage + 1000:
            at = measure + (jump[0] - chainage) * length / 1000
            found += [(at, jump[0]), (at, jump[1])]
            rest = 1000 - jump[1] % 1000
            measure, chainage = at + rest * length / 1000, jump[1] + rest
        else:
            measure, chainage = measure + length, chainage + 1000
    return found


def calibrate(line: Line, posts: Sequence[Post]) -> Calibration:
    """The calibration a reader gets from the posts as written."""
    return Calibration(tuple((project(line, local(p.lon, p.lat))[0], p.chainage_m) for p in posts))
