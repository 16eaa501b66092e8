"""Records that look like one accident: shown with reasons, decided by a person, never asked twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from atgt.domain.accident_standing import Standing
from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import SAID_FIELDS
from atgt.domain.errors import ParameterError
from atgt.domain.quality import Decision, DuplicateChoice, Subject, pair_key
from atgt.domain.text import Text
from atgt.ingestion.duplicates import find_duplicates
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import edits, import_effects, quality_decisions, standings
from atgt.storage.repositories.accidents import AccidentRecord
from atgt.storage.repositories.values import native, plain
from atgt.workflow import authority
from atgt.workflow.derived import derived_values, light_injury_rule

_WHAT = Text("quyết định về hồ sơ trùng", "decide on duplicate records")
_SUMMED = ("killed", "injured", "damage_vnd")
_JOINED = ("vehicles", "collision_type", "cause")


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two records that may be one accident, why, and how sure (0 to 1).

    ``first_report`` is the one of the two that is only a first report, when the other is official.
    """

    left: AccidentRecord
    right: AccidentRecord
    score: float
    reasons: Text
    first_report: str | None = None

    @property
    def key(self) -> str:
        """The key of the pair."""
        return pair_key([self.left.accident_id, self.right.accident_id])


def waiting(database: Database, actor: Actor) -> tuple[LikelyPair, ...]:
    """Pairs nobody has decided on, likeliest first."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        table = accident_store.fetch_accidents(session).set_index("accident_id", drop=False)
        found = find_duplicates(table)
        decided = {one.key for one in quality_decisions.decisions(session, Subject.DUPLICATE)}
        keys = [pair_key(pair) for pair in zip(found["left"], found["right"], strict=True)]
        found = found[np.array([key not in decided for key in keys], dtype=bool)]
        records = accident_store.fetch_records(session, {*found["left"], *found["right"]})
        first_reports = frozenset(standings.preliminary_ids(session))
    rows = zip(found["left"], found["right"], found["score"], found["reasons"], strict=True)
    return tuple(
        LikelyPair(records[left], records[right], float(score), reasons, _first_report(left, right, first_reports))
        for left, right, score, reasons in rows
    )


def decided(database: Database, actor: Actor) -> tuple[Decision, ...]:
    """What was decided, first decision first."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        return quality_decisions.decisions(session, Subject.DUPLICATE)


def decide(
    database: Database,
    pair: tuple[str, str],
    choice: DuplicateChoice,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    *,
    kept_id: str | None = None,
) -> Decision:
    """Settle a pair; it is not asked again, whatever is imported later.

    Parameters
    ----------
    kept_id
        The record that stays, for a merge. A first report that stays takes what the official record says, and is
        official from then on.

    Raises
    ------
    ParameterError
        Without a reason, or a merge without the record that stays.
    NotFoundError
        When one of the two is gone.
    """
    authority.require(actor, Role.EDITOR, _WHAT, within=database)
    if not reason.strip():
        raise ParameterError(Text("Ghi lý do của quyết định.", "Give the reason for the decision."))
    if choice is not DuplicateChoice.DIFFERENT and kept_id not in pair:
        raise ParameterError(Text("Chọn hồ sơ được giữ lại.", "Choose the record that stays."))
    with database.write(actor, f"quyết định trùng lặp: {reason}", now) as session:
        removed: dict[str, Any] = {}
        if choice is not DuplicateChoice.DIFFERENT:
            other = pair[1] if kept_id == pair[0] else pair[0]
            removed = {other: _merge(session, str(kept_id), other, choice, reason)}
        else:
            kept_id = None
            for one in pair:
                accident_store.fetch_accident(session, one)
        return quality_decisions.decide(
            session, Subject.DUPLICATE, pair_key(pair), str(choice), reason, kept_id=kept_id, removed=removed
        )


def take_back(database: Database, decision_id: str, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Take a decision back: records that were merged away return, and the pair is asked about again.

    The record that stayed goes back to what it was, where nobody changed it since. Raises NotFoundError, or
    ParameterError when it was taken back before.
    """
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.write(actor, f"rút quyết định trùng lặp: {reason}", now) as session:
        one = quality_decisions.decision(session, decision_id)
        if not one.is_active:
            raise ParameterError(Text("Quyết định này đã được rút.", "This decision was taken back before."))
        for other, snapshot in one.removed.items():
            accident_store.restore_accident(session, snapshot)
            if snapshot["row_key"] is not None:
                import_effects.link_row(session, snapshot["row_key"], other)
            _undo_changes(session, str(one.kept_id), snapshot)
        quality_decisions.take_back(session, decision_id)


def _merge(session: Session, kept_id: str, other_id: str, choice: DuplicateChoice, reason: str) -> dict[str, Any]:
    kept = accident_store.fetch_accident(session, kept_id)
    other = accident_store.fetch_accident(session, other_id)
    own, theirs = ({**one.person, **one.fields} for one in (kept, other))
    is_first_report = _is_first_report(session, kept_id) and not _is_first_report(session, other_id)
    if choice is DuplicateChoice.ONE_EVENT:
        changes = _added_up(own, theirs)
    elif is_first_report:
        changes = {name: theirs[name] for name in SAID_FIELDS if theirs.get(name) is not None}
        changes |= _place_of(other) if other.fields["location_status"] == "located" else {}
    else:
        changes = {n: theirs.get(n) for n in SAID_FIELDS if own.get(n) is None and theirs.get(n) is not None}
    changes |= derived_values({**own, **changes}, light_injury_rule(session))
    changes = {name: value for name, value in changes.items() if value != own.get(name)}
    edits.drop_open_of(session, other_id)
    snapshot = accident_store.remove_accident(session, other_id)
    import_effects.relink_rows(session, other_id, kept_id)
    accident_store.update_accident(session, kept_id, changes, expected_version=kept.version)
    if choice is DuplicateChoice.ONE_EVENT:
        for name in (*_SUMMED, *_JOINED):
            if name in changes:
                edits.note_edit(session, kept_id, name, received=own.get(name), value=changes[name], reason=reason)
    if is_first_report:
        standings.mark_official(session, kept_id)
    told = {"kept_before": plain({n: own.get(n) for n in changes}), "kept_after": plain(changes)}
    return {**snapshot, **told, "kept_was_first_report": is_first_report}


def _added_up(own: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """One accident of two collisions: people and damage together, vehicles and words side by side."""
    found: dict[str, Any] = {}
    for name in _SUMMED:
        known = [value[name] for value in (own, theirs) if value.get(name) is not None]
        found[name] = sum(known) if known else None
    for name in _JOINED:
        words = [value[name] for value in (own, theirs) if value.get(name)]
        found[name] = "; ".join(dict.fromkeys(words)) or None
    return found


def _place_of(record: AccidentRecord) -> dict[str, Any]:
    names = ("location_status", "location_method", "precision", "location_rule", "location_reason", "route_id",
             "measure_mm", "km_post", "offset_m", "lon", "lat")  # fmt: skip
    return {name: record.fields[name] for name in names}


def _undo_changes(session: Session, kept_id: str, snapshot: Mapping[str, Any]) -> None:
    kept = accident_store.fetch_accident(session, kept_id)
    present = {**kept.person, **kept.fields}
    back = {
        name: native(name, value)
        for name, value in snapshot.get("kept_before", {}).items()
        if plain(present.get(name)) == snapshot["kept_after"].get(name)
    }
    accident_store.update_accident(session, kept_id, back, expected_version=kept.version)
    for name in back:
        edits.end_edit(session, kept_id, name)
    if snapshot.get("kept_was_first_report"):
        standings.mark_preliminary_again(session, kept_id)


def _is_first_report(session: Session, accident_id: str) -> bool:
    return standings.standing_of(session, accident_id) is Standing.PRELIMINARY


def _first_report(left: str, right: str, first_reports: frozenset[str]) -> str | None:
    found = [one for one in (left, right) if one in first_reports]
    return found[0] if len(found) == 1 else None
