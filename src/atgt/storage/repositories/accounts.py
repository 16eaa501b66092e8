"""Accounts, sessions and attempts to sign in. What a person typed is never kept, only what checks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from atgt.domain.account import Account, EndReason, Outcome
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


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in; ``name`` is None when there is no such account."""

    at: dt.datetime
    name: str | None
    address: str
    outcome: Outcome


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
    row = {name: getattr(begun, name) for name in StoredSession.__slots__}
    session.execute(insert(_SESSION).values(**row, token_hash=token_hash))
    audit.append(session, audit.Line("begin", SESSION_RECORD, begun.session_id[:8], new={"account": begun.name}))


def session_of_token(session: Session, token_hash: str) -> StoredSession | None:
    """The session whose cookie holds that token."""
    row = session.execute(_sessions().where(_SESSION.c.token_hash == token_hash)).mappings().first()
    return None if row is None else StoredSession(**row)


def session_of_id(session: Session, session_id: str) -> StoredSession | None:
    """The session of that id."""
    row = session.execute(_sessions().where(_SESSION.c.session_id == session_id)).mappings().first()
    return None if row is None else StoredSession(**row)


def list_sessions(session: Session, *, since: dt.datetime) -> tuple[StoredSession, ...]:
    """Sessions not yet ended that were used since a moment, latest use first."""
    query = _sessions().where(_SESSION.c.ended_at.is_(None), _SESSION.c.last_seen_at >= since)
    rows = session.execute(query.order_by(_SESSION.c.last_seen_at.desc(), _SESSION.c.session_id)).mappings()
    return tuple(StoredSession(**row) for row in rows)


def end_sessions(
    session: Session, why: EndReason, *, name: str | None = None, session_id: str | None = None, but: str | None = None
) -> int:
    """End the sessions of an account, or one session; ``but`` spares one. Returns how many were ended."""
    now = audit.context_of(session).now
    query = update(_SESSION).where(_SESSION.c.ended_at.is_(None)).values(ended_at=now, ended_why=str(why))
    if name is not None:
        query = query.where(_SESSION.c.name == name)
    if session_id is not None:
        query = query.where(_SESSION.c.session_id == session_id)
    if but is not None:
        query = query.where(_SESSION.c.session_id != but)
    ended = session.execute(query.returning(_SESSION.c.session_id, _SESSION.c.name)).all()
    audit.append_all(
        session,
        (audit.Line("end", SESSION_RECORD, row[0][:8], new={"account": row[1], "why": str(why)}) for row in ended),
    )
    return len(ended)


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


# ── attempts ────────────────────────────────────────────────────────────────────────────────────────────────────


def note_attempt(session: Session, attempt: Attempt, name_hash: str) -> None:
    """Write down an attempt to sign in, and forget very old ones."""
    values = {"at": attempt.at, "name": attempt.name, "address": attempt.address, "outcome": str(attempt.outcome)}
    session.execute(insert(_ATTEMPT).values(**values, name_hash=name_hash))
    session.execute(delete(_ATTEMPT).where(_ATTEMPT.c.at < attempt.at - _KEPT_ATTEMPTS))
    new = {"outcome": str(attempt.outcome), "address": attempt.address}
    audit.append(session, audit.Line("sign_in", SIGN_IN_RECORD, attempt.name or "-", new=new))


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
    columns = [_ATTEMPT.c[name] for name in ("at", "name", "address", "outcome")]
    rows: Sequence[tuple[dt.datetime, str | None, str, str]] = [
        tuple(row) for row in session.execute(select(*columns).order_by(_ATTEMPT.c.fid.desc()).limit(n))
    ]
    return tuple(Attempt(at, name, address, Outcome(outcome)) for at, name, address, outcome in rows)
