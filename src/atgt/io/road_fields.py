"""Which field of a road layer says what, and what its cells mean.

Layers come from offices, from OpenStreetMap and from osmnx, each with field names of its own;
a mapping names them, and what it does not name is guessed from the names.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from atgt.location_referencing.plain_text import clean, words

_NAMES: Mapping[str, tuple[str, ...]] = {
    "segment_id": ("segment_id", "segment", "id", "gid", "osm_id", "osmid", "fid", "objectid", "ma_doan"),
    "route_id": ("route_id", "ma_tuyen", "routeid", "tuyen_id"),
    "ref": ("ref", "so_hieu", "sohieu", "so_hieu_duong", "ma_duong", "tuyen", "route", "road_no", "roadno", "ref_no"),
    "road_name": (
        "road_name",
        "name",
        "ten",
        "ten_duong",
        "tenduong",
        "ten_tuyen",
        "name_vi",
        "fullname",
        "street",
        "st_name",
    ),
    "alignment": ("alignment", "nhanh", "nhanh_tuyen", "tuyen_nhanh"),
    "road_class": ("road_class", "highway", "fclass", "loai_duong", "cap_duong", "class", "loai", "cap", "type"),
    "manager": ("manager", "quan_ly", "don_vi_quan_ly", "dvql", "co_quan_quan_ly", "owner"),
    "aliases": ("aliases", "ten_khac", "alt_name", "old_name", "old_ref", "name_en"),
    "kind": ("kind", "railway", "loai_duong", "loai_hinh"),
    "bridge_level": ("bridge_level", "layer", "level", "tang", "bridge", "cau"),
}

_RAILWAY = {"railway", "rail", "light rail", "narrow gauge", "tram", "subway", "funicular"}


@dataclass(frozen=True)
class RoadFieldMapping:
    """Field names of a road layer; None is guessed, the empty text means the layer does not have it.

    Parameters
    ----------
    ref
        The road's number ("QL1", "ĐT627B").
    road_name
        Its name.
    kind
        The field whose value tells a railway ("railway", "Đường sắt").
    bridge_level
        0 on the ground, 1 on a bridge; also OSM's ``layer`` or a yes/no field.
    layer
        The layer to read from a file with several.
    """

    segment_id: str | None = None
    route_id: str | None = None
    ref: str | None = None
    road_name: str | None = None
    alignment: str | None = None
    road_class: str | None = None
    manager: str | None = None
    aliases: str | None = None
    kind: str | None = None
    bridge_level: str | None = None
    layer: str | None = None

    def completed(self, columns: Iterable[str]) -> RoadFieldMapping:
        """The same mapping with what is None guessed from the columns of a layer.

        Examples
        --------
        >>> found = RoadFieldMapping(ref="SoHieu").completed(["SoHieu", "Ten", "geometry"])
        >>> found.ref, found.road_name, found.manager
        ('SoHieu', 'Ten', '')
        """
        present = {words(column).replace(" ", "_"): column for column in columns}
        guessed = {
            field: next((present[name] for name in names if name in present), "")
            for field, names in _NAMES.items()
            if getattr(self, field) is None
        }
        return dataclasses.replace(self, **guessed)


def texts(value: object) -> list[str]:
    """The texts of one cell: several when it is a list, a list written as text, or parted by ";".

    Examples
    --------
    >>> texts("['43', '407']"), texts("QL1;AH1"), texts(None)
    (['43', '407'], ['QL1', 'AH1'], [])
    """
    if isinstance(value, list | tuple | np.ndarray):
        return [text for inner in value for text in texts(inner)]
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return []
    text = clean(str(value))
    if text.startswith(("[", "(", "{")):
        try:
            return texts(list(ast.literal_eval(text)))
        except (ValueError, SyntaxError, TypeError):
            return [text]
    parts = (clean(part) for part in text.split(";"))
    return [part for part in parts if part and part.lower() not in {"nan", "none", "null"}]


def is_railway(values: Iterable[str]) -> bool:
    """Whether any of the cells that tell the kind of a line says railway.

    Examples
    --------
    >>> is_railway(["Đường sắt"]), is_railway(["rail"]), is_railway(["Đường chính", "residential"])
    (True, True, False)
    """
    return any((plain := words(value)) in _RAILWAY or "duong sat" in plain for value in values)


def bridge_level(values: Iterable[str]) -> int:
    """The level of a cell: a number as it is, "yes" or "viaduct" as 1, "no" and nothing as 0.

    Examples
    --------
    >>> bridge_level(["1"]), bridge_level(["yes"]), bridge_level([]), bridge_level(["-1"])
    (1, 1, 0, -1)
    """
    for value in values:
        try:
            return round(float(value))
        except (ValueError, OverflowError):
            if words(value) in {"yes", "viaduct", "true", "co", "cau", "cau vuot"}:
                return 1
    return 0
