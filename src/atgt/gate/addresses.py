"""Who speaks to the server: this computer itself, or another one."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from atgt.workflow.signing_in import Device

_FORWARDING = (b"x-forwarded-for", b"forwarded", b"x-real-ip", b"x-forwarded-host", b"via")
"""Headers that a proxy adds: behind one, everybody seems to sit at this computer."""

Scope = Mapping[str, Any]


def is_loopback(address: str | None) -> bool:
    """Whether an address is this computer's own; None, as Streamlit says for "all addresses", is not.

    Examples
    --------
    >>> [is_loopback(one) for one in ("127.0.0.1", "::1", "localhost", "192.168.1.5", "0.0.0.0", None)]
    [True, True, True, False, False, False]
    """
    if address is None:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this computer and through no proxy."""
    names = {name for name, _ in scope["headers"]}
    return is_loopback(client_address(scope)) and not names & set(_FORWARDING)


def client_address(scope: Scope) -> str | None:
    """The address of the other side; None when the server does not know it."""
    client = scope.get("client")
    return str(client[0]) if client else None


def device(request: Request) -> Device:
    """Where an attempt to sign in comes from, as it is written down."""
    return Device(client_address(request.scope) or "-", request.headers.get("user-agent", "")[:200])
