"""Visits to a place: what was found, point by point of Điều 10, with photos and sketch, and the form for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.attachment import AttachmentKind
from atgt.domain.register import INFRASTRUCTURE_LABELS, Infrastructure
from atgt.domain.site_visit import CHECKLIST, FINDING_LABELS, Checked, Finding, SiteVisit
from atgt.domain.text import Text
from atgt.ui import acting, answers, committee_answers, formats, spot_files, widgets
from atgt.ui import spot_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import authority, remediation, review
from atgt.workflow.register_pages import SpotPage

_TYPES = ["jpg", "jpeg", "png", "pdf"]


def draw(page: SpotPage) -> None:
    """Draw the visits, latest first, and the form."""
    if not page.visits:
        st.caption(say(words.NO_VISIT))
    for visit in reversed(page.visits):
        _visit(page, visit)
    if authority.may(answers.actor(), Role.EDITOR):
        with st.expander(say(words.NEW_VISIT), icon=":material/edit_note:"):
            _form(page)


def _visit(page: SpotPage, visit: SiteVisit) -> None:
    line = words.VISIT_LINE.fill(day=formats.day(visit.visited_on), n=visit.n_defects)
    with st.expander(plain(say(line)), icon=":material/fact_check:", expanded=visit is page.visits[-1]):
        facts = [
            (words.VISITORS, visit.visitors),
            (words.WEATHER, visit.weather),
            (words.CONCLUSION, say(INFRASTRUCTURE_LABELS[visit.infrastructure])),
            (words.SUMMARY, visit.summary),
        ]
        rows = [
            [say(CHECKLIST[key]), say(FINDING_LABELS[checked.finding]), checked.note]
            for key, checked in _in_order(visit)
        ]
        st.html(table(["", ""], [[say(word), value] for word, value in facts if value]))
        if rows:
            st.html(table([say(words.CHECKED), say(words.WHAT), say(words.NOTE)], rows))
        spot_files.pictures(one for one in page.files if one.key == visit.visit_id)


def _in_order(visit: SiteVisit) -> list[tuple[str, Checked]]:
    return [(key, visit.checklist[key]) for key in CHECKLIST if key in visit.checklist]


def _form(page: SpotPage) -> None:
    key = f"visit.{page.entry.register_id}.{len(page.visits)}"
    with st.form(key, border=False):
        first = st.columns([1, 2, 1.4])
        day = first[0].date_input(
            say(words.VISITED_ON), committee_answers.today(), format="DD/MM/YYYY", key=f"{key}.day"
        )
        visitors = first[1].text_input(say(words.VISITORS), key=f"{key}.who", max_chars=300)
        weather = first[2].text_input(say(words.WEATHER), key=f"{key}.weather", max_chars=120)
        st.markdown(f"**{say(words.CHECKED)}**")
        checklist = {point: _point(key, point, label) for point, label in CHECKLIST.items()}
        last = st.columns([1, 3])
        infrastructure = last[0].selectbox(
            say(words.CONCLUSION),
            list(Infrastructure),
            index=list(Infrastructure).index(Infrastructure.UNKNOWN),
            format_func=widgets.worded(Infrastructure, lambda one: say(INFRASTRUCTURE_LABELS[one])),
            key=f"{key}.infrastructure",
        )
        summary = last[1].text_input(say(words.SUMMARY), key=f"{key}.summary", max_chars=1000)
        files = st.columns(2)
        photos = files[0].file_uploader(say(words.PHOTOS), _TYPES, accept_multiple_files=True, key=f"{key}.photos")
        sketch = files[1].file_uploader(say(words.SKETCH), _TYPES, key=f"{key}.sketch")
        is_sent = st.form_submit_button(say(words.SAVE_VISIT), type="primary", icon=":material/save:")
    if is_sent:
        visit = SiteVisit(
            "",
            page.entry.register_id,
            day,
            visitors,
            {point: checked for point, checked in checklist.items() if checked.finding is not Finding.NOT_CHECKED},
            weather,
            summary,
            infrastructure or Infrastructure.UNKNOWN,
        )
        acting.attempt(lambda: _save(visit, photos, sketch))


def _point(key: str, point: str, label: Text) -> Checked:
    cells = st.columns([2.1, 1.6, 2.3], vertical_alignment="center")
    cells[0].markdown(say(label))
    finding = cells[1].segmented_control(
        say(label),
        [Finding.GOOD, Finding.DEFECT],
        format_func=widgets.worded(Finding, lambda one: say(FINDING_LABELS[one])),
        key=f"{key}.point.{point}",
        label_visibility="collapsed",
    )
    note = cells[2].text_input(
        f"{say(words.NOTE)}: {say(label)}",
        key=f"{key}.point.{point}.note",
        max_chars=300,
        label_visibility="collapsed",
        placeholder=say(words.NOTE),
    )
    return Checked(finding or Finding.NOT_CHECKED, note)


def _save(visit: SiteVisit, photos: Sequence[Any], sketch: Any | None) -> Text:
    database, actor, now = answers.database(), answers.actor(), widgets.now()
    stored = review.record_site_visit(database, visit, actor, now)
    files = [(AttachmentKind.PHOTO_SITE, file) for file in photos]
    files += [(AttachmentKind.SKETCH, sketch)] if sketch is not None else []
    for kind, file in files:
        remediation.attach(
            database,
            file.getvalue(),
            record="site_visit",
            key=stored.visit_id,
            kind=kind,
            name=file.name,
            actor=actor,
            now=now,
        )
    return words.VISIT_SAVED.fill(id=stored.visit_id, n=len(files))
