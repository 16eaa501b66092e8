"""The segments of a road layer, cleaned, and what they say together about the route they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atgt.domain.errors import RoadNetworkError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.location_referencing import projection
from atgt.location_referencing.road_notes import note

if TYPE_CHECKING:
    import geopandas as gpd

SEGMENT_COLUMNS = (
    "segment_id",
    "route_id",
    "road_name",
    "alignment",
    "road_class",
    "manager",
    "aliases",
    "kind",
    "bridge_level",
)
"""The columns of a road layer beside its geometry; ``kind`` is "road" or "railway", ``aliases`` are parted by ";"."""

NAMELESS_PREFIX = "doan-"
"""Route ids of roads without number or name begin like this."""


def clean_segments(segments: gpd.GeoDataFrame, metric_crs: str, notes: list[Issue]) -> gpd.GeoDataFrame:
    """Simple lines with length, in metres, in an order that does not depend on the file's."""
    for needed in ("route_id", segments.geometry.name if len(segments.columns) else "geometry"):
        if needed not in segments.columns:
            raise RoadNetworkError(
                Text(f"Lớp đường thiếu cột “{needed}”.", f"The road layer lacks the column “{needed}”.")
            )
    frame = _with_columns(segments)
    frame = projection.reproject(frame, metric_crs)
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    usable = frame[~(frame.geometry.is_empty | frame.geometry.isna())].explode(index_parts=False)
    is_line = usable.geom_type.isin(["LineString", "LinearRing"]).to_numpy() & (usable.length > 0).to_numpy()
    _note_lost(set(frame["segment_id"]) - set(usable["segment_id"][is_line]), notes)
    usable = usable[is_line].reset_index(drop=True)
    key = shapely.to_wkb(shapely.normalize(usable.geometry.to_numpy()), hex=True)
    usable = usable.assign(_key=key).sort_values(["route_id", "kind", "segment_id", "_key"], kind="stable")
    twice = usable.duplicated(["route_id", "kind", "_key"])
    once = Text("Đoạn đường bị lặp, chỉ dùng một lần.", "The segment is there twice; it is used once.")
    notes.extend(note("roads", segment_id, "segment_twice", once) for segment_id in usable["segment_id"][twice])
    return usable[~twice].drop(columns="_key").reset_index(drop=True)


def _with_columns(segments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = segments.copy()
    for column in SEGMENT_COLUMNS:
        if column not in frame.columns:
            frame[column] = None
    for column in ("route_id", "road_name", "alignment", "road_class", "manager", "aliases", "kind"):
        frame[column] = [text_of(value) for value in frame[column]]
    number = [str(i + 1) for i in range(len(frame))]
    frame["segment_id"] = [text_of(v) or n for v, n in zip(frame["segment_id"], number, strict=True)]
    frame["route_id"] = np.where(
        frame["route_id"] == "", NAMELESS_PREFIX + frame["segment_id"].astype(str), frame["route_id"]
    )
    frame["kind"] = np.where(frame["kind"] == "railway", "railway", "road")
    frame["bridge_level"] = pd.to_numeric(frame["bridge_level"], errors="coerce").fillna(0).astype(int)
    return frame


def text_of(value: object) -> str:
    """A cell as text; every kind of nothing is the empty text."""
    return "" if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)) else str(value)


def _note_lost(lost: set[str], notes: list[Issue]) -> None:
    notes.extend(
        note(
            "roads",
            segment_id,
            "segment_without_line",
            Text(
                "Đoạn không có hình dạng đường (rỗng hoặc dài 0 m), không dùng được.",
                "The segment has no line (empty or 0 m long) and cannot be used.",
            ),
        )
        for segment_id in sorted(lost)
    )


def route_facts(
    group: gpd.GeoDataFrame, route_id: str, notes: list[Issue]
) -> tuple[str, str | None, str | None, str | None, tuple[str, ...]]:
    """Name, alignment, class, manager: what most of the length says. Aliases: what at least half of it says."""
    length = group.length.to_numpy()
    name, alignment, road_class, manager = (
        _by_length(group[column].tolist(), length) for column in ("road_name", "alignment", "road_class", "manager")
    )
    weight: dict[str, float] = {}
    for text, metres in zip(group["aliases"], length, strict=True):
        for alias in dict.fromkeys(part.strip() for part in text.split(";") if part.strip()):
            weight[alias] = weight.get(alias, 0.0) + metres
    aliases = tuple(sorted(alias for alias, metres in weight.items() if metres >= 0.5 * length.sum()))
    dropped = sorted(set(weight) - set(aliases))
    if dropped:
        notes.append(
            note(
                "roads",
                route_id,
                "alias_on_small_part",
                Text(
                    f"Tên khác {', '.join(dropped)} chỉ ghi trên dưới một nửa tuyến {route_id}, không dùng.",
                    f"The other names {', '.join(dropped)} stand on less than half of {route_id}: not used for it.",
                ),
                IssueLevel.NOTE,
            )
        )
    nameless = "Đường không tên" if route_id.startswith(NAMELESS_PREFIX) else route_id
    return name or nameless, alignment, road_class, manager, aliases


def _by_length(values: list[str], length: npt.NDArray[np.float64]) -> str | None:
    total: dict[str, float] = {}
    for value, metres in zip(values, length, strict=True):
        if value:
            total[value] = total.get(value, 0.0) + metres
    return min(total, key=lambda value: (-round(total[value], 3), value)) if total else None
