"""A GeoJSON document as a GeoPackage: a layer for each kind of geometry, and tables that say what is in it.

For offices whose tools prefer it; the features and their columns are exactly those of the document. Written by GDAL
into a file of its own in a folder that is thrown away: the live database is never touched (see ``storage.database``).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

LAYERS: Mapping[str, str] = {"LineString": "doan", "MultiLineString": "doan", "Point": "diem", "Polygon": "vung"}
WITHOUT_PLACE, ABOUT, COLUMNS = "chua_co_vi_tri", "thong_tin", "cac_cot"
_WRITTEN_AT = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}  # the file would hold the moment otherwise


def from_geojson(content: bytes) -> bytes:
    """The same features in WGS84 (EPSG:4326): layers ``doan`` (lines), ``diem`` (points), ``vung`` (areas).

    Features without geometry become the table ``chua_co_vi_tri``, further members of the document ``thong_tin``, the
    words of its columns ``cac_cot``. The same document gives the same bytes; one without features has no layer.
    """
    document = json.loads(content)
    before = {key: pyogrio.get_gdal_config_option(key) for key in _WRITTEN_AT}
    pyogrio.set_gdal_config_options(_WRITTEN_AT)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export.gpkg"
            for name, table in _tables(document).items():
                pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=path.exists())
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options(before)


def _tables(document: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    features: dict[str, list[Mapping[str, Any]]] = {}
    for one in document["features"]:
        kind = WITHOUT_PLACE if one["geometry"] is None else LAYERS[one["geometry"]["type"]]
        features.setdefault(kind, []).append(one)
    found = {name: _layer(features[name]) for name in sorted(features) if name != WITHOUT_PLACE}
    if WITHOUT_PLACE in features:
        found[WITHOUT_PLACE] = pd.DataFrame([_row(one) for one in features[WITHOUT_PLACE]])
    about = {key: value for key, value in document.items() if key not in {"type", "features", "columns"}}
    found[ABOUT] = pd.DataFrame([(key, _cell(value)) for key, value in about.items()], columns=["khoa", "gia_tri"])
    words = [(key, one["vi"], one["en"]) for key, one in document.get("columns", {}).items()]
    found[COLUMNS] = pd.DataFrame(words, columns=["cot", "tieng_viet", "english"])
    return found


def _layer(features: list[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    shapes = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326").geometry
    return gpd.GeoDataFrame([_row(one) for one in features], geometry=list(shapes), crs="EPSG:4326")


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    return {"ma": feature.get("id"), **{key: _cell(value) for key, value in feature["properties"].items()}}


def _cell(value: Any) -> Any:
    """A list as its items between semicolons, anything nested as JSON."""
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
