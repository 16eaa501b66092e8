"""One query for every count: map, list, report and export of the same selection all ask here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from atgt.domain.location import LocationStatus
from atgt.domain.period import Period
from atgt.domain.schema import EXPORT_COLUMNS
from atgt.ingestion.text_repair import fold
from atgt.storage import accidents as accident_store
from atgt.storage.database import Database


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
    with database.read() as session:
        table = accident_store.fetch_accidents(session, first_day=chosen.first_day, last_day=chosen.last_day)
    return _summary(table[_matches(table, chosen)][list(EXPORT_COLUMNS)].reset_index(drop=True))


def data_period(database: Database) -> Period | None:
    """First and last day on which the database knows an accident; None while it is empty."""
    with database.read() as session:
        days = accident_store.first_and_last_day(session)
    return Period(*days) if days else None


def _matches(table: pd.DataFrame, chosen: AccidentFilter) -> pd.Series[bool]:
    keep = pd.Series(data=True, index=table.index)
    if chosen.severities is not None:
        keep &= table["severity"].isin(chosen.severities)
    if chosen.route_ids is not None:
        keep &= table["route_id"].isin(chosen.route_ids)
    if (chosen.hour_from, chosen.hour_to) != (0, 24):
        keep &= table["occurred_at"].map(lambda at: _in_hours(at, chosen.hour_from, chosen.hour_to)).astype(bool)
    if chosen.text.strip():
        wanted = fold(chosen.text)
        searched = table[["accident_id", "case_number", "route_id", "km_post"]].astype("string").fillna("")
        keep &= searched.apply(lambda row: wanted in fold(" ".join(row)), axis=1).astype(bool)
    return keep


def _in_hours(at: dt.time | None, hour_from: int, hour_to: int) -> bool:
    if not isinstance(at, dt.time):
        return False
    if hour_from < hour_to:
        return hour_from <= at.hour < hour_to
    return at.hour >= hour_from or at.hour < hour_to


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
