"""Nhập dữ liệu: look at a sheet before anything is stored, accept it, load roads, see what waits for a decision."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from atgt.domain.corrections import FIELD_LABELS
from atgt.domain.errors import STOPPED
from atgt.domain.issue import IssueLevel
from atgt.domain.location import LocationStatus
from atgt.domain.schema import ACCIDENT_COLUMNS
from atgt.domain.text import Text
from atgt.ingestion.headers import TableLayout
from atgt.ingestion.profile import ImportProfile
from atgt.ui import (
    acting,
    answers,
    column_table,
    downloads,
    formats,
    heading,
    import_log,
    issue_report,
    labels,
    reading_settings,
    road_labels,
    stored_tables,
    widgets,
)
from atgt.ui import intake_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.quality_decisions import shown
from atgt.ui.widgets import say
from atgt.workflow import exporting, intake, ward_names
from atgt.workflow.progress import Progress

_STORING = "intake.storing"
TABLE_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt", "geojson", "json"]


def render() -> None:
    """Draw the page."""
    heading.show(labels.INTAKE_TITLE)
    acting.result_line()
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
        import_log.draw()


def _table_tab() -> None:
    _result_line()
    if answers.holds_sample():
        st.caption(say(words.SAMPLE_FIRST))
    if answers.layers().roads.empty:
        st.warning(say(words.NO_ROADS_YET), icon=":material/add_road:")
    if widgets.recall(_STORING) is not None:
        _store(widgets.recall(_STORING))
        return
    left, right = st.columns([2.4, 1], vertical_alignment="bottom")
    file = left.file_uploader(
        say(words.UPLOAD_TABLE), type=TABLE_TYPES, key=f"intake.file.{widgets.recall('intake.round', 0)}"
    )
    if file is None:
        with right:
            column_table.choose_profile(None)
        st.caption(say(words.AS_IT_IS))
        return
    content = file.getvalue()
    with right:
        chosen = column_table.choose_profile(column_table.headings_of(content, file.name))
    profile = column_table.edited(content, file.name, reading_settings.ask(content, file.name, chosen))
    seen, refused = widgets.attempt(lambda: _preview(content, file.name, profile))
    if seen is None:
        st.error(refused, icon=":material/error:")
        return
    _show(seen)


def _preview(content: bytes, name: str, profile: ImportProfile | None) -> intake.IntakePreview:
    """The preview of this file, read once for as long as the data stays as it is."""
    told = repr(profile.to_dict()) if profile else None
    mark = (hashlib.sha256(content).hexdigest(), name, told, answers.data_mark())
    kept = widgets.recall("intake.preview")
    if kept is None or kept[0] != mark:
        with _long_work(_drop_file) as progress:
            read = intake.preview(
                answers.database(), content, name=name, today=widgets.now().date(), profile=profile, progress=progress
            )
        kept = (mark, read)
        widgets.remember("intake.preview", kept)
    seen: intake.IntakePreview = kept[1]
    return seen


@contextmanager
def _long_work(stop: Callable[[], None]) -> Iterator[Progress]:
    """A bar that moves and a way to stop: the press of the button ends the work at its next step, nothing is stored."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0)
        st.button(say(words.STOP), icon=":material/cancel:", key="intake.stop", on_click=stop)
    yield lambda share, text: _advance(bar, share, text)
    place.empty()


def _advance(bar: st.delta_generator.DeltaGenerator, share: float, text: Text) -> None:
    bar.progress(min(1.0, max(0.0, share)), text=say(text))


def _drop_file() -> None:
    widgets.remember("intake.round", widgets.recall("intake.round", 0) + 1)
    widgets.forget("intake.preview", _STORING)
    widgets.remember("intake.stopped", value=True)


def _store(seen: intake.IntakePreview) -> None:
    """Store a preview while the visitor sees how far it is; a stop leaves nothing behind."""
    with _long_work(_stop_storing) as progress:
        report, refused = widgets.attempt(
            lambda: intake.accept(answers.database(), seen, answers.actor(), widgets.now(), progress=progress)
        )
    if report is None:
        widgets.forget(_STORING)  # a database that is locked now is not asked again by itself
        acting.refuse(refused or "")
    widgets.remember("intake.done", report)
    widgets.remember("intake.round", widgets.recall("intake.round", 0) + 1)
    widgets.forget("intake.preview", _STORING)
    st.rerun()


def _stop_storing() -> None:
    widgets.forget(_STORING)
    widgets.remember("intake.stopped", value=True)


def _show(seen: intake.IntakePreview) -> None:
    spoken = widgets.language()
    counts = [
        (words.READ, seen.n_read),
        (words.NEW, seen.n_new),
        (words.KNOWN, seen.n_known),
        (words.UPDATED, seen.n_updated),
        (words.HELD, seen.n_held),
        (words.WITHOUT_PLACE, seen.n_ambiguous + seen.n_unlocated),
    ]
    with st.container(horizontal=True, gap="small", key="intake.counts"):
        for word, n in counts:
            st.metric(say(word), formats.number(n, spoken), border=True, width=150)
    balance = _balance(seen)
    st.markdown(balance)
    with st.container(horizontal=True, gap="small"):
        if seen.n_new or seen.n_updated or _held_anew(seen):
            label = say(_accept_label(seen).fill(n=formats.number(seen.n_new, spoken), m=seen.n_updated))
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
    _updates(seen)
    _issues(seen)
    _without_place(seen)
    _areas_today(seen)
    _repairs(seen)
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
    stored_tables.draw(issue_report.rows(shown), issue_report.HEADINGS, (90, 110, 60, 150, 150, 740), most_px=430)


def _without_place(seen: intake.IntakePreview) -> None:
    """Accepted rows that found no place on the roads, each with the reason; they are kept and counted."""
    rows = seen.rows[
        (seen.rows["status"] == "accepted") & (seen.rows["location_status"] != LocationStatus.LOCATED.value)
    ]
    if rows.empty:
        return
    with st.expander(f"{say(words.WITHOUT_PLACE)} ({len(rows)})", icon=":material/wrong_location:"):
        reason = Text("location_reason", "location_reason_en")
        columns = ["sheet", "row", "road_name", "km_post_text", say(reason)]
        labelled = (ACCIDENT_COLUMNS[key].label for key in (*columns[2:4], "location_reason"))
        cells = rows[columns].astype(object).where(rows[columns].notna(), None)
        stored_tables.draw(
            cells.to_numpy().tolist(), (words.SHEET, words.ROW, *labelled), (110, 60, 190, 150, 700), most_px=330
        )


def _areas_today(seen: intake.IntakePreview) -> None:
    """Which ward of today each area of the sheet is, with the number of rows; names changed on 1 July 2025."""
    rows = seen.rows[(seen.rows["status"] == "accepted") & seen.rows["area"].notna()]
    if rows.empty:
        return
    today = ward_names.areas_today(rows, widgets.language()).fillna(say(words.NOT_KNOWN))
    counted = Counter(zip(rows["area"].tolist(), today.tolist(), strict=True))
    table: list[list[object]] = [[written, now, n] for (written, now), n in counted.most_common()]
    with st.expander(f"{say(words.AREAS_TODAY)} ({len(table)})", icon=":material/location_city:"):
        headings = (words.AREA_AS_WRITTEN, words.AREA_TODAY, words.ROWS)
        stored_tables.draw(table, headings, (320, 460, 90), most_px=330)


def _layout(layout: TableLayout) -> None:
    header = ", ".join(str(row) for row in layout.header_rows)
    st.caption(say(words.LAYOUT_LINE.fill(sheet=plain(layout.sheet), header=header, first=layout.first_data_row)))


def _held_anew(seen: intake.IntakePreview) -> bool:
    """Whether there are held rows that were never received."""
    return bool(((seen.rows["status"] == "held") & ~seen.rows["is_known"]).any())


def _accept_label(seen: intake.IntakePreview) -> Text:
    return words.ACCEPT_BOTH if seen.n_updated else words.ACCEPT


def _updates(seen: intake.IntakePreview) -> None:
    """What rows about known accidents change, and where they disagree with officers."""
    if not seen.plans:
        return
    title = words.UPDATES.fill(n=seen.n_updated, m=seen.n_conflicts)
    with st.expander(say(title), icon=":material/update:", expanded=seen.n_conflicts > 0):
        lines: list[list[object]] = []
        for one in seen.plans:
            row = seen.rows.loc[[one.label]]["row"].tolist()[0]
            for name, new in one.changes.items():
                if name in words.COMPARED:
                    old = shown(name, one.before.get(name))
                    lines.append([row, say(FIELD_LABELS[name]), old, shown(name, new), say(words.WILL_CHANGE)])
            for name, told in one.disagreements.items():
                lines.append(
                    [
                        row,
                        say(FIELD_LABELS[name]),
                        shown(name, told.officer),
                        shown(name, told.now),
                        say(words.WILL_ASK),
                    ]
                )
        headings = (words.ROW, words.COLUMN, words.PRESENT, words.IN_FILE, words.EFFECT)
        stored_tables.draw(lines, headings, (70, 200, 260, 260, 260), most_px=330)


def _repairs(seen: intake.IntakePreview) -> None:
    """Text that was repaired, before and after; what was received is kept as it came."""
    found = [issue for issue in seen.issues if issue.rule.startswith("text_repaired_")]
    if not found:
        return
    with st.expander(say(words.REPAIRS.fill(n=len(found))), icon=":material/spellcheck:"):
        rows: list[list[object]] = [[issue.sheet, issue.column, issue.value, say(issue.text)] for issue in found]
        headings = (words.SHEET, words.COLUMN, words.BEFORE_REPAIR, words.REPAIRED)
        stored_tables.draw(rows, headings, (110, 170, 240, 640), most_px=330)


def _accept(seen: intake.IntakePreview) -> None:
    widgets.remember(_STORING, seen)


def _result_line() -> None:
    if widgets.recall("intake.stopped"):
        widgets.forget("intake.stopped")
        st.info(say(STOPPED), icon=":material/cancel:")
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
