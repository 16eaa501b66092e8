"""Hazards in the proposal to the road authority: RFC 7946, their evidence in coded words, nothing typed by hand."""

import datetime as dt
import io
import json

import docx
import openpyxl
import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import SpotLevel
from atgt.domain.hazard import HazardState
from atgt.domain.meeting import MeetingHead
from atgt.domain.site_visit import Checked, Finding
from atgt.reports.road_proposal import PROPERTIES
from atgt.storage.repositories import hazards as hazard_store
from atgt.workflow import exporting, hazards, meeting, meeting_pages, placing, register_pages, review, roads
from atgt.workflow.hazards import HazardReport
from tests.workflow.test_exporting import rfc7946_faults
from tests.workflow.test_season import lay_roads

OFFICER, CHIEF = Actor("binh", Role.EDITOR), Actor("an", Role.APPROVER)
WORDS = "gần nhà bà Nguyễn Thị B, 0905 123 456, xe 76A-123.45"
DAY = dt.date(2026, 10, 5)


@pytest.fixture
def ward(empty_database, now):
    """Roads, and one hazard on QL1 with two defects, described in words that name people."""
    lay_roads(empty_database)
    record(empty_database, now)
    return empty_database


def record(database, now, **more):
    placed = placing.locate_place(roads.load_network(database), {"road_name": "QL1", "km_post": "Km1092+400"})
    checklist = {
        "sight_distance": Checked(Finding.DEFECT, WORDS),
        "surface": Checked(Finding.DEFECT, WORDS),
        "junction": Checked(Finding.GOOD),
    }
    found = HazardReport(**{"kind": "sight", "description": WORDS, "reported_on": DAY, "checklist": checklist, **more})
    return hazards.record(database, found, placed, OFFICER, now)


def features(database, what="hazards", **more):
    made = exporting.export(database, what=what, file_format="geojson", **more)
    document = json.loads(made.content)
    assert rfc7946_faults(document) == []
    assert made.n_items == len(document["features"])
    return document["features"]


def test_a_hazard_needs_no_screening_to_be_proposed(ward):
    (feature,) = features(ward)
    told = feature["properties"]

    assert list(told) == list(PROPERTIES)
    assert feature["geometry"]["type"] == "Point"
    assert (told["cap"], told["loai"], told["tuyen"]) == ("potential", "hazard", "QL1")
    assert told["ly_trinh_dau"] == told["ly_trinh_cuoi"] == "Km1092+400"
    assert told["bat_cap"].startswith("Tầm nhìn; Mặt đường")
    assert told["ngay_ghi_nhan"] == "2026-10-05"
    assert "41/2024" in told["can_cu"]
    assert told["kien_nghi"].startswith("Ủy ban nhân dân phường đề nghị kiểm tra vị trí ")
    assert (told["so_vu"], told["cac_vu"], told["dau_van_tay"]) == (None, None, None)


def test_nothing_typed_by_hand_leaves(ward):
    files = [exporting.export(ward, what="hazards", file_format=form).content for form in ("geojson", "xlsx")]
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(files[1])).active.iter_rows() for cell in row]
    for words in ("Nguyễn Thị B", "0905", "76A"):
        assert words not in files[0].decode()
        assert words not in " ".join(cells)


def test_a_kind_that_only_its_author_knows_is_not_spelt_out(ward, now):
    import pandas as pd

    row = pd.DataFrame(
        {
            "hazard_id": ["HZ-X"], "kind": [WORDS], "description": [""], "reported_on": [DAY], "state": ["open"],
            "checklist": [None], "lon": [108.95], "lat": [14.8],
        }
    )  # fmt: skip
    with ward.write(OFFICER, "nhập", now) as session:
        hazard_store.insert_hazards(session, row)

    told = next(one["properties"] for one in features(ward) if one["id"] == "HZ-X")

    assert told["nguy_co"] == "Nguy cơ khác"
    assert "0905" not in json.dumps(told)


def test_what_is_put_right_or_set_aside_is_not_proposed(ward, now):
    second = record(ward, now, kind="surface")
    assert len(features(ward)) == 2

    hazards.set_state(ward, second, HazardState.HANDLED, OFFICER, now, expected_version=1)
    assert len(features(ward)) == 1

    entry = register_pages.register_page(ward, DAY).entries[0]
    request = review.MoveRequest(review.SpotState.DISMISSED, CHIEF, now, "không nguy hiểm")
    review.move(ward, entry.register_id, request)
    assert features(ward) == []


def test_hazards_stand_in_the_proposal_beside_the_places(sample_database):
    everything, black, potential = (
        features(sample_database, "spots", level=level) for level in (None, SpotLevel.BLACK, SpotLevel.POTENTIAL)
    )
    counted = [[one["properties"]["loai"] for one in some].count("hazard") for some in (everything, black, potential)]

    assert counted[0] == counted[2] > 0
    assert counted[1] == 0
    hazard = next(one["properties"] for one in everything if one["properties"]["loai"] == "hazard")
    assert hazard["dau_van_tay"] == everything[0]["properties"]["dau_van_tay"]
    assert hazard["mo_phong"] is True
    book = openpyxl.load_workbook(
        io.BytesIO(exporting.export(sample_database, what="spots", file_format="xlsx").content)
    )
    assert book.sheetnames == ["Danh sách", "Nguy cơ"]
    rows = [row for row in book["Nguy cơ"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(rows) == counted[0]


def test_the_committee_may_hand_them_out(ward):
    assert features(ward.seen_by(Actor("uy-vien", Role.VIEWER))) == features(ward)


# ── the same words on the page of the place, in the list and in the minutes ─────────────────────────────────────────


def test_page_and_list_tell_what_shows_a_hazard(ward):
    shown = register_pages.register_page(ward, DAY)
    page = register_pages.spot_page(ward, shown.entries[0].register_id, OFFICER, DAY)

    assert shown.listed[0].state == "Đã ghi nhận, chờ xem xét"  # it reaches no threshold
    assert shown.listed[0].clauses == (page.hazard.clause.vi,)
    assert shown.listed[0].why == page.hazard.why.vi
    assert "Điều 14)" in page.hazard.clause.vi
    assert page.hazard.why.vi.startswith("Ghi nhận ngày 05/10/2026: ")
    assert "bất cập: Tầm nhìn; Mặt đường" in page.hazard.why.vi
    assert page.hazard.why.en.startswith("Recorded on 2026-10-05: ")
    assert "Nguyễn Thị B" not in repr(page.hazard)


def test_the_printed_list_names_the_basis_of_a_hazard(ward, now):
    held = meeting.prepare(ward, MeetingHead("Họp", DAY), OFFICER, now)
    meeting.freeze(ward, held.meeting_id, OFFICER, now, expected_version=held.version)

    document = docx.Document(io.BytesIO(meeting_pages.printed(ward, held.meeting_id).content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "Căn cứ: Hiện trạng công trình đường bộ" in said
    assert "Ghi nhận tháng 10/2026" in said  # what a meeting prints tells months, never days
    assert "Đủ ngưỡng, chờ xem xét" not in said
    assert "Ngưỡng đạt" not in said
