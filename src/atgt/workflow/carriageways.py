"""Whether the two carriageways of a road count as one, and placing the accidents that waited for only this choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import LOCATION
from atgt.domain.location import LocationStatus
from atgt.domain.text import Text
from atgt.location_referencing import linear_referencing
from atgt.location_referencing.place import Place
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import edits, reported_positions, settings_table
from atgt.storage.repositories.values import native
from atgt.workflow import authority, known_places, locating_limits, roads

WAITING_RULE = "km_repeats"
"""The reason of accidents whose km is on both carriageways."""


@dataclass(frozen=True, slots=True)
class CarriagewayChoice:
    """What a choice came to.

    Parameters
    ----------
    pairs
        Of every line that runs beside another of its name the route that carries the measures of both.
    n_placed
        Accidents that waited for this choice and have a place now.
    """

    is_joined: bool
    pairs: Mapping[str, str]
    n_placed: int


def choose(database: Database, actor: Actor, now: dt.datetime, *, is_joined: bool) -> CarriagewayChoice:
    """Count the two carriageways of a road as one from now on, or each as a road of its own.

    Joining places the accidents that waited because their km is on both; officers' own placings stay. Separating takes
    no place away: what is placed stays on its line.

    Raises
    ------
    NotAllowedError
        For anybody but an administrator.
    """
    authority.require(actor, Role.ADMINISTRATOR, Text("đổi cách tính hai chiều đường", "change how carriageways count"))
    reason = "tính chung hai chiều đường" if is_joined else "tính riêng hai chiều đường"
    with database.write(actor, reason, now) as session:
        settings_table.put(session, roads.JOIN_KEY, value=is_joined)
    n_placed = _place_waiting(database, actor, now) if is_joined else 0
    return CarriagewayChoice(is_joined, roads.load_network(database).joined().carriageways, n_placed)


def present(database: Database) -> CarriagewayChoice:
    """The choice in force, and the lines it is about."""
    pairs = roads.load_network(database).joined().carriageways
    return CarriagewayChoice(roads.joins_carriageways(database), pairs, 0)


def _place_waiting(database: Database, actor: Actor, now: dt.datetime) -> int:
    """Locate anew, by what the sender said, every accident that waited for a side of the road."""
    network = roads.load_network(database)
    options = locating_limits.locating_options(known_places.load(database))
    n_placed = 0
    with database.write(actor, "đặt vị trí trên đường tính chung hai chiều", now) as session:
        waiting = accident_store.fetch_accidents(session, location_statuses=[LocationStatus.AMBIGUOUS.value])
        ids = waiting["accident_id"][waiting["location_rule"] == WAITING_RULE].tolist()
        edited = edits.edits_of(session, ids)
        for accident_id in ids:
            if LOCATION in edited.get(accident_id, {}):
                continue
            record = accident_store.fetch_accident(session, accident_id)
            place = _said(record.fields, reported_positions.position_of(session, accident_id))
            found = linear_referencing.locate(place, network, options)
            if found.status is not LocationStatus.LOCATED:
                continue
            values = {key: native(key, value) for key, value in linear_referencing.location_row(found).items()}
            accident_store.update_accident(session, accident_id, values, expected_version=record.version)
            n_placed += 1
    return n_placed


def _said(fields: Mapping[str, Any], numbers: Mapping[str, Any]) -> Place:
    return Place(
        road_text=fields["road_name"],
        km_text=fields["km_post_text"],
        km_to_text=numbers.get("km_post_to"),
        place_text=fields["place"],
        latitude=numbers.get("latitude"),
        longitude=numbers.get("longitude"),
        northing=numbers.get("northing"),
        easting=numbers.get("easting"),
    )
