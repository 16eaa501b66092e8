"""How well the km posts of each road fit its line: where chainage jumps, repeats, or runs off the true distance."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from atgt.domain.location import format_km_post
from atgt.domain.text import Text
from atgt.location_referencing import calibration
from atgt.location_referencing.calibration import Section
from atgt.location_referencing.road_network import RoadNetwork
from atgt.location_referencing.route import Route


@dataclass(frozen=True, slots=True)
class PostReport:
    """The km posts of one road.

    Parameters
    ----------
    largest_misfit_m
        Largest difference between chainage and true distance from one post to the next inside a section.
    equations
        Where the chainage jumps or repeats, in words.
    """

    route_id: str
    road_name: str
    length_m: float
    n_posts: int
    first: str | None
    last: str | None
    largest_misfit_m: float
    equations: tuple[Text, ...]


def post_reports(network: RoadNetwork) -> tuple[PostReport, ...]:
    """The roads that have km posts, most posts first; roads without posts are left out."""
    reports = [_report(route) for route in network.roads if route.anchors]
    return tuple(sorted(reports, key=lambda one: (-one.n_posts, one.route_id)))


def _report(route: Route) -> PostReport:
    parts = calibration.sections(route.anchors)
    chainages = [anchor.chainage_m for anchor in route.anchors]
    return PostReport(
        route.route_id,
        route.shown_name,
        route.length_m,
        len(route.anchors),
        format_km_post(min(chainages)),
        format_km_post(max(chainages)),
        max((_misfit(part) for part in parts), default=0.0),
        tuple(_equation(a, b) for a, b in itertools.pairwise(parts)),
    )


def _misfit(part: Section) -> float:
    pairs = itertools.pairwise(zip(part.chainages_m, part.measures_m, strict=True))
    return max((abs((c2 - c1) - (m2 - m1)) for (c1, m1), (c2, m2) in pairs), default=0.0)


def _equation(before: Section, after: Section) -> Text:
    """What happens between two sections: the chainage reached there, and the one that begins."""
    distance = after.measures_m[0] - before.measures_m[-1]
    reached, begins = before.chainages_m[-1] + distance, after.chainages_m[0]
    ends, starts = format_km_post(before.chainages_m[-1]), format_km_post(begins)
    metres = abs(begins - reached)
    if begins > reached:
        return Text(
            f"lý trình nhảy: sau {ends} là {starts} (hụt {metres:.0f} m so với chiều dài thật)",
            f"the chainage jumps: after {ends} comes {starts} ({metres:.0f} m more than the true length)",
        )
    return Text(
        f"lý trình lặp: sau {ends} lại là {starts} (thừa {metres:.0f} m so với chiều dài thật)",
        f"the chainage repeats: after {ends} comes {starts} again ({metres:.0f} m less than the true length)",
    )
