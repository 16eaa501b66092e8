"""Accidents as they were at a moment: the present rows with every later change of the audit log taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from atgt.domain.location import LocationStatus
from atgt.domain.register import AccidentFacts
from atgt.storage.tables import AuditLine, Base

_ACCIDENT = Base.metadata.tables["accident"]
_RECORD = "accident"
_FACTS = ("occurred_on", "severity", "killed", "injured", "route_id", "measure_mm")


def facts_at(session: Session, moment: dt.datetime) -> dict[str, tuple[AccidentFacts, bool]]:
    """Facts of every accident there was at a moment, and whether it had a place then, by id.

    An accident that came later is left out; one that was removed later is there.
    """
    columns = [_ACCIDENT.c[name] for name in ("accident_id", "location_status", *_FACTS)]
    rows: dict[str, dict[str, Any]] = {
        row["accident_id"]: dict(row) for row in session.execute(select(*columns)).mappings()
    }
    lines = (
        select(AuditLine.key, AuditLine.action, AuditLine.old)
        .where(AuditLine.record == _RECORD, AuditLine.at > moment)
        .order_by(AuditLine.seq.desc())
    )
    for key, action, old in session.execute(lines):
        if action == "insert":
            rows.pop(key, None)
        elif action == "remove":
            rows[key] = _values(old)
        elif key in rows:
            rows[key].update(_values(old))
    return {key: _seen(row) for key, row in rows.items() if row.get("occurred_on") is not None}


def _values(old: str | Mapping[str, Any] | None) -> dict[str, Any]:
    """The values before a change, of the columns that matter here."""
    told: Mapping[str, Any] = json.loads(old) if isinstance(old, str) else old or {}
    return {name: value for name, value in told.items() if name in {*_FACTS, "location_status"}}


def _seen(row: Mapping[str, Any]) -> tuple[AccidentFacts, bool]:
    day = row["occurred_on"]
    facts = AccidentFacts(
        occurred_on=day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day)[:10]),
        severity=int(row["severity"]),
        killed=_whole(row.get("killed")),
        injured=_whole(row.get("injured")),
        route_id=row.get("route_id"),
        measure_mm=_whole(row.get("measure_mm")),
    )
    return facts, row.get("location_status") == LocationStatus.LOCATED.value


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
