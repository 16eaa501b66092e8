"""Measures of network screening for a section or a place: EPDO, severity index, rate and critical rate.

Rates exist only where somebody entered the traffic; without it there is None, never a guess.
Source: AASHTO Highway Safety Manual (2010), chapter 4.4.2; per 10⁶ vehicle-km as in TT 26/2024/TT-BCA Điều 16.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.severity import Severity
from atgt.domain.text import Text

CONFIDENCE_95 = 1.645
"""Standard normal value of a one-sided confidence of 95 % (HSM table 4-11)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of one accident of each severity."""

    key: str
    fatal: float
    injury: float
    damage: float
    label: Text
    source: str

    def of(self, severity: int) -> float:
        """Points of one accident; a minor collision counts as damage."""
        points = {Severity.FATAL: self.fatal, Severity.INJURY: self.injury}
        return points.get(Severity(severity), self.damage)


def parse_weights(mapping: Mapping[str, Any]) -> tuple[Weights, ...]:
    """The sets of ``epdo_weights.toml``, the default first.

    Raises
    ------
    ParameterError
        When there is none, or a weight is negative.
    """
    sets = tuple(
        Weights(str(one["key"]), float(one["fatal"]), float(one["injury"]), float(one["damage"]),
                Text(one["vi"], one["en"]), str(one["source"]))
        for one in mapping.get("weights", ())
    )  # fmt: skip
    if not sets or any(min(one.fatal, one.injury, one.damage) < 0 for one in sets):
        raise ParameterError(
            Text("Trọng số EPDO (epdo_weights.toml) phải có ít nhất một bộ, không có số âm.",
                 "EPDO weights (epdo_weights.toml): at least one set, no negative number.")
        )  # fmt: skip
    return sets


def epdo(by_severity: Sequence[int], weights: Weights) -> float:
    """Points of all accidents: Σ weight × count (HSM equation 4-5).

    Parameters
    ----------
    by_severity
        Counts in the order of ``Severity``.

    Examples
    --------
    >>> epdo((0, 4, 1, 6), Weights("hsm", 542, 11, 1, Text("", ""), ""))
    51.0
    """
    return math.fsum(weights.of(severity) * n for severity, n in enumerate(by_severity))


def severity_index(by_severity: Sequence[int], weights: Weights) -> float | None:
    """Points per accident; None without an accident."""
    n = sum(by_severity)
    return epdo(by_severity, weights) / n if n else None


def million_vehicle_km(aadt: float, length_m: float, n_days: int) -> float:
    """Traffic of a section in millions of vehicle-kilometres.

    Parameters
    ----------
    aadt
        Vehicles a day in both directions.

    Raises
    ------
    ParameterError
        For traffic, length or time of nothing or less.

    Examples
    --------
    >>> million_vehicle_km(10_000, 500, 365)
    1.825
    """
    if min(aadt, length_m, n_days) <= 0:
        raise ParameterError(
            Text("Lưu lượng, chiều dài và số ngày phải lớn hơn 0.", "Traffic, length and days must be above 0.")
        )
    return aadt * n_days * length_m / 1000 / 1e6


def rate(n_accidents: int, exposure: float) -> float:
    """Accidents per million vehicle-kilometres (HSM equation 4-2 for a section)."""
    return n_accidents / exposure


def critical_rate(average_rate: float, exposure: float, *, z: float = CONFIDENCE_95) -> float:
    """The rate above which a section is unusual for its group: R + z √(R / E) + 1 / (2 E) (HSM equation 4-11).

    Parameters
    ----------
    average_rate
        Accidents of the whole group divided by its traffic.
    exposure
        Traffic of the section, in the same millions.

    Examples
    --------
    >>> round(critical_rate(0.33, 30.1), 2)
    0.52
    """
    return average_rate + z * math.sqrt(average_rate / exposure) + 1 / (2 * exposure)
