"""What a meeting sees: the register as it stands, in the words its list prints, and why an entry is on the agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt.domain.black_spot import SPOT_LEVEL_LABELS, Spot
from atgt.domain.frozen_list import ListedSpot, RunStamp
from atgt.domain.local_time import local_day
from atgt.domain.meeting import AgendaReason
from atgt.domain.person_data import mask_personal
from atgt.domain.register import (
    CHANGE_LABELS,
    SET_ASIDE_STATES,
    ChangeKind,
    EntryChange,
    RegisterEntry,
    RegisterMove,
    Subject,
)
from atgt.domain.remediation import MEASURE_STATE_LABELS, Measure, Recommendation
from atgt.domain.review import STATE_LABELS, SpotState
from atgt.domain.text import Text
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import remediation as remediation_store
from atgt.storage.repositories import settings_table
from atgt.storage.repositories import spots as spot_store
from atgt.workflow import follow_up, hazard_evidence, remediation
from atgt.workflow.hazard_evidence import HazardWords

HAZARD_LABEL = Text("Hiện trạng bất hợp lý", "Hazard")
_ORDER = tuple(AgendaReason)
_AWAITING = frozenset({SpotState.CANDIDATE, SpotState.INSPECTED, SpotState.RECURRED})


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry that should be on the agenda, with every reason, the weightiest first."""

    entry: RegisterEntry
    reasons: tuple[AgendaReason, ...]


def propose(session: Session, *, since: dt.datetime | None, today: dt.date) -> tuple[Proposed, ...]:
    """What the register has for a meeting: recurred, back, new, changed, gone, late, or awaiting a decision.

    Parameters
    ----------
    since
        When the list of the last meeting was frozen; None looks at everything.
    """
    changes: dict[str, list[EntryChange]] = {}
    for _, change in register_store.load_changes(session, after=since):
        changes.setdefault(change.register_id, []).append(change)
    late = {item.register_id for item in remediation.overdue_in(session, today)}
    found = []
    for entry in register_store.list_entries(session):
        reasons = _reasons(session, entry, changes.get(entry.register_id, []), since, is_late=entry.register_id in late)
        if reasons:
            found.append(Proposed(entry, reasons))
    return tuple(sorted(found, key=_weight))


def _reasons(
    session: Session, entry: RegisterEntry, changes: Sequence[EntryChange], since: dt.datetime | None, *, is_late: bool
) -> tuple[AgendaReason, ...]:
    if entry.state in SET_ASIDE_STATES:
        return ()
    kinds = {change.kind for change in changes}
    is_new = since is None or entry.created_at > since
    found = {
        AgendaReason.NEW: is_new and entry.is_open,
        AgendaReason.RETURNED: any(change.state_before in SET_ASIDE_STATES and change.has_moved for change in changes),
        AgendaReason.RECURRED: entry.state is SpotState.RECURRED,
        AgendaReason.CHANGED: ChangeKind.CHANGED in kinds and entry.is_open,
        AgendaReason.GONE: ChangeKind.GONE in kinds and entry.is_open,
        AgendaReason.OVERDUE: is_late,
    }
    reasons = [reason for reason in _ORDER if found.get(reason)]
    if not reasons and (entry.state in _AWAITING or _may_be_cleared(session, entry)):
        reasons = [AgendaReason.AWAITING]
    return tuple(reasons)


def _may_be_cleared(session: Session, entry: RegisterEntry) -> bool:
    if entry.state is not SpotState.FOLLOW_UP:
        return False
    return follow_up.report_in(session, entry, None).proposal is follow_up.Proposal.CLEAR


def _weight(proposed: Proposed) -> tuple[int, int, str]:
    levels = list(SPOT_LEVEL_LABELS)
    level = proposed.entry.level
    first = (AgendaReason.RECURRED, AgendaReason.RETURNED, *_ORDER)
    return (
        min(first.index(reason) for reason in proposed.reasons),
        len(levels) if level is None else levels.index(level),
        proposed.entry.register_id,
    )


# ── the list in words ───────────────────────────────────────────────────────────────────────────────────────────


def listed(session: Session, entries: Sequence[RegisterEntry], *, since: dt.datetime | None) -> tuple[ListedSpot, ...]:
    """Entries in the words the list prints, in the order given."""
    ids = [entry.register_id for entry in entries]
    spots = _spots_of(session, entries)
    letters = remediation_store.list_recommendations(session, register_ids=ids)
    measures = remediation_store.list_measures(session, register_ids=ids)
    said = hazard_evidence.in_words(session, [entry.hazard_id for entry in entries if entry.hazard_id])
    return tuple(
        _listed(
            entry,
            _evidence(spots.get(entry.register_id), said.get(entry.hazard_id or "")),
            [letter for letter in letters if letter.register_id == entry.register_id],
            [measure for measure in measures if measure.register_id == entry.register_id],
            _changes_said(session, entry, since),
        )
        for entry in entries
    )


def run_stamp(session: Session, run_id: str | None) -> RunStamp | None:
    """What a list prints about the screening it rests on; None without one."""
    if run_id is None:
        return None
    run = spot_store.load_run(session, run_id)
    asked = run.parameters
    return RunStamp(
        run.run_id,
        run.fingerprint,
        run.rule_set_key,
        run.rule_set_title,
        asked.first_day(),
        asked.as_of,
        asked.period_months,
        asked.length_m,
        asked.junction_radius_m,
        run.n_accidents,
        run.n_unlocated,
        run.software,
    )


def rests_on_sample(session: Session, run_id: str | None) -> bool:
    """Whether invented data is in the database or in the run: every document then says so."""
    return settings_table.holds_sample(session) or (
        run_id is not None and spot_store.load_run(session, run_id).is_sample
    )


def _spots_of(session: Session, entries: Sequence[RegisterEntry]) -> dict[str, Spot]:
    """The latest evidence of each entry."""
    by_run: dict[str, dict[str, Spot]] = {}
    found = {}
    for entry in entries:
        if entry.last_run_id is None or entry.spot_key is None:
            continue
        if entry.last_run_id not in by_run:
            run_spots = spot_store.load_spots(session, entry.last_run_id)
            by_run[entry.last_run_id] = {spot.spot_key: spot for spot in run_spots}
        found[entry.register_id] = by_run[entry.last_run_id][entry.spot_key]
    return found


def _listed(
    entry: RegisterEntry,
    evidence: dict[str, object],
    letters: Sequence[Recommendation],
    measures: Sequence[Measure],
    changes: tuple[str, ...],
) -> ListedSpot:
    place, who = entry.place, entry.responsibility
    level = HAZARD_LABEL if entry.subject is Subject.HAZARD or entry.level is None else SPOT_LEVEL_LABELS[entry.level]
    return ListedSpot(
        register_id=entry.register_id,
        subject=str(entry.subject),
        level=level.vi,
        state=entry.state_label.vi,
        place=place.name.vi,
        routes=", ".join(place.route_ids),
        km_from=place.km_from or "",
        km_to=place.km_to or "",
        lon=place.lon,
        lat=place.lat,
        **evidence,  # type: ignore[arg-type]
        is_found=entry.is_found,
        owner=who.owner,
        decided_by=who.decided_by,
        shared_with=who.shared_with,
        recommendations=tuple(
            f"số {letter.number} ngày {letter.issued_on:%d/%m/%Y} gửi {letter.addressee}" for letter in letters
        ),
        measures=tuple(
            f"{mask_personal(m.description) or m.kind_key} ({MEASURE_STATE_LABELS[m.state].vi.lower()})"
            for m in measures
        ),
        due_on=entry.due_on,
        due_what=entry.due_what,
        changes=changes,
    )


def _evidence(spot: Spot | None, hazard: HazardWords | None) -> dict[str, object]:
    """What shows a place: counts and clauses of a spot, clause and state of a hazard."""
    if hazard is not None:
        return {"clauses": (hazard.clause.vi,), "why": hazard.why.vi}
    if spot is None:
        return {}
    days = [day for period in spot.periods for day in (period.first_day, period.last_day)]
    return {
        "counts": dict(spot.counts),
        "n_accidents": sum(spot.counts.values()),
        "killed": spot.killed,
        "injured": spot.injured,
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "clauses": tuple(f"{rule.clause.vi} ({rule.source})" for rule in spot.rules),
        "why": spot.why.vi,
    }


def _changes_said(session: Session, entry: RegisterEntry, since: dt.datetime | None) -> tuple[str, ...]:
    """What runs and people did to an entry since the last list, oldest first; personal data covered."""
    said: list[tuple[dt.datetime, str]] = []
    for at, change in register_store.load_changes(session, register_id=entry.register_id, after=since):
        reasons = "; ".join(reason.text.vi for reason in change.reasons)
        label = CHANGE_LABELS[change.kind].vi.lower()
        said.append((at, f"{label} ({reasons})" if reasons else label))
    said += [
        (move.at, _move_said(move))
        for move in register_store.load_moves(session, entry.register_id)
        if move.start is not None and not move.by_program and (since is None or move.at > since)
    ]
    return tuple(mask_personal(text) for _, text in sorted(said))


def _move_said(move: RegisterMove) -> str:
    why = ", ".join(part for part in (f"văn bản {move.document}" if move.document else "", move.reason) if part)
    day = f"{local_day(move.at):%d/%m/%Y}"
    return f"{day}: {STATE_LABELS[move.end].vi}" + (f" ({why})" if why else "")


def describe(changes: Mapping[str, int]) -> str:
    """Counts of kinds of change in words, for one line of a page.

    Examples
    --------
    >>> describe({"new": 2, "gone": 1})
    'mới 2, không còn đủ ngưỡng 1'
    """
    return ", ".join(f"{CHANGE_LABELS[kind].vi.lower()} {changes[kind]}" for kind in ChangeKind if changes.get(kind))
