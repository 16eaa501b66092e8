"""How far a long use case is, told to whoever waits, and how it is stopped.

A use case calls its ``Progress`` with the share done (0 to 1) and what it is doing. Whatever the callback raises ends
the use case there: raise ``StoppedError`` to cancel. What writes does so in one transaction and tells its last step
before it commits, so a stopped use case has stored nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from atgt.domain.text import Text

Progress = Callable[[float, Text], None]
"""Called with the share done, from 0 to 1, never falling, and what is being done."""


def silent(_share: float, _text: Text) -> None:
    """Nobody waits."""


def part(progress: Progress, first: float, last: float, text: Text) -> Callable[[float], None]:
    """A callback for one step, told its own share from 0 to 1, which lies between two shares of the whole.

    Examples
    --------
    >>> told = []
    >>> step = part(lambda share, text: told.append((share, text.en)), 0.2, 0.6, Text("đọc", "reading"))
    >>> step(0.0), step(0.5), told
    (None, None, [(0.2, 'reading'), (0.4, 'reading')])
    """

    def tell(share: float) -> None:
        progress(round(first + (last - first) * min(max(share, 0.0), 1.0), 6), text)

    return tell
