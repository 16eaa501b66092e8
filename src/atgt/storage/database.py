"""The database behind a URL: opened, checked, brought forward, read and written in whole transactions.

``sqlite:///ward.gpkg``
    One file in GeoPackage layout with a rollback journal. No other SQLite library may open it in this process
    (pyogrio, geopandas and DuckDB bring their own; even reading the file with ``open`` counts): POSIX drops all
    locks of a process on a file as soon as it closes the file once, and committed rows are lost.
``postgresql+psycopg://user@host/name``
    PostgreSQL with PostGIS, for several wards or a district.
``postgresql+psycopg://user@host/name?ward=duc_pho``
    One ward of such a server: its records lie in a schema of its own (``ward_schema``).

On both engines writers stand in one queue, so the audit chain has one order;
readers see one unchanging state of the data from their first to their last query.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from atgt.domain.actor import LOCAL_USER, Actor
from atgt.storage import audit, change_mark, faults, geopackage, schema_version, ward_schema
from atgt.storage.migrations import HEAD
from atgt.storage.open_wards import OpenWards
from atgt.storage.write_queue import WriteQueue

_LOG = logging.getLogger(__name__)
_WRITES = "atgt_writes"
_SEARCH_PATH = "atgt_search_path"
_WRITE_LOCK = 0x41544754  # "ATGT": the one PostgreSQL advisory lock all writers queue for
_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = EXTRA",  # a commit survives the power going off, the folder's entry of the journal too
    "trusted_schema = ON",  # the triggers call functions of ours
    "cell_size_check = ON",
    "cache_spill = OFF",  # a large import stays in memory until its commit, so that readers need not wait for all of it
)


class Database:
    """An open database. Make it with ``Database.open``; it may be shared between threads, not between processes."""

    def __init__(self, engine: Engine, *, ward: str | None = None, queue_timeout_s: float = 120.0) -> None:
        self._engine = engine
        self._queue, self._queue_timeout_s = WriteQueue(), queue_timeout_s
        self._reader = LOCAL_USER
        self._common, self._wards = self, OpenWards[Database]()
        self._is_for_accounts = False
        self.ward = ward
        self.url = ward_schema.joined(engine.url, ward).render_as_string(hide_password=False)

    @classmethod
    def open(cls, url: str, *, create: bool = True, busy_timeout_s: float = 30.0) -> Database:
        """The database at a URL, checked for damage and brought to this program's version.

        Parameters
        ----------
        create
            Whether to make the file (SQLite) or the tables (PostgreSQL) when there are none.
        busy_timeout_s
            How long a statement waits for a writer of another process before it gives up; for the writers of this
            one, who stand in a line, a write waits four times as long.

        Raises StorageError when there is nothing to open, or it is damaged, foreign, newer, locked or out of reach.
        """
        target, ward = ward_schema.split(_parse_url(url))
        where = _where(target)
        if target.get_backend_name() == "sqlite":
            _check_file(target, where, create=create)
        database = cls(_make_engine(target, busy_timeout_s), queue_timeout_s=4 * busy_timeout_s)
        try:
            with database._explained():
                database._check_content()
                database._bring_forward(create=create)
            return database if ward is None else database.of_ward(ward)
        except BaseException:
            database.close()
            raise

    def of_ward(self, ward: str, *, create: bool = False) -> Database:
        """The records of one ward of this server, brought to this program's version; for the same reader.

        It shares the connections with every other ward; only one of them needs to be closed.

        Parameters
        ----------
        create
            Whether to make the ward's schema and tables when there are none.

        Raises StorageError when there is no such ward, or this is no server.
        """
        return self._wards.get(ward, lambda: self._open_ward(ward, create=create)).seen_by(self._reader)

    def for_accounts(self) -> Database:
        """Where accounts, sessions and the list of wards are kept: the common part of the server, or this very file.

        It asks nobody for his ward. Only the use cases of accounts, signing in and wards may take it, which ask for
        everything themselves; a test looks for others.
        """
        common = self._common.seen_by(LOCAL_USER)
        vars(common).update(_is_for_accounts=True)
        return common

    def _open_ward(self, ward: str, *, create: bool) -> Database:
        if self.dialect != "postgresql":
            raise faults.storage_error(faults.NO_WARDS, self.where)
        schema = ward_schema.schema_of(ward)
        with self._explained(), self._engine.connect() as connection:
            path = ward_schema.search_path(connection, schema)
            if not create and schema_version.current(connection, schema) is None:
                raise faults.storage_error(faults.NO_SUCH_WARD, self.where, ward=ward)
        engine = self._engine.execution_options(**{_SEARCH_PATH: path})
        opened = Database(engine, ward=ward, queue_timeout_s=self._queue_timeout_s)
        vars(opened).update(_common=self._common, _wards=self._wards)
        with opened._explained():
            opened._bring_forward(create=create)
        return opened

    def seen_by(self, reader: Actor) -> Database:
        """The same open database for one person: use cases ask ``reader`` what they may show.

        It shares the connections; only one of the two needs to be closed.
        """
        seen = object.__new__(Database)
        vars(seen).update(vars(self), _reader=reader)
        return seen

    @property
    def reader(self) -> Actor:
        """For whom this database is read: the person at this computer, unless ``seen_by`` named another."""
        return self._reader

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        return _file_of(self._engine.url)

    @property
    def where(self) -> str:
        """The file or server, and the ward, as people may see it: without a password."""
        return _where(ward_schema.joined(self._engine.url, self.ward))

    def close(self) -> None:
        """Close all connections; the object is of no use afterwards."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the data and cannot change it. Keep it short: on SQLite writers wait.

        Raises NotAllowedError when the records belong to a ward that is not the reader's.
        """
        self.refuse_strangers(self._reader)
        with self._explained(), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: Actor, reason: str, now: dt.datetime) -> Iterator[Session]:
        """A session whose changes are stored all together, with their audit lines, or not at all.

        Parameters
        ----------
        actor, reason
            Who changes something and why: written in every audit line.
        now
            The moment, with its zone.

        Raises StorageError when the database is locked, full, read-only or gone: then nothing was stored.
        NotAllowedError when the records belong to a ward that is not the actor's, or not the reader's.
        RuntimeError when something was changed without an audit line, a fault in our own code.
        """
        self.refuse_strangers(self._reader, actor)
        context = audit.WriteContext(actor, reason, now)
        with self._turn(), self._explained(), Session(self._engine.execution_options(**{_WRITES: True})) as session:
            audit.begin(session, context)
            event.listen(session, "do_orm_execute", _note_statement)
            event.listen(session, "after_flush", _note_flush)
            session.connection()  # take the write lock now, so that what is read next is still true at commit
            yield session
            session.flush()
            if audit.store_lines(session) == 0 and change_mark.is_noted(session):
                raise RuntimeError("a transaction changed data without an audit line: use the repositories")
            session.commit()

    @contextmanager
    def bare_connection(self, *, writes: bool = False) -> Iterator[Connection]:
        """One transaction without audit lines: for backup, restore, and when a session was last seen; nothing else."""
        self.refuse_strangers(self._reader)
        engine = self._engine.execution_options(**{_WRITES: True}) if writes else self._engine
        with self._turn() if writes else nullcontext(), self._explained(), engine.begin() as connection:
            yield connection

    def refuse_strangers(self, *people: Actor) -> None:
        """Refuse whoever does not work with this ward: the one place where rights by ward are enforced.

        Every read and every write comes through here, so no use case, page or command can forget to ask.

        Raises
        ------
        NotAllowedError
            Naming the account.
        """
        for one in people:
            if not (one.may_enter(self.ward) or self._is_for_accounts):
                raise faults.stranger(one, self.ward)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._queue.turn(self._queue_timeout_s))
            except TimeoutError as error:
                raise faults.storage_error(faults.LOCKED, self.where) from error
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise faults.explain(error, self.where) from error

    def _check_content(self) -> None:
        """Refuse a damaged file, and a file of another program."""
        if self.dialect != "sqlite":
            return
        with self._engine.connect() as connection:
            report = connection.execute(text("PRAGMA quick_check(1)")).scalar()
            if report != "ok":
                raise faults.storage_error(faults.DAMAGED, self.where, detail=report)
            has_tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
            if has_tables and schema_version.current(connection) is None:
                raise faults.storage_error(faults.FOREIGN, self.where)

    def _bring_forward(self, *, create: bool) -> None:
        with self._engine.connect() as connection:
            found = self._check_version(connection)
        if found == HEAD:
            return
        if found is None and not create:
            raise faults.storage_error(faults.MISSING, self.where)
        writer = self._engine.execution_options(**{_WRITES: True})
        try:
            with writer.begin() as connection:  # another process may have been faster: look again under the lock
                if self._check_version(connection) != HEAD:
                    self._upgrade(connection)
        except DBAPIError as error:
            if found is not None:
                reason = faults.explain(error, self.where)
                _LOG.warning("upgrade from %s to %s did not work: %s", found, HEAD, reason)
                raise faults.storage_error(faults.OLDER, self.where, found=found, known=HEAD) from error
            raise

    def _upgrade(self, connection: Connection) -> None:
        if self._schema is None:
            _prepare_server(connection, self.where)
            schema_version.upgrade(connection)
        else:
            connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"')
            schema_version.upgrade(connection, schema=self._schema)

    @property
    def _schema(self) -> str | None:
        return None if self.ward is None else ward_schema.schema_of(self.ward)

    def _check_version(self, connection: Connection) -> str | None:
        found = schema_version.current(connection, self._schema)
        if found is not None and not schema_version.is_known(found):
            raise faults.storage_error(faults.NEWER, self.where, found=found, known=HEAD)
        return found


def _parse_url(url: str) -> URL:
    try:
        target = make_url(url)
        is_ours = target.drivername in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}
        target.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise faults.storage_error(faults.BAD_URL, url) from error
    if not is_ours or (target.get_backend_name() == "sqlite" and _file_of(target) is None):
        raise faults.storage_error(faults.BAD_URL, _where(target))
    return target


def _file_of(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def _where(url: URL) -> str:
    path = _file_of(url)
    return str(path) if path is not None else url.render_as_string(hide_password=True)


def _check_file(url: URL, where: str, *, create: bool) -> None:
    """Whether there is a file, or may be one. It is not opened here: closing it would drop SQLite's locks on it."""
    path = _file_of(url)
    if path is None:
        return
    try:
        if not path.exists():
            if not create:
                raise faults.storage_error(faults.MISSING, where)
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise faults.storage_error(faults.CANNOT_OPEN, where, detail="not a file")
    except OSError as error:
        raise faults.storage_error(faults.CANNOT_OPEN, where, detail=error.strerror or error) from error


def _make_engine(url: URL, busy_timeout_s: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url, pool_size=10, max_overflow=20, pool_timeout=30, connect_args={"timeout": busy_timeout_s}
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _end_sqlite)
    else:
        engine = create_engine(
            url,
            pool_size=10,
            max_overflow=20,
            pool_timeout=30,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "application_name": "atgt"},
        )
        event.listen(engine, "connect", _set_up_postgresql(busy_timeout_s))
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        # QGIS switches a file it may edit to WAL while it is open; that is safe, and the next connection sets it back.
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY}:
            raise
        _LOG.info("journal mode left as it is: %s", error)
    geopackage.register_functions(connection)


def _begin_sqlite(connection: Connection) -> None:
    writes = bool(connection.get_execution_options().get(_WRITES))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _end_sqlite(connection: sqlite3.Connection | None, _record: Any) -> None:
    """A COMMIT that found the file held by readers leaves its transaction, and its lock, in place: undo it."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _set_up_postgresql(busy_timeout_s: float) -> Callable[[Any, Any], None]:
    def set_up(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(busy_timeout_s * 1000)}")
        connection.commit()

    return set_up


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    path = options.get(_SEARCH_PATH)  # of a ward; each has its own audit chain, so each has its own writers' lock
    if not options.get(_WRITES):
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    if path is not None:
        connection.exec_driver_sql(f"SET LOCAL search_path = {path}")
    if options.get(_WRITES) and path is not None:
        lock = {"lock": _WRITE_LOCK, "path": path}
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock, hashtext(:path))"), lock)
    elif options.get(_WRITES):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITE_LOCK})


def _prepare_server(connection: Connection, where: str) -> None:
    """PostGIS must be there before the tables; installing it may need an administrator."""
    if connection.dialect.name != "postgresql":
        return
    try:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    except DBAPIError as error:
        detail = str(error.orig).splitlines()[0]
        raise faults.storage_error(faults.NO_POSTGIS, where, detail=detail) from error


def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        change_mark.note(state.session)


def _note_flush(session: Session, _context: Any) -> None:
    change_mark.note(session)
