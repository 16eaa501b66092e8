"""Whether accidents after the works reach a threshold again, on their own: only then a treated spot has recurred.

The twelve months of a screening still hold accidents from before the works for a while; they say nothing about them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt.domain.black_spot import SpotLevel
from atgt.domain.local_time import local_day
from atgt.domain.period import Period, add_months
from atgt.domain.register import KnownAccident, RegisterEntry, RegisterMove
from atgt.domain.remediation import Measure, MeasureState
from atgt.domain.review import SpotState
from atgt.domain.screening import DEFAULT_JUNCTION_RADIUS_M, DEFAULT_LENGTH_M, ScreeningParameters
from atgt.domain.text import Text
from atgt.network_screening.count_rules import CountRule
from atgt.storage.repositories import accident_facts, spots
from atgt.workflow import rule_library


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A clause that accidents after the treatment reach on their own."""

    clause: Text
    source: str
    accident_ids: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date


def works_period(measures: Sequence[Measure], moves: Sequence[RegisterMove]) -> Period | None:
    """From the first to the last day of the finished works; the days of the moves when no measure has dates.

    None while treatment is not over.
    """
    treated_on = [local_day(move.at) for move in moves if move.end is SpotState.TREATED]
    if not treated_on:
        return None
    done = [m for m in measures if m.state is MeasureState.DONE and m.finished_on is not None]
    last_days = [m.finished_on for m in done if m.finished_on is not None]
    first_days = [m.started_on or m.finished_on for m in done]
    begun = [local_day(move.at) for move in moves if move.end is SpotState.IN_TREATMENT]
    last = max(last_days, default=treated_on[-1])
    first = min((day for day in (*first_days, *begun[-1:]) if day is not None), default=last)
    return Period(min(first, last), last)


def accidents_of_place(session: Session, entry: RegisterEntry) -> dict[str, KnownAccident]:
    """Located accidents of all days in an entry's place, widened evenly to the run's L (a junction: its radius)."""
    asked = parameters_of(session, entry)
    place = entry.place
    if place.from_mm is None or place.to_mm is None:
        margin_m = asked.junction_radius_m if asked else DEFAULT_JUNCTION_RADIUS_M
    else:
        length_m = asked.length_m if asked else DEFAULT_LENGTH_M
        margin_m = max(0.0, (length_m - (place.to_mm - place.from_mm) / 1000) / 2)
    return accident_facts.accidents_in_place(session, place, margin_m=margin_m)


def parameters_of(session: Session, entry: RegisterEntry) -> ScreeningParameters | None:
    """What the run that found an entry last was asked; None for a hazard."""
    return None if entry.last_run_id is None else spots.load_run(session, entry.last_run_id).parameters


def recurrence_in(
    session: Session, entry: RegisterEntry, here: Mapping[str, KnownAccident], works: Period, last_day: dt.date
) -> Recurrence | None:
    """The clause of the entry's own level that accidents after the works reach on their own; None when none does.

    A spot that was taken off the list recurs only on facts that were not known then.
    """
    if entry.last_run_id is None or entry.level is None:
        return None
    run = spots.load_run(session, entry.last_run_id)
    clauses = _clauses(session, run, entry.level)
    since = {k: v for k, v in here.items() if works.last < v.facts.occurred_on <= last_day}
    for clause, ids in _reached(clauses, since, run.parameters.period_months):
        if entry.state is SpotState.CLEARED and not _has_news(ids, since, entry.state_since):
            continue
        days = [since[i].facts.occurred_on for i in ids]
        return Recurrence(clause.clause, clause.source, ids, min(days), max(days))
    return None


def _clauses(session: Session, run: spots.RunRecord, level: SpotLevel) -> tuple[CountRule, ...]:
    known = rule_library.rule_sets_in(session, session.get_bind().engine.url.render_as_string(hide_password=False))
    named = (one.with_readings(dict(run.parameters.readings)) for one in known if one.key == run.rule_set_key)
    return next((rule_set.rules(level) for rule_set in named), ())


def _reached(
    clauses: Iterable[CountRule], accidents: Mapping[str, KnownAccident], months: int
) -> Iterable[tuple[CountRule, tuple[str, ...]]]:
    """Every clause and the accidents of a rolling period in which it holds, earliest period first."""
    ordered = sorted(accidents, key=lambda i: (accidents[i].facts.occurred_on, i))
    for start in ordered:
        first = accidents[start].facts.occurred_on
        end = add_months(first, months)
        ids = tuple(i for i in ordered if first <= accidents[i].facts.occurred_on < end)
        counts: dict[int, int] = {}
        for i in ids:
            counts[accidents[i].facts.severity] = counts.get(accidents[i].facts.severity, 0) + 1
        for clause in clauses:
            if clause.holds(counts):
                yield clause, ids


def _has_news(ids: Iterable[str], accidents: Mapping[str, KnownAccident], since: dt.datetime) -> bool:
    return any(accidents[i].created_at > since or accidents[i].updated_at > since for i in ids)
