"""The letter to the road authority, opened again as an office would; and the office's own catalogue of measures."""

import datetime as dt
import io
from dataclasses import replace

import docx
import pytest

from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError
from atgt.domain.meeting import MeetingHead
from atgt.domain.remediation import Horizon, Recommendation
from atgt.domain.review import SpotState
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.workflow import letters, measure_catalogue, meeting, remediation, review

S = SpotState


@pytest.fixture
def proposed(ward):
    """A place with a visit, a measure and a letter."""
    register_id = ward.first_entry()
    office = MeetingHead(
        "", dt.date(2026, 4, 1), locality="Đức Phổ", office="UBND phường Đức Phổ", recipients=("Như trên",)
    )
    meeting.set_office(ward.database, office, ward.chief, ward.tick())
    ward.bring_to(register_id, S.UNDER_REVIEW, S.INSPECTED)
    visit = SiteVisit(
        "", register_id, dt.date(2026, 4, 2), "tổ kiểm tra",
        {"sight_distance": Checked(Finding.DEFECT, "cây che biển, xe 76C-123.45 đỗ"), "surface": Checked(Finding.GOOD)},
    )  # fmt: skip
    review.record_site_visit(ward.database, visit, ward.officer, ward.tick())
    remediation.save_measure(ward.database, remediation.new_measure(register_id, "marking"), ward.officer, ward.tick())
    letter = Recommendation(
        "", register_id, "120/UBND-KT", dt.date(2026, 4, 10), "Khu Quản lý đường bộ III", "Sơn gờ giảm tốc.",
        dt.date(2026, 4, 30),
    )  # fmt: skip
    return remediation.recommend(ward.database, letter, ward.chief, ward.tick())


def words(file):
    document = docx.Document(io.BytesIO(file.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_letter_says_what_where_why_and_by_when(ward, proposed):
    said = words(letters.letter_file(ward.database, proposed.recommendation_id, ward.officer))

    for part in (
        "UBND PHƯỜNG ĐỨC PHỔ", "Số: 120/UBND-KT", "Kính gửi: Khu Quản lý đường bộ III", "D-0001", "Sơn gờ giảm tốc.",
        "Thông tư 41/2024/TT-BGTVT", "Tầm nhìn: có bất cập", "trước ngày 30/04/2026", "Trước mắt:",
        "DỮ LIỆU MÔ PHỎNG",
    ):  # fmt: skip
        assert part in said, part
    assert "là điểm đen" not in said
    assert "76C-123.45" not in said


def test_the_same_letter_gives_the_same_bytes(ward, proposed):
    one, two = (letters.letter_file(ward.database, proposed.recommendation_id, ward.officer) for _ in range(2))

    assert one == two


def test_the_committee_does_not_write_letters(ward, proposed):
    with pytest.raises(ForbiddenMoveError, match="Cán bộ nhập liệu"):
        letters.letter_file(ward.database, proposed.recommendation_id, ward.member)


def test_a_letter_that_does_not_exist(ward):
    with pytest.raises(NotFoundError, match="KN-9"):
        letters.letter_file(ward.database, "KN-9", ward.officer)


def test_an_office_adds_measures_of_its_own_and_uses_them(ward):
    register_id = ward.first_entry()
    mirror = measure_catalogue.kind_of("Gương cầu lồi", Horizon.IMMEDIATE, needs_acceptance=False)

    measure_catalogue.set_own_kinds(ward.database, [mirror], ward.chief, ward.tick())

    kinds = measure_catalogue.catalogue_of(ward.database)
    assert kinds == (*remediation.catalogue(), mirror)
    measure = remediation.new_measure(register_id, "guong_cau_loi", kinds=kinds)
    assert remediation.save_measure(ward.database, measure, ward.officer, ward.tick()).description == "Gương cầu lồi"


def test_an_own_line_stands_in_the_place_of_a_reference_line(ward):
    first = remediation.catalogue()[0]
    own = replace(first, needs_acceptance=not first.needs_acceptance)

    measure_catalogue.set_own_kinds(ward.database, [own], ward.chief, ward.tick())

    assert measure_catalogue.catalogue_of(ward.database)[0] == own
    assert len(measure_catalogue.catalogue_of(ward.database)) == len(remediation.catalogue())


def test_lines_without_a_name_and_twins_are_refused(ward):
    mirror = measure_catalogue.kind_of("Gương cầu lồi", Horizon.IMMEDIATE, needs_acceptance=False)

    with pytest.raises(ParameterError, match="trùng tên"):
        measure_catalogue.set_own_kinds(ward.database, [mirror, mirror], ward.chief, ward.tick())
    nameless = measure_catalogue.kind_of(" ", Horizon.IMMEDIATE, needs_acceptance=False)
    with pytest.raises(ParameterError, match="phải có tên"):
        measure_catalogue.set_own_kinds(ward.database, [nameless], ward.chief, ward.tick())
    assert measure_catalogue.own_kinds(ward.database) == ()


def test_the_committee_sees_a_place_without_what_may_show_people(ward, proposed):
    from atgt.workflow import register_pages

    day = dt.date(2026, 5, 1)
    seen = register_pages.spot_page(ward.database, proposed.register_id, ward.member, day)
    full = register_pages.spot_page(ward.database, proposed.register_id, ward.officer, day)

    assert full.visits[0].visitors == "tổ kiểm tra"
    assert seen.visits[0].visitors == ""
    assert "76C-123.45" in full.visits[0].checklist["sight_distance"].note
    assert "[biển số]" in seen.visits[0].checklist["sight_distance"].note
    assert seen.files == ()
