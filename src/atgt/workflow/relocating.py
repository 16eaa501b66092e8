"""After a change of roads every accident is located anew, in the same transaction, and what moved is told.

An officer's own placing stays where it was put: only its distance along the road is measured again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from atgt.domain.corrections import LOCATION
from atgt.domain.location import LocationMethod, LocationStatus
from atgt.location_referencing import linear_referencing
from atgt.location_referencing.linear_referencing import LOCATION_COLUMNS
from atgt.location_referencing.road_network import RoadNetwork
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import candidates as candidate_store
from atgt.storage.repositories import edits, reported_positions
from atgt.workflow import known_places, ward_names
from atgt.workflow.locating_limits import locating_options

MOVED_M = 1.0
"""A place that shifts by less, in metres, is the same place measured again."""

_METRES_PER_DEGREE = 111_320.0
_LOCATED = str(LocationStatus.LOCATED)


@dataclass(frozen=True, slots=True)
class Moved:
    """One accident whose place is not what it was; ``metres`` is None when it had or has none."""

    accident_id: str
    case_number: str | None
    before: str
    after: str
    metres: float | None
    status_before: LocationStatus
    status_after: LocationStatus


@dataclass(frozen=True, slots=True)
class Relocation:
    """What a change of roads does to the accidents: total = same + remeasured + moved + kept.

    Parameters
    ----------
    n_same
        Nothing about the place differs.
    n_remeasured
        The same place (within ``MOVED_M``), another distance along the road or another reason.
    n_kept
        Placed by officers: they stay.
    off_road
        Placed by officers where no road of the new layer is near: to be looked at by a person.
    """

    n_total: int
    n_same: int
    n_remeasured: int
    n_kept: int
    moved: tuple[Moved, ...]
    off_road: tuple[str, ...]

    @property
    def n_now_located(self) -> int:
        """Accidents that have a place now and had none."""
        return sum(one.status_after is LocationStatus.LOCATED is not one.status_before for one in self.moved)

    @property
    def n_lost(self) -> int:
        """Accidents that had a place and have none now."""
        return sum(one.status_before is LocationStatus.LOCATED is not one.status_after for one in self.moved)


def relocate_in(session: Session, network: RoadNetwork, *, stores: bool = True) -> Relocation:
    """Locate every accident on a network; with ``stores`` what differs is written, with an audit line each."""
    before = reported_positions.located_by(session)
    if before.empty:
        return Relocation(0, 0, 0, 0, (), ())
    kept = _placed_by_officers(session, before)
    asked = before.copy()
    for name, own in (("longitude", "lon"), ("latitude", "lat")):
        asked[name] = asked[name].where(~kept, asked[own])
    for name in ("km_post", "km_post_to", "place", "road_name"):
        asked[name] = asked[name].where(~kept, None)
    for name in ("northing", "easting"):
        asked[name] = asked[name].where(~kept)
    asked["road_name"] = asked["road_name"].where(~kept, _names(network, before["route_id"]))
    after = linear_referencing.locate_table(asked, network, locating_options(known_places.load_in(session)))
    return _compare(session, before, after, kept, stores=stores)


def _placed_by_officers(session: Session, rows: pd.DataFrame) -> pd.Series[bool]:
    edited = edits.edits_of(session, rows["accident_id"].tolist())
    by_hand = {accident_id for accident_id, fields in edited.items() if LOCATION in fields}
    is_manual = (rows["location_method"] == str(LocationMethod.MANUAL)) & rows["lon"].notna()
    return is_manual | (rows["accident_id"].isin(by_hand) & rows["lon"].notna())


def _names(network: RoadNetwork, route_ids: pd.Series[Any]) -> pd.Series[Any]:
    """The name of each road that is still there, so that a kept point stays on its road; else none."""
    shown = {route.route_id: route.shown_name for route in network.roads}
    return pd.Series([shown.get(route_id) for route_id in route_ids], index=route_ids.index, dtype=object)


def _compare(
    session: Session, before: pd.DataFrame, after: pd.DataFrame, kept: pd.Series[bool], *, stores: bool
) -> Relocation:
    n_same = n_remeasured = 0
    moved: list[Moved] = []
    off_road: list[str] = []
    for old, new, is_kept in zip(before.to_dict("records"), after.to_dict("records"), kept.tolist(), strict=True):
        row = {str(name): value for name, value in old.items()}
        found = {str(name): _plain(value) for name, value in new.items()}
        if is_kept:
            changes = _remeasured(row, found)
            off_road += [row["accident_id"]] if changes.get("measure_mm", 0) is None else []
        else:
            changes = _differences(row, found)
            told = _told(row, found)
            moved += [told] if told is not None else []
            n_same += not changes
            n_remeasured += bool(changes) and told is None
        if not stores:
            continue
        told_anew = {**changes, **_areas(row)}
        if told_anew:
            accident_store.update_accident(session, row["accident_id"], told_anew, expected_version=int(row["version"]))
        if changes and not is_kept:
            candidate_store.replace_candidates(session, row["accident_id"], found["candidates"])
    return Relocation(len(before), n_same, n_remeasured, int(kept.sum()), tuple(moved), tuple(off_road))


def _areas(row: dict[str, Any]) -> dict[str, Any]:
    """The unit named and the ward of today, where they are not stored as the names say today."""
    return {name: value for name, value in ward_names.area_values(row).items() if value != _own(row, name)}


def _remeasured(row: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """A kept place: the point stays; road, distance and km post are those of the new layer, None where none is near."""
    is_on_road = found["location_status"] == _LOCATED
    names = ("route_id", "measure_mm", "km_post")
    values = {name: found[name] if is_on_road else None for name in names}
    return {name: value for name, value in values.items() if value != _own(row, name)}


def _differences(row: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in LOCATION_COLUMNS if not _equal(name, found[name], _own(row, name))}


def _equal(name: str, new: Any, old: Any) -> bool:
    if new is None or old is None:
        return new is old
    if name in {"lon", "lat"}:
        return abs(float(new) - float(old)) < 1e-9
    return abs(float(new) - float(old)) < 1e-6 if name == "offset_m" else bool(new == old)


def _own(row: dict[str, Any], name: str) -> Any:
    return _plain(row["km_post_found"] if name == "km_post" else row[name])


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    return None if value is None or pd.isna(value) else value


def _told(row: dict[str, Any], found: dict[str, Any]) -> Moved | None:
    start, end = LocationStatus(row["location_status"]), LocationStatus(found["location_status"])
    metres = _metres(row, found)
    route = _own(row, "route_id")
    if start is end and (metres is None or metres <= MOVED_M) and found["route_id"] == route:
        return None
    return Moved(
        row["accident_id"],
        _plain(row["case_number"]),
        _words(route, _own(row, "km_post"), start),
        _words(found["route_id"], found["km_post"], end),
        metres,
        start,
        end,
    )


def _words(route_id: str | None, km: str | None, status: LocationStatus) -> str:
    return " ".join(part for part in (route_id, km) if part) if status is LocationStatus.LOCATED else "–"


def _metres(row: dict[str, Any], found: dict[str, Any]) -> float | None:
    old, new = [(_plain(one["lon"]), _plain(one["lat"])) for one in (row, found)]
    if None in old or None in new:
        return None
    middle = math.radians((old[1] + new[1]) / 2)
    return math.hypot((new[0] - old[0]) * math.cos(middle), new[1] - old[1]) * _METRES_PER_DEGREE
