"""The command that makes a database: with the simulated ward, or empty for the ward's own data."""

from __future__ import annotations

import click

from atgt.cli.shell import clock, say, show_progress, with_database
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import demo, provenance, starting


@click.command("init")
@click.option("--empty", is_flag=True, help="Trống, cho dữ liệu của phường. / Empty, for the ward's own data.")
@with_database
def init_command(database: Database, *, empty: bool) -> None:
    """Tạo cơ sở dữ liệu: có phường mô phỏng, hoặc trống (--empty). / Make the database, simulated or empty."""
    if not (provenance.is_empty(database) or provenance.is_sample_unfinished(database)):
        told = Text("Cơ sở dữ liệu đã có dữ liệu: không thay đổi gì.", "The database is not empty: nothing changed.")
    elif empty:
        starting.start_own(database, LOCAL_USER, clock())
        told = Text(
            "Đã tạo cơ sở dữ liệu trống. Tiếp theo: atgt roads import … , atgt import …",
            "Made an empty database. Next: atgt roads import … , atgt import …",
        )
    else:
        demo.load_sample(database, clock(), show_progress)
        told = Text("Đã nạp phường mô phỏng.", "Loaded the simulated ward.")
    click.echo(say(told))
