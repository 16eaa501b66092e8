"""Accounts, sessions and attempts to sign in. What a person typed is never kept, only what checks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from atgt.domain.account import Account, EndReason, Outcome, SignInWay
from atgt.domain.actor import Role
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.account_tables import AccountRow, AccountSessionRow, SignInAttemptRow
from atgt.storage.database import Database
from atgt.storage.repositories.versioned import Row, record_table
from atgt.storage.tables import Base

ACCOUNT = record_table(
    AccountRow, "name", Text("tài khoản", "account"), frozenset({"password_hash", "full_name", "unit", "email"})
)
RECORDS = (ACCOUNT,)
SESSION_RECORD = "account_session"
SIGN_IN_RECORD = "sign_in"
_SESSION = Base.metadata.tables[AccountSessionRow.__tablename__]
_ATTEMPT = Base.metadata.tables[SignInAttemptRow.__tablename__]
_KEPT_ATTEMPTS = dt.timedelta(days=180)
_PLAIN = ("name", "full_name", "unit", "email", "is_active", "must_change_password", "created_at", "version")


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One signed-in browser."""

    session_id: str
    name: str
    address: str
    device: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    expires_at: dt.datetime
    ended_at: dt.datetime | None
    ended_why: str | None
    ward: str | None = None
    way: SignInWay = SignInWay.PASSWORD


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in; ``name`` is None when there is no such account."""

    at: dt.datetime
    name: str | None
    address: str
    outcome: Outcome
    way: SignInWay = SignInWay.PASSWORD


# ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────


def add_account(session: Session, account: Account, password_hash: str | None) -> Account:
    """Store a new account."""
    now = audit.context_of(session).now if password_hash else None
    row = {name: getattr(account, name) for name in _PLAIN if name not in {"created_at", "version"}}
    row |= {"role": str(account.role), "wards": sorted(account.wards)}
    return _account_of(ACCOUNT.add(session, row | {"password_hash": password_hash, "password_changed_at": now}))


def change_account(session: Session, name: str, action: str = "update", **changes: object) -> Account:
    """Change some columns of an account."""
    return _account_of(ACCOUNT.change(session, name, changes, action=action))


def find_account(session: Session, name: str) -> Account | None:
    """The account of that name; None when there is none."""
    row = ACCOUNT.find(session, name)
    return None if row is None else _account_of(row)


def get_account(session: Session, name: str) -> Account:
    """The account of that name. Raises NotFoundError when there is none."""
    return _account_of(ACCOUNT.get(session, name))


def find_by_email(session: Session, email: str) -> Account | None:
    """The account joined with an e-mail address of an identity provider."""
    rows = ACCOUNT.where(session, func.lower(ACCOUNT.table.c.email) == email.lower())
    return _account_of(rows[0]) if rows else None


def list_accounts(session: Session) -> tuple[Account, ...]:
    """All accounts by name."""
    return tuple(_account_of(row) for row in ACCOUNT.where(session))


def password_hash(session: Session, name: str) -> str | None:
    """What checks the password of an account; None without one."""
    found: str | None = session.scalar(select(ACCOUNT.table.c.password_hash).where(ACCOUNT.table.c.name == name))
    return found


def has_accounts(session: Session) -> bool:
    """Whether anybody was ever given an account: from then on everybody signs in."""
    return session.scalar(select(ACCOUNT.table.c.name).limit(1)) is not None


def n_active_administrators(session: Session) -> int:
    """How many people can still manage every account: administrators who are not limited to wards."""
    table = ACCOUNT.table
    query = select(table.c.wards).where(table.c.role == str(Role.ADMINISTRATOR), table.c.is_active.is_(True))
    return sum(not wards for wards in session.scalars(query))


def _account_of(row: Row) -> Account:
    plain = {name: row[name] for name in (*_PLAIN, "password_changed_at")}
    return Account(**plain, role=Role(row["role"]), wards=tuple(row["wards"]))


# ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────


def begin_session(session: Session, begun: StoredSession, token_hash: str) -> None:
    """Store a new session."""
    row = {name: getattr(begun, name) for name in StoredSession.__slots__} | {"way": str(begun.way)}
    session.execute(insert(_SESSION).values(**row, token_hash=token_hash))
    new = {"account": begun.name, "way": str(begun.way)}
    audit.append(session, audit.Line("begin", SESSION_RECORD, begun.session_id[:8], new=new))


def session_of_token(session: Session, token_hash: str) -> StoredSession | None:
    """The session whose cookie holds that token."""
    row = session.execute(_sessions().where(_SESSION.c.token_hash == token_hash)).mappings().first()
    return None if row is None else _session_of(row)


def session_of_id(session: Session, session_id: str) -> StoredSession | None:
    """The session of that id."""
    row = session.execute(_sessions().where(_SESSION.c.session_id == session_id)).mappings().first()
    return None if row is None else _session_of(row)


def list_sessions(session: Session, *, since: dt.datetime) -> tuple[StoredSession, ...]:
    """Sessions not yet ended that were used since a moment, latest use first."""
    query = _sessions().where(_SESSION.c.ended_at.is_(None), _SESSION.c.last_seen_at >= since)
    rows = session.execute(query.order_by(_SESSION.c.last_seen_at.desc(), _SESSION.c.session_id)).mappings()
    return tuple(_session_of(row) for row in rows)


def end_sessions(
    session: Session,
    why: EndReason,
    *,
    name: str | None = None,
    session_id: str | None = None,
    but: str | None = None,
    way: SignInWay | None = None,
) -> int:
    """End the sessions of an account (those begun in one ``way``), or one; ``but`` spares one. Returns how many."""
    found = select(_SESSION.c.session_id, _SESSION.c.name).where(_SESSION.c.ended_at.is_(None))
    if name is not None:
        found = found.where(_SESSION.c.name == name)
    if session_id is not None:
        found = found.where(_SESSION.c.session_id == session_id)
    if but is not None:
        found = found.where(_SESSION.c.session_id != but)
    if way is not None:
        found = found.where(_SESSION.c.way == str(way))
    holders = {row[0]: row[1] for row in session.execute(found)}
    if holders:
        values = {"ended_at": audit.context_of(session).now, "ended_why": str(why)}
        session.execute(update(_SESSION).where(_SESSION.c.session_id.in_(holders)).values(**values))
    lines = (
        audit.Line("end", SESSION_RECORD, ended[:8], new={"account": holder, "why": str(why)})
        for ended, holder in holders.items()
    )
    audit.append_all(session, lines)
    return len(holders)


def touch_session(database: Database, session_id: str, now: dt.datetime) -> None:
    """Note that a session is in use. No record is changed, so nothing is written in the audit log."""
    query = update(_SESSION).where(_SESSION.c.session_id == session_id, _SESSION.c.ended_at.is_(None))
    with database.bare_connection(writes=True) as connection:
        connection.execute(query.values(last_seen_at=now))


def note_ward(database: Database, session_id: str, ward: str) -> None:
    """Note which ward a session looks at. No record is changed, so nothing is written in the audit log."""
    query = update(_SESSION).where(_SESSION.c.session_id == session_id, _SESSION.c.ended_at.is_(None))
    with database.bare_connection(writes=True) as connection:
        connection.execute(query.values(ward=ward))


def _sessions() -> Select[Any]:
    return select(*(_SESSION.c[name] for name in StoredSession.__slots__))


def _session_of(row: Mapping[Any, Any]) -> StoredSession:
    return StoredSession(**{**row, "way": SignInWay(row["way"])})


# ── attempts ────────────────────────────────────────────────────────────────────────────────────────────────────


def note_attempt(session: Session, attempt: Attempt, name_hash: str) -> None:
    """Write down an attempt to sign in, and forget very old ones."""
    told = {"outcome": str(attempt.outcome), "address": attempt.address, "way": str(attempt.way)}
    session.execute(insert(_ATTEMPT).values(at=attempt.at, name=attempt.name, name_hash=name_hash, **told))
    session.execute(delete(_ATTEMPT).where(_ATTEMPT.c.at < attempt.at - _KEPT_ATTEMPTS))
    audit.append(session, audit.Line("sign_in", SIGN_IN_RECORD, attempt.name or "-", new=told))


def n_refused(session: Session, *, since: dt.datetime, name_hash: str | None = None, address: str | None = None) -> int:
    """Refused attempts since a moment, for one name (counted from its last success) or from one address."""
    refused = _ATTEMPT.c.outcome == str(Outcome.REFUSED)
    query = select(func.count()).where(_ATTEMPT.c.at > since, refused)
    if address is not None:
        query = query.where(_ATTEMPT.c.address == address)
    if name_hash is not None:
        accepted = (_ATTEMPT.c.name_hash == name_hash) & (_ATTEMPT.c.outcome == str(Outcome.ACCEPTED))
        last_success = session.scalar(select(func.max(_ATTEMPT.c.fid)).where(accepted)) or 0
        query = query.where(_ATTEMPT.c.name_hash == name_hash, _ATTEMPT.c.fid > last_success)
    return session.scalar(query) or 0


def list_attempts(session: Session, *, n: int = 200) -> tuple[Attempt, ...]:
    """The latest attempts, newest first."""
    columns = [_ATTEMPT.c[name] for name in Attempt.__slots__]
    rows = session.execute(select(*columns).order_by(_ATTEMPT.c.fid.desc()).limit(n)).mappings()
    return tuple(Attempt(**{**row, "outcome": Outcome(row["outcome"]), "way": SignInWay(row["way"])}) for row in rows)
