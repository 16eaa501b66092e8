"""The code that makes the first account: only who sees the terminal of the server has it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from threading import Lock

_TRIES = 10


class OneTimeCode:
    """A code told in the terminal; after ten wrong answers another one takes its place."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._lock, self._code, self._wrong = tell, Lock(), "", 0

    def announce(self) -> None:
        """Tell the code, once."""
        with self._lock:
            if not self._code:
                self._renew()

    def accepts(self, answer: str) -> bool:
        """Whether an answer is the code."""
        with self._lock:
            if not self._code:
                return False
            if hmac.compare_digest(answer.strip().upper().encode(), self._code.encode()):
                return True
            self._wrong += 1
            if self._wrong >= _TRIES:
                self._renew()
            return False

    def _renew(self) -> None:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        self._code = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
        self._wrong = 0
        self._tell(self._code)
