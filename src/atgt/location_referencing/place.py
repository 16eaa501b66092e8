"""What a record says about a place, and how far the search may go."""

from __future__ import annotations

from dataclasses import dataclass, field

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.location_referencing.calibration import DEFAULT_EXTRAPOLATION_M
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.projection import VN2000_ZONES, Box
from atgt.location_referencing.road_names import DEFAULT_ALIASES, RoadAliases


@dataclass(frozen=True, slots=True)
class Place:
    """One record's words and numbers about where it happened, as received; None where it says nothing.

    Parameters
    ----------
    latitude, longitude
        WGS84 degrees.
    northing, easting
        VN-2000 plane metres; Vietnamese papers call the northing X and the easting Y.
    """

    road_text: str | None = None
    km_text: str | None = None
    km_to_text: str | None = None
    place_text: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    northing: float | None = None
    easting: float | None = None


@dataclass(frozen=True)
class LocatingOptions:
    """How far the search may go; every length in metres.

    Parameters
    ----------
    tolerance_m
        A point farther than this from every road is not put on one.
    ambiguity_m
        Two roads whose distances differ by no more than this are about equally near.
    max_extrapolation_m
        How far beyond the outermost km posts chainage is believed.
    plausible_box
        Where positions may lie, WGS84; None takes the network's extent with a margin of about 5 km.
    disagreement_m
        A km post and coordinates farther apart than this contradict each other.
    junction_m
        A point this near a junction of the roads it may be on is at the junction, so either road is right.
    vn2000_zone
        EPSG code of the zone in which plane coordinates are written.
    aliases
        Which road names mean the same road.
    landmarks
        Known places that may stand in a record instead of a position.
    """

    tolerance_m: float = 50.0
    ambiguity_m: float = 10.0
    max_extrapolation_m: float = DEFAULT_EXTRAPOLATION_M
    plausible_box: Box | None = None
    disagreement_m: float = 500.0
    junction_m: float = 30.0
    vn2000_zone: int = 5898
    aliases: RoadAliases = field(default=DEFAULT_ALIASES)
    landmarks: tuple[Landmark, ...] = ()

    def __post_init__(self) -> None:
        """Refuse lengths that make no sense and zones that are none."""
        lengths = {
            "tolerance_m": self.tolerance_m,
            "ambiguity_m": self.ambiguity_m,
            "max_extrapolation_m": self.max_extrapolation_m,
            "disagreement_m": self.disagreement_m,
            "junction_m": self.junction_m,
        }
        for name, value in lengths.items():
            if not 0 <= value < 1e6:
                raise ParameterError(
                    Text(
                        f"{name} = {value}: phải là số mét từ 0 trở lên.",
                        f"{name} = {value}: must be metres, zero or more.",
                    )
                )
        if self.vn2000_zone not in VN2000_ZONES:
            raise ParameterError(
                Text(
                    f"EPSG:{self.vn2000_zone} không phải múi chiếu VN-2000.",
                    f"EPSG:{self.vn2000_zone} is not a VN-2000 zone.",
                )
            )
