"""Two wards on one real server: the sample ward in one, something else in the other, and the people of both."""

import shutil
from contextlib import closing

import pytest
from sqlalchemy import select, text

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotAllowedError, NotFoundError, ParameterError, StorageError
from atgt.storage import audit, backup, verification
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.storage.tables import AuditLine
from atgt.workflow import (
    accounts,
    administration,
    demo,
    explaining,
    export_log,
    exporting,
    finding,
    keeping,
    map_layers,
    people,
    provenance,
    register,
    screening,
    selection,
    signing_in,
    starting,
    wards,
)

pytestmark = pytest.mark.postgis
PASSWORD = "con mèo đen trèo rào"
DEVICE = signing_in.Device("127.0.0.1")
OF_A = Actor("can-bo-a", Role.APPROVER, ("a",))
CHIEF_A = Actor("truong-a", Role.ADMINISTRATOR, ("a",))


@pytest.fixture(scope="module")
def saved(sample_file, tmp_path_factory):
    """A backup of the sample ward."""
    from tests.conftest import NOW

    path, copy = tmp_path_factory.mktemp("saved") / "mau.gpkg", tmp_path_factory.mktemp("copied") / "ward.gpkg"
    shutil.copy(sample_file, copy)
    with closing(Database.open(f"sqlite:///{copy}")) as sample:
        backup.backup(sample, path, actor=LOCAL_USER, now=NOW)
    return path


@pytest.fixture
def server(postgres_server, now):
    """A server with the wards "a" and "b", both empty."""
    with closing(Database.open(postgres_server.create())) as database:
        wards.add(database, "A", "Phường A", LOCAL_USER, now)
        wards.add(database, "b", "Phường B", LOCAL_USER, now)
        yield database


@pytest.fixture
def filled(server, saved, now):
    """The sample ward in "b"."""
    backup.restore(saved, server.of_ward("b").url, actor=LOCAL_USER, now=now)
    return server


@pytest.fixture
def staffed(server, now):
    """An administrator of everything, and people of each ward."""
    accounts.create_first_administrator(server, "quan.tri", "Quản trị", PASSWORD, now)
    for name, role, codes in (
        ("truong.a", Role.ADMINISTRATOR, ("a",)), ("can.bo.a", Role.EDITOR, ("a",)), ("can.bo.b", Role.EDITOR, ("b",)),
        ("lien.phuong", Role.EDITOR, ("b", "a")), ("tinh", Role.VIEWER, ()),
    ):  # fmt: skip
        accounts.add(server, Account(name, name, role, wards=codes), PASSWORD, LOCAL_USER, now)
    return server


def names(page):
    return [one.name for one in page.accounts]


def head_of(database):
    with database.read() as session:
        return audit.head(session)


# ── the records ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_of_one_ward_gets_nothing_of_another(filled, now, tmp_path):
    b = filled.of_ward("b")
    run = screening.latest_run(b)
    accident = selection.select_accidents(b, None).accidents["accident_id"].iloc[0]
    before = head_of(b)
    seen = b.seen_by(OF_A)

    for attempt in (
        lambda: selection.select_accidents(seen, None),
        lambda: map_layers.load_layers(seen),
        lambda: screening.latest_run(seen),
        lambda: explaining.explain_accident(seen, run, accident),
        lambda: exporting.export(seen, what="spots", file_format="geojson"),
        lambda: exporting.export(seen, what="accidents", file_format="xlsx"),
        lambda: finding.by_reference(seen, accident, OF_A),
        lambda: register.update_from_run(seen, run, OF_A, now),
        lambda: screening.run_screening(seen, run.parameters, OF_A, now),
        lambda: export_log.hand_out(seen, b"", name="x", what="spots", n_items=0, actor=OF_A, now=now),
        lambda: keeping.backup(seen, tmp_path / "b.gpkg", CHIEF_A, now),
        lambda: keeping.restore(tmp_path / "b.gpkg", b.url, CHIEF_A, now),
        lambda: administration.page(seen, CHIEF_A, now),
        lambda: wards.enter(filled, OF_A, "b"),
        lambda: wards.enter(filled, OF_A, None),
        lambda: wards.enter(b, OF_A, None),
    ):
        with pytest.raises(NotAllowedError, match=r"không làm việc với phường|chỉ làm việc với phường"):
            attempt()

    assert head_of(b) == before
    assert not (tmp_path / "b.gpkg").exists()
    own = wards.enter(filled, OF_A, "a")
    assert selection.select_accidents(own, None).accidents.empty
    assert screening.latest_run(own) is None


def test_what_is_written_in_one_ward_is_not_in_the_other(filled, now):
    a, b = wards.enter(filled, OF_A, "a"), filled.of_ward("b")
    before = head_of(b)

    export_log.hand_out(a, b"x", name="diem.geojson", what="spots", n_items=0, actor=OF_A, now=now)

    assert head_of(b) == before
    (line,) = export_log.handed_out(a, OF_A)
    assert (line.ward, line.actor) == ("a", "can-bo-a")
    assert export_log.handed_out(b, LOCAL_USER) == ()
    assert keeping.verify(a.seen_by(CHIEF_A)).is_whole
    assert keeping.verify(b).is_whole


def test_a_new_ward_is_empty_and_waits_for_its_own_data(server, now):
    a = server.of_ward("a")

    assert not starting.wants_sample(a)
    assert starting.is_own_and_empty(a)

    starting.try_sample(a, LOCAL_USER, now)

    assert starting.wants_sample(a)
    assert not starting.is_own_and_empty(a)
    assert not starting.wants_sample(server.of_ward("b"))


def test_records_from_before_the_first_ward_stay_within_reach_of_who_may_see_all(server, now):
    everyone = Actor("tinh", Role.EDITOR)
    assert [one.code for one in wards.choices(server, everyone)] == ["a", "b"]

    with server.write(LOCAL_USER, "thử", now) as session:
        settings_table.put(session, "probe", 1)
    demo.load_sample(server, now)

    assert [one.code for one in wards.choices(server, everyone)] == ["a", "b", ""]
    assert [one.code for one in wards.choices(server, OF_A)] == ["a"]
    assert not provenance.is_empty(wards.enter(server, everyone, ""))
    with pytest.raises(NotAllowedError):
        wards.enter(server, OF_A, "")


# ── wards ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_wards_are_added_once_by_an_administrator_of_all(server, now):
    for wrong, error in (
        (lambda: wards.add(server, "a", "Lại", LOCAL_USER, now), ParameterError),
        (lambda: wards.add(server, "Đức Phổ", "Phường", LOCAL_USER, now), ParameterError),
        (lambda: wards.add(server, "c", " ", LOCAL_USER, now), ParameterError),
        (lambda: wards.add(server, "c", "C", Actor("x", Role.EDITOR), now), NotAllowedError),
        (lambda: wards.add(server.of_ward("a"), "c", "C", CHIEF_A, now), NotAllowedError),
        (lambda: server.of_ward("c"), StorageError),
    ):
        with pytest.raises(error):
            wrong()

    assert [(one.code, one.name) for one in wards.list_wards(server, LOCAL_USER)] == [
        ("a", "Phường A"), ("b", "Phường B"),
    ]  # fmt: skip
    assert [one.code for one in wards.list_wards(server, OF_A)] == ["a"]
    assert [one.code for one in wards.choices(server.of_ward("b"), LOCAL_USER)] == ["b"]


def test_a_ward_whose_making_was_broken_off_is_finished_by_adding_it_again(server, now):
    server.of_ward("c", create=True)  # the tables are there, its line in the list is not

    assert [one.code for one in wards.list_wards(server, LOCAL_USER)] == ["a", "b"]
    wards.add(server, "c", "Phường C", LOCAL_USER, now)

    assert [one.code for one in wards.list_wards(server, LOCAL_USER)] == ["a", "b", "c"]


def test_a_file_has_no_wards(empty_file, tmp_path, now):
    shutil.copy(empty_file, tmp_path / "ward.gpkg")
    with closing(Database.open(f"sqlite:///{tmp_path / 'ward.gpkg'}")) as file:
        assert wards.list_wards(file, LOCAL_USER) == ()
        with pytest.raises(StorageError, match="Chỉ máy chủ PostgreSQL"):
            wards.add(file, "a", "A", LOCAL_USER, now)
        accounts.create_first_administrator(file, "quan.tri", "Quản trị", PASSWORD, now)
        with pytest.raises(ParameterError, match="Không có phường"):
            accounts.add(file, Account("x.y", "X", Role.EDITOR, wards=("a",)), PASSWORD, LOCAL_USER, now)


# ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_accounts_live_in_the_common_part_and_sign_in_from_every_ward(staffed, now):
    a = staffed.of_ward("a")

    begun = signing_in.sign_in(a, "lien.phuong", PASSWORD, DEVICE, now)
    actor = signing_in.actor_of(staffed, begun.session_id, now)

    assert actor == Actor("lien.phuong", Role.EDITOR, ("a", "b"))
    assert head_of(a).seq == 0  # nothing about accounts in a ward's own chain
    assert wards.chosen(staffed, begun.session_id) is None
    wards.choose(staffed, begun.session_id, "b")
    assert wards.chosen(a, begun.session_id) == "b"
    for code in ("a", "b"):
        assert wards.enter(staffed, actor, code).ward == code
    with staffed.read() as session:
        assert verification.verify(session).is_whole
    assert people.person_named(a, "can.bo.b") == Actor("can.bo.b", Role.EDITOR, ("b",))


def test_an_administrator_of_a_ward_sees_only_its_people(staffed, now):
    for name in ("can.bo.a", "can.bo.b"):
        signing_in.sign_in(staffed, name, PASSWORD, DEVICE, now)
    with pytest.raises(signing_in.NotSignedInError):
        signing_in.sign_in(staffed, "khong.co", PASSWORD, DEVICE, now)

    own = accounts.page(staffed.of_ward("a"), CHIEF_A, now)
    everything = accounts.page(staffed.of_ward("a"), LOCAL_USER, now)

    assert names(own) == ["can.bo.a", "truong.a"]
    assert [one.name for one in own.sessions] == ["can.bo.a"]
    assert [one.name for one in own.attempts] == ["can.bo.a"]
    assert names(everything) == ["can.bo.a", "can.bo.b", "lien.phuong", "quan.tri", "tinh", "truong.a"]
    assert [one.name for one in everything.attempts] == [None, "can.bo.b", "can.bo.a"]


def test_an_administrator_of_a_ward_gives_no_more_than_he_has(staffed, now):
    a = staffed.of_ward("a")
    for codes in ((), ("b",), ("a", "b")):
        with pytest.raises(NotAllowedError, match="phường của mình"):
            accounts.add(a, Account("moi", "Mới", Role.VIEWER, wards=codes), PASSWORD, CHIEF_A, now)
        with pytest.raises(NotAllowedError, match="phường của mình"):
            accounts.set_wards(a, "can.bo.a", codes, CHIEF_A, now)
    begun = signing_in.sign_in(staffed, "lien.phuong", PASSWORD, DEVICE, now)
    for foreign in ("can.bo.b", "lien.phuong", "tinh", "quan.tri", "khong.co"):
        for attempt in (
            lambda name: accounts.set_role(a, name, Role.VIEWER, CHIEF_A, now),
            lambda name: accounts.set_wards(a, name, ["a"], CHIEF_A, now),
            lambda name: accounts.reset_password(a, name, CHIEF_A, now),
            lambda name: accounts.deactivate(a, name, CHIEF_A, now),
            lambda name: accounts.activate(a, name, CHIEF_A, now),
        ):
            with pytest.raises(NotFoundError, match="Không có tài khoản"):
                attempt(foreign)
    with pytest.raises(NotFoundError):
        accounts.end_session(a, begun.session_id, CHIEF_A, now)

    accounts.add(a, Account("moi", "Mới", Role.ADMINISTRATOR, wards=("A",)), PASSWORD, CHIEF_A, now)
    accounts.deactivate(a, "can.bo.a", CHIEF_A, now)

    assert names(accounts.page(a, CHIEF_A, now)) == ["can.bo.a", "moi", "truong.a"]
    assert signing_in.visitor_of_session(staffed, begun.session_id, now) is not None


def test_changing_the_wards_of_an_account_holds_at_once_and_is_in_the_log(staffed, now):
    begun = signing_in.sign_in(staffed, "can.bo.a", PASSWORD, DEVICE, now)

    accounts.set_wards(staffed, "can.bo.a", ["B", "b"], LOCAL_USER, now)

    actor = signing_in.actor_of(staffed, begun.session_id, now)
    assert actor.wards == ("b",)
    with pytest.raises(NotAllowedError):
        wards.enter(staffed, actor, "a")
    with staffed.read() as session:
        (line,) = audit_lines(session, "wards")
        session.expunge(line)
        assert verification.verify(session).is_whole
    assert line.key == "can.bo.a"
    assert '"wards":["a"]' in line.old
    assert '"wards":["b"]' in line.new
    with pytest.raises(ParameterError, match="Không có phường “c”"):
        accounts.set_wards(staffed, "can.bo.a", ["c"], LOCAL_USER, now)


def audit_lines(session, action):
    found = session.scalars(select(AuditLine).where(AuditLine.record == "account", AuditLine.action == action))
    return found.all()


def test_somebody_is_left_who_keeps_every_account(staffed, now):
    """The administrator of one ward does not count."""
    for attempt in (
        lambda: accounts.set_wards(staffed, "quan.tri", ["a"], LOCAL_USER, now),
        lambda: accounts.deactivate(staffed, "quan.tri", LOCAL_USER, now),
        lambda: accounts.set_role(staffed, "quan.tri", Role.EDITOR, LOCAL_USER, now),
    ):
        with pytest.raises(ForbiddenMoveError, match="quản trị viên cuối cùng"):
            attempt()

    accounts.deactivate(staffed, "truong.a", LOCAL_USER, now)


def test_the_first_account_is_not_limited_to_a_ward(server, now):
    with pytest.raises(ParameterError, match="quản trị viên của mọi phường"):
        accounts.add(server, Account("dau", "Đầu", Role.ADMINISTRATOR, wards=("a",)), PASSWORD, LOCAL_USER, now)


def test_a_ward_renamed_past_the_program_is_found(server):
    with server.bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE ward SET name = 'Khác' WHERE code = 'a'"))

    with server.read() as session:
        problems = verification.verify(session).record_problems

    assert [(one.record, one.key, one.rule) for one in problems] == [("ward", "a", "record_changed")]
