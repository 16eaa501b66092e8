"""Disk full, read-only, locked, connection lost: clear words, nothing lost, and it goes on afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from atgt.domain.errors import StorageError
from atgt.storage import backup, verification
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table

FILL = """
import datetime as dt, os, resource, sys
from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import StorageError
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
url, limit = sys.argv[1], int(sys.argv[2])
database = Database.open(url)
now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
done = 0
try:
    for n in range(10_000):
        with database.write(LOCAL_USER, "thử", now) as session:
            for i in range(20):
                settings_table.put(session, f"{n}-{i}", "x" * 500)
        done = n + 1
except StorageError as error:
    print(done, error.message("vi"), sep="|")
    with database.read() as session:  # it still reads
        assert len(settings_table.get_all(session)) == done * 20
"""


@pytest.fixture
def ward(tmp_path, empty_file):
    path = tmp_path / "ward.gpkg"
    shutil.copy(empty_file, path)
    return path


def _put(database, now, officer, value):
    with database.write(officer, "thử", now) as session:
        settings_table.put(session, "k", value)


def _get(database):
    with database.read() as session:
        return settings_table.get(session, "k")


def _fill_until_full(path, limit):
    done = subprocess.run(
        [sys.executable, "-c", FILL, f"sqlite:///{path}", str(limit)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    n, message = done.stdout.strip().split("|")
    return int(n), message


def _check_holds(path, n_transactions):
    with closing(Database.open(f"sqlite:///{path}")) as database, database.read() as session:
        assert len(settings_table.get_all(session)) == 20 * n_transactions
        assert verification.verify(session).is_whole


class TestFull:
    def test_a_file_that_may_not_grow_says_full_and_keeps_what_was_stored(self, ward):
        n, message = _fill_until_full(ward, ward.stat().st_size + 150_000)

        assert "đã đầy" in message
        assert n > 0
        _check_holds(ward, n)

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
    def test_a_full_disk_says_full_and_keeps_what_was_stored(self, empty_file, tmp_path):
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("this computer does not let tests mount a small disk")
        try:
            shutil.copy(empty_file, disk / "ward.gpkg")

            n, message = _fill_until_full(disk / "ward.gpkg", 0)

            assert "đã đầy" in message
            assert n > 0
            _check_holds(disk / "ward.gpkg", n)
            with (
                closing(Database.open(f"sqlite:///{disk / 'ward.gpkg'}")) as database,
                pytest.raises(StorageError, match="đã đầy"),
            ):
                backup.backup(database, disk / "b.gpkg", actor=None, now=None)
            assert sorted(path.name for path in disk.iterdir()) == ["ward.gpkg"]
        finally:
            subprocess.run(["umount", str(disk)], check=True)


class TestReadOnly:
    PROGRAM = """
import datetime as dt, os, sys
from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import StorageError
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anything
database = Database.open(sys.argv[1])
with database.read() as session:
    print(settings_table.get(session, "k"))
try:
    with database.write(LOCAL_USER, "thử", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) as session:
        settings_table.put(session, "k", "changed")
except StorageError as error:
    print(error.message("vi"))
"""

    @pytest.mark.parametrize(
        ("file_mode", "folder_mode", "message"), [(0o444, 0o777, "chỉ cho đọc"), (0o666, 0o555, "quyền")]
    )
    def test_it_can_be_looked_at_and_says_why_it_is_not_written(
        self, empty_file, now, officer, file_mode, folder_mode, message
    ):
        folder = Path(tempfile.mkdtemp(prefix="atgt-"))
        path = folder / "ward.gpkg"
        shutil.copy(empty_file, path)
        with closing(Database.open(f"sqlite:///{path}")) as database:
            _put(database, now, officer, "kept")
        try:
            path.chmod(file_mode)
            folder.chmod(folder_mode)

            done = subprocess.run(
                [sys.executable, "-c", self.PROGRAM, f"sqlite:///{path}"], capture_output=True, text=True, check=False
            )

            assert done.returncode == 0, done.stderr
            seen, said = done.stdout.strip().split("\n")
            assert seen == "kept"
            assert message in said
        finally:
            folder.chmod(0o755)
            with closing(Database.open(f"sqlite:///{path}")) as database:
                assert _get(database) == "kept"
            shutil.rmtree(folder)


class TestLocked:
    HOLD = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN ' + sys.argv[2]);"
        "print('held', flush=True); sys.stdin.read(); c.rollback()"
    )

    @pytest.fixture
    def hold(self, ward):
        """``hold(kind)``: another program takes a lock; returns what lets go of it."""

        def take(kind):
            process = subprocess.Popen(
                [sys.executable, "-c", self.HOLD, str(ward), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert process.stdout.readline() == b"held\n"
            return process.communicate

        return take

    def test_a_writer_that_waited_in_vain_is_told_and_nothing_is_stored(self, ward, hold, now, officer):
        let_go = hold("IMMEDIATE")
        with closing(Database.open(f"sqlite:///{ward}", busy_timeout_s=0.2)) as database:
            with pytest.raises(StorageError, match="đang bị chương trình khác giữ"):
                _put(database, now, officer, 1)
            assert _get(database) is None  # reading goes on

            let_go()
            _put(database, now, officer, 2)

            assert _get(database) == 2

    def test_a_file_held_for_itself_by_another_program_is_not_opened(self, ward, hold):
        let_go = hold("EXCLUSIVE")
        with pytest.raises(StorageError, match="đang bị chương trình khác giữ"):
            Database.open(f"sqlite:///{ward}", busy_timeout_s=0.2)

        let_go()
        Database.open(f"sqlite:///{ward}").close()

    def test_a_reader_that_stays_does_not_lose_the_writers_change(self, ward, now, officer):
        """SQLite cannot commit past a reader: the writer waits, is told, and can do it again."""
        database = Database.open(f"sqlite:///{ward}", busy_timeout_s=0.3)
        with database.read() as session:
            settings_table.get(session, "k")
            with pytest.raises(StorageError, match="đang bị chương trình khác giữ"):
                _put(database, now, officer, 1)
        assert _get(database) is None

        _put(database, now, officer, 1)

        assert _get(database) == 1
        database.close()


@pytest.mark.postgis
class TestServer:
    def test_a_writer_that_waited_in_vain_is_told(self, postgres_server, now, officer):
        url = postgres_server.create()
        with closing(Database.open(url)) as first, closing(Database.open(url, busy_timeout_s=0.2)) as second:
            with first.write(officer, "lâu", now) as session:
                settings_table.put(session, "k", 1)
                with pytest.raises(StorageError, match="đang bị chương trình khác giữ"):
                    _put(second, now, officer, 2)
            assert _get(second) == 1

    def test_a_connection_lost_in_the_middle_stores_nothing_and_the_next_write_works(
        self, postgres_server, now, officer
    ):
        with closing(Database.open(postgres_server.create())) as database:
            _put(database, now, officer, "before")

            def put_and_lose():
                with database.write(officer, "mất kết nối", now) as session:
                    settings_table.put(session, "k", "half")
                    session.flush()
                    pid = session.execute(text("SELECT pg_backend_pid()")).scalar()
                    postgres_server.execute(f"SELECT pg_terminate_backend({pid})")
                    settings_table.put(session, "other", 1)

            with pytest.raises(StorageError, match="Mất kết nối"):
                put_and_lose()
            assert _get(database) == "before"
            _put(database, now, officer, "after")

            assert _get(database) == "after"
            with database.read() as session:
                assert verification.verify(session).is_whole

    def test_a_server_that_is_not_there_is_explained(self):
        with pytest.raises(StorageError, match="Không kết nối được tới máy chủ"):
            Database.open("postgresql+psycopg://atgt@127.0.0.1:1/ward")

    def test_an_account_that_may_not_write_is_told(self, postgres_server, now, officer):
        url = postgres_server.create()
        with closing(Database.open(url)) as database:
            _put(database, now, officer, "before")
            with database.bare_connection(writes=True) as connection:
                connection.execute(text("ALTER TABLE setting RENAME TO setting_kept"))
                connection.execute(text("CREATE VIEW setting AS SELECT DISTINCT * FROM setting_kept"))
            with pytest.raises(StorageError, match="Chưa lưu gì"):
                _put(database, now, officer, "after")

    def test_a_server_without_postgis_says_what_its_administrator_must_do(self, postgres_server):
        url = postgres_server.create(with_tables=False)
        postgres_server.execute("DROP ROLE IF EXISTS atgt_plain")
        postgres_server.execute("CREATE ROLE atgt_plain LOGIN")
        plain = url.replace("//atgt@", "//atgt_plain@")
        if plain == url:
            pytest.skip("this server's administrator is not the one these tests start")

        with pytest.raises(StorageError, match="CREATE EXTENSION postgis"):
            Database.open(plain)
