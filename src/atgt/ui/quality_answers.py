"""What the quality pages show, cached by the state of the data and by who looks."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from atgt.domain.actor import Actor, Role
from atgt.domain.location import LocationStatus
from atgt.domain.quality import QualitySummary
from atgt.ui import answers, widgets
from atgt.workflow import duplicates, plausibility, quality, ward_filling
from atgt.workflow.duplicates import LikelyPair
from atgt.workflow.plausibility import Doubt


def _who() -> tuple[str, str]:
    actor = answers.actor()
    return actor.name, actor.role.value


def summary() -> QualitySummary:
    """Every count of the quality page."""
    return _summary(answers.data_mark(), widgets.now().date(), *_who())


@st.cache_data(show_spinner=False, max_entries=4)
def _summary(mark: str, today: dt.date, name: str, role: str) -> QualitySummary:  # noqa: ARG001 - part of the cache's key
    return quality.summary(answers.database(), Actor(name, Role(role)), today)


def report() -> bytes:
    """The report to print."""
    return _report(answers.data_mark(), widgets.now().date(), *_who())


@st.cache_data(show_spinner=False, max_entries=2)
def _report(mark: str, today: dt.date, name: str, role: str) -> bytes:  # noqa: ARG001 - part of the cache's key
    return quality.report(answers.database(), Actor(name, Role(role)), today)


def pairs() -> tuple[LikelyPair, ...]:
    """Pairs that look alike and wait."""
    return _pairs(answers.data_mark(), *_who())


@st.cache_resource(show_spinner=False, max_entries=2)
def _pairs(mark: str, name: str, role: str) -> tuple[LikelyPair, ...]:  # noqa: ARG001 - part of the cache's key
    return duplicates.waiting(answers.database(), Actor(name, Role(role)))


def doubts() -> tuple[Doubt, ...]:
    """Doubts that wait."""
    return _doubts(answers.data_mark(), *_who())


@st.cache_data(show_spinner=False, max_entries=2)
def _doubts(mark: str, name: str, role: str) -> tuple[Doubt, ...]:  # noqa: ARG001 - part of the cache's key
    return plausibility.waiting(answers.database(), Actor(name, Role(role)))


def wards_missing() -> int:
    """Accidents that do not hold the ward of today that their names tell."""
    return _wards_missing(answers.data_mark(), *_who())


@st.cache_data(show_spinner=False, max_entries=2)
def _wards_missing(mark: str, name: str, role: str) -> int:  # noqa: ARG001 - part of the cache's key
    return ward_filling.n_missing(answers.database(), Actor(name, Role(role)))


def without_place(status: LocationStatus) -> pd.DataFrame:
    """Accidents without a place, or with several."""
    return _without_place(answers.data_mark(), status, *_who())


@st.cache_data(show_spinner=False, max_entries=4)
def _without_place(mark: str, status: LocationStatus, name: str, role: str) -> pd.DataFrame:  # noqa: ARG001
    return quality.without_place(answers.database(), status, Actor(name, Role(role)))
