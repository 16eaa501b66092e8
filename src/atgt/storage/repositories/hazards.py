"""Dangers reported on the roads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from atgt.domain.errors import NotFoundError, ParameterError, StaleEditError
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import content_hash, frame_of, insert_rows, native_value, rows_of
from atgt.storage.tables import Base

RECORD = "hazard"
_HAZARD = Base.metadata.tables["hazard"]
_FIELDS = ("hazard_id", "kind", "description", "reported_on", "state", "checklist", "is_sample", "lon", "lat")
_HASHED = (*_FIELDS, "version", "geom")


def insert_hazards(session: Session, hazards: pd.DataFrame, *, is_sample: bool = False) -> None:
    """Store new hazards.

    Parameters
    ----------
    hazards
        hazard_id, kind, description, reported_on, state, lon, lat (EPSG:4326); checklist (JSON value) if any.
    is_sample
        Whether they are invented.
    """
    context = audit.context_of(session)
    rows = rows_of(hazards, _HAZARD, _FIELDS)
    for row in rows:
        row.update(version=1, created_at=context.now, updated_at=context.now, geom=_wkb(row["lon"], row["lat"]))
        row["is_sample"] = is_sample
    insert_rows(session, _HAZARD, rows)
    audit.append_all(
        session,
        (audit.Line("insert", RECORD, row["hazard_id"], content_hash=_hash(row), new=_open(row)) for row in rows),
    )


def update_hazard(session: Session, hazard_id: str, changes: Mapping[str, Any], *, expected_version: int) -> int:
    """Change some fields of a hazard; returns its new version.

    Raises NotFoundError when there is no such hazard, ParameterError for an unknown field,
    StaleEditError when somebody saved it after ``expected_version`` was read.
    """
    context = audit.context_of(session)
    row = session.execute(select(_HAZARD).where(_HAZARD.c.hazard_id == hazard_id)).mappings().first()
    if row is None:
        raise NotFoundError(Text("Không có nguy cơ {id}.", "There is no hazard {id}.").fill(id=hazard_id))
    if wrong := sorted(changes.keys() - set(_FIELDS[1:])):
        raise ParameterError(
            Text("Không sửa được cột {names}.", "Columns {names} cannot be edited.").fill(names=", ".join(wrong))
        )
    if row["version"] != expected_version:
        raise StaleEditError(
            Text(
                "Nguy cơ {id} vừa được người khác lưu. Chưa ghi đè gì: hãy xem bản mới rồi sửa lại.",
                "Hazard {id} was just saved by somebody else. Nothing was overwritten: look at it and edit again.",
            ).fill(id=hazard_id)
        )
    values = {key: native_value(_HAZARD.c[key], value) for key, value in changes.items()}
    values = {key: value for key, value in values.items() if value != row[key]}
    if not values:
        return int(row["version"])
    after = {**row, **values, "version": row["version"] + 1, "updated_at": context.now}
    after["geom"] = _wkb(after["lon"], after["lat"])
    stored = {key: after[key] for key in (*values, "version", "updated_at", "geom")}
    session.execute(update(_HAZARD).where(_HAZARD.c.hazard_id == hazard_id).values(**stored))
    old, new = ({key: source[key] for key in values} for source in (row, after))
    audit.append(session, audit.Line("update", RECORD, hazard_id, _open(old), _open(new), _hash(after)))
    return int(after["version"])


def fetch_hazards(session: Session, *, state: str | None = None) -> pd.DataFrame:
    """Hazards by day and id, with their version; of one state, or all."""
    columns = [_HAZARD.c[name] for name in (*_FIELDS, "version")]
    query = select(*columns).order_by(_HAZARD.c.reported_on, _HAZARD.c.hazard_id)
    if state is not None:
        query = query.where(_HAZARD.c.state == state)
    return frame_of(session.execute(query).all(), columns)


def content_hashes(session: Session) -> Iterator[tuple[str, str]]:
    """Id and hash of the stored content of every hazard."""
    for row in session.execute(select(*(_HAZARD.c[name] for name in _HASHED))).mappings():
        yield row["hazard_id"], _hash(dict(row))


def _wkb(lon: float, lat: float) -> bytes:
    wkb: bytes = shapely.to_wkb(shapely.Point(lon, lat), byte_order=1)
    return wkb


def _hash(row: Mapping[str, Any]) -> str:
    return content_hash([row[name] for name in _HASHED])


def _open(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an audit line, spelt as JSON. The free words of a hazard are sealed by ``audit``."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items() if key in _FIELDS
    }
