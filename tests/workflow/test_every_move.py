"""Every wish there can be – state × state × role × same or other person × words given – on both engines.

The table below is written out by hand from the order of work, not read from the program: what it does not hold is
forbidden. Each wish goes through the use case in a transaction of its own, which is taken back, so that all wishes
meet the same entry; at the end nothing is stored and the audit log is as long as before.
"""

import itertools

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.review import MoveRequest, SpotState
from atgt.storage import audit, verification
from atgt.storage.repositories import register as register_store
from atgt.workflow import review

S, R = SpotState, Role
TABLE = {
    # start, end: least role, four eyes, reason, document
    (S.CANDIDATE, S.UNDER_REVIEW): (R.EDITOR, False, False, False),
    (S.CANDIDATE, S.DISMISSED): (R.APPROVER, True, True, False),
    (S.UNDER_REVIEW, S.INSPECTED): (R.EDITOR, False, False, False),
    (S.UNDER_REVIEW, S.NOT_INFRASTRUCTURE): (R.APPROVER, True, True, False),
    (S.UNDER_REVIEW, S.DISMISSED): (R.APPROVER, True, True, False),
    (S.INSPECTED, S.PROPOSED): (R.APPROVER, True, False, True),
    (S.INSPECTED, S.NOT_INFRASTRUCTURE): (R.APPROVER, True, True, False),
    (S.INSPECTED, S.DISMISSED): (R.APPROVER, True, True, False),
    (S.PROPOSED, S.RECEIVED): (R.EDITOR, False, False, True),
    (S.PROPOSED, S.NOT_INFRASTRUCTURE): (R.APPROVER, False, True, True),
    (S.RECEIVED, S.IN_TREATMENT): (R.EDITOR, False, False, False),
    (S.RECEIVED, S.NOT_INFRASTRUCTURE): (R.APPROVER, False, True, True),
    (S.IN_TREATMENT, S.TREATED): (R.EDITOR, False, False, False),
    (S.TREATED, S.FOLLOW_UP): (R.EDITOR, False, False, False),
    (S.FOLLOW_UP, S.CLEARED): (R.APPROVER, True, True, False),
    (S.FOLLOW_UP, S.RECURRED): (R.EDITOR, False, True, False),
    (S.CLEARED, S.RECURRED): (R.EDITOR, False, True, False),
    (S.RECURRED, S.UNDER_REVIEW): (R.EDITOR, False, False, False),
    (S.DISMISSED, S.CANDIDATE): (R.EDITOR, False, True, False),
    (S.NOT_INFRASTRUCTURE, S.CANDIDATE): (R.EDITOR, False, True, False),
}
ORDER = [R.VIEWER, R.EDITOR, R.APPROVER, R.ADMINISTRATOR]
TO_FOLLOW_UP = (
    S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP,
)  # fmt: skip
PATHS = {
    "found by the program": (),
    "brought back by hand": (S.DISMISSED, S.CANDIDATE),
    **{str(end): TO_FOLLOW_UP[: i + 1] for i, end in enumerate(TO_FOLLOW_UP)},
    "cleared": (*TO_FOLLOW_UP, S.CLEARED),
    "recurred": (*TO_FOLLOW_UP, S.RECURRED),
    "not due to the road": (S.UNDER_REVIEW, S.NOT_INFRASTRUCTURE),
    "dismissed": (S.DISMISSED,),
}
EVA = "eva"
"""Who brings every entry into its state; the other person is "dung"."""


class TakenBackError(Exception):
    """The move was made, and is taken back."""

    @classmethod
    def at(cls, entry):
        return cls(str(entry.state))


@pytest.fixture
def entries(ward):
    """One entry in each state, brought there by Eva; set-aside ones have a new fact, so that they may return."""
    made = {}
    for number, (register_id, path) in enumerate(zip(ward.entries(len(PATHS)), PATHS.values(), strict=True)):
        for i, end in enumerate(path):
            if path[i - 1 : i] == (S.DISMISSED,):
                ward.edit(f"tn-{number}-1", injured=3)
            actor = Actor(EVA if i == len(path) - 1 else f"nguoi-{i}", R.ADMINISTRATOR)
            ward.move(register_id, end, actor)
        if path and path[-1] in {S.DISMISSED, S.NOT_INFRASTRUCTURE}:
            ward.edit(f"tn-{number}-2", injured=4)
        made[register_id] = path
    return made


def outcome(ward, register_id, request):
    """The state the entry would be in, or why it may not go there."""
    try:
        with ward.database.write(request.actor, "thử", request.at) as session:
            raise TakenBackError.at(review.move_in(session, register_id, request))
    except TakenBackError as back:
        return str(back)
    except ForbiddenMoveError as error:
        return error.text.vi


def expected(start, end, role, has_reason, has_document, *, is_own):
    """What must come out, by the table alone: the new state, or a word of the refusal."""
    if (start, end) not in TABLE:
        return "Không thể chuyển"
    least, four_eyes, reason, document = TABLE[start, end]
    if ORDER.index(role) < ORDER.index(least):
        return "Vai trò"
    if reason and not has_reason:
        return "phải ghi lý do"
    if document and not has_document:
        return "phải ghi số văn bản"
    return "không được tự duyệt" if four_eyes and is_own else str(end)


def wishes(start):
    for end, role, name in itertools.product(S, R, (EVA, "dung")):
        given = itertools.product((True, False), repeat=2) if (start, end) in TABLE else ((True, True),)
        for has_reason, has_document in given:
            yield end, Actor(name, role), has_reason, has_document


def test_every_wish_ends_as_the_table_says_on_each_engine(ward, entries):
    with ward.database.read() as session:
        before = {key: register_store.load_entry(session, key) for key in entries}
        log = audit.last_change(session)
    n_made = n_refused = 0
    for register_id, path in entries.items():
        start = path[-1] if path else S.CANDIDATE
        assert before[register_id].state is start
        assert before[register_id].brought_by == (EVA if path else None)
        for end, actor, has_reason, has_document in wishes(start):
            words = {"reason": "vì" * has_reason, "document": "12/CV" * has_document}
            told = outcome(ward, register_id, MoveRequest(end, actor, ward.now, **words))
            wanted = expected(
                start, end, actor.role, has_reason, has_document, is_own=bool(path) and actor.name == EVA
            )  # fmt: skip
            assert wanted in told, (start, end, actor, words, told)
            n_made, n_refused = n_made + (told == str(end)), n_refused + (told != str(end))

    assert n_made > 150
    assert n_refused > 1_000
    with ward.database.read() as session:
        assert {key: register_store.load_entry(session, key) for key in entries} == before
        assert audit.last_change(session) == log
        assert verification.verify(session).is_whole


def test_the_table_speaks_of_every_state_and_of_every_move_of_the_program():
    assert {start for start, _ in TABLE} == set(S)
    assert {
        (m.start, m.end): (m.role, m.four_eyes, m.needs_reason, m.needs_document) for m in review.review.MOVES
    } == TABLE
