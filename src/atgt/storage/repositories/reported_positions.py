"""Where senders said accidents were, in numbers; and everything an accident is located by."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from atgt.domain.corrections import AREA_FIELDS
from atgt.domain.location import LocationMethod
from atgt.storage.entry_tables import ReportedPosition
from atgt.storage.frames import columns_of, frame_of, insert_columns, insert_rows, native_value
from atgt.storage.tables import Base

_POSITION = Base.metadata.tables[ReportedPosition.__tablename__]
_ACCIDENT = Base.metadata.tables["accident"]
NUMBERS = ("latitude", "longitude", "northing", "easting")
_COLUMNS = (*NUMBERS, "km_post_to")
_FOUND = (
    "accident_id", "case_number", "occurred_on", "road_name", "km_post_text", "place", "location_status",
    "location_method", "precision", "location_rule", "location_reason", "route_id", "measure_mm", "km_post", "offset_m",
    "lon", "lat", "area", *AREA_FIELDS, "version",
)  # fmt: skip


def insert_positions(session: Session, accident_ids: list[str], rows: pd.DataFrame) -> None:
    """Keep what new accidents' rows say in numbers; rows that say nothing in numbers are left out."""
    if not any(name in rows.columns for name in _COLUMNS):
        return
    said = columns_of(rows, _POSITION, _COLUMNS)
    kept = [any(value is not None for value in row) for row in zip(*said.values(), strict=True)]
    columns = {"accident_id": accident_ids, **said}
    insert_columns(
        session, _POSITION, {name: list(itertools.compress(values, kept)) for name, values in columns.items()}
    )


def replace_position(session: Session, accident_id: str, row: Mapping[Any, Any]) -> None:
    """Keep other numbers for an accident than before; the change of its place is an ``update_accident``."""
    values = {name: native_value(_POSITION.c[name], row.get(name)) for name in _COLUMNS}
    session.execute(delete(_POSITION).where(_POSITION.c.accident_id == accident_id))
    if any(value is not None for value in values.values()):
        insert_rows(session, _POSITION, [{"accident_id": accident_id, **values}])


def position_of(session: Session, accident_id: str) -> dict[str, Any]:
    """The numbers kept for an accident; none gives an empty dict."""
    row = session.execute(select(_POSITION).where(_POSITION.c.accident_id == accident_id)).mappings().first()
    return {} if row is None else {name: row[name] for name in _COLUMNS}


def positions(session: Session) -> pd.DataFrame:
    """Latitude and longitude as senders gave them, of every accident that has numbers: with ``accident_id``."""
    columns = [_POSITION.c.accident_id, _POSITION.c.latitude, _POSITION.c.longitude]
    return frame_of(session.execute(select(*columns)).all(), columns)


def located_by(session: Session) -> pd.DataFrame:
    """Every accident with what it is located by and the place it has now, in the order of the ids.

    Returns the accident's location columns, area columns and version, the words (road_name, km_post, km_post_to,
    place) and the numbers (latitude, longitude, northing, easting) as the intake columns are called, so that
    ``locate_table`` reads it. An accident located by coordinates that were not kept (taken in by an earlier version)
    has its place as its coordinates.
    """
    own = [_ACCIDENT.c[name] for name in _FOUND]
    numbers = [_POSITION.c[name] for name in _COLUMNS]
    joined = _ACCIDENT.outerjoin(_POSITION, _POSITION.c.accident_id == _ACCIDENT.c.accident_id)
    query = select(*own, *numbers).select_from(joined).order_by(_ACCIDENT.c.accident_id)
    frame = frame_of(session.execute(query).all(), [*own, *numbers])
    frame = frame.assign(km_post_found=frame["km_post"], km_post=frame["km_post_text"])
    unkept = frame[list(NUMBERS)].isna().all(axis=1) & (frame["location_method"] == str(LocationMethod.COORDINATES))
    frame.loc[unkept, ["longitude", "latitude"]] = frame.loc[unkept, ["lon", "lat"]].to_numpy()
    return frame
