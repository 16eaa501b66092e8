"""Taking the invented sample out of a database, so that real work can begin in it.

Only a database that says it holds invented data can be cleared. The audit log stays and goes on: every record is
written down as removed. Accounts, senders' profiles and the ward's own settings stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.storage import audit, verification
from atgt.storage.repositories import settings_table
from atgt.storage.tables import Base

_KEPT_TABLES = frozenset(
    {"account", "account_session", "sign_in_attempt", "ward", "sender_profile", "setting", "audit_log", "audit_sealed",
     "audit_head"}
)  # fmt: skip
_KEPT_RECORDS = frozenset({"account", "ward", "sender_profile", settings_table.RECORD})


def clear_sample(session: Session, *, settings: tuple[str, ...]) -> int:
    """Remove everything that is not kept, with a line in the audit log for each record; returns how many.

    Parameters
    ----------
    settings
        Settings that belong to the removed data and go with it.

    Raises
    ------
    ParameterError
        When the database does not say that it holds invented data: real data is never cleared.
    """
    if not settings_table.holds_sample(session):
        raise ParameterError(
            Text(
                "Cơ sở dữ liệu này không phải dữ liệu mô phỏng: không xóa gì.",
                "This database does not hold simulated data: nothing was removed.",
            )
        )
    gone = [(record, key) for record, key in verification.stored_records(session) if record not in _KEPT_RECORDS]
    audit.append_all(session, (audit.Line("remove", record, key) for record, key in gone))
    tables = [table for table in reversed(Base.metadata.sorted_tables) if table.name not in _KEPT_TABLES]
    with _guards_lifted(session, [table.name for table in tables]):
        for table in tables:
            session.execute(delete(table))
    for key in (settings_table.SAMPLE, *settings):
        settings_table.remove(session, key)
    return len(gone)


@contextmanager
def _guards_lifted(session: Session, tables: list[str]) -> Iterator[None]:
    """The triggers that keep decided things from being altered, off inside this transaction only."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
    triggers = [(name, sql) for name, sql in connection.execute(query) if not name.startswith("audit_")]
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)
