"""Erasing personal data that is older than the office keeps it."""

from __future__ import annotations

import click

from atgt.cli.person import with_person
from atgt.cli.shell import clock, say
from atgt.domain.actor import Actor
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import erasing


@click.command("erase")
@click.option("--years", type=click.IntRange(1, 100), help="Giữ bao nhiêu năm. / Years to keep.")
@click.option("--keep-setting", is_flag=True, help="Ghi số năm này làm thời hạn. / Remember these years.")
@click.option("--yes", is_flag=True, help="Xóa thật; không có thì chỉ đếm. / Do it; without it only count.")
@with_person
def erase_command(database: Database, actor: Actor, years: int | None, keep_setting: bool, yes: bool) -> None:
    """Xóa dữ liệu cá nhân của các vụ cũ; số liệu giữ nguyên. / Erase personal data of old accidents."""
    now = clock()
    if keep_setting and years:
        erasing.set_years(database, years, actor, now)
    found = erasing.due(database, actor, now.date(), years=years)
    told = Text(
        "Trước ngày {day}: {n} vụ và {rows} hàng đang giữ còn dữ liệu cá nhân.",
        "Before {day}: {n} accidents and {rows} held rows still hold personal data.",
    )
    click.echo(say(told.fill(day=f"{found.before:%d/%m/%Y}", n=found.n_accidents, rows=found.n_held_rows)))
    if not yes:
        click.echo(say(Text("Thêm --yes để xóa. Không hoàn tác được.", "Add --yes to erase. It cannot be undone.")))
        return
    done = erasing.erase(database, actor, now, years=years)
    told = Text(
        "Đã xóa: {accidents} vụ, {rows} hàng gốc, {files} ảnh, {sealed} phần niêm phong của nhật ký. "
        "Các bản sao lưu cũ vẫn còn dữ liệu: hãy hủy chúng.",
        "Erased: {accidents} accidents, {rows} rows as received, {files} photos, {sealed} sealed parts of the log. "
        "Older backups still hold the data: destroy them.",
    )
    click.echo(say(told.fill(accidents=done.accidents, rows=done.rows, files=done.files, sealed=done.sealed)))
