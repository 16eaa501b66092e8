"""Where a ward's records lie on a server that serves several wards: in a schema of its own.

A ward has an address of its own too, the server's with ``?ward=CODE``, so that whatever opens a database by its
address, or keeps something beside one, cannot mistake one ward for another. Every transaction on a ward's database
begins with ``SET LOCAL search_path``: the connection forgets it at the end of the transaction, whoever gets it next.
Accounts, sessions and the list of wards lie in the server's common schema, where all tables of a database without
wards lie.
"""

from __future__ import annotations

from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import ArgumentError

from atgt.domain.errors import StorageError
from atgt.domain.ward import code_fault

_PARAMETER = "ward"
_PREFIX = "ward_"


def split(url: URL) -> tuple[URL, str | None]:
    """The server's own address and the ward's code in it; None when it names no ward."""
    named = url.query.get(_PARAMETER)
    if named is None:
        return url, None
    code = named if isinstance(named, str) else named[-1]
    return url.difference_update_query([_PARAMETER]), code or None


def joined(url: URL, ward: str | None) -> URL:
    """The address of a ward on a server; the server's own for None."""
    plain, _ = split(url)
    return plain if ward is None else plain.update_query_dict({_PARAMETER: ward})


def ward_of(url: str) -> str | None:
    """The ward that an address names; None when it names none, or is no address at all."""
    try:
        return split(make_url(url))[1]
    except ArgumentError:
        return None


def address(url: str, ward: str | None) -> str:
    """An address with another ward, or with none; what is no address stays as it is, opening it says why."""
    try:
        return joined(make_url(url), ward).render_as_string(hide_password=False)
    except ArgumentError:
        return url


def schema_of(ward: str) -> str:
    """The name of a ward's schema.

    Raises
    ------
    StorageError
        When the code cannot be a ward's: it would become part of a statement.
    """
    fault = code_fault(ward)
    if fault is not None:
        raise StorageError(fault)
    return f"{_PREFIX}{ward}"


def search_path(connection: Connection, schema: str) -> str:
    """Where names are looked up for a ward: its schema, then the one that holds PostGIS."""
    query = "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
    postgis = connection.execute(text(f"{query} WHERE e.extname = 'postgis'")).scalar() or "public"
    return ", ".join(f'"{name}"' for name in (schema, postgis))
