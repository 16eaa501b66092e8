"""Records after they were read: corrections, held rows, duplicates, doubts, missing months; and the report of it all."""

import datetime as dt
import io
from dataclasses import replace

import docx
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import LOCATION
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError, StaleEditError
from atgt.domain.location import Candidate, LocationMethod, LocationStatus, RoadPosition
from atgt.domain.quality import Completeness, DuplicateChoice
from atgt.domain.severity import LightInjury
from atgt.domain.text import Text
from atgt.storage import verification
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import standings
from atgt.workflow import (
    completeness,
    conflicts,
    corrections,
    duplicates,
    held,
    intake,
    light_injuries,
    plausibility,
    quality,
)

HEAD = "Mã vụ,Ngày,Giờ,Tuyến đường,Lý trình,Loại vụ,Chết,Bị thương,Tỷ lệ thương tích,Phương tiện,Họ tên,Đơn vị thụ lý"
SHEET = f"""{HEAD}
01/TN,02/03/2026,18h20,QL1A,Km1092+400,Nghiêm trọng,1,0,,xe máy,Người A,Công an phường A
02/TN,02/03/2026,18h21,QL1A,Km1092+410,Nghiêm trọng,1,0,,xe máy,Người A,CSGT tỉnh
03/TN,31/02/2026,7h,QL1A,Km1093+100,,0,2,,ô tô con,Người C,CSGT tỉnh
04/TN,07/05/2026,7h,QL1A,Km1095+100,Va chạm,0,1,5%,xe máy,Người D,CSGT tỉnh
05/TN,08/05/2026,9h,QL1A,Km1097+100,,2,0,,xe máy,Người E,CSGT tỉnh
"""
OFFICER, OTHER = Actor("binh", Role.EDITOR), Actor("lan", Role.EDITOR)
VIEWER = Actor("uy-vien", Role.VIEWER)


class Office:
    def __init__(self, database, now):
        self.database, self.now = database, now

    def tick(self):
        self.now += dt.timedelta(minutes=5)
        return self.now

    def take(self, text, name="quy-1.csv"):
        seen = intake.preview(self.database, text.encode(), name=name, today=self.now.date())
        return intake.accept(self.database, seen, OFFICER, self.tick())

    def id(self, case):
        with self.database.read() as session:
            return accident_store.fetch_accidents(session).set_index("case_number").loc[case, "accident_id"]

    def file(self, case):
        return corrections.case_file(self.database, self.id(case), OFFICER)

    def cases(self):
        with self.database.read() as session:
            return sorted(accident_store.fetch_accidents(session)["case_number"])

    def edit(self, case, version, actor=OFFICER, **changes):
        return corrections.edit(
            self.database, self.id(case), changes, expected_version=version, reason="biên bản", actor=actor,
            now=self.tick(),
        )  # fmt: skip

    def is_whole(self):
        with self.database.read() as session:
            return verification.verify(session).is_whole


@pytest.fixture
def office(database, now):
    made = Office(database, now)
    made.take(SHEET)
    return made


# ── one accident put right ──────────────────────────────────────────────────────────────────────────────────────


def test_the_second_of_two_officers_overwrites_nothing(office):
    seen = office.file("04/TN").record

    office.edit("04/TN", seen.version, killed=1, injured=0)
    with pytest.raises(StaleEditError, match="Chưa ghi đè gì"):
        office.edit("04/TN", seen.version, actor=OTHER, injured=3, vehicles="xe đạp")

    now = office.file("04/TN").record
    assert (now.fields["killed"], now.fields["injured"], now.fields["vehicles"]) == (1, 0, "xe máy")
    assert set(corrections.differences({"injured": 3, "vehicles": "xe đạp"}, seen, now)) == {"injured"}
    assert {"killed", "injured", "severity"} <= set(corrections.changed_since(seen, now))


def test_an_edit_keeps_what_was_received_who_and_why(office):
    office.edit("04/TN", 1, killed=1)

    file = office.file("04/TN")

    edit = file.edits["killed"]
    assert (edit.received, edit.value, edit.edited_by, edit.reason) == (0, 1, "binh", "biên bản")
    assert file.received[0].received["Chết"] == "0"
    assert (file.record.fields["severity"], file.record.fields["legal_class"]) == (0, "nghiem_trong")

    corrections.take_back(
        office.database, office.id("04/TN"), "killed", expected_version=2, actor=OFFICER, now=office.tick()
    )

    file = office.file("04/TN")
    assert (file.record.fields["killed"], file.record.fields["severity"], dict(file.edits)) == (0, 1, {})
    assert office.is_whole()


def test_an_edit_without_reason_or_right_is_refused(office):
    with pytest.raises(ParameterError, match="Ghi lý do"):
        corrections.edit(
            office.database, office.id("04/TN"), {"killed": 1}, expected_version=1, reason=" ", actor=OFFICER,
            now=office.now,
        )  # fmt: skip
    with pytest.raises(ParameterError, match="Không sửa được cột severity"):
        office.edit("04/TN", 1, severity=0)
    with pytest.raises(ForbiddenMoveError, match="Cán bộ nhập liệu"):
        office.edit("04/TN", 1, actor=VIEWER, killed=1)
    with pytest.raises(ForbiddenMoveError, match="Cán bộ nhập liệu"):
        corrections.case_file(office.database, office.id("04/TN"), VIEWER)


def test_a_place_put_by_hand_stays_and_a_later_file_asks(office):
    chosen = Candidate(
        RoadPosition("QL1", 812.0, 1_092_400.0), 108.95, 14.81, 3.0, name_agrees=True, reason=Text("", "")
    )

    corrections.put_at(
        office.database, office.id("05/TN"), chosen, method=LocationMethod.MANUAL, expected_version=1,
        reason="xem hiện trường", actor=OFFICER, now=office.tick(),
    )  # fmt: skip

    record = office.file("05/TN").record
    assert (record.fields["location_status"], record.fields["route_id"]) == ("located", "QL1")
    assert record.fields["measure_mm"] == 812_000
    assert "binh chọn: xem hiện trường" in record.fields["location_reason"]
    later = SHEET.replace("05/TN,08/05/2026,9h,QL1A,Km1097+100,,2", "05/TN,08/05/2026,9h,QL1A,Km1097+300,,2")
    done = office.take(later)
    assert (done.n_updated, done.n_conflicts) == (1, 0)  # no roads here: the later file places it no better
    assert office.file("05/TN").record.fields["measure_mm"] == 812_000
    assert LOCATION in office.file("05/TN").edits


@pytest.mark.parametrize(
    ("day", "conclusion", "killed", "severity"),
    [(14, "", 1, 0), (15, "", 0, 1), (15, "KL 12/2026", 1, 0)],
)
def test_a_death_counts_within_seven_days_or_by_a_conclusion(office, day, conclusion, killed, severity):
    death = corrections.record_death(
        office.database, office.id("04/TN"), dt.date(2026, 5, day), conclusion=conclusion, reason="bệnh viện báo",
        expected_version=1, actor=OFFICER, now=office.tick(),
    )  # fmt: skip

    file = office.file("04/TN")
    assert death.counts is (killed == 1)
    assert (file.record.fields["killed"], file.record.fields["severity"]) == (killed, severity)
    assert [(d.died_on.day, d.severity_before, d.severity_after) for d in file.deaths] == [(day, 1, severity)]
    assert office.is_whole()


def test_a_death_before_the_accident_is_refused(office):
    with pytest.raises(ParameterError, match="Ngày mất 01/05/2026"):
        corrections.record_death(
            office.database, office.id("04/TN"), dt.date(2026, 5, 1), reason="bv", expected_version=1, actor=OFFICER,
            now=office.now,
        )  # fmt: skip


def test_light_injuries_are_counted_as_the_ward_chose(office):
    before = light_injuries.plan(office.database, LightInjury.COLLISION, OFFICER)

    light_injuries.choose(office.database, LightInjury.COLLISION, Actor("qt", Role.ADMINISTRATOR), office.tick())

    assert [one.accident_id for one in before] == [office.id("04/TN")]
    assert office.file("04/TN").record.fields["severity"] == 2
    office.take(SHEET.replace("04/TN,07/05/2026", "06/TN,09/05/2026"))
    assert office.file("06/TN").record.fields["severity"] == 2
    light_injuries.choose(office.database, LightInjury.INJURY, Actor("qt", Role.ADMINISTRATOR), office.tick())
    assert office.file("04/TN").record.fields["severity"] == 1
    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        light_injuries.choose(office.database, LightInjury.COLLISION, OFFICER, office.tick())


# ── held rows ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_held_row_is_put_right_in_place(office):
    (row,) = held.waiting(office.database, OFFICER)
    cells = {**row.row.received, "Ngày": "28/02/2026"}

    still = held.read_again(office.database, row.row.row_key, row.row.received, OFFICER, office.now.date())
    ready = held.read_again(office.database, row.row.row_key, cells, OFFICER, office.now.date())
    accident_id = held.fix(office.database, row.row.row_key, cells, "hỏi lại đội", OFFICER, office.tick())

    assert ([e.rule for e in still.errors], ready.errors) == (["date_does_not_exist"], ())
    file = corrections.case_file(office.database, accident_id, OFFICER)
    assert file.record.fields["occurred_on"] == dt.date(2026, 2, 28)
    assert file.received[0].received["Ngày"] == "31/02/2026"
    assert (file.edits["occurred_on"].received, file.edits["occurred_on"].edited_by) == (None, "binh")
    assert held.waiting(office.database, OFFICER) == ()
    found = quality.summary(office.database, OFFICER, office.now.date())
    assert (found.n_received, found.n_taken, found.n_held, found.n_fixed) == (5, 5, 0, 1)
    assert office.take(SHEET).n_new == 0
    assert office.is_whole()


def test_a_row_that_is_still_wrong_or_known_is_not_taken_in(office):
    (row,) = held.waiting(office.database, OFFICER)
    key, cells = row.row.row_key, row.row.received

    with pytest.raises(ParameterError, match="Hàng vẫn chưa nhận được"):
        held.fix(office.database, key, {**cells, "Ngày": "32/02/2026"}, "thử", OFFICER, office.tick())
    with pytest.raises(ParameterError, match="mã vụ “05/TN” đã có"):
        held.fix(office.database, key, {**cells, "Ngày": "8/5/2026", "Mã vụ": "05/TN"}, "thử", OFFICER, office.tick())
    held.set_aside(office.database, key, "trùng số thứ tự", OFFICER, office.tick())

    found = quality.summary(office.database, OFFICER, office.now.date())
    assert (found.n_received, found.n_taken, found.n_held, found.n_set_aside) == (5, 4, 0, 1)
    with pytest.raises(NotFoundError, match="không còn chờ"):
        held.fix(office.database, key, cells, "thử", OFFICER, office.tick())


def test_a_held_row_about_a_known_accident_is_not_taken_in_twice(office):
    office.take(f"{HEAD}\n05/TN,38/05/2026,9h,QL1A,Km1097+100,,3,0,,xe máy,Người E,CSGT tỉnh\n", name="sau.csv")
    row = held.waiting(office.database, OFFICER)[1].row
    cells = {**row.received, "Ngày": "8/5/2026"}

    with pytest.raises(ParameterError, match="Vụ này đã có trong dữ liệu"):
        held.fix(office.database, row.row_key, cells, "thử", OFFICER, office.tick())


# ── duplicates ──────────────────────────────────────────────────────────────────────────────────────────────────


def likely(office):
    return [
        sorted((pair.left.fields["case_number"], pair.right.fields["case_number"]))
        for pair in duplicates.waiting(office.database, OFFICER)
    ]


def decide(office, choice, **more):
    pair = (office.id("01/TN"), office.id("02/TN"))
    return duplicates.decide(office.database, pair, choice, "đã xác minh", OFFICER, office.tick(), **more)


def test_different_accidents_are_never_asked_about_again(office):
    assert likely(office) == [["01/TN", "02/TN"]]

    decide(office, DuplicateChoice.DIFFERENT)

    assert likely(office) == []
    office.take(SHEET.replace("xe máy", "mô tô"))
    assert likely(office) == []


def test_one_of_two_records_stays_and_a_later_file_knows_the_other(office):
    kept, gone = office.id("01/TN"), office.id("02/TN")

    done = decide(office, DuplicateChoice.SAME, kept_id=kept)

    assert office.cases() == ["01/TN", "04/TN", "05/TN"]
    again = office.take(SHEET.replace("18h21", "18h22"))
    assert (again.n_new, again.n_updated) == (0, 1)
    assert office.cases() == ["01/TN", "04/TN", "05/TN"]
    duplicates.take_back(office.database, done.decision_id, "nhầm", OFFICER, office.tick())
    assert office.cases() == ["01/TN", "02/TN", "04/TN", "05/TN"]
    assert office.id("02/TN") == gone
    assert likely(office) == [["01/TN", "02/TN"]]
    assert office.is_whole()


def test_collisions_in_a_row_become_one_accident(office):
    kept = office.id("01/TN")

    done = decide(office, DuplicateChoice.ONE_EVENT, kept_id=kept)

    record = office.file("01/TN").record
    assert (record.fields["killed"], record.fields["injured"]) == (2, 0)
    assert record.fields["legal_class"] == "rat_nghiem_trong"
    duplicates.take_back(office.database, done.decision_id, "nhầm", OFFICER, office.tick())
    assert office.file("01/TN").record.fields["killed"] == 1
    assert office.is_whole()


def test_an_official_record_takes_the_place_of_a_first_report_and_its_id_stays(office):
    first = office.id("01/TN")
    with office.database.write(OFFICER, "thử", office.tick()) as session:
        standings.mark_preliminary(session, first)
    (pair,) = duplicates.waiting(office.database, OFFICER)

    decide(office, DuplicateChoice.SAME, kept_id=pair.first_report)

    assert pair.first_report == first
    record = corrections.case_file(office.database, first, OFFICER)
    assert (record.record.fields["case_number"], record.standing.value) == ("02/TN", "official")
    assert len(record.received) == 2


def test_a_merge_needs_the_record_that_stays(office):
    with pytest.raises(ParameterError, match="Chọn hồ sơ được giữ lại"):
        decide(office, DuplicateChoice.SAME)
    with pytest.raises(ForbiddenMoveError, match="Cán bộ nhập liệu"):
        duplicates.waiting(office.database, VIEWER)


# ── doubts, months, the report ──────────────────────────────────────────────────────────────────────────────────


def test_doubts_are_shown_once_until_somebody_looked(office, now):
    ward = gpd.GeoDataFrame(
        {"name": ["A"], "area_code": [None]},
        geometry=[shapely.MultiPolygon([shapely.box(108.9, 14.7, 109.0, 14.9)])],
        crs="EPSG:4326",
    )
    with office.database.write(OFFICER, "ranh giới", now) as session:
        road_store.replace_boundary(session, ward)
        accident_id = accident_store.fetch_accidents(session)["accident_id"][0]
        record = accident_store.fetch_accident(session, accident_id)
        accident_store.update_accident(
            session, accident_id, {"lon": 108.5, "lat": 14.8}, expected_version=record.version
        )

    found = plausibility.waiting(office.database, OFFICER)

    rules = sorted((one.case_number, one.rule) for one in found)
    assert rules == [("01/TN", "outside_ward"), ("04/TN", "light_injury_collision"), ("05/TN", "more_dead_than_people")]
    plausibility.mark_checked(office.database, found[0].key, "đã hỏi đội", OFFICER, office.tick())
    assert len(plausibility.waiting(office.database, OFFICER)) == 2


def test_a_month_without_records_is_no_safe_month(office):
    months = completeness.by_month(office.database, OFFICER, dt.date(2026, 6, 30))

    assert months.months == ("2026-03", "2026-04", "2026-05", "2026-06")
    assert months.gaps == ("2026-04", "2026-06")
    assert (months.count("2026-03"), months.count("2026-03", "cong an phuong a")) == (2, 1)
    completeness.confirm_none(office.database, "2026-04", "CV 12 của đội", OFFICER, office.tick())
    assert completeness.by_month(office.database, OFFICER, dt.date(2026, 6, 30)).gaps == ("2026-06",)


def test_a_unit_that_falls_silent_while_others_report_is_a_warning():
    counts = {("2026-01", "a"): 2, ("2026-01", "b"): 1, ("2026-02", "a"): 1, ("2026-04", "b"): 3, ("2026-04", "c"): 1}
    months = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
    whole = Completeness(months, {"": "", "a": "Đội A", "b": "Đội B", "c": "Đội C"}, counts)

    assert whole.gaps == ("2026-03", "2026-05")  # nobody: told for the month, not for each unit
    assert whole.unit_gaps == (("2026-02", "b"), ("2026-04", "a"))  # and nothing of c before its first accident
    assert replace(whole, confirmed={"2026-02/b": "CV 3"}).unit_gaps == (("2026-04", "a"),)
    assert Completeness((), {}, {}).unit_gaps == ()


def test_the_silence_of_a_unit_is_confirmed_and_printed(office):
    day = dt.date(2026, 6, 30)
    (month, unit), *_ = completeness.by_month(office.database, OFFICER, day).unit_gaps
    name = completeness.by_month(office.database, OFFICER, day).units[unit]
    said = f"{month[5:]}/{month[:4]} – {name}"

    before = docx.Document(io.BytesIO(quality.report(office.database, OFFICER, day)))
    completeness.confirm_none(office.database, f"{month}/{unit}", "CV 15 của đơn vị", OFFICER, office.tick())
    after = docx.Document(io.BytesIO(quality.report(office.database, OFFICER, day)))

    assert any(said in paragraph.text for paragraph in before.paragraphs)
    assert not any(said in paragraph.text for paragraph in after.paragraphs)


def test_the_report_prints_the_counts_of_the_page(office):
    day = dt.date(2026, 6, 30)
    found = quality.summary(office.database, OFFICER, day)

    paper = docx.Document(io.BytesIO(quality.report(office.database, OFFICER, day)))

    text = "\n".join(p.text for p in paper.paragraphs)
    cells = {row.cells[0].text: row.cells[1].text for table in paper.tables for row in table.rows}
    assert f"{found.n_received} hàng đã nhận = {found.n_taken} hàng đã lấy vào + {found.n_held} hàng đang chờ" in text
    assert f"{found.n_accidents} vụ: {found.n_located} vụ đã có vị trí" in text
    assert cells["Cặp hồ sơ nghi trùng"] == str(found.n_duplicates) == "1"
    assert cells["04/2026"] == "không có số liệu"
    assert quality.report(office.database, OFFICER, day) == quality.report(office.database, OFFICER, day)
    assert "Người A" not in text


def test_an_empty_database_has_an_empty_summary(database, now):
    found = quality.summary(database, OFFICER, now.date())

    assert (found.n_received, found.n_accidents, found.n_doubts) == (0, 0, 0)
    assert found.completeness.months == ()
    assert conflicts.waiting(database, OFFICER) == conflicts.settled(database, OFFICER) == ()
    assert isinstance(quality.without_place(database, LocationStatus.UNLOCATED, OFFICER), pd.DataFrame)
    assert quality.report(database, OFFICER, now.date())
