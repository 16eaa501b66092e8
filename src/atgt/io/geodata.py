"""Map files in and out: road layers, boundaries, km posts, hazards; GeoJSON as RFC 7946 wants it.

Everything read comes out in EPSG:4326 with the columns the rest of the program uses. A layer that does not state its
coordinate system is refused. Single bad rows are told as Issues; a file that is no such layer is an InputFileError.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atgt.domain.errors import InputFileError, MissingCrsError
from atgt.domain.sheet import cell_text
from atgt.domain.text import Text
from atgt.ingestion.text_repair import tidy
from atgt.io import osm_roads, road_fields, spreadsheets, vector_files
from atgt.io.geojson import feature, feature_collection
from atgt.io.road_fields import RoadFieldMapping
from atgt.io.road_layer import RoadLayer, no_anchors, to_segments
from atgt.io.vector_files import LINES, POINTS, POLYGONS, OpenFile
from atgt.location_referencing import km_post, projection
from atgt.location_referencing.coordinate_reading import read_coordinates
from atgt.location_referencing.km_post import KmPost
from atgt.location_referencing.plain_text import words
from atgt.location_referencing.projection import Box
from atgt.location_referencing.road_network import ANCHOR_COLUMNS

__all__ = [
    "RoadFieldMapping",
    "RoadFileFacts",
    "RoadLayer",
    "describe_roads",
    "feature",
    "feature_collection",
    "read_anchors",
    "read_boundary",
    "read_hazards",
    "read_landmarks",
    "read_roads",
]

HAZARD_COLUMNS = ("hazard_id", "kind", "description", "reported_on", "state", "lon", "lat")
LANDMARK_COLUMNS = ("name", "kind", "aliases", "lon", "lat")

_ANCHOR_NAMES: Mapping[str, tuple[str, ...]] = {
    "route_id": ("route_id", "ma_tuyen", "tuyen", "route", "duong"),
    "chainage_m": ("chainage_m", "chainage", "ly_trinh", "km", "km_post", "cot_km", "distance"),
    "lon": ("lon", "lng", "long", "longitude", "kinh_do"),
    "lat": ("lat", "latitude", "vi_do"),
}
_PLANE_NAMES = (
    ("x", "x_m", "toa_do_x", "x_vn2000", "x_vn_2000", "northing"),
    ("y", "y_m", "toa_do_y", "y_vn2000", "y_vn_2000", "easting"),
)
_COUNTRY = Box(102.0, 6.0, 118.0, 23.5)
"""The mainland and the islands: no two of the four numbers of a place (degrees, metres) can be taken for another."""

_HEADINGS = {
    "route_id": Text("Tuyến", "route_id"),
    "chainage_m": Text("Lý trình", "chainage_m"),
    "lon": Text("Kinh độ (hoặc Y VN-2000)", "lon (or Y of VN-2000)"),
    "lat": Text("Vĩ độ (hoặc X VN-2000)", "lat (or X of VN-2000)"),
}
_NO_KILOMETRE = 10_000.0
"""No road of the country has such a kilometre: a bare number from here on is metres."""

_POST_LAYER = ("km", "cot", "post", "milestone", "ly trinh")


def read_roads(
    path_or_bytes: bytes | Path, *, name: str, field_mapping: RoadFieldMapping | None = None, crs: str | None = None
) -> RoadLayer:
    """The roads of a GeoJSON, GeoPackage, zipped shapefile or OSM file, in the segment schema, EPSG:4326.

    Parameters
    ----------
    path_or_bytes
        The uploaded bytes, or a file; it is read from a temporary copy either way.
    name
        The file's name, for messages and to tell OSM files.
    field_mapping
        Which field says what; what it leaves open is guessed from the field names.
    crs
        The coordinate system a person states where the file does not.

    Raises
    ------
    InputFileError
        When the file cannot be read, or holds no layer of lines.
    MissingCrsError
        When the layer does not state its coordinate system.
    """
    mapping = field_mapping or RoadFieldMapping()
    with vector_files.opened(path_or_bytes, name=name) as file:
        if osm_roads.is_osm(name):
            return osm_roads.read(file)
        frame = vector_files.read_layer(file, _chosen_layer(file, mapping.layer), crs=crs)
        layer = to_segments(frame, mapping, name)
        return RoadLayer(layer.segments, _posts_in(file), layer.issues)


@dataclass(frozen=True, slots=True)
class RoadFileFacts:
    """What a road file holds, before it is read as roads: for choosing layer and fields on the screen.

    Parameters
    ----------
    fields
        Its columns, each with up to three of its values.
    guessed
        Which field would be taken for what.
    needs_mapping
        False for OpenStreetMap files, whose tags are known.
    """

    layers: tuple[str, ...]
    layer: str
    fields: Mapping[str, tuple[str, ...]]
    guessed: RoadFieldMapping
    n_features: int
    states_crs: bool
    needs_mapping: bool = True


def describe_roads(path_or_bytes: bytes | Path, *, name: str, layer: str | None = None) -> RoadFileFacts:
    """Layers, fields and the guessed mapping of a road file; nothing is converted.

    Raises InputFileError when the file cannot be read, or holds no layer of lines.
    """
    with vector_files.opened(path_or_bytes, name=name) as file:
        if osm_roads.is_osm(name):
            return RoadFileFacts(("lines",), "lines", {}, RoadFieldMapping(), 0, states_crs=True, needs_mapping=False)
        chosen = _chosen_layer(file, layer)
        lines = tuple(file.layers_of(LINES))
        try:
            frame = vector_files.read_layer(file, chosen)
            states_crs = True
        except MissingCrsError:
            frame = vector_files.read_layer(file, chosen, crs=projection.WGS84)
            states_crs = False
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    fields = {column: _samples(frame[column]) for column in columns}
    return RoadFileFacts(lines, chosen, fields, RoadFieldMapping().completed(columns), len(frame), states_crs)


def _samples(cells: pd.Series[Any]) -> tuple[str, ...]:
    texts = (text for value in cells.head(200) for text in road_fields.texts(value)[:1])
    return tuple(text[:40] for text in list(dict.fromkeys(texts))[:3])


def _chosen_layer(file: OpenFile, wanted: str | None) -> str:
    """The layer named, else the first with lines."""
    names = [layer for layer, _ in file.layers]
    if wanted:
        if wanted not in names:
            raise InputFileError(
                Text(
                    f"{file.name}: không có lớp “{wanted}”. Hãy chọn một trong các lớp: {', '.join(names)}.",
                    f"{file.name}: no layer “{wanted}”. Choose one of: {', '.join(names)}.",
                )
            )
        return wanted
    lines = file.layers_of(LINES)
    if not lines:
        raise InputFileError(
            Text(
                f"{file.name}: trong tệp không có lớp nào vẽ đường. Hãy kiểm tra đã chọn đúng tệp lớp đường.",
                f"{file.name}: there is no layer of lines. Check that it is the file of the roads.",
            )
        )
    return lines[0]


def _posts_in(file: OpenFile) -> pd.DataFrame:
    """Km posts that lie in a point layer of the same file, when its name says so."""
    for layer in file.layers_of(POINTS):
        if len(file.layers) > 1 and any(word in words(layer) for word in _POST_LAYER):
            points = projection.reproject(vector_files.read_layer(file, layer), projection.WGS84)
            rows = points.drop(columns=points.geometry.name).assign(lon=points.geometry.x, lat=points.geometry.y)
            return _anchor_table(rows.to_dict("records"), list(rows.columns), file.name)
    return no_anchors()


def read_boundary(path_or_bytes: bytes | Path, *, name: str) -> gpd.GeoDataFrame:
    """The outline of an area: name, area_code and (multi)polygons, EPSG:4326; broken outlines are repaired.

    Raises InputFileError when the file holds no polygon, MissingCrsError when it states no coordinate system.
    """
    with vector_files.opened(path_or_bytes, name=name) as file:
        layers = file.layers_of(POLYGONS)
        frame = vector_files.read_layer(file, layers[0]) if layers else None
    if frame is not None:
        frame = frame[frame.geom_type.isin(["Polygon", "MultiPolygon"])]
    if frame is None or frame.empty:
        raise InputFileError(
            Text(
                f"{name}: trong tệp không có vùng nào. Hãy chọn tệp ranh giới của phường, xã.",
                f"{name}: there is no polygon in the file. Choose the file of the ward's boundary.",
            )
        )
    frame = projection.reproject(frame.reset_index(drop=True), projection.WGS84)
    outlines = [_polygons_only(shape) for shape in shapely.make_valid(frame.geometry.to_numpy())]
    columns = {words(str(c)).replace(" ", "_"): str(c) for c in frame.columns}
    return gpd.GeoDataFrame(
        {
            "name": _column(frame, columns, ("name", "ten", "fullname", "ten_xa", "commune_vn", "ten_phuong"), name),
            "area_code": _column(frame, columns, ("area_code", "code", "ma", "ma_xa", "commune_id"), None),
        },
        geometry=outlines,
        crs=projection.WGS84,
    )


def _polygons_only(shape: Any) -> Any:
    """The polygons of a repaired outline, without the stray lines and points a repair may leave."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    return shapely.union_all([part for part in shape.geoms if part.geom_type in {"Polygon", "MultiPolygon"}])


def _column(frame: pd.DataFrame, columns: Mapping[str, str], names: Iterable[str], default: str | None) -> pd.Series:
    """The first text of each cell of the first column there is, as objects so that nothing stays None."""
    found = next((columns[name] for name in names if name in columns), None)
    cells = [None] * len(frame) if found is None else frame[found]
    return pd.Series([next(iter(road_fields.texts(value)), default) for value in cells], dtype=object)


def _all_texts(frame: pd.DataFrame, columns: Mapping[str, str], names: Iterable[str]) -> pd.Series:
    """All texts of each cell, parted by ";", None where there is none."""
    found = next((columns[name] for name in names if name in columns), None)
    cells = [None] * len(frame) if found is None else frame[found]
    return pd.Series([";".join(road_fields.texts(value)) or None for value in cells], dtype=object)


def read_anchors(path_or_bytes: bytes | Path, *, name: str) -> pd.DataFrame:
    """Km posts from a CSV or Excel table (route_id, chainage_m or "Km1092+000", lon, lat in WGS84) or a point layer.

    Instead of lon and lat a table may have X and Y: metres are VN-2000 of the ward's zone, X to the north as surveyors
    write it here, degrees are X to the east. Rows that cannot be read keep their place with NaN, so that
    ``build_network`` tells each of them.

    Raises InputFileError when a column is missing or the file cannot be read.
    """
    lower = name.lower()
    if lower.endswith((".geojson", ".json", ".gpkg", ".zip")):
        points = _points(path_or_bytes, name)
        table = points.drop(columns=points.geometry.name).assign(lon=points.geometry.x, lat=points.geometry.y)
        return _anchor_table(table.to_dict("records"), list(table.columns), name)
    rows, headings = _sheet_rows(path_or_bytes, name)
    return _anchor_table(rows, headings, name)


def _anchor_table(rows: list[dict[Any, Any]], headings: Iterable[Any], name: str) -> pd.DataFrame:
    rows, headings = _with_degrees(rows, list(headings))
    columns = _columns_of(headings, _ANCHOR_NAMES, name)
    cells: dict[str, Callable[[Any], object]] = {
        "route_id": lambda value: next(iter(road_fields.texts(value)), None),
        "chainage_m": _metres if _is_in_metres(columns["chainage_m"]) else _chainage,
        "lon": _number,
        "lat": _number,
    }
    table = pd.DataFrame(
        {key: [cells[key](row.get(columns[key])) for row in rows] for key in ANCHOR_COLUMNS}, columns=ANCHOR_COLUMNS
    )
    return table.astype({"route_id": object, "chainage_m": float, "lon": float, "lat": float})


def _with_degrees(rows: list[dict[Any, Any]], headings: list[Any]) -> tuple[list[dict[Any, Any]], list[Any]]:
    """The rows with lon and lat where a table has X and Y instead; other rows as they are."""
    present = {words(str(heading)).replace(" ", "_"): heading for heading in headings}
    x, y = (next((present[n] for n in names if n in present), None) for names in _PLANE_NAMES)
    if x is None or y is None or any(n in present for n in (*_ANCHOR_NAMES["lon"], *_ANCHOR_NAMES["lat"])):
        return rows, headings
    to_north, to_east = (np.array([_number(row.get(key)) for row in rows], dtype=np.float64) for key in (x, y))
    read = read_coordinates(to_east, to_north, to_north, to_east, box=_COUNTRY)
    pairs = zip(rows, read.lon.tolist(), read.lat.tolist(), strict=True)
    return [{**row, "lon": lon, "lat": lat} for row, lon, lat in pairs], [*headings, "lon", "lat"]


def _columns_of(headings: Iterable[Any], wanted: Mapping[str, tuple[str, ...]], name: str) -> dict[str, Any]:
    present = {words(str(heading)).replace(" ", "_"): heading for heading in headings}
    found = {key: next((present[n] for n in names if n in present), None) for key, names in wanted.items()}
    missing = [_HEADINGS[key] for key, heading in found.items() if heading is None]
    if missing:
        raise InputFileError(
            Text(
                f"{name}: thiếu cột {'; '.join(text.vi for text in missing)}. Hãy đặt tên cột đúng như vậy.",
                f"{name}: the columns {'; '.join(text.en for text in missing)} are missing. Name them so.",
            )
        )
    return found


def _is_in_metres(heading: object) -> bool:
    """Whether bare numbers under a heading are metres ("chainage_m"), not what a post shows ("Cột Km")."""
    return words(str(heading)).replace(" ", "_") in {"chainage_m", "chainage", "distance"}


def _metres(value: object) -> float:
    """Metres as a number, or a km post in words; NaN when neither."""
    number = _number(value)
    return number if np.isfinite(number) else _chainage(value)


def _chainage(value: object) -> float:
    """Metres of a km post as the post shows it: "Km1092+200", "1092"; a number no post can show is metres already."""
    read = km_post.parse_km(None if value is None else str(value))
    if isinstance(read, KmPost):
        return read.chainage_m
    number = _number(value)
    return number if number >= _NO_KILOMETRE else float("nan")


def _number(value: object) -> float:
    try:
        return float(str(value).strip().replace(",", "."))
    except ValueError:
        return float("nan")


def _sheet_rows(path_or_bytes: bytes | Path, name: str) -> tuple[list[dict[Any, Any]], list[str]]:
    """The first sheet (of a spreadsheet or a text in any encoding) with a chainage column, as rows by heading."""
    content = path_or_bytes.read_bytes() if isinstance(path_or_bytes, Path) else path_or_bytes
    wanted = set(_ANCHOR_NAMES["chainage_m"])
    for sheet in spreadsheets.read_workbook(content, name=name).sheets:
        for n, row in enumerate(sheet.rows[:20]):
            headings = [tidy(cell_text(value)) for value in row]
            if wanted & {words(heading).replace(" ", "_") for heading in headings}:
                below = ([cell_text(value) for value in cells] for cells in sheet.rows[n + 1 :])
                found = [dict(zip(headings, cells, strict=False)) for cells in below if any(cells)]
                return list(found), headings
    raise InputFileError(
        Text(
            f"{name}: không tìm thấy hàng tiêu đề có cột lý trình. Hãy đặt tên cột: Tuyến; Lý trình; Kinh độ; Vĩ độ.",
            f"{name}: no heading row with a chainage column. Name the columns: Tuyến; Lý trình; Kinh độ; Vĩ độ.",
        )
    )


def read_hazards(path_or_bytes: bytes | Path, *, name: str = "hazards.geojson") -> pd.DataFrame:
    """Reported hazards from a point layer: ``HAZARD_COLUMNS``; positions EPSG:4326, state "open" unless stated.

    Raises InputFileError and MissingCrsError as ``read_boundary`` does.
    """
    points = _points(path_or_bytes, name)
    count = len(points)
    table = pd.DataFrame(
        {
            "hazard_id": _text_cells(points, "hazard_id", [f"{i + 1:03d}" for i in range(count)]),
            "kind": _text_cells(points, "kind", [""] * count),
            "description": _text_cells(points, "description", [""] * count),
            "reported_on": [_day(value) for value in points.get("reported_on", [None] * count)],
            "state": _text_cells(points, "state", ["open"] * count),
            "lon": points.geometry.x.to_numpy(),
            "lat": points.geometry.y.to_numpy(),
        },
        columns=list(HAZARD_COLUMNS),
    )
    return table.sort_values("hazard_id", ignore_index=True)


def read_landmarks(path_or_bytes: bytes | Path, *, name: str) -> pd.DataFrame:
    """Known places from a point layer: ``LANDMARK_COLUMNS``, positions EPSG:4326; nameless points are left out."""
    points = _points(path_or_bytes, name)
    columns = {words(str(c)).replace(" ", "_"): str(c) for c in points.columns}
    table = pd.DataFrame(
        {
            "name": _column(points, columns, ("name", "ten"), None),
            "kind": _column(points, columns, ("kind", "loai"), None),
            "aliases": _all_texts(points, columns, ("aliases", "ten_khac")),
            "lon": points.geometry.x.to_numpy(),
            "lat": points.geometry.y.to_numpy(),
        },
        columns=list(LANDMARK_COLUMNS),
    )
    return table[table["name"].notna()].reset_index(drop=True)


def _points(path_or_bytes: bytes | Path, name: str) -> gpd.GeoDataFrame:
    with vector_files.opened(path_or_bytes, name=name) as file:
        layers = file.layers_of(POINTS)
        frame = vector_files.read_layer(file, layers[0]) if layers else None
    if frame is None:
        raise InputFileError(
            Text(
                f"{name}: trong tệp không có lớp điểm nào. Hãy kiểm tra đã chọn đúng tệp.",
                f"{name}: there is no layer of points in the file. Check that it is the right one.",
            )
        )
    points = frame[(frame.geom_type == "Point").to_numpy() & ~frame.geometry.is_empty.to_numpy()]
    return projection.reproject(points.reset_index(drop=True), projection.WGS84)


def _text_cells(frame: pd.DataFrame, column: str, default: list[str]) -> list[str]:
    if column not in frame.columns:
        return default
    return [next(iter(road_fields.texts(v)), d) for v, d in zip(frame[column], default, strict=True)]


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
