"""The command line: every use case of the screen that makes sense without one.

Exit codes: 0 done (rows may be held: the report says so), 1 it could not be done (the message says why),
2 the command was written wrongly.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

import atgt
from atgt import settings
from atgt.domain.actor import LOCAL_USER
from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import AtgtError, InputFileError
from atgt.domain.issue import Issue
from atgt.domain.screening import DEFAULT_JUNCTION_RADIUS_M, DEFAULT_LENGTH_M, ScreeningParameters
from atgt.domain.text import Language, Text
from atgt.storage.database import Database
from atgt.workflow import demo, exporting, intake, profiles, provenance, road_files, screening, session, table_screening

DATABASE_HELP = (
    "Địa chỉ cơ sở dữ liệu, ví dụ sqlite:///ward.gpkg; mặc định ATGT_DATABASE_URL hoặc tệp của phường. / "
    "Database URL, for example sqlite:///ward.gpkg; default ATGT_DATABASE_URL or the ward's own file."
)


EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Group(click.Group):
    """Turns every AtgtError into one sentence and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AtgtError as error:
            click.echo(f"{_say(Text('Lỗi', 'Error'))}: {error.message(_language())}", err=True)
            sys.exit(1)


def _language() -> Language:
    context = click.get_current_context(silent=True)
    chosen = context.find_root().params.get("lang") if context else None
    return Language(chosen or "vi")


def _say(text: Text) -> str:
    return text.of(_language())


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _progress(label: Text) -> Callable[[float, Text], None]:
    def show(share: float, text: Text) -> None:
        click.echo(f"  {share:4.0%}  {_say(text)}", err=True)

    click.echo(_say(label), err=True)
    return show


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(atgt.__version__, prog_name="ATGT")
@click.option("--database", "database_url", metavar="URL", envvar="ATGT_DATABASE_URL", help=DATABASE_HELP)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", envvar="ATGT_LANG", help="Ngôn ngữ / language.")
@click.option("-v", "--verbose", is_flag=True, help="Ghi nhật ký chi tiết. / Detailed log.")
@click.pass_context
def cli(context: click.Context, database_url: str | None, lang: str, verbose: bool) -> None:
    """ATGT – tai nạn giao thông và điểm đen của phường.

    Traffic accidents and black spots of a ward: import, screen, export, serve.
    """
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    context.obj = session.database_url(database_url)
    context.params["lang"] = lang


def _with_database(function: Callable[..., None]) -> Callable[..., None]:
    """Open the database for a command, close it afterwards; ``--database`` may also stand behind the command."""

    @click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
    @click.pass_context
    def command(context: click.Context, own_url: str | None, **options: Any) -> None:
        database = session.open_database(own_url or context.obj)
        try:
            function(database, **options)
        finally:
            database.close()

    command.__doc__ = function.__doc__
    return command


@cli.command("demo")
@_with_database
def demo_command(database: Database) -> None:
    """Nạp phường mô phỏng và rà soát. / Load the invented sample ward and screen it."""
    if not provenance.is_empty(database):
        click.echo(
            _say(Text("Cơ sở dữ liệu đã có dữ liệu: không nạp gì thêm.", "The database is not empty: nothing loaded."))
        )
        return
    demo.load_sample(database, _now(), _progress(Text("Nạp dữ liệu mô phỏng", "Loading the simulated ward")))
    _print_run(database)


@cli.command("import")
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE)
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không lưu. / Preview only, store nothing.")
@click.option("--profile", "profile_name", metavar="NAME|FILE", help="Hồ sơ ánh xạ cột. / Column mapping profile.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo JSON. / Write a JSON report."
)
@_with_database
def import_command(
    database: Database, files: tuple[Path, ...], dry_run: bool, profile_name: str | None, report: Path | None
) -> None:
    """Nhập bảng tai nạn (xlsx, xls, ods, csv). / Import accident tables."""
    profile = profiles.load_profile(profile_name) if profile_name else None
    outcomes = []
    for path in files:
        seen = intake.preview(database, path.read_bytes(), name=path.name, today=_now().date(), profile=profile)
        if not dry_run:
            intake.accept(database, seen, LOCAL_USER, _now())
        _print_import(seen, dry_run=dry_run)
        outcomes.append(import_report(seen, stored=not dry_run))
    if report:
        report.write_text(json.dumps(outcomes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def import_report(seen: intake.IntakePreview, *, stored: bool) -> dict[str, Any]:
    """The outcome of one file as plain data: counts, and every issue with file, sheet, row, column, value, reason."""
    counts = {name: getattr(seen, f"n_{name}") for name in intake.COUNT_NAMES}
    unlocated = seen.rows[(seen.rows["status"] == "accepted") & (seen.rows["location_status"] != "located")]
    return {
        "file": seen.file,
        "sha256": seen.sha256,
        "stored": stored,
        **counts,
        "held_rows": [_issue(issue) for issue in seen.issues if issue.level == "error"],
        "warnings": [_issue(issue) for issue in seen.issues if issue.level == "warning"],
        "notes": [_issue(issue) for issue in seen.issues if issue.level == "note"],
        "not_located": [
            {
                key: row[key]
                for key in ("sheet", "row", "case_number", "location_status", "location_rule", "location_reason")
            }
            for row in unlocated.astype(object).where(unlocated.notna(), None).to_dict("records")
        ],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "file": issue.file,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "rule": issue.rule,
        "reason": issue.text.vi,
        "reason_en": issue.text.en,
    }


def _print_import(seen: intake.IntakePreview, *, dry_run: bool) -> None:
    head = Text(
        f"{seen.file}: đọc {seen.n_read} = nhận {seen.n_accepted} + giữ lại {seen.n_held}; "
        f"mới {seen.n_new}, đã có {seen.n_known}; "
        f"định vị {seen.n_located}, chưa rõ {seen.n_ambiguous}, chưa có vị trí {seen.n_unlocated}.",
        f"{seen.file}: read {seen.n_read} = accepted {seen.n_accepted} + held {seen.n_held}; "
        f"new {seen.n_new}, known {seen.n_known}; "
        f"located {seen.n_located}, ambiguous {seen.n_ambiguous}, unlocated {seen.n_unlocated}.",
    )
    click.echo(_say(head))
    if dry_run:
        click.echo(_say(Text("(chỉ xem trước, chưa lưu)", "(preview only, nothing stored)")))
    for issue in seen.issues:
        if issue.level == "error":
            value = f" [{issue.value}]" if issue.value else ""
            click.echo(f"  - {issue.sentence(_language())}{value}")


@cli.group("roads")
def roads_group() -> None:
    """Mạng đường. / The road network."""


@roads_group.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option(
    "--km-posts",
    type=EXISTING_FILE,
    help="CSV: route_id, chainage_m, lon, lat.",
)
@click.option(
    "--boundary",
    type=EXISTING_FILE,
    help="Ranh giới phường. / Ward boundary.",
)
@click.option("--profile", "profile_name", metavar="NAME|FILE", help="Hồ sơ ánh xạ trường. / Field mapping profile.")
@_with_database
def roads_import(
    database: Database, file: Path, km_posts: Path | None, boundary: Path | None, profile_name: str | None
) -> None:
    """Nạp lớp đường (GeoJSON, GPKG, shapefile nén, OSM). / Load a road layer."""
    outcome = road_files.import_road_files(
        database, file, km_posts=km_posts, boundary=boundary, profile_name=profile_name, actor=LOCAL_USER, now=_now()
    )
    click.echo(
        _say(
            Text(
                f"{outcome.file}: {outcome.n_segments} đoạn, {outcome.n_routes} tuyến, {outcome.length_km:.1f} km, "
                f"{outcome.n_junctions} nút giao, {outcome.n_anchors} cọc Km.",
                f"{outcome.file}: {outcome.n_segments} segments, {outcome.n_routes} routes, "
                f"{outcome.length_km:.1f} km, {outcome.n_junctions} junctions, {outcome.n_anchors} km posts.",
            )
        )
    )
    for issue in outcome.issues:
        click.echo(f"  - {issue.sentence(_language())}")


def _date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(value, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise click.BadParameter(
        _say(Text(f"“{value}” không phải là ngày (dd/mm/yyyy).", f"“{value}” is not a date (yyyy-mm-dd)."))
    )


@cli.command("screen")
@click.option("--as-of", callback=_date, help="Ngày cuối, dd/mm/yyyy; mặc định vụ cuối cùng. / Last day.")
@click.option("--from", "from_day", callback=_date, help="Ngày đầu; mặc định 12 tháng trước. / First day.")
@click.option("--length-m", type=float, default=DEFAULT_LENGTH_M, show_default=True, help="L, mét / metres.")
@click.option(
    "--junction-radius-m",
    type=float,
    default=DEFAULT_JUNCTION_RADIUS_M,
    show_default=True,
    help="Bán kính nút / radius.",
)
@click.option("--rules", "rule_set_key", metavar="KEY", help="Bộ tiêu chí; mặc định theo ngày. / Rule set.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Ghi GeoJSON. / Write GeoJSON.")
@click.option(
    "--input",
    "table",
    type=EXISTING_FILE,
    help="Rà soát một bảng ngoài cơ sở dữ liệu. / Screen a table that is in no database.",
)
@click.option("--roads", type=EXISTING_FILE, help="Lớp đường của bảng đó. / Its road layer.")
@click.option("--km-posts", type=EXISTING_FILE, help="Cọc Km của lớp đường đó. / Its km posts.")
@click.option("--profile", "profile_name", metavar="NAME|FILE", help="Hồ sơ ánh xạ. / Mapping profile.")
@click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
@click.pass_context
def screen_command(
    context: click.Context,
    table: Path | None,
    output: Path | None,
    own_url: str | None,
    roads: Path | None,
    km_posts: Path | None,
    profile_name: str | None,
    **asked: Any,
) -> None:
    """Rà soát các vị trí đủ ngưỡng. / Screen for places that reach the thresholds."""
    if table is not None:
        _screen_table(table, roads, km_posts, profile_name, asked, output)
        return
    database = session.open_database(own_url or context.obj)
    try:
        asked["as_of"] = asked["as_of"] or screening.default_parameters(database).as_of
        screening.run_screening(database, ScreeningParameters(**asked), LOCAL_USER, _now())
        _print_run(database)
        if output:
            _write(output, exporting.export(database, what="spots", file_format="geojson").content)
    finally:
        database.close()


def _screen_table(
    table: Path,
    roads: Path | None,
    km_posts: Path | None,
    profile_name: str | None,
    asked: dict[str, Any],
    output: Path | None,
) -> None:
    if table_screening.has_measures(table):
        found = table_screening.screen_table(table, None, **asked)
    elif roads is not None:
        found = table_screening.screen_sheet(
            table, roads=roads, km_posts=km_posts, profile_name=profile_name, now=_now(), **asked
        )
    else:
        raise click.UsageError(
            _say(
                Text(
                    f"{table.name} không có cột route và measure_mm: cần thêm --roads (lớp đường).",
                    f"{table.name} has no columns route and measure_mm: add --roads (a road layer).",
                )
            )
        )
    click.echo(
        _say(
            Text(
                f"{table.name}: {found.n_accidents} vụ; {found.n_black} vị trí đủ ngưỡng điểm đen, "
                f"{found.n_potential} vị trí đủ ngưỡng điểm tiềm ẩn.",
                f"{table.name}: {found.n_accidents} accidents; {found.n_black} places reach the black-spot threshold, "
                f"{found.n_potential} the potential one.",
            )
        )
    )
    if output:
        _write(output, found.content)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputFileError(
            Text(f"Không ghi được tệp {path}: {error.strerror}.", f"Cannot write {path}: {error.strerror}.")
        ) from error


def _print_run(database: Database) -> None:
    run = screening.latest_run(database)
    if run is None:
        return
    black = [spot for spot in run.spots if spot.level is SpotLevel.BLACK]
    click.echo(
        "\n".join(exporting.run_lines(run))
        if _language() is Language.VI
        else f"{run.rule_set_title}; {run.fingerprint}"
    )
    click.echo(
        _say(
            Text(
                f"{len(black)} vị trí đủ ngưỡng điểm đen, {len(run.spots) - len(black)} vị trí đủ ngưỡng điểm tiềm ẩn; "
                "đề nghị cơ quan quản lý đường bộ kiểm tra.",
                f"{len(black)} places reach the black-spot threshold, {len(run.spots) - len(black)} the potential one; "
                "the road authority is asked to inspect.",
            )
        )
    )
    for number, spot in enumerate(black, start=1):
        click.echo(f"  {number:2d}. {spot.spot_key}  {spot.why.of(_language())}")


@cli.command("export")
@click.option("--what", type=click.Choice(["spots", "accidents"]), required=True)
@click.option("--format", "file_format", type=click.Choice(["geojson", "xlsx"]), required=True)
@click.option("--level", type=click.Choice(["black", "potential"]), help="Chỉ một cấp. / One level only.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@_with_database
def export_command(database: Database, what: str, file_format: str, level: str | None, output: Path) -> None:
    """Xuất GeoJSON hoặc Excel (không có dữ liệu cá nhân). / Export without personal data."""
    made = exporting.export(database, what=what, file_format=file_format, level=SpotLevel(level) if level else None)
    _write(output, made.content)
    click.echo(_say(Text(f"Đã ghi {made.n_items} mục vào {output}.", f"Wrote {made.n_items} items to {output}.")))


@cli.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="Chỉ máy này. / This machine only.")
@click.pass_context
def serve_command(context: click.Context, port: int, address: str) -> NoReturn:
    """Mở bảng điều khiển trong trình duyệt. / Serve the dashboard."""
    page = settings.dashboard_file()
    click.echo(_say(Text(f"Mở trình duyệt tại http://{address}:{port}", f"Open http://{address}:{port} in a browser")))
    options = [f"--server.port={port}", f"--server.address={address}"]
    code = subprocess.call(  # noqa: S603 - our own interpreter, our own file, checked options
        [sys.executable, "-m", "streamlit", "run", str(page), *options],
        cwd=page.parent,
        env={**os.environ, settings.DATABASE_VARIABLE: context.obj},
    )
    sys.exit(code)


def main() -> None:
    """Entry point of the command ``atgt``."""
    cli(prog_name="atgt")
