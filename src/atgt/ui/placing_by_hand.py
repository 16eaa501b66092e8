"""Putting an accident on the map by hand: from its possible places, by a click, or by road and km."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from atgt.domain.errors import StaleEditError
from atgt.domain.location import Candidate, LocationMethod, LocationStatus, Precision
from atgt.domain.text import Text
from atgt.storage.repositories.accidents import AccidentRecord
from atgt.ui import acting, answers, formats, place_form, point_picker, queue, seen, widgets
from atgt.ui import quality_answers as quality
from atgt.ui import quality_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import corrections
from atgt.workflow.corrections import CaseFile

SEEN = "place.seen"
_MOST_CHOICES = 8


def draw(status: LocationStatus) -> None:
    """The queue of accidents of that status and the one that is worked on."""
    waiting = quality.without_place(status).to_dict("records")
    chosen = queue.choose(f"quality.{status.value}", waiting, lambda one: str(one["accident_id"]), _name)
    if chosen is None:
        return
    file = corrections.case_file(answers.database(), str(chosen["accident_id"]), answers.actor())
    work_on(file)


def _name(one: dict[object, object]) -> str:
    said = [one["case_number"], formats.day(one["occurred_on"]), one["road_name"], one["km_post_text"], one["place"]]
    return " · ".join(str(part) for part in said if isinstance(part, str) and part)[:140]


def work_on(file: CaseFile) -> None:
    """The map, the possible places and the reason, for one accident."""
    before = seen.record(SEEN, file.record)
    fields, key = file.record.fields, f"place.{file.record.accident_id}"
    said = [fields[name] for name in ("road_name", "km_post_text", "place", "area") if fields[name]]
    rows = [[say(words.SAID), " · ".join(map(str, said)) or formats.NOTHING]]
    rows.append([say(words.WHY_NOT), fields["location_reason"] or formats.NOTHING])
    st.html(table(["", ""], rows))
    st.caption(say(words.PLACES_INTRO))
    left, right = st.columns([1.5, 1], gap="medium")
    candidates = file.record.candidates[:_MOST_CHOICES]
    at = (fields["lon"], fields["lat"]) if fields["lon"] is not None else None
    with left:
        point = point_picker.pick(key, at=at, choices=[(one.lon, one.lat) for one in candidates])
    with right:
        found = _looked_up(key)
        near: Sequence[Candidate] = ()
        if point is not None:
            near = corrections.roads_at(answers.database(), point.lon, point.lat)
            if not near:
                st.warning(say(words.NO_ROAD_HERE), icon=":material/wrong_location:")
        choice = _choice(key, candidates, near, found)
        why = queue.reason(f"{key}.reason")
        if choice is None:
            st.caption(say(words.CLICK_FIRST))
        elif st.button(say(words.PUT_HERE), type="primary", icon=":material/location_on:", key=f"{key}.put"):
            acting.attempt(lambda: _put(before, choice, why))


def _looked_up(key: str) -> Sequence[Candidate]:
    with st.expander(say(words.LOOK_UP), icon=":material/search:"):
        road = st.text_input(say(words.ROAD), placeholder="QL1A", key=f"{key}.road")
        km = st.text_input(say(words.KM), placeholder="Km1092+400", key=f"{key}.km")
        if not road.strip() and not km.strip():
            return ()
        found = corrections.look_up(answers.database(), road=road, km=km)
        st.caption(plain(found.reason.of(language())))
        return [*([found.chosen] if found.chosen else []), *found.others][:_MOST_CHOICES]


def _choice(
    key: str, possible: Sequence[Candidate], near: Sequence[Candidate], found: Sequence[Candidate]
) -> tuple[Candidate, LocationMethod, Precision] | None:
    """The place chosen from everything on offer; a click or a look-up is on offer first and chosen at once."""
    offers: list[tuple[str, Candidate, LocationMethod, Precision]] = [
        (f"{say(words.AT_CLICK)}: {_describe(one)}", one, LocationMethod.MANUAL, Precision.B) for one in near[:4]
    ]
    offers += [(f"{say(words.FOUND)}: {_describe(one)}", one, LocationMethod.KM_POST, Precision.A) for one in found]
    is_by_hand = bool(offers)
    offers += [
        (f"{point_picker.letter(n)}. {_describe(one)}", one, LocationMethod.MANUAL, Precision.B)
        for n, one in enumerate(possible)
    ]
    if not offers:
        return None
    index = st.radio(
        say(words.POSSIBLE),
        range(len(offers)),
        index=0 if is_by_hand else None,
        format_func=widgets.worded(range(len(offers)), lambda n: plain(offers[n][0])),
        key=f"{key}.choice.{len(near)}.{len(found)}.{near[0].lon if near else ''}",
    )
    return None if index is None else offers[index][1:]


def _describe(one: Candidate) -> str:
    agrees = {True: say(words.NAME_AGREES), False: say(words.NAME_DIFFERS)}.get(one.name_agrees)  # type: ignore[arg-type]
    away = say(words.AWAY.fill(n=formats.number(one.distance_m, language()))) if one.distance_m >= 1 else ""
    return " · ".join(part for part in (place_form.name(one), away, agrees, one.reason.of(language())) if part)


def _put(before: AccidentRecord, choice: tuple[Candidate, LocationMethod, Precision], why: str) -> Text:
    chosen, method, precision = choice
    try:
        corrections.put_at(
            answers.database(),
            before.accident_id,
            chosen,
            method=method,
            precision=precision,
            expected_version=before.version,
            reason=why,
            actor=answers.actor(),
            now=widgets.now(),
        )
    except StaleEditError:
        seen.let_go(SEEN)
        raise
    return words.PUT_DONE.fill(place=place_form.name(chosen))
