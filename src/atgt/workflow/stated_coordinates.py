"""Coordinates in the system a sender's profile states, brought to WGS84 before places are looked for.

What was received stays as it came; everything after the import (also a change of roads years later) sees degrees in
WGS84 and need not know whose file it was. The datum shift is always applied.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.location_referencing import projection
from atgt.location_referencing.coordinate_reading import CoordinateReadings, CoordinateState, read_coordinates
from atgt.location_referencing.projection import FloatArray

_NUMBERS = ("latitude", "longitude", "northing", "easting")
_USUAL = (projection.DEFAULT_METRIC_CRS, projection.WGS84)
"""What locating takes coordinates for when nothing is stated."""

_SWAPPED = Text(
    "hai số tọa độ ghi ngược thứ tự so với hệ tọa độ {crs} của hồ sơ đọc bảng; đã đọc lại cho đúng",
    "the two coordinates are exchanged for the coordinate system {crs} of the reading profile; they were put right",
)
_OUTSIDE = Text(
    "tọa độ nằm ngoài vùng dùng của hệ {crs} đã chọn; kiểm tra tọa độ, hoặc chọn lại hệ tọa độ. "
    "Khi chưa sửa, tọa độ này chưa được dùng",
    "the coordinates lie outside the area of {crs}, the system chosen; check them, or choose another system. "
    "Until then they are not used",
)
_TOLD = {
    CoordinateState.SWAPPED: ("coordinates_swapped_in_crs", IssueLevel.NOTE, _SWAPPED),
    CoordinateState.OUTSIDE: ("coordinates_outside_crs", IssueLevel.WARNING, _OUTSIDE),
}


def in_wgs84(rows: pd.DataFrame, crs: str | None) -> tuple[pd.DataFrame, list[Issue]]:
    """The rows with WGS84 degrees where their coordinates are in the stated system, and what is odd about them.

    Parameters
    ----------
    rows
        Intake columns file, sheet, row, latitude, longitude, northing, easting.
    crs
        Of the sender's profile; metres are in it when it is projected, degrees when it is not. None, or what is
        usual here anyway, changes nothing.

    Raises
    ------
    MissingCrsError
        When PROJ does not know the system.
    """
    if crs is None or any(projection.read_crs(crs) == projection.read_crs(usual) for usual in _USUAL):
        return rows, []
    said = [rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in _NUMBERS]
    readings = read_coordinates(*said, box=projection.area_of_use(crs), crs=crs)
    moved = {"latitude": readings.lat, "longitude": readings.lon}
    empty = np.full(len(rows), np.nan)
    return (
        rows.assign(**{name: _column(moved.get(name, empty), rows.index) for name in _NUMBERS}),
        _issues(rows, said, readings, crs),
    )


def _column(values: FloatArray, index: pd.Index[int]) -> pd.Series[float]:
    found = pd.Series(values, index=index, dtype="Float64")
    return found.mask(np.isnan(values))


def _issues(rows: pd.DataFrame, said: list[FloatArray], readings: CoordinateReadings, crs: str) -> list[Issue]:
    found = []
    for i in np.flatnonzero(np.isin(readings.state, list(_TOLD))).tolist():
        rule, level, text = _TOLD[CoordinateState(readings.state[i])]
        file, sheet, number = rows["file"].iloc[i], rows["sheet"].iloc[i], int(rows["row"].iloc[i])
        shown = ", ".join(f"{values[i]:.10g}" for values in said if np.isfinite(values[i]))
        found.append(Issue(file, sheet, number, None, shown, rule, level, text.fill(crs=crs)))
    return found
