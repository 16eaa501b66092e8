"""The wards of one server that are open: each is opened once, so that its writers stand in one line."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class OpenWards(Generic[T]):
    """Opened wards by their codes; shared between threads."""

    def __init__(self) -> None:
        self._lock, self._open = Lock(), dict[str, T]()

    def get(self, ward: str, open_it: Callable[[], T]) -> T:
        """The open ward, opened now when it is asked for the first time; a failure is not kept."""
        with self._lock:
            if ward not in self._open:
                self._open[ward] = open_it()
            return self._open[ward]
