"""The state of the data in one view: what waits for a person, what is sure, which months are missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import Conflict
from atgt.domain.location import LocationStatus
from atgt.domain.quality import Completeness, QualitySummary
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold_words
from atgt.reports import quality_report
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import import_effects, imports, settings_table
from atgt.workflow import authority, completeness, conflicts, duplicates, plausibility
from atgt.workflow.duplicates import LikelyPair
from atgt.workflow.plausibility import Doubt

_WHAT = Text("xem chất lượng số liệu", "see the quality of the data")


def summary(database: Database, actor: Actor, today: dt.date) -> QualitySummary:
    """Every count of the quality page, from one state of the data."""
    authority.require(actor, Role.EDITOR, _WHAT)
    return _summary(
        database,
        today,
        completeness.by_month(database, actor, today),
        duplicates.waiting(database, actor),
        conflicts.waiting(database, actor),
        plausibility.waiting(database, actor),
    )


def report(database: Database, actor: Actor, today: dt.date) -> bytes:
    """The state of the data as a Word document; its counts are those of the page."""
    return quality_report.document(summary(database, actor, today))


def without_place(database: Database, status: LocationStatus, actor: Actor) -> pd.DataFrame:
    """Accidents that are not located, or may be at several places, latest first."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        table = accident_store.fetch_accidents(session, location_statuses=[str(status)])
    return table.iloc[::-1].reset_index(drop=True)


def _summary(
    database: Database,
    today: dt.date,
    months: Completeness,
    pairs: tuple[LikelyPair, ...],
    open_conflicts: tuple[Conflict, ...],
    doubts: tuple[Doubt, ...],
) -> QualitySummary:
    with database.read() as session:
        table = accident_store.fetch_accidents(session)
        rows = imports.row_counts(session)
        log = imports.import_log(session)
        undone = import_effects.undone_imports(session)
        is_sample = settings_table.holds_sample(session)
    status = Counter(table["location_status"])
    return QualitySummary(
        day=today,
        n_imports=len(log) - len(undone),
        n_received=rows.n_received,
        n_taken=rows.n_taken,
        n_held=rows.n_held,
        n_set_aside=rows.n_set_aside,
        n_fixed=rows.n_fixed,
        n_accidents=len(table),
        n_located=status[LocationStatus.LOCATED.value],
        n_ambiguous=status[LocationStatus.AMBIGUOUS.value],
        n_unlocated=status[LocationStatus.UNLOCATED.value],
        by_precision=dict(sorted(Counter(table["precision"].dropna()).items())),
        n_duplicates=len(pairs),
        n_conflicts=len(open_conflicts),
        doubts=dict(Counter(one.rule for one in doubts)),
        completeness=months,
        by_unit=_by_unit(table),
        is_sample=is_sample,
    )


def _by_unit(table: pd.DataFrame) -> tuple[tuple[str, int, int], ...]:
    names: dict[str, str] = {}
    total: Counter[str] = Counter()
    located: Counter[str] = Counter()
    for unit, status in zip(table["handling_unit"], table["location_status"], strict=True):
        folded = fold_words(unit) if isinstance(unit, str) else ""
        names.setdefault(folded, unit if folded else "")
        total[folded] += 1
        located[folded] += status == LocationStatus.LOCATED.value
    return tuple(
        (names[key], n, located[key]) for key, n in sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    )
