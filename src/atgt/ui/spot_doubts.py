"""Perhaps not the road? Signs for a cause other than the road, for the road, and what is not known, side by side."""

from __future__ import annotations

import streamlit as st

from atgt.domain.text import Text
from atgt.ui import answers, filters, markup
from atgt.ui import spot_labels as words
from atgt.ui.widgets import language, say
from atgt.workflow import infrastructure_signs
from atgt.workflow.infrastructure_signs import Lean, Sign
from atgt.workflow.register_pages import SpotPage

_HEADINGS: dict[Lean, Text] = {
    Lean.OTHER: words.DOUBTS_OTHER,
    Lean.ROAD: words.DOUBTS_ROAD,
    Lean.OPEN: words.DOUBTS_OPEN,
}


def draw(page: SpotPage) -> None:
    """Draw the three columns, and who concludes."""
    found = infrastructure_signs.signs(
        page, answers.select(filters.everything()).accidents, by_month=not answers.sees_days()
    )
    st.caption(say(words.DOUBTS_NOTE))
    for column, lean in zip(st.columns(len(_HEADINGS), gap="medium"), _HEADINGS, strict=True):
        with column:
            st.markdown(f"**{say(_HEADINGS[lean])}**")
            _list([sign for sign in found if sign.lean is lean])


def _list(found: list[Sign]) -> None:
    if not found:
        st.caption(say(words.DOUBTS_NONE))
        return
    st.html(f"<ul>{''.join(markup.item(sign.text.of(language())) for sign in found)}</ul>")
