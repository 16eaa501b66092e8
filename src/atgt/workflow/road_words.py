"""A stretch of a road in words: with km posts where the road has them, else with metres from its start."""

from __future__ import annotations

from atgt.domain.location import format_km_post
from atgt.domain.text import Text
from atgt.location_referencing import linear_referencing
from atgt.location_referencing.road_network import RoadNetwork


def stretch_name(network: RoadNetwork, route_id: str, from_m: float, to_m: float) -> Text:
    """The name of a stretch between two measures in metres."""
    route = network.routes[route_id]
    posts = [linear_referencing.measure_to_chainage(route, at) for at in (from_m, to_m)]
    if posts[0] is not None and posts[1] is not None:
        extent = " – ".join(format_km_post(post) for post in posts if post is not None)
        return Text(f"{route.shown_name}, {extent}", f"{route.shown_name}, {extent}")
    extent = " – ".join(f"{round(at):,}" for at in (from_m, to_m))
    return Text(
        f"{route.shown_name}, cách đầu tuyến {extent.replace(',', '.')} m",
        f"{route.shown_name}, {extent} m from its start",
    )
