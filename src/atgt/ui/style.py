"""The look of the dashboard around Streamlit's own, and its few built-in words in the visitor's language."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from atgt.ui import intake_labels, labels
from atgt.ui.widgets import say

ASSETS = Path(__file__).parent / "assets"


def apply() -> None:
    """Bring the style sheet into the page."""
    st.html(ASSETS / "dashboard.css")
    rules = {
        '[data-testid="stFileUploaderDropzone"] button p::after': intake_labels.BROWSE,
        '[data-testid="stFileUploaderDropzoneInstructions"] span::after': intake_labels.UPLOAD_HINT,
        ".st-key-map-box::before": labels.MAP_MISSING,  # seen only where no map covers it
    }
    contents = "\n".join(f"{where} {{ content: {_quoted(say(text))}; }}" for where, text in rules.items())
    st.html(f"<style>{contents}</style>")


def _quoted(words: str) -> str:
    """The words as a CSS string."""
    return json.dumps(words, ensure_ascii=False)
