"""Edits, conflicts, undone imports, decisions and senders: stored, read back, vouched for by the audit log."""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from atgt.domain.corrections import ConflictChoice, LaterDeath
from atgt.domain.errors import NotFoundError
from atgt.domain.quality import Subject
from atgt.storage import quality_tables, verification
from atgt.storage.repositories import (
    accidents,
    edits,
    import_effects,
    imports,
    quality_decisions,
    sender_profiles,
    standings,
)


@pytest.fixture
def filled(database, officer, now, fill):
    """Three accidents of one import with one held row, and one record of every kind."""
    fill(database, 4, held=(1,))
    with database.write(officer, "thử", now) as session:
        (first, second, _) = accidents.fetch_accidents(session)["accident_id"]
        (import_id,) = imports.import_log(session)["import_id"]
        held = imports.held_rows(session)["row_key"][0]
        edits.note_edit(session, first, "killed", received=0, value=1, reason="chết sau")
        edits.note_edit(session, first, "occurred_at", received=None, value=dt.time(7, 5), reason="gọi hỏi")
        edits.add_conflict(session, first, "killed", import_id, {"before": 0, "now": 2, "officer": 1})
        edits.add_death(session, LaterDeath("", first, now.date(), "", True, 1, 0, None, None, "bv", "a", now))
        effect = import_effects.Effect(import_id, second, "updated", {"killed": 0}, {"killed": 1}, 2)
        import_effects.add_effects(session, [effect])
        import_effects.add_fix(session, held, {"Ngày": "1/2/2026"}, second, "sửa ngày")
        quality_decisions.decide(session, Subject.DUPLICATE, "a|b", "different", "hai xe khác nhau")
        sender_profiles.save(session, "Đội CSGT", {"name": "Đội CSGT"}, ["Ngày", "Chết"])
        import_effects.note_undo(session, import_id, "sai tệp", {"removed": [first], "restored": [], "kept": []})
    return database


def test_every_kind_is_covered_by_the_check(filled):
    with filled.read() as session:
        found = verification.verify(session)

    assert found.is_whole
    assert {t.__tablename__ for t in quality_tables.TABLES} <= set(verification._KINDS)
    assert all(found.counts[t.__tablename__] >= 1 for t in quality_tables.TABLES)


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        ("UPDATE field_edit SET value = '5' WHERE field = 'killed'", "field_edit"),
        ("UPDATE import_conflict SET choice = 'officer'", "import_conflict"),
        ("DELETE FROM import_effect", "import_effect"),
        ("DELETE FROM import_undo", "import_undo"),
        ("UPDATE row_fix SET corrected = '{}'", "row_fix"),
        ("UPDATE quality_decision SET choice = 'same'", "quality_decision"),
        ("UPDATE later_death SET died_on = '2020-01-01'", "later_death"),
        ("UPDATE sender_profile SET profile = '{}'", "sender_profile"),
    ],
)
def test_a_change_past_the_program_is_named(filled, statement, record):
    with filled.bare_connection(writes=True) as connection:
        undo = connection.begin_nested()
        connection.execute(text(statement))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            found = verification.verify(session)
        undo.rollback()

    assert {problem.record for problem in found.record_problems} == {record}


def test_values_come_back_as_their_columns_hold_them(filled):
    with filled.read() as session:
        (first, *_) = accidents.fetch_accidents(session)["accident_id"]
        by_field = edits.edits_of(session, [first])[first]
        (conflict,) = edits.conflicts(session)
        (death,) = edits.deaths_of(session, first)

    assert (by_field["killed"].received, by_field["killed"].value) == (0, 1)
    assert by_field["occurred_at"].value == dt.time(7, 5)
    assert (conflict.before, conflict.now, conflict.officer, conflict.is_open) == (0, 2, 1, True)
    assert death.counts


def test_a_conflict_is_decided_once_and_a_second_file_does_not_double_it(filled, officer, now):
    with filled.write(officer, "lại", now) as session:
        (one,) = edits.conflicts(session)
        values = {"before": 0, "now": 3, "officer": 1}
        again = edits.add_conflict(session, one.accident_id, "killed", one.import_id, values)
        edits.decide_conflict(session, again, ConflictChoice.OFFICER, "đã xác minh")
        left, every = edits.conflicts(session), edits.conflicts(session, only_open=False)

    assert again == one.conflict_id
    assert left == ()
    assert [(c.now, c.choice, c.decided_by) for c in every] == [(3, ConflictChoice.OFFICER, officer.name)]


def test_a_removed_accident_comes_back_whole(database, officer, now, fill):
    fill(database, 2)
    with database.write(officer, "sửa", now) as session:
        (first, _) = accidents.fetch_accidents(session)["accident_id"]
        standings.mark_preliminary(session, first)
        accidents.update_accident(session, first, {"person_name": "Người A", "killed": 2}, expected_version=1)
        before = accidents.fetch_accident(session, first)
        snapshot = accidents.remove_accident(session, first)
        with pytest.raises(NotFoundError, match="Không có tai nạn"):
            accidents.fetch_accident(session, first)
        back = accidents.restore_accident(session, snapshot)
        after = accidents.fetch_accident(session, first)

    assert back == first
    assert after.version == before.version + 1
    assert (after.fields, after.person, after.candidates) == (before.fields, before.person, before.candidates)
    with database.read() as session:
        assert verification.verify(session).is_whole


def test_many_records_are_read_at_once(database, officer, now, fill):
    fill(database, 3)
    with database.read() as session:
        ids = list(accidents.fetch_accidents(session)["accident_id"])
        found = accidents.fetch_records(session, [*ids, "tn-none"])
        one = accidents.fetch_accident(session, ids[0])

    assert set(found) == set(ids)
    assert (found[ids[0]].fields, found[ids[0]].person) == (one.fields, one.person)


def test_rows_of_an_undone_import_are_dead_unless_kept(filled, officer, now):
    with filled.write(officer, "hủy", now) as session:
        (first, *_) = accidents.fetch_accidents(session)["accident_id"]
        (import_id,) = imports.import_log(session)["import_id"]
        import_effects.unlink_rows(session, import_id, [first])
        quality_decisions.decide(session, Subject.WARNING, "x", "seen", "thử")
        keys = imports.known_row_keys(session)
        state = import_effects.live_keys(session, keys)
        kept = accidents.fetch_accident(session, first).row_key

    assert state[kept] == "live"
    assert set(state.values()) == {"live", "dead"}


def test_an_empty_database_has_no_effects(database):
    with database.read() as session:
        created = import_effects.created_by(session, "NK-0")

        assert isinstance(created, pd.DataFrame)
        assert created.empty
        assert import_effects.effects_of(session, "NK-0") == ()
        assert import_effects.undone_imports(session) == {}
