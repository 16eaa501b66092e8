"""The command line: every use case of the screen that makes sense without one.

Exit codes: 0 done (rows may be held: the report says so), 1 it could not be done (the message says why),
2 the command was written wrongly.
"""

from __future__ import annotations

import logging

import click

import atgt
from atgt.cli import (
    account_commands,
    erasing_commands,
    explanation_commands,
    intake_commands,
    keeping_commands,
    meeting_commands,
    register_commands,
    remedy_commands,
    road_commands,
    rule_commands,
    screening_commands,
    serving_commands,
    start_commands,
    statistics_commands,
    ward_commands,
)
from atgt.cli.shell import DATABASE_HELP, WARD_HELP, SentenceGroup
from atgt.workflow import session


@click.group(cls=SentenceGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(atgt.__version__, prog_name="ATGT")
@click.option("--database", "database_url", metavar="URL", envvar="ATGT_DATABASE_URL", help=DATABASE_HELP)
@click.option("--ward", metavar="CODE", envvar="ATGT_WARD", help=WARD_HELP)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", envvar="ATGT_LANG", help="Ngôn ngữ / language.")
@click.option("-v", "--verbose", is_flag=True, help="Ghi nhật ký chi tiết. / Detailed log.")
@click.pass_context
def cli(context: click.Context, database_url: str | None, ward: str | None, lang: str, verbose: bool) -> None:
    """ATGT – tai nạn giao thông và điểm đen của phường.

    Traffic accidents and black spots of a ward: import, screen, export, serve.
    """
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    context.obj = session.database_url(database_url, ward)
    context.params["lang"] = lang


for command in (
    intake_commands.demo_command,
    intake_commands.import_command,
    road_commands.roads_group,
    road_commands.posts_group,
    start_commands.init_command,
    screening_commands.screen_command,
    screening_commands.export_command,
    register_commands.register_group,
    register_commands.move_command,
    register_commands.reminders_command,
    meeting_commands.meeting_group,
    remedy_commands.remedy_group,
    rule_commands.rule_sets_group,
    explanation_commands.near_misses_command,
    explanation_commands.explain_command,
    explanation_commands.sensitivity_command,
    explanation_commands.runs_command,
    explanation_commands.diff_command,
    statistics_commands.statistics_group,
    keeping_commands.verify_command,
    keeping_commands.backup_command,
    keeping_commands.restore_command,
    account_commands.accounts_group,
    ward_commands.wards_group,
    erasing_commands.erase_command,
    serving_commands.serve_command,
):
    cli.add_command(command)


def main() -> None:
    """Entry point of the command ``atgt``."""
    cli(prog_name="atgt")
