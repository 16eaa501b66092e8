"""The process is killed with SIGKILL at random moments; after each restart nothing acknowledged is missing."""

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing

import pytest

from atgt.storage import backup, verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents

SEED = 20261101
SAMPLE = {"sqlite": 8, "postgresql": 5}
FULL = {"sqlite": 500, "postgresql": 200}
PER_DATABASE = 25  # then a new one, so that checking everything stays quick


def _kill_often(n, engine_name, new_url, tmp_path, work_until_killed, check_after_restart):
    chance = random.Random(SEED)
    n_notes = 0
    for number in range(n):
        if number % PER_DATABASE == 0:
            url, notes_file, kills = new_url(), tmp_path / f"notes-{number}", 0
        kills += 1
        notes = work_until_killed(url, number, notes_file, chance.randint(0, 4), chance.uniform(0.0, 0.06))
        check_after_restart(url, notes, kills)
        if number % PER_DATABASE == PER_DATABASE - 1 or number == n - 1:
            n_notes += len(notes)
    print(f"{engine_name}: {n} kills, {n_notes} acknowledged transactions, none lost")
    assert n_notes > 0


def test_killed_at_random_moments_nothing_acknowledged_is_lost(
    engine_name, new_url, tmp_path, work_until_killed, check_after_restart
):
    _kill_often(SAMPLE[engine_name], engine_name, new_url, tmp_path, work_until_killed, check_after_restart)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_killed_hundreds_of_times_nothing_acknowledged_is_lost(
    engine_name, new_url, tmp_path, work_until_killed, check_after_restart
):
    _kill_often(FULL[engine_name], engine_name, new_url, tmp_path, work_until_killed, check_after_restart)


def _kill_the_office(n, engine_name, new_url, tmp_path, work_until_killed, office):
    """Importing, editing, screening, the register, review and meetings, through the use cases."""
    chance = random.Random(SEED)
    all_notes = []
    for number in range(n):
        if number % PER_DATABASE == 0:
            url, notes_file, kills = new_url(), tmp_path / f"office-{number}", 0
            with closing(Database.open(url)) as database:
                office.open_office(database)
        kills += 1
        notes = work_until_killed(url, number, notes_file, chance.randint(0, 2), chance.uniform(0.0, 0.3), "office")
        with closing(Database.open(url, create=False)) as database:
            office.check(database, notes, n_unknown=kills)
        if number % PER_DATABASE == PER_DATABASE - 1 or number == n - 1:
            all_notes += notes
    kinds = Counter(note["kind"] for note in all_notes)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(f"{engine_name}: {n} kills while importing, screening, reviewing; acknowledged and none lost: {told}")
    assert kinds


def test_killed_while_importing_screening_reviewing_nothing_acknowledged_is_lost(
    engine_name, new_url, tmp_path, work_until_killed, office
):
    _kill_the_office(SAMPLE[engine_name], engine_name, new_url, tmp_path, work_until_killed, office)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_killed_hundreds_of_times_while_importing_screening_reviewing(
    engine_name, new_url, tmp_path, work_until_killed, office
):
    _kill_the_office(FULL[engine_name], engine_name, new_url, tmp_path, work_until_killed, office)


@pytest.mark.parametrize("n", [3, pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_killed_while_the_tables_are_made_it_opens_next_time(engine_name, request, tmp_path, victim, n):
    chance = random.Random(SEED)
    for number in range(n):
        if engine_name == "postgresql":
            url = request.getfixturevalue("postgres_server").create(with_tables=False)
        else:
            url = f"sqlite:///{tmp_path / f'{number}.gpkg'}"
        victim.start("open", url)
        time.sleep(chance.uniform(0.0, 0.3 if engine_name == "sqlite" else 1.5))
        victim.kill()

        with closing(Database.open(url)) as database, database.read() as session:
            assert verification.verify(session).is_whole


@pytest.fixture
def ward(tmp_path, empty_file, work_until_killed):
    """A file with some work in it, and a backup of an earlier state."""
    path = tmp_path / "ward.gpkg"
    path.write_bytes(empty_file.read_bytes())
    url = f"sqlite:///{path}"
    work_until_killed(url, 1, tmp_path / "notes", 12, 0.01)
    return url, path


def _n_accidents(url):
    with closing(Database.open(url, create=False)) as database, database.read() as session:
        assert verification.verify(session).is_whole
        return len(accidents.fetch_accidents(session))


@pytest.mark.parametrize("n", [3, pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_killed_while_backing_up_the_backup_is_whole_or_the_earlier_one(ward, tmp_path, victim, n):
    url, _ = ward
    target = tmp_path / "b.gpkg"
    chance = random.Random(SEED)
    for _ in range(n):
        victim.start("backup", url, str(target))
        time.sleep(chance.uniform(0.0, 0.4))
        victim.kill()

        assert _n_accidents(url) > 0
        if target.exists():
            backup.inspect(target)


@pytest.mark.parametrize("n", [3, pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_killed_while_restoring_the_database_is_the_old_or_the_new_one(ward, tmp_path, victim, n, work_until_killed):
    url, path = ward
    target = tmp_path / "b.gpkg"
    victim.start("backup", url, str(target))
    assert victim.wait() == 0
    earlier = _n_accidents(url)
    work_until_killed(url, 2, tmp_path / "notes", 8, 0.01)
    later = _n_accidents(url)
    before = path.read_bytes()
    chance = random.Random(SEED)
    for _ in range(n):
        path.write_bytes(before)
        victim.start("restore", str(target), url)
        time.sleep(chance.uniform(0.0, 0.4))
        victim.kill()

        assert _n_accidents(url) in {earlier, later}
        with closing(sqlite3.connect(path)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
