"""Python's search for reference cycles, asked for less often while a use case makes millions of objects."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

RARE = (50_000, 20, 20)
"""Objects made between two searches, and how many searches of the young go before one of the older."""

_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds before each block that is open: the first one's are the usual."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Search for cycles after 50,000 new objects instead of 700, for the whole process, while a block is open.

    The rows of a sheet hold no cycles; what is no longer used is freed at once as always. An import of 100,000 rows
    takes a fifth less of the processor with the same memory (docs/performance.md).

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with collected_rarely():
    ...     gc.get_threshold()
    (50000, 20, 20)
    >>> gc.get_threshold() == before
    True
    """
    with _lock:
        _usual.append(gc.get_threshold())
        gc.set_threshold(*RARE)
    try:
        yield
    finally:
        with _lock:
            before = _usual.pop()
            if not _usual:
                gc.set_threshold(*before)
