"""Bands of the day as an office cuts them: irregular, perhaps over midnight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text


@dataclass(frozen=True, slots=True)
class TimeBand:
    """A part of the day, from ``first`` to before ``last``; over midnight when the first is the later one.

    Examples
    --------
    >>> night = TimeBand(dt.time(22), dt.time(5))
    >>> night.label, night.contains(dt.time(4, 59)), night.contains(dt.time(5))
    ('22h–5h', True, False)
    >>> TimeBand(dt.time(11, 30), dt.time(13, 30)).label
    '11h30–13h30'
    """

    first: dt.time
    last: dt.time

    @property
    def label(self) -> str:
        """The band as plans write it."""
        return f"{_clock(self.first)}–{_clock(self.last)}"

    @property
    def minutes(self) -> int:
        """Length of the band in minutes."""
        return (_minute(self.last) - _minute(self.first)) % 1440 or 1440

    def contains(self, at: dt.time) -> bool:
        """Whether a time lies in the band."""
        return (_minute(at) - _minute(self.first)) % 1440 < self.minutes


def parse_bands(mapping: Mapping[str, Any]) -> tuple[TimeBand, ...]:
    """The bands of ``time_bands.toml``, in the order of the file.

    Raises
    ------
    ParameterError
        For a time that does not exist, or bands that overlap: an accident would be counted twice.
    """
    bands = tuple(_band(entry) for entry in mapping.get("band", ()))
    for minute in range(1440):
        at = dt.time(minute // 60, minute % 60)
        holders = [band.label for band in bands if band.contains(at)]
        if len(holders) > 1:
            both = ", ".join(holders)
            raise ParameterError(Text(f"Khung giờ chồng nhau: {both}.", f"Time bands overlap: {both}."))
    return bands


def parse_night(mapping: Mapping[str, Any]) -> TimeBand:
    """The night of ``time_bands.toml``."""
    return _band(mapping["night"])


def band_of(at: dt.time, bands: tuple[TimeBand, ...]) -> int | None:
    """Number of the band a time lies in; None when it lies in none."""
    return next((number for number, band in enumerate(bands) if band.contains(at)), None)


def _band(entry: Mapping[str, Any]) -> TimeBand:
    try:
        return TimeBand(dt.time.fromisoformat(str(entry["first"])), dt.time.fromisoformat(str(entry["last"])))
    except (KeyError, ValueError) as fault:
        raise ParameterError(
            Text(f"Khung giờ không đọc được: {dict(entry)}. Ghi first và last dạng “11:30”.",
                 f"A time band cannot be read: {dict(entry)}. Write first and last as “11:30”.")
        ) from fault  # fmt: skip


def _minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def _clock(at: dt.time) -> str:
    return f"{at.hour}h{at.minute:02d}" if at.minute else f"{at.hour}h"
