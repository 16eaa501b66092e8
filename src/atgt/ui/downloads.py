"""The one button that hands out a file: what it gives is written into the log of exports first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from atgt.ui import answers, widgets
from atgt.workflow import export_log


def button(
    label: str,
    content: bytes | Callable[[], bytes],
    *,
    name: str,
    media_type: str,
    what: str,
    n_items: int,
    key: str,
    chosen: str = "",
    **look: Any,
) -> None:
    """Draw the button. Nothing is logged until it is pressed; then the log comes before the file.

    Parameters
    ----------
    content
        The bytes, or what makes them when the button is pressed.
    what, n_items, chosen
        For the log: what kind of file, how many rows, and the filter in words.
    look
        Further arguments of ``st.download_button``, such as ``icon`` and ``type``.
    """
    database, actor = answers.database(), answers.actor()

    def hand_out() -> bytes:  # runs when the button is pressed, beside the page's own script
        made = content if isinstance(content, bytes) else content()
        return export_log.hand_out(
            database, made, name=name, what=what, n_items=n_items, actor=actor, now=widgets.now(), chosen=chosen
        )

    st.download_button(label, hand_out, file_name=name, mime=media_type, on_click="ignore", key=key, **look)
