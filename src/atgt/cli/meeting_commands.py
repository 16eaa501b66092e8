"""Commands of a meeting: prepare, freeze, decide, close, carry out, print, compare."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from atgt.cli.person import with_person
from atgt.cli.shell import NEW_FILE, SentenceGroup, clock, read_day, say, with_database, write_file
from atgt.domain.actor import Actor
from atgt.domain.local_time import local_day
from atgt.domain.meeting import (
    AGENDA_REASON_LABELS,
    DECISIONS,
    MEETING_STATE_LABELS,
    Decision,
    ItemDecision,
)
from atgt.domain.register import CHANGE_LABELS, ChangeKind
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import carrying_out, meeting, meeting_pages


@click.group("meeting", cls=SentenceGroup)
def meeting_group() -> None:
    """Cuộc họp. / Meetings."""


@meeting_group.command("list")
@with_database
def list_command(database: Database) -> None:
    """Các cuộc họp, mới nhất trước. / All meetings, latest first."""
    for held in meeting_pages.all_meetings(database):
        state = say(MEETING_STATE_LABELS[held.state])
        click.echo(f"{held.meeting_id}  {held.head.held_on:%d/%m/%Y}  {state}  {held.head.title}")


@meeting_group.command("prepare")
@click.option("--held-on", callback=read_day, required=True, help="Ngày họp, dd/mm/yyyy. / Day.")
@click.option("--title", default="Họp xem xét các vị trí đủ ngưỡng", show_default=True, help="Nội dung. / Subject.")
@click.option("--chair", default="", help="Chủ trì.")
@click.option("--secretary", default="", help="Thư ký.")
@click.option("--place", default="", help="Địa điểm.")
@with_person
def prepare_command(database: Database, *, held_on: dt.date, title: str, actor: Actor, **head: Any) -> None:
    """Mở cuộc họp với chương trình mà sổ đề nghị. / Open a meeting with the proposed agenda."""
    usual = meeting.office_head(database, held_on, title)
    made = meeting.prepare(database, replace(usual, **head), actor, clock())
    click.echo(made.meeting_id)
    _print_items(database, made.meeting_id)


@meeting_group.command("show")
@click.argument("meeting_id", metavar="MEETING")
@with_database
def show_command(database: Database, meeting_id: str) -> None:
    """Chương trình và các quyết định. / Agenda and decisions."""
    _print_items(database, meeting_id)


def _print_items(database: Database, meeting_id: str) -> None:
    page = meeting_pages.meeting_page(database, meeting_id, local_day(clock()))
    for item in page.items:
        why = "; ".join(say(AGENDA_REASON_LABELS[reason]) for reason in item.reasons)
        decided = "" if item.decision is None else f"  → {say(DECISIONS[item.decision.decision].label)}"
        place = page.list.spot(item.register_id).place
        click.echo(f"{item.position:3d}. {item.register_id}  {place}  [{why}]{decided}")
    click.echo(say(Text(f"{len(page.items)} nội dung.", f"{len(page.items)} items.")))


@meeting_group.command("freeze")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--only", "only", multiple=True, metavar="SPOT", help="Chỉ các vị trí này, theo thứ tự. / Only these.")
@with_person
def freeze_command(database: Database, meeting_id: str, *, only: tuple[str, ...], actor: Actor) -> None:
    """Chốt danh sách trình họp. / Freeze the list."""
    if only:
        meeting.set_agenda(database, meeting_id, only, actor, clock())
    held = meeting_pages.meeting_page(database, meeting_id, local_day(clock())).meeting
    version = meeting.freeze(database, meeting_id, actor, clock(), expected_version=held.version)
    click.echo(
        say(
            Text(f"{meeting_id}: đã chốt bản thứ {version.number}, ", f"{meeting_id}: froze version {version.number}, ")
        )
        + version.sha256
    )


@meeting_group.command("decide")
@click.argument("meeting_id", metavar="MEETING")
@click.argument("register_id", metavar="SPOT")
@click.argument("decision", type=click.Choice([one.value for one in Decision]))
@click.option("--for", "votes_for", type=click.IntRange(0), default=0, help="Tán thành.")
@click.option("--against", "votes_against", type=click.IntRange(0), default=0, help="Không tán thành.")
@click.option("--abstain", "votes_abstain", type=click.IntRange(0), default=0, help="Không có ý kiến.")
@click.option("--dissent", default="", help="Ý kiến khác. / Dissent.")
@click.option("--reason", default="", help="Lý do. / Reason.")
@click.option("--proposal", default="", help="Nội dung kiến nghị. / What is proposed.")
@click.option("--unit", "responsible_unit", default="", help="Đơn vị chủ trì. / Responsible unit.")
@click.option("--support", "supporting_units", multiple=True, help="Đơn vị phối hợp. / Supporting unit.")
@click.option("--working-days", type=click.IntRange(1), help="Thời hạn, ngày làm việc. / Deadline, working days.")
@click.option("--deadline", callback=read_day, help="Thời hạn, ngày. / Deadline, a day.")
@with_person
def decide_command(
    database: Database, meeting_id: str, register_id: str, *, decision: str, actor: Actor, **decided: Any
) -> None:
    """Ghi quyết định về một vị trí. / Record what is decided about one place."""
    item = meeting.decide(
        database, meeting_id, register_id, ItemDecision(Decision(decision), **decided), actor, clock()
    )
    made = item.decision
    due = f"; {made.deadline:%d/%m/%Y} {made.deadline_note}".rstrip() if made and made.deadline else ""
    click.echo(f"{register_id}: {say(DECISIONS[Decision(decision)].label)}{due}")


@meeting_group.command("close")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--number", default="", help="Số biên bản. / Number of the minutes.")
@click.option("--conclusion", default="", help="Kết luận. / Conclusion.")
@with_person
def close_command(database: Database, meeting_id: str, *, number: str, conclusion: str, actor: Actor) -> None:
    """Kết thúc, cố định danh sách, lập biên bản. / Close, fix the list, make the minutes."""
    held = meeting_pages.meeting_page(database, meeting_id, local_day(clock())).meeting
    head = replace(held.head, number=number or held.head.number, conclusion=conclusion or held.head.conclusion)
    version = meeting.close(database, meeting_id, actor, clock(), expected_version=held.version, head=head)
    click.echo(
        say(
            Text(
                f"{meeting_id}: đã kết thúc; biên bản là bản thứ {version.number}.",
                f"{meeting_id}: closed; the minutes are version {version.number}.",
            )
        )
    )


@meeting_group.command("carry-out")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--document", default="", help="Số văn bản; mặc định số biên bản. / Number of a document.")
@with_person
def carry_out_command(database: Database, meeting_id: str, *, document: str, actor: Actor) -> None:
    """Thực hiện các quyết định. / Carry out the decisions."""
    for done in carrying_out.carry_out(database, meeting_id, actor, clock(), document=document):
        click.echo(f"{done.register_id}: {say(done.text)}")


@meeting_group.command("minutes")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--version", "number", type=click.IntRange(1), help="Bản thứ; mặc định bản mới nhất. / Version.")
@click.option("--output", type=NEW_FILE, required=True, help="Tệp .docx.")
@with_database
def minutes_command(database: Database, meeting_id: str, *, number: int | None, output: Path) -> None:
    """Văn bản của một bản đã chốt, đúng từng byte. / The document of a frozen version, byte for byte."""
    file = meeting_pages.printed(database, meeting_id, number)
    write_file(output, file.content)
    click.echo(f"{output}  sha256 {file.sha256}")


@meeting_group.command("diff")
@click.argument("meeting_id", metavar="MEETING")
@click.option("--with", "other_id", metavar="MEETING", help="So với cuộc họp này; mặc định cuộc họp trước. / With.")
@with_database
def diff_command(database: Database, meeting_id: str, *, other_id: str | None) -> None:
    """Khác gì so với cuộc họp trước, vì sao. / What differs from the last meeting, and why."""
    found = meeting_pages.difference(database, meeting_id, other_id, local_day(clock()))
    for change in found:
        label = say(CHANGE_LABELS[ChangeKind(change.kind)])
        click.echo(f"{change.register_id}  {label}  {change.place}: {'; '.join(change.what)}".rstrip(": "))
    click.echo(say(Text(f"{len(found)} thay đổi.", f"{len(found)} changes.")))
