"""Screening as a use case: run it on what the database holds, keep the run as a record, read it again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

import atgt
from atgt.domain.actor import Actor, Role
from atgt.domain.committee_words import month_end
from atgt.domain.errors import ParameterError, RuleSetError
from atgt.domain.location import LocationStatus
from atgt.domain.run import ScreeningRun, run_fingerprint
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening.rules import RuleSet
from atgt.network_screening.screening import screen_network
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import settings_table
from atgt.storage.repositories import spots as spot_store
from atgt.workflow import authority, committee_view, provenance, roads, rule_library, selection

SOFTWARE = f"ATGT {atgt.__version__}"
CURRENT_RUN_KEY = "current_run"


def rule_sets(database: Database | None = None) -> tuple[RuleSet, ...]:
    """All rule sets this installation knows, oldest first; see ``rule_library.rule_sets``."""
    return rule_library.rule_sets(database)


def rule_set_for(parameters: ScreeningParameters, database: Database | None = None) -> RuleSet:
    """The rule set a run uses; see ``rule_library.rule_set_for``."""
    return rule_library.rule_set_for(parameters, database)


def asked_parameters(as_of: dt.date, rule_set: RuleSet, **asked: Any) -> ScreeningParameters:
    """Parameters of a run: what was asked for, else what the rule set itself states, else the defaults.

    Parameters
    ----------
    asked
        Fields of ``ScreeningParameters``; None means "not asked for".
    """
    stated = {
        "length_m": rule_set.length_m,
        "junction_radius_m": rule_set.junction_radius_m,
        "period_months": rule_set.period_months,
    }
    chosen = {**stated, **{key: value for key, value in asked.items() if value is not None}}
    return ScreeningParameters(as_of=as_of, **{key: value for key, value in chosen.items() if value is not None})


def default_parameters(database: Database) -> ScreeningParameters:
    """Twelve months that end on the last accident known: the same on every day the program is opened.

    Raises
    ------
    ParameterError
        When the database holds no accident.
    """
    period = selection.data_period(database)
    if period is None:
        raise ParameterError(
            Text(
                "Chưa có vụ tai nạn nào để rà soát. Nhập bảng tai nạn trước.",
                "There are no accidents to screen. Import a table first.",
            )
        )
    return ScreeningParameters(as_of=period.last, join_carriageways=roads.joins_carriageways(database))


def next_parameters(database: Database, run: ScreeningRun | None) -> ScreeningParameters:
    """What to ask for next: as the run before, up to the newest accident if newer ones were stored since it.

    An earlier last day that somebody chose knowing the newer accidents stays.

    Raises
    ------
    ParameterError
        Without a run before, when the database holds no accident.
    """
    if run is None:
        return default_parameters(database)
    with database.read() as session:
        days = accident_store.first_and_last_day(session, stored_after=run.created_at)
    if days is None or days[1] <= run.parameters.as_of:
        return run.parameters
    return replace(run.parameters, as_of=month_end(days[1]) if authority.is_committee(database) else days[1])


def network_of(database: Database, parameters: ScreeningParameters) -> RoadNetwork:
    """The roads as a run sees them: carriageways joined or apart as its parameters say."""
    return roads.load_network(database).joined(is_joined=parameters.join_carriageways)


def run_screening(database: Database, parameters: ScreeningParameters, actor: Actor, now: dt.datetime) -> ScreeningRun:
    """Screen the located accidents and keep the answer.

    The same data, parameters, rules and software give the same run: it is then read back, not stored twice.

    Raises
    ------
    ParameterError
        When a parameter makes no sense, or no rule set was in force on the last day.
    """
    authority.require(actor, Role.EDITOR, Text("rà soát", "screen"), within=database)
    check_parameters(parameters)
    rule_set = rule_set_for(parameters, database)
    parameters = replace(parameters, readings=tuple(sorted(rule_set.other_readings.items())))
    with database.read() as session:
        table = accident_store.fetch_accidents(session, first_day=parameters.first_day(), last_day=parameters.as_of)
        data_fingerprint = accident_store.data_fingerprint(session)
    fingerprint = run_fingerprint(parameters, rule_set.identity, data_fingerprint, SOFTWARE)
    located = table[table["location_status"] == LocationStatus.LOCATED.value]
    run = ScreeningRun(
        run_id=fingerprint[:12],
        fingerprint=fingerprint,
        rule_set_key=rule_set.key,
        rule_set_title=rule_set.title.vi,
        parameters=parameters,
        data_fingerprint=data_fingerprint,
        software=SOFTWARE,
        created_at=now,
        n_accidents=len(located),
        n_unlocated=len(table) - len(located),
        is_sample=provenance.holds_sample(database),
        spots=screen_network(_columns(located), network_of(database, parameters), rule_set, parameters),
    )
    _keep(database, run, actor, now)
    return run


def latest_run(database: Database) -> ScreeningRun | None:
    """The run asked for last, or None before the first."""
    with database.read() as session:
        run_id = settings_table.get(session, CURRENT_RUN_KEY)
    return None if run_id is None else load_run(database, run_id)


def load_run(database: Database, run_id: str) -> ScreeningRun:
    """A stored run with its spots, for the committee in its view.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    with database.read() as session:
        run = run_in(session, run_id)
    return committee_view.run(run) if authority.is_committee(database) else run


def run_in(session: Session, run_id: str) -> ScreeningRun:
    """A stored run as it was found, for what is worked out from it. Raises as ``load_run``."""
    record, spots = spot_store.load_run(session, run_id), spot_store.load_spots(session, run_id)
    return ScreeningRun(
        run_id=record.run_id,
        fingerprint=record.fingerprint,
        rule_set_key=record.rule_set_key,
        rule_set_title=record.rule_set_title,
        parameters=record.parameters,
        data_fingerprint=record.data_fingerprint,
        software=record.software,
        created_at=record.created_at,
        n_accidents=record.n_accidents,
        n_unlocated=record.n_unlocated,
        is_sample=record.is_sample,
        spots=spots,
    )


def is_outdated(database: Database, run: ScreeningRun) -> bool:
    """Whether accidents, roads, rules or the program have changed since a run: its list no longer shows them."""
    try:
        rule_set = rule_set_for(run.parameters, database)
    except (ParameterError, RuleSetError):
        return True  # the rule set of the run is not there any more
    with database.read() as session:
        data = accident_store.data_fingerprint(session)
    return run_fingerprint(run.parameters, rule_set.identity, data, SOFTWARE) != run.fingerprint


def _keep(database: Database, run: ScreeningRun, actor: Actor, now: dt.datetime) -> None:
    record = spot_store.RunRecord(
        run_id=run.run_id,
        fingerprint=run.fingerprint,
        rule_set_key=run.rule_set_key,
        parameters=run.parameters,
        data_fingerprint=run.data_fingerprint,
        software=run.software,
        created_at=now,
        created_by=actor.name,
        n_accidents=run.n_accidents,
        n_unlocated=run.n_unlocated,
        rule_set_title=run.rule_set_title,
        is_sample=run.is_sample,
    )
    with database.write(actor, "rà soát điểm đen", now) as session:
        if not spot_store.has_run(session, run.run_id):
            spot_store.save_run(session, record, run.spots)
        settings_table.put(session, CURRENT_RUN_KEY, run.run_id)


def _columns(located: pd.DataFrame) -> pd.DataFrame:
    needed = ["accident_id", "occurred_on", "severity", "killed", "injured", "route_id", "measure_mm", "lon", "lat"]
    return located[[*needed, "precision", "location_status"]].reset_index(drop=True)


def check_parameters(parameters: ScreeningParameters) -> None:
    """Refuse parameters that make no sense, in words."""
    wrong = None
    if not 1 <= parameters.length_m <= 10_000:
        wrong = Text("Chiều dài đoạn L phải từ 1 đến 10.000 m.", "The length L must be between 1 and 10,000 m.")
    elif not 0 <= parameters.junction_radius_m <= 1_000:
        wrong = Text("Bán kính nút giao phải từ 0 đến 1.000 m.", "The junction radius must be between 0 and 1,000 m.")
    elif not 1 <= parameters.period_months <= 120:
        wrong = Text("Kỳ xét phải từ 1 đến 120 tháng.", "The period must be between 1 and 120 months.")
    elif parameters.first_day() > parameters.as_of:
        wrong = Text("Ngày bắt đầu phải trước ngày kết thúc.", "The first day must be before the last day.")
    if wrong:
        raise ParameterError(wrong)
