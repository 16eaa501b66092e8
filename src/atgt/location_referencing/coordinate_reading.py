"""Coordinates as received, checked against where they may lie, before anything is built on them.

Swapped axes are put right and told, because only one order falls into the plausible box.
Plane coordinates of another zone are *not* put right: the zone that would fit is told, a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from atgt.location_referencing import projection
from atgt.location_referencing.projection import Box, FloatArray

IntArray = npt.NDArray[np.int64]


class CoordinateState(IntEnum):
    """What became of the coordinates of a record."""

    ABSENT = 0
    PLAUSIBLE = 1
    SWAPPED = 2  # used, with the axes exchanged
    INCOMPLETE = 3  # only one of the two numbers
    OUTSIDE = 4  # not in the plausible box in any reading
    OTHER_ZONE = 5  # would lie in the box in another VN-2000 zone


USABLE = (CoordinateState.PLAUSIBLE, CoordinateState.SWAPPED)


@dataclass(frozen=True, slots=True)
class CoordinateReadings:
    """One entry a record.

    Parameters
    ----------
    lon, lat
        WGS84; NaN when not usable.
    state
        ``CoordinateState`` codes.
    is_plane
        Whether plane metres were read, not degrees.
    fitting_zone
        EPSG code of the zone that would fit, where the state is OTHER_ZONE; 0 elsewhere.
    """

    lon: FloatArray
    lat: FloatArray
    state: IntArray
    is_plane: npt.NDArray[np.bool_]
    fitting_zone: IntArray


def read_coordinates(
    latitude: FloatArray,
    longitude: FloatArray,
    northing: FloatArray,
    easting: FloatArray,
    *,
    box: Box | None,
    zone: int = 5898,
    crs: str | None = None,
) -> CoordinateReadings:
    """Usable WGS84 positions of many records; degrees are preferred where both kinds are usable.

    Parameters
    ----------
    latitude, longitude, northing, easting
        Arrays of one length, NaN where nothing is written.
    box
        Plausible positions; None accepts every position on the globe as degrees.
    zone
        EPSG code of the VN-2000 zone of plane coordinates.
    crs
        What the sender states instead: of the metres when it is a projected system, of the degrees when it is not.
        No other zone is looked for then.

    Examples
    --------
    >>> none, box = np.array([np.nan]), Box(108.85, 14.7, 109.1, 14.9)
    >>> found = read_coordinates(np.array([108.959]), np.array([14.801]), none, none, box=box)
    >>> found.lon.tolist(), CoordinateState(found.state[0]).name
    ([108.959], 'SWAPPED')
    """
    limits = box or Box(-180.0, -90.0, 180.0, 90.0)
    is_projected = crs is None or projection.read_crs(crs).is_projected
    degrees = _judge(longitude, latitude, limits, crs=None if is_projected else crs)
    plane = _judge(easting, northing, limits, crs=crs if crs and is_projected else f"EPSG:{zone}")
    use_plane = ~np.isin(degrees.state, USABLE) & (plane.state != CoordinateState.ABSENT)
    use_plane &= np.isin(plane.state, USABLE) | (degrees.state == CoordinateState.ABSENT)
    state = np.where(use_plane, plane.state, degrees.state)
    searched = use_plane if crs is None else np.zeros_like(use_plane)
    state, fitting = _other_zones(state, searched, easting, northing, limits, zone)
    return CoordinateReadings(
        np.where(use_plane, plane.lon, degrees.lon),
        np.where(use_plane, plane.lat, degrees.lat),
        state,
        use_plane,
        fitting,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    lon: FloatArray
    lat: FloatArray
    state: IntArray


def _judge(x: FloatArray, y: FloatArray, box: Box, *, crs: str | None) -> _Judged:
    has_x, has_y = np.isfinite(x), np.isfinite(y)
    lon, lat = _degrees(x, y, crs)
    other_lon, other_lat = _degrees(y, x, crs)
    fits, fits_swapped = box.contains(lon, lat), box.contains(other_lon, other_lat)
    state = np.select(
        [~has_x & ~has_y, has_x != has_y, fits, fits_swapped],
        [CoordinateState.ABSENT, CoordinateState.INCOMPLETE, CoordinateState.PLAUSIBLE, CoordinateState.SWAPPED],
        CoordinateState.OUTSIDE,
    ).astype(np.int64)
    swapped, usable = state == CoordinateState.SWAPPED, np.isin(state, USABLE)
    return _Judged(
        np.where(usable, np.where(swapped, other_lon, lon), np.nan),
        np.where(usable, np.where(swapped, other_lat, lat), np.nan),
        state,
    )


def _degrees(x: FloatArray, y: FloatArray, crs: str | None) -> tuple[FloatArray, FloatArray]:
    return (x, y) if crs is None else projection.to_wgs84(x, y, crs)


def _other_zones(
    state: IntArray, is_plane: npt.NDArray[np.bool_], easting: FloatArray, northing: FloatArray, box: Box, zone: int
) -> tuple[IntArray, IntArray]:
    """For plane coordinates outside the box, the first other zone that brings them inside."""
    fitting = np.zeros(len(state), dtype=np.int64)
    lost = np.flatnonzero(is_plane & (state == CoordinateState.OUTSIDE))
    if not len(lost):
        return state, fitting
    for other in projection.VN2000_ZONES:
        lon, lat = projection.vn2000_to_wgs84(easting[lost], northing[lost], other)
        fits = lost[box.contains(lon, lat) & (fitting[lost] == 0) & (other != zone)]
        fitting[fits] = other
    return np.where(fitting > 0, CoordinateState.OTHER_ZONE, state).astype(np.int64), fitting
