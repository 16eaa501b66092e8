"""Two wards on one server in a real browser: everything one is sent is searched for the other."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage import backup
from atgt.storage.database import Database
from atgt.workflow import accounts, screening, selection, wards
from tests import addresses
from tests.browser.test_accounts_in_browser import PASSWORD, Recorded

pytestmark = pytest.mark.postgis
FOOTER = ".atgt-footer"


@pytest.fixture(scope="module")
def office(serve, postgres_server, sample_file, tmp_path_factory, now):
    """(address, database) of a server: the sample ward is "a", "b" is empty."""
    folder, url = tmp_path_factory.mktemp("wards"), postgres_server.create()
    shutil.copy(sample_file, folder / "ward.gpkg")
    with closing(Database.open(f"sqlite:///{folder / 'ward.gpkg'}")) as sample:
        backup.backup(sample, folder / "saved.gpkg", actor=LOCAL_USER, now=now)
    with closing(Database.open(url)) as server:
        wards.add(server, "a", "Phường Đức Phổ", LOCAL_USER, now)
        wards.add(server, "b", "Phường Sa Huỳnh", LOCAL_USER, now)
        backup.restore(folder / "saved.gpkg", server.of_ward("a").url, actor=LOCAL_USER, now=now)
        accounts.create_first_administrator(server, "quan.tri", "Quản trị", PASSWORD, now)
        for name, codes in (("can.bo.a", ("a",)), ("can.bo.b", ("b",)), ("lien.phuong", ("a", "b"))):
            accounts.add(server, Account(name, f"Cán bộ {name}", Role.EDITOR, wards=codes), PASSWORD, LOCAL_USER, now)
        with serve(url, folder / "log") as base:
            yield base, server


def words_of(server):
    """What only the sample ward has: its run, its places, its accidents, the names of its roads' segments."""
    a = server.of_ward("a")
    run = screening.latest_run(a)
    ids = selection.select_accidents(a, None).accidents["accident_id"]
    return [run.run_id, *(spot.place_name.vi for spot in run.spots), *ids]


def shot(page, name):
    """A picture for whoever looks at the screens (ATGT_SHOTS names a folder)."""
    if folder := os.environ.get("ATGT_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def signed_in(browser, base, address, name):
    """A page of somebody's own browser, at an address, after the sign-in."""
    page = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{base}/{address}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button")
    return page


def test_everything_an_officer_of_one_ward_is_sent_holds_nothing_of_another(office, browser):
    base, server = office
    words = [word.encode() for word in words_of(server)]
    first = Recorded(browser, base, "can.bo.a")  # whose pages fill the caches
    first.page.goto(f"{base}/")
    first.ready()
    assert any(words[0] in sent for sent in first.sent)
    media = {answer.url for answer in first.all_answers if "/media/" in answer.url or "/webmap/" in answer.url}

    other = Recorded(browser, base, "can.bo.b")
    for address, _ in addresses.of_pages().values():
        other.page.goto(f"{base}/{address}?diem=D-0001")
        other.ready()

    found = {word.decode() for word in words for sent in other.sent if word in sent}
    assert found == set()
    assert "Phường Sa Huỳnh" in other.page.locator(FOOTER).inner_text()
    assert "Phường Đức Phổ" not in other.page.content()
    bodies = [other.context.request.get(url).body() for url in media]  # the files of the other's pages
    assert [word for word in words for body in bodies if word in body] == []
    for one in (first, other):
        one.context.close()


def test_who_has_several_wards_chooses_and_changes_at_the_top(office, browser):
    base, server = office
    run_id = words_of(server)[0]
    page = signed_in(browser, base, "danh-sach", "lien.phuong")

    page.get_by_role("button", name="Phường Sa Huỳnh").wait_for()
    shot(page, "choose")
    page.get_by_role("button", name="Phường Đức Phổ").click()
    page.locator(FOOTER, has_text="Phường đang xem: Phường Đức Phổ").wait_for()
    assert run_id in page.locator(FOOTER).inner_text()
    shot(page, "list-a")
    page.goto(f"{base}/")
    page.locator(FOOTER, has_text="Phường đang xem: Phường Đức Phổ").wait_for()
    page.wait_for_timeout(3000)
    shot(page, "map-a")

    page.locator(".st-key-ward-switch input").click()
    page.get_by_role("option", name="Phường Sa Huỳnh").click()
    page.locator(FOOTER, has_text="Phường đang xem: Phường Sa Huỳnh").wait_for()

    # what Streamlit drew before stays below, greyed, until the run of the page is over
    page.wait_for_function("id => !document.documentElement.outerHTML.includes(id)", arg=run_id)
    shot(page, "map-b")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(1500)
    shot(page, "phone-b")
    page.context.close()


def test_the_administrator_gives_wards_on_the_page(office, browser, now):
    base, server = office
    page = signed_in(browser, base, "quan-tri", "quan.tri")
    page.get_by_role("button", name="Phường Sa Huỳnh").click()
    page.locator(FOOTER).wait_for()
    page.goto(f"{base}/quan-tri")
    page.get_by_text("Thêm tài khoản", exact=True).wait_for()
    page.locator(FOOTER).wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # or the list folds away

    page.get_by_role("textbox", name="Tên đăng nhập").fill("moi.nguoi")
    wanted = page.locator('[data-testid="stForm"] [data-testid="stMultiSelect"] input')
    wanted.scroll_into_view_if_needed()  # a list that is open folds when the page moves
    wanted.click()
    page.keyboard.type("Sa Hu")
    page.get_by_role("option", name="Phường Sa Huỳnh").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Tạo tài khoản").click()

    page.get_by_text("Mật khẩu tạm của moi.nguoi").wait_for()
    shot(page, "administration")
    known = {one.name: one.wards for one in accounts.page(server, LOCAL_USER, now).accounts}
    assert known["moi.nguoi"] == ("b",)
    page.context.close()
