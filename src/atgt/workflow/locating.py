"""Locating as a use case: the network of the database and the limits of this installation."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from atgt.domain.location import Location
from atgt.location_referencing import linear_referencing
from atgt.location_referencing.linear_referencing import Place
from atgt.storage.database import Database
from atgt.workflow import known_places, roads
from atgt.workflow.locating_limits import locating_options

LOCATED_AT_ONCE = 10_000


def locate_rows(
    database: Database, rows: pd.DataFrame, progress: Callable[[float], None] = lambda _share: None
) -> pd.DataFrame:
    """The location columns and candidates of rows with intake columns; same index.

    Some thousand rows are located at a time, so that the search can be followed and stopped.
    """
    network, options = roads.load_network(database), locating_options(known_places.load(database))
    found = []
    for start in range(0, max(len(rows), 1), LOCATED_AT_ONCE):
        progress(start / max(len(rows), 1))
        found.append(linear_referencing.locate_table(rows.iloc[start : start + LOCATED_AT_ONCE], network, options))
    return pd.concat(found) if len(found) > 1 else found[0]


def locate_place(database: Database, place: Place) -> Location:
    """The answer for one record: words, a clicked point, or both; nothing is stored."""
    return linear_referencing.locate(place, roads.load_network(database), locating_options(known_places.load(database)))
