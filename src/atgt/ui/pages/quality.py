"""Chất lượng số liệu: everything about the records that waits for a person, in queues, with the report."""

from __future__ import annotations

import streamlit as st

from atgt.domain.location import LocationStatus
from atgt.domain.quality import QualitySummary
from atgt.ui import acting, formats, heading, held_rows, placing_by_hand, quality_decisions, widgets
from atgt.ui import quality_answers as quality
from atgt.ui import quality_labels as words
from atgt.ui.widgets import language, say


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE, words.INTRO)
    acting.result_line()
    with st.spinner(""):
        found = quality.summary()
    spoken = language()
    counts = {
        "received": found.n_received,
        "taken": found.n_taken,
        "held": found.n_held,
        "aside": found.n_set_aside,
    }
    st.markdown(say(words.BALANCE.fill(**{key: formats.number(n, spoken) for key, n in counts.items()})))
    _draw(_view(found), found)


def _view(found: QualitySummary) -> str:
    counts = {
        "held": found.n_held,
        "unlocated": found.n_unlocated,
        "ambiguous": found.n_ambiguous,
        "duplicates": found.n_duplicates,
        "conflicts": found.n_conflicts,
        "doubts": found.n_doubts,
        "months": len(found.completeness.gaps),
    }
    first = next((name for name, n in counts.items() if n), "report")
    widgets.seed("quality.view", first, allowed=list(words.VIEWS))
    chosen: str | None = st.segmented_control(
        say(words.VIEW),
        list(words.VIEWS),
        format_func=widgets.worded(
            words.VIEWS, lambda name: say(words.VIEWS[name]) + (f" ({counts[name]})" if name in counts else "")
        ),
        key="quality.view",
        label_visibility="collapsed",
    )
    return chosen or first


def _draw(view: str, found: QualitySummary) -> None:
    match view:
        case "held":
            held_rows.draw()
        case "unlocated":
            placing_by_hand.draw(LocationStatus.UNLOCATED)
        case "ambiguous":
            placing_by_hand.draw(LocationStatus.AMBIGUOUS)
        case "duplicates":
            quality_decisions.pairs()
        case "conflicts":
            quality_decisions.disagreements()
        case "doubts":
            quality_decisions.doubts()
        case "months":
            quality_decisions.months(found)
        case _:
            quality_decisions.report(found)
