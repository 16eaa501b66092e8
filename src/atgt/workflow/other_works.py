"""Works at other places near by that fall into the periods a follow-up compares: their effect cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy.orm import Session

from atgt.domain.period import Period
from atgt.domain.register import Place, RegisterEntry, road_gap_m
from atgt.domain.remediation import Measure, MeasureState
from atgt.domain.text import Text
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import remediation

NEAR_M = 500.0
"""Works as near as this may change how one drives through a place: metres of road, or of a straight line for points.

No circular gives a figure [unconfirmed].
"""

_METRES_PER_DEGREE = 111_320.0


def overlapping(session: Session, entry: RegisterEntry, compared: Period) -> tuple[Text, ...]:
    """A sentence for each entry near by with works on some day of the compared periods, by number.

    Parameters
    ----------
    compared
        From the first day before to the last day after the entry's own works.
    """
    others = register_store.list_entries(session)
    near = {one.register_id: one for one in others if one is not entry and _is_near(entry, one)}
    near.pop(entry.register_id, None)
    measures = remediation.list_measures(session, register_ids=list(near))
    found = []
    for register_id, other in near.items():
        own = [one for one in measures if one.register_id == register_id and _falls_into(one, compared)]
        if own:
            found.append(_sentence(other, own))
    return tuple(found)


def _is_near(entry: RegisterEntry, other: RegisterEntry) -> bool:
    gap_m = road_gap_m(entry.place, other.place)
    return (_straight_m(entry.place, other.place) if gap_m is None else gap_m) <= NEAR_M


def _straight_m(one: Place, other: Place) -> float:
    """Metres between two middles, good to a percent within a ward."""
    north = (one.lat - other.lat) * _METRES_PER_DEGREE
    east = (one.lon - other.lon) * _METRES_PER_DEGREE * math.cos(math.radians(one.lat))
    return math.hypot(north, east)


def _falls_into(measure: Measure, compared: Period) -> bool:
    """Whether works were under way on some day of the periods; an end that is not recorded is taken as not yet."""
    if measure.state not in {MeasureState.ONGOING, MeasureState.DONE}:
        return False
    first = measure.started_on or measure.finished_on
    last = measure.finished_on or compared.last
    return first is not None and first <= compared.last and last >= compared.first


def _sentence(other: RegisterEntry, measures: Sequence[Measure]) -> Text:
    days = [day for one in measures for day in (one.started_on, one.finished_on) if day is not None]
    when = f"{min(days):%d/%m/%Y} – {max(days):%d/%m/%Y}"
    return Text(
        f"Trong các kỳ so sánh còn có công trình ở {other.register_id} ({other.place.name.vi}) gần đó, {when}: không "
        "tách riêng được tác dụng.",
        f"The periods also hold works at {other.register_id} ({other.place.name.en}) near by, {when}: the effects "
        "cannot be told apart.",
    )
