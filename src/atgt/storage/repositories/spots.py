"""Screening runs and the spots they found: stored as computed, loaded as the same ``domain`` values."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import RowMapping, insert, select
from sqlalchemy.orm import Session

from atgt.domain.black_spot import QualifyingPeriod, RuleEvidence, SiteKind, Spot, SpotLevel
from atgt.domain.errors import NotFoundError
from atgt.domain.location import Precision
from atgt.domain.screening import ScreeningParameters
from atgt.domain.small_cells import exact
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import content_line, frame_of, insert_rows
from atgt.storage.tables import Base

RECORD = "screening_run"
_RUN, _SPOT = Base.metadata.tables["screening_run"], Base.metadata.tables["spot"]
_RUN_COLUMNS = tuple(column for column in _RUN.columns if column.name != "fid")
_SPOT_COLUMNS = (
    *(column for column in _SPOT.columns if column.name not in {"fid", "surrounding_ids"}),
    _SPOT.c.surrounding_ids,
)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One screening run without its spots: everything that must be printed beside its answer."""

    run_id: str
    fingerprint: str
    rule_set_key: str
    parameters: ScreeningParameters
    data_fingerprint: str
    software: str
    created_at: dt.datetime
    created_by: str
    n_accidents: int
    n_unlocated: int = 0
    rule_set_title: str = ""
    is_sample: bool = False


def save_run(session: Session, run: RunRecord, spots: Sequence[Spot]) -> None:
    """Store a run with its spots, in their order."""
    values = asdict(run) | {"parameters": parameters_json(run.parameters)}
    session.execute(insert(_RUN).values(**values))
    insert_rows(session, _SPOT, [_spot_row(run.run_id, position, spot) for position, spot in enumerate(spots)])
    fingerprint = next(content_hashes(session, run_id=run.run_id))[1]
    new = {"fingerprint": run.fingerprint, "rule_set_key": run.rule_set_key, "n_spots": len(spots)}
    audit.append(session, audit.Line("screen", RECORD, run.run_id, new=new, content_hash=fingerprint))


def latest_run(session: Session) -> RunRecord | None:
    """The run stored last; None when nothing was screened yet."""
    row = session.execute(select(*_RUN_COLUMNS).order_by(_RUN.c.fid.desc()).limit(1)).mappings().first()
    return None if row is None else _run_of(row)


def load_run(session: Session, run_id: str) -> RunRecord:
    """One run. Raises NotFoundError when there is none of that id."""
    row = session.execute(select(*_RUN_COLUMNS).where(_RUN.c.run_id == run_id)).mappings().first()
    if row is None:
        raise NotFoundError(Text("Không có lần sàng lọc {id}.", "There is no screening run {id}.").fill(id=run_id))
    return _run_of(row)


def has_run(session: Session, run_id: str) -> bool:
    """Whether a run of that id is stored."""
    return session.execute(select(_RUN.c.run_id).where(_RUN.c.run_id == run_id)).first() is not None


def list_runs(session: Session) -> pd.DataFrame:
    """All runs, newest first; parameters as a dict."""
    return frame_of(session.execute(select(*_RUN_COLUMNS).order_by(_RUN.c.fid.desc())).all(), _RUN_COLUMNS)


def load_spots(session: Session, run_id: str) -> tuple[Spot, ...]:
    """The spots of a run, equal to those that were saved and in their order; an unknown run gives ()."""
    query = select(*_SPOT_COLUMNS).where(_SPOT.c.run_id == run_id).order_by(_SPOT.c.position)
    return tuple(_spot_of(row) for row in session.execute(query).mappings())


def content_hashes(session: Session, *, run_id: str | None = None) -> Iterator[tuple[str, str]]:
    """Id and hash of every run, its spots included."""
    runs = select(*_RUN_COLUMNS).order_by(_RUN.c.run_id)
    spots = select(*_SPOT_COLUMNS).order_by(_SPOT.c.run_id, _SPOT.c.position)
    if run_id is not None:
        runs, spots = runs.where(_RUN.c.run_id == run_id), spots.where(_SPOT.c.run_id == run_id)
    digests = {row.run_id: hashlib.sha256(content_line(tuple(row))) for row in session.execute(runs)}
    for row in session.execute(spots):
        # A run stored before surroundings were kept has none, and its hash must stay what it was.
        kept = tuple(row) if row.surrounding_ids is not None else tuple(row)[:-1]
        digests[row.run_id].update(content_line(kept))
    for key, digest in digests.items():
        yield key, digest.hexdigest()


# ── domain values to JSON and back ──────────────────────────────────────────────────────────────────────────────


def parameters_json(parameters: ScreeningParameters) -> dict[str, Any]:
    """Parameters as JSON values; ``parameters_of`` is the way back."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value for key, value in asdict(parameters).items()
    }


def parameters_of(value: Mapping[str, Any]) -> ScreeningParameters:
    """The parameters that ``parameters_json`` wrote."""
    days = {key: None if value[key] is None else dt.date.fromisoformat(value[key]) for key in ("as_of", "from_day")}
    readings = tuple((str(question), str(choice)) for question, choice in value.get("readings", ()))
    return ScreeningParameters(**{**value, **days, "readings": readings})


def _run_of(row: RowMapping) -> RunRecord:
    return RunRecord(**{**row, "parameters": parameters_of(row["parameters"])})


def _spot_row(run_id: str, position: int, spot: Spot) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "spot_key": spot.spot_key,
        "position": position,
        "level": str(spot.level),
        "kind": str(spot.kind),
        "route_ids": list(spot.route_ids),
        "from_mm": None if spot.from_mm is None else int(spot.from_mm),
        "to_mm": None if spot.to_mm is None else int(spot.to_mm),
        "km_from": spot.km_from,
        "km_to": spot.km_to,
        "place_vi": spot.place_name.vi,
        "place_en": spot.place_name.en,
        "rules": [asdict(rule) for rule in spot.rules],
        "periods": [_period_json(period) for period in spot.periods],
        "accident_ids": list(spot.accident_ids),
        "counts": {key: int(n) for key, n in spot.counts.items()},
        "killed": int(exact(spot.killed)),
        "injured": int(exact(spot.injured)),
        "worst_precision": str(spot.worst_precision),
        "lon": float(spot.lon),
        "lat": float(spot.lat),
        "wkt": spot.wkt,
        "why_vi": spot.why.vi,
        "why_en": spot.why.en,
        "geom": shapely.to_wkb(shapely.from_wkt(spot.wkt), byte_order=1, output_dimension=2),
        "surrounding_ids": list(spot.surrounding_ids),
    }


def _period_json(period: QualifyingPeriod) -> dict[str, Any]:
    return asdict(period) | {"first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat()}


def _spot_of(row: RowMapping) -> Spot:
    return Spot(
        spot_key=row["spot_key"],
        level=SpotLevel(row["level"]),
        kind=SiteKind(row["kind"]),
        route_ids=tuple(row["route_ids"]),
        from_mm=row["from_mm"],
        to_mm=row["to_mm"],
        km_from=row["km_from"],
        km_to=row["km_to"],
        place_name=Text(row["place_vi"], row["place_en"]),
        rules=tuple(_rule_of(value) for value in row["rules"]),
        periods=tuple(_period_of(value) for value in row["periods"]),
        accident_ids=tuple(row["accident_ids"]),
        counts=row["counts"],
        killed=row["killed"],
        injured=row["injured"],
        worst_precision=Precision(row["worst_precision"]),
        lon=row["lon"],
        lat=row["lat"],
        wkt=row["wkt"],
        why=Text(row["why_vi"], row["why_en"]),
        surrounding_ids=tuple(row["surrounding_ids"] or ()),
    )


def _rule_of(value: Mapping[str, Any]) -> RuleEvidence:
    return RuleEvidence(value["rule_key"], Text(**value["clause"]), value["source"], tuple(value["witness_ids"]))


def _period_of(value: Mapping[str, Any]) -> QualifyingPeriod:
    first, last = dt.date.fromisoformat(value["first_day"]), dt.date.fromisoformat(value["last_day"])
    return QualifyingPeriod(first, last, tuple(value["accident_ids"]), tuple(value["rule_keys"]))
