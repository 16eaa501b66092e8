"""Points of a GeoJSON file as a sheet: one row a point, its properties as columns, and lon and lat beside them."""

from __future__ import annotations

import json
from typing import Any

from atgt.domain.sheet import CellValue, Sheet
from atgt.io.sheet_limits import MAX_COLUMNS, MAX_ROWS, refuse, too_large

LONGITUDE, LATITUDE = "lon", "lat"
_LARGEST = 10**15
"""Numbers beyond this are no coordinates, and no counts: they stay as text."""


def read(content: bytes, name: str) -> list[Sheet]:
    """The points of a FeatureCollection (RFC 7946: lon, lat in WGS84).

    Raises
    ------
    InputFileError
        When it is no JSON, no FeatureCollection, or holds no points.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse(
            name, "tệp JSON bị hỏng hoặc tải về chưa xong; xin lại tệp", "the JSON file is damaged; ask for it again"
        ) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise refuse(
            name,
            "tệp JSON không phải lớp điểm GeoJSON; xuất lại lớp điểm thành GeoJSON, hoặc gửi bảng Excel",
            "the JSON file is no GeoJSON layer of points; export the points again as GeoJSON, or send a table",
        )
    points = [(feature, _point(feature)) for feature in features if isinstance(feature, dict)]
    keys = list(dict.fromkeys(str(key) for feature, _ in points for key in _properties(feature)))
    if not any(point for _, point in points):
        raise refuse(
            name,
            "lớp GeoJSON không có điểm nào; kiểm tra đã chọn đúng lớp điểm tai nạn",
            "the GeoJSON layer holds no points; check that it is the layer of accidents",
        )
    if len(points) > MAX_ROWS or len(keys) + 2 > MAX_COLUMNS:
        raise too_large(name)
    rows: list[tuple[CellValue, ...]] = [(*keys, LONGITUDE, LATITUDE)]
    for feature, point in points:
        properties = _properties(feature)
        rows.append((*(_value(properties.get(key)) for key in keys), *(point or (None, None))))
    return [Sheet(name.rpartition(".")[0] or name, tuple(rows))]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _point(feature: dict[str, Any]) -> tuple[float, float] | None:
    geometry = feature.get("geometry")
    position = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if (
        isinstance(position, list)
        and len(position) >= 2
        and all(isinstance(part, (int, float)) and abs(part) < _LARGEST for part in position[:2])
    ):
        return float(position[0]), float(position[1])
    return None


def _value(value: Any) -> CellValue:
    if isinstance(value, (str, float, bool)) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else str(value)
    return json.dumps(value, ensure_ascii=False)
