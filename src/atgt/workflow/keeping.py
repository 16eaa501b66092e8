"""Keeping the data: verify it, copy it while in use, put a copy back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.storage import backup as backup_files
from atgt.storage import faults, verification, ward_schema
from atgt.storage.database import Database
from atgt.workflow import authority


def verify(database: Database) -> verification.Verification:
    """Every audit line and every record against the chain; says which was changed, removed or reordered."""
    authority.require_reader(database, Role.ADMINISTRATOR, Text("kiểm tra nhật ký", "check the audit log"))
    with database.read() as session:
        return verification.verify(session)


def backup(database: Database, path: Path, actor: Actor, now: dt.datetime) -> backup_files.BackupReport:
    """Copy the whole database to a file while others work with it, and verify the copy.

    Raises
    ------
    StorageError
        When there is no room, or the target is the database itself.
    """
    authority.require(actor, Role.ADMINISTRATOR, Text("sao lưu", "make a backup"), within=database)
    return backup_files.backup(database, path, actor=actor, now=now)


def restore(path: Path, url: str, actor: Actor, now: dt.datetime) -> backup_files.RestoreReport:
    """Put a backup in the place of a database; what was there before is kept beside it.

    Raises
    ------
    StorageError
        When the backup is not whole or the target cannot take it; then nothing was changed.
    """
    authority.require(actor, Role.ADMINISTRATOR, Text("khôi phục", "restore a backup"))
    ward = ward_schema.ward_of(url)
    if not actor.may_enter(ward):
        raise faults.stranger(actor, ward)
    return backup_files.restore(path, url, actor=actor, now=now)
