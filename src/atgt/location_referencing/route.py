"""A road on one alignment as one measurable line, and the places where roads meet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import shapely

from atgt.location_referencing import road_names
from atgt.location_referencing.calibration import Anchor


@dataclass(frozen=True)
class Route:
    """One road on one alignment, as one line in the network's metric CRS.

    Parameters
    ----------
    line
        Metres in the network's CRS, in the direction of growing chainage.
    anchors
        Km posts on the line, in the order of the line; empty when the route has none.
    """

    route_id: str
    road_name: str
    alignment: str | None
    road_class: str | None
    manager: str | None
    aliases: tuple[str, ...]
    line: shapely.LineString
    anchors: tuple[Anchor, ...]
    is_railway: bool = False

    @cached_property
    def length_m(self) -> float:
        """True length of the line in metres."""
        return float(self.line.length)

    @property
    def base_id(self) -> str:
        """The route this is a part of: ``QL1`` for ``QL1#2``."""
        return road_names.base_id(self.route_id)

    @cached_property
    def short_name(self) -> str:
        """The number on the signs, or the street's name; never empty."""
        return road_names.short_name(self.road_name) or self.base_id

    @cached_property
    def shown_name(self) -> str:
        """The short name with the alignment where the road has one, as in "QL1 (đường tránh)"."""
        alignment = road_names.alignment_shown(self.alignment)
        return self.short_name if alignment is None else f"{self.short_name} ({alignment})"


@dataclass(frozen=True)
class Junction:
    """A place where roads meet at one level; x, y in the network's metric CRS, lon, lat in WGS84."""

    junction_id: str
    name: str
    x: float
    y: float
    lon: float
    lat: float
    route_ids: tuple[str, ...]
