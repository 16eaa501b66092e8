"""Copies of the whole database, made while it is in use, checked when made and again before they are put back.

A backup is always one SQLite file in GeoPackage layout, whatever the engine: it opens in QGIS,
and a ward that began with a file can be restored into PostgreSQL and the other way round.
Its table ``backup_manifest`` holds the number and hash of the rows of every table, and the last audit line.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from atgt.domain.actor import Actor
from atgt.domain.errors import StorageError
from atgt.storage import audit, backup_manifest, faults, transfer, verification
from atgt.storage.backup_manifest import Manifest
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table

_LOCK_TRIES = 60  # a quarter of a second each
_LOG = logging.getLogger(__name__)
LAST_BACKUP = "last_backup"
"""Setting that holds when and where the last backup was made."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup file holds and whether it is whole.

    Parameters
    ----------
    sha256
        Of the file: to be noted on paper, so that a copy can be recognised.
    verification
        The audit chain and every record, as found in the copy.
    is_noted
        Whether the database could note that it was backed up (a read-only one cannot).
    """

    path: Path
    n_bytes: int
    sha256: str
    manifest: Manifest
    verification: verification.Verification
    is_noted: bool = True


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was put back, and where the content before it was kept (None when there was none)."""

    url: str
    manifest: Manifest
    verification: verification.Verification
    kept_before: Path | None


def backup(database: Database, path: Path, *, actor: Actor, now: dt.datetime) -> BackupReport:
    """Copy the whole database to a file while others work with it; an earlier file there is replaced at the end.

    The copy is one state of the data. It is written beside the target first, checked and only then put in its place.

    Raises StorageError when the target is the database itself, or there is no room.
    """
    path = path.absolute()
    if database.path is not None and path.resolve() == database.path.resolve():
        raise faults.storage_error(faults.BACKUP_ONTO_ITSELF, str(path))
    with _explained_files(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            _copy(database, part)
            manifest = backup_manifest.write(part, made_at=now, source=database.dialect)
            found = _verify_file(part)
            digest = _sync_and_hash(part)
            part.replace(path)
            _sync_folder(path.parent)
        finally:
            _remove(part)
    noted = _note(database, path, manifest, actor, now)
    return BackupReport(path, path.stat().st_size, digest, manifest, found, noted)


def inspect(path: Path) -> Manifest:
    """The manifest of a backup whose every table is as it was when the backup was made.

    Raises StorageError when the file is missing, is no backup, or is damaged; the message names the table.
    """
    with _explained_files(path):
        return backup_manifest.check(path)


def restore(path: Path, url: str, *, actor: Actor, now: dt.datetime) -> RestoreReport:
    """Put a backup in the place of a database; what was there before is kept beside it.

    A SQLite database is replaced in one transaction, also while others have it open: they see the restored data next.
    A PostgreSQL database must be empty, because its audit log refuses to be emptied.
    The restored audit log goes on with a line that says so.

    Raises StorageError when the backup is not whole or the target cannot take it; then nothing was changed.
    """
    path = path.absolute()
    manifest = inspect(path)
    target_file = make_url(url).database if make_url(url).get_backend_name() == "sqlite" else None
    with _explained_files(path):
        if target_file is None:
            kept = None
            _restore_to_server(path, url)
        else:
            kept = _restore_to_file(path, Path(target_file).absolute(), now)
    with closing(Database.open(url)) as database:
        with database.write(actor, f"khôi phục từ {path.name}", now) as session:
            new = {"file": path.name, "made_at": manifest.made_at, "head": manifest.head.hash}
            audit.append(session, audit.Line("restore", "database", "all", new=new))
        with database.read() as session:
            return RestoreReport(url, manifest, verification.verify(session, expected=manifest.head), kept)


# ── making ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _copy(database: Database, part: Path) -> None:
    if database.path is not None:
        with closing(_connect(database.path)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        return
    with closing(Database.open(f"sqlite:///{part.as_posix()}")) as target:
        transfer.copy_tables(database, target)


def _verify_file(part: Path) -> verification.Verification:
    with closing(Database.open(f"sqlite:///{part.as_posix()}", create=False)) as copy, copy.read() as session:
        return verification.verify(session)


def _note(database: Database, path: Path, manifest: Manifest, actor: Actor, now: dt.datetime) -> bool:
    value = {"at": manifest.made_at, "file": path.name, "seq": manifest.head.seq, "hash": manifest.head.hash}
    try:
        with database.write(actor, "sao lưu", now) as session:
            settings_table.put(session, LAST_BACKUP, value)
    except StorageError as error:
        _LOG.warning("the backup is good but could not be noted in the database: %s", error)
        return False
    return True


# ── putting back ────────────────────────────────────────────────────────────────────────────────────────────────


def _restore_to_file(path: Path, target: Path, now: dt.datetime) -> Path | None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.restore")
    try:
        shutil.copyfile(path, part)
        backup_manifest.remove(part)
        kept = target.with_name(f"{target.stem}.before-restore-{now:%Y%m%d-%H%M%S}{target.suffix}")
        if not target.exists():
            _put_in_place(part, target, kept)
            return None
        try:
            _overwrite(part, target, kept)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
                raise
            _put_in_place(part, target, kept)
        return kept
    finally:
        _remove(part)


def _overwrite(part: Path, target: Path, kept: Path) -> None:
    """Replace the content of a live file page by page, in one transaction of SQLite's own."""
    with closing(_connect(target)) as live, closing(_connect(part)) as source:
        _remove(kept)
        live.execute("VACUUM INTO ?", (str(kept),))
        source.backup(live, progress=_give_up_when_locked(_LOCK_TRIES), sleep=0.25)


def _give_up_when_locked(tries: int) -> Callable[[int, int, int], None]:
    """What stops a page-by-page copy when somebody holds the file for good: sqlite3 would wait for ever."""
    left = tries

    def look(status: int, _remaining: int, _total: int) -> None:
        nonlocal left
        if status not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return
        left -= 1
        if left <= 0:
            raise TimeoutError(errno.EBUSY, "held by another program")

    return look


def _put_in_place(part: Path, target: Path, kept: Path) -> None:
    """Move the copy to where a missing or damaged file was, and what was there away.

    A journal left there goes too: SQLite would replay it into the new file and ruin it.
    """
    _sync_and_hash(part)
    for suffix in ("", "-journal", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(kept.with_name(kept.name + suffix))
    part.replace(target)
    _sync_folder(target.parent)


def _restore_to_server(path: Path, url: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.restore")
    try:
        shutil.copyfile(path, part)
        backup_manifest.remove(part)
        with (
            closing(Database.open(f"sqlite:///{part.as_posix()}")) as source,  # also brings an older backup forward
            closing(Database.open(url)) as target,
        ):
            with target.read() as session:
                if audit.n_lines(session):
                    raise faults.storage_error(faults.NOT_EMPTY, target.where)
            transfer.copy_tables(source, target)
    finally:
        _remove(part)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=15.0, isolation_level=None)


def _sync_and_hash(path: Path) -> str:
    """Wait until the disk holds the file; SHA-256 of it. Never for a live database: closing it drops its locks."""
    digest = hashlib.sha256()
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder, and does not need it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def _explained_files(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise faults.explain(error, str(path)) from error
    except OSError as error:
        raise faults.explain(error, str(path)) from error
