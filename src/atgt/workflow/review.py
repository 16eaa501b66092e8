"""Moving a spot through its life: rules, four eyes, facts and acceptance checked and stored in one transaction.

A forbidden move stores nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.domain import review
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError, StaleEditError
from atgt.domain.local_time import local_day
from atgt.domain.register import (
    SET_ASIDE_STATES,
    AccidentFacts,
    ChangeReason,
    Facts,
    Infrastructure,
    KnownAccident,
    ReasonKind,
    RegisterEntry,
    RegisterMove,
    Subject,
)
from atgt.domain.review import STATE_LABELS, Move, MoveRequest, SpotState
from atgt.domain.screening import DEFAULT_JUNCTION_RADIUS_M, DEFAULT_LENGTH_M
from atgt.domain.site_visit import CHECKLIST, SiteVisit
from atgt.domain.spot_changes import new_facts
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accident_facts, remediation, site_visits
from atgt.storage.repositories import register as register_store
from atgt.workflow import authority, recurrence


@dataclass(frozen=True, slots=True)
class PossibleMove:
    """A move out of the present state, for one person.

    Parameters
    ----------
    fault
        Why this person may not make it now; None when he may (a reason or document may still be asked for).
    """

    move: Move
    label: Text
    fault: Text | None


def move(
    database: Database, register_id: str, request: MoveRequest, *, expected_version: int | None = None
) -> RegisterEntry:
    """Bring an entry into another state; returns it as it is then.

    Parameters
    ----------
    expected_version
        The version the person looked at. None only for scripts: the newest is taken.

    Raises
    ------
    ForbiddenMoveError
        When the rules, the role, four eyes, missing facts or missing acceptance forbid it.
    StaleEditError
        When somebody changed the entry after ``expected_version`` was read.
    """
    authority.require(request.actor, Role.EDITOR, Text("chuyển trạng thái của điểm", "move a spot"))
    why = request.reason or f"chuyển sang “{STATE_LABELS[request.end].vi}”"
    with database.write(request.actor, why, request.at) as session:
        return move_in(session, register_id, request, expected_version=expected_version)


def move_in(
    session: Session,
    register_id: str,
    request: MoveRequest,
    *,
    expected_version: int | None = None,
    by_program: bool = False,
    run_id: str | None = None,
) -> RegisterEntry:
    """The same, inside a transaction.

    Parameters
    ----------
    by_program
        The facts make the move, on behalf of whoever updated the register: he may still approve the next one.
    run_id
        The run that showed the facts.
    """
    entry = register_store.load_entry(session, register_id)
    if expected_version is not None and entry.version != expected_version:
        raise _stale(entry)
    review.check_move(entry.state, request, brought_here_by=entry.brought_by)
    moves = register_store.load_moves(session, register_id)
    if not by_program:  # the program moves it because of the facts it has just found
        request = _with_facts(session, entry, moves, request)
    _check_acceptance(session, entry, request.end)
    register_store.add_move(
        session,
        RegisterMove(
            register_id,
            len(moves) + 1,
            entry.state,
            request.end,
            request.at,
            request.actor.name,
            str(request.actor.role),
            by_program,
            request.reason.strip(),
            request.document.strip(),
            run_id or entry.checked_run_id,
            _known_now(session, entry) if request.end in SET_ASIDE_STATES else None,
        ),
    )
    changes = {
        "state": request.end,
        "state_since": request.at,
        "brought_by": None if by_program else request.actor.name,
        "due_on": None,  # the step somebody was given a day for is done
        "due_unit": "",
        "due_what": "",
    }
    if request.end is SpotState.NOT_INFRASTRUCTURE:
        changes["infrastructure"] = Infrastructure.NO
    return register_store.change_entry(session, register_id, changes, action="move")


def possible_moves(entry: RegisterEntry, actor: Actor) -> tuple[PossibleMove, ...]:
    """Every move out of the entry's state, with what keeps this person from making it."""
    found = []
    for one in review.MOVES:
        if one.start is not entry.state:
            continue
        full = MoveRequest(one.end, actor, entry.state_since, reason="…", document="…")
        fault = None
        try:
            review.check_move(entry.state, full, brought_here_by=entry.brought_by)
        except ForbiddenMoveError as error:
            fault = error.text
        found.append(PossibleMove(one, STATE_LABELS[one.end], fault))
    return tuple(found)


def changed_facts(
    session: Session, entry: RegisterEntry, moves: Sequence[RegisterMove], now: dict[str, KnownAccident] | None = None
) -> tuple[ChangeReason, ...]:
    """What is known of an entry that was set aside and was not known then; () when nothing is.

    Parameters
    ----------
    now
        The accidents that lie in the place; looked up when None.
    """
    if entry.subject is Subject.HAZARD:
        return _hazard_facts(session, entry)
    last = next((m for m in reversed(moves) if m.end is entry.state), None)
    then: Facts = {} if last is None or last.known is None else last.known
    return new_facts(then, entry.state_since, _accidents_here(session, entry) if now is None else now)


def record_site_visit(database: Database, visit: SiteVisit, actor: Actor, now: dt.datetime) -> SiteVisit:
    """Store what was found on site: a new visit when ``visit.visit_id`` is empty, else its correction.

    A conclusion about infrastructure goes to the entry as well.

    Raises
    ------
    ParameterError
        For a point that is not in the checklist, or a day in the future.
    """
    authority.require(
        actor, Role.EDITOR, Text("ghi kết quả kiểm tra hiện trường", "record a site visit"), within=database
    )
    if wrong := sorted(visit.checklist.keys() - CHECKLIST.keys()):
        raise ParameterError(Text(f"Không có mục kiểm tra “{wrong[0]}”.", f"The checklist has no point “{wrong[0]}”."))
    if visit.visited_on > local_day(now):
        raise ParameterError(Text("Ngày kiểm tra ở tương lai.", "The day of the visit lies in the future."))
    with database.write(actor, "ghi kết quả kiểm tra hiện trường", now) as session:
        register_store.load_entry(session, visit.register_id)
        stored = site_visits.change_visit(session, visit) if visit.visit_id else site_visits.add_visit(session, visit)
        if visit.infrastructure is not Infrastructure.UNKNOWN:
            register_store.change_entry(session, visit.register_id, {"infrastructure": visit.infrastructure})
    return stored


def _with_facts(
    session: Session, entry: RegisterEntry, moves: Sequence[RegisterMove], request: MoveRequest
) -> MoveRequest:
    """An entry set aside comes back only on new facts, and its reason names them."""
    if entry.state not in SET_ASIDE_STATES:
        return request
    facts = changed_facts(session, entry, moves)
    if not facts:
        raise ForbiddenMoveError(
            Text(
                f"Điểm {entry.register_id} đã “{STATE_LABELS[entry.state].vi}” và chưa có dữ kiện mới "
                "(vụ mới, vụ được sửa) kể từ đó, nên chưa đưa trở lại.",
                f"Entry {entry.register_id} is “{STATE_LABELS[entry.state].en}” and nothing new is known since "
                "(no accident added or edited), so it does not come back.",
            )
        )
    said = "; ".join(reason.text.vi for reason in facts)
    own = request.reason.strip()
    return replace(request, reason=own if said in own else f"{own} [dữ kiện mới: {said}]")


def _check_acceptance(session: Session, entry: RegisterEntry, end: SpotState) -> None:
    """A spot is treated when every measure is done or cancelled, and works are accepted."""
    if end is not SpotState.TREATED:
        return
    measures = remediation.list_measures(session, register_id=entry.register_id)
    left = [m for m in measures if not m.is_settled]
    if left:
        names = "; ".join(m.description or m.kind_key for m in left)
        raise ForbiddenMoveError(
            Text(
                f"Chưa thể ghi “Đã xử lý”: còn {len(left)} giải pháp chưa xong hoặc chưa nghiệm thu ({names}).",
                f"Not treated yet: {len(left)} measures are not done or not accepted ({names}).",
            )
        )


def _known_now(session: Session, entry: RegisterEntry) -> dict[str, AccidentFacts]:
    """Every accident known to lie in the place or right beside it: what later facts are compared with."""
    if entry.subject is Subject.HAZARD:
        return {}
    asked = recurrence.parameters_of(session, entry)
    length_m = asked.length_m if asked else DEFAULT_LENGTH_M
    place = entry.place
    own_m = 0.0 if place.from_mm is None or place.to_mm is None else (place.to_mm - place.from_mm) / 1000
    around = accident_facts.accidents_in_place(session, place, margin_m=length_m + own_m)
    seen = accident_facts.known_accidents(session, list(entry.facts))
    return {key: accident.facts for key, accident in (around | seen).items()}


def _accidents_here(session: Session, entry: RegisterEntry) -> dict[str, KnownAccident]:
    asked = recurrence.parameters_of(session, entry)
    is_point = entry.place.from_mm is None
    radius_m = asked.junction_radius_m if asked else DEFAULT_JUNCTION_RADIUS_M
    return accident_facts.accidents_in_place(session, entry.place, margin_m=radius_m if is_point else 0.0)


def _hazard_facts(session: Session, entry: RegisterEntry) -> tuple[ChangeReason, ...]:
    if entry.hazard_id is None or register_store.hazard_facts(session, entry.hazard_id).updated_at <= entry.state_since:
        return ()
    text = Text("hiện trạng được ghi nhận lại", "the hazard was recorded again")
    return (ChangeReason(ReasonKind.ACCIDENT_EDITED, text),)


def _stale(entry: RegisterEntry) -> StaleEditError:
    return StaleEditError(
        Text(
            f"Điểm {entry.register_id} vừa được người khác cập nhật (bản thứ {entry.version}, "
            f"“{STATE_LABELS[entry.state].vi}”). Chưa lưu gì: hãy xem lại rồi làm tiếp.",
            f"Entry {entry.register_id} was just changed by somebody else (version {entry.version}, "
            f"“{STATE_LABELS[entry.state].en}”). Nothing was saved: look at it again.",
        )
    )
