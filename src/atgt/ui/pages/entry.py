"""Nhập một vụ: one accident by hand, on a PC or a phone; everything is shown before it is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from atgt.domain.accident_standing import STANDING_LABELS, Standing
from atgt.domain.issue import Issue
from atgt.domain.location import LocationStatus
from atgt.domain.severity import LEGAL_CLASS_LABELS, SEVERITY_LABELS
from atgt.domain.sheet import CellValue
from atgt.domain.text import Text
from atgt.io.photos import Photo
from atgt.ui import answers, formats, heading, labels, place_form, widgets
from atgt.ui import entry_labels as words
from atgt.ui.markup import Markup, symbol, table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import entry
from atgt.workflow.entry import Entry, EntryReview, LikelySame


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE, words.INTRO)
    _result_line()
    if answers.layers().roads.empty:
        st.warning(say(labels.NO_ROADS), icon=":material/add_road:")
    key = f"entry.{widgets.recall('entry.round', 0)}"
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        typed, standing, photos = _form(key)
    with right, st.container(key="entry-check"):
        st.subheader(say(words.CHECK), anchor=False)
        _check(key, Entry(typed, standing), photos)
    _waiting()


def _form(key: str) -> tuple[dict[str, CellValue], Standing, tuple[Photo, ...]]:
    st.subheader(say(words.WHERE), anchor=False)
    where = place_form.ask(f"{key}.place")
    st.subheader(say(words.WHEN), anchor=False)
    facts, standing = _facts(key)
    with st.expander(say(words.MORE), icon=":material/edit_note:"):
        more = _more(key)
        photos = place_form.photos(words.PHOTOS, f"{key}.photos")
    return {**where.typed, **facts, **more}, standing, (*where.photos, *photos)


def _facts(key: str) -> tuple[dict[str, CellValue], Standing]:
    today = widgets.now().date()
    cells = st.columns(2)
    day = cells[0].date_input(
        say(words.DATE), today, min_value=dt.date(2000, 1, 1), max_value=today, format="DD/MM/YYYY", key=f"{key}.date"
    )
    at = cells[1].text_input(say(words.TIME), placeholder="18h20", key=f"{key}.time", max_chars=20)
    cells = st.columns(2)
    killed = _count(cells[0], words.KILLED, f"{key}.killed")
    injured = _count(cells[1], words.INJURED, f"{key}.injured")
    standing = st.radio(
        say(words.STANDING),
        list(Standing)[::-1],
        format_func=widgets.worded(Standing, lambda one: say(words.STANDING_HINTS[one])),
        help=say(words.STANDING_HELP),
        horizontal=True,
        key=f"{key}.standing",
    )
    return {"date": day, "time": at.strip(), "killed": killed, "injured": injured}, Standing(standing)


def _count(cell: Any, label: Text, key: str) -> int | None:
    value: int | None = cell.number_input(
        say(label),
        min_value=0,
        max_value=999,
        value=None,
        step=1,
        placeholder=say(words.COUNT_HINT),
        help=say(words.COUNT_HELP),
        key=key,
    )
    return value


def _more(key: str) -> dict[str, CellValue]:
    groups = entry.known_words()
    classes = ["", *(LEGAL_CLASS_LABELS[one].vi for one in LEGAL_CLASS_LABELS)]
    typed: dict[str, CellValue] = {
        "place": st.text_input(say(words.PLACE), key=f"{key}.words", max_chars=200).strip(),
        "entered_class": st.selectbox(
            say(words.CLASS), classes, format_func=lambda one: one or say(words.NOT_GIVEN), key=f"{key}.class"
        ),
    }
    cells = st.columns(2)
    typed["case_number"] = cells[0].text_input(say(words.CASE), key=f"{key}.case", max_chars=60).strip()
    typed["damage_vnd"] = cells[1].text_input(say(words.DAMAGE), key=f"{key}.damage", max_chars=40).strip()
    for name, label, known in (
        ("vehicles", words.VEHICLES, groups.vehicle),
        ("collision_type", words.COLLISION, groups.collision),
        ("cause", words.CAUSE, groups.cause),
    ):
        chosen = st.multiselect(
            say(label),
            [one.label.vi for one in known],
            accept_new_options=True,
            placeholder=say(words.CHOOSE_SOME),
            key=f"{key}.{name}",
        )
        typed[name] = "; ".join(chosen)
    typed["handling_unit"] = st.text_input(say(words.UNIT), key=f"{key}.unit", max_chars=120).strip()
    typed["notes"] = st.text_area(say(words.NOTES), key=f"{key}.notes", max_chars=2000).strip()
    return typed


# ── looked at before it is stored ───────────────────────────────────────────────────────────────────────────────


def _check(key: str, typed: Entry, photos: tuple[Photo, ...]) -> None:
    if not any(value not in {None, ""} for name, value in typed.typed.items() if name != "date"):
        st.caption(say(words.NOTHING_YET))
        return
    seen = _review(typed)
    st.html(_summary(seen))
    if seen.is_known:
        st.info(say(words.KNOWN), icon=":material/done_all:")
        return
    _issues(words.TO_CORRECT, seen.errors, "error")
    _issues(words.TO_CHECK, seen.warnings, "warning")
    is_decided, replaces = _same(key, seen.likely_same)
    label = words.SAVE_REPLACING if replaces else words.SAVE
    is_ready = not seen.errors and is_decided
    # no callback: its arguments would be those of the run before, without what was typed last
    is_pressed = st.button(
        say(label),
        type="primary",
        icon=":material/save:",
        key=f"{key}.save",
        width="stretch",
        disabled=not is_ready,
    )
    if is_pressed and is_ready:
        _save(seen, photos, replaces)
        st.rerun()
    if not seen.errors and not is_decided:
        st.caption(say(words.STILL.fill(what=say(words.NEED_CHOICE))))


def _review(typed: Entry) -> EntryReview:
    """The review of these words, made once for as long as the data stays as it is."""
    mark = (repr(sorted(typed.typed.items(), key=lambda item: item[0])), typed.standing, answers.data_mark())
    kept = widgets.recall("entry.review")
    if kept is None or kept[0] != mark:
        kept = (mark, entry.review(answers.database(), typed, today=widgets.now().date()))
        widgets.remember("entry.review", kept)
    seen: EntryReview = kept[1]
    return seen


def _summary(seen: EntryReview) -> str:
    spoken = language()
    rows: list[list[object]] = [[say(words.LOCATION), _where(seen)]]
    if seen.severity is not None:
        named = f"{symbol(seen.severity)} {SEVERITY_LABELS[seen.severity].of(spoken)}"
        rows.append([say(words.SEVERITY), Markup(named)])
    if seen.legal_class is not None:
        rows.append([say(words.LEGAL), LEGAL_CLASS_LABELS[seen.legal_class].of(spoken)])
    rows.append([say(words.STANDING), STANDING_LABELS[seen.entry.standing].of(spoken)])
    return table([], rows)


def _where(seen: EntryReview) -> str:
    status = say(labels.LOCATION_LABELS[seen.status])
    if seen.status is LocationStatus.LOCATED and seen.candidates:
        return place_form.name(seen.candidates[0])
    said = any(seen.entry.typed.get(name) for name in ("road_name", "km_post", "latitude", "coordinates", "place"))
    return status if said else f"{status} ({say(words.NO_PLACE)})"


def _issues(title: Text, issues: tuple[Issue, ...], level: str) -> None:
    if not issues:
        return
    lines = "\n".join(f"- {_plain_issue(issue)}" for issue in issues)
    draw = st.error if level == "error" else st.warning
    draw(f"**{say(title)}**\n{lines}")


def _plain_issue(issue: Issue) -> str:
    """What is wrong, with its field; letters that mean something in Markdown stand for themselves."""
    said = issue.text.of(language())
    text = f"{issue.column}: {said}" if issue.column else said
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|$~" else letter for letter in text)


def _same(key: str, found: tuple[LikelySame, ...]) -> tuple[bool, str | None]:
    """Whether it is settled that nothing is stored twice, and the first report that this record replaces."""
    if not found:
        return True, None
    st.warning(f"**{say(words.MAYBE_SAME.fill(n=len(found)))}**", icon=":material/content_copy:")
    st.html(table([], [[_same_line(one)] for one in found]))
    options = ["", *(one.accident_id for one in found)]
    by_id = {one.accident_id: one for one in found}

    def worded(chosen: str) -> str:
        if not chosen:
            return say(words.ANOTHER)
        is_first = by_id[chosen].standing is Standing.PRELIMINARY
        return say((words.REPLACES if is_first else words.NOT_AGAIN).fill(id=_short(by_id[chosen])))

    chosen = st.radio(
        say(words.WHICH),
        options,
        index=None,
        format_func=widgets.worded(options, worded),
        key=f"{key}.same.{'|'.join(options)}",
    )
    if chosen is None or (chosen and by_id[chosen].standing is Standing.OFFICIAL):
        return False, None
    return True, chosen or None


def _short(one: LikelySame) -> str:
    return plain(one.case_number or one.accident_id)


def _same_line(one: LikelySame) -> str:
    road = answers.route_titles().get(one.route_id or "", one.route_id or formats.NOTHING)
    at = formats.clock(one.occurred_at)
    line = words.SAME_LINE.fill(
        when=formats.day(one.occurred_on) + ("" if at == formats.NOTHING else f", {at}"),
        where=f"{road} {one.km_post or ''}".strip(),
        killed=formats.number(one.killed, language()),
        injured=formats.number(one.injured, language()),
        standing=STANDING_LABELS[one.standing].of(language()),
    )
    return f"{_short(one)}: {say(line)} – {one.reasons.of(language())}"


def _save(seen: EntryReview, photos: tuple[Photo, ...], replaces: str | None) -> None:
    stored, fault = widgets.attempt(
        lambda: entry.save(answers.database(), seen, answers.actor(), widgets.now(), photos=photos, replaces=replaces)
    )
    if stored is None:
        widgets.remember("entry.done", (False, fault))
        return
    where = place_form.name(seen.candidates[0]) if seen.candidates else say(labels.LOCATION_LABELS[seen.status])
    done = (
        words.REPLACED.fill(id=stored.accident_id)
        if stored.replaced
        else words.SAVED.fill(id=stored.accident_id, where=where)
    )
    extra = f" {say(words.SAVED_PHOTOS.fill(n=stored.n_photos))}" if stored.n_photos else ""
    widgets.remember("entry.done", (True, say(done) + extra))
    widgets.remember("entry.round", widgets.recall("entry.round", 0) + 1)
    widgets.forget("entry.review")


def _result_line() -> None:
    done = widgets.recall("entry.done")
    if done is None:
        return
    widgets.forget("entry.done")
    is_good, said = done
    if is_good:
        st.success(said, icon=":material/check_circle:")
    else:
        st.error(said, icon=":material/error:")


# ── first reports ───────────────────────────────────────────────────────────────────────────────────────────────


def _waiting() -> None:
    rows = entry.preliminary(answers.database())
    if rows.empty:
        return
    titles = answers.route_titles()
    with st.expander(say(words.WAITING.fill(n=len(rows))), icon=":material/pending_actions:"):
        st.caption(say(words.CONFIRM_HELP))
        for row in rows.to_dict("records"):
            place = " ".join(str(part) for part in (titles.get(row["route_id"], ""), row["km_post"] or "") if part)
            at = formats.clock(row["occurred_at"])
            when = formats.day(row["occurred_on"]) + ("" if at == formats.NOTHING else f", {at}")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(table([], [[when, place or formats.NOTHING, row["case_number"] or row["accident_id"]]]))
                st.button(
                    say(words.CONFIRM),
                    icon=":material/check:",
                    key=f"entry.confirm.{row['accident_id']}",
                    on_click=_confirm,
                    args=(row["accident_id"],),
                )


def _confirm(accident_id: str) -> None:
    _, fault = widgets.attempt(lambda: entry.confirm(answers.database(), accident_id, answers.actor(), widgets.now()))
    if fault:
        widgets.remember("entry.done", (False, fault))
