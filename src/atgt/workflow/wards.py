"""The wards of a server: which there are, which a person may enter, and which one his browser looks at.

Each ward's records lie apart (``storage.ward_schema``). Who may enter which is a property of accounts, and is asked by
every read and write below (``Database.refuse_strangers``); nothing here is trusted for it.
"""

from __future__ import annotations

import datetime as dt

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotAllowedError, ParameterError
from atgt.domain.text import Text
from atgt.domain.ward import Ward, code_fault, ward_code
from atgt.storage import faults
from atgt.storage.database import Database
from atgt.storage.repositories import accounts as account_store
from atgt.storage.repositories import wards as ward_store
from atgt.workflow import authority, provenance

_ADD = Text("thêm phường", "add a ward")
SHARED = Ward("", "Dữ liệu chung")
"""Stands for records that belong to no ward: what a server held before it got its first."""


def list_wards(database: Database, actor: Actor) -> tuple[Ward, ...]:
    """The wards of this server that a person may enter; none for a database of one ward."""
    if database.dialect != "postgresql":
        return ()
    with database.for_accounts().read() as session:
        found = ward_store.list_wards(session)
    within = database.ward  # an address that names a ward offers no other
    return tuple(one for one in found if actor.may_enter(one.code) and within in {None, one.code})


def choices(database: Database, actor: Actor) -> tuple[Ward, ...]:
    """What a person may choose from: his wards, and ``SHARED`` when there are records of no ward that he may see."""
    found = list_wards(database, actor)
    if not found or database.ward is not None or not actor.may_enter(None):
        return found
    return found if provenance.is_empty(database) else (*found, SHARED)


def enter(database: Database, actor: Actor, code: str | None) -> Database:
    """The records of one ward, for one person; with None those that belong to no ward.

    Raises
    ------
    NotAllowedError
        When the ward is not one of his.
    StorageError
        When there is no such ward.
    """
    if not code or code == database.ward:
        entered = database.seen_by(actor)
    elif actor.may_enter(code):
        entered = database.seen_by(actor).of_ward(code)
    else:
        raise faults.stranger(actor, code)
    entered.refuse_strangers(actor)
    return entered


def add(database: Database, code: str, name: str, actor: Actor, now: dt.datetime) -> Ward:
    """Make a ward: its empty tables, and its line in the list.

    A ward whose making was broken off is finished by making it again.

    Raises
    ------
    ParameterError
        When the code cannot be one, is taken, or the name is missing.
    StorageError
        When this is no server, or the server's account may not make schemas.
    """
    authority.require(actor, Role.ADMINISTRATOR, _ADD)
    if actor.wards:
        raise NotAllowedError(
            Text("Chỉ quản trị viên của mọi phường được thêm phường.", "Only an administrator of all wards adds wards.")
        )
    ward = _checked(code, name)
    common = authority.accounts_of(database, actor)
    with common.read() as session:
        _check_new(ward_store.find_ward(session, ward.code))
    common.of_ward(ward.code, create=True)
    with common.write(actor, f"thêm phường {ward.code}", now) as session:
        _check_new(ward_store.find_ward(session, ward.code))
        ward_store.add_ward(session, ward)
    return ward


def chosen(database: Database, session_id: str) -> str | None:
    """The ward that a signed-in browser looked at last; None before it chose."""
    with database.for_accounts().read() as session:
        found = account_store.session_of_id(session, session_id)
    return found.ward if found else None


def choose(database: Database, session_id: str, code: str) -> None:
    """Note which ward a signed-in browser looks at, so that a page loaded anew shows it again. It opens nothing."""
    account_store.note_ward(database.for_accounts(), session_id, code)


def _checked(code: str, name: str) -> Ward:
    ward = Ward(ward_code(code), name.strip())
    fault = code_fault(ward.code)
    if fault is None and not ward.name:
        fault = Text("Phường chưa có tên.", "The ward has no name.")
    if fault is not None:
        raise ParameterError(fault)
    return ward


def _check_new(found: Ward | None) -> None:
    if found is not None:
        raise ParameterError(
            Text(
                f"Đã có phường “{found.code}”: {found.name}.", f"There is a ward “{found.code}” already: {found.name}."
            )
        )
