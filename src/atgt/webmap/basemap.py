"""The ward's own basemap: boundary, roads, railway, km posts, names. No tiles, nothing from the network.

The ground of an online map would show neighbouring seas and borders that a Vietnamese office must not show wrongly
(Luật Đo đạc và bản đồ 27/2018/QH14), and would need a network; the ward's own roads need neither.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atgt.domain.text import Language, Text
from atgt.webmap import road_style, words

_DIGITS = 6  # millionths of a degree, about 0.1 m
_SHIELD_KINDS = frozenset({"motorway", "national", "provincial"})
_LONGEST_SHIELD = 9

Bounds = tuple[tuple[float, float], tuple[float, float]]


def payload(
    *,
    roads: gpd.GeoDataFrame,
    boundary: gpd.GeoDataFrame,
    junctions: pd.DataFrame,
    anchors: pd.DataFrame,
    language: Language = Language.VI,
    notice: Text | None = None,
) -> dict[str, Any] | None:
    """What the map script draws once; None when there is neither a road nor a boundary to draw.

    Parameters
    ----------
    roads, boundary, junctions, anchors
        Layers in EPSG:4326 with the columns of ``workflow.map_layers``; each may be empty.
    notice
        A line at the head of the legend, for example that the data is simulated.
    """
    bounds = ward_bounds(roads, boundary)
    if bounds is None:
        return None
    return {
        "words": words.map_words(language),
        "notice": notice.of(language) if notice else None,
        "bounds": bounds,
        "boundary": [_lat_lon(ring) for ring in _rings(boundary)],
        "roads": _roads(roads[roads["kind"] != "railway"]),
        "railway": [_lat_lon(line) for line in _lines(roads[roads["kind"] == "railway"])],
        "posts": _posts(anchors),
        "junctions": [
            [round(lat, _DIGITS), round(lon, _DIGITS), name]
            for lat, lon, name in zip(junctions["lat"], junctions["lon"], junctions["name"], strict=True)
        ],
    }


def version(value: object) -> str:
    """A short mark that changes whenever what is drawn changes."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def ward_bounds(roads: gpd.GeoDataFrame, boundary: gpd.GeoDataFrame) -> Bounds | None:
    """South-west and north-east corner (lat, lon) of the boundary, else of the roads; None without either."""
    frame = boundary if len(boundary) else roads
    if not len(frame):
        return None
    west, south, east, north = (round(float(edge), _DIGITS) for edge in frame.total_bounds)
    return (south, west), (north, east)


def _roads(roads: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """One entry a connected line of a route, so that a name fits along more than one segment."""
    drawn: list[dict[str, Any]] = []
    for route_id, pieces in roads.groupby("route_id", sort=True):
        first = pieces.iloc[0]
        kind = road_style.road_kind(first["road_class"])
        label = road_style.road_label(first["road_name"], str(route_id))
        drawn.extend(
            {
                "kind": kind,
                "label": label,
                "isShield": kind in _SHIELD_KINDS and len(label) <= _LONGEST_SHIELD,
                "line": _lat_lon(line),
            }
            for line in _lines(pieces)
        )
    return drawn


def _lines(frame: gpd.GeoDataFrame) -> list[shapely.LineString]:
    """The lines of a frame, joined where they meet end to end."""
    if not len(frame):
        return []
    merged = shapely.line_merge(shapely.union_all(frame.geometry.to_numpy()))
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString" and not part.is_empty]


def _rings(boundary: gpd.GeoDataFrame) -> list[BaseGeometry]:
    polygons = [part for part in shapely.get_parts(boundary.geometry.to_numpy()) if part.geom_type == "Polygon"]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _lat_lon(line: BaseGeometry) -> list[list[float]]:
    return [[round(lat, _DIGITS), round(lon, _DIGITS)] for lon, lat in shapely.get_coordinates(line).tolist()]


def _posts(anchors: pd.DataFrame) -> list[list[Any]]:
    """Whole kilometres only: latitude, longitude, "Km1092", 1092."""
    whole = anchors[(anchors["chainage_m"] % 1000).round(3) == 0]
    return [
        [round(lat, _DIGITS), round(lon, _DIGITS), f"Km{round(chainage / 1000)}", round(chainage / 1000)]
        for lat, lon, chainage in zip(whole["lat"], whole["lon"], whole["chainage_m"], strict=True)
    ]
