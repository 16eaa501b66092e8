"""Every row of one database into an empty other one, between engines too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from atgt.storage import (  # noqa: F401  their tables belong to Base too
    account_tables,
    entry_tables,
    quality_tables,
    review_tables,
)
from atgt.storage.database import Database
from atgt.storage.tables import AuditHead, Base

_CHUNK = 5_000


def copy_tables(source: Database, target: Database) -> None:
    """Copy all rows as they are, in one state of the source and one transaction of the target.

    The target must hold the same version of the tables, and no rows.
    """
    head = Base.metadata.tables[AuditHead.__tablename__]
    with source.bare_connection() as reader, target.bare_connection(writes=True) as writer:
        writer.execute(delete(head))  # every new database has one row there
        for table in Base.metadata.sorted_tables:
            _copy_table(reader, writer, table)


def _copy_table(reader: Connection, writer: Connection, table: Table) -> None:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_CHUNK)
    for rows in reader.execute(query).mappings().partitions():
        values: list[dict[str, Any]] = [dict(row) for row in rows]
        writer.execute(insert(table), values)
    if writer.dialect.name == "postgresql" and "fid" in table.columns:
        last = writer.scalar(select(func.max(table.c.fid)))
        if last is not None:
            sequence = {"table": table.name, "last": last}
            writer.execute(text("SELECT setval(pg_get_serial_sequence(:table, 'fid'), :last)"), sequence)
