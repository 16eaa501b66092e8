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


# ── meetings ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def few(registered):
    """The register with three places to discuss: the others are set aside."""
    from atgt.domain.actor import Actor, Role
    from atgt.domain.review import MoveRequest, SpotState
    from atgt.storage.repositories import register as register_store
    from atgt.workflow import review

    chief = Actor("an", Role.APPROVER)
    with registered.write(chief, "thử", NOW) as session:
        for entry in register_store.list_entries(session)[3:]:
            review.move_in(session, entry.register_id, MoveRequest(SpotState.DISMISSED, chief, NOW, "không xét"))
    return registered


def test_a_meeting_without_a_register_says_what_to_do_first(nothing, show):
    assert "Sổ theo dõi còn trống" in show("meeting").words


def test_a_meeting_goes_from_agenda_to_minutes(few, show):
    shown = press(show("meeting"), "Mở cuộc họp và lập chương trình")
    assert "với 3 nội dung" in shown.words
    assert "Chốt danh sách trước khi" in show("meeting", query={"buoc": "quyet-dinh"}).words

    assert "bản thứ 1" in press(show("meeting"), "Chốt danh sách").words
    shown = show("meeting", query={"buoc": "quyet-dinh"})
    next(box for box in shown.app.checkbox if "chưa có quyết định" in box.label).check()
    assert "phải ghi đơn vị chủ trì" in " ".join(press(shown, "Lưu quyết định").faults)
    next(box for box in shown.app.text_input if box.label == "Đơn vị chủ trì").set_value("Công an phường")
    next(box for box in shown.app.number_input if box.label == "Tán thành").set_value(7)
    assert "Đã ghi quyết định cho 3 nội dung" in press(shown, "Lưu quyết định").words

    shown = press(show("meeting", query={"buoc": "bien-ban"}), "Kết thúc cuộc họp, lập biên bản")
    assert "biên bản là bản thứ 2" in shown.words
    shown = press(show("meeting"), "Thực hiện các quyết định")
    assert shown.faults == []
    assert "Đã chuyển 3 vị trí" in shown.words


def test_words_of_data_stay_words_on_a_slide():
    from atgt.domain.frozen_list import AgendaItem, ListedSpot
    from atgt.domain.meeting import AgendaReason
    from atgt.ui import presenter
    from atgt.workflow.presenting import Slide

    attack = "<img src=x onerror=alert(1)>"
    spot = ListedSpot("D-0001", "spot", "", attack, attack, "", "", "", 108.9, 14.8, owner=attack, changes=(attack,))
    slide = Slide(AgendaItem(1, "D-0001", (AgendaReason.NEW,)), spot, "black", "<svg></svg>")

    assert "<img" not in presenter.slide(slide)
    assert "&lt;img" in presenter.slide(slide)


# ── remediation ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_remediation_without_an_inspected_place_says_so(registered, show):
    assert "Chưa có vị trí nào đã kiểm tra hiện trường" in show("remedy").words


def test_a_letter_before_the_inspection_is_refused_in_words(registered, show):
    shown = show("remedy", query={"diem": "D-0001"})
    next(box for box in shown.app.text_input if box.label == "Số văn bản").set_value("12/CV")
    next(box for box in shown.app.text_input if box.label == "Nơi nhận").set_value("Sở Xây dựng")

    assert "chỉ kiến nghị sau khi đã kiểm tra hiện trường" in " ".join(press(shown, "Lưu kiến nghị").faults)


def test_a_measure_is_recorded_and_a_contradiction_refused(registered, show):
    shown = press(show("remedy", query={"diem": "D-0001"}), "Lưu giải pháp")
    assert "Đã lưu giải pháp D-0001/GP-0001" in shown.words

    shown = show("remedy", query={"diem": "D-0001"})
    state = next(box for box in shown.app.selectbox if box.label == "Tình trạng")
    state.select("done")
    assert "phải ghi ngày hoàn thành" in " ".join(press(shown, "Lưu giải pháp").faults)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_remediation_of_a_place_speaks_both_languages(registered, show, language):
    shown = show("remedy", query={"diem": "D-0001"}, language=language)

    assert shown.faults == []
    assert language == "vi" or not re.search(r"[ăđơưĂĐƠƯ]", " ".join(tab.label for tab in shown.app.tabs))
