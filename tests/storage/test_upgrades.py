"""A filled database of every earlier version comes forward with every row, on both engines, and verifies.

``data/ward-REVISION.gpkg.xz`` are small databases made by the program of that revision (scripts/freeze_database.py),
all invented. A revision without a file of its own is reached from the newest earlier file, step by step: so a migration
added tomorrow is tried on filled tables without a line here.
"""

import json
import lzma
import sqlite3
import warnings
from collections import Counter
from contextlib import closing

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, make_url, select, text

from atgt.domain.errors import StorageError
from atgt.storage import audit, backup, backup_manifest, schema_version, verification
from atgt.storage.database import Database, _make_engine, _prepare_server
from atgt.storage.migrations import HEAD
from atgt.storage.repositories import accidents
from atgt.storage.tables import Base

ORDER = [r.revision for r in ScriptDirectory.from_config(schema_version._config(None)).walk_revisions()][::-1]
EARLIER = ORDER[: ORDER.index(HEAD)]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)]


@pytest.fixture(scope="module")
def frozen(root):
    """The newest frozen database that is not newer than a revision: its revision, its content, what it held."""
    folder = root / "tests/storage/data"
    known = {path.name.split("-")[1].split(".")[0]: path for path in folder.glob("ward-*.gpkg.xz")}

    def of(revision):
        found = next(r for r in reversed(ORDER[: ORDER.index(revision) + 1]) if r in known)
        told = json.loads((folder / f"ward-{found}.json").read_text("utf-8"))
        return found, lzma.decompress(known[found].read_bytes()), told

    return of


@pytest.fixture
def old_database(frozen, request, tmp_path):
    """``old_database(engine, revision)``: the URL of a filled database of that version, and what it was frozen with."""

    def make(engine_name, revision):
        found, content, told = frozen(revision)
        path = tmp_path / "old.gpkg"
        path.write_bytes(content)
        url = f"sqlite:///{path}"
        if engine_name == "postgresql":
            url = request.getfixturevalue("postgres_server").create(with_tables=False)
            with closing(_bare(f"sqlite:///{path}")) as source, closing(_bare(url)) as target:
                with target.bare_connection(writes=True) as connection:
                    _prepare_server(connection, "")
                    schema_version.upgrade(connection, found)
                _copy(source, target)
        with closing(_bare(url)) as database, database.bare_connection(writes=True) as connection:
            schema_version.upgrade(connection, revision)
        return url, told

    return make


def _bare(url):
    """A database that is not brought forward when it is opened."""
    return Database(_make_engine(make_url(url), 15.0))


def _tables(connection):
    """Our tables with the columns a version has, typed as today's classes say."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type")
        present = inspect(connection)
        names = [table for table in Base.metadata.sorted_tables if present.has_table(table.name)]
        return {t: [c for c in t.columns if c.name in {x["name"] for x in present.get_columns(t.name)}] for t in names}


def _copy(source, target):
    """All rows of one version, column by column, into another engine."""
    with source.bare_connection() as reader, target.bare_connection(writes=True) as writer:
        for table, columns in _tables(reader).items():
            if table.name == "audit_head":
                writer.execute(table.delete())
            rows = [dict(row) for row in reader.execute(select(*columns).order_by(*table.primary_key)).mappings()]
            if rows:
                writer.execute(table.insert(), rows)
            if rows and "fid" in table.columns:
                last = {"table": table.name, "last": max(row["fid"] for row in rows)}
                writer.execute(text("SELECT setval(pg_get_serial_sequence(:table, 'fid'), :last)"), last)


def _rows(database, columns=None):
    """Every row of every table as text; only in the columns given by an earlier call."""
    with database.bare_connection() as connection:
        columns = columns or {t.name: [c.name for c in cs] for t, cs in _tables(connection).items()}
        found = {}
        for name, wanted in columns.items():
            table = Base.metadata.tables[name]
            found[name] = Counter(map(repr, connection.execute(select(*[table.c[c] for c in wanted])).all()))
    return columns, found


@pytest.mark.parametrize("revision", EARLIER)
@pytest.mark.parametrize("engine_name", ENGINES)
def test_every_row_of_every_earlier_version_is_there_afterwards(
    engine_name, revision, old_database, fill, officer, now
):
    url, told = old_database(engine_name, revision)
    with closing(_bare(url)) as old:
        columns, before = _rows(old)
        counts = {name: rows.total() for name, rows in before.items()}
    assert told["counts"].items() <= counts.items()

    with closing(Database.open(url)) as database:
        _, after = _rows(database, columns)
        missing = {
            name: list((rows - after[name]).elements())[:2] for name, rows in before.items() if rows - after[name]
        }
        with database.read() as session:
            found = verification.verify(session, expected=audit.Head(*told["head"]))
        fill(database, 3, file="moi.xlsx")  # and the work goes on
        with database.read() as session:
            later = verification.verify(session)

    assert missing == {}
    assert found.is_whole, (found.audit_problems[:3], found.record_problems[:3])
    assert later.is_whole
    assert later.counts["accident"] == counts["accident"] + 3


def test_the_first_version_is_tried_with_every_table_it_had(frozen):
    _, _, told = frozen("0001")

    assert {name for name, n in told["counts"].items() if n == 0} <= {"boundary"}
    assert told["counts"]["accident"] == 60


@pytest.mark.parametrize("engine_name", ENGINES)
def test_sign_ins_of_earlier_versions_were_by_password(engine_name, old_database):
    url, told = old_database(engine_name, "0006")
    assert told["counts"]["account_session"] == 2
    assert told["counts"]["sign_in_attempt"] == 3

    with closing(Database.open(url)) as database, database.read() as session:
        ways = session.execute(text("SELECT way FROM account_session UNION ALL SELECT way FROM sign_in_attempt"))

        assert Counter(ways.scalars()) == {"password": 5}


@pytest.mark.parametrize("revision", EARLIER)
def test_an_upgrade_that_is_cut_off_leaves_the_earlier_version(revision, old_database, monkeypatch):
    url, _ = old_database("sqlite", revision)
    with closing(_bare(url)) as old:
        before = _rows(old)
    real = schema_version.upgrade

    def upgrade_and_fail(connection, *more):
        real(connection, *more)
        raise OSError(28, "power lost")

    monkeypatch.setattr(schema_version, "upgrade", upgrade_and_fail)
    with pytest.raises(OSError, match="power lost"):
        Database.open(url)

    with closing(_bare(url)) as old:
        assert _rows(old) == before
        with old.bare_connection() as connection:
            assert schema_version.current(connection) == revision


@pytest.mark.parametrize("engine_name", ENGINES)
def test_a_backup_of_the_first_version_is_put_back_into_todays(engine_name, frozen, request, tmp_path, officer, now):
    _, content, told = frozen("0001")
    path = tmp_path / "b.gpkg"
    path.write_bytes(content)
    assert backup_manifest.write(path, made_at=now, source="sqlite").revision == "0001"
    url = (
        f"sqlite:///{tmp_path / 'ward.gpkg'}"
        if engine_name == "sqlite"
        else request.getfixturevalue("postgres_server").create()
    )

    restored = backup.restore(path, url, actor=officer, now=now)

    assert restored.verification.is_whole
    with closing(Database.open(url)) as database, database.read() as session:
        assert len(accidents.fetch_accidents(session)) == told["counts"]["accident"]


def test_a_version_that_may_only_be_read_says_that_an_upgrade_is_needed(old_database, tmp_path):
    """A ward opens last year's file from a place where it may not write."""
    url, _ = old_database("sqlite", "0001")
    holder = sqlite3.connect(tmp_path / "old.gpkg", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="cần nâng lên"):
        Database.open(url, busy_timeout_s=0.1)

    holder.close()
