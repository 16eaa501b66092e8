"""Signing in, being locked out and a session that ends, in a real browser; no file and no socket without the cookie."""

import re
import shutil
import urllib.error
import urllib.request

import pytest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage.database import Database
from atgt.workflow import accounts

PASSWORD = "con mèo đen trèo rào"


@pytest.fixture(scope="module")
def office(serve, sample_file, tmp_path_factory, now):
    """(address, database) of a server with the sample ward and three accounts."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(sample_file, folder / "ward.gpkg")
    database = Database.open(f"sqlite:///{folder / 'ward.gpkg'}")

    accounts.create_first_administrator(database, "quan.tri", "Quản trị", PASSWORD, now)
    accounts.add(database, Account("uy.vien", "Ủy viên", Role.VIEWER), PASSWORD, LOCAL_USER, now)
    accounts.add(database, Account("can.bo", "Cán bộ", Role.EDITOR), PASSWORD, LOCAL_USER, now)
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "log") as base:
        yield base, database
    database.close()


class Recorded:
    """All that one browser was sent: bodies of answers, frames of websockets."""

    def __init__(self, browser, base, name):
        self.base, self.sent, self.all_answers, self._answers = base, [], [], []
        self.context = browser.new_context(locale="vi-VN", viewport={"width": 2300, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(90_000)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        self.page.on("response", self._note)
        self.page.goto(f"{base}/danh-sach")
        assert self.page.url == f"{base}/dang-nhap?toi=danh-sach"
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self._keep_bodies()
        self.page.click("button")
        self.ready()
        assert self.page.url == f"{base}/danh-sach"

    def _frame(self, payload):
        self.sent.append(payload if isinstance(payload, bytes) else payload.encode())

    def _note(self, answer):
        self._answers.append(answer)
        self.all_answers.append(answer)

    def _keep_bodies(self):
        """Read the answers of this page, which the browser forgets with the next; the server's own scripts are not data."""
        answers, self._answers = self._answers, []
        for answer in answers:
            if answer.status == 200 and not re.search(r"/static/|\.(css|js|woff2?|svg|png)(\?|$)", answer.url):
                self.sent.append(answer.body())

    def ready(self):
        self.page.locator(".atgt-footer").wait_for()
        self.page.locator('[data-testid="stStatusWidget"]').wait_for(state="detached")
        self.page.wait_for_timeout(500)
        self._keep_bodies()


@pytest.fixture
def signed_in(browser, office):
    """``signed_in(name)``: a browser of its own."""
    made = []

    def of(name):
        made.append(Recorded(browser, office[0], name))
        return made[-1]

    yield of
    for one in made:
        one.context.close()


def test_without_the_cookie_no_file_and_no_socket(office, browser):
    base, _ = office

    def status(path):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_arguments):
                return None

        try:
            return urllib.request.build_opener(Stay).open(base + path, timeout=30).status
        except urllib.error.HTTPError as error:
            return error.code

    paths = ("/webmap/map.js", "/_stcore/host-config", "/component/streamlit_folium.st_folium/index.html", "/media/a")
    assert {path: status(path) for path in paths} == dict.fromkeys(paths, 401)
    assert status("/") == status("/quan-tri") == 303

    page = browser.new_context().new_page()
    page.goto(f"{base}/dang-nhap")
    said = page.evaluate(
        """() => new Promise(done => { const s = new WebSocket(location.origin.replace('http', 'ws') + '/_stcore/stream');
           s.onopen = () => done('open'); s.onerror = () => done('refused'); })"""
    )
    page.context.close()
    assert said == "refused"


def test_locking_out_and_ending_sessions_reach_the_browser(signed_in, office, browser, now):
    base, database = office

    editor = signed_in("can.bo")
    accounts.reset_password(database, "can.bo", LOCAL_USER, now)
    editor.page.locator(".st-key-language-switch button").click()
    editor.page.wait_for_timeout(1500)
    assert "Traffic accidents" not in editor.page.content()  # the socket is closed: nothing was drawn anew
    editor.page.reload()
    assert editor.page.url.startswith(f"{base}/dang-nhap")

    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(f"{base}/dang-nhap")
    for _ in range(6):
        page.fill("#name", "uy.vien")
        page.fill("#password", "không phải mật khẩu")
        page.click("button")
    assert "quá nhiều lần" in page.locator(".fault").inner_text()
    page.fill("#password", PASSWORD)
    page.click("button")
    assert "quá nhiều lần" in page.locator(".fault").inner_text()
    page.context.close()
