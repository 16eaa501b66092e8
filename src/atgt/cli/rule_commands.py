"""Commands about rule sets: which there are, check a file, add one, remove one, decide an open question."""

from __future__ import annotations

from pathlib import Path

import click

from atgt.cli.shell import EXISTING_FILE, clock, language, say, with_database
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.network_screening.rules import RuleSet
from atgt.storage.database import Database
from atgt.workflow import rule_library


@click.group("rule-sets", invoke_without_command=True)
@click.pass_context
def rule_sets_group(context: click.Context) -> None:
    """Bộ tiêu chí: xem, kiểm tra, thêm, bỏ. / Rule sets: list, check, add, remove."""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@rule_sets_group.command("list")
@with_database
def list_command(database: Database) -> None:
    """Các bộ tiêu chí và thời gian hiệu lực. / All rule sets and when they are in force."""
    for rule_set in rule_library.rule_sets(database):
        click.echo(f"{rule_set.key:14} {say(_when(rule_set))}  {rule_set.title.of(language())}")
        for question in rule_set.open_questions:
            if question.reading != question.default_key:
                click.echo(f"{'':14} {question.key} = {question.reading}: {question.chosen.of(language())}")


@rule_sets_group.command("check")
@click.argument("file", type=EXISTING_FILE)
@with_database
def check_command(database: Database, file: Path) -> None:
    """Kiểm tra một tệp, không lưu gì. / Check a file; nothing is stored."""
    found = rule_library.check_file(database, file.name, file.read_bytes())
    keys = ", ".join(rule_set.key for rule_set in found)
    click.echo(say(Text(f"{file.name} dùng được: {keys}.", f"{file.name} can be used: {keys}.")))


@rule_sets_group.command("add")
@click.argument("file", type=EXISTING_FILE)
@with_database
def add_command(database: Database, file: Path) -> None:
    """Thêm một tệp vào cơ sở dữ liệu. / Keep a file in the database."""
    added = rule_library.add_file(database, file.name, file.read_bytes(), LOCAL_USER, clock())
    keys = ", ".join(rule_set.key for rule_set in added)
    click.echo(say(Text(f"Đã thêm {keys} từ {file.name}.", f"Added {keys} from {file.name}.")))


@rule_sets_group.command("remove")
@click.argument("name")
@with_database
def remove_command(database: Database, name: str) -> None:
    """Bỏ một tệp khỏi cơ sở dữ liệu. / Take a file out of the database."""
    rule_library.remove_file(database, name, LOCAL_USER, clock())
    click.echo(say(Text(f"Đã bỏ {name}.", f"Removed {name}.")))


@rule_sets_group.command("read")
@click.argument("key")
@click.argument("reading", nargs=-1, required=True, metavar="QUESTION=CHOICE...")
@with_database
def read_command(database: Database, key: str, reading: tuple[str, ...]) -> None:
    """Quyết định cách hiểu chỗ văn bản để ngỏ. / Decide how an open question is read."""
    chosen = dict(part.partition("=")[::2] for part in reading)
    rule_set = rule_library.set_readings(database, key, chosen, LOCAL_USER, clock())
    for question in rule_set.open_questions:
        click.echo(f"{question.key}: {question.chosen.of(language())}")


def _when(rule_set: RuleSet) -> Text:
    if rule_set.is_by_name_only:
        return Text("chỉ khi gọi tên      ", "only by name         ")
    last = "…" if rule_set.valid_to is None else f"{rule_set.valid_to:%d/%m/%Y}"
    days = f"{rule_set.valid_from:%d/%m/%Y}–{last}"
    return Text(f"{days:21}", f"{days:21}")
