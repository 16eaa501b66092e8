"""Passwords and tokens: hashed with argon2id, compared in constant time, never written anywhere."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
"""Argon2id with the parameters of RFC 9106, low-memory choice (64 MiB, 3 passes), as argon2-cffi sets them."""


def hash_password(password: str) -> str:
    """What checks this password later, with its salt and parameters in it.

    Examples
    --------
    >>> hash_password("con mèo đen trèo rào")[:10]
    '$argon2id$'
    """
    return _HASHER.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether a password is the one behind a hash; without a hash the same time is spent, and the answer is no."""
    try:
        return _HASHER.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A secret for a cookie: 256 bits that cannot be guessed."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token; a token is random, so one round of SHA-256 is enough.

    Examples
    --------
    >>> len(token_hash("a"))
    64
    """
    return hashlib.sha256(token.encode()).hexdigest()


def start_password() -> str:
    """A password to be handed over on paper and changed at the first sign-in.

    Examples
    --------
    >>> len(start_password())
    17
    """
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3))


@cache
def _nobody() -> str:
    """The hash of a password nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe(32))
