"""Which ward the pages are about: whoever has one goes straight to it, whoever has several chooses."""

from __future__ import annotations

from html import escape

import streamlit as st

from atgt.domain.ward import Ward
from atgt.ui import account_labels as words
from atgt.ui import acting, answers, markup, widgets
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import wards

_KEPT = ("language", answers.WARD)
_BOX = "ward.switch"


def title(ward: Ward) -> str:
    """What a ward is called on screen."""
    return say(words.SHARED) if ward == wards.SHARED else ward.name


def at_top() -> None:
    """The ward beside the menu: a box to change it for whoever has several, words for whoever has one."""
    offered, ward = answers.offered_wards(), answers.ward()
    if ward is None:
        return
    if len(offered) == 1:
        with st.container(key="ward-name"):
            st.html(f'<div class="atgt-ward" title="{escape(title(ward))}">{escape(title(ward))}</div>')
        return
    widgets.remember(_BOX, ward)
    st.selectbox(
        say(words.WARD),
        offered,
        key=_BOX,
        format_func=widgets.worded(offered, lambda one: plain(title(one))),
        label_visibility="collapsed",
        on_change=lambda: _choose(widgets.recall(_BOX)),
    )


def is_missing() -> bool:
    """Whether this visitor must choose before anything can be shown."""
    return bool(answers.offered_wards()) and answers.ward() is None


def choose_first() -> None:
    """The page of whoever has several wards and has not chosen yet."""
    st.html(markup.title(say(words.CHOOSE_WARD), say(words.CHOOSE_WARD_MORE)))
    with st.container(key="wards", width=460):
        for one in answers.offered_wards():
            st.button(
                plain(title(one)),
                key=f"ward.{one.code}",
                icon=":material/location_city:",
                width="stretch",
                on_click=acting.callback(_choose),
                args=(one,),
            )


def footer_line() -> str | None:
    """The ward for the last lines of a page; None where there are no wards."""
    ward = answers.ward()
    return None if ward is None else say(words.FOOTER_WARD.fill(name=title(ward)))


def _choose(ward: Ward) -> None:
    """Go to a ward. Nothing that was typed, chosen or previewed for another ward goes along."""
    widgets.forget_all_but(*_KEPT)
    st.query_params.clear()
    widgets.remember(answers.WARD, ward.code)
    signed_in = answers.session_id()
    if signed_in is not None:
        wards.choose(answers.server(), signed_in, ward.code)
