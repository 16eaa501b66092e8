"""Tables of accounts, their sessions, attempts to sign in, and the wards they are given. Same root as ``tables``.

A column added here needs a migration beside it. No table holds a password or a token, only what checks one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from atgt.storage.column_types import WholeNumber
from atgt.storage.tables import Base


class AccountRow(Base):
    """One person who may sign in. Never deleted: the audit log names it."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("role IN ('viewer', 'editor', 'approver', 'administrator')", name="role"),
        CheckConstraint("password_hash IS NULL OR password_hash LIKE '$argon2id$%'", name="password_hash"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    unit: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    role: Mapped[str]
    wards: Mapped[Any]  # codes; an empty list means all
    is_active: Mapped[bool]
    must_change_password: Mapped[bool]
    password_hash: Mapped[str | None]  # argon2id; None: signs in elsewhere
    password_changed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


class AccountSessionRow(Base):
    """One browser that is signed in, or was."""

    __tablename__ = "account_session"

    session_id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256 of what the cookie holds
    name: Mapped[str] = mapped_column(ForeignKey("account.name"), index=True)
    address: Mapped[str]
    device: Mapped[str]
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_why: Mapped[str | None]
    ward: Mapped[str | None]  # the ward this browser looks at, so that a page loaded anew shows it again
    way: Mapped[str]


class SignInAttemptRow(Base):
    """One attempt to sign in. A name that is no account's is kept as a hash only: people type passwords there."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name_hash_at", "name_hash", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
        {"sqlite_autoincrement": True},
    )

    fid: Mapped[int] = mapped_column(WholeNumber, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    name_hash: Mapped[str]
    name: Mapped[str | None]
    address: Mapped[str]
    outcome: Mapped[str]
    way: Mapped[str]


class WardRow(Base):
    """One ward of this server; its records lie in a schema of its own. Never deleted: accounts name it."""

    __tablename__ = "ward"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    version: Mapped[int]


TABLES = (AccountRow, AccountSessionRow, SignInAttemptRow, WardRow)
"""The tables of this module, each after those it refers to."""
