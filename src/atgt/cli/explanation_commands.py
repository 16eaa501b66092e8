"""Commands that explain a list: near misses, one accident, how firmly a spot stands, two runs compared."""

from __future__ import annotations

import click

from atgt.cli.shell import language, say, with_database
from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SpotLevel
from atgt.domain.errors import NotFoundError
from atgt.domain.local_time import day_and_hour
from atgt.domain.run import ScreeningRun
from atgt.domain.text import Text
from atgt.network_screening.diff import CHANGE_LABELS, Change
from atgt.storage.database import Database
from atgt.workflow import explaining, run_comparison, screening

_RUN = click.option("--run", "run_id", metavar="RUN", help="Lần rà soát; mặc định lần gần nhất. / A stored run.")


@click.command("near-misses")
@click.option("--level", type=click.Choice([level.value for level in SpotLevel]), help="Một cấp. / One level.")
@_RUN
@with_database
def near_misses_command(database: Database, level: str | None, run_id: str | None) -> None:
    """Những chỗ gần đủ ngưỡng và còn thiếu gì. / Places that just miss a threshold, and what is missing."""
    found = explaining.find_near_misses(database, _run(database, run_id))
    shown = [miss for miss in found if level is None or miss.level.value == level]
    for one in SpotLevel:
        of_level = [miss for miss in shown if miss.level is one]
        if of_level:
            click.echo(f"{SPOT_LEVEL_LABELS[one].of(language()).split(' – ')[0]}: {len(of_level)}")
        for miss in of_level:
            click.echo(f"  - {say(miss.text)}")
    if not shown:
        click.echo(say(Text("Không có chỗ nào gần đủ ngưỡng.", "No place just misses a threshold.")))


@click.command("explain")
@click.argument("accident_id")
@_RUN
@with_database
def explain_command(database: Database, accident_id: str, run_id: str | None) -> None:
    """Vì sao một vụ không nằm trong điểm nào, hoặc nằm ở điểm nào. / Why an accident is in no place, or in which."""
    told = explaining.explain_accident(database, _run(database, run_id), accident_id)
    click.echo(say(told.text))
    for answer in told.levels:
        for sentence in answer.sentences:
            click.echo(f"  - {SPOT_LEVEL_LABELS[answer.level].of(language()).split(' – ')[0]}: {say(sentence)}")


@click.command("sensitivity")
@click.argument("spot")
@_RUN
@with_database
def sensitivity_command(database: Database, spot: str, run_id: str | None) -> None:
    """Một vị trí (mã hoặc số thứ tự) có vững không; bao nhiêu là ngẫu nhiên. / How firmly a spot stands; chance."""
    run = _run(database, run_id)
    found = explaining.firmness(database, run, spot)
    click.echo(say(explaining.find_spot(run, spot).place_name))
    for sentence in found.sensitivity.sentences:
        click.echo(f"  - {say(sentence)}")
    if found.chance is not None:
        click.echo(f"  - {say(found.chance.text)}")


@click.command("runs")
@with_database
def runs_command(database: Database) -> None:
    """Các lần rà soát đã lưu, mới nhất trước. / Stored screenings, newest first."""
    for run in run_comparison.stored_runs(database):
        asked = run.parameters
        click.echo(
            f"{run.run_id}  {day_and_hour(run.created_at)}  {run.rule_set_key}  "
            f"{asked.first_day():%d/%m/%Y}–{asked.as_of:%d/%m/%Y}  L={asked.length_m:g}  R={asked.junction_radius_m:g}"
        )


@click.command("diff")
@click.argument("run_a")
@click.argument("run_b")
@click.option("--all", "is_all", is_flag=True, help="Cả những vị trí giữ nguyên. / Unchanged ones as well.")
@with_database
def diff_command(database: Database, run_a: str, run_b: str, is_all: bool) -> None:
    """Hai lần rà soát khác nhau thế nào, và vì sao. / What differs between two screenings, and why."""
    found = run_comparison.compare(database, run_a, run_b)
    click.echo(say(found.text))
    for change in Change:
        shown = [one for one in found.changes if one.change is change]
        if not shown or (change is Change.UNCHANGED and not is_all):
            continue
        click.echo(f"{say(CHANGE_LABELS[change])}: {len(shown)}")
        for one in shown:
            click.echo(f"  - {say(one.text)}")


def _run(database: Database, run_id: str | None) -> ScreeningRun:
    run = screening.latest_run(database) if run_id is None else screening.load_run(database, run_id)
    if run is None:
        raise NotFoundError(
            Text("Chưa rà soát lần nào; hãy chạy: atgt screen.", "Nothing has been screened yet; run: atgt screen.")
        )
    return run
