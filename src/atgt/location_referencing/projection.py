"""From degrees to metres and back, with the one datum shift the law gives.

Stored and exchanged positions are WGS84 (EPSG:4326), lon then lat; lengths are measured in a metric CRS.
VN-2000 differs from WGS84 by about 225 m in Quảng Ngãi, so the shift is always applied and always the same one:
the seven parameters of QĐ 05/2007/QĐ-BTNMT (PROJ's "VN-2000 to WGS 84 (2)", stated accuracy 1 m).
PROJ knows a second operation; it is never used here, whatever PROJ would choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from atgt.domain.errors import MissingCrsError, ParameterError
from atgt.domain.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

FloatArray = npt.NDArray[np.float64]


WGS84 = "EPSG:4326"
DEFAULT_METRIC_CRS = "EPSG:5898"
"""VN-2000 / TM-3 zone 491, central meridian 108°00', k 0.9999: Quảng Ngãi."""

VN2000_DEGREES = "EPSG:4756"
"""VN-2000 latitude and longitude, about 225 m from the same numbers in WGS84."""

VN2000_ZONES: dict[int, str] = {
    5898: "108°00'",
    9217: "108°15'",
    9218: "108°30'",
    5899: "107°45'",
    9216: "107°30'",
    9215: "107°15'",
    9214: "107°00'",
    9213: "106°30'",
    9212: "106°15'",
    9211: "106°00'",
    9210: "105°45'",
    9209: "105°30'",
    5897: "105°00'",
    9208: "104°45'",
    9207: "104°30'",
    9206: "104°00'",
    9205: "103°00'",
    5896: "102°00'",
    3406: "111°00' (UTM 49N)",
    3405: "105°00' (UTM 48N)",
}
"""EPSG code of every projected VN-2000 system and its central meridian, the nearest to Quảng Ngãi first."""

_AREA_MARGIN_DEG = 3.0

_SEVEN_PARAMETERS = (
    "+x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
    "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame"
)
_VN2000_DEGREES_TO_WGS84 = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    f"+step +proj=cart +ellps=WGS84 +step +proj=helmert {_SEVEN_PARAMETERS} +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in WGS84 degrees, its border included."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: Any, lat: Any) -> Any:
        """Whether positions lie in the box, one answer each; NaN does not.

        Examples
        --------
        >>> Box(108.9, 14.7, 109.1, 14.9).contains([108.95, 14.8], [14.8, 108.95]).tolist()
        [True, False]
        """
        lon, lat = np.asarray(lon), np.asarray(lat)
        return (self.west <= lon) & (lon <= self.east) & (self.south <= lat) & (lat <= self.north)


@lru_cache(maxsize=256)
def read_crs(crs: object) -> CRS:
    """The coordinate system somebody named, or a MissingCrsError when nobody did or PROJ does not know it."""
    if crs is None or crs == "":
        raise MissingCrsError(
            Text(
                "Lớp dữ liệu không ghi hệ tọa độ. Hãy xuất lại kèm hệ tọa độ (tệp .prj hoặc mã EPSG).",
                "The layer does not state its coordinate system. Export it again with one (.prj file or EPSG code).",
            )
        )
    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise MissingCrsError(
            Text(
                f"Không hiểu hệ tọa độ “{crs}”. Hãy ghi mã EPSG, ví dụ EPSG:5898.",
                f"Unknown coordinate system “{crs}”. Give an EPSG code, for example EPSG:5898.",
            )
        ) from error


@lru_cache(maxsize=256)
def is_vn2000(crs: object) -> bool:
    """Whether a coordinate system rests on the VN-2000 datum, whatever its zone."""
    geodetic = read_crs(crs).geodetic_crs
    datum = geodetic.datum if geodetic is not None else None
    name = f"{geodetic.name if geodetic else ''} {datum.name if datum else ''}".upper()
    return any(word in name for word in ("VN-2000", "VN_2000", "VN2000", "VIETNAM 2000"))


def metric_crs(crs: object) -> str:
    """The name of a coordinate system after checking that it measures in metres.

    Raises ParameterError for degrees or feet, and for Web Mercator, whose metres are not true.

    Examples
    --------
    >>> metric_crs("EPSG:5898")
    'EPSG:5898'
    """
    found = read_crs(crs)
    metres = found.is_projected and all(axis.unit_conversion_factor == 1.0 for axis in found.axis_info)
    if not metres or found.to_epsg() == 3857:
        raise ParameterError(
            Text(
                f"“{crs}” không phải hệ tọa độ mét thật. Hãy dùng VN-2000 (EPSG:5898) hoặc UTM.",
                f"“{crs}” does not measure true metres. Use VN-2000 (EPSG:5898) or UTM.",
            )
        )
    return str(crs)


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(CRS.from_user_input(source), CRS.from_user_input(target), always_xy=True)


@lru_cache(maxsize=64)
def area_of_use(crs: str) -> Box | None:
    """Where positions in a coordinate system may lie: its area of use and half a UTM zone around; None when unknown.

    All of Vietnam for every VN-2000 system: sheets are written in a neighbour's zone too.

    Examples
    --------
    >>> area_of_use("EPSG:25831").contains(2.17, 41.39).item()
    True
    """
    area = read_crs(VN2000_DEGREES if is_vn2000(crs) else crs).area_of_use
    if area is None:
        return None
    west, east = (area.west, area.east) if area.west <= area.east else (-180.0, 180.0)  # over the 180 degree meridian
    m = _AREA_MARGIN_DEG
    return Box(west - m, area.south - m, east + m, area.north + m)


@lru_cache(maxsize=1)
def _datum_shift() -> Transformer:
    return Transformer.from_pipeline(_VN2000_DEGREES_TO_WGS84)


@lru_cache(maxsize=64)
def _to_own_degrees(crs: str) -> Transformer | None:
    """From a projected VN-2000 system to VN-2000 degrees, on the same datum; None when it is in degrees already."""
    found = CRS.from_user_input(crs)
    found = found.source_crs if found.is_bound and found.source_crs is not None else found
    if not found.is_projected:
        return None
    return Transformer.from_crs(found, found.geodetic_crs, always_xy=True)


def to_wgs84(x: Any, y: Any, crs: str = DEFAULT_METRIC_CRS) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude (WGS84) of positions in any stated coordinate system; NaN stays NaN.

    Parameters
    ----------
    x, y
        Easting and northing (or lon and lat), numbers or arrays.

    Examples
    --------
    >>> lon, lat = to_wgs84(603_048.61, 1_637_120.03)
    >>> round(float(lon), 5), round(float(lat), 5)
    (108.95913, 14.80081)
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if not is_vn2000(crs):
        lon, lat = _transformer(crs, WGS84).transform(x, y)
    else:
        own = _to_own_degrees(crs)
        lon, lat = _datum_shift().transform(*(own.transform(x, y) if own is not None else (x, y)))
    return _finite(lon), _finite(lat)


def to_metric(lon: Any, lat: Any, crs: str = DEFAULT_METRIC_CRS) -> tuple[FloatArray, FloatArray]:
    """Easting and northing in a metric CRS of WGS84 positions; NaN stays NaN.

    Examples
    --------
    >>> x, y = to_metric(108.95913, 14.80081)
    >>> round(float(x), 2), round(float(y), 2)
    (603048.61, 1637120.03)
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not is_vn2000(crs):
        x, y = _transformer(WGS84, crs).transform(lon, lat)
    else:
        x, y = _datum_shift().transform(lon, lat, direction="INVERSE")
        own = _to_own_degrees(crs)
        if own is not None:
            x, y = own.transform(x, y, direction="INVERSE")
    return _finite(x), _finite(y)


def vn2000_to_wgs84(easting: Any, northing: Any, zone: int = 5898) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude of VN-2000 plane coordinates; ``zone`` is the EPSG code of the zone.

    In Vietnamese land papers X is the northing and Y the easting; here the names say which is which.

    Raises ParameterError for a zone that is not a VN-2000 zone.
    """
    if zone not in VN2000_ZONES:
        raise ParameterError(Text(f"EPSG:{zone} không phải múi chiếu VN-2000.", f"EPSG:{zone} is not a VN-2000 zone."))
    return to_wgs84(easting, northing, f"EPSG:{zone}")


def _finite(values: Any) -> FloatArray:
    found = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def reproject(frame: gpd.GeoDataFrame, target: str) -> gpd.GeoDataFrame:
    """A copy of the layer in another coordinate system, by the pinned datum shift; third ordinates are dropped.

    Raises MissingCrsError when the layer does not state its own.
    """
    source = read_crs(frame.crs).to_string()
    moved = shapely.force_2d(frame.geometry.array.to_numpy())

    def shift(points: FloatArray) -> FloatArray:
        lon, lat = points[:, 0], points[:, 1]
        if read_crs(source) == read_crs(target):
            return points
        if read_crs(source) != read_crs(WGS84):
            lon, lat = to_wgs84(lon, lat, source)
        if read_crs(target) != read_crs(WGS84):
            lon, lat = to_metric(lon, lat, target)
        return np.column_stack([lon, lat])

    return frame.set_geometry(shapely.transform(moved, shift)).set_crs(target, allow_override=True)
