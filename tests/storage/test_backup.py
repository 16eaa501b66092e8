"""A backup made while others work is whole, is checked before it is put back, and puts back everything."""

import shutil
import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text

from atgt.domain.errors import StorageError
from atgt.storage import audit, backup, backup_manifest, verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, settings_table
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import spots as spot_store


@pytest.fixture
def ward(new_url, officer, now, fill, roads, spots, run_record):
    """Accidents with an edit, held rows, roads, a run."""
    database = Database.open(new_url())
    ids = fill(database, 6, held=(1,))
    with database.write(officer, "nạp", now) as session:
        road_store.replace_roads(session, *roads)
        spot_store.save_run(session, run_record, spots)
        accidents.update_accident(session, ids[0], {"cause": "đã sửa", "plates": "0"}, expected_version=1)
    yield database
    database.close()


def _content(database):
    """Every row of every table but the audit log's last lines, as one comparable value."""
    with database.read() as session:
        found = verification.verify(session)
        assert found.is_whole
        return verification._stored(session) | {("setting", backup.LAST_BACKUP): None}, found.counts[
            "location_candidate"
        ]


def test_a_backup_holds_everything_and_says_so(ward, tmp_path, officer, now):
    with ward.read() as session:
        head, counts = audit.head(session), verification.table_counts(session)

    report = backup.backup(ward, tmp_path / "sao luu" / "ward.gpkg", actor=officer, now=now)

    assert report.verification.is_whole
    assert report.manifest.head == head
    assert {name: report.manifest.tables[name].n_rows for name in counts} == counts
    assert report.manifest.source == ward.dialect
    assert len(report.sha256) == 64
    assert backup.inspect(report.path) == report.manifest
    assert [path.name for path in report.path.parent.iterdir()] == ["ward.gpkg"]


def test_the_database_notes_when_it_was_backed_up(ward, tmp_path, officer, now):
    report = backup.backup(ward, tmp_path / "b.gpkg", actor=officer, now=now)

    with ward.read() as session:
        noted = settings_table.get(session, backup.LAST_BACKUP)
        assert verification.verify(session, expected=report.manifest.head).is_whole
    assert noted["at"] == "2026-11-01T01:00:00.000Z"
    assert noted["hash"] == report.manifest.head.hash


@pytest.mark.parametrize("target_engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def test_a_backup_is_put_back_into_either_engine(ward, target_engine, request, tmp_path, officer, now):
    report = backup.backup(ward, tmp_path / "b.gpkg", actor=officer, now=now)
    url = (
        f"sqlite:///{tmp_path / 'other machine' / 'ward.gpkg'}"
        if target_engine == "sqlite"
        else request.getfixturevalue("postgres_server").create()
    )

    restored = backup.restore(report.path, url, actor=officer, now=now)

    assert restored.verification.is_whole
    assert restored.kept_before is None
    with closing(Database.open(url, create=False)) as copy:
        content, n_candidates = _content(copy)
        original, n_before = _content(ward)
        assert content.keys() == original.keys()
        same = {key for key in content if content[key] == original[key]}
        assert content.keys() - same <= {("setting", backup.LAST_BACKUP)}
        assert n_candidates == n_before
        with copy.read() as session:
            last = session.scalars(audit.select(audit.AuditLine).order_by(audit.AuditLine.seq.desc())).first()
        assert (last.action, last.seq) == ("restore", report.manifest.head.seq + 1)
        with copy.write(officer, "tiếp tục", now) as session:  # new rows do not collide with restored ones
            accidents.insert_accidents(
                session,
                accidents.pd.DataFrame(
                    {
                        "accident_id": ["x"],
                        "occurred_on": ["2026-05-01"],
                        "severity": [1],
                        "location_status": ["unlocated"],
                    }
                ),
            )


def test_a_live_file_is_restored_in_place_and_what_was_there_is_kept(ward, tmp_path, officer, now, empty_file, fill):
    path = tmp_path / "live.gpkg"
    shutil.copy(empty_file, path)
    live = Database.open(f"sqlite:///{path}")
    fill(live, 2, file="cu.xlsx")
    report = backup.backup(ward, tmp_path / "b.gpkg", actor=officer, now=now)

    restored = backup.restore(report.path, live.url, actor=officer, now=now)

    with live.read() as session:  # the connection that was open all the time
        assert len(accidents.fetch_accidents(session)) == 5
        assert verification.verify(session).is_whole
    live.close()
    with closing(Database.open(f"sqlite:///{restored.kept_before}", create=False)) as before, before.read() as session:
        assert len(accidents.fetch_accidents(session)) == 2


def test_a_damaged_file_is_replaced_and_kept(ward, tmp_path, officer, now):
    report = backup.backup(ward, tmp_path / "b.gpkg", actor=officer, now=now)
    path = tmp_path / "live.gpkg"
    path.write_bytes(b"rubbish" * 1000)
    journal = tmp_path / "live.gpkg-journal"
    journal.write_bytes(b"rubbish")

    restored = backup.restore(report.path, f"sqlite:///{path}", actor=officer, now=now)

    assert restored.verification.is_whole
    assert restored.kept_before.read_bytes() == b"rubbish" * 1000
    assert not journal.exists()


@pytest.mark.postgis
def test_a_server_that_holds_data_is_not_overwritten(ward, tmp_path, officer, now, postgres_server, fill):
    report = backup.backup(ward, tmp_path / "b.gpkg", actor=officer, now=now)
    url = postgres_server.create()
    with closing(Database.open(url)) as target:
        fill(target, 1)

    with pytest.raises(StorageError, match="đã có dữ liệu"):
        backup.restore(report.path, url, actor=officer, now=now)

    with closing(Database.open(url)) as target, target.read() as session:
        assert len(accidents.fetch_accidents(session)) == 1


def test_backups_made_while_others_write_are_each_one_whole_state(ward, tmp_path, officer, now):
    stop, errors = threading.Event(), []

    def write():
        n = 0
        while not stop.is_set():
            try:
                with ward.write(officer, "ghi", now) as session:
                    settings_table.put(session, "a", n)
                    settings_table.put(session, "b", n)
            except StorageError as error:
                errors.append(error)
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        reports = [backup.backup(ward, tmp_path / f"{i}.gpkg", actor=officer, now=now) for i in range(3)]
    finally:
        stop.set()
        writer.join()

    assert errors == []
    for report in reports:
        assert report.verification.is_whole
        with closing(sqlite3.connect(report.path)) as copy:
            pair = copy.execute("SELECT count(DISTINCT value) FROM setting WHERE key IN ('a', 'b')").fetchone()[0]
        assert pair <= 1
    with ward.read() as session:
        assert verification.verify(session, expected=reports[-1].manifest.head).is_whole


class TestRefused:
    @pytest.fixture
    def made(self, tmp_path, empty_file, officer, now, fill):
        path = tmp_path / "ward.gpkg"
        shutil.copy(empty_file, path)
        with closing(Database.open(f"sqlite:///{path}")) as database:
            fill(database, 50)
            backup.backup(database, tmp_path / "b.gpkg", actor=officer, now=now)
        return tmp_path / "b.gpkg", f"sqlite:///{path}"

    def test_a_changed_row_in_a_backup_is_named_by_its_table(self, made, officer, now):
        path, url = made
        with closing(sqlite3.connect(path)) as file, file:
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                file.execute(f"DROP TRIGGER {name}")
            file.execute("UPDATE accident SET killed = killed + 1 WHERE fid = 7")

        with pytest.raises(StorageError, match="“accident”"):
            backup.restore(path, url, actor=officer, now=now)

    @pytest.mark.parametrize("words", ["Không nhường đường", "Km1092+400", "can-bo-a"])
    def test_one_changed_letter_anywhere_in_the_file_is_noticed_and_nothing_is_restored(
        self, made, officer, now, words
    ):
        path, url = made
        content = bytearray(path.read_bytes())
        content[content.index(words.encode()) + 2] ^= 0x01
        path.write_bytes(content)

        with pytest.raises(StorageError, match=r"bị hỏng|không còn nguyên vẹn"):
            backup.restore(path, url, actor=officer, now=now)

        with closing(Database.open(url)) as database, database.read() as session:
            assert len(accidents.fetch_accidents(session)) == 50

    def test_what_is_no_backup_is_refused(self, made, tmp_path, officer, now):
        path, url = made
        other = tmp_path / "other.gpkg"
        shutil.copy(path, other)
        backup_manifest.remove(other)

        with pytest.raises(StorageError, match="không phải bản sao lưu"):
            backup.restore(other, url, actor=officer, now=now)
        with pytest.raises(StorageError, match="Không có cơ sở dữ liệu"):
            backup.restore(tmp_path / "missing.gpkg", url, actor=officer, now=now)

    def test_a_database_is_not_backed_up_onto_itself(self, made, officer, now):
        _, url = made
        with closing(Database.open(url)) as database:
            with pytest.raises(StorageError, match="lên chính nó"):
                backup.backup(database, database.path, actor=officer, now=now)
            with database.read() as session:
                assert session.execute(text("SELECT count(*) FROM accident")).scalar() == 50

    def test_a_failed_backup_leaves_the_earlier_one(self, made, officer, now, monkeypatch):
        path, url = made
        before = path.read_bytes()

        def no_room(*_args, **_kw):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backup_manifest, "write", no_room)
        with closing(Database.open(url)) as database, pytest.raises(StorageError, match="đầy"):
            backup.backup(database, path, actor=officer, now=now)

        assert path.read_bytes() == before
        assert [p.name for p in path.parent.iterdir() if "part" in p.name] == []
