"""Doubts about stored accidents that only a person can settle: more dead than people, outside the ward, the railway,
a name that two wards had.

Nothing is changed by a doubt. Who looked into one says so, and it is not shown again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.quality import Decision, Subject
from atgt.domain.text import Text
from atgt.ingestion.reading import Fault
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import quality_decisions, reported_positions
from atgt.storage.repositories import roads as road_store
from atgt.workflow import authority, ward_names
from atgt.workflow.derived import classified

_WHAT = Text("kiểm tra số liệu", "check the data")
_NAMES_APART = re.compile(r"[;\n/+]|,|\bvà\b")
_EDGE_DEGREES = 0.0005  # about 50 m: a road may run along the border
_RAILWAY_RULES = frozenset({"only_railway_near", "km_railway", "railway_km_near_road"})
_FACTS = ("entered_class", "occurred_on", "killed", "injured", "damage_vnd", "injury_rate_pct")

RULE_LABELS = {
    "more_dead_than_people": Text("Số chết nhiều hơn số người được ghi", "More dead than people named"),
    "outside_ward": Text("Nằm ngoài ranh giới phường", "Outside the ward"),
    "railway": Text("Có thể là tai nạn đường sắt", "May be a railway accident"),
    "class_disagrees": Text("Loại vụ không khớp số liệu", "Class disagrees with the figures"),
    "light_injury_collision": Text("“Va chạm” nhưng có người bị thương", "“Collision” with somebody hurt"),
    "damage_missing_for_class": Text("Thiếu thiệt hại để phân loại", "Damage missing for the class"),
    "ward_not_decided": Text("Tên phường, xã có nhiều nghĩa", "Name that several wards had"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing about one accident that a person should look at."""

    accident_id: str
    case_number: str | None
    occurred_on: dt.date
    rule: str
    text: Text

    @property
    def key(self) -> str:
        """Its key among the decisions."""
        return f"{self.accident_id}/{self.rule}"


def waiting(database: Database, actor: Actor) -> tuple[Doubt, ...]:
    """Doubts nobody has looked into, latest accident first."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        checked = {one.key for one in quality_decisions.decisions(session, Subject.WARNING)}
        table = _table(session)
        boundary = road_store.load_boundary(session)
    found = [*_dead(table), *_outside(table, boundary), *_railway(table), *_classes(table), *_wards(table)]
    kept = [one for one in found if one.key not in checked]
    return tuple(sorted(kept, key=lambda one: (-one.occurred_on.toordinal(), one.key)))


def mark_checked(database: Database, key: str, reason: str, actor: Actor, now: dt.datetime) -> Decision:
    """Say that a doubt was looked into and the data is right; it is not shown again."""
    authority.require(actor, Role.EDITOR, _WHAT)
    if not reason.strip():
        raise ParameterError(Text("Ghi kết quả kiểm tra.", "Say what the check showed."))
    with database.write(actor, f"đã kiểm tra: {reason}", now) as session:
        return quality_decisions.decide(session, Subject.WARNING, key, "checked", reason)


def _table(session: Session) -> pd.DataFrame:
    """Accidents with the personal columns that doubts need, and the numbers a sender gave for their place."""
    table = accident_store.fetch_accidents(session)
    people = accident_store.fetch_personal(session, ("person_name", "injury_rate_pct"))
    reported = reported_positions.positions(session)
    return table.merge(people, on="accident_id", how="left").merge(reported, on="accident_id", how="left")


def _doubt(row: Any, rule: str, text: Text) -> Doubt:
    case = row.case_number if isinstance(row.case_number, str) else None
    return Doubt(row.accident_id, case, row.occurred_on, rule, text)


def _each(table: pd.DataFrame) -> Iterator[Any]:
    """Rows with their columns as attributes."""
    return iter(table.itertuples())


def _dead(table: pd.DataFrame) -> Iterator[Doubt]:
    for row in _each(table[table["person_name"].notna() & (table["killed"].fillna(0) > 0)]):
        n = len([name for name in _NAMES_APART.split(str(row.person_name)) if name.strip()])
        if n and row.killed > n:
            yield _doubt(
                row,
                "more_dead_than_people",
                Text(
                    f"ghi {row.killed} người chết nhưng chỉ có {n} người được nêu tên; kiểm tra lại số người",
                    f"{row.killed} dead but only {n} people named; check the numbers",
                ),
            )


def _outside(table: pd.DataFrame, boundary: Any) -> Iterator[Doubt]:
    if not len(boundary) or table.empty:
        return
    ward = shapely.union_all(boundary.geometry.to_numpy()).buffer(_EDGE_DEGREES)
    lon = table["lon"].fillna(table["longitude"]).to_numpy(dtype=float, na_value=np.nan)
    lat = table["lat"].fillna(table["latitude"]).to_numpy(dtype=float, na_value=np.nan)
    inside = shapely.contains_xy(ward, lon, lat)
    is_far = (np.isfinite(lon) & np.isfinite(lat) & ~inside) | (
        table["location_rule"] == "coordinates_outside_area"
    ).to_numpy()
    for row in _each(table[is_far]):
        yield _doubt(
            row,
            "outside_ward",
            Text(
                "vị trí nằm ngoài ranh giới phường; vụ vẫn được giữ và đếm, hãy kiểm tra tọa độ hoặc địa bàn",
                "the place lies outside the ward; the accident is kept and counted, check coordinates or area",
            ),
        )


def _railway(table: pd.DataFrame) -> Iterator[Doubt]:
    for row in _each(table[table["location_rule"].isin(_RAILWAY_RULES)]):
        yield _doubt(row, "railway", Text(str(row.location_reason), str(row.location_reason)))


def _classes(table: pd.DataFrame) -> Iterator[Doubt]:
    said = table[table["entered_class"].notna()]
    known: dict[tuple[Any, ...], tuple[Fault, ...]] = {}
    for row in _each(said):
        facts = tuple(_plain(getattr(row, name)) for name in _FACTS)
        if facts not in known:
            known[facts] = classified(dict(zip(_FACTS, facts, strict=True))).faults
        for fault in known[facts]:
            if fault.rule in RULE_LABELS:
                yield _doubt(row, fault.rule, fault.text)


def _wards(table: pd.DataFrame) -> Iterator[Doubt]:
    """Accidents whose ward of today cannot be told by the name: two wards had it."""
    for row in _each(table[table["area_today"].isna()]):
        several = ward_names.units_today(_plain(row.area), _plain(row.place), row.occurred_on)
        if len(several) > 1:
            meant = ward_names.words_of(several) or Text("", "")
            yield _doubt(
                row,
                "ward_not_decided",
                Text(
                    f"nay có thể là {meant.vi}; sửa ô Địa bàn, ghi đủ cả đơn vị cấp trên lúc đó, thí dụ “phường Nguyễn "
                    "Nghiêm, thị xã Đức Phổ”",
                    f"may be {meant.en} today; correct the area and name the unit above it at the time too, e.g. "
                    "“phường Nguyễn Nghiêm, thị xã Đức Phổ”",
                ),
            )


def _plain(value: Any) -> Any:
    missing = value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
    return None if missing else value
