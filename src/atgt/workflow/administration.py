"""What the administrator looks at: people, exports, the end of the audit chain, the last backup."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.database import Database
from atgt.workflow import accounts, authority, backup_reminder, export_log
from atgt.workflow.backup_reminder import BackupReminder
from atgt.workflow.export_log import Exported


@dataclass(frozen=True, slots=True)
class AdministrationPage:
    """Everything the page shows."""

    people: accounts.AccountsPage
    exports: tuple[Exported, ...]
    head: audit.Head
    backup: BackupReminder


def page(database: Database, actor: Actor, now: dt.datetime) -> AdministrationPage:
    """The page in one call."""
    authority.require(actor, Role.ADMINISTRATOR, Text("xem trang quản trị", "look at the administration"))
    people, exports = accounts.page(database, actor, now), export_log.handed_out(database, actor)
    with database.read() as session:
        head = audit.head(session)
    return AdministrationPage(people, exports, head, backup_reminder.backup_reminder(database, now))
