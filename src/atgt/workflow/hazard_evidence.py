"""The hazards of the proposal to the road authority: open ones the committee has not set aside, with their evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt.domain.errors import RuleSetError
from atgt.domain.hazard import kind_of
from atgt.domain.site_visit import CHECKLIST, Checked, Finding
from atgt.domain.text import Text
from atgt.network_screening import rules
from atgt.reports import hazard_proposal
from atgt.reports.hazard_proposal import HazardEvidence
from atgt.storage.database import Database
from atgt.storage.repositories import documents
from atgt.storage.repositories import hazards as hazard_store
from atgt.workflow import hazards, roads, screening
from atgt.workflow.hazards import HazardView

_UNKNOWN_KIND = Text("Nguy cơ khác", "Another hazard")
"""A kind typed by hand in a map file that no line of the catalogue knows: its words stay here."""


def evidence(database: Database, day: dt.date | None) -> tuple[HazardEvidence, ...]:
    """Every hazard that makes a potential spot now, by number.

    Parameters
    ----------
    day
        Day whose rules give the clause: the last day of the screening; None takes the day of each record.
    """
    with database.read() as session:
        if hazard_store.fetch_hazards(session).empty:
            return ()
    found = hazards.candidates(database, roads.load_network(database))
    return tuple(_evidence(one, day or one.reported_on) for one in sorted(found, key=lambda view: view.hazard_id))


def _evidence(one: HazardView, day: dt.date) -> HazardEvidence:
    return HazardEvidence(
        one.hazard_id,
        one.kind.label if one.kind else _UNKNOWN_KIND,
        hazards.clause(day),
        _source(day),
        one.reported_on,
        one.route_id,
        one.km_post,
        _defects(one.checklist),
        one.n_photos,
        one.is_sample,
        one.lon,
        one.lat,
    )


@dataclass(frozen=True, slots=True)
class HazardWords:
    """The clause by which a hazard makes a potential spot, with its source, and what was seen. Nothing personal."""

    clause: Text
    why: Text


def in_words(session: Session, hazard_ids: Collection[str]) -> dict[str, HazardWords]:
    """What shows some hazards, as lists and pages say it; by number."""
    if not hazard_ids:
        return {}
    table = hazard_store.fetch_hazards(session)
    files = documents.list_attachments(session, record=hazards.RECORD)
    kinds, said = hazards.kinds(), {}
    for row in table[table["hazard_id"].isin(list(hazard_ids))].to_dict("records"):
        kind = kind_of(kinds, row["kind"])
        day, source = row["reported_on"], _source(row["reported_on"])
        clause, source = hazards.clause(day), f" ({source})" if source else ""
        defects = _defects(hazards.checked_points(row["checklist"]))
        n_photos = sum(file.key == row["hazard_id"] for file in files)
        why = hazard_proposal.explanation(kind.label if kind else _UNKNOWN_KIND, day, defects, n_photos)
        told = Text(clause.vi.rstrip(".") + source, clause.en.rstrip(".") + source)
        said[str(row["hazard_id"])] = HazardWords(told, why)
    return said


def _defects(checked: Mapping[str, Checked]) -> tuple[Text, ...]:
    """The points that showed a defect, in the order of the checklist."""
    wrong = {key for key, one in checked.items() if one.finding is Finding.DEFECT}
    return tuple(label for key, label in CHECKLIST.items() if key in wrong)


def _source(day: dt.date) -> str:
    """Circular and article in force on a day; empty when no rule set is."""
    try:
        found = rules.rule_set_in_force(screening.rule_sets(), day)
    except RuleSetError:
        return ""
    return f"{found.source}, {found.article}" if found.article else found.source
