"""What else is on PyPI for snapping and for finding places, each used as its documentation says; optional.

Each is run up to a size at which it takes a minute at most.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
from invented import Accidents, Array

Answer = tuple[Array, Array]

MOST = {"hdbscan": 20_000, "esda": 100_000, "spaghetti": 2_000, "linref": 100_000}
"""Accidents or points up to which each is run; beyond, it would take many minutes."""

DOES = {
    "hdbscan": "the HDBSCAN of scikit-learn-contrib; density clusters on the plane, no length, months or roads",
    "esda": "local statistics; here Gi* of counts of fixed 300 m sections, neighbours along the road, 99 permutations",
    "spaghetti": "puts points on the nearest arc of a network, point by point and without a tolerance",
    "linref": "puts points on the nearest line by geopandas, with the measure",
}
ALSO = "DBSCAN and HDBSCAN of scikit-learn: run up to 100,000 and 20,000 accidents; beyond, they take many minutes."
SECTION_MM = 300_000


def absent() -> list[str]:
    """Those that are not installed here, so their rows are missing."""
    return [name for name in DOES if importlib.util.find_spec(name) is None]


def _takes(name: str, n: int) -> bool:
    return n <= MOST[name] and importlib.util.find_spec(name) is not None


def snappers(lines: Array, x: Array, y: Array, tolerance_m: float) -> dict[str, Callable[[], Answer]]:
    """The ways to snap these points; the roads are given to each in its own form beforehand."""
    found: dict[str, Callable[[], Answer]] = {}
    if _takes("spaghetti", len(x)):
        found["spaghetti snapobservations (network built beforehand)"] = _spaghetti(lines, x, y, tolerance_m)
    if _takes("linref", len(x)):
        found["linref project"] = _linref(lines, x, y, tolerance_m)
    return found


def _spaghetti(lines: Array, x: Array, y: Array, tolerance_m: float) -> Callable[[], Answer]:
    import shapely

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libpysal's geometries, which its next version leaves
        import spaghetti

        network = spaghetti.Network(in_data=gpd.GeoDataFrame(geometry=lines))
    of_vertex: dict[tuple[float, ...], set[int]] = {}
    for vertex, number in zip(*shapely.get_coordinates(lines, return_index=True), strict=True):
        of_vertex.setdefault(_rounded(vertex), set()).add(int(number))
    segments = {number: of_vertex[_rounded(where)] for where, number in network.vertices.items()}

    def snap() -> Answer:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network.snapobservations(points, "points")
        put = network.pointpatterns["points"]
        segment, measure = np.full(len(x), -1), np.full(len(x), np.nan)
        at = {number: arc for arc, those in put.obs_to_arc.items() for number in those}
        for number, (start, end) in at.items():
            if put.dist_snapped[number] <= tolerance_m:
                segment[number] = min(segments[start] & segments[end])
                on_line = shapely.Point(put.snapped_coordinates[number])
                measure[number] = shapely.line_locate_point(lines[segment[number]], on_line)
        return segment, measure

    return snap


def _rounded(where: Sequence[float]) -> tuple[float, ...]:
    """Centimetres: spaghetti rounds the vertices it keeps."""
    return tuple(round(float(value), 2) for value in where)


def _linref(lines: Array, x: Array, y: Array, tolerance_m: float) -> Callable[[], Answer]:
    import linref
    import shapely

    columns = {"segment": np.arange(len(lines)), "begin": 0.0, "end": shapely.length(lines)}
    names = linref.LRS(key_col="segment", loc_col="at", beg_col="begin", end_col="end", geom_col="geometry")
    roads = gpd.GeoDataFrame(columns, geometry=lines, crs=5898).lr.set_lrs(names).lr.add_geom_m()

    def snap() -> Answer:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=5898)
        placed = roads.lr.project(points, buffer=tolerance_m)
        segment, measure = np.full(len(x), -1), np.full(len(x), np.nan)
        segment[placed.index], measure[placed.index] = placed["segment"], placed["at"]
        return segment, measure

    return snap


def detectors(given: Accidents) -> dict[str, Callable[[], object]]:
    """The ways to find places among these accidents."""
    found: dict[str, Callable[[], object]] = {}
    plane = given.plane()
    if _takes("hdbscan", len(given)):
        import hdbscan

        found["hdbscan HDBSCAN, min 5"] = lambda: hdbscan.HDBSCAN(min_cluster_size=5).fit(plane)
    if _takes("esda", len(given)):
        found["esda G_Local (Gi*) of 300 m sections"] = lambda: hot_sections(given)
    return found


def hot_sections(given: Accidents) -> Array:
    """Of each accident its section when Gi* calls that hot (p < 0.05, z > 0), else -1; needs esda.

    Sections of 300 m from the beginning of each road, empty ones too; their neighbours are those before and after.
    """
    import esda
    import libpysal

    section = given.measure_mm // SECTION_MM
    n_of_road = np.zeros(given.route.max() + 1, dtype=np.int64)
    np.maximum.at(n_of_road, given.route, section + 1)
    begins = np.concatenate(([0], np.cumsum(n_of_road)))
    number = begins[given.route] + section
    follows = np.setdiff1d(np.arange(begins[-1] - 1), begins[1:] - 1)
    neighbours: dict[int, list[int]] = {k: [] for k in range(int(begins[-1]))}
    for k in follows.tolist():
        neighbours[k].append(k + 1)
        neighbours[k + 1].append(k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # roads of one section have no neighbours
        weights = libpysal.weights.W(neighbours, silence_warnings=True)
        counts = np.bincount(number, minlength=begins[-1]).astype(float)
        hot = esda.G_Local(counts, weights, star=True, permutations=99, n_jobs=1, seed=1, keep_simulations=False)
    is_hot = (hot.p_sim < 0.05) & (hot.Zs > 0)
    return np.where(is_hot[number], number, -1)
