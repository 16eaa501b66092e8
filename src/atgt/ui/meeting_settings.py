"""What an office sets once: its name on documents, and its own days off and working days."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from atgt.domain.meeting import MeetingHead
from atgt.domain.text import Text
from atgt.domain.working_days import CalendarDay
from atgt.ui import acting, answers, committee_answers, meeting_forms, widgets
from atgt.ui import meeting_labels as words
from atgt.ui.widgets import say
from atgt.workflow import meeting, work_calendar


def draw() -> None:
    """Draw the step."""
    head = meeting.office_head(answers.database(), committee_answers.today(), say(words.DEFAULT_TITLE))
    st.caption(say(words.OFFICE_NOTE))
    with st.form("office"):
        typed = meeting_forms.head_inputs(head, "office")
        is_sent = st.form_submit_button(say(words.SAVE_OFFICE), icon=":material/save:")
    if is_sent:
        acting.attempt(lambda: _save_office(typed))
    _calendar()


def _save_office(head: MeetingHead) -> Text:
    meeting.set_office(answers.database(), head, answers.actor(), widgets.now())
    return words.OFFICE_SAVED


def _calendar() -> None:
    st.subheader(say(words.CALENDAR), anchor=False)
    known = work_calendar.load(answers.database())
    st.caption(say(words.CALENDAR_NOTE.fill(last=max(known.known_years, default="–"))))
    headings = [say(text) for text in (words.DAY, words.WORKED, words.NAME, words.SOURCE, words.CONFIRMED)]
    own = work_calendar.own_days(answers.database())
    rows = [[day.day, day.is_working, day.name.vi, day.source, day.is_confirmed] for day in own]
    may_change = acting.may("work_calendar.set_own_days")
    edited = st.data_editor(
        pd.DataFrame(rows, columns=headings).astype({headings[1]: bool, headings[4]: bool}),
        num_rows="dynamic" if may_change else "fixed",
        disabled=not may_change,
        hide_index=True,
        key=f"calendar.{len(own)}",
        column_config={
            headings[0]: st.column_config.DateColumn(format="DD/MM/YYYY", required=True),
            headings[1]: st.column_config.CheckboxColumn(default=False),
            headings[2]: st.column_config.TextColumn(required=True, max_chars=100),
            headings[3]: st.column_config.TextColumn(max_chars=200),
            headings[4]: st.column_config.CheckboxColumn(default=True),
        },
    )
    if may_change and st.button(say(words.SAVE_CALENDAR), icon=":material/event:", key="calendar.save"):
        acting.attempt(lambda: _save_days(edited, headings))


def _save_days(edited: pd.DataFrame, headings: list[str]) -> Text:
    days = []
    for row in edited.to_dict("records"):
        day = pd.Timestamp(row[headings[0]]).date()
        name, source = (str(row[heading]) if pd.notna(row[heading]) else "" for heading in headings[2:4])
        days.append(CalendarDay(day, bool(row[headings[1]]), Text(name, name), source, bool(row[headings[4]])))
    work_calendar.set_own_days(answers.database(), days, answers.actor(), widgets.now())
    return words.CALENDAR_SAVED.fill(n=len(days))
