"""Which version of the tables a database holds, and bringing it forward. Never backward.

An upgrade is one transaction: a computer that stops in the middle leaves the database as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from atgt.storage.migrations import HEAD

_MIGRATIONS = Path(__file__).with_name("migrations")
_FOREIGN_PREFIXES = ("gpkg_", "rtree_", "sqlite_", "spatial_ref_sys")


def current(connection: Connection, schema: str | None = None) -> str | None:
    """The revision a database, or one schema of it, holds; None when it holds none of our tables."""
    if not inspect(connection).has_table("alembic_version", schema=schema):
        return None
    table = f'"{schema}".alembic_version' if schema else "alembic_version"
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()


def is_known(revision: str) -> bool:
    """Whether this program knows how to bring a revision forward."""
    if revision == HEAD:
        return True
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()}


def upgrade(connection: Connection, revision: str = "head", *, schema: str | None = None) -> None:
    """Bring the tables to ``HEAD`` within the connection's transaction; a database at ``HEAD`` is left alone.

    Another ``revision`` makes a database as an earlier version of the program did: for tests.

    Parameters
    ----------
    schema
        Where the tables lie; new ones are made where the connection's search_path begins, which must be there.
    """
    from alembic import command  # imported here: opening an up-to-date database need not wait for it

    command.upgrade(_config(connection, schema), revision)


def _config(connection: Connection | None, schema: str | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
        config.attributes["include_object"] = include_object
        config.attributes["schema"] = schema
    return config


def include_object(_object: Any, name: str | None, kind: str, _reflected: Any, _compare_to: Any) -> bool:
    """What Alembic compares with our classes: our tables, not those of GeoPackage, SQLite or PostGIS."""
    return not (kind == "table" and name is not None and name.startswith(_FOREIGN_PREFIXES))
