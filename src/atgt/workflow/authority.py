"""What a role may do in the committee's work, beyond the moves of a spot, which ``domain.review`` rules."""

from __future__ import annotations

from atgt.domain.actor import ROLE_LABELS, Actor, Role
from atgt.domain.errors import NotAllowedError
from atgt.domain.text import Text
from atgt.storage.database import Database

_ORDER = list(Role)


def require(actor: Actor, least: Role, what: Text) -> None:
    """Refuse an actor whose role is below the least one.

    Raises
    ------
    NotAllowedError
        Saying what may not be done and which role may.

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
    require(database.reader, least, what)


def is_committee(database: Database) -> bool:
    """Whether the reader is to see the committee's view: months and counts, no text typed by hand about a case."""
    return not may(database.reader, Role.EDITOR)
