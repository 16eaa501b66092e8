"""Opening the ward's database for the screen, the command line and the tests."""

from __future__ import annotations

import os

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
