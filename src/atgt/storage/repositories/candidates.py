"""The places an accident could be, kept with their reasons also after one was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.orm import Session

from atgt.domain.location import Candidate, RoadPosition
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import insert_columns
from atgt.storage.tables import Base

_CANDIDATE = Base.metadata.tables["location_candidate"]


def replace_candidates(session: Session, accident_id: str, candidates: Sequence[Candidate]) -> None:
    """Keep other possible places for an accident than before; the choice itself is an ``update_accident``."""
    session.execute(delete(_CANDIDATE).where(_CANDIDATE.c.accident_id == accident_id))
    insert_candidates(session, [(accident_id, candidates)])
    audit.append(session, audit.Line("candidates", "location_candidate", accident_id, new={"n": len(candidates)}))


def insert_candidates(session: Session, candidates: Iterable[tuple[str, Any]]) -> None:
    """Store candidates of new accidents: id and candidates, best first. The accident's own line covers them."""
    rows = [
        (accident_id, rank, *_values(candidate))
        for accident_id, several in candidates
        for rank, candidate in enumerate(several if isinstance(several, list | tuple) else ())
    ]
    if rows:
        columns = zip(_NAMES, zip(*rows, strict=True), strict=True)
        insert_columns(session, _CANDIDATE, {name: list(values) for name, values in columns})


_NAMES = (
    "accident_id", "rank", "route_id", "measure_m", "chainage_m", "offset_m", "lon", "lat", "distance_m", "name_agrees",
    "reason_vi", "reason_en",
)  # fmt: skip


def _values(candidate: Candidate) -> tuple[Any, ...]:
    """What is stored of a candidate, in the order of ``_NAMES`` after the rank."""
    position = candidate.position
    return (
        position.route_id,
        float(position.measure_m),
        None if position.chainage_m is None else float(position.chainage_m),
        float(position.offset_m),
        float(candidate.lon),
        float(candidate.lat),
        float(candidate.distance_m),
        None if candidate.name_agrees is None else bool(candidate.name_agrees),
        candidate.reason.vi,
        candidate.reason.en,
    )


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """A candidate as JSON values; ``candidate_of_json`` is the way back."""
    return dict(zip(_NAMES, ("", 0, *_values(candidate)), strict=True))


def candidate_of_json(row: Mapping[str, Any]) -> Candidate:
    """The candidate that ``candidate_json`` wrote."""
    return _candidate_of(row)


def fetch_candidates(session: Session, accident_id: str) -> tuple[Candidate, ...]:
    """Possible places of an accident, best first; none gives ()."""
    query = select(_CANDIDATE).where(_CANDIDATE.c.accident_id == accident_id).order_by(_CANDIDATE.c.rank)
    return tuple(_candidate_of(row) for row in session.execute(query).mappings())


def _candidate_of(row: Mapping[str, Any] | RowMapping) -> Candidate:
    return Candidate(
        RoadPosition(row["route_id"], row["measure_m"], row["chainage_m"], row["offset_m"]),
        row["lon"],
        row["lat"],
        row["distance_m"],
        row["name_agrees"],
        Text(row["reason_vi"], row["reason_en"]),
    )
