"""What lasts between two runs of a page: language, filters, the chosen spot, the open database, cached answers.

Session state is touched here and nowhere else. Answers are cached by the state of the data (the end of the audit
log, which every change moves), so a change made on the command line is seen at the next click.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from atgt.domain.black_spot import SpotLevel
from atgt.domain.period import Period
from atgt.domain.run import ScreeningRun
from atgt.domain.text import Language, Text
from atgt.storage import audit
from atgt.storage.database import Database
from atgt.webmap import basemap
from atgt.workflow import exporting, map_layers, provenance, screening, selection, session

T = TypeVar("T")

KEPT_KEYS = (
    "filter.period",
    "filter.first",
    "filter.last",
    "filter.severities",
    "filter.routes",
    "filter.hour_from",
    "filter.hour_to",
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


def go_to(name: str) -> None:
    """Open another page; nothing happens where there are no pages (a page shown alone, as in its test)."""
    pages = st.session_state.get("pages", {})
    if name in pages:
        st.switch_page(pages[name])


# ── database and cached answers ────────────────────────────────────────────────────────────────────────────────────


def now() -> dt.datetime:
    """The present moment with its zone."""
    return dt.datetime.now().astimezone()


def database() -> Database:
    """The open database, one for all visitors of this process."""
    return _open(session.database_url())


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Database:
    return session.open_database(url)


@st.cache_resource(show_spinner=False)
def first_start_lock() -> threading.Lock:
    """Two visitors of an empty database load the sample ward once."""
    return threading.Lock()


def data_mark() -> str:
    """Changes with every change of the data, whoever makes it."""
    opened = database()
    with opened.read() as reading:
        head = audit.head(reading)
    return f"{opened.url}#{head.seq}#{head.hash}"


def _filter_key(chosen: selection.AccidentFilter) -> str:
    sets = [sorted(one) if one is not None else None for one in (chosen.severities, chosen.route_ids)]
    return repr((chosen.first_day, chosen.last_day, sets, chosen.hour_from, chosen.hour_to, chosen.text))


def select(chosen: selection.AccidentFilter) -> selection.Selection:
    """The accidents of a filter with their counts."""
    return _select(data_mark(), chosen)


@st.cache_data(show_spinner=False, max_entries=24, hash_funcs={selection.AccidentFilter: _filter_key})
def _select(mark: str, chosen: selection.AccidentFilter) -> selection.Selection:  # noqa: ARG001 - part of the cache's key
    return selection.select_accidents(database(), chosen)


def latest_run() -> ScreeningRun | None:
    """The latest screening run."""
    return _latest_run(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _latest_run(mark: str) -> ScreeningRun | None:  # noqa: ARG001 - part of the cache's key
    return screening.latest_run(database())


def is_outdated(run: ScreeningRun) -> bool:
    """Whether the data has changed since a run."""
    return _is_outdated(data_mark(), run.run_id, run)


@st.cache_data(show_spinner=False, max_entries=4)
def _is_outdated(mark: str, run_id: str, _run: ScreeningRun) -> bool:  # noqa: ARG001 - part of the cache's key
    return screening.is_outdated(database(), _run)


def data_period() -> Period | None:
    """First and last day with an accident."""
    return _data_period(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _data_period(mark: str) -> Period | None:  # noqa: ARG001 - part of the cache's key
    return selection.data_period(database())


def layers() -> map_layers.MapLayers:
    """Roads, boundary, junctions and km posts."""
    return _layers(data_mark())


@st.cache_data(show_spinner=False, max_entries=2)
def _layers(mark: str) -> map_layers.MapLayers:  # noqa: ARG001 - part of the cache's key
    return map_layers.load_layers(database())


def base_payload(notice: Text | None) -> dict[str, Any] | None:
    """What the map draws that does not depend on a filter."""
    return _base_payload(data_mark(), language(), notice)


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Text: lambda text: text.vi})
def _base_payload(mark: str, spoken: Language, notice: Text | None) -> dict[str, Any] | None:
    found = _layers(mark)
    return basemap.payload(
        roads=found.roads,
        boundary=found.boundary,
        junctions=found.junctions,
        anchors=found.anchors,
        language=spoken,
        notice=notice,
    )


def holds_sample() -> bool:
    """Whether the data is simulated."""
    return _holds_sample(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _holds_sample(mark: str) -> bool:  # noqa: ARG001 - part of the cache's key
    return provenance.holds_sample(database())


def export_file(
    what: str, file_format: str, chosen: selection.AccidentFilter | None = None, level: SpotLevel | None = None
) -> exporting.ExportFile:
    """An export of the present data, made once."""
    return _export_file(data_mark(), what, file_format, _filter_key(chosen) if chosen else "", level, chosen)


@st.cache_data(show_spinner=False, max_entries=8)
def _export_file(
    mark: str,  # noqa: ARG001 - part of the cache's key
    what: str,
    file_format: str,
    filter_key: str,  # noqa: ARG001 - part of the cache's key
    level: SpotLevel | None,
    _chosen: selection.AccidentFilter | None,
) -> exporting.ExportFile:
    return exporting.export(database(), what=what, file_format=file_format, chosen=_chosen, level=level)
