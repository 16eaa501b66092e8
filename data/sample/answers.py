"""What a reader must find in the sample, known from how it was made, and checked by a plain search."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any

from all_rows import Rows
from brute_force import black_junctions, black_sets, rules_met
from planted_cases import BLACK, CASES, HISTORICAL, NEAR_MISSES, POTENTIAL, Case
from sample_accident import DAMAGE, FATAL, INJURY, MINOR, Accident
from ward import Junction, Ward
from ward_curves import lon_lat

LENGTH_M, RADIUS_M = 300.0, 50.0
AS_OF, AS_OF_BEFORE = dt.date(2026, 10, 31), dt.date(2025, 10, 31)
EVERYTHING_FROM = dt.date(2024, 1, 1)
MARGIN_M, MARGIN_RADIUS_M = 30.0, 9.0
Where = dict[int, tuple[str, int]]


def answers(ward: Ward, made: Rows, where: Where) -> dict[str, Any]:
    """The content of ``answers.json``."""
    check(ward, made)
    rows, cases = made.rows, made.cases
    return {
        "note": "DỮ LIỆU MÔ PHỎNG / invented data. Known by construction, not by running ATGT.",
        "parameters": {
            "as_of": AS_OF.isoformat(), "from_day": "2025-11-01", "period_months": 12, "rule_set": "B",
            "rule_set_key": "TT41-2024",
            "rule_source": "TT 41/2024/TT-BGTVT Điều 14", "length_m": LENGTH_M, "junction_radius_m": RADIUS_M,
            "metric_crs": "EPSG:5898", "damage_only_from_vnd": 10_000_000,
        },
        "counts": _counts(rows),
        "held": [_at(a, where) | {"rule_hint": a.rule_hint, "why": a.why} for a in rows if a.expect == "held"],
        "duplicates": [
            _at(a, where) | {"kind": a.duplicate_kind, "of": _at(a.duplicate_of, where)}
            for a in rows if a.duplicate_of is not None
        ],
        "unlocated": [_at(a, where) | {"why": a.why} for a in rows if a.expect == "unlocated"],
        "ambiguous": [_at(a, where) | {"why": a.why} for a in rows if a.expect == "ambiguous"],
        "black_spots": [_spot(ward, case, made) for case in BLACK],
        "potential_spots": [_spot(ward, case, made) for case in POTENTIAL],
        "near_misses": [
            {
                "key": case.key, "name": case.name, "kind": case.kind, "rules": list(case.rules),
                "case_numbers": [a.case_number for a in _accidents(case, cases)],
                "missing": case.missing, "missing_key": case.missing_key,
            }
            for case in NEAR_MISSES
        ],
        "historical": [_spot(ward, case, made) for case in HISTORICAL],
        "screenings": [_screening(made, *window) for window in _windows()],
        "positions": {a.case_number: _position(ward, a, where) for a in rows if a.expect == "located"},
    }  # fmt: skip


def _counts(rows: Sequence[Accident]) -> dict[str, Any]:
    by_sheet = {f"Năm {year}": _count([a for a in rows if a.sheet_year == year]) for year in (2024, 2025, 2026)}
    in_window = [a for a in rows if a.counts and _in(a, dt.date(2025, 11, 1), AS_OF)]
    return {
        "total": _count(rows), "by_sheet": by_sheet,
        "by_severity_accepted": _by_severity([a for a in rows if a.expect != "held"]),
        "by_severity_located_in_window": _by_severity(in_window),
        "killed_accepted": sum(a.killed for a in rows if a.expect != "held"),
    }  # fmt: skip


def _count(rows: Sequence[Accident]) -> dict[str, int]:
    held = sum(a.expect == "held" for a in rows)
    return {
        "n_read": len(rows), "n_accepted": len(rows) - held, "n_held": held,
        "n_located": sum(a.expect == "located" for a in rows),
        "n_ambiguous": sum(a.expect == "ambiguous" for a in rows),
        "n_unlocated": sum(a.expect == "unlocated" for a in rows),
    }  # fmt: skip


def _by_severity(rows: Sequence[Accident]) -> dict[str, int]:
    return {name: sum(a.severity == name for a in rows) for name in (FATAL, INJURY, MINOR, DAMAGE)}


def _at(accident: Accident, where: Where) -> dict[str, Any]:
    sheet, row = where[id(accident)]
    return {"sheet": sheet, "row": row, "case_number": accident.case_number}


def _accidents(case: Case, cases: dict[str, list[Accident]]) -> list[Accident]:
    return cases["P02"] if case.key == "N04" else cases[case.key]


def _spot(ward: Ward, case: Case, made: Rows) -> dict[str, Any]:
    accidents = sorted(_accidents(case, made.cases), key=lambda a: (str(a.route_id), a.measure_m or 0.0))
    spot: dict[str, Any] = {
        "key": case.key, "name": case.name, "kind": case.kind, "rules": list(case.rules), "note": case.note,
        "case_numbers": [a.case_number for a in accidents],
    }  # fmt: skip
    if case.kind == "junction":
        roads = {str(a.route_id) for a in accidents}
        junction = next(j for j in ward.junctions if roads <= set(j.route_ids))
        return spot | {
            "junction_id": junction.junction_id, "route_id": None, "route_ids": list(junction.route_ids),
            "lon": junction.lon, "lat": junction.lat, "also_inside": _also_inside(ward, case, made, junction),
        }  # fmt: skip
    inside = _also_inside(ward, case, made, None)
    return spot | _extent(ward, accidents) | {"spots": _spots_of(case, accidents), "also_inside": inside}


def _also_inside(ward: Ward, case: Case, made: Rows, junction: Junction | None) -> list[str]:
    """Other located accidents of the case's 12 months on its stretch or in its disk: minor collisions."""
    own = made.cases[case.key]
    measures = [float(a.measure_m or 0.0) for a in own]
    first, last = next((f, t) for f, t, _ in _windows() if all(_in(a, f, t) for a in own))
    found = []
    for a in made.rows:
        if not a.counts or not _in(a, first, last) or any(a is b for b in own):
            continue
        measure = float(a.measure_m or 0.0)
        if junction is None:
            inside = a.route_id == own[0].route_id and min(measures) <= measure <= max(measures)
        else:
            here = ward.place(str(a.route_id), measure)
            inside = a.route_id in junction.route_ids and math.dist(here, junction.point) <= RADIUS_M
        if inside:
            found.append(a.case_number)
    return found


def _extent(ward: Ward, accidents: Sequence[Accident]) -> dict[str, Any]:
    route_id = str(accidents[0].route_id)
    from_m, to_m = (round(float(a.measure_m or 0.0), 2) for a in (accidents[0], accidents[-1]))
    calibration = ward.calibrations.get(route_id)
    km = [calibration.chainage(m) if calibration else None for m in (from_m, to_m)]
    return {
        "route_id": route_id, "measure_from_m": from_m, "measure_to_m": to_m,
        "km_from": None if km[0] is None else round(km[0] / 1000, 3),
        "km_to": None if km[1] is None else round(km[1] / 1000, 3),
        "longer_than_length": to_m - from_m > LENGTH_M,
    }  # fmt: skip


def _spots_of(case: Case, accidents: Sequence[Accident]) -> list[list[str]]:
    """The case numbers of each spot once a zone longer than L is cut; one spot otherwise."""
    numbers = [a.case_number for a in accidents]
    return [numbers[:2], numbers[2:]] if case.key == "B06" else [numbers]


def _windows() -> list[tuple[dt.date, dt.date, str]]:
    return [
        (dt.date(2025, 11, 1), AS_OF, "the default: 12 months that end on 31/10/2026"),
        (dt.date(2024, 11, 1), AS_OF_BEFORE, "one year earlier"),
        (EVERYTHING_FROM, AS_OF, "every rolling 12 months of the three years"),
    ]


def _screening(made: Rows, first: dt.date, last: dt.date, note: str) -> dict[str, Any]:
    return {
        "from_day": first.isoformat(), "as_of": last.isoformat(), "rule_set": "B", "note": note,
        "black": _black_keys(made, first, last),
    }  # fmt: skip


def _black_keys(made: Rows, first: dt.date, last: dt.date) -> list[str]:
    """The planted cases that are black in a window, known from their dates (N03 only when windows roll)."""
    if (first, last) == (EVERYTHING_FROM, AS_OF):
        return [c.key for c in (*BLACK, *HISTORICAL)] + ["N03"]
    keys = [c.key for c in (*BLACK, *HISTORICAL) if all(_in(a, first, last) for a in made.cases[c.key])]
    return sorted(keys)


def _in(accident: Accident, first: dt.date, last: dt.date) -> bool:
    return accident.day is not None and first <= accident.day <= last


def _position(ward: Ward, accident: Accident, where: Where) -> dict[str, Any]:
    route_id, measure = str(accident.route_id), float(accident.measure_m or 0.0)
    lon, lat = lon_lat(ward.place(route_id, measure))
    calibration = ward.calibrations.get(route_id)
    chainage = calibration.chainage(measure) if calibration else None
    sheet, row = where[id(accident)]
    return {
        "sheet": sheet, "row": row, "route_id": route_id, "measure_m": round(measure, 2),
        "chainage_m": None if chainage is None else round(chainage, 1), "lon": lon, "lat": lat,
        "tolerance_m": accident.position_tolerance_m, "told_by": str(accident.told),
        "severity": accident.severity, "occurred_on": str(accident.day), "group": accident.group,
    }  # fmt: skip


def check(ward: Ward, made: Rows) -> None:
    """Stop when the plain search finds a black place that was not planted, or misses one, also a margin away."""
    case_of = {a.case_number: a.group for a in made.rows if a.expect == "located"}
    junctions = {j.junction_id: (j.point, j.route_ids) for j in ward.junctions}
    anywhere = {key: (point, tuple(ward.network.roads)) for key, (point, _) in junctions.items()}
    places = {a.case_number: ward.place(str(a.route_id), float(a.measure_m or 0.0)) for a in made.rows if a.counts}
    for first, last, _note in _windows():
        rows = [a for a in made.rows if a.counts and _in(a, first, last)]
        exactly = set(_black_keys(made, first, last))
        just_over = {"N01", "N09", "N07"} if last == AS_OF else set()
        for change, allowed in ((-1, exactly - {"B08"}), (0, exactly), (1, exactly | just_over)):
            found = _groups(case_of, black_sets(rows, length_m=LENGTH_M + change * MARGIN_M))
            for disks in (junctions, anywhere):
                radius = RADIUS_M + change * MARGIN_RADIUS_M
                both = found | _groups(case_of, black_junctions(rows, disks, places, radius_m=radius))
                if both != allowed:
                    raise ValueError(f"{first} to {last}, margin {change}: {sorted(both ^ allowed)}")
    for case in CASES:
        _check_case(case, _accidents(case, made.cases))


def _groups(case_of: dict[str, str], found: Iterable[tuple[str, frozenset[str]]]) -> set[str]:
    groups = set()
    for place, numbers in found:
        names = {case_of[n] for n in numbers}
        if len(names) != 1:
            raise ValueError(f"{place}: accidents of several cases reach the black level: {sorted(numbers)}")
        groups |= names
    return groups


def _check_case(case: Case, accidents: Sequence[Accident]) -> None:
    for numbers in _spots_of(case, accidents):
        met = rules_met(a for a in accidents if a.case_number in numbers)
        if case.role in {"black", "historical"} and sorted(met) != sorted(case.rules):
            raise ValueError(f"{case.key} meets {met}, not {case.rules}")
    if any(a.duplicate_of for a in accidents) or not accidents:
        raise ValueError(f"{case.key} has no accidents of its own")
