"""Commands for the road network and its km posts: look first, then load; accidents are located anew."""

from __future__ import annotations

from pathlib import Path

import click

from atgt.cli.shell import EXISTING_FILE, SentenceGroup, clock, language, say, with_database
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.location_referencing.topology import FLAW_LABELS, Flaw
from atgt.storage.database import Database
from atgt.workflow import carriageways, known_places, road_files
from atgt.workflow.relocating import Relocation
from atgt.workflow.roads import RoadPreview, RoadReport

_TOLD = 20
_CRS_HELP = "Hệ tọa độ khi tệp không ghi, thí dụ EPSG:5898. / CRS where the file states none."
_PROFILE_HELP = "Hồ sơ ánh xạ trường. / Field mapping profile."
_POSTS_HELP = "CSV, Excel, GeoJSON: route_id, chainage_m, lon, lat."


@click.group("roads", cls=SentenceGroup)
def roads_group() -> None:
    """Mạng đường. / The road network."""


@roads_group.command("check")
@click.argument("file", type=EXISTING_FILE)
@click.option("--km-posts", type=EXISTING_FILE, help=_POSTS_HELP)
@click.option("--profile", "profile_name", metavar="NAME|FILE", help=_PROFILE_HELP)
@click.option("--crs", metavar="EPSG:…", help=_CRS_HELP)
def roads_check(file: Path, km_posts: Path | None, profile_name: str | None, crs: str | None) -> None:
    """Xem một lớp đường trước khi nạp: đầu hở, vẽ trùng, giao cắt thiếu nút, cột Km. / Look at a road layer."""
    seen = road_files.check_road_files(file, km_posts=km_posts, profile_name=profile_name, crs=crs)
    _print_layer(seen)
    for issue in seen.issues:
        click.echo(f"  - {issue.sentence(language())}")


@roads_group.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option("--km-posts", type=EXISTING_FILE, help=_POSTS_HELP)
@click.option("--boundary", type=EXISTING_FILE, help="Ranh giới phường. / Ward boundary.")
@click.option("--profile", "profile_name", metavar="NAME|FILE", help=_PROFILE_HELP)
@click.option("--crs", metavar="EPSG:…", help=_CRS_HELP)
@with_database
def roads_import(
    database: Database,
    file: Path,
    km_posts: Path | None,
    boundary: Path | None,
    profile_name: str | None,
    crs: str | None,
) -> None:
    """Nạp lớp đường (GeoJSON, GPKG, shapefile nén, OSM). / Load a road layer; accidents are located anew."""
    outcome = road_files.import_road_files(
        database,
        file,
        km_posts=km_posts,
        boundary=boundary,
        profile_name=profile_name,
        crs=crs,
        actor=LOCAL_USER,
        now=clock(),
    )
    _print_report(outcome)


@roads_group.command("carriageways")
@click.option("--join/--separate", "is_joined", default=None, help="Tính chung / tính riêng. / As one road or apart.")
@with_database
def roads_carriageways(database: Database, is_joined: bool | None) -> None:
    """Hai chiều của một đường vẽ thành hai nét: tính chung hay tính riêng. / Two carriageways as one road or apart."""
    found = (
        carriageways.present(database)
        if is_joined is None
        else carriageways.choose(database, LOCAL_USER, clock(), is_joined=is_joined)
    )
    told = Text("Tính chung hai chiều", "As one road") if found.is_joined else Text("Tính riêng từng chiều", "Apart")
    placed = Text(f"{found.n_placed} vụ được đặt vị trí", f"{found.n_placed} accidents placed")
    click.echo(f"{say(told)}; {say(placed)}; {len(found.pairs)}:")
    for other, main in found.pairs.items():
        click.echo(f"  - {other} → {main}")


@click.group("posts", cls=SentenceGroup)
def posts_group() -> None:
    """Cột Km. / Km posts."""


@posts_group.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không lưu. / Preview only, store nothing.")
@with_database
def posts_import(database: Database, file: Path, *, dry_run: bool) -> None:
    """Nạp cột Km (CSV, Excel, GeoJSON) thay cho cột của các tuyến đó. / Load km posts in place of those roads' own."""
    seen = road_files.preview_post_file(database, file)
    _print_posts(seen)
    if dry_run:
        if seen.relocation is not None:
            _print_relocation(seen.relocation)
        click.echo(say(Text("(chỉ xem trước, chưa lưu)", "(preview only, nothing stored)")))
        return
    _print_report(road_files.accept_posts(database, seen, LOCAL_USER, clock()))


def _print_layer(seen: RoadPreview) -> None:
    found, counts = seen.topology, seen.topology.counts()
    click.echo(
        say(
            Text(
                f"{seen.file}: {found.n_segments} đoạn đường, {found.length_km:.1f} km, "
                f"{len(seen.network.junctions)} nút giao, {found.n_parts} phần liên thông.",
                f"{seen.file}: {found.n_segments} road segments, {found.length_km:.1f} km, "
                f"{len(seen.network.junctions)} junctions, {found.n_parts} connected parts.",
            )
        )
    )
    for flaw in Flaw:
        click.echo(f"  {say(FLAW_LABELS[flaw])}: {counts[flaw]}")
    shown = [one for one in found.findings if one.flaw is not Flaw.DEAD_END]
    for one in shown[:_TOLD]:
        click.echo(f"  - {say(FLAW_LABELS[one.flaw])} ({one.lat:.5f}, {one.lon:.5f}): {say(one.text)}")
    if len(shown) > _TOLD:
        more = len(shown) - _TOLD
        click.echo(say(Text(f"  … và {more} chỗ khác", f"  … and {more} more")))
    _print_posts(seen)


def _print_posts(seen: RoadPreview) -> None:
    for report in seen.post_reports:
        line = Text(
            f"{report.road_name}: {report.n_posts} cột Km, {report.first} – {report.last}, "
            f"lệch nhiều nhất {report.largest_misfit_m:.0f} m",
            f"{report.road_name}: {report.n_posts} km posts, {report.first} – {report.last}, "
            f"largest misfit {report.largest_misfit_m:.0f} m",
        )
        click.echo(f"  {say(line)}")
        for equation in report.equations:
            click.echo(f"    - {say(equation)}")


def _print_report(outcome: RoadReport) -> None:
    click.echo(
        say(
            Text(
                f"{outcome.file}: {outcome.n_segments} đoạn, {outcome.n_routes} tuyến, {outcome.length_km:.1f} km, "
                f"{outcome.n_junctions} nút giao, {outcome.n_anchors} cột Km.",
                f"{outcome.file}: {outcome.n_segments} segments, {outcome.n_routes} routes, "
                f"{outcome.length_km:.1f} km, {outcome.n_junctions} junctions, {outcome.n_anchors} km posts.",
            )
        )
    )
    _print_relocation(outcome.relocation)
    for issue in outcome.issues:
        click.echo(f"  - {issue.sentence(language())}")


def _print_relocation(found: Relocation) -> None:
    if not found.n_total:
        return
    click.echo(
        say(
            Text(
                f"  Định vị lại {found.n_total} vụ: {found.n_same} như cũ, {found.n_remeasured} đo lại cùng chỗ, "
                f"{len(found.moved)} đổi vị trí ({found.n_now_located} vừa có, {found.n_lost} vừa mất), "
                f"{found.n_kept} do cán bộ đặt giữ nguyên.",
                f"  {found.n_total} accidents located anew: {found.n_same} as before, {found.n_remeasured} measured, "
                f"{len(found.moved)} moved ({found.n_now_located} gained a place, {found.n_lost} lost it), "
                f"{found.n_kept} placed by officers stay.",
            )
        )
    )
    for one in found.moved[:_TOLD]:
        metres = "" if one.metres is None else f" ({one.metres:.0f} m)"
        click.echo(f"    {one.case_number or one.accident_id}: {one.before} → {one.after}{metres}")
    for accident_id in found.off_road:
        told = Text(
            f"{accident_id}: cán bộ đặt nhưng không còn đường nào gần; cần xem lại",
            f"{accident_id}: placed by an officer, no road near any more; look at it",
        )
        click.echo(f"    {say(told)}")


@roads_group.command("places")
@click.argument("file", type=EXISTING_FILE)
@with_database
def roads_places(database: Database, file: Path) -> None:
    """Nạp địa danh, cột, biển, số nhà đã biết vị trí (lớp điểm). / Load known places: landmarks, poles, houses."""
    n = known_places.import_places(database, file.read_bytes(), name=file.name, actor=LOCAL_USER, now=clock())
    click.echo(say(Text(f"{file.name}: {n} tên địa danh.", f"{file.name}: {n} names of places.")))
