"""Names of wards before and after 1 July 2025, and known places.

Two-level government began on 1 July 2025 and wards were merged (NQ 1677/NQ-UBTVQH15). Names and codes were used again:
"Nguyễn Nghiêm" was the town-centre ward of Đức Phổ (another stood in the city of Quảng Ngãi) and is now a commune
in the west made of Phổ Nhơn and Phổ Phong. So a unit is found by its name *and the day*, never by its code alone,
and a name that fits several units is answered with all of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from atgt.location_referencing.plain_text import clean, words

MERGER_DAY = dt.date(2025, 7, 1)
"""First day of the new units."""

_KINDS = {"phuong": "phường", "xa": "xã", "thi tran": "thị trấn", "dac khu": "đặc khu"}
_KIND = re.compile(r"^(phuong|xa|thi tran|dac khu|p|x|tt)\s+(?=\S)")
_SHORT = {"p": "phuong", "x": "xa", "tt": "thi tran"}


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward-level unit while it existed.

    Parameters
    ----------
    key
        Stable id of the unit in this file.
    kind
        "phường", "xã", "thị trấn" or "đặc khu".
    parent
        The unit above it in its time (district town, city, or province).
    first_day, last_day
        Days on which it existed, both included; None is open.
    merged_into
        Key of the unit it became part of; None when it still exists or is not known.
    code
        Official code, for display only: codes were used again for other units.
    """

    key: str
    name: str
    kind: str
    parent: str
    first_day: dt.date | None
    last_day: dt.date | None
    merged_into: str | None
    code: str | None
    source: str

    @property
    def full_name(self) -> str:
        """The name with its kind, as in "phường Phổ Hòa"."""
        return f"{self.kind} {self.name}"

    def exists_on(self, day: dt.date) -> bool:
        """Whether the unit existed on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Gazetteer:
    """The ward-level units that are known, old and new."""

    wards: tuple[Ward, ...]

    def find(self, name: str | None, day: dt.date) -> tuple[Ward, ...]:
        """The units a name can mean on a day: those of that day first, and if none, those of any day.

        Marks, tone placement and case do not matter. A kind in the name ("xã Nguyễn Nghiêm") must fit.
        Nothing known gives an empty answer; several mean that a person must choose.
        """
        kind, bare = _split_kind(name)
        fits = [w for w in self.wards if words(w.name) == bare and (kind is None or words(w.kind) == kind)]
        return tuple(w for w in fits if w.exists_on(day)) or tuple(fits)

    def find_in_text(self, text: str | None, day: dt.date) -> tuple[Ward, ...]:
        """The units named inside a longer text with their kind ("…, phường Phổ Hòa, …"), in the order of writing."""
        folded = f" {words(text or '')} "
        at: list[tuple[int, Ward]] = []
        for ward in self.wards:
            for word in {words(ward.kind), *(s for s, full in _SHORT.items() if full == words(ward.kind))}:
                position = folded.find(f" {word} {words(ward.name)} ")
                if position >= 0:
                    at.append((position, ward))
                    break
        on_day = [(p, w) for p, w in at if w.exists_on(day)]
        return tuple(ward for _, ward in sorted(on_day or at, key=lambda pair: (pair[0], pair[1].key)))

    def now(self, ward: Ward) -> Ward:
        """The unit that holds this unit's land today: itself, or what it was merged into."""
        while ward.merged_into is not None:
            following = self.by_key(ward.merged_into)
            if following is None:
                return ward
            ward = following
        return ward

    def parts(self, ward: Ward) -> tuple[Ward, ...]:
        """The units that were merged into this one."""
        return tuple(other for other in self.wards if other.merged_into == ward.key)

    def by_key(self, key: str) -> Ward | None:
        """The unit with a key, or None."""
        return next((ward for ward in self.wards if ward.key == key), None)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A known place: a bridge, a market, a school; WGS84."""

    name: str
    lon: float
    lat: float
    aliases: tuple[str, ...] = ()


def parse_wards(mapping: Mapping[str, Any]) -> Gazetteer:
    """The units of ``wards.toml``, already read into plain values.

    Examples
    --------
    >>> unit = {"key": "a", "name": "Phổ Hòa", "kind": "phường", "parent": "Đức Phổ", "source": "…"}
    >>> parse_wards({"ward": [unit]}).find("P. Phổ Hoà", dt.date(2025, 1, 1))[0].full_name
    'phường Phổ Hòa'
    """
    return Gazetteer(
        tuple(
            Ward(
                key=str(row["key"]),
                name=clean(row["name"]),
                kind=clean(row["kind"]),
                parent=clean(row["parent"]),
                first_day=row.get("first_day"),
                last_day=row.get("last_day"),
                merged_into=row.get("merged_into"),
                code=row.get("code"),
                source=str(row["source"]),
            )
            for row in mapping.get("ward", ())
        )
    )


def parse_landmarks(rows: Iterable[Mapping[str, Any]]) -> tuple[Landmark, ...]:
    """Landmarks from rows with name, lon, lat and perhaps aliases (a list, or text parted by ";")."""
    found = []
    for row in rows:
        other = row.get("aliases") or ()
        names = other.split(";") if isinstance(other, str) else other
        aliases = tuple(clean(name) for name in names if clean(name))
        found.append(Landmark(clean(str(row["name"])), float(row["lon"]), float(row["lat"]), aliases))
    return tuple(found)


def find_landmarks(text: str | None, landmarks: Sequence[Landmark]) -> tuple[Landmark, ...]:
    """The landmarks a text names, without those whose name is only a part of another one found.

    Examples
    --------
    >>> market, gate = Landmark("Chợ Cung", 109.0, 14.7), Landmark("Cổng chợ Cung", 109.0, 14.7)
    >>> [place.name for place in find_landmarks("trước cổng Chợ Cung", (market, gate))]
    ['Cổng chợ Cung']
    """
    folded = f" {words(text or '')} "
    hits = [(name, landmark) for name, landmark in _names_of(tuple(landmarks)) if f" {name} " in folded]
    longest = [
        landmark
        for name, landmark in hits
        if not any(name != other and f" {name} " in f" {other} " for other, _ in hits)
    ]
    return tuple(dict.fromkeys(longest))


@lru_cache(maxsize=8)
def _names_of(landmarks: tuple[Landmark, ...]) -> tuple[tuple[str, Landmark], ...]:
    named = ((words(name), landmark) for landmark in landmarks for name in (landmark.name, *landmark.aliases))
    return tuple((name, landmark) for name, landmark in named if name)


def _split_kind(name: str | None) -> tuple[str | None, str]:
    folded = words(name or "")
    match = _KIND.match(folded)
    if match is None:
        return None, folded
    return _SHORT.get(match.group(1), match.group(1)), folded[match.end() :]
