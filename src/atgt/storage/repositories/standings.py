"""Which accidents are first reports that an official record still has to confirm or replace."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atgt.domain.accident_standing import Standing
from atgt.domain.text import Text
from atgt.storage.entry_tables import AccidentStandingRow
from atgt.storage.repositories.versioned import record_table

STANDING = record_table(AccidentStandingRow, "accident_id", Text("tin ban đầu", "first report"))
RECORDS = (STANDING,)


def mark_preliminary(session: Session, accident_id: str) -> None:
    """Say that a new accident is a first report."""
    STANDING.add(session, {"accident_id": accident_id, "standing": str(Standing.PRELIMINARY)})


def mark_official(session: Session, accident_id: str) -> None:
    """Say that a first report was confirmed; an accident that never was one stays as it is."""
    if STANDING.find(session, accident_id) is not None:
        STANDING.change(session, accident_id, {"standing": str(Standing.OFFICIAL)})


def mark_preliminary_again(session: Session, accident_id: str) -> None:
    """The official record was taken back: the accident is a first report again."""
    if STANDING.find(session, accident_id) is not None:
        STANDING.change(session, accident_id, {"standing": str(Standing.PRELIMINARY)})


def forget(session: Session, accident_id: str) -> None:
    """The accident is taken out of the current ones, and its standing with it."""
    if STANDING.find(session, accident_id) is not None:
        STANDING.remove(session, accident_id)


def standing_of(session: Session, accident_id: str) -> Standing:
    """What an accident rests on."""
    row = STANDING.find(session, accident_id)
    return Standing.OFFICIAL if row is None else Standing(row["standing"])


def preliminary_ids(session: Session) -> tuple[str, ...]:
    """Accidents that are still first reports, by id."""
    rows = STANDING.where(session, STANDING.table.c.standing == str(Standing.PRELIMINARY))
    return tuple(str(row["accident_id"]) for row in rows)
