"""The GeoPackage layout of the SQLite file: what makes QGIS and GDAL open it as layers.

The file stays an ordinary SQLite database for us; the tables here only describe ours to other programs.
Layers are for looking: every table carries triggers that call a function only this program registers,
so a change made in QGIS is refused instead of slipping past the audit log.
Source: OGC 12-128r17 (GeoPackage 1.3): clauses 1.1.1-1.1.3, 2.1, 2.4, annex F.3 (RTree).
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable
from functools import lru_cache

import shapely
from sqlalchemy import Connection, text

from atgt.storage.geometry import SRID, from_geopackage

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300

WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)

_CORE_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
    description TEXT)""",
    """CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
    definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)

_RTREE_TRIGGERS = (
    """CREATE TRIGGER rtree_{t}_{c}_insert AFTER INSERT ON {t}
    WHEN (new.{c} NOT NULL AND NOT ST_IsEmpty(new.{c})) BEGIN
    INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (new.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_{c}_update1 AFTER UPDATE OF {c} ON {t}
    WHEN old.fid = new.fid AND (new.{c} NOT NULL AND NOT ST_IsEmpty(new.{c})) BEGIN
    INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (new.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_{c}_update2 AFTER UPDATE OF {c} ON {t}
    WHEN old.fid = new.fid AND (new.{c} ISNULL OR ST_IsEmpty(new.{c})) BEGIN
    DELETE FROM rtree_{t}_{c} WHERE id = old.fid; END""",
    """CREATE TRIGGER rtree_{t}_{c}_update3 AFTER UPDATE ON {t}
    WHEN old.fid != new.fid AND (new.{c} NOT NULL AND NOT ST_IsEmpty(new.{c})) BEGIN
    DELETE FROM rtree_{t}_{c} WHERE id = old.fid;
    INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (new.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_{c}_update4 AFTER UPDATE ON {t}
    WHEN old.fid != new.fid AND (new.{c} ISNULL OR ST_IsEmpty(new.{c})) BEGIN
    DELETE FROM rtree_{t}_{c} WHERE id IN (old.fid, new.fid); END""",
    """CREATE TRIGGER rtree_{t}_{c}_delete AFTER DELETE ON {t} WHEN old.{c} NOT NULL BEGIN
    DELETE FROM rtree_{t}_{c} WHERE id = old.fid; END""",
)
_BOX = "ST_MinX(new.{c}), ST_MaxX(new.{c}), ST_MinY(new.{c}), ST_MaxY(new.{c})"

WRITER_FUNCTION = "atgt_layers_are_read_only_here"
"""Called by triggers before every change. Another program fails with "no such function: <this name>"."""


def create_core_tables(connection: Connection) -> None:
    """Make an empty SQLite database a GeoPackage: its number, its coordinate systems, its lists."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    connection.execute(text(f"PRAGMA user_version = {USER_VERSION}"))
    for statement in _CORE_TABLES:
        connection.exec_driver_sql(statement)
    systems = (
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
        ("WGS 84 geodetic", SRID, "EPSG", SRID, WGS84_WKT),
    )
    for system in systems:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)"
            " VALUES (?, ?, ?, ?, ?)",
            system,
        )


def register_layer(connection: Connection, table: str, *, kind: str, title: str, column: str = "geom") -> None:
    """Show a table with a geometry column as a layer, with a spatial index kept by triggers.

    Parameters
    ----------
    kind
        GeoPackage type name: POINT, LINESTRING, MULTIPOLYGON or GEOMETRY.
    title
        Name of the layer in QGIS, unique in the file.
    """
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, ?)",
        (table, title, SRID),
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (table, column, kind, SRID)
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')",
        (table, column, "http://www.geopackage.org/spec120/#extension_rtree"),
    )
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE rtree_{table}_{column} USING rtree(id, minx, maxx, miny, maxy)")
    box = _BOX.format(c=column)
    for statement in _RTREE_TRIGGERS:
        connection.exec_driver_sql(statement.format(t=table, c=column, box=box))


def register_attributes(connection: Connection, table: str, *, title: str) -> None:
    """Show a table without geometry as a plain table in QGIS."""
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'attributes', ?, 0)",
        (table, title),
    )


def forbid_foreign_writers(connection: Connection, table: str) -> None:
    """Let only this program change a table; another one gets an error and changes nothing."""
    for event in ("INSERT", "UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_only_atgt_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT {WRITER_FUNCTION}(); END"
        )


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers above call."""
    for name, function in _FUNCTIONS.items():
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function(WRITER_FUNCTION, 0, lambda: 1)


@lru_cache(maxsize=64)
def _bounds(blob: bytes) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a blob in degrees; None when it is empty."""
    wkb = from_geopackage(blob)
    if len(wkb) == 21 and wkb[:5] == b"\x01\x01\x00\x00\x00":
        x, y = struct.unpack_from("<dd", wkb, 5)
        return None if x != x else (x, y, x, y)  # noqa: PLR0124  NaN is the only number unlike itself
    west, south, east, north = shapely.from_wkb(wkb).bounds
    return None if west != west else (west, south, east, north)  # noqa: PLR0124


def _edge(index: int) -> Callable[[bytes | None], float | None]:
    def edge(blob: bytes | None) -> float | None:
        box = None if blob is None else _bounds(blob)
        return None if box is None else box[index]

    return edge


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(_bounds(blob) is None)


_FUNCTIONS: dict[str, Callable[[bytes | None], float | int | None]] = {
    "ST_IsEmpty": _is_empty,
    "ST_MinX": _edge(0),
    "ST_MinY": _edge(1),
    "ST_MaxX": _edge(2),
    "ST_MaxY": _edge(3),
}
