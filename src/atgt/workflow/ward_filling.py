"""The unit named and the ward of today for accidents that were stored without them, by an older version of the program.

An accident gets them when it is taken in, corrected, told anew or located anew. This does it for all others at once,
each with its audit line. It also follows a change of ``data/reference/wards.toml``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import AREA_FIELDS
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import authority, ward_names

_WHAT = Text("ghi phường, xã hiện nay", "write down the wards of today")


def n_missing(database: Database, actor: Actor) -> int:
    """How many accidents do not hold what their names say today."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        return len(_changes(session))


def fill_in(database: Database, actor: Actor, now: dt.datetime) -> int:
    """Write down unit and ward of every accident that lacks them, in one transaction; returns how many there were."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.write(actor, "ghi phường, xã hiện nay", now) as session:
        changes = _changes(session)
        records = accident_store.fetch_records(session, changes)
        for accident_id, values in changes.items():
            version = records[accident_id].version
            accident_store.update_accident(session, accident_id, values, expected_version=version)
    return len(changes)


def _changes(session: Session) -> dict[str, dict[str, Any]]:
    """By accident: what should stand there and does not."""
    table = accident_store.fetch_accidents(session)
    found = ward_names.area_columns(table)
    stored = zip(table["accident_id"], *(table[name] for name in AREA_FIELDS), strict=True)
    said = zip(*(found[name] for name in AREA_FIELDS), strict=True)
    return {
        accident_id: dict(zip(AREA_FIELDS, now, strict=True))
        for (accident_id, *before), now in zip(stored, said, strict=True)
        if tuple(before) != now
    }
