"""Accidents of Songkhla that have both a km and coordinates: each vouches for the km of its neighbours."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from trials import leave_one_out
from trials.leave_one_out import Trial
from trials.words import count, metres, paragraph, section, share, spread, table

from atgt.domain.location import Candidate, format_km_post
from atgt.io import geodata
from atgt.location_referencing import projection, snapping
from atgt.location_referencing.calibration import Anchor
from atgt.location_referencing.linear_referencing import LocatingOptions, locate_table
from atgt.location_referencing.projection import Box
from atgt.location_referencing.road_network import RoadNetwork, build_network

_CRS = "EPSG:32647"
_REACH_M = 50.0
_PIECE_M = 2000.0
_LEAST_SHOWN = 5
_THAILAND = LocatingOptions(plausible_box=Box(97, 5, 106, 21))
_HEAD = ("route", *leave_one_out.HEAD, "≤ 100 m", "≤ 500 m")
_CONSISTENT_M = LocatingOptions().disagreement_m


def report(data: Path) -> str:
    """The section of the page."""
    folder = data / "songkhla"
    accidents, funnel = _accidents(folder)
    roads = geodata.read_roads(folder / "songkhla_roads.geojson", name="songkhla_roads.geojson").segments
    network = build_network(roads, _as_posts(accidents), None, metric_crs=_CRS)
    on_road = _on_their_road(accidents, network)
    words = """Highway accidents 2020–2025 (Thai Department of Highways) with route, km and coordinates, and the
        OpenStreetMap lines of routes 4, 42, 43 and 407. Nobody published where the km posts stand, so the
        accidents themselves must serve: per 2 km of line the accident whose km minus distance is the median of its
        neighbours is taken as a post, always without the accident that is looked for. Each carriageway is a line of
        its own and is calibrated by its own accidents. The error is metres along the line between the place found by
        the km and the place reported by the coordinates: it contains the faults of both."""
    funnel += [["within 50 m of their own route", count(len(on_road))]]
    return section(
        "3. Km posts of Songkhla",
        paragraph(words),
        table(["accidents", "rows"], funnel),
        *_left_out(on_road, network),
        *_meaning(on_road),
        *_as_the_product(accidents, roads),
        paragraph(_LIMITS),
    )


_LIMITS = """What the errors consist of: km written to 10–100 m; kilometrages of several years and
    sections, which disagree by up to kilometres on route 407; accidents whose km or coordinates are simply wrong;
    posts that are themselves accidents; the drawing of the road, which at a few metres is the smallest part; and
    UTM, in which a kilometre of road is up to 0.4 m short or long. Accidents at the very same spot vouch for each
    other. Not tested: real km posts (not in the data), minor roads (not in the layer), which carriageway a km alone
    means, and whether the coordinates were measured at the scene."""


def _accidents(folder: Path) -> tuple[pd.DataFrame, list[list[str]]]:
    """The accidents that can be used, and what was left on the way."""
    raw = pd.read_csv(folder / "accident2020.csv", encoding="utf-8-sig", dtype={"รหัสสายทาง": str})
    once = raw.drop_duplicates("ACC_CODE")
    with_km = once[once["KM"].notna()]
    table_ = pd.DataFrame(
        {
            "route": with_km["รหัสสายทาง"],
            "section": with_km["สายทาง"].str.replace(" ", "").fillna("(not stated)"),
            "km_m": (with_km["KM"] * 1000).round(),
            "lon": with_km["LONGITUDE"],
            "lat": with_km["LATITUDE"],
        }
    )
    mine = table_[table_["route"].isin(["4", "42", "43", "407"])].reset_index(drop=True)
    steps = {
        "in the file": raw,
        "each once (repeated ACC_CODE left out)": once,
        "with a km": with_km,
        "on routes 4, 42, 43, 407, whose lines are in the layer": mine,
    }
    return mine, [[what, count(len(rows))] for what, rows in steps.items()]


def _as_posts(accidents: pd.DataFrame) -> pd.DataFrame:
    return accidents.rename(columns={"route": "route_id", "km_m": "chainage_m"})[
        ["route_id", "chainage_m", "lon", "lat"]
    ]


def _on_their_road(accidents: pd.DataFrame, network: RoadNetwork) -> pd.DataFrame:
    """Each accident on the nearest line of its own route: line, measure and distance; the far ones are left out."""
    x, y = projection.to_metric(accidents["lon"], accidents["lat"], _CRS)
    found = snapping.snap(np.asarray(x), np.asarray(y), network.edges, _REACH_M)
    table_ = accidents.iloc[found.point_index].assign(
        line=[network.roads[i].route_id for i in found.route_index],
        base=[network.roads[i].base_id for i in found.route_index],
        measure_m=found.measure_m,
        distance_m=found.distance_m,
    )
    own = table_[table_["base"] == table_["route"]]
    return own[~own.index.duplicated()].sort_values(["line", "measure_m", "km_m"], kind="stable")


def _anchors(accidents: pd.DataFrame) -> tuple[Anchor, ...]:
    return tuple(Anchor(float(c), float(m)) for c, m in accidents[["km_m", "measure_m"]].to_numpy())


def _posts_from(anchors: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    """One post per 2 km of line: the accident whose km minus distance is the (lower) median of its piece."""
    pieces = itertools.groupby(sorted(anchors, key=_along), key=lambda a: a.measure_m // _PIECE_M)
    groups = [sorted(group, key=lambda a: (a.chainage_m - a.measure_m, a.measure_m)) for _, group in pieces]
    return tuple(group[(len(group) - 1) // 2] for group in groups)


def _along(anchor: Anchor) -> tuple[float, float]:
    return (anchor.measure_m, anchor.chainage_m)


# --- one accident left out at a time ---------------------------------------------------------------------------------


def _left_out(on_road: pd.DataFrame, network: RoadNetwork) -> Iterator[str]:
    yield paragraph("""**A. One kilometrage for each route**, whatever the section and year: what a user has who
        knows no better.""")
    yield _errors(on_road, network, ["line"])
    yield paragraph("""**B. A kilometrage for each section name of a route** (as written, blanks apart): posts come
        only from accidents that name the same section, so fewer places are within reach of posts.""")
    yield _errors(on_road, network, ["line", "section"])


def _errors(on_road: pd.DataFrame, network: RoadNetwork, keys: list[str]) -> str:
    found: dict[str, list[Trial]] = {route: [] for route in ("4", "42", "43", "407")}
    for (line, *_), group in on_road.groupby(keys, sort=True):
        route, anchors = network.routes[str(line)], _anchors(group)
        for i, anchor in enumerate(anchors):
            posts = _posts_from(anchors[:i] + anchors[i + 1 :])
            found[route.base_id].append(leave_one_out.look_for(anchor, route, posts))
    everything = [*found.items(), ("**all**", list(itertools.chain.from_iterable(found.values())))]
    return table(_HEAD, [[name, *leave_one_out.cells(trials), *_consistent(trials)] for name, trials in everything])


def _consistent(trials: list[Trial]) -> list[str]:
    errors = leave_one_out.errors(trials)
    return [share(sum(error <= limit for error in errors), len(trials)) for limit in (100, 500)]


# --- what the km means there -----------------------------------------------------------------------------------------


def _meaning(on_road: pd.DataFrame) -> Iterator[str]:
    aside, km = on_road["distance_m"], on_road["km_m"]
    steps = [_steps(group) for _, group in on_road.groupby(["line", "section"])]
    pairs = np.concatenate([step for step in steps if len(step)])
    yield paragraph(f"""**C. What the km means there.** It is the km of the whole route, not of the control section:
        where one section ends and the next begins it goes on (table: km from, km to), save on route 407, where
        accidents of the second section lie as if its km were about 2 km ahead, some of them only, and less towards
        the end. On route 43 sections were cut anew and renamed (ปากช่อง for นาหม่อม) and the newer km differ from
        the older by up to about 150 m at the same place. Column “km − distance” is relative to the median of its
        line: one steady number would be one kilometrage. Lines and sections with fewer than {_LEAST_SHOWN} accidents
        are left out. As written {share(int((km % 100 == 0).sum()), len(km))} of the km are whole hundreds of metres,
        {share(int((km % 10 != 0).sum()), len(km))} are finer than 10 m.""")
    yield table(
        ["line", "section as written", "accidents", "km from", "km to", "km − distance: 5 %", "50 %", "95 %"],
        list(_offsets(on_road)),
    )
    yield paragraph(f"""**A good part of these coordinates looks computed from the km, not measured.** All
        {count(len(aside))} points lie within {metres(aside.max())} m of the drawn line although up to 50 m was
        allowed, and of {count(len(pairs))} neighbours on one line and section that stand 20 m to 2 km apart
        {share(int((pairs <= 2).sum()), len(pairs))} agree to 2 m between their km and their distance: no officer
        reads a post that well, and a fix by satellite scatters by 5–20 m. So where errors are a few metres, the
        product reverses the agency's own computation; they say nothing about posts on the ground.""")


def _steps(group: pd.DataFrame) -> np.ndarray:
    """For neighbours of one line and section how far the step in km is from the step in distance."""
    measure, km = np.diff(group["measure_m"].to_numpy()), np.diff(group["km_m"].to_numpy())
    apart = (measure >= 20) & (measure <= 2000)
    return np.abs(km - measure)[apart]


def _offsets(on_road: pd.DataFrame) -> Iterator[list[str]]:
    for line, whole in on_road.groupby("line"):
        centre = (whole["km_m"] - whole["measure_m"]).median()
        for name, group in sorted(whole.groupby("section"), key=lambda item: (item[1]["km_m"].median(), item[0])):
            if len(group) < _LEAST_SHOWN:
                continue
            offset = group["km_m"] - group["measure_m"] - centre
            ends = (format_km_post(float(end)) for end in (group["km_m"].min(), group["km_m"].max()))
            quantiles = (f"{round(float(value)):+,}" for value in np.percentile(offset, [5, 50, 95]))
            yield [str(line), str(name), count(len(group)), *ends, *quantiles]


# --- the whole way, as the product goes it ---------------------------------------------------------------------------


def _as_the_product(accidents: pd.DataFrame, roads: gpd.GeoDataFrame) -> Iterator[str]:
    known, asked = accidents.iloc[::2], accidents.iloc[1::2].reset_index(drop=True)
    network = build_network(roads, _as_posts(known), None, metric_crs=_CRS)
    network = dataclasses.replace(
        network,
        routes=MappingProxyType(
            {key: dataclasses.replace(r, anchors=_posts_from(r.anchors)) for key, r in network.routes.items()}
        ),
    )
    records = pd.DataFrame({"road_name": asked["route"], "km_post": [format_km_post(km) for km in asked["km_m"]]})
    by_km = locate_table(records, network, _THAILAND)
    by_both = locate_table(records.assign(latitude=asked["lat"], longitude=asked["lon"]), network, _THAILAND)
    x, y = projection.to_metric(asked["lon"], asked["lat"], _CRS)
    away = np.array([_nearest(c, px, py, network) for c, px, py in zip(by_km["candidates"], x, y, strict=True)])
    placed = away[np.isfinite(away)]
    sided = int((by_both["location_rule"] == "km_repeats").sum())
    yield paragraph(f"""**D. The whole way through `locate_table`**: every other accident of the list
        ({count(len(known))}) makes the posts, 2 km apart, the {count(len(asked))} others are asked for, those far from
        every road included. With route and km only, most km are on both carriageways, and the product leaves the choice
        to a person: it puts none on a side it does not know. {count(len(placed))} have at least one place; the
        nearest is {spread(placed)[0]} m from the reported coordinates in the median, {spread(placed)[1]} m at 90 %,
        {spread(placed)[2]} m at most. **{share(int((placed <= _CONSISTENT_M).sum()), len(asked))} are consistent**: km
        and coordinates within {_CONSISTENT_M:.0f} m of each other on the named route.""")
    yield _rules("route and km only", by_km)
    yield _rules("route, km and coordinates", by_both)
    if sided:
        yield paragraph(f"""With the coordinates too {share(sided, len(asked))} stay `km_repeats`: the km fits both
            carriageways within {_CONSISTENT_M:.0f} m of the coordinates, and the coordinates do not settle which. On a
            road drawn as two lines that is most records: they wait for a person, or the office counts the two
            carriageways as one road.""")
    yield from _joined(asked, records, network)


def _joined(asked: pd.DataFrame, records: pd.DataFrame, network: RoadNetwork) -> Iterator[str]:
    """The same with the two carriageways as one road, by option."""
    joined = network.joined()
    beside = ", ".join(f"{other} beside {main}" for other, main in joined.carriageways.items())
    by_km = locate_table(records, joined, _THAILAND)
    by_both = locate_table(records.assign(latitude=asked["lat"], longitude=asked["lon"]), joined, _THAILAND)
    x, y = projection.to_metric(asked["lon"], asked["lat"], _CRS)
    placed = by_both["location_status"] == "located"
    px, py = projection.to_metric(by_both["lon"][placed].astype(float), by_both["lat"][placed].astype(float), _CRS)
    away = np.hypot(px - np.asarray(x)[placed], py - np.asarray(y)[placed])
    yield paragraph(f"""**E. The same with the two carriageways as one road** (option `join_carriageways`). Lines found
        to run beside another of their name: {beside}. With coordinates the line nearer to them is taken, without
        them the line that carries the measures of both; a window of the screening then counts both directions.
        {share(int(placed.sum()), len(asked))} are placed with the coordinates, {spread(away)[0]} m from them in the
        median, {spread(away)[1]} m at 90 %.""")
    yield _rules("one road, route and km only", by_km)
    yield _rules("one road, route, km and coordinates", by_both)


def _nearest(candidates: list[Candidate], x: float, y: float, network: RoadNetwork) -> float:
    places = [projection.to_metric(c.lon, c.lat, network.crs) for c in candidates]
    return min((float(np.hypot(px - x, py - y)) for px, py in places), default=float("nan"))


def _rules(title: str, found: pd.DataFrame) -> str:
    rows = found.groupby(["location_status", "location_rule"]).size().sort_index()
    cells = [[status, f"`{rule}`", share(int(n), len(found))] for (status, rule), n in rows.items()]
    return table([title, "rule", "accidents"], cells)
