"""The drawings of one spot: the accidents along its chainage, and its time line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atgt import settings
from atgt.domain.location import format_km_post
from atgt.domain.period import Period
from atgt.domain.register import Place
from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text
from atgt.ingestion import categories
from atgt.location_referencing import projection
from atgt.reports import site_map, stick_diagram, time_line
from atgt.reports.site_map import Mark, RoadLine, Site
from atgt.reports.stick_diagram import Axis, Stick
from atgt.reports.time_line import Event, Story
from atgt.webmap import road_style
from atgt.workflow.map_layers import MapLayers
from atgt.workflow.register_pages import SpotPage

_LEAST_LENGTH_M = 100.0
_AROUND_DEGREES = 0.012
"""What may be on the still map: about 1.3 km beyond the place."""
MAP_TITLE = site_map.TITLE
STICKS_TITLE, TIME_TITLE, MOST_STICKS = stick_diagram.TITLE, time_line.TITLE, stick_diagram.MOST


def stick_svg(page: SpotPage, accidents: pd.DataFrame, language: Language, *, by_month: bool = False) -> str:
    """The stick diagram of a spot; empty without accidents.

    Parameters
    ----------
    accidents
        Accidents with the columns of ``EXPORT_COLUMNS``; those of the spot are taken from it.
    """
    return stick_diagram.stick_diagram(
        sticks(page, accidents), axis_of(page, accidents), language=language, by_month=by_month
    )


def sticks(page: SpotPage, accidents: pd.DataFrame) -> list[Stick]:
    """The accidents of a spot as columns of its diagram."""
    known = categories.parse_categories(settings.read_reference("categories"))
    words = {
        "collision": {one.key: one.label for one in known.collision},
        "vehicle": {one.key: one.label for one in known.vehicle},
    }
    witnesses = witness_ids(page)
    rows = accidents[accidents["accident_id"].isin(list(page.accidents))]
    return [_stick(row, words, is_witness=row["accident_id"] in witnesses) for row in rows.to_dict("records")]


def witness_ids(page: SpotPage) -> frozenset[str]:
    """The accidents a clause of the latest evidence rests on."""
    if page.spot is None:
        return frozenset()
    return frozenset(i for rule in page.spot.rules for i in rule.witness_ids)


def axis_of(page: SpotPage, accidents: pd.DataFrame) -> Axis | None:
    """The stretch, wide enough for every accident of the diagram; None for a junction or a hazard."""
    place = page.entry.place
    if place.from_mm is None or place.to_mm is None:
        return None
    posts = {place.from_mm: place.km_from, place.to_mm: place.km_to}
    here = accidents[accidents["accident_id"].isin(list(page.accidents)) & accidents["measure_mm"].notna()]
    for measure, post in zip(here["measure_mm"], here["km_post"], strict=True):
        posts.setdefault(int(measure), post if isinstance(post, str) else None)
    low, high = min(posts), max(posts)
    words = [posts[end] or f"{end / 1000:,.0f} m".replace(",", ".") for end in (low, high)]
    spare = max(0.0, _LEAST_LENGTH_M - (high - low) / 1000) / 2
    return Axis(low / 1000 - spare, high / 1000 + spare, words[0], words[1])


def _stick(row: dict[Any, Any], words: dict[str, dict[str, Text]], *, is_witness: bool) -> Stick:
    vehicles = [words["vehicle"].get(key) for key in _keys(row["vehicle_groups"])]
    found = [word for word in vehicles if word is not None]
    measure = row["measure_mm"]
    return Stick(
        key=str(row["accident_id"]),
        position_m=None if pd.isna(measure) else int(measure) / 1000,
        day=row["occurred_on"],
        at=row["occurred_at"] if not pd.isna(row["occurred_at"]) else None,
        severity=Severity(int(row["severity"])),
        killed=0 if pd.isna(row["killed"]) else int(row["killed"]),
        injured=0 if pd.isna(row["injured"]) else int(row["injured"]),
        km_post=row["km_post"] if isinstance(row["km_post"], str) else "",
        collision=next(
            (words["collision"][k] for k in _keys(row["collision_group"]) if k in words["collision"]), _NONE
        ),
        vehicles=Text(", ".join(word.vi for word in found), ", ".join(word.en for word in found)),
        is_witness=is_witness,
    )


_NONE = Text("", "")


def _keys(value: object) -> list[str]:
    """Group keys as they are stored: one, several joined, or none."""
    if isinstance(value, str):
        return [part.strip() for part in value.replace(";", ",").split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list | tuple) else []


def time_line_svg(page: SpotPage, language: Language, *, by_month: bool = False) -> str:
    """The time line of a spot, for the committee in months; empty without accidents."""
    witnesses = witness_ids(page)
    events = tuple(
        Event(one.facts.occurred_on, Severity(one.facts.severity), key in witnesses)
        for key, one in page.accidents.items()
    )
    asked = page.run.parameters if page.run else None
    periods = () if page.spot is None else page.spot.periods
    story = Story(
        events,
        None if asked is None else Period(asked.first_day(), asked.as_of),
        asked.period_months if asked else 0,
        tuple((Period(one.first_day, one.last_day), len(one.accident_ids)) for one in periods),
        page.follow_up.periods.works if page.follow_up.periods else None,
    )
    return time_line.time_line(story, language=language, by_month=by_month)


def site_map_svg(
    place: Place,
    level: str,
    own_ids: Collection[str],
    accidents: pd.DataFrame,
    layers: MapLayers,
    *,
    radius_m: float,
    language: Language,
) -> str:
    """The still map of a place.

    Parameters
    ----------
    level
        "black", "potential" or "hazard".
    own_ids
        Accidents of the place; the others around it are drawn faint.
    accidents
        Accidents with the columns of ``EXPORT_COLUMNS``.
    radius_m
        Radius of a junction.
    """  # fmt: skip
    shape = shapely.from_wkt(place.wkt)
    is_point = place.from_mm is None or shape.length == 0
    around = shape.buffer(_AROUND_DEGREES).bounds
    near = accidents[accidents["lon"].between(around[0], around[2]) & accidents["lat"].between(around[1], around[3])]
    site = Site(
        level,
        _metric(shape.centroid if is_point else shape),
        radius_m if is_point else 0.0,
        tuple(_road_lines(layers, around)),
        tuple(
            Mark(_metric(shapely.Point(lon, lat))[0], Severity(int(severity)), str(key) in own_ids)
            for key, lon, lat, severity in zip(
                near["accident_id"], near["lon"], near["lat"], near["severity"], strict=True
            )
        ),
        tuple(_posts(layers, around)),
    )
    return site_map.site_map(site, language=language)


def _metric(shape: BaseGeometry) -> tuple[tuple[float, float], ...]:
    """The positions of a shape in metres."""
    lon, lat = shapely.get_coordinates(shape).T
    x, y = projection.to_metric(lon, lat)
    return tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))


def _road_lines(layers: MapLayers, around: tuple[float, ...]) -> Iterator[RoadLine]:
    west, south, east, north = around
    for row in layers.roads.cx[west:east, south:north].itertuples():
        kind = "railway" if row.kind == "railway" else road_style.road_kind(row.road_class)
        label = "" if kind == "railway" else road_style.road_label(row.road_name, str(row.route_id))
        for part in shapely.get_parts(shapely.clip_by_rect(row.geometry, west, south, east, north)):
            if part.geom_type == "LineString" and not part.is_empty:
                yield RoadLine(kind, label, _metric(part))


def _posts(layers: MapLayers, around: tuple[float, ...]) -> Iterator[tuple[tuple[float, float], str]]:
    anchors = layers.anchors
    west, south, east, north = around
    near = anchors[anchors["lon"].between(west, east) & anchors["lat"].between(south, north)]
    for lon, lat, chainage in zip(near["lon"], near["lat"], near["chainage_m"], strict=True):
        words = format_km_post(float(chainage)).removesuffix("+000")
        yield _metric(shapely.Point(lon, lat))[0], words
