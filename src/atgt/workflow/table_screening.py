"""Screening of a table that is in no database: route and measure, or a sheet with a road layer.

For engineers and other tools: ``atgt screen --input FILE``. A table with the columns ``route`` and ``measure_mm`` (or
``measure_m``) goes straight to ``screen_routes`` (``routed_table``); any other sheet walks the whole way in a database
of its own.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from atgt.domain.actor import LOCAL_USER
from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SpotLevel
from atgt.domain.period import day_number, day_of
from atgt.domain.screening import ScreeningParameters
from atgt.io import geodata
from atgt.network_screening import levels
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.period import PeriodStep
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.windows import ScreeningResult, screen_routes
from atgt.storage.database import Database
from atgt.workflow import exporting, intake, profiles, road_files, screening
from atgt.workflow.routed_table import RoutedTable, read_routed


@dataclass(frozen=True, slots=True)
class TableScreening:
    """The GeoJSON of a table and its counts."""

    content: bytes
    n_accidents: int
    n_black: int
    n_potential: int


def screen_table(path: Path, parameters: ScreeningParameters | None, **asked: Any) -> TableScreening:
    """Spots of a table with route and measure; geometry is null, the place is route and measures.

    Parameters
    ----------
    path
        CSV, Parquet or Excel with ``route``, ``measure_mm`` or ``measure_m``, ``day`` (days since 1970-01-01) or
        ``date``, ``severity`` (0 FATAL, 1 INJURY, 2 MINOR_COLLISION, 3 DAMAGE_ONLY, or words): ``routed_table``.
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
        found = _screen(table, inside, chosen, rules, levels.period_of(rule_set, chosen))
        stretches = found.spots if black is None else levels.outside(found.zones, found.spots, black.zones)[1]
        features += _features(stretches, found.rules, table, level)
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


def _screen(
    table: RoutedTable,
    inside: npt.NDArray[np.bool_],
    asked: ScreeningParameters,
    rules: tuple[CountRule, ...],
    period: PeriodStep,
) -> ScreeningResult:
    return screen_routes(
        table.route[inside],
        table.measure_mm[inside],
        table.day[inside],
        table.severity[inside],
        length_mm=round(asked.length_m * 1000),
        rules=rules,
        period=period,
    )


def _features(
    stretches: npt.NDArray[np.int64], rules: tuple[CountRule, ...], table: RoutedTable, level: SpotLevel
) -> list[dict[str, Any]]:
    """One feature a spot."""
    features = []
    for route, start, end, mask in stretches.tolist():
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
                    "clauses": [rule.key for bit, rule in enumerate(rules) if mask >> bit & 1],
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
