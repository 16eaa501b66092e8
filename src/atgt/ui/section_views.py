"""The view of road sections on the statistics page: ranking, its check, repeated collision forms, traffic."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from atgt.domain.text import Text
from atgt.statistics import empirical_bayes
from atgt.statistics.hold_out import Capture
from atgt.ui import acting, answers, formats, markup, statistics_answers, statistics_views, widgets
from atgt.ui import statistics_labels as words
from atgt.ui.markup import table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import section_ranking, spot_measures, statistics_files, traffic
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.spot_measures import SpotMeasures
from atgt.workflow.type_clusters import DEFAULT_AT_LEAST, DEFAULT_LENGTH_M

_SHOWN = 20
_LENGTHS = (250, 500, 1000)


def draw(chosen: AccidentFilter) -> None:
    """Draw the view."""
    st.caption(say(words.SECTIONS_NOTE))
    section_m, weights = _asked()
    _ranking(chosen, section_m, weights)
    _spots(weights)
    st.subheader(say(words.CHECK), anchor=False)
    _check(chosen, section_m)
    st.subheader(say(words.CLUSTERS), anchor=False)
    _clusters(chosen)
    if acting.may("traffic.set_volume"):
        with st.expander(say(words.TRAFFIC), icon=":material/traffic:"):
            _traffic()


def _asked() -> tuple[float, str]:
    sets = {one.key: one for one in section_ranking.weight_sets()}
    widgets.seed("statistics.section_m", 500, allowed=list(_LENGTHS))
    widgets.seed("statistics.weights", next(iter(sets)), allowed=list(sets))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="statistics.sections"):
        section_m = st.selectbox(say(words.SECTION_M), _LENGTHS, key="statistics.section_m", width=180)
        weights: str = st.selectbox(
            say(words.WEIGHTS), list(sets), key="statistics.weights", width=420,
            format_func=widgets.worded(sets, lambda key: say(sets[key].label)),
        )  # fmt: skip
    return float(section_m), weights


def _ranking(chosen: AccidentFilter, section_m: float, weights: str) -> None:
    found, fault = widgets.attempt(lambda: statistics_answers.ranking(chosen, section_m, weights))
    if found is None:
        st.info(fault or "", icon=":material/query_stats:")
        return
    st.warning(say(empirical_bayes.WARNING), icon=":material/trending_down:")
    rows = [_row(row) for row in statistics_files.ranking_rows(found, language())[:_SHOWN]]
    headings = statistics_files.ranking_headings(language())
    st.html(f'<div class="atgt-ranking atgt-sections">{table(headings, rows, numbers=range(1, len(headings)))}</div>')
    shown = min(_SHOWN, len(found.rows))
    st.caption(
        f"{say(words.FIRST_SECTIONS.fill(n=shown, total=len(found.rows)))} {say(statistics_files.fit_words(found))}"
    )
    notes = tuple(line for line in found.basis.lines if line != empirical_bayes.WARNING)  # stands above the table
    statistics_views.below(
        replace(found.basis, lines=notes), lambda: statistics_files.ranking_file(found, language()), chosen, "sections"
    )


def _row(row: list[object]) -> list[object]:
    digits = (0, 0, 1, 1, 0, 2, 2, 2)
    return [
        formats.number(value, language(), digits=places) if isinstance(value, float | int) else value or formats.NOTHING
        for value, places in zip(row, digits, strict=True)
    ]


def _spots(weights_key: str) -> None:
    """EPDO and severity index of the places of the latest screening."""
    weights = next(one for one in section_ranking.weight_sets() if one.key == weights_key)
    found = spot_measures.measures(answers.database(), weights)[:_SHOWN]
    if not found:
        return
    st.subheader(say(words.SPOTS), anchor=False)
    st.caption(say(words.SPOTS_NOTE.fill(n=len(found))))
    titles = statistics_files.ranking_headings(language())
    headings = [say(words.NUMBER), say(words.PLACE), titles[1], *titles[4:6]]
    rows = [
        [markup.Markup(markup.badge(one.number, one.level)), say(one.name), one.n_accidents, *_points(one)]
        for one in found
    ]
    st.html(f'<div class="atgt-ranking atgt-places">{table(headings, rows, numbers=[2, 3, 4])}</div>')


def _points(one: SpotMeasures) -> tuple[str, str]:
    return formats.number(one.epdo, language()), formats.number(one.severity_index, language(), digits=2)


def _check(chosen: AccidentFilter, section_m: float) -> None:
    found, fault = widgets.attempt(lambda: statistics_answers.ranking_check(chosen, section_m))
    if found is None:
        st.info(fault or "", icon=":material/query_stats:")
        return
    st.caption(say(words.CHECK_NOTE))
    first = next(iter(found.captures.values()))
    headings = [say(words.SCORE), *(say(words.TOP_K.fill(k=one.k)) for one in first)]
    rows = [[say(words.SCORES[name]), *map(_share, captures)] for name, captures in found.captures.items()]
    rows.append([say(words.CHANCE_SHARE), *(_pct(one.by_chance) for one in first)])
    st.html(table(headings, rows, numbers=range(1, len(headings))))
    st.caption("  \n".join(plain(say(line)) for line in found.basis.lines))


def _share(one: Capture) -> str:
    if one.share is None or one.low is None or one.high is None:
        return formats.NOTHING
    return f"{_pct(one.share)} ({_pct(one.low)} – {_pct(one.high)})"


def _pct(share: float) -> str:
    return f"{formats.number(share * 100, language())}%"


def _clusters(chosen: AccidentFilter) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="statistics.clusters"):
        at_least = st.number_input(say(words.CLUSTER_N), 2, 20, DEFAULT_AT_LEAST, key="statistics.cluster.n", width=140)
        length = st.number_input(
            say(words.CLUSTER_L), 50, 2000, round(DEFAULT_LENGTH_M), step=50, key="statistics.cluster.l", width=180
        )
    found = statistics_answers.clusters(chosen, int(at_least), float(length))
    if not found.clusters:
        st.info(say(words.NO_CLUSTER), icon=":material/check_circle:")
    else:
        rows = [[say(one.form), say(one.name), len(one.accident_ids)] for one in found.clusters[:_SHOWN]]
        st.html(table([say(words.FORM), say(words.PLACE), say(words.N_ACCIDENTS)], rows, numbers=[2]))
    st.caption("  \n".join(plain(say(line)) for line in found.basis.lines))


def _traffic() -> None:
    st.caption(say(words.TRAFFIC_NOTE))
    titles, known = answers.route_titles(), traffic.volumes(answers.database())
    if known:
        rows = [[titles.get(route, route), one.aadt, one.source] for route, one in known.items()]
        st.html(table([say(words.PLACE), say(words.AADT), say(words.TRAFFIC_SOURCE)], rows, numbers=[1]))
    with st.form("statistics.traffic", border=False):
        cells = st.columns([2, 2, 3, 1], vertical_alignment="bottom")
        route: str = cells[0].selectbox(
            say(Text("Tuyến", "Road")), list(titles), format_func=lambda key: titles.get(key, key), key="traffic.route"
        )
        aadt = cells[1].number_input(say(words.AADT), 0, traffic.MOST_A_DAY, 0, step=100, key="traffic.aadt")
        source = cells[2].text_input(say(words.TRAFFIC_SOURCE), key="traffic.source", max_chars=200)
        if cells[3].form_submit_button(say(words.SAVE)):
            acting.attempt(lambda: _save(route, int(aadt) or None, source, titles))


def _save(route: str, aadt: int | None, source: str, titles: dict[str, str]) -> Text:
    traffic.set_volume(answers.database(), route, aadt, source, answers.actor(), widgets.now())
    return words.SAVED.fill(road=titles.get(route, route))
