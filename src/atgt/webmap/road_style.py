"""How a road is drawn and what it is called on the map, from the words a road layer uses for its class."""

from __future__ import annotations

import geopandas as gpd

from atgt.domain.text import Language, Text
from atgt.location_referencing import road_names
from atgt.location_referencing.plain_text import words

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("motorway", ("cao toc", "motorway", "expressway")),
    ("national", ("quoc lo", "quoc gia", "trunk", "national", "ql")),
    ("provincial", ("duong tinh", "cap tinh", "tinh lo", "primary", "provincial", "dt")),
    ("district", ("duong huyen", "huyen", "secondary", "district", "dh")),
    ("lane", ("thon", "hem", "ngo", "ngach", "xom", "service", "footway", "path", "track", "alley", "living street")),
)
"""Kind of drawing -> words of TT 26/2024/TT-BCA Điều 11, of Luật Đường bộ 2024 Điều 8 and of OpenStreetMap."""

_ALIGNMENTS = {
    "tranh": Text("tuyến tránh", "bypass"),
    "cu": Text("tuyến cũ", "old road"),
}


def road_kind(road_class: object) -> str:
    """One of motorway, national, provincial, district, local, lane; an unknown class is drawn as a local road.

    Examples
    --------
    >>> road_kind("quoc_lo"), road_kind("Đường tỉnh"), road_kind("duong_do_thi"), road_kind("hem"), road_kind(None)
    ('national', 'provincial', 'local', 'lane', 'local')
    """
    text = f" {words(road_class)} " if isinstance(road_class, str) else ""
    for kind, names in _KINDS:
        if any(f" {name} " in text for name in names):
            return kind
    return "local"


def road_label(road_name: object, route_id: str) -> str:
    """What stands on the map beside the line: the number of a numbered road, else its name.

    Examples
    --------
    >>> road_label("Quốc lộ 1", "QL1"), road_label("Nguyễn Nghiêm", "nguyen-nghiem"), road_label(None, "hem-12")
    ('QL1', 'Nguyễn Nghiêm', '')
    """
    if not isinstance(road_name, str) or not road_name.strip():
        return ""
    if road_names.base_id(route_id).partition(":")[2] == "tranh":
        return road_name.strip()
    return road_names.short_name(road_name)


def route_titles(roads: gpd.GeoDataFrame, language: Language = Language.VI) -> dict[str, str]:
    """The name of every route for lists and filters; alignments are told apart.

    Returns route id -> title, main roads first, without the railway; no roads give an empty mapping.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"route_id": ["QL1:tranh", "QL1"], "road_name": ["QL1", "QL1"],
    ...     "alignment": ["tranh", None], "road_class": ["quoc_lo", "quoc_lo"], "kind": ["road", "road"]})
    >>> route_titles(frame)
    {'QL1': 'QL1', 'QL1:tranh': 'QL1 (tuyến tránh)'}
    """
    drawn = roads[roads["kind"] != "railway"].drop_duplicates("route_id")
    rows = zip(drawn["route_id"], drawn["road_name"], drawn["alignment"], drawn["road_class"], strict=True)
    order = {kind: rank for rank, kind in enumerate(("motorway", "national", "provincial", "district", "local"))}
    ranked = sorted(rows, key=lambda row: (order.get(road_kind(row[3]), 9), str(row[0])))
    return {str(route): _title(str(route), name, alignment, language) for route, name, alignment, _ in ranked}


def _title(route_id: str, road_name: object, alignment: object, language: Language) -> str:
    name = road_name.strip() if isinstance(road_name, str) and road_name.strip() else route_id
    if words(name).startswith("duong tranh") or not isinstance(alignment, str):
        return name
    beside = _ALIGNMENTS.get(road_names.normal_alignment(alignment) or "")
    return f"{name} ({beside.of(language)})" if beside else name
