"""Locating as a use case: the network of the database and the limits of this installation."""

from __future__ import annotations

import pandas as pd

from atgt import settings
from atgt.domain.location import Location
from atgt.location_referencing import linear_referencing, road_names
from atgt.location_referencing.linear_referencing import LocatingOptions, Place
from atgt.storage.database import Database
from atgt.workflow import roads, session


def locating_options() -> LocatingOptions:
    """How near a road must be, and from when on two roads are equally likely."""
    chosen = settings.load_settings({}, database_url=session.database_url())
    return LocatingOptions(
        tolerance_m=chosen.tolerance_m,
        ambiguity_m=chosen.ambiguity_m,
        max_extrapolation_m=chosen.max_extrapolation_m,
        aliases=road_names.parse_aliases(settings.read_reference("road_aliases")),
    )


def locate_rows(database: Database, rows: pd.DataFrame) -> pd.DataFrame:
    """The location columns and candidates of rows with intake columns; same index."""
    return linear_referencing.locate_table(rows, roads.load_network(database), locating_options())


def locate_place(database: Database, place: Place) -> Location:
    """The answer for one record: words, a clicked point, or both; nothing is stored."""
    return linear_referencing.locate(place, roads.load_network(database), locating_options())
