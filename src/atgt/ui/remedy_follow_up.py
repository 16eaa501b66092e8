"""Before and after the works at one place: two counts in equal periods, their interval, and how to read them."""

from __future__ import annotations

import math

import streamlit as st

from atgt.domain.period import Period
from atgt.domain.text import Text
from atgt.statistics.before_after import Comparison
from atgt.statistics.comparison_group import GroupComparison
from atgt.ui import answers, formats, widgets
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
        _group(report.beside_group)
    for note in report.notes:
        st.markdown(f":material/info: {say(note)}")


def _group(beside: GroupComparison | None) -> None:
    """One line: the change beside that of the rest of the ward."""
    if beside is None:
        return
    told = words.GROUP.fill(before=beside.group_before, after=beside.group_after)
    ratio = (
        ""
        if beside.ratio is None or beside.low is None or beside.high is None
        else say(words.GROUP_RATIO.fill(ratio=_interval(beside.ratio, beside.low, beside.high)))
    )
    st.markdown(" ".join(part for part in (say(told), ratio, say(beside.verdict)) if part))


def _headed(word: Text, period: Period) -> str:
    return f"{say(word)} ({answers.days(period.first, period.last)})"


def _row(word: Text, compared: Comparison | None) -> list[object]:
    if compared is None:
        return []
    return [say(word), compared.n_before, compared.n_after, _ratio(compared), say(compared.verdict)]


def _ratio(compared: Comparison) -> str:
    if compared.ratio is None or compared.low is None or compared.high is None:
        return say(words.NO_RATIO)
    return _interval(compared.ratio, compared.low, compared.high)


def _interval(ratio: float, low: float, high: float) -> str:
    spoken = widgets.language()
    ends = ["∞" if math.isinf(value) else formats.number(value, spoken, digits=2) for value in (low, high)]
    return f"{formats.number(ratio, spoken, digits=2)} ({ends[0]} – {ends[1]})"
