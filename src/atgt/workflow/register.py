"""The register of spots as a use case: brought up to date from a run, listed, and one page for one spot.

Identity is kept by ``domain.spot_identity``, reasons are given by ``domain.spot_changes``; the facts move an entry only
in two cases: set aside and something new is known, or treated and the threshold is reached again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import Spot
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.register import (
    PLACE_FIXED_STATES,
    SET_ASIDE_STATES,
    ChangeKind,
    ChangeReason,
    EntryChange,
    Infrastructure,
    KnownAccident,
    Place,
    ReasonKind,
    RegisterEntry,
    RegisterMove,
    Responsibility,
    Subject,
)
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.run import ScreeningRun
from atgt.domain.spot_changes import RunFacts, Sight, reasons_for_change, reasons_for_new
from atgt.domain.spot_identity import Footprint, Matching, footprint_of, match
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accident_facts, remediation, settings_table
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import spots as spot_store
from atgt.workflow import authority, recurrence, responsibility, review

RUN_KEY = "register_run"
"""Setting: the run the register was compared with last."""


@dataclass(frozen=True, slots=True)
class RegisterUpdate:
    """What a run did to the register: one change an entry, with reasons.

    Parameters
    ----------
    run_id, previous_run_id
        The run, and the one the register was compared with before; None the first time.
    changes
        In the order of the run's list, then the entries it does not find any more, by number.
    """

    run_id: str
    previous_run_id: str | None
    changes: tuple[EntryChange, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[EntryChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def moved(self) -> tuple[EntryChange, ...]:
        """Entries that new facts brought back: candidates again, or recurred."""
        return tuple(change for change in self.changes if change.has_moved)


@dataclass(frozen=True, slots=True)
class _Update:
    """One update under way."""

    session: Session
    run: ScreeningRun
    later: RunFacts
    actor: Actor
    now: dt.datetime
    known: Mapping[str, KnownAccident]
    roads: responsibility.RoadOwners


def update_from_run(
    database: Database, run: ScreeningRun, actor: Actor, now: dt.datetime, *, allow_earlier: bool = False
) -> RegisterUpdate:
    """Bring the register up to date with a stored run, in one transaction; says what is new, gone and changed.

    The same run again changes nothing.

    Parameters
    ----------
    allow_earlier
        Take also a run that ends before the one the register rests on (to undo a wrong one).

    Raises
    ------
    NotFoundError
        When the run is not stored in this database.
    ParameterError
        When it ends before the run the register rests on.
    """
    authority.require(actor, Role.EDITOR, Text("cập nhật sổ theo dõi điểm", "update the register"))
    with database.write(actor, f"cập nhật sổ theo dõi điểm theo lần rà soát {run.run_id}", now) as session:
        if not spot_store.has_run(session, run.run_id):
            raise NotFoundError(
                Text(f"Lần rà soát {run.run_id} chưa được lưu.", f"Screening {run.run_id} is not stored.")
            )
        earlier = _earlier_run(session)
        if earlier is not None and run.parameters.as_of < earlier.parameters.as_of and not allow_earlier:
            raise ParameterError(
                Text(
                    f"Lần rà soát này kết thúc ngày {run.parameters.as_of:%d/%m/%Y}, trước lần sổ đang dựa vào "
                    f"({earlier.parameters.as_of:%d/%m/%Y}). Hãy rà soát đến ngày mới hơn.",
                    f"This screening ends on {run.parameters.as_of}, before the one the register rests on "
                    f"({earlier.parameters.as_of}). Screen up to a later day.",
                )
            )
        entries = register_store.list_entries(session, subject=Subject.SPOT)
        ids = {i for spot in run.spots for i in spot.accident_ids} | {i for entry in entries for i in entry.facts}
        work = _Update(
            session, run, _run_facts(spot_store.load_run(session, run.run_id)), actor, now,
            accident_facts.known_accidents(session, ids), responsibility.RoadOwners.load(session),
        )  # fmt: skip
        changes = _compare(work, entries, earlier)
        for change in changes:
            if change.kind is not ChangeKind.UNCHANGED or change.has_moved:
                register_store.add_change(session, run.run_id, now, change)
        settings_table.put(session, RUN_KEY, run.run_id)
    return RegisterUpdate(run.run_id, None if earlier is None else earlier.run_id, tuple(changes))


def _compare(work: _Update, entries: Sequence[RegisterEntry], earlier: RunFacts | None) -> list[EntryChange]:
    by_id = {entry.register_id: entry for entry in entries}
    footprints = [_footprint(entry) for entry in entries]
    matching = match(footprints, [footprint_of(spot) for spot in work.run.spots])
    sights = _earlier_sights(work.session, entries)
    changes = []
    for spot in work.run.spots:
        register_id = matching.entry_of.get(spot.spot_key)
        if register_id is None:
            changes.append(_open_entry(work, spot, earlier, matching))
        else:
            changes.append(_seen_again(work, by_id[register_id], spot, sights))
    found = set(matching.entry_of.values())
    for entry in entries:
        if entry.register_id not in found:
            changes += _not_found(work, entry, sights, matching)
    return changes


# ── a spot without an entry ─────────────────────────────────────────────────────────────────────────────────────


def _open_entry(work: _Update, spot: Spot, earlier: RunFacts | None, matching: Matching) -> EntryChange:
    sight = Sight.of(spot, work.known)
    reasons = reasons_for_new(sight, earlier, work.later, work.known)
    if (origin := matching.split_from.get(spot.spot_key)) is not None:
        text = Text(f"tách ra từ điểm {origin}", f"split from entry {origin}")
        reasons = (ChangeReason(ReasonKind.SPLIT, text), *reasons)
    place = place_of(spot)
    register_id = register_store.next_register_id(work.session)
    said = "; ".join(reason.text.vi for reason in reasons)
    register_store.add_entry(
        work.session,
        RegisterEntry(
            register_id=register_id,
            subject=Subject.SPOT,
            hazard_id=None,
            state=SpotState.CANDIDATE,
            state_since=work.now,
            brought_by=None,
            level=spot.level,
            spot_key=spot.spot_key,
            place=place,
            first_run_id=work.run.run_id,
            last_run_id=work.run.run_id,
            checked_run_id=work.run.run_id,
            is_found=True,
            facts=sight.facts,
            infrastructure=Infrastructure.UNKNOWN,
            responsibility=work.roads.suggest(place),
            due_on=None,
            due_unit="",
            due_what="",
            created_at=work.now,
            version=1,
        ),
    )
    register_store.add_move(
        work.session, _first_move(register_id, work.actor, work.now, f"đủ ngưỡng: {said}", work.run.run_id)
    )
    return EntryChange(register_id, ChangeKind.NEW, reasons, None, spot.level, None, SpotState.CANDIDATE)


def place_of(spot: Spot) -> Place:
    """Where a run's spot is, as the register keeps it."""
    return Place(
        spot.place_name, spot.kind, spot.route_ids, spot.from_mm, spot.to_mm, spot.km_from, spot.km_to,
        spot.lon, spot.lat, spot.wkt,
    )  # fmt: skip


def _first_move(register_id: str, actor: Actor, now: dt.datetime, reason: str, run_id: str | None) -> RegisterMove:
    role = str(actor.role)
    return RegisterMove(
        register_id, 1, None, SpotState.CANDIDATE, now, actor.name, role, True, reason, "", run_id, None
    )


# ── a spot that has an entry ────────────────────────────────────────────────────────────────────────────────────


def _seen_again(
    work: _Update, entry: RegisterEntry, spot: Spot, sights: Mapping[str, tuple[Sight, RunFacts]]
) -> EntryChange:
    before, run_before = sights[entry.register_id]
    after = Sight.of(spot, work.known)
    reasons = reasons_for_change(before, after, (run_before, work.later), work.known)
    if not entry.is_found:
        text = Text("đủ ngưỡng trở lại", "reaches the threshold again")
        reasons = (ChangeReason(ReasonKind.REAPPEARED, text), *reasons)
    changes = {
        "last_run_id": work.run.run_id,
        "checked_run_id": work.run.run_id,
        "spot_key": spot.spot_key,
        "is_found": True,
        "facts": after.facts,
    }
    if entry.state not in PLACE_FIXED_STATES:
        changes |= {"level": spot.level, "place": place_of(spot)}
    updated = register_store.change_entry(work.session, entry.register_id, changes, action="screened")
    moved, why = _moved_by_facts(work, updated, spot)
    kind = ChangeKind.CHANGED if reasons or moved is not entry.state else ChangeKind.UNCHANGED
    return EntryChange(entry.register_id, kind, (*reasons, *why), before.level, spot.level, entry.state, moved)


def _not_found(
    work: _Update, entry: RegisterEntry, sights: Mapping[str, tuple[Sight, RunFacts]], matching: Matching
) -> list[EntryChange]:
    """What becomes of an entry the run does not find: it keeps its history. Told once, when it is gone."""
    updated = register_store.change_entry(
        work.session, entry.register_id, {"checked_run_id": work.run.run_id, "is_found": False}, action="screened"
    )
    moved, why = _moved_by_facts(work, updated, None)
    if not entry.is_found:
        if moved is entry.state:
            return []
        return [EntryChange(entry.register_id, ChangeKind.CHANGED, why, entry.level, None, entry.state, moved)]
    before, run_before = sights[entry.register_id]
    reasons = reasons_for_change(before, None, (run_before, work.later), work.known)
    if (other := matching.merged_into.get(entry.register_id)) is not None:
        text = Text(f"đã gộp vào điểm {other}", f"merged into entry {other}")
        reasons = (ChangeReason(ReasonKind.MERGED, text), *reasons)
    return [EntryChange(entry.register_id, ChangeKind.GONE, (*reasons, *why), before.level, None, entry.state, moved)]


def _moved_by_facts(
    work: _Update, entry: RegisterEntry, spot: Spot | None
) -> tuple[SpotState, tuple[ChangeReason, ...]]:
    """The state an entry has after the facts were looked at, and the facts that moved it."""
    if entry.state in SET_ASIDE_STATES and spot is not None:
        return _back_to_candidate(work, entry, spot)
    if entry.state in {SpotState.FOLLOW_UP, SpotState.CLEARED}:
        return _recurred(work, entry)
    return entry.state, ()


def _back_to_candidate(work: _Update, entry: RegisterEntry, spot: Spot) -> tuple[SpotState, tuple[ChangeReason, ...]]:
    here = {i: work.known[i] for i in spot.accident_ids if i in work.known}
    moves = register_store.load_moves(work.session, entry.register_id)
    facts = review.changed_facts(work.session, entry, moves, here)
    if not facts:
        text = Text("đã được loại trước đây, chưa có dữ kiện mới", "set aside before, nothing new is known")
        return entry.state, (ChangeReason(ReasonKind.STILL_SET_ASIDE, text),)
    said = "; ".join(fact.text.vi for fact in facts)
    _move(work, entry, SpotState.CANDIDATE, f"có dữ kiện mới: {said}")
    return SpotState.CANDIDATE, facts


def _recurred(work: _Update, entry: RegisterEntry) -> tuple[SpotState, tuple[ChangeReason, ...]]:
    moves = register_store.load_moves(work.session, entry.register_id)
    measures = remediation.list_measures(work.session, register_id=entry.register_id)
    works = recurrence.works_period(measures, moves)
    if works is None:
        return entry.state, ()
    here = recurrence.accidents_of_place(work.session, entry)
    again = recurrence.recurrence_in(work.session, entry, here, works, work.run.parameters.as_of)
    if again is None:
        return entry.state, ()
    text = Text(
        f"sau xử lý lại đủ ngưỡng “{again.clause.vi}” từ {again.first_day:%d/%m/%Y} đến {again.last_day:%d/%m/%Y}",
        f"after treatment “{again.clause.en}” is reached again from {again.first_day} to {again.last_day}",
    )
    _move(work, entry, SpotState.RECURRED, text.vi)
    return SpotState.RECURRED, (ChangeReason(ReasonKind.ACCIDENT_ADDED, text, again.accident_ids),)


def _move(work: _Update, entry: RegisterEntry, end: SpotState, reason: str) -> None:
    request = MoveRequest(end, work.actor, work.now, reason)
    review.move_in(work.session, entry.register_id, request, by_program=True, run_id=work.run.run_id)


# ── what was seen before ────────────────────────────────────────────────────────────────────────────────────────


def _footprint(entry: RegisterEntry) -> Footprint:
    place = entry.place
    return Footprint(
        entry.register_id, entry.level, place.kind, place.route_ids, place.from_mm, place.to_mm, place.lon, place.lat,
        frozenset(entry.facts),
    )  # fmt: skip


def _earlier_run(session: Session) -> RunFacts | None:
    run_id = settings_table.get(session, RUN_KEY)
    return None if run_id is None else _run_facts(spot_store.load_run(session, run_id))


def _run_facts(record: spot_store.RunRecord) -> RunFacts:
    return RunFacts(record.run_id, record.rule_set_key, record.parameters, record.software, record.created_at)


def _earlier_sights(session: Session, entries: Sequence[RegisterEntry]) -> dict[str, tuple[Sight, RunFacts]]:
    """What the run that found it last saw of each entry; the facts are those of that day."""
    runs = {
        run_id: (
            _run_facts(spot_store.load_run(session, run_id)),
            {spot.spot_key: spot for spot in spot_store.load_spots(session, run_id)},
        )
        for run_id in sorted({entry.last_run_id for entry in entries if entry.last_run_id})
    }
    found = {}
    for entry in entries:
        run, spots = runs[str(entry.last_run_id)]
        sight = Sight.of(spots[str(entry.spot_key)], {})
        found[entry.register_id] = (replace(sight, facts=entry.facts), run)
    return found


# ── hazards follow the same path ────────────────────────────────────────────────────────────────────────────────


def register_hazard(database: Database, hazard_id: str, actor: Actor, now: dt.datetime) -> RegisterEntry:
    """Put a reported hazard into the register; one that is there already is given back as it stands.

    Raises NotFoundError when there is no such hazard.
    """
    authority.require(actor, Role.EDITOR, Text("đưa hiện trạng vào sổ theo dõi", "register a hazard"))
    with database.write(actor, "đưa hiện trạng vào sổ theo dõi", now) as session:
        return register_hazard_in(session, hazard_id, actor, now)


def register_hazard_in(
    session: Session, hazard_id: str, actor: Actor, now: dt.datetime, *, name: Text | None = None
) -> RegisterEntry:
    """The same as part of a transaction; ``name`` is what the entry is called, its number and kind when None."""
    known = register_store.entry_of_hazard(session, hazard_id)
    if known is not None:
        return known
    hazard = register_store.hazard_facts(session, hazard_id)
    called = name or Text(f"Bất hợp lý {hazard_id} ({hazard.kind})", f"Hazard {hazard_id} ({hazard.kind})")
    wkt = f"POINT ({hazard.lon!r} {hazard.lat!r})"
    register_id = register_store.next_register_id(session)
    entry = register_store.add_entry(
        session,
        RegisterEntry(
            register_id=register_id,
            subject=Subject.HAZARD,
            hazard_id=hazard_id,
            state=SpotState.CANDIDATE,
            state_since=now,
            brought_by=actor.name,
            level=None,
            spot_key=None,
            place=Place(called, None, (), None, None, None, None, hazard.lon, hazard.lat, wkt),
            first_run_id=None,
            last_run_id=None,
            checked_run_id=None,
            is_found=True,
            facts={},
            infrastructure=Infrastructure.UNKNOWN,
            responsibility=Responsibility(),
            due_on=None,
            due_unit="",
            due_what="",
            created_at=now,
            version=1,
        ),
    )
    first = _first_move(register_id, actor, now, "hiện trạng do người dân, cán bộ ghi nhận", None)
    register_store.add_move(session, replace(first, by_program=False))
    return entry
