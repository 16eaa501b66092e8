"""The register of spots: entries, the moves that brought them where they are, and what each run changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.errors import NotFoundError
from atgt.domain.register import (
    AccidentFacts,
    ChangeKind,
    ChangeReason,
    EntryChange,
    Facts,
    Infrastructure,
    Place,
    ReasonKind,
    RegisterEntry,
    RegisterMove,
    Responsibility,
    Subject,
)
from atgt.domain.review import SpotState
from atgt.domain.text import Text
from atgt.storage.repositories.versioned import Row, record_table
from atgt.storage.review_tables import RegisterChangeRow, RegisterEntryRow, RegisterMoveRow
from atgt.storage.tables import Base

PREFIX = "D-"
ENTRY = record_table(RegisterEntryRow, "register_id", Text("điểm", "register entry"))
MOVE = record_table(RegisterMoveRow, "move_id", Text("bước xử lý", "move"))
CHANGE = record_table(RegisterChangeRow, "change_id", Text("thay đổi", "change"))
RECORDS = (ENTRY, MOVE, CHANGE)


@dataclass(frozen=True, slots=True)
class HazardFacts:
    """What the register needs of a reported hazard."""

    kind: str
    lon: float
    lat: float
    updated_at: dt.datetime


def hazard_facts(session: Session, hazard_id: str) -> HazardFacts:
    """A hazard as it is recorded now. Raises NotFoundError when there is none of that number."""
    columns = Base.metadata.tables["hazard"].c
    query = select(columns.kind, columns.lon, columns.lat, columns.updated_at).where(columns.hazard_id == hazard_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(Text(f"Không có hiện trạng “{hazard_id}”.", f'There is no hazard "{hazard_id}".'))
    return HazardFacts(*row)


# ── entries ─────────────────────────────────────────────────────────────────────────────────────────────────────


def add_entry(session: Session, entry: RegisterEntry) -> RegisterEntry:
    """Store a new entry."""
    return _entry_of(ENTRY.add(session, _entry_row(entry)))


def next_register_id(session: Session) -> str:
    """The number of the next entry."""
    return ENTRY.next_number(session, PREFIX)


def load_entry(session: Session, register_id: str) -> RegisterEntry:
    """One entry. Raises NotFoundError when there is none of that number."""
    return _entry_of(ENTRY.get(session, register_id))


def entry_of_hazard(session: Session, hazard_id: str) -> RegisterEntry | None:
    """The entry of a hazard; None when it is not in the register."""
    rows = ENTRY.where(session, ENTRY.table.c.hazard_id == hazard_id)
    return _entry_of(rows[0]) if rows else None


def list_entries(
    session: Session, *, states: Collection[SpotState] | None = None, subject: Subject | None = None
) -> tuple[RegisterEntry, ...]:
    """Entries by number; of some states and one subject, or all."""
    conditions: list[ColumnElement[bool]] = []
    if states is not None:
        conditions.append(ENTRY.table.c.state.in_([str(state) for state in states]))
    if subject is not None:
        conditions.append(ENTRY.table.c.subject == str(subject))
    return tuple(_entry_of(row) for row in ENTRY.where(session, *conditions))


def entries_worked_on(session: Session, accident_ids: Collection[str]) -> dict[str, str]:
    """Of these accidents: those that count in an entry somebody works on (no mere candidate), and which one."""
    wanted, found = set(accident_ids), dict[str, str]()
    for entry in list_entries(session):
        if entry.state is not SpotState.CANDIDATE:
            found |= dict.fromkeys(wanted & set(entry.facts), entry.register_id)
    return found


def change_entry(
    session: Session,
    register_id: str,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None = None,
    action: str = "update",
) -> RegisterEntry:
    """Change columns of an entry. ``place`` and ``responsibility`` may be given as such; see ``RecordTable.change``."""
    values = dict(changes)
    if "place" in values:
        values |= _place_row(values.pop("place"))
    if "responsibility" in values:
        values |= _responsibility_row(values.pop("responsibility"))
    if "facts" in values:
        values["facts"] = _facts_json(values["facts"])
    return _entry_of(ENTRY.change(session, register_id, values, expected_version=expected_version, action=action))


# ── moves and changes ───────────────────────────────────────────────────────────────────────────────────────────


def add_move(session: Session, move: RegisterMove) -> None:
    """Append a step to the life of an entry."""
    MOVE.add(
        session,
        {
            "move_id": f"{move.register_id}/{move.number}",
            "register_id": move.register_id,
            "number": move.number,
            "from_state": move.start,
            "to_state": move.end,
            "moved_at": move.at,
            "moved_by": move.by,
            "role": move.role,
            "by_program": move.by_program,
            "reason": move.reason,
            "document": move.document,
            "run_id": move.run_id,
            "known": None if move.known is None else _facts_json(move.known),
        },
    )


def load_moves(session: Session, register_id: str) -> tuple[RegisterMove, ...]:
    """The life of an entry, first step first."""
    table = MOVE.table
    rows = MOVE.where(session, table.c.register_id == register_id, order_by=[table.c.number])
    return tuple(_move_of(row) for row in rows)


def add_change(session: Session, run_id: str, at: dt.datetime, change: EntryChange) -> None:
    """Append what a run did to an entry."""
    CHANGE.add(
        session,
        {
            "change_id": f"{change.register_id}/{run_id}/{int(at.timestamp() * 1000)}",
            "register_id": change.register_id,
            "run_id": run_id,
            "at": at,
            "kind": change.kind,
            "reasons": [
                {"kind": str(r.kind), "vi": r.text.vi, "en": r.text.en, "accident_ids": list(r.accident_ids)}
                for r in change.reasons
            ],
            "level_before": change.level_before,
            "level_after": change.level_after,
            "state_before": change.state_before,
            "state_after": change.state_after,
        },
    )


def load_changes(
    session: Session,
    *,
    register_id: str | None = None,
    run_id: str | None = None,
    after: dt.datetime | None = None,
) -> tuple[tuple[dt.datetime, EntryChange], ...]:
    """Changes with their moments, oldest first; of one entry, by one run, later than a moment, or all."""
    table = CHANGE.table
    conditions: list[ColumnElement[bool]] = []
    if run_id is not None:
        conditions.append(table.c.run_id == run_id)
    if register_id is not None:
        conditions.append(table.c.register_id == register_id)
    if after is not None:
        conditions.append(table.c.at > after)
    rows = CHANGE.where(session, *conditions, order_by=[table.c.at, table.c.fid])
    return tuple((row["at"], _change_of(row)) for row in rows)


# ── rows and values ─────────────────────────────────────────────────────────────────────────────────────────────


def _facts_json(facts: Facts) -> dict[str, Any]:
    return {key: fact.as_json() for key, fact in sorted(facts.items())}


def _facts_of(value: Mapping[str, Any]) -> dict[str, AccidentFacts]:
    return {key: AccidentFacts.from_json(fact) for key, fact in value.items()}


def _place_row(place: Place) -> Row:
    return {
        "kind": place.kind,
        "place_vi": place.name.vi,
        "place_en": place.name.en,
        "route_ids": list(place.route_ids),
        "from_mm": place.from_mm,
        "to_mm": place.to_mm,
        "km_from": place.km_from,
        "km_to": place.km_to,
        "lon": place.lon,
        "lat": place.lat,
        "wkt": place.wkt,
        "geom": shapely.to_wkb(shapely.from_wkt(place.wkt), byte_order=1, output_dimension=2),
    }


def _responsibility_row(who: Responsibility) -> Row:
    return {
        "owner": who.owner,
        "is_province_owned": who.is_province_owned,
        "decided_by": who.decided_by,
        "shared_with": who.shared_with,
    }


_SAME = (
    "register_id", "subject", "hazard_id", "state", "state_since", "brought_by", "level", "spot_key", "first_run_id",
    "last_run_id", "checked_run_id", "is_found", "infrastructure", "due_on", "due_unit", "due_what",
)  # fmt: skip


def _entry_row(entry: RegisterEntry) -> Row:
    own = {name: getattr(entry, name) for name in _SAME}
    return {
        **own,
        **_place_row(entry.place),
        **_responsibility_row(entry.responsibility),
        "facts": _facts_json(entry.facts),
    }


def _entry_of(row: Row) -> RegisterEntry:
    own = {name: row[name] for name in _SAME}
    level, kind = row["level"], row["kind"]
    return RegisterEntry(
        **{
            **own,
            "subject": Subject(row["subject"]),
            "state": SpotState(row["state"]),
            "level": None if level is None else SpotLevel(level),
            "infrastructure": Infrastructure(row["infrastructure"]),
        },
        place=Place(
            Text(row["place_vi"], row["place_en"]),
            None if kind is None else SiteKind(kind),
            tuple(row["route_ids"]),
            row["from_mm"],
            row["to_mm"],
            row["km_from"],
            row["km_to"],
            row["lon"],
            row["lat"],
            row["wkt"],
        ),
        facts=_facts_of(row["facts"]),
        responsibility=Responsibility(row["owner"], row["is_province_owned"], row["decided_by"], row["shared_with"]),
        created_at=row["created_at"],
        version=row["version"],
    )


def _move_of(row: Row) -> RegisterMove:
    start, known = row["from_state"], row["known"]
    return RegisterMove(
        row["register_id"],
        row["number"],
        None if start is None else SpotState(start),
        SpotState(row["to_state"]),
        row["moved_at"],
        row["moved_by"],
        row["role"],
        row["by_program"],
        row["reason"],
        row["document"],
        row["run_id"],
        None if known is None else _facts_of(known),
    )


def _change_of(row: Row) -> EntryChange:
    before, after, state = row["level_before"], row["level_after"], row["state_before"]
    return EntryChange(
        row["register_id"],
        ChangeKind(row["kind"]),
        tuple(
            ChangeReason(ReasonKind(r["kind"]), Text(r["vi"], r["en"]), tuple(r["accident_ids"]))
            for r in row["reasons"]
        ),
        None if before is None else SpotLevel(before),
        None if after is None else SpotLevel(after),
        None if state is None else SpotState(state),
        SpotState(row["state_after"]),
    )
