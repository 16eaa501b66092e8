"""Treated places in the form the map draws: a dashed line along the stretch, a hexagon, what was done.

Nothing typed by hand is among it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from atgt.domain.text import Language, Text

_FACTS = Text("{register_id} · {state} từ {since:%d/%m/%Y}", "{register_id} · {state} since {since:%d/%m/%Y}")
_WORKS = Text("Thi công {first:%d/%m/%Y} – {last:%d/%m/%Y}", "Works {first:%d/%m/%Y} – {last:%d/%m/%Y}")


@dataclass(frozen=True, slots=True)
class TreatmentPoint:
    """One treated place to draw.

    Parameters
    ----------
    stage
        "ongoing", "treated" or "recurred".
    measures
        What is done, each in words.
    works
        First and last day of the works, None while they are not over.
    lon, lat, wkt
        Middle and shape, EPSG:4326.
    """

    register_id: str
    stage: str
    state: Text
    since: dt.date
    name: Text
    measures: tuple[Text, ...]
    works: tuple[dt.date, dt.date] | None
    lon: float
    lat: float
    wkt: str


def payload(points: Sequence[TreatmentPoint], *, language: Language = Language.VI) -> list[dict[str, Any]]:
    """What the treatment layer draws; every word of it is shown as text, never as HTML."""
    return [_shape(one, language) for one in points]


def _shape(one: TreatmentPoint, language: Language) -> dict[str, Any]:
    facts = _FACTS.fill(register_id=one.register_id, state=one.state.of(language), since=one.since)
    works = None if one.works is None else _WORKS.fill(first=one.works[0], last=one.works[1]).of(language)
    return {
        "stage": one.stage,
        "title": one.name.of(language),
        "stageName": one.state.of(language),
        "measures": [measure.of(language) for measure in one.measures],
        "works": works,
        "facts": facts.of(language),
        "lat": round(one.lat, 6),
        "lng": round(one.lon, 6),
        "line": _line(one.wkt),
    }


def _line(wkt: str) -> list[list[float]] | None:
    """The stretch as positions (lat, lon); None for a point, and when all accidents share one position."""
    geometry = shapely.from_wkt(wkt)
    if geometry.geom_type != "LineString" or geometry.length == 0:
        return None
    return [[round(lat, 6), round(lon, 6)] for lon, lat in shapely.get_coordinates(geometry).tolist()]
