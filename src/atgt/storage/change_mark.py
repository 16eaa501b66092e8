"""Whether a transaction has changed data: then it must not end without an audit line."""

from __future__ import annotations

from sqlalchemy.orm import Session

_CHANGED = "atgt.changed"


def note(session: Session) -> None:
    """Note that a statement of this session changes data."""
    session.info[_CHANGED] = True


def is_noted(session: Session) -> bool:
    """Whether this session has changed data."""
    return bool(session.info.get(_CHANGED))
