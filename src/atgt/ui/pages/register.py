"""Sổ theo dõi: the entries of the register, what is late first, what the last run changed, the way to each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pandas as pd
import streamlit as st

from atgt.domain.black_spot import SpotLevel
from atgt.domain.local_time import local_day
from atgt.domain.register import CHANGE_LABELS, OPEN_STATES, ChangeKind, Subject
from atgt.domain.review import STATE_LABELS, SpotState
from atgt.domain.run import ScreeningRun
from atgt.domain.small_cells import said
from atgt.domain.text import Text
from atgt.ui import acting, answers, committee_answers, formats, heading, labels, reminder_list, spot_card, widgets
from atgt.ui import register_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import register, register_list
from atgt.workflow.register_list import RegisterFilter, RegisterLine
from atgt.workflow.register_pages import RegisterPage

OPEN = "open"
HAZARD = "hazard"
_ROWS = 14


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE)
    acting.result_line()
    page, run = committee_answers.register_page(), answers.latest_run()
    if not page.entries:
        _empty(run)
        return
    _rests_on(page, run)
    reminder_list.whole()
    everything = register_list.lines(page)
    found = register_list.choose(everything, _filter(page))
    if not found:
        st.info(say(words.NO_MATCH), icon=":material/search_off:")
    else:
        n_shown = words.N_SHOWN.fill(n=len(found), total=len(everything))
        st.caption(f"{say(n_shown)}. {say(words.OPEN_SPOT)}")
        _table(found)
    _changes(page)


def _empty(run: ScreeningRun | None) -> None:
    if run is None:
        st.info(say(words.NO_RUN), icon=":material/travel_explore:")
        return
    st.info(say(words.EMPTY), icon=":material/menu_book:")
    _update_button(run, words.MAKE.fill(run=run.run_id))


def _update_button(run: ScreeningRun, label: Text) -> None:
    if not acting.may("register.update_from_run"):
        return
    if st.button(say(label), type="primary", icon=":material/sync:", key="register.update"):
        with st.spinner(say(label)):
            acting.attempt(lambda: _update(run))


def _update(run: ScreeningRun) -> Text:
    done = register.update_from_run(answers.database(), run, answers.actor(), widgets.now())
    return words.UPDATED.fill(changes=_described(Counter(change.kind for change in done.changes)))


def _described(kinds: Counter[ChangeKind]) -> str:
    """Counts of changes in the visitor's language."""
    told = [f"{say(CHANGE_LABELS[kind]).lower()} {kinds[kind]}" for kind in ChangeKind if kinds[kind]]
    return ", ".join(told) or say(words.NOTHING_CHANGED)


def _rests_on(page: RegisterPage, run: ScreeningRun | None) -> None:
    if page.run is not None:
        changed = _described(Counter(change.kind for change in page.changes))
        as_of = formats.day(page.run.parameters.as_of)
        st.caption(say(words.RESTS_ON.fill(run=page.run.run_id, as_of=as_of, changes=changed)))
    if run is not None and (page.run is None or page.is_outdated):
        st.warning(say(words.NEWER_RUN), icon=":material/update:")
        _update_button(run, words.UPDATE)


# ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _filter(page: RegisterPage) -> RegisterFilter:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="register.filters"):
        state = st.selectbox(
            say(words.STATE), _states(page), format_func=_state_words(page), key="register.state", width=290
        )
        kinds = ["", *(level.value for level in SpotLevel), HAZARD]
        kind = st.selectbox(
            say(words.KIND), kinds, format_func=widgets.worded(kinds, _kind_words), key="register.kind", width=190
        )
        text = st.text_input(say(words.SEARCH), key="register.text", max_chars=80, icon=":material/search:", width=330)
        only_late = st.checkbox(say(words.ONLY_LATE), key="register.late", width="content")
        only_changed = st.checkbox(say(words.ONLY_CHANGED), key="register.changed", width="content")
    return RegisterFilter(
        states=_chosen_states(state),
        level=SpotLevel(kind) if kind in set(SpotLevel) else None,
        subject=Subject.HAZARD if kind == HAZARD else None,
        only_late=only_late,
        only_changed=only_changed,
        text=text,
    )


def _states(page: RegisterPage) -> list[str]:
    return ["", OPEN, *(state.value for state in register_list.WORK_ORDER if page.by_state[state])]


def _state_words(page: RegisterPage) -> Callable[[str], str]:
    n = {state.value: page.by_state[state] for state in SpotState}
    n |= {"": sum(page.by_state.values()), OPEN: sum(page.by_state[state] for state in OPEN_STATES)}
    names = {"": labels.ALL, OPEN: words.OPEN_ONES, **{state.value: STATE_LABELS[state] for state in SpotState}}
    return widgets.worded(_states(page), lambda state: f"{say(names[state])} ({n[state]})")


def _chosen_states(state: str) -> frozenset[SpotState] | None:
    if not state:
        return None
    return frozenset(OPEN_STATES) if state == OPEN else frozenset({SpotState(state)})


def _kind_words(kind: str) -> str:
    if not kind:
        return say(labels.ALL)
    return say(words.SUBJECT_HAZARD if kind == HAZARD else spot_card.SHORT_LEVELS[SpotLevel(kind)])


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────

_WIDTHS = {
    words.COLUMN_ID: 72,
    words.KIND: 98,
    words.COLUMN_PLACE: 276,
    words.COLUMN_STATE: 176,
    words.COLUMN_DUE: 92,
    words.COLUMN_LATE: 132,
    words.COLUMN_STEP: 150,
    words.COLUMN_COUNTS: 152,
    words.COLUMN_CHANGE: 94,
    words.COLUMN_UNIT: 210,
    words.COLUMN_SINCE: 92,
}
"""What presses stands first; the last columns are reached by scrolling on a narrow screen."""
_DAYS = (words.COLUMN_SINCE, words.COLUMN_DUE)


def _table(found: tuple[RegisterLine, ...]) -> None:
    chosen = st.dataframe(
        pd.DataFrame([_row(line) for line in found], columns=[say(heading) for heading in _WIDTHS]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="register.table",
        row_height=36,
        height=38 + 36 * min(len(found), _ROWS),
        placeholder="",
        column_config={
            say(heading): st.column_config.DateColumn(width=width, format="DD/MM/YYYY")
            if heading in _DAYS
            else st.column_config.Column(width=width)
            for heading, width in _WIDTHS.items()
        },
    ).selection.rows
    if chosen and chosen[0] < len(found):
        widgets.go_to("spot", diem=found[chosen[0]].entry.register_id)


def _row(line: RegisterLine) -> list[object]:
    entry, spot, spoken = line.entry, line.listed, widgets.language()
    kind = words.SUBJECT_HAZARD if entry.level is None else spot_card.SHORT_LEVELS[entry.level]
    due = min((item.due_on for item in line.late), default=entry.due_on)
    step = say(line.late[0].what) if line.late else entry.due_what
    unit = line.late[0].unit if line.late else entry.due_unit
    return [
        entry.register_id,
        say(kind),
        say(entry.place.name),
        say(entry.state_label),
        due,
        line.days_late or None,
        step,
        f"{spot.n_accidents} / {said(spot.killed, spoken)} / {said(spot.injured, spoken)}"
        if entry.subject is Subject.SPOT
        else "",
        say(CHANGE_LABELS[line.change.kind]) if line.change else "",
        unit,
        local_day(entry.state_since),
    ]


def _changes(page: RegisterPage) -> None:
    if not page.changes:
        return
    places = {entry.register_id: entry.place.name for entry in page.entries}
    rows = [
        [
            change.register_id,
            say(places[change.register_id]),
            say(CHANGE_LABELS[change.kind]),
            "; ".join(say(reason.text) for reason in change.reasons),
        ]
        for change in page.changes
        if change.register_id in places
    ]
    with st.expander(say(words.WHY_CHANGED.fill(n=len(rows))), icon=":material/difference:"):
        headings = (words.COLUMN_ID, words.COLUMN_PLACE, words.COLUMN_CHANGE, words.COLUMN_REASON)
        st.html(table([say(text) for text in headings], rows))
