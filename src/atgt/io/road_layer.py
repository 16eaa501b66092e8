"""From the rows of any road layer to segments in the one form the network is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.io import road_fields
from atgt.io.road_fields import RoadFieldMapping
from atgt.location_referencing import chaining, projection, road_names
from atgt.location_referencing.plain_text import words
from atgt.location_referencing.road_network import ANCHOR_COLUMNS, SEGMENT_COLUMNS
from atgt.location_referencing.segments import NAMELESS_PREFIX

_JOIN_DEGREES = 1e-6  # about 10 cm


def no_anchors() -> pd.DataFrame:
    """An empty table of km posts."""
    return pd.DataFrame({c: pd.Series(dtype=object if c == "route_id" else float) for c in ANCHOR_COLUMNS})


@dataclass(frozen=True)
class RoadLayer:
    """A road layer as read.

    Parameters
    ----------
    segments
        ``road_network.SEGMENT_COLUMNS`` and simple lines, EPSG:4326.
    anchors
        Km posts that came in the same file, ``road_network.ANCHOR_COLUMNS``; usually none.
    issues
        What was odd, one Issue each.
    """

    segments: gpd.GeoDataFrame
    anchors: pd.DataFrame = field(default_factory=no_anchors)
    issues: tuple[Issue, ...] = ()


def to_segments(frame: gpd.GeoDataFrame, mapping: RoadFieldMapping, name: str) -> RoadLayer:
    """The rows of a layer as segments: one a simple line, with the road it belongs to.

    A road is known by its own id field, else by its number, else by its name (with its alignment);
    roads with neither are joined while nothing branches off and get an id that begins with "doan-".
    """
    issues: list[Issue] = []
    lines = _simple_lines(projection.reproject(frame, projection.WGS84), name, issues)
    fields = mapping.completed([str(c) for c in frame.columns])
    cells = lines.drop(columns=lines.geometry.name).to_dict("records")
    _tell_several_numbers([_cell(row, fields.ref) for row in cells], name, issues)
    table = pd.DataFrame([_segment(row, fields) for row in cells], columns=list(SEGMENT_COLUMNS))
    table["segment_id"] = _unique([*table["segment_id"]])
    table["bridge_level"] = table["bridge_level"].astype("int64")
    segments = gpd.GeoDataFrame(table, geometry=list(lines.geometry), crs=projection.WGS84)
    _name_the_nameless(segments, name, issues)
    _tell_railways(segments, name, issues)
    return RoadLayer(segments, no_anchors(), tuple(issues))


def _issue(file: str, row: int | None, value: str | None, rule: str, level: IssueLevel, text: Text) -> Issue:
    return Issue(file, None, row, None, value, rule, level, text)


def _simple_lines(frame: gpd.GeoDataFrame, name: str, issues: list[Issue]) -> gpd.GeoDataFrame:
    """Line strings only, each row's parts kept together in order; rows without a line are told."""
    numbered = frame.assign(_row=np.arange(1, len(frame) + 1))
    present = numbered[~(numbered.geometry.isna() | numbered.geometry.is_empty)]
    parts = present.explode(index_parts=False, ignore_index=True)
    is_line = parts.geom_type.isin(["LineString", "LinearRing"]).to_numpy() & (
        shapely.length(parts.geometry.to_numpy()) > 0
    )
    left_out = Text(
        "Đối tượng không phải là đường nên bỏ qua; nếu đúng là đường, vẽ lại trong lớp.",
        "The feature is not a line and is left out; if it is a road, draw it again.",
    )
    issues.extend(
        _issue(name, int(row), None, "not_a_line", IssueLevel.WARNING, left_out)
        for row in sorted(set(numbered["_row"]) - set(parts["_row"][is_line]))
    )
    return parts[is_line].drop(columns="_row").reset_index(drop=True)


def _cell(row: Mapping[Any, Any], column: str | None) -> list[str]:
    return road_fields.texts(row.get(column)) if column else []


def _first(row: Mapping[Any, Any], column: str | None) -> str:
    return next(iter(_cell(row, column)), "")


def _segment(row: Mapping[Any, Any], fields: RoadFieldMapping) -> dict[str, object]:
    numbers, names = _cell(row, fields.ref), _cell(row, fields.road_name)
    kinds = [*_cell(row, fields.kind), *_cell(row, fields.road_class), *names[:1]]
    road = _road_of(numbers, names)
    alignment = road_names.normal_alignment(_first(row, fields.alignment)) or (road.alignment if road else None)
    route_id = _first(row, fields.route_id)
    shown = names[0] if names and (route_id or _means(names[0], road)) else next(iter(numbers), "")
    others = dict.fromkeys([*names, *numbers, *_cell(row, fields.aliases)])
    return {
        "segment_id": _first(row, fields.segment_id),
        "route_id": route_id or _route_id(road, alignment),
        "road_name": shown if road or route_id else "",
        "alignment": alignment,
        "road_class": _first(row, fields.road_class) or None,
        "manager": _first(row, fields.manager) or None,
        "aliases": ";".join(other for other in others if other != shown and road_names.parse_road(other)),
        "kind": "railway" if road_fields.is_railway(kinds) else "road",
        "bridge_level": road_fields.bridge_level(_cell(row, fields.bridge_level)),
    }


def _means(text: str, road: road_names.RoadName | None) -> bool:
    found = road_names.parse_road(text)
    return found is not None and road is not None and found.key == road.key


def _road_of(numbers: Sequence[str], names: Sequence[str]) -> road_names.RoadName | None:
    """The road a segment is part of: its number, else its name; a name that is the same number shows better."""
    by_name = road_names.parse_road(names[0]) if names else None
    by_number = road_names.parse_road(numbers[0]) if numbers else None
    if by_number is None or by_name is None:
        return by_number or by_name
    is_better = by_name.key == by_number.key or (by_name.is_numbered and not by_number.is_numbered)
    return by_name if is_better else by_number


def _route_id(road: road_names.RoadName | None, alignment: str | None) -> str:
    if road is None:
        return ""
    key = road.key if road.is_numbered else words(road.key).replace(" ", "-")
    return f"{key}:{words(alignment).replace(' ', '-')}" if alignment else key


def _unique(ids: Sequence[str]) -> list[str]:
    """Ids in their order, made unique: an empty one is the row's number, a repeated one gets /2, /3 …"""
    seen: dict[str, int] = {}
    unique = []
    for number, given in enumerate(ids, start=1):
        base = given or str(number)
        seen[base] = seen.get(base, 0) + 1
        candidate = base if seen[base] == 1 else f"{base}/{seen[base]}"
        while candidate in seen and seen[base] > 1:
            seen[base] += 1
            candidate = f"{base}/{seen[base]}"
        seen.setdefault(candidate, 1)
        unique.append(candidate)
    return unique


def _name_the_nameless(segments: gpd.GeoDataFrame, name: str, issues: list[Issue]) -> None:
    """Give roads without number and name an id: one for each stretch up to the next branch or named road."""
    lines = segments.geometry.to_list()
    nameless = np.flatnonzero(segments["route_id"].to_numpy() == "")
    if not len(nameless):
        return
    nodes = chaining.cluster_points(*chaining.segment_ends(lines), _JOIN_DEGREES)
    busy = np.bincount(nodes) != 2  # a branch, or an end: nothing goes on through it
    ends = np.column_stack([2 * nameless, 2 * nameless + 1]).ravel()
    own = np.where(busy[nodes[ends]], nodes.max() + 1 + np.arange(len(ends)), nodes[ends])
    chains = chaining.chain_lines([lines[i] for i in nameless], nodes=own, through_junctions=False)
    ids, routes = segments["segment_id"].to_numpy(), segments["route_id"].to_numpy(dtype=object).copy()
    for chain in chains:
        members = nameless[list(chain.segments)]
        routes[members] = NAMELESS_PREFIX + min(ids[members])
    segments["route_id"] = routes
    issues.append(
        _issue(
            name,
            None,
            str(len(nameless)),
            "nameless_roads",
            IssueLevel.NOTE,
            Text(
                f"{len(nameless)} đoạn không có số hiệu và tên, được ghép thành {len(chains)} đường không tên.",
                f"{len(nameless)} segments have neither number nor name; they make {len(chains)} nameless roads.",
            ),
        )
    )


def _tell_several_numbers(numbers: Sequence[Sequence[str]], name: str, issues: list[Issue]) -> None:
    several = Text(
        "Đoạn mang nhiều số hiệu, được tính vào số hiệu đầu tiên; các số khác là tên khác.",
        "The segment has several numbers: it counts for the first, the others are other names.",
    )
    issues.extend(
        _issue(name, row, "; ".join(found), "several_numbers", IssueLevel.NOTE, several)
        for row, found in enumerate(numbers, start=1)
        if len(found) > 1
    )


def _tell_railways(segments: gpd.GeoDataFrame, name: str, issues: list[Issue]) -> None:
    count = int((segments["kind"] == "railway").sum())
    if count:
        issues.append(
            _issue(
                name,
                None,
                str(count),
                "railways_apart",
                IssueLevel.NOTE,
                Text(
                    f"{count} đoạn là đường sắt: được giữ trên bản đồ, không gắn tai nạn vào.",
                    f"{count} segments are railway: kept on the map, never carrying an accident.",
                ),
            )
        )
