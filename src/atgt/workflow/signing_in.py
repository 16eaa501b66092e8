"""Signing in, staying signed in, signing out. Says nothing about whether an account exists.

While a database has no account it belongs to the one person at this computer; the first account ends that for good.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt import settings
from atgt.accounts import passwords
from atgt.domain.account import (
    Account,
    EndReason,
    GuessingLimits,
    Outcome,
    SessionLimits,
    SignInWay,
    account_name,
    email_address,
    password_fault,
)
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import NotSignedInError, ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accounts as account_store
from atgt.storage.repositories.accounts import Attempt, StoredSession

SESSION_LIMITS = SessionLimits()
GUESSING_LIMITS = GuessingLimits()
_TOUCH_EVERY = dt.timedelta(minutes=1)

REFUSED = Text(
    "Tên đăng nhập hoặc mật khẩu không đúng. Sau nhiều lần sai, việc đăng nhập bị tạm dừng 15 phút.",
    "Wrong name or password. After several wrong attempts signing in is stopped for 15 minutes.",
)
LOCKED = Text(
    "Đã thử sai quá nhiều lần. Hãy chờ 15 phút, hoặc nhờ quản trị viên đặt lại mật khẩu.",
    "Too many wrong attempts. Wait 15 minutes, or ask the administrator to reset the password.",
)
UNKNOWN_PERSON = Text(
    "Tài khoản cơ quan {email} chưa được cấp quyền dùng bảng điều khiển này. Hãy nhờ quản trị viên của ATGT ghi "
    "địa chỉ này vào tài khoản của bạn.",
    "The office's account {email} has no access to this dashboard. Ask the administrator of ATGT to enter this address "
    "in your account.",
)
SWITCHED_OFF = Text(
    "Tài khoản ATGT gắn với {email} đã bị khóa. Hãy hỏi quản trị viên của ATGT.",
    "The ATGT account of {email} is switched off. Ask the administrator of ATGT.",
)
ENDED = Text("Phiên làm việc đã hết. Hãy đăng nhập lại.", "The session has ended. Sign in again.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; the token goes into the cookie and is kept nowhere else."""

    account: Account
    session_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a cookie or a session stands for, now."""

    session_id: str
    account: Account
    way: SignInWay = SignInWay.PASSWORD

    @property
    def actor(self) -> Actor:
        """The person as use cases want to know him."""
        return Actor(self.account.name, self.account.role, self.account.wards)


@dataclass(frozen=True, slots=True)
class Device:
    """Where an attempt comes from."""

    address: str
    browser: str = ""


def needs_sign_in(database: Database) -> bool:
    """Whether there is any account: from then on nobody works without one."""
    with database.for_accounts().read() as session:
        return account_store.has_accounts(session)


def sign_in(database: Database, typed: str, password: str, device: Device, now: dt.datetime) -> SignedIn:
    """Begin a session.

    Raises
    ------
    NotSignedInError
        With the same words whether the account does not exist, is switched off, or the password is wrong.
    """
    database = database.for_accounts()
    name, key = account_name(typed), _name_hash(typed)
    with database.read() as session:
        is_locked = _is_locked(session, key, device, now)
        account, stored = account_store.find_account(session, name), account_store.password_hash(session, name)
    if is_locked:
        _note_lock(database, name if account else None, key, device, now)
        raise NotSignedInError(LOCKED)
    is_right = passwords.is_password(password, stored)  # slow on purpose: outside the transaction
    begun = None
    with database.write(_guest(name if account else None), "đăng nhập", now) as session:
        # looked at again: many guesses sent at once must not pass the check before the first is counted
        is_accepted = (
            is_right and account is not None and account.is_active and not _is_locked(session, key, device, now)
        )
        outcome = Outcome.ACCEPTED if is_accepted else Outcome.REFUSED
        attempt = Attempt(now, name if account else None, device.address, outcome)
        account_store.note_attempt(session, attempt, key)
        if is_accepted and account is not None:
            begun = _begin(session, account, device, now)
    if begun is None:
        raise NotSignedInError(REFUSED)
    return begun


def sign_in_by_email(database: Database, email: str, device: Device, now: dt.datetime) -> SignedIn:
    """Begin a session for a person whom the office's identity provider has named by an e-mail address of his.

    Nobody is given an account here, and who is locked out after wrong passwords stays so.

    Raises
    ------
    NotSignedInError
        When no account has that address, it is switched off, or it or the device is locked out. The person has proved
        who he is, so he is told which.
    """
    database = database.for_accounts()
    address = email_address(email)
    with database.read() as session:
        found = account_store.find_by_email(session, address) if address else None
        name = found.name if found else None
        key = _name_hash(name or email)
        is_locked = _is_locked(session, key, device, now)
    if is_locked:
        _note_lock(database, name, key, device, now, SignInWay.OFFICE)
        raise NotSignedInError(LOCKED)
    begun = None
    with database.write(_guest(name), "đăng nhập bằng tài khoản cơ quan", now) as session:
        account = account_store.find_account(session, name) if name else None  # may be switched off meanwhile
        is_accepted = account is not None and account.is_active
        outcome = Outcome.ACCEPTED if is_accepted else Outcome.REFUSED
        account_store.note_attempt(session, Attempt(now, name, device.address, outcome, SignInWay.OFFICE), key)
        if account is not None and account.is_active:
            begun = _begin(session, account, device, now, SignInWay.OFFICE)
    if begun is None:
        raise NotSignedInError((UNKNOWN_PERSON if name is None else SWITCHED_OFF).fill(email=email[:80]))
    return begun


def visitor_of_token(database: Database, token: str, now: dt.datetime) -> Visitor | None:
    """Who holds a cookie; None when the session has ended, is too old, or was idle too long."""
    database = database.for_accounts()
    with database.read() as session:
        found = account_store.session_of_token(session, passwords.token_hash(token))
        visitor = _visitor(session, found, now)
    if found is not None and visitor is not None and now - found.last_seen_at >= _TOUCH_EVERY:
        account_store.touch_session(database, found.session_id, now)
    return visitor


def visitor_of_session(database: Database, session_id: str, now: dt.datetime) -> Visitor | None:
    """Who a session id stands for; None as above. The id is known to the server only."""
    with database.for_accounts().read() as session:
        return _visitor(session, account_store.session_of_id(session, session_id), now)


def actor_of(database: Database, session_id: str | None, now: dt.datetime) -> Actor:
    """The person behind a page: of a session, or the one user of a computer whose database has no accounts.

    Raises
    ------
    NotSignedInError
        When there are accounts and nobody is signed in.
    """
    if session_id is None:
        if needs_sign_in(database):
            raise NotSignedInError(ENDED)
        return LOCAL_USER
    visitor = visitor_of_session(database, session_id, now)
    if visitor is None or visitor.account.must_change_password:
        raise NotSignedInError(ENDED)
    return visitor.actor


def sign_out(database: Database, session_id: str, now: dt.datetime) -> None:
    """End a session."""
    database = database.for_accounts()
    with database.read() as session:
        found = account_store.session_of_id(session, session_id)
    with database.write(_guest(found.name if found else None), "đăng xuất", now) as session:
        account_store.end_sessions(session, EndReason.SIGNED_OUT, session_id=session_id)


def change_password(database: Database, session_id: str, old: str, new: str, device: Device, now: dt.datetime) -> None:
    """Change one's own password; every other session of the account ends.

    Raises
    ------
    NotSignedInError
        When the session has ended, or the old password was wrong too often.
    ParameterError
        When the old password is wrong or the new one is not good enough.
    """
    database = database.for_accounts()
    visitor = visitor_of_session(database, session_id, now)
    if visitor is None:
        raise NotSignedInError(ENDED)
    name = visitor.account.name
    with database.read() as session:
        stored, is_locked = (
            account_store.password_hash(session, name),
            _is_locked(session, _name_hash(name), device, now),
        )
    if is_locked:
        raise NotSignedInError(LOCKED)
    if not passwords.is_password(old, stored):
        with database.write(visitor.actor, "đổi mật khẩu", now) as session:
            account_store.note_attempt(session, Attempt(now, name, device.address, Outcome.REFUSED), _name_hash(name))
        raise ParameterError(Text("Mật khẩu hiện tại không đúng.", "The present password is wrong."))
    check_password(visitor.account, new)
    if new == old:
        raise ParameterError(Text("Mật khẩu mới phải khác mật khẩu cũ.", "The new password must differ from the old."))
    with database.write(visitor.actor, "đổi mật khẩu", now) as session:
        store_password(session, name, new, must_change=False)
        account_store.end_sessions(session, EndReason.PASSWORD_CHANGED, name=name, but=session_id)


def check_password(account: Account, password: str) -> None:
    """Refuse a password that is not good enough. Raises ParameterError saying why."""
    common = frozenset(settings.read_reference("common_passwords")["passwords"])
    parts = [account.name, *account.name.replace("-", ".").replace("_", ".").split(".")]
    fault = password_fault(password, names=[part for part in parts if len(part) >= 4], common=common)
    if fault is not None:
        raise ParameterError(fault)


def store_password(session: Session, name: str, password: str, *, must_change: bool) -> Account:
    """Keep what checks a password, inside a transaction."""
    return account_store.change_account(
        session,
        name,
        "password",
        password_hash=passwords.hash_password(password),
        password_changed_at=_moment(session),
        must_change_password=must_change,
    )


def _moment(session: Session) -> dt.datetime:
    from atgt.storage import audit

    return audit.context_of(session).now


def _begin(
    session: Session, account: Account, device: Device, now: dt.datetime, way: SignInWay = SignInWay.PASSWORD
) -> SignedIn:
    token, session_id = passwords.new_token(), secrets.token_hex(16)
    begun = StoredSession(
        session_id,
        account.name,
        device.address,
        device.browser[:200],
        now,
        now,
        now + SESSION_LIMITS.absolute,
        None,
        None,
        way=way,
    )
    account_store.begin_session(session, begun, passwords.token_hash(token))
    return SignedIn(account, session_id, token)


def _visitor(session: Session, found: StoredSession | None, now: dt.datetime) -> Visitor | None:
    if found is None or found.ended_at is not None:
        return None
    if now >= found.expires_at or now - found.last_seen_at >= SESSION_LIMITS.idle:
        return None
    account = account_store.find_account(session, found.name)
    return Visitor(found.session_id, account, found.way) if account is not None and account.is_active else None


def _is_locked(session: Session, name_hash: str, device: Device, now: dt.datetime) -> bool:
    since = now - GUESSING_LIMITS.window
    by_name = account_store.n_refused(session, since=since, name_hash=name_hash)
    by_address = account_store.n_refused(session, since=since, address=device.address)
    return by_name >= GUESSING_LIMITS.per_name or by_address >= GUESSING_LIMITS.per_address


def _note_lock(
    database: Database,
    name: str | None,
    key: str,
    device: Device,
    now: dt.datetime,
    way: SignInWay = SignInWay.PASSWORD,
) -> None:
    """Write the lock down once, not each attempt made during it: guessing must not fill the disk."""
    with database.read() as session:
        latest = account_store.list_attempts(session, n=50)
    if any(a.outcome is Outcome.LOCKED and a.address == device.address and a.name == name for a in latest):
        return
    with database.write(_guest(name), "đăng nhập", now) as session:
        account_store.note_attempt(session, Attempt(now, name, device.address, Outcome.LOCKED, way), key)


def _name_hash(typed: str) -> str:
    return hashlib.sha256(account_name(typed).encode()).hexdigest()[:32]


def _guest(name: str | None) -> Actor:
    """Who is written in the audit log while nobody is signed in yet."""
    return Actor(name or "khach", Role.VIEWER)
