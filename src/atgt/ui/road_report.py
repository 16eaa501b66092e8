"""What a road layer looks like before it is loaded: counts, findings on a small map, km posts, accidents that move."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from atgt.location_referencing.topology import FLAW_LABELS, Finding, Flaw
from atgt.ui import formats, issue_report, stored_tables
from atgt.ui import road_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.webmap import basemap, layers
from atgt.workflow.relocating import Relocation
from atgt.workflow.roads import RoadPreview, junction_table

_ON_MAP = 40
_IN_TABLE = 200
_MAP_PX = 380


def draw(seen: RoadPreview, *, key: str) -> None:
    """Draw the whole report."""
    _counts(seen)
    shown = [one for one in seen.topology.findings if one.flaw is not Flaw.DEAD_END]
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        _findings(seen, shown)
    with right:
        _map(seen, shown[:_ON_MAP], key)
    _posts(seen)
    if seen.relocation is not None:
        relocation(seen.relocation)
    if seen.issues:
        with st.expander(say(words.ISSUES.fill(n=len(seen.issues))), icon=":material/info:"):
            rows = issue_report.rows(seen.issues)
            stored_tables.draw(rows, issue_report.HEADINGS, (90, 110, 60, 160, 170, 640), most_px=330)


def _counts(seen: RoadPreview) -> None:
    spoken, found = language(), seen.topology
    values = [
        (words.SEGMENTS, formats.number(found.n_segments, spoken)),
        (words.LENGTH, f"{formats.number(found.length_km, spoken, digits=int(found.length_km < 10))} km"),
        (words.JUNCTIONS, formats.number(len(seen.network.junctions), spoken)),
        (words.PARTS, formats.number(found.n_parts, spoken)),
        (words.POSTS, formats.number(len(seen.posts), spoken)),
    ]
    with st.container(horizontal=True, gap="small"):
        for word, value in values:
            st.metric(say(word), value, border=True, width=150)


def _findings(seen: RoadPreview, shown: list[Finding]) -> None:
    st.subheader(say(words.TOPOLOGY), anchor=False)
    counts = seen.topology.counts()
    line = " · ".join(f"{say(FLAW_LABELS[flaw])}: {counts[flaw]}" for flaw in Flaw)
    st.caption(line)
    if not shown:
        st.success(say(words.CLEAN), icon=":material/check_circle:")
        return
    rows: list[list[object]] = [
        [n, say(FLAW_LABELS[one.flaw]), say(one.text), f"{one.lat:.5f}, {one.lon:.5f}"]
        for n, one in enumerate(shown[:_IN_TABLE], start=1)
    ]
    stored_tables.draw(
        rows, (words.NUMBER, words.FLAW, words.WHAT, words.AT), (46, 150, 420, 150), most_px=_MAP_PX - 40
    )
    if len(shown) > _ON_MAP:
        st.caption(say(words.SHOWN_FIRST.fill(n=_ON_MAP)))


def _map(seen: RoadPreview, shown: list[Finding], key: str) -> None:
    """The layer with the numbers of the findings; a click says nothing here."""
    boundary = seen.boundary if seen.boundary is not None else gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    payload = basemap.payload(
        roads=seen.segments,
        boundary=boundary,
        junctions=junction_table(seen.network),
        anchors=seen.posts.dropna(subset=["chainage_m", "lon", "lat"]),
        language=language(),
    )
    if payload is None:
        return
    (south, west), (north, east) = payload["bounds"]
    numbered = [(str(n), one.lon, one.lat) for n, one in enumerate(shown, start=1)]
    with st.container(key=f"{key}-map"):
        st_folium(
            layers.picking_map(payload),
            key=f"{key}.map.{language()}.{basemap.version(payload)}",
            height=_MAP_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=layers.picking_group(None, numbered, [(west, south), (east, north)]),
        )


def _posts(seen: RoadPreview) -> None:
    st.subheader(say(words.CALIBRATION), anchor=False)
    if seen.keeps_posts:
        st.caption(say(words.KEEPS_POSTS.fill(n=formats.number(len(seen.posts), language()))))
    if not seen.post_reports:
        st.info(say(words.NO_POSTS), icon=":material/signpost:")
        return
    headings = [say(one) for one in (words.ROAD, words.POSTS, words.FROM_TO, words.MISFIT, words.EQUATIONS)]
    rows = [
        [
            one.road_name,
            one.n_posts,
            f"{one.first} – {one.last}",
            f"{formats.number(one.largest_misfit_m, language())} m",
            "; ".join(say(equation) for equation in one.equations) or formats.NOTHING,
        ]
        for one in seen.post_reports
    ]
    st.html(table(headings, rows, numbers=(1,)))


def relocation(found: Relocation) -> None:
    """Draw what happens to the accidents; nothing while there are none."""
    if not found.n_total:
        return
    st.subheader(say(words.RELOCATION), anchor=False)
    said = words.RELOCATED.fill(
        total=found.n_total,
        same=found.n_same,
        remeasured=found.n_remeasured,
        moved=len(found.moved),
        gained=found.n_now_located,
        lost=found.n_lost,
        kept=found.n_kept,
    )
    st.markdown(say(said))
    if found.off_road:
        ids = ", ".join(found.off_road[:5]) + (" …" if len(found.off_road) > 5 else "")
        st.warning(plain(say(words.OFF_ROAD.fill(n=len(found.off_road), ids=ids))), icon=":material/wrong_location:")
    if found.moved:
        rows: list[list[object]] = [
            [
                one.case_number or one.accident_id,
                one.before,
                one.after,
                None if one.metres is None else round(one.metres),
            ]
            for one in found.moved[:_IN_TABLE]
        ]
        stored_tables.draw(rows, (words.CASE, words.BEFORE, words.AFTER, words.SHIFT), (200, 230, 230, 90), most_px=300)
