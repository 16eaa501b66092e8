"""Roads in: a road layer, its km posts, its junctions and the ward's boundary become the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import RoadNetworkError
from atgt.domain.issue import Issue
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.location_referencing import road_network
from atgt.location_referencing.road_network import RoadNetwork
from atgt.storage.database import Database
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import settings_table
from atgt.workflow import authority

METRIC_CRS_KEY = "metric_crs"
JOIN_KEY = "join_carriageways"
"""Setting: whether the two carriageways of a road count as one road, in locating and in screening."""


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What came in with a road layer."""

    file: str
    n_segments: int
    n_routes: int
    n_junctions: int
    n_anchors: int
    length_km: float
    issues: tuple[Issue, ...]


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
    metric_crs: str | None = None,
) -> RoadReport:
    """Put a road layer in the place of the one before, in one transaction.

    Raises
    ------
    InputFileError, MissingCrsError
        When the file is not a road layer, or does not say its CRS.
    RoadNetworkError
        When it holds no line at all.
    """
    authority.require(actor, Role.EDITOR, Text("thay lớp đường", "replace the roads"))
    layer = geodata.read_roads(content, name=name, field_mapping=mapping)
    if layer.segments.empty:
        raise RoadNetworkError(
            Text(
                f"{name}: không có tuyến đường nào trong tệp. Kiểm tra lại lớp dữ liệu (kiểu đường – LineString).",
                f"{name}: the file holds no road lines. Check the layer (it must be lines).",
            )
        )
    posts = layer.anchors if anchors is None else anchors
    crs = metric_crs or suitable_metric_crs(layer.segments)
    network = road_network.build_network(layer.segments, posts, None, metric_crs=crs)
    with database.write(actor, f"nạp lớp đường {name}", now) as session:
        road_store.replace_roads(session, layer.segments, posts, junction_table(network))
        settings_table.put(session, METRIC_CRS_KEY, value=crs)
        if boundary is not None:
            road_store.replace_boundary(session, boundary)
    return RoadReport(
        file=name,
        n_segments=len(layer.segments),
        n_routes=len(network.routes),
        n_junctions=len(network.junctions),
        n_anchors=len(posts),
        length_km=sum(route.line.length for route in network.routes.values()) / 1000,
        issues=(*layer.issues, *network.notes),
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
