"""Roads cut into equal sections, and accidents counted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a route, metres along it; the last section holds the end of the road."""

    route_id: str
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        """Length in metres."""
        return self.to_m - self.from_m


def equal_sections(lengths_m: Mapping[str, float], section_m: float) -> tuple[Section, ...]:
    """Each route in sections of equal length, as near to the length asked for as whole sections allow.

    Parameters
    ----------
    lengths_m
        Length of each route in metres.

    Raises
    ------
    ParameterError
        For a section shorter than 50 m: nearly all would be empty.

    Examples
    --------
    >>> [(one.from_m, one.to_m) for one in equal_sections({"a": 1100.0}, 500)]
    [(0.0, 550.0), (550.0, 1100.0)]
    """
    if section_m < 50:
        raise ParameterError(Text("Đoạn phải dài từ 50 m.", "Sections must be 50 m or longer."))
    made = []
    for route_id, length in lengths_m.items():
        n = max(1, round(length / section_m))
        made += [Section(route_id, i * length / n, (i + 1) * length / n) for i in range(n) if length > 0]
    return tuple(made)


def section_numbers(
    sections: tuple[Section, ...], route_ids: npt.NDArray[np.object_], measures_m: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Number of the section of each accident; −1 for a route that has none. A boundary belongs to the later section."""
    numbers = np.full(len(route_ids), -1, dtype=np.int64)
    first: dict[str, int] = {}
    ends: dict[str, list[float]] = {}
    for number, section in enumerate(sections):
        first.setdefault(section.route_id, number)
        ends.setdefault(section.route_id, []).append(section.to_m)
    for route_id, start in first.items():
        here = np.flatnonzero(route_ids == route_id)
        inside = np.searchsorted(ends[route_id], measures_m[here], side="right")
        numbers[here] = start + np.minimum(inside, len(ends[route_id]) - 1)
    return numbers
