"""A small ward drawn by hand, shared by the tests of location referencing."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from atgt.location_referencing import projection
from atgt.location_referencing.road_network import RoadNetwork, build_network

ORIGIN = np.array([600_000.0, 1_637_000.0])


@pytest.fixture(scope="session")
def lonlat() -> Callable[[float, float], tuple[float, float]]:
    """WGS84 of a place given in metres east and north of the ward's origin."""

    def convert(x: float, y: float) -> tuple[float, float]:
        lon, lat = projection.to_wgs84(ORIGIN[0] + x, ORIGIN[1] + y)
        return float(lon), float(lat)

    return convert


@pytest.fixture(scope="session")
def draw() -> Callable[..., gpd.GeoDataFrame]:
    """A road layer from rows (route_id, road_name, [(x, y), …], {other columns}), in metres from the origin."""

    def make(*rows: tuple) -> gpd.GeoDataFrame:
        table, lines = [], []
        for number, (route_id, name, points, *more) in enumerate(rows):
            table.append(
                {
                    "segment_id": f"s{number:03d}",
                    "route_id": route_id,
                    "road_name": name,
                    "alignment": None,
                    "road_class": None,
                    "manager": None,
                    "aliases": "",
                    "kind": "road",
                    "bridge_level": 0,
                }
                | (more[0] if more else {})
            )
            lines.append(shapely.LineString(np.array(points, dtype=float) + ORIGIN))
        return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:5898")

    return make


@pytest.fixture(scope="session")
def posts(lonlat) -> Callable[..., pd.DataFrame]:
    """Km posts from rows (route_id, chainage_m, x, y)."""

    def make(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
        table = [(route, chainage, *lonlat(x, y)) for route, chainage, x, y in rows]
        return pd.DataFrame(table, columns=["route_id", "chainage_m", "lon", "lat"])

    return make


@pytest.fixture(scope="session")
def ward(draw, posts) -> RoadNetwork:
    """The ward. Km of QL1 grow to the south, as they do in Quảng Ngãi.

             railway x=-30
                │ │QL1 (0, 5000) Km1092
                │ ├──────╮ (0, 4500)
     Nguyễn     │ │       ╲
     Nghiêm ────┼─┤ 3000   │ QL1 bypass, x=1500
     ĐT627B ────┼─┤ 2500   │
                │ ││ frontage road x=14, 1500..2000
                │ │       ╱
                │ ├──────╯ (0, 500)
                │ │QL1 (0, 0) Km1097
    A bridge carries "Cầu vượt" over QL1 at (0, 3600).
    """
    roads = draw(
        ("QL1", "Quốc lộ 1", [(0, 5000), (0, 4500)], {"aliases": "QL1A;AH1"}),
        ("QL1", "Quốc lộ 1", [(0, 4500), (0, 3600), (0, 3000), (0, 2500)], {"aliases": "QL1A;AH1"}),
        ("QL1", "Quốc lộ 1", [(0, 2500), (0, 500)], {"aliases": "QL1A;AH1"}),
        ("QL1", "Quốc lộ 1", [(0, 500), (0, 0)], {"aliases": "QL1A;AH1"}),
        (
            "QL1:tranh",
            "Quốc lộ 1 – đường tránh Đức Phổ",
            [(0, 4500), (1500, 4000), (1500, 1000), (0, 500)],
            {"alignment": "tranh", "aliases": "đường tránh Đức Phổ"},
        ),
        ("DT627B", "ĐT.627B", [(0, 2500), (-3000, 2500)]),
        ("nguyen-nghiem", "Đường Nguyễn Nghiêm", [(0, 3000), (-800, 3000)]),
        ("duong-gom", "Đường gom", [(14, 1500), (14, 2000)]),
        ("cau-vuot", "Đường Trần Phú", [(-400, 3600), (0, 3600), (400, 3600)], {"bridge_level": 1}),
        ("duong-sat", "Đường sắt Bắc Nam", [(-30, 5000), (-30, 0)], {"kind": "railway"}),
    )
    km = posts(
        *(("QL1", 1_092_000 + 1000 * k, 2.0, 5000 - 1000 * k) for k in range(6)),
        ("QL1:tranh", 1_093_000, 500, 4333.3),
        ("QL1:tranh", 1_095_000, 1500, 2800),
        ("QL1:tranh", 1_096_000, 1500, 1800),
    )
    return build_network(roads, km)
