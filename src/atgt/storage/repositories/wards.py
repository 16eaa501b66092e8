"""The list of wards of a server, kept in its common part."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atgt.domain.text import Text
from atgt.domain.ward import Ward
from atgt.storage.account_tables import WardRow
from atgt.storage.repositories.versioned import record_table

WARD = record_table(WardRow, "code", Text("phường", "ward"))
RECORDS = (WARD,)


def add_ward(session: Session, ward: Ward) -> None:
    """Store a new ward."""
    WARD.add(session, {"code": ward.code, "name": ward.name})


def find_ward(session: Session, code: str) -> Ward | None:
    """The ward of that code; None when there is none."""
    row = WARD.find(session, code)
    return None if row is None else Ward(row["code"], row["name"])


def list_wards(session: Session) -> tuple[Ward, ...]:
    """All wards by their codes."""
    return tuple(Ward(row["code"], row["name"]) for row in WARD.where(session))
