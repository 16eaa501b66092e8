"""Hồ sơ vụ: one accident with both its layers; fields, place and later deaths are put right here."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from atgt.domain.corrections import AREA_FIELDS, FIELD_LABELS, LOCATION, SAID_FIELDS
from atgt.domain.errors import StaleEditError
from atgt.domain.local_time import day_and_hour
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Text
from atgt.ui import acting, answers, formats, heading, placing_by_hand, queue, seen, widgets
from atgt.ui import quality_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.quality_decisions import shown
from atgt.ui.widgets import say
from atgt.workflow import corrections, finding, ward_names
from atgt.workflow.corrections import CaseFile

ADDRESS = "vu"
_DRAFT = "case.draft"
_SEEN = "case.seen"
_NUMBERS = frozenset({"killed", "injured", "damage_vnd"})
_FORM = (
    "case_number", "occurred_on", "occurred_at", "killed", "injured", "damage_vnd", "entered_class", "injury_rate_pct",
    "road_name", "km_post_text", "place", "area", "vehicles", "collision_type", "cause", "handling_unit",
)  # fmt: skip


def render() -> None:
    """Draw the page."""
    heading.show(words.CASE_TITLE, words.CASE_INTRO)
    if acting.has_result():
        seen.let_go(_SEEN, placing_by_hand.SEEN)
    acting.result_line()
    accident_id = _asked()
    if accident_id is None:
        st.info(say(words.CASE_NONE), icon=":material/search:")
        return
    file = corrections.case_file(answers.database(), accident_id, answers.actor())
    _class_line(file)
    _area_line(file)
    tabs = st.tabs([say(one) for one in (words.EDIT, words.PLACE, words.DEATHS, words.HISTORY)])
    with tabs[0]:
        _edit(file)
    with tabs[1]:
        placing_by_hand.work_on(file)
        _put_back(file, LOCATION)
    with tabs[2]:
        _deaths(file)
    with tabs[3]:
        _history(file)


def _asked() -> str | None:
    """The accident of the address, or the one found by its number."""
    text = st.text_input(say(words.FIND), placeholder=say(words.FIND_HINT), key="case.find").strip()
    if not text:
        return widgets.asked(ADDRESS)
    found = finding.by_reference(answers.database(), text, answers.actor())
    if not found:
        st.warning(plain(say(words.NOT_FOUND.fill(text=text))), icon=":material/search_off:")
        return None
    if len(found) == 1:
        return found[0].accident_id
    ids = [one.accident_id for one in found]
    names = {one.accident_id: f"{one.case_number or one.accident_id} · {formats.day(one.occurred_on)}" for one in found}
    chosen: str = st.selectbox(
        say(words.FIND), ids, format_func=widgets.worded(ids, names.__getitem__), key="case.which"
    )
    return chosen


def _class_line(file: CaseFile) -> None:
    """The class as entered beside the class by the figures, and what they disagree in."""
    fields = file.record.fields
    by_law = shown("legal_class", fields["legal_class"])
    if fields["legal_class"] is None and fields["occurred_on"] < dt.date(2024, 8, 15):
        by_law = say(words.BEFORE_LAW)
    name = fields["case_number"] or file.record.accident_id
    head = [name, formats.day(fields["occurred_on"]), shown("severity", fields["severity"])]
    rows = [[" · ".join(head), fields["entered_class"] or formats.NOTHING, by_law]]
    st.html(table([say(words.CASE_PAGE), say(words.ENTERED), say(words.BY_LAW)], rows))
    for doubt in file.doubts:
        st.warning(plain(say(doubt)), icon=":material/rule:")


def _area_line(file: CaseFile) -> None:
    """The area as written, the unit it names and the ward of today; names changed on 1 July 2025."""
    fields = file.record.fields
    several = ward_names.units_today(fields["area"], fields["place"], fields["occurred_on"])
    if not several and fields["area"] is None:
        return
    meant = ward_names.words_of(several)
    today = fields["area_today"]
    if today is None and meant is not None and len(several) > 1:
        today = say(words.NOT_DECIDED).format(wards=say(meant))
    row = [fields["area"], fields["area_named"], today]
    headings = [say(FIELD_LABELS[name]) for name in ("area", *AREA_FIELDS)]
    st.html(table(headings, [[value or formats.NOTHING for value in row]]))


# ── fields ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _edit(file: CaseFile) -> None:
    draft = widgets.recall(_DRAFT)
    if draft is not None and draft["accident_id"] == file.record.accident_id:
        _compare(file, draft)
        return
    shown_record = seen.record(_SEEN, file.record)
    known = {**shown_record.person, **shown_record.fields}
    key = f"case.{file.record.accident_id}.{shown_record.version}"
    with st.form(key, border=False):
        columns = st.columns(3)
        typed = {name: _input(columns[n % 3], name, known.get(name), key) for n, name in enumerate(_FORM)}
        why = queue.reason(f"{key}.reason")
        if st.form_submit_button(say(words.SAVE), type="primary", icon=":material/save:"):
            changes = {name: value for name, value in typed.items() if value != known.get(name)}
            _save(file, changes, why, shown_record.version)
    for name in file.edits:
        if name != LOCATION:
            _put_back(file, name)


def _input(where: Any, name: str, value: Any, key: str) -> Any:
    label = say(FIELD_LABELS[name])
    if name == "occurred_on":
        return where.date_input(label, value, format="DD/MM/YYYY", key=f"{key}.{name}")
    if name == "occurred_at":
        return where.time_input(label, value, step=60, key=f"{key}.{name}")
    if name in _NUMBERS:
        return where.number_input(label, min_value=0, value=value, step=1, key=f"{key}.{name}")
    return where.text_input(label, value or "", key=f"{key}.{name}").strip() or None


def _save(file: CaseFile, changes: dict[str, Any], why: str, version: int) -> None:
    def act() -> Text:
        corrections.edit(
            answers.database(),
            file.record.accident_id,
            changes,
            expected_version=version,
            reason=why,
            actor=answers.actor(),
            now=widgets.now(),
        )
        widgets.forget(_DRAFT)
        return words.SAVED

    try:
        acting.attempt_or_raise(act, StaleEditError)
    except StaleEditError:
        before = widgets.recall(_SEEN, file.record)
        draft = {"accident_id": file.record.accident_id, "changes": changes, "reason": why, "seen": before}
        widgets.remember(_DRAFT, draft)
        seen.let_go(_SEEN)
        st.rerun()


def _compare(file: CaseFile, draft: dict[str, Any]) -> None:
    """Both versions and the visitor's own values; nothing is written until he chooses."""
    st.error(say(words.STALE), icon=":material/group:")
    old, now = ({**one.person, **one.fields} for one in (draft["seen"], file.record))
    names = [n for n in SAID_FIELDS if n in draft["changes"] or old.get(n) != now.get(n)]
    rows = [
        [
            say(FIELD_LABELS[name]),
            shown(name, old.get(name)),
            shown(name, now.get(name)),
            shown(name, draft["changes"][name]) if name in draft["changes"] else formats.NOTHING,
        ]
        for name in names
    ]
    st.html(table([say(words.FIELD), say(words.SEEN), say(words.THEIRS), say(words.MINE)], rows))
    with st.container(horizontal=True):
        if st.button(say(words.WRITE_MINE), key="case.mine", type="primary"):
            _save(file, draft["changes"], draft["reason"], file.record.version)
        if st.button(say(words.KEEP_THEIRS), key="case.theirs"):
            widgets.forget(_DRAFT)
            st.rerun()


def _put_back(file: CaseFile, name: str) -> None:
    edit = file.edits.get(name)
    if edit is None:
        return
    said = f"{say(FIELD_LABELS[name])}: {shown(name, edit.received)} → {shown(name, edit.value)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(table([], [[said, f"{edit.edited_by}, {day_and_hour(edit.edited_at)}", edit.reason]]))
        if st.button(say(words.PUT_BACK), key=f"case.back.{name}", type="tertiary"):
            acting.attempt(lambda: _take_back(file, name))


def _take_back(file: CaseFile, name: str) -> Text:
    corrections.take_back(
        answers.database(),
        file.record.accident_id,
        name,
        expected_version=file.record.version,
        actor=answers.actor(),
        now=widgets.now(),
    )
    return words.SAVED


# ── later deaths, history ───────────────────────────────────────────────────────────────────────────────────────


def _deaths(file: CaseFile) -> None:
    st.caption(say(words.DEATH_RULE))
    for death in file.deaths:
        before, after = (say(SEVERITY_LABELS[Severity(n)]) for n in (death.severity_before, death.severity_after))
        told = words.DEATH_COUNTS if death.counts else words.DEATH_NOT
        st.markdown(f"- {say(told.fill(day=formats.day(death.died_on), before=before, after=after))}")
    key = f"death.{file.record.accident_id}.{len(file.deaths)}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        first = file.record.fields["occurred_on"]
        day = left.date_input(say(words.DIED_ON), first, min_value=first, format="DD/MM/YYYY", key=f"{key}.day")
        conclusion = right.text_input(say(words.CONCLUSION), key=f"{key}.conclusion")
        was_injured = st.checkbox(say(words.WAS_INJURED), value=True, key=f"{key}.injured")
        why = queue.reason(f"{key}.reason")
        if st.form_submit_button(say(words.RECORD_DEATH), icon=":material/save:"):
            acting.attempt(lambda: _record_death(file, day, conclusion, why, was_injured=was_injured))


def _record_death(file: CaseFile, day: dt.date, conclusion: str, why: str, *, was_injured: bool) -> Text:
    corrections.record_death(
        answers.database(),
        file.record.accident_id,
        day,
        was_injured=was_injured,
        conclusion=conclusion,
        reason=why,
        expected_version=file.record.version,
        actor=answers.actor(),
        now=widgets.now(),
    )
    return words.SAVED


def _history(file: CaseFile) -> None:
    """What was received, row by row, beside what is current."""
    for row in file.received:
        st.markdown(f"**{plain(row.file)} · {plain(row.sheet or '')} · {say(words.ROW.fill(row=row.row_number))}**")
        st.html(table([say(words.FIELD), say(words.RECEIVED)], [[k, v] for k, v in row.received.items()]))
    settled = [one for one in file.conflicts if not one.is_open]
    rows = [
        [say(FIELD_LABELS[one.field]), shown(one.field, one.now), shown(one.field, one.officer), one.decided_by or ""]
        for one in settled
    ]
    if rows:
        st.html(table([say(words.FIELD), say(words.NOW), say(words.OFFICER), say(words.EDITED_BY)], rows))
