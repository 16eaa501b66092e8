"""A treated place beside the rest of the ward: did its count fall more than that of the roads nothing was done to?

The ratio of the two changes is an odds ratio of the table (before, after) × (place, rest). Given both totals the count
after at the place is a noncentral hypergeometric number, which gives an exact interval also for small counts.
Source: Fisher (1935), J. Royal Statistical Society 98, 39–82; Cornfield (1956), 3rd Berkeley Symposium 4, 135–148;
comparison groups: Hauer (1997), Observational Before–After Studies in Road Safety, chapter 9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.statistics.before_after import MAX_COUNT

FEWEST_IN_GROUP = 20
"""A group with fewer accidents in the earlier period swings too much itself to be a yardstick [unconfirmed]."""


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """How a place changed beside its comparison group.

    Parameters
    ----------
    expected_after
        What the place would have had after, had it changed like the group; None without accidents of the group before.
    ratio
        Change of the place by change of the group; None when it cannot be told.
    low, high
        Ends of the exact interval of the ratio; ``high`` may be infinite; None when nothing can be told.
    """

    n_before: int
    n_after: int
    group_before: int
    group_after: int
    confidence: float
    expected_after: float | None
    ratio: float | None
    low: float | None
    high: float | None
    verdict: Text


def compare_with_group(
    n_before: int, n_after: int, group_before: int, group_after: int, *, confidence: float = 0.95
) -> GroupComparison:
    """The change of a place beside that of its group, in the same two periods.

    Raises
    ------
    ParameterError
        For negative counts, counts above ``MAX_COUNT``, or a confidence outside 0-1.

    Examples
    --------
    >>> found = compare_with_group(10, 4, 100, 90)
    >>> round(found.expected_after, 1), round(found.ratio, 3), round(found.low, 3), round(found.high, 3)
    (9.0, 0.444, 0.099, 1.615)
    >>> compare_with_group(0, 0, 100, 90).ratio is None
    True
    """
    if not all(0 <= n <= MAX_COUNT for n in (n_before, n_after, group_before, group_after)):
        raise ParameterError(Text(f"Số vụ phải từ 0 đến {MAX_COUNT}.", f"Counts must be 0 to {MAX_COUNT}."))
    if not 0 < confidence < 1:
        raise ParameterError(Text("Độ tin cậy phải nằm giữa 0 và 1.", "Confidence must be between 0 and 1."))
    counts = (n_before, n_after, group_before, group_after)
    expected = n_before * group_after / group_before if group_before else None
    if n_before + n_after == 0 or group_before < FEWEST_IN_GROUP or group_after == 0:
        return GroupComparison(*counts, confidence, expected, None, None, None, _TOO_FEW)
    ratio = None if n_before == 0 else n_after * group_before / (n_before * group_after)
    low, high = _interval(*counts, confidence)
    return GroupComparison(*counts, confidence, expected, ratio, low, high, _verdict(ratio, low, high))


def _interval(b: int, a: int, group_b: int, group_a: int, confidence: float) -> tuple[float, float]:
    """The exact interval of the odds ratio (a · group_b) / (b · group_a)."""
    tail, total, after = (1 - confidence) / 2, a + b, a + group_a
    least, most = max(0, after - group_a - group_b), min(total, after)
    logs = [_log_ways(total, k) + _log_ways(group_a + group_b, after - k) for k in range(least, most + 1)]
    seen = a - least
    low = 0.0 if a == least else math.exp(_solve(logs, tail, seen, upper=True))
    high = math.inf if a == most else math.exp(_solve(logs, tail, seen, upper=False))
    return low, high


def _solve(logs: list[float], tail: float, seen: int, *, upper: bool) -> float:
    """Log of the odds ratio at which the tail from (``upper``) or up to the seen number is as likely as ``tail``."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        weights = [ways + k * middle for k, ways in enumerate(logs)]
        top = max(weights)
        sizes = [math.exp(weight - top) for weight in weights]
        share = math.fsum(sizes[seen:] if upper else sizes[: seen + 1]) / math.fsum(sizes)
        is_below = share < tail if upper else share > tail
        low, high = (middle, high) if is_below else (low, middle)
    return (low + high) / 2


def _log_ways(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


_TOO_FEW = Text(
    "Quá ít vụ ở vị trí hoặc ở phần còn lại của phường để so sánh.",
    "Too few accidents at the place or in the rest of the ward to compare.",
)


def _verdict(ratio: float | None, low: float, high: float) -> Text:
    if ratio is not None and high < 1:
        change = f"{(1 - ratio) * 100:.0f}"
        return Text(
            f"Giảm nhiều hơn phần còn lại của phường khoảng {change} %, vượt mức dao động ngẫu nhiên.",
            f"It fell by about {change} % more than the rest of the ward, more than chance explains.",
        )
    if low > 1:
        return Text(
            "Tăng nhiều hơn phần còn lại của phường, vượt mức dao động ngẫu nhiên.",
            "It rose more than the rest of the ward, more than chance explains.",
        )
    return Text(
        "Không khác phần còn lại của phường quá mức ngẫu nhiên: số liệu quá ít để kết luận.",
        "It does not differ from the rest of the ward beyond chance: too few accidents to conclude.",
    )
