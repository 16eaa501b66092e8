"""The meeting on a projector: a component of ours that shows one place a page and listens to the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from atgt.domain.black_spot import PROPOSAL
from atgt.domain.frozen_list import ListedSpot
from atgt.domain.meeting import AGENDA_REASON_LABELS, DECISIONS, AgendaReason, ItemDecision
from atgt.domain.register import Subject
from atgt.domain.text import Text
from atgt.ui import formats, labels, style
from atgt.ui import meeting_labels as words
from atgt.ui.widgets import language, say
from atgt.workflow.presenting import Slide

_FRAME = """
<div class="stage" role="region" aria-live="polite">
  <div class="page"></div>
  <div class="foot">
    <span class="count"></span>
    <button data-do="first" aria-keyshortcuts="Home"><span data-words="first"></span></button>
    <button data-do="previous" aria-keyshortcuts="PageUp">◀ <span data-words="previous"></span></button>
    <button data-do="next" aria-keyshortcuts="PageDown"><span data-words="next"></span> ▶</button>
    <button data-do="last" aria-keyshortcuts="End"><span data-words="last"></span></button>
    <button data-do="decide" aria-keyshortcuts="d"><span data-words="decide"></span></button>
    <span class="sample" data-words="sample"></span>
    <span class="grow" data-words="keys"></span>
    <button data-do="full" aria-keyshortcuts="f"><span data-words="full"></span></button>
    <button data-do="leave" aria-keyshortcuts="Escape"><span data-words="leave"></span></button>
  </div>
</div>
"""


@cache
def _component() -> Any:
    """Registered once a process."""
    script = (style.ASSETS / "presenter.js").read_text("utf-8")
    css = (style.ASSETS / "presenter.css").read_text("utf-8")
    return st.components.v2.component("atgt_presenter", html=_FRAME, css=css, js=script)


def show(meeting_id: str, slides: Sequence[Slide], *, can_decide: bool, is_sample: bool) -> tuple[str | None, bool]:
    """Cover the screen with the slides.

    Returns
    -------
    The entry whose decision is to be recorded now, or None; and whether the visitor leaves.
    """
    answer = _component()(
        data={
            "meeting": meeting_id,
            "slides": [{"spot": one.item.register_id, "html": slide(one)} for one in slides],
            "canDecide": can_decide,
            "words": {
                "first": say(words.FIRST),
                "last": say(words.LAST),
                "next": say(words.NEXT),
                "previous": say(words.PREVIOUS),
                "decide": say(words.RECORD),
                "full": say(words.FULL_SCREEN),
                "leave": say(words.LEAVE),
                "keys": say(words.KEYS),
                "sample": say(labels.SIMULATED) if is_sample else "",
            },
        },
        key=f"presenter.{meeting_id}",
        on_decide_change=_nothing,
        on_leave_change=_nothing,
    )
    return answer.decide, bool(answer.leave)


def _nothing() -> None:
    """The answer is read where the component is drawn."""


def slide(one: Slide) -> str:
    """One page as HTML; every word of data is escaped here."""
    spot = one.spot
    return (
        f'<div class="slide"><div class="head"><span class="mark {escape(one.level)}">{escape(spot.register_id)}</span>'
        f"<h1>{escape(spot.place or spot.routes)}</h1></div>"
        f'<div class="body"><div class="left"><div class="picture">{one.map_svg}</div>{_numbers(spot)}</div>'
        f'<div class="words">{_words(one)}</div></div></div>'
    )


def _words(one: Slide) -> str:
    spot, parts = one.spot, [_chips(one)]
    is_hazard = spot.subject == Subject.HAZARD
    facts = (
        (words.BASIS if is_hazard else words.THRESHOLD, "; ".join(spot.clauses)),
        (words.FOUND, spot.why if is_hazard else ""),
        (words.CHANGES, "; ".join(spot.changes[-3:])),
        (words.MANAGER, spot.owner),
        (words.DECIDES, spot.decided_by if spot.decided_by != spot.owner else ""),
        (words.SHARED, spot.shared_with),
        (words.LETTERS, "; ".join(spot.recommendations)),
        (words.MEASURES, "; ".join(spot.measures)),
        (words.GIVEN_DEADLINE, f"{formats.day(spot.due_on)} ({spot.due_what})" if spot.due_on else ""),
    )
    parts += [f"<p><b>{escape(say(word))}:</b> {escape(value)}</p>" for word, value in facts if value]
    if spot.clauses:
        verdict = words.HAZARD_VERDICT if is_hazard else PROPOSAL
        parts.append(f'<p class="verdict">{escape(say(verdict))}</p>')
    if one.item.decision is not None:
        parts.append(_decision(one.item.decision))
    return "".join(parts)


def _chips(one: Slide) -> str:
    """The state and why it is on the agenda, each said once; what presses comes in red."""
    pressing = {say(AGENDA_REASON_LABELS[reason]) for reason in (AgendaReason.OVERDUE, AgendaReason.RECURRED)}
    told = dict.fromkeys([one.spot.state, *(say(AGENDA_REASON_LABELS[reason]) for reason in one.item.reasons)])
    chips = "".join(f'<span class="chip{" late" * (word in pressing)}">{escape(word)}</span>' for word in told)
    return f'<div class="chips">{chips}</div>'


def _numbers(spot: ListedSpot) -> str:
    """Accidents, killed, injured and their days, below the map; nothing for a hazard."""
    if not spot.n_accidents:
        return ""
    counts = (
        (spot.n_accidents, words.ACCIDENTS, ""),
        (spot.killed, words.KILLED, "fatal" if spot.killed else ""),
        (spot.injured, words.INJURED, ""),
    )
    shown = "".join(
        f'<div class="{kind}"><b>{escape(formats.number(n, language()))}</b>{escape(say(word))}</div>'
        for n, word, kind in counts
    )
    days = ""
    if spot.first_day and spot.last_day:
        told = words.FIRST_LAST.fill(first=formats.month(spot.first_day), last=formats.month(spot.last_day))
        days = f'<div class="days">{escape(say(told))}</div>'
    return f'<div class="numbers">{shown}{days}</div>'


def _decision(decided: ItemDecision) -> str:
    """What was decided, each part on a line of its own: votes, dissent, who does it with whom, until when."""
    heading = f"{say(words.DECIDED)}: {say(DECISIONS[decided.decision].label)}"
    supported = "; ".join(decided.supporting_units)
    lines = (
        ("", decided.reason),
        ("", votes(decided)),
        (say(words.DISSENT), decided.dissent),
        (say(words.PROPOSAL), decided.proposal),
        (say(words.UNIT), decided.responsible_unit),
        (say(words.SUPPORTED_BY), supported),
        (say(words.UNTIL), formats.day(decided.deadline) if decided.deadline else ""),
    )
    told = "".join(f"<br>{escape(f'{word}: ' if word else '')}{escape(value)}" for word, value in lines if value)
    return f'<p class="decision"><b>{escape(heading)}</b>{told}</p>'


def votes(decided: ItemDecision) -> str:
    """The votes in words."""
    told: Text = words.VOTES.fill(f=decided.votes_for, a=decided.votes_against, n=decided.votes_abstain)
    return say(told)
