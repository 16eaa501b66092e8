"""An invented stretch of QL1 with accidents and runs made by hand, for the tests of the committee's work."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import QualifyingPeriod, RuleEvidence, SiteKind, Spot, SpotLevel
from atgt.domain.location import Precision, format_km_post
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.run import ScreeningRun
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import spots as spot_store
from atgt.workflow import register, review

FATAL, INJURY, COLLISION = 0, 1, 2


@dataclass
class ReviewWard:
    """A database and what tests do with it. The clock moves on by an hour with every step."""

    database: Any
    now: dt.datetime
    officer: ClassVar[Actor] = Actor("binh", Role.EDITOR)
    chief: ClassVar[Actor] = Actor("an", Role.APPROVER)
    other_chief: ClassVar[Actor] = Actor("chi", Role.APPROVER)
    member: ClassVar[Actor] = Actor("uy-vien", Role.VIEWER)
    admin: ClassVar[Actor] = Actor("quan-tri", Role.ADMINISTRATOR)

    def tick(self) -> dt.datetime:
        self.now += dt.timedelta(hours=1)
        return self.now

    def accidents(self, *rows: tuple[str, dt.date, int, int]) -> None:
        """Store located accidents: id, day, severity, measure in metres along QL1."""
        frame = pd.DataFrame(
            {
                "accident_id": [row[0] for row in rows],
                "occurred_on": [row[1] for row in rows],
                "severity": pd.array([row[2] for row in rows], dtype="Int64"),
                "killed": pd.array([int(row[2] == FATAL) for row in rows], dtype="Int64"),
                "injured": pd.array([int(row[2] == INJURY) for row in rows], dtype="Int64"),
                "location_status": "located",
                "precision": "A",
                "route_id": "QL1",
                "measure_mm": pd.array([row[3] * 1000 for row in rows], dtype="Int64"),
                "lon": [self.lon(row[3]) for row in rows],
                "lat": 14.8,
            }
        )
        with self.database.write(self.officer, "nhập", self.tick()) as session:
            accident_store.insert_accidents(session, frame)

    def edit(self, accident_id: str, **changes: Any) -> None:
        with self.database.write(self.officer, "sửa", self.tick()) as session:
            version = accident_store.fetch_accident(session, accident_id).version
            accident_store.update_accident(session, accident_id, changes, expected_version=version)

    def lon(self, metre: float) -> float:
        return 108.95 + metre / 107_600

    def spot(
        self,
        from_m: int,
        to_m: int,
        ids: Sequence[str],
        *,
        level: SpotLevel = SpotLevel.BLACK,
        rule: str = "two_fatal",
        days: tuple[dt.date, dt.date] = (dt.date(2026, 1, 5), dt.date(2026, 3, 20)),
        counts: dict[str, int] | None = None,
    ) -> Spot:
        """A spot of QL1; the clause is that of the rule set in force."""
        key = hashlib.sha256(f"{from_m} {to_m} {sorted(ids)}".encode()).hexdigest()[:10]
        clause = Text("từ 02 vụ tai nạn đều có người chết", "at least 2 accidents, each with a death")
        post = [format_km_post(1_092_000 + metre) for metre in (from_m, to_m)]
        return Spot(
            spot_key=key, level=level, kind=SiteKind.STRETCH, route_ids=("QL1",), from_mm=from_m * 1000,
            to_mm=to_m * 1000, km_from=post[0], km_to=post[1],
            place_name=Text(f"QL1, {post[0]} – {post[1]}", f"QL1, {post[0]} – {post[1]}"),
            rules=(RuleEvidence(rule, clause, "TT 41/2024/TT-BGTVT, Điều 14", tuple(ids[:2])),),
            periods=(QualifyingPeriod(*days, tuple(ids), (rule,)),), accident_ids=tuple(ids),
            counts=counts or {"0": len(ids), "1": 0, "2": 0, "3": 0}, killed=len(ids), injured=1,
            worst_precision=Precision.A, lon=self.lon((from_m + to_m) / 2), lat=14.8,
            wkt=f"LINESTRING ({self.lon(from_m)} 14.8, {self.lon(to_m) + 1e-9} 14.8)",
            why=Text(f"{len(ids)} vụ chết người, đề nghị kiểm tra", f"{len(ids)} fatal accidents"),
        )  # fmt: skip

    def run(
        self,
        *spots: Spot,
        as_of: dt.date = dt.date(2026, 3, 31),
        rule_set_key: str = "TT41-2024",
        software: str = "ATGT thử",
        is_sample: bool = True,
        **parameters: Any,
    ) -> ScreeningRun:
        """A stored run with these spots."""
        asked = ScreeningParameters(as_of=as_of, **parameters)
        now = self.tick()
        fingerprint = hashlib.sha256(f"{asked} {rule_set_key} {[s.spot_key for s in spots]} {now}".encode()).hexdigest()
        run = ScreeningRun(
            run_id=fingerprint[:12], fingerprint=fingerprint, rule_set_key=rule_set_key,
            rule_set_title="Thông tư 41/2024/TT-BGTVT", parameters=asked, data_fingerprint="d" * 64, software=software,
            created_at=now, n_accidents=9, n_unlocated=2, is_sample=is_sample, spots=tuple(spots),
        )  # fmt: skip
        record = spot_store.RunRecord(
            **{
                name: getattr(run, name)
                for name in (
                    "run_id", "fingerprint", "rule_set_key", "parameters", "data_fingerprint", "software", "created_at",
                    "n_accidents", "n_unlocated", "rule_set_title", "is_sample",
                )
            },
            created_by=self.officer.name,
        )  # fmt: skip
        with self.database.write(self.officer, "rà soát", now) as session:
            spot_store.save_run(session, record, run.spots)
        return run

    def update(self, run: ScreeningRun, **options: Any) -> register.RegisterUpdate:
        return register.update_from_run(self.database, run, self.officer, self.tick(), **options)

    def first_entry(self) -> str:
        """Two fatal accidents, one run, one entry: the shortest way to a candidate."""
        self.accidents(("tn-1", dt.date(2026, 1, 5), FATAL, 400), ("tn-2", dt.date(2026, 3, 20), FATAL, 520))
        return self.update(self.run(self.spot(400, 520, ["tn-1", "tn-2"]))).changes[0].register_id

    def entries(self, n: int) -> list[str]:
        """So many candidates, two kilometres apart, from one run."""
        rows, spots = [], []
        for i in range(n):
            ids = [f"tn-{i}-1", f"tn-{i}-2"]
            rows += [
                (ids[0], dt.date(2026, 1, 5), FATAL, 2000 * i),
                (ids[1], dt.date(2026, 3, 20), FATAL, 2000 * i + 120),
            ]
            spots.append(self.spot(2000 * i, 2000 * i + 120, ids))
        self.accidents(*rows)
        return [change.register_id for change in self.update(self.run(*spots)).changes]

    def move(self, register_id: str, end: SpotState, actor: Actor | None = None, **more: Any) -> Any:
        request = MoveRequest(end, actor or self.admin, self.tick(), **{"reason": "vì", "document": "12/CV", **more})
        return review.move(self.database, register_id, request)

    def bring_to(self, register_id: str, *states: SpotState) -> Any:
        """Make moves in turn, each by somebody else than the last."""
        actors = [self.chief, self.other_chief]
        with self.database.write(self.admin, "thử", self.tick()) as session:
            entry = register_store.load_entry(session, register_id)
            for number, state in enumerate(states):
                request = MoveRequest(state, actors[number % 2], self.now, "vì", "12/CV")
                entry = review.move_in(session, register_id, request)
        return entry


@pytest.fixture
def ward(database: Any, now: dt.datetime) -> ReviewWard:
    """A ward on each engine in turn."""
    return ReviewWard(database, now)


@pytest.fixture
def empty_database(database: Any) -> Any:
    """An empty database: use cases are tried on each engine in turn."""
    return database


@pytest.fixture
def sample_database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """The sample ward in a database of the test's own, on each engine in turn."""
    if engine_name == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.create_sample()
    else:
        shutil.copy(request.getfixturevalue("sample_file"), tmp_path / "ward.gpkg")
        url = f"sqlite:///{tmp_path / 'ward.gpkg'}"
    database = Database.open(url)
    yield database
    database.close()
    if engine_name == "postgresql":
        server.drop(url)
