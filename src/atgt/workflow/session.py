"""Opening the ward's database for the screen, the command line and the tests."""

from __future__ import annotations

from atgt import settings
from atgt.storage.database import Database


def open_database(url: str | None = None) -> Database:
    """The database named by ``url``, by ``ATGT_DATABASE_URL``, or the ward's own file; made when it is new.

    Raises
    ------
    StorageError
        When it cannot be opened, is damaged, or comes from a newer version.
    """
    return Database.open(url or settings.database_url())
