"""Mile posts of the interchanges of Massachusetts, each left out in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from trials import leave_one_out
from trials.leave_one_out import Trial
from trials.words import count, metres, paragraph, section, spread, table

from atgt.location_referencing.calibration import Anchor
from atgt.location_referencing.post_placing import MAX_ANCHOR_OFFSET_M
from atgt.location_referencing.road_network import RoadNetwork, build_network
from atgt.location_referencing.route import Route

_MILE_M = 1609.344
_CRS = "EPSG:26986"


def report(data: Path) -> str:
    """The section of the page."""
    posts = gpd.read_file(data / "massachusetts_mileposts" / "interchanges.geojson")
    posts = posts.set_crs(4326, allow_override=True).set_geometry(posts.geometry.force_2d())
    words = f"""{len(posts)} interchanges of {posts["RouteKey"].nunique()} routes with mile point and coordinates
        (Massachusetts DOT, about 2012). Each is left out in turn, the others of its route are the posts, and its
        mile point is looked for. Error: metres along the line between the place found and the interchange's own.
        There is no accurate road layer in the data, so two poor ones are used, each for what it can show. Refused
        are: “beyond the posts”, more than 1 km from the outermost post; “end of line”, nearer, but the line ends
        before; “in a jump”, where the chainage of the posts leaps over it; “no post”, the route's only one."""
    limits = """What the errors consist of: in A chords cut the curves between interchanges, so the line is shorter
        than the road, unevenly; in B the lines are simplified by tens to hundreds of metres and the point of
        an interchange is somewhere in its ramps, not at a post. The worst stand where the next post is ten
        kilometres and more away, or where the line is hundreds of metres shorter than the miles say on one side
        only; nothing in between corrects this. The first and last post of a
        route have posts on one side only: they are placed when within 1 km and on the line, else refused, which is
        the rule, not a fault. Not tested: the other direction of each road (the data has one), posts at every mile,
        an accurate line."""
    return section(
        "2. Mile posts of Massachusetts, one left out at a time",
        paragraph(words),
        *_on_chords(posts.to_crs(_CRS)),
        *_on_road_lines(posts, data / "us_interstates"),
        paragraph(limits),
    )


def _on_chords(posts: gpd.GeoDataFrame) -> Iterator[str]:
    yield paragraph("""**A. Line drawn straight from interchange to interchange, also the one left out.** It shows the
        calibration alone: how far the ratio of miles to metres changes from one pair of posts to the next.""")
    routes = [_chords(str(key), group) for key, group in posts.groupby("RouteKey")]
    yield _table_of({route.route_id: leave_one_out.each(route) for route in routes})
    yield _worst(routes)


def _chords(key: str, group: gpd.GeoDataFrame) -> Route:
    ordered = group.sort_values("Milepoint")
    x, y = ordered.geometry.x.to_numpy(), ordered.geometry.y.to_numpy()
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    miles = ordered["Milepoint"].to_numpy() * _MILE_M
    posts = tuple(Anchor(float(c), float(m)) for c, m in zip(miles, along, strict=True))
    at = np.column_stack([x, y])
    return Route(key, key, None, None, None, (), shapely.LineString(at if len(at) > 1 else [*at, *at]), posts)


def _on_road_lines(posts: gpd.GeoDataFrame, folder: Path) -> Iterator[str]:
    key = posts["RouteKey"].str.partition(" ")[0]
    network = _interstates(folder, posts.assign(route_id=key))
    known = {route.base_id for route in network.roads}
    here = posts[key.isin(known)].to_crs(_CRS)
    offsets = np.array([_offset(network, k, g) for k, g in zip(key[here.index], here.geometry, strict=True)])
    far = int((offsets > MAX_ANCHOR_OFFSET_M).sum())
    median, most, greatest = spread(offsets.tolist())
    yield paragraph(f"""**B. Interstates on road lines that know nothing of the posts** (`us_interstates`, public
        domain, simplified; both carriageways, each its own line; a post goes to the nearest, as in the product).
        {count(len(here))} interchanges lie on these routes, {median} m from the line in the median, {most} m at
        90 %, {greatest} m at most. **{far} of them are more than {MAX_ANCHOR_OFFSET_M:.0f} m off: the product tells
        such posts and does not use them**; they are not tested either.""")
    found = {
        base: [trial for route in network.roads if route.base_id == base for trial in leave_one_out.each(route)]
        for base in sorted(known)
    }
    yield _table_of({base: trials for base, trials in found.items() if trials})
    yield _worst(network.roads)


def _interstates(folder: Path, posts: gpd.GeoDataFrame) -> RoadNetwork:
    roads = gpd.read_file(f"/vsigzip/{(folder / 'roads.geojson.gz').resolve()}")
    roads = roads[(roads["state"] == "MA") & ~roads["name"].str.contains("Hov", case=False)]
    name = "I" + roads["id"].astype(str)
    segments = gpd.GeoDataFrame({"route_id": name, "road_name": name}, geometry=roads.geometry, crs=4326)
    anchors = pd.DataFrame(
        {
            "route_id": posts["route_id"],
            "chainage_m": posts["Milepoint"] * _MILE_M,
            "lon": posts.geometry.x,
            "lat": posts.geometry.y,
        }
    )
    return build_network(segments, anchors, None, metric_crs=_CRS)


def _offset(network: RoadNetwork, base: str, point: shapely.Point) -> float:
    return min(route.line.distance(point) for route in network.roads if route.base_id == base)


def _table_of(found: dict[str, list[Trial]]) -> str:
    """The routes with most posts first, and all together last."""
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    everything = [*ranked, ("**all**", [trial for _, trials in ranked for trial in trials])]
    return table(["route", *leave_one_out.HEAD], [[name, *leave_one_out.cells(trials)] for name, trials in everything])


def _worst(routes: Sequence[Route]) -> str:
    """The greatest errors, with the distance to the posts on both sides by miles and along the line."""
    found = [
        (trial.error_m, route, at)
        for route in routes
        for at, trial in enumerate(leave_one_out.each(route))
        if trial.error_m is not None and 0 < at < len(route.anchors) - 1
    ]
    rows = []
    for error_m, route, at in sorted(found, key=lambda item: -item[0])[:4]:
        before, here, after = route.anchors[at - 1 : at + 2]
        sides = [
            f"{metres(b.chainage_m - a.chainage_m)} / {metres(b.measure_m - a.measure_m)}"
            for a, b in ((before, here), (here, after))
        ]
        rows.append([f"{route.route_id} mile {here.chainage_m / _MILE_M:.2f}", metres(error_m), *sides])
    return table(["the worst", "error m", "back to the post before, by miles / on the line", "on to the next"], rows)
