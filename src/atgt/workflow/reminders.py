"""What is late and what is due soon, in working days: the reminder list of the first screen and of the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.remediation import OverdueKind
from atgt.domain.text import Text
from atgt.domain.working_days import working_days_between
from atgt.storage.database import Database
from atgt.workflow import remediation, work_calendar

SOON_DAYS = 5
"""What is due within so many working days is reminded of; no circular gives a figure [unconfirmed]."""

ESCALATE_DAYS = 10
"""What is later than so many working days should be reported upward; no circular gives a figure [unconfirmed]."""


class Urgency(StrEnum):
    """How pressing a reminder is."""

    ESCALATE = "escalate"
    LATE = "late"
    SOON = "soon"


URGENCY_LABELS = {
    Urgency.ESCALATE: Text("Quá hạn lâu, cần báo cáo cấp trên", "Long overdue, to be reported upward"),
    Urgency.LATE: Text("Quá hạn", "Overdue"),
    Urgency.SOON: Text("Sắp đến hạn", "Due soon"),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be done, and how pressing it is.

    Parameters
    ----------
    key
        Number of the entry, recommendation or measure.
    days_late
        Working days since the deadline; 0 or below while there is time left.
    """

    urgency: Urgency
    kind: OverdueKind
    key: str
    register_id: str
    place: Text
    what: Text
    unit: str
    due_on: dt.date
    days_late: int


def reminders(database: Database, today: dt.date, *, within: int = SOON_DAYS) -> tuple[Reminder, ...]:
    """Everything late, longest first, then what is due within some working days, nearest first."""
    with database.read() as session:
        due = remediation.due_in(session)
        calendar = work_calendar.calendar_of(session)
    found = []
    for item in due:
        days = working_days_between(item.due_on, today, calendar)
        if days >= -within:
            own = (item.kind, item.key, item.register_id, item.place, item.what, item.unit, item.due_on)
            found.append(Reminder(urgency_of(days), *own, days))
    return tuple(sorted(found, key=lambda one: (-one.days_late, one.register_id, one.key)))


def urgency_of(days_late: int) -> Urgency:
    """How pressing something is that is so many working days late.

    Examples
    --------
    >>> [str(urgency_of(days)) for days in (-1, 0, 1, 10, 11)]
    ['soon', 'soon', 'late', 'late', 'escalate']
    """
    if days_late > ESCALATE_DAYS:
        return Urgency.ESCALATE
    return Urgency.LATE if days_late > 0 else Urgency.SOON


def days_in_words(days_late: int) -> Text:
    """How late something is, as one says it.

    Examples
    --------
    >>> days_in_words(3).vi, days_in_words(0).vi, days_in_words(-2).vi
    ('quá hạn 3 ngày làm việc', 'đến hạn hôm nay', 'còn 2 ngày làm việc')
    """
    if days_late > 0:
        return Text(f"quá hạn {days_late} ngày làm việc", f"{days_late} working days overdue")
    if days_late == 0:
        return Text("đến hạn hôm nay", "due today")
    return Text(f"còn {-days_late} ngày làm việc", f"{-days_late} working days left")
