"""The life of a spot: every allowed move is allowed, every other one is refused, nobody approves his own proposal."""

import datetime as dt
import itertools

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.review import MOVES, STATE_LABELS, MoveRequest, SpotState, check_move

AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
ALLOWED = {(move.start, move.end): move for move in MOVES}


def request(end, role=Role.ADMINISTRATOR, **more):
    return MoveRequest(end, Actor("binh", role), AT, **{"reason": "vì", "document": "12/CV", **more})


@pytest.mark.parametrize(("start", "end"), list(itertools.product(SpotState, SpotState)))
def test_exactly_the_moves_of_the_table_are_allowed(start, end):
    if (start, end) in ALLOWED:
        assert check_move(start, request(end), brought_here_by="an") is ALLOWED[start, end]
    else:
        with pytest.raises(ForbiddenMoveError, match="Không thể chuyển"):
            check_move(start, request(end), brought_here_by="an")


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("role", Role)
def test_a_role_below_the_least_one_is_refused(move, role):
    may = list(Role).index(role) >= list(Role).index(move.role)
    if may:
        check_move(move.start, request(move.end, role), brought_here_by="an")
    else:
        with pytest.raises(ForbiddenMoveError, match="Vai trò"):
            check_move(move.start, request(move.end, role), brought_here_by="an")


@pytest.mark.parametrize("move", [m for m in MOVES if m.four_eyes])
def test_nobody_approves_his_own_proposal(move):
    with pytest.raises(ForbiddenMoveError, match="không được tự duyệt"):
        check_move(move.start, request(move.end), brought_here_by="binh")


@pytest.mark.parametrize("move", [m for m in MOVES if m.needs_reason])
def test_a_reason_of_blanks_is_no_reason(move):
    with pytest.raises(ForbiddenMoveError, match="lý do"):
        check_move(move.start, request(move.end, reason="  "), brought_here_by="an")


@pytest.mark.parametrize("move", [m for m in MOVES if m.needs_document])
def test_a_document_number_is_asked_for(move):
    with pytest.raises(ForbiddenMoveError, match="số văn bản"):
        check_move(move.start, request(move.end, document=""), brought_here_by="an")


def test_every_state_can_be_reached_and_has_words():
    reached = {SpotState.CANDIDATE}
    while more := {m.end for m in MOVES if m.start in reached} - reached:
        reached |= more

    assert reached == set(SpotState) == set(STATE_LABELS)
