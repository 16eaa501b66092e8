"""How far locating may go in this installation."""

from __future__ import annotations

from atgt import settings
from atgt.location_referencing import road_names
from atgt.location_referencing.gazetteer import Landmark
from atgt.location_referencing.linear_referencing import LocatingOptions
from atgt.workflow import session


def locating_options(landmarks: tuple[Landmark, ...] = ()) -> LocatingOptions:
    """How near a road must be, from when on two roads are equally likely, and the places that are known."""
    chosen = settings.load_settings({}, database_url=session.database_url())
    return LocatingOptions(
        tolerance_m=chosen.tolerance_m,
        ambiguity_m=chosen.ambiguity_m,
        max_extrapolation_m=chosen.max_extrapolation_m,
        aliases=road_names.parse_aliases(settings.read_reference("road_aliases")),
        landmarks=landmarks,
    )
