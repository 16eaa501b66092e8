"""The time of the office: Vietnam's, whatever zone the computer or server is set to.

Vietnam has kept UTC+7 without summer time since 1975.
"""

from __future__ import annotations

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local_day(moment: dt.datetime) -> dt.date:
    """The calendar day of a moment in Vietnam.

    Examples
    --------
    >>> local_day(dt.datetime(2026, 10, 31, 18, 0, tzinfo=dt.UTC))
    datetime.date(2026, 11, 1)
    """
    return moment.astimezone(VIETNAM).date()


def day_and_hour(moment: dt.datetime) -> str:
    """A moment with its zone as people here read it.

    Examples
    --------
    >>> day_and_hour(dt.datetime(2026, 10, 31, 18, 5, tzinfo=dt.UTC))
    '01/11/2026 01:05'
    """
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
