"""Letters, measures, files and deadlines: what is done about a spot, and what is late."""

import datetime as dt
from dataclasses import replace

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import MAX_BYTES, AttachmentKind
from atgt.domain.errors import ForbiddenMoveError, InputFileError, NotFoundError, ParameterError, StaleEditError
from atgt.domain.register import Responsibility
from atgt.domain.remediation import Horizon, MeasureState, OverdueKind, Recommendation
from atgt.domain.review import SpotState
from atgt.storage import verification
from atgt.storage.repositories import register as register_store
from atgt.workflow import remediation, work_calendar

S = SpotState
PDF = b"%PDF-1.7 thu"
LETTER = Recommendation("", "D-0001", "12/UBND-KT", dt.date(2026, 10, 5), "Khu Quản lý đường bộ III", "Đề nghị lắp đèn")


def entry(ward, register_id="D-0001"):
    with ward.database.read() as session:
        return register_store.load_entry(session, register_id)


def inspected(ward):
    ward.first_entry()
    ward.bring_to("D-0001", S.UNDER_REVIEW, S.INSPECTED)
    return ward


def test_a_letter_proposes_the_spot_and_its_answer_is_its_receipt(ward):
    inspected(ward)
    eva = Actor("eva", Role.APPROVER)

    letter = remediation.recommend(ward.database, LETTER, eva, ward.tick())
    proposed = entry(ward)
    answered = remediation.record_reply(
        ward.database, letter.recommendation_id, number="77/QLĐB", replied_on=dt.date(2026, 10, 20), reply="đồng ý",
        actor=ward.officer, now=ward.tick(),
    )  # fmt: skip

    assert (letter.recommendation_id, proposed.state, proposed.brought_by) == ("D-0001/KN-0001", S.PROPOSED, "eva")
    assert answered.is_answered
    assert entry(ward).state is S.RECEIVED
    with ward.database.read() as session:
        moves = register_store.load_moves(session, "D-0001")
        assert [move.document for move in moves[-2:]] == ["12/UBND-KT", "77/QLĐB"]
        assert verification.verify(session).is_whole


def test_a_letter_before_the_inspection_is_refused(ward):
    ward.first_entry()
    with pytest.raises(ForbiddenMoveError, match="sau khi đã kiểm tra hiện trường"):
        remediation.recommend(ward.database, LETTER, ward.chief, ward.tick())
    assert remediation.board(ward.database, dt.date(2026, 11, 1)).recommendations == ()


def test_a_letter_by_whoever_inspected_is_refused_and_not_stored(ward):
    inspected(ward)
    with pytest.raises(ForbiddenMoveError, match="không được tự duyệt"):
        remediation.recommend(ward.database, LETTER, ward.other_chief, ward.tick())  # he inspected
    assert remediation.board(ward.database, dt.date(2026, 11, 1)).recommendations == ()
    assert entry(ward).state is S.INSPECTED


@pytest.mark.parametrize("wrong", [{"number": " "}, {"addressee": ""}])
def test_a_letter_without_number_or_addressee_is_refused(ward, wrong):
    inspected(ward)
    with pytest.raises(ParameterError, match="số văn bản và nơi nhận"):
        remediation.recommend(ward.database, replace(LETTER, **wrong), ward.chief, ward.tick())


def test_a_second_letter_is_just_another_letter(ward):
    inspected(ward)
    remediation.recommend(ward.database, LETTER, ward.chief, ward.tick())
    second = remediation.recommend(ward.database, replace(LETTER, number="15/UBND"), ward.officer, ward.tick())
    assert second.recommendation_id == "D-0001/KN-0002"


def test_an_answer_older_than_its_letter_is_refused(ward):
    inspected(ward)
    letter = remediation.recommend(ward.database, LETTER, ward.chief, ward.tick())
    with pytest.raises(ParameterError, match="không trước ngày kiến nghị"):
        remediation.record_reply(
            ward.database, letter.recommendation_id, number="1", replied_on=dt.date(2026, 10, 1), reply="",
            actor=ward.officer, now=ward.tick(),
        )  # fmt: skip


def test_a_measure_of_the_catalogue_brings_its_horizon_and_acceptance():
    light, median = (remediation.new_measure("D-0001", key) for key in ("flashing_light", "median"))

    assert (light.horizon, light.needs_acceptance) == (Horizon.IMMEDIATE, False)
    assert (median.horizon, median.needs_acceptance) == (Horizon.LONG_TERM, True)
    assert median.description == "Xây dựng dải phân cách cố định"
    with pytest.raises(NotFoundError, match="rocket"):
        remediation.new_measure("D-0001", "rocket")


def test_the_catalogue_has_words_in_both_languages():
    kinds = remediation.catalogue()
    assert len({kind.key for kind in kinds}) == len(kinds) >= 25
    assert all(kind.label.vi and kind.label.en for kind in kinds)
    assert {kind.horizon for kind in kinds} == set(Horizon)


def test_a_measure_is_kept_changed_and_guarded_by_its_version(ward):
    ward.first_entry()
    measure = remediation.new_measure("D-0001", "median", cost_vnd=2_000_000_000, owner_unit="Sở Xây dựng")
    stored = remediation.save_measure(ward.database, measure, ward.officer, ward.tick())
    begun = replace(stored, state=MeasureState.ONGOING, started_on=dt.date(2026, 10, 1), progress_pct=30)

    after = remediation.save_measure(ward.database, begun, ward.officer, ward.tick())

    assert (stored.measure_id, after.version, after.progress_pct) == ("D-0001/GP-0001", 2, 30)
    with pytest.raises(StaleEditError, match="Giải pháp “D-0001/GP-0001” vừa được người khác lưu"):
        remediation.save_measure(ward.database, replace(stored, progress_pct=40), ward.chief, ward.tick())


def test_works_are_not_opened_before_they_are_accepted(ward):
    ward.first_entry()
    day = dt.date(2026, 10, 1)
    done = remediation.new_measure(
        "D-0001", "median", state=MeasureState.DONE, started_on=day, finished_on=day, opened_on=day
    )

    with pytest.raises(ForbiddenMoveError, match="chưa nghiệm thu thì không được đưa vào sử dụng"):
        remediation.save_measure(ward.database, done, ward.officer, ward.tick())
    later = replace(done, accepted_on=day + dt.timedelta(days=2), acceptance_document="3/BB")
    with pytest.raises(ForbiddenMoveError, match="chưa nghiệm thu"):
        remediation.save_measure(ward.database, later, ward.officer, ward.tick())

    accepted = replace(done, accepted_on=day, acceptance_document="3/BB")
    assert remediation.save_measure(ward.database, accepted, ward.officer, ward.tick()).is_settled
    sign = remediation.new_measure("D-0001", "warning_sign", state=MeasureState.DONE, finished_on=day, opened_on=day)
    assert remediation.save_measure(ward.database, sign, ward.officer, ward.tick()).is_settled


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"progress_pct": 101}, "0 đến 100"),
        ({"cost_vnd": -1}, "âm"),
        ({"planned_start": dt.date(2026, 2, 1), "planned_end": dt.date(2026, 1, 1)}, "Hạn hoàn thành"),
        ({"started_on": dt.date(2026, 2, 1), "finished_on": dt.date(2026, 1, 1)}, "sau ngày khởi công"),
        ({"state": MeasureState.DONE}, "phải ghi ngày hoàn thành"),
        ({"state": MeasureState.ONGOING}, "phải ghi ngày bắt đầu"),
        ({"accepted_on": dt.date(2026, 1, 1)}, "Chỉ nghiệm thu công trình đã hoàn thành"),
        ({"finished_on": dt.date(2026, 2, 1), "accepted_on": dt.date(2026, 2, 1)}, "số biên bản"),
        (
            {"finished_on": dt.date(2026, 2, 1), "accepted_on": dt.date(2026, 1, 1), "acceptance_document": "1"},
            "sau ngày hoàn thành",
        ),
    ],
)
def test_values_that_contradict_each_other_are_refused_before_anything_is_stored(ward, fields, words):
    ward.first_entry()
    with pytest.raises(ParameterError, match=words):
        remediation.save_measure(
            ward.database, remediation.new_measure("D-0001", "median", **fields), ward.officer, ward.tick()
        )
    assert remediation.board(ward.database, dt.date(2026, 11, 1)).measures == ()


def test_what_is_late_is_listed_longest_first_in_working_days(ward):
    inspected(ward)
    remediation.recommend(ward.database, replace(LETTER, reply_due=dt.date(2026, 10, 30)), ward.chief, ward.tick())
    late = remediation.new_measure("D-0001", "marking", planned_end=dt.date(2026, 10, 23), owner_unit="UBND phường")
    remediation.save_measure(ward.database, late, ward.officer, ward.tick())
    done = remediation.new_measure(
        "D-0001", "patrol", planned_end=dt.date(2026, 10, 1), finished_on=dt.date(2026, 10, 9), state=MeasureState.DONE
    )
    remediation.save_measure(ward.database, done, ward.officer, ward.tick())

    found = remediation.overdue(ward.database, dt.date(2026, 11, 2))  # a Monday

    assert [(item.kind, item.days, item.unit) for item in found] == [
        (OverdueKind.MEASURE, 6, "UBND phường"), (OverdueKind.REPLY, 1, "Khu Quản lý đường bộ III"),
    ]  # fmt: skip
    assert found[0].place == entry(ward).place.name
    assert remediation.overdue(ward.database, dt.date(2026, 10, 23)) == ()


def test_the_offices_own_days_move_what_is_late(ward):
    ward.first_entry()
    measure = remediation.new_measure("D-0001", "marking", planned_end=dt.date(2026, 10, 30))
    remediation.save_measure(ward.database, measure, ward.officer, ward.tick())
    calendar = work_calendar.load(ward.database)
    off = work_calendar.CalendarDay(
        dt.date(2026, 11, 2), is_working=False, name=calendar.days[dt.date(2026, 9, 2)].name
    )

    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        work_calendar.set_own_days(ward.database, [off], ward.chief, ward.tick())
    work_calendar.set_own_days(ward.database, [off], ward.admin, ward.tick())

    assert not work_calendar.load(ward.database).is_working_day(dt.date(2026, 11, 2))
    assert remediation.overdue(ward.database, dt.date(2026, 11, 2)) == ()


def test_a_shared_or_province_owned_place_names_who_decides(ward):
    ward.first_entry()
    version = entry(ward).version

    with pytest.raises(ParameterError, match="phải ghi ai quyết định"):
        remediation.set_responsibility(
            ward.database, "D-0001", Responsibility(shared_with="phường Trà Câu"), ward.officer, ward.tick(),
            expected_version=version,
        )  # fmt: skip
    who = Responsibility("Khu QLĐB III", True, "Khu QLĐB III", "phường Trà Câu")
    after = remediation.set_responsibility(
        ward.database, "D-0001", who, ward.officer, ward.tick(), expected_version=version
    )

    assert after.responsibility == who


def test_a_file_comes_back_byte_for_byte_and_only_known_kinds_are_taken(ward):
    ward.first_entry()
    give = {"record": "register_entry", "key": "D-0001", "kind": AttachmentKind.LETTER, "actor": ward.officer}

    attached = remediation.attach(ward.database, PDF, name="cong-van.pdf", now=ward.tick(), **give)

    assert remediation.download(ward.database, attached.attachment_id, ward.officer).content == PDF
    assert (attached.media_type, attached.size) == ("application/pdf", len(PDF))
    for content, name, words in (
        (b"", "a.pdf", "rỗng"), (b"<script>", "a.pdf", "không phải"), (PDF, "a.jpg", "không phải"), (b"MZ...", "a.exe", "không phải"),
        (b"%PDF-" + bytes(MAX_BYTES), "a.pdf", "quá giới hạn 20 MB"),
    ):  # fmt: skip
        with pytest.raises(InputFileError, match=words):
            remediation.attach(ward.database, content, name=name, now=ward.tick(), **give)
    with pytest.raises(ParameterError, match="accident_person"):
        remediation.attach(ward.database, PDF, name="a.pdf", now=ward.tick(), **{**give, "record": "accident_person"})

    remediation.detach(ward.database, attached.attachment_id, "tải nhầm", ward.officer, ward.tick())
    with pytest.raises(NotFoundError):
        remediation.download(ward.database, attached.attachment_id, ward.officer)


@pytest.mark.parametrize(
    "step",
    [
        lambda w, a: remediation.recommend(w.database, LETTER, a, w.tick()),
        lambda w, a: remediation.save_measure(w.database, remediation.new_measure("D-0001", "marking"), a, w.tick()),
        lambda w, a: remediation.attach(
            w.database, PDF, record="measure", key="x", kind=AttachmentKind.OTHER, name="a.pdf", actor=a, now=w.tick()
        ),
    ],
    ids=["letter", "measure", "file"],
)
def test_a_viewer_changes_nothing(ward, step):
    inspected(ward)
    with pytest.raises(ForbiddenMoveError, match="Vai trò"):
        step(ward, ward.member)


@pytest.mark.parametrize(
    ("state", "progress", "accepted", "shown"),
    [
        (MeasureState.ONGOING, 40, None, (40, False)),
        (MeasureState.DONE, 0, None, (100, True)),
        (MeasureState.DONE, 90, dt.date(2026, 5, 11), (100, False)),
        (MeasureState.CANCELLED, 10, None, (10, False)),
    ],
)
def test_what_is_done_is_done_whole_and_only_finished_works_await_acceptance(state, progress, accepted, shown):
    works = remediation.new_measure("D-0001", "median", state=state, progress_pct=progress, accepted_on=accepted)

    assert (works.done_pct, works.awaits_acceptance) == shown
