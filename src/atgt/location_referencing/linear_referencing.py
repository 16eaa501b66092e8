"""From a record to a place on a road, and back: the one door to location referencing.

``locate`` answers one record, ``locate_table`` a whole table by the same rules (see ``deciding``).
``measure_to_chainage``, ``chainage_to_measures``, ``point_at`` and ``stretch_line`` go between
the true distance along a route, its km posts, and geometry.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from atgt.domain.location import Location
from atgt.location_referencing import coordinate_evidence, deciding, text_evidence
from atgt.location_referencing.calibration import chainage_to_measures, measure_to_chainage
from atgt.location_referencing.place import LocatingOptions, Place
from atgt.location_referencing.projection import FloatArray
from atgt.location_referencing.road_index import RoadIndex
from atgt.location_referencing.road_network import RoadNetwork
from atgt.location_referencing.route import Route
from atgt.location_referencing.text_evidence import TextEvidence

__all__ = [
    "LOCATION_COLUMNS",
    "LocatingOptions",
    "Place",
    "chainage_to_measures",
    "locate",
    "locate_table",
    "location_row",
    "measure_to_chainage",
    "point_at",
    "stretch_line",
]

LOCATION_COLUMNS = (
    "location_status",
    "location_method",
    "precision",
    "location_rule",
    "location_reason",
    "route_id",
    "measure_mm",
    "km_post",
    "offset_m",
    "lon",
    "lat",
)
"""The location columns of the accident table, in its order."""

_WORDS = ("road_name", "km_post", "km_post_to", "place")
_NUMBERS = ("latitude", "longitude", "northing", "easting")
LONGEST_WORDS = 1_000
"""A place is looked for in so many letters of a cell."""

DEFAULT_OPTIONS = LocatingOptions()


def locate(place: Place, network: RoadNetwork, options: LocatingOptions = DEFAULT_OPTIONS) -> Location:
    """The place of one record on the network, all other candidates, and the reason; never a guess."""
    words = (place.road_text, place.km_text, place.km_to_text, place.place_text)
    numbers = (place.latitude, place.longitude, place.northing, place.easting)
    columns = [np.array([np.nan if n is None else n], dtype=np.float64) for n in numbers]
    return _locate_all([words], columns, _road_index(network, options))[0]


def locate_table(rows: pd.DataFrame, network: RoadNetwork, options: LocatingOptions = DEFAULT_OPTIONS) -> pd.DataFrame:
    """The places of many records: same index, ``LOCATION_COLUMNS``, ``location_reason_en`` and ``candidates``.

    Parameters
    ----------
    rows
        Intake columns road_name, km_post, km_post_to, place, latitude, longitude, northing, easting;
        a missing column counts as empty.

    Returns
    -------
    ``location_reason`` in Vietnamese, ``location_reason_en`` in English (shown, not stored);
    ``measure_mm`` whole millimetres along the route; ``lon``, ``lat`` (WGS84)
    the place on the road; positions are empty when nothing was chosen. ``candidates`` holds every Candidate,
    the chosen one first. An empty table gives an empty table with the same columns.
    """
    words = list(zip(*(_text_column(rows, name) for name in _WORDS), strict=True))
    numbers = [_number_column(rows, name) for name in _NUMBERS]
    found = _locate_all(words, numbers, _road_index(network, options))
    answers = [location_row(location) for location in found]
    table = pd.DataFrame(
        {name: pd.Series([row[name] for row in answers], dtype=object) for name in LOCATION_COLUMNS}
    ).set_axis(rows.index)
    table["measure_mm"] = table["measure_mm"].astype("Int64")
    for name in ("offset_m", "lon", "lat"):
        table[name] = table[name].astype("Float64")
    candidates = [[*([location.chosen] if location.chosen else []), *location.others] for location in found]
    table["location_reason_en"] = pd.Series([location.reason.en for location in found], index=rows.index, dtype=object)
    table["candidates"] = pd.Series(candidates, index=rows.index, dtype=object)
    return table


def location_row(location: Location) -> Mapping[str, Any]:
    """The location as values of ``LOCATION_COLUMNS``."""
    chosen = location.chosen
    row: dict[str, Any] = dict.fromkeys(LOCATION_COLUMNS)
    row |= {
        "location_status": str(location.status),
        "location_method": None if location.method is None else str(location.method),
        "precision": str(location.precision),
        "location_rule": location.rule,
        "location_reason": location.reason.vi,
    }
    if chosen is not None:
        row |= {
            "route_id": chosen.position.route_id,
            "measure_mm": round(chosen.position.measure_m * 1000),
            "km_post": chosen.position.km_post(),
            "offset_m": round(chosen.position.offset_m, 3),
            "lon": chosen.lon,
            "lat": chosen.lat,
        }
    return row


def point_at(route: Route, measure_m: float) -> shapely.Point:
    """The place at a distance along the route, in the network's CRS; beyond its ends, the end.

    Parameters
    ----------
    measure_m
        True metres from the start of the route's line.
    """
    return shapely.line_interpolate_point(route.line, min(max(measure_m, 0.0), route.length_m))


def stretch_line(route: Route, from_m: float, to_m: float) -> shapely.LineString:
    """The piece of the route between two distances along it, in the network's CRS.

    A stretch without length is a line of two equal points, so that it can still be drawn and buffered.
    """
    low, high = sorted(min(max(m, 0.0), route.length_m) for m in (from_m, to_m))
    piece = substring(route.line, low, high)
    if isinstance(piece, shapely.LineString):
        return piece
    return shapely.LineString([piece, piece])


@lru_cache(maxsize=4)
def _road_index(network: RoadNetwork, options: LocatingOptions) -> RoadIndex:
    return RoadIndex(network, options)


def _locate_all(words: list[tuple[str | None, ...]], numbers: list[FloatArray], index: RoadIndex) -> list[Location]:
    """The one path every record takes; words are read once for each distinct wording."""
    said: dict[tuple[str | None, ...], TextEvidence] = {}
    for row in words:
        if row not in said:
            said[row] = text_evidence.read_words(index, *row)
    index.learn_degrees(spot for evidence in said.values() for spot in evidence.spots)
    points = coordinate_evidence.read_points(index, *numbers)
    return [deciding.decide(index, said[row], point) for row, point in zip(words, points, strict=True)]


def _text_column(rows: pd.DataFrame, name: str) -> list[str | None]:
    if name not in rows.columns:
        return [None] * len(rows)
    column = rows[name]
    return [
        None if missing else str(value)[:LONGEST_WORDS] for value, missing in zip(column, column.isna(), strict=True)
    ]


def _number_column(rows: pd.DataFrame, name: str) -> FloatArray:
    if name not in rows.columns:
        return np.full(len(rows), np.nan)
    return pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
