"""Who is signed in, at the top of every page; and the note of a computer without accounts."""

from __future__ import annotations

import os
from html import escape

import streamlit as st

from atgt import settings
from atgt.domain.actor import Actor
from atgt.domain.errors import AtgtError
from atgt.ui import account_labels as words
from atgt.ui import widgets
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say


def link(visitor: Actor) -> str:
    """The name and the way out, as HTML; the page behind it belongs to the gate."""
    return f'<div class="atgt-account"><a href="dang-xuat">{escape(say(words.WHO.fill(name=visitor.name)))}</a></div>'


def ended(error: AtgtError) -> None:
    """Say that the session has ended, and where to sign in."""
    st.warning(plain(error.message(widgets.language())), icon=":material/lock_clock:")
    st.html(f'<p><a href="dang-nhap">{escape(say(words.SESSION_ENDED))}</a></p>')


def single_user_note() -> None:
    """The note, and the way to accounts; none where the single-user mode was asked for."""
    if settings.is_single_user(os.environ):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="single-user"):
        st.caption(say(words.SINGLE_USER_NOTE), width="content")
        st.button(
            say(words.SET_UP),
            key="single-user.set-up",
            type="tertiary",
            icon=":material/manage_accounts:",
            on_click=widgets.remember,
            args=("single-user.go", True),
        )
    if widgets.recall("single-user.go"):
        widgets.forget("single-user.go")
        widgets.go_to("administration")
