"""Answers about the committee's work, cached by the state of the data, the day and, where it matters, the person."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from atgt.domain.actor import Actor
from atgt.domain.working_days import local_day
from atgt.ui import answers, widgets
from atgt.workflow import register_pages, reminders


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
