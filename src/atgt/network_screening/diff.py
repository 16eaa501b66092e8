"""What changed between two runs: new, gone, changed, unchanged spots, each with the reason, in data and in words.

Places are told apart as in the register (``domain.spot_identity``), reasons are those of ``domain.spot_changes``:
an entry of the register and this comparison never disagree about what is the same place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from atgt.domain.black_spot import Spot
from atgt.domain.register import AccidentFacts, ChangeReason, KnownAccident, ReasonKind
from atgt.domain.spot_changes import RunFacts, Sight, reasons_for_change, reasons_for_new
from atgt.domain.spot_identity import footprint_of, match
from atgt.domain.text import Text


class Change(StrEnum):
    """What became of a spot."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


CHANGE_LABELS = {
    Change.NEW: Text("Mới", "New"),
    Change.GONE: Text("Không còn", "Gone"),
    Change.CHANGED: Text("Thay đổi", "Changed"),
    Change.UNCHANGED: Text("Giữ nguyên", "Unchanged"),
}


@dataclass(frozen=True, slots=True)
class SeenAccident:
    """An accident as one run saw it."""

    facts: AccidentFacts
    is_located: bool


@dataclass(frozen=True, slots=True, eq=False)
class RunData:
    """One run as far as a comparison needs it.

    Parameters
    ----------
    accidents
        Every accident there was when it ran, also those without a place, by id.
    """

    run: RunFacts
    spots: tuple[Spot, ...]
    accidents: Mapping[str, SeenAccident]


@dataclass(frozen=True, slots=True)
class SpotChange:
    """One spot in both runs or in one, and why it differs; ``text`` is a sentence to be read aloud."""

    change: Change
    before: Spot | None
    after: Spot | None
    reasons: tuple[ChangeReason, ...]
    text: Text


def compare_runs(before: RunData, after: RunData) -> tuple[SpotChange, ...]:
    """Every spot of either run once: those of the later run in its order, then those that are gone."""
    earlier_of = _link(before.spots, after.spots)
    known = _known(before, after)
    then = {i: accident.facts for i, accident in before.accidents.items()}
    changes = []
    for spot in after.spots:
        earlier = earlier_of.get(spot.spot_key)
        now = Sight.of(spot, known)
        if earlier is None:
            reasons = reasons_for_new(now, before.run, after.run, known)
            changes.append(_told(Change.NEW, None, spot, (*_kin(spot, before.spots, ReasonKind.SPLIT), *reasons)))
        elif _content(earlier) == _content(spot) and now == _sight(earlier, then):
            changes.append(_told(Change.UNCHANGED, earlier, spot, ()))
        else:
            reasons = reasons_for_change(_sight(earlier, then), now, (before.run, after.run), known)
            changes.append(_told(Change.CHANGED, earlier, spot, reasons))
    kept = {spot.spot_key for spot in earlier_of.values()}
    for spot in before.spots:
        if spot.spot_key not in kept:
            reasons = reasons_for_change(_sight(spot, then), None, (before.run, after.run), known)
            changes.append(_told(Change.GONE, spot, None, (*_kin(spot, after.spots, ReasonKind.MERGED), *reasons)))
    return tuple(changes)


def _kin(spot: Spot, others: Sequence[Spot], kind: ReasonKind) -> tuple[ChangeReason, ...]:
    """The place of the other run that holds accidents of this one: what it went into, or what it comes from."""
    own = set(spot.accident_ids)
    shared = [(len(own & set(other.accident_ids)), other) for other in others]
    n, other = max(shared, key=lambda found: found[0], default=(0, spot))
    if not n:
        return ()
    words = _MERGED if kind is ReasonKind.MERGED else _SPLIT
    text = Text(words.vi.format(n=n, place=other.place_name.vi), words.en.format(n=n, place=other.place_name.en))
    return (ChangeReason(kind, text, tuple(sorted(own & set(other.accident_ids)))),)


def _link(before: Sequence[Spot], after: Sequence[Spot]) -> dict[str, Spot]:
    """Of a later spot's key the earlier spot it continues; each earlier spot is continued once."""
    by_key = {spot.spot_key: spot for spot in before}
    same = {spot.spot_key: by_key[spot.spot_key] for spot in after if spot.spot_key in by_key}
    left = [spot for spot in before if spot.spot_key not in same]
    new = [spot for spot in after if spot.spot_key not in same]
    found = match([footprint_of(spot) for spot in left], [footprint_of(spot) for spot in new]).entry_of
    return same | {key: by_key[earlier] for key, earlier in found.items()}


def _known(before: RunData, after: RunData) -> dict[str, KnownAccident]:
    """The accidents as the later run saw them, dated so that what is new or edited since the earlier run is told."""
    known = {}
    for accident_id, accident in after.accidents.items():
        old = before.accidents.get(accident_id)
        created = before.run.created_at if old is not None else after.run.created_at
        updated = before.run.created_at if old == accident else after.run.created_at
        known[accident_id] = KnownAccident(accident.facts, accident.is_located, created, updated)
    return known


def _sight(spot: Spot, facts: Mapping[str, AccidentFacts]) -> Sight:
    own = {i: facts[i] for i in spot.accident_ids if i in facts}
    return Sight(spot.level, tuple(sorted(r.rule_key for r in spot.rules)), spot.from_mm, spot.to_mm, own)


def _content(spot: Spot) -> tuple[object, ...]:
    """What makes a spot the same to a reader: everything but its words."""
    return tuple(getattr(spot, f.name) for f in fields(spot) if f.name not in {"why", "place_name", "surrounding_ids"})


def _told(change: Change, before: Spot | None, after: Spot | None, reasons: tuple[ChangeReason, ...]) -> SpotChange:
    place = next(spot.place_name for spot in (after, before) if spot is not None)
    is_moved = any(reason.kind in {ReasonKind.MERGED, ReasonKind.SPLIT} for reason in reasons)
    said = _REGROUPED[change] if is_moved else _SENTENCES[change]
    why_vi, why_en = "; ".join(r.text.vi for r in reasons), "; ".join(r.text.en for r in reasons)
    return SpotChange(
        change,
        before,
        after,
        reasons,
        Text(
            f"{place.vi}: {said.vi}{f', vì: {why_vi}' if why_vi else ''}.",
            f"{place.en}: {said.en}{f', because: {why_en}' if why_en else ''}.",
        ),
    )


_SENTENCES = {
    Change.NEW: Text("mới đủ ngưỡng", "newly reaches the threshold"),
    Change.GONE: Text("không còn đủ ngưỡng", "no longer reaches the threshold"),
    Change.CHANGED: Text("vẫn đủ ngưỡng, có thay đổi", "still reaches the threshold, with changes"),
    Change.UNCHANGED: Text("vẫn đủ ngưỡng, không thay đổi", "still reaches the threshold, unchanged"),
}
_REGROUPED = {
    Change.NEW: Text("nay là vị trí riêng", "is now a place of its own"),
    Change.GONE: Text("không còn là vị trí riêng", "is no longer a place of its own"),
}
_MERGED = Text("{n} vụ của vị trí này nay thuộc {place}", "{n} of its accidents now belong to {place}")
_SPLIT = Text("{n} vụ của vị trí này trước thuộc {place}", "{n} of its accidents belonged to {place} before")
