"""Answers about the committee's work, cached by the state of the data, the day and, where it matters, the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from atgt.domain.actor import Actor
from atgt.domain.local_time import local_day
from atgt.domain.review import STATE_LABELS
from atgt.domain.text import Language
from atgt.storage.repositories.meetings import Meeting
from atgt.ui import answers, remedy_labels, widgets
from atgt.webmap import treatment_shapes
from atgt.webmap.treatment_shapes import TreatmentPoint
from atgt.workflow import meeting_pages, presenting, register_pages, remediation, reminders, treatments
from atgt.workflow.meeting_pages import MeetingPage
from atgt.workflow.presenting import Slide
from atgt.workflow.remediation import Board
from atgt.workflow.treatments import Treatment


def today() -> dt.date:
    """The calendar day in Vietnam."""
    return local_day(widgets.now())


def register_page() -> register_pages.RegisterPage:
    """The register as it stands."""
    return _register_page(answers.data_mark(), today())


@st.cache_data(show_spinner=False, max_entries=4)
def _register_page(mark: str, day: dt.date) -> register_pages.RegisterPage:  # noqa: ARG001 - part of the cache's key
    return register_pages.register_page(answers.database(), day)


def all_reminders() -> tuple[reminders.Reminder, ...]:
    """What is late or due soon."""
    return _reminders(answers.data_mark(), today())


@st.cache_data(show_spinner=False, max_entries=4)
def _reminders(mark: str, day: dt.date) -> tuple[reminders.Reminder, ...]:  # noqa: ARG001 - part of the cache's key
    return reminders.reminders(answers.database(), day)


def spot_page(register_id: str) -> register_pages.SpotPage:
    """Everything one spot shows to whoever looks."""
    return _spot_page(answers.data_mark(), register_id, answers.actor(), today())


@st.cache_data(show_spinner=False, max_entries=32, hash_funcs={Actor: repr})
def _spot_page(
    mark: str,  # noqa: ARG001 - part of the cache's key
    register_id: str,
    actor: Actor,
    day: dt.date,
) -> register_pages.SpotPage:
    return register_pages.spot_page(answers.database(), register_id, actor, day)


# ── meetings ────────────────────────────────────────────────────────────────────────────────────────────────────


def all_meetings() -> tuple[Meeting, ...]:
    """All meetings, latest first."""
    return _all_meetings(answers.data_mark())


@st.cache_data(show_spinner=False, max_entries=2)
def _all_meetings(mark: str) -> tuple[Meeting, ...]:  # noqa: ARG001 - part of the cache's key
    return meeting_pages.all_meetings(answers.database())


def meeting_page(meeting_id: str) -> MeetingPage:
    """Everything one meeting shows."""
    return _meeting_page(answers.data_mark(), meeting_id, today())


@st.cache_data(show_spinner=False, max_entries=8)
def _meeting_page(mark: str, meeting_id: str, day: dt.date) -> MeetingPage:  # noqa: ARG001 - part of the cache's key
    return meeting_pages.meeting_page(answers.database(), meeting_id, day)


def slides(page: MeetingPage, accidents: pd.DataFrame) -> tuple[Slide, ...]:
    """The slides of a meeting, made once for the data as it is."""
    return _slides(answers.data_mark(), page.meeting.meeting_id, widgets.language(), page, accidents)


@st.cache_data(show_spinner=False, max_entries=4)
def _slides(
    mark: str,  # noqa: ARG001 - part of the cache's key
    meeting_id: str,  # noqa: ARG001 - part of the cache's key
    spoken: Language,
    _page: MeetingPage,
    _accidents: pd.DataFrame,
) -> tuple[Slide, ...]:
    return presenting.slides(answers.database(), _page, _accidents, answers.layers(), spoken)


# ── treated places on the map ───────────────────────────────────────────────────────────────────────────────────


def treatment_payload(route_ids: frozenset[str] | None) -> list[dict[str, Any]]:
    """Treated places in the form the map draws; with roads chosen, those that lie on them."""
    points = [
        TreatmentPoint(
            one.register_id, one.stage, STATE_LABELS[one.state], one.since, one.name,
            tuple(map(remedy_labels.measure_in_words, one.measures)), one.works, one.lon, one.lat, one.wkt,
        )
        for one in _treatments(answers.data_mark())
        if route_ids is None or route_ids & set(one.route_ids)
    ]  # fmt: skip
    return treatment_shapes.payload(points, language=widgets.language())


@st.cache_data(show_spinner=False, max_entries=2)
def _treatments(mark: str) -> tuple[Treatment, ...]:  # noqa: ARG001 - part of the cache's key
    return treatments.treatments(answers.database())


# ── remediation ─────────────────────────────────────────────────────────────────────────────────────────────────


def board() -> Board:
    """Everything under way."""
    return _board(answers.data_mark(), today())


@st.cache_data(show_spinner=False, max_entries=2)
def _board(mark: str, day: dt.date) -> Board:  # noqa: ARG001 - part of the cache's key
    return remediation.board(answers.database(), day)
