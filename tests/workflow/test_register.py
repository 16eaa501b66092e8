"""The register keeps a spot's identity from run to run, and says why anything is new, gone or changed."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError
from atgt.domain.register import ChangeKind, ReasonKind, Subject
from atgt.domain.remediation import MeasureState
from atgt.domain.review import SpotState
from atgt.storage import audit, verification
from atgt.storage.repositories import hazards as hazard_store
from atgt.storage.repositories import register as register_store
from atgt.workflow import register, remediation, responsibility

K, R, S = ChangeKind, ReasonKind, SpotState
FATAL, INJURY = 0, 1
PATH = (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP)


def day(month, number=1, year=2026):
    return dt.date(year, month, number)


def entry(ward, register_id):
    with ward.database.read() as session:
        return register_store.load_entry(session, register_id)


def kinds(update):
    return {change.register_id: (change.kind, {reason.kind for reason in change.reasons}) for change in update.changes}


def test_the_first_run_opens_an_entry_with_its_place_and_history(ward):
    register_id = ward.first_entry()

    found = entry(ward, register_id)
    assert (found.register_id, found.state, found.level, found.is_found) == (
        "D-0001",
        S.CANDIDATE,
        SpotLevel.BLACK,
        True,
    )
    assert (found.place.km_from, found.brought_by, set(found.facts)) == ("Km1092+400", None, {"tn-1", "tn-2"})
    with ward.database.read() as session:
        (move,) = register_store.load_moves(session, register_id)
        assert move.by_program
        assert "lập sổ lần đầu" in move.reason
        assert verification.verify(session).is_whole


def test_the_same_run_again_changes_nothing(ward):
    ward.accidents(("tn-1", day(1), FATAL, 400), ("tn-2", day(3), FATAL, 520))
    run = ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]))
    ward.update(run)
    with ward.database.read() as session:
        before = audit.head(session)

    again = ward.update(run)

    with ward.database.read() as session:
        assert audit.head(session) == before
    assert kinds(again) == {"D-0001": (K.UNCHANGED, set())}


def test_a_later_run_without_news_is_unchanged_and_becomes_the_evidence(ward):
    register_id = ward.first_entry()
    later = ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]), as_of=day(4, 30))

    update = ward.update(later)

    assert kinds(update) == {register_id: (K.UNCHANGED, set())}
    assert entry(ward, register_id).last_run_id == later.run_id


def test_an_accident_added_is_the_reason_of_a_change(ward):
    register_id = ward.first_entry()
    ward.accidents(("tn-3", day(4, 2), INJURY, 450))

    update = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2", "tn-3"]), as_of=day(4, 30)))

    assert kinds(update) == {register_id: (K.CHANGED, {R.ACCIDENT_ADDED})}
    assert update.changes[0].reasons[0].text.vi == "thêm 1 vụ: 02/04/2026"
    assert update.changes[0].reasons[0].accident_ids == ("tn-3",)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda w: (w.edit("tn-2", injured=2), w.run(w.spot(400, 520, ["tn-1", "tn-2"])))[1], R.ACCIDENT_EDITED),
        (lambda w: w.run(w.spot(400, 520, ["tn-1", "tn-2"]), length_m=500.0, as_of=day(4)), None),
        (lambda w: w.run(w.spot(400, 540, ["tn-1", "tn-2"]), length_m=500.0), R.PARAMETER_CHANGED),
        (lambda w: w.run(w.spot(400, 520, ["tn-1", "tn-2"], rule="x"), rule_set_key="TT26-2012"), R.RULE_SET_CHANGED),
        (lambda w: w.run(w.spot(400, 540, ["tn-1", "tn-2"]), software="ATGT mới"), R.SOFTWARE_CHANGED),
        (lambda w: w.run(w.spot(400, 540, ["tn-1", "tn-2"])), R.UNEXPLAINED),
        (
            lambda w: w.run(w.spot(520, 520, ["tn-2"], level=SpotLevel.POTENTIAL), as_of=day(1, 20, 2027)),
            R.AGED_OUT,
        ),
    ],
    ids=["edited", "parameter-without-effect", "parameter", "rules", "software", "unexplained", "aged"],
)
def test_every_change_has_its_reason(ward, make, reason):
    register_id = ward.first_entry()

    update = ward.update(make(ward))

    expected = (K.UNCHANGED, set()) if reason is None else (K.CHANGED, {reason})
    assert kinds(update) == {register_id: expected}


def test_an_accident_known_before_enters_with_the_period(ward):
    ward.accidents(("tn-1", day(1, 5), FATAL, 400), ("tn-2", day(3, 20), FATAL, 520), ("tn-9", day(5), INJURY, 430))
    ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]), as_of=day(3, 31)))

    update = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2", "tn-9"]), as_of=day(5, 31)))

    assert kinds(update) == {"D-0001": (K.CHANGED, {R.ENTERED_PERIOD})}


def test_a_spot_no_longer_found_keeps_its_history_and_says_why_once(ward):
    register_id = ward.first_entry()

    gone = ward.update(ward.run(as_of=day(2, 1, 2027)))
    still_gone = ward.update(ward.run(as_of=day(3, 1, 2027)))

    assert kinds(gone) == {register_id: (K.GONE, {R.AGED_OUT})}
    assert still_gone.changes == ()
    found = entry(ward, register_id)
    assert (found.is_found, found.state, set(found.facts)) == (False, S.CANDIDATE, {"tn-1", "tn-2"})


def test_a_spot_found_again_is_the_same_entry(ward):
    register_id = ward.first_entry()
    ward.update(ward.run(as_of=day(2, 1, 2027)))
    ward.accidents(("tn-5", day(2, 3, 2027), FATAL, 410), ("tn-6", day(2, 4, 2027), FATAL, 500))

    update = ward.update(ward.run(ward.spot(410, 500, ["tn-5", "tn-6"]), as_of=day(4, 30, 2027)))

    assert kinds(update) == {register_id: (K.CHANGED, {R.REAPPEARED, R.ACCIDENT_ADDED, R.AGED_OUT})}
    assert entry(ward, register_id).is_found


def test_a_place_elsewhere_is_new_with_its_reason(ward):
    register_id = ward.first_entry()
    ward.accidents(("tn-7", day(4, 1), FATAL, 5_000), ("tn-8", day(4, 9), FATAL, 5_050))

    update = ward.update(
        ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]), ward.spot(5_000, 5_050, ["tn-7", "tn-8"]), as_of=day(4, 30))
    )

    assert kinds(update) == {register_id: (K.UNCHANGED, set()), "D-0002": (K.NEW, {R.ACCIDENT_ADDED})}


def test_an_accident_moved_far_away_does_not_drag_the_entry_along(ward):
    """tn-1 and tn-2 were one spot; tn-2 turns out to have happened five kilometres on."""
    register_id = ward.first_entry()
    ward.accidents(("tn-7", day(2, 1), FATAL, 5_400))
    ward.edit("tn-2", measure_mm=5_420_000, lon=ward.lon(5_420))

    update = ward.update(ward.run(ward.spot(5_400, 5_420, ["tn-2", "tn-7"])))

    assert kinds(update) == {
        "D-0002": (K.NEW, {R.ACCIDENT_ADDED, R.ACCIDENT_EDITED}),
        register_id: (K.GONE, {R.ACCIDENT_EDITED}),
    }


def test_two_entries_that_grow_together_keep_one_and_say_so(ward):
    ward.accidents(*[(f"tn-{i}", day(2, i + 1), FATAL, 100 * i) for i in range(5)])
    ward.update(ward.run(ward.spot(0, 100, ["tn-0", "tn-1"]), ward.spot(200, 400, ["tn-2", "tn-3", "tn-4"])))

    update = ward.update(ward.run(ward.spot(0, 400, [f"tn-{i}" for i in range(5)]), length_m=400.0))

    assert kinds(update) == {
        "D-0002": (K.CHANGED, {R.REGROUPED, R.PARAMETER_CHANGED}),
        "D-0001": (K.GONE, {R.MERGED, R.PARAMETER_CHANGED}),
    }
    assert "đã gộp vào điểm D-0002" in update.of_kind(K.GONE)[0].reasons[0].text.vi


def test_an_entry_that_falls_apart_keeps_its_larger_part(ward):
    ward.accidents(*[(f"tn-{i}", day(2, i + 1), FATAL, 100 * i) for i in range(5)])
    ward.update(ward.run(ward.spot(0, 400, [f"tn-{i}" for i in range(5)]), length_m=400.0))

    update = ward.update(ward.run(ward.spot(0, 100, ["tn-0", "tn-1"]), ward.spot(200, 400, ["tn-2", "tn-3", "tn-4"])))

    changes = {change.register_id: change for change in update.changes}
    assert changes["D-0001"].kind is K.CHANGED
    assert changes["D-0002"].kind is K.NEW
    assert changes["D-0002"].reasons[0].text.vi == "tách ra từ điểm D-0001"
    assert set(entry(ward, "D-0001").facts) == {"tn-2", "tn-3", "tn-4"}


@pytest.mark.parametrize("state", [S.DISMISSED, S.NOT_INFRASTRUCTURE])
def test_a_spot_set_aside_stays_so_until_facts_change(ward, state):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *(() if state is S.DISMISSED else (S.UNDER_REVIEW,)), state)

    quiet = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]), as_of=day(4, 30)))
    ward.accidents(("tn-3", day(5, 2), INJURY, 450))
    loud = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2", "tn-3"]), as_of=day(5, 30)))

    assert kinds(quiet) == {register_id: (K.UNCHANGED, {R.STILL_SET_ASIDE})}
    assert quiet.moved == ()
    (moved,) = loud.moved
    assert (moved.state_before, moved.state_after) == (state, S.CANDIDATE)
    with ward.database.read() as session:
        last = register_store.load_moves(session, register_id)[-1]
    assert last.reason == "có dữ kiện mới: thêm 1 vụ: 02/05/2026"
    assert last.by_program


def test_an_accident_known_at_the_dismissal_is_no_new_fact_when_only_the_period_grows(ward):
    ward.accidents(
        ("tn-1", day(1, 5), FATAL, 400), ("tn-2", day(3, 20), FATAL, 520), ("tn-0", day(6, 1, 2024), FATAL, 430)
    )
    ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"])))
    ward.move("D-0001", S.DISMISSED)

    update = ward.update(ward.run(ward.spot(400, 520, ["tn-0", "tn-1", "tn-2"]), from_day=day(1, 1, 2024)))

    assert update.moved == ()
    assert R.STILL_SET_ASIDE in kinds(update)["D-0001"][1]


def test_a_death_reported_later_is_a_new_fact(ward):
    ward.accidents(("tn-1", day(1, 5), FATAL, 400), ("tn-2", day(3, 20), INJURY, 520))
    ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"], level=SpotLevel.POTENTIAL)))
    ward.move("D-0001", S.DISMISSED)
    ward.edit("tn-2", severity=FATAL, killed=1)

    update = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"])))

    (moved,) = update.moved
    assert moved.state_after is S.CANDIDATE
    assert "sửa thông tin 1 vụ: 20/03/2026" in [reason.text.vi for reason in moved.reasons]


def treated(ward, register_id):
    """Through to follow-up, with works from 1 to 10 May."""
    ward.bring_to(register_id, *PATH[:5])
    works = remediation.new_measure(
        register_id, "marking", state=MeasureState.DONE, started_on=day(5, 1), finished_on=day(5, 10)
    )
    remediation.save_measure(ward.database, works, ward.officer, ward.tick())
    ward.bring_to(register_id, *PATH[5:])


def test_old_accidents_in_the_period_are_no_recurrence(ward):
    register_id = ward.first_entry()
    treated(ward, register_id)
    ward.accidents(("tn-3", day(6, 1), FATAL, 450))

    update = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2", "tn-3"]), as_of=day(6, 30)))

    assert update.moved == ()
    assert entry(ward, register_id).state is S.FOLLOW_UP


@pytest.mark.parametrize("is_cleared", [False, True])
def test_accidents_after_the_works_that_reach_the_threshold_reopen_the_spot(ward, is_cleared):
    register_id = ward.first_entry()
    treated(ward, register_id)
    if is_cleared:
        ward.move(register_id, S.CLEARED, Actor("eva", Role.APPROVER))
    ward.accidents(("tn-3", day(6, 1), FATAL, 450), ("tn-4", day(7, 1), FATAL, 600))

    update = ward.update(ward.run(ward.spot(400, 600, ["tn-1", "tn-2", "tn-3", "tn-4"]), as_of=day(7, 30)))

    (moved,) = update.moved
    assert moved.state_after is S.RECURRED
    assert moved.reasons[-1].accident_ids == ("tn-3", "tn-4")
    assert "sau xử lý lại đủ ngưỡng" in moved.reasons[-1].text.vi


def test_a_spot_taken_off_the_list_does_not_recur_on_what_was_known_then(ward):
    register_id = ward.first_entry()
    treated(ward, register_id)
    ward.accidents(("tn-3", day(6, 1), FATAL, 450), ("tn-4", day(7, 1), FATAL, 600))
    ward.move(register_id, S.CLEARED, Actor("eva", Role.APPROVER))

    update = ward.update(ward.run(ward.spot(400, 600, ["tn-3", "tn-4"]), as_of=day(7, 30)))

    assert update.moved == ()


def test_the_place_of_a_treated_spot_stays_where_it_was_treated(ward):
    register_id = ward.first_entry()
    treated(ward, register_id)
    ward.accidents(("tn-3", day(6, 1), INJURY, 700))

    ward.update(ward.run(ward.spot(520, 700, ["tn-2", "tn-3"], level=SpotLevel.POTENTIAL), as_of=day(6, 30)))

    found = entry(ward, register_id)
    assert (found.place.from_mm, found.place.to_mm, found.level) == (400_000, 520_000, SpotLevel.BLACK)
    assert set(found.facts) == {"tn-2", "tn-3"}


def test_an_earlier_run_is_refused_unless_asked_for(ward):
    ward.first_entry()
    earlier = ward.run(as_of=day(2, 28))

    with pytest.raises(ParameterError, match="trước lần sổ đang dựa vào"):
        ward.update(earlier)

    assert ward.update(earlier, allow_earlier=True).of_kind(K.GONE)


def test_a_run_that_is_not_stored_is_refused(ward):
    run = replace(ward.run(), run_id="khong-co")
    with pytest.raises(NotFoundError, match="chưa được lưu"):
        ward.update(run)


def test_a_hazard_follows_the_same_path(ward):
    frame = pd.DataFrame(
        {"hazard_id": ["N-1"], "kind": ["khuất tầm nhìn"], "description": ["cây che"], "reported_on": [day(3)],
         "state": ["new"], "lon": [108.95], "lat": [14.8]}
    )  # fmt: skip
    with ward.database.write(ward.officer, "nhập", ward.tick()) as session:
        hazard_store.insert_hazards(session, frame)

    first = register.register_hazard(ward.database, "N-1", ward.officer, ward.tick())
    again = register.register_hazard(ward.database, "N-1", ward.chief, ward.tick())
    after = ward.bring_to(first.register_id, *PATH)
    ward.update(ward.run())

    assert (first.subject, first.state, first.brought_by) == (Subject.HAZARD, S.CANDIDATE, "binh")
    assert again == first
    assert after.state is S.FOLLOW_UP
    assert entry(ward, first.register_id).state is S.FOLLOW_UP  # a run says nothing about a hazard
    with pytest.raises(NotFoundError, match="N-404"):
        register.register_hazard(ward.database, "N-404", ward.officer, ward.tick())


def test_a_dismissed_hazard_comes_back_when_it_is_recorded_again(ward):
    frame = pd.DataFrame(
        {"hazard_id": ["N-1"], "kind": ["ổ gà"], "description": ["x"], "reported_on": [day(3)], "state": ["new"],
         "lon": [108.95], "lat": [14.8]}
    )  # fmt: skip
    with ward.database.write(ward.officer, "nhập", ward.tick()) as session:
        hazard_store.insert_hazards(session, frame)
    register_id = register.register_hazard(ward.database, "N-1", ward.officer, ward.tick()).register_id
    ward.move(register_id, S.DISMISSED)

    with pytest.raises(ForbiddenMoveError, match="chưa có dữ kiện mới"):
        ward.move(register_id, S.CANDIDATE, ward.officer)
    with ward.database.write(ward.officer, "ghi lại", ward.tick()) as session:
        hazard_store.update_hazard(session, "N-1", {"description": "to hơn"}, expected_version=1)

    assert ward.move(register_id, S.CANDIDATE, ward.officer).state is S.CANDIDATE


def test_who_owns_the_road_is_suggested_from_the_layers(sample_database):
    from atgt.workflow import screening

    run = screening.latest_run(sample_database)
    update = register.update_from_run(
        sample_database, run, Actor("a", Role.EDITOR), run.created_at + dt.timedelta(hours=1)
    )

    assert len(update.of_kind(K.NEW)) == len(run.spots)
    with sample_database.read() as session:
        owners = {e.place.route_ids: e.responsibility for e in register_store.list_entries(session)}
    national = [who for routes, who in owners.items() if any(route.startswith("QL") for route in routes)]
    assert national
    assert all(who.is_province_owned and who.decided_by for who in national)
    assert {who.shared_with for who in owners.values()} <= {"", responsibility.SHARED_HINT.vi}
