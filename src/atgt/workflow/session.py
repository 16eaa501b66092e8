"""Opening the ward's database for the screen, the command line and the tests."""

from __future__ import annotations

import os
from functools import cache

from atgt import settings
from atgt.domain.ward import ward_code
from atgt.storage import ward_schema
from atgt.storage.database import Database


def database_url(url: str | None = None, ward: str | None = None) -> str:
    """The URL to open: the given one, ``ATGT_DATABASE_URL``, or the ward's own file.

    Parameters
    ----------
    ward
        Which ward of a server; else the one that the URL names, or ``ATGT_WARD``.
    """
    found = settings.load_settings(os.environ, database_url=url).database_url
    chosen = ward or ward_schema.ward_of(found) or os.environ.get(settings.WARD_VARIABLE)
    return ward_schema.address(found, ward_code(chosen)) if chosen else found


def server_url(url: str | None = None) -> str:
    """The URL of the whole server, whichever ward is asked for: where accounts and the list of wards are."""
    found = settings.load_settings(os.environ, database_url=url).database_url
    return ward_schema.address(found, None) if ward_schema.ward_of(found) else found


def open_database(url: str | None = None) -> Database:
    """The database of ``database_url``, made when it is new.

    Raises
    ------
    StorageError
        When it cannot be opened, is damaged, or comes from a newer version.
    """
    return Database.open(database_url(url))


def open_server(url: str | None = None) -> Database:
    """The common part of a server, or the one database there is. Raises as ``open_database``."""
    return Database.open(server_url(url))


def shared_database(url: str | None = None) -> Database:
    """The database of this server, opened once for the process: gate and pages queue for it together.

    Raises
    ------
    StorageError
        As ``open_database``; the next call tries again.
    """
    return _shared(database_url(url))


@cache
def _shared(url: str) -> Database:
    return Database.open(url)
