"""Addresses of the dashboard's pages, asked of the dashboard itself: Streamlit makes pages only inside a run."""

import sys
from functools import cache

from streamlit.testing.v1 import AppTest


def _ask():
    """Runs inside an app: everything it needs is imported here."""
    import streamlit as st

    from atgt.ui import shell

    st.session_state["addresses"] = {key: (page.url_path, page._script_hash) for key, page in shell._pages().items()}


@cache
def of_pages():
    """Key of every page -> (its address, Streamlit's mark of it)."""
    main = sys.modules["__main__"]  # Streamlit puts the page in its place; see ``own_main`` in conftest.py
    try:
        return AppTest.from_function(_ask, default_timeout=60).run().session_state["addresses"]
    finally:
        sys.modules["__main__"] = main
