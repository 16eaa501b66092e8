"""Make a small database as this version of the program makes it, to be kept and opened by later versions.

    git worktree add ../old COMMIT                                                    # an earlier version
    PYTHONPATH=../old/src python scripts/freeze_database.py tests/storage/data        # writes ward-REVISION.gpkg.xz

A year of an office's work, all of it invented: twelve monthly imports with held rows, edits, roads replaced once,
landmarks, hazards, a screening run each quarter, settings; and, from the version that has them on, register, visits,
meetings, attachments, accounts and sessions. To be run once for each new migration, with the code that came before it.
Uses only functions that every version has.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib.util
import json
import lzma
import random
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import SiteKind, Spot, SpotLevel
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.location import Candidate, Precision, RoadPosition
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.storage.migrations import HEAD
from atgt.storage.repositories import accidents, hazards, imports, roads, settings_table, spots

ROOT = Path(__file__).resolve().parents[1]
OFFICER, CLERK = Actor("can-bo-a", Role.EDITOR), Actor("van-thu", Role.EDITOR)
ZONE = dt.timezone(dt.timedelta(hours=7))
CANDIDATE = Candidate(
    RoadPosition("QL1", 812.25, 1_092_400.0, 3.5),
    108.95,
    14.81,
    3.5,
    name_agrees=True,
    reason=Text("trên QL1", "on QL1"),
)


def fill(database: Database) -> None:
    """A year of work, month by month."""
    chance = random.Random(2025)
    _roads(database, _at(1))
    for month in range(1, 13):
        ids = _import(database, month, chance)
        with database.write(CLERK, "đọc lại hồ sơ", _at(month, 20)) as session:
            record = accidents.fetch_accident(session, ids[0])
            changes = {"cause": "Không nhường đường (đã sửa)", "plates": f"76X1-{month:03d}.00", "killed": 1}
            accidents.update_accident(session, ids[0], changes, expected_version=record.version)
        if month % 3 == 0:
            _run(database, month)
        if month == 6:
            _roads(database, _at(6, 25))
    _the_rest(database)


def _at(month: int, day: int = 5) -> dt.datetime:
    return dt.datetime(2025, month, day, 8, 30, tzinfo=ZONE)


def _import(database: Database, month: int, chance: random.Random) -> tuple[str, ...]:
    name, n = f"tai-nan-2025-{month:02d}.xlsx", 6
    keys = [hashlib.sha256(f"{name} {i}".encode()).hexdigest() for i in range(n)]
    status = ["held" if i == n - 1 else "accepted" for i in range(n)]
    rows = pd.DataFrame(
        {
            "file": name,
            "sheet": "Năm 2025",
            "row": range(5, 5 + n),
            "row_key": keys,
            "received": [
                {"Ngày": f"{i + 1:02d}/{month:02d}/2025", "Địa điểm": f"Km1092+{i:03d} QL1A"} for i in range(n)
            ],
            "status": status,
            "accident_id": [
                accidents.accident_id_of(k) if s == "accepted" else None for k, s in zip(keys, status, strict=True)
            ],
        }
    )
    issue = Issue(name, "Năm 2025", 10, "Ngày", "31/02/2025", "no_such_day", IssueLevel.ERROR, Text("không có", "none"))
    accepted = rows[rows["status"] == "accepted"].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "row_key": accepted["row_key"],
            "occurred_on": [dt.date(2025, month, i + 1) for i in range(n - 1)],
            "occurred_at": pd.Series([dt.time(i * 4, 20) for i in range(n - 2)] + [None], dtype=object),
            "severity": pd.array([i % 4 for i in range(n - 1)], dtype="Int64"),
            "killed": pd.array([int(i % 4 == 0) for i in range(n - 1)], dtype="Int64"),
            "injured": pd.array([i % 3 for i in range(n - 1)], dtype="Int64"),
            "damage_vnd": pd.array([12_000_000 + i for i in range(n - 1)], dtype="Int64"),
            "road_name": "QL1A",
            "place": "Ngã tư Phổ Hòa (mô phỏng)",
            "cause": "Không nhường đường",
            "location_status": ["located"] * (n - 2) + ["unlocated"],
            "location_method": "km_post",
            "precision": "A",
            "route_id": "QL1",
            "measure_mm": pd.array([812_250 + 1000 * i for i in range(n - 2)] + [None], dtype="Int64"),
            "km_post": "Km1092+400",
            "lon": [108.95 + chance.random() / 100 for _ in range(n - 2)] + [None],
            "lat": [14.81] * (n - 2) + [None],
            "plates": "76X1-000.00",
            "person_name": "Người A1",
            "candidates": pd.Series([[CANDIDATE]] * (n - 1), dtype=object),
        }
    )
    entry = imports.ImportEntry(f"NK-2025-{month:02d}", name, "f" * 64, n, n - 1, 1, n - 1, 0)
    with database.write(OFFICER, f"nhập tệp {name}", _at(month)) as session:
        imports.record_import(session, entry, rows, {keys[-1]: [issue]})
        ids = accidents.insert_accidents(session, frame)
        if month % 4 == 0:
            imports.resolve_held_row(session, keys[-1], "ngày không có thật, bỏ qua")
    return ids


def _roads(database: Database, now: dt.datetime) -> None:
    segments = gpd.GeoDataFrame(
        {
            "segment_id": ["s1", "s2"],
            "route_id": ["QL1", "DT624"],
            "road_name": ["Quốc lộ 1", "Đường tỉnh 624"],
            "alignment": None,
            "road_class": ["QL", "DT"],
            "manager": ["Khu QLĐB III", None],
            "aliases": ["QL1A", None],
            "kind": "road",
            "bridge_level": 0,
        },
        geometry=[
            shapely.LineString([(108.94, 14.81), (108.97, 14.81)]),
            shapely.LineString([(108.95, 14.81), (108.95, 14.8)]),
        ],
        crs="EPSG:4326",
    )
    anchors = pd.DataFrame({"route_id": ["QL1"], "chainage_m": [1_092_000.0], "lon": [108.94], "lat": [14.81]})
    junctions = pd.DataFrame(
        {"junction_id": ["n1"], "name": ["Ngã ba"], "lon": [108.95], "lat": [14.81], "route_ids": ["QL1;DT624"]}
    )
    with database.write(OFFICER, "nạp mạng đường", now) as session:
        roads.replace_roads(session, segments, anchors, junctions)
        roads.replace_landmarks(
            session, pd.DataFrame({"name": ["Chợ"], "kind": ["chợ"], "lon": [108.951], "lat": [14.81]})
        )


def _run(database: Database, month: int) -> None:
    spot = Spot(
        spot_key=f"k{month}", level=SpotLevel.BLACK, kind=SiteKind.STRETCH, route_ids=("QL1",), from_mm=812_250,
        to_mm=1_000_001, km_from="Km1092+400", km_to="Km1092+588", place_name=Text("QL1", "QL1"), rules=(), periods=(),
        accident_ids=("tn-1", "tn-2"), counts={"0": 2}, killed=2, injured=1, worst_precision=Precision.B, lon=108.95,
        lat=14.81, wkt="LINESTRING (108.95 14.81, 108.9512345678901 14.82)", why=Text("2 vụ", "2 accidents"),
    )  # fmt: skip
    asked = ScreeningParameters(as_of=dt.date(2025, month, 28))
    run = spots.RunRecord(
        f"run-{month}", "a1b2", "B", asked, "d4", "atgt 0", _at(month, 28), OFFICER.name, 7, 2, "Bộ B", is_sample=True
    )
    with database.write(OFFICER, "rà soát", _at(month, 28)) as session:
        spots.save_run(session, run, (spot,))


def _the_rest(database: Database) -> None:
    found = pd.DataFrame(
        {
            "hazard_id": ["h1", "h2"], "kind": ["o_ga", "tam_nhin"], "description": ["ổ gà sâu", "cây che biển"],
            "reported_on": [dt.date(2025, 5, 1)] * 2, "state": ["open", "open"], "lon": [108.951, 108.952],
            "lat": [14.81, 14.81],
        }
    )  # fmt: skip
    with database.write(OFFICER, "ghi nhận hiện trạng", _at(5, 2)) as session:
        hazards.insert_hazards(session, found, is_sample=True)
        settings_table.put(session, "metric_crs", "EPSG:5898")
    with database.write(OFFICER, "đã vá", _at(8, 2)) as session:
        hazards.update_hazard(session, "h1", {"state": "closed"}, expected_version=1)


def work_of_the_committee(url: str) -> None:
    """Sixty acts of an office: register, moves, visits, meetings; a file beside them."""
    office = _office()
    if office is None:
        return
    from atgt.domain.attachment import AttachmentKind
    from atgt.workflow import remediation

    database = Database.open(url)
    office.open_office(database)
    chance, done = random.Random(7), []
    for number in range(60):
        try:
            note = office.some_act(chance)(database, chance, f"{number}")
        except ValueError:  # a move the rules do not allow just now
            continue
        done += [note] if note else []
    visit = next(note["id"] for note in done if note["kind"] == "visit")
    about: dict[str, Any] = {"record": "site_visit", "key": visit, "kind": AttachmentKind.PHOTO_SITE, "name": "a.jpg"}
    remediation.attach(database, b"\xff\xd8\xff invented", actor=OFFICER, now=office.clock(), **about)
    database.close()


def people(url: str) -> None:
    """An administrator and an officer; one signs in and out, one mistypes his password."""
    if importlib.util.find_spec("atgt.workflow.signing_in") is None:
        return
    from atgt.domain.account import Account
    from atgt.domain.errors import NotSignedInError
    from atgt.workflow import accounts, signing_in

    database, words, device = Database.open(url), "con mèo đen trèo rào", signing_in.Device("127.0.0.1", "mô phỏng")
    accounts.create_first_administrator(database, "quan.tri", "Quản trị viên (mô phỏng)", words, _at(12, 28))
    clerk = Account("van.thu", "Văn thư (mô phỏng)", Role.EDITOR, email="van.thu@phuong.example")
    accounts.add(database, clerk, words, Actor("quan.tri", Role.ADMINISTRATOR), _at(12, 28))
    begun = signing_in.sign_in(database, "van.thu", words, device, _at(12, 29))
    signing_in.sign_out(database, begun.session_id, _at(12, 29))
    signing_in.sign_in(database, "quan.tri", words, device, _at(12, 30))
    with contextlib.suppress(NotSignedInError):
        signing_in.sign_in(database, "van.thu", "sai mật khẩu", device, _at(12, 30))
    database.close()


def _office() -> ModuleType | None:
    """The acts of tests/faults, when this version has the use cases for them."""
    if importlib.util.find_spec("atgt.workflow.review") is None:
        return None
    spec = importlib.util.spec_from_file_location("office", ROOT / "tests/faults/office.py")
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Write ``ward-REVISION.gpkg.xz`` and what it holds into a folder."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "ward.gpkg"
        database = Database.open(f"sqlite:///{path}")
        fill(database)
        database.close()
        work_of_the_committee(f"sqlite:///{path}")
        people(f"sqlite:///{path}")
        database = Database.open(f"sqlite:///{path}")
        with database.read() as session:
            found = verification.verify(session)
        database.close()
        assert found.is_whole
        (folder / f"ward-{HEAD}.gpkg.xz").write_bytes(lzma.compress(path.read_bytes(), preset=9))
    told = {"revision": HEAD, "head": [found.head.seq, found.head.hash], "counts": found.counts}
    (folder / f"ward-{HEAD}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
