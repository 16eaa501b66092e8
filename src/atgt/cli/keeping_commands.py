"""Commands that keep the data: verify, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from atgt.cli.shell import DATABASE_HELP, EXISTING_FILE, NEW_FILE, chosen_url, clock, say, with_database
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import backup_reminder, keeping

_HEAD = Text(
    "Dấu vân cuối chuỗi (ghi lại ở nơi khác): {seq} · {hash}", "End of the chain (note it elsewhere): {seq} · {hash}"
)


@click.command("verify")
@with_database
def verify_command(database: Database) -> None:
    """Kiểm tra nhật ký và mọi bản ghi; mã thoát 1 nếu có sai khác. / Verify the audit log and every record."""
    if not is_whole(database):
        sys.exit(1)


def is_whole(database: Database) -> bool:
    """Verify a database and tell what was found, the end of its chain and its latest backup."""
    found = keeping.verify(database)
    for problem in [p.text for p in found.audit_problems] + [p.text for p in found.record_problems]:
        click.echo(f"  - {say(problem)}")
    told = Text("toàn vẹn", "whole") if found.is_whole else Text("CÓ SAI KHÁC", "NOT WHOLE")
    words = Text("{lines} dòng nhật ký, {records} bản ghi: ", "{lines} audit lines, {records} records: ")
    click.echo(f"{say(words.fill(lines=found.n_lines, records=found.n_records))}{say(told)}.")
    click.echo(say(_HEAD.fill(seq=found.head.seq, hash=found.head.hash)))
    click.echo(say(backup_reminder.backup_reminder(database, clock()).text))
    return found.is_whole


@click.command("backup")
@click.argument("file", type=NEW_FILE)
@with_database
def backup_command(database: Database, file: Path) -> None:
    """Sao lưu trong khi đang dùng, rồi kiểm tra bản sao. / Back up while in use, then verify the copy."""
    made = keeping.backup(database, file, LOCAL_USER, clock())
    click.echo(
        say(
            Text(
                f"Đã sao lưu vào {made.path} ({made.n_bytes:,} byte, {made.verification.n_records} bản ghi). "
                f"SHA-256: {made.sha256}",
                f"Backed up to {made.path} ({made.n_bytes:,} bytes, {made.verification.n_records} records). "
                f"SHA-256: {made.sha256}",
            )
        )
    )


@click.command("restore")
@click.argument("file", type=EXISTING_FILE)
@click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
@click.pass_context
def restore_command(context: click.Context, /, file: Path, own_url: str | None) -> None:
    """Khôi phục từ bản sao lưu; dữ liệu cũ được giữ lại bên cạnh. / Restore; what was there is kept beside it."""
    done = keeping.restore(file, chosen_url(context, own_url), LOCAL_USER, clock())
    kept = Text(f" Dữ liệu trước đó: {done.kept_before}.", f" What was there: {done.kept_before}.")
    click.echo(
        say(
            Text(
                f"Đã khôi phục {done.verification.n_records} bản ghi.",
                f"Restored {done.verification.n_records} records.",
            )
        )
        + (say(kept) if done.kept_before else "")
    )
