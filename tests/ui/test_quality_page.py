"""The quality page and the record of one accident, without a browser."""

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import column_mapping, corrections, held, quality


@pytest.fixture
def opened(ward):
    database = Database.open(ward)
    yield database
    database.close()


def test_the_page_counts_what_the_use_case_counts(opened, show, now):
    shown = show("quality", quality__view="report")

    found = quality.summary(opened, LOCAL_USER, now.date())
    assert shown.faults == []
    assert f"{found.n_received} hàng đã nhận = {found.n_taken} đã lấy vào + {found.n_held} chờ xử lý" in shown.words
    assert f"Hàng giữ lại ({found.n_held})" in shown.app.get("button_group")[0].proto.options[0].content


@pytest.mark.parametrize("view", ["unlocated", "ambiguous", "duplicates", "conflicts", "doubts", "months"])
def test_every_queue_is_drawn(ward, show, view):
    shown = show("quality", quality__view=view)

    assert shown.faults == []
    assert len(shown.words) > 100


def test_a_held_row_is_put_right_on_the_page(opened, show):
    wrong_date = next(
        one for one in held.waiting(opened, LOCAL_USER) if any(i.rule == "date_does_not_exist" for i in one.issues)
    )
    key = f"held.{wrong_date.row.row_key[:24]}"
    heading = next(i.column for i in wrong_date.issues if i.rule == "date_does_not_exist")
    shown = show("quality", quality__view="held", quality__held=wrong_date.row.row_key)
    n_before = len(held.waiting(opened, LOCAL_USER))

    shown.app.text_input(key=f"{key}.{heading}").set_value("28/02/2026")
    next(one for one in shown.app.button if one.label == "Đọc lại").click().run()
    shown.app.text_input(key=f"{key}.reason").set_value("hỏi lại đội").run()
    shown.app.button(key=f"{key}.take").click().run()

    assert shown.faults == []
    assert "Đã nhận hàng" in shown.words
    assert len(held.waiting(opened, LOCAL_USER)) == n_before - 1


def test_the_second_officer_sees_both_versions(opened, show, now):
    with opened.read() as session:
        accident_id = accident_store.fetch_accidents(session)["accident_id"][5]
    shown = show("case", case__find=accident_id)
    key = f"case.{accident_id}.1"
    corrections.edit(
        opened, accident_id, {"vehicles": "xe tải"}, expected_version=1, reason="khác", actor=LOCAL_USER, now=now
    )

    shown.app.number_input(key=f"{key}.killed").set_value(3)
    shown.app.text_input(key=f"{key}.reason").set_value("biên bản")
    next(one for one in shown.app.button if one.label == "Lưu thay đổi").click().run()

    assert "Người khác vừa lưu vụ này" in " ".join(one.value for one in shown.app.error)
    assert "xe tải" in shown.html
    shown.app.button(key="case.mine").click().run()
    fields = corrections.case_file(opened, accident_id, LOCAL_USER).record.fields
    assert (fields["killed"], fields["vehicles"]) == (3, "xe tải")


def test_a_sender_is_recognised_by_the_headings(ward, opened, show, now):
    table = "Số,Ngay xay ra,Lý trình,Tuyến,So ng tu vong,BT\n1,02/11/2026,Km1092+400,QL1A,1,1\n"
    columns = column_mapping.read_columns(table.encode(), "a.csv")
    profile = column_mapping.with_choices(None, {"So ng tu vong": "killed", "BT": "injured"})
    headings = [one.heading for one in columns]
    column_mapping.save_sender(opened, "Đội CSGT số 2", profile, headings, LOCAL_USER, now)

    shown = show("intake")
    shown.app.file_uploader[0].upload("thang-11.csv", table.encode(), "text/csv").run()

    assert shown.faults == []
    assert "Nhận ra bảng của “Đội CSGT số 2”" in shown.words
    assert {metric.label: metric.value for metric in shown.app.metric}["Mới"] == "1"
