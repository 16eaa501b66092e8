"""Settings of this ward and facts about this database, by key; values are JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from atgt.storage import audit
from atgt.storage.frames import clean_json, content_hash
from atgt.storage.tables import Setting

RECORD = "setting"
SAMPLE = "sample"
"""Setting that says this database holds invented data."""


def get(session: Session, key: str, default: Any = None) -> Any:
    """The value of a setting; the default when it was never set."""
    row = session.execute(select(Setting.value).where(Setting.key == key)).one_or_none()
    return default if row is None else row.value


def get_all(session: Session) -> dict[str, Any]:
    """All settings by key."""
    return {row.key: row.value for row in session.execute(select(Setting.key, Setting.value).order_by(Setting.key))}


def put(session: Session, key: str, value: Any) -> None:
    """Set a setting. Setting it to what it is changes nothing."""
    value = clean_json(value)
    row = session.execute(select(Setting.value).where(Setting.key == key)).one_or_none()
    if row is not None and row.value == value:
        return
    if row is None:
        session.execute(insert(Setting).values(key=key, value=value))
    else:
        session.execute(update(Setting).where(Setting.key == key).values(value=value))
    old = None if row is None else {"value": row.value}
    audit.append(session, audit.Line("set", RECORD, key, old, {"value": value}, content_hash([key, value])))


def remove(session: Session, key: str) -> None:
    """Forget a setting. One that is not there changes nothing."""
    row = session.execute(select(Setting.value).where(Setting.key == key)).one_or_none()
    if row is None:
        return
    session.execute(delete(Setting).where(Setting.key == key))
    audit.append(session, audit.Line("remove", RECORD, key, {"value": row.value}, None))


def holds_sample(session: Session) -> bool:
    """Whether this database holds the invented sample ward."""
    return bool(get(session, SAMPLE))


def content_hashes(session: Session) -> Iterator[tuple[str, str]]:
    """Key and hash of every setting."""
    for key, value in get_all(session).items():
        yield key, content_hash([key, value])
