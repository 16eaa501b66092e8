"""The frame of every page: style, first start, navigation, the notice of simulated data, errors in words, footer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from atgt.domain.actor import Actor
from atgt.domain.errors import AtgtError, NotSignedInError
from atgt.domain.run import ScreeningRun
from atgt.storage.database import Database
from atgt.ui import (
    account_bar,
    acting,
    answers,
    entry_labels,
    formats,
    hazard_labels,
    labels,
    markup,
    meeting_labels,
    quality_labels,
    register_labels,
    remedy_labels,
    road_labels,
    spot_labels,
    statistics_labels,
    style,
    ward_choice,
    widgets,
)
from atgt.ui import account_labels as words
from atgt.ui.pages import (
    administration,
    basis,
    case,
    entry,
    export,
    hazards,
    intake,
    meeting,
    overview_map,
    quality,
    register,
    remedy,
    roads,
    spot,
    spot_list,
    statistics,
)
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import demo, permissions, starting
from atgt.workflow.backup_reminder import BackupReminder

_LOG = logging.getLogger(__name__)


def main() -> None:
    """Run the page the visitor has opened."""
    widgets.keep_alive()
    st.set_page_config(page_title=say(labels.APP), page_icon=str(style.ASSETS / "icon.svg"), layout="wide")
    style.apply()
    st.logo(str(style.ASSETS / "logo.svg"), size="medium")
    widgets.language_switch()
    visitor = _visitor()
    pages = {key: page for key, page in _pages().items() if visitor and permissions.may_open(visitor.role, key)}
    widgets.remember_pages(pages)
    if visitor is None or not pages:
        st.navigation(
            [st.Page(_nothing, title=say(labels.APP), url_path="ban-do", default=True)], position="hidden"
        ).run()
        return
    if answers.is_signed_in():
        st.html(account_bar.link(visitor))
    guarded(ward_choice.at_top)
    opened = st.navigation(_sections(pages), position="top")
    guarded(lambda: ward_choice.choose_first() if ward_choice.is_missing() else _page(opened.run))


_SECTIONS = (
    (None, ("map", "list", "statistics", "export")),
    (labels.REVIEW_SECTION, ("register", "meeting", "spot", "remedy")),
    (labels.DATA_SECTION, ("intake", "entry", "quality", "case", "hazards", "roads")),
    (labels.OFFICE_SECTION, ("basis", "administration")),
)


def _sections(pages: dict[str, st.Page]) -> dict[str, list[st.Page]]:
    """The menu: what everybody opens stands in it by itself, the rest by what it is for."""
    named = {say(title) if title else "": [pages[key] for key in keys if key in pages] for title, keys in _SECTIONS}
    return {title: members for title, members in named.items() if members}


def _visitor() -> Actor | None:
    """Who opened the page; a session that has ended, or a database that cannot be read, is told in words."""
    try:
        return answers.actor()
    except NotSignedInError as error:
        account_bar.ended(error)
    except AtgtError as error:
        st.error(plain(error.message(widgets.language())), icon=":material/error:")
    return None


def _nothing() -> None:
    """A page with nothing on it."""


def _pages() -> dict[str, st.Page]:
    return {
        "map": st.Page(
            overview_map.render, title=say(labels.MAP_PAGE), url_path="ban-do", icon=":material/map:", default=True
        ),
        "list": st.Page(
            spot_list.render, title=say(labels.LIST_PAGE), url_path="danh-sach", icon=":material/format_list_numbered:"
        ),
        "register": st.Page(
            register.render, title=say(register_labels.PAGE), url_path="so-theo-doi", icon=":material/menu_book:"
        ),
        "meeting": st.Page(
            meeting.render, title=say(meeting_labels.PAGE), url_path="cuoc-hop", icon=":material/groups:"
        ),
        "remedy": st.Page(
            remedy.render, title=say(remedy_labels.PAGE), url_path="xu-ly", icon=":material/construction:"
        ),
        "spot": st.Page(
            spot.render,
            title=say(spot_labels.TITLE),
            url_path="diem",
            icon=":material/location_on:",
            visibility="hidden",
        ),
        "intake": st.Page(
            intake.render, title=say(labels.INTAKE_PAGE), url_path="nhap-du-lieu", icon=":material/upload_file:"
        ),
        "entry": st.Page(
            entry.render, title=say(entry_labels.PAGE), url_path="nhap-mot-vu", icon=":material/edit_location_alt:"
        ),
        "quality": st.Page(
            quality.render, title=say(quality_labels.PAGE), url_path="chat-luong", icon=":material/fact_check:"
        ),
        "case": st.Page(
            case.render,
            title=say(quality_labels.CASE_PAGE),
            url_path="ho-so-vu",
            icon=":material/folder_open:",
            visibility="hidden",
        ),
        "hazards": st.Page(hazards.render, title=say(hazard_labels.PAGE), url_path="nguy-co", icon=":material/report:"),
        "roads": st.Page(roads.render, title=say(road_labels.PAGE), url_path="mang-duong", icon=":material/add_road:"),
        "statistics": st.Page(
            statistics.render, title=say(statistics_labels.PAGE), url_path="thong-ke", icon=":material/bar_chart:"
        ),
        "export": st.Page(export.render, title=say(labels.EXPORT_PAGE), url_path="xuat", icon=":material/download:"),
        "basis": st.Page(basis.render, title=say(labels.BASIS_PAGE), url_path="can-cu", icon=":material/gavel:"),
        "administration": st.Page(
            administration.render,
            title=say(words.ADMINISTRATION_PAGE),
            url_path="quan-tri",
            icon=":material/manage_accounts:",
        ),
    }


def _page(run_page: Callable[[], None]) -> None:
    _first_start(answers.database())
    if answers.holds_sample():
        st.html(markup.banner(widgets.language()))
    reminder = answers.backup_reminder()
    if reminder is not None and reminder.is_due:
        st.html(markup.reminder(say(reminder.text)))
    acting.refusal_line()
    guarded(run_page)
    if not answers.is_signed_in():
        account_bar.single_user_note()
    _footer(answers.latest_run(), reminder)


def guarded(draw: Callable[[], None]) -> None:
    """Draw; what goes wrong is said in words, and only the log holds the details."""
    try:
        draw()
    except AtgtError as error:
        st.error(plain(error.message(widgets.language())), icon=":material/error:")
    except Exception:  # noqa: BLE001 - the last line before the visitor
        mark = secrets.token_hex(4)
        _LOG.exception("page failed, mark %s", mark)
        st.error(say(labels.UNEXPECTED.fill(mark=mark)), icon=":material/error:")


def _first_start(database: Database) -> None:
    """An empty database gets the simulated ward, so that the first thing seen is a working map."""
    if answers.is_signed_in() or not starting.wants_sample(database):
        return  # an office that has accounts, or chose so, works with its own data
    with answers.first_start_lock():
        if not starting.wants_sample(database):
            return
        place = st.empty()
        with place.container():
            st.html(markup.title(say(labels.FIRST_START), say(labels.FIRST_START_MORE)))
            bar = st.progress(0.0)
            demo.load_sample(database, widgets.now(), lambda share, text: _advance(bar, share, say(text)))
        place.empty()


def _advance(bar: st.delta_generator.DeltaGenerator, share: float, text: str) -> None:
    bar.progress(min(1.0, max(0.0, share)), text=text)


def _footer(run: ScreeningRun | None, reminder: BackupReminder | None) -> None:
    lines = [say(labels.DECIDES)] if answers.is_signed_in() else [say(labels.DECIDES), say(words.SINGLE_USER)]
    if run is not None:
        asked, spoken = run.parameters, widgets.language()
        about = labels.FOOTER_RUN.fill(
            run=run.run_id,
            first=formats.day(asked.first_day()),
            last=formats.day(asked.as_of),
            length=formats.number(asked.length_m, spoken),
            radius=formats.number(asked.junction_radius_m, spoken),
            software=run.software,
        )
        lines += [answers.rule_set_title(run), say(about)]
    if reminder is not None:
        lines.append(say(reminder.text))
    st.html(markup.footer([line for line in (ward_choice.footer_line(), *lines) if line]))
