"""The statistics page without a browser: each view, the numbers of the map, and what filters do to it."""

import datetime as dt

import pytest

from atgt.domain.actor import Role
from atgt.storage.database import Database
from atgt.ui import statistics_labels
from atgt.workflow import selection


@pytest.fixture
def opened(ward):
    database = Database.open(ward)
    yield database
    database.close()


@pytest.mark.parametrize("view", statistics_labels.VIEWS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_view_says_what_it_counts(ward, show, view, language):
    shown = show("statistics", language=language, statistics__view=view)

    assert shown.faults == []
    assert {"vi": "không phải kết luận", "en": "not a conclusion"}[language] in shown.words
    assert {"vi": "DỮ LIỆU MÔ PHỎNG", "en": "SIMULATED DATA"}[language] in shown.words


def test_the_comparison_is_the_one_a_report_prints(ward, show):
    shown = show("statistics")

    assert "01/01/2026 – 30/09/2026" in shown.words
    assert "tăng 41 vụ (tăng 29,9%)" in shown.html


def test_another_cycle_has_other_periods(ward, show):
    shown = show("statistics", statistics__cycle="15-14")

    assert "15/12/2025 – 14/10/2026" in shown.words


def test_a_filter_changes_table_and_map_alike(opened, show):
    kept = {"statistics__view": "cross", "filter__vehicles": ["pedestrian"], "filter__period": "2025"}
    chosen = selection.AccidentFilter(
        first_day=dt.date(2025, 1, 1),
        last_day=dt.date(2025, 12, 31),
        vehicle_groups=frozenset({"pedestrian"}),
    )

    shown = show("statistics", **kept)

    n = selection.select_accidents(opened, chosen).n_total
    assert f"{n} vụ;" in shown.words
    assert "Người đi bộ" in shown.words
    assert f" {n} vụ" in show("overview_map", **kept).html


def test_the_same_field_twice_is_no_table(ward, show):
    shown = show("statistics", statistics__view="cross", statistics__rows="road", statistics__columns="road")

    assert "Chọn hai trường khác nhau" in shown.words


def test_the_committee_is_shown_no_hour(ward, show, monkeypatch):
    from atgt.domain.actor import Actor
    from atgt.ui import answers

    monkeypatch.setattr(answers, "actor", lambda: Actor("uy.vien", Role.VIEWER))

    shown = show("statistics", statistics__view="time")

    assert shown.faults == []
    assert "ô nhỏ được che" in shown.words
    assert "Thứ Hai" not in shown.html
    assert [box.label for box in show("statistics").app.selectbox if box.label == "Chu kỳ báo cáo"]


def test_the_density_is_an_option_of_the_map_that_says_what_it_is(ward, show):
    plain, coloured = show("overview_map"), show("overview_map", map__density=True)

    assert plain.faults == coloured.faults == []
    assert "Tím đậm hơn" not in plain.words
    assert "không phải tiêu chí và không phải kết luận" in coloured.words
