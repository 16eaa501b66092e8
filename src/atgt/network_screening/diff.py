"""What changed between two runs: new, gone, changed, unchanged spots, each with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

import pandas as pd

from atgt.domain.black_spot import Spot
from atgt.domain.location import LocationStatus
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text

_COMPARED = ("occurred_on", "severity", "killed", "injured", "route_id", "measure_mm", "location_status")
_PARAMETER_WORDS = {
    "as_of": Text("ngày cuối kỳ", "last day"),
    "from_day": Text("ngày đầu kỳ", "first day"),
    "rule_set_key": Text("bộ tiêu chí", "rule set"),
    "length_m": Text("chiều dài L", "length L"),
    "junction_radius_m": Text("bán kính nút giao", "junction radius"),
    "period_months": Text("số tháng của kỳ", "months of the period"),
}


class Change(StrEnum):
    """What became of a spot."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, eq=False)
class RunFacts:
    """One run as far as a comparison needs it.

    Parameters
    ----------
    rule_set_key
        Rule set used, with its readings when they are not the defaults.
    accidents
        The table that was screened, all rows (also unlocated ones).
    """

    spots: tuple[Spot, ...]
    parameters: ScreeningParameters
    rule_set_key: str
    accidents: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SpotChange:
    """One spot in both runs or in one, and why it differs."""

    change: Change
    before: Spot | None
    after: Spot | None
    reasons: tuple[Text, ...]


def compare_runs(before: RunFacts, after: RunFacts) -> tuple[SpotChange, ...]:
    """Every spot of either run once: those of the later run in its order, then those that are gone.

    Spots are the same place when they have the same key; else when they are of one level and share an accident or at
    least half of the shorter stretch.
    """
    linked = _link(before.spots, after.spots)
    asked = _asked(before, after)
    old, new = _facts(before.accidents), _facts(after.accidents)
    changes = []
    for spot in after.spots:
        earlier = linked.get(spot.spot_key)
        if earlier is None:
            change = SpotChange(Change.NEW, None, spot, _reasons(spot.accident_ids, asked, old, new, after))
        elif _content(earlier) == _content(spot):
            change = SpotChange(Change.UNCHANGED, earlier, spot, ())
        else:
            touched = sorted({*earlier.accident_ids, *spot.accident_ids})
            change = SpotChange(Change.CHANGED, earlier, spot, _reasons(touched, asked, old, new, after))
        changes.append(change)
    kept = {spot.spot_key for spot in linked.values()}
    changes += [
        SpotChange(Change.GONE, spot, None, _reasons(spot.accident_ids, asked, old, new, after))
        for spot in before.spots
        if spot.spot_key not in kept
    ]
    return tuple(changes)


def _link(before: Sequence[Spot], after: Sequence[Spot]) -> dict[str, Spot]:
    """Of a later spot's key the earlier spot it continues; each earlier spot is continued once."""
    free = {spot.spot_key: spot for spot in before}
    linked = {spot.spot_key: free.pop(spot.spot_key) for spot in after if spot.spot_key in free}
    for spot in after:
        if spot.spot_key in linked:
            continue
        like = [(_likeness(other, spot), key) for key, other in free.items() if _likeness(other, spot) > 0]
        if like:
            best = max(like, key=lambda found: (found[0], found[1]))[1]
            linked[spot.spot_key] = free.pop(best)
    return linked


def _likeness(one: Spot, other: Spot) -> float:
    """Shared accidents, and the shared part of the shorter stretch when it is half or more; 0 for different places."""
    if one.level is not other.level:
        return 0.0
    shared = float(len(set(one.accident_ids) & set(other.accident_ids)))
    if one.route_ids == other.route_ids and None not in (one.from_mm, other.from_mm):
        low, high = _overlap(one, other)
        shorter = min(abs((s.to_mm or 0) - (s.from_mm or 0)) for s in (one, other))
        if high >= low and (high - low) * 2 >= shorter:
            shared += 0.5
    return shared


def _overlap(one: Spot, other: Spot) -> tuple[int, int]:
    low = max(min(s.from_mm or 0, s.to_mm or 0) for s in (one, other))
    high = min(max(s.from_mm or 0, s.to_mm or 0) for s in (one, other))
    return low, high


def _content(spot: Spot) -> tuple[object, ...]:
    """What makes a spot the same to a reader: everything but its words."""
    return tuple(getattr(spot, f.name) for f in fields(spot) if f.name not in {"why", "place_name"})


def _asked(before: RunFacts, after: RunFacts) -> tuple[Text, ...]:
    """Differences of what was asked: rule set and parameters."""
    told = []
    if before.rule_set_key != after.rule_set_key:
        told.append(
            Text(
                f"đổi bộ tiêu chí từ {before.rule_set_key} sang {after.rule_set_key}",
                f"rule set changed from {before.rule_set_key} to {after.rule_set_key}",
            )
        )
    for name, words in _PARAMETER_WORDS.items():
        old, new = getattr(before.parameters, name), getattr(after.parameters, name)
        if old != new and name != "rule_set_key":
            told.append(
                Text(
                    f"đổi {words.vi} từ {_shown(old).vi} sang {_shown(new).vi}",
                    f"{words.en} changed from {_shown(old).en} to {_shown(new).en}",
                )
            )
    return tuple(told)


def _shown(value: object) -> Text:
    if value is None:
        return Text("mặc định", "default")
    if isinstance(value, dt.date):
        return Text(f"{value:%d/%m/%Y}", value.isoformat())
    if isinstance(value, float):
        return Text(f"{value:g}".replace(".", ","), f"{value:g}")
    return Text(str(value), str(value))


def _facts(accidents: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """What screening sees of every accident, as text so that it compares however the table was read."""
    columns = [name for name in _COMPARED if name in accidents]
    return {
        str(row[0]): tuple("" if pd.isna(value) else str(value).removesuffix(".0") for value in row[1:])
        for row in accidents[["accident_id", *columns]].itertuples(index=False)
    }


def _reasons(
    ids: Iterable[str],
    asked: tuple[Text, ...],
    old: Mapping[str, tuple[str, ...]],
    new: Mapping[str, tuple[str, ...]],
    after: RunFacts,
) -> tuple[Text, ...]:
    """Why a place differs: its own accidents first, then what was asked, else a neighbour that changed."""
    told = [reason for accident in ids if (reason := _accident_reason(accident, old, new, after)) is not None]
    told += asked
    return tuple(told) or (
        Text(
            "các vụ lân cận thay đổi nên điểm được chia lại", "neighbouring accidents changed, so places were cut anew"
        ),
    )


def _accident_reason(
    accident: str, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]], after: RunFacts
) -> Text | None:
    if accident not in new:
        return Text(f"vụ {accident} bị xóa khỏi dữ liệu", f"accident {accident} was removed from the data")
    if accident not in old:
        return Text(f"thêm vụ {accident}", f"accident {accident} was added")
    if old[accident] != new[accident]:
        located = new[accident][-1] == LocationStatus.LOCATED.value
        if not located:
            return Text(f"vụ {accident} không còn vị trí", f"accident {accident} no longer has a place")
        return Text(f"vụ {accident} được sửa", f"accident {accident} was edited")
    day, first = new[accident][0][:10], after.parameters.first_day().isoformat()
    if day < first:
        return Text(f"vụ {accident} đã ra khỏi kỳ xét", f"accident {accident} has aged out of the period")
    return None
