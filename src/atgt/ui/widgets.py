"""What lasts between two runs of a page: language, filters, the chosen spot. Session state is touched nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from atgt.domain.errors import AtgtError
from atgt.domain.local_time import VIETNAM
from atgt.domain.text import Language, Text
from atgt.ui.plain_text import plain

T = TypeVar("T")

KEPT_KEYS = (
    "filter.period",
    "filter.first",
    "filter.last",
    "filter.severities",
    "filter.routes",
    "filter.hour_from",
    "filter.hour_to",
    "filter.vehicles",
    "filter.collisions",
    "filter.weather",
    "map.density",
)
"""Widgets whose values stay when another page is shown; Streamlit forgets the others."""


# ── language ───────────────────────────────────────────────────────────────────────────────────────────────────────


def language() -> Language:
    """The language of this visitor: Vietnamese until switched."""
    return Language(st.session_state.get("language", Language.VI))


def say(text: Text) -> str:
    """The words in the visitor's language."""
    return text.of(language())


def worded(options: Iterable[T], word: Callable[[T], str]) -> Callable[[T], str]:
    """What a widget shows for its options, worked out now, in this visitor's language."""
    words = {option: word(option) for option in options}
    return lambda option: words.get(option, str(option))


def language_switch() -> None:
    """A button that names the other language."""
    other = Language.EN if language() is Language.VI else Language.VI
    label = "English" if other is Language.EN else "Tiếng Việt"
    st.button(label, key="language.switch", type="tertiary", icon=":material/language:", on_click=_speak, args=(other,))


def _speak(chosen: Language) -> None:
    st.session_state["language"] = chosen


# ── values that last ───────────────────────────────────────────────────────────────────────────────────────────────


def keep_alive() -> None:
    """Hold on to the filters while another page is shown; to be called at the start of every run."""
    for key in KEPT_KEYS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def seed(key: str, default: Any, *, allowed: Any = None) -> Any:
    """The value a widget starts with: the one kept, unless it is no longer possible; else the default."""
    kept = st.session_state.get(key, default)
    if allowed is not None:
        kept = (
            [one for one in kept if one in allowed] if isinstance(kept, list) else kept if kept in allowed else default
        )
    st.session_state[key] = kept
    return kept


def forget(*keys: str) -> None:
    """Let values go, so that the defaults return."""
    for key in keys:
        st.session_state.pop(key, None)


def forget_all_but(*keys: str) -> None:
    """Let everything go but some values: what was typed for one ward must not end in another."""
    for key in [key for key in st.session_state if key not in keys]:
        del st.session_state[key]


def remember(key: str, value: Any) -> None:
    """Keep a value until the visitor leaves."""
    st.session_state[key] = value


def recall(key: str, default: Any = None) -> Any:
    """A value kept earlier."""
    return st.session_state.get(key, default)


# ── the chosen spot ────────────────────────────────────────────────────────────────────────────────────────────────


def chosen_spot() -> str | None:
    """Key of the spot whose evidence is shown."""
    key: str | None = st.session_state.get("spot")
    return key


def choose_spot(key: str | None, *, fly: bool = True) -> None:
    """Show the evidence of a spot; with ``fly`` the map moves there."""
    st.session_state["spot"] = key
    if fly and key is not None:
        st.session_state["spot.flight"] = st.session_state.get("spot.flight", 0) + 1


def flight() -> str | None:
    """A mark that is new whenever the map should move to the chosen spot."""
    n = st.session_state.get("spot.flight", 0)
    return str(n) if n and chosen_spot() else None


def clicked_spot(answer: Mapping[str, Any] | None) -> str | None:
    """The spot just clicked on the map; None when the answer was already seen in an earlier run."""
    answer = answer or {}
    click = (answer.get("last_object_clicked_tooltip"), answer.get("last_object_clicked_count"))
    is_new = click != st.session_state.get("map.click")
    st.session_state["map.click"] = click
    return str(click[0]) if is_new and click[0] else None


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def remember_pages(pages: Mapping[str, Any]) -> None:
    """Make the pages known to ``go_to``."""
    st.session_state["pages"] = dict(pages)


def go_to(name: str, **query: str) -> None:
    """Open another page; nothing happens where there are no pages (a page shown alone, as in its test).

    Parameters
    ----------
    query
        What the address of the page names, for example ``diem="D-0001"``.
    """
    pages = st.session_state.get("pages", {})
    if name in pages:
        st.switch_page(pages[name], query_params=query)


def asked(name: str) -> str | None:
    """What the address of the page names (``?diem=D-0001``); None when it names nothing."""
    value: str | None = st.query_params.get(name)
    return value or None


def ask(name: str, value: str | None) -> None:
    """Put a value into the address of the page, so that it can be kept and sent on; None takes it out."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


# ── things that may be refused ─────────────────────────────────────────────────────────────────────────────────────


def attempt(act: Callable[[], T]) -> tuple[T | None, str | None]:
    """What an action gives, or why it was refused, in the visitor's language. Other faults go on upwards."""
    try:
        return act(), None
    except AtgtError as error:
        return None, plain(error.message(language()))


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def now() -> dt.datetime:
    """The present moment, in the office's own zone."""
    return dt.datetime.now(VIETNAM)
