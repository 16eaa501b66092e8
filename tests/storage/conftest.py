"""Small invented rows for the storage tests. No name or plate here is anybody's."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import QualifyingPeriod, RuleEvidence, SiteKind, Spot, SpotLevel
from atgt.domain.location import Candidate, Precision, RoadPosition
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, imports
from atgt.storage.repositories.spots import RunRecord


@pytest.fixture(scope="session")
def officer() -> Actor:
    return Actor("can-bo-a", Role.EDITOR)


@pytest.fixture(scope="session")
def candidate() -> Candidate:
    position = RoadPosition("QL1", 812.25, 1_092_400.0, 3.5)
    return Candidate(position, 108.95, 14.81, 3.5, name_agrees=True, reason=Text("trên QL1", "on QL1"))


@pytest.fixture(scope="session")
def received_rows() -> Callable[..., pd.DataFrame]:
    """``received_rows(n, held=…)``: rows as an import gives them; those numbered in ``held`` are held."""

    def make(n: int, *, held: tuple[int, ...] = (), file: str = "tai-nan.xlsx") -> pd.DataFrame:
        keys = [hashlib.sha256(f"{file} {i}".encode()).hexdigest() for i in range(n)]
        status = ["held" if i in held else "accepted" for i in range(n)]
        return pd.DataFrame(
            {
                "file": file,
                "sheet": "Năm 2026",
                "row": range(5, 5 + n),
                "row_key": keys,
                "received": [{"Ngày": "14/03/2026", "Địa điểm": f"Km1092+{i:03d} QL1A"} for i in range(n)],
                "status": status,
                "accident_id": [
                    accidents.accident_id_of(key) if s == "accepted" else None
                    for key, s in zip(keys, status, strict=True)
                ],
            }
        )

    return make


@pytest.fixture(scope="session")
def accident_rows(candidate: Candidate) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The accidents that accepted rows become; the last of several has no place, no time and unknown counts."""

    def make(rows: pd.DataFrame) -> pd.DataFrame:
        accepted = rows[rows["status"] == "accepted"].reset_index(drop=True)
        n = len(accepted)
        frame = pd.DataFrame(
            {
                "row_key": accepted["row_key"],
                "occurred_on": [dt.date(2026, 3, 14) + dt.timedelta(days=i) for i in range(n)],
                "occurred_at": pd.Series([dt.time(i % 24, 20) for i in range(n)], dtype=object),
                "severity": pd.array([i % 4 for i in range(n)], dtype="Int64"),
                "killed": pd.array([int(i % 4 == 0) for i in range(n)], dtype="Int64"),
                "injured": pd.array([i % 3 for i in range(n)], dtype="Int64"),
                "damage_vnd": pd.array([12_000_000] * n, dtype="Int64"),
                "road_name": "QL1A",
                "place": "Ngã tư Phổ Hòa",
                "cause": "Không nhường đường",
                "location_status": "located",
                "location_method": "km_post",
                "precision": "A",
                "route_id": "QL1",
                "measure_mm": pd.array([812_250 + 1000 * i for i in range(n)], dtype="Int64"),
                "km_post": "Km1092+400",
                "offset_m": 0.1 + 0.2,
                "lon": [108.95 + i * 1e-4 for i in range(n)],
                "lat": 14.81,
                "plates": "76X1-000.00",
                "person_name": None,
                "candidates": pd.Series([[candidate]] * n, dtype=object),
            }
        )
        if n > 1:
            last = frame.index[-1]
            frame.loc[last, "location_status"] = "unlocated"
            for column in (
                "occurred_at",
                "killed",
                "damage_vnd",
                "route_id",
                "measure_mm",
                "km_post",
                "lon",
                "lat",
                "offset_m",
                "plates",
            ):
                frame.loc[last, column] = None
        return frame

    return make


@pytest.fixture(scope="session")
def fill(
    officer: Actor, now: dt.datetime, received_rows: Callable[..., pd.DataFrame], accident_rows: Callable[..., Any]
) -> Callable[..., tuple[str, ...]]:
    """``fill(database, n)``: import a file of n accepted rows; returns the accident ids."""

    def run(
        database: Database, n: int = 5, *, file: str = "tai-nan.xlsx", held: tuple[int, ...] = ()
    ) -> tuple[str, ...]:
        rows = received_rows(n, file=file, held=held)
        entry = imports.ImportEntry(f"nk-{file}", file, "f" * 64, n, n - len(held), len(held), n - len(held), 0)
        with database.write(officer, "nhập thử", now) as session:
            imports.record_import(session, entry, rows)
            return accidents.insert_accidents(session, accident_rows(rows))

    return run


@pytest.fixture(scope="session")
def roads() -> tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame]:
    """Two roads that cross at (0.5, 0), a little east of Greenwich for easy numbers.

    a────────x────────b   QL1
             │
             c            ĐT 624
    """
    segments = gpd.GeoDataFrame(
        {
            "segment_id": ["s1", "s2", "s3"],
            "route_id": ["QL1", "QL1", "DT624"],
            "road_name": ["Quốc lộ 1", "Quốc lộ 1", "Đường tỉnh 624"],
            "alignment": [None, None, None],
            "road_class": ["QL", "QL", "DT"],
            "manager": ["Khu QLĐB III", None, None],
            "aliases": ["QL1A;quốc lộ 1A", "QL1A", None],
            "kind": "road",
            "bridge_level": [0, 0, 0],
        },
        geometry=[
            shapely.LineString([(0, 0), (0.5, 0)]),
            shapely.LineString([(0.5, 0), (1, 1 / 3)]),
            shapely.LineString([(0.5, 0), (0.5, -1)]),
        ],
        crs="EPSG:4326",
    )
    anchors = pd.DataFrame({"route_id": ["QL1"], "chainage_m": [1_092_000.0], "lon": [0.0], "lat": [0.0]})
    junctions = pd.DataFrame(
        {"junction_id": ["n1"], "name": ["Ngã ba"], "lon": [0.5], "lat": [0.0], "route_ids": ["QL1;DT624"]}
    )
    return segments, anchors, junctions


@pytest.fixture(scope="session")
def spots() -> tuple[Spot, ...]:
    """A stretch and a junction, with everything a spot carries."""
    evidence = RuleEvidence(
        "two_fatal", Text("từ 2 vụ chết người", "2 or more fatal"), "TT 41/2024 Điều 14", ("tn-1", "tn-2")
    )
    period = QualifyingPeriod(dt.date(2025, 12, 1), dt.date(2026, 3, 14), ("tn-1", "tn-2"), ("two_fatal",))
    stretch = Spot(
        spot_key="k1",
        level=SpotLevel.BLACK,
        kind=SiteKind.STRETCH,
        route_ids=("QL1",),
        from_mm=812_250,
        to_mm=1_000_001,
        km_from="Km1092+400",
        km_to="Km1092+588",
        place_name=Text("QL1, phường Đức Phổ", "QL1, Duc Pho ward"),
        rules=(evidence,),
        periods=(period,),
        accident_ids=("tn-1", "tn-2"),
        counts={"0": 2, "1": 0, "2": 0, "3": 0},
        killed=2,
        injured=1,
        worst_precision=Precision.B,
        lon=108.95,
        lat=14.81,
        wkt="LINESTRING (108.95 14.81, 108.9512345678901 14.82)",
        why=Text("2 vụ chết người trong 12 tháng", "2 fatal accidents within 12 months"),
    )
    junction = Spot(
        spot_key="k0",
        level=SpotLevel.POTENTIAL,
        kind=SiteKind.JUNCTION,
        route_ids=("DT624", "QL1"),
        from_mm=None,
        to_mm=None,
        km_from=None,
        km_to=None,
        place_name=Text("Ngã ba", "Junction"),
        rules=(),
        periods=(),
        accident_ids=(),
        counts={"0": 0},
        killed=0,
        injured=0,
        worst_precision=Precision.NONE,
        lon=108.9,
        lat=14.8,
        wkt="POINT (108.9 14.8)",
        why=Text("nút giao", "junction"),
    )
    return stretch, junction


@pytest.fixture(scope="session")
def run_record(now: dt.datetime) -> RunRecord:
    parameters = ScreeningParameters(as_of=dt.date(2026, 10, 31), length_m=250.5)
    return RunRecord(
        "run-1",
        "a1b2",
        "B",
        parameters,
        "d4",
        "atgt 0",
        now.astimezone(dt.UTC),
        "can-bo-a",
        7,
        2,
        "Bộ luật B",
        is_sample=True,
    )
