"""Danh sách: the candidate places of the latest run as a table, the evidence of each, and the run's parameters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from atgt.domain.black_spot import SpotLevel
from atgt.domain.run import ScreeningRun
from atgt.domain.screening import ScreeningParameters
from atgt.ui import (
    acting,
    answers,
    explanation_labels,
    explanation_views,
    filters,
    formats,
    hazard_section,
    heading,
    labels,
    spot_card,
    spot_table,
    widgets,
)
from atgt.ui.widgets import say
from atgt.webmap import spot_shapes
from atgt.workflow import screening


def render() -> None:
    """Draw the page."""
    heading.show(labels.LIST_TITLE)
    _screened()
    hazard_section.draw()


def _screened() -> None:
    """The places of the latest screening, and the form that asks for a new one."""
    if answers.data_period() is None:
        st.info(say(labels.NO_ACCIDENTS), icon=":material/upload_file:")
        return
    run, may_screen = answers.latest_run(), acting.may("screening.run_screening")
    asked = screening.next_parameters(answers.database(), run)
    if may_screen:
        _parameters(asked, is_first=run is None)
    _result_line()
    if run is None:
        st.info(say(labels.NO_RUN), icon=":material/travel_explore:")
        return
    if answers.is_outdated(run):
        _outdated(run, asked, may_screen=may_screen)
    view = st.segmented_control(
        say(explanation_labels.VIEW),
        list(_VIEWS),
        default="list",
        format_func=widgets.worded(_VIEWS, lambda one: say(_VIEWS[one])),
        key="list.view",
        label_visibility="collapsed",
    )
    if view in {"near", "accident", "diff"}:
        explanation_views.draw(str(view), run)
    else:
        _list(run)


def _outdated(run: ScreeningRun, asked: ScreeningParameters, *, may_screen: bool) -> None:
    """Say that the list is behind the data, and screen again: up to the newest day if there are newer accidents."""
    told = say(labels.OUTDATED)
    if asked.as_of > run.parameters.as_of:
        told += " " + say(labels.NEWER.fill(before=formats.day(run.parameters.as_of), last=formats.day(asked.as_of)))
    st.warning(told, icon=":material/update:")
    if not may_screen:
        return
    st.button(
        say(labels.SCREEN_NOW),
        key="screen.again",
        on_click=acting.callback(_screen),
        args=(replace(asked, readings=()),),
    )


_VIEWS = {
    "list": explanation_labels.VIEW_LIST,
    "near": explanation_labels.VIEW_NEAR,
    "accident": explanation_labels.VIEW_ACCIDENT,
    "diff": explanation_labels.VIEW_DIFF,
}
"""Drawn one at a time: what is not looked at is not computed."""


def _list(run: ScreeningRun) -> None:
    spots = spot_shapes.numbered(run.spots)
    if not spots:
        st.info(say(labels.NO_SPOT), icon=":material/check_circle:")
        return
    found = _search(spots)
    if not found:
        st.info(say(labels.NO_SPOT_MATCH), icon=":material/search_off:")
        return
    titles = answers.route_titles()
    chosen = spot_table.choose(found, titles)
    st.caption(say(labels.RULE_SET_LINE.fill(title=answers.rule_set_title(run))))
    if chosen is None:
        st.caption(say(labels.CHOOSE_ROW))
        return
    _detail(chosen, run)


def _search(spots: list[spot_table.Numbered]) -> list[spot_table.Numbered]:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="list.search"):
        text = st.text_input(
            say(labels.SEARCH),
            placeholder=say(labels.SEARCH_HINT),
            key="list.text",
            width=420,
            max_chars=80,
            icon=":material/search:",
            label_visibility="collapsed",
        )
        level = st.segmented_control(
            say(labels.LEVEL),
            list(SpotLevel),
            format_func=spot_card.levels_with_counts(spots),
            key="list.level",
            label_visibility="collapsed",
        )
    return spot_table.search(spots, text, SpotLevel(level) if level else None)


def _detail(chosen: spot_table.Numbered, run: ScreeningRun) -> None:
    number, spot = chosen
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        spot_card.evidence(number, spot, run)
        if st.button(say(labels.SHOW_ON_MAP), icon=":material/map:", key="list.map"):
            widgets.choose_spot(spot.spot_key)
            widgets.go_to("map")
        explanation_views.firmness(spot.spot_key, run)
    with right:
        spot_card.accidents(spot, answers.select(filters.everything()).accidents)


def _parameters(asked: ScreeningParameters, *, is_first: bool) -> None:
    """The form that asks for a new run; it proposes ``asked``."""
    with (
        st.expander(say(labels.PARAMETERS), icon=":material/tune:", expanded=is_first),
        st.form("screening", border=False),
    ):
        cells = st.columns([1.15, 0.85, 1, 1, 1.9], vertical_alignment="bottom")
        as_of = cells[0].date_input(
            say(labels.AS_OF), asked.as_of, format="DD/MM/YYYY", key=f"screen.as_of.{asked.as_of}"
        )
        months = cells[1].number_input(
            say(labels.PERIOD_MONTHS), 1, 120, asked.period_months, key="screen.months", format="%d"
        )
        length = cells[2].number_input(
            say(labels.LENGTH_L), 1, 10_000, round(asked.length_m), step=50, key="screen.length", format="%d"
        )
        radius = cells[3].number_input(
            say(labels.JUNCTION_RADIUS),
            0,
            1_000,
            round(asked.junction_radius_m),
            step=10,
            key="screen.radius",
            format="%d",
        )
        rule_sets = {
            "": say(labels.RULE_SET_BY_DAY),
            **{key: say(title) for key, title in answers.rule_set_titles().items()},
        }
        rule_set = cells[4].selectbox(
            say(labels.RULE_SET),
            list(rule_sets),
            index=list(rule_sets).index(asked.rule_set_key) if asked.rule_set_key in rule_sets else 0,
            format_func=rule_sets.__getitem__,
            key="screen.rules",
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            is_asked = st.form_submit_button(say(labels.SCREEN), type="primary", icon=":material/travel_explore:")
            is_joined = st.checkbox(
                say(labels.JOIN_CARRIAGEWAYS), asked.join_carriageways, key="screen.join", help=say(labels.JOIN_HINT)
            )
            st.caption(say(labels.UNCONFIRMED_PARAMETERS))
    if is_asked:
        chosen = {"length_m": float(length), "junction_radius_m": float(radius), "period_months": int(months)}
        parameters = _parameters_asked(as_of, rule_set or None, chosen, asked)
        _screen(replace(parameters, join_carriageways=is_joined))
        st.rerun()


def _parameters_asked(
    as_of: dt.date, key: str | None, chosen: dict[str, float | int], before: ScreeningParameters
) -> ScreeningParameters:
    """The parameters of the form. With another rule set, numbers nobody touched give way to what that set states."""
    if key != before.rule_set_key:
        chosen = {name: value for name, value in chosen.items() if value != getattr(before, name)}
    rule_set = screening.rule_set_for(ScreeningParameters(as_of=as_of, rule_set_key=key), answers.database())
    return screening.asked_parameters(as_of, rule_set, rule_set_key=key, **chosen)


def _screen(parameters: ScreeningParameters) -> None:
    with st.spinner(say(labels.SCREENING)):
        run = screening.run_screening(answers.database(), parameters, answers.actor(), widgets.now())
    widgets.remember("screen.done", run.run_id)


def _result_line() -> None:
    """What the run just asked for came to, once."""
    run = answers.latest_run()
    if run is None or widgets.recall("screen.done") != run.run_id:
        return
    widgets.forget("screen.done")
    st.success(
        say(
            labels.RUN_DONE.fill(
                n_accidents=run.n_accidents,
                n_black=sum(spot.level is SpotLevel.BLACK for spot in run.spots),
                n_potential=sum(spot.level is SpotLevel.POTENTIAL for spot in run.spots),
                n_unlocated=run.n_unlocated,
            )
        ),
        icon=":material/check_circle:",
    )
