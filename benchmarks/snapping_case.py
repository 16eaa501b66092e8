"""Snapping points to segments, with the segment and the measure on it: ATGT beside what users would pick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb_snapping
import geopandas as gpd
import numpy as np
import pandas as pd
import peers
import shapely
from invented import Array, Roads, points_near, roads
from measuring import but_for, in_turn, profiled

from atgt.location_referencing import grid_snapping

TOLERANCE_M = 50.0
BASELINE = "ATGT grid, compiled, 2 threads"
Answer = tuple[Array, Array]
"""Segment of each point (-1: none), measure along it in metres."""


def run(
    n_points: int, n_segments: int, *, rounds: int, budget_s: float, left_out: Sequence[str] = ()
) -> dict[str, Any]:
    """Times, peak memory, and the share of points for which each method agrees with the tie rule as written."""
    small, network = roads(500), roads(n_segments)
    x, y = points_near(network, n_points)
    answers: dict[str, Answer] = {}
    work = {name: _kept(name, method, answers) for name, method in methods(network, x, y).items()}
    work = but_for(work, left_out)
    for name, method in methods(small, *points_near(small, 2_000)).items():
        if name in work:
            method()  # warm-up: imports, compiling
    timed = in_turn(work, rounds=rounds, budget_s=budget_s)
    by = "ATGT tree, no compiler" if "ATGT tree, no compiler" in answers else BASELINE
    exact = answers[by]
    edges = network.edges()
    return {
        "input_bytes": x.nbytes + y.nbytes + sum(getattr(edges, name).nbytes for name in edges.__dataclass_fields__),
        "n_points": n_points,
        "n_segments": n_segments,
        "absent": peers.absent(),
        "agrees_with": by,
        "methods": [
            {
                "name": name,
                **measured.figures(),
                "agreement": float(np.mean(answers[name][0] == exact[0])),
                "largest_difference_m": _difference(answers[name], exact),
            }
            for name, measured in timed.items()
        ],
        "unsnapped": float(np.mean(exact[0] < 0)),
    }


def methods(network: Roads, x: Array, y: Array) -> dict[str, Callable[[], Answer]]:
    """Every method on the same points, each given the roads in its own form beforehand."""
    edges, lines = network.edges(), network.lines()
    frame = gpd.GeoDataFrame({"segment": np.arange(len(lines))}, geometry=lines, crs=5898)

    def atgt(**options: Any) -> Callable[[], Answer]:
        def snap() -> Answer:
            found = grid_snapping.snap_nearest(x, y, edges, TOLERANCE_M, **options)
            return found.route_index, found.measure_m

        return snap

    found = {
        BASELINE: atgt(engine="compiled", threads=2),
        "ATGT grid, compiled, 1 thread": atgt(engine="compiled", threads=1),
        "ATGT tree, no compiler": atgt(engine="plain"),
        "shapely STRtree query(dwithin) + line_locate_point": lambda: by_tree(lines, x, y),
        "geopandas sjoin_nearest + line_locate_point": lambda: by_sjoin(frame, x, y),
    }
    found |= peers.snappers(lines, x, y, TOLERANCE_M)
    duckdb = duckdb_snapping.method(lines, x, y, TOLERANCE_M)
    return found if duckdb is None else found | {"duckdb ST_DWithin join + ST_LineLocatePoint": duckdb}


def by_tree(lines: Array, x: Array, y: Array) -> Answer:
    """A bare tree: all segments within the tolerance, the nearest of them, the measure of it."""
    order = np.lexsort((x // 1_000, y // 1_000))  # sorted by tile: the tree is then twice as fast
    points = shapely.points(x[order], y[order])
    hit, segment = shapely.STRtree(lines).query(points, predicate="dwithin", distance=TOLERANCE_M)
    distance = shapely.distance(points[hit], lines[segment])
    best = np.lexsort((segment, distance, hit))
    best = best[np.unique(hit[best], return_index=True)[1]]
    found, measure = np.full(len(x), -1), np.full(len(x), np.nan)
    at = order[hit[best]]
    found[at] = segment[best]
    measure[at] = shapely.line_locate_point(lines[segment[best]], points[hit[best]])
    return found, measure


def by_sjoin(frame: gpd.GeoDataFrame, x: Array, y: Array) -> Answer:
    """What a notebook would do: join, drop the second of two equal neighbours, locate."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=frame.crs)
    joined = points.sjoin_nearest(frame, max_distance=TOLERANCE_M, distance_col="distance")
    joined = joined[~joined.index.duplicated()]
    found, measure = np.full(len(x), -1), np.full(len(x), np.nan)
    segment = joined["segment"].to_numpy()
    found[joined.index] = segment
    measure[joined.index] = shapely.line_locate_point(frame.geometry.to_numpy()[segment], joined.geometry.to_numpy())
    return found, measure


def _kept(name: str, method: Callable[[], Answer], answers: dict[str, Answer]) -> Callable[[], None]:
    def work() -> None:
        answers[name] = method()

    return work


def _difference(found: Answer, exact: Answer) -> float:
    same = (found[0] == exact[0]) & (exact[0] >= 0)
    return float(np.nanmax(pd.Series(np.abs(found[1] - exact[1]))[same], initial=0.0))


def profile(n_points: int, n_segments: int) -> list[tuple[str, float]]:
    """Where the time of the grid goes, one thread."""
    network = roads(n_segments)
    x, y = points_near(network, n_points)
    edges = network.edges()
    grid_snapping.snap_nearest(x[:10], y[:10], edges, TOLERANCE_M, engine="compiled")
    return profiled(lambda: grid_snapping.snap_nearest(x, y, edges, TOLERANCE_M, engine="compiled", threads=1))
