"""Before and after the works at one place: two counts in equal periods, their interval, and how to read them."""

from __future__ import annotations

import math

import streamlit as st

from atgt.domain.period import Period
from atgt.domain.text import Text
from atgt.statistics.before_after import Comparison
from atgt.ui import formats, widgets
from atgt.ui import remedy_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow.follow_up import FollowUpReport, Proposal

_ICONS = {
    Proposal.NOT_TREATED: ":material/hourglass_empty:",
    Proposal.WAIT: ":material/monitoring:",
    Proposal.CLEAR: ":material/check_circle:",
    Proposal.RECURRED: ":material/warning:",
}


def draw(report: FollowUpReport) -> None:
    """Draw the follow-up."""
    show = st.warning if report.proposal is Proposal.RECURRED else st.info
    show(say(report.reason), icon=_ICONS[report.proposal])
    if report.proposal is Proposal.CLEAR:
        st.caption(say(words.PROPOSE_CLEAR))
    if report.periods is not None:
        works = report.periods.works
        st.caption(say(words.WORKS.fill(first=formats.day(works.first), last=formats.day(works.last))))
        headings = [
            "",
            _headed(words.BEFORE, report.periods.before),
            _headed(words.AFTER, report.periods.after),
            say(words.RATIO),
            say(words.VERDICT),
        ]
        rows = [
            _row(words.ALL_ACCIDENTS, report.all_accidents),
            _row(words.CASUALTIES, report.casualty_accidents),
        ]
        st.html(table(headings, [row for row in rows if row], numbers=(1, 2)))
    for note in report.notes:
        st.markdown(f":material/info: {say(note)}")


def _headed(word: Text, period: Period) -> str:
    return f"{say(word)} ({formats.days(period.first, period.last)})"


def _row(word: Text, compared: Comparison | None) -> list[object]:
    if compared is None:
        return []
    return [say(word), compared.n_before, compared.n_after, _ratio(compared), say(compared.verdict)]


def _ratio(compared: Comparison) -> str:
    if compared.ratio is None or compared.low is None or compared.high is None:
        return say(words.NO_RATIO)
    spoken = widgets.language()
    low, ratio = (formats.number(value, spoken, digits=2) for value in (compared.low, compared.ratio))
    high = "∞" if math.isinf(compared.high) else formats.number(compared.high, spoken, digits=2)
    return f"{ratio} ({low} – {high})"
