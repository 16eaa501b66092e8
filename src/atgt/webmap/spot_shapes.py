"""Spots in the form the map draws: a halo along the stretch or a circle round the junction, a number, the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely

from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SiteKind, Spot
from atgt.domain.small_cells import said
from atgt.domain.text import Language, Text

_FACTS = Text(
    "{n} vụ, {killed} chết, {injured} bị thương; {first} – {last}",
    "{n} accidents, {killed} killed, {injured} injured; {first} – {last}",
)
_SMALLEST_RADIUS_M = 25.0


def numbered(spots: Sequence[Spot]) -> list[tuple[int, Spot]]:
    """Spots with the number they carry on map, list and export: their order in the run, from 1."""
    return list(enumerate(spots, start=1))


def payload(
    spots: Sequence[tuple[int, Spot]],
    *,
    junction_radius_m: float,
    language: Language = Language.VI,
    by_month: bool = False,
) -> list[dict[str, Any]]:
    """What the spot layer draws, lowest number first; every word of it is shown as text, never as HTML."""
    return [
        _shape(number, spot, _facts(spot, language, by_month=by_month), junction_radius_m, language)
        for number, spot in spots
    ]


def _facts(spot: Spot, language: Language, *, by_month: bool) -> str:
    form = "%m/%Y" if by_month else "%d/%m/%Y"
    first, last = min(one.first_day for one in spot.periods), max(one.last_day for one in spot.periods)
    return _FACTS.fill(
        n=sum(spot.counts.values()),
        killed=said(spot.killed, language),
        injured=said(spot.injured, language),
        first=first.strftime(form),
        last=last.strftime(form),
    ).of(language)


def _shape(number: int, spot: Spot, facts: str, junction_radius_m: float, language: Language) -> dict[str, Any]:
    line = _line(spot)
    return {
        "key": spot.spot_key,
        "number": str(number),
        "level": spot.level.value,
        "levelName": SPOT_LEVEL_LABELS[spot.level].of(language),
        "title": spot.place_name.of(language),
        "why": spot.why.of(language),
        "clauses": [f"{rule.clause.of(language)} ({rule.source})" for rule in spot.rules],
        "facts": facts,
        "lat": round(spot.lat, 6),
        "lng": round(spot.lon, 6),
        "line": line,
        "radius": max(junction_radius_m, _SMALLEST_RADIUS_M),
    }


def _line(spot: Spot) -> list[list[float]] | None:
    """The stretch as positions (lat, lon); None for a junction, and when all accidents share one position."""
    geometry = shapely.from_wkt(spot.wkt)
    if spot.kind is SiteKind.JUNCTION or geometry.geom_type != "LineString" or geometry.length == 0:
        return None
    return [[round(lat, 6), round(lon, 6)] for lon, lat in shapely.get_coordinates(geometry).tolist()]
