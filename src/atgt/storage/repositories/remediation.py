"""Recommendations to the road authority and the measures taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from atgt.domain.remediation import Horizon, Measure, MeasureState, Recommendation
from atgt.domain.text import Text
from atgt.storage.repositories.versioned import RecordTable, Row, record_table
from atgt.storage.review_tables import MeasureRow, RecommendationRow

RECOMMENDATION = record_table(RecommendationRow, "recommendation_id", Text("kiến nghị", "recommendation"))
MEASURE = record_table(MeasureRow, "measure_id", Text("giải pháp", "measure"))
RECORDS = (RECOMMENDATION, MEASURE)


def add_recommendation(session: Session, recommendation: Recommendation) -> Recommendation:
    """Store a recommendation under the next number of its entry."""
    key = RECOMMENDATION.next_number(session, f"{recommendation.register_id}/KN-")
    row = _row(recommendation, RECOMMENDATION) | {"recommendation_id": key}
    return _recommendation_of(RECOMMENDATION.add(session, row))


def change_recommendation(session: Session, recommendation: Recommendation) -> Recommendation:
    """Store a recommendation as it was changed; its ``version`` is the one it was read with."""
    row = _row(recommendation, RECOMMENDATION)
    key, version = recommendation.recommendation_id, recommendation.version
    return _recommendation_of(RECOMMENDATION.change(session, key, row, expected_version=version))


def load_recommendation(session: Session, recommendation_id: str) -> Recommendation:
    """One recommendation. Raises NotFoundError when there is none of that number."""
    return _recommendation_of(RECOMMENDATION.get(session, recommendation_id))


def list_recommendations(
    session: Session, *, register_id: str | None = None, register_ids: Collection[str] | None = None
) -> tuple[Recommendation, ...]:
    """Recommendations by number; of one entry, of several, or all."""
    rows = RECOMMENDATION.where(session, *_of_entries(RECOMMENDATION, register_id, register_ids))
    return tuple(_recommendation_of(row) for row in rows)


def add_measure(session: Session, measure: Measure) -> Measure:
    """Store a measure under the next number of its entry."""
    key = MEASURE.next_number(session, f"{measure.register_id}/GP-")
    return _measure_of(MEASURE.add(session, _row(measure, MEASURE) | {"measure_id": key}))


def change_measure(session: Session, measure: Measure) -> Measure:
    """Store a measure as it was changed; its ``version`` is the one it was read with."""
    row = _row(measure, MEASURE)
    return _measure_of(MEASURE.change(session, measure.measure_id, row, expected_version=measure.version))


def load_measure(session: Session, measure_id: str) -> Measure:
    """One measure. Raises NotFoundError when there is none of that number."""
    return _measure_of(MEASURE.get(session, measure_id))


def list_measures(
    session: Session, *, register_id: str | None = None, register_ids: Collection[str] | None = None
) -> tuple[Measure, ...]:
    """Measures by number; of one entry, of several, or all."""
    rows = MEASURE.where(session, *_of_entries(MEASURE, register_id, register_ids))
    return tuple(_measure_of(row) for row in rows)


def _of_entries(
    table: RecordTable, register_id: str | None, register_ids: Collection[str] | None
) -> list[ColumnElement[bool]]:
    conditions = []
    if register_id is not None:
        conditions.append(table.table.c.register_id == register_id)
    if register_ids is not None:
        conditions.append(table.table.c.register_id.in_(sorted(register_ids)))
    return conditions


def _row(value: Recommendation | Measure, table: RecordTable) -> Row:
    row: dict[str, Any] = {f.name: getattr(value, f.name) for f in fields(value)}
    del row["version"]
    if "supporting_units" in row:
        row["supporting_units"] = list(row["supporting_units"])
    del row[table.key]
    return row


def _recommendation_of(row: Row) -> Recommendation:
    return Recommendation(**{f.name: row[f.name] for f in fields(Recommendation)})


def _measure_of(row: Row) -> Measure:
    values = {f.name: row[f.name] for f in fields(Measure)}
    return Measure(
        **{
            **values,
            "horizon": Horizon(row["horizon"]),
            "state": MeasureState(row["state"]),
            "supporting_units": tuple(row["supporting_units"]),
        }
    )
