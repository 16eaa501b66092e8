"""Rule sets on a page: one in full, its open questions to decide, the office's own files."""

from __future__ import annotations

import datetime as dt
from html import escape

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.errors import AtgtError
from atgt.network_screening.rules import CountRule, RuleSet
from atgt.ui import acting, answers, formats, labels, rule_labels, widgets
from atgt.ui.markup import Markup, table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import carriageways as road_sides
from atgt.workflow import rule_library


def in_full(rule_set: RuleSet, today: dt.date) -> None:
    """Draw everything a rule set holds, closed unless it is in force on the day."""
    is_now = rule_set.is_in_force(today) and not rule_set.is_by_name_only
    with st.expander(plain(say(rule_set.title)), expanded=is_now, icon=":material/gavel:"):
        tag = labels.IN_FORCE if is_now else labels.NO_LONGER
        st.html(f"<div>{escape(_validity(rule_set))}{_tag(say(tag), is_now=is_now)}</div>")
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(f"**{say(labels.BLACK_RULES)}**\n{_rules(rule_set.black)}")
        with right:
            st.markdown(f"**{say(labels.POTENTIAL_RULES)}**\n{_rules(rule_set.potential)}")
        st.markdown(f"**{say(labels.BY_INSPECTION)}:** {plain(say(rule_set.hazard_clause))}")
        if rule_set.exclusion is not None:
            st.markdown(f"**{say(labels.EXCLUSION)}:** {plain(say(rule_set.exclusion))}")
        if stated := stated_words(rule_set):
            st.markdown(say(rule_labels.STATED.fill(what=stated)))
        st.caption(f"{say(labels.CONFIDENCE)}: {plain(say(rule_set.confidence))}")
        if rule_set.open_questions:
            _open_questions(rule_set)


def timeline(rule_sets: tuple[RuleSet, ...]) -> list[list[object]]:
    """Rows of first day, last day, title, article and file, newest first; a time without a rule set has a row."""
    dated = sorted((one for one in rule_sets if not one.is_by_name_only), key=lambda one: one.valid_from)
    rows: list[list[object]] = []
    before: dt.date | None = None
    for one in dated:
        if before is None or before < one.valid_from:
            gap_from = formats.NOTHING if before is None else formats.day(before)
            last = formats.day(one.valid_from - dt.timedelta(days=1))
            rows.append([gap_from, last, say(rule_labels.NO_SET), formats.NOTHING, formats.NOTHING])
        ends = say(rule_labels.STILL) if one.valid_to is None else formats.day(one.valid_to - dt.timedelta(days=1))
        file = one.origin or say(rule_labels.BUILT_IN)
        rows.append([formats.day(one.valid_from), ends, say(one.title), f"{one.source}, {one.article}", file])
        before = one.valid_to
    return rows[::-1]


def foreign(rule_sets: tuple[RuleSet, ...]) -> None:
    """Draw the definitions that are used only by name, closed."""
    named = [one for one in rule_sets if one.is_by_name_only]
    if not named:
        return
    with st.expander(say(rule_labels.FOREIGN.fill(n=len(named))), icon=":material/public:"):
        st.caption(say(rule_labels.FOREIGN_NOTE))
        rows: list[list[object]] = [
            [
                one.key,
                f"{say(one.title)}: {'; '.join(say(rule.clause) for rule in (*one.black, *one.potential))}",
                "" if one.fit is None else say(one.fit),
                f"{one.source}, {one.article}. {say(one.confidence)}",
            ]
            for one in named
        ]
        st.html(
            table([say(labels.RULE_SET), say(rule_labels.DEFINITION), say(rule_labels.FIT), say(labels.SOURCE)], rows)
        )


def own_files() -> None:
    """Draw the office's own rule files; an administrator may add and remove them."""
    st.subheader(say(rule_labels.OWN), anchor=False)
    st.caption(say(rule_labels.OWN_NOTE))
    database = answers.database()
    names = list(rule_library.own_files(database))
    st.markdown("\n".join(f"- {name}" for name in names) if names else say(rule_labels.NO_OWN))
    if answers.actor().role is not Role.ADMINISTRATOR:
        return
    with st.form("rule-file", border=False, clear_on_submit=True):
        given = st.file_uploader(say(rule_labels.UPLOAD), type=["toml"], key="rules.file", max_upload_size=1)
        is_asked = st.form_submit_button(say(rule_labels.KEEP), icon=":material/rule:")
    if is_asked and given is not None:
        try:
            added = rule_library.add_file(database, given.name, given.getvalue(), answers.actor(), widgets.now())
        except AtgtError as error:
            st.error(plain(error.message(widgets.language())), icon=":material/error:")
        else:
            st.success(say(rule_labels.KEPT.fill(keys=", ".join(one.key for one in added))))
    for name in rule_library.stored_files(database):
        st.button(
            say(rule_labels.REMOVE.fill(name=name)), key=f"rules.remove.{name}", on_click=_remove, args=(name,),
            icon=":material/delete:",
        )  # fmt: skip
    if (told := widgets.recall("rules.told")) is not None:
        widgets.forget("rules.told")
        st.error(told, icon=":material/error:")


def stated_words(rule_set: RuleSet) -> str:
    """What the text itself states about length, radius and period; empty when it leaves all of it open."""
    spoken = widgets.language()
    parts = (
        (rule_labels.STATED_LENGTH, rule_set.length_m),
        (rule_labels.STATED_RADIUS, rule_set.junction_radius_m),
        (rule_labels.STATED_MONTHS, rule_set.period_months),
    )
    return ", ".join(say(words.fill(value=formats.number(v, spoken))) for words, v in parts if v is not None)


def _remove(name: str) -> None:
    try:
        rule_library.remove_file(answers.database(), name, answers.actor(), widgets.now())
    except AtgtError as error:
        widgets.remember("rules.told", plain(error.message(widgets.language())))


def _open_questions(rule_set: RuleSet) -> None:
    st.html(
        table(
            [say(labels.OPEN_QUESTIONS), say(labels.READING)],
            [[say(question.text), say(question.chosen)] for question in rule_set.open_questions],
        )
    )
    choosable = [question for question in rule_set.open_questions if len(question.choices) > 1]
    if not choosable or answers.actor().role is not Role.ADMINISTRATOR:
        return
    with (
        st.popover(say(rule_labels.DECIDE), icon=":material/rule_settings:"),
        st.form(f"read.{rule_set.key}", border=False),
    ):
        chosen = {}
        for question in choosable:
            words = {choice.key: say(choice.text) for choice in question.choices}
            chosen[question.key] = st.radio(
                say(question.text),
                list(words),
                index=list(words).index(question.reading),
                format_func=words.__getitem__,
                key=f"read.{rule_set.key}.{question.key}",
            )
        st.caption(say(rule_labels.DECIDE_NOTE))
        if st.form_submit_button(say(rule_labels.DECIDE_SAVE), type="primary"):
            readings = {key: str(value) for key, value in chosen.items()}
            rule_library.set_readings(answers.database(), rule_set.key, readings, answers.actor(), widgets.now())
            widgets.remember("rules.read", value=True)
            st.rerun()


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


def carriageways() -> None:
    """Draw whether both carriageways of a road count as one; an administrator may change it."""
    found = road_sides.present(answers.database())
    if not found.pairs and not found.is_joined:
        return
    st.subheader(say(rule_labels.SIDES), anchor=False)
    st.markdown(say(rule_labels.SIDES_JOINED if found.is_joined else rule_labels.SIDES_APART))
    titles = answers.route_titles()
    st.caption(" · ".join(f"{other} → {titles.get(main, main)}" for other, main in found.pairs.items()))
    if answers.actor().role is Role.ADMINISTRATOR:
        words = rule_labels.SIDES_SEPARATE if found.is_joined else rule_labels.SIDES_JOIN
        st.button(say(words), key="sides.choose", on_click=acting.callback(_choose_sides), args=(not found.is_joined,))
    if (n := widgets.recall("sides.placed")) is not None:
        widgets.forget("sides.placed")
        st.success(say(rule_labels.SIDES_DONE.fill(n=n)), icon=":material/check_circle:")


def _choose_sides(is_joined: bool) -> None:  # noqa: FBT001 - Streamlit hands positional arguments
    done = road_sides.choose(answers.database(), answers.actor(), widgets.now(), is_joined=is_joined)
    widgets.remember("sides.placed", done.n_placed)
