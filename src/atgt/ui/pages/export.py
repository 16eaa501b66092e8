"""Xuất: the files for other offices, each with its count."""

from __future__ import annotations

import streamlit as st

from atgt.domain.black_spot import SpotLevel
from atgt.domain.schema import ACCIDENT_COLUMNS, EXPORT_COLUMNS
from atgt.reports.road_proposal import PROPERTIES
from atgt.ui import answers, downloads, filters, formats, heading, labels, spot_card, widgets
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say


def render() -> None:
    """Draw the page."""
    heading.show(labels.EXPORT_TITLE, labels.EXPORT_INTRO)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="export.spots", height="stretch"):
        _spots()
    if answers.sees_days():  # one line an accident is not for the committee
        with right, st.container(border=True, key="export.accidents", height="stretch"):
            _accidents()
    st.caption(say(labels.FORMAT_NOTE))
    with st.expander(say(labels.EXPORT_COLUMNS_TITLE), icon=":material/view_column:"):
        _columns()


def _spots() -> None:
    st.subheader(say(labels.EXPORT_SPOTS), anchor=False)
    st.markdown(say(labels.EXPORT_SPOTS_MORE))
    run = answers.latest_run()
    if run is None:
        st.info(say(labels.NO_RUN), icon=":material/travel_explore:")
        if answers.hazard_candidates():  # they need no accident to be proposed
            _downloads("hazards", "")
        return
    if answers.is_outdated(run):
        st.warning(say(labels.OUTDATED), icon=":material/update:")
    levels = {"": say(labels.ALL), **{level.value: say(spot_card.SHORT_LEVELS[level]) for level in SpotLevel}}
    chosen = st.selectbox(say(labels.LEVEL), list(levels), format_func=levels.__getitem__, key="export.level")
    level = SpotLevel(chosen) if chosen else None
    n = sum(level is None or spot.level is level for spot in run.spots)
    n_hazards = 0 if level is SpotLevel.BLACK else len(answers.hazard_candidates())
    counts = {"n": formats.number(n, widgets.language()), "hazards": formats.number(n_hazards, widgets.language())}
    st.markdown(f"**{say(labels.EXPORT_COUNT.fill(**counts))}**")
    _downloads("spots", level.value if level else "", level=level)


def _accidents() -> None:
    st.subheader(say(labels.EXPORT_ACCIDENTS), anchor=False)
    st.markdown(say(labels.EXPORT_ACCIDENTS_MORE))
    period, run = answers.data_period(), answers.latest_run()
    if period is None:
        st.info(say(labels.NO_ACCIDENTS), icon=":material/upload_file:")
        return
    chosen = filters.current(period, run)
    titles = answers.route_titles()
    st.caption(plain(filters.description(chosen, titles)))
    found = answers.select(chosen)
    counts = {
        "n": formats.number(found.n_total, widgets.language()),
        "located": formats.number(found.n_located, widgets.language()),
    }
    st.markdown(f"**{say(labels.EXPORT_ACCIDENT_COUNT.fill(**counts))}**")
    _downloads("accidents", filters.description(chosen, titles), chosen=chosen)


def _downloads(what: str, described: str, **options: object) -> None:
    with st.container(horizontal=True, gap="small"):
        for file_format, label, icon in (
            ("geojson", labels.DOWNLOAD_GEOJSON, ":material/map:"),
            ("gpkg", labels.DOWNLOAD_GPKG, ":material/layers:"),
            ("xlsx", labels.DOWNLOAD_XLSX, ":material/table_view:"),
        ):
            file = answers.export_file(what, file_format, **options)  # type: ignore[arg-type]
            downloads.button(
                say(label),
                file.content,
                name=file.name,
                media_type=file.media_type,
                what=f"{what} {file_format}",
                n_items=file.n_items,
                chosen=described,
                icon=icon,
                type="primary" if file_format == "geojson" else "secondary",
                key=f"export.{what}.{file_format}",
            )


def _columns() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{say(labels.EXPORT_SPOTS)}**")
        st.html(table(["GeoJSON", ""], [[key, say(text)] for key, text in PROPERTIES.items()]))
    with right:
        st.markdown(f"**{say(labels.EXPORT_ACCIDENTS)}**")
        st.html(table(["GeoJSON", ""], [[key, say(ACCIDENT_COLUMNS[key].label)] for key in EXPORT_COLUMNS]))
