"""The minutes as .docx: laid out by NĐ 30/2020, complete, the same bytes each time, and nothing declared."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from atgt.domain.frozen_list import AgendaItem, FrozenList, ListChange, ListedSpot, RunStamp
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, VersionKind
from atgt.reports import layout, minutes

DAY = dt.date(2026, 11, 3)


def spot(number, **more):
    return ListedSpot(
        f"D-{number:04d}", "spot", "Điểm hay xảy ra TNGT (điểm đen) – đủ ngưỡng", "Đã kiểm tra hiện trường",
        f"QL1, Km109{number % 10}+400 – Km109{number % 10}+620", "QL1", "Km1092+400", "Km1092+620", 108.95, 14.8,
        {"0": 2, "1": 1}, 3, 2, 4, dt.date(2026, 1, 5), dt.date(2026, 9, 20),
        ("từ 02 vụ tai nạn đều có người chết (TT 41/2024/TT-BGTVT, Điều 14)",),
        "02 vụ chết người trong 12 tháng, đủ ngưỡng số vụ, đề nghị cơ quan quản lý đường bộ kiểm tra.",
        owner="Khu Quản lý đường bộ III", decided_by="Khu Quản lý đường bộ III", **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def frozen():
    head = MeetingHead(
        "Họp xem xét các vị trí đủ ngưỡng quý III năm 2026", DAY, "Phòng họp UBND phường", "Đức Phổ",
        "UBND tỉnh Quảng Ngãi", "UBND phường Đức Phổ", "05", "BB-UBND", dt.time(8, 0), dt.time(10, 30),
        "Chủ tịch (mô phỏng)", "Thư ký (mô phỏng)", ("Công an phường", "Phòng Kinh tế"), ("Đoàn Thanh niên",),
        ("UBND tỉnh (báo cáo)", "Lưu: VT, hồ sơ"), "Thống nhất các quyết định nêu trên.",
    )  # fmt: skip
    run = RunStamp(
        "ab12cd34ef56", "9f" * 32, "TT41-2024", "Thông tư 41/2024/TT-BGTVT", dt.date(2025, 11, 1), dt.date(2026, 10, 31),
        12, 300.0, 50.0, 412, 17, "ATGT 0.1.0",
    )  # fmt: skip
    decided = ItemDecision(
        Decision.PROPOSE, 7, 1, 0, "Đề nghị lắp đèn tín hiệu trước.", "", "Lắp đèn chớp vàng; lâu dài cải tạo nút giao.",
        "Công an phường", ("Phòng Kinh tế",), 20, dt.date(2026, 12, 2), "lịch nghỉ chưa xác nhận: 24/11/2026",
    )  # fmt: skip
    spots = (
        spot(1, shared_with="phường Trà Câu", changes=("thay đổi (thêm 1 vụ: 02/09/2026)",)),
        *(spot(n, is_found=n != 5) for n in range(2, 15)),
    )
    return FrozenList(
        "H-2026-0002", 2, VersionKind.MINUTES, head, run, spots,
        (AgendaItem(1, "D-0001", (AgendaReason.NEW, AgendaReason.OVERDUE), decided), AgendaItem(2, "D-0002", (AgendaReason.GONE,), None)),
        "H-2026-0001", (ListChange("D-0001", "QL1", "changed", ("số vụ: 2 → 3",)), ListChange("D-0009", "QL24", "gone", ("Hết tiêu chí",))),
        is_sample=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def document(frozen):
    return docx.Document(io.BytesIO(minutes.minutes(frozen)))


def all_words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_same_list_gives_the_same_bytes(frozen):
    assert minutes.minutes(frozen) == minutes.minutes(frozen)
    assert minutes.agenda(frozen) == minutes.agenda(frozen)


def test_nothing_in_the_file_depends_on_the_day_it_was_made(frozen):
    with zipfile.ZipFile(io.BytesIO(minutes.minutes(frozen))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(io.BytesIO(minutes.minutes(frozen))).core_properties
    assert (core.created.date(), core.modified.date(), core.author, core.revision) == (DAY, DAY, "ATGT", 1)


def test_paper_and_margins_are_those_of_the_decree(document):
    section = document.sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20


def test_the_page_number_stands_centred_in_the_top_margin_but_not_on_the_first_page(document):
    section = document.sections[0]
    header = section.header.paragraphs[0]

    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert header.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert "PAGE" in header._p.xml
    assert header.runs[0].font.size.pt in {13, 14}
    assert not document.sections[1].different_first_page_header_footer  # the annex is not page 1


def test_every_letter_is_in_times_new_roman_and_the_text_is_vietnamese(document):
    paragraphs = [
        *document.paragraphs,
        *(p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs),
    ]
    fonts = document.styles["Normal"].element.rPr.rFonts

    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert {p.style.name for p in paragraphs} == {"Normal"}
    assert {run.font.name for p in paragraphs for run in p.runs} == {None}  # nothing departs from the style
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert "Đ" in all_words(document)


@pytest.mark.parametrize(
    ("words", "sizes", "is_bold", "is_italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {12, 13}, True, False),
        ("Độc lập - Tự do - Hạnh phúc", {13, 14}, True, False),
        ("UBND PHƯỜNG ĐỨC PHỔ", {12, 13}, True, False),
        ("UBND TỈNH QUẢNG NGÃI", {12, 13}, False, False),
        ("Số: 05/BB-UBND", {13}, False, False),
        ("Đức Phổ, ngày 03 tháng 11 năm 2026", {13, 14}, False, True),
        ("BIÊN BẢN", {13, 14}, True, False),
        ("Nơi nhận:", {12}, True, True),
        ("- UBND tỉnh (báo cáo);", {11}, False, False),
        ("- Lưu: VT, hồ sơ.", {11}, False, False),
        ("THƯ KÝ", {13, 14}, True, False),
        ("CHỦ TRÌ", {13, 14}, True, False),
    ],
)
def test_each_part_has_the_size_of_the_decree(document, words, sizes, is_bold, is_italic):
    paragraphs = [
        *document.paragraphs,
        *(p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs),
    ]
    (run,) = next(p.runs for p in paragraphs if p.text == words)

    assert run.font.size.pt in sizes
    assert (bool(run.bold), bool(run.italic)) == (is_bold, is_italic)


def test_the_body_is_justified_with_an_indented_first_line(document):
    body = next(p for p in document.paragraphs if p.text.startswith("Biểu quyết"))

    assert body.alignment is WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(body.paragraph_format.first_line_indent.mm, 1) in {10.0, 12.7}
    assert body.paragraph_format.space_after.pt >= 6
    assert 1.0 <= body.paragraph_format.line_spacing <= 1.5
    assert {run.font.size.pt for run in body.runs} <= {13, 14}


def test_everything_decided_is_said(document):
    said = all_words(document)

    for words in (
        "DỮ LIỆU MÔ PHỎNG", "8 giờ 00, ngày 03 tháng 11 năm 2026", "Công an phường; Phòng Kinh tế", "Đoàn Thanh niên",
        "9f" * 32, "Thông tư 41/2024/TT-BGTVT", "L = 300 m", "17 vụ chưa có vị trí", "So với cuộc họp H-2026-0001",
        "số vụ: 2 → 3", "Không còn đủ ngưỡng: D-0009", "Mới phát hiện; Quá hạn.", "03 vụ từ tháng 01/2026 đến tháng 09/2026, dưới 3 người chết",
        "Kiến nghị cơ quan quản lý đường bộ", "tán thành 07, không tán thành 01, không có ý kiến 00", "lắp đèn tín hiệu trước",
        "02/12/2026 (20 ngày làm việc); lịch nghỉ chưa xác nhận: 24/11/2026", "phối hợp: Phòng Kinh tế", "Chưa có quyết định.",
        "phường Trà Câu", "Cuộc họp kết thúc vào 10 giờ 30, ngày 03 tháng 11 năm 2026./.", "PHỤ LỤC",
    ):  # fmt: skip
        assert words in said, words


def test_the_minutes_propose_and_never_declare(document):
    said = all_words(document)

    assert "đề nghị cơ quan quản lý đường bộ kiểm tra" in said
    assert "do cơ quan quản lý đường bộ thực hiện" in said
    assert "là điểm đen" not in said.lower()


def test_the_annex_lists_every_spot_and_repeats_its_heading(document):
    table = document.tables[-1]

    assert [row.cells[1].text for row in table.rows[1:]] == [f"D-{n:04d}" for n in range(1, 15)]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "không còn đủ ngưỡng" in table.rows[5].cells[3].text
    width = sum(column.width.mm for column in table.columns)
    assert round(width) <= 210 - 30 - 20


def test_real_data_carries_no_notice_and_a_missing_number_leaves_room(frozen):
    head = replace(frozen.head, number="", ends_at=None, chair="", conclusion="")
    said = all_words(docx.Document(io.BytesIO(minutes.minutes(replace(frozen, is_sample=False, head=head)))))

    assert "MÔ PHỎNG" not in said
    assert "Số: ……/BB-UBND" in said
    assert "kết thúc vào …… giờ ……" in said


def test_an_amendment_says_why(frozen):
    made = replace(frozen, kind=VersionKind.AMENDMENT, version=3, amended_because="ghi nhầm đơn vị")
    assert "Bản sửa đổi lần 3, lý do: ghi nhầm đơn vị" in all_words(docx.Document(io.BytesIO(minutes.minutes(made))))


def test_the_list_for_the_meeting_shows_no_decisions(frozen):
    said = all_words(docx.Document(io.BytesIO(minutes.agenda(frozen))))

    assert "DANH SÁCH TRÌNH HỌP" in said
    assert "Biểu quyết" not in said
    assert "D-0014" in said


def test_an_empty_list_is_a_document_too(frozen):
    empty = replace(frozen, spots=(), items=(), run=None, previous_meeting="", since_last=())
    said = all_words(docx.Document(io.BytesIO(minutes.minutes(empty))))

    assert "Không có vị trí nào." in said
    assert "cuộc họp đầu tiên" in said


@pytest.mark.parametrize(
    ("day", "words"), [(dt.date(2026, 1, 9), "ngày 09 tháng 01"), (dt.date(2026, 12, 31), "ngày 31 tháng 12")]
)
def test_days_are_written_as_documents_write_them(day, words):
    assert layout.long_day(day).startswith(words)
