"""Answers of the statistics page, cached by the state of the data and the filter."""

from __future__ import annotations

import streamlit as st

from atgt.ui import answers
from atgt.workflow import comparing, road_density, section_ranking, tabulating, type_clusters
from atgt.workflow.comparing import Asked, PeriodComparison
from atgt.workflow.road_density import RoadDensity
from atgt.workflow.section_ranking import RankingCheck, SectionRanking
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.tabulating import Tabulation, TimePatterns
from atgt.workflow.type_clusters import TypeClusters


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


def ranking(chosen: AccidentFilter, section_m: float, weights: str) -> SectionRanking:
    """The road sections by expected count."""
    return _ranking(answers.data_mark(), answers.filter_key(chosen), section_m, weights, chosen)


@st.cache_data(show_spinner=False, max_entries=12)
def _ranking(mark: str, filter_key: str, section_m: float, weights: str, _chosen: AccidentFilter) -> SectionRanking:  # noqa: ARG001 - parts of the cache's key
    return section_ranking.rank(answers.database(), _chosen, section_m=section_m, weights_key=weights)


def ranking_check(chosen: AccidentFilter, section_m: float) -> RankingCheck:
    """Whether the ranking of the data before tells the last twelve months."""
    return _ranking_check(answers.data_mark(), answers.filter_key(chosen), section_m, chosen)


@st.cache_data(show_spinner=False, max_entries=12)
def _ranking_check(mark: str, filter_key: str, section_m: float, _chosen: AccidentFilter) -> RankingCheck:  # noqa: ARG001 - parts of the cache's key
    return section_ranking.check_ranking(answers.database(), _chosen, section_m=section_m)


def clusters(chosen: AccidentFilter, at_least: int, length_m: float) -> TypeClusters:
    """The places where one collision form comes again."""
    return _clusters(answers.data_mark(), answers.filter_key(chosen), at_least, length_m, chosen)


@st.cache_data(show_spinner=False, max_entries=12)
def _clusters(mark: str, filter_key: str, at_least: int, length_m: float, _chosen: AccidentFilter) -> TypeClusters:  # noqa: ARG001 - parts of the cache's key
    return type_clusters.find(answers.database(), _chosen, at_least=at_least, length_m=length_m)


def density(chosen: AccidentFilter) -> RoadDensity:
    """The density along the roads."""
    return _density(answers.data_mark(), answers.filter_key(chosen), chosen)


@st.cache_data(show_spinner=False, max_entries=8)
def _density(mark: str, filter_key: str, _chosen: AccidentFilter) -> RoadDensity:  # noqa: ARG001 - parts of the cache's key
    return road_density.density_of(answers.database(), _chosen)
