"""Held rows, put right where they are: the cells in question first, read again, then taken in."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from atgt.domain.text import Text
from atgt.ui import acting, answers, formats, intake_labels, queue, widgets
from atgt.ui import quality_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import held
from atgt.workflow.held import HeldRow, Reading


def draw() -> None:
    """The queue of held rows and the one that is worked on."""
    waiting = held.waiting(answers.database(), answers.actor())
    chosen = queue.choose("quality.held", waiting, lambda one: one.row.row_key, _name)
    if chosen is None:
        return
    st.caption(say(words.HELD_INTRO))
    reasons = [
        [issue.text.of(language()), issue.column or formats.NOTHING, issue.value or formats.NOTHING]
        for issue in chosen.issues
    ]
    st.html(table([say(words.WHY_HELD), say(intake_labels.COLUMN), say(intake_labels.VALUE)], reasons))
    _work_on(chosen)


def _name(one: HeldRow) -> str:
    where = say(words.ROW.fill(row=one.row.row_number))
    why = one.issues[0].text.of(language()) if one.issues else ""
    return f"{one.row.file} · {one.row.sheet or ''} · {where} · {why}"[:160]


def _work_on(one: HeldRow) -> None:
    key = f"held.{one.row.row_key[:24]}"
    faulty = {issue.column for issue in one.issues if issue.column}
    first = [heading for heading in one.row.received if heading in faulty]
    missing = [column for column in faulty if column not in one.row.received]
    with st.form(key, border=False):
        cells = {}
        if first or missing:
            st.markdown(f"**{say(words.CELLS_TO_FIX)}**")
            cells = _cells(key, [*first, *missing], one.row.received)
        with st.expander(say(words.OTHER_CELLS), expanded=not first and not missing):
            cells |= _cells(key, [heading for heading in one.row.received if heading not in faulty], one.row.received)
        if st.form_submit_button(say(words.READ_AGAIN), icon=":material/refresh:"):
            widgets.remember(f"{key}.cells", {heading: text for heading, text in cells.items() if text.strip()})
    kept: Mapping[str, str] | None = widgets.recall(f"{key}.cells")
    why = queue.reason(f"{key}.reason")
    if kept is not None:
        _result(one, kept, why, key)
    if st.button(say(words.PUT_ASIDE), icon=":material/do_not_disturb_on:", key=f"{key}.aside", type="tertiary"):
        acting.attempt(lambda: _set_aside(one, why))


def _cells(key: str, headings: list[str], received: Mapping[str, str]) -> dict[str, str]:
    columns = st.columns(2)
    return {
        heading: columns[n % 2].text_input(heading, received.get(heading, ""), key=f"{key}.{heading}")
        for n, heading in enumerate(headings)
    }


def _result(one: HeldRow, cells: Mapping[str, str], why: str, key: str) -> None:
    reading, refused = widgets.attempt(
        lambda: held.read_again(answers.database(), one.row.row_key, cells, answers.actor(), widgets.now().date())
    )
    if reading is None:
        st.error(refused, icon=":material/error:")
        return
    _say_result(reading)
    if reading.can_be_accepted and st.button(
        say(words.TAKE), type="primary", icon=":material/done:", key=f"{key}.take"
    ):
        acting.attempt(lambda: _take(one, cells, why))


def _say_result(reading: Reading) -> None:
    for issue in reading.warnings:
        st.warning(plain(f"{issue.column or ''} {issue.text.of(language())}".strip()), icon=":material/warning:")
    if reading.errors:
        said = [[issue.column or "", issue.text.of(language())] for issue in reading.errors]
        st.html(table([say(words.STILL_HELD), ""], said))
    elif reading.known_as is not None:
        st.warning(plain(say(words.KNOWN.fill(id=reading.known_as))), icon=":material/content_copy:")
    else:
        st.success(say(words.CAN_BE_TAKEN), icon=":material/check_circle:")


def _take(one: HeldRow, cells: Mapping[str, str], why: str) -> Text:
    held.fix(answers.database(), one.row.row_key, cells, why, answers.actor(), widgets.now())
    return words.TAKEN.fill(row=one.row.row_number, file=one.row.file)


def _set_aside(one: HeldRow, why: str) -> Text:
    held.set_aside(answers.database(), one.row.row_key, why, answers.actor(), widgets.now())
    return words.ASIDE_DONE.fill(row=one.row.row_number)
