"""The views of the statistics page: so cùng kỳ, over time, cross tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Text
from atgt.statistics.reporting_cycles import WEEK
from atgt.statistics.temporal import WEEKDAYS
from atgt.ui import answers, downloads, formats, statistics_answers, widgets
from atgt.ui import statistics_labels as words
from atgt.ui.markup import Markup, table
from atgt.ui.plain_text import plain
from atgt.ui.widgets import language, say
from atgt.workflow import accident_fields, comparing, statistics_files, table_basis, tabulating
from atgt.workflow.comparing import Asked, PeriodComparison
from atgt.workflow.exporting import ExportFile
from atgt.workflow.selection import AccidentFilter
from atgt.workflow.table_basis import TableBasis
from atgt.workflow.tabulating import TimePatterns

_COLOURS = {Severity.FATAL: "#a3121c", Severity.INJURY: "#e8860c", Severity.MINOR_COLLISION: "#2468a8",
            Severity.DAMAGE_ONLY: "#6d7279"}  # fmt: skip
_SHADES = 5


# ── so cùng kỳ ─────────────────────────────────────────────────────────────────────────────────────────────────────


def compare(chosen: AccidentFilter) -> None:
    """A period against the same period of the year before."""
    asked = _asked()
    found, fault = widgets.attempt(lambda: statistics_answers.comparison(asked, chosen))
    if found is None:
        st.warning(fault or "", icon=":material/event_busy:")
        return
    spans = {"now": formats.days(found.now.first, found.now.last),
             "before": formats.days(found.before.first, found.before.last)}  # fmt: skip
    st.markdown(say(words.PERIODS.fill(**spans)))
    for warning in found.warnings:
        st.warning(say(warning), icon=":material/warning:")
    _comparison_table(found)
    below(
        found.basis,
        lambda: statistics_files.comparison_file(found, language()),
        chosen,
        "compare",
        n_items=len(found.changes),
    )


def _asked() -> Asked:
    cycles = {one.key: one for one in comparing.cycles(answers.database())}
    proposed = comparing.proposed(answers.database()) or Asked()
    widgets.seed("statistics.cycle", proposed.cycle, allowed=list(cycles))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="statistics.periods"):
        cycle: str = st.selectbox(
            say(words.CYCLE),
            list(cycles),
            format_func=widgets.worded(cycles, lambda key: say(cycles[key].label)),
            key="statistics.cycle",
            width=320,
        )
        proposed = comparing.proposed(answers.database(), cycle) or proposed
        return _week(proposed) if cycle == WEEK else _months(cycle, proposed)


def _months(cycle: str, proposed: Asked) -> Asked:
    years = list(range(proposed.year + 1, proposed.year - 11, -1))
    widgets.seed("statistics.year", proposed.year, allowed=years)
    widgets.seed(f"statistics.month.{cycle}", proposed.last_month)
    widgets.seed("statistics.span", 0)
    span = st.selectbox(
        say(words.SPAN), list(words.SPANS), key="statistics.span", width=150,
        format_func=widgets.worded(words.SPANS, lambda n: say(words.SPANS[n])),
    )  # fmt: skip
    month = st.selectbox(say(words.TO_MONTH), range(1, 13), key=f"statistics.month.{cycle}", width=130)
    year = st.selectbox(say(words.YEAR), years, key="statistics.year", width=110)
    return Asked(cycle, int(year), int(month), int(span) or int(month))


def _week(proposed: Asked) -> Asked:
    widgets.seed("statistics.week", proposed.week_of)
    day = st.date_input(say(words.WEEK_OF), format="DD/MM/YYYY", key="statistics.week", width=180)
    return Asked(WEEK, week_of=day)


def _comparison_table(found: PeriodComparison) -> None:
    spoken = language()
    rows = []
    for name, before, now, difference, share, told, verdict in statistics_files.comparison_rows(found, spoken):
        is_part = name.startswith(" ")
        change = formats.number(share, spoken, digits=1) if isinstance(share, float) else share
        shown: Sequence[object] = (name.strip(), before, now, f"{difference:+d}" if difference else "0", change, told)
        cells = [Markup(f'<span class="atgt-part">{escape(str(cell))}</span>') for cell in shown] if is_part else shown
        rows.append([*cells, verdict])
    headings = statistics_files.comparison_headings(spoken)
    st.html(f'<div class="atgt-compare">{table(headings, rows, numbers=[1, 2, 3, 4])}</div>')


# ── over time ──────────────────────────────────────────────────────────────────────────────────────────────────────


def time(chosen: AccidentFilter) -> None:
    """Months, hours by weekday, time bands, holidays."""
    found = statistics_answers.time_patterns(chosen)
    if not answers.sees_days():
        st.caption(say(words.ONLY_MONTHS))
    st.subheader(say(words.MONTHS), anchor=False)
    st.altair_chart(_months_chart(found), width="stretch")
    if found.by_hour is not None:
        st.subheader(say(words.HOURS), anchor=False)
        st.html(_heat(found))
        st.caption(say(statistics_files.without_hour(found)))
        left, right = st.columns([1, 1.5], gap="large")
        with left:
            _bands(found)
        with right:
            _day_kinds(found)
    below(found.basis, lambda: statistics_files.time_file(found, language()), chosen, "time")


def _months_chart(found: TimePatterns) -> alt.Chart:
    """Stacked bars, the worst at the bottom; whole numbers only, so that no number format is needed."""
    names = [say(SEVERITY_LABELS[one]) for one in Severity]
    data = pd.DataFrame(
        [
            {"month": f"{one.month:02d}/{one.year}", "severity": name, "n": n, "order": order}
            for one in found.months
            for order, (name, n) in enumerate(zip(names, one.by_severity, strict=True))
        ]
    )
    colours = alt.Scale(domain=names, range=[_COLOURS[one] for one in Severity])
    chart: alt.Chart = (
        alt.Chart(data, height=240)
        .mark_bar()
        .encode(
            x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(labelAngle=-50, labelOverlap=True)),
            y=alt.Y("n:Q", title=say(words.N_ACCIDENTS), axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("severity:N", title=None, scale=colours, legend=alt.Legend(orient="top", columns=2)),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("month:N", title=say(words.MONTH)), alt.Tooltip("severity:N", title=" "),
                     alt.Tooltip("n:Q", title=say(words.N_ACCIDENTS))],
        )
    )  # fmt: skip
    return chart


def _heat(found: TimePatterns) -> str:
    """Hour by weekday as a table whose cells are shaded by their count; the number stands in each."""
    grid = found.by_hour
    if grid is None:
        return ""
    most = max(1, int(grid.max()))
    rows = [
        [say(name), *(_shaded(int(n), most) for n in line), formats.number(int(line.sum()), language())]
        for name, line in zip(WEEKDAYS, grid, strict=True)
    ]
    headings = ["", *(f"{hour}h" for hour in range(24)), say(statistics_files.TOTAL)]
    return f'<div class="atgt-heat">{table(headings, rows, numbers=range(1, 26))}</div>'


def _shaded(n: int, most: int) -> Markup:
    shade = -(-n * _SHADES // most)  # rounded up: one accident is never white
    return Markup(f'<i class="atgt-shade-{shade}">{n or ""}</i>')


def _bands(found: TimePatterns) -> None:
    st.subheader(say(words.BANDS), anchor=False)
    whole = max(1, sum(n for _, n in found.bands) + found.n_outside_bands)
    rows = [[band.label, n, f"{formats.number(n / whole * 100, language())}%"] for band, n in found.bands]
    st.html(table([say(words.BAND), say(words.N_ACCIDENTS), say(words.SHARE)], rows, numbers=[1, 2]))
    st.caption(say(words.BANDS_NOTE))


def _day_kinds(found: TimePatterns) -> None:
    st.subheader(say(words.DAY_KINDS), anchor=False)
    rows = statistics_files.kind_rows(found, language())
    shown = table(statistics_files.kind_headings(language()), rows, numbers=[1, 2, 3, 4])
    st.html(f'<div class="atgt-kinds-of-days">{shown}</div>')
    if found.unknown_years:
        st.caption(say(statistics_files.unknown_calendar(found)))


# ── cross tables ───────────────────────────────────────────────────────────────────────────────────────────────────


def cross(chosen: AccidentFilter) -> None:
    """Any two fields against each other."""
    fields = accident_fields.offered(answers.database())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="statistics.fields"):
        rows, columns = (
            _field(words.ROWS, "rows", "vehicle", fields),
            _field(words.COLUMNS, "columns", "severity", fields),
        )
        measure = _field(words.MEASURE, "measure", "accidents", tabulating.MEASURES)
    if rows == columns:
        st.info(say(words.SAME), icon=":material/table_chart:")
        return
    found = statistics_answers.cross_table(rows, columns, measure, chosen)
    shown = statistics_files.cross_rows(found, language())
    cells = [[row[0], *(formats.number(n, language()) if isinstance(n, int) else n for n in row[1:])] for row in shown]
    headings = statistics_files.cross_headings(found, language())
    st.html(f'<div class="atgt-cross">{table(headings, cells, numbers=range(1, len(headings)))}</div>')
    below(found.basis, lambda: statistics_files.cross_file(found, language()), chosen, "cross", n_items=len(shown))


def _field(label: Text, key: str, first: str, options: Mapping[str, Text]) -> str:
    widgets.seed(f"statistics.{key}", first, allowed=list(options))
    chosen: str = st.selectbox(
        say(label),
        list(options),
        format_func=widgets.worded(options, lambda one: say(options[one])),
        key=f"statistics.{key}",
        width=250,
    )
    return chosen


# ── below every table ──────────────────────────────────────────────────────────────────────────────────────────────


def below(
    basis: TableBasis, make: Callable[[], ExportFile], chosen: AccidentFilter, view: str, *, n_items: int | None = None
) -> None:
    """The notes of a table, and the same table as a workbook."""
    st.caption("  \n".join(plain(say(line)) for line in basis.lines))
    file = make()
    downloads.button(
        say(words.DOWNLOAD),
        file.content,
        name=file.name,
        media_type=file.media_type,
        what=f"statistics {view} xlsx",
        n_items=file.n_items if n_items is None else n_items,
        chosen=table_basis.filter_words(answers.database(), chosen).vi,
        icon=":material/table_view:",
        key=f"statistics.download.{view}",
    )
