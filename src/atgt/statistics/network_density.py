"""Accident density along a road network: a kernel that runs along the roads and divides at junctions, never across.

From each accident a quartic kernel runs both ways along its road. Where it reaches a junction of n arms its remaining
part is divided equally between the n − 1 other arms ("discontinuous equal split"), so what an accident gives to the
network adds up to one accident, except for what ends at a dead end. A planar heat map has none of that: it leaks over
to parallel roads and into fields.
Source: Okabe, Satoh & Sugihara (2009), International Journal of Geographical Information Science 23(1), 7–32;
kernel: Silverman (1986), Density Estimation, table 3.1.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_TURNS = 15
"""Junctions a kernel passes at most; what is left after so many halvings is below 1/32,000."""
_TOUCHES_M = 1e-6


@dataclass(frozen=True, slots=True)
class Edges:
    """A network as edges between nodes.

    Parameters
    ----------
    start, end
        Node numbers of each edge.
    length_m
        Length of each edge in metres, above 0.
    """

    start: Ints
    end: Ints
    length_m: Floats

    def arms(self) -> list[list[tuple[int, bool]]]:
        """Edges at each node, and whether the edge starts there; a loop is there twice."""
        found: list[list[tuple[int, bool]]] = [[] for _ in range(int(max(self.start.max(), self.end.max())) + 1)]
        for number, (first, last) in enumerate(zip(self.start.tolist(), self.end.tolist(), strict=True)):
            found[first].append((number, True))
            found[last].append((number, False))
        return found


@dataclass(frozen=True, slots=True)
class Positions:
    """Places on edges: number of the edge, metres from its start."""

    edge: Ints
    offset_m: Floats


def quartic(distance_m: Floats, bandwidth_m: float) -> Floats:
    """The quartic kernel per metre; 0 from the bandwidth on. It adds up to 1 over both sides.

    Examples
    --------
    >>> float(quartic(np.array([0.0]), 300.0)[0]) == 15 / 16 / 300
    True
    """
    share = np.clip(1 - (distance_m / bandwidth_m) ** 2, 0, None)
    return np.asarray(15 / 16 * share**2 / bandwidth_m, dtype=np.float64)


def density(
    edges: Edges, events: Positions, samples: Positions, *, bandwidth_m: float, weights: Sequence[float] | None = None
) -> Floats:
    """Density at each sample, in accidents per metre.

    Parameters
    ----------
    events, samples
        Accidents, and where the density is asked for.
    bandwidth_m
        How far an accident reaches along the road.
    weights
        What each accident counts; 1 each when None.

    Raises
    ------
    ParameterError
        For a bandwidth of nothing or less.
    """
    if bandwidth_m <= 0:
        raise ParameterError(Text("Bán kính phải lớn hơn 0 m.", "The bandwidth must be above 0 m."))
    found = np.zeros(len(samples.edge))
    if len(samples.edge) == 0 or len(events.edge) == 0:
        return found
    order = np.argsort(samples.edge, kind="stable")
    bounds = np.searchsorted(samples.edge[order], np.arange(len(edges.length_m) + 1))
    here = [order[first:last] for first, last in itertools.pairwise(bounds)]
    spread = _Spread(edges, edges.arms(), samples.offset_m, here, found, bandwidth_m)
    counted = [1.0] * len(events.edge) if weights is None else list(weights)
    for edge, offset, weight in zip(events.edge.tolist(), events.offset_m.tolist(), counted, strict=True):
        spread.from_event(edge, offset, weight)
    return found


@dataclass(frozen=True, slots=True)
class _Spread:
    """One run over the network; adds to ``found`` as it goes."""

    edges: Edges
    arms: list[list[tuple[int, bool]]]
    offset_m: Floats
    here: list[Ints]
    found: Floats
    bandwidth_m: float

    def from_event(self, edge: int, offset: float, weight: float) -> None:
        """Give what one accident gives: at a junction 2/n to each of its n arms, else 1 both ways."""
        length = float(self.edges.length_m[edge])
        if min(offset, length - offset) <= _TOUCHES_M:
            at_start = offset <= length - offset
            node = int(self.edges.start[edge] if at_start else self.edges.end[edge])
            for arm, is_start in self.arms[node]:
                self._along(arm, 0.0, 2 / len(self.arms[node]) * weight, is_start=is_start, turns=0)
            return
        rows = self.here[edge]
        self.found[rows] += weight * quartic(np.abs(self.offset_m[rows] - offset), self.bandwidth_m)
        self._turn(int(self.edges.start[edge]), (edge, True), offset, weight, 0)
        self._turn(int(self.edges.end[edge]), (edge, False), length - offset, weight, 0)

    def _along(self, edge: int, distance: float, weight: float, *, is_start: bool, turns: int) -> None:
        """Go along an edge that was entered at its start or its end, some metres from the accident."""
        rows, length = self.here[edge], float(self.edges.length_m[edge])
        along = self.offset_m[rows] if is_start else length - self.offset_m[rows]
        self.found[rows] += weight * quartic(distance + along, self.bandwidth_m)
        far = int(self.edges.end[edge] if is_start else self.edges.start[edge])
        self._turn(far, (edge, not is_start), distance + length, weight, turns)

    def _turn(self, node: int, came_by: tuple[int, bool], distance: float, weight: float, turns: int) -> None:
        """Divide what is left at a node between the arms nobody came by."""
        onward = [arm for arm in self.arms[node] if arm != came_by]
        if distance >= self.bandwidth_m or not onward or turns >= MOST_TURNS:
            return
        for arm, is_start in onward:
            self._along(arm, distance, weight / len(onward), is_start=is_start, turns=turns + 1)
