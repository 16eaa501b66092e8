"""Hồ sơ vị trí: everything the register holds about one place, and what may be done with it now."""

from __future__ import annotations

from html import escape

import streamlit as st

from atgt.domain.black_spot import PROPOSAL, SPOT_LEVEL_LABELS
from atgt.domain.local_time import local_day
from atgt.domain.register import INFRASTRUCTURE_LABELS, Subject
from atgt.ui import (
    acting,
    answers,
    committee_answers,
    explanation_views,
    filters,
    formats,
    labels,
    markup,
    spot_card,
    spot_doubts,
    spot_history,
    spot_moves,
    spot_visits,
    widgets,
)
from atgt.ui import spot_labels as words
from atgt.ui.meeting_labels import BASIS, HAZARD_VERDICT
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import explaining, follow_up, reminders, spot_figures
from atgt.workflow.register_pages import SpotPage

ADDRESS = "diem"
_EVIDENCE_HEIGHT_PX = 520


def render() -> None:
    """Draw the page."""
    register_id = widgets.asked(ADDRESS)
    if register_id is None:
        st.html(markup.title(say(words.TITLE)))
        st.info(say(words.CHOOSE), icon=":material/menu_book:")
        _back()
        return
    page = committee_answers.spot_page(register_id)
    st.html(_head(page))
    acting.result_line()
    with st.container(horizontal=True, gap="small"):
        _back()
        if st.button(say(words.TO_REMEDY), key="spot.remedy", type="tertiary", icon=":material/construction:"):
            widgets.go_to("remedy", diem=register_id)
    left, right = st.columns([1.05, 1], gap="medium")
    with left:
        _map(page)
    with right, st.container(height=_EVIDENCE_HEIGHT_PX, border=True, key="spot-evidence"):
        _evidence(page)
    _figures(page)
    _tabs(page)


def _back() -> None:
    if st.button(say(words.BACK), key="spot.back.register", type="tertiary", icon=":material/arrow_back:"):
        widgets.go_to("register")


def _head(page: SpotPage) -> str:
    entry = page.entry
    state = words.STATE_LINE.fill(state=say(entry.state_label), since=formats.day(local_day(entry.state_since)))
    chips = [f'<span class="atgt-state">{escape(say(state))}</span>']
    if entry.due_on is not None:
        unit = f" – {entry.due_unit}" if entry.due_unit else ""
        due = words.DUE_LINE.fill(day=formats.day(entry.due_on), what=entry.due_what, unit=unit)
        chips.append(f'<span class="atgt-state">{escape(say(due))}</span>')
    if page.overdue:
        late = say(reminders.days_in_words(page.overdue[0].days))
        chips.append(f'<span class="atgt-state atgt-late">! {escape(late)}</span>')
    if not entry.is_found:
        chips.append(f'<span class="atgt-state">{escape(say(words.NOT_FOUND_NOW))}</span>')
    title = f"{entry.register_id} – {say(entry.place.name)}"
    return f'<div class="atgt-title"><h1>{escape(title)}</h1></div><div class="atgt-states">{"".join(chips)}</div>'


def _map(page: SpotPage) -> None:
    """The still map of the place, and the way to the map of the ward."""
    entry = page.entry
    drawn = spot_figures.site_map_svg(
        entry.place,
        entry.level.value if entry.level else "hazard",
        frozenset(page.accidents),
        answers.select(filters.everything()).accidents,
        answers.layers(),
        radius_m=page.run.parameters.junction_radius_m if page.run else 0.0,
        language=widgets.language(),
    )
    st.html(markup.picture(drawn, say(spot_figures.MAP_TITLE)))
    run = answers.latest_run()
    if page.spot and run and any(one.spot_key == page.spot.spot_key for one in run.spots):
        key = page.spot.spot_key
        if st.button(say(labels.SHOW_ON_MAP), icon=":material/map:", key="spot.map", type="tertiary"):
            widgets.choose_spot(key)
            widgets.go_to("map")


def _evidence(page: SpotPage) -> None:
    entry, who = page.entry, page.entry.responsibility
    lines = []
    if entry.subject is Subject.HAZARD:
        lines.append(f"<p>{escape(say(words.HAZARD_NOTE))}</p>")
        if page.hazard is not None:
            lines.append(f'<div class="atgt-verdict">{escape(say(HAZARD_VERDICT))}</div>')
            lines.append(f"<p>{escape(say(page.hazard.why))}</p>")
            lines.append(f"<h3>{escape(say(BASIS))}</h3><ul>{markup.item(say(page.hazard.clause))}</ul>")
    elif entry.level is not None:
        level = escape(say(SPOT_LEVEL_LABELS[entry.level]))
        verdict = escape(say(PROPOSAL))
        lines.append(f'<div class="atgt-level atgt-{entry.level.value}">{level}</div>')
        lines.append(f'<div class="atgt-verdict">{verdict}</div>')
    facts = [
        (words.INFRASTRUCTURE, say(INFRASTRUCTURE_LABELS[entry.infrastructure])),
        (words.OWNER, who.owner or formats.NOTHING),
        (words.DECIDES, who.decided_by or formats.NOTHING),
        *([(words.SHARED, who.shared_with)] if who.shared_with else []),
    ]
    rows = "".join(f"<li>{escape(say(word))}: <b>{escape(value)}</b></li>" for word, value in facts)
    above = f"<small>{escape(say(words.ABOVE_WARD))}</small>" if who.is_province_owned else ""
    own = spot_card.details(page.spot, page.run.parameters) if page.spot and page.run else ""
    st.html(f'<div class="atgt-spot">{"".join(lines)}{own}<ul class="atgt-who">{rows}</ul>{above}</div>')


def _figures(page: SpotPage) -> None:
    accidents = answers.select(filters.everything()).accidents
    spoken = widgets.language()
    sticks = spot_figures.stick_svg(page, accidents, spoken, by_month=not answers.sees_days())
    if sticks:
        st.html(markup.picture(sticks, say(spot_figures.STICKS_TITLE), is_wide=True))
        st.caption(say(words.STICKS_NOTE))
        if len(page.accidents) > spot_figures.MOST_STICKS:
            more = words.MORE_STICKS.fill(n=spot_figures.MOST_STICKS, total=len(page.accidents))
            st.caption(say(more))
        drawn = spot_figures.time_line_svg(page, spoken, by_month=not answers.sees_days())
        st.html(markup.picture(drawn, say(spot_figures.TIME_TITLE), is_wide=True))
        st.caption(say(words.TIME_NOTE))
    run = answers.latest_run()
    if run is not None:
        listed = explaining.listed_spot(run, page.entry.facts)
        explanation_views.missing(page.accidents, run, listed.level if listed else None)
        if listed is not None:
            explanation_views.firmness(listed.spot_key, run)
    if page.follow_up.proposal is not follow_up.Proposal.NOT_TREATED:
        st.info(plain(say(page.follow_up.reason)), icon=":material/monitoring:")


def _tabs(page: SpotPage) -> None:
    titles = [
        words.TAB_MOVES,
        words.TAB_VISITS.fill(n=len(page.visits)),
        words.TAB_DOUBTS,
        words.TAB_ACCIDENTS.fill(n=len(page.accidents)),
        words.TAB_HISTORY.fill(n=len(page.moves)),
        words.TAB_PAPERS.fill(n=len(page.files)),
        words.TAB_NEAR.fill(n=len(page.neighbours)),
    ]
    tabs = st.tabs([say(title) for title in titles])
    with tabs[0]:
        spot_moves.draw(page)
    with tabs[1]:
        spot_visits.draw(page)
    with tabs[2]:
        spot_doubts.draw(page)
    with tabs[3]:
        known = answers.select(filters.everything()).accidents
        spot_card.accident_table(known, list(page.accidents), spot_figures.witness_ids(page))
    with tabs[4]:
        spot_history.moves(page)
    with tabs[5]:
        spot_history.papers(page)
    with tabs[6]:
        spot_history.neighbours(page)
