"""Pairs that look alike, disagreements with later files, doubts and months: each shown with reasons, decided here."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

import streamlit as st

from atgt.domain.attachment import DOCX
from atgt.domain.corrections import CHOICE_LABELS, FIELD_LABELS, LOCATION, Conflict, ConflictChoice
from atgt.domain.local_time import day_and_hour
from atgt.domain.location import PRECISION_LABELS, Precision
from atgt.domain.quality import DUPLICATE_LABELS, DuplicateChoice, QualitySummary
from atgt.domain.severity import (
    LEGAL_CLASS_LABELS,
    LIGHT_INJURY_LABELS,
    SEVERITY_LABELS,
    LegalClass,
    LightInjury,
    Severity,
)
from atgt.domain.text import Text
from atgt.ui import acting, answers, downloads, formats, queue, widgets
from atgt.ui import quality_answers as quality
from atgt.ui import quality_labels as words
from atgt.ui.markup import Markup, table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import completeness, conflicts, duplicates, light_injuries, plausibility, ward_filling
from atgt.workflow.duplicates import LikelyPair
from atgt.workflow.plausibility import RULE_LABELS, Doubt

_GAPS_NAMED = 12
_COMPARED = (
    "case_number", "occurred_on", "occurred_at", "road_name", "km_post_text", "place", "km_post", "killed", "injured",
    "damage_vnd", "entered_class", "severity", "vehicles", "collision_type", "cause", "handling_unit", "person_name",
    "plates",
)  # fmt: skip


def shown(field: str, value: Any) -> str:
    """A value of a field of an accident as people write it."""
    if value is None or value == "":
        return formats.NOTHING
    if field == LOCATION:
        place = " ".join(str(value[key]) for key in ("route_id", "km_post") if value.get(key))
        return place or str(value.get("location_reason") or formats.NOTHING)
    if field == "severity":
        return say(SEVERITY_LABELS[Severity(int(value))])
    if field == "legal_class":
        return say(LEGAL_CLASS_LABELS[LegalClass(value)])
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(value, dt.time):
        return formats.clock(value)
    return formats.number(value, language()) if isinstance(value, int) else str(value)


# ── duplicates ──────────────────────────────────────────────────────────────────────────────────────────────────


def pairs() -> None:
    """The queue of pairs and the one that is looked at."""
    pair = queue.choose("quality.pair", quality.pairs(), lambda one: one.key, _pair_name)
    if pair is not None:
        _pair(pair)
    _past_decisions()


def _pair_name(one: LikelyPair) -> str:
    names = [_reference(record.fields) for record in (one.left, one.right)]
    return f"{names[0]} ↔ {names[1]} · {one.reasons.of(language())}"


def _reference(fields: Any) -> str:
    return f"{fields['case_number'] or fields['accident_id']} ({formats.day(fields['occurred_on'])})"


def _pair(one: LikelyPair) -> None:
    score = formats.number(one.score * 100, language())
    st.markdown(f"**{say(words.PAIR.fill(score=score, why=plain(one.reasons.of(language()))))}**")
    if one.first_report:
        st.info(plain(say(words.FIRST_REPORT.fill(id=one.first_report))), icon=":material/campaign:")
    left, right = ({**record.person, **record.fields} for record in (one.left, one.right))
    rows = [
        _compared(say(FIELD_LABELS[name]), shown(name, left.get(name)), shown(name, right.get(name)))
        for name in _COMPARED
        if left.get(name) is not None or right.get(name) is not None
    ]
    st.html(table([say(words.FIELD), say(words.LEFT), say(words.RIGHT)], rows))
    key = f"pair.{one.key}"
    choice = st.radio(
        say(words.DECISION),
        list(DuplicateChoice),
        index=None,
        format_func=widgets.worded(DuplicateChoice, lambda item: say(DUPLICATE_LABELS[item])),
        key=f"{key}.choice",
    )
    kept = _kept(one, choice, key)
    why = queue.reason(f"{key}.reason")
    if choice is not None and st.button(say(words.DECIDE), type="primary", icon=":material/gavel:", key=f"{key}.go"):
        acting.attempt(lambda: _decide(one, choice, kept, why))


def _compared(name: str, left: str, right: str) -> list[object]:
    if left == right:
        return [name, left, right]
    return [name, *(Markup(f"<b>{escape(side)}</b>") for side in (left, right))]


def _kept(one: LikelyPair, choice: DuplicateChoice | None, key: str) -> str | None:
    if choice is None or choice is DuplicateChoice.DIFFERENT:
        return None
    ids = [one.left.accident_id, one.right.accident_id]
    letters = dict(zip(ids, (say(words.LEFT), say(words.RIGHT)), strict=True))
    widgets.seed(f"{key}.kept", one.first_report or ids[0], allowed=ids)
    kept: str = st.radio(
        say(words.KEEP), ids, format_func=widgets.worded(ids, lambda i: letters[i]), horizontal=True, key=f"{key}.kept"
    )
    return kept


def _decide(one: LikelyPair, choice: DuplicateChoice, kept: str | None, why: str) -> Text:
    pair = (one.left.accident_id, one.right.accident_id)
    duplicates.decide(answers.database(), pair, choice, why, answers.actor(), widgets.now(), kept_id=kept)
    return words.DECIDED


def _past_decisions() -> None:
    past = duplicates.decided(answers.database(), answers.actor())
    if not past:
        return
    with st.expander(say(words.PAST.fill(n=len(past))), icon=":material/history:"):
        for one in past:
            label = say(DUPLICATE_LABELS[DuplicateChoice(one.choice)])
            when = day_and_hour(one.decided_at)
            st.html(table([], [[one.key.replace("|", " ↔ "), label, f"{one.decided_by}, {when}", one.reason]]))
            if st.button(say(words.TAKE_BACK), key=f"pair.back.{one.decision_id}", type="tertiary"):
                acting.attempt(lambda: _take_back(one.decision_id))  # noqa: B023 - run at once


def _take_back(decision_id: str) -> Text:
    duplicates.take_back(answers.database(), decision_id, "xem lại", answers.actor(), widgets.now())
    return words.TAKEN_BACK


# ── conflicts ───────────────────────────────────────────────────────────────────────────────────────────────────


def disagreements() -> None:
    """The queue of disagreements and the one that is looked at."""
    waiting = conflicts.waiting(answers.database(), answers.actor())
    one = queue.choose("quality.conflict", waiting, lambda item: item.conflict_id, _conflict_name)
    if one is None:
        return
    st.caption(say(words.CONFLICT_INTRO))
    headings = [say(words.FIELD), say(words.BEFORE), say(words.NOW), say(words.OFFICER)]
    values = [shown(one.field, value) for value in (one.before, one.now, one.officer)]
    st.html(table(headings, [[say(FIELD_LABELS[one.field]), *values]]))
    key = f"conflict.{one.conflict_id}"
    why = queue.reason(f"{key}.reason")
    with st.container(horizontal=True):
        for choice in ConflictChoice:
            if st.button(say(CHOICE_LABELS[choice]), key=f"{key}.{choice.value}"):
                acting.attempt(lambda: _settle(one, choice, why))  # noqa: B023 - run at once


def _conflict_name(one: Conflict) -> str:
    values = f"{shown(one.field, one.now)} ≠ {shown(one.field, one.officer)}"
    return f"{one.accident_id} · {say(FIELD_LABELS[one.field])}: {values}"


def _settle(one: Conflict, choice: ConflictChoice, why: str) -> Text:
    conflicts.decide(answers.database(), one.conflict_id, choice, why, answers.actor(), widgets.now())
    return words.SETTLED


# ── doubts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def doubts() -> None:
    """The queue of doubts and the one that is looked at."""
    light_injury_setting()
    _wards_to_fill_in()
    one = queue.choose("quality.doubt", quality.doubts(), lambda item: item.key, _doubt_name)
    if one is None:
        return
    st.html(table([say(words.WHAT), ""], [[say(RULE_LABELS[one.rule]), one.text.of(language())]]))
    if st.button(say(words.OPEN_CASE), key="doubt.open", icon=":material/folder_open:"):
        widgets.go_to("case", vu=one.accident_id)
    why = queue.reason(f"doubt.{one.key}.reason")
    if st.button(say(words.ALL_RIGHT), icon=":material/done:", key=f"doubt.{one.key}.right"):
        acting.attempt(lambda: _checked(one, why))


def light_injury_setting() -> None:
    """How light injuries count, and what another choice would change, before it is made."""
    with st.expander(say(words.LIGHT), icon=":material/tune:"):
        st.caption(say(words.LIGHT_WHY))
        now = light_injuries.chosen(answers.database())
        chosen = st.radio(
            say(words.LIGHT),
            list(LightInjury),
            index=list(LightInjury).index(now),
            format_func=widgets.worded(LightInjury, lambda one: say(LIGHT_INJURY_LABELS[one])),
            key="quality.light",
            label_visibility="collapsed",
        )
        rule = LightInjury(chosen or now)
        if rule is not now:
            n = len(light_injuries.plan(answers.database(), rule, answers.actor()))
            st.markdown(say(words.LIGHT_PLAN.fill(n=n)))
            if acting.may("light_injuries.choose") and st.button(say(words.LIGHT_SET), key="quality.light.go"):
                acting.attempt(lambda: _choose_light(rule))


def _wards_to_fill_in() -> None:
    """Accidents stored by an older version have no ward of today yet: one press writes it down for all of them."""
    n = quality.wards_missing()
    if n:
        st.info(say(words.WARDS_MISSING.fill(n=n)), icon=":material/location_city:")
        if st.button(say(words.FILL_WARDS), key="quality.wards"):
            acting.attempt(_fill_in_wards)


def _fill_in_wards() -> Text:
    return words.WARDS_FILLED.fill(n=ward_filling.fill_in(answers.database(), answers.actor(), widgets.now()))


def _choose_light(rule: LightInjury) -> Text:
    changed = light_injuries.choose(answers.database(), rule, answers.actor(), widgets.now())
    return words.LIGHT_DONE.fill(n=len(changed))


def _doubt_name(one: Doubt) -> str:
    return f"{one.case_number or one.accident_id} · {formats.day(one.occurred_on)} · {say(RULE_LABELS[one.rule])}"


def _checked(one: Doubt, why: str) -> Text:
    plausibility.mark_checked(answers.database(), one.key, why, answers.actor(), widgets.now())
    return words.CHECKED


# ── months and report ───────────────────────────────────────────────────────────────────────────────────────────


def months(found: QualitySummary) -> None:
    """Accidents by month and unit; months without any are named."""
    whole = found.completeness
    st.caption(say(words.MONTHS_INTRO))
    gaps = whole.gaps
    if gaps:
        said = ", ".join(_month(month) for month in gaps)
        st.warning(say(words.GAPS.fill(n=len(gaps), months=said)), icon=":material/event_busy:")
    unit_gaps = whole.unit_gaps
    if unit_gaps:
        said = "; ".join(_gap_name(f"{month}/{unit}", found) for month, unit in unit_gaps[:_GAPS_NAMED])
        more = " …" if len(unit_gaps) > _GAPS_NAMED else ""
        st.warning(plain(say(words.UNIT_GAPS.fill(n=len(unit_gaps), said=said + more))), icon=":material/groups:")
    units = list(whole.units)
    headings = [say(words.MONTH), say(words.ALL_UNITS), *(whole.units[unit] or say(words.NO_UNIT) for unit in units)]
    rows = [
        [_month(month), _cell(found, month), *(_cell(found, month, unit) for unit in units)]
        for month in reversed(whole.months)
    ]
    st.html(table(headings, rows, numbers=range(1, len(headings))))
    asked = (*gaps, *(f"{month}/{unit}" for month, unit in unit_gaps))
    if asked:
        month = st.selectbox(
            say(words.CONFIRM_NONE),
            asked,
            format_func=widgets.worded(asked, lambda key: _gap_name(key, found)),
            key="quality.gap",
        )
        why = queue.reason("quality.gap.reason")
        if st.button(say(words.CONFIRM_NONE), key="quality.gap.go"):
            acting.attempt(lambda: _confirm(month, why))


def _gap_name(key: str, found: QualitySummary) -> str:
    """A month, and the unit when it is of one."""
    month, _, unit = key.partition("/")
    return f"{_month(month)} – {found.completeness.units[unit]}" if unit else _month(month)


def _month(month: str) -> str:
    return f"{month[5:]}/{month[:4]}"


def _cell(found: QualitySummary, month: str, unit: str | None = None) -> object:
    whole = found.completeness
    n = whole.count(month, unit)
    if n:
        return formats.number(n, language())
    if (month if unit is None else f"{month}/{unit}") in whole.confirmed:
        return say(words.CONFIRMED_NONE)
    if unit is not None and (month, unit) not in whole.unit_gaps:
        return formats.NOTHING
    return Markup(f'<span class="atgt-gap">{escape(say(words.NO_FIGURES))}</span>')


def _confirm(month: str, why: str) -> Text:
    completeness.confirm_none(answers.database(), month, why, answers.actor(), widgets.now())
    return words.CONFIRM_DONE


def report(found: QualitySummary) -> None:
    """What the report holds, and the report."""
    st.caption(say(words.REPORT_INTRO))
    downloads.button(
        say(words.DOWNLOAD),
        quality.report(),
        name=f"chat-luong-so-lieu-{found.day:%Y%m%d}.docx",
        media_type=DOCX,
        what="quality report docx",
        n_items=1,
        icon=":material/download:",
        key="quality.report",
    )
    left, right = st.columns(2, gap="large")
    grades = [[say(PRECISION_LABELS[Precision(key)]), n] for key, n in found.by_precision.items()]
    with left:
        st.html(table([say(words.PRECISION), say(words.ACCIDENTS)], grades, numbers=[1]))
    with right:
        units = [[unit or say(words.NO_UNIT), n, located] for unit, n, located in found.by_unit]
        headings = [say(words.UNIT), say(words.ACCIDENTS), say(words.LOCATED)]
        st.html(table(headings, units, numbers=[1, 2]))
