"""Roads, km posts, junctions, boundary and landmarks: layers replaced as a whole, loaded as frames.

All in EPSG:4326. Frames are built from WKB with shapely; nothing here lets GDAL touch the live file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from atgt.domain.errors import MissingCrsError, RoadNetworkError
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import content_line, frame_of, insert_rows, rows_of
from atgt.storage.geometry import SRID
from atgt.storage.tables import Base

NETWORK = "road_network"
_ALL = "all"
_TABLES = Base.metadata.tables
_SEGMENT, _ANCHOR, _JUNCTION = _TABLES["road_segment"], _TABLES["road_anchor"], _TABLES["junction"]
_BOUNDARY, _LANDMARK = _TABLES["boundary"], _TABLES["landmark"]
RECORDS: dict[str, tuple[Table, ...]] = {
    NETWORK: (_SEGMENT, _ANCHOR, _JUNCTION),
    "boundary": (_BOUNDARY,),
    "landmark": (_LANDMARK,),
}


def replace_roads(
    session: Session, segments: gpd.GeoDataFrame, anchors: pd.DataFrame, junctions: pd.DataFrame | None = None
) -> None:
    """Put a road network in the place of the one that is there.

    Parameters
    ----------
    segments
        segment_id, route_id, road_name, alignment, road_class, manager, aliases, kind, bridge_level;
        geometry LineString in EPSG:4326.
    anchors
        route_id, chainage_m, lon, lat.
    junctions
        junction_id, name, lon, lat, route_ids; None for none.

    Raises MissingCrsError for segments without a coordinate system, RoadNetworkError for another one than
    EPSG:4326 or for lines in several parts.
    """
    geometry = _checked(segments, {"LineString"}, Text("lớp đường", "the road layer"))
    rows = _rows(segments.assign(kind=_filled(segments, "kind", "road")), _SEGMENT)
    for row, geom in zip(rows, _wkb(geometry), strict=True):
        row["geom"] = geom
        row["bridge_level"] = row["bridge_level"] or 0
    posts = _rows(anchors, _ANCHOR)
    crossings = [] if junctions is None else _point_rows(junctions, _JUNCTION)
    _replace(session, NETWORK, {_SEGMENT: rows, _ANCHOR: posts, _JUNCTION: crossings})


def replace_boundary(session: Session, boundary: gpd.GeoDataFrame) -> None:
    """Put an outline in the place of the one that is there: name, area_code; (Multi)Polygon in EPSG:4326."""
    geometry = _checked(boundary, {"Polygon", "MultiPolygon"}, Text("lớp ranh giới", "the boundary layer"))
    many = [shapely.MultiPolygon([g]) if g.geom_type == "Polygon" else g for g in geometry]
    rows = _rows(boundary, _BOUNDARY)
    for row, geom in zip(rows, _wkb(many), strict=True):
        row["geom"] = geom
        row["name"] = row["name"] or ""
    _replace(session, "boundary", {_BOUNDARY: rows})


def replace_landmarks(session: Session, landmarks: pd.DataFrame) -> None:
    """Put named places in the place of those that are there: name, kind, lon, lat."""
    _replace(session, "landmark", {_LANDMARK: _point_rows(landmarks, _LANDMARK)})


def load_segments(session: Session) -> gpd.GeoDataFrame:
    """Road segments in the order of their ids; geometry LineString, EPSG:4326."""
    return _load(session, _SEGMENT, "segment_id")


def load_anchors(session: Session) -> pd.DataFrame:
    """Km posts of known position by route and chainage: route_id, chainage_m, lon, lat."""
    return _load_plain(session, _ANCHOR, "route_id", "chainage_m", "fid")


def load_junctions(session: Session) -> pd.DataFrame:
    """Junctions by id: junction_id, name, lon, lat, route_ids."""
    return _load_plain(session, _JUNCTION, "junction_id")


def load_boundary(session: Session) -> gpd.GeoDataFrame:
    """The outline: name, area_code; geometry MultiPolygon, EPSG:4326. None stored gives an empty frame."""
    return _load(session, _BOUNDARY, "fid")


def load_landmarks(session: Session) -> pd.DataFrame:
    """Named places: name, kind, lon, lat."""
    return _load_plain(session, _LANDMARK, "fid")


def fingerprint(session: Session, record: str = NETWORK) -> str:
    """SHA-256 over a layer's whole content, whatever the order of its rows; the same on both engines."""
    digest = hashlib.sha256()
    for table in RECORDS[record]:
        columns = [column for column in table.columns if column.name != "fid"]
        digest.update(f"{table.name}\n".encode())
        for line in sorted(content_line(tuple(row)) for row in session.execute(select(*columns))):
            digest.update(line)
    return digest.hexdigest()


def content_hashes(session: Session) -> Iterator[tuple[str, str, str]]:
    """Record, key and hash of every layer that holds something."""
    for record, tables in RECORDS.items():
        if any(session.execute(select(table.c.fid).limit(1)).first() for table in tables):
            yield record, _ALL, fingerprint(session, record)


def _replace(session: Session, record: str, rows: dict[Table, list[dict[str, Any]]]) -> None:
    old = {"fingerprint": fingerprint(session, record)}
    for table, new_rows in rows.items():
        session.execute(delete(table))
        insert_rows(session, table, new_rows)
    new_print = fingerprint(session, record)
    new = {"fingerprint": new_print} | {table.name: len(new_rows) for table, new_rows in rows.items()}
    is_empty = not any(rows.values())
    audit.append(session, audit.Line("replace", record, _ALL, old, new, None if is_empty else new_print))


def _rows(frame: pd.DataFrame, table: Table) -> list[dict[str, Any]]:
    return rows_of(frame, table, [c.name for c in table.columns if c.name not in {"fid", "geom"}])


def _point_rows(frame: pd.DataFrame, table: Table) -> list[dict[str, Any]]:
    rows = _rows(frame, table)
    points = shapely.points([row["lon"] for row in rows], [row["lat"] for row in rows])
    for row, geom in zip(rows, shapely.to_wkb(points, byte_order=1).tolist(), strict=True):
        row["geom"] = geom
        row["name"] = row["name"] or ""
        if "route_ids" in row:
            row["route_ids"] = row["route_ids"] or ""
    return rows


def _filled(frame: pd.DataFrame, column: str, default: str) -> Any:
    return frame[column].fillna(default) if column in frame.columns else default


def _checked(frame: gpd.GeoDataFrame, kinds: set[str], layer: Text) -> list[Any]:
    """The geometries of a layer, once its coordinate system and kinds are what the table holds."""
    if frame.crs is None:
        raise MissingCrsError(
            Text(
                f"Chưa biết hệ tọa độ của {layer.vi}. Hãy nêu hệ tọa độ khi nhập.",
                f"The coordinate system of {layer.en} is not known. State it when importing.",
            )
        )
    if frame.crs.to_epsg() != SRID:
        raise RoadNetworkError(
            Text(f"Cần chuyển {layer.vi} sang EPSG:{SRID} trước khi lưu.", f"Convert {layer.en} to EPSG:{SRID} first.")
        )
    geometry = list(frame.geometry)
    wrong = [n for n, g in enumerate(geometry) if g is None or g.is_empty or g.geom_type not in kinds]
    if wrong:
        raise RoadNetworkError(
            Text(
                f"{layer.vi.capitalize()}: đối tượng thứ {wrong[0] + 1} không phải {' hay '.join(sorted(kinds))}.",
                f"{layer.en.capitalize()}: feature {wrong[0] + 1} is not {' or '.join(sorted(kinds))}.",
            )
        )
    return geometry


def _wkb(geometry: Sequence[Any]) -> list[bytes]:
    blobs: list[bytes] = (
        shapely.to_wkb(list(geometry), byte_order=1, output_dimension=2, include_srid=False).tolist()
        if len(geometry)
        else []
    )
    return blobs


def _load(session: Session, table: Table, order: str) -> gpd.GeoDataFrame:
    columns = [column for column in table.columns if column.name != "fid"]
    frame = frame_of(session.execute(select(*columns).order_by(table.c[order])).all(), columns)
    geometry = shapely.from_wkb(frame.pop("geom").to_numpy(dtype=object))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=f"EPSG:{SRID}")


def _load_plain(session: Session, table: Table, *order: str) -> pd.DataFrame:
    columns = [column for column in table.columns if column.name not in {"fid", "geom"}]
    query = select(*columns).order_by(*(table.c[name] for name in order))
    return frame_of(session.execute(query).all(), columns)
