"""The letter to the road authority as a document, made from the register as it stands."""

from __future__ import annotations

import hashlib

from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import DOCX, StoredFile
from atgt.domain.meeting import MeetingHead
from atgt.domain.person_data import mask_personal
from atgt.domain.remediation import MeasureState
from atgt.domain.site_visit import CHECKLIST, Finding, SiteVisit
from atgt.domain.text import Text
from atgt.reports import recommendation_letter
from atgt.reports.recommendation_letter import LetterFacts
from atgt.storage.database import Database
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import remediation as remediation_store
from atgt.storage.repositories import settings_table, site_visits
from atgt.workflow import authority, meeting_list
from atgt.workflow.meeting import OFFICE_KEY


def letter_file(database: Database, recommendation_id: str, actor: Actor) -> StoredFile:
    """The letter of a recommendation as an editable .docx. Raises NotFoundError when there is none of that number."""
    authority.require(actor, Role.EDITOR, Text("lập văn bản kiến nghị", "write a recommendation"))
    with database.read() as session:
        letter = remediation_store.load_recommendation(session, recommendation_id)
        entry = register_store.load_entry(session, letter.register_id)
        measures = remediation_store.list_measures(session, register_id=letter.register_id)
        usual = settings_table.get(session, OFFICE_KEY, {})
        head = MeetingHead(
            "",
            letter.issued_on,
            locality=usual.get("locality", ""),
            authority=usual.get("authority", ""),
            office=usual.get("office", ""),
            recipients=tuple(usual.get("recipients", ())),
        )
        content = recommendation_letter.letter_document(
            LetterFacts(
                letter,
                head,
                meeting_list.listed(session, [entry], since=None)[0],
                meeting_list.run_stamp(session, entry.last_run_id),
                tuple(measure for measure in measures if measure.state is not MeasureState.CANCELLED),
                _findings(site_visits.load_visits(session, letter.register_id)),
                meeting_list.rests_on_sample(session, entry.last_run_id),
            )
        )
    name = f"kien-nghi-{letter.number.replace('/', '-')}.docx"
    return StoredFile(name, DOCX, content, hashlib.sha256(content).hexdigest())


def _findings(visits: tuple[SiteVisit, ...]) -> tuple[str, ...]:
    """The defects of the latest visit and what it says; numbers of people and plates covered."""
    if not visits:
        return ()
    latest = visits[-1]
    found = [
        f"{CHECKLIST[key].vi}: có bất cập{f' ({checked.note})' if checked.note else ''}."
        for key, checked in latest.checklist.items()
        if checked.finding is Finding.DEFECT and key in CHECKLIST
    ]
    if latest.summary:
        found.append(latest.summary)
    return tuple(f"{latest.visited_on:%d/%m/%Y}: {mask_personal(text)}" for text in found)
