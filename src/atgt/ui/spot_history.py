"""What happened to a place and what lies beside it: moves, runs and meetings in one order, papers, neighbours."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.local_time import local_day
from atgt.domain.meeting import DECISIONS
from atgt.domain.register import CHANGE_LABELS, state_label
from atgt.ui import answers, formats, spot_files, widgets
from atgt.ui import spot_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import authority
from atgt.workflow.register_pages import NEIGHBOUR_M, MeetingMention, SpotPage


def moves(page: SpotPage) -> None:
    """Draw who did what, when and why, latest first."""
    rows = [(local_day(move.at), *_move(page, i)) for i, move in enumerate(page.moves)]
    rows += [
        (
            local_day(at),
            "",
            say(CHANGE_LABELS[change.kind]),
            "; ".join(say(reason.text) for reason in change.reasons),
        )
        for at, change in page.changes
    ]
    rows += [_mention(mention) for mention in page.meetings]
    ordered = sorted(rows, key=lambda row: row[0], reverse=True)
    headings = (words.WHEN, words.WHO, words.WHAT, words.WHY)
    st.html(table([say(text) for text in headings], [[formats.day(row[0]), *row[1:]] for row in ordered]))


def _move(page: SpotPage, index: int) -> tuple[str, str, str]:
    move = page.moves[index]
    who = say(words.BY_PROGRAM.fill(name=move.by)) if move.by_program else move.by
    start = f"{say(state_label(page.entry.subject, move.start))} → " if move.start else ""
    why = "; ".join(part for part in (move.document, move.reason) if part)
    return who, f"{start}{say(state_label(page.entry.subject, move.end))}", why


def _mention(mention: MeetingMention) -> tuple[dt.date, str, str, str]:
    title = say(words.MEETING.fill(id=mention.meeting_id, day=formats.day(mention.held_on)))
    if mention.decision is None:
        return mention.held_on, "", title, say(words.NO_DECISION)
    told = [say(DECISIONS[mention.decision.decision].label), mention.decision.reason]
    told.append(say(mention.outcome) if mention.outcome else "")
    return mention.held_on, "", title, "; ".join(part for part in told if part)


def papers(page: SpotPage) -> None:
    """Draw the documents and photos of the place, its visits, letters and measures."""
    if not authority.may(answers.actor(), Role.EDITOR):
        st.info(say(words.FILES_HIDDEN), icon=":material/visibility_off:")
        return
    if not page.files:
        st.caption(say(words.NO_FILE))
    for one in page.files:
        spot_files.download(one, key="paper")


def neighbours(page: SpotPage) -> None:
    """Draw the entries of the same road near by, each with the way to it."""
    if not page.neighbours:
        st.caption(say(words.NO_NEIGHBOUR.fill(m=NEIGHBOUR_M)))
    for one in page.neighbours:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if st.button(one.register_id, key=f"near.{one.register_id}", icon=":material/open_in_new:"):
                widgets.go_to("spot", diem=one.register_id)
            st.markdown(f"{plain(say(one.place.name))} — {say(one.state_label)}")
