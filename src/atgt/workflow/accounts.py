"""Accounts as administrators keep them: made, changed, switched off; never deleted, the audit log names them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from atgt.accounts import passwords
from atgt.domain.account import Account, EndReason, account_name, name_fault
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accounts as account_store
from atgt.storage.repositories.accounts import Attempt, StoredSession
from atgt.workflow import authority, signing_in

_MANAGE = Text("quản trị tài khoản", "manage accounts")
_LAST = Text(
    "Đây là quản trị viên cuối cùng đang hoạt động: hãy tạo hoặc mở một quản trị viên khác trước.",
    "This is the last active administrator: make or activate another one first.",
)


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Everything the administrator sees about people: accounts, sessions in use, latest attempts to sign in."""

    accounts: tuple[Account, ...]
    sessions: tuple[StoredSession, ...]
    attempts: tuple[Attempt, ...]


def page(database: Database, actor: Actor, now: dt.datetime) -> AccountsPage:
    """Accounts, sessions and attempts."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with database.read() as session:
        in_use = account_store.list_sessions(session, since=now - signing_in.SESSION_LIMITS.idle)
        return AccountsPage(
            account_store.list_accounts(session),
            tuple(one for one in in_use if one.expires_at > now),
            account_store.list_attempts(session),
        )


def add(database: Database, account: Account, password: str | None, actor: Actor, now: dt.datetime) -> str | None:
    """Make an account; without a password one is made up, returned once, and must be changed at the first sign-in.

    Raises
    ------
    ParameterError
        When the name is not allowed or taken, the password is not good enough, or the first account of a database is
        not an administrator's.
    """
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    account = _checked(account)
    made_up = passwords.start_password() if password is None else None
    if password is not None:
        signing_in.check_password(account, password)
    if made_up is not None:
        account = replace(account, must_change_password=True)
    stored = passwords.hash_password(password or str(made_up))
    with database.write(actor, f"tạo tài khoản {account.name}", now) as session:
        _check_new(session, account)
        account_store.add_account(session, account, stored)
    return made_up


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
    with database.write(actor, f"khóa tài khoản {name}", now) as session:
        _spare_last_administrator(session, account_store.get_account(session, name))
        account_store.end_sessions(session, EndReason.DEACTIVATED, name=name)
        return account_store.change_account(session, name, "deactivate", is_active=False)


def activate(database: Database, name: str, actor: Actor, now: dt.datetime) -> Account:
    """Switch an account on again."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with database.write(actor, f"mở lại tài khoản {name}", now) as session:
        return account_store.change_account(session, name, "activate", is_active=True)


def reset_password(database: Database, name: str, actor: Actor, now: dt.datetime) -> str:
    """Give an account a made-up password, returned once, to be changed at the next sign-in; its sessions end."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    made_up = passwords.start_password()
    with database.write(actor, f"đặt lại mật khẩu của {name}", now) as session:
        signing_in.store_password(session, name, made_up, must_change=True)
        account_store.end_sessions(session, EndReason.PASSWORD_CHANGED, name=name)
    return made_up


def set_role(database: Database, name: str, role: Role, actor: Actor, now: dt.datetime) -> Account:
    """Give an account another role; it holds from the next click on."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with database.write(actor, f"đổi vai trò của {name}", now) as session:
        if role is not Role.ADMINISTRATOR:
            _spare_last_administrator(session, account_store.get_account(session, name))
        return account_store.change_account(session, name, "role", role=str(role))


def end_session(database: Database, session_id: str, actor: Actor, now: dt.datetime) -> int:
    """End one session, whoever's it is."""
    authority.require(actor, Role.ADMINISTRATOR, _MANAGE)
    with database.write(actor, "kết thúc phiên làm việc", now) as session:
        return account_store.end_sessions(session, EndReason.BY_ADMINISTRATOR, session_id=session_id)


def _checked(account: Account) -> Account:
    fault = name_fault(account.name)
    if fault is not None:
        raise ParameterError(fault)
    if account.name == LOCAL_USER.name:
        raise ParameterError(Text("Tên này dành cho chương trình.", "This name belongs to the program."))
    email = (account.email or "").strip().lower()
    return replace(account, full_name=account.full_name.strip(), unit=account.unit.strip(), email=email or None)


def _check_new(session: Session, account: Account) -> None:
    if account_store.find_account(session, account.name) is not None:
        raise ParameterError(
            Text(f"Đã có tài khoản “{account.name}”.", f"There is an account “{account.name}” already.")
        )
    if account.email and account_store.find_by_email(session, account.email) is not None:
        raise ParameterError(
            Text("Đã có tài khoản dùng thư điện tử này.", "An account uses this e-mail address already.")
        )
    if account.role is not Role.ADMINISTRATOR and not account_store.has_accounts(session):
        raise ParameterError(
            Text(
                "Tài khoản đầu tiên phải là quản trị viên: từ đó về sau mọi người đều phải đăng nhập.",
                "The first account must be an administrator's: from then on everybody signs in.",
            )
        )


def _spare_last_administrator(session: Session, account: Account) -> None:
    is_last = account_store.n_active_administrators(session) == 1
    if account.role is Role.ADMINISTRATOR and account.is_active and is_last:
        raise ForbiddenMoveError(_LAST)
