"""Pages without a browser: the sample ward behind ATGT_DATABASE_URL, a page shown alone, its words and numbers."""

import functools
import re
import shutil
from html import unescape

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
"""Every run of an AppTest reads what every installed package says of itself: once is enough, and half of the time."""

PAGES = ("overview_map", "spot_list", "intake", "export", "basis")


def _page(name):
    """Runs inside the app under test: everything it needs is imported here."""
    import importlib

    from atgt.ui import shell, widgets

    widgets.keep_alive()
    shell.guarded(importlib.import_module(f"atgt.ui.pages.{name}").render)


class Shown:
    """A page as a visitor reads it."""

    def __init__(self, app):
        self.app = app

    @property
    def html(self):
        """The text of our own markup, without its tags."""
        bodies = " ".join(element.proto.body for element in self.app.get("html"))
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bodies)))

    @property
    def words(self):
        """All text a visitor reads outside tables and maps."""
        app = self.app
        texts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success, *app.error, *app.subheader]
        return " ".join([self.html, *(text.value for text in texts), *(one.label for one in app.button)])

    @property
    def faults(self):
        """What went wrong, in words; a page that works has none."""
        return [*(one.value for one in self.app.error), *(one.value for one in self.app.exception)]


@pytest.fixture
def use_database(monkeypatch, tmp_path):
    """Put a copy of a database file behind the dashboard."""

    def use(file):
        copy = tmp_path / "shown.gpkg"
        shutil.copy(file, copy)
        monkeypatch.setenv("ATGT_DATABASE_URL", f"sqlite:///{copy}")
        return f"sqlite:///{copy}"

    yield use
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def ward(use_database, sample_file):
    """The sample ward."""
    return use_database(sample_file)


@pytest.fixture
def nothing(use_database, empty_file):
    """A database with nothing in it."""
    return use_database(empty_file)


@pytest.fixture
def show():
    """Show one page alone; ``query`` is what its address names; other arguments are kept values."""

    def run(name, query=None, **kept):
        app = AppTest.from_function(_page, args=(name,), default_timeout=60)
        for key, value in (query or {}).items():
            app.query_params[key] = value
        for key, value in kept.items():
            app.session_state[key.replace("__", ".")] = value
        return Shown(app.run())

    return run
