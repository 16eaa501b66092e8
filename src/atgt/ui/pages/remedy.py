"""Xử lý: recommendations, measures and follow-up of every place under way, and of one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.register import RegisterEntry, Responsibility
from atgt.domain.remediation import Measure, MeasureState, Recommendation
from atgt.domain.review import SpotState
from atgt.domain.text import Text
from atgt.ui import (
    acting,
    answers,
    committee_answers,
    formats,
    heading,
    markup,
    register_labels,
    remedy_follow_up,
    remedy_letters,
    remedy_measures,
    remedy_settings,
    reminder_list,
    widgets,
)
from atgt.ui import remedy_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import authority, remediation
from atgt.workflow.register_pages import SpotPage
from atgt.workflow.remediation import Board

ADDRESS = "diem"
_UNDER_WAY = frozenset(
    {
        SpotState.INSPECTED,
        SpotState.PROPOSED,
        SpotState.RECEIVED,
        SpotState.IN_TREATMENT,
        SpotState.TREATED,
        SpotState.FOLLOW_UP,
        SpotState.RECURRED,
    }
)


def render() -> None:
    """Draw the page."""
    register_id = widgets.asked(ADDRESS)
    if register_id is None:
        _board()
        return
    page = committee_answers.spot_page(register_id)
    entry = page.entry
    st.html(
        markup.title(f"{entry.register_id} – {say(entry.place.name)}", f"{say(words.TITLE)} · {say(entry.state_label)}")
    )
    acting.result_line()
    with st.container(horizontal=True, gap="small"):
        if st.button(say(words.ALL_PLACES), key="remedy.all", type="tertiary", icon=":material/arrow_back:"):
            widgets.ask(ADDRESS, None)
            st.rerun()
        if st.button(say(words.OPEN_SPOT), key="remedy.spot", type="tertiary", icon=":material/location_on:"):
            widgets.go_to("spot", diem=register_id)
    titles = (
        words.TAB_LETTERS.fill(n=len(page.recommendations)),
        words.TAB_MEASURES.fill(n=len(page.measures)),
        words.TAB_WHO,
        words.TAB_FOLLOW,
    )
    tabs = st.tabs([say(title) for title in titles])
    with tabs[0]:
        remedy_letters.draw(page)
    with tabs[1]:
        remedy_measures.draw(page)
    with tabs[2]:
        _who(page)
    with tabs[3]:
        remedy_follow_up.draw(page.follow_up)


# ── everything under way ────────────────────────────────────────────────────────────────────────────────────────


def _board() -> None:
    heading.show(words.TITLE)
    acting.result_line()
    reminder_list.whole()
    board = committee_answers.board()
    entries = [entry for entry in board.entries if entry.state in _UNDER_WAY or _has_work(board, entry)]
    if not entries:
        st.info(say(words.NOTHING), icon=":material/construction:")
    else:
        st.caption(say(words.CHOOSE))
        _table(board, entries)
    if authority.may(answers.actor(), Role.APPROVER):
        with st.expander(say(words.SETTINGS), icon=":material/settings:"):
            remedy_settings.draw()


def _has_work(board: Board, entry: RegisterEntry) -> bool:
    return bool(_own(board.measures, entry) or _own(board.recommendations, entry))


def _own(
    records: tuple[Measure, ...] | tuple[Recommendation, ...], entry: RegisterEntry
) -> list[Measure | Recommendation]:
    return [one for one in records if one.register_id == entry.register_id]


_COLUMNS = (
    (register_labels.COLUMN_ID, 74),
    (register_labels.COLUMN_PLACE, 260),
    (words.STATE, 170),
    (words.DECIDES, 190),
    (words.LAST_LETTER, 176),
    (words.N_MEASURES, 156),
    (words.PROGRESS, 90),
    (register_labels.COLUMN_DUE, 96),
    (words.SHARED, 160),
)


def _table(board: Board, entries: list[RegisterEntry]) -> None:
    late = {item.register_id: item.days for item in reversed(board.overdue)}
    ordered = sorted(entries, key=lambda entry: (-late.get(entry.register_id, 0), entry.register_id))
    names = [say(word) for word, _ in _COLUMNS]
    chosen = st.dataframe(
        pd.DataFrame([_row(board, entry) for entry in ordered], columns=names),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="remedy.table",
        row_height=36,
        height=38 + 36 * min(len(ordered), 14),
        placeholder="",
        column_config={
            name: st.column_config.ProgressColumn(width=width, format="%d%%", min_value=0, max_value=100)
            if word is words.PROGRESS
            else st.column_config.DateColumn(width=width, format="DD/MM/YYYY")
            if word is register_labels.COLUMN_DUE
            else st.column_config.Column(width=width)
            for name, (word, width) in zip(names, _COLUMNS, strict=True)
        },
    ).selection.rows
    if chosen and chosen[0] < len(ordered):
        widgets.ask(ADDRESS, ordered[chosen[0]].register_id)
        st.rerun()


def _row(board: Board, entry: RegisterEntry) -> list[object]:
    measures = [one for one in board.measures if one.register_id == entry.register_id]
    live = [one for one in measures if one.state is not MeasureState.CANCELLED]
    letters = [one for one in board.recommendations if one.register_id == entry.register_id]
    last = f"{letters[-1].number} ({formats.day(letters[-1].issued_on)})" if letters else ""
    who = entry.responsibility
    due = [day for day in (entry.due_on, *(one.planned_end for one in live if not one.is_settled)) if day]
    return [
        entry.register_id,
        say(entry.place.name),
        say(entry.state_label),
        who.decided_by,
        last,
        f"{sum(one.is_settled for one in live)}/{len(live)}" if live else "",
        round(sum(one.done_pct for one in live) / len(live)) if live else None,
        min(due, default=None),
        "; ".join(part for part in (who.shared_with, say(words.ABOVE) if who.is_province_owned else "") if part),
    ]


# ── who decides ─────────────────────────────────────────────────────────────────────────────────────────────────


def _who(page: SpotPage) -> None:
    who, key = page.entry.responsibility, f"who.{page.entry.register_id}.{page.entry.version}"
    st.caption(say(words.WHO_NOTE))
    if not acting.may("remediation.set_responsibility"):
        facts = ((words.ROAD_OWNER, who.owner), (words.DECIDES, who.decided_by), (words.SHARED_WITH, who.shared_with))
        rows: list[list[object]] = [[say(word), value or formats.NOTHING] for word, value in facts]
        st.html(table([], [*rows, *([[say(words.IS_ABOVE), say(words.ABOVE)]] if who.is_province_owned else [])]))
        return
    with st.form(key):
        left, right = st.columns(2)
        owner = left.text_input(say(words.ROAD_OWNER), who.owner, key=f"{key}.owner", max_chars=200)
        decides = right.text_input(say(words.DECIDES), who.decided_by, key=f"{key}.decides", max_chars=200)
        shared = left.text_input(say(words.SHARED_WITH), who.shared_with, key=f"{key}.shared", max_chars=200)
        above = right.checkbox(say(words.IS_ABOVE), bool(who.is_province_owned), key=f"{key}.above")
        is_sent = st.form_submit_button(say(words.SAVE_WHO), icon=":material/save:")
    if is_sent:
        typed = Responsibility(owner.strip(), above, decides.strip(), shared.strip())
        acting.attempt(lambda: _save_who(page, typed))


def _save_who(page: SpotPage, who: Responsibility) -> Text:
    entry = page.entry
    remediation.set_responsibility(
        answers.database(), entry.register_id, who, answers.actor(), widgets.now(), expected_version=entry.version
    )
    return words.WHO_SAVED.fill(who=who.decided_by or formats.NOTHING)
