"""A committee member opens every page in a real browser; every body and every frame he is sent is searched.

Each answer is fetched by the test and handed on to the browser, so that none is missed: redirects, scripts, map data,
downloads, bodies the browser forgets. The same walk and the same search find an officer's data. ``make test`` goes a
part of the way, ``make soak`` all of it.
"""

import itertools
import re
import shutil
from dataclasses import dataclass, field

import pytest

from atgt.storage.database import Database
from atgt.ui import statistics_labels
from tests import everything_sent, season_of_a_committee

STEPS = ("chuong-trinh", "trinh-chieu", "quyet-dinh", "bien-ban", "thay-doi", "thiet-lap")
pytestmark = pytest.mark.sampled
NOT_HIS = ("nhap-du-lieu", "nhap-mot-vu", "chat-luong", "mang-duong", "quan-tri", "ho-so-vu")


@dataclass
class Sent:
    """What one browser was sent."""

    bodies: dict = field(default_factory=dict)  # (address, status) -> bodies
    frames: list = field(default_factory=list)
    files: dict = field(default_factory=dict)

    def words(self):
        """All of it, opened."""
        bodies = [f"{where}\n{everything_sent.opened(body)}" for where, some in self.bodies.items() for body in some]
        frames = [everything_sent.frame_words(frame) for frame in self.frames]
        said = [*bodies, *frames, *map(everything_sent.opened, self.files.values())]
        return "\n".join(dict.fromkeys(line for one in said for line in one.split("\n")))


class Walker:
    """Somebody signed in, who opens pages; everything sent is kept."""

    def __init__(self, browser, base, name):
        self.base, self.sent, self._own = base, Sent(), {}
        self._context = browser.new_context(locale="vi-VN", viewport={"width": 1700, "height": 1000})
        # an answer handed on by a test has no address of its own, and Chromium then asks before it opens a socket
        self._context.grant_permissions(["local-network-access"])
        self._context.route("**/*", self._hand_on)
        self.page = self._context.new_page()
        self.page.set_default_timeout(90_000)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._note_frame))
        self.page.goto(f"{base}/danh-sach")
        self.page.fill("#name", name)
        self.page.fill("#password", season_of_a_committee.PASSWORD)
        self.page.click("button")
        self.settle()

    def _hand_on(self, route):
        address = route.request.url
        if address in self._own:  # the program's scripts, which are read once
            route.fulfill(response=self._own[address])
            return
        answer = route.fetch(max_redirects=0, max_retries=3, timeout=120_000)
        where = (address.removeprefix(self.base), answer.status, answer.headers.get("location", ""))
        self.sent.bodies.setdefault(where, []).append(answer.body())
        if "/static/" in address:
            self._own[address] = answer
        route.fulfill(response=answer)

    def _note_frame(self, payload):
        self.sent.frames.append(payload if isinstance(payload, bytes) else payload.encode())

    def settle(self):
        """Wait until the page is drawn and nothing more is running."""
        self.page.locator(".atgt-footer").wait_for()
        for _ in range(2):
            self.page.wait_for_timeout(300)
            self.page.locator('[data-test-script-state="notRunning"]').wait_for()

    def go(self, address):
        self.page.goto(f"{self.base}/{address}")
        self.settle()

    def press(self, name, *, role="button", within=None):
        """Press what is there; a person of another role may not have it."""
        found = (within or self.page).get_by_role(role, name=name).first
        if found.count() and found.is_visible() and found.is_enabled():
            found.click()
            self.settle()

    def unfold(self):
        """Show what is folded away: expanders, then every tab."""
        for one in self.page.locator("summary").all():
            if one.is_visible() and not one.evaluate("one => one.parentElement.open"):
                one.click()
                self.page.wait_for_timeout(150)
        for one in self.page.locator('[data-testid="stTab"]').all():
            one.click()
            self.page.wait_for_timeout(150)
        self.settle()

    def choose_row(self, row=1):
        """Choose a row of the first table, which is one canvas."""
        table = self.page.locator("[data-testid=stDataFrame] canvas").first
        table.wait_for()
        self.page.wait_for_timeout(600)
        corner = table.bounding_box()
        self.page.mouse.click(corner["x"] + 16, corner["y"] + 18 + 36 * row)
        self.settle()

    def download(self, name, *, within=None):
        """Press a button that hands out a file, and keep the file."""
        with self.page.expect_download() as waiting:
            (within or self.page).get_by_role("button", name=name).first.click()
        self.sent.files[waiting.value.suggested_filename] = waiting.value.path().read_bytes()

    def close(self):
        self._context.unroute_all(behavior="ignoreErrors")
        self._context.close()


@pytest.fixture
def walker(browser, office):
    """``walker(name)``: somebody signed in, whose browser is closed afterwards."""
    made = []

    def of(name):
        made.append(Walker(browser, office[0], name))
        return made[-1]

    yield of
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def office(serve, sample_file, tmp_path_factory, now):
    """(address, database, season)."""
    folder = tmp_path_factory.mktemp("committee")
    shutil.copy(sample_file, folder / "ward.gpkg")
    database = Database.open(f"sqlite:///{folder / 'ward.gpkg'}")
    season = season_of_a_committee.pass_through(database, now)
    season_of_a_committee.sign_up(database, now)
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "log") as base:
        yield base, database, season
    database.close()


@pytest.fixture(scope="module")
def values(office, root):
    return everything_sent.personal_values(office[1], root)


def map_page(one):
    """The map: all periods, a severity, a road; every popup."""
    one.go("")
    frame = one.page.frame_locator(".st-key-map-box iframe")
    frame.locator(".atgt-badge-icon").first.wait_for(state="attached")
    inner = next(f for f in one.page.frames if "streamlit_folium" in f.url)
    for number in range(min(inner.evaluate("() => map.atgt.layers.spots._spots.length"), 5)):
        inner.evaluate("n => { const s = map.atgt.layers.spots; s.open(s._spots[n], true); }", number)
    popups = inner.evaluate(
        "() => { const a = map.atgt.layers.accidents; return a.popup([...a._data.lat.keys()]).textContent; }"
    )
    frame.locator(".atgt-badge-icon").first.dispatch_event("click")
    one.page.locator(".st-key-evidence .atgt-spot h2").wait_for()
    one.settle()
    one.press("Mức độ")
    one.press("Có người chết")
    one.page.keyboard.press("Escape")
    one.press("Bỏ lọc")
    one.press(re.compile("^Tuyến"))
    one.page.keyboard.press("Escape")
    one.sent.files["popups"] = popups.encode()


def list_page(one, sampled):
    """The list: search, a row with its evidence, and its other views."""
    one.go("danh-sach")
    one.choose_row()
    one.page.locator(".atgt-spot h2").wait_for()
    one.unfold()
    one.page.get_by_text("Tính", exact=True).first.click()
    one.page.get_by_text("Bao nhiêu là ngẫu nhiên?").wait_for()
    one.settle()
    for view in sampled(("Gần đủ ngưỡng", "Tra một vụ", "So hai lần rà soát"), 2):
        one.page.get_by_text(view, exact=True).click()
        one.settle()
        if view == "Tra một vụ":
            one.choose_row()
    one.go("danh-sach")
    one.page.get_by_role("textbox").first.fill("QL1")
    one.page.keyboard.press("Enter")
    one.settle()


def committee_pages(one, season, sampled):
    """Register, two places, meetings step by step with their papers, remediation, hazards, basis."""
    one.go("so-theo-doi")
    one.unfold()
    for page, spot in sampled(itertools.product(("diem", "xu-ly"), (season.spot, season.treated)), 2):
        one.go(f"{page}?diem={spot}")
        one.unfold()
    for held, step in sampled(itertools.product((season.closed, season.frozen), STEPS), 3):
        one.page.goto(f"{one.base}/cuoc-hop?hop={held}&buoc={step}")
        if step == "trinh-chieu":
            one.page.locator(".slide h1").first.wait_for()
            for _ in range(4):
                one.page.keyboard.press("PageDown")
                one.page.wait_for_timeout(200)
        else:
            one.settle()
    one.go(f"cuoc-hop?hop={season.closed}&buoc=bien-ban")
    for name in (re.compile("Bản 1"), re.compile("Bản 2")):
        one.download(name)
    for page in sampled(("xu-ly", "nguy-co", "can-cu"), 1):
        one.go(page)
        one.unfold()


def statistics(one, sampled):
    """The views of the figures that a member is offered, with their workbooks; officers have the sections besides."""
    one.go("thong-ke")
    for view in sampled([view for key, view in statistics_labels.VIEWS.items() if key != "sections"], 2):
        one.page.get_by_text(view.vi, exact=True).first.click()
        one.settle()
        one.unfold()
        one.download(re.compile("Excel"))


def exports(one):
    """Both files of the places."""
    one.go("xuat")
    one.unfold()
    within = one.page.locator(".st-key-export-spots")
    for name in ("Tải GeoJSON", re.compile("Excel|xlsx")):
        one.download(name, within=within)


def other_ways(one, season, sampled):
    """Pages that are not his, addresses that lead nowhere, and two pages in English."""
    for page in sampled(NOT_HIS, 2):
        one.go(f"{page}?vu={season.case}")
    for path in (
        "/media/a",
        "/khong-co",
        "/_stcore/host-config",
        "/webmap/map.js",
        "/dang-nhap",
        "/app/static/ward.gpkg",
    ):
        one.page.evaluate("path => fetch(path).then(answer => answer.text())", path)
    one.go("danh-sach")
    one.press("English")
    for page in sampled(("danh-sach", f"diem?diem={season.spot}", "so-theo-doi"), 1):
        one.page.goto(f"{one.base}/{page}")
        one.settle()
        one.press("English")
        one.unfold()


@pytest.mark.timeout(1800)
def test_everything_a_member_is_sent_names_nobody(walker, office, values, sampled):
    season, member = office[2], walker("uy.vien")

    map_page(member)
    list_page(member, sampled)
    committee_pages(member, season, sampled)
    statistics(member, sampled)
    exports(member)
    other_ways(member, season, sampled)
    words = member.sent.words()

    assert everything_sent.held(words, values) == {}
    assert len(member.sent.frames) > 200
    assert {status for _, status, _ in member.sent.bodies} >= {200, 303}
    assert {name.rpartition(".")[2] for name in member.sent.files} == {"geojson", "xlsx", "docx", "popups"}
    for told in (season.spot, season.treated, season.closed, "[biển số]", "[số]", "dưới 3", "Sổ theo dõi"):
        assert told in words, told


@pytest.mark.timeout(900)
def test_the_same_search_finds_what_an_officer_is_sent(walker, office, values):
    season, officer = office[2], walker("can.bo")

    map_page(officer)
    officer.go(f"ho-so-vu?vu={season.case}")
    officer.go(f"diem?diem={season.spot}")
    officer.unfold()
    found = everything_sent.held(officer.sent.words(), values)

    assert found.keys() >= {
        "person_name",
        "plates",
        "phone",
        "id_number",
        "address",
        "notes",
        "case_number",
        "birth_year",
    }
    assert len(found["day"]) > 150
