"""Hazards beside the spots of a screening: each makes a potential spot by itself, so the list shows them too."""

from __future__ import annotations

import streamlit as st

from atgt.ui import answers, formats, widgets
from atgt.ui import hazard_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import hazards


def draw() -> None:
    """Draw the hazards that make a potential spot now; nothing where there is none."""
    found = answers.hazard_candidates()
    if not found:
        return
    st.subheader(say(words.SECTION.fill(n=len(found))), anchor=False)
    st.caption(say(words.SECTION_MORE.fill(clause=say(hazards.clause(widgets.now().date())))))
    headings = [say(one) for one in (words.NUMBER, words.KIND, words.PLACE, words.REPORTED_ON, words.DEFECTS)]
    rows = [
        [one.hazard_id, say(one.label), say(one.place), formats.day(one.reported_on), one.n_defects] for one in found
    ]
    st.html(table(headings, rows, numbers=(4,)))
    if st.button(say(words.OPEN_PAGE), icon=":material/report:", key="list.hazards"):
        widgets.go_to("hazards")
