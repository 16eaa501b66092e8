"""Roads from OpenStreetMap files (.osm, .osm.pbf), in the same segment schema as any other layer.

Ways for motor traffic become roads, rails become railways; footpaths, steps and roads under construction are left out.
Milestones (``highway=milestone`` with ``distance``) become km posts of the road they stand on.
"""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.io import vector_files
from atgt.io.road_fields import RoadFieldMapping
from atgt.io.road_layer import RoadLayer, no_anchors, to_segments
from atgt.io.vector_files import OpenFile
from atgt.location_referencing import km_post, road_names
from atgt.location_referencing.km_post import KmPost

LEFT_OUT = frozenset(
    {"footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "corridor", "elevator", "platform"}
    | {"construction", "proposed", "planned", "abandoned", "raceway", "bus_stop", "rest_area", "services"}
)
"""Values of ``highway`` that carry no motor traffic, or not yet."""

RAILS = frozenset({"rail", "light_rail", "narrow_gauge", "tram", "subway"})

_TAGS = ("ref", "bridge", "layer", "tunnel", "alt_name", "old_ref", "old_name", "railway", "operator")
_MAPPING = RoadFieldMapping(
    segment_id="osm_id",
    route_id="",
    ref="ref",
    road_name="name",
    alignment="",
    road_class="highway",
    manager="",
    aliases="other_names",
    kind="railway",
    bridge_level="level",
)
_MILESTONE_REACH_DEG = 0.0005  # about 50 m


def is_osm(name: str) -> bool:
    """Whether a file's name says that it is an OpenStreetMap file."""
    return name.lower().endswith((".osm", ".pbf", ".osm.xml"))


def tag(other_tags: object, key: str) -> str | None:
    """One tag out of GDAL's ``other_tags`` text.

    Examples
    --------
    >>> tag('"ref"=>"QL1","layer"=>"1"', "layer"), tag(None, "ref")
    ('1', None)
    """
    match = re.search(rf'"{re.escape(key)}"=>"((?:[^"\\]|\\.)*)"', other_tags if isinstance(other_tags, str) else "")
    return re.sub(r"\\(.)", r"\1", match.group(1)) if match else None


def read(file: OpenFile) -> RoadLayer:
    """The roads and railways of an opened OSM file; its milestones as km posts."""
    lines = vector_files.read_layer(file, "lines")
    for key in _TAGS:
        found = pd.Series([tag(text, key) for text in lines["other_tags"]], index=lines.index, dtype=object)
        own = lines[key].astype(object) if key in lines.columns else found
        lines[key] = own.where(own.notna(), found)
    highway = lines["highway"].fillna("").astype(str)
    is_road = ((highway != "") & ~highway.isin(LEFT_OUT)).to_numpy()
    is_rail = lines["railway"].isin(RAILS).to_numpy() & ~is_road
    kept = lines[is_road | is_rail].reset_index(drop=True)
    kept["railway"] = np.where(is_rail[is_road | is_rail], kept["railway"], None)
    kept["level"] = [_level(*cells) for cells in zip(kept["layer"], kept["bridge"], kept["tunnel"], strict=True)]
    kept["other_names"] = [
        ";".join(t for t in cells if isinstance(t, str) and t)
        for cells in zip(kept["alt_name"], kept["old_ref"], kept["old_name"], strict=True)
    ]
    layer = to_segments(kept, _MAPPING, file.name)
    left_out = int((highway != "").sum()) - int(is_road.sum())
    notes = (*layer.issues, _told(file.name, left_out)) if left_out else layer.issues
    return RoadLayer(layer.segments, _milestones(file, layer.segments), notes)


def _level(layer: object, bridge: object, tunnel: object) -> str:
    if isinstance(layer, str) and re.fullmatch(r"-?\d+", layer):
        return layer
    if isinstance(bridge, str) and bridge != "no":
        return "1"
    return "-1" if isinstance(tunnel, str) and tunnel not in {"no", "building_passage"} else "0"


def _told(name: str, count: int) -> Issue:
    text = Text(
        f"{count} đường đi bộ, bậc thang hoặc đang thi công được bỏ qua.",
        f"{count} footpaths, steps or roads under construction are left out.",
    )
    return Issue(name, None, None, None, str(count), "not_for_motor_traffic", IssueLevel.NOTE, text)


def _milestones(file: OpenFile, segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Milestones that stand on a numbered road, as km posts of it."""
    points = vector_files.read_layer(file, "points")
    is_post = [tag(text, "highway") == "milestone" for text in points["other_tags"]]
    if "highway" in points.columns:
        is_post = [a or b for a, b in zip(is_post, points["highway"] == "milestone", strict=True)]
    posts = points[np.array(is_post, dtype=bool)]
    roads = segments[(segments["kind"] == "road").to_numpy()].reset_index(drop=True)
    if posts.empty or roads.empty:
        return no_anchors()
    post, road = shapely.STRtree(roads.geometry.to_numpy()).query_nearest(
        posts.geometry.to_numpy(), max_distance=_MILESTONE_REACH_DEG, all_matches=False
    )
    rows = []
    for i, j in zip(post.tolist(), road.tolist(), strict=True):
        read_km = km_post.parse_km(tag(posts["other_tags"].iloc[i], "distance"))
        name = road_names.parse_road(roads["road_name"].iloc[j])
        if isinstance(read_km, KmPost) and name is not None and name.is_numbered:
            point = posts.geometry.iloc[i]
            rows.append((roads["route_id"].iloc[j], read_km.chainage_m, point.x, point.y))
    found = pd.DataFrame(rows, columns=["route_id", "chainage_m", "lon", "lat"])
    return found.sort_values(["route_id", "chainage_m"], ignore_index=True) if rows else no_anchors()
