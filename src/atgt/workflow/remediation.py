"""What is done about a spot or a hazard: letters, measures, files, who decides, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import Attachment, AttachmentKind, StoredFile, media_type_of
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError
from atgt.domain.person_data import mask_personal
from atgt.domain.register import RegisterEntry, Responsibility
from atgt.domain.remediation import (
    Due,
    Measure,
    MeasureKind,
    MeasureState,
    Overdue,
    OverdueKind,
    Recommendation,
    check_measure,
    parse_measures,
)
from atgt.domain.review import STATE_LABELS, MoveRequest, SpotState
from atgt.domain.text import Text
from atgt.domain.working_days import WorkCalendar, days_overdue
from atgt.storage.database import Database
from atgt.storage.repositories import documents, meetings, remediation, site_visits
from atgt.storage.repositories import register as register_store
from atgt.workflow import authority, committee_view, review, work_calendar

ATTACHED_TO = {
    table.record: table
    for table in (
        register_store.ENTRY,
        remediation.RECOMMENDATION,
        remediation.MEASURE,
        site_visits.VISIT,
        meetings.MEETING,
    )
}
"""Kinds of record a file can be attached to."""

_RECOMMENDABLE = frozenset(
    {SpotState.INSPECTED, SpotState.PROPOSED, SpotState.RECEIVED, SpotState.IN_TREATMENT, SpotState.FOLLOW_UP}
)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything under way, and what is late: one call for the page of measures and the reminder list."""

    entries: tuple[RegisterEntry, ...]
    recommendations: tuple[Recommendation, ...]
    measures: tuple[Measure, ...]
    overdue: tuple[Overdue, ...]


def catalogue() -> tuple[MeasureKind, ...]:
    """The measures a unit can choose from."""
    return parse_measures(settings.read_reference("measures"))


# ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────


def recommend(
    database: Database,
    recommendation: Recommendation,
    actor: Actor,
    now: dt.datetime,
    *,
    expected_version: int | None = None,
) -> Recommendation:
    """Record a letter to the road authority. An inspected spot is thereby proposed, under its rules and four eyes.

    Parameters
    ----------
    recommendation
        Its number is given here; ``recommendation_id`` is left empty.
    expected_version
        Version of the entry the person looked at.

    Raises
    ------
    ParameterError
        When number, addressee or day are missing.
    ForbiddenMoveError
        When the spot has not been inspected yet, or the move is not allowed to this person.
    """
    authority.require(actor, Role.EDITOR, Text("lập kiến nghị", "make a recommendation"))
    if not recommendation.number.strip() or not recommendation.addressee.strip():
        raise ParameterError(
            Text("Kiến nghị phải có số văn bản và nơi nhận.", "A recommendation needs its number and its addressee.")
        )
    with database.write(actor, f"kiến nghị số {recommendation.number}", now) as session:
        entry = register_store.load_entry(session, recommendation.register_id)
        if entry.state not in _RECOMMENDABLE:
            raise ForbiddenMoveError(
                Text(
                    f"Điểm {entry.register_id} đang ở “{STATE_LABELS[entry.state].vi}”: "
                    "chỉ kiến nghị sau khi đã kiểm tra hiện trường.",
                    f"Entry {entry.register_id} is “{STATE_LABELS[entry.state].en}”: "
                    "recommend only after the site was inspected.",
                )
            )
        if entry.state is SpotState.INSPECTED:
            request = MoveRequest(SpotState.PROPOSED, actor, now, recommendation.summary, recommendation.number)
            review.move_in(session, entry.register_id, request, expected_version=expected_version)
        return remediation.add_recommendation(session, recommendation)


def record_reply(
    database: Database,
    recommendation_id: str,
    *,
    number: str,
    replied_on: dt.date,
    reply: str,
    actor: Actor,
    now: dt.datetime,
) -> Recommendation:
    """Record the answer to a letter. A proposed spot is thereby received by the road authority.

    Raises
    ------
    ParameterError
        When the answer has no number, or is older than the letter.
    """
    authority.require(actor, Role.EDITOR, Text("ghi văn bản trả lời", "record an answer"))
    with database.write(actor, f"văn bản trả lời số {number}", now) as session:
        letter = remediation.load_recommendation(session, recommendation_id)
        if not number.strip() or replied_on < letter.issued_on:
            raise ParameterError(
                Text(
                    "Văn bản trả lời phải có số và ngày không trước ngày kiến nghị.",
                    "An answer needs its number, and a day not before the letter.",
                )
            )
        stored = remediation.change_recommendation(
            session, replace(letter, reply_number=number, replied_on=replied_on, reply=reply)
        )
        if register_store.load_entry(session, letter.register_id).state is SpotState.PROPOSED:
            request = MoveRequest(SpotState.RECEIVED, actor, now, reply, number)
            review.move_in(session, letter.register_id, request)
        return stored


# ── measures ────────────────────────────────────────────────────────────────────────────────────────────────────


def new_measure(
    register_id: str, kind_key: str, *, kinds: Sequence[MeasureKind] | None = None, **fields: object
) -> Measure:
    """A measure of the catalogue with its usual horizon and acceptance; other fields as given.

    Parameters
    ----------
    kinds
        The catalogue of this office; the reference lines when None.

    Raises NotFoundError when the catalogue has no such line.
    """
    for kind in catalogue() if kinds is None else kinds:
        if kind.key == kind_key:
            usual = {"description": kind.label.vi, "horizon": kind.horizon, "needs_acceptance": kind.needs_acceptance}
            return Measure(measure_id="", register_id=register_id, kind_key=kind_key, **{**usual, **fields})  # type: ignore[arg-type]
    raise NotFoundError(Text(f"Danh mục không có giải pháp “{kind_key}”.", f"The catalogue has no “{kind_key}”."))


def save_measure(database: Database, measure: Measure, actor: Actor, now: dt.datetime) -> Measure:
    """Store a measure: a new one when ``measure.measure_id`` is empty, else its change.

    Raises
    ------
    ParameterError
        When its values contradict each other.
    ForbiddenMoveError
        When works would be opened to traffic that were not accepted.
    StaleEditError
        When somebody saved it after it was read.
    """
    authority.require(actor, Role.EDITOR, Text("ghi giải pháp", "record a measure"), within=database)
    check_measure(measure)
    with database.write(actor, "ghi giải pháp xử lý", now) as session:
        register_store.load_entry(session, measure.register_id)
        return (
            remediation.change_measure(session, measure)
            if measure.measure_id
            else remediation.add_measure(session, measure)
        )


def set_responsibility(
    database: Database, register_id: str, who: Responsibility, actor: Actor, now: dt.datetime, *, expected_version: int
) -> RegisterEntry:
    """Say who owns the road of a spot, who decides, and which neighbour shares it.

    Raises
    ------
    ParameterError
        When the place is owned above the ward or shared, and nobody is named who decides.
    """
    authority.require(actor, Role.EDITOR, Text("ghi đơn vị quyết định", "say who decides"))
    if (who.is_province_owned or who.shared_with) and not who.decided_by.strip():
        raise ParameterError(
            Text(
                "Điểm giáp ranh hoặc thuộc cấp trên quản lý: phải ghi ai quyết định.",
                "A place that is shared or owned above the ward: say who decides.",
            )
        )
    with database.write(actor, "ghi đơn vị quản lý, đơn vị quyết định", now) as session:
        return register_store.change_entry(
            session, register_id, {"responsibility": who}, expected_version=expected_version
        )


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def attach(
    database: Database,
    content: bytes,
    *,
    record: str,
    key: str,
    kind: AttachmentKind,
    name: str,
    actor: Actor,
    now: dt.datetime,
    caption: str = "",
    taken_on: dt.date | None = None,
) -> Attachment:
    """Attach a photo or paper to a record.

    Raises
    ------
    InputFileError
        When the file is empty, too large, or not a JPEG, PNG, PDF, DOCX or XLSX.
    ParameterError, NotFoundError
        When files cannot be attached to such a record, or there is none of that number.
    """
    authority.require(actor, Role.EDITOR, Text("tải tệp lên", "attach a file"), within=database)
    if record not in ATTACHED_TO:
        raise ParameterError(Text(f"Không đính kèm được tệp vào “{record}”.", f"Files cannot go to “{record}”."))
    media_type = media_type_of(content, name)
    with database.write(actor, f"đính kèm {name}", now) as session:
        ATTACHED_TO[record].get(session, key)
        return documents.add_attachment(
            session,
            content,
            record=record,
            key=key,
            kind=kind,
            name=name,
            media_type=media_type,
            caption=caption,
            taken_on=taken_on,
        )


def download(database: Database, attachment_id: str, actor: Actor) -> StoredFile:
    """An attached file, byte for byte as it was given: photos and letters may show people, so not for the committee.

    Raises StorageError when it was damaged since.
    """
    authority.require(actor, Role.EDITOR, Text("xem tệp đính kèm", "see attached files"))
    with database.read() as session:
        return documents.load_file(session, attachment_id)


def detach(database: Database, attachment_id: str, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Take a file off its record. Documents of a meeting stay.

    Raises
    ------
    ForbiddenMoveError
        When it belongs to a meeting.
    """
    authority.require(actor, Role.EDITOR, Text("gỡ tệp", "remove a file"))
    with database.write(actor, reason or "gỡ tệp đính kèm", now) as session:
        found = documents.load_attachment(session, attachment_id)
        if found.record == "meeting_version":
            raise ForbiddenMoveError(
                Text("Danh sách và biên bản đã chốt thì không gỡ được.", "Frozen lists and minutes stay.")
            )
        documents.remove_attachment(session, attachment_id)


# ── what is late ────────────────────────────────────────────────────────────────────────────────────────────────


def board(database: Database, today: dt.date) -> Board:
    """All letters and measures of entries with something to do, and what is late."""
    with database.read() as session:
        entries = tuple(entry for entry in register_store.list_entries(session) if entry.is_open)
        ids = [entry.register_id for entry in entries]
        letters = remediation.list_recommendations(session, register_ids=ids)
        measures = remediation.list_measures(session, register_ids=ids)
        late = _late(_due(entries, letters, measures), today, work_calendar.calendar_of(session))
    if authority.is_committee(database):
        letters = tuple(map(committee_view.letter, letters))
        measures = tuple(map(committee_view.measure, measures))
    return Board(entries, letters, measures, late)


def overdue(database: Database, today: dt.date) -> tuple[Overdue, ...]:
    """Everything late, longest first: steps, answers and measures, counted in working days."""
    return board(database, today).overdue


def overdue_in(session: Session, today: dt.date) -> tuple[Overdue, ...]:
    """The same, inside a transaction."""
    return _late(due_in(session), today, work_calendar.calendar_of(session))


def due_in(session: Session) -> tuple[Due, ...]:
    """Every step, answer and measure somebody was given a day for and that is not done, earliest day first."""
    entries = [entry for entry in register_store.list_entries(session) if entry.is_open]
    ids = [entry.register_id for entry in entries]
    letters = remediation.list_recommendations(session, register_ids=ids)
    return _due(entries, letters, remediation.list_measures(session, register_ids=ids))


def _due(
    entries: Sequence[RegisterEntry], letters: Sequence[Recommendation], measures: Sequence[Measure]
) -> tuple[Due, ...]:
    places = {entry.register_id: entry.place.name for entry in entries}
    found = [
        Due(OverdueKind.STEP, e.register_id, e.register_id, e.place.name, _same(e.due_what), e.due_unit, e.due_on)
        for e in entries
        if e.due_on is not None
    ]
    for letter in letters:
        if letter.reply_due is not None and not letter.is_answered:
            what = Text(f"trả lời kiến nghị số {letter.number}", f"answer to recommendation {letter.number}")
            key, place = letter.recommendation_id, places[letter.register_id]
            found.append(
                Due(OverdueKind.REPLY, key, letter.register_id, place, what, letter.addressee, letter.reply_due)
            )
    for measure in measures:
        is_left = measure.state in {MeasureState.PLANNED, MeasureState.ONGOING}
        if measure.planned_end is not None and is_left:
            what, key = _same(measure.description or measure.kind_key), measure.measure_id
            place, unit = places[measure.register_id], measure.owner_unit
            found.append(Due(OverdueKind.MEASURE, key, measure.register_id, place, what, unit, measure.planned_end))
    return tuple(sorted(found, key=lambda item: (item.due_on, item.register_id, item.key)))


def _same(words: str) -> Text:
    """Words typed by people, which have no translation; everybody sees reminders, so numbers of people are covered."""
    covered = mask_personal(words)
    return Text(covered, covered)


def _late(due: Sequence[Due], today: dt.date, calendar: WorkCalendar) -> tuple[Overdue, ...]:
    late = [item.overdue(days) for item in due if (days := days_overdue(item.due_on, today, calendar)) > 0]
    return tuple(sorted(late, key=lambda item: (-item.days, item.register_id, item.key)))
