"""What an officer does about records, in a real browser: fix a held row, place an accident by a click, undo an import."""

import shutil

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import held, import_undo, intake, selection

SHEET = """Mã vụ,Ngày,Giờ,Tuyến đường,Địa điểm,Chết,Bị thương
LỚP-1,02/10/2026,18h20,,gần nhà văn hóa tổ 5,0,1
LỚP-2,31/09/2026,7h,,gần nhà văn hóa tổ 5,0,2
"""


@pytest.fixture(scope="module")
def ward(serve, sample_file, tmp_path_factory, now):
    """A dashboard of its own on the sample ward with one more import; its address and the database."""
    folder = tmp_path_factory.mktemp("quality")
    url = f"sqlite:///{shutil.copy(sample_file, folder / 'ward.gpkg')}"
    database = Database.open(url)
    seen = intake.preview(database, SHEET.encode(), name="to-5.csv", today=now.date())
    report = intake.accept(database, seen, LOCAL_USER, now)
    with serve(url, folder / "server.log") as base:
        yield base, database, report.import_id
    database.close()


def choose(page, label, wanted):
    """Pick an option of a select box by a part of its text."""
    field = page.locator("[data-testid=stSelectbox]", has_text=label).locator("input")
    field.wait_for()
    page.wait_for_timeout(500)  # a run that the click before began would take the typed words away
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    field.click()
    field.fill(wanted)
    page.get_by_role("option", name=wanted).first.click()


def view(page, name):
    page.locator("[data-testid=stButtonGroup] button", has_text=name).first.click()


def test_an_officer_settles_what_waits(open_page, ward):
    base, database, import_id = ward
    page = open_page()
    page.set_default_timeout(90_000)  # three errands in one visit, each with a map or a whole import

    # a held row: the date is put right and the row taken in
    page.goto(f"{base}/chat-luong")
    view(page, "Hàng giữ lại")
    choose(page, "Chọn (26)", "to-5.csv")
    page.get_by_text("ngày “31/09/2026” không có trong lịch").last.wait_for()
    page.get_by_label("Ngày", exact=True).and_(page.locator("input[value='31/09/2026']")).fill("30/09/2026")
    page.get_by_role("button", name="Đọc lại").click()
    page.get_by_text("Hàng đọc được, có thể nhận.").wait_for()
    page.get_by_label("Lý do, căn cứ").fill("hỏi lại tổ trưởng")
    page.get_by_label("Lý do, căn cứ").press("Enter")
    page.get_by_role("button", name="Nhận hàng này").click()
    page.get_by_text("Đã nhận hàng 3 của to-5.csv").wait_for()
    assert len(held.waiting(database, LOCAL_USER)) == 25

    # an accident without a place: a click on the map puts it on a road
    view(page, "Chưa có vị trí")
    choose(page, "Chọn (15)", "LỚP-1")
    frame = page.frame_locator("iframe[title*=folium]")
    frame.locator(".leaflet-control-scale-line").wait_for()
    inner = next(f for f in page.frames if "streamlit_folium" in f.url)
    inner.wait_for_function("() => map.atgt && map.atgt.version && map.getZoom() > 10")
    inner.evaluate(
        """() => { const road = map.atgt.base.roads.find((one) => one.label === 'QL1').line;
        const at = L.latLng(road[Math.floor(road.length / 2)]); map.setView(at, 16, {animate: false});
        map.fire('click', {latlng: at, containerPoint: map.latLngToContainerPoint(at)}); }"""
    )
    page.get_by_text("Đường gần điểm vừa bấm: QL1").first.wait_for()
    page.get_by_label("Lý do, căn cứ").fill("đã xem hiện trường")
    page.get_by_label("Lý do, căn cứ").press("Enter")
    page.get_by_role("button", name="Đặt vị trí này").click()
    page.get_by_text("Đã đặt vị trí: QL1").wait_for()
    with database.read() as session:
        table = accident_store.fetch_accidents(session).set_index("case_number")
    assert table.loc["LỚP-1", ["location_status", "route_id"]].tolist() == ["located", "QL1"]
    assert "đã xem hiện trường" in table.loc["LỚP-1", "location_reason"]

    # the import is taken back: what was worked on is named, and stays only if that is asked for
    n = selection.select_accidents(database).n_total
    page.goto(f"{base}/nhap-du-lieu")
    page.get_by_role("tab", name="Nhật ký nhập").click()
    page.get_by_text("Hủy một lần nhập").click()
    choose(page, "Lần nhập", "accidents.xlsx")
    page.get_by_text("Sẽ rút 595 vụ").wait_for()
    page.get_by_label("Lý do, căn cứ").fill("nhầm tệp mẫu")
    page.get_by_label("Lý do, căn cứ").press("Enter")
    page.get_by_role("button", name="Hủy lần nhập này").click()
    page.get_by_text("Đã hủy lần nhập accidents.xlsx: rút 595 vụ.").wait_for()
    assert selection.select_accidents(database).n_total == n - 595 == 2
    assert [one.reference for one in import_undo.plan(database, import_id, LOCAL_USER).blockers] == ["LỚP-1", "LỚP-2"]
    with database.read() as session:
        assert verification.verify(session).is_whole
