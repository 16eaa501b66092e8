"""Asks where something is - by km post, map, this device, a photo or coordinates - and shows what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

import streamlit as st

from atgt.domain.errors import AtgtError
from atgt.domain.location import PRECISION_LABELS, Candidate, LocationStatus, Precision
from atgt.domain.sheet import CellValue
from atgt.domain.text import Text
from atgt.io.photos import Photo
from atgt.ui import answers, device_position, formats, labels, point_picker, widgets
from atgt.ui import place_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import photo_files, placing
from atgt.workflow.placing import PlacedAt

_POOR_FIX_M = 50.0
PHOTO_TYPES = ["jpg", "jpeg", "png"]


class Method(StrEnum):
    """How the place is said."""

    KM = "km"
    MAP = "map"
    DEVICE = "device"
    PHOTO = "photo"
    COORDINATES = "coordinates"


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What was said about a place: values by intake key, what they come to, and a photo it was read from."""

    typed: dict[str, CellValue]
    placed: PlacedAt | None
    photos: tuple[Photo, ...] = field(default=())


def ask(key: str) -> PlaceAnswer:
    """Draw the form and the answer; ``key`` is new for each record."""
    method = st.segmented_control(
        say(words.METHOD),
        list(Method),
        default=Method.KM,
        format_func=widgets.worded(Method, lambda one: say(words.METHODS[one])),
        key=f"{key}.method",
        width="stretch",
    )
    typed, photos = _said(Method(method or Method.KM), key)
    typed = {field_: value for field_, value in typed.items() if value not in {None, ""}}
    placed = placing.locate_place(answers.network(), typed)
    if placed is None:
        st.caption(say(words.HINTS[Method(method or Method.KM)]))
        return PlaceAnswer(typed, None, photos)
    show(placed)
    typed, placed = _with_choice(key, typed, placed)
    if method != Method.MAP:
        typed, placed = _with_map(key, typed, placed)
    return PlaceAnswer(typed, placed, photos)


def _said(method: Method, key: str) -> tuple[dict[str, CellValue], tuple[Photo, ...]]:
    if method is Method.MAP:
        point = point_picker.pick(f"{key}.map", height_px=340)
        return ({"longitude": point.lon, "latitude": point.lat} if point else {}), ()
    if method is Method.DEVICE:
        return _of_device(key), ()
    if method is Method.PHOTO:
        return _of_photo(key)
    if method is Method.COORDINATES:
        text = st.text_input(say(words.COORDINATES), placeholder="14,80081; 108,95913", key=f"{key}.coordinates")
        return {"coordinates": text.strip()}, ()
    left, right = st.columns([1.25, 1], vertical_alignment="bottom")
    road = left.selectbox(
        say(words.ROAD),
        list(answers.route_titles().values()),
        index=None,
        placeholder=say(words.ROAD_HINT),
        accept_new_options=True,
        key=f"{key}.road",
    )
    km = right.text_input(say(words.KM), placeholder="Km1092+400", key=f"{key}.km")
    return {"road_name": road, "km_post": km.strip()}, ()


def _of_device(key: str) -> dict[str, CellValue]:
    found = device_position.ask(f"{key}.device")
    if found is None:
        return {}
    off = formats.number(found.accuracy_m, language())
    if found.accuracy_m > _POOR_FIX_M:
        st.warning(say(words.POOR_FIX.fill(metres=off)), icon=":material/gps_off:")
    else:
        st.caption(say(words.FIX.fill(metres=off)))
    return {"longitude": found.lon, "latitude": found.lat}


def _of_photo(key: str) -> tuple[dict[str, CellValue], tuple[Photo, ...]]:
    file = st.file_uploader(say(words.PHOTO), type=PHOTO_TYPES, key=f"{key}.photo")
    photo = read_photo(file.getvalue(), file.name) if file else None
    if photo is None:
        return {}, ()
    if photo.lon is None or photo.lat is None:
        note = say(photo.position_note) if photo.position_note else ""
        st.warning(say(words.PHOTO_WITHOUT_PLACE.fill(why=note)), icon=":material/wrong_location:")
        return {}, (photo,)
    taken = f"{photo.taken_at:%d/%m/%Y %H:%M}" if photo.taken_at else formats.NOTHING
    st.caption(say(words.PHOTO_FOUND.fill(lat=f"{photo.lat:.5f}", lon=f"{photo.lon:.5f}", taken=taken)))
    return {"longitude": photo.lon, "latitude": photo.lat}, (photo,)


def read_photo(content: bytes, name: str) -> Photo | None:
    """A photo, read once a content; one that is refused is told and gives None."""
    try:
        return _photo(content, name)
    except AtgtError as error:
        st.error(plain(error.message(language())), icon=":material/no_photography:")
        return None


@st.cache_data(show_spinner=False, max_entries=24)
def _photo(content: bytes, name: str) -> Photo:
    return photo_files.read(content, name)


def photos(label: Text, key: str) -> tuple[Photo, ...]:
    """A field for several photos; those that are refused are told and left out."""
    files = st.file_uploader(say(label), type=PHOTO_TYPES, accept_multiple_files=True, key=key)
    read = [read_photo(file.getvalue(), file.name) for file in files or []]
    return tuple(photo for photo in read if photo is not None)


# ── several places ──────────────────────────────────────────────────────────────────────────────────────────────


def _with_choice(key: str, typed: dict[str, CellValue], placed: PlacedAt) -> tuple[dict[str, CellValue], PlacedAt]:
    """Where several places fit, the officer's choice: its coordinates go with the words, and all is located anew."""
    others = placed.location.others
    if placed.location.status is LocationStatus.LOCATED or not others or "latitude" in typed:
        return typed, placed
    names = [name(one) for one in others]
    index = st.radio(
        say(words.CHOOSE),
        range(len(others)),
        index=None,
        format_func=widgets.worded(range(len(others)), lambda n: plain(f"{point_picker.letter(n)}. {names[n]}")),
        key=f"{key}.choice.{'|'.join(names)}",
    )
    if index is None:
        return typed, placed
    chosen = others[index]
    typed = {**typed, "longitude": round(chosen.lon, 6), "latitude": round(chosen.lat, 6)}
    found = placing.locate_place(answers.network(), typed) or placed
    show(found)
    return typed, found


def _with_map(key: str, typed: dict[str, CellValue], placed: PlacedAt) -> tuple[dict[str, CellValue], PlacedAt]:
    """The place on a map; a click there is taken as coordinates beside what was said."""
    if not st.toggle(say(words.SEE_ON_MAP), key=f"{key}.see"):
        return typed, placed
    location = placed.location
    at = (location.chosen.lon, location.chosen.lat) if location.chosen else None
    choices = [] if location.chosen else [(one.lon, one.lat) for one in location.others]
    if at is None and not choices and placed.lon is not None and placed.lat is not None:
        at = (placed.lon, placed.lat)
    said = "|".join(f"{name}={value}" for name, value in sorted(typed.items()))
    point = point_picker.pick(f"{key}.adjust.{said}", at=at, choices=choices, height_px=320)
    if point is None:
        st.caption(say(words.CLICK_TO_ADJUST))
        return typed, placed
    typed = {**typed, "longitude": point.lon, "latitude": point.lat}
    typed.pop("coordinates", None)
    adjusted = placing.locate_place(answers.network(), typed) or placed
    st.markdown(f"**{say(words.ADJUSTED)}**")
    show(adjusted)
    return typed, adjusted


# ── what came of it ─────────────────────────────────────────────────────────────────────────────────────────────


def show(placed: PlacedAt) -> None:
    """Draw the place found: road, km post, precision, why, and what else it could be."""
    st.html(card(placed))


def card(placed: PlacedAt) -> str:
    """The place found as HTML of our own; every word of data is escaped."""
    location, spoken = placed.location, language()
    is_located = location.status is LocationStatus.LOCATED and location.chosen is not None
    title = name(location.chosen) if is_located and location.chosen else say(labels.LOCATION_LABELS[location.status])
    precision = "" if location.precision is Precision.NONE else PRECISION_LABELS[location.precision].of(spoken)
    facts = [part for part in (precision, _away(location.chosen)) if part]
    doubt = f"<p class='atgt-doubt'>{escape(placed.doubt.of(spoken))}</p>" if placed.doubt else ""
    return (
        f'<div class="atgt-place atgt-{location.status.value}"><strong>{escape(title)}</strong>'
        f"<div>{escape(' · '.join(facts))}</div><p>{escape(location.reason.of(spoken))}</p>{doubt}"
        f"{_others(location.others if is_located else ())}</div>"
    )


def _others(others: Sequence[Candidate]) -> str:
    if not others:
        return ""
    items = "".join(f"<li>{escape(name(one))} – {escape(one.reason.of(language()))}</li>" for one in others[:5])
    return f"<small>{escape(say(words.OTHERS))}</small><ul>{items}</ul>"


def name(candidate: Candidate) -> str:
    """A place as people say it: road and km post, or how far from the road's start."""
    position = candidate.position
    road = answers.route_titles().get(position.route_id, position.route_id)
    km = position.km_post() or say(labels.FROM_START.fill(metres=formats.number(position.measure_m, language())))
    return f"{road}, {km}"


def _away(chosen: Candidate | None) -> str:
    if chosen is None or chosen.distance_m < 0.5:
        return ""
    return say(words.AWAY.fill(metres=formats.number(chosen.distance_m, language())))
