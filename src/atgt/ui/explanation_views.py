"""Views of the list page that explain: places just below the threshold, one accident, two runs compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

import pandas as pd
import streamlit as st

from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SpotLevel
from atgt.domain.errors import AtgtError
from atgt.domain.local_time import day_and_hour
from atgt.domain.run import ScreeningRun
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.ingestion.text_repair import fold
from atgt.network_screening.diff import CHANGE_LABELS, Change
from atgt.network_screening.near_misses import Missing, NearMiss
from atgt.network_screening.why_not import WhyNot
from atgt.storage.repositories.spots import RunRecord
from atgt.ui import answers, explanation_labels, filters, formats, labels, markup, spot_card, widgets
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say

_MOST_ROWS = 200


def draw(view: str, run: ScreeningRun) -> None:
    """Draw one view; a list that can no longer be explained is told, and the page goes on."""
    try:
        if view == "near":
            near_misses(run)
        elif view == "accident":
            one_accident(run)
        else:
            two_runs()
    except AtgtError as error:
        st.warning(plain(error.message(widgets.language())), icon=":material/update:")


def near_misses(run: ScreeningRun) -> None:
    """Draw the places just below a threshold: what is missing, in sentences."""
    with st.spinner(say(labels.SCREENING)):
        found = answers.near_misses(run)
    st.caption(say(explanation_labels.NEAR_INTRO))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        level = st.segmented_control(
            say(labels.LEVEL),
            list(SpotLevel),
            default=SpotLevel.BLACK,
            format_func=widgets.worded(SpotLevel, lambda one: _level_count(found, one)),
            key="near.level",
            label_visibility="collapsed",
        )
        kinds = st.pills(
            say(explanation_labels.WHAT_IS_MISSING),
            list(Missing),
            selection_mode="multi",
            format_func=widgets.worded(Missing, lambda one: say(explanation_labels.MISSING_LABELS[one])),
            key="near.kinds",
            label_visibility="collapsed",
        )
    shown = [miss for miss in found if level in (None, miss.level) and (not kinds or miss.missing in kinds)]
    if not shown:
        st.info(say(explanation_labels.NEAR_NONE), icon=":material/check_circle:")
        return
    st.markdown(f"**{say(explanation_labels.NEAR_COUNT.fill(n=len(shown)))}**")
    headings = (labels.COLUMN_PLACE, explanation_labels.WHAT_IS_MISSING, explanation_labels.N_THERE)
    rows = [
        [
            number,
            say(miss.place.name),
            say(explanation_labels.MISSING_LABELS[miss.missing]),
            len(miss.accident_ids),
            say(miss.text),
        ]
        for number, miss in enumerate(shown, start=1)
    ]
    words = ["", *(say(heading) for heading in headings), say(explanation_labels.SENTENCE)]
    st.html(markup.table(words, rows, numbers=(0, 3)))


def _level_count(found: Sequence[NearMiss], level: SpotLevel) -> str:
    n = sum(miss.level is level for miss in found)
    return f"{say(spot_card.SHORT_LEVELS[level])} ({n})"


def one_accident(run: ScreeningRun) -> None:
    """Draw a search for an accident, and the answer for the row chosen: in which place it is, or why in none."""
    st.caption(say(explanation_labels.ACCIDENT_INTRO))
    text = st.text_input(
        say(labels.SEARCH),
        placeholder=say(explanation_labels.ACCIDENT_HINT),
        key="why.text",
        width=420,
        max_chars=80,
        icon=":material/search:",
        label_visibility="collapsed",
    )
    table = _matching(answers.select(filters.everything()).accidents, text)
    if table.empty:
        st.info(say(explanation_labels.ACCIDENT_NONE), icon=":material/search_off:")
        return
    shown = table.head(_MOST_ROWS)
    if len(table) > len(shown):
        st.caption(say(explanation_labels.ACCIDENT_MORE.fill(shown=len(shown), n=len(table))))
    event = st.dataframe(
        _accident_rows(shown),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="why.table",
        row_height=34,
        height=38 + 34 * min(len(shown), 7),
        placeholder="–",
    )
    rows = event.selection.rows
    if rows and rows[0] < len(shown):
        _answer(answers.why_not(run, str(shown["accident_id"].iloc[rows[0]])))


def _matching(accidents: pd.DataFrame, text: str) -> pd.DataFrame:
    """Newest first; every word typed must stand in id, case number, day, road or km post, marks aside."""
    ordered = accidents.sort_values(["occurred_on", "accident_id"], ascending=[False, True], ignore_index=True)
    words = fold(text).split()
    if not words:
        return ordered
    titles = answers.route_titles()
    days = ordered["occurred_on"].map(answers.day)
    parts = ordered[["accident_id", "case_number", "route_id", "km_post"]].astype("string").fillna("")
    roads = ordered["route_id"].map(titles).astype("string").fillna("")
    searched = (parts.agg(" ".join, axis="columns") + " " + days + " " + roads).map(fold)
    hits = pd.Series(data=True, index=ordered.index)
    for word in words:
        hits &= searched.str.contains(word, regex=False)
    return ordered[hits].reset_index(drop=True)


def _accident_rows(table: pd.DataFrame) -> pd.DataFrame:
    titles = answers.route_titles()
    spoken = widgets.language()
    return pd.DataFrame(
        {
            say(explanation_labels.COLUMN_DAY): table["occurred_on"].map(answers.day),
            say(explanation_labels.COLUMN_SEVERITY): [
                SEVERITY_LABELS[Severity(int(code))].of(spoken) for code in table["severity"]
            ],
            say(explanation_labels.COLUMN_ROAD): table["route_id"].map(titles),
            say(labels.COLUMN_KM): table["km_post"],
            say(explanation_labels.COLUMN_STATUS): [
                say(next(word for status, word in labels.LOCATION_LABELS.items() if status.value == value))
                for value in table["location_status"]
            ],
            say(explanation_labels.COLUMN_ID): table["case_number"].fillna(table["accident_id"]),
        }
    )


def _answer(told: WhyNot) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(say(told.text))}**")
        for level in told.levels:
            if level.sentences:
                st.markdown(f"{say(SPOT_LEVEL_LABELS[level.level]).split(' – ')[0]}:")
                st.html(f"<ul>{''.join(markup.item(say(sentence)) for sentence in level.sentences)}</ul>")
        if told.spot_key is not None and st.button(
            say(explanation_labels.OPEN_SPOT), icon=":material/map:", key="why.map"
        ):
            widgets.choose_spot(told.spot_key)
            widgets.go_to("map")


def two_runs() -> None:
    """Draw the choice of two stored runs and what differs between them, each with its reason."""
    runs = answers.stored_runs()
    if len(runs) < 2:
        st.info(say(explanation_labels.DIFF_ONE), icon=":material/history:")
        return
    words = {run.run_id: _run_words(run) for run in runs}
    left, right = st.columns(2)
    before = left.selectbox(
        say(explanation_labels.DIFF_BEFORE), list(words), index=1, format_func=words.__getitem__, key="diff.before"
    )
    after = right.selectbox(
        say(explanation_labels.DIFF_AFTER), list(words), index=0, format_func=words.__getitem__, key="diff.after"
    )
    if before == after:
        st.info(say(explanation_labels.DIFF_SAME))
        return
    found = answers.comparison(str(before), str(after))
    st.markdown(f"**{plain(say(found.text))}**")
    rows = [
        [say(CHANGE_LABELS[one.change]), say(spot_card.SHORT_LEVELS[spot.level]), say(one.text)]
        for change in (Change.NEW, Change.GONE, Change.CHANGED)
        for one in found.changes
        if one.change is change and (spot := one.after or one.before) is not None
    ]
    if rows:
        headings = (explanation_labels.DIFF_WHAT, labels.LEVEL, explanation_labels.SENTENCE)
        st.html(markup.table([say(heading) for heading in headings], rows))
    if n := found.count(Change.UNCHANGED):
        st.caption(say(explanation_labels.DIFF_UNCHANGED.fill(n=n)))


def _run_words(run: RunRecord) -> str:
    asked = run.parameters
    return say(
        explanation_labels.DIFF_RUN.fill(
            at=day_and_hour(run.created_at),
            first=formats.day(asked.first_day()),
            last=formats.day(asked.as_of),
            rules=run.rule_set_key,
            length=f"{asked.length_m:g}",
        )
    )


def missing(accident_ids: Collection[str], run: ScreeningRun, listed_at: SpotLevel | None) -> None:
    """Draw what a place lacks to reach the levels above its own; nothing is missing at the highest."""
    if listed_at is next(iter(SpotLevel)):
        return
    title = explanation_labels.MISSING_NEXT if listed_at else explanation_labels.MISSING_ANY
    with st.expander(say(title), icon=":material/stat_minus_1:", expanded=True):
        try:
            with st.spinner(say(labels.SCREENING)):
                found = answers.missing_at(run, accident_ids, listed_at)
        except AtgtError as error:
            st.warning(plain(error.message(widgets.language())), icon=":material/update:")
            return
        for one in found:
            level = escape(say(SPOT_LEVEL_LABELS[one.level]).split(" – ")[0])
            items = "".join(markup.item(say(sentence)) for sentence in one.sentences)
            st.html(f"<b>{level}</b><ul>{items}</ul>")


def firmness(spot_key: str, run: ScreeningRun) -> None:
    """Draw how firmly a spot stands and what chance would make; worked out when it is opened."""
    with st.expander(say(explanation_labels.FIRMNESS), icon=":material/balance:"):
        st.caption(say(explanation_labels.FIRMNESS_NOTE))
        if not st.toggle(say(explanation_labels.FIRMNESS_SHOW), key=f"firm.{spot_key}"):
            return
        try:
            with st.spinner(say(labels.SCREENING)):
                found = answers.firmness(run, spot_key)
        except AtgtError as error:
            st.warning(plain(error.message(widgets.language())), icon=":material/update:")
            return
        st.html(f"<ul>{''.join(markup.item(say(one)) for one in found.sensitivity.sentences)}</ul>")
        st.markdown(f"**{say(explanation_labels.CHANCE)}**")
        told = explanation_labels.CHANCE_JUNCTION if found.chance is None else found.chance.text
        st.markdown(say(told))
