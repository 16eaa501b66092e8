"""Likely duplicates: two rows that tell of one accident in different words. A score and reasons; a person decides.

Several collisions that follow each other at one place are one accident (TT 26/2024/TT-BCA Điều 4), and the same
accident comes twice when two units report it ("0h10" here, "0h11" there).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold_words

MIN_SCORE = 0.6
"""Pairs below this are not worth a person's time."""

NEAR_HOURS = 6.0
NEAR_METRES = 300.0
MAX_BLOCK = 200
"""A place with more accidents on two days than this is no place but a missing word ("không rõ")."""

COLUMNS = ("left", "right", "score", "hours_apart", "metres_apart", "reasons")

MAX_A_DAY = 300
"""A day with more accidents than this stands for a month or a year: it says nothing about two being one."""

_CHAINAGE = re.compile(r"(\d{1,4})\s*\+\s*(\d{3})")
_ROAD_PREFIX = re.compile(r"\b(?:quoc lo|ql|duong|tuyen|tinh lo|dt|tl)\b")
_DEGREE_M = 111_195.0
_KM_BLOCK_M = 700.0
_GRID_DEGREES = 0.007  # more than twice the distance that counts as near
_GRID_METRES = 700.0
_NO_BLOCK = -(2**31)


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
    columns = _columns(accidents)
    days = np.array([_day_number(day) for day in columns["occurred_on"]], dtype=np.int64)
    days = np.where(_group_sizes(days) > MAX_A_DAY, -1, days)
    labels = list(accidents.index)
    facts: dict[int, _Accident] = {}
    pairs = []
    for left, right in _candidates(columns, days):
        for i in (left, right):
            if i not in facts:
                facts[i] = _accident(labels[i], {key: values[i] for key, values in columns.items()})
        pair = _compare(facts[left], facts[right])
        pairs += [pair] if pair is not None else []
    pairs.sort(key=lambda pair: (-pair.score, str(pair.left), str(pair.right)))
    return pd.DataFrame(
        [(p.left, p.right, p.score, p.hours_apart, p.metres_apart, p.reasons) for p in pairs], columns=list(COLUMNS)
    )


_NAMES = {"latitude": "lat", "longitude": "lon", "km_post": "km_post_text"}
_WANTED = (
    *("occurred_on", "occurred_at", "killed", "injured", "latitude", "longitude", "easting", "northing"),
    *("road_name", "km_post", "place", "vehicles"),
)


def _columns(accidents: pd.DataFrame) -> dict[str, list[Any]]:
    """The wanted columns as lists of plain values, None where nothing is known."""
    columns = {}
    for key in _WANTED:
        name = _NAMES[key] if _NAMES.get(key) in accidents.columns else key
        if name not in accidents.columns:
            columns[key] = [None] * len(accidents)
            continue
        known = accidents[name].notna().tolist()
        values = accidents[name].tolist()
        columns[key] = [value if is_known else None for value, is_known in zip(values, known, strict=True)]
    return columns


def _day_number(day: Any) -> int:
    """A day as a number; no date lies far from every other day and from every other missing one."""
    return day.toordinal() if isinstance(day, dt.date) else -1


def _accident(label: Hashable, row: Mapping[str, Any]) -> _Accident:
    lat, lon = row["latitude"], row["longitude"]
    day = row["occurred_on"]
    return _Accident(
        label,
        day.date() if isinstance(day, dt.datetime) else day,
        row["occurred_at"] if isinstance(row["occurred_at"], dt.time) else None,
        None if row["killed"] is None else int(row["killed"]),
        None if row["injured"] is None else int(row["injured"]),
        None if lat is None or lon is None else (float(lon), float(lat)),
        None if row["easting"] is None or row["northing"] is None else (float(row["easting"]), float(row["northing"])),
        _chainage(row["km_post"]),
        _road(row["road_name"]),
        fold_words(str(row["place"] or "")),
        frozenset(fold_words(str(row["vehicles"] or "")).split()),
    )


@lru_cache(maxsize=65_536)
def _chainage(text: Any) -> float | None:
    km = _CHAINAGE.search(str(text or ""))
    return int(km[1]) * 1000 + int(km[2]) if km else None


@lru_cache(maxsize=65_536)
def _road(name: Any) -> str:
    """The road without its prefix; QL1 and QL1A are the same road here."""
    plain = _ROAD_PREFIX.sub(" ", re.sub(r"(?<=[a-z])(?=\d)", " ", fold_words(str(name or ""))))
    return re.sub(r"^1 ?a$", "1", " ".join(plain.split()))


def _candidates(columns: Mapping[str, list[Any]], days: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pairs on the same or the next day that share a stretch of road, a place name or a cell of the map.

    Every row gets some block numbers; rows of one block are laid in the order of their days, and each is compared
    with those that follow until a day lies between.
    """
    seen: set[tuple[int, int]] = set()
    minutes = days * 1440 + np.array([_minute(at) for at in columns["occurred_at"]])
    for blocks in _block_numbers(columns):
        rows = np.flatnonzero((blocks != _NO_BLOCK) & (days >= 0))
        rows = rows[_group_sizes(blocks[rows] * 4_000_037 + days[rows]) <= MAX_BLOCK]
        order = rows[np.lexsort((rows, days[rows], blocks[rows]))]
        for step in range(1, MAX_BLOCK):
            left, right = order[:-step], order[step:]
            is_near = (blocks[left] == blocks[right]) & (days[right] - days[left] <= 1)
            if not is_near.any():
                break
            left, right = left[is_near], right[is_near]
            is_soon = ~(np.abs(minutes[left] - minutes[right]) > NEAR_HOURS * 60 + 1)  # an unknown hour may be soon
            near = zip(left[is_soon].tolist(), right[is_soon].tolist(), strict=True)
            seen.update((a, b) if a < b else (b, a) for a, b in near)
    return sorted(seen)


def _group_sizes(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row, how many rows have its key."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sizes: NDArray[np.int64] = counts[inverse].astype(np.int64)
    return sizes


def _minute(at: Any) -> float:
    return at.hour * 60.0 + at.minute + at.second / 60 if isinstance(at, dt.time) else math.nan


def _block_numbers(columns: Mapping[str, list[Any]]) -> Iterable[NDArray[np.int64]]:
    """For each way of being near, one block number a row; neighbouring blocks overlap, so no border parts a pair."""
    chainages = np.array([_chainage(text) for text in columns["km_post"]], dtype=float)
    for shift in (0.0, 0.5):
        yield _cells(chainages / _KM_BLOCK_M + shift)
    for x, y, size in (("longitude", "latitude", _GRID_DEGREES), ("easting", "northing", _GRID_METRES)):
        across, up = (np.array(columns[key], dtype=float) / size for key in (x, y))
        for dx in (0.0, 0.5):
            for dy in (0.0, 0.5):
                a, b = _cells(across + dx), _cells(up + dy)
                yield np.where((a == _NO_BLOCK) | (b == _NO_BLOCK), _NO_BLOCK, a * 40_000_003 + b)
    yield _words([fold_words(place) if isinstance(place, str) else "" for place in columns["place"]])
    has_place = [
        bool(place) or km is not None or lon is not None or east is not None
        for place, km, lon, east in zip(
            *(columns[key] for key in ("place", "km_post", "longitude", "easting")), strict=True
        )
    ]
    roads = [_road(name) for name in columns["road_name"]]
    yield _words(["" if placed else road for road, placed in zip(roads, has_place, strict=True)])


def _cells(positions: NDArray[np.float64]) -> NDArray[np.int64]:
    known = np.isfinite(positions)
    return np.where(known, np.floor(np.where(known, positions, 0.0)), _NO_BLOCK).astype(np.int64)


def _words(words: list[str]) -> NDArray[np.int64]:
    """A number for each distinct word, none for no word."""
    codes, _ = pd.factorize(np.array(words, dtype=object))
    is_word = np.array([bool(word) for word in words], dtype=bool)
    return np.where(is_word, codes, _NO_BLOCK).astype(np.int64)


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
