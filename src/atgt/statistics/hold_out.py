"""Does a ranking of one period predict the next? The share of the next period's accidents in the first k sections.

Equal scores are counted fairly: where k falls inside a group of equal scores, the group counts in proportion.
The same question as the "Cap@25" of other screening programs. Exact interval of the share: Clopper & Pearson (1934); it
takes accidents as independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.statistics.before_after import clopper_pearson

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Capture:
    """How many later accidents lie in the first k sections of a ranking.

    Parameters
    ----------
    n_caught
        May be a fraction where scores are equal.
    share, low, high
        ``n_caught`` by all later accidents with the ends of its 95 % interval; None without a later accident.
    by_chance
        The share that k sections drawn at random would have.
    """

    k: int
    n_caught: float
    n_later: int
    share: float | None
    low: float | None
    high: float | None
    by_chance: float


def capture(scores: Floats, later: Floats, k: int) -> Capture:
    """The capture of a ranking by scores, the highest first.

    Parameters
    ----------
    scores, later
        Score of each section from the earlier period, and its accidents in the later one.

    Raises
    ------
    ParameterError
        For k below 1 or above the number of sections.

    Examples
    --------
    >>> capture(np.array([3.0, 1.0, 1.0, 0.0]), np.array([5.0, 2.0, 0.0, 1.0]), 2).n_caught
    6.0
    """
    if not 1 <= k <= len(scores):
        raise ParameterError(
            Text(f"k phải từ 1 đến {len(scores)}, không phải {k}.", f"k must be 1 to {len(scores)}, not {k}.")
        )
    limit = np.sort(scores)[::-1][k - 1]
    above, equal = scores > limit, scores == limit
    caught = float(later[above].sum() + later[equal].sum() * (k - above.sum()) / equal.sum())
    total = int(later.sum())
    if total == 0:
        return Capture(k, 0.0, 0, None, None, None, k / len(scores))
    low, high = clopper_pearson(round(caught), total)
    return Capture(k, caught, total, caught / total, low, high, k / len(scores))
