"""What an officer does, in a real browser: look, filter, click a spot, read why, take the GeoJSON."""

import json
import re

import pytest

from atgt.storage.database import Database
from atgt.workflow import hazard_evidence, screening, selection


@pytest.fixture(scope="module")
def facts(sample_file):
    """What the database says: the run, and the accidents of its period by severity."""
    database = Database.open(f"sqlite:///{sample_file}")
    run = screening.latest_run(database)
    period = {"first_day": run.parameters.first_day(), "last_day": run.parameters.as_of}
    everything = selection.select_accidents(database, selection.AccidentFilter(**period))
    fatal = selection.select_accidents(database, selection.AccidentFilter(**period, severities=frozenset([0])))
    found = hazard_evidence.evidence(database, run.parameters.as_of)
    database.close()
    return {"run": run, "all": everything, "fatal": fatal, "n_hazards": len(found)}


def ready_map(page):
    """The map's frame once it is drawn."""
    frame = page.frame_locator(".st-key-map-box iframe")
    frame.locator(".atgt-legend").wait_for()
    frame.locator(".atgt-badge-icon").first.wait_for(state="attached")
    return frame


def run_in_map(page, script, *arguments):
    return next(f for f in page.frames if "streamlit_folium" in f.url).evaluate(script, *arguments)


def counts(page):
    return page.locator(".atgt-counts").inner_text()


def test_the_dashboard_opens_with_map_counts_and_notice(open_page, dashboard, facts):
    page = open_page()
    page.goto(dashboard)

    frame = ready_map(page)
    page.get_by_text("DỮ LIỆU MÔ PHỎNG").first.wait_for()

    assert f"{facts['all'].n_total} vụ" in re.sub(r"\s+", " ", counts(page))
    legend = frame.locator(".atgt-legend").inner_text()
    assert "DỮ LIỆU MÔ PHỎNG" in legend
    # nothing is treated in the sample; tests/browser/test_season_in_browser.py
    assert "Đã xử lý, theo dõi" not in legend
    drawn = run_in_map(page, "() => map.atgt.layers.accidents._data.lat.length")
    assert drawn == facts["all"].n_located
    shown = run_in_map(page, "() => map.atgt.layers.spots._spots.length")
    assert shown == len(facts["run"].spots)


def test_a_filter_changes_map_and_counts_together_and_keeps_the_view(open_page, dashboard, facts):
    page = open_page()
    page.goto(dashboard)
    ready_map(page)
    run_in_map(page, "() => { map.setView([14.79, 108.96], 14.5, {animate: false}); }")

    page.get_by_role("button", name="Mức độ").click()
    page.get_by_role("button", name="Có người chết").click()
    page.locator(".atgt-counts", has_text=re.compile(rf"^\s*{facts['fatal'].n_total}\s*vụ")).wait_for()
    page.wait_for_function(
        "n => document.querySelector('.st-key-map-box iframe').contentWindow.map.atgt.layers.accidents._data.lat.length === n",
        arg=facts["fatal"].n_located,
    )

    assert run_in_map(page, "() => map.getZoom()") == 14.5
    page.get_by_role("button", name="Bỏ lọc").click()
    page.locator(".atgt-counts", has_text=re.compile(rf"^\s*{facts['all'].n_total}\s*vụ")).wait_for()


def test_a_click_on_a_spot_shows_why(open_page, dashboard, facts):
    first = facts["run"].spots[0]
    page = open_page()
    page.goto(dashboard)
    frame = ready_map(page)

    frame.locator(f".atgt-badge-icon[title='{first.place_name.vi}']").first.dispatch_event("click")
    page.locator(".st-key-evidence .atgt-spot h2", has_text=first.place_name.vi).wait_for()

    assert first.rules[0].clause.vi in page.locator(".st-key-evidence").inner_text()
    assert first.why.vi in frame.locator(".leaflet-popup-content").inner_text()
    page.get_by_role("button", name="Tất cả các vị trí").click()
    page.locator(".st-key-evidence .atgt-badge").first.wait_for()


def test_a_spot_of_the_panel_is_flown_to(open_page, dashboard, facts):
    third = facts["run"].spots[2]
    page = open_page()
    page.goto(dashboard)
    frame = ready_map(page)

    page.locator(".st-key-evidence").get_by_role("button", name=third.place_name.vi).click()

    frame.locator(".atgt-spot-popup", has_text=third.place_name.vi).wait_for()
    assert run_in_map(page, "() => map.getZoom()") > 14


def test_a_click_on_an_accident_shows_only_what_may_be_shown(open_page, dashboard, facts):
    page = open_page()
    page.goto(dashboard)
    frame = ready_map(page)
    run_in_map(
        page,
        """() => { const a = map.atgt.layers.accidents, p = a.position(0);
                  map.setView(p, 17, {animate: false});
                  map.fire("click", {latlng: p}); }""",
    )

    popup = frame.locator(".atgt-popup").inner_text()

    assert re.search(r"\d\d/\d\d/\d{4}", popup)
    assert not re.search(r"Người [A-Z]\d", popup)


def test_the_geojson_is_downloaded(open_page, dashboard, facts):
    page = open_page()
    page.goto(dashboard)
    ready_map(page)

    page.get_by_role("link", name="Xuất").click()
    told = f"{len(facts['run'].spots)} vị trí và {facts['n_hazards']} nguy cơ"
    page.locator(".st-key-export-spots").get_by_text(told).wait_for()
    with page.expect_download() as waiting:
        page.locator(".st-key-export-spots").get_by_role("button", name="Tải GeoJSON").click()

    document = json.loads(waiting.value.path().read_text("utf-8"))
    assert document["type"] == "FeatureCollection"
    kinds = [feature["properties"]["loai"] for feature in document["features"]]
    assert (len(kinds) - kinds.count("hazard"), kinds.count("hazard")) == (len(facts["run"].spots), facts["n_hazards"])
    assert facts["n_hazards"] > 0
    assert {f["properties"]["dau_van_tay"] for f in document["features"]} == {facts["run"].fingerprint}


def test_filters_stay_when_another_page_is_visited(open_page, dashboard, facts):
    page = open_page()
    page.goto(dashboard)
    ready_map(page)
    page.get_by_role("button", name="Mức độ").click()
    page.get_by_role("button", name="Có người chết").click()
    page.locator(".atgt-counts", has_text=re.compile(rf"^\s*{facts['fatal'].n_total}\s*vụ")).wait_for()

    page.keyboard.press("Escape")
    page.get_by_role("link", name="Xuất").click()
    page.locator(".st-key-export-accidents").get_by_text(f"{facts['fatal'].n_total} vụ").wait_for()
    page.get_by_role("link", name="Bản đồ").click()
    page.locator(".atgt-counts", has_text=re.compile(rf"^\s*{facts['fatal'].n_total}\s*vụ")).wait_for()


def test_the_list_opens_the_evidence_and_leads_to_the_map(open_page, dashboard, facts):
    page = open_page(height=1000)
    page.goto(f"{dashboard}/danh-sach")
    table = page.locator("[data-testid=stDataFrame] canvas").first
    table.wait_for()
    page.wait_for_timeout(800)

    corner = table.bounding_box()
    page.mouse.click(corner["x"] + 16, corner["y"] + 54)  # the box before row 1: the table is one canvas
    page.locator(".atgt-spot h2", has_text=facts["run"].spots[0].place_name.vi).wait_for()
    page.get_by_role("button", name="Xem trên bản đồ").click()

    frame = ready_map(page)
    frame.locator(".atgt-spot-popup", has_text=facts["run"].spots[0].place_name.vi).wait_for()


def test_the_language_switch_speaks_english_on_page_and_map(open_page, dashboard):
    page = open_page()
    page.goto(dashboard)
    ready_map(page)

    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Accidents and places that reach a threshold").wait_for()

    legend = page.frame_locator(".st-key-map-box iframe >> nth=-1").locator(".atgt-legend", has_text="Legend")
    legend.wait_for()
    assert "SIMULATED DATA" in legend.inner_text()
    page.get_by_text("Basis, administration").click()
    page.get_by_text("Basis and limits").wait_for()


@pytest.mark.parametrize("address", ["", "danh-sach", "nhap-du-lieu", "xuat", "can-cu"])
def test_a_phone_needs_no_sideways_scrolling(open_page, dashboard, address):
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.goto(f"{dashboard}/{address}")
    page.locator(".atgt-footer").wait_for()
    if not address:
        frame = ready_map(page)
        assert frame.locator(".atgt-legend.atgt-open").count() == 0  # folded away on a phone

    page.wait_for_timeout(400)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_layers_can_be_switched_and_the_map_is_locked_to_the_ward(open_page, dashboard):
    page = open_page()
    page.goto(dashboard)
    frame = ready_map(page)

    frame.get_by_label("Vụ tai nạn").uncheck()
    frame.get_by_label("Điểm đen").uncheck()
    assert run_in_map(page, "() => map.hasLayer(map.atgt.layers.accidents)") is False
    assert frame.locator(".atgt-badge-icon .atgt-black").count() == 0

    assert run_in_map(page, "() => { map.setZoom(3, {animate: false}); return map.getZoom(); }") > 10
    run_in_map(page, "() => { map.setView([21.0, 105.8], 14, {animate: false}); }")
    page.wait_for_timeout(900)
    assert run_in_map(page, "() => L.latLngBounds(map.atgt.base.bounds).pad(1).contains(map.getCenter())")
    assert run_in_map(page, "() => document.querySelectorAll('.leaflet-tile').length") == 0
    assert frame.locator(".leaflet-control-attribution").count() == 0
