"""Opening, reading, writing: whole transactions or nothing, and clear words when it cannot go on."""

import os
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import insert, text

from atgt.domain.errors import StorageError
from atgt.storage import audit, schema_version
from atgt.storage.database import Database
from atgt.storage.migrations import HEAD
from atgt.storage.repositories import accidents, imports, settings_table
from atgt.storage.tables import Setting


def _put(database, officer, now, key="k", value=1):
    with database.write(officer, "thử", now) as session:
        settings_table.put(session, key, value)


def _get(database, key="k"):
    with database.read() as session:
        return settings_table.get(session, key)


def test_what_was_written_is_there_after_opening_again(new_url, officer, now):
    url = new_url()
    database = Database.open(url)
    _put(database, officer, now, value={"tên": "Phổ Hòa", "số": 0.1})
    database.close()

    again = Database.open(url, create=False)

    assert _get(again) == {"tên": "Phổ Hòa", "số": 0.1}
    again.close()


def test_a_fault_in_the_middle_leaves_nothing(database, officer, now):
    def put_and_fail():
        with database.write(officer, "thử", now) as session:
            settings_table.put(session, "k", 1)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()

    assert _get(database) is None
    with database.read() as session:
        assert audit.n_lines(session) == 0


def test_a_reading_session_cannot_change_anything(database):
    with pytest.raises(StorageError, match="chỉ cho đọc"), database.read() as session:
        session.execute(text("INSERT INTO setting (key, value) VALUES ('k', '1')"))

    assert _get(database) is None


def test_a_change_without_an_audit_line_is_refused(database, officer, now):
    with pytest.raises(RuntimeError, match="without an audit line"), database.write(officer, "thử", now) as session:
        session.execute(insert(Setting).values(key="k", value=1))

    assert _get(database) is None


def test_a_repository_function_needs_a_writing_session(database):
    with pytest.raises(RuntimeError, match="only reads"), database.read() as session:
        audit.append(session, audit.Line("x", "y", "z"))


def test_a_reader_sees_one_state_from_first_to_last_query(database, officer, now):
    """On SQLite the writer waits for the reader; on PostgreSQL it does not, and the reader sees the old state."""
    _put(database, officer, now, value="old")
    writer = threading.Thread(target=_put, args=(database, officer, now), kwargs={"value": "new"})

    with database.read() as session:
        before = settings_table.get(session, "k")
        writer.start()
        writer.join(timeout=0.5)
        after = settings_table.get(session, "k")
    writer.join()

    assert (before, after) == ("old", "old")
    assert _get(database) == "new"


def test_two_writers_stand_in_a_queue(database, officer, now):
    """Each adds one to what it reads: nothing is lost and nobody is turned away."""
    _put(database, officer, now, value=0)

    def add(times):
        for _ in range(times):
            with database.write(officer, "cộng", now) as session:
                settings_table.put(session, "k", settings_table.get(session, "k") + 1)

    threads = [threading.Thread(target=add, args=(10,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _get(database) == 40
    with database.read() as session:
        assert audit.verify(session) == []


def test_a_large_import_does_not_keep_readers_waiting(new_url, officer, now, received_rows, accident_rows):
    database = Database.open(new_url(), busy_timeout_s=0.2)
    rows = received_rows(3000)
    entry = imports.ImportEntry("nk", "a.xlsx", "f" * 64, 3000, 3000, 0, 3000, 0)

    with database.write(officer, "nhập nhiều", now) as session:
        imports.record_import(session, entry, rows)
        accidents.insert_accidents(session, accident_rows(rows))
        with database.read() as reader:
            seen_meanwhile = len(accidents.fetch_accidents(reader))

    assert seen_meanwhile == 0
    with database.read() as reader:
        assert len(accidents.fetch_accidents(reader)) == 3000
    database.close()


def test_opening_twice_at_once_makes_the_tables_once(engine_name, request, tmp_path):
    url = (
        f"sqlite:///{tmp_path / 'new.gpkg'}"
        if engine_name == "sqlite"
        else request.getfixturevalue("postgres_server").create(with_tables=False)
    )
    program = f"from atgt.storage.database import Database; Database.open({url!r}).close()"
    several = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(3)]

    errors = [process.communicate()[1].decode() for process in several]

    assert [process.returncode for process in several] == [0, 0, 0], errors


def test_a_database_of_a_newer_version_is_refused_and_left_alone(new_url, officer, now):
    url = new_url()
    database = Database.open(url)
    with database.bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()

    with pytest.raises(StorageError, match="phiên bản mới hơn") as caught:
        Database.open(url)

    assert "9999" in caught.value.message("en")
    assert HEAD in caught.value.message("en")


def test_head_is_the_newest_migration():
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema_version._config(None)).get_current_head() == HEAD


@pytest.mark.parametrize(
    "url",
    ["", "ward.gpkg", "sqlite://", "sqlite:///:memory:", "mysql://host/x", "postgresql://host/x", "nothing://x"],
)
def test_an_address_that_is_none_of_ours_is_explained(url):
    with pytest.raises(StorageError, match=r"sqlite:///ward\.gpkg"):
        Database.open(url)


def test_a_password_is_never_shown():
    with pytest.raises(StorageError) as caught:
        Database.open("postgresql+psycopg://atgt:bi-mat@127.0.0.1:1/ward")

    assert "bi-mat" not in caught.value.message("vi") + caught.value.message("en")


class TestFile:
    """What only a SQLite file can suffer."""

    def test_a_missing_file_is_not_made_when_not_asked(self, tmp_path):
        with pytest.raises(StorageError, match="Không có cơ sở dữ liệu"):
            Database.open(f"sqlite:///{tmp_path / 'missing.gpkg'}", create=False)

        assert list(tmp_path.iterdir()) == []

    def test_an_empty_file_is_filled(self, tmp_path):
        path = tmp_path / "ward.gpkg"
        path.touch()

        Database.open(f"sqlite:///{path}").close()

        assert path.stat().st_size > 0

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04 a spreadsheet", b"\0" * 5000, b"SQLite format 3\0 and then rubbish" * 99]
    )
    def test_a_file_that_is_no_database_is_refused_and_left_alone(self, tmp_path, content):
        path = tmp_path / "ward.gpkg"
        path.write_bytes(content)

        with pytest.raises(StorageError, match="bị hỏng hoặc không phải"):
            Database.open(f"sqlite:///{path}")

        assert path.read_bytes() == content

    def test_a_page_overwritten_with_rubbish_is_found_when_opening(self, empty_file, tmp_path, officer, now, fill):
        path = tmp_path / "ward.gpkg"
        path.write_bytes(empty_file.read_bytes())
        database = Database.open(f"sqlite:///{path}")
        fill(database, 50)
        database.close()
        content = bytearray(path.read_bytes())
        middle = len(content) // 2 // 4096 * 4096
        content[middle : middle + 4096] = os.urandom(4096)
        path.write_bytes(content)

        with pytest.raises(StorageError, match="atgt restore"):
            Database.open(f"sqlite:///{path}")

    def test_a_truncated_file_is_found_when_opening(self, empty_file, tmp_path):
        path = tmp_path / "ward.gpkg"
        path.write_bytes(empty_file.read_bytes()[:-8192])

        with pytest.raises(StorageError, match="bị hỏng"):
            Database.open(f"sqlite:///{path}")

    def test_a_database_of_another_program_is_refused_and_left_alone(self, tmp_path):
        path = tmp_path / "other.db"
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE theirs (x)")
        other.close()
        before = path.read_bytes()

        with pytest.raises(StorageError, match="chương trình khác"):
            Database.open(f"sqlite:///{path}")

        assert path.read_bytes() == before

    def test_a_folder_is_not_a_database(self, tmp_path):
        with pytest.raises(StorageError, match="Không mở được"):
            Database.open(f"sqlite:///{tmp_path}")

    def test_folders_on_the_way_are_made(self, tmp_path):
        Database.open(f"sqlite:///{tmp_path / 'Tài liệu' / 'ATGT' / 'ward.gpkg'}").close()

        assert (tmp_path / "Tài liệu" / "ATGT" / "ward.gpkg").is_file()

    def test_it_keeps_a_rollback_journal_and_foreign_keys(self, tmp_path):
        database = Database.open(f"sqlite:///{tmp_path / 'ward.gpkg'}")

        with database.read() as session:
            pragmas = {
                name: session.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "application_id")
            }

        assert pragmas == {
            "journal_mode": "delete",
            "foreign_keys": 1,
            "busy_timeout": 30_000,
            "synchronous": 3,
            "application_id": int.from_bytes(b"GPKG", "big"),
        }
        database.close()

    def test_a_file_that_qgis_switched_to_wal_still_takes_writes_and_comes_back(self, tmp_path, officer, now):
        path = tmp_path / "ward.gpkg"
        database = Database.open(f"sqlite:///{path}")
        database.close()
        program = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode = WAL');"
            "c.execute('SELECT count(*) FROM accident').fetchone(); print('open', flush=True); sys.stdin.read(); c.close()"
        )
        qgis = subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert qgis.stdout.readline() == b"open\n"

        database = Database.open(f"sqlite:///{path}")
        _put(database, officer, now, value="trong lúc QGIS mở")
        database.close()
        qgis.communicate()
        database = Database.open(f"sqlite:///{path}")

        assert _get(database) == "trong lúc QGIS mở"
        with database.read() as session:
            assert session.execute(text("PRAGMA journal_mode")).scalar() == "delete"
        database.close()

    def test_it_opens_fast_and_without_alembic_when_up_to_date(self, empty_file):
        program = (
            "import sys; from atgt.storage.database import Database;"
            f"Database.open('sqlite:///{empty_file}').close(); print('alembic' in sys.modules)"
        )

        printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout

        assert printed.strip() == "False"
