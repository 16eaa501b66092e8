"""A season of the committee, through the use cases alone: three months of accidents, screening, register, review,
meeting, decisions, minutes, remediation, the next quarter, the difference, a recurrence. Each step is a test.

      Km1092            Km1093            Km1094
    ────┼──A(+400–520)────┼──B(+250)────────┼────  QL1
                                  │
                                  C (Km0+800, next quarter)   ĐT627C
"""

import datetime as dt
import io
from dataclasses import replace
from types import SimpleNamespace

import docx
import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import AttachmentKind
from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead
from atgt.domain.register import ChangeKind, Infrastructure, ReasonKind
from atgt.domain.remediation import MeasureState, Recommendation
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.screening import ScreeningParameters
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.workflow import (
    carrying_out,
    follow_up,
    intake,
    meeting,
    meeting_pages,
    register,
    register_pages,
    remediation,
    review,
    roads,
    screening,
)

S = SpotState
VIETNAM = dt.timezone(dt.timedelta(hours=7))
OFFICER, CHIEF, CHAIR = (
    Actor("can-bo", Role.EDITOR),
    Actor("doi-truong", Role.APPROVER),
    Actor("chu-tich", Role.APPROVER),
)
SHEETS = {
    7: [("1", "05/07/2026", "18h20", "QL1", "Km1092+400", "1", "0"), ("2", "11/07/2026", "7h", "QL1", "Km1093+250", "0", "1")],
    8: [("1", "21/08/2026", "5h10", "QL1A", "Km1092+520", "1", "1")],
    9: [("1", "02/09/2026", "22h", "QL1", "Km1092+460", "0", "2"), ("2", "31/02/2026", "7h", "QL1", "Km1092+600", "0", "1")],
    11: [("1", "15/11/2026", "19h", "QL1", "Km1092+430", "1", "0"), ("2", "20/11/2026", "6h", "QL1", "Km1093+250", "0", "1")],
    12: [
        ("1", "10/12/2026", "17h", "QL1", "Km1092+500", "1", "0"),
        ("2", "12/12/2026", "8h", "ĐT627C", "Km0+800", "1", "0"),
        ("3", "18/12/2026", "9h", "ĐT627C", "Km0+850", "1", "0"),
    ],
}  # fmt: skip


def at(month, day, hour=8):
    return dt.datetime(2026, month, day, hour, tzinfo=VIETNAM)


def sheet(rows):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["STT", "Ngày", "Giờ", "Tuyến đường", "Lý trình", "Số người chết", "Số người bị thương"])
    for row in rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def lay_roads(database):
    def line(*points):
        return gpd.GeoSeries([shapely.LineString(points)], crs="EPSG:5898").to_crs("EPSG:4326").iloc[0]

    layer = gpd.GeoDataFrame(
        {
            "segment_id": ["S1", "S2"], "route_id": ["QL1", "DT627C"], "road_name": ["QL1", "ĐT627C"],
            "alignment": None, "road_class": ["quoc_lo", "duong_tinh"], "manager": ["Khu Quản lý đường bộ III", None],
            "aliases": ["QL1A", None], "kind": "road", "bridge_level": 0,
        },
        geometry=[line((600_000, 1_637_000), (604_000, 1_637_000)), line((602_700, 1_637_000), (602_700, 1_635_000))],
        crs="EPSG:4326",
    )  # fmt: skip
    metric = [
        (601_000, 1_637_000),
        (602_000, 1_637_000),
        (603_000, 1_637_000),
        (602_700, 1_637_000),
        (602_700, 1_636_000),
    ]
    posts = gpd.GeoSeries([shapely.Point(p) for p in metric], crs="EPSG:5898").to_crs("EPSG:4326")
    anchors = pd.DataFrame(
        {
            "route_id": ["QL1"] * 3 + ["DT627C"] * 2,
            "chainage_m": [1_092_000.0, 1_093_000.0, 1_094_000.0, 0.0, 1_000.0],
            "lon": posts.x.to_numpy(), "lat": posts.y.to_numpy(),
        }
    )  # fmt: skip
    roads.import_roads(
        database, layer.to_json().encode(), name="duong.geojson", actor=OFFICER, now=at(7, 1), anchors=anchors
    )


def import_month(database, month):
    seen = intake.preview(database, sheet(SHEETS[month]), name=f"thang{month}.xlsx", today=dt.date(2026, month, 28))
    return intake.accept(database, seen, OFFICER, at(month, 28))


def screen(database, as_of, now):
    run = screening.run_screening(database, ScreeningParameters(as_of=as_of), OFFICER, now)
    return register.update_from_run(database, run, OFFICER, now + dt.timedelta(minutes=5))


def move(database, register_id, end, actor, now, **more):
    entry = register_pages.spot_page(database, register_id, actor, now.date()).entry
    request = MoveRequest(end, actor, now, **more)
    return review.move(database, register_id, request, expected_version=entry.version)


def hold_meeting(database, head, decisions, now):
    """Prepare, freeze, decide everything, close, carry out; returns id, agenda and outcomes."""
    held = meeting.prepare(database, head, OFFICER, now)
    meeting.freeze(database, held.meeting_id, OFFICER, now, expected_version=held.version)
    page = meeting_pages.meeting_page(database, held.meeting_id, head.held_on)
    for item in page.items:
        meeting.decide(database, held.meeting_id, item.register_id, decisions[item.register_id], OFFICER, now)
    end = replace(head, number="07", ends_at=dt.time(10, 45), conclusion="Thống nhất các quyết định trên.")
    version = page.meeting.version
    meeting.close(database, held.meeting_id, CHAIR, now, expected_version=version, head=end)
    outcomes = carrying_out.carry_out(database, held.meeting_id, CHAIR, now + dt.timedelta(hours=1))
    return SimpleNamespace(id=held.meeting_id, agenda={i.register_id: i.reasons for i in page.items}, outcomes=outcomes)


HEAD = MeetingHead(
    "Họp xem xét các vị trí đủ ngưỡng quý III năm 2026", dt.date(2026, 10, 6), "Phòng họp", "Đức Phổ", "UBND tỉnh Quảng Ngãi",
    "UBND phường Đức Phổ", "", "BB-UBND", dt.time(8, 0), chair="Chủ trì (mô phỏng)", secretary="Thư ký (mô phỏng)",
)  # fmt: skip
PROPOSE = ItemDecision(
    Decision.PROPOSE, 7, 1, 1, "Một ý kiến đề nghị lắp đèn tín hiệu ngay.", "", "Sơn gờ giảm tốc; lắp dải phân cách",
    "Công an phường", ("Phòng Kinh tế",), 10,
)  # fmt: skip
DISMISS = ItemDecision(Decision.DISMISS, 9, reason="xe tự ngã do buồn ngủ, đường tốt")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def season(request, tmp_path_factory):
    """The whole season, told once on each engine; the tests look at what each step left."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server").create()
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('season') / 'ward.gpkg'}"
    database = Database.open(url)
    lay_roads(database)
    told = SimpleNamespace(database=database)
    told.imports = [import_month(database, month) for month in (7, 8, 9)]
    told.first = screen(database, dt.date(2026, 9, 30), at(10, 1))
    a, b = told.a, told.b = "D-0001", "D-0002"

    move(database, a, S.UNDER_REVIEW, OFFICER, at(10, 2))
    visit = SiteVisit(
        "", a, dt.date(2026, 10, 3), "tổ kiểm tra", {"sight_distance": Checked(Finding.DEFECT, "cây che biển báo")},
        infrastructure=Infrastructure.YES,
    )  # fmt: skip
    visit = review.record_site_visit(database, visit, OFFICER, at(10, 3))
    photo = {
        "record": "site_visit",
        "key": visit.visit_id,
        "kind": AttachmentKind.PHOTO_SITE,
        "name": "hien-truong.jpg",
    }
    remediation.attach(database, b"\xff\xd8\xff" + b"anh", actor=OFFICER, now=at(10, 3), **photo)
    move(database, a, S.INSPECTED, CHIEF, at(10, 4))

    told.meeting = hold_meeting(database, HEAD, {a: PROPOSE, b: DISMISS}, at(10, 6, 9))
    told.minutes = meeting_pages.printed(database, told.meeting.id)

    letter = Recommendation("", a, "120/UBND-KT", dt.date(2026, 10, 8), "Khu QLĐB III", reply_due=dt.date(2026, 10, 15))
    letter = remediation.recommend(database, letter, OFFICER, at(10, 8))
    told.late = remediation.overdue(database, dt.date(2026, 10, 19))
    remediation.record_reply(
        database, letter.recommendation_id, number="88/KQL", replied_on=dt.date(2026, 10, 19), reply="nhất trí",
        actor=OFFICER, now=at(10, 19),
    )  # fmt: skip
    move(database, a, S.IN_TREATMENT, OFFICER, at(10, 20))
    works = remediation.new_measure(
        a, "median", cost_vnd=350_000_000, money_source="Ngân sách tỉnh", owner_unit="Khu QLĐB III",
        state=MeasureState.DONE, started_on=dt.date(2026, 10, 20), finished_on=dt.date(2026, 10, 30), progress_pct=100,
    )  # fmt: skip
    works = remediation.save_measure(database, works, OFFICER, at(10, 30))
    with pytest.raises(ForbiddenMoveError) as told.not_accepted:
        move(database, a, S.TREATED, OFFICER, at(10, 30, 9))
    accepted = replace(
        works, accepted_on=dt.date(2026, 10, 31), acceptance_document="9/BB-NT", opened_on=dt.date(2026, 11, 1)
    )
    remediation.save_measure(database, accepted, OFFICER, at(10, 31))
    move(database, a, S.TREATED, OFFICER, at(10, 31, 9))
    move(database, a, S.FOLLOW_UP, OFFICER, at(11, 1))
    told.followed = follow_up.report(database, a, dt.date(2026, 11, 10))

    for month in (11, 12):
        import_month(database, month)
    told.second = screen(database, dt.date(2026, 12, 31), at(12, 31))
    told.again = screen(database, dt.date(2026, 12, 31), at(12, 31, 10))
    told.recurred = follow_up.report(database, a, dt.date(2026, 12, 31))
    inspect = ItemDecision(Decision.INSPECT, 9, responsible_unit="Công an phường", working_days=15)
    decisions = dict.fromkeys((a, b, "D-0003"), inspect)
    head = replace(HEAD, title="Họp quý IV năm 2026", held_on=dt.date(2026, 12, 31))
    told.next_meeting = hold_meeting(database, head, decisions, at(12, 31, 14))
    yield told
    database.close()


def changes(update):
    return {change.register_id: change for change in update.changes}


def words_of(stored):
    document = docx.Document(io.BytesIO(stored.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_three_months_come_in_and_a_faulty_row_is_held(season):
    assert [(report.n_read, report.n_accepted, report.n_held) for report in season.imports] == [
        (2, 2, 0),
        (1, 1, 0),
        (2, 1, 1),
    ]


def test_the_first_screening_fills_the_register(season):
    found = changes(season.first)

    assert {key: (c.kind, c.level_after) for key, c in found.items()} == {
        season.a: (ChangeKind.NEW, SpotLevel.BLACK), season.b: (ChangeKind.NEW, SpotLevel.POTENTIAL),
    }  # fmt: skip


def test_the_agenda_names_both_as_new(season):
    assert season.meeting.agenda == {season.a: (AgendaReason.NEW,), season.b: (AgendaReason.NEW,)}


def test_the_decisions_are_carried_out_by_somebody_else_than_who_inspected(season):
    assert [(o.register_id, o.has_moved) for o in season.meeting.outcomes] == [(season.a, True), (season.b, True)]


def test_the_minutes_tell_it(season):
    said = words_of(season.minutes)

    for words in (
        "BIÊN BẢN", "Số: 07/BB-UBND", "D-0001", "tán thành 07, không tán thành 01, không có ý kiến 01",
        "Một ý kiến đề nghị lắp đèn tín hiệu ngay.", "xe tự ngã do buồn ngủ", "20/10/2026 (10 ngày làm việc)",
        "thẩm quyền quyết định: Khu Quản lý đường bộ III", "Thông tư 41/2024/TT-BGTVT",
    ):  # fmt: skip
        assert words in said, words


def test_the_minutes_are_the_same_bytes_after_everything_that_followed(season):
    assert meeting_pages.printed(season.database, season.meeting.id) == season.minutes


def test_a_letter_without_answer_becomes_late(season):
    assert [(item.key, item.days) for item in season.late] == [("D-0001/KN-0001", 2)]


def test_works_without_acceptance_kept_the_spot_from_being_treated(season):
    assert "chưa nghiệm thu" in str(season.not_accepted.value)


def test_the_follow_up_began_without_accidents(season):
    assert season.followed.proposal is follow_up.Proposal.WAIT
    assert season.followed.after == ()
    assert season.followed.periods.works.last == dt.date(2026, 10, 30)


def test_the_next_quarter_tells_what_is_new_changed_and_why(season):
    found = changes(season.second)

    assert {key: change.kind for key, change in found.items()} == {
        season.a: ChangeKind.CHANGED, season.b: ChangeKind.CHANGED, "D-0003": ChangeKind.NEW,
    }  # fmt: skip
    assert all(change.reasons[0].kind is ReasonKind.ACCIDENT_ADDED for change in found.values())
    assert "15/11/2026, 10/12/2026" in found[season.a].reasons[0].text.vi


def test_the_treated_spot_recurred_on_accidents_after_the_works(season):
    change = changes(season.second)[season.a]

    assert (change.state_before, change.state_after) == (S.FOLLOW_UP, S.RECURRED)
    assert season.recurred.proposal is follow_up.Proposal.RECURRED
    assert len(season.recurred.after) == 2


def test_the_dismissed_spot_is_back_because_of_a_new_accident(season):
    change = changes(season.second)[season.b]
    story = register_pages.spot_page(season.database, season.b, OFFICER, dt.date(2026, 12, 31))

    assert (change.state_before, change.state_after) == (S.DISMISSED, S.CANDIDATE)
    assert "có dữ kiện mới: thêm 1 vụ: 20/11/2026" in [move.reason for move in story.moves]


def test_the_same_screening_again_changes_nothing(season):
    assert {change.kind for change in season.again.changes} == {ChangeKind.UNCHANGED}


def test_the_next_agenda_puts_the_recurred_spot_first(season):
    assert list(season.next_meeting.agenda.items()) == [
        (season.a, (AgendaReason.RECURRED, AgendaReason.CHANGED)),
        (season.b, (AgendaReason.RETURNED, AgendaReason.CHANGED)),
        ("D-0003", (AgendaReason.NEW,)),
    ]


def test_the_next_list_tells_the_difference_to_the_last(season):
    frozen = meeting_pages.frozen(season.database, season.next_meeting.id)
    told = {change.register_id: (change.kind, " ".join(change.what)) for change in frozen.since_last}

    assert told[season.a][0] == "changed"
    assert "tình trạng: Đã kiểm tra hiện trường → Tái phát" in told[season.a][1]
    assert told["D-0003"][0] == "new"
    assert [o.has_moved for o in season.next_meeting.outcomes] == [True, True, True]


def test_the_page_of_the_spot_holds_the_whole_year(season):
    story = register_pages.spot_page(season.database, season.a, CHIEF, dt.date(2026, 12, 31))

    assert [move.end for move in story.moves] == [
        S.CANDIDATE, S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP,
        S.RECURRED, S.UNDER_REVIEW,
    ]  # fmt: skip
    assert (len(story.meetings), len(story.measures), len(story.files)) == (2, 1, 1)
    assert story.entry.responsibility.is_province_owned
    assert story.entry.due_on == dt.date(2027, 1, 22)  # fifteen working days; it stands until the site is inspected


def test_every_record_is_as_the_audit_log_says(season):
    with season.database.read() as session:
        assert verification.verify(session).is_whole
