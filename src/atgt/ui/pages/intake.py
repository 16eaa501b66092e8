"""Nhập dữ liệu: look at a sheet before anything is stored, accept it, load roads, see what waits for a decision."""

from __future__ import annotations

import hashlib
from collections import Counter

import streamlit as st

from atgt.domain.issue import IssueLevel
from atgt.domain.location import LocationStatus
from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.ingestion.headers import ColumnMatch, TableLayout
from atgt.ui import answers, downloads, formats, heading, issue_report, labels, road_labels, stored_tables, widgets
from atgt.ui import intake_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import exporting, intake, profiles

TABLE_TYPES = ["xlsx", "xls", "ods", "csv", "tsv", "txt"]


def render() -> None:
    """Draw the page."""
    heading.show(labels.INTAKE_TITLE)
    held = intake.held_rows(answers.database())
    tabs = st.tabs(
        [say(words.TABLE_TAB), say(words.ROADS_TAB), say(words.HELD_TAB.fill(n=len(held))), say(words.LOG_TAB)]
    )
    with tabs[0]:
        _table_tab()
    with tabs[1]:
        st.markdown(say(road_labels.MOVED_HERE))
        if st.button(say(road_labels.OPEN_PAGE), icon=":material/add_road:", key="intake.roads"):
            widgets.go_to("roads")
    with tabs[2]:
        stored_tables.held(held)
    with tabs[3]:
        stored_tables.log(intake.import_log(answers.database()))


def _table_tab() -> None:
    _result_line()
    if answers.holds_sample():
        st.caption(say(words.SAMPLE_FIRST))
    if answers.layers().roads.empty:
        st.warning(say(words.NO_ROADS_YET), icon=":material/add_road:")
    left, right = st.columns([2.4, 1], vertical_alignment="bottom")
    file = left.file_uploader(
        say(words.UPLOAD_TABLE), type=TABLE_TYPES, key=f"intake.file.{widgets.recall('intake.round', 0)}"
    )
    profile = right.selectbox(
        say(words.PROFILE),
        ["", *profiles.profile_names()],
        format_func=widgets.worded([""], lambda _: say(words.PROFILE_NONE)),
        help=say(words.PROFILE_HELP),
        key="intake.profile",
    )
    if file is None:
        st.caption(say(words.AS_IT_IS))
        return
    seen = _preview(file.getvalue(), file.name, profile)
    _show(seen)


def _preview(content: bytes, name: str, profile: str | None) -> intake.IntakePreview:
    """The preview of this file, read once for as long as the data stays as it is."""
    mark = (hashlib.sha256(content).hexdigest(), name, profile, answers.data_mark())
    kept = widgets.recall("intake.preview")
    if kept is None or kept[0] != mark:
        with st.spinner(say(words.READING)):
            read = intake.preview(
                answers.database(),
                content,
                name=name,
                today=widgets.now().date(),
                profile=profiles.load_profile(profile) if profile else None,
            )
        kept = (mark, read)
        widgets.remember("intake.preview", kept)
    seen: intake.IntakePreview = kept[1]
    return seen


def _show(seen: intake.IntakePreview) -> None:
    spoken = widgets.language()
    counts = [
        (words.READ, seen.n_read),
        (words.NEW, seen.n_new),
        (words.KNOWN, seen.n_known),
        (words.HELD, seen.n_held),
        (words.WITHOUT_PLACE, seen.n_ambiguous + seen.n_unlocated),
    ]
    with st.container(horizontal=True, gap="small", key="intake.counts"):
        for word, n in counts:
            st.metric(say(word), formats.number(n, spoken), border=True, width=150)
    balance = _balance(seen)
    st.markdown(balance)
    with st.container(horizontal=True, gap="small"):
        if seen.n_new or seen.n_held:
            label = say(words.ACCEPT.fill(n=formats.number(seen.n_new, spoken)))
            st.button(
                label, type="primary", icon=":material/save:", key="intake.accept", on_click=_accept, args=(seen,)
            )
        else:
            st.info(say(words.NOTHING_NEW), icon=":material/done_all:")
        if seen.issues:
            downloads.button(
                say(words.DOWNLOAD_ISSUES),
                issue_report.workbook(seen.issues, file=seen.file, balance=balance),
                name=f"van-de-{seen.sha256[:8]}.xlsx",
                media_type=exporting.XLSX,
                what="issues xlsx",
                n_items=len(seen.issues),
                chosen=seen.file,
                icon=":material/download:",
                key="intake.issues",
            )
    _issues(seen)
    _without_place(seen)
    for layout in seen.interpretation.layouts:
        _layout(layout)


def _balance(seen: intake.IntakePreview) -> str:
    return say(words.BALANCE.fill(read=seen.n_read, accepted=seen.n_accepted, held=seen.n_held))


def _issues(seen: intake.IntakePreview) -> None:
    st.markdown(f"**{say(words.ISSUES)} ({len(seen.issues)})**")
    if not seen.issues:
        st.success(say(words.NO_ISSUES), icon=":material/check_circle:")
        return
    n = Counter(issue.level for issue in seen.issues)
    level = st.segmented_control(
        say(words.EFFECT),
        list(IssueLevel),
        format_func=widgets.worded(IssueLevel, lambda one: f"{say(words.ISSUE_LEVELS[one])} ({n[one]})"),
        key="intake.level",
        label_visibility="collapsed",
    )
    shown = [issue for issue in seen.issues if level is None or issue.level is level]
    stored_tables.draw(issue_report.rows(shown), issue_report.HEADINGS, (90, 110, 60, 160, 170, 640), most_px=330)


def _without_place(seen: intake.IntakePreview) -> None:
    """Accepted rows that found no place on the roads, each with the reason; they are kept and counted."""
    rows = seen.rows[
        (seen.rows["status"] == "accepted") & (seen.rows["location_status"] != LocationStatus.LOCATED.value)
    ]
    if rows.empty:
        return
    with st.expander(f"{say(words.WITHOUT_PLACE)} ({len(rows)})", icon=":material/wrong_location:"):
        columns = ["sheet", "row", "road_name", "km_post_text", "location_reason"]
        headings = (words.SHEET, words.ROW, *(ACCIDENT_COLUMNS[key].label for key in columns[2:]))
        cells = rows[columns].astype(object).where(rows[columns].notna(), None)
        stored_tables.draw(cells.to_numpy().tolist(), headings, (110, 60, 190, 150, 700), most_px=330)


def _layout(layout: TableLayout) -> None:
    with st.expander(f"{say(words.LAYOUT)}: {layout.sheet}", icon=":material/table_view:"):
        header = ", ".join(str(row) for row in layout.header_rows)
        st.markdown(say(words.LAYOUT_LINE.fill(sheet=layout.sheet, header=header, first=layout.first_data_row)))
        headings = [say(words.HEADING), say(words.MEANING), say(words.HOW)]
        st.html(table(headings, [_column(column) for column in layout.columns]))


def _column(column: ColumnMatch) -> list[object]:
    if column.key is None:
        meaning = say(words.NOT_UNDERSTOOD)
    elif column.key in INTAKE_COLUMNS:
        meaning = say(INTAKE_COLUMNS[column.key].label)
    else:
        meaning = say(words.IGNORED) if column.key == "ignored" else column.key
    return [column.heading, meaning, say(words.HOW_LABELS.get(column.how, words.HOW_LABELS["none"]))]


def _accept(seen: intake.IntakePreview) -> None:
    report = intake.accept(answers.database(), seen, answers.actor(), widgets.now())
    widgets.remember("intake.done", report)
    widgets.remember("intake.round", widgets.recall("intake.round", 0) + 1)
    widgets.forget("intake.preview")


def _result_line() -> None:
    report: intake.ImportReport | None = widgets.recall("intake.done")
    if report is None:
        return
    widgets.forget("intake.done")
    done = words.DONE.fill(
        file=report.file,
        read=report.n_read,
        accepted=report.n_accepted,
        new=report.n_new,
        known=report.n_known,
        held=report.n_held,
        unplaced=report.n_ambiguous + report.n_unlocated,
    )
    st.success(f"{say(done)}  \n{say(words.NEXT_STEP)}", icon=":material/check_circle:")
