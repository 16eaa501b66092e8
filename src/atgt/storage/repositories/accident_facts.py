"""What the register asks of accidents: their facts, when they came and were changed last, and which lie in a place."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.orm import Session

from atgt.domain.location import LocationStatus
from atgt.domain.register import AccidentFacts, KnownAccident, Place
from atgt.storage.tables import Base

_ACCIDENT = Base.metadata.tables["accident"]
_FACTS = ("occurred_on", "severity", "killed", "injured", "route_id", "measure_mm")
_COLUMNS = [
    _ACCIDENT.c[name] for name in ("accident_id", "location_status", "created_at", "updated_at", "lon", "lat", *_FACTS)
]
_CHUNK = 900  # older SQLite takes 999 variables in one statement
_METRES_PER_DEGREE = 111_320.0


def known_accidents(session: Session, accident_ids: Collection[str]) -> dict[str, KnownAccident]:
    """The accidents of these ids as the database holds them now; ids that are not there are left out."""
    wanted = sorted(set(accident_ids))
    found: dict[str, KnownAccident] = {}
    for start in range(0, len(wanted), _CHUNK):
        found |= _known(_rows(session, _ACCIDENT.c.accident_id.in_(wanted[start : start + _CHUNK])))
    return found


def accidents_in_place(session: Session, place: Place, *, margin_m: float) -> dict[str, KnownAccident]:
    """Located accidents in a place and within a margin of it, of all days.

    Parameters
    ----------
    margin_m
        Metres beyond both ends of a stretch; for a point the radius around it.
    """
    located = _ACCIDENT.c.location_status == str(LocationStatus.LOCATED)
    if place.from_mm is not None and place.to_mm is not None:
        margin_mm = round(margin_m * 1000)
        within = _ACCIDENT.c.measure_mm.between(place.from_mm - margin_mm, place.to_mm + margin_mm)
        return _known(_rows(session, located, _ACCIDENT.c.route_id.in_(place.route_ids), within))
    dlat = margin_m / _METRES_PER_DEGREE
    dlon = dlat / max(math.cos(math.radians(place.lat)), 0.01) * 1.01  # a little wide: the exact test follows
    lat, lon = _ACCIDENT.c.lat, _ACCIDENT.c.lon
    box = (lat.between(place.lat - dlat, place.lat + dlat), lon.between(place.lon - dlon, place.lon + dlon))
    return _known(row for row in _rows(session, located, *box) if _distance_m(place, row) <= margin_m)


def count_located(session: Session, first_day: dt.date, last_day: dt.date) -> int:
    """How many located accidents there are in the whole ward on these days, both included."""
    located = _ACCIDENT.c.location_status == str(LocationStatus.LOCATED)
    days = _ACCIDENT.c.occurred_on.between(first_day, last_day)
    return session.scalar(select(func.count()).select_from(_ACCIDENT).where(located, days)) or 0


def _rows(session: Session, *conditions: ColumnElement[bool]) -> Iterable[RowMapping]:
    return session.execute(select(*_COLUMNS).where(*conditions)).mappings()


def _known(rows: Iterable[RowMapping]) -> dict[str, KnownAccident]:
    return {
        row["accident_id"]: KnownAccident(
            AccidentFacts(*(row[name] for name in _FACTS)),
            row["location_status"] == str(LocationStatus.LOCATED),
            row["created_at"],
            row["updated_at"],
        )
        for row in rows
    }


def _distance_m(place: Place, row: RowMapping) -> float:
    """Metres from a place's middle, good to a percent within a ward."""
    dy = (row["lat"] - place.lat) * _METRES_PER_DEGREE
    dx = (row["lon"] - place.lon) * _METRES_PER_DEGREE * math.cos(math.radians(place.lat))
    return math.hypot(dx, dy)
