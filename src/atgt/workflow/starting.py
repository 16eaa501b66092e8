"""How a ward begins: with the simulated ward to try everything out, or empty with its own data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.storage import clearing
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.workflow import authority, keeping, provenance, register, roads, screening

START = "start"
"""Setting: ``own`` once somebody chose to begin with the ward's own data; the sample is then never loaded unasked."""

_OWN, _ASKED = "own", "sample"
_WHAT = Text("chọn cách bắt đầu", "choose how to begin")


def wants_sample(database: Database) -> bool:
    """Whether the simulated ward is to be loaded: into an empty database, or to finish what was broken off.

    Not when somebody chose otherwise, and into a ward of a server only when somebody asked for it.
    """
    if provenance.is_sample_unfinished(database):
        return True
    if not provenance.is_empty(database):
        return False
    with database.read() as session:
        chosen = settings_table.get(session, START)
    return bool(chosen == _ASKED if database.ward else chosen != _OWN)


def is_own_and_empty(database: Database) -> bool:
    """Whether nothing is there yet and the ward's own data is waited for: so chosen, or a new ward of a server."""
    with database.read() as session:
        chosen = settings_table.get(session, START)
    is_own = chosen == _OWN or (database.ward is not None and chosen is None)
    return is_own and provenance.is_empty(database)


def start_own(database: Database, actor: Actor, now: dt.datetime) -> None:
    """Begin empty: the simulated ward is not loaded any more by itself."""
    authority.require(actor, Role.ADMINISTRATOR, _WHAT)
    with database.write(actor, "bắt đầu với dữ liệu của phường", now) as session:
        settings_table.put(session, START, _OWN)


def leave_sample(database: Database, actor: Actor, now: dt.datetime) -> Path | None:
    """Take the simulated ward, and whatever was tried out on it, away; a backup of it is kept beside the database.

    Returns the backup, None for a database on a server, whose backups are made there.

    Raises
    ------
    ParameterError
        When the database does not hold simulated data: real data is never removed here.
    """
    authority.require(actor, Role.ADMINISTRATOR, _WHAT)
    kept = _backup(database, actor, now) if provenance.holds_sample(database) else None
    with database.write(actor, "bỏ dữ liệu mô phỏng, bắt đầu với dữ liệu của phường", now) as session:
        clearing.clear_sample(
            session,
            settings=(screening.CURRENT_RUN_KEY, register.RUN_KEY, roads.METRIC_CRS_KEY, provenance.SAMPLE_LOADING),
        )
        settings_table.put(session, START, _OWN)
    return kept


def try_sample(database: Database, actor: Actor, now: dt.datetime) -> None:
    """Ask for the simulated ward in an empty database after all; it is loaded at the next visit."""
    authority.require(actor, Role.ADMINISTRATOR, _WHAT)
    with database.write(actor, "xem thử với phường mô phỏng", now) as session:
        settings_table.put(session, START, _ASKED)


def _backup(database: Database, actor: Actor, now: dt.datetime) -> Path | None:
    path = database.path
    if path is None:
        return None
    target = path.with_name(f"{path.stem}-mo-phong-{now:%Y%m%d-%H%M%S}{path.suffix}")
    keeping.backup(database, target, actor, now)
    return target
