"""Điểm bất hợp lý, nguy cơ: recorded with place, checklist and photos; the list of all, and one in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.hazard import HAZARD_GROUP_LABELS, HAZARD_STATE_LABELS, HazardKind, HazardState
from atgt.domain.register import Subject, state_label
from atgt.domain.site_visit import FINDING_LABELS, Checked, Finding
from atgt.ui import answers, formats, heading, place_form, widgets
from atgt.ui import hazard_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import language, say
from atgt.workflow import authority, hazards, photo_files
from atgt.workflow.hazards import HazardReport, HazardView


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE, words.INTRO)
    _result_line()
    views = hazards.list_hazards(answers.database(), answers.network())
    if not authority.may(answers.actor(), Role.EDITOR):
        _list(views)
        return
    tabs = st.tabs([say(words.LIST_TAB.fill(n=len(views))), say(words.NEW_TAB)])
    with tabs[0]:
        _list(views)
    with tabs[1]:
        _new()


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(views: tuple[HazardView, ...]) -> None:
    if not views:
        st.info(say(words.NONE), icon=":material/report:")
        return
    n = {state: sum(one.state is state for one in views) for state in HazardState}
    state = st.segmented_control(
        say(words.STATE),
        list(HazardState),
        default=HazardState.OPEN,
        format_func=widgets.worded(HazardState, lambda one: f"{say(HAZARD_STATE_LABELS[one])} ({n[one]})"),
        key="hazards.state",
        label_visibility="collapsed",
    )
    shown = [one for one in views if state is None or one.state is state]
    if not shown:
        st.info(say(words.NONE_IN_STATE), icon=":material/filter_alt_off:")
        return
    chosen = _table(shown)
    if chosen is None:
        st.caption(say(words.CHOOSE))
        return
    _detail(chosen)


def _table(shown: list[HazardView]) -> HazardView | None:
    headings = (words.NUMBER, words.KIND, words.PLACE, words.REPORTED_ON, words.DEFECTS, words.N_PHOTOS, words.REGISTER)
    names = [say(one) for one in headings]
    rows = [
        [
            one.hazard_id,
            say(one.label),
            say(one.place),
            one.reported_on,
            one.n_defects,
            one.n_photos,
            say(state_label(Subject.HAZARD, one.register_state)) if one.register_state else say(words.NOT_IN_REGISTER),
        ]
        for one in shown
    ]
    event = st.dataframe(
        pd.DataFrame(rows, columns=names),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="hazards.table",
        row_height=36,
        height=38 + 36 * min(len(shown), 8),
        column_config={
            names[0]: st.column_config.TextColumn(width=110),
            names[1]: st.column_config.TextColumn(width=300),
            names[2]: st.column_config.TextColumn(width=190),
            names[3]: st.column_config.DateColumn(width=110, format="DD/MM/YYYY"),
            names[4]: st.column_config.NumberColumn(width=80),
            names[5]: st.column_config.NumberColumn(width=60),
            names[6]: st.column_config.TextColumn(width=190),
        },
    )
    selected = event.selection.rows
    return shown[selected[0]] if selected and selected[0] < len(shown) else None


# ── one hazard ──────────────────────────────────────────────────────────────────────────────────────────────────


def _detail(view: HazardView) -> None:
    is_editor = authority.may(answers.actor(), Role.EDITOR)
    left, right = st.columns([1, 1.1], gap="large")
    with left:
        st.html(_head(view, is_editor=is_editor))
        st.html(_found(view))
        if is_editor:
            _actions(view)
    with right:
        _pictures(view)
        if is_editor:
            _additions(view)


def _head(view: HazardView, *, is_editor: bool) -> str:
    spoken = language()
    badge = f'<div class="atgt-level atgt-potential">{escape(say(words.CANDIDATE))}</div>' if view.is_candidate else ""
    facts = [say(view.place), formats.day(view.reported_on), say(HAZARD_STATE_LABELS[view.state])]
    facts += [say(words.SIMULATED)] if view.is_sample else []
    basis = ""
    if view.is_candidate:
        group = HAZARD_GROUP_LABELS[view.kind.group].of(spoken) if view.kind else view.label.of(spoken)
        said = words.BASIS.fill(clause=say(hazards.clause(widgets.now().date())), group=group)
        basis = f'<div class="atgt-verdict">{escape(say(said))}</div>'
    told = f"<p>{escape(view.description)}</p>" if view.description and is_editor else ""
    entry = ""
    if view.register_id and view.register_state:
        entry = f"{view.register_id} – {state_label(Subject.HAZARD, view.register_state).of(spoken)}"
        entry = f"<p>{escape(say(words.REGISTER))}: {escape(entry)}</p>"
    return (
        f'<div class="atgt-spot"><h2>{escape(view.hazard_id)} – {escape(say(view.label))}</h2>{badge}'
        f"<p>{escape(' · '.join(facts))}</p>{basis}{told}{entry}</div>"
    )


def _found(view: HazardView) -> str:
    points = {point.key: point for point in hazards.checklist()}
    rows = [
        [say(points[key].label), say(FINDING_LABELS[one.finding]), one.note]
        for key, one in view.checklist.items()
        if one.finding is not Finding.NOT_CHECKED
    ]
    if not rows:
        return f'<div class="atgt-spot"><small>{escape(say(words.NOT_CHECKED))}</small></div>'
    heading_ = f"<h3>{escape(say(words.FOUND))}</h3>"
    return f'<div class="atgt-spot">{heading_}</div>{table([], rows)}'


def _pictures(view: HazardView) -> None:
    found = photo_files.photos_of(answers.database(), hazards.RECORD, view.hazard_id)
    if not found:
        return
    columns = st.columns(3)
    for n, one in enumerate(found):
        day = f" · {formats.day(one.taken_on)}" if one.taken_on else ""
        columns[n % 3].image(answers.thumbnail(one.attachment_id), caption=f"{one.name}{day}", width="stretch")


def _actions(view: HazardView) -> None:
    moves = {
        HazardState.OPEN: (words.SET_OPEN, ":material/warning:"),
        HazardState.HANDLED: (words.SET_HANDLED, ":material/task_alt:"),
        HazardState.WITHDRAWN: (words.SET_WITHDRAWN, ":material/undo:"),
    }
    with st.container(horizontal=True, gap="small"):
        for state, (label, icon) in moves.items():
            if state is not view.state:
                st.button(
                    say(label), icon=icon, key=f"hazard.{view.hazard_id}.{state}", on_click=_set, args=(view, state)
                )
        if view.register_id is None:
            st.button(
                say(words.PUT_IN_REGISTER),
                icon=":material/menu_book:",
                key=f"hazard.{view.hazard_id}.register",
                on_click=_register,
                args=(view,),
            )
    st.caption(say(words.STATE_NOTE))


def _additions(view: HazardView) -> None:
    key = f"hazard.{view.hazard_id}.{view.version}.{view.n_photos}"
    with st.expander(say(words.UPDATE_CHECK), icon=":material/checklist:"):
        checked = _checklist(f"{key}.check", view.checklist)
        if st.button(say(words.SAVE_CHECK), key=f"{key}.check.save"):
            _save_check(view, checked)
            st.rerun()
    with st.expander(say(words.MORE_PHOTOS), icon=":material/add_a_photo:"):
        photos = place_form.photos(words.PHOTOS, f"{key}.photos")
        if st.button(say(words.SAVE_PHOTOS), key=f"{key}.photos.save", disabled=not photos) and photos:
            _add(view, photos)
            st.rerun()


# ── a new one ───────────────────────────────────────────────────────────────────────────────────────────────────


def _new() -> None:
    key = f"hazard.new.{widgets.recall('hazard.round', 0)}"
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.subheader(say(words.WHERE), anchor=False)
        where = place_form.ask(f"{key}.place")
        st.subheader(say(words.WHAT), anchor=False)
        kind, description, day = _what(key)
        photos = place_form.photos(words.PHOTOS, f"{key}.photos")
    with right:
        st.subheader(say(words.SITE), anchor=False)
        st.caption(say(words.SITE_SOURCE.fill(source=hazards.checklist_source())))
        checked = _checklist(f"{key}.check", {})
        is_ready = kind is not None and where.placed is not None
        # no callback: its arguments would be those of the run before, without what was typed last
        is_pressed = st.button(
            say(words.SAVE),
            type="primary",
            icon=":material/save:",
            key=f"{key}.save",
            width="stretch",
            disabled=not is_ready,
        )
        if is_pressed and kind is not None and is_ready:
            _save(kind, description, day, checked, where, (*where.photos, *photos))
            st.rerun()
        if kind is None or where.placed is None:
            st.caption(say(words.NEED_PLACE if where.placed is None else words.NEED_KIND))


def _what(key: str) -> tuple[HazardKind | None, str, dt.date]:
    known = hazards.kinds()
    kind: HazardKind | None = st.selectbox(
        say(words.KIND), known, index=None, format_func=lambda one: say(one.label), placeholder="–", key=f"{key}.kind"
    )
    if kind is not None:
        st.caption(say(kind.hint))
    description = st.text_area(
        say(words.DESCRIPTION), placeholder=say(words.DESCRIPTION_HINT), max_chars=2000, key=f"{key}.description"
    )
    today = widgets.now().date()
    day = st.date_input(say(words.REPORTED_ON), today, max_value=today, format="DD/MM/YYYY", key=f"{key}.day")
    return kind, description, day if isinstance(day, dt.date) else today


def _checklist(key: str, present: Mapping[str, Checked]) -> dict[str, Checked]:
    """The points of Điều 10 with an answer and a note each; points without an answer are left out."""
    answered: dict[str, Checked] = {}
    choices = [Finding.GOOD, Finding.DEFECT]
    for point in hazards.checklist():
        before = present.get(point.key)
        with st.container(key=f"{key}-{point.key}".replace(".", "-")):
            finding = st.segmented_control(
                say(point.label),
                choices,
                default=before.finding if before and before.finding in choices else None,
                format_func=widgets.worded(choices, lambda one: say(FINDING_LABELS[one])),
                help=say(point.hint),
                key=f"{key}.{point.key}",
            )
            if finding is None:
                continue
            note = ""
            if finding == Finding.DEFECT:
                note = st.text_input(
                    say(words.NOTE),
                    before.note if before else "",
                    placeholder=say(point.hint),
                    max_chars=300,
                    key=f"{key}.{point.key}.note",
                    label_visibility="collapsed",
                )
            answered[point.key] = Checked(Finding(finding), note.strip())
    return answered


# ── what the buttons do ─────────────────────────────────────────────────────────────────────────────────────────


def _save(
    kind: HazardKind,
    description: str,
    day: dt.date,
    checked: dict[str, Checked],
    where: place_form.PlaceAnswer,
    photos: tuple[Any, ...],
) -> None:
    report = HazardReport(kind.key, description, day, checked)
    hazard_id, fault = widgets.attempt(
        lambda: hazards.record(answers.database(), report, where.placed, answers.actor(), widgets.now(), photos=photos)
    )
    if hazard_id is None:
        widgets.remember("hazard.done", (False, fault))
        return
    views = hazards.list_hazards(answers.database(), answers.network())
    register = hazards.find(views, hazard_id).register_id or formats.NOTHING
    widgets.remember("hazard.done", (True, say(words.SAVED.fill(id=hazard_id, register=register))))
    widgets.remember("hazard.round", widgets.recall("hazard.round", 0) + 1)


def _set(view: HazardView, state: HazardState) -> None:
    _tell(
        lambda: hazards.set_state(
            answers.database(), view.hazard_id, state, answers.actor(), widgets.now(), expected_version=view.version
        )
    )


def _register(view: HazardView) -> None:
    _tell(lambda: hazards.put_in_register(answers.database(), view.hazard_id, answers.actor(), widgets.now()))


def _save_check(view: HazardView, checked: dict[str, Checked]) -> None:
    _tell(
        lambda: hazards.save_checklist(
            answers.database(), view.hazard_id, checked, answers.actor(), widgets.now(), expected_version=view.version
        )
    )


def _add(view: HazardView, photos: tuple[Any, ...]) -> None:
    _tell(lambda: hazards.add_photos(answers.database(), view.hazard_id, photos, answers.actor(), widgets.now()))


def _tell(act: Callable[[], object]) -> None:
    _, fault = widgets.attempt(act)
    widgets.remember("hazard.done", (False, fault) if fault else (True, say(words.DONE)))


def _result_line() -> None:
    done = widgets.recall("hazard.done")
    if done is None:
        return
    widgets.forget("hazard.done")
    is_good, said = done
    if is_good:
        st.success(said, icon=":material/check_circle:")
    else:
        st.error(said, icon=":material/error:")
