"""Visits to spots and what was found there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from atgt.domain.register import Infrastructure
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.domain.text import Text
from atgt.storage.repositories.versioned import Row, record_table
from atgt.storage.review_tables import SiteVisitRow

VISIT = record_table(SiteVisitRow, "visit_id", Text("lần kiểm tra", "site visit"), frozenset({"visitors", "summary"}))
RECORDS = (VISIT,)
_SAME = ("register_id", "visited_on", "visitors", "weather", "summary", "infrastructure")


def add_visit(session: Session, visit: SiteVisit) -> SiteVisit:
    """Store a visit under the next number of its entry."""
    visit_id = VISIT.next_number(session, f"{visit.register_id}/KT-")
    return _visit_of(VISIT.add(session, {**_row(visit), "visit_id": visit_id}))


def change_visit(session: Session, visit: SiteVisit) -> SiteVisit:
    """Store a visit as it was corrected; ``visit.version`` is the version it was read with."""
    return _visit_of(VISIT.change(session, visit.visit_id, _row(visit), expected_version=visit.version))


def load_visits(session: Session, register_id: str) -> tuple[SiteVisit, ...]:
    """Visits to a spot, first one first."""
    rows = VISIT.where(session, VISIT.table.c.register_id == register_id)
    return tuple(sorted((_visit_of(row) for row in rows), key=lambda visit: (visit.visited_on, visit.visit_id)))


def _row(visit: SiteVisit) -> Row:
    checklist = {key: {"finding": str(c.finding), "note": c.note} for key, c in sorted(visit.checklist.items())}
    return {name: getattr(visit, name) for name in _SAME} | {"checklist": checklist}


def _visit_of(row: Row) -> SiteVisit:
    return SiteVisit(
        row["visit_id"],
        row["register_id"],
        row["visited_on"],
        row["visitors"],
        {key: Checked(Finding(c["finding"]), c["note"]) for key, c in row["checklist"].items()},
        row["weather"],
        row["summary"],
        Infrastructure(row["infrastructure"]),
        row["version"],
    )
