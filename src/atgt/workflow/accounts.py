"""Accounts as administrators keep them: made, changed, switched off; never deleted, the audit log names them.

An administrator who is limited to wards keeps the accounts of those wards: others he does not see, and what he gives
never goes beyond what he has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.accounts import passwords
from atgt.domain.account import Account, EndReason, SignInWay, account_name, email_address, name_fault
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, NotAllowedError, NotFoundError, ParameterError
from atgt.domain.text import Text
from atgt.domain.ward import ward_code
from atgt.storage.database import Database
from atgt.storage.repositories import accounts as account_store
from atgt.storage.repositories import wards as ward_store
from atgt.storage.repositories.accounts import Attempt, StoredSession
from atgt.workflow import authority, signing_in

_MANAGE = Text("quản trị tài khoản", "manage accounts")
_LAST = Text(
    "Đây là quản trị viên cuối cùng đang hoạt động và không giới hạn phường: hãy tạo hoặc mở một người khác trước.",
    "This is the last active administrator of all wards: make or activate another one first.",
)
_NEEDS_EMAIL = Text(
    "Tài khoản chỉ đăng nhập bằng tài khoản cơ quan phải có thư điện tử.",
    "An account that signs in with the office's account only needs an e-mail address.",
)
_NEEDS_PASSWORD = Text(
    "Tài khoản đầu tiên phải có mật khẩu: hãy tạo quản trị viên trước.",
    "The first account needs a password: make an administrator first.",
)


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Everything the administrator sees about people: accounts, sessions in use, latest attempts to sign in."""

    accounts: tuple[Account, ...]
    sessions: tuple[StoredSession, ...]
    attempts: tuple[Attempt, ...]


def page(database: Database, actor: Actor, now: dt.datetime) -> AccountsPage:
    """Accounts, sessions and attempts: of the administrator's own wards, when he is limited to some."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).read() as session:
        in_use = account_store.list_sessions(session, since=now - signing_in.SESSION_LIMITS.idle)
        known = tuple(one for one in account_store.list_accounts(session) if _keeps(actor, one))
        attempts = account_store.list_attempts(session)
    names = {one.name for one in known}
    return AccountsPage(
        known,
        tuple(one for one in in_use if one.expires_at > now and one.name in names),
        tuple(one for one in attempts if one.name in names or not actor.wards),
    )


def add(database: Database, account: Account, password: str | None, actor: Actor, now: dt.datetime) -> str | None:
    """Make an account; without a password one is made up, returned once, and must be changed at the first sign-in.

    Raises
    ------
    ParameterError
        When the name is not allowed or taken, the password is not good enough, or the first account of a database is
        not an administrator's of all wards; or a ward is not there.
    NotAllowedError
        When the account would reach farther than the administrator does.
    """
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE, within=database)
    account = _checked(account)
    made_up = passwords.start_password() if password is None else None
    if password is not None:
        signing_in.check_password(account, password)
    if made_up is not None:
        account = replace(account, must_change_password=True)
    stored = passwords.hash_password(password or str(made_up))
    with authority.accounts_of(database, actor).write(actor, f"tạo tài khoản {account.name}", now) as session:
        _check_new(session, account)
        _check_wards(session, account.wards, actor)
        account_store.add_account(session, account, stored)
    return made_up


def add_for_office(database: Database, account: Account, actor: Actor, now: dt.datetime) -> Account:
    """Make an account without a password: its person signs in with the office's account only, by its e-mail address.

    Raises
    ------
    ParameterError
        As ``add``; and without an e-mail address, or as the first account of a database.
    """
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE, within=database)
    account = _checked(account)
    if account.email is None:
        raise ParameterError(_NEEDS_EMAIL)
    with authority.accounts_of(database, actor).write(actor, f"tạo tài khoản {account.name}", now) as session:
        if not account_store.has_accounts(session):
            raise ParameterError(_NEEDS_PASSWORD)
        _check_new(session, account)
        _check_wards(session, account.wards, actor)
        return account_store.add_account(session, account, None)


def create_first_administrator(database: Database, name: str, full_name: str, password: str, now: dt.datetime) -> None:
    """Make the first account of a database; for whoever holds the one-time code, or the computer's own terminal.

    Raises
    ------
    ForbiddenMoveError
        When there is an account already.
    ParameterError
        As ``add``.
    """
    if signing_in.needs_sign_in(database):
        raise ForbiddenMoveError(
            Text(
                "Cơ sở dữ liệu này đã có tài khoản; quản trị viên tạo các tài khoản khác.",
                "This database has accounts already; an administrator makes further ones.",
            )
        )
    account = Account(account_name(name), full_name.strip(), Role.ADMINISTRATOR)
    add(database, account, password, LOCAL_USER, now)


def deactivate(database: Database, name: str, actor: Actor, now: dt.datetime) -> Account:
    """Switch an account off; its sessions end at once."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).write(actor, f"khóa tài khoản {name}", now) as session:
        _spare_last_administrator(session, _kept(session, name, actor))
        account_store.end_sessions(session, EndReason.DEACTIVATED, name=name)
        return account_store.change_account(session, name, "deactivate", is_active=False)


def activate(database: Database, name: str, actor: Actor, now: dt.datetime) -> Account:
    """Switch an account on again."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).write(actor, f"mở lại tài khoản {name}", now) as session:
        _kept(session, name, actor)
        return account_store.change_account(session, name, "activate", is_active=True)


def reset_password(database: Database, name: str, actor: Actor, now: dt.datetime) -> str:
    """Give an account a made-up password, returned once, to be changed at the next sign-in; its sessions end."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    made_up = passwords.start_password()
    with authority.accounts_of(database, actor).write(actor, f"đặt lại mật khẩu của {name}", now) as session:
        _kept(session, name, actor)
        signing_in.store_password(session, name, made_up, must_change=True)
        account_store.end_sessions(session, EndReason.PASSWORD_CHANGED, name=name)
    return made_up


def set_role(database: Database, name: str, role: Role, actor: Actor, now: dt.datetime) -> Account:
    """Give an account another role; it holds from the next click on."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).write(actor, f"đổi vai trò của {name}", now) as session:
        account = _kept(session, name, actor)
        if role is not Role.ADMINISTRATOR:
            _spare_last_administrator(session, account)
        return account_store.change_account(session, name, "role", role=str(role))


def set_wards(database: Database, name: str, wards: Sequence[str], actor: Actor, now: dt.datetime) -> Account:
    """Say which wards an account works with, none for all of them; it holds from the next click on.

    Raises
    ------
    ParameterError
        When a ward is not there.
    NotAllowedError
        When the account would reach farther than the administrator does.
    ForbiddenMoveError
        When nobody would be left who keeps every account.
    """
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    codes = _codes(wards)
    with authority.accounts_of(database, actor).write(actor, f"đổi phường của {name}", now) as session:
        account = _kept(session, name, actor)
        _check_wards(session, codes, actor)
        if codes:
            _spare_last_administrator(session, account)
        return account_store.change_account(session, name, "wards", wards=list(codes))


def set_email(database: Database, name: str, email: str, actor: Actor, now: dt.datetime) -> Account:
    """Join an account with the office's account of that address, or with none; sessions begun by the former end.

    Raises
    ------
    ParameterError
        When it is no e-mail address, or another account has it.
    """
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).write(actor, f"đổi thư điện tử của {name}", now) as session:
        _kept(session, name, actor)
        address = _checked_email(email)
        _check_email_is_free(session, address, name)
        account_store.end_sessions(session, EndReason.BY_ADMINISTRATOR, name=name, way=SignInWay.OFFICE)
        return account_store.change_account(session, name, "email", email=address)


def end_session(database: Database, session_id: str, actor: Actor, now: dt.datetime) -> int:
    """End one session, whoever's it is."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with authority.accounts_of(database, actor).write(actor, "kết thúc phiên làm việc", now) as session:
        found = account_store.session_of_id(session, session_id)
        if found is not None:
            _kept(session, found.name, actor)
        return account_store.end_sessions(session, EndReason.BY_ADMINISTRATOR, session_id=session_id)


def _checked(account: Account) -> Account:
    fault = name_fault(account.name)
    if fault is not None:
        raise ParameterError(fault)
    if account.name == LOCAL_USER.name:
        raise ParameterError(Text("Tên này dành cho chương trình.", "This name belongs to the program."))
    email = _checked_email(account.email or "")
    wards = _codes(account.wards)
    return replace(account, full_name=account.full_name.strip(), unit=account.unit.strip(), email=email, wards=wards)


def _codes(typed: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({ward_code(one) for one in typed}))


def _keeps(actor: Actor, account: Account) -> bool:
    """Whether an account is an administrator's to keep: it reaches no farther than he does."""
    return not actor.wards or (bool(account.wards) and set(account.wards) <= set(actor.wards))


def _kept(session: Session, name: str, actor: Actor) -> Account:
    """An account that is this administrator's to keep; of others he learns nothing, not even that they are there."""
    account = account_store.find_account(session, name)
    if account is None or not _keeps(actor, account):
        raise NotFoundError(Text(f"Không có tài khoản “{name}”.", f'There is no account "{name}".'))
    return account


def _check_wards(session: Session, codes: tuple[str, ...], actor: Actor) -> None:
    """Refuse wards that are not there, and more than the administrator has himself."""
    if actor.wards and not (codes and set(codes) <= set(actor.wards)):
        own = ", ".join(actor.wards)
        raise NotAllowedError(
            Text(
                f"Bạn chỉ cho được quyền trên phường của mình: {own}. Hãy chọn ít nhất một phường trong số đó.",
                f"You can give rights to your own wards only: {own}. Choose at least one of them.",
            )
        )
    missing = set(codes) - {one.code for one in ward_store.list_wards(session)}
    if missing:
        named = ", ".join(sorted(missing))
        raise ParameterError(
            Text(
                f"Không có phường “{named}”. Xem danh sách: atgt wards list; thêm: atgt wards add MÃ TÊN.",
                f"There is no ward “{named}”. See them: atgt wards list; add one: atgt wards add CODE NAME.",
            )
        )


def _checked_email(typed: str) -> str | None:
    address = email_address(typed)
    if typed.strip() and address is None:
        raise ParameterError(
            Text(
                f"“{typed.strip()[:80]}” không phải địa chỉ thư điện tử (ví dụ an.nguyen@phuong.example).",
                f"“{typed.strip()[:80]}” is no e-mail address (for example an.nguyen@phuong.example).",
            )
        )
    return address


def _check_email_is_free(session: Session, address: str | None, name: str) -> None:
    holder = account_store.find_by_email(session, address) if address else None
    if holder is not None and holder.name != name:
        raise ParameterError(
            Text("Đã có tài khoản dùng thư điện tử này.", "An account uses this e-mail address already.")
        )


def _check_new(session: Session, account: Account) -> None:
    if account_store.find_account(session, account.name) is not None:
        raise ParameterError(
            Text(f"Đã có tài khoản “{account.name}”.", f"There is an account “{account.name}” already.")
        )
    _check_email_is_free(session, account.email, account.name)
    is_chief = account.role is Role.ADMINISTRATOR and not account.wards
    if not is_chief and not account_store.has_accounts(session):
        raise ParameterError(
            Text(
                "Tài khoản đầu tiên phải là quản trị viên của mọi phường: từ đó về sau mọi người đều phải đăng nhập.",
                "The first account must be an administrator's of all wards: from then on everybody signs in.",
            )
        )


def _spare_last_administrator(session: Session, account: Account) -> None:
    is_chief = account.role is Role.ADMINISTRATOR and not account.wards
    if is_chief and account.is_active and account_store.n_active_administrators(session) == 1:
        raise ForbiddenMoveError(_LAST)
