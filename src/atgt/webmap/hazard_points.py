"""Hazards in the form the map draws: a triangle, what it is, what it rests on. Nothing typed by hand is among it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from atgt.domain.text import Language, Text

_TITLE = Text("Nguy cơ: {label}", "Hazard: {label}")
_LEVEL = Text("Điểm tiềm ẩn theo hiện trạng – đề nghị kiểm tra", "Potential spot by its state – inspection asked")
_FACTS = Text("{hazard_id} · ghi nhận {day:%d/%m/%Y}", "{hazard_id} · recorded {day:%d/%m/%Y}")


@dataclass(frozen=True, slots=True)
class HazardPoint:
    """One hazard to draw; ``lon``, ``lat`` in EPSG:4326."""

    hazard_id: str
    label: Text
    place: Text
    reported_on: dt.date
    lon: float
    lat: float


def payload(points: Sequence[HazardPoint], clause: Text, *, language: Language = Language.VI) -> list[dict[str, Any]]:
    """What the hazard layer draws; every word of it is shown as text, never as HTML."""
    return [
        {
            "title": _TITLE.fill(label=one.label.of(language)).of(language),
            "levelName": _LEVEL.of(language),
            "place": one.place.of(language),
            "clause": clause.of(language),
            "facts": _FACTS.fill(hazard_id=one.hazard_id, day=one.reported_on).of(language),
            "lat": round(one.lat, 6),
            "lng": round(one.lon, 6),
        }
        for one in points
    ]
