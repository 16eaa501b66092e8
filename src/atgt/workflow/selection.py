"""One query for every count: map, list, report and export of the same selection all ask here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pandas as pd
from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.committee_words import month_end, month_start
from atgt.domain.location import LocationStatus
from atgt.domain.period import Period
from atgt.domain.schema import EXPORT_COLUMNS
from atgt.domain.small_cells import Count, cells, exact, few
from atgt.ingestion import categories
from atgt.ingestion.categories import Categories
from atgt.ingestion.text_repair import fold
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import authority, committee_view


@dataclass(frozen=True, slots=True)
class AccidentFilter:
    """What to look at. None means "all"; days are inclusive; hours run from ``hour_from`` to before ``hour_to``.

    A filter by hour leaves out accidents whose hour is not known; ``hour_from=0, hour_to=24`` keeps them.
    A night filter wraps: 22 to 5 is 22h–5h. So does one by weather: accidents of unknown weather are left out.

    Parameters
    ----------
    vehicle_groups
        Groups of ``categories.toml`` of which at least one took part.
    collision_groups, weather_groups
        Groups of the same file, any of them; the committee's view has no weather.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    severities: frozenset[int] | None = None
    route_ids: frozenset[str] | None = None
    hour_from: int = 0
    hour_to: int = 24
    text: str = ""
    vehicle_groups: frozenset[str] | None = None
    collision_groups: frozenset[str] | None = None
    weather_groups: frozenset[str] | None = None


CONDITIONS = ("weather", "lighting")
"""What is stored in the sender's words and counted as groups."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The accidents of a filter and their counts.

    ``accidents`` holds the columns of ``EXPORT_COLUMNS`` only: nothing personal, nothing typed freely. For the
    committee small counts are coarsened, because a filter can be narrowed until it lets one accident through.
    ``conditions`` holds the groups of ``CONDITIONS`` of the same rows, ``""`` where unknown and for the committee.
    """

    accidents: pd.DataFrame
    n_total: Count
    n_located: Count
    n_ambiguous: Count
    n_unlocated: Count
    killed: Count
    injured: Count
    by_severity: dict[int, Count] = field(default_factory=dict)
    conditions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CONDITIONS)))


def select_accidents(database: Database, chosen: AccidentFilter | None = None) -> Selection:
    """The accidents a filter lets through, with every count shown beside them; nothing matches gives zeros."""
    is_committee = authority.is_committee(database)
    with database.read() as session:
        found = select_in(session, chosen or AccidentFilter(), is_committee=is_committee)
    return coarsened(found) if is_committee else found


def select_in(session: Session, chosen: AccidentFilter, *, is_committee: bool) -> Selection:
    """The same with every count as it is, for use cases that coarsen what they tell themselves.

    Parameters
    ----------
    is_committee
        Whether accidents are looked for and shown by month, without hour, weather and case number.
    """
    if is_committee:
        chosen = committee_filter(chosen)
    table = accident_store.fetch_accidents(
        session,
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        severities=chosen.severities,
        route_ids=chosen.route_ids,
        hour_from=chosen.hour_from,
        hour_to=chosen.hour_to,
    )
    groups = _condition_groups(table)
    seen = table[list(EXPORT_COLUMNS)]
    if is_committee:
        people = {name: seen[name] for name in ("killed", "injured")}
        seen, groups = committee_view.accidents(seen).assign(**people), groups.assign(weather="", lighting="")
    mask = _has_words(seen, chosen.text) & _in_scope(seen, groups, chosen)
    return _summary(seen[mask].reset_index(drop=True), groups[mask].reset_index(drop=True))


def coarsened(found: Selection) -> Selection:
    """For the committee: small counts coarsened, so that neither the total nor the other counts give them away."""
    by_place = cells({i: exact(n) for i, n in enumerate((found.n_located, found.n_ambiguous, found.n_unlocated))})
    return replace(
        found,
        accidents=committee_view.accidents(found.accidents),
        n_total=few(found.n_total),
        n_located=by_place[0],
        n_ambiguous=by_place[1],
        n_unlocated=by_place[2],
        killed=few(found.killed),
        injured=few(found.injured),
        by_severity=cells({code: exact(n) for code, n in found.by_severity.items()}),
    )


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
        first_day=month_start(chosen.first_day) if chosen.first_day else None,
        last_day=month_end(chosen.last_day) if chosen.last_day else None,
        hour_from=0,
        hour_to=24,
        weather_groups=None,
    )


def data_period(database: Database) -> Period | None:
    """First and last day on which the database knows an accident, for the committee their months; None while empty."""
    with database.read() as session:
        days = accident_store.first_and_last_day(session)
    if days is None:
        return None
    return committee_view.period(Period(*days)) if authority.is_committee(database) else Period(*days)


def groups_of(table: pd.DataFrame, name: str) -> pd.Series:
    """The codes of a column that holds several, joined with ";", as sets; none gives an empty set."""
    return table[name].map(
        lambda codes: frozenset(codes.split(";")) if isinstance(codes, str) and codes else frozenset()
    )


def _in_scope(table: pd.DataFrame, groups: pd.DataFrame, chosen: AccidentFilter) -> pd.Series:
    """Whether vehicles, form of collision and weather are among those asked for."""
    mask = pd.Series(data=True, index=table.index)
    if chosen.vehicle_groups is not None:
        wanted = chosen.vehicle_groups
        mask &= groups_of(table, "vehicle_groups").map(lambda held: bool(held & wanted)).astype(bool)
    if chosen.collision_groups is not None:
        mask &= table["collision_group"].isin(chosen.collision_groups)
    if chosen.weather_groups is not None:
        mask &= groups["weather"].isin(chosen.weather_groups)
    return mask


def _condition_groups(table: pd.DataFrame) -> pd.DataFrame:
    """Weather and light as groups; each wording is looked up once."""
    known = load_categories()
    columns = {}
    for name, kinds in (("weather", known.weather), ("lighting", known.lighting)):
        texts = table[name].astype("string").fillna("")
        order = [kind.key for kind in kinds]  # the first group in the file wins: "đêm, có đèn" is lit
        meaning = {
            text: min(categories.categories_in(text, kinds), key=order.index, default="") for text in texts.unique()
        }
        columns[name] = texts.map(meaning).astype(object)
    return pd.DataFrame(columns, index=table.index)


@lru_cache(maxsize=1)
def load_categories() -> Categories:
    """The groups of vehicles, collisions, causes, weather and light, with their words."""
    return categories.parse_categories(settings.read_reference("categories"))


def _has_words(table: pd.DataFrame, wanted: str) -> pd.Series:
    """Whether id, case number, route or km post holds the text, marks and letter case aside."""
    if not wanted.strip():
        return pd.Series(data=True, index=table.index)
    searched = table[["accident_id", "case_number", "route_id", "km_post"]].astype("string").fillna("")
    joined = searched.agg(" ".join, axis="columns").map(fold)
    return joined.str.contains(fold(wanted), regex=False).astype(bool)


def _summary(accidents: pd.DataFrame, conditions: pd.DataFrame) -> Selection:
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
        conditions=conditions,
    )
