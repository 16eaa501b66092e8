"""How far a small count can be off: the exact interval of a Poisson mean.

Source: Garwood (1936), Biometrika 28, 437–442.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.statistics import halving

FEW = 5
"""Below this many accidents a table says "too few to say" instead of a rate or a percentage.

A convention of statistical offices for percentages of small numbers, not a rule of law; see docs/statistics.md.
"""


def poisson_interval(n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of the mean behind a count; 0 gives (0, −ln α/2).

    Raises
    ------
    ParameterError
        For a negative count or a confidence outside 0–1.

    Examples
    --------
    >>> [round(end, 3) for end in poisson_interval(10)]
    [4.795, 18.39]
    >>> [round(end, 3) for end in poisson_interval(0)]
    [0.0, 3.689]
    """
    if n < 0 or not 0 < confidence < 1:
        raise ParameterError(
            Text(f"Số vụ phải từ 0, độ tin cậy trong 0–1: {n}, {confidence}.",
                 f"A count must be 0 or more, a confidence between 0 and 1: {n}, {confidence}.")
        )  # fmt: skip
    tail = (1 - confidence) / 2
    low = 0.0 if n == 0 else _solve(lambda mean: 1 - poisson_cdf(n - 1, mean), tail, n)
    high = _solve(lambda mean: -poisson_cdf(n, mean), -tail, n)
    return low, high


def poisson_cdf(k: int, mean: float) -> float:
    """P(X ≤ k) of a Poisson count.

    Examples
    --------
    >>> round(poisson_cdf(1, 1.0), 4)
    0.7358
    """
    if k < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    return min(1.0, math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(k + 1)))


def _solve(rising: Callable[[float], float], goal: float, n: int) -> float:
    """Where a function that rises with the mean reaches a value, by halving."""
    return halving.reaches(rising, goal, high=n + 10 * math.sqrt(n + 1) + 20, n_steps=80)
