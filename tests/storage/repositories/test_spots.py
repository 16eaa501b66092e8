"""A screening run is a record: what comes back is what was computed."""

import dataclasses

import pytest

from atgt.domain.errors import NotFoundError, StorageError
from atgt.storage import verification
from atgt.storage.repositories import spots as store


def _save(database, officer, now, run, spots):
    with database.write(officer, "rà soát", now) as session:
        store.save_run(session, run, spots)


def test_a_run_comes_back_equal(database, officer, now, run_record, spots):
    _save(database, officer, now, run_record, spots)

    with database.read() as session:
        assert store.latest_run(session) == run_record
        assert store.load_run(session, "run-1") == run_record
        assert store.load_spots(session, "run-1") == spots
        assert verification.verify(session).is_whole


def test_before_the_first_run_there_is_none(database):
    with database.read() as session:
        assert store.latest_run(session) is None
        assert store.load_spots(session, "run-1") == ()
        assert not store.has_run(session, "run-1")
        assert len(store.list_runs(session)) == 0


def test_an_unknown_run_is_not_found(database):
    with database.read() as session, pytest.raises(NotFoundError, match="run-9"):
        store.load_run(session, "run-9")


def test_the_latest_run_is_the_one_stored_last(database, officer, now, run_record, spots):
    _save(database, officer, now, run_record, spots)
    second = dataclasses.replace(run_record, run_id="run-2")
    _save(database, officer, now, second, spots[:1])

    with database.read() as session:
        assert store.latest_run(session) == second
        assert store.has_run(session, "run-1")
        assert len(store.load_spots(session, "run-1")) == 2
        assert len(store.load_spots(session, "run-2")) == 1
        assert store.list_runs(session)["run_id"].tolist() == ["run-2", "run-1"]


def test_a_run_without_spots_is_a_run(database, officer, now, run_record):
    _save(database, officer, now, run_record, ())

    with database.read() as session:
        assert store.load_spots(session, "run-1") == ()


def test_a_run_is_stored_once(database, officer, now, run_record, spots):
    _save(database, officer, now, run_record, spots)

    with pytest.raises(StorageError, match="mâu thuẫn"):
        _save(database, officer, now, run_record, spots)
