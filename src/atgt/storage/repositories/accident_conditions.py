"""Conditions on accidents, as parts of a query: days, hours of the day, any of several values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, and_, or_

from atgt.storage.tables import Base

_ACCIDENT = Base.metadata.tables["accident"]


def by_day(query: Select[Any], first_day: dt.date | None, last_day: dt.date | None) -> Select[Any]:
    """Days from first to last, both included; None is no bound."""
    if first_day is not None:
        query = query.where(_ACCIDENT.c.occurred_on >= first_day)
    if last_day is not None:
        query = query.where(_ACCIDENT.c.occurred_on <= last_day)
    return query


def by_values(query: Select[Any], chosen: Mapping[str, Collection[Any] | None]) -> Select[Any]:
    """By column: any of these values; None is no condition, an empty collection matches nothing."""
    for name, values in chosen.items():
        if values is not None:
            column = _ACCIDENT.c[name]
            query = query.where(column.in_([column.type.python_type(value) for value in values]))
    return query


def by_hour(query: Select[Any], hour_from: int, hour_to: int) -> Select[Any]:
    """Hours from (included) to (excluded), over midnight when the first is the later one.

    The whole day lets accidents without a time through, a part of it does not.
    """
    if (hour_from, hour_to) == (0, 24):
        return query
    at = _ACCIDENT.c.occurred_at
    after = at >= dt.time(hour_from) if hour_from < 24 else at.is_(None)
    before = at < dt.time(hour_to) if hour_to < 24 else at.is_not(None)
    return query.where(and_(after, before) if hour_from < hour_to else and_(at.is_not(None), or_(after, before)))
