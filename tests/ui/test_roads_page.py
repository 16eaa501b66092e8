"""The page of roads: the present network, a layer looked at and loaded, km posts; and the choice of the first screen."""

import geopandas as gpd
import pytest
import shapely

from atgt.storage.database import Database
from atgt.workflow import provenance, roads, starting


def geojson(crs="EPSG:4326"):
    """A short QL1 and a road that ends 5 m before it."""
    frame = gpd.GeoDataFrame(
        {"so_hieu": ["QL1", "ĐH43"]},
        geometry=[
            shapely.LineString([(108.95, 14.8), (108.96, 14.8)]),
            shapely.LineString([(108.955, 14.79), (108.955, 14.8 - 5 / 110_640)]),
        ],
        crs="EPSG:4326",
    )
    return frame.to_crs(crs)


@pytest.fixture
def page(ward, show):
    return show("roads")


def upload(page, content, name):
    page.app.file_uploader[0].upload(name, content, "application/octet-stream").run()
    return page


def test_the_present_network_is_shown_with_its_km_posts(page):
    assert page.faults == []
    assert {metric.label for metric in page.app.metric} >= {"Đoạn đường", "Nút giao", "Cột Km"}
    assert "QL1 (tuyến cũ)" in page.html


def test_a_layer_is_looked_at_and_then_loaded_with_what_moved(page, ward):
    upload(page, geojson().to_json().encode(), "duong.geojson")

    assert page.faults == []
    findings = [table.value for table in page.app.dataframe if "Vấn đề" in table.value.columns][-1]
    assert findings["Vấn đề"].tolist()[0] == "Đầu đường hở"
    assert "vụ được định vị lại" in page.words
    assert page.app.selectbox(key="roads.0.layer.ref").value == "so_hieu"

    page.app.button(key="roads.0.load").click().run()

    database = Database.open(ward)
    assert "Đã nạp duong.geojson: 2 đoạn" in page.words
    assert sorted(roads.load_network(database).routes) == ["DH43", "QL1"]
    database.close()


def test_a_file_that_is_no_layer_is_told_and_nothing_changes(page):
    upload(page, b"khong phai ban do", "duong.geojson")

    assert any("không đọc được lớp bản đồ" in fault for fault in page.faults)


def test_an_empty_ward_of_its_own_is_led_through_its_first_steps(nothing, show):
    database = Database.open(nothing)
    from atgt.domain.actor import LOCAL_USER
    from atgt.ui import widgets

    starting.start_own(database, LOCAL_USER, widgets.now())
    database.close()

    page = show("overview_map")

    assert page.faults == []
    assert "Ba bước để bắt đầu" in page.words
    assert "Chưa có mạng đường" in show("roads").words


def test_the_sample_is_left_by_one_press(ward, show):
    page = show("overview_map")
    assert page.app.button(key="start.own").disabled
    page.app.checkbox(key="start.sure").check().run()
    page.app.button(key="start.own").click().run()

    database = Database.open(ward)
    assert page.faults == []
    assert "Đã bỏ dữ liệu mô phỏng" in page.words
    assert provenance.is_empty(database)
    assert not starting.wants_sample(database)
    database.close()
