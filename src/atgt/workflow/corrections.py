"""Putting one accident right: its fields, its place, a death that came later. Nothing unseen is overwritten.

Every change is an edit above what the sender wrote; both stay, with who, when and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from atgt.domain.accident_standing import Standing
from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import (
    LOCATION,
    LOCATION_FIELDS,
    SAID_FIELDS,
    Conflict,
    FieldEdit,
    LaterDeath,
    death_counts,
)
from atgt.domain.errors import ParameterError
from atgt.domain.location import Candidate, Location, LocationMethod, LocationStatus, Precision
from atgt.domain.text import Text
from atgt.location_referencing import linear_referencing
from atgt.location_referencing.place import Place
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import edits, imports, standings
from atgt.storage.repositories.accidents import AccidentRecord
from atgt.storage.repositories.imports import ReceivedRow
from atgt.storage.repositories.values import native
from atgt.workflow import authority, locating
from atgt.workflow.derived import classified, derived_values, light_injury_rule

_SEE = Text("xem hồ sơ vụ tai nạn", "see the record of an accident")
_EDIT = Text("sửa hồ sơ vụ tai nạn", "correct the record of an accident")
_PLACE_WORDS = frozenset({"road_name", "km_post_text", "place"})
PLACED_BY_HAND = "placed_by_officer"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that is known of one accident, for the officers.

    Parameters
    ----------
    doubts
        What the class as entered and the class by the figures disagree in, in words.
    received
        Every row that tells of it, first received first.
    """

    record: AccidentRecord
    standing: Standing
    edits: Mapping[str, FieldEdit]
    conflicts: tuple[Conflict, ...]
    deaths: tuple[LaterDeath, ...]
    received: tuple[ReceivedRow, ...]
    doubts: tuple[Text, ...] = field(default=())


def case_file(database: Database, accident_id: str, actor: Actor) -> CaseFile:
    """The whole record of one accident. Raises NotFoundError when there is none of that id."""
    authority.require(actor, Role.EDITOR, _SEE)
    with database.read() as session:
        record = accident_store.fetch_accident(session, accident_id)
        return CaseFile(
            record,
            standings.standing_of(session, accident_id),
            edits.edits_of(session, [accident_id]).get(accident_id, {}),
            edits.conflicts(session, accident_id=accident_id, only_open=False),
            edits.deaths_of(session, accident_id),
            imports.rows_of_accident(session, accident_id),
            tuple(fault.text for fault in classified({**record.person, **record.fields}).faults),
        )


def edit(
    database: Database,
    accident_id: str,
    changes: Mapping[str, Any],
    *,
    expected_version: int,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> AccidentRecord:
    """Change fields of one accident; class, groups and (unless put by hand) the place follow.

    Parameters
    ----------
    changes
        Some of ``SAID_FIELDS`` with their new values.
    expected_version
        The version the officer was shown.

    Raises
    ------
    StaleEditError
        When somebody saved it since: nothing is overwritten.
    ParameterError
        Without a reason, or for a field that cannot be typed.
    """
    authority.require(actor, Role.EDITOR, _EDIT)
    _require_reason(reason)
    if wrong := sorted(changes.keys() - set(SAID_FIELDS)):
        names = ", ".join(wrong)
        raise ParameterError(Text(f"Không sửa được cột {names}.", f"Columns {names} cannot be edited."))
    with database.write(actor, f"sửa vụ: {reason}", now) as session:
        before = accident_store.fetch_accident(session, accident_id)
        known = {**before.person, **before.fields}
        own = {name: native(name, value) for name, value in changes.items()}
        own = {name: value for name, value in own.items() if value != known.get(name)}
        edited = edits.edits_of(session, [accident_id]).get(accident_id, {})
        follow = derived_values({**known, **own}, light_injury_rule(session)) if own else {}
        if own.keys() & _PLACE_WORDS and LOCATION not in edited:
            follow |= _located_anew(database, {**before.fields, **own})
        after = accident_store.update_accident(
            session, accident_id, {**own, **follow}, expected_version=expected_version
        )
        for name, value in own.items():
            edits.note_edit(session, accident_id, name, received=known.get(name), value=value, reason=reason)
    return after


def take_back(
    database: Database, accident_id: str, name: str, *, expected_version: int, actor: Actor, now: dt.datetime
) -> AccidentRecord:
    """Put a field back to what the sender wrote; the edit stays in the history. Raises as ``edit`` does."""
    authority.require(actor, Role.EDITOR, _EDIT)
    with database.write(actor, f"trả trường {name} về số liệu đã nhận", now) as session:
        before = accident_store.fetch_accident(session, accident_id)
        edited = edits.edits_of(session, [accident_id]).get(accident_id, {})
        if name not in edited:
            raise ParameterError(Text("Mục này chưa ai sửa.", "Nobody has edited this field."))
        received = edited[name].received
        changes = dict(received or {}) if name == LOCATION else {name: received}
        changes |= derived_values({**before.person, **before.fields, **changes}, light_injury_rule(session))
        after = accident_store.update_accident(session, accident_id, changes, expected_version=expected_version)
        edits.end_edit(session, accident_id, name)
    return after


# ── place ───────────────────────────────────────────────────────────────────────────────────────────────────────


def look_up(database: Database, *, road: str = "", km: str = "", place: str = "") -> Location:
    """Where a road, a km post or words lie; nothing is stored."""
    return locating.locate_place(database, Place(road_text=road or None, km_text=km or None, place_text=place or None))


def roads_at(database: Database, lon: float, lat: float) -> tuple[Candidate, ...]:
    """The places on roads near a clicked point, nearest first; none near gives ()."""
    found = locating.locate_place(database, Place(latitude=lat, longitude=lon))
    several = ([found.chosen] if found.chosen else []) + list(found.others)
    return tuple(sorted(several, key=lambda one: one.distance_m))


def put_at(
    database: Database,
    accident_id: str,
    chosen: Candidate,
    *,
    method: LocationMethod = LocationMethod.MANUAL,
    precision: Precision = Precision.B,
    expected_version: int,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> AccidentRecord:
    """Put an accident at a place that an officer chose; who and why stays with it, and no later file moves it.

    Raises StaleEditError when somebody saved it since, ParameterError without a reason.
    """
    authority.require(actor, Role.EDITOR, _EDIT)
    _require_reason(reason)
    with database.write(actor, f"đặt vị trí: {reason}", now) as session:
        before = accident_store.fetch_accident(session, accident_id)
        placed = _placed(chosen, method, precision, f"{actor.name} chọn: {reason}")
        after = accident_store.update_accident(session, accident_id, placed, expected_version=expected_version)
        received = {key: before.fields[key] for key in LOCATION_FIELDS}
        edits.note_edit(session, accident_id, LOCATION, received=received, value=placed, reason=reason)
    return after


def _placed(chosen: Candidate, method: LocationMethod, precision: Precision, why: str) -> dict[str, Any]:
    location = Location(LocationStatus.LOCATED, method, precision, chosen, (), PLACED_BY_HAND, Text(why, why))
    return {key: native(key, value) for key, value in linear_referencing.location_row(location).items()}


def _located_anew(database: Database, fields: Mapping[str, Any]) -> dict[str, Any]:
    words = (fields["road_name"], fields["km_post_text"], fields["place"])
    found = locating.locate_place(database, Place(road_text=words[0], km_text=words[1], place_text=words[2]))
    if found.status is not LocationStatus.LOCATED:
        return {}  # a place that was found otherwise is not lost to words that say less
    return {key: native(key, value) for key, value in linear_referencing.location_row(found).items()}


# ── later deaths ────────────────────────────────────────────────────────────────────────────────────────────────


def record_death(
    database: Database,
    accident_id: str,
    died_on: dt.date,
    *,
    was_injured: bool = True,
    conclusion: str = "",
    reason: str,
    expected_version: int,
    actor: Actor,
    now: dt.datetime,
) -> LaterDeath:
    """Note that somebody hurt in an accident died later; within seven days it counts, and the class changes with it.

    Parameters
    ----------
    was_injured
        Whether the person was counted among the injured, and is no longer.
    conclusion
        Number and date of a forensic conclusion; with it a death after the seventh day counts too.

    Raises
    ------
    ParameterError
        Without a reason, or for a day before the accident or after today.
    """
    authority.require(actor, Role.EDITOR, _EDIT)
    _require_reason(reason)
    with database.write(actor, f"ghi tử vong sau tai nạn: {reason}", now) as session:
        before = accident_store.fetch_accident(session, accident_id)
        _require_day(before.fields["occurred_on"], died_on, now.date())
        counts = death_counts(before.fields["occurred_on"], died_on, conclusion=conclusion)
        after = before
        if counts:
            after = _count_death(session, before, expected_version, reason, was_injured=was_injured)
        return edits.add_death(
            session,
            LaterDeath(
                "",
                accident_id,
                died_on,
                conclusion.strip(),
                counts,
                int(before.fields["severity"]),
                int(after.fields["severity"]),
                before.fields["legal_class"],
                after.fields["legal_class"],
                reason,
                actor.name,
                now,
            ),
        )


def _count_death(
    session: Session, before: AccidentRecord, expected_version: int, reason: str, *, was_injured: bool
) -> AccidentRecord:
    killed, injured = (before.fields["killed"] or 0) + 1, before.fields["injured"]
    own: dict[str, Any] = {"killed": killed}
    if was_injured and injured:
        own["injured"] = injured - 1
    known = {**before.person, **before.fields}
    changes = own | derived_values({**known, **own}, light_injury_rule(session))
    after = accident_store.update_accident(session, before.accident_id, changes, expected_version=expected_version)
    for name, value in own.items():
        edits.note_edit(session, before.accident_id, name, received=known[name], value=value, reason=reason)
    return after


def _require_day(occurred_on: dt.date, died_on: dt.date, today: dt.date) -> None:
    if not occurred_on <= died_on <= today:
        raise ParameterError(
            Text(
                f"Ngày mất {died_on:%d/%m/%Y} phải từ ngày xảy ra ({occurred_on:%d/%m/%Y}) đến hôm nay.",
                f"The day of death {died_on:%d/%m/%Y} must not be before {occurred_on:%d/%m/%Y} nor after today.",
            )
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ParameterError(Text("Ghi lý do sửa.", "Give the reason for the change."))


def differences(mine: Mapping[str, Any], seen: AccidentRecord, current: AccidentRecord) -> tuple[str, ...]:
    """Of the fields somebody wants to change: those that were saved by somebody else since they were shown."""
    old, new = {**seen.person, **seen.fields}, {**current.person, **current.fields}
    return tuple(name for name in mine if old.get(name) != new.get(name))


def changed_since(seen: AccidentRecord, current: AccidentRecord) -> Sequence[str]:
    """All fields that were saved by somebody else since a record was shown."""
    old, new = {**seen.person, **seen.fields}, {**current.person, **current.fields}
    return tuple(name for name in new if old.get(name) != new.get(name))
