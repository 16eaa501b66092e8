"""Commands that keep the list of wards of a PostgreSQL server."""

from __future__ import annotations

import sys

import click

from atgt.cli.keeping_commands import is_whole
from atgt.cli.shell import clock, say, with_server
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import wards


@click.group("wards")
def wards_group() -> None:
    """Các phường trên một máy chủ PostgreSQL. / The wards of one PostgreSQL server."""


@wards_group.command("add")
@click.argument("code")
@click.argument("name")
@with_server
def add_command(database: Database, code: str, name: str) -> None:
    """Thêm phường: mã (ví dụ duc_pho) và tên. / Add a ward: its code and its name."""
    ward = wards.add(database, code, name, LOCAL_USER, clock())
    told = Text(
        f"Đã thêm phường {ward.code}: {ward.name}. Tiếp theo: atgt --ward {ward.code} roads import …, "
        f"atgt accounts add TÊN --role editor --ward {ward.code}",
        f"Added the ward {ward.code}: {ward.name}. Next: atgt --ward {ward.code} roads import …, "
        f"atgt accounts add NAME --role editor --ward {ward.code}",
    )
    click.echo(say(told))


@wards_group.command("list")
@with_server
def list_command(database: Database) -> None:
    """Danh sách phường. / List the wards."""
    found = wards.list_wards(database, LOCAL_USER)
    if not found:
        click.echo(say(Text("Cơ sở dữ liệu này không chia theo phường.", "This database is not divided into wards.")))
    for ward in found:
        click.echo(f"{ward.code:32s} {ward.name}")


@wards_group.command("verify")
@with_server
def verify_command(database: Database) -> None:
    """Kiểm tra lần lượt mọi phường và phần chung; mã thoát 1 nếu có sai khác. / Verify every ward in turn."""
    parts = {Text("Phần chung (tài khoản)", "Shared (accounts)"): database}
    for ward in wards.list_wards(database, LOCAL_USER):
        name = f"{ward.name} ({ward.code})"
        parts[Text(name, name)] = database.of_ward(ward.code)
    answers = []
    for title, part in parts.items():
        click.echo(f"{say(title)}:")
        answers.append(is_whole(part))
    if not all(answers):
        sys.exit(1)
