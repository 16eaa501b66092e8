"""A queue of things that wait for a person: one is chosen and worked on, the rest are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from atgt.ui import formats, widgets
from atgt.ui import quality_labels as words
from atgt.ui.widgets import language, say

T = TypeVar("T")


def choose(key: str, waiting: Sequence[T], key_of: Callable[[T], str], name: Callable[[T], str]) -> T | None:
    """The one chosen from a queue, the first when none was; an empty queue says so and gives None."""
    if not waiting:
        st.success(say(words.NOTHING), icon=":material/check_circle:")
        return None
    by_key = {key_of(one): one for one in waiting}
    widgets.seed(key, next(iter(by_key)), allowed=by_key)
    chosen = st.selectbox(
        say(words.CHOOSE.fill(n=formats.number(len(waiting), language()))),
        list(by_key),
        format_func=widgets.worded(by_key, lambda one: name(by_key[one])),
        key=key,
    )
    return by_key[chosen]


def reason(key: str) -> str:
    """Asks for the reason of a decision."""
    said: str = st.text_input(say(words.REASON), placeholder=say(words.REASON_HINT), key=key, max_chars=300)
    return said
