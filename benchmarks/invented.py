"""Invented roads and accidents of any size, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from atgt.location_referencing.snapping import Edges

Array = npt.NDArray

SEED = 20_260_101
FIRST_DAY = 16_071  # 2014-01-01
N_DAYS = 3_652  # ten years
SEGMENT_M = 200.0
SEGMENTS_PER_ROAD = 10
EDGES_PER_SEGMENT = 2
ROADS_KM_PER_KM2 = 0.6
ACCIDENTS_PER_KM = 25
SEVERITY_SHARES = (0.1, 0.45, 0.45)  # FATAL, INJURY, PDO


@dataclass(frozen=True)
class Roads:
    """Winding roads of ten segments each, thrown on a square; coordinates in metres, one row a road."""

    x: Array
    y: Array
    along_m: Array

    @property
    def n_segments(self) -> int:
        """How many segments there are."""
        return self.x.shape[0] * SEGMENTS_PER_ROAD

    def edges(self) -> Edges:
        """Every segment as a route of its own, so that two methods can be compared segment by segment."""
        start = self.along_m[:, :-1].ravel()
        segment = np.arange(start.size) // EDGES_PER_SEGMENT
        first = start[::EDGES_PER_SEGMENT][segment]
        ends = (self.x[:, :-1], self.y[:, :-1], self.x[:, 1:], self.y[:, 1:])
        return Edges(*(np.ascontiguousarray(a.ravel()) for a in ends), segment, start - first)

    def lines(self) -> Array:
        """The segments as geometries, in the same order."""
        at = np.arange(SEGMENTS_PER_ROAD)[:, np.newaxis] * EDGES_PER_SEGMENT + np.arange(EDGES_PER_SEGMENT + 1)
        xy = np.stack([self.x[:, at], self.y[:, at]], axis=-1)
        return shapely.linestrings(xy.reshape(-1, EDGES_PER_SEGMENT + 1, 2))


def roads(n_segments: int, seed: int = SEED) -> Roads:
    """Roads with so many segments of 200 m on average."""
    random = np.random.default_rng(seed)
    n_roads, steps = n_segments // SEGMENTS_PER_ROAD, SEGMENTS_PER_ROAD * EDGES_PER_SEGMENT
    side = np.sqrt(n_segments * SEGMENT_M / (ROADS_KM_PER_KM2 / 1_000))
    heading = random.uniform(0, 2 * np.pi, (n_roads, 1)) + np.cumsum(random.normal(0, 0.15, (n_roads, steps)), axis=1)
    step = random.uniform(0.5, 1.5, (n_roads, steps)) * SEGMENT_M / EDGES_PER_SEGMENT
    x, y = (
        np.hstack([start, start + np.cumsum(moved, axis=1)])
        for start, moved in zip(
            random.uniform(0, side, (2, n_roads, 1)), (np.cos(heading) * step, np.sin(heading) * step), strict=True
        )
    )
    return Roads(x, y, np.hstack([np.zeros((n_roads, 1)), np.cumsum(step, axis=1)]))


def points_near(network: Roads, n: int, seed: int = SEED) -> tuple[Array, Array]:
    """Points beside the roads: 15 m off on average; one in fifty anywhere."""
    random = np.random.default_rng(seed + 1)
    edges = network.edges()
    e, share = random.integers(0, len(edges), n), random.uniform(size=n)
    x = edges.x0[e] + share * (edges.x1 - edges.x0)[e] + random.normal(0, 15, n)
    y = edges.y0[e] + share * (edges.y1 - edges.y0)[e] + random.normal(0, 15, n)
    anywhere = random.uniform(size=n) < 0.02
    side = max(np.ptp(network.x), np.ptp(network.y))
    x[anywhere], y[anywhere] = random.uniform(0, side, (2, int(anywhere.sum())))
    return x, y


@dataclass(frozen=True)
class Accidents:
    """Four columns, and where the accidents lie on a plane in metres."""

    route: Array
    measure_mm: Array
    day: Array
    severity: Array

    def __len__(self) -> int:
        return self.route.size

    def plane(self) -> Array:
        """Roads as straight lines one kilometre apart."""
        return np.column_stack([self.measure_mm / 1_000, self.route * 1_000.0])


def accidents(n: int, seed: int = SEED) -> Accidents:
    """Ten years of accidents, 25 a kilometre: two thirds anywhere, one third at bends and crossings."""
    random = np.random.default_rng(seed + 2)
    n_roads = max(4, n // 500)
    length_mm = random.lognormal(0, 0.8, n_roads)
    length_mm = (length_mm / length_mm.sum() * n / ACCIDENTS_PER_KM * 1e6).astype(np.int64) + 1_000_000
    route = random.choice(n_roads, n, p=length_mm / length_mm.sum())
    measure = random.uniform(0, length_mm[route])
    gathered = random.uniform(size=n) < 1 / 3
    spacing_mm = 2_000_000  # a bend or crossing every 2 km draws the accidents around it
    nearest = np.round(measure / spacing_mm) * spacing_mm
    measure[gathered] = (nearest + random.normal(0, 60_000, n))[gathered]
    measure = np.clip(measure, 0, length_mm[route]).astype(np.int64)
    severity = random.choice(3, n, p=SEVERITY_SHARES).astype(np.int8)
    return Accidents(route.astype(np.int64), measure, FIRST_DAY + random.integers(0, N_DAYS, n), severity)
