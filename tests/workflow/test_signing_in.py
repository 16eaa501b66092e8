"""Accounts and sessions without a browser: who gets in, for how long, and what is written down."""

import datetime as dt

import pytest

from atgt.domain.account import Account, Outcome, SignInWay
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotSignedInError, ParameterError
from atgt.storage import verification
from atgt.workflow import accounts, signing_in
from atgt.workflow.signing_in import Device

PASSWORD = "con mèo đen trèo rào"
HERE = Device("192.168.1.20", "thử")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def office(database, now):
    """A database with an administrator and an editor, on each engine."""
    accounts.create_first_administrator(database, "quan.tri", "Quản trị viên", PASSWORD, now)
    accounts.add(database, Account("can.bo", "Cán bộ", Role.EDITOR), PASSWORD, LOCAL_USER, now)
    return database


def test_a_database_without_accounts_belongs_to_the_person_at_the_computer(empty_database, now):
    assert signing_in.actor_of(empty_database, None, now) == LOCAL_USER

    accounts.create_first_administrator(empty_database, "quan.tri", "Quản trị viên", PASSWORD, now)

    with pytest.raises(NotSignedInError, match="đăng nhập lại"):
        signing_in.actor_of(empty_database, None, now)
    with pytest.raises(ForbiddenMoveError, match="đã có tài khoản"):
        accounts.create_first_administrator(empty_database, "khac", "Khác", PASSWORD, now)


def test_who_signs_in_is_known_by_cookie_and_by_session_until_he_signs_out(office, now):
    begun = signing_in.sign_in(office, " Can.Bo ", PASSWORD, HERE, now)

    assert signing_in.visitor_of_token(office, begun.token, now).actor == Actor("can.bo", Role.EDITOR)
    assert signing_in.actor_of(office, begun.session_id, now) == Actor("can.bo", Role.EDITOR)
    assert signing_in.visitor_of_token(office, begun.session_id, now) is None  # the id is no cookie

    signing_in.sign_out(office, begun.session_id, now)

    assert signing_in.visitor_of_token(office, begun.token, now) is None
    with pytest.raises(NotSignedInError):
        signing_in.actor_of(office, begun.session_id, now)


def test_a_session_ends_when_idle_and_after_a_working_day(office, now):
    idle, absolute = signing_in.SESSION_LIMITS.idle, signing_in.SESSION_LIMITS.absolute
    begun = signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now)

    assert signing_in.visitor_of_token(office, begun.token, now + idle - MINUTE)  # in use: counts from here
    assert signing_in.visitor_of_token(office, begun.token, now + 2 * idle - 2 * MINUTE)
    assert signing_in.visitor_of_token(office, begun.token, now + 3 * idle - 2 * MINUTE) is None

    begun, moment = signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now), now
    while moment < now + absolute - idle / 2:
        assert signing_in.visitor_of_token(office, begun.token, moment)
        moment += idle / 2
    assert signing_in.visitor_of_token(office, begun.token, now + absolute) is None


def test_changing_the_password_or_switching_off_ends_the_other_sessions(office, now):
    first, second = (signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now) for _ in range(2))

    signing_in.change_password(office, second.session_id, PASSWORD, "bốn từ chẳng liên quan", HERE, now)

    assert signing_in.visitor_of_token(office, first.token, now) is None
    assert signing_in.visitor_of_token(office, second.token, now)
    accounts.deactivate(office, "can.bo", LOCAL_USER, now)
    assert signing_in.visitor_of_token(office, second.token, now) is None
    with pytest.raises(NotSignedInError, match="không đúng"):
        signing_in.sign_in(office, "can.bo", "bốn từ chẳng liên quan", HERE, now)


def test_guessing_is_stopped_alike_for_real_and_invented_names(office, now):
    def tell(name, password="sai mật khẩu rồi", address="10.0.0.1"):
        with pytest.raises(NotSignedInError) as caught:
            signing_in.sign_in(office, name, password, Device(address), now)
        return caught.value.message()

    real = [tell("can.bo", address=f"10.0.0.{i}") for i in range(7)]
    invented = [tell("khong.co", address=f"10.0.1.{i}") for i in range(7)]

    assert real == invented
    assert real[4] != real[5]  # five are looked at, the sixth is not
    assert tell("can.bo", PASSWORD, "10.0.9.9") == real[5]  # not even the right one
    later = now + signing_in.GUESSING_LIMITS.window + MINUTE
    assert signing_in.sign_in(office, "can.bo", PASSWORD, HERE, later).account.name == "can.bo"


def test_one_address_cannot_try_many_names(empty_database, now):
    office = empty_database
    accounts.create_first_administrator(office, "can.bo", "Cán bộ", PASSWORD, now)
    limit = signing_in.GUESSING_LIMITS.per_address
    for i in range(limit):
        with pytest.raises(NotSignedInError, match="không đúng"):
            signing_in.sign_in(office, f"ten{i}", "sai", HERE, now)

    with pytest.raises(NotSignedInError, match="quá nhiều"):
        signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now)
    assert signing_in.sign_in(office, "can.bo", PASSWORD, Device("10.1.1.1"), now)


def test_a_made_up_password_opens_nothing_until_it_is_changed(office, now):
    made_up = accounts.reset_password(office, "can.bo", LOCAL_USER, now)
    begun = signing_in.sign_in(office, "can.bo", made_up, HERE, now)

    with pytest.raises(NotSignedInError):
        signing_in.actor_of(office, begun.session_id, now)
    signing_in.change_password(office, begun.session_id, made_up, "bốn từ chẳng liên quan", HERE, now)
    assert signing_in.actor_of(office, begun.session_id, now).role is Role.EDITOR


@pytest.mark.parametrize(
    "password", ["ngắn quá", "can.bo-2026-can.bo", "123456789012", "aaaaaaaabbbb", "matkhau123456!"]
)
def test_a_bad_password_is_refused_and_nothing_is_stored(empty_database, now, password):
    accounts.create_first_administrator(empty_database, "quan.tri", "Quản trị viên", PASSWORD, now)

    with pytest.raises(ParameterError, match=r"Mật khẩu"):
        accounts.add(empty_database, Account("can.bo", "Cán bộ", Role.EDITOR), password, LOCAL_USER, now)

    assert [a.name for a in accounts.page(empty_database, LOCAL_USER, now).accounts] == ["quan.tri"]


def test_the_last_administrator_stays(office, now):
    for attempt in (
        lambda: accounts.deactivate(office, "quan.tri", LOCAL_USER, now),
        lambda: accounts.set_role(office, "quan.tri", Role.EDITOR, LOCAL_USER, now),
    ):
        with pytest.raises(ForbiddenMoveError, match="cuối cùng"):
            attempt()

    accounts.set_role(office, "can.bo", Role.ADMINISTRATOR, LOCAL_USER, now)
    assert accounts.deactivate(office, "quan.tri", LOCAL_USER, now).is_active is False


def test_no_password_token_or_mistyped_name_is_kept_anywhere_and_the_chain_stays_whole(office, now):
    from sqlalchemy import text

    begun = signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now)
    with pytest.raises(NotSignedInError):
        signing_in.sign_in(office, PASSWORD, "", HERE, now)  # the password typed in the wrong box

    with office.read() as session:
        tables = ("account", "account_session", "sign_in_attempt", "audit_log", "audit_sealed")
        everything = " ".join(str(row) for t in tables for row in session.execute(text(f"SELECT * FROM {t}")))
        whole = verification.verify(session)
    assert "can.bo" in everything
    assert PASSWORD not in everything
    assert begun.token not in everything
    assert whole.is_whole


def test_an_identity_provider_names_an_account_by_its_address(office, now):
    accounts.add(office, Account("bien", "Biên", Role.VIEWER, email="Bien@Example.org"), PASSWORD, LOCAL_USER, now)

    begun = signing_in.sign_in_by_email(office, "bien@EXAMPLE.org", HERE, now)

    assert begun.account.name == "bien"
    assert signing_in.visitor_of_token(office, begun.token, now).way is SignInWay.OFFICE
    with pytest.raises(NotSignedInError, match=r"ai@example\.org chưa được cấp quyền"):
        signing_in.sign_in_by_email(office, "ai@example.org", HERE, now)
    accounts.deactivate(office, "bien", LOCAL_USER, now)
    with pytest.raises(NotSignedInError, match="đã bị khóa"):
        signing_in.sign_in_by_email(office, "bien@example.org", HERE, now)
    ways = [(a.name, a.outcome, a.way) for a in accounts.page(office, LOCAL_USER, now).attempts]
    assert ways == [
        ("bien", Outcome.REFUSED, SignInWay.OFFICE),
        (None, Outcome.REFUSED, SignInWay.OFFICE),
        ("bien", Outcome.ACCEPTED, SignInWay.OFFICE),
    ]


def test_an_account_of_the_office_only_is_made_without_a_password(office, now):
    person = Account("bien", "Biên", Role.VIEWER, email=" Bien@Example.org ")

    made = accounts.add_for_office(office, person, LOCAL_USER, now)

    assert (made.email, made.must_change_password) == ("bien@example.org", False)
    with pytest.raises(NotSignedInError, match="không đúng"):
        signing_in.sign_in(office, "bien", "", HERE, now)
    with pytest.raises(ParameterError, match="phải có thư điện tử"):
        accounts.add_for_office(office, Account("an", "An", Role.VIEWER), LOCAL_USER, now)
    with pytest.raises(ParameterError, match="dùng thư điện tử này"):
        accounts.add_for_office(office, Account("an", "An", Role.VIEWER, email="BIEN@example.org"), LOCAL_USER, now)


def test_the_first_account_of_a_database_has_a_password(empty_database, now):
    person = Account("quan.tri", "Quản trị", Role.ADMINISTRATOR, email="a@example.org")

    with pytest.raises(ParameterError, match="phải có mật khẩu"):
        accounts.add_for_office(empty_database, person, LOCAL_USER, now)


def test_another_address_ends_what_the_former_had_begun(office, now):
    accounts.set_email(office, "can.bo", "cu@example.org", LOCAL_USER, now)
    by_office = signing_in.sign_in_by_email(office, "cu@example.org", HERE, now)
    by_password = signing_in.sign_in(office, "can.bo", PASSWORD, HERE, now)

    assert accounts.set_email(office, "can.bo", "Moi@Example.org", LOCAL_USER, now).email == "moi@example.org"

    assert signing_in.visitor_of_token(office, by_office.token, now) is None
    assert signing_in.visitor_of_token(office, by_password.token, now).account.name == "can.bo"
    with pytest.raises(NotSignedInError):
        signing_in.sign_in_by_email(office, "cu@example.org", HERE, now)
    assert accounts.set_email(office, "can.bo", "moi@example.org", LOCAL_USER, now).email == "moi@example.org"
    with pytest.raises(ParameterError, match="dùng thư điện tử này"):
        accounts.set_email(office, "quan.tri", "moi@example.org", LOCAL_USER, now)
    with pytest.raises(ParameterError, match="không phải địa chỉ thư điện tử"):
        accounts.set_email(office, "can.bo", "không phải địa chỉ", LOCAL_USER, now)
    assert accounts.set_email(office, "can.bo", " ", LOCAL_USER, now).email is None


def test_doing_again_what_is_done_changes_nothing(office, now):
    for _ in range(2):
        assert accounts.deactivate(office, "can.bo", LOCAL_USER, now).is_active is False
    for _ in range(2):
        assert accounts.activate(office, "can.bo", LOCAL_USER, now).is_active
    assert accounts.set_role(office, "can.bo", Role.EDITOR, LOCAL_USER, now).role is Role.EDITOR
    assert accounts.end_session(office, "khong.co", LOCAL_USER, now) == 0
