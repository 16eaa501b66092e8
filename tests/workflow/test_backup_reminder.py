"""A backup is asked for when the last one is old and something was changed since; never for invented data."""

import datetime as dt

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.storage.repositories import settings_table
from atgt.workflow import export_log, keeping, provenance
from atgt.workflow.backup_reminder import DUE_AFTER_DAYS, backup_reminder


def change(database, now, value):
    with database.write(LOCAL_USER, "thử", now) as session:
        settings_table.put(session, "k", value)


def test_an_empty_database_needs_no_backup(database, now):
    found = backup_reminder(database, now)

    assert (found.made_at, found.n_changes, found.is_due) == (None, 0, False)


def test_data_that_was_never_backed_up_is_said(database, now):
    change(database, now, 1)

    found = backup_reminder(database, now)

    assert found.is_due
    assert "Chưa có bản sao lưu nào, 1 thay đổi" in found.text.vi
    assert "atgt backup" in found.text.vi


def test_the_day_it_becomes_due(database, now, tmp_path):
    change(database, now, 1)
    keeping.backup(database, tmp_path / "b.gpkg", LOCAL_USER, now)
    change(database, now, 2)

    def asked(**later):
        return backup_reminder(database, now + dt.timedelta(**later)).is_due

    assert not asked(days=DUE_AFTER_DAYS, minutes=-1)
    assert asked(days=DUE_AFTER_DAYS)
    assert "01/11/2026 (8 ngày trước), 1 thay đổi" in backup_reminder(database, now + dt.timedelta(days=8)).text.vi


def test_an_old_backup_is_good_while_nothing_was_changed(database, now, tmp_path):
    change(database, now, 1)
    keeping.backup(database, tmp_path / "b.gpkg", LOCAL_USER, now)
    export = {"name": "a", "what": "spots", "n_items": 1}
    export_log.hand_out(database, b"x", actor=LOCAL_USER, now=now, **export)  # an export changes no data

    found = backup_reminder(database, now + dt.timedelta(days=400))

    assert (found.n_changes, found.is_due) == (0, False)


@pytest.mark.parametrize("days", [0, 400])
def test_invented_data_is_never_asked_for(database, now, days):
    provenance.mark_sample(database, LOCAL_USER, now)
    change(database, now, 1)

    assert not backup_reminder(database, now + dt.timedelta(days=days)).is_due
