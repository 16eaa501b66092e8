"""The pages of the committee without a browser: empty states, what they show of a register, refusals in words."""

import re

import pytest

from atgt.storage.database import Database
from atgt.workflow import register, screening
from tests.conftest import NOW


@pytest.fixture
def opened(ward):
    database = Database.open(ward)
    yield database
    database.close()


@pytest.fixture
def registered(opened):
    """The sample ward with its register made."""
    from atgt.domain.actor import Actor, Role

    register.update_from_run(opened, screening.latest_run(opened), Actor("binh", Role.EDITOR), NOW)
    return opened


def press(shown, label):
    next(button for button in shown.app.button if button.label == label).click()
    shown.app.run()
    return shown


def test_the_register_without_a_screening_says_what_to_do(nothing, show):
    assert "Chưa có lần rà soát nào" in show("register").words


def test_the_register_is_made_from_the_latest_run(opened, show):
    run = screening.latest_run(opened)

    shown = press(show("register"), f"Lập sổ từ lần rà soát {run.run_id}")

    assert shown.faults == []
    assert f"mới {len(run.spots)}" in shown.words
    assert len(shown.app.dataframe[0].value) == len(run.spots)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_register_speaks_both_languages(registered, show, language):
    shown = show("register", language=language)

    assert shown.faults == []
    assert next(iter(shown.app.dataframe[0].value.columns)) == {"vi": "Mã", "en": "No."}[language]
    assert language == "vi" or not re.search(r"[ăđơưĂĐƠƯ]", " ".join(box.label for box in shown.app.selectbox))


# ── the page of one place ──────────────────────────────────────────────────────────────────────────────────────────


def pictures(shown):
    return sum(element.proto.body.count('<img class="atgt-picture"') for element in shown.app.get("html"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_place_shows_map_diagram_time_line_and_evidence(registered, show, language):
    spot = screening.latest_run(registered).spots[0]

    shown = show("spot", query={"diem": "D-0001"}, language=language)

    assert shown.faults == []
    assert pictures(shown) == 3
    assert spot.place_name.of(language) in shown.html
    assert spot.rules[0].source in shown.html
    assert re.search(r"Điều 10|Article 10", " ".join([shown.words, *(m.value for m in shown.app.markdown)]))


def test_a_place_without_a_number_leads_to_the_register(registered, show):
    assert "Chọn một vị trí trong sổ theo dõi" in show("spot").words


def test_a_number_that_does_not_exist_is_said_in_words(registered, show):
    assert "D-9999" in " ".join(show("spot", query={"diem": "D-9999"}).faults)


def test_a_step_is_recorded_and_the_next_ones_are_offered(registered, show):
    shown = press(show("spot", query={"diem": "D-0001"}), "Ghi bước này")

    assert shown.faults == []
    assert "đã chuyển sang “Đang kiểm tra”" in shown.words


def test_a_step_that_needs_a_second_person_says_so_in_one_person_mode(registered, show):
    for _end in ("Đang kiểm tra", "Đã kiểm tra hiện trường"):
        press(show("spot", query={"diem": "D-0001"}), "Ghi bước này")

    shown = show("spot", query={"diem": "D-0001"})

    assert "Người đã đề xuất không được tự duyệt; cần một người khác." in shown.words
    assert "chế độ một người" in shown.words
    assert "Ghi bước này" not in shown.words


def test_a_site_visit_is_recorded_point_by_point(registered, show):
    from atgt.domain.site_visit import Finding
    from atgt.storage.repositories import site_visits

    shown = show("spot", query={"diem": "D-0001"})
    next(box for box in shown.app.text_input if box.label == "Thành phần kiểm tra").set_value("Tổ kiểm tra")
    next(box for box in shown.app.text_input if box.label.startswith("Ghi chú: Tầm nhìn")).set_value("cây che")
    next(group for group in shown.app.get("button_group") if group.label == "Tầm nhìn").set_value(Finding.DEFECT)
    press(shown, "Lưu kết quả kiểm tra")

    assert shown.faults == []
    with registered.read() as session:
        (visit,) = site_visits.load_visits(session, "D-0001")
    assert (visit.visitors, visit.checklist["sight_distance"].note, visit.n_defects) == ("Tổ kiểm tra", "cây che", 1)
