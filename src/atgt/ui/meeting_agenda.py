"""The first step of a meeting: who meets, the agenda the register proposes, freezing it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from atgt.domain.frozen_list import ListedSpot
from atgt.domain.meeting import AGENDA_REASON_LABELS, AgendaReason, MeetingHead, MeetingState
from atgt.domain.text import Text
from atgt.ui import acting, answers, committee_answers, meeting_forms, widgets
from atgt.ui import meeting_labels as words
from atgt.ui.widgets import say
from atgt.workflow import meeting
from atgt.workflow.meeting_pages import MeetingPage
from atgt.workflow.presenting import level_of

_KINDS = {"black": words.BLACK, "potential": words.POTENTIAL, "hazard": words.HAZARD}


def new() -> None:
    """Draw the form that opens a meeting."""
    today = committee_answers.today()
    head = meeting.office_head(answers.database(), today, say(words.DEFAULT_TITLE))
    st.subheader(say(words.NEW), anchor=False)
    if committee_answers.register_page().is_outdated:
        st.warning(say(words.UPDATE_FIRST), icon=":material/update:")
    with st.form("meeting.new"):
        typed = meeting_forms.head_inputs(head, "meeting.new")
        is_sent = st.form_submit_button(say(words.OPEN), type="primary", icon=":material/playlist_add:")
    if is_sent:
        acting.attempt(lambda: _open(typed))


def _open(head: MeetingHead) -> Text:
    made = meeting.prepare(answers.database(), head, answers.actor(), widgets.now())
    widgets.ask("hop", made.meeting_id)
    n = len(committee_answers.meeting_page(made.meeting_id).items)
    return words.OPENED.fill(id=made.meeting_id, n=n)


def draw(page: MeetingPage) -> None:
    """Draw the agenda: open to change while the meeting is being prepared."""
    if page.meeting.state is MeetingState.DRAFT and acting.may("meeting.set_agenda"):
        _draft(page)
    else:
        _fixed(page)
    if page.meeting.state is not MeetingState.CLOSED and acting.may("meeting.change_head"):
        with st.expander(say(words.HEAD), icon=":material/groups:"):
            _head(page)


def _head(page: MeetingPage) -> None:
    held = page.meeting
    key = f"head.{held.meeting_id}.{held.version}"
    with st.form(key, border=False):
        typed = meeting_forms.head_inputs(held.head, key)
        is_sent = st.form_submit_button(say(words.SAVE_HEAD), icon=":material/save:")
    if is_sent:
        acting.attempt(lambda: _save_head(page, typed))


def _save_head(page: MeetingPage, head: MeetingHead) -> Text:
    held = page.meeting
    meeting.change_head(
        answers.database(), held.meeting_id, head, answers.actor(), widgets.now(), expected_version=held.version
    )
    return words.HEAD_SAVED


# ── while it is being prepared ──────────────────────────────────────────────────────────────────────────────────


def _draft(page: MeetingPage) -> None:
    st.caption(say(words.AGENDA_NOTE))
    if not page.proposed and not page.items:
        st.info(say(words.NOTHING_TO_DISCUSS), icon=":material/done_all:")
        return
    chosen = _choose(page)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(say(words.SAVE_AGENDA), icon=":material/save:", key="agenda.save"):
            acting.attempt(lambda: _save(page, chosen))
        if st.button(say(words.FREEZE), type="primary", icon=":material/ac_unit:", key="agenda.freeze"):
            acting.attempt(lambda: _freeze(page, chosen))
    st.caption(say(words.FREEZE_NOTE))


def _choose(page: MeetingPage) -> list[str]:
    """The entries that are ticked, in their order."""
    on_agenda = {item.register_id: item.reasons for item in page.items}
    entries = {one.entry.register_id: one.entry for one in page.proposed}
    levels = {key: level_of(entry) for key, entry in entries.items()}
    reasons = {one.entry.register_id: one.reasons for one in page.proposed} | on_agenda
    order = [*on_agenda, *(key for key in entries if key not in on_agenda)]
    kinds = st.pills(
        say(words.KINDS),
        list(_KINDS),
        selection_mode="multi",
        default=list(_KINDS),
        format_func=widgets.worded(_KINDS, lambda kind: say(_KINDS[kind])),
        key=f"agenda.kinds.{page.meeting.meeting_id}",
    )
    spots = {spot.register_id: spot for spot in page.list.spots}
    rows = [
        _row(spots[key], reasons[key], is_on=key in on_agenda and levels.get(key, "hazard") in kinds)
        for key in order
        if key in spots
    ]
    st.markdown(f"**{say(words.AGENDA.fill(n=sum(bool(row[0]) for row in rows)))}**")
    headings = [
        say(text) for text in (words.INCLUDE, words.ITEM, words.PLACE_COLUMN, words.REASONS, words.STATE_COLUMN)
    ]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=headings),
        hide_index=True,
        disabled=headings[1:],
        key=f"agenda.{page.meeting.meeting_id}.{page.meeting.version}.{'-'.join(kinds)}",
        height=38 + 35 * min(len(rows), 12),
        column_config={
            headings[0]: st.column_config.CheckboxColumn(width=70),
            headings[1]: st.column_config.TextColumn(width=80),
            headings[2]: st.column_config.TextColumn(width=420),
            headings[3]: st.column_config.TextColumn(width=260),
            headings[4]: st.column_config.TextColumn(width=220),
        },
    )
    return [str(key) for is_on, key in zip(edited[headings[0]], edited[headings[1]], strict=True) if is_on]


def _row(spot: ListedSpot, reasons: tuple[AgendaReason, ...], *, is_on: bool) -> list[object]:
    why = "; ".join(say(AGENDA_REASON_LABELS[reason]) for reason in reasons)
    return [is_on, spot.register_id, spot.place or spot.routes, why, spot.state]


def _save(page: MeetingPage, chosen: list[str]) -> Text:
    items = meeting.set_agenda(answers.database(), page.meeting.meeting_id, chosen, answers.actor(), widgets.now())
    return words.AGENDA_SAVED.fill(n=len(items))


def _freeze(page: MeetingPage, chosen: list[str]) -> Text:
    if chosen != [item.register_id for item in page.items]:
        _save(page, chosen)
    held = page.meeting
    version = meeting.freeze(
        answers.database(), held.meeting_id, answers.actor(), widgets.now(), expected_version=held.version
    )
    widgets.ask("buoc", None)
    return words.FROZEN.fill(n=version.number)


# ── once it is frozen, or for who only looks ────────────────────────────────────────────────────────────────────────


def _fixed(page: MeetingPage) -> None:
    if not page.items:
        st.info(say(words.NOTHING_TO_DISCUSS), icon=":material/done_all:")
    else:
        _fixed_table(page)
    if page.meeting.state is MeetingState.FROZEN and acting.may("meeting.put_on_agenda"):
        _add(page)


def _fixed_table(page: MeetingPage) -> None:
    spots = {spot.register_id: spot for spot in page.list.spots}
    headings = (words.POSITION, words.ITEM, words.PLACE_COLUMN, words.REASONS, words.STATE_COLUMN)
    rows = [[item.position, *_row(spots[item.register_id], item.reasons, is_on=True)[1:]] for item in page.items]
    st.dataframe(
        pd.DataFrame(rows, columns=[say(text) for text in headings]),
        hide_index=True,
        height=38 + 35 * min(len(rows), 12),
        key=f"agenda.fixed.{page.meeting.meeting_id}",
        column_config={
            say(heading): st.column_config.Column(width=width)
            for heading, width in zip(headings, (50, 80, 470, 330, 300), strict=True)
        },
    )


def _add(page: MeetingPage) -> None:
    on_agenda = {item.register_id for item in page.items}
    entries = {
        entry.register_id: entry
        for entry in committee_answers.register_page().entries
        if entry.register_id not in on_agenda
    }
    if not entries:
        return
    with st.expander(say(words.ADD), icon=":material/playlist_add:"), st.form("agenda.add", border=False):
        key = st.selectbox(
            say(words.ITEM),
            list(entries),
            format_func=widgets.worded(entries, lambda one: f"{one} – {say(entries[one].place.name)}"),
            key="agenda.add.entry",
        )
        why = st.text_input(say(words.ADD_WHY), key="agenda.add.why", max_chars=300)
        is_sent = st.form_submit_button(say(words.ADD_DO), icon=":material/add:")
    if is_sent and key:
        acting.attempt(lambda: _put_on(page, key, why))


def _put_on(page: MeetingPage, register_id: str, why: str) -> Text:
    version = meeting.put_on_agenda(
        answers.database(), page.meeting.meeting_id, register_id, why, answers.actor(), widgets.now()
    )
    return words.ADDED.fill(id=register_id, n=version.number)
