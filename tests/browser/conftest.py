"""A real server, a real Chromium, and a page that fails its test on any request outside this machine."""

import os
import shutil

import pytest

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in str(item.path.parent.name):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser():
    """Chromium of the system (ATGT_CHROMIUM names another); without one the test is skipped, in CI it fails.

    One for each file: while it runs, so does Playwright's event loop, which tests of other files could not start theirs in.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = os.environ.get("ATGT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        reason = "no Chromium on this computer: install the package chromium, or name one with ATGT_CHROMIUM"
        if os.environ.get("ATGT_CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        outside, make = [], chromium.new_context

        def watched(**options):
            context = make(reduced_motion="reduce", **options)
            context.on("request", lambda request: _note(request.url, outside))
            return context

        chromium.new_context = watched
        yield chromium
        chromium.close()
    assert outside == []  # of any test, those that open pages of their own too


@pytest.fixture(scope="session")
def dashboard(serve, sample_file, tmp_path_factory):
    """The address of a dashboard on the sample ward."""
    folder = tmp_path_factory.mktemp("served")
    copy = folder / "ward.gpkg"
    shutil.copy(sample_file, copy)
    with serve(f"sqlite:///{copy}", folder / "server.log") as base:
        yield base


@pytest.fixture(scope="module")
def contexts(browser):
    """Browser profiles by their options, kept so that Streamlit's own scripts are loaded once."""
    kept = {}

    def of(**options):
        key = repr(sorted(options.items()))
        if key not in kept:
            kept[key] = browser.new_context(locale="vi-VN", accept_downloads=True, **options)
        return kept[key]

    yield of
    for context in kept.values():
        context.close()


@pytest.fixture
def open_page(contexts):
    """Opens pages of any size; afterwards no request may have left this machine and no script may have failed."""
    pages, outside, faults = [], [], []

    def new(*, width=1366, height=768, **options):
        page = contexts(**options).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(45_000)  # CI machines may be slow
        page.on("request", lambda request: _note(request.url, outside))
        page.on("websocket", lambda socket: _note(socket.url, outside))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda response: _check(response, faults))
        return page

    yield new
    for page in pages:
        page.close()
    assert outside == []
    assert faults == []


def _note(url, outside):
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")):
        outside.append(url)


def _check(response, faults):
    """Note a failed answer. Streamlit itself looks for its base path under the address of a page: that may fail."""
    is_probe = response.url.rsplit("/", 1)[-1] in {"health", "host-config"} and "/_stcore/" in response.url
    if response.status >= 400 and not is_probe:
        faults.append(f"{response.status} {response.url}")
