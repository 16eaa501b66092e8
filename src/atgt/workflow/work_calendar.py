"""The working days of this ward: the reference calendar with the office's own days above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.domain.working_days import CalendarDay, WorkCalendar, parse_calendar
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.workflow import authority

DAYS_KEY = "calendar_days"


def load(database: Database) -> WorkCalendar:
    """The calendar deadlines are reckoned by."""
    with database.read() as session:
        return calendar_of(session)


def calendar_of(session: Session) -> WorkCalendar:
    """The same, inside a transaction."""
    reference = parse_calendar(settings.read_reference("holidays"))
    return reference.with_days([_day_of(value) for value in settings_table.get(session, DAYS_KEY, [])])


def own_days(database: Database) -> tuple[CalendarDay, ...]:
    """The days this office has set itself, earliest first."""
    with database.read() as session:
        return tuple(_day_of(value) for value in settings_table.get(session, DAYS_KEY, []))


def set_own_days(database: Database, days: Sequence[CalendarDay], actor: Actor, now: dt.datetime) -> WorkCalendar:
    """Put the office's own days in the place of those it had; returns the calendar as it is then."""
    authority.require(actor, Role.ADMINISTRATOR, Text("sửa lịch làm việc", "change the calendar"))
    values = [_value(day) for day in sorted(days, key=lambda day: day.day)]
    with database.write(actor, "sửa lịch làm việc của đơn vị", now) as session:
        settings_table.put(session, DAYS_KEY, values)
        return calendar_of(session)


def _value(day: CalendarDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "is_working": day.is_working,
        "vi": day.name.vi,
        "en": day.name.en,
        "source": day.source,
        "is_confirmed": day.is_confirmed,
    }


def _day_of(value: dict[str, Any]) -> CalendarDay:
    name = Text(value["vi"], value["en"])
    day = dt.date.fromisoformat(value["day"])
    return CalendarDay(day, value["is_working"], name, value["source"], value["is_confirmed"])
