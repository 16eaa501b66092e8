"""The table of contents inside a backup file: how many rows each table has, and their hash.

Works on the file with plain SQL, so a backup of an older version can be checked before it is brought forward.
Never used on a live database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import atgt
from atgt.storage import faults, geopackage
from atgt.storage.audit import GENESIS, Head
from atgt.storage.column_types import canonical_json, moment_text
from atgt.storage.frames import content_line

_TABLE = "backup_manifest"


@dataclass(frozen=True, slots=True)
class TableContent:
    """What one table held."""

    n_rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: made when, from which engine, by which version, and every table."""

    made_at: str
    source: str
    software: str
    revision: str
    head: Head
    tables: dict[str, TableContent]


def write(path: Path, *, made_at: dt.datetime, source: str) -> Manifest:
    """Count and hash every table of a copy and store the result in it."""
    with closing(sqlite3.connect(path)) as file, file:
        geopackage.register_functions(file)
        revision = file.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        manifest = Manifest(
            moment_text(made_at), source, f"atgt {atgt.__version__}", revision, _head(file), _contents(file)
        )
        file.execute(f"CREATE TABLE {_TABLE} (content TEXT NOT NULL)")
        file.execute(f"INSERT INTO {_TABLE} VALUES (?)", (canonical_json(asdict(manifest)),))
    return manifest


def check(path: Path) -> Manifest:
    """The manifest of a backup file, once every table was found to be what it says.

    Raises StorageError when the file is missing, no backup, or damaged.
    """
    where = str(path)
    if not path.is_file():
        raise faults.storage_error(faults.MISSING, where)
    with closing(sqlite3.connect(path)) as file:
        report = file.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if report != "ok":
            raise faults.storage_error(faults.DAMAGED, where, detail=report)
        if file.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (_TABLE,)).fetchone()[0] == 0:
            raise faults.storage_error(faults.NO_BACKUP, where)
        manifest = _parse(file.execute(f"SELECT content FROM {_TABLE}").fetchone()[0])
        found = _contents(file)
        for name in sorted(manifest.tables.keys() | found.keys()):
            if manifest.tables.get(name) != found.get(name):
                raise faults.storage_error(faults.BACKUP_CHANGED, where, table=name)
    return manifest


def remove(path: Path) -> None:
    """Take the manifest out of a copy, which then is an ordinary database."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"DROP TABLE IF EXISTS {_TABLE}")


def _parse(text: str) -> Manifest:
    value = json.loads(text)
    tables = {name: TableContent(**content) for name, content in value["tables"].items()}
    return Manifest(**{**value, "head": Head(**value["head"]), "tables": tables})


def _head(file: sqlite3.Connection) -> Head:
    row = file.execute("SELECT seq, hash FROM audit_head WHERE id = 1").fetchone()
    return Head(0, GENESIS) if row is None else Head(*row)


def _contents(file: sqlite3.Connection) -> dict[str, TableContent]:
    """Rows and hash of every table but the manifest, the spatial indexes too."""
    tables = file.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
        "AND name != ? ORDER BY name",
        (_TABLE,),
    ).fetchall()
    return {name: _content(file, name) for (name,) in tables}


def _content(file: sqlite3.Connection, table: str) -> TableContent:
    digest, n_rows = hashlib.sha256(), 0
    rows = file.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    digest.update(content_line([column[0] for column in rows.description]))
    for row in rows:
        digest.update(content_line(row))
        n_rows += 1
    return TableContent(n_rows, digest.hexdigest())
