"""Writing GeoJSON as RFC 7946 wants it, the same bytes for the same content.

WGS84 degrees with seven decimals (about 1 cm), outer rings counter-clockwise, no ``crs`` member, keys as given.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

DECIMALS = 7

_FORBIDDEN = {"coordinates", "geometries", "geometry", "properties", "crs", "type", "features"}


def feature(
    geometry: BaseGeometry | Mapping[str, Any] | None, properties: Mapping[str, Any], feature_id: str | None = None
) -> dict[str, Any]:
    """One feature; the geometry is WGS84, lon then lat, or None.

    Examples
    --------
    >>> feature(shapely.Point(108.95, 14.8), {"km": "Km1092+400"}, "A1")["geometry"]
    {'type': 'Point', 'coordinates': [108.95, 14.8]}
    """
    head: dict[str, Any] = {"type": "Feature"} | ({} if feature_id is None else {"id": feature_id})
    return head | {"geometry": _geometry(geometry), "properties": {k: json_value(v) for k, v in properties.items()}}


def feature_collection(features: Iterable[Mapping[str, Any]], *, members: Mapping[str, Any] | None = None) -> bytes:
    r"""A FeatureCollection as UTF-8 bytes that end with a line feed.

    Parameters
    ----------
    features
        Mappings with ``geometry``, ``properties`` and perhaps ``id``; geometry as GeoJSON or shapely, WGS84.
    members
        Further members of the collection (title, run …), written before the features.

    Raises ValueError for a member RFC 7946 (section 7) forbids, and for positions outside WGS84.

    Examples
    --------
    >>> feature_collection([]).decode()
    '{"type": "FeatureCollection", "features": []}\n'
    """
    wrong = _FORBIDDEN & set(members or {})
    if wrong:
        raise ValueError(f"RFC 7946 does not allow these members of a FeatureCollection: {sorted(wrong)}")
    head = json.dumps({"type": "FeatureCollection"} | {k: json_value(v) for k, v in (members or {}).items()}, **_STYLE)
    lines = [json.dumps(_as_feature(one), **_STYLE) for one in features]
    body = "".join(f"\n{line}," for line in lines)[:-1] + ("\n" if lines else "")
    return f'{head[:-1]}, "features": [{body}]}}\n'.encode()


_STYLE: dict[str, Any] = {"ensure_ascii": False, "allow_nan": False}


def json_value(value: Any) -> Any:
    """A value as JSON can hold it: nothing for NaN, ISO text for dates, plain numbers for numpy's.

    Examples
    --------
    >>> json_value(dt.date(2026, 3, 14)), json_value(float("nan")), json_value(np.int64(3))
    ('2026-03-14', None, 3)
    """
    if isinstance(value, Mapping):
        return {str(key): json_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [json_value(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def _as_feature(one: Mapping[str, Any]) -> dict[str, Any]:
    made = feature(one.get("geometry"), one.get("properties") or {})
    return {"type": "Feature"} | ({"id": one["id"]} if one.get("id") is not None else {}) | made


def _geometry(geometry: BaseGeometry | Mapping[str, Any] | None) -> dict[str, Any] | None:
    if geometry is None:
        return None
    shape = geometry if isinstance(geometry, BaseGeometry) else shapely.geometry.shape(dict(geometry))
    if shape.is_empty:
        return None
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise ValueError(f"not WGS84 degrees: {shape.bounds}")
    mapped = shapely.geometry.mapping(shapely.orient_polygons(shape))
    return _rounded(mapped)


def _rounded(mapped: Mapping[str, Any]) -> dict[str, Any]:
    if "geometries" in mapped:
        return {"type": mapped["type"], "geometries": [_rounded(inner) for inner in mapped["geometries"]]}
    return {"type": mapped["type"], "coordinates": _round(mapped["coordinates"])}


def _round(coordinates: Any) -> Any:
    if isinstance(coordinates, list | tuple):
        return [_round(inner) for inner in coordinates]
    return round(float(coordinates), DECIMALS) + 0.0  # no negative zero
