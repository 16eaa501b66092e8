"""Commands that screen and hand over: screen, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from atgt.cli.shell import (
    DATABASE_HELP,
    EXISTING_FILE,
    NEW_FILE,
    chosen_url,
    clock,
    language,
    read_day,
    say,
    with_database,
    write_file,
)
from atgt.domain.actor import LOCAL_USER
from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import DEFAULT_JUNCTION_RADIUS_M, DEFAULT_LENGTH_M, ScreeningParameters
from atgt.domain.text import Language, Text
from atgt.storage.database import Database
from atgt.workflow import export_log, exporting, large_screening, routed_table, screening, session, table_screening


@click.command("screen")
@click.option("--as-of", callback=read_day, help="Ngày cuối, dd/mm/yyyy; mặc định vụ cuối cùng. / Last day.")
@click.option("--from", "from_day", callback=read_day, help="Ngày đầu; mặc định 12 tháng trước. / First day.")
@click.option(
    "--length-m",
    type=float,
    help=f"L, mét / metres; mặc định / default {DEFAULT_LENGTH_M:g}, hoặc của bộ tiêu chí / or the rule set's.",
)
@click.option(
    "--junction-radius-m",
    type=float,
    help=f"Bán kính nút / radius; mặc định / default {DEFAULT_JUNCTION_RADIUS_M:g}, hoặc của bộ tiêu chí.",
)
@click.option("--period-months", type=int, help="Kỳ, tháng / months; mặc định / default 12, hoặc của bộ tiêu chí.")
@click.option(
    "--rules",
    "--rule-set",
    "rule_set_key",
    metavar="KEY",
    help="Bộ tiêu chí, xem atgt rule-sets; mặc định theo ngày. / Rule set; default by day.",
)
@click.option(
    "--join-carriageways/--separate-carriageways",
    "join_carriageways",
    default=None,
    help="Tính chung hai chiều của một đường; mặc định theo cài đặt. / Both carriageways as one road.",
)
@click.option("--output", type=NEW_FILE, help="Ghi GeoJSON. / Write GeoJSON.")
@click.option(
    "--input",
    "table",
    type=click.Path(exists=True, path_type=Path),
    help="Rà soát một bảng ngoài cơ sở dữ liệu. / Screen a table that is in no database.",
)
@click.option("--roads", type=EXISTING_FILE, help="Lớp đường của bảng đó. / Its road layer.")
@click.option("--km-posts", type=EXISTING_FILE, help="Cọc Km của lớp đường đó. / Its km posts.")
@click.option("--profile", "profile_name", metavar="NAME|FILE", help="Hồ sơ ánh xạ. / Mapping profile.")
@click.option(
    "--distributed",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Bảng Parquet lớn: rà soát từng phần bằng Dask, ghi vào thư mục. / Partitions on Dask, into a folder.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Địa chỉ Dask scheduler; mặc định 2 tiến trình. / Dask scheduler.")
@click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
@click.pass_context
def screen_command(
    context: click.Context,
    /,
    table: Path | None,
    folder: Path | None,
    scheduler: str | None,
    output: Path | None,
    own_url: str | None,
    roads: Path | None,
    km_posts: Path | None,
    profile_name: str | None,
    **asked: Any,
) -> None:
    """Rà soát các vị trí đủ ngưỡng. / Screen for places that reach the thresholds."""
    if folder is not None:
        _screen_partitions(table, folder, scheduler, asked)
        return
    if table is not None:
        _screen_table(table, roads, km_posts, profile_name, asked, output)
        return
    database = session.open_database(chosen_url(context, own_url))
    try:
        default = screening.default_parameters(database)
        as_of = asked.pop("as_of") or default.as_of
        if asked["join_carriageways"] is None:
            asked["join_carriageways"] = default.join_carriageways
        named = ScreeningParameters(as_of=as_of, rule_set_key=asked["rule_set_key"])
        parameters = screening.asked_parameters(as_of, screening.rule_set_for(named, database), **asked)
        screening.run_screening(database, parameters, LOCAL_USER, clock())
        print_run(database)
        if output:
            write_file(output, exporting.export(database, what="spots", file_format="geojson").content)
    finally:
        database.close()


def _screen_partitions(table: Path | None, folder: Path, scheduler: str | None, asked: dict[str, Any]) -> None:
    if table is None:
        raise click.UsageError(say(Text("--distributed cần --input.", "--distributed needs --input.")))
    as_of = asked.pop("as_of") or clock().date()
    named = ScreeningParameters(as_of=as_of, rule_set_key=asked["rule_set_key"])
    parameters = screening.asked_parameters(as_of, screening.rule_set_for(named), **asked)
    for level, found in large_screening.screen_large(table, folder, parameters, scheduler=scheduler):
        click.echo(
            say(
                Text(
                    f"{folder / level.value}: {found.n_rows} vụ, {found.n_members} vụ thuộc vị trí đủ ngưỡng, "
                    f"{found.n_spots} vị trí; {found.n_partitions} phần.",
                    f"{folder / level.value}: {found.n_rows} accidents, {found.n_members} members, "
                    f"{found.n_spots} spots; {found.n_partitions} partitions.",
                )
            )
        )


def _screen_table(
    table: Path,
    roads: Path | None,
    km_posts: Path | None,
    profile_name: str | None,
    asked: dict[str, Any],
    output: Path | None,
) -> None:
    if routed_table.has_measures(table):
        found = table_screening.screen_table(table, None, **asked)
    elif roads is not None:
        found = table_screening.screen_sheet(
            table, roads=roads, km_posts=km_posts, profile_name=profile_name, now=clock(), **asked
        )
    else:
        raise click.UsageError(
            say(
                Text(
                    f"{table.name} không có cột route và measure_mm: cần thêm --roads (lớp đường).",
                    f"{table.name} has no columns route and measure_mm: add --roads (a road layer).",
                )
            )
        )
    click.echo(
        say(
            Text(
                f"{table.name}: {found.n_accidents} vụ; {found.n_black} vị trí đủ ngưỡng điểm đen, "
                f"{found.n_potential} vị trí đủ ngưỡng điểm tiềm ẩn.",
                f"{table.name}: {found.n_accidents} accidents; {found.n_black} places reach the black-spot threshold, "
                f"{found.n_potential} the potential one.",
            )
        )
    )
    if output:
        write_file(output, found.content)


def print_run(database: Database) -> None:
    """The latest run in words: what was asked, how many places, each black one with its reason."""
    run = screening.latest_run(database)
    if run is None:
        return
    black = [spot for spot in run.spots if spot.level is SpotLevel.BLACK]
    click.echo(
        "\n".join(exporting.run_lines(run)) if language() is Language.VI else f"{run.rule_set_title}; {run.fingerprint}"
    )
    click.echo(
        say(
            Text(
                f"{len(black)} vị trí đủ ngưỡng điểm đen, {len(run.spots) - len(black)} vị trí đủ ngưỡng điểm tiềm ẩn; "
                "đề nghị cơ quan quản lý đường bộ kiểm tra.",
                f"{len(black)} places reach the black-spot threshold, {len(run.spots) - len(black)} the potential one; "
                "the road authority is asked to inspect.",
            )
        )
    )
    for number, spot in enumerate(black, start=1):
        click.echo(f"  {number:2d}. {spot.spot_key}  {spot.why.of(language())}")


@click.command("export")
@click.option("--what", type=click.Choice(["spots", "hazards", "accidents"]), required=True)
@click.option("--format", "file_format", type=click.Choice(["geojson", "gpkg", "xlsx"]), required=True)
@click.option("--level", type=click.Choice(["black", "potential"]), help="Chỉ một cấp. / One level only.")
@click.option("--output", type=NEW_FILE, required=True)
@with_database
def export_command(database: Database, what: str, file_format: str, level: str | None, output: Path) -> None:
    """Xuất GeoJSON hoặc Excel (không có dữ liệu cá nhân). / Export without personal data."""
    made = exporting.export(database, what=what, file_format=file_format, level=SpotLevel(level) if level else None)
    content = export_log.hand_out(
        database, made.content, name=made.name, what=f"{what} {file_format}", n_items=made.n_items,
        actor=LOCAL_USER, now=clock(), chosen=level or "",
    )  # fmt: skip
    write_file(output, content)
    click.echo(say(Text(f"Đã ghi {made.n_items} mục vào {output}.", f"Wrote {made.n_items} items to {output}.")))
