"""The page that takes in one accident: looked at while typing, stored by one press, doubles asked about."""

import datetime as dt

import pytest

from atgt.storage.database import Database
from atgt.workflow import entry, selection


@pytest.fixture
def page(ward, show):
    return show("entry")


def fill(page, km="Km1093+400", road="QL1 (tuyến cũ)", **fields):
    """Type into the form of this round."""
    n = page.app.session_state["entry.round"] if "entry.round" in page.app.session_state else 0  # noqa: SIM401 - no get
    key = f"entry.{n}"
    page.app.selectbox(key=f"{key}.place.road").set_value(road)
    page.app.text_input(key=f"{key}.place.km").set_value(km)
    page.app.date_input(key=f"{key}.date").set_value(dt.date(2026, 10, 20))
    for name, value in fields.items():
        kind = page.app.number_input if name in {"killed", "injured"} else page.app.text_input
        kind(key=f"{key}.{name}").set_value(value)
    page.app.run()
    return key


def test_an_untouched_form_complains_about_nothing(page):
    assert page.faults == []
    assert "trước khi lưu" in page.words
    assert not [one for one in page.app.button if one.key and one.key.endswith(".save")]


def test_the_place_severity_and_faults_are_seen_before_saving(page):
    key = fill(page, time="18h20", killed=1)

    assert "QL1 (tuyến cũ), Km1093+400" in page.html
    assert "Nghiêm trọng" in page.html
    assert any("để trống số bị thương" in one.value for one in page.app.warning)
    assert not page.app.button(key=f"{key}.save").disabled


def test_one_press_stores_the_accident_and_empties_the_form(page, ward):
    key = fill(page, time="18h20", killed=1, injured=0)
    page.app.button(key=f"{key}.save").click().run()

    database = Database.open(ward)
    assert page.faults == []
    assert "Đã lưu vụ tn-" in page.words
    assert selection.select_accidents(database).n_total == 596
    database.close()
    assert page.app.text_input(key="entry.1.place.km").value == ""


def test_an_ambiguous_place_is_chosen_by_the_officer(page):
    fill(page, road=None, killed=0, injured=1)
    choice = next(one for one in page.app.radio if ".choice." in one.key)
    assert [option[:2] for option in choice.options] == ["A.", "B."]

    choice.set_value(1).run()

    assert "Đường tránh QL1, Km1093+400" in page.html


def test_a_likely_double_must_be_answered_before_saving(page, ward):
    key = fill(page, time="18h20", killed=1, injured=0)
    page.app.radio(key=f"{key}.standing").set_value(
        page.app.radio(key=f"{key}.standing").options and "preliminary"
    ).run()
    page.app.button(key=f"{key}.save").click().run()

    key = fill(page, time="18h25", killed=2, injured=0)
    assert page.app.button(key=f"{key}.save").disabled
    same = next(one for one in page.app.radio if ".same." in one.key)
    assert "thay tin ban đầu" in " ".join(same.options)
    same.set_value(same.key.rsplit("|", 1)[1]).run()
    page.app.button(key=f"{key}.save").click().run()

    database = Database.open(ward)
    assert "Đã thay tin ban đầu" in page.words
    assert selection.select_accidents(database).n_total == 596
    assert entry.preliminary(database).empty
    database.close()
