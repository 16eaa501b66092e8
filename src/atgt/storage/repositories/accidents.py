"""Accidents: the current row, the personal part apart from it, and the places it could be."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from atgt.domain.corrections import AREA_FIELDS
from atgt.domain.errors import NotFoundError, ParameterError, StaleEditError
from atgt.domain.location import Candidate, LocationStatus
from atgt.domain.schema import ACCIDENT_COLUMNS
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.column_types import moment_text
from atgt.storage.frames import (
    columns_of,
    content_hash,
    content_line,
    frame_of,
    insert_columns,
    insert_rows,
    native_value,
)
from atgt.storage.repositories import accident_conditions, candidates, reported_positions, roads, standings
from atgt.storage.repositories.values import native, plain
from atgt.storage.tables import PERSON_COLUMNS, Accident, AccidentPerson, AsReceived, Base

RECORD = "accident"
_ACCIDENT = Base.metadata.tables[Accident.__tablename__]
_PERSON = Base.metadata.tables[AccidentPerson.__tablename__]
_BESIDE = tuple(Base.metadata.tables[name] for name in ("location_candidate", "reported_position"))
_COLUMNS = tuple(ACCIDENT_COLUMNS)
_ADDED_LATER = AREA_FIELDS
_HASHED = (*(name for name in _COLUMNS if name not in _ADDED_LATER), "row_key", "version", "geom", *_ADDED_LATER)
_KEY_CHUNK = 5_000
_IDS_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class AccidentRecord:
    """One accident with everything that is kept about it.

    Parameters
    ----------
    fields
        The columns of ``ACCIDENT_COLUMNS``.
    person
        The personal columns, empty when none is known. Only editors may see them: the caller decides.
    version
        To be handed back with an edit, so that nobody overwrites an edit unseen.
    received
        The row as the sender wrote it (heading to text), None for an accident typed in here.
    """

    accident_id: str
    version: int
    updated_at: dt.datetime
    fields: Mapping[str, Any]
    person: Mapping[str, str | None]
    candidates: tuple[Candidate, ...]
    row_key: str | None
    received: Mapping[str, str] | None


def accident_id_of(row_key: str) -> str:
    """The id of the accident that an imported row becomes: always the same for the same row.

    Examples
    --------
    >>> accident_id_of("0f3c9a7e55d1b2c4ffff")
    'tn-0f3c9a7e55d1b2c4'

    A key with a number behind it, for the second of two identical rows, keeps the number:

    >>> accident_id_of("0f3c9a7e55d1b2c4ffff:2")
    'tn-0f3c9a7e55d1b2c4-2'

    A row that comes again after its import was undone is the same accident:

    >>> accident_id_of("0f3c9a7e55d1b2c4ffff@1")
    'tn-0f3c9a7e55d1b2c4'
    """
    key, _, number = row_key.partition("@")[0].replace("#", ":").partition(":")
    return f"tn-{key[:16]}" + (f"-{number}" if number else "")


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def insert_accidents(session: Session, accidents: pd.DataFrame) -> tuple[str, ...]:
    """Store new accidents; returns their ids in the order of the rows.

    Parameters
    ----------
    accidents
        Columns of ``ACCIDENT_COLUMNS`` (``accident_id`` may be missing when ``row_key`` is there),
        ``row_key`` of rows stored by ``imports.record_import``, personal columns of ``INTAKE_COLUMNS``,
        and ``candidates`` (a sequence of ``Candidate`` per row). What is missing is stored as unknown.
        ``version`` is there for accidents that come back (``restore_accident``); a new one begins with 1.
    """
    context = audit.context_of(session)
    frame = _with_ids(accidents)
    own = columns_of(frame, _ACCIDENT, (*_COLUMNS, "row_key", "version"))
    ids = own["accident_id"]
    own["version"] = [version or 1 for version in own["version"]]
    own["geom"] = _wkb_points(own["lon"], own["lat"])
    own["created_at"] = own["updated_at"] = [context.now] * len(ids)
    people = _people(frame)
    insert_columns(session, _ACCIDENT, own)
    insert_rows(
        session, _PERSON, [{"accident_id": i, **person} for i, person in zip(ids, people, strict=True) if person]
    )
    reported_positions.insert_positions(session, ids, frame)
    if "candidates" in frame.columns:
        candidates.insert_candidates(session, zip(ids, frame["candidates"].tolist(), strict=True))
    rows = zip(*(own[name] for name in _HASHED), strict=True)
    hashes = (_hash(row, person) for row, person in zip(rows, people, strict=True))
    audit.append_all(
        session, [audit.Line("insert", RECORD, i, content_hash=hash_) for i, hash_ in zip(ids, hashes, strict=True)]
    )
    return tuple(ids)


def update_accident(
    session: Session, accident_id: str, changes: Mapping[str, Any], *, expected_version: int
) -> AccidentRecord:
    """Change some columns (also personal ones) of an accident; returns the record as it is now.

    A changed ``lon`` or ``lat`` moves its point on the map too. What does not differ is not written.

    Raises NotFoundError when there is no such accident, ParameterError for an unknown column,
    StaleEditError when somebody saved it after ``expected_version`` was read: nothing is overwritten.
    """
    context = audit.context_of(session)
    before = fetch_accident(session, accident_id)
    if before.version != expected_version:
        raise _stale(before)
    own, personal = _split_changes(before, changes)
    if not own and not personal:
        return before
    values = {**own, "version": before.version + 1, "updated_at": context.now}
    if own.keys() & {"lon", "lat"}:
        now = {**before.fields, **own}
        values["geom"] = _wkb_points([now["lon"]], [now["lat"]])[0]
    session.execute(update(_ACCIDENT).where(_ACCIDENT.c.accident_id == accident_id).values(**values))
    _store_person(session, before, personal)
    after = fetch_accident(session, accident_id)
    old = {key: _auditable({**before.fields, **before.person}.get(key)) for key in {**own, **personal}}
    new = {key: _auditable(value) for key, value in {**own, **personal}.items()}
    fingerprint = next(hash_ for _, hash_ in content_hashes(session, accident_id=accident_id))
    audit.append(session, audit.Line("update", RECORD, accident_id, old, new, fingerprint))
    return after


def remove_accident(session: Session, accident_id: str) -> dict[str, Any]:
    """Take an accident out of the current ones; returns everything that was known of it, for ``restore_accident``.

    The row as received stays, and so does the history. Raises NotFoundError when there is no such accident.
    """
    record = fetch_accident(session, accident_id)
    snapshot = {
        "fields": plain(record.fields),
        "person": plain(record.person),
        "row_key": record.row_key,
        "version": record.version,
        "candidates": [plain(candidates.candidate_json(one)) for one in record.candidates],
        "reported": plain(reported_positions.position_of(session, accident_id)),
    }
    standings.forget(session, accident_id)
    for table in (_PERSON, *_BESIDE):
        session.execute(delete(table).where(table.c.accident_id == accident_id))
    session.execute(delete(_ACCIDENT).where(_ACCIDENT.c.accident_id == accident_id))
    old = {key: value for key, value in snapshot["fields"].items() if value is not None}
    audit.append(session, audit.Line("remove", RECORD, accident_id, old, None))
    return snapshot


def restore_accident(session: Session, snapshot: Mapping[str, Any]) -> str:
    """Put an accident back that ``remove_accident`` took out; returns its id."""
    values = {
        **{key: native(key, value) for key, value in snapshot["fields"].items()},
        **{key: native(key, value) for key, value in snapshot["person"].items()},
        **snapshot["reported"],
        "row_key": snapshot["row_key"],
        "version": snapshot["version"] + 1,
    }
    frame = pd.DataFrame({key: pd.Series([value], dtype=object) for key, value in values.items()})
    several = [candidates.candidate_of_json(one) for one in snapshot["candidates"]]
    return insert_accidents(session, frame.assign(candidates=pd.Series([several], dtype=object)))[0]


def _with_ids(accidents: pd.DataFrame) -> pd.DataFrame:
    if "accident_id" in accidents.columns:
        return accidents
    return accidents.assign(accident_id=[accident_id_of(str(key)) for key in accidents["row_key"]])


def _people(frame: pd.DataFrame) -> list[dict[str, Any] | None]:
    """The personal part of each row, None where it says nothing about a person."""
    known = columns_of(frame, _PERSON, PERSON_COLUMNS)
    return [
        dict(zip(known, row, strict=True)) if any(value is not None for value in row) else None
        for row in zip(*known.values(), strict=True)
    ]


def _wkb_points(lon: Sequence[float | None], lat: Sequence[float | None]) -> list[bytes | None]:
    """Points as WKB, None where a coordinate is missing. Degrees, EPSG:4326."""
    known = [(x, y) for x, y in zip(lon, lat, strict=True) if x is not None and y is not None]
    blobs = iter(shapely.to_wkb(shapely.points(known), byte_order=1).tolist() if known else ())
    return [None if x is None or y is None else next(blobs) for x, y in zip(lon, lat, strict=True)]


def _split_changes(before: AccidentRecord, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changed columns of the accident and of its personal part, as stored values."""
    fixed = {"accident_id"} | (changes.keys() - set(_COLUMNS) - set(PERSON_COLUMNS))
    if wrong := sorted(fixed & changes.keys()):
        raise ParameterError(
            Text("Không sửa được cột {names}.", "Columns {names} cannot be edited.").fill(names=", ".join(wrong))
        )
    own = {key: native_value(_ACCIDENT.c[key], value) for key, value in changes.items() if key in _COLUMNS}
    personal = {key: native_value(_PERSON.c[key], value) for key, value in changes.items() if key not in _COLUMNS}
    return (
        {key: value for key, value in own.items() if value != before.fields[key]},
        {key: value for key, value in personal.items() if value != before.person.get(key)},
    )


def _store_person(session: Session, before: AccidentRecord, personal: Mapping[str, Any]) -> None:
    if not personal:
        return
    if before.person:
        session.execute(update(_PERSON).where(_PERSON.c.accident_id == before.accident_id).values(**personal))
    else:
        session.execute(insert(_PERSON).values(accident_id=before.accident_id, **personal))


def _auditable(value: Any) -> Any:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    return value.isoformat() if isinstance(value, dt.date) else value


def _stale(current: AccidentRecord) -> StaleEditError:
    return StaleEditError(
        Text(
            "Tai nạn {id} vừa được người khác lưu lúc {at} (bản thứ {version}). "
            "Chưa ghi đè gì: hãy xem bản mới rồi sửa lại.",
            "Accident {id} was saved by somebody else at {at} (version {version}). "
            "Nothing was overwritten: look at the new version and edit again.",
        ).fill(id=current.accident_id, at=moment_text(current.updated_at), version=current.version)
    )


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────


def fetch_accidents(
    session: Session,
    *,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    severities: Collection[int] | None = None,
    route_ids: Collection[str] | None = None,
    hour_from: int = 0,
    hour_to: int = 24,
    location_statuses: Collection[str] | None = None,
    accident_ids: Collection[str] | None = None,
) -> pd.DataFrame:
    """Accidents that meet all conditions, by date, time and id; columns of ``ACCIDENT_COLUMNS``.

    Parameters
    ----------
    first_day, last_day
        Both included; None is no bound.
    severities, route_ids, location_statuses, accident_ids
        Any of these; None is no condition, an empty collection matches nothing.
    hour_from, hour_to
        Hours from (included) to (excluded). 22 to 4 goes over midnight.
        Accidents without a time are left out as soon as the two do not span the whole day.
    """
    columns = [_ACCIDENT.c[name] for name in _COLUMNS]
    query = select(*columns).order_by(_ACCIDENT.c.occurred_on, _ACCIDENT.c.occurred_at, _ACCIDENT.c.accident_id)
    query = accident_conditions.by_day(query, first_day, last_day)
    query = accident_conditions.by_hour(query, hour_from, hour_to)
    chosen = {"route_id": route_ids, "location_status": location_statuses, "accident_id": accident_ids}
    query = accident_conditions.by_values(query, {"severity": severities, **chosen})
    return frame_of(session.execute(query).all(), columns)


def fetch_accident(session: Session, accident_id: str) -> AccidentRecord:
    """One accident with its personal part, its candidates and the row as received.

    Raises NotFoundError when there is no such accident.
    """
    query = select(_ACCIDENT).where(_ACCIDENT.c.accident_id == accident_id)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(Text("Không có tai nạn {id}.", "There is no accident {id}.").fill(id=accident_id))
    person = session.execute(select(_PERSON).where(_PERSON.c.accident_id == accident_id)).mappings().one_or_none()
    received = session.scalar(select(AsReceived.received).where(AsReceived.row_key == row["row_key"]))
    return AccidentRecord(
        accident_id,
        row["version"],
        row["updated_at"],
        {key: row[key] for key in _COLUMNS},
        {} if person is None else {key: person[key] for key in PERSON_COLUMNS},
        candidates.fetch_candidates(session, accident_id),
        row["row_key"],
        received,
    )


def fetch_records(session: Session, accident_ids: Collection[str]) -> dict[str, AccidentRecord]:
    """Many accidents with their personal part, by id; without candidates and rows as received."""
    wanted = sorted(set(accident_ids))
    found: dict[str, AccidentRecord] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        chunk = wanted[start : start + _IDS_AT_ONCE]
        people = {
            row["accident_id"]: {key: row[key] for key in PERSON_COLUMNS}
            for row in session.execute(select(_PERSON).where(_PERSON.c.accident_id.in_(chunk))).mappings()
        }
        for row in session.execute(select(_ACCIDENT).where(_ACCIDENT.c.accident_id.in_(chunk))).mappings():
            key = row["accident_id"]
            own = {name: row[name] for name in _COLUMNS}
            found[key] = AccidentRecord(
                key, row["version"], row["updated_at"], own, people.get(key, {}), (), row["row_key"], None
            )
    return found


def fetch_personal(session: Session, names: Sequence[str]) -> pd.DataFrame:
    """Some personal columns of every accident that has any, with ``accident_id``. Only editors may see them."""
    columns = [_PERSON.c.accident_id, *(_PERSON.c[name] for name in names)]
    return frame_of(session.execute(select(*columns)).all(), columns)


def first_and_last_day(session: Session, *, stored_after: dt.datetime | None = None) -> tuple[dt.date, dt.date] | None:
    """The days of the first and the last accident, of those stored after a moment if given; None without any."""
    query = select(func.min(_ACCIDENT.c.occurred_on), func.max(_ACCIDENT.c.occurred_on))
    if stored_after is not None:
        query = query.where(_ACCIDENT.c.created_at > stored_after)
    first, last = session.execute(query).one()
    return None if first is None else (first, last)


def count_accidents(session: Session) -> dict[str, int]:
    """How many accidents there are by location status; statuses without any are 0."""
    query = select(_ACCIDENT.c.location_status, func.count()).group_by(_ACCIDENT.c.location_status)
    return {str(status): 0 for status in LocationStatus} | {row[0]: row[1] for row in session.execute(query)}


# ── fingerprints ────────────────────────────────────────────────────────────────────────────────────────────────


def content_hashes(session: Session, *, accident_id: str | None = None) -> Iterator[tuple[str, str]]:
    """Id and hash of the stored content of every accident, its personal part included."""
    columns = [_ACCIDENT.c[name] for name in _HASHED]
    people = [_PERSON.c.accident_id.label("person_id"), *(_PERSON.c[name] for name in PERSON_COLUMNS)]
    query = select(*columns, *people).outerjoin(_PERSON, _PERSON.c.accident_id == _ACCIDENT.c.accident_id)
    if accident_id is not None:
        query = query.where(_ACCIDENT.c.accident_id == accident_id)
    for row in session.execute(query.execution_options(yield_per=_KEY_CHUNK)):
        own, person = row[: len(_HASHED)], row[len(_HASHED) :]
        known = None if person[0] is None else dict(zip(PERSON_COLUMNS, person[1:], strict=True))
        yield own[0], _hash(own, known)


def _hash(values: Sequence[Any], person: Mapping[str, Any] | None) -> str:
    """Hash of the values of ``_HASHED`` and of the personal part.

    Columns added later count only where they hold something, so an accident stored before them keeps its hash.
    """
    first, later = values[: -len(_ADDED_LATER)], values[-len(_ADDED_LATER) :]
    known = None if person is None else [person[name] for name in PERSON_COLUMNS]
    return content_hash((*first, known, *(later if any(value is not None for value in later) else ())))


_SCREENED = (
    "accident_id", "occurred_on", "severity", "killed", "injured", "route_id", "measure_mm", "lon", "lat", "precision",
)  # fmt: skip


def data_fingerprint(session: Session) -> str:
    """SHA-256 over what a screening looks at: the located accidents and the roads; the same on both engines."""
    digest = hashlib.sha256(f"roads {roads.fingerprint(session)}\n".encode())
    query = select(*(_ACCIDENT.c[name] for name in _SCREENED))
    query = query.where(_ACCIDENT.c.location_status == str(LocationStatus.LOCATED))
    for row in sorted(tuple(row) for row in session.execute(query)):  # sorted here: engines order text differently
        digest.update(content_line(row))
    return digest.hexdigest()
