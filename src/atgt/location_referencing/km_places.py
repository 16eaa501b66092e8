"""The places on roads that a km post can mean, and when there is none, why."""

from __future__ import annotations

from dataclasses import dataclass

from atgt.domain.location import Precision, format_km_post
from atgt.domain.text import Text
from atgt.location_referencing import calibration, reasons
from atgt.location_referencing.km_post import KmDoubt, KmPost, KmRange, KmReading
from atgt.location_referencing.road_index import RoadIndex, Spot, spot_at
from atgt.location_referencing.road_names import RoadName
from atgt.location_referencing.route import Route

FAR_FROM_POST_M = 1000.0
"""A calibrated km farther than this from its nearest post, in metres, is precision B."""

LONGEST_RANGE_M = 1000.0
"""A range longer than this has no useful middle: its accident is not placed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the words give no place: a stable key and a sentence."""

    rule: str
    text: Text


def places_of(
    index: RoadIndex, names: tuple[RoadName, ...], named: frozenset[int], km: KmReading | None
) -> tuple[tuple[Spot, ...], Problem | None]:
    """The places of a km post on the roads named, or on every calibrated road when none is named."""
    if km is None:
        return (), None
    roads = index.network.roads
    where = sorted(named) if names else [i for i, route in enumerate(roads) if route.anchors]
    if isinstance(km, KmDoubt):
        options = [KmPost(chainage, is_exact=True) for chainage in km.options]
        spots = [spot for option in options for i in where for spot in _post_on(index, i, option)]
        return tuple(spots), Problem(km.rule, km.text)
    if names and not named:
        return (), Problem("road_not_in_network", reasons.text("road_not_in_network", road=names[0].raw))
    if isinstance(km, KmRange):
        return _range_spots(index, names, where, km)
    spots = [spot for i in where for spot in _post_on(index, i, km)]
    if not spots:
        return (), _nospot_at(index, [roads[i] for i in where], km.chainage_m)
    return tuple(spots), None if names else _not_named(km.chainage_m)


def _not_named(chainage_m: float) -> Problem:
    return Problem("road_not_named", reasons.text("road_not_named", km=format_km_post(chainage_m)))


def _post_on(index: RoadIndex, route_index: int, post: KmPost) -> list[Spot]:
    route = index.network.roads[route_index]
    measures = calibration.chainage_to_measures(
        route, post.chainage_m, max_extrapolation_m=index.options.max_extrapolation_m
    )
    slack_m = post.resolution_m if post.resolution_m >= 1000 else 0.0
    return [
        spot_at(index, route_index, measure, post.chainage_m, _post_precision(route, measure, post), slack_m)
        for measure in measures
    ]


def _post_precision(route: Route, measure_m: float, post: KmPost) -> Precision:
    if post.resolution_m >= 1000:
        return Precision.C
    away_m = calibration.distance_to_anchor(route, measure_m)
    measures = [anchor.measure_m for anchor in route.anchors]
    is_between = min(measures) - 1 <= measure_m <= max(measures) + 1
    if post.resolution_m > 20 or away_m is None or away_m > FAR_FROM_POST_M or not is_between:
        return Precision.B
    return Precision.A


def _range_spots(
    index: RoadIndex, names: tuple[RoadName, ...], where: list[int], km: KmRange
) -> tuple[tuple[Spot, ...], Problem | None]:
    """The middle of the range on each road; both ends, and a problem, when it is too long to have a useful middle."""
    length_m = km.to_m - km.from_m
    ends = {
        i: (_post_on(index, i, KmPost(km.from_m, is_exact=True)), _post_on(index, i, KmPost(km.to_m, is_exact=True)))
        for i in where
    }
    if length_m > LONGEST_RANGE_M:
        both = tuple(spot for first, last in ends.values() for spot in (*first, *last))
        return both, Problem(
            "range_too_long",
            reasons.text(
                "range_too_long", start=format_km_post(km.from_m), end=format_km_post(km.to_m), limit=LONGEST_RANGE_M
            ),
        )
    spots = [
        spot_at(index, i, (a.measure_m + b.measure_m) / 2, None, Precision.C, length_m / 2)
        for i, (first, last) in ends.items()
        for a in first
        for b in last
        if abs(abs(b.measure_m - a.measure_m) - length_m) <= max(100.0, length_m)
    ]
    if not spots:
        return (), _nospot_at(index, [index.network.roads[i] for i in where], km.from_m)
    return tuple(spots), None if names else _not_named(km.from_m)


def _nospot_at(index: RoadIndex, routes: list[Route], chainage_m: float) -> Problem:
    """Why a chainage has no place on any of the routes."""
    km = format_km_post(chainage_m)
    calibrated = [route for route in routes if route.anchors]
    if not routes:
        return Problem("road_not_named", reasons.text("road_not_named", km=km))
    if not calibrated:
        road = routes[0].shown_name
        return Problem("route_without_posts", reasons.text("route_without_posts", road=road))
    spans = [(min(a.chainage_m for a in r.anchors), max(a.chainage_m for a in r.anchors)) for r in calibrated]
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    rule = "km_in_jump" if low <= chainage_m <= high else "km_outside_posts"
    return Problem(
        rule,
        reasons.text(
            rule,
            km=km,
            road=calibrated[0].shown_name,
            low=format_km_post(low),
            high=format_km_post(high),
            limit=index.options.max_extrapolation_m,
        ),
    )
