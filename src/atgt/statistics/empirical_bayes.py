"""Empirical Bayes: what a section is to be expected to have, between what was seen there and what its like have.

Counts of sections are taken as negative binomial, mean μ × exposure and variance mean + k × mean². The expected count
is w × mean + (1 − w) × observed with w = 1 / (1 + k × mean): the more sections differ from each other beyond chance
(large k), the more the observed count is believed.
Source: Hauer, Harwood, Council & Griffith (2002), Transportation Research Record 1784, 126–131;
AASHTO Highway Safety Manual (2010), equations 3-9 and 3-10.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FEWEST_SECTIONS = 20
"""With fewer sections the dispersion cannot be told; a fit is refused."""
_SMALLEST_K, _LARGEST_K = 1e-4, 1e3
_GOLDEN = (math.sqrt(5) - 1) / 2

WARNING = Text(
    "Đoạn có số vụ cao nhất kỳ này thường có ít vụ hơn ở kỳ sau dù không xử lý gì (hồi quy về trung bình). "
    "Cột “Kỳ vọng” đã trừ bớt phần ngẫu nhiên đó; nó so các đoạn với nhau, không dự báo, "
    "không phải kết luận về đoạn nào.",
    "Sections with the highest counts usually have fewer next time even if nothing is done (regression to the mean). "
    "The column “Expected” has that chance taken off; it compares sections, it is no forecast and no conclusion.",
)


@dataclass(frozen=True, slots=True)
class NegativeBinomialFit:
    """What sections have on average, and how much they differ beyond chance.

    Parameters
    ----------
    rate
        Accidents per unit of exposure (here: per kilometre in the period).
    dispersion
        k; 0 when sections differ no more than chance explains.
    """

    rate: float
    dispersion: float
    n_sections: int
    log_likelihood: float


def fit(counts: Ints, exposure: Floats) -> NegativeBinomialFit:
    """The most likely rate and dispersion of sections of different lengths.

    Parameters
    ----------
    counts, exposure
        Accidents and length of each section, in any one unit; all lengths positive.

    Raises
    ------
    ParameterError
        For fewer than ``FEWEST_SECTIONS`` sections, or no accident in any of them.
    """
    if len(counts) < FEWEST_SECTIONS or counts.sum() == 0 or exposure.min() <= 0:
        raise ParameterError(
            Text(
                f"Cần ít nhất {FEWEST_SECTIONS} đoạn và có vụ tai nạn để ước lượng; đang có {len(counts)} đoạn, "
                f"{int(counts.sum())} vụ. Hãy chọn đoạn ngắn hơn hoặc kỳ dài hơn.",
                f"At least {FEWEST_SECTIONS} sections with accidents are needed; there are {len(counts)} sections and "
                f"{int(counts.sum())} accidents. Choose shorter sections or a longer period.",
            )
        )
    at_chance = _likelihood(counts, exposure, 0.0)
    k = math.exp(_highest(counts, exposure))
    found = _likelihood(counts, exposure, k)
    if found <= at_chance + 1e-9:
        k, found = 0.0, at_chance
    return NegativeBinomialFit(_rate(counts, exposure, k), k, len(counts), found)


def expected(counts: Ints, exposure: Floats, fitted: NegativeBinomialFit) -> tuple[Floats, Floats]:
    """The expected count of each section and its standard deviation.

    Examples
    --------
    The worked example of Hauer et al. (2002): 1.8 miles, 4.34 predicted, 12 observed, φ = 2.05 per mile.

    >>> like = NegativeBinomialFit(rate=4.34 / 1.8, dispersion=1 / (2.05 * 1.8), n_sections=100, log_likelihood=0)
    >>> found, deviation = expected(np.array([12]), np.array([1.8]), like)
    >>> round(float(found[0]), 2), round(float(deviation[0]), 2)
    (8.48, 2.14)
    """
    mean = fitted.rate * exposure
    weight = 1 / (1 + fitted.dispersion * mean)
    found = weight * mean + (1 - weight) * counts
    return found, np.sqrt((1 - weight) * found)


def dispersion_by_moments(counts: Ints, exposure: Floats) -> float:
    """The dispersion by the method of moments, Σ((x − m)² − x) / Σm²; a check on the likelihood. Never below 0."""
    mean = counts.sum() / exposure.sum() * exposure
    return float(max(0.0, np.sum((counts - mean) ** 2 - counts) / np.sum(mean**2)))


def _rate(counts: Ints, exposure: Floats, k: float) -> float:
    """The most likely rate for a dispersion: its score equation as a fixed point."""
    rate = float(counts.sum() / exposure.sum())
    for _ in range(200):
        weight = 1 / (1 + k * rate * exposure)
        after = float(np.sum(weight * counts) / np.sum(weight * exposure))
        if abs(after - rate) <= 1e-13 * rate:
            return after
        rate = after
    return rate


def _likelihood(counts: Ints, exposure: Floats, k: float) -> float:
    mean = _rate(counts, exposure, k) * exposure
    if k == 0:
        return float(np.sum(counts * np.log(mean) - mean) - math.fsum(math.lgamma(n + 1) for n in counts.tolist()))
    r = 1 / k
    values, times = np.unique(counts, return_counts=True)
    gammas = math.fsum(
        int(n) * (math.lgamma(value + r) - math.lgamma(r) - math.lgamma(value + 1))
        for value, n in zip(values.tolist(), times.tolist(), strict=True)
    )
    return gammas + float(np.sum(counts * np.log(k * mean) - (counts + r) * np.log1p(k * mean)))


def _highest(counts: Ints, exposure: Floats) -> float:
    """The logarithm of k with the highest likelihood, by golden section: the profile has one top."""
    low, high = math.log(_SMALLEST_K), math.log(_LARGEST_K)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = (_likelihood(counts, exposure, math.exp(at)) for at in (left, right))
    while high - low > 1e-7:
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = _likelihood(counts, exposure, math.exp(left))
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = _likelihood(counts, exposure, math.exp(right))
    return (low + high) / 2
