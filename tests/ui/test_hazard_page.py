"""The page of hazards, and hazards on the list and the map."""

import json

import pytest

from atgt.domain.actor import Actor, Role
from atgt.storage.database import Database
from atgt.ui import answers
from atgt.workflow import hazards, roads


@pytest.fixture
def page(ward, show):
    return show("hazards")


def record(page, kind="sight"):
    key = "hazard.new.0"
    page.app.selectbox(key=f"{key}.place.road").set_value("QL1 (tuyến cũ)")
    page.app.text_input(key=f"{key}.place.km").set_value("Km1093+400")
    known = {one.key: one for one in hazards.kinds()}
    page.app.selectbox(key=f"{key}.kind").set_value(known[kind])
    page.app.text_area(key=f"{key}.description").set_value("cây xanh che biển báo")
    page.app.run()
    page.app.button(key=f"{key}.save").click().run()


def test_a_recorded_hazard_stands_on_list_map_and_register(page, ward, show):
    record(page)

    assert page.faults == []
    assert "Đã ghi nhận NC-2026-0001 và đưa vào sổ theo dõi" in page.words
    database = Database.open(ward)
    assert len(hazards.candidates(database, roads.load_network(database))) == 13
    database.close()
    assert "NC-2026-0001" in show("spot_list").html
    drawn = show("overview_map").app.get("component_instance")[0].proto.json_args
    assert "NC-2026-0001" in json.dumps(json.loads(drawn), ensure_ascii=False)
    assert "cây xanh che biển báo" not in drawn


def test_the_list_shows_the_simulated_hazards_by_kind(page):
    table = page.app.dataframe[0].value

    assert len(table) == 12
    assert "Che khuất tầm nhìn" in table["Loại"].tolist()


def test_a_committee_member_sees_the_list_and_cannot_record(ward, show, monkeypatch):
    monkeypatch.setattr(answers, "actor", lambda: Actor("uy-vien", Role.VIEWER))

    page = show("hazards")

    assert page.faults == []
    assert len(page.app.dataframe[0].value) == 12
    assert not page.app.selectbox


def test_an_empty_ward_is_told_what_to_do(nothing, show):
    page = show("hazards")

    assert page.faults == []
    assert "Chưa ghi nhận nguy cơ nào" in page.words
