"""Records of the committee's work: what is stored comes back, is written down, checked, and its history never altered."""

import datetime as dt

import pytest
from sqlalchemy import text

from atgt.domain.attachment import AttachmentKind
from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.errors import NotFoundError, StaleEditError, StorageError
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, VersionKind
from atgt.domain.register import (
    AccidentFacts,
    ChangeKind,
    ChangeReason,
    EntryChange,
    Infrastructure,
    Place,
    ReasonKind,
    RegisterEntry,
    RegisterMove,
    Responsibility,
    Subject,
)
from atgt.domain.remediation import Horizon, Measure, Recommendation
from atgt.domain.review import SpotState
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.domain.text import Text
from atgt.storage import backup, review_tables, verification
from atgt.storage.database import Database
from atgt.storage.repositories import accident_facts, documents, meetings, register, remediation, site_visits
from atgt.storage.repositories import spots as spot_store

FACTS = {"tn-1": AccidentFacts(dt.date(2026, 3, 14), 0, 1, None, "QL1", 812_250)}
PHOTO = b"\xff\xd8\xff" + bytes(range(256))


@pytest.fixture
def entry(now):
    place = Place(
        Text("QL1, Km1092+400", "QL1, Km1092+400"), SiteKind.STRETCH, ("QL1",), 812_250, 1_000_001,
        "Km1092+400", "Km1092+588", 108.95, 14.81, "LINESTRING (108.95 14.81, 108.9512345678901 14.82)",
    )  # fmt: skip
    return RegisterEntry(
        "D-0001", Subject.SPOT, None, SpotState.CANDIDATE, now.astimezone(dt.UTC), None, SpotLevel.BLACK, "k1", place,
        "run-1", "run-1", "run-1", True, FACTS, Infrastructure.UNKNOWN, Responsibility("Khu QLĐB III", True, "Khu", ""),
        None, "", "", now.astimezone(dt.UTC), 1,
    )  # fmt: skip


@pytest.fixture
def filled(database, officer, now, run_record, spots, entry):
    """One of every kind of record."""
    with database.write(officer, "thử", now) as session:
        spot_store.save_run(session, run_record, spots)
        register.add_entry(session, entry)
        register.add_move(
            session,
            RegisterMove(
                "D-0001", 1, None, SpotState.CANDIDATE, now, officer.name, "editor", True, "mới", "", "run-1", FACTS
            ),
        )
        reason = ChangeReason(ReasonKind.ACCIDENT_ADDED, Text("thêm 1 vụ", "1 added"), ("tn-1",))
        change = EntryChange("D-0001", ChangeKind.NEW, (reason,), None, SpotLevel.BLACK, None, SpotState.CANDIDATE)
        register.add_change(session, "run-1", now, change)
        visit = SiteVisit(
            "", "D-0001", dt.date(2026, 10, 2), "tổ kiểm tra", {"surface": Checked(Finding.DEFECT, "ổ gà")}
        )
        site_visits.add_visit(session, visit)
        letter = remediation.add_recommendation(
            session, Recommendation("", "D-0001", "12/CV", dt.date(2026, 10, 5), "Khu QLĐB III")
        )
        remediation.add_measure(
            session,
            Measure(
                "", "D-0001", "median", "dải phân cách", Horizon.LONG_TERM, needs_acceptance=True,
                recommendation_id=letter.recommendation_id, supporting_units=("UBND phường",), cost_vnd=2_000_000_000,
            ),
        )  # fmt: skip
        documents.add_attachment(
            session, PHOTO, record="register_entry", key="D-0001", kind=AttachmentKind.PHOTO_BEFORE, name="a.jpg",
            media_type="image/jpeg",
        )  # fmt: skip
        head = MeetingHead("Họp quý IV", dt.date(2026, 11, 3), starts_at=dt.time(8, 0), attendees=("A", "B"))
        meeting = meetings.add_meeting(session, head, run_id="run-1", previous_meeting_id=None)
        item = meetings.replace_items(session, meeting.meeting_id, [("D-0001", [AgendaReason.NEW])])[0]
        decided = ItemDecision(Decision.INSPECT, 7, 1, 0, deadline=dt.date(2026, 11, 20), supporting_units=("Đoàn TN",))
        meetings.change_item(session, item.item_id, {"decision": decided, "outcome": Text("đã chuyển", "moved")})
        meetings.add_version(
            session,
            meetings.ListVersion("v", meeting.meeting_id, 1, VersionKind.AGENDA, "{}", "0" * 64, "", now, officer.name),
        )
    return database


def test_an_entry_comes_back_as_it_was_stored(filled, entry):
    with filled.read() as session:
        assert register.load_entry(session, "D-0001") == entry
        assert register.list_entries(session, states=[SpotState.CLEARED]) == ()
        assert register.next_register_id(session) == "D-0002"
        (move,), ((_, change),) = register.load_moves(session, "D-0001"), register.load_changes(session)

    assert (move.known, move.by_program, move.start) == (FACTS, True, None)
    assert change.reasons[0].accident_ids == ("tn-1",)


def test_the_rest_comes_back_as_it_was_stored(filled):
    with filled.read() as session:
        (visit,) = site_visits.load_visits(session, "D-0001")
        (measure,) = remediation.list_measures(session, register_id="D-0001")
        (letter,) = remediation.list_recommendations(session, register_ids=["D-0001"])
        meeting = meetings.load_meeting(session, "H-2026-0001")
        (item,) = meetings.load_items(session, "H-2026-0001")
        (version,) = meetings.list_versions(session, "H-2026-0001")

    assert visit.checklist == {"surface": Checked(Finding.DEFECT, "ổ gà")}
    assert (measure.measure_id, measure.supporting_units) == ("D-0001/GP-0001", ("UBND phường",))
    assert (letter.recommendation_id, letter.is_answered) == ("D-0001/KN-0001", False)
    assert (meeting.head.starts_at, meeting.head.attendees) == (dt.time(8, 0), ("A", "B"))
    assert item.decision.deadline == dt.date(2026, 11, 20)
    assert item.decision.supporting_units == ("Đoàn TN",)
    assert item.outcome.vi == "đã chuyển"
    assert version.content == "{}"


def test_every_kind_of_record_is_covered_by_the_check(filled):
    with filled.read() as session:
        found = verification.verify(session)

    assert found.is_whole
    assert {t.__tablename__ for t in review_tables.TABLES} <= set(verification._KINDS)
    assert all(found.counts[t.__tablename__] == 1 for t in review_tables.TABLES)


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        ("UPDATE register_entry SET state = 'cleared'", "register_entry"),
        ("UPDATE site_visit SET infrastructure = 'no'", "site_visit"),
        ("UPDATE measure SET accepted_on = NULL, cost_vnd = 1", "measure"),
        ("UPDATE recommendation SET number = '13/CV'", "recommendation"),
        ("UPDATE meeting SET closed_by = 'x'", "meeting"),
        ("UPDATE meeting_item SET decision = NULL", "meeting_item"),
        ("UPDATE attachment SET caption = 'khác'", "attachment"),
    ],
)
def test_a_change_past_the_program_is_named(filled, statement, record):
    with filled.bare_connection(writes=True) as connection:
        connection.execute(text(statement))

    with filled.read() as session:
        problems = verification.verify(session).record_problems

    assert {(p.record, p.rule) for p in problems} == {(record, "record_changed")}


@pytest.mark.parametrize("table", ["register_move", "register_change", "meeting_version"])
@pytest.mark.parametrize("statement", ["UPDATE {t} SET fid = fid + 1", "DELETE FROM {t}"])
def test_history_is_never_altered(filled, table, statement):
    with pytest.raises(Exception, match="never altered"), filled.bare_connection(writes=True) as connection:
        connection.execute(text(statement.format(t=table)))


def test_a_file_changed_from_outside_is_not_handed_out(filled):
    with filled.read() as session:
        (photo,) = documents.list_attachments(session, record="register_entry", keys=["D-0001"])
        assert documents.load_file(session, photo.attachment_id).content == PHOTO
    with pytest.raises(Exception, match="never altered"), filled.bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE blob SET content = content"))
    with filled.bare_connection(writes=True) as connection:
        trigger = (
            "ALTER TABLE blob DISABLE TRIGGER ALL" if filled.dialect == "postgresql" else "DROP TRIGGER blob_no_update"
        )
        connection.execute(text(trigger))
        connection.execute(text("UPDATE blob SET content = :c, size = 3"), {"c": b"abc"})

    with filled.read() as session, pytest.raises(StorageError, match="đã hỏng"):
        documents.load_file(session, photo.attachment_id)
    with filled.read() as session:
        assert {p.record for p in verification.verify(session).record_problems} == {"blob"}


def test_the_same_content_is_kept_once_and_goes_with_its_last_attachment(filled, officer, now):
    more = {"record": "measure", "kind": AttachmentKind.PHOTO_AFTER, "name": "b.jpg", "media_type": "image/jpeg"}
    with filled.write(officer, "thử", now) as session:
        second = documents.add_attachment(session, PHOTO, key="D-0001/GP-0001", **more)
        assert documents.add_attachment(session, PHOTO, key="D-0001/GP-0001", **more) == second
    with filled.read() as session:
        first, again = documents.list_attachments(session)
        assert verification.table_counts(session)["blob"] == 1

    for attachment in (first, again):
        with filled.write(officer, "gỡ", now) as session:
            documents.remove_attachment(session, attachment.attachment_id)

    with filled.read() as session:
        counts = verification.table_counts(session)
        assert (counts["attachment"], counts["blob"]) == (0, 0)
        assert verification.verify(session).is_whole


def test_a_save_on_an_older_version_is_refused_and_stores_nothing(filled, officer, now, entry):
    with filled.write(officer, "sửa", now) as session:
        changed = register.change_entry(session, "D-0001", {"due_unit": "Công an phường"}, expected_version=1)
        same = register.change_entry(session, "D-0001", {"due_unit": "Công an phường"}, expected_version=2)
    assert (changed.version, same.version) == (2, 2)

    with pytest.raises(StaleEditError, match="vừa được người khác lưu"), filled.write(officer, "sửa", now) as session:
        register.change_entry(session, "D-0001", {"due_unit": "khác"}, expected_version=1)

    with filled.read() as session:
        assert register.load_entry(session, "D-0001").due_unit == "Công an phường"


def test_what_is_not_there_is_told(database):
    with database.read() as session, pytest.raises(NotFoundError, match="Không có điểm “D-0009”"):
        register.load_entry(session, "D-0009")
    with database.read() as session, pytest.raises(NotFoundError, match="chưa có danh sách"):
        meetings.load_version(session, "H-2026-0009")


def test_accidents_of_a_place_are_those_within_its_margin(database, fill, entry):
    ids = fill(database, 5)  # at 812.250 m, one metre apart; the last is not located

    with database.read() as session:
        place = entry.place
        near = accident_facts.accidents_in_place(session, place, margin_m=0)
        junction = Place(
            Text("", ""), SiteKind.JUNCTION, ("QL1",), None, None, None, None, 108.95, 14.81, "POINT (0 0)"
        )
        around = accident_facts.accidents_in_place(session, junction, margin_m=25)  # 10.8 m apart
        known = accident_facts.known_accidents(session, [*ids, "tn-none"])

    assert set(near) == set(ids[:4])
    assert set(around) == set(ids[:3])
    assert set(known) == set(ids)
    assert [known[i].is_located for i in ids] == [True] * 4 + [False]


def test_everything_survives_a_backup_and_a_restore(filled, new_url, officer, now, tmp_path):
    backup.backup(filled, tmp_path / "sao-luu.gpkg", actor=officer, now=now)
    url = new_url()

    backup.restore(tmp_path / "sao-luu.gpkg", url, actor=officer, now=now)

    again = Database.open(url, create=False)
    with again.read() as session:
        found = verification.verify(session)
        (photo,) = documents.list_attachments(session)
        assert documents.load_file(session, photo.attachment_id).content == PHOTO
    again.close()
    assert found.is_whole
    assert all(found.counts[t.__tablename__] == 1 for t in review_tables.TABLES)
