"""One query for every count: map, list, report and export of the same selection all ask here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pandas as pd

from atgt.domain.location import LocationStatus
from atgt.domain.period import Period
from atgt.domain.schema import EXPORT_COLUMNS
from atgt.ingestion.text_repair import fold
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import authority, committee_view


@dataclass(frozen=True, slots=True)
class AccidentFilter:
    """What to look at. None means "all"; days are inclusive; hours run from ``hour_from`` to before ``hour_to``.

    A filter by hour leaves out accidents whose hour is not known; ``hour_from=0, hour_to=24`` keeps them.
    A night filter wraps: 22 to 5 is 22h–5h.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    severities: frozenset[int] | None = None
    route_ids: frozenset[str] | None = None
    hour_from: int = 0
    hour_to: int = 24
    text: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The accidents of a filter and their counts.

    ``accidents`` holds the columns of ``EXPORT_COLUMNS`` only: nothing personal, nothing typed freely.
    """

    accidents: pd.DataFrame
    n_total: int
    n_located: int
    n_ambiguous: int
    n_unlocated: int
    killed: int
    injured: int
    by_severity: dict[int, int] = field(default_factory=dict)


def select_accidents(database: Database, chosen: AccidentFilter | None = None) -> Selection:
    """The accidents a filter lets through, with every count shown beside them; nothing matches gives zeros."""
    chosen = chosen or AccidentFilter()
    is_committee = authority.is_committee(database)
    if is_committee:
        chosen = committee_filter(chosen)
    with database.read() as session:
        table = accident_store.fetch_accidents(
            session,
            first_day=chosen.first_day,
            last_day=chosen.last_day,
            severities=chosen.severities,
            route_ids=chosen.route_ids,
            hour_from=chosen.hour_from,
            hour_to=chosen.hour_to,
        )
    kept = table[list(EXPORT_COLUMNS)]
    return _summary(_with_text(committee_view.accidents(kept) if is_committee else kept, chosen.text))


def committee_filter(chosen: AccidentFilter) -> AccidentFilter:
    """The filter widened to whole months and all hours: a narrow one would tell the committee day and hour.

    Examples
    --------
    >>> wide = committee_filter(AccidentFilter(dt.date(2026, 3, 9), dt.date(2026, 3, 9), hour_from=5, hour_to=6))
    >>> wide.first_day.isoformat(), wide.last_day.isoformat(), wide.hour_from, wide.hour_to
    ('2026-03-01', '2026-03-31', 0, 24)
    """
    return replace(
        chosen,
        first_day=committee_view.month_start(chosen.first_day) if chosen.first_day else None,
        last_day=committee_view.month_end(chosen.last_day) if chosen.last_day else None,
        hour_from=0,
        hour_to=24,
    )


def data_period(database: Database) -> Period | None:
    """First and last day on which the database knows an accident; None while it is empty."""
    with database.read() as session:
        days = accident_store.first_and_last_day(session)
    return Period(*days) if days else None


def _with_text(table: pd.DataFrame, wanted: str) -> pd.DataFrame:
    """Rows whose id, case number, route or km post holds the text, marks and letter case aside."""
    if not wanted.strip():
        return table
    searched = table[["accident_id", "case_number", "route_id", "km_post"]].astype("string").fillna("")
    joined = searched.agg(" ".join, axis="columns").map(fold)
    return table[joined.str.contains(fold(wanted), regex=False)].reset_index(drop=True)


def _summary(accidents: pd.DataFrame) -> Selection:
    status = accidents["location_status"].value_counts()
    severity = accidents["severity"].value_counts()
    return Selection(
        accidents=accidents,
        n_total=len(accidents),
        n_located=int(status.get(LocationStatus.LOCATED.value, 0)),
        n_ambiguous=int(status.get(LocationStatus.AMBIGUOUS.value, 0)),
        n_unlocated=int(status.get(LocationStatus.UNLOCATED.value, 0)),
        killed=int(accidents["killed"].sum()),
        injured=int(accidents["injured"].sum()),
        by_severity={code: int(severity.get(code, 0)) for code in range(4)},
    )
