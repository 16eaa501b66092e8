"""Follow-up: counts without the works, an interval, the warning, recurrence, and leaving the list only when due."""

import datetime as dt

import pytest

from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.period import Period
from atgt.domain.remediation import MeasureState
from atgt.domain.review import SpotState
from atgt.workflow import follow_up, remediation

S = SpotState
FATAL, INJURY, COLLISION = 0, 1, 2
PATH = (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP)


def day(month, number=1, year=2026):
    return dt.date(year, month, number)


def treated(ward, *, to=S.FOLLOW_UP, measures=1):
    """Two fatal accidents in January and March 2026, works from 1 to 10 May."""
    register_id = ward.first_entry()
    ward.bring_to(register_id, *PATH[:5])
    for number in range(measures):
        works = remediation.new_measure(
            register_id, "marking", description=f"giải pháp {number}", state=MeasureState.DONE,
            started_on=day(5, 1 + number), finished_on=day(5, 10 - number),
        )  # fmt: skip
        remediation.save_measure(ward.database, works, ward.officer, ward.tick())
    ward.bring_to(register_id, *PATH[5 : PATH.index(to) + 1])
    return register_id


def test_before_treatment_there_is_nothing_to_compare(ward):
    register_id = ward.first_entry()

    found = follow_up.report(ward.database, register_id, day(12))

    assert (found.proposal, found.periods) == (follow_up.Proposal.NOT_TREATED, None)
    assert found.reason.vi == "Chưa ghi nhận ngày xử lý."


def test_the_works_are_left_out_and_both_periods_have_twelve_months(ward):
    register_id = treated(ward)
    ward.accidents(
        ("tn-w", day(5, 5), FATAL, 450),  # during the works
        ("tn-a", day(6, 20), INJURY, 460),
        ("tn-o", day(5, 2, 2024), FATAL, 460),  # too long ago
        ("tn-far", day(6, 21), FATAL, 700),  # outside the place
    )

    found = follow_up.report(ward.database, register_id, day(6, 1, 2027))

    assert found.periods.works == Period(day(5, 1), day(5, 10))
    assert found.periods.before == Period(day(5, 1, 2025), day(4, 30))
    assert found.periods.after == Period(day(5, 11), day(5, 10, 2027))
    assert (found.before, found.after) == (("tn-1", "tn-2"), ("tn-a",))
    assert (found.all_accidents.n_before, found.all_accidents.n_after) == (2, 1)
    assert found.all_accidents.low < found.all_accidents.ratio == 0.5 < found.all_accidents.high
    assert found.proposal is follow_up.Proposal.CLEAR
    assert "đề nghị xét hết tiêu chí" in found.reason.vi


@pytest.mark.parametrize(("metre", "counts"), [(369, False), (371, True), (549, True), (551, False)])
def test_the_place_is_the_stretch_widened_to_l(ward, metre, counts):
    """The stretch is 400-520 m and L = 300 m: 310 to 610 m would be counted; with L = 180 m it is 370 to 550 m."""
    ward.accidents(("tn-1", day(1, 5), FATAL, 400), ("tn-2", day(3, 20), FATAL, 520))
    register_id = ward.update(ward.run(ward.spot(400, 520, ["tn-1", "tn-2"]), length_m=180.0)).changes[0].register_id
    ward.bring_to(register_id, *PATH)
    ward.accidents(("tn-a", day(12, 20), INJURY, metre))

    found = follow_up.report(ward.database, register_id, day(12, 31))

    assert found.after == (("tn-a",) if counts else ())


def test_collisions_count_among_all_accidents_but_not_among_casualties(ward):
    register_id = treated(ward)
    ward.accidents(("tn-a", day(6, 20), COLLISION, 460))

    found = follow_up.report(ward.database, register_id, day(6, 1, 2027))

    assert (found.all_accidents.n_after, found.casualty_accidents.n_after) == (1, 0)


def test_while_the_time_runs_it_waits_and_compares_as_many_days(ward):
    register_id = treated(ward)

    found = follow_up.report(ward.database, register_id, day(8, 18))

    assert found.proposal is follow_up.Proposal.WAIT
    assert found.periods.before.n_days == found.periods.after.n_days == 100
    assert "Đang trong thời gian theo dõi" in found.reason.vi
    assert any("chỉ để tham khảo" in note.vi for note in found.notes)


def test_accidents_after_the_works_alone_tell_a_recurrence(ward):
    register_id = treated(ward)
    ward.accidents(("tn-a", day(6, 20), FATAL, 460))
    one = follow_up.report(ward.database, register_id, day(7))
    ward.accidents(("tn-b", day(9, 20), FATAL, 480))

    two = follow_up.report(ward.database, register_id, day(10))

    assert one.recurred is None
    assert (two.proposal, two.recurred.accident_ids) == (follow_up.Proposal.RECURRED, ("tn-a", "tn-b"))
    assert "từ 02 vụ tai nạn đều có người chết" in two.reason.vi


def test_accidents_thirteen_months_apart_do_not_add_up(ward):
    register_id = treated(ward)
    follow_up.set_months(ward.database, 24, ward.admin, ward.tick())
    ward.accidents(("tn-a", day(6, 20), FATAL, 460), ("tn-b", day(7, 20, 2027), FATAL, 480))

    found = follow_up.report(ward.database, register_id, day(6, 1, 2028))

    assert found.recurred is None
    assert found.proposal is follow_up.Proposal.CLEAR


def test_the_warnings_stand_beside_the_numbers(ward):
    register_id = treated(ward, measures=2)

    notes = " ".join(note.vi for note in follow_up.report(ward.database, register_id, day(6, 1, 2027)).notes)

    assert "hồi quy về trung bình" in notes
    assert "không tách riêng được tác dụng" in notes
    assert "12 tháng là mặc định, đơn vị chưa xác nhận" in notes


def test_the_time_is_a_setting_the_office_confirms(ward):
    assert follow_up.follow_up_time(ward.database) == follow_up.FollowUpTime(12, is_confirmed=False)

    follow_up.set_months(ward.database, 6, ward.admin, ward.tick())

    assert follow_up.follow_up_time(ward.database) == follow_up.FollowUpTime(6, is_confirmed=True)
    with pytest.raises(ParameterError, match="1 đến 120"):
        follow_up.set_months(ward.database, 0, ward.admin, ward.tick())
    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        follow_up.set_months(ward.database, 6, ward.chief, ward.tick())


def test_without_dates_of_measures_the_moves_tell_when_it_was_treated(ward):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *PATH)
    treated_on = ward.now.date()

    found = follow_up.report(ward.database, register_id, treated_on + dt.timedelta(days=30))

    assert found.periods.works == Period(treated_on, treated_on)


def test_all_followed_spots_are_reported_at_once(ward):
    register_id = treated(ward)
    assert [found.register_id for found in follow_up.reports(ward.database, day(12))] == [register_id]


# ── what else changed meanwhile ─────────────────────────────────────────────────────────────────────────────────────


def works_beside(ward, *, gap_m, first, last, state=MeasureState.DONE):
    """A second entry of the same road, so many metres on, with works on these days."""
    start = 520 + gap_m
    ward.accidents(("tn-8", day(2, 1), FATAL, start), ("tn-9", day(2, 9), FATAL, start + 100))
    found = ward.run(
        ward.spot(400, 520, ["tn-1", "tn-2"]), ward.spot(start, start + 100, ["tn-8", "tn-9"]), as_of=day(4, 1)
    )
    other = next(c.register_id for c in ward.update(found).changes if c.register_id != "D-0001")
    works = remediation.new_measure(other, "marking", state=state, started_on=first, finished_on=last)
    remediation.save_measure(ward.database, works, ward.officer, ward.tick())
    return other


@pytest.mark.parametrize(
    ("gap_m", "first", "last", "is_told"),
    [
        (500, day(7, 1), day(7, 9), True),
        (501, day(7, 1), day(7, 9), False),
        (200, day(5, 10, 2027), day(5, 20, 2027), True),  # the last day of the later period
        (200, day(5, 11, 2027), day(5, 20, 2027), False),
        (200, day(4, 1, 2025), day(5, 1, 2025), True),  # the first day of the earlier period
        (200, day(4, 1, 2025), day(4, 30, 2025), False),
    ],
)
def test_works_near_by_within_the_compared_periods_are_named(ward, gap_m, first, last, is_told):
    register_id = treated(ward)
    other = works_beside(ward, gap_m=gap_m, first=first, last=last)

    notes = [note.vi for note in follow_up.report(ward.database, register_id, day(6, 1, 2027)).notes]

    assert any(other in note and "không tách riêng được tác dụng" in note for note in notes) == is_told


def test_works_near_by_that_go_on_are_named_too(ward):
    register_id = treated(ward)
    other = works_beside(ward, gap_m=100, first=day(8, 1), last=None, state=MeasureState.ONGOING)

    notes = " ".join(note.vi for note in follow_up.report(ward.database, register_id, day(9, 1)).notes)

    assert f"công trình ở {other}" in notes


def test_the_rest_of_the_ward_is_counted_on_the_same_days(ward):
    register_id = treated(ward)
    ward.accidents(
        *((f"tn-b{i}", day(2, 1 + i), INJURY, 5_000) for i in range(25)),
        *((f"tn-n{i}", day(8, 1 + i), INJURY, 5_000) for i in range(20)),
        ("tn-works", day(5, 5), INJURY, 5_000),  # on a day of the works
        ("tn-a", day(6, 20), INJURY, 460),
    )

    beside = follow_up.report(ward.database, register_id, day(6, 1, 2027)).beside_group

    assert (beside.n_before, beside.n_after, beside.group_before, beside.group_after) == (2, 1, 25, 20)
    assert beside.ratio == pytest.approx((1 / 2) / (20 / 25))
