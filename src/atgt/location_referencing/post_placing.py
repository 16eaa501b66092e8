"""Km posts put on the lines of their routes, and the direction they give a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atgt.domain.issue import Issue
from atgt.domain.text import Text
from atgt.location_referencing import chaining, projection, road_names
from atgt.location_referencing.calibration import Anchor
from atgt.location_referencing.road_notes import note
from atgt.location_referencing.segments import text_of

ANCHOR_COLUMNS = ("route_id", "chainage_m", "lon", "lat")
"""The columns of a table of km posts; lon and lat in WGS84."""

MAX_ANCHOR_OFFSET_M = 100.0
"""A km post farther than this from its route, in metres, is not believed and is told."""


def posts_by_route(
    anchors: pd.DataFrame | None, route_ids: Iterable[str], metric_crs: str, notes: list[Issue]
) -> dict[str, pd.DataFrame]:
    """Km posts in metres, by the route they name; those that name none are told."""
    if anchors is None or anchors.empty:
        return {}
    numbers = anchors.assign(
        **{c: pd.to_numeric(anchors[c], errors="coerce").astype(float) for c in ("chainage_m", "lon", "lat")}
    )
    x, y = projection.to_metric(numbers["lon"], numbers["lat"], metric_crs)
    posts = pd.DataFrame(
        {
            "route_id": [text_of(value).strip() for value in anchors["route_id"]],
            "chainage_m": numbers["chainage_m"].to_numpy(),
            "x": x,
            "y": y,
        }
    ).drop_duplicates()
    broken = posts.isna().any(axis=1)
    known = posts["route_id"].isin(set(route_ids))
    useless = Text(
        "Cột Km ghi tuyến không có trong mạng đường, hoặc thiếu lý trình, tọa độ nên không dùng; kiểm tra lại hàng "
        "này.",
        "The km post names a route that is not there, or lacks chainage or coordinates; it is not used: check the row.",
    )
    notes.extend(
        note("km_posts", f"{row.route_id} {row.chainage_m}", "post_without_route", useless)
        for row in posts[broken | ~known].itertuples()
    )
    return {str(route): table for route, table in posts[known & ~broken].groupby("route_id")}


def with_route_ids(posts: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The posts with the id of the one route each names, however it is written ("Quốc lộ 1A" is QL1).

    Parameters
    ----------
    segments
        Columns route_id, road_name, alignment, aliases. A name that fits no route, or several, stays as it is.
    """
    known = set(segments["route_id"])
    named = [text_of(value).strip() for value in posts["route_id"]]
    unknown = set(named) - known - {""}
    if not unknown:
        return posts
    facts = segments[["route_id", "road_name", "alignment", "aliases"]].drop_duplicates()
    routes = [_Named(*map(text_of, row)) for row in facts.itertuples(index=False)]
    meant = {name: _route_named(name, routes) for name in unknown}
    ids = [meant.get(name) or own for name, own in zip(named, posts["route_id"], strict=True)]
    return posts.assign(route_id=pd.Series(ids, index=posts.index, dtype=object))


@dataclass(frozen=True, slots=True)
class _Named:
    """A route with its names, as a layer writes them."""

    route_id: str
    road_name: str
    alignment: str | None
    other_names: str

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.other_names.split(";") if part.strip())


def _route_named(text: str, routes: Iterable[_Named]) -> str | None:
    """The only route that has this name; one named without an alignment is no bypass."""
    name = road_names.parse_road(text)
    if name is None:
        return None
    fits = {
        route.route_id
        for route in routes
        if road_names.agrees(name, route)
        and (name.alignment == "tranh") == (road_names.normal_alignment(route.alignment) == "tranh")
    }
    return fits.pop() if len(fits) == 1 else None


def assign_posts(
    route_id: str, chains: list[chaining.Chain], posts: pd.DataFrame | None, notes: list[Issue]
) -> list[list[int]]:
    """For each chain the positions of the posts nearest to it; posts too far from all are told."""
    share: list[list[int]] = [[] for _ in chains]
    if posts is None or not chains:
        return share
    points = np.asarray(shapely.points(posts["x"], posts["y"]), dtype=object)
    away = np.column_stack([shapely.distance(points, chain.line) for chain in chains])
    for index, nearest in enumerate(np.argmin(np.round(away, 6), axis=1)):
        if away[index, nearest] <= MAX_ANCHOR_OFFSET_M:
            share[nearest].append(index)
            continue
        notes.append(
            note(
                "km_posts",
                f"{route_id} {posts['chainage_m'].iloc[index]:.0f}",
                "post_far_from_route",
                Text(
                    f"Cột Km cách tuyến {route_id} {away[index, nearest]:.0f} m "
                    f"(giới hạn {MAX_ANCHOR_OFFSET_M:.0f} m) nên không dùng; kiểm tra tọa độ và tên tuyến.",
                    f"The km post is {away[index, nearest]:.0f} m from {route_id} "
                    f"(limit {MAX_ANCHOR_OFFSET_M:.0f} m); it is not used: check its position and route.",
                ),
            )
        )
    return share


def directed(chain: chaining.Chain, posts: pd.DataFrame | None) -> tuple[shapely.LineString, tuple[Anchor, ...]]:
    """The line in the direction of growing chainage, with its posts along it."""
    if posts is None or posts.empty:
        line = _opened(chain.line, None) if chain.is_ring else chain.line
        return (line if _runs_forward(chain, line) else line.reverse()), ()
    points = np.asarray(shapely.points(posts["x"], posts["y"]), dtype=object)
    chainage = posts["chainage_m"].to_numpy(dtype=float)
    line = _opened(chain.line, points[int(np.argmin(chainage))]) if chain.is_ring else chain.line
    if _falls(line, points, chainage):
        line = line.reverse()
    measures = np.asarray(shapely.line_locate_point(line, points))
    found = sorted({Anchor(float(c), float(m)) for c, m in zip(chainage, measures, strict=True)}, key=_along)
    return line, tuple(found)


def _along(anchor: Anchor) -> tuple[float, float]:
    return (anchor.measure_m, anchor.chainage_m)


def _falls(line: shapely.LineString, points: npt.NDArray[np.object_], chainage: npt.NDArray[np.float64]) -> bool:
    """Whether the posts fit the line better when it is turned round."""
    measure = np.asarray(shapely.line_locate_point(line, points))
    turned = line.length - measure
    if line.is_ring:
        turned = np.where(turned >= line.length, 0.0, turned)  # the start of a ring stays its start
    return _misfit(turned, chainage) < _misfit(measure, chainage)


def _misfit(measure: npt.NDArray[np.float64], chainage: npt.NDArray[np.float64]) -> float:
    """How far chainage steps differ from distances, summed over neighbouring posts; to the millimetre."""
    order = np.argsort(measure, kind="stable")
    return round(float(np.abs(np.diff(chainage[order]) - np.diff(measure[order])).sum()), 3)


def _runs_forward(chain: chaining.Chain, line: shapely.LineString) -> bool:
    if abs(chain.forward_m) > 1e-6:
        return chain.forward_m > 0
    xy = shapely.get_coordinates(line)
    return tuple(xy[0]) <= tuple(xy[-1])


def _opened(ring: shapely.LineString, at: shapely.Point | None) -> shapely.LineString:
    """The ring starting at a point (its lowest km post), or at its most south-western vertex."""
    xy = shapely.get_coordinates(ring)[:-1]
    if at is None:
        start = int(np.lexsort((xy[:, 1], xy[:, 0]))[0])
        turned = np.roll(xy, -start, axis=0)
        return shapely.LineString(np.vstack([turned, turned[:1]]))
    where = float(shapely.line_locate_point(ring, at))
    tip = shapely.get_coordinates(shapely.line_interpolate_point(ring, where))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shapely.get_coordinates(ring), axis=0).T))])[:-1]
    return shapely.LineString(np.vstack([tip, xy[along > where + 1e-9], xy[along < where - 1e-9], tip]))
