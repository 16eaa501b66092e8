"""Likely duplicates: two rows that tell of one accident in different words. A score and reasons; a person decides.

Several collisions that follow each other at one place are one accident (TT 26/2024/TT-BCA Điều 4), and the same
accident comes twice when two units report it ("0h10" here, "0h11" there).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold_words

MIN_SCORE = 0.6
"""Pairs below this are not worth a person's time."""

NEAR_HOURS = 6.0
NEAR_METRES = 300.0
MAX_BLOCK = 200
"""A place with more accidents on two days than this is no place but a missing word ("không rõ")."""

COLUMNS = ("left", "right", "score", "hours_apart", "metres_apart", "reasons")

_CHAINAGE = re.compile(r"(\d{1,4})\s*\+\s*(\d{3})")
_ROAD_PREFIX = re.compile(r"\b(?:quoc lo|ql|duong|tuyen|tinh lo|dt|tl)\b")
_DEGREE_M = 111_195.0
_GRID_DEGREES = 0.004
_GRID_METRES = 400.0


@dataclass(frozen=True, slots=True)
class _Accident:
    label: Hashable
    day: dt.date
    at: dt.time | None
    killed: int | None
    injured: int | None
    point: tuple[float, float] | None  # longitude, latitude
    metres: tuple[float, float] | None  # easting, northing
    chainage_m: float | None
    road: str
    place: str
    vehicles: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    left: Hashable
    right: Hashable
    score: float
    hours_apart: float | None
    metres_apart: float | None
    reasons: Text


def find_duplicates(accidents: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows that are likely one accident, best first.

    Parameters
    ----------
    accidents
        Columns used where present: occurred_on, occurred_at, killed, injured, latitude and longitude (or lat and lon),
        easting and northing, road_name, km_post (or km_post_text), place, vehicles. Rows without a date are left out.

    Returns
    -------
    One row a pair: ``left`` and ``right`` (index labels, the earlier row left), ``score`` from 0 to 1,
    ``hours_apart`` and ``metres_apart`` (None when unknown), ``reasons`` (Text). No pair gives an empty table.

    Examples
    --------
    >>> rows = pd.DataFrame({"occurred_on": [dt.date(2026, 3, 12)] * 2, "occurred_at": [dt.time(0, 10), dt.time(0, 11)],
    ...                      "road_name": ["QL1A", "QL1"], "km_post": ["Km1092+200", "Km 1092+200"],
    ...                      "killed": [1, 1], "injured": [0, 0]})
    >>> found = find_duplicates(rows)
    >>> int(found.loc[0, "left"]), int(found.loc[0, "right"]), bool(found.loc[0, "score"] > 0.9)
    (0, 1, True)
    """
    facts = [fact for fact in map(_accident, _records(accidents)) if fact is not None]
    pairs = [pair for left, right in _candidates(facts) if (pair := _compare(facts[left], facts[right])) is not None]
    pairs.sort(key=lambda pair: (-pair.score, str(pair.left), str(pair.right)))
    return pd.DataFrame(
        [(p.left, p.right, p.score, p.hours_apart, p.metres_apart, p.reasons) for p in pairs], columns=list(COLUMNS)
    )


def _records(accidents: pd.DataFrame) -> Iterable[tuple[Hashable, Mapping[str, Any]]]:
    names = {"latitude": "lat", "longitude": "lon", "km_post": "km_post_text"}
    wanted = (
        *("occurred_on", "occurred_at", "killed", "injured", "latitude", "longitude", "easting", "northing"),
        *("road_name", "km_post", "place", "vehicles"),
    )
    columns = {}
    for key in wanted:
        name = names[key] if key in names and names[key] in accidents.columns else key
        columns[key] = accidents[name].tolist() if name in accidents.columns else [None] * len(accidents)
    for i, label in enumerate(accidents.index):
        yield label, {key: _value(values[i]) for key, values in columns.items()}


def _value(value: Any) -> Any:
    return None if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) else value


def _accident(record: tuple[Hashable, Mapping[str, Any]]) -> _Accident | None:
    label, row = record
    day = row["occurred_on"]
    if isinstance(day, dt.datetime):
        day = day.date()
    if not isinstance(day, dt.date):
        return None
    lat, lon = row["latitude"], row["longitude"]
    km = _CHAINAGE.search(str(row["km_post"] or ""))
    return _Accident(
        label,
        day,
        row["occurred_at"] if isinstance(row["occurred_at"], dt.time) else None,
        None if row["killed"] is None else int(row["killed"]),
        None if row["injured"] is None else int(row["injured"]),
        None if lat is None or lon is None else (float(lon), float(lat)),
        None if row["easting"] is None or row["northing"] is None else (float(row["easting"]), float(row["northing"])),
        int(km[1]) * 1000 + int(km[2]) if km else None,
        _road(row["road_name"]),
        fold_words(str(row["place"] or "")),
        frozenset(fold_words(str(row["vehicles"] or "")).split()),
    )


def _road(name: Any) -> str:
    """The road without its prefix; QL1 and QL1A are the same road here."""
    plain = _ROAD_PREFIX.sub(" ", re.sub(r"(?<=[a-z])(?=\d)", " ", fold_words(str(name or ""))))
    return re.sub(r"^1 ?a$", "1", " ".join(plain.split()))


def _candidates(facts: list[_Accident]) -> Iterable[tuple[int, int]]:
    """Pairs on the same or the next day that share a stretch of road, a place name or a cell of the map."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        for block in set(_blocks(fact)):
            for day in (fact.day, fact.day + dt.timedelta(days=1)):
                blocks[(day, block)].append(i)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        if 1 < len(members) <= MAX_BLOCK:
            seen.update((a, b) for n, a in enumerate(members) for b in members[n + 1 :] if a != b)
    return sorted((min(pair), max(pair)) for pair in seen)


def _blocks(fact: _Accident) -> Iterable[Hashable]:
    if fact.chainage_m is not None:
        kilometre = fact.chainage_m / 500
        yield from (("km", math.floor(kilometre) + step) for step in (0, 1))
    if fact.place:
        yield ("place", fact.place)
    elif fact.road and fact.chainage_m is None and fact.point is None and fact.metres is None:
        yield ("road", fact.road)
    for kind, point, size in (("cell", fact.point, _GRID_DEGREES), ("square", fact.metres, _GRID_METRES)):
        if point is not None:
            x, y = (math.floor(part / size) for part in point)
            yield from ((kind, x + dx, y + dy) for dx in (0, 1) for dy in (0, 1))


def _compare(left: _Accident, right: _Accident) -> _Pair | None:
    """The score of a pair: time and place weigh most, counts and vehicles tell the rest."""
    hours = _hours_apart(left, right)
    if (hours is not None and hours > NEAR_HOURS) or (hours is None and left.day != right.day):
        return None
    metres = _metres_apart(left, right)
    same_place = bool(left.place) and left.place == right.place
    if metres is not None and metres > NEAR_METRES:
        return None
    if left.road and right.road and left.road != right.road and metres is None:
        return None
    if metres is None and not same_place and not (left.road and left.road == right.road):
        return None
    closeness = 1 - metres / NEAR_METRES if metres is not None else (0.8 if same_place else 0.3)
    soon = 0.6 if hours is None else 1 - hours / NEAR_HOURS
    counts = _agreement(left.killed, right.killed) + _agreement(left.injured, right.injured)
    vehicles = _overlap(left.vehicles, right.vehicles)
    score = round(0.35 * closeness + 0.30 * soon + 0.25 * counts / 2 + 0.10 * vehicles, 3)
    if score < MIN_SCORE:
        return None
    return _Pair(left.label, right.label, score, hours, metres, _reasons(left, right, hours, metres))


def _hours_apart(left: _Accident, right: _Accident) -> float | None:
    if left.at is None or right.at is None:
        return None
    apart = dt.datetime.combine(left.day, left.at) - dt.datetime.combine(right.day, right.at)
    return abs(apart.total_seconds()) / 3600


def _metres_apart(left: _Accident, right: _Accident) -> float | None:
    if left.point and right.point:
        middle = math.radians((left.point[1] + right.point[1]) / 2)
        dx = (left.point[0] - right.point[0]) * math.cos(middle)
        return _DEGREE_M * math.hypot(dx, left.point[1] - right.point[1])
    if left.metres and right.metres:
        return math.dist(left.metres, right.metres)
    same_road = not left.road or not right.road or left.road == right.road
    if left.chainage_m is not None and right.chainage_m is not None and same_road:
        return abs(left.chainage_m - right.chainage_m)
    return None


def _agreement(left: int | None, right: int | None) -> float:
    if left is None or right is None:
        return 0.5
    return 1.0 if left == right else 0.5 if abs(left - right) == 1 else 0.0


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    if not left or not right:
        return 0.5
    return len(left & right) / min(len(left), len(right))


def _reasons(left: _Accident, right: _Accident, hours: float | None, metres: float | None) -> Text:
    vi, en = [], []
    if hours is None:
        vi.append("cùng ngày")
        en.append("same day")
    else:
        vi.append(f"cách nhau {hours * 60:.0f} phút" if hours < 1 else f"cách nhau {hours:.1f} giờ".replace(".", ","))
        en.append(f"{hours * 60:.0f} min apart" if hours < 1 else f"{hours:.1f} h apart")
    if metres is not None:
        vi.append(f"cách nhau {metres:.0f} m")
        en.append(f"{metres:.0f} m apart")
    elif left.place and left.place == right.place:
        vi.append("cùng địa điểm")
        en.append("same place")
    else:
        vi.append("cùng tuyến đường")
        en.append("same road")
    if (left.killed, left.injured) == (right.killed, right.injured) and left.killed is not None:
        vi.append("cùng số chết, bị thương")
        en.append("same counts")
    return Text(", ".join(vi), ", ".join(en))
