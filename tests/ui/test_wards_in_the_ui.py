"""Wards in the whole dashboard without a browser, on a real server: "a" holds the sample ward, "b" holds nothing."""

import datetime as dt
import shutil
from contextlib import closing
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage import backup
from atgt.storage.database import Database
from atgt.storage.repositories import accounts as account_store
from atgt.ui import account_labels, answers
from atgt.workflow import accounts, screening, signing_in, wards
from tests import addresses
from tests.ui.conftest import Shown

pytestmark = pytest.mark.postgis
PASSWORD = "con mèo đen trèo rào"
PEOPLE = {
    "quan.tri": (Role.ADMINISTRATOR, ()),
    "truong.a": (Role.ADMINISTRATOR, ("a",)),
    "can.bo.a": (Role.EDITOR, ("a",)),
    "can.bo.b": (Role.EDITOR, ("b",)),
    "lien.phuong": (Role.EDITOR, ("a", "b")),
}


@pytest.fixture(scope="module")
def office(postgres_server, sample_file, tmp_path_factory, now):
    folder, url = tmp_path_factory.mktemp("wards"), postgres_server.create()
    shutil.copy(sample_file, folder / "ward.gpkg")
    with closing(Database.open(f"sqlite:///{folder / 'ward.gpkg'}")) as sample:
        backup.backup(sample, folder / "saved.gpkg", actor=LOCAL_USER, now=now)
    with closing(Database.open(url)) as server:
        for code in ("a", "b"):
            wards.add(server, code, f"Phường {code.upper()} thử", LOCAL_USER, now)
        backup.restore(folder / "saved.gpkg", server.of_ward("a").url, actor=LOCAL_USER, now=now)
        accounts.create_first_administrator(server, "quan.tri", "Quản trị", PASSWORD, now)
        for name, (role, codes) in list(PEOPLE.items())[1:]:
            accounts.add(server, Account(name, name, role, wards=codes), PASSWORD, LOCAL_USER, now)
        today, device = dt.datetime.now().astimezone(), signing_in.Device("127.0.0.1")
        sessions = {name: signing_in.sign_in(server, name, PASSWORD, device, today).session_id for name in PEOPLE}
        yield SimpleNamespace(url=url, server=server, sessions=sessions, run=screening.latest_run(server.of_ward("a")))
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def visit(office, root, monkeypatch):
    """``visit(name, page, **query)``: what a person sees at an address."""
    monkeypatch.setenv("ATGT_DATABASE_URL", office.url)

    def open_page(name, page, **query):
        monkeypatch.setattr(answers, "_session_id", lambda: office.sessions[name])
        app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=90)
        app.query_params.update(query)
        app._page_hash = addresses.of_pages()[page][1]
        return Shown(app.run())

    yield open_page
    for session_id in office.sessions.values():
        wards.choose(office.server, session_id, None)


def all_text(shown):
    tables = " ".join(frame.value.to_csv() for frame in shown.app.dataframe)
    return f"{shown.words} {tables}"


def press(shown, label):
    return Shown(next(one for one in shown.app.button if one.label == label).click().run())


def test_who_has_one_ward_goes_straight_to_it(visit, office):
    in_a, in_b = visit("can.bo.a", "list"), visit("can.bo.b", "list")

    assert in_a.faults == in_b.faults == []
    assert "Phường A thử" in in_a.html
    assert "Phường đang xem: Phường A thử." in in_a.html
    assert office.run.run_id in in_a.html
    assert "Phường đang xem: Phường B thử." in in_b.html
    assert office.run.run_id not in in_b.html
    assert "Phường A" not in all_text(in_b)
    assert account_labels.WARD.vi not in {box.label for box in in_a.app.selectbox}


@pytest.mark.parametrize("page", sorted(addresses.of_pages()))
def test_no_page_shows_anything_of_another_ward(visit, office, page):
    """Each page of B after the same page of A, in one process with one cache."""
    places = {spot.place_name.vi for spot in office.run.spots}
    visit("can.bo.a", page, diem="D-0001")

    in_b = visit("can.bo.b", page, diem="D-0001")

    said = all_text(in_b)
    assert [place for place in places if place in said] == []
    assert office.run.run_id not in said
    assert "MÔ PHỎNG" not in in_b.html


def test_who_has_several_wards_chooses_and_the_choice_lasts(visit, office):
    first = visit("lien.phuong", "list")
    assert "Chọn phường" in first.html
    assert office.run.run_id not in all_text(first)

    in_a = press(first, "Phường A thử")
    again = visit("lien.phuong", "list")  # the page loaded anew

    for shown in (in_a, again):
        assert shown.faults == []
        assert "Phường đang xem: Phường A thử." in shown.html
    assert wards.chosen(office.server, office.sessions["lien.phuong"]) == "a"

    in_b = Shown(again.app.selectbox(key="ward.switch").select_index(1).run())

    assert in_b.faults == []
    assert "Phường đang xem: Phường B thử." in in_b.html
    assert office.run.run_id not in all_text(in_b)


def test_what_was_typed_for_one_ward_does_not_go_to_another(visit):
    shown = press(visit("lien.phuong", "list"), "Phường A thử")
    shown.app.session_state["intake.preview"] = "of A"
    shown.app.session_state["spot"] = "D-0001"

    in_b = Shown(shown.app.selectbox(key="ward.switch").select_index(1).run())

    assert "intake.preview" not in in_b.app.session_state
    assert "spot" not in in_b.app.session_state


def test_a_ward_taken_away_closes_its_pages_at_the_next_click(visit, office, now):
    shown = visit("can.bo.b", "list")
    assert "Phường B thử" in shown.html

    accounts.set_wards(office.server, "can.bo.b", ["a"], LOCAL_USER, now)
    st.cache_data.clear()  # what a second does
    after = Shown(shown.app.run())
    accounts.set_wards(office.server, "can.bo.b", ["b"], LOCAL_USER, now)
    st.cache_data.clear()

    assert "Phường đang xem: Phường A thử." in after.html


# ── administration ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_administrator_of_a_ward_sees_its_people_only(visit):
    shown = visit("truong.a", "administration")

    said = all_text(shown)
    assert shown.faults == []
    assert "can.bo.a" in said
    assert [name for name in ("can.bo.b", "lien.phuong", "quan.tri") if name in said] == []
    assert [box.options for box in shown.app.multiselect] == [["Phường A thử"]] * 2


def test_an_administrator_gives_and_changes_wards(visit, office):
    chooser = visit("quan.tri", "administration")
    shown = press(chooser, "Phường B thử")
    assert shown.faults == []
    assert "Phường A thử, Phường B thử" in all_text(shown)

    box = next(one for one in shown.app.selectbox if one.label == account_labels.ACCOUNT.vi)
    shown = Shown(box.select(next(one for one in box.options if one.startswith("can.bo.b"))).run())
    shown = Shown(shown.app.multiselect(key="admin.wards.can.bo.b").select("a").run())
    shown = press(shown, account_labels.SAVE_WARDS.vi)

    assert shown.faults == []
    with office.server.read() as session:
        changed = account_store.get_account(session, "can.bo.b")
    accounts.set_wards(office.server, "can.bo.b", ["b"], LOCAL_USER, dt.datetime.now().astimezone())
    assert changed.wards == ("a", "b")


def test_an_administrator_of_a_ward_must_choose_one(visit):
    shown = visit("truong.a", "administration")
    name = next(one for one in shown.app.text_input if one.label == account_labels.NAME.vi)
    name.input("moi.nguoi")

    after = press(shown, account_labels.CREATE.vi)

    assert "phường của mình" in " ".join(after.faults)
