"""The next step of a place: what this person may do, what he may not and why."""

from __future__ import annotations

import streamlit as st

from atgt.domain.actor import LOCAL_USER
from atgt.domain.review import STATE_LABELS, Move, MoveRequest, SpotState
from atgt.domain.text import Text
from atgt.ui import acting, answers, widgets
from atgt.ui import spot_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import review
from atgt.workflow.register_pages import SpotPage
from atgt.workflow.review import PossibleMove


def draw(page: SpotPage) -> None:
    """Draw the steps out of the present state."""
    allowed = [one for one in page.possible_moves if one.fault is None]
    if not allowed:
        st.info(say(words.NO_MOVE), icon=":material/lock:")
    else:
        _form(page, allowed)
    _forbidden(page, [one for one in page.possible_moves if one.fault is not None])


def _form(page: SpotPage, allowed: list[PossibleMove]) -> None:
    key = f"move.{page.entry.register_id}.{page.entry.version}"
    chosen = st.radio(
        say(words.MOVE_TO),
        range(len(allowed)),
        format_func=widgets.worded(range(len(allowed)), lambda i: say(allowed[i].label)),
        key=f"{key}.to",
        horizontal=True,
    )
    move = allowed[chosen].move
    if move.end is SpotState.PROPOSED:
        st.caption(say(words.PROPOSE_HINT))
    with st.form(key, border=False):
        left, right = st.columns([2, 1])
        reason = left.text_input(
            say(words.REASON_NEEDED if move.needs_reason else words.REASON), key=f"{key}.reason", max_chars=500
        )
        document = right.text_input(
            say(words.DOCUMENT_NEEDED if move.needs_document else words.DOCUMENT), key=f"{key}.document", max_chars=80
        )
        is_sent = st.form_submit_button(say(words.DO_MOVE), type="primary", icon=":material/arrow_forward:")
    if is_sent:
        acting.attempt(lambda: _move(page, move, reason, document))


def _move(page: SpotPage, move: Move, reason: str, document: str) -> Text:
    request = MoveRequest(move.end, answers.actor(), widgets.now(), reason, document)
    entry = review.move(answers.database(), page.entry.register_id, request, expected_version=page.entry.version)
    label = STATE_LABELS[entry.state]
    return Text(
        words.MOVED.vi.format(id=entry.register_id, state=label.vi),
        words.MOVED.en.format(id=entry.register_id, state=label.en),
    )


def _forbidden(page: SpotPage, forbidden: list[PossibleMove]) -> None:
    if not forbidden:
        return
    st.markdown(f"**{say(words.FORBIDDEN)}**")
    for one in forbidden:
        if one.fault is not None:
            st.markdown(f":material/block: {say(one.label)} — {plain(say(one.fault))}")
    is_alone = answers.actor().name == LOCAL_USER.name
    if is_alone and any(one.move.four_eyes for one in forbidden):
        st.caption(say(words.ONE_PERSON.fill(id=page.entry.register_id)))
