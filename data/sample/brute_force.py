"""Which places reach the black level: a slow, plain search written from the law's words, apart from ATGT.

Rule set B (TT 41/2024/TT-BGTVT Điều 14): two accidents with a death; or three accidents, one of them with a death;
or four accidents with injuries only. Minor collisions never count. Damage-only accidents count among the three
(literal reading).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence

from sample_accident import DAMAGE, FATAL, INJURY, MINOR, Accident
from ward_curves import Point


def rules_met(accidents: Iterable[Accident]) -> list[str]:
    """The rules of the black level a set of accidents meets."""
    classes = [a.severity for a in accidents]
    fatal, injury, damage = (classes.count(c) for c in (FATAL, INJURY, DAMAGE))
    met = []
    if fatal >= 2:
        met.append("two_fatal")
    if fatal >= 1 and fatal + injury + damage >= 3:
        met.append("three_with_one_fatal")
    if injury >= 4:
        met.append("four_injury")
    return met


def year_after(day: dt.date) -> dt.date:
    """The first day outside the 12 months that begin on a day."""
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def black_sets(accidents: Sequence[Accident], *, length_m: float) -> list[tuple[str, frozenset[str]]]:
    """Inclusion-maximal sets of one route, within the length and 12 months, that meet a rule: (route, cases)."""
    found: set[tuple[str, frozenset[str]]] = set()
    counting = [a for a in accidents if a.counts and a.severity != MINOR]
    for route_id in sorted({str(a.route_id) for a in counting}):
        here = [a for a in counting if a.route_id == route_id]
        for first in here:
            for earliest in here:
                inside = [a for a in here if _fits(a, first, earliest, length_m)]
                if first in inside and earliest in inside and rules_met(inside):
                    found.add((route_id, frozenset(a.case_number for a in inside)))
    return sorted(
        ((r, s) for r, s in found if not any(s < t for q, t in found if q == r)), key=lambda x: (x[0], sorted(x[1]))
    )


def _fits(a: Accident, first: Accident, earliest: Accident, length_m: float) -> bool:
    return _measure(first) <= _measure(a) <= _measure(first) + length_m and _day(earliest) <= _day(a) < year_after(
        _day(earliest)
    )


def black_junctions(
    accidents: Sequence[Accident], junctions: Mapping[str, tuple[Point, Sequence[str]]], places: Mapping[str, Point],
    *, radius_m: float,
) -> list[tuple[str, frozenset[str]]]:  # fmt: skip
    """Junctions whose disk holds a set that meets a rule within 12 months: (junction, cases)."""
    found: set[tuple[str, frozenset[str]]] = set()
    counting = [a for a in accidents if a.counts and a.severity != MINOR]
    for key, (centre, route_ids) in junctions.items():
        here = [
            a for a in counting
            if a.route_id in route_ids and math.dist(places[a.case_number], centre) <= radius_m
        ]  # fmt: skip
        for earliest in here:
            inside = [a for a in here if _day(earliest) <= _day(a) < year_after(_day(earliest))]
            if rules_met(inside):
                found.add((key, frozenset(a.case_number for a in inside)))
    return sorted(
        ((k, s) for k, s in found if not any(s < t for j, t in found if j == k)), key=lambda x: (x[0], sorted(x[1]))
    )


def _day(accident: Accident) -> dt.date:
    if accident.day is None:
        raise ValueError("an accident that counts has a day")
    return accident.day


def _measure(accident: Accident) -> float:
    if accident.measure_m is None:
        raise ValueError("an accident that counts has a place")
    return accident.measure_m
