"""The forms of a meeting: its head, and the decision about one item."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from atgt.domain.meeting import DECISIONS, Decision, ItemDecision, MeetingHead
from atgt.domain.text import Text
from atgt.ui import meeting_labels as words
from atgt.ui import widgets
from atgt.ui.widgets import say


def head_inputs(head: MeetingHead, key: str) -> MeetingHead:
    """The inputs of a head, to be drawn inside a form; gives the head as typed."""

    def line(label: Text, value: str, name: str, place: st.delta_generator.DeltaGenerator) -> str:
        return place.text_input(say(label), value, key=f"{key}.{name}", max_chars=300).strip()

    title = line(words.HEAD_TITLE, head.title, "title", st.container())
    cells = st.columns([1, 1, 1.6, 1.4])
    held_on = cells[0].date_input(say(words.HELD_ON), head.held_on, format="DD/MM/YYYY", key=f"{key}.day")
    starts_at = cells[1].time_input(say(words.STARTS), head.starts_at or dt.time(8), key=f"{key}.starts", step=300)
    place = line(words.PLACE, head.place, "place", cells[2])
    locality = line(words.LOCALITY, head.locality, "locality", cells[3])
    first, second, third = st.columns([1.4, 1.4, 1])
    authority = line(words.AUTHORITY, head.authority, "authority", first)
    office = line(words.OFFICE, head.office, "office", second)
    symbol = line(words.SYMBOL, head.symbol, "symbol", third)
    left, right = st.columns(2)
    chair = line(words.CHAIR, head.chair, "chair", left)
    secretary = line(words.SECRETARY, head.secretary, "secretary", right)
    lists = st.columns(3)
    attendees, absent, recipients = (
        _lines(cell, label, value, f"{key}.{name}")
        for cell, label, value, name in (
            (lists[0], words.ATTENDEES, head.attendees, "attendees"),
            (lists[1], words.ABSENT, head.absent, "absent"),
            (lists[2], words.RECIPIENTS, head.recipients, "recipients"),
        )
    )
    return replace(
        head, title=title, held_on=held_on, starts_at=starts_at, place=place, locality=locality, authority=authority,
        office=office, symbol=symbol, chair=chair, secretary=secretary, attendees=attendees, absent=absent,
        recipients=recipients,
    )  # fmt: skip


def _lines(cell: st.delta_generator.DeltaGenerator, label: Text, value: tuple[str, ...], key: str) -> tuple[str, ...]:
    typed = cell.text_area(say(label), "\n".join(value), key=key, height=92)
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def decision_inputs(known: ItemDecision | None, usual: Decision, key: str) -> ItemDecision:
    """The inputs of a decision, to be drawn inside a form; gives the decision as typed."""
    start = known or ItemDecision(usual)
    row = st.columns([2.2, 0.8, 0.8, 0.8])
    decision = row[0].selectbox(
        say(words.DECISION),
        list(Decision),
        index=list(Decision).index(start.decision),
        format_func=widgets.worded(Decision, lambda one: say(DECISIONS[one].label)),
        key=f"{key}.decision",
    )
    counts = [
        cell.number_input(say(label), 0, 1000, value, key=f"{key}.{name}", format="%d")
        for cell, label, value, name in (
            (row[1], words.VOTES_FOR, start.votes_for, "for"),
            (row[2], words.VOTES_AGAINST, start.votes_against, "against"),
            (row[3], words.VOTES_ABSTAIN, start.votes_abstain, "abstain"),
        )
    ]
    left, right = st.columns(2)
    reason = left.text_input(say(words.REASON), start.reason, key=f"{key}.reason", max_chars=500)
    dissent = right.text_input(say(words.DISSENT), start.dissent, key=f"{key}.dissent", max_chars=500)
    proposal = st.text_input(say(words.PROPOSAL), start.proposal, key=f"{key}.proposal", max_chars=1000)
    row = st.columns([1.3, 1.7, 0.9, 0.9])
    unit = row[0].text_input(say(words.UNIT), start.responsible_unit, key=f"{key}.unit", max_chars=200)
    support = row[1].text_input(say(words.SUPPORT), "; ".join(start.supporting_units), key=f"{key}.support")
    days = row[2].number_input(
        say(words.WORKING_DAYS), 1, 2000, start.working_days, key=f"{key}.days", format="%d", placeholder="–"
    )
    own_day = None if start.working_days is not None else start.deadline
    deadline = row[3].date_input(say(words.DEADLINE), own_day, format="DD/MM/YYYY", key=f"{key}.deadline")
    return ItemDecision(
        decision or start.decision,
        votes_for=int(counts[0]),
        votes_against=int(counts[1]),
        votes_abstain=int(counts[2]),
        dissent=dissent.strip(),
        reason=reason.strip(),
        proposal=proposal.strip(),
        responsible_unit=unit.strip(),
        supporting_units=tuple(part.strip() for part in support.split(";") if part.strip()),
        working_days=None if days is None else int(days),
        deadline=None if days is not None else deadline,
    )
