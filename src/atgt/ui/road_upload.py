"""The form that loads a road layer, its km posts and the ward's boundary."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import streamlit as st

from atgt.ui import answers, formats, issue_report, stored_tables, widgets
from atgt.ui import intake_labels as words
from atgt.ui.widgets import say
from atgt.workflow import profiles, road_files
from atgt.workflow.roads import RoadReport


def form(present: gpd.GeoDataFrame) -> None:
    """Draw the form; ``present`` is the layer that would be replaced."""
    _result_line()
    with st.form("roads", border=False):
        layer = st.file_uploader(say(words.UPLOAD_ROADS), type=["geojson", "json", "gpkg", "zip"], key="roads.layer")
        left, right = st.columns(2)
        posts = left.file_uploader(say(words.UPLOAD_POSTS), type=["csv"], key="roads.posts")
        boundary = right.file_uploader(say(words.UPLOAD_BOUNDARY), type=["geojson", "json"], key="roads.boundary")
        profile = st.selectbox(
            say(words.PROFILE),
            ["", *profiles.profile_names()],
            format_func=widgets.worded([""], lambda _: say(words.PROFILE_NONE)),
            key="roads.profile",
            width=320,
        )
        if len(present):
            n = formats.number(len(present), widgets.language())
            st.warning(say(words.ROADS_REPLACE.fill(n=n)), icon=":material/swap_horiz:")
        is_asked = st.form_submit_button(say(words.LOAD_ROADS), type="primary", icon=":material/add_road:")
    if is_asked and layer is not None:
        widgets.remember("roads.done", _load(layer, posts, boundary, profile))
        st.rerun()


def _load(layer: Any, posts: Any, boundary: Any, profile: str | None) -> RoadReport:
    """Hand the uploaded files over as files; their names are taken without any folder."""
    with st.spinner(say(words.READING)), tempfile.TemporaryDirectory() as folder:
        return road_files.import_road_files(
            answers.database(),
            _saved(layer, folder),
            km_posts=_saved(posts, folder) if posts else None,
            boundary=_saved(boundary, folder) if boundary else None,
            profile_name=profile,
            actor=answers.actor(),
            now=widgets.now(),
        )


def _saved(file: Any, folder: str) -> Path:
    path = Path(folder) / Path(file.name.replace("\\", "/")).name
    path.write_bytes(file.getvalue())
    return path


def _result_line() -> None:
    report: RoadReport | None = widgets.recall("roads.done")
    if report is None:
        return
    widgets.forget("roads.done")
    done = words.ROADS_DONE.fill(
        file=report.file,
        segments=report.n_segments,
        routes=report.n_routes,
        junctions=report.n_junctions,
        anchors=report.n_anchors,
        km=formats.number(report.length_km, widgets.language(), digits=1),
    )
    st.success(say(done), icon=":material/check_circle:")
    if report.issues:
        rows = issue_report.rows(report.issues)
        stored_tables.draw(rows, issue_report.HEADINGS, (90, 110, 60, 160, 170, 640), most_px=330)
