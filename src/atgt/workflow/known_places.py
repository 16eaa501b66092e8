"""Known places of the ward: bridges, markets, schools, poles, signs and houses that records give as a position."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.location_referencing.gazetteer import Landmark
from atgt.storage.database import Database
from atgt.storage.repositories import roads as road_store
from atgt.workflow import authority


def load(database: Database) -> tuple[Landmark, ...]:
    """The places that are stored."""
    with database.read() as session:
        return load_in(session)


def load_in(session: Session) -> tuple[Landmark, ...]:
    """The same inside a transaction."""
    places = road_store.load_landmarks(session)
    names, lons, lats = (places[key].tolist() for key in ("name", "lon", "lat"))
    return tuple(Landmark(name, lon, lat) for name, lon, lat in zip(names, lons, lats, strict=True))


def import_places(database: Database, content: bytes, *, name: str, actor: Actor, now: dt.datetime) -> int:
    """Put the points of a layer in the place of the known places; returns how many names are known now.

    Each point has a name ("cầu Bàn Thạch", "cột điện 45", "số nhà 12 đường Nguyễn Trãi") and perhaps other names in
    ``aliases``, parted by ";".

    Raises
    ------
    InputFileError, MissingCrsError
        When the file holds no points, or does not say its CRS.
    """
    authority.require(actor, Role.EDITOR, Text("thay địa danh", "replace the known places"), within=database)
    points = geodata.read_landmarks(content, name=name)
    rows = [
        {"name": own, "kind": row["kind"], "lon": row["lon"], "lat": row["lat"]}
        for row in points.to_dict("records")
        for own in (str(row["name"]), *str(row["aliases"] or "").split(";"))
        if own
    ]
    with database.write(actor, f"nạp địa danh {name}", now) as session:
        road_store.replace_landmarks(session, pd.DataFrame(rows, columns=["name", "kind", "lon", "lat"]))
    return len(rows)
