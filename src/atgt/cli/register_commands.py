"""Commands of the register: bring it up to date, list it, show and move a place, what is late."""

from __future__ import annotations

import click

from atgt.cli.person import with_person
from atgt.cli.shell import SentenceGroup, clock, language, say, with_database
from atgt.domain.actor import Actor
from atgt.domain.errors import NotFoundError
from atgt.domain.local_time import local_day
from atgt.domain.register import CHANGE_LABELS
from atgt.domain.review import STATE_LABELS, MoveRequest, SpotState
from atgt.domain.small_cells import said
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import register, register_list, register_pages, reminders, review, screening
from atgt.workflow.register_pages import SpotPage
from atgt.workflow.reminders import URGENCY_LABELS

_STATES = click.Choice([state.value for state in SpotState])


@click.group("register", cls=SentenceGroup)
def register_group() -> None:
    """Sổ theo dõi các vị trí. / The register of spots."""


@register_group.command("update")
@click.option("--allow-earlier", is_flag=True, help="Nhận cả lần rà soát kết thúc sớm hơn. / Take an earlier run too.")
@with_person
def update_command(database: Database, *, allow_earlier: bool, actor: Actor) -> None:
    """Cập nhật sổ theo lần rà soát mới nhất. / Bring it up to date with the latest run."""
    run = screening.latest_run(database)
    if run is None:
        raise NotFoundError(Text("Chưa có lần rà soát nào: chạy “atgt screen” trước.", "Run “atgt screen” first."))
    done = register.update_from_run(database, run, actor, clock(), allow_earlier=allow_earlier)
    click.echo(say(Text(f"Sổ theo dõi theo lần rà soát {run.run_id}:", f"Register after screening {run.run_id}:")))
    for change in done.changes:
        reasons = "; ".join(say(reason.text) for reason in change.reasons)
        moved = f" → {say(STATE_LABELS[change.state_after])}" if change.has_moved else ""
        click.echo(f"  {change.register_id}  {say(CHANGE_LABELS[change.kind])}{moved}  {reasons}".rstrip())


@register_group.command("list")
@click.option("--state", "states", type=_STATES, multiple=True, help="Chỉ tình trạng này. / Only this state.")
@click.option("--late", "only_late", is_flag=True, help="Chỉ vị trí có việc quá hạn. / Only with something overdue.")
@click.option("--text", default="", help="Tìm trong mã, tuyến, lý trình, đơn vị. / Search.")
@with_database
def list_command(database: Database, *, states: tuple[str, ...], only_late: bool, text: str) -> None:
    """Các vị trí trong sổ, quá hạn trước. / The entries, overdue first."""
    page = register_pages.register_page(database, local_day(clock()))
    chosen = register_list.RegisterFilter(
        states=frozenset(map(SpotState, states)) or None, only_late=only_late, text=text
    )
    found = register_list.choose(register_list.lines(page), chosen)
    for line in found:
        entry, spot = line.entry, line.listed
        late = f"  [{say(reminders.days_in_words(line.days_late))}]" if line.late else ""
        counts = f"{spot.n_accidents}/{said(spot.killed)}/{said(spot.injured)}"
        state, place = say(entry.state_label), say(entry.place.name)
        click.echo(f"{entry.register_id}  {entry.state.value:<18} {state}; {place}; {counts}{late}")
    click.echo(say(Text(f"{len(found)} vị trí.", f"{len(found)} entries.")))


@register_group.command("show")
@click.argument("register_id", metavar="SPOT")
@with_person
def show_command(database: Database, register_id: str, *, actor: Actor) -> None:
    """Một vị trí: căn cứ, lịch sử, các bước có thể làm. / One place: evidence, history, moves."""
    _print_spot(register_pages.spot_page(database, register_id, actor, local_day(clock())))


def _print_spot(page: SpotPage) -> None:
    entry = page.entry
    click.echo(f"{entry.register_id}  {say(entry.place.name)}")
    click.echo(f"  {say(Text('Tình trạng', 'State'))}: {say(entry.state_label)}")
    if page.spot is not None:
        click.echo(f"  {page.spot.why.of(language())}")
    if entry.due_on is not None:
        click.echo(f"  {say(Text('Thời hạn', 'Deadline'))}: {entry.due_on:%d/%m/%Y} {entry.due_what} {entry.due_unit}")
    click.echo(f"  {say(Text('Lịch sử', 'History'))}:")
    for move in page.moves:
        why = "; ".join(part for part in (move.document, move.reason) if part)
        click.echo(f"    {local_day(move.at):%d/%m/%Y}  {say(STATE_LABELS[move.end])}  ({move.by})  {why}".rstrip())
    click.echo(f"  {say(Text('Các bước tiếp theo', 'Next steps'))}:")
    for possible in page.possible_moves:
        fault = f"  ✗ {say(possible.fault)}" if possible.fault else ""
        click.echo(f"    {possible.move.end.value}  {say(possible.label)}{fault}")


@click.command("move")
@click.argument("register_id", metavar="SPOT")
@click.argument("state", type=_STATES)
@click.option("--reason", default="", help="Lý do. / Reason.")
@click.option("--document", default="", help="Số văn bản. / Number of a document.")
@with_person
def move_command(database: Database, register_id: str, *, state: str, reason: str, document: str, actor: Actor) -> None:
    """Chuyển một vị trí sang tình trạng khác. / Bring a place into another state."""
    entry = review.move(database, register_id, MoveRequest(SpotState(state), actor, clock(), reason, document))
    label = entry.state_label
    click.echo(say(Text(f"{register_id}: đã chuyển sang “{label.vi}”.", f"{register_id}: now “{label.en}”.")))


@click.command("reminders")
@click.option(
    "--within",
    type=click.IntRange(0, 260),
    default=reminders.SOON_DAYS,
    show_default=True,
    help="Kể cả việc đến hạn trong số ngày làm việc này. / Also what is due within so many working days.",
)
@with_database
def reminders_command(database: Database, *, within: int) -> None:
    """Việc quá hạn và sắp đến hạn. / What is overdue or due soon."""
    found = reminders.reminders(database, local_day(clock()), within=within)
    for one in found:
        said = f"{say(one.what)} – {one.unit}" if one.unit else say(one.what)
        late = say(reminders.days_in_words(one.days_late))
        click.echo(f"{one.register_id}  {one.due_on:%d/%m/%Y}  {say(URGENCY_LABELS[one.urgency])} ({late}): {said}")
    click.echo(say(Text(f"{len(found)} việc.", f"{len(found)} reminders.")))
