"""What the columns of a file are taken for: on the screen, to be changed there and kept for the sender."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from atgt.domain.errors import AtgtError
from atgt.domain.person_data import mask_personal
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.text import Text
from atgt.ingestion.profile import ImportProfile
from atgt.ui import acting, answers, widgets
from atgt.ui import intake_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import column_mapping, profiles
from atgt.workflow.column_mapping import MEANINGS, ColumnReading

_SENDER = "sender:"


@st.cache_data(show_spinner=False, max_entries=4)
def _columns(content: bytes, name: str, _profile: ImportProfile | None, told: str) -> tuple[ColumnReading, ...]:  # noqa: ARG001
    return column_mapping.read_columns(content, name, _profile)


def headings_of(content: bytes, name: str) -> tuple[str, ...] | None:
    """The headings of a file; None when it cannot be read (the preview says why)."""
    try:
        return tuple(one.heading for one in _columns(content, name, None, ""))
    except AtgtError:
        return None


def choose_profile(headings: Sequence[str] | None) -> ImportProfile | None:
    """How the file is read: by itself, as a known sender's, or by a profile that ships; the sender is recognised."""
    senders = [one.sender for one in column_mapping.senders(answers.database())]
    likely = column_mapping.likely_sender(answers.database(), headings) if headings else None
    options = ["", *(_SENDER + name for name in senders), *profiles.profile_names()]
    key = f"intake.profile.{hashlib.sha256(repr(headings).encode()).hexdigest()[:12]}.{len(senders)}"
    widgets.seed(key, _SENDER + likely if likely else "", allowed=options)
    chosen: str = st.selectbox(
        say(words.PROFILE),
        options,
        format_func=widgets.worded(options, _name),
        help=say(words.PROFILE_HELP),
        key=key,
    )
    if likely and chosen == _SENDER + likely:
        st.caption(say(words.LIKELY_SENDER.fill(name=plain(likely))))
    if chosen.startswith(_SENDER):
        return column_mapping.profile_of(answers.database(), chosen.removeprefix(_SENDER))
    return profiles.load_profile(chosen) if chosen else None


def _name(option: str) -> str:
    if not option:
        return say(words.PROFILE_NONE)
    if option.startswith(_SENDER):
        return say(words.SENDER.fill(name=option.removeprefix(_SENDER)))
    return option


def edited(content: bytes, name: str, profile: ImportProfile | None) -> ImportProfile | None:
    """The table of columns; the profile with what the officer changed in it."""
    try:
        columns = _columns(content, name, profile, repr(profile.to_dict()) if profile else "")
    except AtgtError:
        return profile  # the preview says what is wrong with the file
    if not columns:
        return profile
    asked = [one for one in columns if one.question is not None]
    title = say(words.MAPPING.fill(n=len(columns), asked=len(asked)))
    with st.expander(title, icon=":material/table_view:", expanded=bool(asked)):
        for one in asked:
            if one.question is not None:
                st.warning(plain(say(one.question)), icon=":material/help:")
        st.caption(say(words.MAPPING_HELP))
        choices = _table(columns, hashlib.sha256(content).hexdigest()[:16])
        mapped = column_mapping.with_choices(profile, choices) if choices else profile
        _save(mapped, columns)
    return mapped


def _table(columns: Sequence[ColumnReading], mark: str) -> dict[str, str]:
    """The table; what the officer says otherwise than the program: heading to key."""
    by_word = {say(text): key for key, text in MEANINGS.items()}
    word_of = {key: word for word, key in by_word.items()}
    heading, meaning, sure, how, values = (
        say(one) for one in (words.HEADING, words.MEANING, words.CONFIDENCE, words.HOW, words.EXAMPLES)
    )
    frame = pd.DataFrame(
        {
            heading: [one.heading for one in columns],
            meaning: [word_of.get(one.key or "", one.key) for one in columns],
            sure: [round(one.confidence * 100) for one in columns],
            how: [say(words.HOW_LABELS.get(one.how, words.HOW_LABELS["none"])) for one in columns],
            values: [_samples(one) for one in columns],
        }
    )
    options: dict[str, Any] = {
        meaning: st.column_config.SelectboxColumn(options=list(by_word), required=True, width=230),
        sure: st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100, width=90),
        values: st.column_config.TextColumn(width=360),
    }
    changed = st.data_editor(
        frame,
        hide_index=True,
        disabled=[heading, sure, how, values],
        column_config=options,
        key=f"intake.columns.{mark}.{language()}",
        width="stretch",
    )
    return {
        one.heading: by_word[word]
        for one, word in zip(columns, changed[meaning], strict=True)
        if by_word[word] != (one.key or "")
    }


def _samples(one: ColumnReading) -> str:
    """Values under a heading; those about people are not shown where others may look on."""
    if one.key in INTAKE_COLUMNS and INTAKE_COLUMNS[one.key].is_personal:
        return say(words.PERSONAL)
    return mask_personal(" | ".join(one.samples))


def _save(profile: ImportProfile | None, columns: Sequence[ColumnReading]) -> None:
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    sender = left.text_input(say(words.SENDER_NAME), profile.name if profile else "", key="intake.sender", max_chars=80)
    if right.button(say(words.SAVE_SENDER), icon=":material/bookmark_add:", key="intake.sender.save"):
        acting.attempt(lambda: _keep(sender, profile or ImportProfile(name=sender), columns))


def _keep(sender: str, profile: ImportProfile, columns: Sequence[ColumnReading]) -> Text:
    headings = [one.heading for one in columns]
    known = {one.heading: one.key for one in columns if one.key}
    full = column_mapping.with_choices(profile, {**known, **profile.columns})
    column_mapping.save_sender(answers.database(), sender, full, headings, answers.actor(), widgets.now())
    return words.SENDER_SAVED.fill(name=sender)
