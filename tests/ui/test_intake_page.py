"""The import page: look first, accept as a whole, nothing twice, nothing lost."""

import datetime as dt
import io

import openpyxl
import pytest

from atgt.domain.text import Language
from atgt.storage.database import Database
from atgt.ui import issue_report
from atgt.workflow import column_mapping, intake, screening, selection

SHEET = """STT,Ngày,Giờ,Tuyến đường,Lý trình,Chết,Bị thương,Họ tên
1,02/11/2026,18h20,QL1A,Km1092+400,1,1,Người A
2,31/02/2026,7h,QL1A,Km1093+100,0,2,Người B
3,05/11/2026,21h15,ĐT627C,Km12+500,0,1,Người C
4,07/11/2026,5h40,QL1A,Km1092+2,0,1,Người D
"""


@pytest.fixture
def page(ward, show):
    shown = show("intake")
    shown.app.file_uploader[0].upload("thang-11.csv", SHEET.encode(), "text/csv").run()
    return shown


def metrics(shown):
    return {metric.label: metric.value for metric in shown.app.metric}


def test_a_preview_stores_nothing(page, ward):
    database = Database.open(ward)

    assert page.faults == []
    assert metrics(page)["Đã đọc"] == "4"
    assert metrics(page)["Giữ lại"] == "1"
    assert "4 hàng đã đọc = 3 hàng nhận + 1 hàng giữ lại" in page.words
    assert selection.select_accidents(database).n_total == 595
    database.close()


def test_issues_stand_by_row_with_their_reason(page):
    table = next(one.value for one in page.app.dataframe if "Hàng" in one.value.columns)

    assert table["Hàng"].tolist()[0] == 3
    assert "31/02/2026" in table["Giá trị"].tolist()[0]
    assert "Người B" not in table.to_string()


def test_reasons_and_wards_of_today_stand_in_the_language_of_the_screen(ward, show):
    sheet = (
        "Mã vụ,Ngày,Tuyến đường,Lý trình,Địa bàn,Chết,Bị thương\n"
        "L1,3/2/2025,QL1A,Km1092+2,Nguyễn Nghiêm,0,1\nL2,4/2/2025,QL1A,Km1092+3,Phổ Hòa,0,1\n"
    )
    shown = show("intake")
    shown.app.file_uploader[0].upload("cu.csv", sheet.encode(), "text/csv").run()
    vi = _texts(shown)

    shown.app.session_state["language"] = Language.EN
    shown.app.run()

    en = _texts(shown)
    rows = shown.app.session_state["intake.preview"][1].rows
    assert {*rows["location_reason"]} <= vi
    assert {*rows["location_reason_en"]} <= en
    assert {"Nguyễn Nghiêm", "Phổ Hòa", "phường Đức Phổ"} <= vi & en
    assert any(text.startswith("phường Đức Phổ hoặc ") for text in vi - en)
    assert any(text.startswith("phường Đức Phổ or ") for text in en - vi)


def _texts(shown):
    return {
        value for table in shown.app.dataframe for value in table.value.to_numpy().ravel() if isinstance(value, str)
    }


AMERICAN = """Mã vụ,Ngày,Tuyến đường,Lý trình,Chết,Bị thương,Thiệt hại
U1,02/27/2026,QL1A,Km1092+400,0,1,15
U2,03/04/2026,QL1A,Km1092+500,0,1,20
"""


def test_what_the_file_cannot_tell_is_chosen_on_the_page_and_kept_for_the_sender(ward, show):
    shown = show("intake")
    shown.app.file_uploader[0].upload("my.csv", AMERICAN.encode(), "text/csv").run()
    before = shown.app.session_state["intake.preview"][1]
    told = " ".join(issue.text.vi for issue in before.issues)
    assert {"date_order_suspected", "money_unit_unclear"} <= {issue.rule for issue in before.issues}
    assert "Cách đọc ngày, số tiền, tọa độ" in told
    assert "Cách đọc ngày, số tiền, tọa độ" in [one.label for one in shown.app.expander]

    _box(shown, "Ngày tháng ghi theo thứ tự").select("mdy").run()
    _box(shown, "Số tiền không ghi đơn vị tính bằng").select(1_000_000).run()

    after = shown.app.session_state["intake.preview"][1]
    assert shown.faults == []
    assert (before.n_held, after.n_held) == (1, 0)
    assert after.rows["occurred_on"].tolist() == [dt.date(2026, 2, 27), dt.date(2026, 3, 4)]
    assert after.rows["damage_vnd"].tolist() == [15_000_000, 20_000_000]
    shown.app.text_input(key="intake.sender").input("Công an phường A").run()
    shown.app.button(key="intake.sender.save").click().run()
    database = Database.open(ward)
    kept = column_mapping.profile_of(database, "Công an phường A")
    database.close()
    assert (kept.date_order, kept.money_unit_vnd) == ("mdy", 1_000_000)


def _box(shown, label):
    return next(one for one in shown.app.selectbox if one.label == label)


def test_another_zone_is_told_and_can_be_chosen(ward, show):
    sheet = "Mã vụ,Ngày,X,Y,Chết,Bị thương\nZ1,3/2/2026,1637020.14,576136.58,0,1\n"  # central meridian 108°15'
    shown = show("intake")
    shown.app.file_uploader[0].upload("toa-do.csv", sheet.encode(), "text/csv").run()
    before = shown.app.session_state["intake.preview"][1].rows
    assert before["location_rule"].tolist() == ["coordinates_other_zone"]
    assert "108°15'" in before["location_reason"][0]

    _box(shown, "Tọa độ ghi theo hệ").select("EPSG:9217").run()

    after = shown.app.session_state["intake.preview"][1].rows
    assert (float(after["longitude"][0]), float(after["latitude"][0])) == pytest.approx((108.95913, 14.80081), abs=1e-6)
    assert after["location_rule"][0] != "coordinates_other_zone"


def test_accepted_rows_are_stored_once(page, ward, show):
    page.app.button(key="intake.accept").click().run()

    database = Database.open(ward)
    assert page.faults == []
    assert "Đã nhập thang-11.csv: đọc 4, nhận 3 (3 mới, 0 đã có), giữ lại 1" in page.words
    assert selection.select_accidents(database).n_total == 598
    database.close()

    again = show("intake")
    again.app.file_uploader[0].upload("thang-11.csv", SHEET.encode(), "text/csv").run()
    assert metrics(again)["Mới"] == "0"
    assert metrics(again)["Đã có"] == "3"


def test_after_an_import_the_list_says_it_is_outdated(page, show):
    page.app.button(key="intake.accept").click().run()

    shown = show("spot_list")
    assert "Dữ liệu đã thay đổi sau lần rà soát này" in shown.words

    shown.app.button(key="screen.again").click().run()
    assert "Dữ liệu đã thay đổi sau lần rà soát này" not in shown.words


def test_after_newer_accidents_the_newest_day_is_proposed_until_another_is_chosen(ward, show):
    listed = show("spot_list")
    listed.app.number_input(key="screen.length").set_value(150)
    listed.app.button[0].click().run()
    page = show("intake")
    page.app.file_uploader[0].upload("thang-11.csv", SHEET.encode(), "text/csv").run()
    database = Database.open(ward)
    before = screening.latest_run(database).parameters.as_of
    page.app.button(key="intake.accept").click().run()
    newest = dt.date(2026, 11, 7)
    assert before < newest

    shown = show("spot_list")
    assert shown.app.date_input[0].value == newest
    assert f"Có vụ mới sau ngày {before:%d/%m/%Y}: rà soát lại sẽ tính đến hết ngày 07/11/2026" in shown.words
    shown.app.button(key="screen.again").click().run()
    assert screening.latest_run(database).parameters.as_of == newest
    shown.app.date_input[0].set_value(before)
    shown.app.button[0].click().run()
    database_says = screening.latest_run(database).parameters.as_of
    database.close()

    assert database_says == before
    assert show("spot_list").app.date_input[0].value == before


def test_a_file_that_is_no_table_is_refused_in_words(ward, show):
    shown = show("intake")

    shown.app.file_uploader[0].upload("anh.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 200, "application/octet-stream").run()

    assert len(shown.faults) == 1
    assert "anh.xlsx" in shown.faults[0]
    assert "Phần mềm gặp lỗi ngoài dự kiến" not in shown.faults[0]


def test_a_table_without_the_needed_columns_is_refused_in_words(ward, show):
    shown = show("intake")

    shown.app.file_uploader[0].upload("la.csv", "Họ tên,Ghi chú\nA,b\nC,d\n".encode(), "text/csv").run()

    assert len(shown.faults) == 1
    assert "Phần mềm gặp lỗi ngoài dự kiến" not in shown.faults[0]


def test_held_rows_and_the_log_of_the_sample_are_shown_without_names(ward, show):
    shown = show("intake")
    held, log = (table.value for table in shown.app.dataframe)

    database = Database.open(ward)
    assert len(held) == len(intake.held_rows(database)) == 25
    database.close()
    assert list(held.columns) == ["Tệp", "Trang tính", "Hàng", "Lý do và cách xử lý"]
    assert log["Đã đọc"].tolist() == [620]


def test_the_issue_report_is_a_workbook_without_formulas_and_plates(page):
    seen = page.app.session_state["intake.preview"][1]
    issues = [*seen.issues, *(_with_value(seen.issues[0], value) for value in ("=1+1", "76C-123.45"))]

    book = openpyxl.load_workbook(io.BytesIO(issue_report.workbook(issues, file=seen.file, balance="4 = 3 + 1")))

    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert "=1+1" in [cell.value for cell in cells]
    assert not any("123.45" in str(cell.value) for cell in cells)


def _with_value(issue, value):
    import dataclasses

    return dataclasses.replace(issue, value=value)
