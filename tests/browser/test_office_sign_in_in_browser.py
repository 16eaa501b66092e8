"""Signing in and out with the office's account in a real browser, with a real provider on 127.0.0.1."""

import datetime as dt
import shutil

import pytest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage.database import Database
from atgt.workflow import accounts

PASSWORD = "con mèo đen trèo rào"
ADDRESS = "can.bo@phuong.example"


@pytest.fixture(scope="module")
def office(serve, sample_file, tmp_path_factory, now, identity_provider):
    """(address, database) of a server that is configured with the provider, by a file outside the project."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(sample_file, folder / "ward.gpkg")
    database = Database.open(f"sqlite:///{folder / 'ward.gpkg'}")
    accounts.create_first_administrator(database, "quan.tri", "Quản trị", PASSWORD, now)
    accounts.add_for_office(database, Account("can.bo", "Cán bộ", Role.EDITOR, email=ADDRESS), LOCAL_USER, now)
    secrets = identity_provider.write(folder / "secrets.toml", "http://127.0.0.1:{port}/oauth2callback")
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "log", f"--secrets.files={secrets}") as base:
        yield base, database
    database.close()


@pytest.fixture
def page(browser):
    """A page in a browser of its own, in which nobody has signed in; no request may leave this computer."""
    asked = []
    context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    context.close()
    assert [
        url for url in asked if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
    ] == []


def sign_in(page, person):
    page.locator("a.other").click()
    page.fill('input[name="sub"]', person)
    page.get_by_role("button", name="Authorize").click()


def test_a_person_comes_in_works_and_goes_out_of_both(office, page, identity_provider):
    base, database = office
    page.goto(f"{base}/danh-sach")
    assert page.url == f"{base}/dang-nhap?toi=danh-sach"

    sign_in(page, ADDRESS)
    page.locator(".atgt-footer").wait_for()

    assert page.url == f"{base}/danh-sach"
    assert "can.bo" in page.locator(".atgt-account").inner_text()
    assert page.evaluate("document.cookie").find("atgt_session") == -1
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert kept["atgt_session"]["httpOnly"]
    assert kept["_streamlit_user"]["path"] == "/auth/logout"
    assert kept["_streamlit_user"]["expires"] == -1
    (session,) = accounts.page(database, LOCAL_USER, dt.datetime.now(dt.UTC)).sessions
    assert session.name == "can.bo"

    page.locator(".atgt-account a").click()
    page.locator("main button").click()
    page.wait_for_url(f"{identity_provider.address}/oauth2/end_session*")
    assert accounts.page(database, LOCAL_USER, dt.datetime.now(dt.UTC)).sessions == ()
    page.get_by_role("button", name="End session").click()

    page.wait_for_url(f"{base}/dang-nhap")
    assert not {"atgt_session", "_streamlit_user"} & {cookie["name"] for cookie in page.context.cookies()}
    page.goto(base)
    assert page.url == f"{base}/dang-nhap"


def test_a_stranger_is_told_why_and_may_choose_another_account(office, page, identity_provider):
    base, _ = office
    page.goto(f"{base}/dang-nhap")

    with page.expect_response(lambda answer: "/oauth2callback" in answer.url) as answered:
        sign_in(page, "nguoi.la@phuong.example")

    assert answered.value.status == 403
    assert "nguoi.la@phuong.example chưa được cấp quyền" in page.locator(".fault").inner_text()
    page.get_by_role("link", name="Dùng tài khoản cơ quan khác").click()
    page.wait_for_url(f"{identity_provider.address}/oauth2/end_session*")
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{base}/dang-nhap")
    sign_in(page, ADDRESS)
    page.locator(".atgt-footer").wait_for()


def test_cancelling_at_the_provider_leads_back_to_words(office, page):
    base, _ = office
    page.goto(f"{base}/dang-nhap")
    page.locator("a.other").click()
    page.get_by_role("button", name="Deny").click()

    assert "bạn đã bấm hủy" in page.locator(".fault").inner_text()
    page.get_by_role("link", name="Đăng nhập bằng mật khẩu").click()
    assert page.url == f"{base}/dang-nhap"
