"""Places that are or were treated, for the map: where they are, how far the works are, what was done. Nothing personal.

Words typed by hand (descriptions, owners, notes) stay behind: a measure is named by its line of the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from atgt.domain.actor import Role
from atgt.domain.local_time import local_day
from atgt.domain.person_data import mask_personal
from atgt.domain.register import RegisterEntry
from atgt.domain.remediation import Measure, MeasureState
from atgt.domain.review import SpotState
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import remediation as remediation_store
from atgt.workflow import authority, measure_catalogue, recurrence


class Stage(StrEnum):
    """How far the treatment of a place is; each has a sign of its own on the map."""

    ONGOING = "ongoing"
    TREATED = "treated"
    RECURRED = "recurred"


STAGES: Mapping[SpotState, Stage] = {
    SpotState.IN_TREATMENT: Stage.ONGOING,
    SpotState.TREATED: Stage.TREATED,
    SpotState.FOLLOW_UP: Stage.TREATED,
    SpotState.CLEARED: Stage.TREATED,
    SpotState.RECURRED: Stage.RECURRED,
}
"""States in which something is being done about the place, or was."""


@dataclass(frozen=True, slots=True)
class TreatedMeasure:
    """One measure by its line of the catalogue.

    Parameters
    ----------
    is_accepted
        Whether works were accepted, or need no acceptance.
    """

    label: Text
    state: MeasureState
    finished_on: dt.date | None
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Treatment:
    """One place with its treatment.

    Parameters
    ----------
    works
        First and last day of the finished works; None while they are not over.
    lon, lat
        Its middle, EPSG:4326.
    wkt
        Its shape, EPSG:4326.
    """

    register_id: str
    stage: Stage
    state: SpotState
    since: dt.date
    name: Text
    route_ids: tuple[str, ...]
    works: tuple[dt.date, dt.date] | None
    measures: tuple[TreatedMeasure, ...]
    lon: float
    lat: float
    wkt: str


def treatments(database: Database) -> tuple[Treatment, ...]:
    """All places in treatment, treated, followed, cleared after treatment, or recurred, by number."""
    authority.require_reader(database, Role.VIEWER, Text("xem các vị trí xử lý", "see treated places"))
    labels = {kind.key: kind.label for kind in measure_catalogue.catalogue_of(database)}
    with database.read() as session:
        entries = [entry for entry in register_store.list_entries(session) if entry.state in STAGES]
        ids = [entry.register_id for entry in entries]
        measures = remediation_store.list_measures(session, register_ids=ids)
        return tuple(_treatment(session, entry, measures, labels) for entry in entries)


def _treatment(
    session: Session, entry: RegisterEntry, measures: Sequence[Measure], labels: Mapping[str, Text]
) -> Treatment:
    own = [one for one in measures if one.register_id == entry.register_id]
    works = recurrence.works_period(own, register_store.load_moves(session, entry.register_id))
    name = entry.place.name
    return Treatment(
        entry.register_id,
        STAGES[entry.state],
        entry.state,
        local_day(entry.state_since),
        Text(mask_personal(name.vi), mask_personal(name.en)),
        entry.place.route_ids,
        None if works is None else (works.first, works.last),
        tuple(_measure(one, labels) for one in own if one.state is not MeasureState.CANCELLED),
        entry.place.lon,
        entry.place.lat,
        entry.place.wkt,
    )


def _measure(one: Measure, labels: Mapping[str, Text]) -> TreatedMeasure:
    label = labels.get(one.kind_key, Text("Giải pháp khác", "Another measure"))
    return TreatedMeasure(label, one.state, one.finished_on, one.accepted_on is not None or not one.needs_acceptance)
