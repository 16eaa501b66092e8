"""Accounts of people, what their passwords must be, how long a session lasts, and when guessing is stopped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.actor import Role
from atgt.domain.text import Text

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+", re.ASCII)
MIN_PASSWORD = 12
MAX_PASSWORD = 128


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may sign in.

    Parameters
    ----------
    name
        What is typed at sign-in and written in the audit log; never changes.
    full_name, unit
        Shown to administrators.
    email
        Joins an account with an identity of an OpenID Connect provider; None when it is not used.
    wards
        Codes of the wards this person works for; empty means every ward of this database.
    """

    name: str
    full_name: str
    role: Role
    unit: str = ""
    email: str | None = None
    wards: tuple[str, ...] = ()
    is_active: bool = True
    must_change_password: bool = False
    created_at: dt.datetime | None = None
    password_changed_at: dt.datetime | None = None
    version: int = 0


class Outcome(StrEnum):
    """How an attempt to sign in ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # wrong name or password, an account that is switched off, an unknown office account
    LOCKED = "locked"  # too many wrong attempts before


OUTCOME_LABELS = {
    Outcome.ACCEPTED: Text("Thành công", "Accepted"),
    Outcome.REFUSED: Text("Bị từ chối", "Refused"),
    Outcome.LOCKED: Text("Tạm khóa do thử sai nhiều lần", "Locked out"),
}


class SignInWay(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a way, not a password
    OFFICE = "office"  # the office's identity provider


WAY_LABELS = {
    SignInWay.PASSWORD: Text("Mật khẩu", "Password"),
    SignInWay.OFFICE: Text("Tài khoản cơ quan", "Office account"),
}


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason, not a password
    DEACTIVATED = "deactivated"
    BY_ADMINISTRATOR = "by_administrator"


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts without being used, and in all."""

    idle: dt.timedelta = dt.timedelta(minutes=60)
    absolute: dt.timedelta = dt.timedelta(hours=10)


@dataclass(frozen=True, slots=True)
class GuessingLimits:
    """After so many wrong attempts within ``window`` no more are looked at until they are older than that."""

    per_name: int = 5
    per_address: int = 20
    window: dt.timedelta = dt.timedelta(minutes=15)


def account_name(typed: str) -> str:
    """The name as it is kept: small letters, no blanks around.

    Examples
    --------
    >>> account_name("  Nguyen.An ")
    'nguyen.an'
    """
    return typed.strip().lower()


def name_fault(name: str) -> Text | None:
    """Why a name cannot be an account's; None when it can.

    Examples
    --------
    >>> name_fault("nguyen.an") is None, name_fault("Nguyễn An") is None
    (True, False)
    """
    if _NAME.fullmatch(name):
        return None
    return Text(
        "Tên đăng nhập gồm 2–32 chữ cái không dấu, chữ số, dấu chấm, gạch ngang; ví dụ: nguyen.an.",
        "A sign-in name has 2–32 letters without marks, digits, dots or hyphens; for example nguyen.an.",
    )


def email_address(told: str) -> str | None:
    """An e-mail address as it is kept: small letters, no blanks around; None for what is none.

    Plain ASCII only: letters that merely look alike, or become alike in small, must not name somebody else.

    Examples
    --------
    >>> email_address(" Bien@Example.org ")
    'bien@example.org'
    >>> email_address("\u212aim@example.org"), email_address("an@@example.org"), email_address("an an@example.org")
    (None, None, None)
    """
    address = told.strip()
    return address.lower() if _EMAIL.fullmatch(address) else None


def password_fault(password: str, *, names: Collection[str], common: Collection[str]) -> Text | None:
    """Why a password is not good enough; None when it is.

    Parameters
    ----------
    names
        The account's name, its parts and the unit: what a guesser tries first.
    common
        Passwords everybody uses, in small letters.

    Examples
    --------
    >>> password_fault("con mèo đen trèo rào", names=["nguyen.an"], common=[]) is None
    True
    >>> password_fault("ngắn", names=[], common=[]).en
    'A password has at least 12 letters.'
    >>> password_fault("nguyen.an-2026", names=["nguyen.an"], common=[]) is None
    False
    """
    small = password.lower()
    if len(password) < MIN_PASSWORD:
        return Text(
            f"Mật khẩu phải có ít nhất {MIN_PASSWORD} ký tự.", f"A password has at least {MIN_PASSWORD} letters."
        )
    if len(password) > MAX_PASSWORD:
        return Text(f"Mật khẩu dài quá {MAX_PASSWORD} ký tự.", f"The password is longer than {MAX_PASSWORD} letters.")
    if any(len(name) >= 3 and name.lower() in small for name in names):
        return Text("Mật khẩu không được chứa tên đăng nhập.", "The password must not hold the sign-in name.")
    if small in common or any(small == one + tail for one in common for tail in ("!", ".", "1")) or len(set(small)) < 5:
        return Text(
            "Mật khẩu này quá dễ đoán. Hãy ghép bốn từ không liên quan với nhau.",
            "This password is too easy to guess. Put four unrelated words together.",
        )
    return None
