"""Values of accident fields as JSON and back, so that they can be kept beside the accident itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from atgt.domain.corrections import LOCATION, LOCATION_FIELDS
from atgt.storage.frames import clean_json, is_missing, native_value
from atgt.storage.tables import PERSON_COLUMNS, Base

_ACCIDENT = Base.metadata.tables["accident"]
_PERSON = Base.metadata.tables["accident_person"]


def plain(value: Any) -> Any:
    """A value as JSON spells it; nothing known is None.

    Examples
    --------
    >>> plain(dt.time(18, 20)), plain({"lon": 108.9, "lat": None}), plain(float("nan"))
    ('18:20:00', {'lon': 108.9, 'lat': None}, None)
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_missing(value):
        return None
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return clean_json(value)


def native(field: str, value: Any) -> Any:
    """The value of a field of an accident (or of its place as a whole) as its column holds it."""
    if field == LOCATION:
        return None if value is None else {key: native(key, value.get(key)) for key in LOCATION_FIELDS}
    table = _PERSON if field in PERSON_COLUMNS else _ACCIDENT
    return native_value(table.c[field], value)
