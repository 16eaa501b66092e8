"""The traffic of roads as the office enters it; without it no rate is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.workflow import authority, roads

VOLUMES_KEY = "traffic_volumes"
MOST_A_DAY = 500_000


@dataclass(frozen=True, slots=True)
class Volume:
    """Vehicles a day on a road, both directions, as a mean of the year, and where the number is from."""

    aadt: int
    source: str


def volumes(database: Database) -> Mapping[str, Volume]:
    """What has been entered, by route."""
    with database.read() as session:
        stored = settings_table.get(session, VOLUMES_KEY, {})
    return {route: Volume(int(one["aadt"]), str(one["source"])) for route, one in stored.items()}


def set_volume(
    database: Database, route_id: str, aadt: int | None, source: str, actor: Actor, now: dt.datetime
) -> Mapping[str, Volume]:
    """Enter the traffic of a road; None takes it out again.

    Raises
    ------
    NotFoundError
        When there is no such road.
    ParameterError
        For less than one vehicle a day, more than any road carries, or without a source.
    """
    authority.require(actor, Role.EDITOR, Text("nhập lưu lượng xe", "enter traffic"), within=database)
    if route_id not in roads.load_network(database).routes:
        raise NotFoundError(Text(f"Không có tuyến “{route_id}”.", f"There is no road “{route_id}”."))
    if aadt is not None and not (1 <= aadt <= MOST_A_DAY and source.strip()):
        raise ParameterError(
            Text(
                f"Lưu lượng phải từ 1 đến {MOST_A_DAY} xe/ngày đêm và ghi rõ nguồn (đếm ngày nào, ai cung cấp).",
                f"Traffic must be 1 to {MOST_A_DAY} vehicles a day, with its source (counted when, given by whom).",
            )
        )
    with database.write(actor, f"lưu lượng xe tuyến {route_id}", now) as session:
        stored = dict(settings_table.get(session, VOLUMES_KEY, {}))
        stored.pop(route_id, None)
        if aadt is not None:
            stored[route_id] = {"aadt": int(aadt), "source": source.strip()}
        settings_table.put(session, VOLUMES_KEY, stored)
    return volumes(database)
