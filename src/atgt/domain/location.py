"""Where an accident is: a position on a route, how it was found, how sure we are, and what else it could be.

Space: ``lon``/``lat`` are WGS84 (EPSG:4326) degrees; metres are metres in the ward's metric CRS.
``measure_m`` is the true distance along the route's line from its start;
``chainage_m`` is the official "lý trình" written on the km posts, which may jump or repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.text import Text


class LocationStatus(StrEnum):
    """Whether an accident has a place on the network."""

    LOCATED = "located"
    AMBIGUOUS = "ambiguous"  # several roads fit about as well; a person must choose
    UNLOCATED = "unlocated"  # nothing fits within the limits; never guessed


class LocationMethod(StrEnum):
    """What the position rests on, in the order of TT 26/2024/TT-BCA Điều 11."""

    KM_POST = "km_post"
    HOUSE_NUMBER = "house_number"
    LANDMARK = "landmark"
    COORDINATES = "coordinates"
    MANUAL = "manual"


class Precision(StrEnum):
    """Precision grade carried into every view."""

    A = "A"  # within about 20 m: coordinates near the named road, or a km post with metres
    B = "B"  # within about 100 m: coordinates without a road name, or a calibrated km far from its anchors
    C = "C"  # within about 500 m: whole kilometres, ranges, landmarks
    NONE = "-"  # no position


PRECISION_LABELS = {
    Precision.A: Text("A – sai số khoảng 20 m", "A – within about 20 m"),
    Precision.B: Text("B – sai số khoảng 100 m", "B – within about 100 m"),
    Precision.C: Text("C – sai số khoảng 500 m", "C – within about 500 m"),
    Precision.NONE: Text("Chưa có vị trí", "No position"),
}


@dataclass(frozen=True, slots=True)
class RoadPosition:
    """A point on a route.

    Parameters
    ----------
    route_id
        Road and alignment, e.g. ``QL1`` or ``QL1:tranh`` (the bypass).
    measure_m
        True metres along the route's line from its start.
    chainage_m
        Official chainage in metres (Km1092+400 is 1_092_400), None when the route has no km posts.
    offset_m
        Distance of the reported point from the line, in metres.

    Examples
    --------
    >>> RoadPosition("QL1", measure_m=812.0, chainage_m=1_025_400).km_post()
    'Km1025+400'
    >>> RoadPosition("duong-3", measure_m=812.0).km_post() is None
    True
    """

    route_id: str
    measure_m: float
    chainage_m: float | None = None
    offset_m: float = 0.0

    def km_post(self) -> str | None:
        """The chainage as written on Vietnamese roads, or None when the route is not calibrated."""
        return None if self.chainage_m is None else format_km_post(self.chainage_m)


def format_km_post(chainage_m: float) -> str:
    """Chainage as ``Km1092+400``, rounded to the metre.

    Examples
    --------
    >>> format_km_post(1_092_400)
    'Km1092+400'
    >>> format_km_post(999.7)
    'Km1+000'
    """
    metres = round(chainage_m)
    return f"Km{metres // 1000}+{metres % 1000:03d}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place an accident could be, kept with the reason even when it was not chosen."""

    position: RoadPosition
    lon: float
    lat: float
    distance_m: float  # from the reported point; 0 for a km post
    name_agrees: bool | None  # None when the record names no road
    reason: Text


@dataclass(frozen=True, slots=True)
class Location:
    """The answer for one accident: the chosen candidate or none, the others, and why."""

    status: LocationStatus
    method: LocationMethod | None
    precision: Precision
    chosen: Candidate | None
    others: tuple[Candidate, ...]
    rule: str  # stable key of the reason, e.g. "too_far_from_road"
    reason: Text
