"""Against what other programs published: spaghetti's snapped points, linref's crashes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from trials.words import paragraph, section, table

from atgt.location_referencing import grid_snapping, projection, snapping
from atgt.location_referencing.linear_referencing import chainage_to_measures, measure_to_chainage, point_at
from atgt.location_referencing.road_network import build_network

_REACH_FT = 400.0
_UNIT_M = 1000.0
_ROUNDING = 0.0071  # half of 0.01 unit, both ways
_ORIGIN = (500_000.0, 1_600_000.0)


def report(data: Path) -> str:
    """The section of the page."""
    words = """The peers' own files are the answers; neither program was run here. Geodanet: 287 points snapped to
        293 streets by spaghetti 1.7.6, in feet, as the layer is. linref: 20 crashes with route and location on 10
        pieces with begin and end; its unit has no length, so one unit is taken as a kilometre."""
    head = ["what", "compared", "agree", "greatest difference"]
    rows = [*_geodanet(data / "geodanet"), *_linref(data / "linref_toy")]
    limits = """spaghetti's places come from its own arithmetic, so hundred-thousandths of a foot remain. linref prints
        coordinates to 0.01 unit: up to 0.0071 unit of its difference is rounding. Not tested: spaghetti's
        numbering of arcs (its file does not say which street an arc is), linref's dissolve and overlay."""
    return section("1. Peers: snapping and linear referencing", paragraph(words), table(head, rows), paragraph(limits))


def _geodanet(folder: Path) -> list[list[str]]:
    streets = gpd.read_file(folder / "geodanet.gpkg", layer="streets").geometry.explode(ignore_index=True)
    points = gpd.read_file(folder / "geodanet.gpkg", layer="crimes").geometry
    peer = pd.read_csv(folder / "peer_spaghetti_snapped.csv").sort_values("crime")
    x, y, n = points.x.to_numpy(), points.y.to_numpy(), len(points)
    edges = snapping.edges_of([shapely.force_2d(street) for street in streets])

    found = snapping.snap(x, y, edges, _REACH_FT)
    first = np.searchsorted(found.point_index, np.arange(n))
    off = np.abs(found.distance_m[first] - peer["dist_snapped"].to_numpy())
    away = np.hypot(found.x[first] - peer["x_snap"].to_numpy(), found.y[first] - peer["y_snap"].to_numpy())
    grid = grid_snapping.snap_nearest(x, y, edges, _REACH_FT, engine="compiled")
    grid_off = np.abs(grid.distance_m - peer["dist_snapped"].to_numpy())
    return [
        ["geodanet: distance to the street", *_agreement(off, 1e-4, "ft")],
        ["geodanet: the same by the compiled grid", *_agreement(grid_off, 1e-4, "ft")],
        ["geodanet: place on the street", *_agreement(away, 1e-4, "ft")],
    ]


def _linref(folder: Path) -> list[list[str]]:
    pieces, crashes = (gpd.read_file(folder / f"{name}.geojson") for name in ("roadways", "crashes"))
    lines = [shapely.transform(shapely.force_2d(g), lambda xy: xy * _UNIT_M + _ORIGIN) for g in pieces.geometry]
    segments = gpd.GeoDataFrame({"route_id": pieces["route"], "road_name": pieces["route"]}, geometry=lines, crs=5898)
    ends = [
        (route, _UNIT_M * at, *line.coords[end])
        for route, begin, finish, line in zip(pieces["route"], pieces["beg"], pieces["end"], lines, strict=True)
        for end, at in ((0, begin), (-1, finish))
    ]
    lon, lat = projection.to_wgs84([e[2] for e in ends], [e[3] for e in ends])
    posts = pd.DataFrame({"route_id": [e[0] for e in ends], "chainage_m": [e[1] for e in ends], "lon": lon, "lat": lat})
    network = build_network(segments, posts)

    apart, shifted = [], []
    for crash in crashes.itertuples():
        route = network.routes[crash.route]
        given = shapely.Point(np.array(crash.geometry.coords[0][:2]) * _UNIT_M + _ORIGIN)
        (measure_m,) = chainage_to_measures(route, crash.loc * _UNIT_M)
        apart.append(point_at(route, measure_m).distance(given) / _UNIT_M)
        back = measure_to_chainage(route, float(shapely.line_locate_point(route.line, given)))
        shifted.append(abs((back if back is not None else np.inf) / _UNIT_M - crash.loc))
    return [
        ["linref: route and location → place", *_agreement(apart, _ROUNDING, "unit")],
        ["linref: place → location on the route", *_agreement(shifted, _ROUNDING, "unit")],
    ]


def _agreement(differences: Sequence[float], limit: float, unit: str) -> list[str]:
    found = np.asarray(differences)
    places = 5 if limit < 0.001 else 4
    return [f"{len(found)}", f"{(found <= limit).sum()} (limit {limit:g} {unit})", f"{found.max():.{places}f} {unit}"]
