"""Mạng đường: what is there, a new layer looked at and loaded, km posts entered or imported."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.errors import AtgtError, MissingCrsError
from atgt.io import geodata
from atgt.io.road_fields import RoadFieldMapping
from atgt.location_referencing import km_post
from atgt.location_referencing.km_post import KmPost
from atgt.ui import answers, formats, heading, point_picker, road_report, widgets
from atgt.ui import road_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import authority, roads
from atgt.workflow.roads import RoadPreview, RoadReport

LAYER_TYPES = ["gpkg", "zip", "geojson", "json", "osm", "pbf"]
POST_TYPES = ["csv", "xlsx", "xls", "ods", "geojson", "json", "gpkg"]


def render() -> None:
    """Draw the page."""
    heading.show(words.TITLE, words.INTRO)
    _result_line()
    if not authority.may(answers.actor(), Role.EDITOR):
        _present()
        return
    tabs = st.tabs([say(words.PRESENT_TAB), say(words.LAYER_TAB), say(words.POSTS_TAB)])
    with tabs[0]:
        _present()
    with tabs[1]:
        _guarded(_layer)
    with tabs[2]:
        _guarded(_posts)


def _guarded(draw: Callable[[], None]) -> None:
    """A file that is refused is told beside its field, and the other tabs stay."""
    try:
        draw()
    except AtgtError as error:
        st.error(plain(error.message(language())), icon=":material/error:")


def _present() -> None:
    seen = answers.present_roads()
    if seen is None:
        st.info(say(words.NO_ROADS), icon=":material/add_road:")
        return
    road_report.draw(seen, key="roads.present")


# ── a layer ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _layer() -> None:
    key = f"roads.{widgets.recall('roads.round', 0)}"
    file = st.file_uploader(say(words.FILE), type=LAYER_TYPES, key=f"{key}.layer")
    left, right = st.columns(2)
    posts = left.file_uploader(say(words.POSTS_FILE), type=POST_TYPES, key=f"{key}.posts")
    boundary = right.file_uploader(say(words.BOUNDARY_FILE), type=["geojson", "json", "gpkg"], key=f"{key}.boundary")
    st.caption(say(words.NOTHING_YET))
    if file is None:
        return
    content = file.getvalue()
    mapping, crs = _questions(key, content, file.name)
    if crs == "":
        return
    try:
        seen = _seen(
            ("layer", _mark(content), file.name, mapping, crs, _mark_of(posts), _mark_of(boundary)),
            lambda: roads.preview_roads(
                answers.database(),
                content,
                name=file.name,
                mapping=mapping,
                anchors=geodata.read_anchors(posts.getvalue(), name=posts.name) if posts else None,
                boundary=geodata.read_boundary(boundary.getvalue(), name=boundary.name) if boundary else None,
                crs=crs,
            ),
        )
    except MissingCrsError as error:
        st.error(plain(error.message(language())), icon=":material/public:")
        return
    n = formats.number(len(seen.segments), language())
    # no callback: its arguments would be those of the run before, without what was chosen last
    if st.button(say(words.LOAD.fill(n=n)), type="primary", icon=":material/add_road:", key=f"{key}.load"):
        _accept(seen, roads.accept_roads)
        st.rerun()
    road_report.draw(seen, key=key)


def _questions(key: str, content: bytes, name: str) -> tuple[RoadFieldMapping | None, str | None]:
    """Which field says what, and the coordinate system where the file does not say it; "" while it must be chosen."""
    facts = _facts(content, name, None)
    if not facts.needs_mapping:
        return None, None
    layer = facts.layer
    if len(facts.layers) > 1:
        layer = st.selectbox(say(words.LAYER), facts.layers, facts.layers.index(facts.layer), key=f"{key}.in-file")
        facts = _facts(content, name, layer)
    crs: str | None = None
    if not facts.states_crs:
        st.warning(say(words.CRS_NEEDED), icon=":material/public:")
        crs = st.selectbox(
            say(words.CRS),
            list(words.CRS_NAMES),
            index=None,
            format_func=lambda code: f"{words.CRS_NAMES.get(code, code)} – {code}",
            placeholder="–",
            key=f"{key}.crs",
        ) or ""  # fmt: skip
    with st.expander(say(words.MAPPING), icon=":material/schema:"):
        st.caption(say(words.MAPPING_MORE))
        mapping = _mapping(f"{key}.{layer}", facts)
    return dataclasses.replace(mapping, layer=layer), crs


def _mapping(key: str, facts: geodata.RoadFileFacts) -> RoadFieldMapping:
    options = ["", *facts.fields]
    columns = st.columns(4)
    chosen: dict[str, Any] = {}
    for n, (field, label) in enumerate(words.FIELDS.items()):
        guessed = getattr(facts.guessed, field) or ""
        chosen[field] = columns[n % 4].selectbox(
            say(label),
            options,
            options.index(guessed) if guessed in options else 0,
            format_func=widgets.worded(options, lambda one: _field_words(one, facts)),
            key=f"{key}.{field}",
        )
    return dataclasses.replace(facts.guessed, **chosen)


def _field_words(field: str, facts: geodata.RoadFileFacts) -> str:
    if not field:
        return say(words.NO_FIELD)
    sample = ", ".join(facts.fields.get(field, ())[:2])
    return f"{field} ({sample})" if sample else field


@st.cache_data(show_spinner=False, max_entries=4)
def _facts(content: bytes, name: str, layer: str | None) -> geodata.RoadFileFacts:
    return geodata.describe_roads(content, name=name, layer=layer)


# ── km posts ────────────────────────────────────────────────────────────────────────────────────────────────────


def _posts() -> None:
    st.caption(say(words.POSTS_INTRO))
    key = f"posts.{widgets.recall('roads.round', 0)}"
    file = st.file_uploader(say(words.POSTS_UPLOAD), type=POST_TYPES, key=f"{key}.file")
    if file is not None:
        content = file.getvalue()
        seen = _seen(
            ("posts", _mark(content), file.name),
            lambda: roads.preview_posts(
                answers.database(), geodata.read_anchors(content, name=file.name), name=file.name
            ),
        )
        _offer_posts(key, seen)
        return
    with st.expander(say(words.ONE_POST), icon=":material/signpost:"):
        _one_post(key)


def _one_post(key: str) -> None:
    titles = answers.route_titles()
    left, right = st.columns(2)
    route = left.selectbox(
        say(words.ROAD), list(titles), index=None, format_func=lambda one: titles.get(one, one), placeholder="–",
        key=f"{key}.route",
    )  # fmt: skip
    text = right.text_input(say(words.KM_SHOWN), key=f"{key}.km", max_chars=40)
    st.caption(say(words.CLICK_POST))
    point = point_picker.pick(f"{key}.where", height_px=340)
    read = km_post.parse_km(text)
    if text and not isinstance(read, KmPost):
        st.warning(say(words.KM_UNREAD), icon=":material/signpost:")
    if route is None or point is None or not isinstance(read, KmPost):
        return
    seen = _seen(
        ("post", route, read.chainage_m, point.lon, point.lat),
        lambda: roads.add_post(answers.database(), route, read.chainage_m, point.lon, point.lat),
    )
    _offer_posts(key, seen)


def _offer_posts(key: str, seen: RoadPreview) -> None:
    n = formats.number(len(seen.posts), language())
    if st.button(say(words.LOAD_POSTS.fill(n=n)), type="primary", icon=":material/save:", key=f"{key}.save"):
        _accept(seen, roads.accept_posts)
        st.rerun()
    road_report.draw(seen, key=key)


# ── previews and what the buttons do ────────────────────────────────────────────────────────────────────────────


def _seen(asked: tuple[object, ...], make: Callable[[], RoadPreview]) -> RoadPreview:
    """The preview of what was asked, made once for as long as the data stays as it is."""
    mark = (*asked, answers.data_mark())
    kept = widgets.recall("roads.preview")
    if kept is None or kept[0] != mark:
        with st.spinner(say(words.CHECKING)):
            kept = (mark, make())
        widgets.remember("roads.preview", kept)
    seen: RoadPreview = kept[1]
    return seen


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _mark_of(file: Any) -> str | None:
    return None if file is None else f"{file.name} {_mark(file.getvalue())}"


def _accept(seen: RoadPreview, store: Callable[..., RoadReport]) -> None:
    report, fault = widgets.attempt(lambda: store(answers.database(), seen, answers.actor(), widgets.now()))
    widgets.remember("roads.done", report if report is not None else fault)
    if report is not None:
        widgets.remember("roads.round", widgets.recall("roads.round", 0) + 1)
        widgets.forget("roads.preview")


def _result_line() -> None:
    done: RoadReport | str | None = widgets.recall("roads.done")
    if done is None:
        return
    widgets.forget("roads.done")
    if isinstance(done, str):
        st.error(done, icon=":material/error:")
        return
    said = words.LOADED.fill(
        file=done.file,
        segments=done.n_segments,
        routes=done.n_routes,
        junctions=done.n_junctions,
        anchors=done.n_anchors,
        km=formats.number(done.length_km, language(), digits=1),
    )
    st.success(say(said), icon=":material/check_circle:")
    road_report.relocation(done.relocation)
