"""Rule sets of an office: added as a file without code, checked before they are kept, used by the next run."""

import datetime as dt
import re
from contextlib import closing
from dataclasses import replace

import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotFoundError, ParameterError, RuleSetError
from atgt.domain.screening import ScreeningParameters
from atgt.storage.database import Database
from atgt.workflow import rule_library, screening

EDITOR = Actor("an", Role.EDITOR)


@pytest.fixture
def template(root):
    """The example of the documentation: what an office starts from."""
    text = (root / "docs" / "rule-sets.md").read_text("utf-8")
    return re.search(r"```toml\n(.*?)```", text, re.DOTALL).group(1)


def in_force(database, day):
    return rule_library.rule_set_for(ScreeningParameters(as_of=day), database)


def test_the_documented_example_replaces_the_circular_on_its_day(database, template, now):
    rule_library.add_file(database, "nd-mau.toml", template.encode(), LOCAL_USER, now)

    assert in_force(database, dt.date(2026, 12, 31)).key == "TT41-2024"
    added = in_force(database, dt.date(2027, 1, 1))
    assert added.key == "ND-MAU"
    assert added.origin == "nd-mau.toml"
    assert added.length_m == 500
    assert {rule_set.key: rule_set for rule_set in rule_library.rule_sets(database)}[
        "TT41-2024"
    ].valid_to == added.valid_from


def test_a_file_in_the_folder_beside_the_database_is_used(template, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "nd.toml").write_text(template, "utf-8")

    with closing(Database.open(f"sqlite:///{tmp_path}/ward.gpkg")) as database:
        assert in_force(database, dt.date(2027, 5, 1)).key == "ND-MAU"
        assert list(rule_library.own_files(database)) == [str(tmp_path / "rules" / "nd.toml")]
        assert rule_library.stored_files(database) == ()


def test_the_variable_names_a_file_or_a_folder_and_must_exist(database, template, tmp_path, monkeypatch):
    file = tmp_path / "elsewhere.toml"
    file.write_text("﻿" + template, "utf-8")
    monkeypatch.setenv("ATGT_RULES", str(file))
    assert in_force(database, dt.date(2027, 5, 1)).key == "ND-MAU"

    monkeypatch.setenv("ATGT_RULES", str(tmp_path / "nowhere"))
    with pytest.raises(NotFoundError, match="nowhere"):
        rule_library.rule_sets(database)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace('replaces = "TT41-2024"', ""), "hiệu lực chồng nhau"),
        (lambda t: t.replace('"TT41-2024"', '"TT99"'), "không có bộ nào tên đó"),
        (lambda t: t.replace('key = "ND-MAU"', 'key = "TT26-2012"'), "đã có bộ tiêu chí tên"),
        (lambda t: t.replace("at_least = 2", "at_most = 2"), "cận trên"),
        (lambda t: t.replace("FATAL = 5", "FATAL = -5"), "đơn điệu"),
        (lambda t: t.replace("FATAL = 5", "FATAL = 0.5"), "không phải số nguyên"),
        (lambda t: t.replace("length_m = 500", "length_m = 0"), "từ 1 đến 10000"),
        (lambda t: t.replace("[[rule_set]]", "[[rule_set"), "cú pháp TOML"),
        (lambda t: t.replace("valid_from = 2027-01-01", "valid_from = 2025-01-01"), "trước ngày 01/01/2025"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_nothing_is_kept(
    database, template, now, change, words
):
    with pytest.raises(RuleSetError, match=words) as refused:
        rule_library.add_file(database, "nd.toml", change(template).encode(), LOCAL_USER, now)

    assert "nd.toml" in str(refused.value)
    assert rule_library.stored_files(database) == ()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 200_001])
def test_what_is_no_text_or_too_large_is_refused(database, now, content):
    with pytest.raises(RuleSetError, match=r"nd\.toml"):
        rule_library.add_file(database, "nd.toml", content, LOCAL_USER, now)


def test_only_an_administrator_changes_rules(database, template, now):
    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        rule_library.add_file(database, "nd.toml", template.encode(), EDITOR, now)
    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        rule_library.set_readings(database, "TT41-2024", {"twelve_months": "reporting_year"}, EDITOR, now)
    with pytest.raises(ForbiddenMoveError, match="Quản trị"):
        rule_library.remove_file(database, "nd.toml", EDITOR, now)


def test_a_file_can_be_replaced_and_removed(database, template, now):
    rule_library.add_file(database, "C:/x/../nd.toml", template.encode(), LOCAL_USER, now)
    rule_library.add_file(
        database, "nd.toml", template.replace("at_least = 2", "at_least = 3").encode(), LOCAL_USER, now
    )
    assert in_force(database, dt.date(2027, 1, 1)).black[0].bounds[0].at_least == 3

    rule_library.remove_file(database, "nd.toml", LOCAL_USER, now)

    assert in_force(database, dt.date(2027, 1, 1)).key == "TT41-2024"
    with pytest.raises(NotFoundError, match=r"nd\.toml"):
        rule_library.remove_file(database, "nd.toml", LOCAL_USER, now)


def test_definitions_of_other_countries_need_their_name(database):
    assert in_force(database, dt.date(2026, 1, 1)).key == "TT41-2024"

    named = rule_library.rule_set_for(ScreeningParameters(as_of=dt.date(2026, 1, 1), rule_set_key="BE-VLG"), database)
    asked = screening.asked_parameters(dt.date(2026, 1, 1), named, rule_set_key="BE-VLG", length_m=None)

    assert (asked.length_m, asked.period_months, asked.junction_radius_m) == (100.0, 36, 50.0)
    assert screening.asked_parameters(dt.date(2026, 1, 1), named, length_m=250.0).length_m == 250.0
    with pytest.raises(ParameterError, match="XX"):
        rule_library.rule_set_for(ScreeningParameters(as_of=dt.date(2026, 1, 1), rule_set_key="XX"), database)


def test_a_run_is_outdated_when_its_rules_are_others_or_gone(sample_database, template, now):
    database = sample_database
    asked = ScreeningParameters(as_of=dt.date(2026, 10, 31))
    by_law = screening.run_screening(database, asked, LOCAL_USER, now)
    rule_library.add_file(database, "nd.toml", template.replace("2027-01-01", "2026-06-01").encode(), LOCAL_USER, now)
    named = screening.run_screening(database, replace(asked, rule_set_key="ND-MAU"), LOCAL_USER, now)
    assert screening.is_outdated(database, by_law)
    assert not screening.is_outdated(database, named)

    rule_library.remove_file(database, "nd.toml", LOCAL_USER, now)

    assert not screening.is_outdated(database, by_law)
    assert screening.is_outdated(database, named)


def test_a_reading_decided_by_the_office_is_part_of_the_next_run_and_of_its_fingerprint(sample_database, now):
    database = sample_database
    asked = ScreeningParameters(as_of=dt.date(2026, 10, 31))
    before = screening.run_screening(database, asked, LOCAL_USER, now)

    rule_library.set_readings(database, "TT41-2024", {"damage_only_in_three": "no"}, LOCAL_USER, now)
    after = screening.run_screening(database, asked, LOCAL_USER, now)

    assert before.parameters.readings == ()
    assert after.parameters.readings == (("damage_only_in_three", "no"),)
    assert after.fingerprint != before.fingerprint
    assert screening.load_run(database, after.run_id).parameters == after.parameters
    clauses = {rule.clause.vi for spot in after.spots for rule in spot.rules}
    assert not any("03 vụ tai nạn trở lên" in clause for clause in clauses)

    rule_library.set_readings(database, "TT41-2024", {"damage_only_in_three": "yes"}, LOCAL_USER, now)
    assert screening.run_screening(database, asked, LOCAL_USER, now).run_id == before.run_id
    assert not screening.is_outdated(database, before)
    with pytest.raises(RuleSetError, match="không có cách hiểu"):
        rule_library.set_readings(database, "TT41-2024", {"twelve_months": "x"}, LOCAL_USER, now)
