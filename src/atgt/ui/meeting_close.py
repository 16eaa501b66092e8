"""The end of a meeting: closing it, its minutes, carrying decisions out, amending, every frozen version."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from atgt.domain.attachment import DOCX
from atgt.domain.local_time import day_and_hour
from atgt.domain.meeting import Decision, ItemDecision, MeetingHead, MeetingState, VersionKind
from atgt.domain.text import Text
from atgt.ui import acting, answers, downloads, meeting_forms, widgets
from atgt.ui import meeting_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import carrying_out, meeting, meeting_pages
from atgt.workflow.meeting_pages import MeetingPage

_KINDS = {
    VersionKind.AGENDA: words.KIND_AGENDA,
    VersionKind.MINUTES: words.KIND_MINUTES,
    VersionKind.AMENDMENT: words.KIND_AMENDMENT,
}


def draw(page: MeetingPage) -> None:
    """Draw the step."""
    state = page.meeting.state
    if state is MeetingState.DRAFT:
        st.info(say(words.DECIDE_NEEDS_FREEZE), icon=":material/ac_unit:")
        return
    if state is MeetingState.FROZEN:
        if acting.may("meeting.close"):
            _close_form(page)
    else:
        with st.container(horizontal=True, gap="small"):
            _download(page, page.meeting.last_version, words.DOWNLOAD_MINUTES, is_primary=True)
            if acting.may("carrying_out.carry_out"):
                _carry_out(page)
        st.caption(say(words.CARRY_NOTE))
        _outcomes(page)
    _versions(page)
    if state is MeetingState.CLOSED and acting.may("meeting.amend"):
        with st.expander(say(words.AMEND), icon=":material/edit_document:"):
            _amend_form(page)


def _close_form(page: MeetingPage) -> None:
    head = page.meeting.head
    if page.n_undecided:
        st.warning(say(words.N_OPEN.fill(n=page.n_undecided)), icon=":material/pending:")
    key = f"close.{page.meeting.meeting_id}"
    with st.form(key):
        row = st.columns([1, 1, 4])
        number = row[0].text_input(say(words.NUMBER), head.number, key=f"{key}.number", max_chars=20)
        ends_at = row[1].time_input(say(words.ENDS), head.ends_at or dt.time(11), key=f"{key}.ends", step=300)
        conclusion = row[2].text_input(say(words.CONCLUSION), head.conclusion, key=f"{key}.conclusion", max_chars=2000)
        is_sent = st.form_submit_button(say(words.CLOSE), type="primary", icon=":material/task_alt:")
    st.caption(say(words.CLOSE_NOTE))
    if is_sent:
        typed = replace(head, number=number.strip(), ends_at=ends_at, conclusion=conclusion.strip())
        acting.attempt(lambda: _close(page, typed))


def _close(page: MeetingPage, head: MeetingHead) -> Text:
    held = page.meeting
    version = meeting.close(
        answers.database(),
        held.meeting_id,
        answers.actor(),
        widgets.now(),
        expected_version=held.version,
        head=head,
    )
    return words.CLOSED.fill(n=version.number)


def _download(page: MeetingPage, number: int, label: Text, *, is_primary: bool = False) -> None:
    database, meeting_id = answers.database(), page.meeting.meeting_id
    file = meeting_pages.printed(database, meeting_id, number)
    downloads.button(
        say(label),
        file.content,
        name=file.name,
        media_type=DOCX,
        what="meeting docx",
        n_items=len(page.items),
        chosen=f"{meeting_id} #{number}",
        icon=":material/description:",
        type="primary" if is_primary else "tertiary",
        key=f"printed.{meeting_id}.{number}.{is_primary}",
    )


def _carry_out(page: MeetingPage) -> None:
    if st.button(say(words.CARRY_OUT), icon=":material/arrow_forward:", key="meeting.carry"):
        acting.attempt(lambda: _do_carry_out(page))


def _outcomes(page: MeetingPage) -> None:
    outcomes = [[item.register_id, say(item.outcome)] for item in page.items if item.outcome]
    if outcomes:
        with st.expander(f"{say(words.OUTCOME)} ({len(outcomes)})", icon=":material/checklist:"):
            st.html(table([say(words.ITEM), say(words.OUTCOME)], outcomes))


def _do_carry_out(page: MeetingPage) -> Text:
    done = carrying_out.carry_out(answers.database(), page.meeting.meeting_id, answers.actor(), widgets.now())
    n = sum(one.has_moved for one in done)
    return words.CARRIED.fill(n=n, left=len(done) - n)


def _versions(page: MeetingPage) -> None:
    st.markdown(f"**{say(words.VERSIONS)}**")
    headings = (words.VERSION, words.KIND, words.FROZEN_AT, words.BY, words.HASH, words.AMEND_WHY)
    rows = [
        [
            version.number,
            say(_KINDS[version.kind]),
            day_and_hour(version.frozen_at),
            version.frozen_by,
            version.sha256[:16],
            version.reason,
        ]
        for version in page.versions
    ]
    st.html(table([say(text) for text in headings[:-1]] + [""], rows))
    with st.container(horizontal=True, gap="small"):
        for version in page.versions:
            label = Text(
                f"Bản {version.number}: {_KINDS[version.kind].vi} (.docx)",
                f"Version {version.number}: {_KINDS[version.kind].en} (.docx)",
            )
            _download(page, version.number, label)


def _amend_form(page: MeetingPage) -> None:
    key = f"amend.{page.meeting.meeting_id}.{page.meeting.last_version}"
    items = {item.register_id: item for item in page.items}
    chosen = st.selectbox(
        say(words.AMEND_DECISION),
        ["", *items],
        format_func=widgets.worded(["", *items], lambda one: one or say(words.AMEND_NONE)),
        key=f"{key}.item",
    )
    head = page.meeting.head
    with st.form(key, border=False):
        why = st.text_input(say(words.AMEND_WHY), key=f"{key}.why", max_chars=300)
        conclusion = st.text_input(say(words.CONCLUSION), head.conclusion, key=f"{key}.conclusion", max_chars=2000)
        typed = None
        if chosen:
            typed = meeting_forms.decision_inputs(items[chosen].decision, Decision.WATCH, f"{key}.{chosen}")
        is_sent = st.form_submit_button(say(words.AMEND_DO), icon=":material/edit_document:")
    if is_sent:
        decisions = {chosen: typed} if chosen and typed else {}
        acting.attempt(lambda: _amend(page, why, decisions, replace(head, conclusion=conclusion.strip())))


def _amend(page: MeetingPage, why: str, decisions: dict[str, ItemDecision], head: MeetingHead) -> Text:
    version = meeting.amend(
        answers.database(),
        page.meeting.meeting_id,
        why,
        answers.actor(),
        widgets.now(),
        decisions=decisions,
        head=head,
    )
    return words.AMENDED.fill(n=version.number)
