"""Every allowed and every forbidden move, through the workflow, on both engines; a forbidden one stores nothing."""

import datetime as dt
import threading

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError, StaleEditError
from atgt.domain.register import Infrastructure
from atgt.domain.remediation import MeasureState
from atgt.domain.review import MOVES, MoveRequest, SpotState
from atgt.domain.site_visit import CHECKLIST, Checked, Finding, SiteVisit
from atgt.storage import verification
from atgt.storage.repositories import register as register_store
from atgt.workflow import register, remediation, review

S = SpotState
PATHS = {
    S.CANDIDATE: (),
    S.UNDER_REVIEW: (S.UNDER_REVIEW,),
    S.INSPECTED: (S.UNDER_REVIEW, S.INSPECTED),
    S.PROPOSED: (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED),
    S.RECEIVED: (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED),
    S.IN_TREATMENT: (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT),
    S.TREATED: (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED),
    S.FOLLOW_UP: (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP),
    S.DISMISSED: (S.DISMISSED,),
    S.NOT_INFRASTRUCTURE: (S.UNDER_REVIEW, S.NOT_INFRASTRUCTURE),
}
PATHS[S.CLEARED] = (*PATHS[S.FOLLOW_UP], S.CLEARED)
PATHS[S.RECURRED] = (*PATHS[S.FOLLOW_UP], S.RECURRED)
ALLOWED = {(move.start, move.end) for move in MOVES}


def stored(ward, register_id):
    with ward.database.read() as session:
        return register_store.load_entry(session, register_id), register_store.load_moves(session, register_id)


def test_every_allowed_move_is_made_and_every_forbidden_one_stores_nothing(ward):
    """One entry for each line of the table of moves, brought to its start; then all twelve ends are tried."""
    eva, dung = Actor("eva", Role.ADMINISTRATOR), Actor("dung", Role.ADMINISTRATOR)
    for register_id, move in zip(ward.entries(len(MOVES)), MOVES, strict=True):
        path = PATHS[move.start]
        before = ward.bring_to(register_id, *path[:-1])
        if path:
            before = ward.move(register_id, path[-1], eva)
        assert before.state is move.start
        if move.start in {S.DISMISSED, S.NOT_INFRASTRUCTURE}:
            ward.edit(f"tn-{MOVES.index(move)}-1", injured=3)  # comes back on new facts only

        for end in S:
            if (move.start, end) not in ALLOWED:
                with pytest.raises(ForbiddenMoveError, match="Không thể chuyển"):
                    ward.move(register_id, end, dung)
        if move.four_eyes and path:
            with pytest.raises(ForbiddenMoveError, match="không được tự duyệt"):
                ward.move(register_id, move.end, eva)
        assert stored(ward, register_id)[0] == before
        after = ward.move(register_id, move.end, dung)

        entry, moves = stored(ward, register_id)
        assert entry == after
        assert (after.state, after.brought_by, after.version) == (move.end, "dung", before.version + 1)
        assert [m.end for m in moves] == [S.CANDIDATE, *path, move.end]
    with ward.database.read() as session:
        assert verification.verify(session).is_whole


def test_whoever_updated_the_register_may_still_dismiss_what_the_program_found(ward):
    register_id = ward.first_entry()
    officer = Actor(ward.officer.name, Role.APPROVER)

    assert ward.move(register_id, S.DISMISSED, officer).state is S.DISMISSED


@pytest.mark.parametrize(
    ("more", "role", "words"),
    [
        ({}, Role.EDITOR, "Vai trò"),
        ({"reason": " "}, Role.APPROVER, "lý do"),
    ],
)
def test_role_and_reason_are_asked_for(ward, more, role, words):
    register_id = ward.first_entry()

    with pytest.raises(ForbiddenMoveError, match=words):
        ward.move(register_id, S.DISMISSED, Actor("x", role), **more)

    assert stored(ward, register_id)[0].state is S.CANDIDATE


def test_a_move_on_an_older_version_is_refused(ward):
    register_id = ward.first_entry()
    seen = stored(ward, register_id)[0].version
    ward.move(register_id, S.UNDER_REVIEW)

    request = MoveRequest(S.INSPECTED, ward.chief, ward.tick())
    with pytest.raises(StaleEditError, match="vừa được người khác cập nhật"):
        review.move(ward.database, register_id, request, expected_version=seen)

    assert stored(ward, register_id)[0].state is S.UNDER_REVIEW


def test_of_two_people_moving_at_once_one_wins_and_the_other_is_told(ward):
    register_id = ward.first_entry()
    version = stored(ward, register_id)[0].version
    outcomes = []

    def go(name):
        request = MoveRequest(S.UNDER_REVIEW, Actor(name, Role.EDITOR), ward.now)
        try:
            outcomes.append(review.move(ward.database, register_id, request, expected_version=version).brought_by)
        except (StaleEditError, ForbiddenMoveError) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=go, args=(name,)) for name in ("eva", "dung")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert min(outcomes) == "StaleEditError"
    assert len(stored(ward, register_id)[1]) == 2


def test_a_move_of_nothing_is_told(ward):
    with pytest.raises(NotFoundError, match="D-0404"):
        ward.move("D-0404", S.UNDER_REVIEW)


def test_a_move_fulfils_the_step_somebody_was_given_a_day_for(ward):
    register_id = ward.first_entry()
    with ward.database.write(ward.officer, "thử", ward.tick()) as session:
        register_store.change_entry(
            session, register_id, {"due_on": dt.date(2026, 4, 1), "due_unit": "CAP", "due_what": "x"}
        )

    after = ward.move(register_id, S.UNDER_REVIEW)

    assert (after.due_on, after.due_unit, after.due_what) == (None, "", "")


def test_treated_waits_for_the_acceptance_of_the_works(ward):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *PATHS[S.IN_TREATMENT])
    day = dt.date(2026, 5, 10)
    works = remediation.new_measure(register_id, "median", state=MeasureState.DONE, started_on=day, finished_on=day)
    works = remediation.save_measure(ward.database, works, ward.officer, ward.tick())

    with pytest.raises(ForbiddenMoveError, match="chưa xong hoặc chưa nghiệm thu"):
        ward.move(register_id, S.TREATED)

    accepted = {
        **{f: getattr(works, f) for f in works.__dataclass_fields__},
        "accepted_on": day,
        "acceptance_document": "05/BB-NT",
    }
    remediation.save_measure(ward.database, type(works)(**accepted), ward.officer, ward.tick())
    assert ward.move(register_id, S.TREATED).state is S.TREATED


def test_a_dismissed_spot_does_not_come_back_by_hand_without_new_facts(ward):
    register_id = ward.first_entry()
    ward.move(register_id, S.DISMISSED)

    with pytest.raises(ForbiddenMoveError, match="chưa có dữ kiện mới"):
        ward.move(register_id, S.CANDIDATE, ward.officer)

    ward.accidents(("tn-3", dt.date(2026, 4, 2), 1, 450))
    assert ward.move(register_id, S.CANDIDATE, ward.officer).state is S.CANDIDATE
    reason = stored(ward, register_id)[1][-1].reason
    assert "dữ kiện mới: thêm 1 vụ: 02/04/2026" in reason


def test_an_accident_elsewhere_is_no_new_fact(ward):
    register_id = ward.first_entry()
    ward.move(register_id, S.DISMISSED)
    ward.accidents(("tn-3", dt.date(2026, 4, 2), 1, 3_000))
    ward.edit("tn-1", cause="không quan sát")  # no fact of the register

    with pytest.raises(ForbiddenMoveError, match="chưa có dữ kiện mới"):
        ward.move(register_id, S.CANDIDATE, ward.officer)


def test_possible_moves_say_what_keeps_a_person_from_them(ward):
    register_id = ward.first_entry()
    ward.bring_to(register_id, S.UNDER_REVIEW, S.INSPECTED)
    entry = stored(ward, register_id)[0]

    mine = {m.move.end: m.fault for m in review.possible_moves(entry, ward.other_chief)}  # who inspected it
    theirs = {m.move.end: m.fault for m in review.possible_moves(entry, ward.chief)}

    assert "tự duyệt" in mine[S.PROPOSED].vi
    assert theirs == {S.PROPOSED: None, S.NOT_INFRASTRUCTURE: None, S.DISMISSED: None}


def test_a_site_visit_is_kept_and_its_conclusion_goes_to_the_entry(ward):
    register_id = ward.first_entry()
    found = SiteVisit(
        "", register_id, dt.date(2026, 10, 20), "tổ liên ngành", {"surface": Checked(Finding.DEFECT, "ổ gà")},
        infrastructure=Infrastructure.YES,
    )  # fmt: skip

    visit = review.record_site_visit(ward.database, found, ward.officer, ward.tick())

    assert visit.visit_id == f"{register_id}/KT-0001"
    assert visit.n_defects == 1
    assert stored(ward, register_id)[0].infrastructure is Infrastructure.YES
    assert set(CHECKLIST) >= {"sight_distance", "superelevation", "safety_corridor"}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"checklist": {"colour": Checked(Finding.GOOD)}}, "Không có mục kiểm tra"),
        ({"visited_on": dt.date(2027, 1, 1)}, "ở tương lai"),
    ],
)
def test_a_senseless_visit_is_refused(ward, more, error):
    register_id = ward.first_entry()
    with pytest.raises(ParameterError, match=error):
        review.record_site_visit(
            ward.database,
            SiteVisit(
                **{
                    "visit_id": "",
                    "register_id": register_id,
                    "visited_on": dt.date(2026, 10, 1),
                    "visitors": "",
                    **more,
                }
            ),
            ward.officer,
            ward.tick(),
        )


def test_a_viewer_may_not_touch_the_register(ward):
    run = ward.run()
    with pytest.raises(ForbiddenMoveError, match="Cán bộ nhập liệu"):
        register.update_from_run(ward.database, run, ward.member, ward.tick())
