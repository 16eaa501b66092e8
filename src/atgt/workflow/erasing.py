"""Erasing personal data that is no longer needed: what is due, and doing it. Counts, places and classes stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import erasure, settings_table
from atgt.storage.repositories.erasure import Erased
from atgt.workflow import authority

RETENTION_KEY = "personal_data_years"
DEFAULT_YEARS = 5
"""Years personal data is kept unless the office decides otherwise. No source settles it: the unit confirms it."""
_WHAT = Text("xóa dữ liệu cá nhân", "erase personal data")


@dataclass(frozen=True, slots=True)
class Due:
    """What would be erased: everything before ``before``."""

    years: int
    before: dt.date
    n_accidents: int
    n_held_rows: int


def due(database: Database, actor: Actor, today: dt.date, *, years: int | None = None) -> Due:
    """How much is older than the office keeps it; nothing is changed."""
    authority.require(actor, Role.ADMINISTRATOR, _WHAT)
    with database.read() as session:
        kept = years or int(settings_table.get(session, RETENTION_KEY, DEFAULT_YEARS))
        before = _before(today, kept)
        n_accidents, n_rows = len(erasure.accidents_due(session, before)), len(erasure.rows_due(session, before))
    return Due(kept, before, n_accidents, n_rows)


def erase(database: Database, actor: Actor, now: dt.datetime, *, years: int | None = None) -> Erased:
    """Erase names, numbers and words typed by hand from accidents older than the office keeps them.

    One transaction; the audit chain stays whole and says what was erased. It cannot be undone, and backups made
    before still hold everything: they are erased by hand.
    """
    authority.require(actor, Role.ADMINISTRATOR, _WHAT)
    found = due(database, actor, now.date(), years=years)
    with database.write(actor, f"xóa dữ liệu cá nhân trước ngày {found.before:%d/%m/%Y}", now) as session:
        return erasure.erase(session, found.before)


def set_years(database: Database, years: int, actor: Actor, now: dt.datetime) -> None:
    """Say how many years personal data is kept.

    Raises
    ------
    ParameterError
        When it is not 1 to 100.
    """
    authority.require(actor, Role.ADMINISTRATOR, _WHAT, within=database)
    if not 1 <= years <= 100:
        raise ParameterError(Text("Số năm lưu phải từ 1 đến 100.", "Years must be 1 to 100."))
    with database.write(actor, "đặt thời hạn lưu dữ liệu cá nhân", now) as session:
        settings_table.put(session, RETENTION_KEY, years)


def _before(today: dt.date, years: int) -> dt.date:
    """The day ``years`` before today.

    Examples
    --------
    >>> _before(dt.date(2028, 2, 29), 5).isoformat()
    '2023-02-28'
    """
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - years, day=day)
