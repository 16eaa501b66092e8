"""A hand-made ward for the map: two roads that meet, a railway, a boundary, three accidents, two spots."""

import datetime as dt
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from atgt.domain.black_spot import QualifyingPeriod, RuleEvidence, SiteKind, Spot, SpotLevel
from atgt.domain.location import Precision
from atgt.domain.text import Text

ATTACKS = (
    '<img src=x onerror="alert(1)">',
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    "{{ 7*7 }} {% raw %} {# note #}",
    "');alert(1);('",
    "\\');alert(1);//",
    "line\u2028separator",
)


@pytest.fixture
def attacks():
    return ATTACKS


@pytest.fixture
def ward():
    """Layers in EPSG:4326.

        108.95   108.96   108.97
    14.80  ├─ QL1 ──┼─ QL1 ──┤       railway 0.002 degrees south of it
                    │ ĐT627C
    14.79           ┘
    """
    lines = [
        ("QL1/1", "QL1", "Quốc lộ 1", "quoc_lo", "road", [(108.95, 14.80), (108.96, 14.80)]),
        ("QL1/2", "QL1", "Quốc lộ 1", "quoc_lo", "road", [(108.96, 14.80), (108.97, 14.80)]),
        ("DT/1", "DT627C", "ĐT627C", "duong_tinh", "road", [(108.96, 14.80), (108.96, 14.79)]),
        ("R/1", "duong-sat", "Đường sắt Bắc – Nam", "duong_sat", "railway", [(108.95, 14.798), (108.97, 14.798)]),
    ]
    roads = gpd.GeoDataFrame(
        {
            "segment_id": [line[0] for line in lines],
            "route_id": [line[1] for line in lines],
            "road_name": [line[2] for line in lines],
            "alignment": [None] * len(lines),
            "road_class": [line[3] for line in lines],
            "kind": [line[4] for line in lines],
        },
        geometry=[shapely.LineString(line[5]) for line in lines],
        crs="EPSG:4326",
    )
    return SimpleNamespace(
        roads=roads,
        boundary=gpd.GeoDataFrame({"name": ["Phường"]}, geometry=[shapely.box(108.94, 14.78, 108.98, 14.81)], crs=4326),
        junctions=pd.DataFrame(
            {"junction_id": ["J1"], "name": ["Ngã ba"], "lon": [108.96], "lat": [14.80], "route_ids": ["QL1;DT627C"]}
        ),
        anchors=pd.DataFrame(
            {
                "route_id": ["QL1"] * 2,
                "chainage_m": [1092000.0, 1092500.0],
                "lon": [108.95, 108.955],
                "lat": [14.8, 14.8],
            }
        ),
    )


@pytest.fixture
def accidents():
    return pd.DataFrame(
        {
            "accident_id": ["TN-1", "TN-2", "TN-3"],
            "case_number": [None, "bà Nguyễn Thị B", "MP-3"],
            "occurred_on": [dt.date(2026, 3, 14), dt.date(2026, 4, 1), dt.date(2026, 5, 2)],
            "occurred_at": [dt.time(18, 20), None, dt.time(0, 10)],
            "severity": [0, 2, 1],
            "killed": [1, 0, 0],
            "injured": [1, 0, 2],
            "route_id": ["QL1", "DT627C", None],
            "km_post": ["Km1092+400", None, None],
            "lon": [108.954, 108.96, None],
            "lat": [14.80, 14.795, None],
            "location_status": ["located", "located", "unlocated"],
        }
    )


@pytest.fixture
def make_spot():
    def make(**changes):
        values = {
            "spot_key": "a1b2",
            "level": SpotLevel.BLACK,
            "kind": SiteKind.STRETCH,
            "route_ids": ("QL1",),
            "from_mm": 0,
            "to_mm": 200_000,
            "km_from": "Km1092+300",
            "km_to": "Km1092+500",
            "place_name": Text("QL1 Km1092+300 – Km1092+500", "QL1 Km1092+300 to Km1092+500"),
            "rules": (RuleEvidence("two_fatal", Text("từ 02 vụ", "at least 2"), "TT 41/2024, Điều 14", ("TN-1",)),),
            "periods": (QualifyingPeriod(dt.date(2026, 1, 1), dt.date(2026, 3, 14), ("TN-1",), ("two_fatal",)),),
            "accident_ids": ("TN-1",),
            "counts": {"0": 2, "1": 0, "2": 1, "3": 0},
            "killed": 2,
            "injured": 1,
            "worst_precision": Precision.A,
            "lon": 108.954,
            "lat": 14.80,
            "wkt": "LINESTRING (108.953 14.8, 108.955 14.8)",
            "why": Text("Có 02 vụ có người chết.", "There are 2 fatal accidents."),
        }
        return Spot(**{**values, **changes})

    return make
