"""Each page: what it shows of the sample ward, what it says when there is nothing, in both languages, never a traceback."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import basis, explaining, rule_library, screening, selection

VIETNAMESE = r"[ăâđêôơưĂÂĐÊÔƠƯ]"
PAGES = ["overview_map", "spot_list", "statistics", "intake", "export", "basis", "quality", "case"]


@pytest.fixture
def opened(ward):
    database = Database.open(ward)
    yield database
    database.close()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_shows_the_sample_ward_in_both_languages(ward, show, page, language):
    shown = show(page, language=language)

    assert shown.faults == []
    assert len(shown.words) > 100
    ours = " ".join(one.label for one in (*shown.app.tabs, *shown.app.selectbox, *shown.app.expander))
    assert language == "en" or re.search(VIETNAMESE, shown.words)
    assert language == "vi" or page == "basis" or not re.search(VIETNAMESE, ours)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_an_empty_state(nothing, show, page):
    shown = show(page)

    assert shown.faults == []
    if page in {"overview_map", "spot_list", "statistics", "export"}:
        assert "Chưa có vụ tai nạn nào" in shown.words


def test_the_map_asks_nothing_outside_this_machine(ward, show):
    (frame,) = show("overview_map").app.get("component_instance")
    arguments = json.loads(frame.proto.json_args)

    assert arguments["js_links"]
    assert all(link.startswith("../../webmap/") for link in arguments["js_links"] + arguments["css_links"])
    assert "://" not in arguments["script"].replace("http://www.w3.org", "")


def test_pan_and_zoom_do_not_rerun_the_page(ward, show):
    (frame,) = show("overview_map").app.get("component_instance")

    assert json.loads(frame.proto.json_args)["returned_objects"] == [
        "last_object_clicked_tooltip",
        "last_object_clicked_count",
    ]


def test_the_map_stays_while_a_filter_changes(ward, show):
    first = show("overview_map").app.get("component_instance")[0].proto
    second = show("overview_map", filter__severities=[0]).app.get("component_instance")[0].proto

    assert first.id == second.id
    assert json.loads(first.json_args)["feature_group"] != json.loads(second.json_args)["feature_group"]


def test_the_counts_on_the_map_are_those_of_the_selection(opened, show):
    run = screening.latest_run(opened)
    chosen = selection.AccidentFilter(first_day=run.parameters.first_day(), last_day=run.parameters.as_of)
    found = selection.select_accidents(opened, chosen)

    shown = show("overview_map")

    assert f"{found.n_total} vụ" in shown.html
    assert f"{found.killed} người chết" in shown.html
    assert f"{found.by_severity[1]} chỉ có người bị thương" in shown.html
    assert f"{found.n_located} vụ có vị trí trên bản đồ" in shown.html
    assert f"{found.n_unlocated} vụ chưa định vị được" in shown.html


def test_map_and_export_count_the_same_accidents(ward, show):
    kept = {"filter__period": "all", "filter__severities": [0, 1], "filter__routes": ["QL1"]}

    on_map = re.search(r"(\d+) vụ ", show("overview_map", **kept).html)[1]
    to_export = re.search(r"\*\*(\d+) vụ", show("export", **kept).words)[1]

    assert on_map == to_export
    assert 0 < int(on_map) < 595


def test_a_filter_that_matches_nothing_says_so(ward, show):
    shown = show("overview_map", filter__period="all", filter__severities=[0], filter__routes=["my-a"])

    assert shown.faults == []
    assert "Không có vụ nào khớp bộ lọc" in shown.words


def test_a_clicked_spot_shows_its_evidence(opened, show, monkeypatch):
    spot = screening.latest_run(opened).spots[2]
    monkeypatch.setattr(
        "atgt.ui.pages.overview_map.st_folium",
        lambda *_, **__: {"last_object_clicked_tooltip": spot.spot_key, "last_object_clicked_count": 1},
    )

    shown = show("overview_map")

    assert spot.place_name.vi in shown.html
    assert "Đủ ngưỡng số vụ, đề nghị cơ quan quản lý đường bộ kiểm tra." in shown.html
    assert spot.rules[0].clause.vi in shown.html
    assert spot.rules[0].source in shown.html


def test_a_click_already_seen_does_not_bring_the_spot_back(opened, show, monkeypatch):
    spot = screening.latest_run(opened).spots[0]
    monkeypatch.setattr(
        "atgt.ui.pages.overview_map.st_folium",
        lambda *_, **__: {"last_object_clicked_tooltip": spot.spot_key, "last_object_clicked_count": 1},
    )
    shown = show("overview_map")

    shown.app.button(key="spot.back").click().run()

    assert "Điều khoản đạt ngưỡng" not in shown.html
    assert shown.app.session_state["spot"] is None


def test_the_panel_lists_every_spot_with_the_number_of_the_list(opened, show):
    run = screening.latest_run(opened)

    black = show("overview_map", panel__level="black").app
    potential = show("overview_map", panel__level="potential").app

    keys = [b.key for app in (black, potential) for b in app.button if (b.key or "").startswith("spot.")]
    assert sorted(keys) == sorted(f"spot.{spot.spot_key}" for spot in run.spots)


def test_the_list_holds_every_spot_of_the_run(opened, show):
    run = screening.latest_run(opened)

    table = show("spot_list").app.dataframe[0].value

    assert table["Số"].tolist() == list(range(1, len(run.spots) + 1))
    assert table["Số vụ"].tolist() == [sum(spot.counts.values()) for spot in run.spots]
    assert table["Điều khoản đạt ngưỡng"].str.len().min() > 5


def test_search_needs_no_marks(ward, show):
    shown = show("spot_list")

    shown.app.text_input(key="list.text").set_value("duong tranh").run()

    places = shown.app.dataframe[0].value["Vị trí"]
    assert len(places) > 0
    assert places.str.contains("Đường tránh|đường tránh").all()


def test_a_search_without_result_says_so(ward, show):
    shown = show("spot_list")

    shown.app.text_input(key="list.text").set_value("không có đường này").run()

    assert "Không có vị trí nào khớp tìm kiếm" in shown.words
    assert not shown.app.dataframe


def test_screening_with_other_parameters_is_stored_and_told(opened, show):
    before = screening.latest_run(opened)
    shown = show("spot_list")

    shown.app.number_input(key="screen.length").set_value(150)
    shown.app.button[0].click().run()

    after = screening.latest_run(opened)
    assert shown.faults == []
    assert after.parameters.length_m == 150
    assert after.run_id != before.run_id
    assert "Đã rà soát" in shown.words


def test_an_error_is_said_in_words(ward, show, monkeypatch):
    def refuse(*_):
        raise ParameterError(Text("Chiều dài đoạn L phải từ 1 đến 10.000 m.", "L must be between 1 and 10,000 m."))

    monkeypatch.setattr(screening, "latest_run", refuse)

    assert show("spot_list", language="en").faults == ["L must be between 1 and 10,000 m."]


def test_an_unexpected_fault_shows_no_traceback(ward, show, monkeypatch):
    def fail(*_):
        raise KeyError("secret_column")

    monkeypatch.setattr(screening, "latest_run", fail)
    shown = show("spot_list")

    (fault,) = shown.faults
    assert fault.startswith("Phần mềm gặp lỗi ngoài dự kiến")
    assert "secret_column" not in shown.words


def test_every_unconfirmed_point_and_rule_is_on_the_basis_page(ward, show):
    found = basis.legal_basis()

    shown = show("basis")

    for point in found.unconfirmed:
        assert point.question.vi in shown.html
        assert point.default.vi in shown.html
    for rule_set in found.rule_sets:
        for rule in (*rule_set.black, *rule_set.potential):
            assert rule.clause.vi in shown.words
        assert rule_set.confidence.vi in shown.words


def test_the_export_page_offers_three_files_of_both_tables(opened, show):
    run = screening.latest_run(opened)

    shown = show("export")

    assert len(shown.app.get("download_button")) == 6
    assert f"{len(run.spots)} vị trí" in shown.words


def test_the_list_page_tells_what_is_just_below_the_threshold(opened, show):
    run = screening.latest_run(opened)
    found = explaining.find_near_misses(opened, run)
    black = [miss for miss in found if miss.level == "black"]

    shown = show("spot_list", list__view="near")

    assert shown.faults == []
    assert f"{len(black)} chỗ gần đủ ngưỡng" in shown.words
    assert black[0].text.vi in shown.html


def test_any_accident_can_be_asked_about(opened, show):
    run = screening.latest_run(opened)
    accident = run.spots[0].accident_ids[0]

    shown = show("spot_list", list__view="accident", why__text=accident)

    assert shown.faults == []
    assert len(shown.app.dataframe[0].value) == 1
    assert show("spot_list", list__view="accident", why__text="khong co gi").words.count("Không có vụ nào khớp") == 1


def test_two_screenings_are_compared_on_the_list_page(opened, show, now):
    assert "Mới có một lần rà soát" in show("spot_list", list__view="diff").words
    asked = replace(screening.latest_run(opened).parameters, length_m=200.0)
    screening.run_screening(opened, asked, LOCAL_USER, now + dt.timedelta(days=1))

    shown = show("spot_list", list__view="diff")

    assert shown.faults == []
    assert "So với lần rà soát" in shown.words
    assert "L từ 300 m thành 200 m" in shown.html


def test_an_administrator_finds_rule_files_and_readings_on_the_basis_page(opened, show, root, now):
    text = re.search(r"```toml\n(.*?)```", (root / "docs/rule-sets.md").read_text("utf-8"), re.DOTALL).group(1)
    rule_library.add_file(opened, "nd.toml", text.encode(), LOCAL_USER, now)

    shown = show("basis")

    assert shown.faults == []
    assert "nd.toml" in shown.words
    assert "01/01/2027" in shown.html  # the line of time ends TT 41/2024 the day before
    assert "31/12/2026" in shown.html


def test_the_card_of_a_spot_tells_how_firmly_it_stands_when_asked(opened, show):
    run = screening.latest_run(opened)
    stretch = next(spot for spot in run.spots if spot.from_mm is not None)
    told = explaining.firmness(opened, run, stretch.spot_key)

    shown = show("overview_map", **{"spot": stretch.spot_key, f"firm.{stretch.spot_key}": True})

    assert shown.faults == []
    for sentence in told.sensitivity.sentences:
        assert sentence.vi in shown.html
    assert told.chance.text.vi in shown.words
    assert "Nếu kỳ xét lùi" not in show("overview_map", spot=stretch.spot_key).html
