"""A meeting: agenda from the register, a list that is frozen, decisions with votes and deadlines, minutes that stay."""

import datetime as dt
import io
import json
from dataclasses import replace

import docx
import pytest

from atgt.domain import frozen_list
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError, StaleEditError
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, MeetingState, VersionKind
from atgt.domain.review import SpotState
from atgt.storage import verification
from atgt.storage.repositories import register as register_store
from atgt.workflow import carrying_out, meeting, meeting_pages

A, S = AgendaReason, SpotState
HELD = dt.date(2026, 11, 3)
HEAD = MeetingHead(
    "Họp xem xét các vị trí đủ ngưỡng quý III năm 2026", HELD, "Phòng họp UBND phường", "Đức Phổ",
    "UBND tỉnh Quảng Ngãi", "UBND phường Đức Phổ", "05", "BB-UBND", dt.time(8, 0), dt.time(10, 30), "Ông Chủ tịch A",
    "Bà Thư ký B", ("Công an phường", "Phòng Kinh tế, Hạ tầng và Đô thị"), ("Đoàn Thanh niên",), ("UBND tỉnh", "Lưu: VT"),
)  # fmt: skip
INSPECT = ItemDecision(
    Decision.INSPECT, 7, 1, 0, "Đề nghị lắp đèn trước.", "", "", "Công an phường", ("Tổ dân phố",), 10
)


def day(month, number=1, year=2026):
    return dt.date(year, month, number)


def prepared(ward, n=2, head=HEAD):
    ids = ward.entries(n)
    held = meeting.prepare(ward.database, head, ward.officer, ward.tick())
    return held, ids


def frozen(ward, n=2, head=HEAD):
    held, ids = prepared(ward, n, head)
    meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)
    return page(ward, held.meeting_id).meeting, ids


def closed(ward, n=2, decision=INSPECT, head=HEAD):
    held, ids = frozen(ward, n, head)
    for register_id in ids:
        meeting.decide(ward.database, held.meeting_id, register_id, decision, ward.officer, ward.tick())
    meeting.close(ward.database, held.meeting_id, ward.chief, ward.tick(), expected_version=held.version)
    return page(ward, held.meeting_id).meeting, ids


def page(ward, meeting_id):
    return meeting_pages.meeting_page(ward.database, meeting_id, HELD)


def words_of(stored):
    document = docx.Document(io.BytesIO(stored.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_agenda_comes_from_the_register_with_reasons(ward):
    held, ids = prepared(ward)

    shown = page(ward, held.meeting_id)

    assert (shown.meeting.state, shown.n_undecided) == (MeetingState.DRAFT, 2)
    assert [(item.register_id, item.reasons) for item in shown.items] == [(i, (A.NEW,)) for i in ids]
    assert [spot.register_id for spot in shown.list.spots] == ids
    assert shown.list.spots[0].state == "Đủ ngưỡng, chờ xem xét"


def test_the_agenda_can_be_set_by_hand(ward):
    held, ids = prepared(ward, 3)
    ward.move(ids[0], S.DISMISSED)

    items = meeting.set_agenda(ward.database, held.meeting_id, [ids[2], ids[0]], ward.officer, ward.tick())

    assert [(item.register_id, item.reasons) for item in items] == [(ids[2], (A.NEW,)), (ids[0], (A.CHOSEN,))]
    assert [spot.register_id for spot in page(ward, held.meeting_id).list.spots] == ids  # set aside, but named
    with pytest.raises(ParameterError, match="hai lần"):
        meeting.set_agenda(ward.database, held.meeting_id, [ids[1], ids[1]], ward.officer, ward.tick())


def test_a_frozen_list_does_not_change_when_the_register_does(ward):
    held, ids = frozen(ward)
    before = meeting_pages.printed(ward.database, held.meeting_id)

    ward.move(ids[0], S.UNDER_REVIEW)
    ward.update(ward.run(as_of=day(10)))

    assert meeting_pages.printed(ward.database, held.meeting_id) == before
    assert page(ward, held.meeting_id).list.spot(ids[0]).state == "Đủ ngưỡng, chờ xem xét"
    version = page(ward, held.meeting_id).versions[0]
    assert frozen_list.sha256_of(version.content) == version.sha256
    assert json.loads(version.content)["meeting_id"] == held.meeting_id


def test_an_item_put_on_during_the_meeting_makes_a_new_version(ward):
    held, ids = prepared(ward, 3)
    meeting.set_agenda(ward.database, held.meeting_id, ids[:2], ward.officer, ward.tick())
    now = page(ward, held.meeting_id).meeting.version
    meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=now)

    meeting.put_on_agenda(ward.database, held.meeting_id, ids[2], "đại biểu đề nghị", ward.officer, ward.tick())

    shown = page(ward, held.meeting_id)
    assert [(v.number, v.kind, v.reason) for v in shown.versions] == [
        (1, VersionKind.AGENDA, ""), (2, VersionKind.AGENDA, "đại biểu đề nghị"),
    ]  # fmt: skip
    assert [item.register_id for item in shown.list.items] == ids
    with pytest.raises(ParameterError, match="đã có trong chương trình"):
        meeting.put_on_agenda(ward.database, held.meeting_id, ids[2], "", ward.officer, ward.tick())


def test_a_decision_is_kept_with_votes_dissent_and_a_deadline_in_working_days(ward):
    held, ids = frozen(ward)

    item = meeting.decide(ward.database, held.meeting_id, ids[0], INSPECT, ward.officer, ward.tick())

    assert (item.decision.votes_for, item.decision.votes_against, item.decision.dissent) == (
        7,
        1,
        "Đề nghị lắp đèn trước.",
    )
    assert item.decision.deadline == day(11, 17)  # ten working days after Tuesday 3 November
    assert item.decision.deadline_note == ""
    later = replace(INSPECT, working_days=20)
    item = meeting.decide(ward.database, held.meeting_id, ids[0], later, ward.officer, ward.tick())
    assert item.decision.deadline == day(12, 2)
    assert item.decision.deadline_note == "lịch nghỉ chưa xác nhận: 24/11/2026 Ngày Văn hóa Việt Nam"


def test_two_secretaries_do_not_overwrite_each_other(ward):
    held, ids = frozen(ward)
    seen = page(ward, held.meeting_id).items[0].version
    meeting.decide(ward.database, held.meeting_id, ids[0], INSPECT, ward.officer, ward.tick(), expected_version=seen)

    with pytest.raises(StaleEditError):
        meeting.decide(ward.database, held.meeting_id, ids[0], INSPECT, ward.chief, ward.tick(), expected_version=seen)


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        (ItemDecision(Decision.PROPOSE), "đơn vị chủ trì"),
        (ItemDecision(Decision.DISMISS), "lý do"),
        (ItemDecision(Decision.WATCH, votes_for=-1), "âm"),
        (ItemDecision(Decision.WATCH, votes_for=2, votes_against=3), "không tán thành nhiều hơn"),
        (ItemDecision(Decision.WATCH, reason="xe 76-X1 000.01 chạy ẩu"), "lý do có số của cá nhân .76-X1 000.01."),
        (ItemDecision(Decision.WATCH, dissent="hỏi anh Ba 0905 123 456"), "ý kiến khác có số của cá nhân"),
    ],
)
def test_a_senseless_decision_is_refused(ward, decided, words):
    held, ids = frozen(ward, 1)
    with pytest.raises(ParameterError, match=words):
        meeting.decide(ward.database, held.meeting_id, ids[0], decided, ward.officer, ward.tick())
    assert page(ward, held.meeting_id).n_undecided == 1


def test_a_conclusion_with_a_number_plate_is_refused_wherever_it_is_written(ward):
    naming = replace(HEAD, conclusion="giao công an làm rõ xe 76C-123.45")
    now = ward.now
    with pytest.raises(ParameterError, match=r"kết luận có số của cá nhân \(76C-123\.45\)"):
        meeting.prepare(ward.database, naming, ward.officer, now)
    held, _ = frozen(ward, 1)
    for write in (
        lambda: meeting.change_head(
            ward.database, held.meeting_id, naming, ward.officer, now, expected_version=held.version
        ),
        lambda: meeting.close(
            ward.database, held.meeting_id, ward.chief, now, expected_version=held.version, head=naming
        ),
        lambda: meeting.amend(ward.database, held.meeting_id, "sửa", ward.chief, now, head=naming),
    ):
        with pytest.raises(ParameterError, match="kết luận"):
            write()
    assert page(ward, held.meeting_id).meeting.head == HEAD


def test_a_meeting_is_closed_only_when_everything_is_decided(ward):
    held, ids = frozen(ward)
    meeting.decide(ward.database, held.meeting_id, ids[0], INSPECT, ward.officer, ward.tick())

    with pytest.raises(ParameterError, match=f"Chưa có quyết định cho: {ids[1]}"):
        meeting.close(ward.database, held.meeting_id, ward.chief, ward.tick(), expected_version=held.version)
    with pytest.raises(ForbiddenMoveError, match="Người duyệt"):
        meeting.close(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)


def test_after_closing_nothing_changes_the_list_and_its_minutes_are_the_same_bytes_a_year_later(ward):
    held, ids = closed(ward)
    printed = meeting_pages.printed(ward.database, held.meeting_id)
    content = page(ward, held.meeting_id).versions[-1].content

    for step in (
        lambda: meeting.decide(ward.database, held.meeting_id, ids[0], INSPECT, ward.officer, ward.tick()),
        lambda: meeting.set_agenda(ward.database, held.meeting_id, ids, ward.officer, ward.tick()),
        lambda: meeting.put_on_agenda(ward.database, held.meeting_id, ids[0], "", ward.officer, ward.tick()),
        lambda: meeting.close(ward.database, held.meeting_id, ward.chief, ward.tick(), expected_version=held.version),
        lambda: meeting.change_head(
            ward.database, held.meeting_id, HEAD, ward.officer, ward.tick(), expected_version=held.version
        ),
    ):
        with pytest.raises(ForbiddenMoveError, match="đã kết thúc"):
            step()
    ward.now += dt.timedelta(days=365)
    ward.update(ward.run(as_of=day(10, 31, 2027)))
    ward.move(ids[0], S.UNDER_REVIEW)

    assert meeting_pages.printed(ward.database, held.meeting_id) == printed
    assert page(ward, held.meeting_id).versions[-1].content == content
    with ward.database.read() as session:
        assert verification.verify(session).is_whole


def test_the_minutes_say_what_was_decided_and_on_what(ward):
    held, ids = closed(ward)

    said = words_of(meeting_pages.printed(ward.database, held.meeting_id))

    run = page(ward, held.meeting_id).list.run
    for words in (
        "BIÊN BẢN", "DỮ LIỆU MÔ PHỎNG", ids[0], "Kiểm tra hiện trường", "tán thành 07, không tán thành 01",
        "Đề nghị lắp đèn trước.", "17/11/2026 (10 ngày làm việc)", "Công an phường; phối hợp: Tổ dân phố",
        run.fingerprint, run.rule_set_title, "đề nghị cơ quan quản lý đường bộ kiểm tra",
    ):  # fmt: skip
        assert words in said
    assert "là điểm đen" not in said


def test_deadlines_reach_the_register_and_become_overdue(ward):
    from atgt.workflow import remediation

    _, ids = closed(ward, 1)

    assert remediation.overdue(ward.database, day(11, 17)) == ()
    (late,) = remediation.overdue(ward.database, day(11, 20))
    assert (late.register_id, late.days, late.unit, late.what.vi) == (
        ids[0],
        3,
        "Công an phường",
        "Kiểm tra hiện trường",
    )
    ward.move(ids[0], S.UNDER_REVIEW)
    assert remediation.overdue(ward.database, day(11, 20)) == ()


def test_carrying_out_moves_what_the_rules_allow_and_says_what_they_refuse(ward):
    held, ids = closed(ward, 3)
    ward.move(ids[1], S.DISMISSED)
    ward.move(ids[2], S.UNDER_REVIEW)

    with pytest.raises(ForbiddenMoveError, match="Vai trò"):
        carrying_out.carry_out(ward.database, held.meeting_id, ward.member, ward.tick())
    outcomes = carrying_out.carry_out(ward.database, held.meeting_id, ward.officer, ward.tick())

    assert [(o.register_id, o.has_moved) for o in outcomes] == [(ids[0], True), (ids[1], False), (ids[2], False)]
    assert "Không thể chuyển" in outcomes[1].text.vi
    assert outcomes[2].text.vi == "đã ở tình trạng này"
    with ward.database.read() as session:
        last = register_store.load_moves(session, ids[0])[-1]
        assert register_store.load_entry(session, ids[0]).due_on == day(11, 17)  # the work has begun, not ended
    assert (last.end, last.document, last.reason) == (S.UNDER_REVIEW, "05/BB-UBND", "theo cuộc họp ngày 03/11/2026")
    assert page(ward, held.meeting_id).items[0].outcome.vi == "đã chuyển sang “Đang kiểm tra”"


def test_four_eyes_hold_when_a_decision_is_carried_out(ward):
    (register_id,) = ward.entries(1)
    ward.bring_to(register_id, S.UNDER_REVIEW)
    ward.move(register_id, S.INSPECTED, Actor("eva", Role.APPROVER))
    held = meeting.prepare(ward.database, HEAD, ward.officer, ward.tick())
    meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)
    decided = ItemDecision(Decision.PROPOSE, 5, responsible_unit="UBND phường", proposal="Lắp đèn tín hiệu")
    meeting.decide(ward.database, held.meeting_id, register_id, decided, ward.officer, ward.tick())
    now = page(ward, held.meeting_id).meeting.version
    meeting.close(ward.database, held.meeting_id, ward.chief, ward.tick(), expected_version=now)

    (mine,) = carrying_out.carry_out(ward.database, held.meeting_id, Actor("eva", Role.APPROVER), ward.tick())
    (theirs,) = carrying_out.carry_out(ward.database, held.meeting_id, Actor("dung", Role.APPROVER), ward.tick())

    assert not mine.has_moved
    assert "không được tự duyệt" in mine.text.vi
    assert theirs.has_moved


def test_an_amendment_is_a_new_version_with_its_reason_beside_the_old_one(ward):
    held, ids = closed(ward)
    before = meeting_pages.printed(ward.database, held.meeting_id, 2)

    decisions = {ids[0]: replace(INSPECT, responsible_unit="Phòng Kinh tế")}
    meeting.amend(ward.database, held.meeting_id, "ghi nhầm đơn vị", ward.chief, ward.tick(), decisions=decisions)

    shown = page(ward, held.meeting_id)
    assert [(v.number, v.kind) for v in shown.versions] == [
        (1, VersionKind.AGENDA), (2, VersionKind.MINUTES), (3, VersionKind.AMENDMENT),
    ]  # fmt: skip
    assert meeting_pages.printed(ward.database, held.meeting_id, 2) == before
    said = words_of(meeting_pages.printed(ward.database, held.meeting_id))
    assert "ghi nhầm đơn vị" in said
    assert "Phòng Kinh tế" in said
    assert frozen_list.list_of(shown.versions[1].content).items[0].decision.responsible_unit == "Công an phường"
    with ward.database.read() as session:
        assert register_store.load_entry(session, ids[0]).due_unit == "Phòng Kinh tế"
    ward.move(ids[0], S.UNDER_REVIEW)
    meeting.amend(ward.database, held.meeting_id, "lỗi chính tả", ward.chief, ward.tick(), decisions=decisions)
    with ward.database.read() as session:
        assert register_store.load_entry(session, ids[0]).due_on is None  # what was done is not asked for again
    with pytest.raises(ParameterError, match="phải ghi lý do"):
        meeting.amend(ward.database, held.meeting_id, " ", ward.chief, ward.tick())


def test_the_next_meeting_tells_what_changed_since_the_last_and_why(ward):
    first, ids = closed(ward, 3)
    ward.move(ids[0], S.DISMISSED, reason="không do hạ tầng")
    ward.accidents(("tn-x", day(4, 2), 1, 2_050), ("tn-y", day(4, 2), 0, 9_000), ("tn-z", day(4, 3), 0, 9_010))
    run = ward.run(
        ward.spot(2_000, 2_120, ["tn-1-1", "tn-1-2", "tn-x"]), ward.spot(9_000, 9_010, ["tn-y", "tn-z"]),
        as_of=day(4, 30),
    )  # fmt: skip
    ward.update(run)

    second = meeting.prepare(ward.database, replace(HEAD, held_on=day(12, 1)), ward.officer, ward.tick())

    shown = page(ward, second.meeting_id)
    assert shown.list.previous_meeting == first.meeting_id
    changes = {change.register_id: (change.kind, " ".join(change.what)) for change in shown.list.since_last}
    assert changes[ids[0]][0] == "gone"
    assert "Bác bỏ (không do hạ tầng)" in changes[ids[0]][1]
    assert changes[ids[1]][0] == "changed"
    assert "số vụ: 2 → 3" in changes[ids[1]][1]
    assert "thêm 1 vụ: 02/04/2026" in changes[ids[1]][1]
    assert "không còn đủ ngưỡng" in changes[ids[2]][1]
    assert changes["D-0004"][0] == "new"
    assert {item.register_id: item.reasons for item in shown.items} == {
        ids[1]: (A.CHANGED,), ids[2]: (A.GONE,), "D-0004": (A.NEW,),
    }  # fmt: skip


def test_of_the_office_what_is_always_written_is_kept(ward):
    meeting.set_office(ward.database, HEAD, ward.chief, ward.tick())

    head = meeting.office_head(ward.database, day(12, 1), "Họp quý IV")

    assert (head.office, head.symbol, head.recipients, head.chair) == (HEAD.office, "BB-UBND", HEAD.recipients, "")


def test_a_meeting_that_moved_on_is_not_frozen_or_closed_unseen(ward):
    held, _ = prepared(ward, 1)
    meeting.change_head(
        ward.database,
        held.meeting_id,
        replace(HEAD, place="nơi khác"),
        ward.officer,
        ward.tick(),
        expected_version=held.version,
    )
    with pytest.raises(StaleEditError, match="vừa được người khác cập nhật"):
        meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)


def test_what_is_not_there_is_told(ward):
    with pytest.raises(NotFoundError, match="cuộc họp"):
        page(ward, "H-2026-0404")
    held, _ = prepared(ward, 1)
    with pytest.raises(NotFoundError, match="chưa có danh sách"):
        meeting_pages.printed(ward.database, held.meeting_id)
    with pytest.raises(ForbiddenMoveError, match="chưa chốt danh sách"):
        meeting.decide(ward.database, held.meeting_id, "D-0001", INSPECT, ward.officer, ward.tick())
    assert [m.meeting_id for m in meeting_pages.all_meetings(ward.database)] == [held.meeting_id]


def test_a_meeting_without_any_run_has_an_empty_list(ward):
    held = meeting.prepare(ward.database, HEAD, ward.officer, ward.tick())
    meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)
    now = page(ward, held.meeting_id).meeting.version

    meeting.close(ward.database, held.meeting_id, ward.chief, ward.tick(), expected_version=now)

    said = words_of(meeting_pages.printed(ward.database, held.meeting_id))
    assert "không dựa trên lần rà soát nào" in said
    assert "DỮ LIỆU MÔ PHỎNG" not in said
