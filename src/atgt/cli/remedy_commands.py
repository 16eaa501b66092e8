"""Commands of remediation: letters and answers, measures and their acceptance, files, follow-up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from atgt.cli.person import with_person
from atgt.cli.shell import (
    EXISTING_FILE,
    NEW_FILE,
    SentenceGroup,
    clock,
    language,
    read_day,
    say,
    with_database,
    write_file,
)
from atgt.domain.actor import Actor
from atgt.domain.attachment import AttachmentKind
from atgt.domain.errors import NotFoundError
from atgt.domain.local_time import local_day
from atgt.domain.remediation import HORIZON_LABELS, MEASURE_STATE_LABELS, Measure, MeasureState, Recommendation
from atgt.domain.text import Text
from atgt.statistics.before_after import Comparison
from atgt.storage.database import Database
from atgt.workflow import export_log, follow_up, letters, measure_catalogue, register_pages, remediation


@click.group("remedy", cls=SentenceGroup)
def remedy_group() -> None:
    """Kiến nghị, xử lý, theo dõi. / Recommend, treat, follow up."""


@remedy_group.command("catalogue")
@with_database
def catalogue_command(database: Database) -> None:
    """Danh mục giải pháp. / The catalogue of measures."""
    for kind in measure_catalogue.catalogue_of(database):
        click.echo(f"{kind.key:<24} {say(HORIZON_LABELS[kind.horizon]):<12} {say(kind.label)}")


@remedy_group.command("recommend")
@click.argument("register_id", metavar="SPOT")
@click.option("--number", required=True, help="Số văn bản. / Number.")
@click.option("--issued-on", callback=read_day, required=True, help="Ngày. / Day.")
@click.option("--addressee", required=True, help="Nơi nhận. / Addressee.")
@click.option("--summary", default="", help="Nội dung. / What is recommended.")
@click.option("--reply-due", callback=read_day, help="Hạn trả lời. / Answer due.")
@with_person
def recommend_command(database: Database, register_id: str, *, actor: Actor, **letter: Any) -> None:
    """Ghi kiến nghị gửi cơ quan quản lý đường bộ. / Record a letter to the road authority."""
    stored = remediation.recommend(database, Recommendation("", register_id, **letter), actor, clock())
    click.echo(stored.recommendation_id)


@remedy_group.command("reply")
@click.argument("letter_id", metavar="LETTER")
@click.option("--number", required=True, help="Số văn bản trả lời. / Number of the answer.")
@click.option("--on", "replied_on", callback=read_day, required=True, help="Ngày. / Day.")
@click.option("--text", "reply", default="", help="Nội dung. / What it says.")
@with_person
def reply_command(
    database: Database, letter_id: str, *, number: str, replied_on: dt.date, reply: str, actor: Actor
) -> None:
    """Ghi văn bản trả lời. / Record an answer."""
    remediation.record_reply(
        database, letter_id, number=number, replied_on=replied_on, reply=reply, actor=actor, now=clock()
    )
    click.echo(say(Text(f"{letter_id}: đã ghi văn bản trả lời {number}.", f"{letter_id}: answered by {number}.")))


@remedy_group.command("letter")
@click.argument("letter_id", metavar="LETTER")
@click.option("--output", type=NEW_FILE, required=True, help="Tệp .docx.")
@with_person
def letter_command(database: Database, letter_id: str, *, output: Path, actor: Actor) -> None:
    """Văn bản kiến nghị, sửa được. / The letter as an editable document."""
    file = letters.letter_file(database, letter_id, actor)
    content = export_log.hand_out(
        database, file.content, name=file.name, what="letter", n_items=1, actor=actor, now=clock(), chosen=letter_id
    )
    write_file(output, content)
    click.echo(str(output))


_STATE = click.Choice([state.value for state in MeasureState])


@remedy_group.command("measure")
@click.argument("register_id", metavar="SPOT")
@click.argument("kind", metavar="KIND")
@click.option("--description", help="Mô tả. / Description.")
@click.option("--owner", "owner_unit", default="", help="Đơn vị thực hiện. / Unit in charge.")
@click.option("--cost", "cost_vnd", type=click.IntRange(0), help="Kinh phí, đồng. / Cost, VND.")
@click.option("--money", "money_source", default="", help="Nguồn vốn. / Source of money.")
@click.option("--deadline", "planned_end", callback=read_day, help="Hạn hoàn thành. / Deadline.")
@with_person
def measure_command(database: Database, register_id: str, kind: str, *, actor: Actor, **fields: Any) -> None:
    """Ghi một giải pháp trong danh mục. / Record a measure of the catalogue."""
    given = {name: value for name, value in fields.items() if value is not None}
    kinds = measure_catalogue.catalogue_of(database)
    stored = remediation.save_measure(
        database, remediation.new_measure(register_id, kind, kinds=kinds, **given), actor, clock()
    )
    click.echo(stored.measure_id)


@remedy_group.command("progress")
@click.argument("measure_id", metavar="MEASURE")
@click.option("--state", type=_STATE, help="Tình trạng. / State.")
@click.option("--percent", "progress_pct", type=click.IntRange(0, 100), help="Tiến độ. / Progress.")
@click.option("--started", "started_on", callback=read_day, help="Khởi công.")
@click.option("--finished", "finished_on", callback=read_day, help="Hoàn thành.")
@click.option("--accepted", "accepted_on", callback=read_day, help="Nghiệm thu.")
@click.option("--acceptance-document", help="Số biên bản nghiệm thu. / Record of acceptance.")
@click.option("--opened", "opened_on", callback=read_day, help="Đưa vào sử dụng. / Opened to traffic.")
@with_person
def progress_command(database: Database, measure_id: str, *, state: str | None, actor: Actor, **changes: Any) -> None:
    """Ghi tiến độ, nghiệm thu, đưa vào sử dụng. / Progress, acceptance, opening."""
    known = _measure(database, measure_id)
    given = {name: value for name, value in changes.items() if value is not None}
    if state is not None:
        given["state"] = MeasureState(state)
    stored = remediation.save_measure(database, replace(known, **given), actor, clock())
    click.echo(f"{measure_id}: {say(MEASURE_STATE_LABELS[stored.state])}, {stored.progress_pct} %")


def _measure(database: Database, measure_id: str) -> Measure:
    board = remediation.board(database, local_day(clock()))
    for measure in board.measures:
        if measure.measure_id == measure_id:
            return measure
    raise NotFoundError(Text(f"Không có giải pháp “{measure_id}”.", f'There is no measure "{measure_id}".'))


@remedy_group.command("attach")
@click.argument("record", type=click.Choice(sorted(remediation.ATTACHED_TO)))
@click.argument("key")
@click.argument("file", type=EXISTING_FILE)
@click.option("--kind", type=click.Choice([kind.value for kind in AttachmentKind]), default="other", show_default=True)
@click.option("--caption", default="", help="Chú thích. / Caption.")
@with_person
def attach_command(
    database: Database, record: str, key: str, *, file: Path, kind: str, caption: str, actor: Actor
) -> None:
    """Đính kèm ảnh, văn bản. / Attach a photo or a paper."""
    stored = remediation.attach(
        database,
        file.read_bytes(),
        record=record,
        key=key,
        kind=AttachmentKind(kind),
        name=file.name,
        actor=actor,
        now=clock(),
        caption=caption,
    )
    click.echo(stored.attachment_id)


@remedy_group.command("follow-up")
@click.argument("register_id", metavar="SPOT")
@click.option("--as-of", callback=read_day, help="Ngày cuối; mặc định vụ cuối cùng. / Last day.")
@with_database
def follow_up_command(database: Database, register_id: str, as_of: dt.date | None) -> None:
    """Trước và sau xử lý. / Before and after."""
    report = follow_up.report(database, register_id, as_of)
    click.echo(say(report.reason))
    if report.periods is not None:
        before, after, works = report.periods.before, report.periods.after, report.periods.works
        spans = " | ".join(f"{one.first:%d/%m/%Y}–{one.last:%d/%m/%Y}" for one in (before, works, after))
        click.echo(f"{say(Text('trước | thi công | sau', 'before | works | after'))}: {spans}")
    if report.all_accidents is not None:
        click.echo(_compared(report.all_accidents))
    for note in report.notes:
        click.echo(f"- {say(note)}")


def _compared(found: Comparison) -> str:
    ratio = "" if found.ratio is None else f" ({found.ratio:.2f}; {found.low:.2f}–{found.high:.2f})"
    return f"{found.n_before} → {found.n_after}{ratio}: {found.verdict.of(language())}"


@remedy_group.command("list")
@with_database
def list_command(database: Database) -> None:
    """Kiến nghị và giải pháp đang thực hiện. / Letters and measures under way."""
    board = remediation.board(database, local_day(clock()))
    for letter in board.recommendations:
        answer = letter.reply_number or say(Text("chưa trả lời", "not answered"))
        click.echo(f"{letter.recommendation_id}  {letter.number}  {letter.addressee}  {answer}")
    for measure in board.measures:
        state = say(MEASURE_STATE_LABELS[measure.state])
        click.echo(f"{measure.measure_id}  {state}  {measure.progress_pct} %  {measure.description}")


@remedy_group.command("decides")
@click.argument("register_id", metavar="SPOT")
@click.option("--by", "decided_by", required=True, help="Ai quyết định. / Who decides.")
@click.option("--owner", help="Đơn vị quản lý đường. / Road manager.")
@click.option("--shared-with", help="Giáp ranh với. / Shared with.")
@click.option("--above/--own", "is_province_owned", default=None, help="Cấp trên quản lý. / Managed above the ward.")
@with_person
def decides_command(database: Database, register_id: str, *, actor: Actor, **given: Any) -> None:
    """Ghi ai quản lý, ai quyết định. / Say who owns the road and who decides."""
    entry = register_pages.spot_page(database, register_id, actor, local_day(clock())).entry
    who = replace(entry.responsibility, **{name: value for name, value in given.items() if value is not None})
    remediation.set_responsibility(database, register_id, who, actor, clock(), expected_version=entry.version)
    click.echo(f"{register_id}: {who.decided_by}")
