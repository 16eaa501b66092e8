"""Where a rising function reaches a value."""

from __future__ import annotations

from collections.abc import Callable


def reaches(rising: Callable[[float], float], goal: float, *, high: float, n_steps: int) -> float:
    """The place between 0 and ``high`` where the function reaches the goal, by halving; ``high`` if it never does.

    Examples
    --------
    >>> round(reaches(lambda x: x * x, 2.0, high=2.0, n_steps=60), 6)
    1.414214
    """
    low = 0.0
    for _ in range(n_steps):
        middle = (low + high) / 2
        if rising(middle) < goal:
            low = middle
        else:
            high = middle
    return (low + high) / 2
