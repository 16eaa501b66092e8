"""Dangers that need no accident to be seen: their kinds, their states, and what is checked on site.

A hazardous state of the road, of the traffic organisation or of the surroundings alone makes a potential spot.
Source: TT 41/2024/TT-BGTVT Điều 14; kinds and hints are data (``hazards.toml``, ``site_checklist.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from atgt.domain.site_visit import CHECKLIST
from atgt.domain.text import Text


class HazardState(StrEnum):
    """What has become of a hazard."""

    OPEN = "open"
    HANDLED = "handled"
    WITHDRAWN = "withdrawn"


HAZARD_STATE_LABELS = {
    HazardState.OPEN: Text("Đang tồn tại", "Present"),
    HazardState.HANDLED: Text("Đã khắc phục", "Put right"),
    HazardState.WITHDRAWN: Text("Rút lại (ghi nhầm)", "Withdrawn (mistake)"),
}


class HazardGroup(StrEnum):
    """Which of the three conditions of the circular a hazard is."""

    ROAD = "road"
    ORGANISATION = "organisation"
    SURROUNDINGS = "surroundings"


HAZARD_GROUP_LABELS = {
    HazardGroup.ROAD: Text("hiện trạng đường", "state of the road"),
    HazardGroup.ORGANISATION: Text("tổ chức giao thông", "traffic organisation"),
    HazardGroup.SURROUNDINGS: Text("khu vực xung quanh", "surroundings"),
}


@dataclass(frozen=True, slots=True)
class HazardKind:
    """One kind of hazard; ``also`` are other words for it."""

    key: str
    label: Text
    group: HazardGroup
    hint: Text
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One point of the site visit: its label and what to look at."""

    key: str
    label: Text
    hint: Text


def parse_hazard_kinds(table: Mapping[str, Any]) -> tuple[HazardKind, ...]:
    """The kinds of ``hazards.toml``, in its order.

    Examples
    --------
    >>> row = {"vi": "Che khuất", "en": "Blocked", "group": "road", "hint_vi": "Cây", "hint_en": "Trees", "also": ["t"]}
    >>> parse_hazard_kinds({"hazard": {"sight": row}})[0].label.vi
    'Che khuất'
    """
    return tuple(
        HazardKind(
            key,
            Text(row["vi"], row["en"]),
            HazardGroup(row["group"]),
            Text(row["hint_vi"], row["hint_en"]),
            tuple(row.get("also", ())),
        )
        for key, row in table["hazard"].items()
    )


def kind_of(kinds: tuple[HazardKind, ...], word: str) -> HazardKind | None:
    """The kind a stored word means: its key, its label or one of its other words; None when it is none of them.

    Examples
    --------
    >>> kind = HazardKind("sight", Text("Che khuất", "Blocked"), HazardGroup.ROAD, Text("", ""), ("tầm nhìn",))
    >>> kind_of((kind,), "Tầm nhìn").key, kind_of((kind,), "mưa") is None
    ('sight', True)
    """
    wanted = word.strip().casefold()
    for kind in kinds:
        if wanted in {kind.key.casefold(), kind.label.vi.casefold(), *(other.casefold() for other in kind.also)}:
            return kind
    return None


def parse_checklist(table: Mapping[str, Any]) -> tuple[CheckPoint, ...]:
    """The points of the site visit with the hints of ``site_checklist.toml``, in the order of the circular.

    Raises KeyError when a point has no hint: a fault in the reference file.
    """
    hints = table["point"]
    return tuple(CheckPoint(key, label, Text(hints[key]["vi"], hints[key]["en"])) for key, label in CHECKLIST.items())
