"""Reminders: one line on the first screen, the whole list in the register."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from atgt.ui import committee_answers, formats, markup, widgets
from atgt.ui import register_labels as words
from atgt.ui.widgets import say
from atgt.workflow import reminders
from atgt.workflow.reminders import URGENCY_LABELS, Reminder, Urgency

_MOST_SHOWN = 8


def strip() -> None:
    """One line on the first screen, with the way to the register; nothing where nothing is due."""
    found = committee_answers.all_reminders()
    if not found:
        return
    worst = found[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="reminders"):
        st.html(
            f'<div class="atgt-due atgt-{worst.urgency.value}"><b>{escape(_counts(found))}</b> '
            f"<span>{escape(_sentence(worst))}</span></div>",
            width="content",
        )
        if st.button(say(words.OPEN_REGISTER), key="reminders.open", type="tertiary", icon=":material/event_busy:"):
            widgets.go_to("register")


def whole() -> None:
    """Every reminder, longest overdue first, each with the way to its place."""
    found = committee_answers.all_reminders()
    if not found:
        st.caption(say(words.NO_REMINDERS.fill(days=reminders.SOON_DAYS)))
        return
    label = f"{say(words.REMINDERS)}: {_counts(found)}"
    with st.expander(label, icon=":material/event_busy:"), st.container(key="reminder-list", gap="small"):
        for one in found[:_MOST_SHOWN]:
            _line(one)
        if len(found) > _MOST_SHOWN:
            st.html(markup.table([say(text) for text in _HEADINGS], [_row(one) for one in found[_MOST_SHOWN:]]))
        note = words.REMINDER_NOTE.fill(soon=reminders.SOON_DAYS, escalate=reminders.ESCALATE_DAYS)
        st.caption(say(note))


_HEADINGS = (words.COLUMN_ID, words.COLUMN_PLACE, words.COLUMN_STEP, words.COLUMN_UNIT, words.COLUMN_DUE)


def _row(one: Reminder) -> list[object]:
    return [one.register_id, say(one.place), _what(one), one.unit, formats.day(one.due_on)]


def _line(one: Reminder) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(one.register_id, key=f"reminder.{one.kind}.{one.key}", type="tertiary"):
            widgets.go_to("spot", diem=one.register_id)
        urgency = escape(say(URGENCY_LABELS[one.urgency]))
        sentence = escape(_sentence(one))
        st.html(f'<div class="atgt-due atgt-{one.urgency.value}"><b>{urgency}</b> <span>{sentence}</span></div>')


def _sentence(one: Reminder) -> str:
    unit = f" – {one.unit}" if one.unit else ""
    late = say(reminders.days_in_words(one.days_late))
    return f"{say(one.place)}: {_what(one)}{unit}, {formats.day(one.due_on)} ({late})"


def _what(one: Reminder) -> str:
    return say(one.what)


def _counts(found: Sequence[Reminder]) -> str:
    n_soon = sum(one.urgency is Urgency.SOON for one in found)
    return say(words.REMINDERS_LINE.fill(late=len(found) - n_soon, soon=n_soon))
