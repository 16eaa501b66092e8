"""What an office sets for its remediation: its own measures beside the catalogue, and how long it follows up."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from atgt.domain.remediation import Horizon
from atgt.domain.text import Text
from atgt.ui import acting, answers, widgets
from atgt.ui import remedy_labels as words
from atgt.ui.widgets import say
from atgt.workflow import follow_up, measure_catalogue, remediation


def draw() -> None:
    """Draw the settings that this person may change."""
    if acting.may("follow_up.set_months"):
        _follow_up()
    _catalogue()


def _follow_up() -> None:
    known = follow_up.follow_up_time(answers.database())
    with st.form("follow-up", border=False):
        months = st.number_input(say(words.MONTHS), 1, 120, known.months, format="%d", width=320, key="follow.months")
        if st.form_submit_button(say(words.SAVE_MONTHS), icon=":material/save:"):
            acting.attempt(lambda: _save_months(int(months)))


def _save_months(months: int) -> Text:
    follow_up.set_months(answers.database(), months, answers.actor(), widgets.now())
    return words.MONTHS_SAVED.fill(n=months)


def _catalogue() -> None:
    st.markdown(f"**{say(words.CATALOGUE)}**")
    st.caption(say(words.CATALOGUE_NOTE.fill(n=len(remediation.catalogue()))))
    own = measure_catalogue.own_kinds(answers.database())
    headings = [say(text) for text in (words.COLUMN_NAME, words.COLUMN_LONG, words.COLUMN_WORKS)]
    rows = [[kind.label.vi, kind.horizon is Horizon.LONG_TERM, kind.needs_acceptance] for kind in own]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=headings).astype({headings[0]: "string", headings[1]: bool, headings[2]: bool}),
        num_rows="dynamic",
        hide_index=True,
        key=f"catalogue.{len(own)}",
        column_config={
            headings[0]: st.column_config.TextColumn(required=True, max_chars=120, width=520),
            headings[1]: st.column_config.CheckboxColumn(default=False),
            headings[2]: st.column_config.CheckboxColumn(default=False),
        },
    )
    if st.button(say(words.SAVE_CATALOGUE), icon=":material/save:", key="catalogue.save"):
        acting.attempt(lambda: _save_catalogue(edited, headings))


def _save_catalogue(edited: pd.DataFrame, headings: list[str]) -> Text:
    kinds = [
        measure_catalogue.kind_of(
            str(row[headings[0]]),
            Horizon.LONG_TERM if row[headings[1]] else Horizon.IMMEDIATE,
            needs_acceptance=bool(row[headings[2]]),
        )
        for row in edited.to_dict("records")
    ]
    measure_catalogue.set_own_kinds(answers.database(), kinds, answers.actor(), widgets.now())
    return words.CATALOGUE_SAVED.fill(n=len(kinds))
