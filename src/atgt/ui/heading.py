"""The head of every page."""

from __future__ import annotations

import streamlit as st

from atgt.domain.text import Text
from atgt.ui import markup, widgets


def show(title: Text, below: Text | None = None) -> None:
    """Draw the title of a page, and what the page is for."""
    st.html(markup.title(widgets.say(title), widgets.say(below) if below else ""))
