"""An import taken back as a whole: its accidents go, what it changed is as it was; what people worked on is named.

The rows as received stay, and so does the history; the same file can be imported again later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.quality import Subject
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import documents, edits, import_effects, imports, quality_decisions, register, standings
from atgt.storage.repositories.import_effects import Effect
from atgt.workflow import authority

_WHAT = Text("hủy một lần nhập", "undo an import")
_EDITED = Text("đã được sửa sau khi nhập", "was edited after the import")
_FIXED = Text("hàng giữ lại đã được sửa tay để nhận", "its held row was put right by hand")
_DECIDED = Text("có quyết định về trùng lặp", "was decided on as a duplicate")
_CONFLICT = Text("có xung đột đã được giải quyết", "has a disagreement that was settled")
_LATER = Text("đã được lần nhập sau cập nhật", "was changed by a later import")
_REVIEWED = Text("thuộc điểm {spot} đang được xử lý", "belongs to spot {spot}, which is being worked on")
_PHOTOS = Text("có ảnh hoặc tài liệu kèm theo", "has photos or papers")


@dataclass(frozen=True, slots=True)
class Blocker:
    """An accident of the import that somebody worked on later, and how."""

    accident_id: str
    reference: str
    why: Text


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking back an import would do.

    Parameters
    ----------
    created, updated
        Accidents it brought in, and accidents it changed, that are free to go back.
    blockers
        Those that people worked on: they stay as they are, if it is taken back at all.
    n_held
        Held rows of it that still wait; they are closed.
    """

    import_id: str
    file: str
    created: tuple[str, ...]
    updated: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    n_held: int


def plan(database: Database, import_id: str, actor: Actor) -> UndoPlan:
    """What would happen; nothing is changed. Raises NotFoundError, or ParameterError when it was undone before."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        return _plan(session, import_id)


def undo(
    database: Database, import_id: str, reason: str, actor: Actor, now: dt.datetime, *, keep_worked_on: bool = False
) -> UndoPlan:
    """Take an import back, in one transaction; returns what was done.

    Parameters
    ----------
    keep_worked_on
        Whether accidents that people worked on stay; without it such an import is refused as a whole.

    Raises
    ------
    ForbiddenMoveError
        When people worked on some of its accidents; the message names the first of them.
    ParameterError
        Without a reason, or when it was undone before.
    """
    authority.require(actor, Role.EDITOR, _WHAT)
    if not reason.strip():
        raise ParameterError(Text("Ghi lý do hủy lần nhập.", "Give the reason for undoing the import."))
    with database.write(actor, f"hủy lần nhập {import_id}: {reason}", now) as session:
        found = _plan(session, import_id)
        if found.blockers and not keep_worked_on:
            raise _refused(found)
        kept = [one.accident_id for one in found.blockers]
        for accident_id in found.created:
            accident_store.remove_accident(session, accident_id)
        free = set(found.updated)
        for effect in import_effects.effects_of(session, import_id):
            if effect.accident_id in free:
                _restore(session, effect)
        import_effects.unlink_rows(session, import_id, kept)
        edits.drop_conflicts(session, import_id)
        for row_key in imports.open_held_keys(session, import_id):
            imports.resolve_held_row(session, row_key, f"lần nhập đã hủy: {reason}")
        outcome = {"removed": found.created, "restored": found.updated, "kept": kept}
        import_effects.note_undo(session, import_id, reason, outcome)
    return found


def undone(database: Database) -> dict[str, Mapping[str, object]]:
    """Imports that were taken back, by id: who, when, why, and what became of their accidents."""
    authority.require_reader(database, Role.EDITOR, Text("xem nhật ký nhập", "see the import log"))
    with database.read() as session:
        return import_effects.undone_imports(session)


def _plan(session: Session, import_id: str) -> UndoPlan:
    log = imports.import_log(session)
    own = log[log["import_id"] == import_id]
    imports.import_report(session, import_id)  # names an import that is not there
    if import_id in import_effects.undone_imports(session):
        raise ParameterError(Text(f"Lần nhập {import_id} đã được hủy.", f"Import {import_id} was undone before."))
    created = import_effects.created_by(session, import_id)
    effects = import_effects.effects_of(session, import_id)
    ids = [*created["accident_id"], *(effect.accident_id for effect in effects)]
    why = _worked_on(session, import_id, created, effects)
    references = _references(session, why)
    return UndoPlan(
        import_id,
        str(own["file"].iloc[0]),
        tuple(i for i in created["accident_id"] if i not in why),
        tuple(effect.accident_id for effect in effects if effect.accident_id not in why),
        tuple(Blocker(i, references[i], why[i]) for i in dict.fromkeys(ids) if i in why),
        len(imports.open_held_keys(session, import_id)),
    )


def _worked_on(session: Session, import_id: str, created: pd.DataFrame, effects: Iterable[Effect]) -> dict[str, Text]:
    """Of the accidents of an import: those that people or later imports touched, and how."""
    effects = tuple(effects)
    new_ids = list(created["accident_id"])
    ids = {*new_ids, *(effect.accident_id for effect in effects)}
    found: dict[str, Text] = {}
    found |= dict.fromkeys(documents.records_with_attachments(session, accident_store.RECORD, ids), _PHOTOS)
    found |= {i: _REVIEWED.fill(spot=spot) for i, spot in register.entries_worked_on(session, ids).items()}
    found |= dict.fromkeys((one.accident_id for one in effects if _has_moved_on(session, one)), _EDITED)
    found |= dict.fromkeys(edits.accidents_touched(session, new_ids), _EDITED)
    later = import_effects.later_imports(session, import_id, ids)
    found |= dict.fromkeys(later, _LATER)
    found |= dict.fromkeys(imports.told_elsewhere(session, import_id, new_ids), _LATER)
    found |= dict.fromkeys(created.loc[created["has_fix"], "accident_id"], _FIXED)
    settled = {c.accident_id for c in edits.conflicts(session, only_open=False, import_id=import_id) if not c.is_open}
    found |= dict.fromkeys(settled & ids, _CONFLICT)
    decided = {
        i
        for one in quality_decisions.decisions(session, Subject.DUPLICATE)
        for i in (one.kept_id, *one.removed)
        if i is not None
    }
    return found | dict.fromkeys(decided & ids, _DECIDED)


def _has_moved_on(session: Session, effect: Effect) -> bool:
    record = accident_store.fetch_records(session, [effect.accident_id]).get(effect.accident_id)
    return record is None or record.version != effect.accident_version


def _references(session: Session, ids: Collection[str]) -> dict[str, str]:
    records = accident_store.fetch_records(session, ids)
    return {i: str((records[i].fields["case_number"] if i in records else None) or i) for i in ids}


def _restore(session: Session, effect: Effect) -> None:
    if effect.before:
        version = effect.accident_version
        accident_store.update_accident(session, effect.accident_id, effect.before, expected_version=version)
    if effect.kind == "replaced":
        standings.mark_preliminary_again(session, effect.accident_id)


def _refused(found: UndoPlan) -> ForbiddenMoveError:
    first = found.blockers[:5]
    more = len(found.blockers) - len(first)
    vi = "; ".join(f"{one.reference} {one.why.vi}" for one in first) + (f"; và {more} vụ khác" if more else "")
    en = "; ".join(f"{one.reference} {one.why.en}" for one in first) + (f"; and {more} more" if more else "")
    return ForbiddenMoveError(
        Text(
            f"Chưa hủy lần nhập: {vi}. Hãy hủy mà giữ lại các vụ này, hoặc xử lý chúng trước.",
            f"The import was not undone: {en}. Undo it and keep these, or settle them first.",
        )
    )
