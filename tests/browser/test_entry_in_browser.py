"""What an officer enters, in a real browser: an accident on a phone, by km and by photo; a hazard; a road layer."""

import io
import json
import shutil

import pytest
from PIL import ExifTags, Image

from atgt.storage.database import Database
from atgt.workflow import hazards, photo_files, roads, selection

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def served(serve, sample_file, tmp_path_factory):
    """A dashboard of its own, whose database these tests change: address and URL."""
    folder = tmp_path_factory.mktemp("entry")
    copy = folder / "ward.gpkg"
    shutil.copy(sample_file, copy)
    url = f"sqlite:///{copy}"
    with serve(url, folder / "server.log") as base:
        yield base, url


def ask(url, question):
    database = Database.open(url)
    try:
        return question(database)
    finally:
        database.close()


def photo(lat, lon):
    """A JPEG as a phone takes it, with its position."""

    def parts(degrees):
        minutes = degrees % 1 * 60
        return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)

    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:10:30 07:15:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: parts(lat), 3: "E", 4: parts(lon)})
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (150, 160, 170)).save(out, "JPEG", exif=exif.tobytes())
    return {"name": "hien-truong.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def type_in(page, label, text, role="textbox"):
    field = page.get_by_role(role, name=label, exact=True)
    field.fill(text)
    field.press("Tab")


def no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_an_accident_is_entered_on_a_phone_by_km_post(open_page, served):
    base, url = served
    before = ask(url, selection.select_accidents).n_total
    page = open_page(**PHONE)
    page.goto(f"{base}/nhap-mot-vu")
    page.get_by_text("4. Kiểm tra và lưu").wait_for()

    type_in(page, "Lý trình (Km)", "Km1093+400")
    page.get_by_text("B. Đường tránh QL1, Km1093+400").click()
    page.locator(".atgt-place strong", has_text="Đường tránh QL1, Km1093+400").wait_for()
    type_in(page, "Số người chết", "0", "spinbutton")
    type_in(page, "Số người bị thương", "1", "spinbutton")
    page.locator(".st-key-entry-check .atgt-table", has_text="Chỉ có người bị thương").wait_for()
    no_sideways_scrolling(page)
    page.get_by_role("button", name="Lưu vụ tai nạn").click()
    page.get_by_text("Đã lưu vụ tn-").wait_for()

    found = ask(url, selection.select_accidents).accidents
    assert len(found) == before + 1
    assert ((found["route_id"] == "QL1:tranh") & (found["km_post"] == "Km1093+400") & (found["injured"] == 1)).any()


def test_an_accident_is_entered_on_a_phone_by_a_photo(open_page, served):
    base, url = served
    network = ask(url, roads.load_network)
    from atgt.workflow import placing

    here = placing.locate_place(network, {"road_name": "QL1 (tuyến cũ)", "km_post": "Km1097+200"}).location.chosen
    page = open_page(**PHONE)
    page.goto(f"{base}/nhap-mot-vu")
    page.get_by_text("4. Kiểm tra và lưu").wait_for()

    page.get_by_role("radio", name="Ảnh", exact=True).click()
    page.get_by_text("Ảnh chụp tại hiện trường (JPEG, PNG)").wait_for()
    page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(photo(here.lat, here.lon))
    page.get_by_text("Tọa độ trong ảnh").wait_for()
    page.locator(".atgt-place strong", has_text="Km1097+").wait_for()
    type_in(page, "Số người chết", "1", "spinbutton")
    type_in(page, "Số người bị thương", "0", "spinbutton")
    page.locator(".st-key-entry-check .atgt-table", has_text="Có người chết").wait_for()
    page.get_by_role("button", name="Lưu vụ tai nạn").click()
    page.get_by_text("Kèm 1 ảnh").wait_for()

    def stored(database):
        table = selection.select_accidents(database).accidents
        new = table[table["location_method"].eq("coordinates") & table["km_post"].fillna("").str.startswith("Km1097+")]
        return [photo_files.photos_of(database, "accident", one) for one in new["accident_id"]]

    assert [[one.name for one in files] for files in ask(url, stored) if files] == [["hien-truong.jpg"]]


def test_a_hazard_is_recorded_with_its_checklist(open_page, served):
    base, url = served
    page = open_page()
    page.goto(f"{base}/nguy-co")
    page.get_by_role("tab", name="Ghi nhận mới").click()

    page.get_by_role("radio", name="Tọa độ", exact=True).click()
    type_in(page, "Tọa độ hoặc liên kết bản đồ", "14,8117; 108,9530")
    page.locator(".atgt-place").wait_for()
    page.get_by_role("combobox", name="Loại").click()
    page.get_by_role("option", name="Che khuất tầm nhìn").click()
    checks = page.locator("[class*='check-sight_distance']")
    checks.get_by_role("radio", name="Có bất cập").click()
    checks.get_by_role("textbox").fill("cây che, dưới 30 m")
    page.get_by_role("button", name="Lưu và đưa vào sổ theo dõi").click()
    page.get_by_text("Đã ghi nhận NC-").wait_for()

    views = ask(url, lambda database: hazards.candidates(database, roads.load_network(database)))
    recorded = next(one for one in views if one.hazard_id.startswith("NC-"))
    assert recorded.checklist["sight_distance"].note == "cây che, dưới 30 m"
    assert recorded.register_id is not None
    page.goto(f"{base}/danh-sach")
    page.get_by_text("Điểm tiềm ẩn theo hiện trạng nguy cơ").wait_for()
    page.locator(".atgt-table", has_text=recorded.hazard_id).wait_for()


def test_a_road_layer_is_checked_on_a_map_and_loaded(open_page, served):
    base, url = served
    lines = {"QL1": [[108.94, 14.8], [108.97, 14.8]], "ĐH43": [[108.955, 14.79], [108.955, 14.79995]]}
    layer = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"so_hieu": name},
                "geometry": {"type": "LineString", "coordinates": line},
            }
            for name, line in lines.items()
        ],
    }
    page = open_page()
    page.goto(f"{base}/mang-duong")
    page.get_by_role("tab", name="Nạp lớp đường").click()
    file = {"name": "duong.geojson", "mimeType": "application/json", "buffer": json.dumps(layer).encode()}
    page.locator("[role=tabpanel]:visible [data-testid=stFileUploaderDropzoneInput]").first.set_input_files(file)

    page.get_by_role("button", name="Nạp 2 đoạn đường").wait_for()
    page.get_by_text("Đầu đường hở: 1").wait_for()
    drawn = page.locator("[role=tabpanel]:visible iframe").content_frame
    drawn.locator(".atgt-choice", has_text="1").first.wait_for()
    page.get_by_text("vụ được định vị lại").first.wait_for()
    page.get_by_role("button", name="Nạp 2 đoạn đường").click()
    page.get_by_text("Đã nạp duong.geojson: 2 đoạn").wait_for()

    assert sorted(ask(url, roads.load_network).routes) == ["DH43", "QL1"]
