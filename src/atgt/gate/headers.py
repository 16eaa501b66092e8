"""What every answer says to browsers, and what no client may say to us."""

from __future__ import annotations

from typing import Any

IDENTITY_PREFIX = b"x-atgt-"
"""Only the gate sets these; config.toml names them in ``server.trustedUserHeaders``, which makes them ``st.user``."""

APP_POLICY = (
    # Streamlit styles inline, and the map component evaluates the script of its map: both need the two exceptions.
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' data: blob:; "
    "frame-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)

_COMMON = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), payment=(), usb=()"),
)


def own_policy(nonce: str) -> str:
    """The policy of our own pages: no script, one style sheet, forms to ourselves."""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def without_identity(scope: dict[str, Any]) -> dict[str, Any]:
    """The request without headers only the gate may set."""
    kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(IDENTITY_PREFIX)]
    return {**scope, "headers": kept}


def with_identity(scope: dict[str, Any], name: str, session_id: str) -> dict[str, Any]:
    """The request with who sends it."""
    who = [(b"x-atgt-account", name.encode("ascii")), (b"x-atgt-session", session_id.encode("ascii"))]
    return {**scope, "headers": [*scope["headers"], *who]}


def secured(message: dict[str, Any], *, is_encrypted: bool) -> dict[str, Any]:
    """The start of an answer with the headers every answer has; those it brought itself stay."""
    present = {name.lower() for name, _ in message["headers"]}
    wanted = [*_COMMON, (b"x-frame-options", b"SAMEORIGIN"), (b"content-security-policy", APP_POLICY.encode())]
    if is_encrypted:
        wanted.append((b"strict-transport-security", b"max-age=31536000"))
    return {**message, "headers": [*message["headers"], *((n, v) for n, v in wanted if n not in present)]}
