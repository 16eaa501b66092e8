"""Writers of one process stand in one line, first come, first served.

SQLite lets the lucky one through, not the first one: with ten writers somebody can wait in vain while others
write again and again. Here only the first in line asks the database for its lock, against other processes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class WriteQueue:
    """The line of one open database.

    Examples
    --------
    >>> queue = WriteQueue()
    >>> with queue.turn(timeout_s=1):
    ...     queue.n_waiting
    0
    """

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._line: deque[object] = deque()

    @property
    def n_waiting(self) -> int:
        """How many stand behind the one whose turn it is."""
        return max(0, len(self._line) - 1)

    @contextmanager
    def turn(self, timeout_s: float) -> Iterator[None]:
        """Wait for one's turn and hold it for as long as the block lasts.

        Raises
        ------
        TimeoutError
            When those in front have not finished in time; nothing was done.
        """
        ticket = object()
        with self._moved:
            self._line.append(ticket)
            if not self._moved.wait_for(lambda: self._line[0] is ticket, timeout_s):
                self._line.remove(ticket)
                raise TimeoutError
        try:
            yield
        finally:
            with self._moved:
                self._line.popleft()
                self._moved.notify_all()
