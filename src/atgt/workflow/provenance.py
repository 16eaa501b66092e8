"""Where the data of a database comes from: invented, real, or not there yet."""

from __future__ import annotations

import datetime as dt

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import settings_table
from atgt.workflow import authority

SAMPLE_LOADING = "sample_loading"
"""Setting: the sample was begun and is not whole yet."""


def is_empty(database: Database) -> bool:
    """Whether nobody has put anything in yet: no accident and no road."""
    with database.read() as session:
        return sum(accident_store.count_accidents(session).values()) == 0 and road_store.load_segments(session).empty


def holds_sample(database: Database) -> bool:
    """Whether invented data is in this database; every screen and export then says so."""
    with database.read() as session:
        return settings_table.holds_sample(session)


def is_sample_unfinished(database: Database) -> bool:
    """Whether loading the sample was broken off: the visitor left the page, or the program was ended."""
    with database.read() as session:
        return bool(settings_table.get(session, SAMPLE_LOADING))


def mark_sample(database: Database, actor: Actor, now: dt.datetime) -> None:
    """Say that this database holds invented data, and that more of it is on its way until ``mark_sample_whole``.

    The mark of invented data is never taken off while the data is there.
    """
    authority.require(actor, Role.EDITOR, Text("nạp dữ liệu mô phỏng", "load simulated data"))
    with database.write(actor, "nạp dữ liệu mô phỏng", now) as session:
        settings_table.put(session, settings_table.SAMPLE, value=True)
        settings_table.put(session, SAMPLE_LOADING, value=True)


def mark_sample_whole(database: Database, actor: Actor, now: dt.datetime) -> None:
    """Say that the sample is there as a whole."""
    authority.require(actor, Role.EDITOR, Text("nạp dữ liệu mô phỏng", "load simulated data"))
    with database.write(actor, "nạp xong dữ liệu mô phỏng", now) as session:
        settings_table.remove(session, SAMPLE_LOADING)
