"""Geometry columns: one type, written as a GeoPackage blob on SQLite and as PostGIS geometry on PostgreSQL.

On the Python side a geometry is plain little-endian WKB (``bytes``), EPSG:4326, lon then lat,
so that whole columns go through ``shapely.from_wkb`` and ``shapely.to_wkb`` at once.
GDAL's own SQLite must never touch the live file in this process (see ``database``), hence no pyogrio here.
Source: OGC 12-128r17 (GeoPackage 1.3) clause 2.1.3; PostGIS EWKB.
"""

from __future__ import annotations

import struct
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

SRID = 4326

_HEADER = struct.Struct("<2sBBi")
_LITTLE_ENDIAN = 0x01
_EMPTY = 0x10
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # by envelope indicator, flags bits 1-3
_EWKB_SRID = 0x20000000
_POINT = 1


def to_geopackage(wkb: bytes) -> bytes:
    """A GeoPackage blob: 8 bytes of header without an envelope, then the WKB.

    Examples
    --------
    >>> import shapely
    >>> to_geopackage(shapely.to_wkb(shapely.Point(108.9, 14.8), byte_order=1))[:8].hex()
    '47500001e6100000'
    """
    flags = _LITTLE_ENDIAN | (_EMPTY if _is_empty(wkb) else 0)
    return _HEADER.pack(b"GP", 0, flags, SRID) + wkb


def from_geopackage(blob: bytes) -> bytes:
    """The WKB in a GeoPackage blob, also when another program wrote it with an envelope.

    Raises ValueError when the bytes are not a GeoPackage geometry.

    Examples
    --------
    >>> from_geopackage(to_geopackage(b"wkb, for instance"))
    b'wkb, for instance'
    """
    if blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry: the first two bytes are not 'GP'")
    indicator = (blob[3] >> 1) & 0x07
    if indicator >= len(_ENVELOPE_BYTES):
        raise ValueError(f"not a GeoPackage geometry: envelope indicator {indicator} is not defined")
    return blob[_HEADER.size + _ENVELOPE_BYTES[indicator] :]


def to_ewkb_hex(wkb: bytes) -> str:
    """WKB with its SRID in front of the coordinates, as the hexadecimal text PostGIS reads.

    Examples
    --------
    >>> import shapely
    >>> to_ewkb_hex(shapely.to_wkb(shapely.Point(0, 0), byte_order=1))[:18]
    '0101000020e6100000'
    """
    (kind,) = struct.unpack_from("<I", wkb, 1)
    return (wkb[:1] + struct.pack("<II", kind | _EWKB_SRID, SRID) + wkb[5:]).hex()


def from_ewkb_hex(text: str) -> bytes:
    """Plain WKB from the hexadecimal EWKB that PostGIS returns.

    Examples
    --------
    >>> import shapely
    >>> wkb = shapely.to_wkb(shapely.Point(1, 2), byte_order=1)
    >>> from_ewkb_hex(to_ewkb_hex(wkb)) == wkb
    True
    """
    ewkb = bytes.fromhex(text)
    (kind,) = struct.unpack_from("<I", ewkb, 1)
    if not kind & _EWKB_SRID:
        return ewkb
    return ewkb[:1] + struct.pack("<I", kind & ~_EWKB_SRID) + ewkb[9:]


def _is_empty(wkb: bytes) -> bool:
    """Whether a little-endian WKB says it holds nothing: no parts, or a point of NaN."""
    if len(wkb) < 9:
        return False
    (kind,) = struct.unpack_from("<I", wkb, 1)
    if kind == _POINT:
        return wkb[5:] == struct.pack("<dd", float("nan"), float("nan"))
    return wkb[5:9] == b"\0\0\0\0"


class _SqliteGeometry(UserDefinedType[bytes]):
    """Declared by its GeoPackage type name (``POINT`` …), held as a blob."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_kw: Any) -> str:
        return self.kind


class _PostgisGeometry(UserDefinedType[str]):
    """``geometry(Point,4326)``."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_kw: Any) -> str:
        return f"geometry({self.kind},{SRID})"


class Geometry(TypeDecorator[bytes]):
    """A geometry column in EPSG:4326.

    Parameters
    ----------
    kind
        GeoPackage type name in capitals: POINT, LINESTRING, MULTIPOLYGON, or GEOMETRY for any.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY") -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column as the engine knows it."""
        impl = _PostgisGeometry if dialect.name == "postgresql" else _SqliteGeometry
        return dialect.type_descriptor(impl(self.kind))

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        """WKB to what the engine stores."""
        if value is None:
            return None
        return to_ewkb_hex(value) if dialect.name == "postgresql" else to_geopackage(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """What the engine stores to WKB."""
        if value is None:
            return None
        return from_ewkb_hex(value) if dialect.name == "postgresql" else from_geopackage(value)
