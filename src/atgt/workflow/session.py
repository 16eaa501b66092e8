"""Opening the ward's database for the screen, the command line and the tests."""

from __future__ import annotations

import os
from functools import cache

from atgt import settings
from atgt.storage.database import Database


def database_url(url: str | None = None) -> str:
    """The URL to open: the given one, ``ATGT_DATABASE_URL``, or the ward's own file."""
    return settings.load_settings(os.environ, database_url=url).database_url


def open_database(url: str | None = None) -> Database:
    """The database of ``database_url``, made when it is new.

    Raises
    ------
    StorageError
        When it cannot be opened, is damaged, or comes from a newer version.
    """
    return Database.open(database_url(url))


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
