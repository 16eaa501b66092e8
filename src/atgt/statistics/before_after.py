"""Before and after a treatment: two counts in equal periods, their ratio and its exact interval.

Given the total, the later count is binomial when both are Poisson; the exact (Clopper–Pearson) interval of its share
is an interval of the ratio of rates. Small counts stay honest that way: no normal approximation.
Source: Przyborowski & Wilenski (1940), Biometrika 31, 313–323; Clopper & Pearson (1934), Biometrika 26, 404–413;
regression to the mean: Hauer (1997), Observational Before–After Studies in Road Safety, chapter 1.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

from atgt.domain.errors import ParameterError
from atgt.domain.period import Period, add_months
from atgt.domain.text import Text
from atgt.statistics import halving

REGRESSION_TO_THE_MEAN = Text(
    "Vị trí được chọn vì số vụ cao bất thường, nên số vụ thường tự giảm ở kỳ sau dù không xử lý gì "
    "(hồi quy về trung bình). So sánh đơn giản này vì vậy thường cho thấy hiệu quả lớn hơn thực tế.",
    "The place was chosen because its count was unusually high, so the next count is usually lower even without any "
    "treatment (regression to the mean). This simple comparison therefore tends to show more effect than there is.",
)
"""What must stand beside every simple comparison."""

MAX_COUNT = 10_000
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EqualPeriods:
    """A period after the works and one of the same length before them; the works themselves are in neither.

    Parameters
    ----------
    is_complete
        Whether the whole follow-up time has passed.
    """

    before: Period
    after: Period
    works: Period
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts and what they say.

    Parameters
    ----------
    ratio
        Rate after by rate before, per day; None when nothing happened before.
    low, high
        Ends of the exact interval of the ratio; ``high`` is infinite when nothing happened before.
        None when nothing happened at all.
    p_value
        How likely a split at least as uneven is when nothing changed (exact, two-sided); None without accidents.
    """

    n_before: int
    n_after: int
    days_before: int
    days_after: int
    confidence: float
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: Text


def equal_periods(works: Period, months: int, as_of: dt.date) -> EqualPeriods | None:
    """The periods to compare; None while no day has passed since the works.

    Parameters
    ----------
    works
        From the first to the last day of the works.
    months
        Length of the follow-up, in calendar months.
    as_of
        Last day with known accidents; a follow-up that is not over ends here, and "before" is as short.

    Examples
    --------
    >>> found = equal_periods(Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), 12, dt.date(2027, 6, 30))
    >>> found.before.first, found.after.last, found.is_complete
    (datetime.date(2025, 3, 1), datetime.date(2027, 3, 31), True)
    >>> equal_periods(Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), 12, dt.date(2026, 3, 31)) is None
    True
    """
    if months < 1:
        raise ParameterError(
            Text(
                f"Thời gian theo dõi phải từ 1 tháng, không phải {months}.", f"Follow-up must be 1 month, not {months}."
            )
        )
    first = works.last + _DAY
    last = add_months(first, months) - _DAY
    if as_of < first:
        return None
    if as_of >= last:
        before = Period(add_months(works.first, -months), works.first - _DAY)
        return EqualPeriods(before, Period(first, last), works, is_complete=True)
    after = Period(first, as_of)
    before = Period(works.first - _DAY * after.n_days, works.first - _DAY)
    return EqualPeriods(before, after, works, is_complete=False)


def compare(n_before: int, n_after: int, *, days_before: int, days_after: int, confidence: float = 0.95) -> Comparison:
    """The ratio of two accident rates with its exact interval.

    Parameters
    ----------
    days_before, days_after
        Lengths of the two periods in days.

    Raises
    ------
    ParameterError
        For negative counts, counts above ``MAX_COUNT``, empty periods, or a confidence outside 0-1.

    Examples
    --------
    >>> found = compare(8, 2, days_before=365, days_after=365)
    >>> round(found.ratio, 3), round(found.low, 3), round(found.high, 3)
    (0.25, 0.026, 1.253)
    >>> compare(0, 0, days_before=365, days_after=365).ratio is None
    True
    """
    _check(n_before, n_after, days_before, days_after, confidence)
    total, exposure = n_before + n_after, days_before / days_after
    if total == 0:
        verdict = Text("Cả hai kỳ không có vụ nào: chưa đủ để nói.", "No accident in either period: too few to say.")
        return Comparison(0, 0, days_before, days_after, confidence, None, None, None, None, verdict)
    low, high = (_odds(p) * exposure for p in clopper_pearson(n_after, total, confidence=confidence))
    ratio = None if n_before == 0 else n_after / n_before * exposure
    p_value = binomial_p_value(n_after, total, days_after / (days_before + days_after))
    verdict = _verdict(n_before, n_after, ratio, low, high)
    return Comparison(n_before, n_after, days_before, days_after, confidence, ratio, low, high, p_value, verdict)


def clopper_pearson(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share.

    Examples
    --------
    >>> clopper_pearson(0, 10)[0], round(clopper_pearson(0, 10)[1], 4)
    (0.0, 0.3085)
    """
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else _solve(lambda p: 1 - binomial_cdf(successes - 1, trials, p), tail)
    high = 1.0 if successes == trials else _solve(lambda p: -binomial_cdf(successes, trials, p), -tail)
    return low, high


def binomial_cdf(k: int, n: int, p: float) -> float:
    """P(X ≤ k) of a binomial, summed from the smaller tail.

    >>> binomial_cdf(1, 2, 0.5)
    0.75
    """
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    if k < n * p:
        return math.fsum(_binomial(i, n, p) for i in range(k + 1))
    return 1 - math.fsum(_binomial(i, n, p) for i in range(k + 1, n + 1))


def binomial_p_value(k: int, n: int, p: float) -> float:
    """The exact two-sided p-value: all outcomes no more likely than the one seen."""
    limit = _binomial(k, n, p) * (1 + 1e-7)
    return min(1.0, math.fsum(chance for i in range(n + 1) if (chance := _binomial(i, n, p)) <= limit))


def _binomial(k: int, n: int, p: float) -> float:
    if p <= 0 or p >= 1:
        return float(k == (0 if p <= 0 else n))
    log_ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(log_ways + k * math.log(p) + (n - k) * math.log1p(-p))


def _solve(rising: Callable[[float], float], goal: float) -> float:
    """Where a rising function of a share reaches a value, by halving."""
    return halving.reaches(rising, goal, high=1.0, n_steps=60)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _verdict(n_before: int, n_after: int, ratio: float | None, low: float, high: float) -> Text:
    if high < 1 and ratio is not None:
        change = f"{(1 - ratio) * 100:.0f}"
        return Text(
            f"Số vụ giảm khoảng {change} %, vượt mức dao động ngẫu nhiên.",
            f"Accidents fell by about {change} %, more than chance explains.",
        )
    if low > 1:
        return Text("Số vụ tăng, vượt mức dao động ngẫu nhiên.", "Accidents rose, more than chance explains.")
    direction = Text("giảm", "fell") if n_after < n_before else Text("tăng", "rose")
    if ratio is not None and math.isclose(ratio, 1):
        return Text("Số vụ không đổi; số liệu quá ít để kết luận.", "No change; too few accidents to conclude.")
    return Text(
        f"Số vụ {direction.vi}, nhưng có thể chỉ do ngẫu nhiên: số liệu quá ít để kết luận.",
        f"Accidents {direction.en}, but chance alone can do that: too few to conclude.",
    )


def _check(n_before: int, n_after: int, days_before: int, days_after: int, confidence: float) -> None:
    if not (0 <= n_before <= MAX_COUNT and 0 <= n_after <= MAX_COUNT):
        raise ParameterError(Text(f"Số vụ phải từ 0 đến {MAX_COUNT}.", f"Counts must be 0 to {MAX_COUNT}."))
    if days_before < 1 or days_after < 1:
        raise ParameterError(Text("Mỗi kỳ phải có ít nhất một ngày.", "Each period needs at least one day."))
    if not 0 < confidence < 1:
        raise ParameterError(Text("Độ tin cậy phải nằm giữa 0 và 1.", "Confidence must be between 0 and 1."))
