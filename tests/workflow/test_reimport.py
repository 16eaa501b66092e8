"""A later file and the layer of edits: what nobody edited follows the sender, what somebody edited waits for a person."""

import datetime as dt

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import ConflictChoice
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError
from atgt.storage import verification
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import conflicts, corrections, import_undo, intake

HEAD = "Mã vụ,Ngày,Giờ,Tuyến đường,Lý trình,Chết,Bị thương,Phương tiện,Đơn vị thụ lý"
FIRST = f"""{HEAD}
01/TN,02/03/2026,18h20,QL1A,Km1092+400,0,1,xe máy,Công an phường A
02/TN,05/03/2026,7h,QL1A,Km1093+100,0,2,ô tô con,Công an phường A
03/TN,31/02/2026,7h,QL1A,Km1093+100,0,2,ô tô con,Công an phường A
"""
LATER = f"""{HEAD}
01/TN,02/03/2026,18h20,QL1A,Km1092+400,1,0,xe máy,Công an phường A
02/TN,05/03/2026,7h,QL1A,Km1093+100,0,2,ô tô con,Công an phường A
"""
OFFICER, CHIEF = Actor("binh", Role.EDITOR), Actor("an", Role.APPROVER)
VIEWER = Actor("uy-vien", Role.VIEWER)


class Office:
    """A database, a clock that moves on, and what an officer does."""

    def __init__(self, database, now):
        self.database, self.now = database, now

    def tick(self):
        self.now += dt.timedelta(minutes=5)
        return self.now

    def take(self, text, name="thang-3.csv"):
        seen = intake.preview(self.database, text.encode(), name=name, today=self.now.date())
        return intake.accept(self.database, seen, OFFICER, self.tick())

    def look(self, text, name="thang-3.csv"):
        return intake.preview(self.database, text.encode(), name=name, today=self.now.date())

    def record(self, case):
        with self.database.read() as session:
            table = accident_store.fetch_accidents(session)
            return accident_store.fetch_accident(session, table.set_index("case_number").loc[case, "accident_id"])

    def cases(self):
        with self.database.read() as session:
            return sorted(accident_store.fetch_accidents(session)["case_number"])

    def edit(self, case, **changes):
        seen = self.record(case)
        return corrections.edit(
            self.database, seen.accident_id, changes, expected_version=seen.version, reason="theo biên bản",
            actor=OFFICER, now=self.tick(),
        )  # fmt: skip

    def is_whole(self):
        with self.database.read() as session:
            return verification.verify(session).is_whole


@pytest.fixture
def office(database, now):
    made = Office(database, now)
    made.take(FIRST)
    return made


def test_a_later_file_changes_what_nobody_edited(office):
    seen = office.look(LATER)

    assert (seen.n_read, seen.n_accepted, seen.n_new, seen.n_known, seen.n_updated) == (2, 2, 0, 1, 1)
    assert dict(seen.plans[0].changes) == {"killed": 1, "injured": 0, "severity": 0, "legal_class": "nghiem_trong"}

    done = office.take(LATER)

    assert (done.n_new, done.n_updated, done.n_conflicts) == (0, 1, 0)
    record = office.record("01/TN")
    assert (record.fields["killed"], record.fields["injured"], record.fields["severity"]) == (1, 0, 0)
    assert office.cases() == ["01/TN", "02/TN"]
    assert office.is_whole()


def test_an_edited_field_survives_and_the_disagreement_waits(office):
    office.edit("01/TN", killed=2, injured=0)

    done = office.take(LATER)

    waiting = conflicts.waiting(office.database, OFFICER)
    assert done.n_conflicts == len(waiting) == 1
    assert (waiting[0].field, waiting[0].before, waiting[0].now, waiting[0].officer) == ("killed", 0, 1, 2)
    assert office.record("01/TN").fields["killed"] == 2


def test_a_choice_is_remembered(office):
    office.edit("01/TN", killed=2, injured=0)
    office.take(LATER)
    (waiting,) = conflicts.waiting(office.database, OFFICER)

    conflicts.decide(
        office.database, waiting.conflict_id, ConflictChoice.OFFICER, "xác minh lại", OFFICER, office.tick()
    )
    again = office.take(LATER.replace("xe máy", "mô tô"))

    assert conflicts.waiting(office.database, OFFICER) == ()
    assert (again.n_updated, again.n_conflicts) == (1, 0)
    record = office.record("01/TN")
    assert (record.fields["killed"], record.fields["vehicles"]) == (2, "mô tô")


def test_the_received_value_can_be_taken(office):
    office.edit("01/TN", killed=2, injured=0)
    office.take(LATER)
    (waiting,) = conflicts.waiting(office.database, OFFICER)

    conflicts.decide(office.database, waiting.conflict_id, ConflictChoice.RECEIVED, "đúng", OFFICER, office.tick())

    assert office.record("01/TN").fields["killed"] == 1
    assert not office.take(LATER.replace("1,0,xe máy", "3,0,xe máy")).n_conflicts
    assert office.record("01/TN").fields["killed"] == 3
    assert office.is_whole()


def test_a_column_the_later_file_lacks_takes_nothing_away(office):
    lines = [line.rsplit(",", 2)[0] for line in LATER.splitlines()]

    office.take("\n".join(lines) + "\n")

    record = office.record("01/TN")
    assert record.fields["killed"] == 1
    assert (record.fields["vehicles"], record.fields["handling_unit"]) == ("xe máy", "Công an phường A")


def test_an_import_is_undone_as_a_whole(office):
    (log_id,) = intake.import_log(office.database)["import_id"]

    plan = import_undo.plan(office.database, log_id, OFFICER)
    import_undo.undo(office.database, log_id, "nhầm tệp", OFFICER, office.tick())

    assert (len(plan.created), plan.n_held, plan.blockers) == (2, 1, ())
    assert office.cases() == []
    assert intake.held_rows(office.database).empty
    assert office.is_whole()
    with pytest.raises(ParameterError, match="đã được hủy"):
        import_undo.plan(office.database, log_id, OFFICER)


def test_the_same_file_can_come_again_after_it_was_undone(office):
    before = office.record("01/TN").accident_id
    (log_id,) = intake.import_log(office.database)["import_id"]
    import_undo.undo(office.database, log_id, "nhầm", OFFICER, office.tick())

    done = office.take(FIRST)

    assert (done.n_read, done.n_new, done.n_known, done.n_held) == (3, 2, 0, 1)
    assert office.record("01/TN").accident_id == before
    assert len(intake.held_rows(office.database)) == 1
    assert office.take(FIRST).n_new == 0
    assert office.is_whole()


def test_undoing_a_later_file_brings_the_values_of_before_back(office):
    before = office.record("01/TN")
    office.take(LATER)
    log_id = intake.import_log(office.database)["import_id"][0]

    import_undo.undo(office.database, log_id, "tệp sai", OFFICER, office.tick())

    after = office.record("01/TN")
    assert after.fields == before.fields
    assert after.version == before.version + 2
    assert office.cases() == ["01/TN", "02/TN"]
    assert office.is_whole()


def test_what_people_worked_on_is_named_and_kept(office):
    office.edit("02/TN", killed=1)
    (log_id,) = intake.import_log(office.database)["import_id"]

    with pytest.raises(ForbiddenMoveError, match="02/TN đã được sửa sau khi nhập"):
        import_undo.undo(office.database, log_id, "nhầm", OFFICER, office.tick())
    assert office.cases() == ["01/TN", "02/TN"]

    done = import_undo.undo(office.database, log_id, "nhầm", OFFICER, office.tick(), keep_worked_on=True)

    assert [one.reference for one in done.blockers] == ["02/TN"]
    assert office.cases() == ["02/TN"]
    assert office.record("02/TN").fields["killed"] == 1
    assert office.take(FIRST).n_new == 1  # the kept one is known, the other one comes anew
    assert office.is_whole()


def test_an_import_that_a_later_one_built_on_is_not_undone_silently(office):
    first_id = intake.import_log(office.database)["import_id"][0]
    office.take(LATER)

    with pytest.raises(ForbiddenMoveError, match="01/TN đã được lần nhập sau cập nhật"):
        import_undo.undo(office.database, first_id, "nhầm", OFFICER, office.tick())


def test_a_viewer_may_not_undo_and_nobody_without_a_reason(office):
    (log_id,) = intake.import_log(office.database)["import_id"]

    with pytest.raises(ForbiddenMoveError, match="Vai trò của bạn không được hủy một lần nhập"):
        import_undo.undo(office.database, log_id, "nhầm", VIEWER, office.tick())
    with pytest.raises(ParameterError, match="Ghi lý do"):
        import_undo.undo(office.database, log_id, " ", OFFICER, office.tick())
    with pytest.raises(NotFoundError, match="Không có lần nhập"):
        import_undo.plan(office.database, "NK-khong-co", OFFICER)
