"""Text from files, forms and addresses never runs: every page of a ward whose every word is an attack, in a real browser.

``make test`` tries some of the pages and strings, ``make soak`` all of them.
"""

import re
import shutil
from contextlib import closing
from urllib.parse import quote

import pytest

from atgt.storage import verification
from atgt.storage.database import Database

PlaywrightTimeoutError = pytest.importorskip("playwright.sync_api").TimeoutError

FOREIGN = """() => ({
    ran: window.hacked !== undefined,
    elements: [...document.querySelectorAll(
        'img[src="x"], img[src*="elsewhere"], a[href^="javascript:"], a[href*="elsewhere"], iframe[srcdoc], base[href*="elsewhere"],'
        + 'form[action*="elsewhere"], meta[http-equiv="refresh"], [onerror], [onload], [onmouseover], [onfocus], [ontoggle],'
        + 'animate[onbegin], mglyph, foreignObject'
    )].map(one => one.outerHTML.slice(0, 120))
})"""
pytestmark = pytest.mark.sampled
PARAMETERS = ("diem", "vu", "hop", "ma", "id", "trang", "q", "page")
MOST = 6  # of tabs, expanders and inputs of a page


@pytest.fixture(scope="module")
def addresses(root):
    """Every address a page of the dashboard is registered under, read off the navigation's source."""
    found = set()
    for path in (root / "src/atgt/ui").rglob("*.py"):
        found |= set(re.findall(r'url_path="([a-z0-9-]+)"', path.read_text("utf-8")))
    assert {"ban-do", "danh-sach", "nhap-du-lieu", "xuat", "can-cu"} <= found
    return [*sorted(found - {"ban-do"}), ""]


@pytest.fixture(scope="module")
def served(attacked, serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacked-served")
    shutil.copy(attacked[0], folder / "ward.gpkg")
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "server.log") as base:
        yield base, folder, attacked[1]


@pytest.fixture
def watched(open_page):
    """A page, and the dialogs that scripts opened in it."""
    page, dialogs = open_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    assert dialogs == []


def foreign_in(page):
    """What ran or became an element, in the page and all its frames."""
    found = [frame.evaluate(FOREIGN) for frame in page.frames if not frame.is_detached()]
    return [one for one in found if one["ran"] or one["elements"]]


def settle(page):
    page.locator(".atgt-footer").wait_for()
    page.wait_for_timeout(500)


def open_everything(page):
    """Show what is folded away: tabs and expanders."""
    for what in ('[data-testid="stTab"], [role="tab"]', "summary"):
        for one in page.locator(what).all()[:MOST]:
            if one.is_visible():
                one.click(timeout=5000)
                page.wait_for_timeout(150)


@pytest.mark.timeout(1200)
def test_no_page_runs_what_was_stored(watched, served, addresses, attacks, sampled):
    base, _, facts = served
    chosen = iter(list(attacks.values()) * 20)
    faults = {}
    for address in [*sampled(addresses[:-1], 5), addresses[-1]]:
        asked = "&".join(f"{name}={quote(next(chosen))}" for name in PARAMETERS if name != "diem")
        watched.goto(f"{base}/{address}?diem={facts['register_id']}&{asked}")
        settle(watched)
        if not address:
            watched.frame_locator(".st-key-map-box iframe").locator(".atgt-badge-icon").first.wait_for(state="attached")
        faults[address, "shown"] = foreign_in(watched)
        open_everything(watched)
        watched.wait_for_timeout(300)
        faults[address, "unfolded"] = foreign_in(watched)
        for one in watched.locator('[data-testid="stTextInput"] input').all()[:MOST]:
            if one.is_visible() and one.is_enabled():
                try:
                    one.fill(next(chosen).replace("\r", " "), timeout=5000)
                    one.press("Enter", timeout=5000)
                except PlaywrightTimeoutError:
                    if one.is_visible():  # otherwise folded away by the run that the last words began
                        raise
        settle(watched)
        faults[address, "typed into"] = foreign_in(watched)

    assert {where: found for where, found in faults.items() if found} == {}


def test_no_popup_of_the_map_runs_what_was_stored(watched, served):
    base, _, _ = served
    watched.goto(base)
    frame = watched.frame_locator(".st-key-map-box iframe")
    frame.locator(".atgt-badge-icon").first.wait_for(state="attached")
    inner = next(f for f in watched.frames if "streamlit_folium" in f.url)

    n_spots = inner.evaluate("() => map.atgt.layers.spots._spots.length")
    for number in range(min(n_spots, 12)):
        inner.evaluate("n => { const s = map.atgt.layers.spots; s.open(s._spots[n], true); }", number)
    shown = frame.locator(".leaflet-popup-content").first.inner_text()
    listed = inner.evaluate(
        "() => { const a = map.atgt.layers.accidents; return a.popup([...a._data.lat.keys()]).textContent; }"
    )
    watched.wait_for_timeout(500)

    assert n_spots > 0
    assert "onerror=" in shown + listed
    assert foreign_in(watched) == []


@pytest.mark.timeout(1200)
def test_no_name_of_a_file_runs_when_it_is_uploaded(watched, served, attacks, attacked_ward, sampled):
    """A sheet, something that is no sheet, and a road layer, under names full of attacks."""
    base, _, _ = served
    words = [text for text in attacks.values() if attacked_ward.is_printable(text)]
    names = [
        '"><img src=x onerror=top.hacked=1>.csv',
        "![x](https://elsewhere.invalid/x.png).csv",
        "[x](javascript:top.hacked=1)`${top.hacked=1}`{{7*7}}.csv",
    ]
    for number, name in sampled(enumerate(names), 1):
        for content in (attacked_ward.sheet(words, day=f"{number + 1:02d}/02/2026"), b"\x00\x01 khong phai bang"):
            watched.goto(f"{base}/nhap-du-lieu")
            settle(watched)
            file = {"name": name, "mimeType": "text/csv", "buffer": content}
            watched.locator('input[type="file"]').first.set_input_files(file)
            watched.wait_for_timeout(2500)
            settle(watched)
            assert foreign_in(watched) == [], name
            open_everything(watched)
            assert foreign_in(watched) == [], name


MANY = 40
"""So many strings at least go into a sheet, into a form and into the name of a file."""


@pytest.mark.timeout(1200)
def test_every_string_as_the_name_of_a_file_stays_text(watched, served, attacks, attacked_ward, sampled):
    """The page says what is wrong with each file, by its name."""
    names = [text for text in attacks.values() if attacked_ward.is_printable(text) and "\n" not in text]
    watched.goto(f"{served[0]}/nhap-du-lieu")
    settle(watched)
    assert len(names) >= MANY
    for number, name in sampled(enumerate(names), 8):
        file = {"name": f"{number} {name}.csv", "mimeType": "text/csv", "buffer": b"\x00\x01 khong phai bang"}
        watched.locator('input[type="file"]').first.set_input_files(file)
        watched.locator('[data-testid="stAlert"]', has_text=f"{number} ").first.wait_for()
        assert foreign_in(watched) == [], name


@pytest.mark.timeout(1200)
def test_every_string_typed_into_a_form_stays_text(watched, served, attacks, sampled):
    watched.goto(f"{served[0]}/danh-sach")
    settle(watched)
    field = watched.locator('[data-testid="stTextInput"] input').first
    typed = [text.replace("\r", " ").replace("\n", " ")[:80] for text in attacks.values()]
    assert len(typed) >= MANY
    typed = sampled(typed, 20)
    for text in typed:
        field.fill(text)
        field.press("Enter")
        watched.wait_for_timeout(150)
        assert foreign_in(watched) == [], text
    settle(watched)
    assert field.input_value() == typed[-1]


@pytest.mark.timeout(1200)
def test_every_string_in_an_address_runs_nothing_and_changes_nothing(watched, served, attacks, sampled):
    """Of the pages that read their address in turn: two strings each, in every parameter any page reads."""
    base, folder, _ = served
    texts, pages = [*attacks.values()], ("diem", "ho-so-vu", "cuoc-hop", "xu-ly")
    assert len(texts) >= MANY
    for number, pair in sampled(enumerate(zip(texts[::2], [*texts[1::2], texts[0]], strict=False)), 8):
        asked = "&".join(f"{name}={quote(pair[k % 2])}" for k, name in enumerate(("diem", "vu", "hop", "buoc", "q")))
        watched.goto(f"{base}/{pages[number % len(pages)]}?{asked}")
        settle(watched)
        assert foreign_in(watched) == [], pair

    with closing(Database.open(f"sqlite:///{folder / 'ward.gpkg'}")) as database, database.read() as session:
        assert verification.verify(session).is_whole
