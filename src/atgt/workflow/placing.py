"""One place said in one way or another - road and km post, coordinates, words - put on the roads while it is typed.

The same locating as for a sheet: what is shown here is what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atgt.domain.location import Location
from atgt.domain.sheet import CellValue, cell_text
from atgt.domain.text import Text
from atgt.ingestion import coordinates
from atgt.location_referencing import km_post, linear_referencing
from atgt.location_referencing.km_post import KmDoubt, KmRange
from atgt.location_referencing.place import Place
from atgt.location_referencing.road_network import RoadNetwork
from atgt.workflow import locating_limits

PLACE_KEYS = ("road_name", "km_post", "place", "latitude", "longitude", "coordinates")
"""The intake columns a place is said in."""


@dataclass(frozen=True, slots=True)
class PlacedAt:
    """What became of a place.

    Parameters
    ----------
    location
        The answer: chosen place, precision, other candidates, reason.
    lon, lat
        The point as it was given (EPSG:4326), None when only words were.
    doubt
        What is unclear about the words themselves ("Km1092+2"), None when nothing is.
    """

    location: Location
    lon: float | None
    lat: float | None
    doubt: Text | None


def locate_place(network: RoadNetwork, values: Mapping[str, CellValue]) -> PlacedAt | None:
    """Where these values put a record; None when they say nothing at all.

    Parameters
    ----------
    values
        Some of ``PLACE_KEYS``, as typed.
    """
    said = {key: value for key in PLACE_KEYS if (value := values.get(key)) not in {None, ""}}
    if not said:
        return None
    lat, lon = _angle(said.get("latitude")), _angle(said.get("longitude"))
    doubt = _km_doubt(said.get("km_post"))
    northing = easting = None
    if "coordinates" in said:
        read = coordinates.read_point(said["coordinates"])
        doubt = read.fault.text if read.fault is not None else doubt
        if read.value is not None:
            lat, lon = read.value.latitude or lat, read.value.longitude or lon
            northing, easting = read.value.northing, read.value.easting
    place = Place(
        road_text=_text(said.get("road_name")),
        km_text=_text(said.get("km_post")),
        place_text=_text(said.get("place")),
        latitude=lat,
        longitude=lon,
        northing=northing,
        easting=easting,
    )
    found = linear_referencing.locate(place, network, locating_limits.locating_options())
    return PlacedAt(found, lon, lat, doubt)


def _km_doubt(value: CellValue) -> Text | None:
    read = km_post.parse_km(_text(value))
    if isinstance(read, KmDoubt):
        return read.text
    if isinstance(read, KmRange):
        return Text("Đây là một đoạn; vị trí lấy giữa đoạn.", "This is a stretch; its middle is taken.")
    return None


def _angle(value: CellValue) -> float | None:
    return coordinates.read_angle(value).value if value is not None else None


def _text(value: CellValue) -> str | None:
    return cell_text(value).strip() or None
