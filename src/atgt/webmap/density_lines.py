"""The density along the roads in the form the map draws: wide lines below everything else, in five steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

STEPS = (0.08, 0.2, 0.35, 0.55)
"""Shares of the highest density where the next colour begins."""


def payload(pieces: Iterable[tuple[float, Iterable[tuple[float, float]]]], most: float) -> list[dict[str, Any]]:
    """What the density layer draws.

    Parameters
    ----------
    pieces
        Density and (lon, lat) of each piece.
    most
        The highest density; the colours are shares of it, so two filters cannot be compared by colour.
    """
    return [
        {"step": sum(value / most >= share for share in STEPS), "line": [[lat, lon] for lon, lat in line]}
        for value, line in pieces
        if most > 0
    ]
