"""Roads in: a road layer, its km posts, its junctions and the ward's boundary become the network.

A layer is looked at first - what it holds, what is wrong with it, which accidents would move - and stored as a whole.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import RoadNetworkError
from atgt.domain.issue import Issue
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.location_referencing import post_placing, post_report, road_network, topology
from atgt.location_referencing.post_report import PostReport
from atgt.location_referencing.road_network import RoadNetwork
from atgt.location_referencing.topology import Topology
from atgt.storage.database import Database
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import settings_table
from atgt.workflow import authority, relocating
from atgt.workflow.relocating import Relocation

METRIC_CRS_KEY = "metric_crs"
JOIN_KEY = "join_carriageways"
"""Setting: whether the two carriageways of a road count as one road, in locating and in screening."""

_LOOK = Text("xem trước lớp đường, cột Km", "look at roads and km posts to be loaded")


@dataclass(frozen=True, slots=True)
class RoadPreview:
    """A road layer as it would come in; nothing is stored yet.

    Parameters
    ----------
    relocation
        What it does to the accidents that are there; None when it was not asked for.
    keeps_posts
        Whether the km posts stored before are used, because the file brings none.
    """

    file: str
    segments: gpd.GeoDataFrame
    posts: pd.DataFrame
    boundary: gpd.GeoDataFrame | None
    metric_crs: str
    network: RoadNetwork
    topology: Topology
    post_reports: tuple[PostReport, ...]
    relocation: Relocation | None
    keeps_posts: bool
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What came in with a road layer, and what it did to the accidents."""

    file: str
    n_segments: int
    n_routes: int
    n_junctions: int
    n_anchors: int
    length_km: float
    issues: tuple[Issue, ...]
    relocation: Relocation


def load_network(database: Database) -> RoadNetwork:
    """The network of the database, in the ward's metric CRS; without roads it is an empty network."""
    with database.read() as session:
        segments = road_store.load_segments(session)
        anchors = road_store.load_anchors(session)
        junctions = road_store.load_junctions(session)
        metric_crs = settings_table.get(session, METRIC_CRS_KEY, settings.DEFAULT_METRIC_CRS)
        is_joined = bool(settings_table.get(session, JOIN_KEY, default=False))
    found = road_network.build_network(segments, anchors, junctions if len(junctions) else None, metric_crs=metric_crs)
    return found.joined() if is_joined else found


def joins_carriageways(database: Database) -> bool:
    """Whether this office counts the two carriageways of a road as one."""
    with database.read() as session:
        return bool(settings_table.get(session, JOIN_KEY, default=False))


def present(database: Database) -> RoadPreview | None:
    """The stored roads, looked at as if they came in now; None while there are none."""
    with database.read() as session:
        segments, posts = road_store.load_segments(session), road_store.load_anchors(session)
        boundary = road_store.load_boundary(session)
        metric_crs = settings_table.get(session, METRIC_CRS_KEY, settings.DEFAULT_METRIC_CRS)
    if segments.empty:
        return None
    return replace(_preview("", segments, posts, metric_crs, ()), boundary=boundary)


def check_roads(
    content: bytes,
    *,
    name: str,
    mapping: geodata.RoadFieldMapping | None = None,
    anchors: pd.DataFrame | None = None,
    crs: str | None = None,
    metric_crs: str | None = None,
) -> RoadPreview:
    """Look at a road file without a database: network, topology, km posts.

    Raises
    ------
    InputFileError, MissingCrsError
        When the file is not a road layer, or does not say its CRS and nobody did.
    RoadNetworkError
        When it holds no line at all.
    """
    layer = geodata.read_roads(content, name=name, field_mapping=mapping, crs=crs)
    if layer.segments.empty:
        raise RoadNetworkError(
            Text(
                f"{name}: không có tuyến đường nào trong tệp. Kiểm tra đã chọn đúng lớp đường.",
                f"{name}: the file holds no road lines. Check the layer (it must be lines).",
            )
        )
    posts = layer.anchors if anchors is None else anchors
    return _preview(name, layer.segments, posts, metric_crs or suitable_metric_crs(layer.segments), layer.issues)


def preview_roads(
    database: Database,
    content: bytes,
    *,
    name: str,
    mapping: geodata.RoadFieldMapping | None = None,
    anchors: pd.DataFrame | None = None,
    boundary: gpd.GeoDataFrame | None = None,
    crs: str | None = None,
    metric_crs: str | None = None,
) -> RoadPreview:
    """The same with the database in view: posts that are kept, accidents that would move. Raises as ``check_roads``."""
    authority.require_reader(database, Role.EDITOR, _LOOK)
    seen = check_roads(content, name=name, mapping=mapping, anchors=anchors, crs=crs, metric_crs=metric_crs)
    with database.read() as session:
        stored = road_store.load_anchors(session)
        keeps = seen.posts.empty and anchors is None and not stored.empty
        if keeps:
            seen = _preview(name, seen.segments, stored, seen.metric_crs, seen.issues)
        relocation = relocating.relocate_in(session, _counted(session, seen.network), stores=False)
    return replace(seen, boundary=boundary, relocation=relocation, keeps_posts=keeps)


def accept_roads(database: Database, seen: RoadPreview, actor: Actor, now: dt.datetime) -> RoadReport:
    """Put what a preview showed in the place of the layer before and locate every accident anew, in one transaction."""
    authority.require(actor, Role.EDITOR, Text("thay lớp đường", "replace the roads"))
    with database.write(actor, f"nạp lớp đường {seen.file}", now) as session:
        if seen.boundary is not None:
            road_store.replace_boundary(session, seen.boundary)
        return _store(session, seen)


def import_roads(
    database: Database,
    content: bytes,
    *,
    name: str,
    actor: Actor,
    now: dt.datetime,
    mapping: geodata.RoadFieldMapping | None = None,
    anchors: pd.DataFrame | None = None,
    boundary: gpd.GeoDataFrame | None = None,
    crs: str | None = None,
    metric_crs: str | None = None,
) -> RoadReport:
    """Look at a layer and accept it, in one step. Raises as ``check_roads``; nothing is stored then."""
    authority.require(actor, Role.EDITOR, Text("thay lớp đường", "replace the roads"))
    seen = preview_roads(
        database,
        content,
        name=name,
        mapping=mapping,
        anchors=anchors,
        boundary=boundary,
        crs=crs,
        metric_crs=metric_crs,
    )
    return accept_roads(database, seen, actor, now)


# ── km posts ────────────────────────────────────────────────────────────────────────────────────────────────────


def preview_posts(database: Database, posts: pd.DataFrame, *, name: str) -> RoadPreview:
    """Km posts as they would come in: they take the place of the posts of the same roads, other roads keep theirs.

    Raises RoadNetworkError while there are no roads to put them on.
    """
    authority.require_reader(database, Role.EDITOR, _LOOK)
    with database.read() as session:
        segments, stored = road_store.load_segments(session), road_store.load_anchors(session)
        metric_crs = settings_table.get(session, METRIC_CRS_KEY, settings.DEFAULT_METRIC_CRS)
        if segments.empty:
            raise RoadNetworkError(
                Text(
                    "Chưa có mạng đường để gắn cột Km. Hãy nạp lớp đường trước.",
                    "There are no roads to put km posts on. Load the roads first.",
                )
            )
        posts = post_placing.with_route_ids(posts, segments)
        others = stored[~stored["route_id"].isin(set(posts["route_id"]))]
        together = pd.concat([others, posts], ignore_index=True) if len(others) else posts.reset_index(drop=True)
        seen = _preview(name, segments, together, metric_crs, ())
        relocation = relocating.relocate_in(session, _counted(session, seen.network), stores=False)
    return replace(seen, relocation=relocation)


def add_post(database: Database, route_id: str, chainage_m: float, lon: float, lat: float) -> RoadPreview:
    """One more km post beside those of its road, or in the place of the one that shows the same chainage."""
    authority.require_reader(database, Role.EDITOR, _LOOK)
    with database.read() as session:
        stored = road_store.load_anchors(session)
    own = stored[(stored["route_id"] == route_id) & (stored["chainage_m"].round(3) != round(chainage_m, 3))]
    new = pd.DataFrame({"route_id": [route_id], "chainage_m": [chainage_m], "lon": [lon], "lat": [lat]})
    posts = pd.concat([own, new], ignore_index=True) if len(own) else new
    return preview_posts(database, posts, name=f"cột Km {route_id}")


def accept_posts(database: Database, seen: RoadPreview, actor: Actor, now: dt.datetime) -> RoadReport:
    """Store the km posts of a preview and locate every accident anew, in one transaction."""
    authority.require(actor, Role.EDITOR, Text("nạp cột Km", "load km posts"))
    with database.write(actor, f"nạp cột Km {seen.file}", now) as session:
        return _store(session, seen)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _preview(
    name: str, segments: gpd.GeoDataFrame, posts: pd.DataFrame, metric_crs: str, issues: tuple[Issue, ...]
) -> RoadPreview:
    posts = post_placing.with_route_ids(posts, segments)
    network = road_network.build_network(segments, posts, None, metric_crs=metric_crs)
    return RoadPreview(
        file=name,
        segments=segments,
        posts=posts,
        boundary=None,
        metric_crs=metric_crs,
        network=network,
        topology=topology.check_topology(segments, metric_crs=metric_crs),
        post_reports=post_report.post_reports(network),
        relocation=None,
        keeps_posts=False,
        issues=tuple(dict.fromkeys((*issues, *network.notes))),
    )


def _counted(session: Session, network: RoadNetwork) -> RoadNetwork:
    """The network as this office counts carriageways."""
    return network.joined() if settings_table.get(session, JOIN_KEY, default=False) else network


def _store(session: Session, seen: RoadPreview) -> RoadReport:
    usable = seen.posts.dropna(subset=["route_id", "chainage_m", "lon", "lat"])
    road_store.replace_roads(session, seen.segments, usable, junction_table(seen.network))
    settings_table.put(session, METRIC_CRS_KEY, value=seen.metric_crs)
    relocation = relocating.relocate_in(session, _counted(session, seen.network))
    return RoadReport(
        file=seen.file,
        n_segments=len(seen.segments),
        n_routes=len(seen.network.routes),
        n_junctions=len(seen.network.junctions),
        n_anchors=len(usable),
        length_km=sum(route.line.length for route in seen.network.routes.values()) / 1000,
        issues=seen.issues,
        relocation=relocation,
    )


def junction_table(network: RoadNetwork) -> pd.DataFrame:
    """The junctions found in a network, as rows to be stored."""
    return pd.DataFrame(
        [
            {
                "junction_id": j.junction_id,
                "name": j.name,
                "lon": j.lon,
                "lat": j.lat,
                "route_ids": ";".join(j.route_ids),
            }
            for j in network.junctions
        ],
        columns=["junction_id", "name", "lon", "lat", "route_ids"],
    )


def suitable_metric_crs(segments: gpd.GeoDataFrame) -> str:
    """The metric CRS to measure in: VN-2000 for roads of Quảng Ngãi, else the UTM zone of the layer's middle."""
    west, south, east, north = segments.to_crs("EPSG:4326").total_bounds
    if west >= 107.0 and east <= 109.6 and south >= 13.5 and north <= 15.8:
        return settings.DEFAULT_METRIC_CRS
    zone = int(((west + east) / 2 + 180) // 6) + 1
    return f"EPSG:{(32600 if (south + north) / 2 >= 0 else 32700) + zone}"
