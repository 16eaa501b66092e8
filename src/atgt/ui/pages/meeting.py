"""Cuộc họp: a meeting from its agenda to its minutes, and its list on a projector."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.frozen_list import ListChange
from atgt.domain.meeting import MEETING_STATE_LABELS, MeetingState
from atgt.domain.register import CHANGE_LABELS, ChangeKind
from atgt.storage.repositories.meetings import Meeting
from atgt.ui import (
    acting,
    answers,
    committee_answers,
    filters,
    formats,
    heading,
    meeting_agenda,
    meeting_close,
    meeting_decisions,
    meeting_settings,
    presenter,
    widgets,
)
from atgt.ui import meeting_labels as words
from atgt.ui.markup import Markup, table
from atgt.ui.widgets import say
from atgt.workflow import authority
from atgt.workflow.meeting_pages import MeetingPage

ADDRESS, STEP = "hop", "buoc"
AGENDA, PRESENT, DECIDE, CLOSE, DIFFERENCE, SETTINGS = (
    "chuong-trinh", "trinh-chieu", "quyet-dinh", "bien-ban", "thay-doi", "thiet-lap",
)  # fmt: skip
_STEPS = {
    AGENDA: words.STEP_AGENDA,
    PRESENT: words.STEP_PRESENT,
    DECIDE: words.STEP_DECIDE,
    CLOSE: words.STEP_CLOSE,
    DIFFERENCE: words.STEP_DIFFERENCE,
    SETTINGS: words.STEP_SETTINGS,
}


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE)
    acting.result_line()
    known = committee_answers.all_meetings()
    if not known and not committee_answers.register_page().entries:
        st.info(say(words.NO_REGISTER), icon=":material/menu_book:")
        return
    if not known and not acting.may("meeting.prepare"):
        st.info(say(words.NO_MEETING), icon=":material/groups:")
        return
    meeting_id = _choose(known)
    if meeting_id is None:
        meeting_agenda.new()
        return
    page = committee_answers.meeting_page(meeting_id)
    step = _step(page)
    if step == AGENDA:
        meeting_agenda.draw(page)
    elif step == PRESENT:
        _present(page)
    elif step == DECIDE:
        meeting_decisions.draw(page)
    elif step == CLOSE:
        meeting_close.draw(page)
    elif step == DIFFERENCE:
        _difference(page)
    else:
        meeting_settings.draw()


def _choose(known: tuple[Meeting, ...]) -> str | None:
    """The meeting named in the address, else the latest one; None for a new one."""
    ids = [held.meeting_id for held in known]
    asked = widgets.asked(ADDRESS)
    if ids and asked not in ids:  # named before the list is drawn: its key must not change at the first choice
        asked = ids[0]
        widgets.ask(ADDRESS, asked)
    options = [*ids, ""] if acting.may("meeting.prepare") else ids
    start = options.index(asked) if asked in ids else 0
    names = {held.meeting_id: _named(held) for held in known} | {"": say(words.NEW_OPTION)}
    chosen = st.selectbox(
        say(words.MEETING),
        options,
        index=start,
        format_func=widgets.worded(options, names.__getitem__),
        key=f"meeting.chosen.{len(known)}.{asked if asked in ids else ''}",
        label_visibility="collapsed",
    )
    if chosen and chosen != asked:
        widgets.ask(ADDRESS, chosen)
    return chosen or None


def _named(held: Meeting) -> str:
    state = say(MEETING_STATE_LABELS[held.state])
    return f"{held.meeting_id} – {formats.day(held.head.held_on)} – {held.head.title} ({state})"


def _step(page: MeetingPage) -> str:
    state = page.meeting.state
    usual = {MeetingState.DRAFT: AGENDA, MeetingState.FROZEN: DECIDE, MeetingState.CLOSED: CLOSE}[state]
    asked = widgets.asked(STEP)
    steps = [step for step in _STEPS if step != SETTINGS or acting.may("meeting.set_office")]
    chosen = st.segmented_control(
        say(words.STEP),
        steps,
        default=asked if asked in steps else usual,
        format_func=widgets.worded(steps, lambda one: say(_STEPS[one])),
        key=f"meeting.step.{page.meeting.meeting_id}.{state}.{widgets.recall('meeting.left', 0)}",
        label_visibility="collapsed",
    )
    step = chosen or usual
    widgets.ask(STEP, step if step != usual else None)
    return step


# ── on the projector ────────────────────────────────────────────────────────────────────────────────────────────


def _present(page: MeetingPage) -> None:
    if page.meeting.state is MeetingState.DRAFT:
        st.info(say(words.PRESENT_NEEDS_FREEZE), icon=":material/ac_unit:")
        return
    if not page.items:
        st.info(say(words.NOTHING_TO_DISCUSS), icon=":material/done_all:")
        return
    slides = committee_answers.slides(page, answers.select(filters.everything()).accidents)
    may_decide = page.meeting.state is MeetingState.FROZEN and authority.may(answers.actor(), Role.EDITOR)
    decide, leaves = presenter.show(
        page.meeting.meeting_id, slides, can_decide=may_decide, is_sample=page.list.is_sample
    )
    if leaves:
        widgets.ask(STEP, None)
        widgets.remember("meeting.left", widgets.recall("meeting.left", 0) + 1)
        st.rerun()
    if decide and may_decide:
        _decide_dialog(page, decide)


def _decide_dialog(page: MeetingPage, register_id: str) -> None:
    item = next(one for one in page.items if one.register_id == register_id)

    @st.dialog(say(words.RECORD), width="large")
    def ask() -> None:
        meeting_decisions.form(page, item)

    ask()


# ── since the last meeting ──────────────────────────────────────────────────────────────────────────────────────


def _difference(page: MeetingPage) -> None:
    found = page.list
    if not found.previous_meeting:
        st.info(say(words.FIRST_MEETING), icon=":material/flag:")
        return
    if not found.since_last:
        st.info(say(words.NO_DIFFERENCE.fill(id=found.previous_meeting)), icon=":material/done_all:")
        return
    n = Counter(change.kind for change in found.since_last)
    counts = ", ".join(f"{say(CHANGE_LABELS[kind]).lower()} {n[kind]}" for kind in ChangeKind if n[kind])
    st.markdown(f"**{say(words.DIFFERENCE.fill(id=found.previous_meeting, counts=counts))}**")
    headings = (words.KIND, words.ITEM, words.PLACE_COLUMN, words.WHAT_CHANGED)
    ordered = sorted(
        found.since_last, key=lambda change: (list(ChangeKind).index(ChangeKind(change.kind)), change.register_id)
    )
    st.html(table([say(text) for text in headings], [_change(change) for change in ordered]))


def _change(change: ListChange) -> list[object]:
    """A row of the table: kind and place unbroken, each reason on a line of its own."""
    kind, place = (
        Markup(f'<span class="atgt-now">{escape(words)}</span>')
        for words in (say(CHANGE_LABELS[ChangeKind(change.kind)]), change.place)
    )
    return [kind, change.register_id, place, Markup("<br>".join(escape(reason) for reason in change.what))]
