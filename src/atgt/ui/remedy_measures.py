"""Measures at one place: what, who, money, days, progress, acceptance, photos before and after."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.attachment import ATTACHMENT_LABELS, AttachmentKind
from atgt.domain.remediation import HORIZON_LABELS, MEASURE_STATE_LABELS, Horizon, Measure, MeasureKind, MeasureState
from atgt.domain.text import Text
from atgt.ui import acting, answers, formats, spot_files, widgets
from atgt.ui import remedy_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import authority, measure_catalogue, remediation
from atgt.workflow.register_pages import SpotPage

_FILE_KINDS = (
    AttachmentKind.PHOTO_BEFORE,
    AttachmentKind.PHOTO_AFTER,
    AttachmentKind.DESIGN,
    AttachmentKind.ACCEPTANCE,
    AttachmentKind.OTHER,
)


def draw(page: SpotPage) -> None:
    """Draw the measures as a table, and the form of the chosen one."""
    if page.measures:
        st.html(table([say(text) for text in _HEADINGS], [_row(one) for one in page.measures], numbers=(4, 5)))
    else:
        st.caption(say(words.NO_MEASURE))
    for measure in page.measures:
        spot_files.pictures(one for one in page.files if one.key == measure.measure_id)
    if not authority.may(answers.actor(), Role.EDITOR):
        return
    known = {one.measure_id: one for one in page.measures}
    options = [*known, ""]
    names = {one.measure_id: f"{one.measure_id} – {one.description or one.kind_key}" for one in page.measures}
    chosen = st.selectbox(
        say(words.MEASURE),
        options,
        format_func=widgets.worded(options, lambda key: names.get(key) or say(words.NEW_MEASURE)),
        key=f"measure.chosen.{page.entry.register_id}.{len(known)}",
    )
    if chosen:
        _form(known[chosen])
        _files(known[chosen])
    else:
        _new(page)


_HEADINGS = (
    words.MEASURE,
    words.HORIZON,
    words.STATE,
    words.OWNER,
    words.PERCENT,
    words.COST,
    words.PLANNED_END,
    words.FINISHED,
    words.ACCEPTED,
)


def _row(one: Measure) -> list[object]:
    accepted = formats.day(one.accepted_on) if one.accepted_on else ""
    if one.awaits_acceptance:
        accepted = say(words.NOT_ACCEPTED)
    return [
        one.description or one.kind_key,
        say(HORIZON_LABELS[one.horizon]),
        say(MEASURE_STATE_LABELS[one.state]),
        one.owner_unit,
        one.done_pct,
        formats.number(one.cost_vnd, widgets.language()),
        formats.day(one.planned_end),
        formats.day(one.finished_on),
        accepted,
    ]


def _new(page: SpotPage) -> None:
    kinds = measure_catalogue.catalogue_of(answers.database())
    labels = {kind.key: kind for kind in kinds}
    key = f"measure.kind.{page.entry.register_id}.{len(page.measures)}"
    chosen = st.selectbox(
        say(words.KIND),
        list(labels),
        format_func=widgets.worded(labels, lambda one: _kind_words(labels[one])),
        key=key,
    )
    _form(remediation.new_measure(page.entry.register_id, chosen or kinds[0].key, kinds=kinds))


def _kind_words(kind: MeasureKind) -> str:
    return f"{say(kind.label)} ({say(HORIZON_LABELS[kind.horizon]).lower()})"


def _form(measure: Measure) -> None:
    key = f"measure.{measure.register_id}.{measure.measure_id or measure.kind_key}.{measure.version}"
    with st.form(key):
        typed = replace(measure, **_what(measure, key), **_days(measure, key), **_acceptance(measure, key))
        is_sent = st.form_submit_button(say(words.SAVE_MEASURE), type="primary", icon=":material/save:")
    if is_sent:
        acting.attempt(lambda: _save(typed))


def _what(measure: Measure, key: str) -> dict[str, Any]:
    row = st.columns([3, 1.2, 1.2])
    description = row[0].text_input(say(words.DESCRIPTION), measure.description, key=f"{key}.what", max_chars=300)
    horizon = row[1].selectbox(
        say(words.HORIZON),
        list(Horizon),
        index=list(Horizon).index(measure.horizon),
        format_func=widgets.worded(Horizon, lambda one: say(HORIZON_LABELS[one])),
        key=f"{key}.horizon",
    )
    state = row[2].selectbox(
        say(words.STATE),
        list(MeasureState),
        index=list(MeasureState).index(measure.state),
        format_func=widgets.worded(MeasureState, lambda one: say(MEASURE_STATE_LABELS[one])),
        key=f"{key}.state",
    )
    cells = st.columns([1.4, 1.6, 1, 1.4])
    owner = cells[0].text_input(say(words.OWNER), measure.owner_unit, key=f"{key}.owner", max_chars=200)
    support = cells[1].text_input(say(words.SUPPORT), "; ".join(measure.supporting_units), key=f"{key}.support")
    cost = cells[2].number_input(say(words.COST), 0, None, measure.cost_vnd, step=1_000_000, key=f"{key}.cost")
    money = cells[3].text_input(say(words.MONEY), measure.money_source, key=f"{key}.money", max_chars=200)
    return {
        "description": description.strip(),
        "horizon": horizon,
        "state": state,
        "owner_unit": owner.strip(),
        "supporting_units": tuple(part.strip() for part in support.split(";") if part.strip()),
        "cost_vnd": None if cost is None else int(cost),
        "money_source": money.strip(),
    }


def _days(measure: Measure, key: str) -> dict[str, Any]:
    row = st.columns(5)
    days = {
        name: _day(cell, label, getattr(measure, name), f"{key}.{name}")
        for cell, label, name in (
            (row[0], words.PLANNED_START, "planned_start"),
            (row[1], words.PLANNED_END, "planned_end"),
            (row[2], words.STARTED, "started_on"),
            (row[3], words.FINISHED, "finished_on"),
        )
    }
    percent = row[4].number_input(
        say(words.PERCENT), 0, 100, measure.progress_pct, step=5, key=f"{key}.percent", format="%d"
    )
    return {**days, "progress_pct": int(percent)}


def _acceptance(measure: Measure, key: str) -> dict[str, Any]:
    row = st.columns([1, 1.4, 1, 1.6], vertical_alignment="bottom")
    accepted_on = _day(row[0], words.ACCEPTED, measure.accepted_on, f"{key}.accepted")
    document = row[1].text_input(
        say(words.ACCEPTANCE), measure.acceptance_document, key=f"{key}.document", max_chars=100
    )
    opened_on = _day(row[2], words.OPENED, measure.opened_on, f"{key}.opened")
    note = row[3].text_input(say(words.NOTE), measure.note, key=f"{key}.note", max_chars=500)
    needed = st.checkbox(say(words.NEEDS_ACCEPTANCE), measure.needs_acceptance, key=f"{key}.needed")
    return {
        "accepted_on": accepted_on,
        "acceptance_document": document.strip(),
        "opened_on": opened_on,
        "note": note.strip(),
        "needs_acceptance": needed,
    }


def _day(cell: st.delta_generator.DeltaGenerator, label: Text, value: dt.date | None, key: str) -> dt.date | None:
    chosen: dt.date | None = cell.date_input(say(label), value, format="DD/MM/YYYY", key=key)
    return chosen


def _save(measure: Measure) -> Text:
    stored = remediation.save_measure(answers.database(), measure, answers.actor(), widgets.now())
    return words.MEASURE_SAVED.fill(id=stored.measure_id)


def _files(measure: Measure) -> None:
    key = f"measure.file.{measure.measure_id}.{widgets.recall('measure.file.round', 0)}"
    with st.expander(say(words.FILES), icon=":material/attach_file:"), st.form(key, border=False):
        left, right = st.columns([2, 1])
        types = ["jpg", "jpeg", "png", "pdf", "docx", "xlsx"]
        file = left.file_uploader(say(words.FILE), types, key=f"{key}.file")
        kind = right.selectbox(
            say(words.FILE_KIND),
            list(_FILE_KINDS),
            format_func=widgets.worded(_FILE_KINDS, lambda one: say(ATTACHMENT_LABELS[one])),
            key=f"{key}.kind",
        )
        is_sent = st.form_submit_button(say(words.ATTACH), icon=":material/attach_file:")
    if is_sent and file is not None and kind is not None:
        acting.attempt(lambda: _attach(measure, file.name, file.getvalue(), kind))


def _attach(measure: Measure, name: str, content: bytes, kind: AttachmentKind) -> Text:
    remediation.attach(
        answers.database(),
        content,
        record="measure",
        key=measure.measure_id,
        kind=kind,
        name=name,
        actor=answers.actor(),
        now=widgets.now(),
    )
    widgets.remember("measure.file.round", widgets.recall("measure.file.round", 0) + 1)
    return words.ATTACHED.fill(name=name)
