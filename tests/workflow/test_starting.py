"""A ward begins with the sample or with its own data; leaving the sample leaves nothing of it, and the log whole."""

import datetime as dt

import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.review import MoveRequest, SpotState
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.storage.tables import Base
from atgt.workflow import demo, hazards, placing, provenance, register, review, roads, screening, starting


def counts(database):
    with database.read() as session:
        return {name: n for name, n in verification.table_counts(session).items() if n}


def test_the_sample_is_wanted_until_somebody_chooses_otherwise(database, now):
    assert starting.wants_sample(database)

    starting.start_own(database, LOCAL_USER, now)

    assert not starting.wants_sample(database)
    assert starting.is_own_and_empty(database)
    starting.try_sample(database, LOCAL_USER, now)
    assert starting.wants_sample(database)


def test_leaving_the_sample_removes_all_of_it_also_what_was_decided_on_it(sample_database, now):
    database = sample_database
    run = screening.latest_run(database)
    changes = register.update_from_run(database, run, LOCAL_USER, now).changes
    review.move(database, changes[0].register_id, MoveRequest(SpotState.UNDER_REVIEW, LOCAL_USER, now, "xem thử"))
    place = placing.locate_place(
        roads.load_network(database), {"road_name": "Đường tránh QL1", "km_post": "Km1093+400"}
    )
    hazards.record(database, hazards.HazardReport("sight", "thử", now.date()), place, LOCAL_USER, now)

    kept = starting.leave_sample(database, LOCAL_USER, now + dt.timedelta(hours=1))

    assert set(counts(database)) <= {"audit_log", "audit_head", "audit_sealed", "setting"}
    assert provenance.is_empty(database)
    assert not provenance.holds_sample(database)
    assert starting.is_own_and_empty(database)
    with database.read() as session:
        assert verification.verify(session).is_whole
    if database.dialect != "sqlite":  # backups of a server are made there
        assert kept is None
        return
    before = Database.open(f"sqlite:///{kept}")
    assert provenance.holds_sample(before)
    before.close()


def test_decided_things_are_guarded_again_afterwards(sample_database, now):
    database = sample_database
    starting.leave_sample(database, LOCAL_USER, now)
    query, names = {
        "sqlite": (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            {"register_move_no_delete", "register_move_no_update", "meeting_version_no_delete"},
        ),
        "postgresql": (
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'",
            {"register_move_no_change", "register_move_no_truncate", "meeting_version_no_change"},
        ),
    }[database.dialect]
    with database.bare_connection() as connection:
        left = set(connection.exec_driver_sql(query).scalars())

    assert names <= left


def test_the_sample_is_left_on_both_engines(database, now):
    provenance.mark_sample(database, LOCAL_USER, now)
    hazard = {"longitude": 108.95, "latitude": 14.8}
    placed = placing.locate_place(roads.load_network(database), hazard)
    hazards.record(database, hazards.HazardReport("sight", "thử", now.date()), placed, LOCAL_USER, now)

    starting.leave_sample(database, LOCAL_USER, now)

    empty = {table.name for table in Base.metadata.sorted_tables} - set(counts(database))
    assert {"hazard", "register_entry", "register_move"} <= empty
    with database.read() as session:
        assert verification.verify(session).is_whole


def test_real_data_is_never_removed(database, now):
    with pytest.raises(ParameterError, match="không phải dữ liệu mô phỏng"):
        starting.leave_sample(database, LOCAL_USER, now)


def test_only_an_administrator_chooses(database, now):
    for act in (starting.start_own, starting.leave_sample, starting.try_sample):
        with pytest.raises(ForbiddenMoveError, match="chọn cách bắt đầu"):
            act(database, Actor("can-bo", Role.EDITOR), now)


class LeftError(Exception):
    """The visitor has gone to another page."""


@pytest.mark.parametrize("step", range(4))
def test_a_sample_broken_off_at_any_step_is_finished_at_the_next_visit(empty_database, sample_file, step, now):
    told = iter(range(100))

    def leave(*_):
        if next(told) == step:
            raise LeftError

    with pytest.raises(LeftError):
        demo.load_sample(empty_database, now, leave)
    assert starting.wants_sample(empty_database)

    demo.load_sample(empty_database, now)

    assert not starting.wants_sample(empty_database)
    whole = Database.open(f"sqlite:///{sample_file}")
    finished, at_once = counts(empty_database), counts(whole)
    whole.close()
    assert at_once["accident"] > 500
    for name in at_once.keys() - {"audit_log", "audit_sealed"}:
        assert finished[name] == at_once[name], name
    with empty_database.read() as session:
        assert verification.verify(session).is_whole
