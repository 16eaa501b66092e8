"""Several wards on one PostgreSQL server: each in a schema of its own, none sees another."""

import threading
from collections import Counter
from contextlib import closing

import pytest
from sqlalchemy import make_url, text

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import NotAllowedError, StorageError
from atgt.storage import audit, backup, schema_version, verification, ward_schema
from atgt.storage.database import Database, _make_engine
from atgt.storage.migrations import HEAD
from atgt.storage.repositories import accidents, settings_table
from atgt.storage.tables import Base

pytestmark = pytest.mark.postgis


@pytest.fixture
def server_url(postgres_server):
    return postgres_server.create()


@pytest.fixture
def server(server_url):
    with closing(Database.open(server_url)) as database:
        yield database


@pytest.fixture
def two(server):
    """The wards "a" and "b" of a server."""
    return server.of_ward("a", create=True), server.of_ward("b", create=True)


def ids(database):
    with database.read() as session:
        return set(accidents.fetch_accidents(session)["accident_id"])


def whole(database):
    with database.read() as session:
        return verification.verify(session)


def put(database, now, value):
    with database.write(LOCAL_USER, "thử", now) as session:
        settings_table.put(session, "probe", value)


def get(database):
    with database.read() as session:
        return settings_table.get(session, "probe")


def test_each_ward_has_its_own_records_and_its_own_chain(server, two, fill):
    a, b = two

    in_a = fill(a, 5, file="a.xlsx")
    in_b = fill(b, 3, file="b.xlsx")

    assert (ids(a), ids(b), ids(server)) == (set(in_a), set(in_b), set())
    for database, n in ((a, 5), (b, 3), (server, 0)):
        found = whole(database)
        assert found.is_whole
        assert found.counts["accident"] == n
    assert whole(a).head != whole(b).head
    assert whole(server).n_lines == 0


def test_the_same_file_in_two_wards_does_not_collide(two, fill):
    a, b = two

    assert fill(a, 4) == fill(b, 4)

    assert ids(a) == ids(b)
    assert whole(a).is_whole
    assert whole(b).is_whole


def test_a_changed_record_is_found_in_its_ward_only(two, fill):
    a, b = two
    fill(a, 2)
    fill(b, 2)

    with a.bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE accident SET killed = 9"))

    assert [one.rule for one in whole(a).record_problems] == ["record_changed"] * 2
    assert whole(b).is_whole


def test_a_ward_holds_every_table_itself_so_that_no_name_falls_through_to_the_common_schema(two):
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")

    for database in two:
        with database.bare_connection() as connection:
            there = set(connection.execute(query).scalars())
            where = connection.execute(text("SELECT current_schema()")).scalar()

        assert where == f"ward_{database.ward}"
        assert set(Base.metadata.tables) | {"alembic_version"} == there


def test_geometry_types_and_functions_are_within_reach(two, fill):
    a, _ = two
    fill(a, 2)

    with a.bare_connection() as connection:
        found = connection.execute(text("SELECT ST_AsText(geom) FROM accident WHERE geom IS NOT NULL LIMIT 1")).scalar()

    assert found.startswith("POINT(108.9")


def test_a_ward_is_opened_by_its_address(server_url, two, fill):
    fill(two[0], 2)
    url = ward_schema.joined(make_url(server_url), "a").render_as_string(hide_password=False)

    with closing(Database.open(url)) as database:
        assert database.ward == "a"
        assert database.url == url == two[0].url
        assert database.where.endswith("ward=a")
        assert len(ids(database)) == 2


@pytest.mark.parametrize("code", ["c", "", "A", 'x"; DROP SCHEMA ward_a; --', "../a", "a" * 40])
def test_a_ward_that_is_not_there_is_said_and_not_made(server, two, code):
    with pytest.raises(StorageError, match=r"không có phường|không dùng được"):
        server.of_ward(code)

    assert whole(two[0]).is_whole


def test_a_file_holds_no_wards(empty_database):
    with pytest.raises(StorageError, match="Chỉ máy chủ PostgreSQL"):
        empty_database.of_ward("a", create=True)
    with pytest.raises(StorageError, match="Chỉ máy chủ PostgreSQL"):
        Database.open(f"{empty_database.url}?ward=a")


# ── rights ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_reads_or_writes_a_ward_that_is_not_his(server, two, fill, now):
    a, b = two
    fill(b, 2)
    officer = Actor("can-bo", Role.ADMINISTRATOR, ("a",))

    with a.seen_by(officer).read() as session:
        assert settings_table.get(session, "probe") is None
    with a.seen_by(officer).write(officer, "thử", now) as session:
        settings_table.put(session, "probe", "của a")
    for foreign in (b, server):
        before = whole(foreign).head
        with (
            pytest.raises(NotAllowedError, match=r"không làm việc với phường|chỉ làm việc với phường"),
            foreign.seen_by(officer).read(),
        ):
            pytest.fail("was let in")
        with pytest.raises(NotAllowedError), foreign.write(officer, "thử", now):
            pytest.fail("was let in")
        with pytest.raises(NotAllowedError), foreign.seen_by(officer).write(LOCAL_USER, "thử", now):
            pytest.fail("was let in")
        with pytest.raises(NotAllowedError), foreign.seen_by(officer).bare_connection():
            pytest.fail("was let in")
        assert whole(foreign).head == before


def test_who_reads_one_ward_does_not_read_another_through_the_same_handle(two):
    officer = Actor("can-bo", Role.EDITOR, ("a",))

    with pytest.raises(NotAllowedError), two[0].seen_by(officer).of_ward("b").read():
        pytest.fail("was let in")


# ── one pool ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_interleaved_sessions_on_one_connection_never_see_the_other_ward(server_url, now):
    """One connection only, used in turn by both wards and the common part, often enough that psycopg prepares."""
    engine = _make_engine(make_url(server_url), 15.0)
    engine.pool._pool.maxsize, engine.pool._max_overflow = 1, 0
    with closing(Database(engine)) as server:
        a, b = server.of_ward("a", create=True), server.of_ward("b", create=True)
        put(server, now, "chung")
        put(a, now, "a")
        put(b, now, "b")

        seen = [(get(a), get(b), get(server)) for _ in range(12)]
        with a.bare_connection() as connection:
            used = connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'atgt'"))
            n_connections = used.scalar()

    assert n_connections == 1
    assert set(seen) == {("a", "b", "chung")}


def test_a_transaction_that_fails_leaves_no_search_path_behind(server, two, now):
    a, b = two
    for database, value in ((server, "chung"), (a, "a"), (b, "b")):
        put(database, now, value)

    def fail():
        with a.write(LOCAL_USER, "thử", now) as session:
            settings_table.put(session, "probe", "hỏng")
            raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            fail()
        with pytest.raises(StorageError), b.bare_connection() as connection:
            connection.execute(text("SELECT no_such_column FROM setting"))
        with server.bare_connection() as connection:
            assert connection.execute(text("SHOW search_path")).scalar() == '"$user", public'
        assert (get(a), get(b), get(server)) == ("a", "b", "chung")


def test_threads_of_both_wards_share_one_pool_and_keep_apart(two, server, now):
    """Ten writers and ten readers, 20 turns each: every value read belongs to the ward that was asked."""
    strange, errors = Counter(), []
    for database in (*two, server):
        put(database, now, [str(database.ward), 0])

    def work(database, is_writer):
        try:
            for turn in range(20):
                if is_writer:
                    put(database, now, [str(database.ward), turn])
                found = get(database)
                strange[found[0] != str(database.ward)] += 1
        except Exception as error:  # noqa: BLE001 - told by the main thread
            errors.append(error)

    chosen = [(database, is_writer) for database in (*two, server) for is_writer in (True, False) for _ in range(3)]
    threads = [threading.Thread(target=work, args=one) for one in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert strange == {False: 18 * 20}
    assert all(whole(database).is_whole for database in (*two, server))


def test_writers_of_two_wards_do_not_wait_for_each_other(two, now):
    a, b = two

    with a.write(LOCAL_USER, "thử", now) as session:
        settings_table.put(session, "probe", 1)
        put(b, now, 2)

    assert (get(a), get(b)) == (1, 2)


# ── versions ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("revision", ["0001", "0004", "0006"])
def test_wards_of_an_earlier_version_come_forward_with_their_rows(postgres_server, revision, now):
    url = postgres_server.create()
    with closing(Database.open(url)) as server, server.bare_connection(writes=True) as connection:
        for ward in ("a", "b"):
            connection.exec_driver_sql(f"CREATE SCHEMA ward_{ward}")
            connection.exec_driver_sql(f"SET LOCAL search_path = ward_{ward}, public")
            schema_version.upgrade(connection, revision, schema=f"ward_{ward}")
            landmark = (
                "INSERT INTO landmark (name, lon, lat, geom) VALUES (:name, 108.9, 14.8, ST_Point(108.9, 14.8, 4326))"
            )
            connection.execute(text(landmark), {"name": ward})

    with closing(Database.open(url)) as server:
        for ward in ("a", "b"):
            database = server.of_ward(ward)
            with database.bare_connection() as connection:
                assert schema_version.current(connection, f"ward_{ward}") == HEAD
                assert connection.execute(text("SELECT name FROM landmark")).scalars().all() == [ward]
            put(database, now, ward)
            assert get(database) == ward
        assert get(server) is None


def test_a_ward_of_a_newer_version_is_refused(server, two):
    with two[0].bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="phiên bản mới hơn"), closing(Database.open(two[0].url)):
        pytest.fail("was opened")
    with closing(Database.open(two[1].url)) as other:
        assert other.ward == "b"


# ── backup ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_holds_one_ward_and_is_put_back_into_an_empty_one(server, two, fill, officer, now, tmp_path):
    a, b = two
    in_a = fill(a, 5, file="a.xlsx")
    fill(b, 3, file="b.xlsx")

    made = backup.backup(a, tmp_path / "a.gpkg", actor=officer, now=now)
    third = server.of_ward("c", create=True)
    restored = backup.restore(made.path, third.url, actor=officer, now=now)
    with pytest.raises(StorageError, match="đã có dữ liệu"):
        backup.restore(made.path, b.url, actor=officer, now=now)

    assert made.verification.is_whole
    assert made.verification.counts["accident"] == 5
    assert restored.verification.is_whole
    assert ids(third) == set(in_a)
    with third.read() as session:
        assert audit.head(session).seq == made.manifest.head.seq + 1
    fill(third, 2, file="c.xlsx")  # its numbers go on
    assert whole(third).is_whole
    assert len(ids(b)) == 3
