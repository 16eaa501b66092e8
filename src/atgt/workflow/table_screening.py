"""Screening of a table that is in no database: route and measure, or a sheet with a road layer.

For engineers and other tools: ``atgt screen --input FILE``. A table with the columns ``route`` and ``measure_mm`` (or
``measure_m``) goes straight to ``screen_routes``; any other sheet walks the whole way in a database of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from atgt.domain.actor import LOCAL_USER
from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SpotLevel
from atgt.domain.errors import InputFileError, MappingError
from atgt.domain.period import day_number, day_of
from atgt.domain.screening import ScreeningParameters
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.period import MonthStep
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.windows import ScreeningResult, screen_routes
from atgt.storage.database import Database
from atgt.workflow import exporting, intake, profiles, road_files, screening

SEVERITY_WORDS = {
    "fatal": Severity.FATAL,
    "injury": Severity.INJURY,
    "pdo": Severity.MINOR_COLLISION,
    "minor_collision": Severity.MINOR_COLLISION,
    "damage_only": Severity.DAMAGE_ONLY,
}


@dataclass(frozen=True, slots=True)
class RoutedTable:
    """Accidents with route and measure, as arrays of one length."""

    route_names: tuple[str, ...]
    route: npt.NDArray[np.int64]
    measure_mm: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    severity: npt.NDArray[np.int8]
    sha256: str


@dataclass(frozen=True, slots=True)
class TableScreening:
    """The GeoJSON of a table and its counts."""

    content: bytes
    n_accidents: int
    n_black: int
    n_potential: int


def has_measures(path: Path) -> bool:
    """Whether a table already says where its accidents are on their routes."""
    if path.suffix.lower() not in {".csv", ".parquet"}:
        return False
    columns = set(_read(path, n_rows=1).columns)
    return "route" in columns and bool({"measure_mm", "measure_m"} & columns)


def screen_table(path: Path, parameters: ScreeningParameters | None, **asked: Any) -> TableScreening:
    """Spots of a table with route and measure; geometry is null, the place is route and measures.

    Parameters
    ----------
    path
        CSV or Parquet with ``route``, ``measure_mm`` or ``measure_m``, ``day`` (days since 1970-01-01) or ``date``,
        ``severity`` (0 FATAL, 1 INJURY, 2 MINOR_COLLISION, 3 DAMAGE_ONLY, or these words).
    parameters
        What to screen; None for the 12 months that end on the last accident.
    asked
        Single parameters to change, by name.
    """
    table = read_routed(path)
    last = day_of(int(table.day.max())) if table.day.size else dt.date.max
    base = parameters or _asked_for(last, asked)
    chosen = replace(base, **{key: value for key, value in asked.items() if value is not None})
    rule_set = screening.rule_set_for(chosen)
    inside = (table.day >= day_number(chosen.first_day())) & (table.day <= day_number(chosen.as_of))
    features: list[dict[str, Any]] = []
    black: ScreeningResult | None = None
    for level, rules in ((SpotLevel.BLACK, rule_set.black), (SpotLevel.POTENTIAL, rule_set.potential)):
        found = _screen(table, inside, chosen, rules)
        features += _features(found, table, level, beside=black)
        black = found if level is SpotLevel.BLACK else black
    n_black = sum(feature["properties"]["level"] == SpotLevel.BLACK.value for feature in features)
    members = {"title": f"ATGT – {path.name}", "run": _run_member(table, chosen, rule_set)}
    content = geodata.feature_collection(features, members=members)
    return TableScreening(content, int(inside.sum()), n_black, len(features) - n_black)


def screen_sheet(
    path: Path,
    *,
    roads: Path,
    km_posts: Path | None,
    profile_name: str | None,
    now: dt.datetime,
    **asked: Any,
) -> TableScreening:
    """Spots of any sheet the intake can read, on a road layer, in a database that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder).as_posix()}/screening.gpkg")
        try:
            road_files.import_road_files(
                database, roads, km_posts=km_posts, boundary=None, profile_name=profile_name, actor=LOCAL_USER, now=now
            )
            profile = profiles.load_profile(profile_name) if profile_name else None
            seen = intake.preview(database, path.read_bytes(), name=path.name, today=now.date(), profile=profile)
            intake.accept(database, seen, LOCAL_USER, now)
            parameters = _asked_for(screening.default_parameters(database).as_of, asked)
            run = screening.run_screening(database, parameters, LOCAL_USER, now)
            made = exporting.export(database, what="spots", file_format="geojson")
        finally:
            database.close()
    n_black = sum(spot.level is SpotLevel.BLACK for spot in run.spots)
    return TableScreening(made.content, run.n_accidents, n_black, len(run.spots) - n_black)


def _asked_for(last: dt.date, asked: dict[str, Any]) -> ScreeningParameters:
    """What was asked for, else what the rule set states, else the defaults; the last day is that of the data."""
    as_of, key = asked.get("as_of") or last, asked.get("rule_set_key")
    rule_set = screening.rule_set_for(ScreeningParameters(as_of=as_of, rule_set_key=key))
    others = {name: value for name, value in asked.items() if name != "as_of"}
    return screening.asked_parameters(as_of, rule_set, **others)


def read_routed(path: Path) -> RoutedTable:
    """A table with route and measure as arrays; route names are numbered in their sorted order.

    Raises
    ------
    MappingError
        One error that lists all columns that are missing or hold values that cannot be used.
    """
    frame = _read(path)
    missing = [
        " / ".join(names)
        for names in (("route",), ("measure_mm", "measure_m"), ("day", "date"), ("severity",))
        if not set(names) & set(frame.columns)
    ]
    if missing:
        raise MappingError(
            Text(
                f"{path.name}: thiếu cột {', '.join(missing)}.",
                f"{path.name}: columns {', '.join(missing)} are missing.",
            )
        )
    names, route = np.unique(frame["route"].astype(str).to_numpy(dtype=object), return_inverse=True)
    return RoutedTable(
        route_names=tuple(str(name) for name in names),
        route=route.astype(np.int64),
        measure_mm=_measures(frame, path.name),
        day=_days(frame, path.name),
        severity=_severities(frame["severity"], path.name),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _read(path: Path, n_rows: int | None = None) -> pd.DataFrame:
    content = path.read_bytes()
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(io.BytesIO(content))
        return pd.read_csv(io.BytesIO(content), nrows=n_rows, encoding="utf-8-sig")
    except (ValueError, OSError, ImportError, UnicodeDecodeError) as error:
        raise InputFileError(
            Text(
                f"{path.name} không đọc được như CSV hoặc Parquet: {error}.",
                f"{path.name} is no CSV or Parquet: {error}.",
            )
        ) from error


def _measures(frame: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    column, factor = ("measure_mm", 1) if "measure_mm" in frame.columns else ("measure_m", 1000)
    values = pd.to_numeric(frame[column], errors="coerce") * factor
    _refuse_blanks(values, frame[column], column, name)
    return np.asarray(values.round(), dtype=np.int64)


def _days(frame: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    if "day" in frame.columns:
        values = pd.to_numeric(frame["day"], errors="coerce")
        _refuse_blanks(values, frame["day"], "day", name)
        return np.asarray(values, dtype=np.int64)
    dates = pd.to_datetime(frame["date"], errors="coerce", format="ISO8601")
    _refuse_blanks(dates, frame["date"], "date", name)
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _severities(column: pd.Series[Any], name: str) -> npt.NDArray[np.int8]:
    words = column.astype(str).str.strip().str.lower()
    codes = pd.to_numeric(words.replace({key: str(int(code)) for key, code in SEVERITY_WORDS.items()}), errors="coerce")
    _refuse_blanks(codes.where(codes.isin(list(Severity))), column, "severity", name)
    return np.asarray(codes, dtype=np.int8)


def _refuse_blanks(values: pd.Series[Any], given: pd.Series[Any], column: str, name: str) -> None:
    wrong = values.isna()
    if wrong.any():
        row = int(np.argmax(wrong.to_numpy()))
        raise MappingError(
            Text(
                f"{name}, hàng {row + 2}, cột “{column}”: không dùng được giá trị “{given.iloc[row]}”.",
                f"{name}, row {row + 2}, column “{column}”: the value “{given.iloc[row]}” cannot be used.",
            )
        )


def _screen(
    table: RoutedTable, inside: npt.NDArray[np.bool_], asked: ScreeningParameters, rules: tuple[CountRule, ...]
) -> ScreeningResult:
    return screen_routes(
        table.route[inside],
        table.measure_mm[inside],
        table.day[inside],
        table.severity[inside],
        length_mm=round(asked.length_m * 1000),
        rules=rules,
        period=MonthStep(asked.period_months),
    )


def _features(
    found: ScreeningResult, table: RoutedTable, level: SpotLevel, *, beside: ScreeningResult | None
) -> list[dict[str, Any]]:
    """One feature a spot; a potential spot that meets a black zone is left to it."""
    worse = set() if beside is None else {tuple(zone) for zone in beside.zones.tolist()}
    features = []
    for route, start, end, mask in found.spots.tolist():
        if any(r == route and a <= end and start <= b for r, a, b in worse):
            continue
        features.append(
            {
                "type": "Feature",
                "id": f"{level.value}-{table.route_names[route]}-{start}",
                "geometry": None,
                "properties": {
                    "level": level.value,
                    "label": SPOT_LEVEL_LABELS[level].vi,
                    "route": table.route_names[route],
                    "from_mm": start,
                    "to_mm": end,
                    "clauses": [rule.key for bit, rule in enumerate(found.rules) if mask >> bit & 1],
                },
            }
        )
    return features


def _run_member(table: RoutedTable, asked: ScreeningParameters, rule_set: RuleSet) -> dict[str, Any]:
    return {
        "rule_set": rule_set.key,
        "as_of": asked.as_of.isoformat(),
        "from_day": asked.first_day().isoformat(),
        "length_m": asked.length_m,
        "period_months": asked.period_months,
        "data_sha256": table.sha256,
        "software": screening.SOFTWARE,
    }
