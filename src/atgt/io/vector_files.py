"""Opening uploaded map layers: GeoJSON, GeoPackage, zipped shapefile, OSM.

A file is always read from a temporary copy of its bytes: GDAL must never open the live database in this process
(it carries its own SQLite and drops the other's locks; committed rows were lost that way).
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from atgt.domain.errors import InputFileError, MissingCrsError
from atgt.domain.text import Text

MAX_UNZIPPED_BYTES = 1_000_000_000
"""A zip that would unfold to more than this is refused."""

LINES, POLYGONS, POINTS = ("LineString",), ("Polygon",), ("Point",)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A copied file that GDAL can open, and its layers: (name, geometry type or None)."""

    name: str
    path: str
    layers: tuple[tuple[str, str | None], ...]

    def layers_of(self, kinds: tuple[str, ...]) -> list[str]:
        """Names of the layers that hold such geometry, or may hold it because their type is not stated."""
        return [
            name
            for name, kind in self.layers
            if kind is not None and (any(k in kind for k in kinds) or "Unknown" in kind or "Collection" in kind)
        ]


@contextmanager
def opened(source: bytes | Path, *, name: str) -> Iterator[OpenFile]:
    """A temporary copy of a file, opened far enough to know its layers.

    Raises InputFileError when it is not a map layer GDAL can read.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    with tempfile.TemporaryDirectory(prefix="atgt-") as folder:
        copy = Path(folder) / f"layer{_suffix(name, content)}"
        copy.write_bytes(content)
        path = _inside_zip(copy, name) if copy.suffix == ".zip" else str(copy)
        try:
            layers = tuple((str(layer), kind) for layer, kind in pyogrio.list_layers(path))
        except (DataSourceError, DataLayerError) as error:
            raise _not_a_layer(name) from error
        yield OpenFile(name, path, layers)


def read_layer(file: OpenFile, layer: str, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """One layer with all its columns and its coordinate system.

    Parameters
    ----------
    crs
        What a person says it is ("EPSG:5898"), where the file does not; it goes before what the file states.

    Raises MissingCrsError when the layer states none, or says degrees while its numbers cannot be.
    """
    frame = _read(file, layer)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _not_a_layer(file.name)
    frame = frame.set_geometry(frame.geometry.force_2d())
    if crs is not None:
        return frame.set_crs(crs, allow_override=True)
    if frame.crs is None:
        raise MissingCrsError(
            Text(
                f"{file.name}: lớp dữ liệu không ghi hệ tọa độ. Hãy xuất lại kèm tệp .prj hoặc mã EPSG.",
                f"{file.name}: the layer does not state its coordinate system. Export it with a .prj or EPSG code.",
            )
        )
    bounds = frame.total_bounds if len(frame) else np.zeros(4)
    if frame.crs.is_geographic and np.isfinite(bounds).all() and np.abs(bounds).max() > 360:
        raise MissingCrsError(
            Text(
                f"{file.name}: tọa độ tính bằng mét nhưng tệp không ghi hệ tọa độ (GeoJSON chỉ dùng WGS84). "
                "Hãy xuất lại sang WGS84 hoặc dùng GeoPackage.",
                f"{file.name}: the coordinates are metres but the file does not say which (GeoJSON means WGS84). "
                "Export it in WGS84, or as GeoPackage.",
            )
        )
    return frame


def _read(file: OpenFile, layer: str) -> gpd.GeoDataFrame:
    """The layer; a shapefile without .cpg is tried as UTF-8 first, or Vietnamese letters would be lost."""
    is_shapefile = file.path.lower().endswith(".shp")
    has_encoding = is_shapefile and _beside(file.path, ".cpg")
    try:
        if is_shapefile and not has_encoding:
            try:
                return pyogrio.read_dataframe(file.path, layer=layer, encoding="utf-8")
            except UnicodeDecodeError:
                return pyogrio.read_dataframe(file.path, layer=layer)
        return pyogrio.read_dataframe(file.path, layer=layer)
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise _not_a_layer(file.name) from error


def _suffix(name: str, content: bytes) -> str:
    """The ending by content first: a zip is a zip whatever it is called."""
    if content[:4] == b"PK\x03\x04":
        return ".zip"
    if content[:15] == b"SQLite format 3":
        return ".gpkg"
    lower = name.lower()
    known = (".geojson", ".json", ".gpkg", ".osm", ".pbf", ".kml", ".fgb", ".gml")
    return next((ending for ending in known if lower.endswith(ending)), ".geojson")


def _inside_zip(copy: Path, name: str) -> str:
    """GDAL's path of the first layer file inside a zip, in the order of names."""
    try:
        with zipfile.ZipFile(copy) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except zipfile.BadZipFile as error:
        raise _not_a_layer(name) from error
    if sum(entry.file_size for entry in entries) > MAX_UNZIPPED_BYTES:
        raise InputFileError(
            Text(
                f"{name}: tệp nén quá lớn khi giải nén. Hãy chỉ nén lớp đường của phường.",
                f"{name}: the zip unpacks to too much. Make a zip of the ward's roads only.",
            )
        )
    names = sorted(entry.filename for entry in entries if not entry.filename.startswith("__MACOSX"))
    for ending in (".shp", ".gpkg", ".geojson", ".json", ".kml", ".osm"):
        inner = next((entry for entry in names if entry.lower().endswith(ending)), None)
        if inner is not None:
            return f"/vsizip/{copy}/{inner}"
    raise InputFileError(
        Text(
            f"{name}: trong tệp nén không có .shp, .gpkg hay .geojson. Hãy nén đủ các tệp .shp, .shx, .dbf, .prj rồi "
            "nạp lại.",
            f"{name}: the zip holds no .shp, .gpkg or .geojson. Make one with .shp, .shx, .dbf and .prj.",
        )
    )


def _beside(path: str, ending: str) -> bool:
    """Whether a zip holds a companion file of a shapefile."""
    archive, _, inner = path.removeprefix("/vsizip/").partition(".zip/")
    with zipfile.ZipFile(f"{archive}.zip") as opened_zip:
        wanted = f"{inner[:-4]}{ending}".lower()
        return any(entry.lower() == wanted for entry in opened_zip.namelist())


def _not_a_layer(name: str) -> InputFileError:
    return InputFileError(
        Text(
            f"{name}: không đọc được lớp bản đồ. Hãy dùng GeoJSON, GeoPackage (.gpkg) hoặc shapefile nén (.zip).",
            f"{name}: cannot be read as a map layer. Use GeoJSON, GeoPackage (.gpkg) or a zipped shapefile (.zip).",
        )
    )
