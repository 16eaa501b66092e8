"""Who works on the command line: the name goes into the history of every record, and four eyes look at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from atgt.cli.shell import with_database
from atgt.domain.actor import LOCAL_USER
from atgt.storage.database import Database
from atgt.workflow import people

_HELP = (
    "Người thực hiện, ghi vào lịch sử; mặc định ATGT_USER hoặc người dùng của máy này. / "
    "Who does it, kept in the history; default ATGT_USER or this machine's user."
)


def with_person(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--as``; hand it the open database and, as ``actor``, the person.

    Whoever may run commands beside the database may do everything there; the name tells who it was. The name of an
    account comes with the account's role and wards.
    """

    def command(database: Database, *, person: str, **options: Any) -> None:
        actor = people.person_named(database, person)
        function(database.seen_by(actor), actor=actor, **options)

    command.__doc__ = function.__doc__
    name = click.option("--as", "person", metavar="NAME", envvar="ATGT_USER", default=LOCAL_USER.name, help=_HELP)
    return name(with_database(command))
