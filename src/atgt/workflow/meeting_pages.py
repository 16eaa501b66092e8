"""Meetings to look at: all of them, one with everything it shows, a frozen list, a document as it was printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.domain import committee_words, frozen_list
from atgt.domain.attachment import Attachment, StoredFile
from atgt.domain.errors import NotFoundError, StorageError
from atgt.domain.frozen_list import FrozenList, ListChange
from atgt.domain.meeting import MeetingState
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import documents, meetings
from atgt.storage.repositories.meetings import Item, ListVersion, Meeting
from atgt.workflow import authority, meeting_list, meeting_steps
from atgt.workflow.meeting_list import Proposed


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything one meeting shows, in one call.

    Parameters
    ----------
    list
        The list as it stands: the newest frozen one, or what would be frozen now while it is being prepared.
    items
        The agenda with what was recorded so far, in its order.
    proposed
        What the register has for the agenda; empty once the list is frozen.
    versions, files
        Frozen lists and their documents, first one first.
    """

    meeting: Meeting
    list: FrozenList
    items: tuple[Item, ...]
    proposed: tuple[Proposed, ...]
    versions: tuple[ListVersion, ...]
    files: tuple[Attachment, ...]

    @property
    def n_undecided(self) -> int:
        """Items without a decision."""
        return sum(item.decision is None for item in self.items)


def all_meetings(database: Database) -> tuple[Meeting, ...]:
    """All meetings, latest first."""
    with database.read() as session:
        return meetings.list_meetings(session)


def meeting_page(database: Database, meeting_id: str, today: dt.date) -> MeetingPage:
    """Everything one meeting shows."""
    with database.read() as session:
        page = _meeting_page(session, meeting_id, today)
    return replace(page, list=committee_words.frozen(page.list)) if authority.is_committee(database) else page


def _meeting_page(session: Session, meeting_id: str, today: dt.date) -> MeetingPage:
    held = meetings.load_meeting(session, meeting_id)
    is_draft = held.state is MeetingState.DRAFT
    proposed = (
        meeting_list.propose(session, since=meeting_steps.since_last_list(session, held), today=today)
        if is_draft
        else ()
    )
    versions = meetings.list_versions(session, meeting_id)
    keys = [version.version_id for version in versions]
    return MeetingPage(
        held,
        meeting_steps.list_now(session, held) if is_draft else meeting_steps.latest_list(session, meeting_id),
        meetings.load_items(session, meeting_id),
        proposed,
        versions,
        documents.list_attachments(session, record="meeting_version", keys=keys) if keys else (),
    )


def difference(database: Database, meeting_id: str, other_id: str | None, today: dt.date) -> tuple[ListChange, ...]:
    """What differs from the list of the meeting before, or of another one, with the reasons; () for the first."""
    page = meeting_page(database, meeting_id, today)
    if other_id is None:
        return page.list.since_last
    return frozen_list.difference(frozen(database, other_id).spots, page.list.spots)


def printed(database: Database, meeting_id: str, number: int | None = None) -> StoredFile:
    """The document of a frozen list, byte for byte as it was made: the newest version when no number is given."""
    with database.read() as session:
        version = meetings.load_version(session, meeting_id, number)
        found = documents.list_attachments(session, record="meeting_version", keys=[version.version_id])
        if not found:
            raise NotFoundError(Text("Bản danh sách này chưa có văn bản.", "This list has no document."))
        return documents.load_file(session, found[0].attachment_id)


def frozen(database: Database, meeting_id: str, number: int | None = None) -> FrozenList:
    """A frozen list, checked against its hash: the newest version when no number is given."""
    with database.read() as session:
        version = meetings.load_version(session, meeting_id, number)
    if frozen_list.sha256_of(version.content) != version.sha256:
        raise StorageError(
            Text(
                f"Bản danh sách {version.version_id} không khớp dấu vân tay của nó.",
                f"List {version.version_id} does not match its hash.",
            )
        )
    found = frozen_list.list_of(version.content)
    return committee_words.frozen(found) if authority.is_committee(database) else found
