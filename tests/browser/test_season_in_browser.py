"""The committee's season in a real browser, each step a test: import, screen, register, review, meeting on the
projector, decisions, minutes, remediation, the next quarter's data, the difference, a recurrence.

The computer has one user; the second pair of eyes works on its command line (``--as``).
"""

import io
import re
from types import SimpleNamespace

import docx
import pytest
from click.testing import CliRunner

from atgt.cli import cli
from atgt.storage.database import Database
from tests.quarters import MONTHS
from tests.workflow.test_season import lay_roads, sheet

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
A, B, C = "D-0001", "D-0002", "D-0003"


@pytest.fixture(scope="module")
def office(contexts, serve, tmp_path_factory):
    """A ward with roads and nothing else, served; one page; a second person on the command line."""
    folder = tmp_path_factory.mktemp("season")
    url = f"sqlite:///{folder / 'ward.gpkg'}"
    database = Database.open(url)
    lay_roads(database)
    database.close()
    page = contexts().new_page()
    page.set_default_timeout(60_000)  # CI machines may be slow
    outside = []
    page.on("request", lambda request: outside.append(request.url))

    def atgt(*words):
        return CliRunner().invoke(cli, ["--database", url, *map(str, words)], prog_name="atgt")

    with serve(url, folder / "server.log") as base:
        yield SimpleNamespace(page=page, base=base, atgt=atgt, kept={}, outside=outside)
    page.close()


def visit(office, address, *, width=1366, height=900):
    office.page.set_viewport_size({"width": width, "height": height})
    office.page.goto(f"{office.base}/{address}")
    office.page.locator(".atgt-footer").wait_for()
    return office.page


def said(page, words):
    """Wait until the page says it, above the fold or below."""
    page.get_by_text(words, exact=False).first.wait_for(state="attached")


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def choose(page, label, words):
    """Choose from a list by typing."""
    box = page.get_by_role("combobox", name=re.compile(re.escape(label)))
    box.first.click()
    box.first.fill(words)
    page.get_by_role("option", name=re.compile(re.escape(words))).first.click()


def write(page, label, words):
    page.get_by_label(label, exact=True).first.fill(words)


def date(page, label, day):
    """Type a day, segment by segment, as one does."""
    field = page.locator("[data-testid=stDateInput]").filter(has=page.get_by_text(label, exact=True))
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type(day.replace("/", ""))


def bring_in(office, month):
    page = visit(office, "nhap-du-lieu")
    name = f"thang{month}.xlsx"
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": sheet(MONTHS[month])}
    )
    page.locator(".st-key-intake-accept button").click()
    said(page, f"Đã nhập {name}")


def open_form(office):
    """Open the page of the list, and on it the form that asks for a screening."""
    page = visit(office, "danh-sach")
    page.locator("[data-testid=stExpander] summary").first.wait_for()
    if not page.get_by_role("button", name="Rà soát", exact=True).is_visible():
        page.locator("[data-testid=stExpander] summary").first.click()
    page.get_by_role("button", name="Rà soát", exact=True).wait_for()
    return page


def day_in(page, label):
    """The day that a field shows, year first."""
    field = page.locator("[data-testid=stDateInput]").filter(has=page.get_by_text(label, exact=True))
    return field.locator("input").first.input_value()


def step(office, register_id, label, **written):
    """Take one step on the page of a place."""
    page = visit(office, f"diem?diem={register_id}")
    page.get_by_role("tab", name="Bước tiếp theo").wait_for()
    option = page.locator("[data-testid=stRadio] label", has_text=re.compile(rf"^{re.escape(label)}$"))
    option.first.click()
    for name, words in written.items():
        write(page, {"reason": "Lý do (bắt buộc)", "document": "Số văn bản (bắt buộc)"}[name], words)
    press(page, "Ghi bước này")
    return page


def slide_of(page):
    return page.locator(".stage").get_attribute("data-spot")


def test_three_months_are_imported_and_the_faulty_row_is_held(office):
    for month in (1, 2, 3):
        bring_in(office, month)

    assert "giữ lại 1" in office.page.locator("[data-testid=stAlert]").first.inner_text()


def test_screening_finds_the_places_and_the_register_is_made(office):
    page = open_form(office)
    press(page, "Rà soát")
    said(page, "Đã rà soát 4 vụ có vị trí")
    page = visit(office, "so-theo-doi")
    press(page, "Lập sổ từ lần rà soát")
    said(page, "Đã cập nhật sổ theo dõi: mới 2")

    assert "D-0001  candidate" in office.atgt("register", "list").output


def test_the_place_is_reviewed_and_visited(office):
    said(step(office, A, "Đang kiểm tra"), "đã chuyển sang “Đang kiểm tra”")
    page = visit(office, f"diem?diem={A}")
    page.get_by_role("tab", name="Kiểm tra hiện trường").click()
    page.get_by_text("Ghi một lần kiểm tra hiện trường").click()
    write(page, "Thành phần kiểm tra", "Tổ kiểm tra liên ngành")
    page.get_by_role("radiogroup", name="Tầm nhìn").get_by_role("radio", name="Có bất cập").click()
    write(page, "Ghi chú: Tầm nhìn", "cây che biển báo")
    page.locator("[data-testid=stFileUploader] input").first.set_input_files(
        {"name": "hien-truong.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_text("hien-truong.png").first.wait_for()
    press(page, "Lưu kết quả kiểm tra")
    said(page, "Đã lưu kết quả kiểm tra D-0001/KT-0001, kèm 1 tệp")

    said(step(office, A, "Đã kiểm tra hiện trường"), "đã chuyển sang “Đã kiểm tra hiện trường”")


def test_one_person_cannot_approve_his_own_proposal(office):
    page = visit(office, f"diem?diem={A}")
    said(page, "Người đã đề xuất không được tự duyệt")
    said(page, "chế độ một người")

    alone = office.atgt("move", A, "proposed", "--document", "1/CV")
    assert alone.exit_code == 1
    assert "không được tự duyệt" in alone.output


def test_the_meeting_is_prepared_and_its_list_frozen(office):
    page = visit(office, "cuoc-hop")
    write(page, "Nội dung họp", "Họp quý I năm 2025 (mô phỏng)")
    write(page, "Chủ trì", "Chủ trì (mô phỏng)")
    press(page, "Mở cuộc họp và lập chương trình")
    said(page, "với 2 nội dung")
    press(page, "Chốt danh sách")
    said(page, "Đã chốt danh sách, bản thứ 1")
    office.kept["meeting"] = re.search(r"H-\d{4}-\d{4}", office.atgt("meeting", "list").output)[0]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768)])
def test_the_list_is_shown_a_place_a_page_without_scrolling(office, width, height):
    page = visit(office, f"cuoc-hop?hop={office.kept['meeting']}&buoc=trinh-chieu", width=width, height=height)
    page.locator(".stage .slide svg").first.wait_for()
    page.keyboard.press("Home")
    for expected in (A, B):
        assert slide_of(page) == expected
        sizes = page.locator(".stage .words").evaluate(
            "w => [w.scrollHeight - w.clientHeight, w.closest('.slide').getBoundingClientRect().bottom, innerHeight,"
            " parseFloat(getComputedStyle(w).fontSize)]"
        )
        assert sizes[0] <= 1  # nothing to scroll
        assert sizes[1] <= sizes[2]
        assert sizes[3] >= height / 55  # a letter as high as a hand's breadth on a screen of two metres
        assert page.locator(".stage").evaluate("stage => stage.scrollWidth - innerWidth") <= 0  # nothing is cut off
        assert page.locator(".stage [data-do=leave]").evaluate("one => one.getBoundingClientRect().right") < width
        page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    assert slide_of(page) == A


def test_the_projector_works_by_the_keyboard_alone(office):
    """Tab stays on the stage and shows where it is; Enter and the space bar press what is framed; Esc leads back."""
    page = visit(office, f"cuoc-hop?hop={office.kept['meeting']}&buoc=trinh-chieu")
    page.locator(".stage .slide").wait_for()
    page.keyboard.press("Home")

    def framed():
        return page.locator(".stage").evaluate(
            "stage => { const one = stage.getRootNode().activeElement;"
            " return one && one.matches(':focus-visible') ? one.dataset.do : null; }"
        )

    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        names.append(framed())
    assert names == ["first", "previous", "next", "last", "decide", "full", "leave", "first"]

    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert (slide_of(page), framed()) == (B, "last")
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert (slide_of(page), framed()) == (A, "first")
    page.keyboard.press("ArrowRight")
    assert slide_of(page) == B
    page.keyboard.press("Escape")
    page.locator(".stage").wait_for(state="detached")


def test_a_decision_is_recorded_from_the_projector(office):
    page = visit(office, f"cuoc-hop?hop={office.kept['meeting']}&buoc=trinh-chieu")
    page.locator(".stage .slide").wait_for()
    page.keyboard.press("Home")
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Đơn vị chủ trì").fill("Công an phường")
    dialog.get_by_label("Tán thành", exact=True).fill("7")
    dialog.get_by_label("Không tán thành").fill("1")
    dialog.get_by_label("Ý kiến khác").fill("đề nghị lắp đèn tín hiệu")
    dialog.get_by_label("Thời hạn (ngày làm việc)").fill("10")
    dialog.get_by_role("button", name="Lưu quyết định").click()
    page.locator(".stage .decision", has_text="Kiến nghị cơ quan quản lý đường bộ").wait_for()
    page.keyboard.press("Escape")
    page.locator(".stage").wait_for(state="detached")


def test_the_other_decision_is_recorded_and_the_meeting_closed_with_minutes(office):
    page = visit(office, f"cuoc-hop?hop={office.kept['meeting']}&buoc=quyet-dinh")
    said(page, "Còn 1 nội dung chưa có quyết định")
    write(page, "Đơn vị chủ trì", "Công an phường")
    press(page, "Lưu quyết định")
    said(page, "Mọi nội dung đã có quyết định")

    page = visit(office, f"cuoc-hop?hop={office.kept['meeting']}&buoc=bien-ban")
    write(page, "Số biên bản", "07")
    press(page, "Kết thúc cuộc họp, lập biên bản")
    said(page, "biên bản là bản thứ 2")
    with page.expect_download() as waiting:
        press(page, "Tải biên bản (.docx)")
    office.kept["minutes"] = waiting.value.path().read_bytes()

    document = docx.Document(io.BytesIO(office.kept["minutes"]))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("BIÊN BẢN", A, B, "tán thành 07, không tán thành 01", "đề nghị lắp đèn tín hiệu", "10 ngày làm việc"):
        assert words in told, words


def test_a_second_person_carries_the_decisions_out(office):
    outcome = office.atgt("meeting", "carry-out", office.kept["meeting"], "--as", "chu-tich")

    assert f"{A}: đã chuyển sang “Đã kiến nghị”" in outcome.output
    assert f"{B}: đã chuyển sang “Đang kiểm tra”" in outcome.output


def test_the_letter_goes_out_and_is_answered(office):
    page = visit(office, f"xu-ly?diem={A}")
    write(page, "Số văn bản", "120/UBND-KT")
    write(page, "Nơi nhận", "Khu Quản lý đường bộ III")
    write(page, "Nội dung kiến nghị", "Lắp dải phân cách.")
    press(page, "Lưu kiến nghị")
    said(page, "Đã lưu kiến nghị số 120/UBND-KT")
    with page.expect_download() as waiting:
        press(page, "Văn bản số 120/UBND-KT (.docx)")
    document = docx.Document(waiting.value.path())
    assert "Lắp dải phân cách." in [paragraph.text for paragraph in document.paragraphs]

    page.get_by_text("Ghi văn bản trả lời").first.click()
    write(page, "Số văn bản trả lời", "88/KQL")
    press(page, "Lưu văn bản trả lời")
    said(page, "Đã ghi văn bản trả lời số 88/KQL")
    said(step(office, A, "Đang xử lý"), "đã chuyển sang “Đang xử lý”")


def test_works_that_are_not_accepted_keep_the_place_from_being_treated(office):
    made = office.atgt(
        "remedy", "measure", A, "median", "--owner", "Khu QLĐB III", "--cost", 350_000_000, "--money", "Ngân sách tỉnh"
    )
    assert made.output.strip() == f"{A}/GP-0001"
    page = visit(office, f"xu-ly?diem={A}")
    page.get_by_role("tab", name="Giải pháp").click()
    choose(page, "Tình trạng", "Đã hoàn thành")
    date(page, "Khởi công", "05/04/2025")
    date(page, "Hoàn thành", "20/04/2025")
    press(page, "Lưu giải pháp")
    said(page, f"Đã lưu giải pháp {A}/GP-0001")
    said(step(office, A, "Đã xử lý"), "chưa nghiệm thu")

    accepted = ("--accepted", "21/04/2025", "--acceptance-document", "9/BB-NT", "--opened", "22/04/2025")
    assert office.atgt("remedy", "progress", f"{A}/GP-0001", *accepted).exit_code == 0
    said(step(office, A, "Đã xử lý"), "đã chuyển sang “Đã xử lý”")
    said(step(office, A, "Theo dõi sau xử lý"), "đã chuyển sang “Theo dõi sau xử lý”")


def test_the_next_quarter_is_imported_and_screened_up_to_its_end(office):
    for month in (5, 6):
        bring_in(office, month)
    page = open_form(office)
    said(page, "Có vụ mới sau ngày 02/03/2025: rà soát lại sẽ tính đến hết ngày 18/06/2025")
    assert day_in(page, "Tính đến hết ngày") == "2025-06-18"

    date(page, "Tính đến hết ngày", "30/06/2025")
    page.get_by_role("button", name="Rà soát", exact=True).click()
    said(page, "Đã rà soát 9 vụ có vị trí")

    assert "30/06/2025" in office.atgt("runs").output


def test_the_treated_place_recurs_and_a_new_one_enters_the_register(office):
    page = visit(office, "so-theo-doi")
    press(page, "Cập nhật sổ")
    said(page, "Đã cập nhật sổ theo dõi: mới 1, thay đổi 2")
    page.get_by_text("Thay đổi của lần rà soát này và lý do").first.click()
    said(page, "15/05/2025")

    told = office.atgt("register", "list").output
    assert f"{A}  recurred" in told
    assert f"{C}  candidate" in told


def test_the_follow_up_says_that_it_reached_the_threshold_again(office):
    page = visit(office, f"xu-ly?diem={A}")
    page.get_by_role("tab", name="Theo dõi").click()
    said(page, "Sau xử lý lại đủ ngưỡng")


def test_the_legend_of_the_map_names_the_sign_of_the_place_and_no_other(office):
    page = visit(office, "")
    rows = page.frame_locator(".st-key-map-box iframe").locator(".atgt-legend-row:visible")
    rows.filter(has_text="Tái phát").wait_for()

    said = rows.all_inner_texts()
    assert [any(word in row for row in said) for word in ("Đang xử lý", "Đã xử lý")] == [False, False]


def test_the_next_meeting_opens_with_what_differs_and_why(office):
    page = visit(office, "cuoc-hop")
    choose(page, "Cuộc họp", "Chuẩn bị cuộc họp mới")
    write(page, "Nội dung họp", "Họp quý II năm 2025 (mô phỏng)")
    press(page, "Mở cuộc họp và lập chương trình")
    said(page, "với 3 nội dung")
    page.get_by_role("radio", name="So với kỳ trước").or_(page.get_by_role("button", name="So với kỳ trước")).click()
    said(page, f"So với cuộc họp {office.kept['meeting']}")
    rows = {row[1]: row for row in page.locator(".atgt-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )}  # fmt: skip

    assert list(rows) == [C, A, B]
    assert rows[C][0] == "Mới"
    for reason in ("tình trạng: Đã kiểm tra hiện trường → Tái phát", "số vụ: 3 → 5", "15/05/2025", "10/06/2025"):
        assert reason in rows[A][3], reason
    assert "20/05/2025" in rows[B][3]


def test_the_minutes_are_the_same_bytes_after_everything(office, tmp_path):
    again = tmp_path / "bien-ban.docx"

    assert office.atgt("meeting", "minutes", office.kept["meeting"], "--output", again).exit_code == 0

    assert again.read_bytes() == office.kept["minutes"]


def test_nothing_was_asked_of_the_internet(office):
    assert [url for url in office.outside if not re.match(r"(http|ws)://127\.0\.0\.1[:/]|data:|blob:", url)] == []
