"""Căn cứ và giới hạn: the rules and when they apply, the parameters, and every point nobody has confirmed."""

from __future__ import annotations

import streamlit as st

from atgt.domain.local_time import day_and_hour
from atgt.domain.run import ScreeningRun
from atgt.ui import answers, formats, heading, labels, rule_labels, rule_set_cards, widgets
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import basis

_SHOWN_RUNS = 8


def render() -> None:
    """Draw the page."""
    heading.show(labels.BASIS_TITLE, labels.DECIDES)
    if widgets.recall("rules.read"):
        widgets.forget("rules.read")
        st.success(say(rule_labels.READING_DONE), icon=":material/check_circle:")
    run = answers.latest_run()
    found = basis.legal_basis(answers.database())
    if run is not None:
        st.subheader(say(labels.CURRENT_PARAMETERS), anchor=False)
        st.html(table([], _parameters(run)))
    _timeline(found)
    st.subheader(say(labels.RULES_HEADING), anchor=False)
    today = run.parameters.as_of if run else widgets.now().date()
    for rule_set in sorted(found.rule_sets, key=lambda one: one.valid_from, reverse=True):
        if not rule_set.is_by_name_only:
            rule_set_cards.in_full(rule_set, today)
    rule_set_cards.foreign(found.rule_sets)
    rule_set_cards.own_files()
    rule_set_cards.carriageways()
    st.subheader(say(labels.UNCONFIRMED.fill(n=len(found.unconfirmed))), anchor=False)
    st.caption(say(labels.UNCONFIRMED_INTRO))
    headings = [say(labels.QUESTION), say(labels.DEFAULT), say(labels.SOURCE)]
    st.html(table(headings, [[say(point.question), say(point.default), point.source] for point in found.unconfirmed]))


def _timeline(found: basis.LegalBasis) -> None:
    """Which rule set applies to which time, and which one each of the latest runs used."""
    st.subheader(say(rule_labels.TIMELINE), anchor=False)
    headings = (rule_labels.FROM, rule_labels.TO, labels.RULE_SET, rule_labels.ARTICLE, rule_labels.FILE)
    st.html(table([say(one) for one in headings], rule_set_cards.timeline(found.rule_sets)))
    runs = basis.latest_runs(answers.database(), _SHOWN_RUNS)
    if not runs:
        return
    st.markdown(f"**{say(rule_labels.RUNS)}**")
    words = (rule_labels.RUN, rule_labels.SCREENED_AT, rule_labels.DAYS, labels.RULE_SET, rule_labels.READINGS_USED)
    rows: list[list[object]] = [
        [
            one.run_id,
            day_and_hour(one.created_at),
            formats.days(one.parameters.first_day(), one.parameters.as_of),
            one.rule_set_key,
            "; ".join(f"{key} = {choice}" for key, choice in one.parameters.readings) or formats.NOTHING,
        ]
        for one in runs
    ]
    st.html(table([say(one) for one in words], rows))


def _parameters(run: ScreeningRun) -> list[list[object]]:
    asked, spoken = run.parameters, widgets.language()
    return [
        [say(labels.RULE_SET), answers.rule_set_title(run)],
        [say(labels.CONSIDERED), formats.days(asked.first_day(), asked.as_of)],
        [say(labels.PERIOD_MONTHS), formats.number(asked.period_months, spoken)],
        [say(labels.LENGTH_L), formats.number(asked.length_m, spoken)],
        [say(labels.JUNCTION_RADIUS), formats.number(asked.junction_radius_m, spoken)],
        [say(labels.CREATED_AT), day_and_hour(run.created_at)],
        [say(labels.FINGERPRINT), run.fingerprint],
    ]
