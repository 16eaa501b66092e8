"""The order of a list of spots: worst first, and never by chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from atgt.domain.black_spot import Spot, SpotLevel
from atgt.domain.severity import Severity
from atgt.domain.small_cells import exact

SEVERITY_WEIGHTS: Mapping[int, int] = {
    Severity.FATAL: 5,
    Severity.INJURY: 3,
    Severity.MINOR_COLLISION: 1,
    Severity.DAMAGE_ONLY: 1,
}
"""Weight of each severity in the order of the list and in the cut of long zones; used for nothing else."""


def severity_weight(counts: Mapping[str, int]) -> int:
    """Weighted number of accidents of a spot, from its counts by severity code as text.

    Examples
    --------
    >>> severity_weight({"0": 2, "1": 1, "2": 0, "3": 4})
    17
    """
    return sum(SEVERITY_WEIGHTS[int(code)] * n for code, n in counts.items())


def rank(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Black before potential; then by severity weight, killed, injured, number of accidents; then route and measure."""
    levels = list(SpotLevel)
    return tuple(
        sorted(
            spots,
            key=lambda spot: (
                levels.index(spot.level),
                -severity_weight(spot.counts),
                -exact(spot.killed),
                -exact(spot.injured),
                -sum(spot.counts.values()),
                spot.route_ids,
                spot.from_mm if spot.from_mm is not None else -1,
                spot.spot_key,
            ),
        )
    )
