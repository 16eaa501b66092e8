"""Bản đồ: where accidents happen, which places reach a threshold, and why, on one screen."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from atgt.domain.black_spot import Spot, SpotLevel
from atgt.domain.run import ScreeningRun
from atgt.ui import (
    answers,
    committee_answers,
    explanation_views,
    filters,
    formats,
    heading,
    labels,
    markup,
    reminder_list,
    spot_card,
    start_choice,
    statistics_answers,
    widgets,
)
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.webmap import density_lines, layers, spot_shapes
from atgt.workflow.selection import AccidentFilter

MAP_HEIGHT_PX = 500
"""Height before the style sheet is there; with it, map and panel take what the screen leaves."""


def render() -> None:
    """Draw the page."""
    run, period = answers.latest_run(), answers.data_period()
    left, right = st.columns([2.3, 1], vertical_alignment="center")
    with left:
        heading.show(labels.MAP_TITLE)
    with right:
        start_choice.offer_own()
    if start_choice.guide():
        return
    reminder_list.strip()
    titles = answers.route_titles()
    if not titles:
        st.info(say(labels.NO_ROADS), icon=":material/add_road:")
    if period is None:
        st.info(say(labels.NO_ACCIDENTS), icon=":material/upload_file:")
        if titles:
            _map_and_evidence(filters.everything(), run, [])
        return
    chosen = filters.bar(period, run, titles, more=_density_switch)
    found = answers.select(chosen)
    st.html(markup.counts(found, widgets.language()))
    _density_note(chosen)
    if found.n_total == 0:
        st.info(say(labels.NO_MATCH), icon=":material/filter_alt_off:")
    spots = _spots(run, chosen.route_ids)
    _map_and_evidence(chosen, run, spots)


def _spots(run: ScreeningRun | None, route_ids: frozenset[str] | None) -> list[tuple[int, Spot]]:
    """The run's spots with their numbers; with roads chosen, those that lie on them."""
    numbered = spot_shapes.numbered(run.spots) if run else []
    return [(n, spot) for n, spot in numbered if route_ids is None or route_ids & set(spot.route_ids)]


@st.fragment
def _map_and_evidence(chosen: AccidentFilter, run: ScreeningRun | None, spots: list[tuple[int, Spot]]) -> None:
    """Map and panel rerun alone when a spot is chosen, so that the page does not blink."""
    left, right = st.columns([2.3, 1], gap="medium")
    with left, st.container(key="map-box"):
        _map(chosen, run, spots)
    with right, st.container(height=MAP_HEIGHT_PX, border=True, key="evidence"):
        _panel(run, spots)


def _map(chosen: AccidentFilter, run: ScreeningRun | None, spots: list[tuple[int, Spot]]) -> None:
    payload = answers.base_payload(labels.SIMULATED if answers.holds_sample() else None)
    if payload is None:
        return
    spoken = widgets.language()
    data = layers.data_group(
        answers.accident_payload(chosen),
        spots,
        junction_radius_m=run.parameters.junction_radius_m if run else 0,
        selected=widgets.chosen_spot(),
        fly_to=widgets.flight(),
        hazards=answers.hazard_payload(widgets.now().date()),
        treatments=committee_answers.treatment_payload(chosen.route_ids),
        density=_density_lines(chosen),
        language=spoken,
        by_month=not answers.sees_days(),
    )
    answer = st_folium(
        layers.ward_map(payload),
        key="ward-map",
        height=MAP_HEIGHT_PX,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip", "last_object_clicked_count"],
        feature_group_to_add=data,
    )
    clicked = widgets.clicked_spot(answer)
    if clicked is not None:
        widgets.choose_spot(clicked, fly=False)


def _density_switch() -> None:
    widgets.seed("map.density", default=False)
    st.toggle(say(labels.DENSITY), key="map.density")


def _density_note(chosen: AccidentFilter) -> None:
    """What the colours of the density say."""
    if not widgets.recall("map.density"):
        return
    found, spoken = statistics_answers.density(chosen), widgets.language()
    told = {"m": formats.number(found.bandwidth_m, spoken), "n": formats.number(found.n_accidents, spoken)}
    st.caption(say(labels.DENSITY_NOTE.fill(most=formats.number(found.most, spoken, digits=1), **told)))


def _density_lines(chosen: AccidentFilter) -> list[dict[str, Any]]:
    if not widgets.recall("map.density"):
        return []
    found = statistics_answers.density(chosen)
    return density_lines.payload(((piece.per_km, piece.coordinates) for piece in found.pieces), found.most)


def _panel(run: ScreeningRun | None, spots: list[tuple[int, Spot]]) -> None:
    if run is None:
        st.info(say(labels.NO_RUN), icon=":material/travel_explore:")
        return
    chosen = next((pair for pair in spots if pair[1].spot_key == widgets.chosen_spot()), None)
    if chosen is None:
        _overview(run, spots)
        return
    st.button(
        say(labels.BACK_TO_SPOTS), icon=":material/arrow_back:", key="spot.back", type="tertiary", on_click=_leave
    )
    spot_card.evidence(*chosen, run)
    spot_card.accidents(chosen[1], answers.select(filters.everything()).accidents, is_narrow=True)
    explanation_views.firmness(chosen[1].spot_key, run)


def _leave() -> None:
    widgets.choose_spot(None)


def _overview(run: ScreeningRun, spots: list[tuple[int, Spot]]) -> None:
    """The numbered places of one level as a list to choose from."""
    if not run.spots:
        st.info(say(labels.NO_SPOT), icon=":material/check_circle:")
        return
    if len(spots) != len(run.spots):
        st.caption(say(labels.SPOTS_ON_ROADS.fill(n=len(spots), total=len(run.spots))))
    level = _level(spots)
    for number, spot in spots:
        if spot.level is level:
            _entry(number, spot)


def _level(spots: list[tuple[int, Spot]]) -> SpotLevel:
    widgets.seed("panel.level", SpotLevel.BLACK)
    chosen: SpotLevel | None = st.segmented_control(
        say(labels.SPOTS),
        list(SpotLevel),
        format_func=spot_card.levels_with_counts(spots),
        key="panel.level",
        label_visibility="collapsed",
    )
    return SpotLevel(chosen or SpotLevel.BLACK)


def _entry(number: int, spot: Spot) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.badge(number, spot.level), width="content")
        st.button(
            _label(spot),
            key=f"spot.{spot.spot_key}",
            type="tertiary",
            on_click=widgets.choose_spot,
            args=(spot.spot_key,),
        )


def _label(spot: Spot) -> str:
    n, killed = (formats.number(one, widgets.language()) for one in (sum(spot.counts.values()), spot.killed))
    counts = f"{n} {say(labels.N_ACCIDENTS)}, {killed} {say(labels.N_KILLED)}"
    return f"**{plain(say(spot.place_name))}** · {counts}"
