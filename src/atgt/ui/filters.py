"""The bar of filters above the map: compact buttons that say what is chosen, so that it fits a phone too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from atgt.domain.period import Period
from atgt.domain.run import ScreeningRun
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Text
from atgt.ui import answers, formats, labels, scope_filter, widgets
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import accident_fields
from atgt.workflow.selection import AccidentFilter

RUN, ALL, OWN = "run", "all", "own"


def current(period: Period | None, run: ScreeningRun | None) -> AccidentFilter:
    """The filter as it stands, also on pages that do not show the bar."""
    first, last = _days(period, run)
    severities, routes = widgets.recall("filter.severities", []), widgets.recall("filter.routes", [])
    vehicles, collisions = widgets.recall("filter.vehicles", []), widgets.recall("filter.collisions", [])
    return AccidentFilter(
        first_day=first,
        last_day=last,
        severities=frozenset(int(code) for code in severities) or None,
        route_ids=frozenset(routes) or None,
        hour_from=widgets.recall("filter.hour_from", 0),
        hour_to=widgets.recall("filter.hour_to", 24),
        vehicle_groups=frozenset(vehicles) or None,
        collision_groups=frozenset(collisions) or None,
        weather_groups=frozenset(widgets.recall("filter.weather", [])) or None,
    )


def bar(
    period: Period,
    run: ScreeningRun | None,
    titles: dict[str, str],
    *,
    with_period: bool = True,
    more: Callable[[], None] | None = None,
) -> AccidentFilter:
    """Draw the filters and give what is chosen.

    Parameters
    ----------
    with_period
        False on pages that ask for their periods themselves.
    more
        Draws what a page puts behind the filters in the same line.
    """
    _seed(period, run, titles)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="filters"):
        if with_period:
            _period(period, run)
        _severity()
        _road(titles)
        if answers.sees_days():
            _hour()
        scope_filter.popover()
        if more is not None:
            more()
        if _is_narrowed():
            st.button(say(labels.CLEAR), key="filter.clear", type="tertiary", on_click=_clear)
    return current(period, run)


def description(chosen: AccidentFilter, titles: dict[str, str]) -> str:
    """The filter in words, for pages that only show it."""
    parts = [formats.days(chosen.first_day, chosen.last_day)]
    if chosen.severities:
        parts.append(", ".join(say(SEVERITY_LABELS[Severity(code)]) for code in sorted(chosen.severities)))
    if chosen.route_ids:
        parts.append(", ".join(titles.get(route, route) for route in sorted(chosen.route_ids)))
    if (chosen.hour_from, chosen.hour_to) != (0, 24):
        parts.append(_hours(chosen.hour_from, chosen.hour_to))
    parts += scope_filter.description(chosen)
    return " · ".join(parts)


def _seed(period: Period, run: ScreeningRun | None, titles: dict[str, str]) -> None:
    widgets.seed("filter.period", _presets(period, run)[0], allowed=_presets(period, run))
    widgets.seed("filter.first", period.first)
    widgets.seed("filter.last", period.last)
    widgets.seed("filter.severities", [], allowed=list(Severity))
    widgets.seed("filter.routes", [], allowed=titles)
    widgets.seed("filter.hour_from", 0)
    widgets.seed("filter.hour_to", 24)
    scope_filter.seed()


def _presets(period: Period | None, run: ScreeningRun | None) -> list[str]:
    years = [f"{year}" for year in range(period.last.year, period.first.year - 1, -1)] if period else []
    return [*([RUN] if run else []), ALL, *years, OWN]


def _preset_words(preset: str) -> str:
    names = {RUN: labels.PERIOD_RUN, ALL: labels.PERIOD_ALL, OWN: labels.PERIOD_OWN}
    return say(names[preset] if preset in names else labels.PERIOD_YEAR.fill(year=preset))


def _days(period: Period | None, run: ScreeningRun | None) -> tuple[dt.date | None, dt.date | None]:
    preset = widgets.recall("filter.period", _presets(period, run)[0])
    if preset == RUN and run is not None:
        return run.parameters.first_day(), run.parameters.as_of
    if preset == OWN:
        return widgets.recall("filter.first"), widgets.recall("filter.last")
    if preset.isdigit():
        return dt.date(int(preset), 1, 1), dt.date(int(preset), 12, 31)
    return (period.first, period.last) if period else (None, None)


def _period(period: Period, run: ScreeningRun | None) -> None:
    first, last = _days(period, run)
    label = f"{say(labels.PERIOD)}: {formats.days(first, last)}"
    with st.popover(label, icon=":material/calendar_month:", key="filter.period.box"):
        presets = _presets(period, run)
        words = widgets.worded(presets, _preset_words)
        st.selectbox(say(labels.PERIOD), presets, format_func=words, key="filter.period", width=280)
        if widgets.recall("filter.period") == OWN:
            _day_input(labels.FIRST_DAY, "filter.first")
            _day_input(labels.LAST_DAY, "filter.last")


def _day_input(label: Text, key: str) -> None:
    earliest, latest = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
    st.date_input(say(label), min_value=earliest, max_value=latest, format="DD/MM/YYYY", key=key, width=280)


def _severity() -> None:
    chosen = widgets.recall("filter.severities", [])
    words = say(SEVERITY_LABELS[Severity(chosen[0])]) if len(chosen) == 1 else _n_chosen(chosen)
    with st.popover(f"{say(labels.SEVERITY)}: {words}", icon=":material/personal_injury:", key="filter.severity.box"):
        st.pills(
            say(labels.SEVERITY),
            list(Severity),
            selection_mode="multi",
            format_func=widgets.worded(Severity, lambda code: say(SEVERITY_LABELS[code])),
            key="filter.severities",
            width=280,
        )


def _road(titles: dict[str, str]) -> None:
    chosen = widgets.recall("filter.routes", [])
    words = titles[chosen[0]] if len(chosen) == 1 else _n_chosen(chosen)
    with st.popover(f"{say(labels.ROAD)}: {plain(words)}", icon=":material/add_road:", key="filter.road.box"):
        st.multiselect(
            say(labels.ROAD),
            list(titles),
            format_func=lambda route: titles.get(route, route),
            placeholder=say(labels.ROAD_HINT),
            key="filter.routes",
            width=300,
        )


def _hour() -> None:
    hours = widgets.recall("filter.hour_from", 0), widgets.recall("filter.hour_to", 24)
    words = say(labels.HOUR_ALL) if hours == (0, 24) else _hours(*hours)
    with st.popover(f"{say(labels.HOUR)}: {words}", icon=":material/schedule:", key="filter.hour.box"):
        st.selectbox(say(labels.HOUR_FROM), range(24), format_func=_hour_words, key="filter.hour_from", width=280)
        st.selectbox(say(labels.HOUR_TO), range(1, 25), format_func=_hour_words, key="filter.hour_to", width=280)
        st.button(say(labels.NIGHT), key="filter.night", icon=":material/dark_mode:", on_click=_night)
        st.caption(say(labels.HOUR_NOTE), width=280)


def _night() -> None:
    night = accident_fields.load_night()
    widgets.remember("filter.hour_from", night.first.hour)
    widgets.remember("filter.hour_to", night.last.hour)


def _hour_words(hour: int) -> str:
    return f"{hour:02d}h"


def _hours(hour_from: int, hour_to: int) -> str:
    return f"{_hour_words(hour_from)} – {_hour_words(hour_to)}"


def _n_chosen(chosen: list[object]) -> str:
    return say(labels.N_CHOSEN.fill(n=len(chosen))) if chosen else say(labels.ALL).lower()


def _is_narrowed() -> bool:
    return bool(
        widgets.recall("filter.severities")
        or widgets.recall("filter.routes")
        or scope_filter.is_narrowed()
        or (widgets.recall("filter.hour_from", 0), widgets.recall("filter.hour_to", 24)) != (0, 24)
        or widgets.recall("filter.period", RUN) not in {RUN, ALL}
    )


def _clear() -> None:
    widgets.forget(*widgets.KEPT_KEYS)


def everything() -> AccidentFilter:
    """The filter that lets every accident through."""
    return AccidentFilter()
