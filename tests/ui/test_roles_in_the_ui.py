"""Every role in the whole dashboard without a browser: menu, pages, what is offered. Only the identity is put in.

``tests/workflow/test_permissions.py`` tries the same table without the user interface.
"""

import datetime as dt
import re
import shutil
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.attachment import AttachmentKind
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.ui import (
    answers,
    hazard_labels,
    labels,
    meeting_labels,
    register_labels,
    remedy_labels,
    rule_labels,
    spot_labels,
    start_choice,
)
from atgt.workflow import (
    accounts,
    meeting,
    permissions,
    register_pages,
    remediation,
    rule_library,
    screening,
    signing_in,
    starting,
)
from tests import addresses, season_of_a_committee, two_carriageways
from tests.ui.conftest import Shown
from tests.workflow.test_permissions import USE_CASES, call

PASSWORD = "con mèo đen trèo rào"
FROZEN, DRAFT, CLOSED, SPOT = "frozen", "draft", "closed", "spot"


@dataclass(frozen=True)
class Offer:
    """A button, where it stands, and the use case behind it."""

    use_case: str
    label: object
    page: str
    query: tuple[tuple[str, str], ...] = ()
    needs_row: bool = False  # whether a row of the page's table is chosen first
    ward: str = "season"  # see the fixture ``office``


def on(page, offers, *, needs_row=False, ward="season", **query):
    return [Offer(use_case, label, page, tuple(query.items()), needs_row, ward) for use_case, label in offers.items()]


OFFERS = (
    *on("map", {"starting.leave_sample": start_choice.BEGIN}),
    *on("map", {"starting.try_sample": start_choice.TRY}, ward="empty"),
    *on("basis", {"carriageways.choose": rule_labels.SIDES_JOIN}, ward="two-sided"),
    *on("list", {"screening.run_screening": labels.SCREEN}),
    *on("register", {"register.update_from_run": register_labels.UPDATE}),
    *on("hazards", {"hazards.record": hazard_labels.SAVE}),
    *on(
        "hazards",
        {
            "hazards.set_state": hazard_labels.SET_HANDLED,
            "hazards.put_in_register": hazard_labels.PUT_IN_REGISTER,
            "hazards.save_checklist": hazard_labels.SAVE_CHECK,
            "hazards.add_photos": hazard_labels.SAVE_PHOTOS,
        },
        needs_row=True,
    ),
    *on(
        "basis",
        {
            "rule_library.set_readings": rule_labels.DECIDE_SAVE,
            "rule_library.add_file": rule_labels.KEEP,
            "rule_library.remove_file": rule_labels.REMOVE.fill(name="nd-mau.toml"),
        },
    ),
    *on("spot", {"review.record_site_visit": spot_labels.SAVE_VISIT, "review.move": spot_labels.DO_MOVE}, diem=SPOT),
    *on(
        "remedy",
        {
            "follow_up.set_months": remedy_labels.SAVE_MONTHS,
            "measure_catalogue.set_own_kinds": remedy_labels.SAVE_CATALOGUE,
        },
    ),
    *on(
        "remedy",
        {
            "remediation.recommend": remedy_labels.SAVE_LETTER,
            "remediation.save_measure": remedy_labels.SAVE_MEASURE,
            "remediation.set_responsibility": remedy_labels.SAVE_WHO,
            "remediation.attach": remedy_labels.ATTACH,
            "remediation.record_reply": remedy_labels.SAVE_ANSWER,
            "letters.letter_file": remedy_labels.DOWNLOAD_LETTER.fill(number="12/UBND"),
            "remediation.download": Text("Tải cong-van.pdf – Văn bản", ""),
        },
        diem=SPOT,
    ),
    *on(
        "meeting",
        {"meeting.amend": meeting_labels.AMEND_DO, "carrying_out.carry_out": meeting_labels.CARRY_OUT},
        hop=CLOSED,
        buoc="bien-ban",
    ),
    *on("meeting", {"meeting.put_on_agenda": meeting_labels.ADD_DO}, hop=FROZEN, buoc="chuong-trinh"),
    *on(
        "meeting",
        {
            "meeting.set_agenda": meeting_labels.SAVE_AGENDA,
            "meeting.freeze": meeting_labels.FREEZE,
            "meeting.change_head": meeting_labels.SAVE_HEAD,
        },
        hop=DRAFT,
    ),
    *on("meeting", {"meeting.decide": meeting_labels.SAVE_DECISION}, hop=FROZEN, buoc="quyet-dinh"),
    *on("meeting", {"meeting.close": meeting_labels.CLOSE}, hop=FROZEN, buoc="bien-ban"),
    *on(
        "meeting",
        {"meeting.set_office": meeting_labels.SAVE_OFFICE, "work_calendar.set_own_days": meeting_labels.SAVE_CALENDAR},
        hop=FROZEN,
        buoc="thiet-lap",
    ),
)


_FIRST_ROW = SimpleNamespace(selection=SimpleNamespace(rows=[0]))


@pytest.fixture(scope="module")
def office(sample_file, empty_file, root, tmp_path_factory, now):
    """Three databases with one person of each role: "season" is the sample ward after a season, with a register that is
    behind, a draft meeting, a rule set of its own and a letter with a paper; "empty" is a ward that began with its own
    data and has none yet; "two-sided" has a road drawn as two carriageways.
    """
    folder = tmp_path_factory.mktemp("roles")
    files = {"season": sample_file, "empty": empty_file, "two-sided": empty_file}
    databases = {
        name: Database.open(f"sqlite:///{shutil.copy(file, folder / f'{name}.gpkg')}") for name, file in files.items()
    }
    starting.start_own(databases["empty"], LOCAL_USER, now)
    two_carriageways.lay(databases["two-sided"], now)
    yield SimpleNamespace(
        urls={name: database.url for name, database in databases.items()},
        names=_pass_a_season(databases["season"], root, now),
        sessions={name: _sign_everybody_in(database, now) for name, database in databases.items()},
        seen={},
    )
    for database in databases.values():
        database.close()
    st.cache_data.clear()
    st.cache_resource.clear()


def _pass_a_season(database, root, now):
    season = season_of_a_committee.pass_through(database, now)
    run = screening.latest_run(database)
    head = meeting.office_head(database, now.date() + dt.timedelta(days=30), "Họp")
    draft = meeting.prepare(database, head, LOCAL_USER, now)
    later = now + dt.timedelta(hours=1)
    screening.run_screening(database, replace(run.parameters, length_m=400.0), LOCAL_USER, later)
    example = re.search(r"```toml\n(.*?)```", (root / "docs/rule-sets.md").read_text("utf-8"), re.DOTALL)[1]
    rule_library.add_file(database, "nd-mau.toml", example.encode(), LOCAL_USER, later)
    letter = register_pages.spot_page(database, season.spot, LOCAL_USER, now.date()).recommendations[0]
    remediation.attach(
        database, b"%PDF-1.4\n%%EOF", record="recommendation", key=letter.recommendation_id,
        kind=AttachmentKind.LETTER, name="cong-van.pdf", actor=LOCAL_USER, now=later,
    )  # fmt: skip
    return {FROZEN: season.frozen, DRAFT: draft.meeting_id, CLOSED: season.closed, SPOT: season.spot}


def _sign_everybody_in(database, now):
    accounts.create_first_administrator(database, "administrator", "Quản trị", PASSWORD, now)
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            accounts.add(database, Account(role.value, role.value, role), PASSWORD, LOCAL_USER, now)
    today, device = dt.datetime.now().astimezone(), signing_in.Device("127.0.0.1")
    return {role: signing_in.sign_in(database, role.value, PASSWORD, device, today).session_id for role in Role}


@pytest.fixture
def visit(office, root, monkeypatch):
    """``visit(role, page, **query)``: what a person of a role sees at an address, looked at once."""

    def open_page(role, page, *, needs_row=False, ward="season", **query):
        key = (role, page, needs_row, ward, *query.items())
        if key not in office.seen:
            monkeypatch.setenv("ATGT_DATABASE_URL", office.urls[ward])
            if needs_row:
                monkeypatch.setattr(st, "dataframe", lambda *_given, **_options: _FIRST_ROW)
            monkeypatch.setattr(answers, "_session_id", lambda: office.sessions[ward][role])
            app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
            app.query_params.update({name: office.names.get(value, value) for name, value in query.items()})
            app._page_hash = addresses.of_pages()[page][1]
            office.seen[key] = Shown(app.run())
        return office.seen[key]

    return open_page


@pytest.fixture
def menu(visit, monkeypatch):
    """``menu(role)``: addresses of the pages that the dashboard names to the browser, in the menu or hidden."""
    named, real = [], st.navigation

    def overheard(pages, **options):
        members = pages if isinstance(pages, list) else [page for section in pages.values() for page in section]
        named.append({page.url_path for page in members})
        return real(pages, **options)

    monkeypatch.setattr(st, "navigation", overheard)

    def of(role):
        visit(role, "basis")
        return named[-1]

    return of


def title(shown):
    """The heading of the page."""
    return next((e.proto.body for e in shown.app.get("html") if "<h1>" in e.proto.body), "")


def buttons(shown):
    return {one.label for one in shown.app.button} | {one.proto.label for one in shown.app.get("download_button")}


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_holds_the_pages_of_the_role_and_no_other(menu, role):
    allowed = {address for key, (address, _) in addresses.of_pages().items() if permissions.may_open(role, key)}

    assert menu(role) == allowed


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_drawn_for_whom_it_is_and_shows_nothing_to_others(visit, role):
    first = visit(role, "map")
    for page in addresses.of_pages():
        whole, shown = visit(Role.ADMINISTRATOR, page), visit(role, page)

        assert shown.faults == [], page
        if permissions.may_open(role, page):
            assert title(shown) == title(whole) != "", page
        else:  # as at an address that does not exist: the map
            assert title(shown) == title(first) != title(whole), page
            assert buttons(shown) == buttons(first), page
            assert len(shown.app.dataframe) == len(first.app.dataframe), page


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("offer", OFFERS, ids=lambda one: one.use_case)
def test_a_button_is_there_for_whom_the_use_case_is(visit, role, offer):
    shown = visit(role, offer.page, needs_row=offer.needs_row, ward=offer.ward, **dict(offer.query))
    is_allowed = permissions.may_open(role, offer.page) and role in _allowed(offer.use_case)

    assert shown.faults == []
    assert (offer.label.vi in buttons(shown)) == is_allowed
    assert call(USE_CASES[offer.use_case], Actor("ai", role))[0] == ("allowed" if is_allowed else "refused")


def test_everything_the_pages_ask_a_role_for_is_offered_here(root):
    asked = set()
    for path in (root / "src/atgt/ui").rglob("*.py"):
        asked |= set(re.findall(r'acting\.may\("([\w.]+)"\)', path.read_text("utf-8")))

    elsewhere = {
        "meeting.prepare",  # an option of a list: tests/browser/test_season_in_browser.py
        "light_injuries.choose",  # on the page of quality, which members do not find
        "traffic.set_volume",  # within one view of the statistics, which asks for the role like the others
    }
    assert asked - {offer.use_case for offer in OFFERS} == elsewhere


def _allowed(use_case):
    least = permissions.least_role(use_case)
    return list(Role)[list(Role).index(least) :]
