"""The gate's cookies: who is signed in, that a form was ours, where to go on. No script can read any of them."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION = "atgt_session"
FORM = "atgt_form"
TARGET = "atgt_target"
"""Kept while somebody is away at the office's provider: the page he wanted."""


def token_of(connection: HTTPConnection) -> str | None:
    """What the session cookie holds; None without one."""
    return connection.cookies.get(SESSION)


def put(response: Response, name: str, value: str, connection: HTTPConnection, base_path: str) -> None:
    """Set a cookie: not for scripts, not for other sites, and only encrypted where the page itself is."""
    # Lax, not Strict: a link in a letter or a chat must find its reader still signed in, and so must the way back
    # from the office's provider; nothing changes by GET
    response.set_cookie(
        name,
        value,
        httponly=True,
        samesite="strict" if name == FORM else "lax",
        secure=is_encrypted(connection),
        path=base_path or "/",
    )


def drop(response: Response, name: str, connection: HTTPConnection, base_path: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path=base_path or "/", httponly=True, secure=is_encrypted(connection))


def is_encrypted(connection: HTTPConnection) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy before us."""
    return connection.url.scheme in {"https", "wss"}


def confined(line: str, prefix: str, path: str, *, is_encrypted: bool) -> str:
    """A ``Set-Cookie`` of Streamlit: encrypted where the page is; those of a prefix for one path, for this browser run.

    Examples
    --------
    >>> confined("id=x; Path=/; HttpOnly; Max-Age=2592000", "id", "/auth/logout", is_encrypted=True)
    'id=x; HttpOnly; Path=/auth/logout; Secure'
    >>> confined("id=; Path=/; Max-Age=0", "id", "/auth/logout", is_encrypted=False)
    'id=; Max-Age=0; Path=/auth/logout'
    >>> confined("other=x; path=/; httponly", "id", "/auth/logout", is_encrypted=False)
    'other=x; path=/; httponly'
    """
    value, *attributes = line.split("; ")
    if value.startswith(prefix):
        attributes = [a for a in attributes if a == "Max-Age=0" or not a.lower().startswith(("path=", "max-age="))]
        attributes.append(f"Path={path}")
    if is_encrypted and "secure" not in {a.lower() for a in attributes}:
        attributes.append("Secure")
    return "; ".join((value, *attributes))
