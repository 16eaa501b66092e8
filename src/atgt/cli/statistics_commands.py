"""Commands that count: statistics compare, statistics table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from atgt.cli.shell import NEW_FILE, clock, language, read_day, say, with_database, write_file
from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import NotFoundError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import accident_fields, comparing, export_log, statistics_files, table_basis, tabulating
from atgt.workflow.comparing import Asked
from atgt.workflow.exporting import ExportFile
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.table_basis import TableBasis


@click.group("statistics")
def statistics_group() -> None:
    """So cùng kỳ, bảng chéo. / Year on year, cross tables."""


@statistics_group.command("compare")
@click.option("--cycle", default=comparing.CALENDAR, help="calendar, 15-14, 16-15, week.")
@click.option("--year", type=int, help="Năm báo cáo / reporting year; mặc định năm mới nhất / default the latest.")
@click.option("--month", type=click.IntRange(1, 12), help="Tháng cuối kỳ / last month.")
@click.option("--months", type=click.IntRange(1, 12), help="Số tháng; mặc định từ đầu năm. / Default year to date.")
@click.option("--week-of", callback=read_day, help="Một ngày của tuần (chu kỳ week). / A day of the week.")
@click.option("--output", type=NEW_FILE, help="Ghi Excel. / Write Excel.")
@with_database
def compare_command(
    database: Database,
    cycle: str,
    year: int | None,
    month: int | None,
    months: int | None,
    week_of: dt.date | None,
    output: Path | None,
) -> None:
    """So với cùng kỳ năm trước. / Compare with the same period a year before."""
    found = comparing.compare(database, _asked(database, cycle, year, month, months, week_of))
    _print(found.basis, statistics_files.comparison_headings(language()),
           statistics_files.comparison_rows(found, language()), found.warnings)  # fmt: skip
    _write(database, output, statistics_files.comparison_file(found, language()), "statistics compare xlsx", "")


@statistics_group.command("table")
@click.option("--rows", required=True, type=click.Choice(list(accident_fields.FIELDS)))
@click.option("--columns", required=True, type=click.Choice(list(accident_fields.FIELDS)))
@click.option("--measure", default="accidents", type=click.Choice(list(tabulating.MEASURES)))
@click.option("--from", "first_day", callback=read_day, help="Từ ngày / from.")
@click.option("--to", "last_day", callback=read_day, help="Đến hết ngày / to (inclusive).")
@click.option("--vehicle", "vehicles", multiple=True, help="Nhóm phương tiện / vehicle group (categories.toml).")
@click.option("--road", "roads", multiple=True, help="Mã tuyến / route id.")
@click.option("--output", type=NEW_FILE, help="Ghi Excel. / Write Excel.")
@with_database
def table_command(
    database: Database,
    rows: str,
    columns: str,
    measure: str,
    first_day: dt.date | None,
    last_day: dt.date | None,
    vehicles: tuple[str, ...],
    roads: tuple[str, ...],
    output: Path | None,
) -> None:
    """Bảng chéo của hai trường bất kỳ. / A table of any two fields."""
    chosen = AccidentFilter(
        first_day, last_day, vehicle_groups=frozenset(vehicles) or None, route_ids=frozenset(roads) or None
    )
    found = tabulating.cross_table(database, rows=rows, columns=columns, measure=measure, chosen=chosen)
    _print(found.basis, statistics_files.cross_headings(found, language()),
           statistics_files.cross_rows(found, language()))  # fmt: skip
    asked = table_basis.filter_words(database, chosen).vi
    _write(database, output, statistics_files.cross_file(found, language()), "statistics cross xlsx", asked)


def _asked(
    database: Database, cycle: str, year: int | None, month: int | None, months: int | None, week_of: dt.date | None
) -> Asked:
    proposed = comparing.proposed(database, cycle)
    if proposed is None:
        raise NotFoundError(Text("Chưa có vụ tai nạn nào.", "There is no accident yet."))
    if proposed.week_of is not None:
        return Asked(cycle, week_of=week_of or proposed.week_of)
    last = month or (proposed.last_month if year in {None, proposed.year} else 12)
    return Asked(cycle, year or proposed.year, last, months or last)


def _print(
    basis: TableBasis, headings: Sequence[str], rows: Sequence[Sequence[Any]], warnings: Sequence[Text] = ()
) -> None:
    """The table with tabs between its cells, so that it can be pasted into a sheet, and its notes."""
    for line in (headings, *rows):
        click.echo("\t".join(str(cell) for cell in line))
    for note in (*basis.lines, *warnings):
        click.echo(f"# {say(note)}")


def _write(database: Database, output: Path | None, made: ExportFile, what: str, chosen: str) -> None:
    if output is None:
        return
    content = export_log.hand_out(
        database, made.content, name=made.name, what=what, n_items=made.n_items,
        actor=LOCAL_USER, now=clock(), chosen=chosen,
    )  # fmt: skip
    write_file(output, content)
    click.echo(say(Text(f"Đã ghi {output}.", f"Wrote {output}.")), err=True)
