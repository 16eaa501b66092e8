"""The register to look at: the whole of it with what is late, and one page for one spot. One call each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.domain import committee_words
from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import Attachment
from atgt.domain.black_spot import Spot
from atgt.domain.frozen_list import ListedSpot
from atgt.domain.meeting import ItemDecision
from atgt.domain.register import EntryChange, KnownAccident, RegisterEntry, RegisterMove, road_gap_m
from atgt.domain.remediation import Measure, Overdue, Recommendation
from atgt.domain.review import SpotState
from atgt.domain.site_visit import SiteVisit
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accident_facts, documents, meetings, settings_table, site_visits
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import remediation as remediation_store
from atgt.storage.repositories import spots as spot_store
from atgt.storage.repositories.spots import RunRecord
from atgt.workflow import (
    authority,
    committee_view,
    follow_up,
    hazard_evidence,
    meeting_list,
    recurrence,
    register,
    remediation,
    review,
)
from atgt.workflow.follow_up import FollowUpReport
from atgt.workflow.hazard_evidence import HazardWords
from atgt.workflow.review import PossibleMove

NEIGHBOUR_M = 1_000
"""Entries of the same route as near as this are shown as neighbours, in metres between their stretches."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register as it stands.

    Parameters
    ----------
    entries, listed
        The same entries, in one order: as records, and in the words lists print.
    by_state
        How many entries are in each state; states without any are 0.
    overdue
        Everything late, longest first.
    run
        The run the register rests on; None while it was never made.
    is_outdated
        Whether a newer run is stored than the one the register rests on.
    changes
        What that run changed, with reasons: new, changed and gone entries.
    """

    entries: tuple[RegisterEntry, ...]
    listed: tuple[ListedSpot, ...]
    by_state: dict[SpotState, int]
    overdue: tuple[Overdue, ...]
    run: RunRecord | None
    is_outdated: bool
    changes: tuple[EntryChange, ...]


@dataclass(frozen=True, slots=True)
class MeetingMention:
    """An item about a spot in one meeting."""

    meeting_id: str
    held_on: dt.date
    title: str
    decision: ItemDecision | None
    outcome: Text | None


@dataclass(frozen=True, slots=True)
class SpotPage:
    """Everything one spot shows.

    Parameters
    ----------
    spot, run
        The evidence of the run that found it last; None for a hazard.
    accidents
        All located accidents of its place, of all days, by id.
    moves, changes
        Its life: steps people (or the facts) made, and what runs changed, oldest first.
    possible_moves
        What this person may do now, and what keeps him from the rest.
    neighbours
        Entries on the same route near by.
    follow_up
        The comparison of before and after, when it was treated.
    hazard
        Clause and state of a hazard; None for a spot.
    """

    entry: RegisterEntry
    spot: Spot | None
    run: RunRecord | None
    accidents: dict[str, KnownAccident]
    moves: tuple[RegisterMove, ...]
    changes: tuple[tuple[dt.datetime, EntryChange], ...]
    possible_moves: tuple[PossibleMove, ...]
    visits: tuple[SiteVisit, ...]
    recommendations: tuple[Recommendation, ...]
    measures: tuple[Measure, ...]
    files: tuple[Attachment, ...]
    meetings: tuple[MeetingMention, ...]
    overdue: tuple[Overdue, ...]
    neighbours: tuple[RegisterEntry, ...]
    follow_up: FollowUpReport
    hazard: HazardWords | None = None


def register_page(database: Database, today: dt.date, *, states: Sequence[SpotState] | None = None) -> RegisterPage:
    """The register: entries of some states, or all; counts and what is late are always of all."""
    with database.read() as session:
        page = _register_page(session, today, states)
    if not authority.is_committee(database):
        return page
    listed, changes = map(committee_words.listed, page.listed), map(committee_view.change, page.changes)
    return replace(page, listed=tuple(listed), changes=tuple(changes))


def _register_page(session: Session, today: dt.date, states: Sequence[SpotState] | None) -> RegisterPage:
    everything = register_store.list_entries(session)
    entries = tuple(entry for entry in everything if states is None or entry.state in states)
    run_id = settings_table.get(session, register.RUN_KEY)
    latest = spot_store.latest_run(session)
    return RegisterPage(
        entries,
        meeting_list.listed(session, entries, since=None),
        {state: sum(entry.state is state for entry in everything) for state in SpotState},
        remediation.overdue_in(session, today),
        None if run_id is None else spot_store.load_run(session, run_id),
        latest is not None and latest.run_id != run_id,
        () if run_id is None else tuple(c for _, c in register_store.load_changes(session, run_id=run_id)),
    )


def spot_page(database: Database, register_id: str, actor: Actor, today: dt.date) -> SpotPage:
    """Everything one spot shows to one person. Raises NotFoundError when there is no such entry."""
    with database.read() as session:
        seen = _spot_page(session, register_id, actor, today)
    return _for_committee(seen) if authority.is_committee(database) or not authority.may(actor, Role.EDITOR) else seen


def _spot_page(session: Session, register_id: str, actor: Actor, today: dt.date) -> SpotPage:
    entry = register_store.load_entry(session, register_id)
    visits = site_visits.load_visits(session, register_id)
    letters = remediation_store.list_recommendations(session, register_id=register_id)
    measures = remediation_store.list_measures(session, register_id=register_id)
    spot, run = _evidence(session, entry)
    return SpotPage(
        entry,
        spot,
        run,
        _accidents(session, entry),
        register_store.load_moves(session, register_id),
        register_store.load_changes(session, register_id=register_id),
        review.possible_moves(entry, actor),
        visits,
        letters,
        measures,
        _files(session, entry, visits, letters, measures),
        _mentions(session, register_id),
        tuple(item for item in remediation.overdue_in(session, today) if item.register_id == register_id),
        _neighbours(session, entry),
        follow_up.report_in(session, entry, None),
        hazard_evidence.in_words(session, [entry.hazard_id] if entry.hazard_id else []).get(entry.hazard_id or ""),
    )


def _for_committee(seen: SpotPage) -> SpotPage:
    """The page without files and visitors, without numbers that name people, with months of accidents, not days."""
    return replace(
        seen,
        spot=None if seen.spot is None else committee_view.spot(seen.spot),
        changes=tuple((at, committee_view.change(one)) for at, one in seen.changes),
        follow_up=follow_up.by_month(seen.follow_up),
        accidents={key: committee_view.known_accident(one) for key, one in seen.accidents.items()},
        moves=tuple(map(committee_view.move, seen.moves)),
        visits=tuple(map(committee_view.visit, seen.visits)),
        recommendations=tuple(map(committee_view.letter, seen.recommendations)),
        measures=tuple(map(committee_view.measure, seen.measures)),
        files=(),  # photos and papers may show people
    )


def _evidence(session: Session, entry: RegisterEntry) -> tuple[Spot | None, RunRecord | None]:
    if entry.last_run_id is None:
        return None, None
    spots = spot_store.load_spots(session, entry.last_run_id)
    spot = next((spot for spot in spots if spot.spot_key == entry.spot_key), None)
    return spot, spot_store.load_run(session, entry.last_run_id)


def _accidents(session: Session, entry: RegisterEntry) -> dict[str, KnownAccident]:
    """The accidents of the evidence, and all others that lie in the place."""
    seen = accident_facts.known_accidents(session, list(entry.facts))
    found = recurrence.accidents_of_place(session, entry) | seen
    return dict(sorted(found.items(), key=lambda item: (item[1].facts.occurred_on, item[0])))


def _files(
    session: Session,
    entry: RegisterEntry,
    visits: Sequence[SiteVisit],
    letters: Sequence[Recommendation],
    measures: Sequence[Measure],
) -> tuple[Attachment, ...]:
    keys = {
        "register_entry": [entry.register_id],
        "hazard": [entry.hazard_id] if entry.hazard_id else [],
        "site_visit": [visit.visit_id for visit in visits],
        "recommendation": [letter.recommendation_id for letter in letters],
        "measure": [measure.measure_id for measure in measures],
    }
    found = [documents.list_attachments(session, record=record, keys=own) for record, own in keys.items() if own]
    return tuple(sorted((file for files in found for file in files), key=lambda file: (file.added_at, file.name)))


def _mentions(session: Session, register_id: str) -> tuple[MeetingMention, ...]:
    mentions = []
    for item in meetings.items_of_entry(session, register_id):
        held = meetings.load_meeting(session, item.meeting_id)
        mention = MeetingMention(held.meeting_id, held.head.held_on, held.head.title, item.decision, item.outcome)
        mentions.append(mention)
    return tuple(mentions)


def _neighbours(session: Session, entry: RegisterEntry) -> tuple[RegisterEntry, ...]:
    """Entries of a common route, nearest first."""
    near = []
    for other in register_store.list_entries(session):
        gap_m = road_gap_m(entry.place, other.place)
        if other.register_id != entry.register_id and gap_m is not None and gap_m <= NEIGHBOUR_M:
            near.append((gap_m, other.register_id, other))
    return tuple(other for _, _, other in sorted(near, key=lambda item: item[:2]))
