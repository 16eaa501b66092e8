"""Column types that mean the same on both engines, byte for byte: JSON, times and moments as TEXT.

GeoPackage knows no TIME and no JSON, and warns at VARCHAR, so these are TEXT in a fixed spelling.
The same value is spelt the same on SQLite and PostgreSQL, so hashes of rows agree between them.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

WholeNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit integer; spelt INTEGER on SQLite because GeoPackage has no BIGINT."""

Words = Text().with_variant(Text(collation="C"), "postgresql")
"""TEXT that both engines put in the same order: by code point."""


def canonical_json(value: Any) -> str:
    """JSON in one fixed spelling: sorted keys, no spaces, letters as they are, no NaN.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": "Đức Phổ"})
    '{"a":"Đức Phổ","b":1}'
    """
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@lru_cache(maxsize=64)  # all rows of an import have the same moment
def moment_text(moment: dt.datetime) -> str:
    """A moment as UTC text to the millisecond; a time without a zone is refused.

    Examples
    --------
    >>> moment_text(dt.datetime(2026, 3, 14, 18, 20, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    '2026-03-14T11:20:00.000Z'
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: give the clock's zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonText(TypeDecorator[Any]):
    """Any JSON value, kept as canonical text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Value to text."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Text to value."""
        return None if value is None else json.loads(value)


class ClockTime(TypeDecorator[dt.time]):
    """A local time of day without a zone, ``HH:MM:SS``; sorts as it should."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dt.time | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Time to text."""
        return None if value is None else value.strftime("%H:%M:%S")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.time | None:  # noqa: ARG002
        """Text to time."""
        return None if value is None else dt.time.fromisoformat(value)


class Moment(TypeDecorator[dt.datetime]):
    """A moment in time, UTC, ISO 8601 to the millisecond."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Moment to text."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Text to moment, always with its zone."""
        return None if value is None else dt.datetime.fromisoformat(value)
