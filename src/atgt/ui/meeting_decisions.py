"""What a meeting decides: the table of its items, and the form for one of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from atgt.domain.meeting import DECISIONS, Decision, ItemDecision, MeetingState
from atgt.domain.review import SpotState
from atgt.domain.text import Text
from atgt.storage.repositories.meetings import Item
from atgt.ui import acting, answers, committee_answers, formats, meeting_forms, widgets
from atgt.ui import meeting_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import meeting, presenting
from atgt.workflow.meeting_pages import MeetingPage


def draw(page: MeetingPage) -> None:
    """Draw the step."""
    if page.meeting.state is MeetingState.DRAFT:
        st.info(say(words.DECIDE_NEEDS_FREEZE), icon=":material/ac_unit:")
        return
    if page.meeting.state is MeetingState.CLOSED:
        st.info(say(words.CLOSED_ALREADY), icon=":material/lock:")
    else:
        line = words.N_OPEN.fill(n=page.n_undecided) if page.n_undecided else words.ALL_DECIDED
        st.markdown(f"**{plain(say(line))}**")
        if acting.may("meeting.decide"):
            _choose(page)
    st.html(table([say(text) for text in _HEADINGS], [_row(page, item) for item in page.items], numbers=(0,)))


def _choose(page: MeetingPage) -> None:
    items = {item.register_id: item for item in page.items}
    if not items:
        return
    first_open = next((i for i, item in enumerate(page.items) if item.decision is None), 0)
    key = st.selectbox(
        say(words.ITEM),
        list(items),
        index=first_open,
        format_func=widgets.worded(items, lambda one: _named(page, items[one])),
        key=f"decide.item.{page.meeting.meeting_id}.{page.n_undecided}",
    )
    form(page, items[key or next(iter(items))])


def _named(page: MeetingPage, item: Item) -> str:
    mark = "✓ " if item.decision else ""
    return f"{mark}{item.position}. {item.register_id} – {page.list.spot(item.register_id).place}"


def form(page: MeetingPage, item: Item) -> None:
    """Draw the form of one item, and store what is typed."""
    key = f"decide.{item.item_id}.{item.version}"
    open_items = [one for one in page.items if one.decision is None and one.item_id != item.item_id]
    with st.form(key):
        st.markdown(f"**{plain(_named(page, item))}**")
        typed = meeting_forms.decision_inputs(item.decision, _usual(item), key)
        for_all = bool(open_items) and st.checkbox(say(words.FOR_ALL.fill(n=len(open_items) + 1)), key=f"{key}.all")
        is_sent = st.form_submit_button(say(words.SAVE_DECISION), type="primary", icon=":material/gavel:")
    if is_sent:
        acting.attempt(lambda: _save(page, [item, *open_items] if for_all else [item], typed))


def _usual(item: Item) -> Decision:
    entries = {entry.register_id: entry for entry in committee_answers.register_page().entries}
    entry = entries.get(item.register_id)
    return presenting.usual_decision(entry.state if entry else SpotState.CANDIDATE)


def _save(page: MeetingPage, items: Sequence[Item], decided: ItemDecision) -> Text:
    now, actor = widgets.now(), answers.actor()
    for item in items:
        meeting.decide(
            answers.database(),
            page.meeting.meeting_id,
            item.register_id,
            decided,
            actor,
            now,
            expected_version=item.version,
        )
    if len(items) > 1:
        return words.DECISIONS_SAVED.fill(n=len(items))
    label = DECISIONS[decided.decision].label
    text = words.DECISION_SAVED
    name = items[0].register_id
    return Text(text.vi.format(id=name, decision=label.vi), text.en.format(id=name, decision=label.en))


_HEADINGS = (
    words.POSITION,
    words.ITEM,
    words.PLACE_COLUMN,
    words.DECISION,
    words.VOTES_COLUMN,
    words.UNIT,
    words.DEADLINE_COLUMN,
    words.OUTCOME,
)


def _row(page: MeetingPage, item: Item) -> list[object]:
    decided = item.decision
    own: list[object] = ["", "", "", ""]
    if decided is not None:
        label = say(DECISIONS[decided.decision].label)
        said = f"{label}: {decided.reason}" if decided.reason else label
        counts = f"{decided.votes_for}/{decided.votes_against}/{decided.votes_abstain}"
        due = formats.day(decided.deadline) if decided.deadline else ""
        own = [said, counts, decided.responsible_unit, f"{due} {decided.deadline_note}".strip()]
    outcome = say(item.outcome) if item.outcome else ""
    return [item.position, item.register_id, page.list.spot(item.register_id).place, *own, outcome]
