"""What to call a place and how to draw it: km posts, names, and WGS84 geometry of stretches and junctions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from atgt.domain.location import format_km_post
from atgt.domain.text import Text
from atgt.location_referencing import linear_referencing, projection
from atgt.location_referencing.road_network import Junction, RoadNetwork, Route
from atgt.network_screening.accident_table import AccidentTable, ring_length_mm
from atgt.network_screening.integers import Int64Array

DECIMALS = 7
"""Decimals of a degree in every geometry: about a centimetre."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a list.

    Parameters
    ----------
    from_mm, to_mm
        The stretch along the route as stored, None for a junction; on a ring ``from`` may be after ``to``.
    length_mm
        Length of the stretch; 0 for one position and for a junction.
    name
        Short, for a list.
    phrase
        The same as a part of a sentence, with its extent.
    """

    route_ids: tuple[str, ...]
    from_mm: int | None
    to_mm: int | None
    length_mm: int
    km_from: str | None
    km_to: str | None
    name: Text
    phrase: Text
    lon: float
    lat: float
    wkt: str


def junction_place(junction: Junction, radius_m: float) -> Place:
    """The area of a junction; its geometry is the node."""
    lon, lat = round(junction.lon, DECIMALS), round(junction.lat, DECIMALS)
    return Place(
        route_ids=junction.route_ids,
        from_mm=None,
        to_mm=None,
        length_mm=0,
        km_from=None,
        km_to=None,
        name=Text(junction.name, junction.name),
        phrase=Text(
            f"khu vực {_junction_words(junction.name)} (bán kính {metres_vi(radius_m)} m)",
            f"the junction area {junction.name} (radius {metres_en(radius_m)} m)",
        ),
        lon=lon,
        lat=lat,
        wkt=_wkt(shapely.Point(lon, lat)),
    )


def _junction_words(name: str) -> str:
    """The name of a junction inside a sentence, saying what it is once.

    Examples
    --------
    >>> _junction_words("Nút giao QL1 – Nguyễn Nghiêm"), _junction_words("Ngã ba Thạch Trụ"), _junction_words("NG-7")
    ('nút giao QL1 – Nguyễn Nghiêm', 'ngã ba Thạch Trụ', 'nút giao NG-7')
    """
    says_what_it_is = name.lower().startswith(("nút giao", "ngã ", "vòng xuyến", "vòng xoay", "bùng binh"))
    return name[0].lower() + name[1:] if says_what_it_is else f"nút giao {name}"


def stretch_place(table: AccidentTable, network: RoadNetwork, route: int, low: int, high: int) -> Place:
    """The stretch between two window measures of a route of the table, in millimetres."""
    route_id = table.route_ids[route]
    rows = table.between(route, low, high)
    from_mm = int(table.measure_mm[rows[table.window_mm[rows] == low][0]])
    to_mm = int(table.measure_mm[rows[table.window_mm[rows] == high][0]])
    known = network.routes.get(route_id)
    posts = [_km_post(known, mm) for mm in (from_mm, to_mm)]
    km_from, km_to = posts if None not in posts else (None, None)
    line = _line(table, network, route_id, rows, from_mm, to_mm)
    lon, lat = shapely.get_coordinates(shapely.line_interpolate_point(line, 0.5, normalized=True))[0]
    name, phrase = _stretch_words(known.road_name if known else route_id, km_from, km_to, from_mm, to_mm, high - low)
    return Place(
        route_ids=(route_id,),
        from_mm=from_mm,
        to_mm=to_mm,
        length_mm=high - low,
        km_from=km_from,
        km_to=km_to,
        name=name,
        phrase=phrase,
        lon=round(float(lon), DECIMALS),
        lat=round(float(lat), DECIMALS),
        wkt=_wkt(line),
    )


def metres_vi(metres: float) -> str:
    """Whole metres with Vietnamese thousands.

    Examples
    --------
    >>> metres_vi(1234.4), metres_en(1234.4)
    ('1.234', '1,234')
    """
    return metres_en(metres).replace(",", ".")


def metres_en(metres: float) -> str:
    """Whole metres with English thousands."""
    return f"{round(metres):,}"


def _km_post(route: Route | None, measure_mm: int) -> str | None:
    chainage = None if route is None else linear_referencing.measure_to_chainage(route, measure_mm / 1000)
    return None if chainage is None else format_km_post(chainage)


def _stretch_words(
    road: str, km_from: str | None, km_to: str | None, from_mm: int, to_mm: int, length_mm: int
) -> tuple[Text, Text]:
    """Name and phrase of a stretch, or of one position."""
    first, last = from_mm / 1000, to_mm / 1000
    if km_from and km_to:
        extent = km_from if length_mm == 0 else f"{km_from} – {km_to}"
        name = Text(f"{extent} {road}", f"{extent} {road}")
    elif length_mm == 0:
        name = Text(
            f"{road}, cách đầu tuyến {metres_vi(first)} m", f"{road}, {metres_en(first)} m from the start of the route"
        )
    else:
        name = Text(
            f"{road}, cách đầu tuyến {metres_vi(first)} – {metres_vi(last)} m",
            f"{road}, {metres_en(first)} – {metres_en(last)} m from the start of the route",
        )
    if length_mm == 0:
        return name, Text(f"vị trí {name.vi}", f"the position {name.en}")
    long_vi, long_en = metres_vi(length_mm / 1000), metres_en(length_mm / 1000)
    return name, Text(f"đoạn {name.vi} (dài {long_vi} m)", f"the stretch {name.en} ({long_en} m long)")


def _line(
    table: AccidentTable, network: RoadNetwork, route_id: str, rows: Int64Array, from_mm: int, to_mm: int
) -> shapely.LineString:
    """The stretch in WGS84; over the seam of a ring when ``from`` is after ``to``.

    A route the network does not know is drawn through the accidents themselves.
    """
    route = network.routes.get(route_id)
    if route is None:
        ordered = rows[np.argsort(table.window_mm[rows], kind="stable")]
        points = np.column_stack((table.x_mm[ordered], table.y_mm[ordered])) / 1000
        points = points if len(points) > 1 else np.repeat(points, 2, axis=0)
    elif from_mm <= to_mm or ring_length_mm(network, route_id) is None:
        points = shapely.get_coordinates(linear_referencing.stretch_line(route, from_mm / 1000, to_mm / 1000))
    else:
        before = linear_referencing.stretch_line(route, from_mm / 1000, route.length_m)
        after = linear_referencing.stretch_line(route, 0.0, to_mm / 1000)
        points = np.concatenate((shapely.get_coordinates(before), shapely.get_coordinates(after)[1:]))
    lon, lat = projection.to_wgs84(points[:, 0], points[:, 1], network.crs)
    return shapely.LineString(np.column_stack((lon, lat)).round(DECIMALS))


def _wkt(geometry: shapely.Geometry) -> str:
    return shapely.to_wkt(geometry, rounding_precision=DECIMALS, trim=True)
