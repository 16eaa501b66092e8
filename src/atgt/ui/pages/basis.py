"""Căn cứ và giới hạn: the rules in force, the parameters, and every point nobody has confirmed."""

from __future__ import annotations

import datetime as dt
from html import escape

import streamlit as st

from atgt.domain.run import ScreeningRun
from atgt.network_screening.rules import CountRule, RuleSet
from atgt.ui import answers, formats, heading, labels, widgets
from atgt.ui.markup import Markup, table
from atgt.ui.widgets import say
from atgt.workflow import basis


def render() -> None:
    """Draw the page."""
    heading.show(labels.BASIS_TITLE, labels.DECIDES)
    run = answers.latest_run()
    found = basis.legal_basis()
    if run is not None:
        st.subheader(say(labels.CURRENT_PARAMETERS), anchor=False)
        st.html(table([], _parameters(run)))
    st.subheader(say(labels.RULES_HEADING), anchor=False)
    today = run.parameters.as_of if run else widgets.now().date()
    for rule_set in sorted(found.rule_sets, key=lambda one: one.valid_from, reverse=True):
        _rule_set(rule_set, today)
    st.subheader(say(labels.UNCONFIRMED.fill(n=len(found.unconfirmed))), anchor=False)
    st.caption(say(labels.UNCONFIRMED_INTRO))
    headings = [say(labels.QUESTION), say(labels.DEFAULT), say(labels.SOURCE)]
    st.html(table(headings, [[say(point.question), say(point.default), point.source] for point in found.unconfirmed]))


def _parameters(run: ScreeningRun) -> list[list[object]]:
    asked, spoken = run.parameters, widgets.language()
    return [
        [say(labels.RULE_SET), answers.rule_set_title(run)],
        [say(labels.CONSIDERED), formats.days(asked.first_day(), asked.as_of)],
        [say(labels.PERIOD_MONTHS), formats.number(asked.period_months, spoken)],
        [say(labels.LENGTH_L), formats.number(asked.length_m, spoken)],
        [say(labels.JUNCTION_RADIUS), formats.number(asked.junction_radius_m, spoken)],
        [say(labels.CREATED_AT), f"{run.created_at:%d/%m/%Y %H:%M}"],
        [say(labels.FINGERPRINT), run.fingerprint],
    ]


def _rule_set(rule_set: RuleSet, today: dt.date) -> None:
    is_now = rule_set.is_in_force(today)
    with st.expander(say(rule_set.title), expanded=is_now, icon=":material/gavel:"):
        tag = labels.IN_FORCE if is_now else labels.NO_LONGER
        st.html(f"<div>{escape(_validity(rule_set))}{_tag(say(tag), is_now=is_now)}</div>")
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(f"**{say(labels.BLACK_RULES)}**\n{_rules(rule_set.black)}")
        with right:
            st.markdown(f"**{say(labels.POTENTIAL_RULES)}**\n{_rules(rule_set.potential)}")
        st.markdown(f"**{say(labels.BY_INSPECTION)}:** {say(rule_set.hazard_clause)}")
        if rule_set.exclusion is not None:
            st.markdown(f"**{say(labels.EXCLUSION)}:** {say(rule_set.exclusion)}")
        st.caption(f"{say(labels.CONFIDENCE)}: {say(rule_set.confidence)}")
        if rule_set.open_questions:
            st.html(
                table(
                    [say(labels.OPEN_QUESTIONS), say(labels.READING)],
                    [[say(question.text), say(question.chosen)] for question in rule_set.open_questions],
                )
            )


def _rules(rules: tuple[CountRule, ...]) -> str:
    return "\n".join(f"- {say(rule.clause)} ({rule.source})" for rule in rules)


def _validity(rule_set: RuleSet) -> str:
    first = formats.day(rule_set.valid_from)
    if rule_set.valid_to is None:
        return f"{rule_set.article}. {say(labels.VALID.fill(first=first))}"
    last = formats.day(rule_set.valid_to - dt.timedelta(days=1))
    return f"{rule_set.article}. {say(labels.VALID_TO.fill(first=first, last=last))}"


def _tag(word: str, *, is_now: bool) -> Markup:
    return Markup(f'<span class="atgt-tag{"" if is_now else " atgt-past"}">{escape(word)}</span>')
