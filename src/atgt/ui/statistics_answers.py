"""Answers of the statistics page, cached by the state of the data and the filter."""

from __future__ import annotations

import streamlit as st

from atgt.ui import answers
from atgt.workflow import comparing, tabulating
from atgt.workflow.comparing import Asked, PeriodComparison
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.tabulating import Tabulation, TimePatterns


def comparison(asked: Asked, chosen: AccidentFilter) -> PeriodComparison:
    """A period against the same a year before."""
    return _comparison(answers.data_mark(), repr(asked), answers.filter_key(chosen), asked, chosen)


@st.cache_data(show_spinner=False, max_entries=24)
def _comparison(mark: str, key: str, filter_key: str, _asked: Asked, _chosen: AccidentFilter) -> PeriodComparison:  # noqa: ARG001 - parts of the cache's key
    return comparing.compare(answers.database(), _asked, _chosen)


def cross_table(rows: str, columns: str, measure: str, chosen: AccidentFilter) -> Tabulation:
    """A table of two fields."""
    return _cross_table(answers.data_mark(), rows, columns, measure, answers.filter_key(chosen), chosen)


@st.cache_data(show_spinner=False, max_entries=24)
def _cross_table(
    mark: str,  # noqa: ARG001 - part of the cache's key
    rows: str,
    columns: str,
    measure: str,
    filter_key: str,  # noqa: ARG001 - part of the cache's key
    _chosen: AccidentFilter,
) -> Tabulation:
    return tabulating.cross_table(answers.database(), rows=rows, columns=columns, measure=measure, chosen=_chosen)


def time_patterns(chosen: AccidentFilter) -> TimePatterns:
    """When accidents happen."""
    return _time_patterns(answers.data_mark(), answers.filter_key(chosen), chosen)


@st.cache_data(show_spinner=False, max_entries=12)
def _time_patterns(mark: str, filter_key: str, _chosen: AccidentFilter) -> TimePatterns:  # noqa: ARG001 - parts of the cache's key
    return tabulating.time_patterns(answers.database(), _chosen)
