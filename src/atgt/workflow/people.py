"""Who a name stands for where nobody signs in: on the command line of the database's own machine."""

from __future__ import annotations

from atgt.domain.actor import LOCAL_USER, Actor
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accounts


def person_named(database: Database, name: str) -> Actor:
    """The person of that name: with the role of the account, else with every right of the machine's own user.

    Raises
    ------
    ForbiddenMoveError
        When the account of that name is switched off.
    """
    with database.for_accounts().read() as session:
        account = accounts.find_account(session, name)
    if account is None:
        return Actor(name, LOCAL_USER.role)
    if not account.is_active:
        raise ForbiddenMoveError(Text(f"Tài khoản “{name}” đã khóa.", f"The account “{name}” is switched off."))
    return Actor(account.name, account.role, account.wards)
