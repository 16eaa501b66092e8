"""What a role may do in the committee's work, beyond the moves of a spot, which ``domain.review`` rules.

Which wards a person works with is asked below, by every read and write (``Database.refuse_strangers``).
"""

from __future__ import annotations

from atgt.domain.actor import ROLE_LABELS, Actor, Role
from atgt.domain.errors import NotAllowedError
from atgt.domain.text import Text
from atgt.storage.database import Database

_ORDER = list(Role)


def require(actor: Actor, least: Role, what: Text, *, within: Database | None = None) -> None:
    """Refuse an actor whose role is below the least one.

    Parameters
    ----------
    within
        The database it is about: asks for its ward at once, before files are read and numbers worked out. Without it
        the first read or write asks.

    Raises
    ------
    NotAllowedError
        Saying what may not be done and which role may, or that the ward is not this person's.

    Examples
    --------
    >>> require(Actor("an", Role.APPROVER), Role.EDITOR, Text("cập nhật sổ", "update the register"))
    """
    if not may(actor, least):
        label = ROLE_LABELS[least]
        raise NotAllowedError(
            Text(
                f"Vai trò của bạn không được {what.vi}; cần vai trò “{label.vi}” trở lên.",
                f"Your role may not {what.en}; the role “{label.en}” or above is needed.",
            )
        )
    if within is not None:
        within.refuse_strangers(actor, within.reader)


def may(actor: Actor, least: Role) -> bool:
    """Whether a role reaches the least one: for pages that leave out what would be refused.

    Examples
    --------
    >>> may(Actor("an", Role.VIEWER), Role.EDITOR)
    False
    """
    return _ORDER.index(actor.role) >= _ORDER.index(least)


def require_reader(database: Database, least: Role, what: Text) -> None:
    """Refuse to show something to whoever this database is read for (``Database.seen_by``). Raises as ``require``."""
    require(database.reader, least, what, within=database)


def accounts_of(database: Database, actor: Actor) -> Database:
    """Where the accounts are kept, for somebody who works with this database's ward; his role is asked for apart.

    Raises
    ------
    NotAllowedError
        When the database's ward is not one of his.
    """
    database.refuse_strangers(actor, database.reader)
    return database.for_accounts()


def is_committee(database: Database) -> bool:
    """Whether the reader is to see the committee's view: months and counts, no text typed by hand about a case.

    Raises NotAllowedError when the database's ward is not one of his.
    """
    database.refuse_strangers(database.reader)
    return not may(database.reader, Role.EDITOR)
