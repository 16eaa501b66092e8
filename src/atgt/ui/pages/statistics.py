"""Thống kê: counts compared, over time and by any two fields, each with its period, filter and limits."""

from __future__ import annotations

import streamlit as st

from atgt.ui import acting, answers, filters, heading, labels, section_views, statistics_views, widgets
from atgt.ui import statistics_labels as words
from atgt.ui.widgets import say

_DRAW = {
    "compare": statistics_views.compare,
    "time": statistics_views.time,
    "cross": statistics_views.cross,
    "sections": section_views.draw,
}


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE, words.INTRO)
    acting.result_line()
    period = answers.data_period()
    if period is None:
        st.info(say(labels.NO_ACCIDENTS), icon=":material/upload_file:")
        return
    view = _view()
    chosen = filters.bar(period, answers.latest_run(), answers.route_titles(), with_period=view != "compare")
    if view != "compare" and answers.select(chosen).n_total == 0:
        st.info(say(labels.NO_MATCH), icon=":material/filter_alt_off:")
        return
    _DRAW[view](chosen)


def _view() -> str:
    views = [one for one in words.VIEWS if one != "sections" or answers.sees_days()]  # small counts by section
    widgets.seed("statistics.view", "compare", allowed=views)
    chosen: str | None = st.segmented_control(
        say(words.VIEW),
        views,
        format_func=widgets.worded(words.VIEWS, lambda one: say(words.VIEWS[one])),
        key="statistics.view",
        label_visibility="collapsed",
    )
    return chosen or "compare"
