"""The audit log cannot be changed through the database, and what is changed past it is found and named."""

import datetime as dt
import random

import pytest
from sqlalchemy import text

from atgt.storage import audit, verification
from atgt.storage.audit import Head, Line
from atgt.storage.repositories import accidents, settings_table

TRIGGERS = ("audit_log_no_update", "audit_log_no_delete", "audit_sealed_no_update")


@pytest.fixture
def log(database, officer, now):
    """Nine lines in three transactions."""
    for name in "abc":
        with database.write(officer, f"lý do {name}", now) as session:
            for n in range(3):
                settings_table.put(session, f"{name}{n}", n)
    return database


@pytest.fixture
def tamper():
    """``tamper(database, *statements)``: what somebody with full access to the database could do."""

    def run(database, *statements, **values):
        with database.bare_connection(writes=True) as connection:
            if database.dialect == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            for trigger in TRIGGERS if database.dialect == "sqlite" else ():
                connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
            for statement in statements:
                connection.execute(text(statement), values)

    return run


def _verify(database, expected=None):
    with database.read() as session:
        return [(problem.seq, problem.rule) for problem in audit.verify(session, expected=expected)]


def test_an_untouched_log_verifies(log):
    assert _verify(log) == []
    with log.read() as session:
        assert audit.head(session).seq == audit.n_lines(session) == 9


def test_the_hash_of_a_line_never_changes():
    at = dt.datetime(2026, 3, 14, 18, 20, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    told = {"old": '{"cause":null}', "new": '{"cause":"Tránh vượt"}', "content_hash": "c" * 64, "sealed_hash": None}
    line = {"seq": 7, "at": at, "actor": "can-bo-a", "role": "editor", "action": "update", "record": "accident",
            "key": "tn-1", **told, "reason": "đọc lại hồ sơ", "prev_hash": "0" * 64}  # fmt: skip

    assert audit.line_hash(line) == "37604fa761efef4d4af2d270e854d90debb4b33f31e6691665ec2e52a7cd4a82"


def test_an_empty_log_verifies(database):
    assert _verify(database) == []


def test_a_line_says_who_when_what_and_why(log):
    with log.read() as session:
        line = session.scalars(audit.select(audit.AuditLine).where(audit.AuditLine.seq == 4)).one()

    assert (line.actor, line.role, line.action, line.record, line.key) == ("can-bo-a", "editor", "set", "setting", "b0")
    assert (line.old, line.new, line.reason) == (None, '{"value":0}', "lý do b")
    assert line.at.isoformat() == "2026-11-01T01:00:00+00:00"


def test_the_database_itself_refuses_to_change_a_line(log, officer, now, fill):
    ids = fill(log, 2)
    with log.write(officer, "sửa", now) as session:
        accidents.update_accident(session, ids[0], {"plates": "00X"}, expected_version=1)

    for statement in (
        "UPDATE audit_log SET reason = 'khác' WHERE seq = 4",
        "DELETE FROM audit_log WHERE seq = 4",
        "DELETE FROM audit_log",
        "UPDATE audit_sealed SET content = '{}'",
    ):
        with pytest.raises(Exception, match="append-only"), log.bare_connection(writes=True) as connection:
            connection.execute(text(statement))

    assert _verify(log) == []


def test_sqlite_refuses_to_replace_a_line(log):
    if log.dialect != "sqlite":
        return
    with pytest.raises(Exception, match="append-only"), log.bare_connection(writes=True) as connection:
        connection.execute(text("INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE seq = 4"))

    assert _verify(log) == []


def test_a_changed_line_is_named(log, tamper):
    for column in ("at", "actor", "role", "action", "record", "key", "new", "reason", "content_hash"):
        with log.read() as session:
            before = session.execute(text(f'SELECT "{column}" FROM audit_log WHERE seq = 4')).scalar_one()
        value = "2020-01-01T00:00:00.000Z" if column == "at" else "khác"
        tamper(log, f'UPDATE audit_log SET "{column}" = :value WHERE seq = 4', value=value)

        assert _verify(log) == [(4, "line_changed")], column

        tamper(log, f'UPDATE audit_log SET "{column}" = :value WHERE seq = 4', value=before)
    assert _verify(log) == []


def test_a_removed_line_is_named(log, tamper):
    tamper(log, "DELETE FROM audit_log WHERE seq = 4")

    assert _verify(log)[0] == (4, "line_removed")


def test_a_line_cut_off_the_end_is_named(log, tamper):
    tamper(log, "DELETE FROM audit_log WHERE seq = 9")

    assert _verify(log) == [(9, "tail_removed")]


def test_two_lines_that_changed_places_are_named(log, tamper):
    tamper(
        log,
        "UPDATE audit_log SET seq = -1 WHERE seq = 4",
        "UPDATE audit_log SET seq = 4 WHERE seq = 6",
        "UPDATE audit_log SET seq = 6 WHERE seq = -1",
    )

    assert _verify(log) == [(4, "line_reordered"), (6, "line_reordered")]


def test_a_line_with_a_fresh_hash_breaks_the_chain(log, tamper):
    with log.read() as session:
        row = dict(
            session.execute(audit.select(*audit.AuditLine.__table__.columns).where(audit.AuditLine.seq == 4))
            .mappings()
            .one()
        )
    forged = audit.line_hash({**row, "reason": "khác"})
    tamper(log, "UPDATE audit_log SET reason = 'khác', hash = :hash WHERE seq = 4", hash=forged)

    assert _verify(log) == [(5, "line_replaced")]


def test_an_appended_line_that_is_not_ours_is_named(log, tamper):
    tamper(
        log,
        "INSERT INTO audit_log (seq, at, actor, role, action, record, key, reason, prev_hash, hash) "
        "SELECT 10, at, actor, role, action, record, key, reason, hash, 'x' FROM audit_log WHERE seq = 9",
    )

    assert _verify(log) == [(10, "line_changed"), (10, "line_added")]


def test_a_chain_rewritten_as_a_whole_shows_against_a_head_noted_elsewhere(database, officer, now):
    """The forger knows the recipe and rewrites everything; the head printed on paper does not follow."""
    with database.write(officer, "thật", now) as session:
        audit.append(session, Line("a", "x", "1"))
    with database.read() as session:
        noted = audit.head(session)
    assert _verify(database, noted) == []

    assert _verify(database, Head(1, "0" * 64)) == [(1, "head_differs")]
    assert _verify(database, Head(2, noted.hash)) == [(2, "tail_removed")]


def test_any_single_change_to_any_line_is_found(log, tamper):
    """Twenty seeded changes, one at a time, each undone before the next."""
    chance = random.Random(20260314)
    columns = ["actor", "role", "action", "record", "key", "reason", "prev_hash", "hash"]
    for _ in range(20):
        seq, column = chance.randint(1, 9), chance.choice(columns)
        with log.read() as session:
            before = session.execute(text(f'SELECT "{column}" FROM audit_log WHERE seq = {seq}')).scalar_one()
        place = chance.randrange(len(before))
        after = before[:place] + ("x" if before[place] != "x" else "y") + before[place + 1 :]

        tamper(log, f'UPDATE audit_log SET "{column}" = :value WHERE seq = {seq}', value=after)

        assert seq in {problem[0] for problem in _verify(log)}, (seq, column)
        tamper(log, f'UPDATE audit_log SET "{column}" = :value WHERE seq = {seq}', value=before)
    assert _verify(log) == []


class TestPersonalPart:
    """Personal values stand beside the chain, so they can be erased by law and the chain stays whole."""

    @pytest.fixture
    def edited(self, database, officer, now, fill):
        ids = fill(database, 2)
        with database.write(officer, "sửa biển số", now) as session:
            accidents.update_accident(session, ids[0], {"plates": "99Z9-999.99", "severity": 3}, expected_version=1)
        return database

    def test_an_audit_line_holds_no_personal_value(self, edited):
        with edited.read() as session:
            lines = session.execute(text("SELECT old, new FROM audit_log")).all()
            sealed = session.execute(text("SELECT content FROM audit_sealed")).scalars().all()

        assert "99Z9" not in str(lines)
        assert lines[-1].new == '{"severity":3}'
        assert any("99Z9-999.99" in content for content in sealed)

    def test_a_changed_personal_part_is_named(self, edited, tamper):
        with edited.read() as session:
            last = audit.head(session).seq
        tamper(edited, f"UPDATE audit_sealed SET content = '{{}}' WHERE seq = {last}")

        assert _verify(edited) == [(last, "sealed_changed")]

    def test_a_personal_part_removed_without_a_decision_is_named(self, edited, tamper):
        with edited.read() as session:
            last = audit.head(session).seq
        tamper(edited, f"DELETE FROM audit_sealed WHERE seq = {last}")

        assert _verify(edited) == [(last, "sealed_removed")]

    def test_a_personal_part_erased_with_a_decision_leaves_the_chain_whole(self, edited, tamper, officer, now):
        with edited.write(officer, "xóa theo yêu cầu", now) as session:
            last = audit.head(session).seq
            session.execute(audit.AuditSealed.__table__.delete().where(audit.AuditSealed.seq == last))
            audit.append(session, Line("erase", "audit_sealed", str(last)))

        assert _verify(edited) == []


def test_messages_name_the_line_in_both_languages(log, tamper):
    tamper(log, "UPDATE audit_log SET reason = 'khác' WHERE seq = 4")

    with log.read() as session:
        (problem,) = verification.verify(session).audit_problems

    assert "số 4" in problem.text.vi
    assert "line 4" in problem.text.en
