"""The two cookies: who is signed in, and that a form was ours. No script can read either."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION = "atgt_session"
FORM = "atgt_form"


def token_of(connection: HTTPConnection) -> str | None:
    """What the session cookie holds; None without one."""
    return connection.cookies.get(SESSION)


def put(response: Response, name: str, value: str, connection: HTTPConnection, base_path: str) -> None:
    """Set a cookie: not for scripts, not for other sites, and only encrypted where the page itself is."""
    # Lax, not Strict: a link in a letter or a chat must find its reader still signed in; nothing changes by GET
    response.set_cookie(
        name,
        value,
        httponly=True,
        samesite="lax" if name == SESSION else "strict",
        secure=is_encrypted(connection),
        path=base_path or "/",
    )


def drop(response: Response, name: str, connection: HTTPConnection, base_path: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path=base_path or "/", httponly=True, secure=is_encrypted(connection))


def is_encrypted(connection: HTTPConnection) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy before us."""
    return connection.url.scheme in {"https", "wss"}
