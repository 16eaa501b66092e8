"""Whether a backup is due: how old the last one is, and how much was changed since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.text import Text
from atgt.storage import audit, audit_queries
from atgt.storage.backup import LAST_BACKUP
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table

DUE_AFTER_DAYS = 7
"""A backup older than this is due, when something was changed since."""


@dataclass(frozen=True, slots=True)
class BackupReminder:
    """How things stand.

    Parameters
    ----------
    made_at
        When the last backup was made; None when there is none.
    n_changes
        Lines of the audit log since then that change data.
    is_due
        Never for a database of invented data.
    """

    made_at: dt.datetime | None
    n_changes: int
    is_due: bool
    text: Text


def backup_reminder(database: Database, now: dt.datetime, *, due_after_days: int = DUE_AFTER_DAYS) -> BackupReminder:
    """How old the last backup is and whether another is due."""
    with database.read() as session:
        noted = settings_table.get(session, LAST_BACKUP)
        is_sample = settings_table.holds_sample(session)
        since = noted["seq"] if noted else 0
        n_changes = audit_queries.n_changes_since(
            session, since, but_records=audit.QUIET_RECORDS, but_setting=LAST_BACKUP
        )
    made_at = dt.datetime.fromisoformat(noted["at"]) if noted else None
    is_old = made_at is None or now - made_at >= dt.timedelta(days=due_after_days)
    is_due = is_old and n_changes > 0 and not is_sample
    return BackupReminder(made_at, n_changes, is_due, _told(made_at, n_changes, now, is_due=is_due))


def _told(made_at: dt.datetime | None, n_changes: int, now: dt.datetime, *, is_due: bool) -> Text:
    if made_at is None:
        told = Text("Chưa có bản sao lưu nào", "There is no backup yet")
    else:
        local = made_at.astimezone(now.tzinfo)
        days = (now.date() - local.date()).days
        told = Text(
            f"Sao lưu gần nhất: {local:%d/%m/%Y} ({days} ngày trước)",
            f"Last backup: {local:%d/%m/%Y} ({days} days ago)",
        )
    vi, en = told.vi, told.en
    if n_changes:
        vi, en = f"{vi}, {n_changes} thay đổi chưa được sao lưu", f"{en}, {n_changes} changes not backed up"
    if is_due:
        return Text(
            f"{vi}. Hãy chạy lệnh “atgt backup TÊN-TỆP”, tốt nhất sang ổ đĩa khác.",
            f'{en}. Run "atgt backup FILE", best to another disk.',
        )
    return Text(f"{vi}.", f"{en}.")
