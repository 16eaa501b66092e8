"""The pages of the committee without a browser: empty states, what they show of a register, refusals in words."""

import re

import pytest

from atgt.storage.database import Database
from atgt.workflow import register, screening
from tests.conftest import NOW


@pytest.fixture
def opened(ward):
    database = Database.open(ward)
    yield database
    database.close()


@pytest.fixture
def registered(opened):
    """The sample ward with its register made."""
    from atgt.domain.actor import Actor, Role

    register.update_from_run(opened, screening.latest_run(opened), Actor("binh", Role.EDITOR), NOW)
    return opened


def press(shown, label):
    next(button for button in shown.app.button if button.label == label).click()
    shown.app.run()
    return shown


def test_the_register_without_a_screening_says_what_to_do(nothing, show):
    assert "Chưa có lần rà soát nào" in show("register").words


def test_the_register_is_made_from_the_latest_run(opened, show):
    run = screening.latest_run(opened)

    shown = press(show("register"), f"Lập sổ từ lần rà soát {run.run_id}")

    assert shown.faults == []
    assert f"mới {len(run.spots)}" in shown.words
    assert len(shown.app.dataframe[0].value) == len(run.spots)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_register_speaks_both_languages(registered, show, language):
    shown = show("register", language=language)

    assert shown.faults == []
    assert next(iter(shown.app.dataframe[0].value.columns)) == {"vi": "Mã", "en": "No."}[language]
    assert language == "vi" or not re.search(r"[ăđơưĂĐƠƯ]", " ".join(box.label for box in shown.app.selectbox))
