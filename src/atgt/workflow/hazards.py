"""Hazards as a use case: recorded with a place, a checklist and photos, in the register at once, followed to their end.

A hazard alone makes a candidate potential spot: whatever is open here and not set aside by the committee stands on the
map and the list beside the spots of a screening, with the clause it rests on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import Attachment
from atgt.domain.errors import NotFoundError, ParameterError, RuleSetError
from atgt.domain.hazard import (
    CheckPoint,
    HazardKind,
    HazardState,
    kind_of,
    parse_checklist,
    parse_hazard_kinds,
)
from atgt.domain.location import RoadPosition
from atgt.domain.person_data import mask_personal
from atgt.domain.register import SET_ASIDE_STATES, RegisterEntry
from atgt.domain.review import SpotState
from atgt.domain.site_visit import CHECKLIST, Checked, Finding
from atgt.domain.text import Text
from atgt.io.photos import Photo
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import rules
from atgt.storage.database import Database
from atgt.storage.repositories import documents
from atgt.storage.repositories import hazards as hazard_store
from atgt.storage.repositories import register as register_store
from atgt.workflow import authority, photo_files, placing, register, screening
from atgt.workflow.placing import PlacedAt

RECORD = hazard_store.RECORD
PREFIX = "NC-"
MAX_DESCRIPTION = 2_000


@dataclass(frozen=True, slots=True)
class HazardReport:
    """What an officer records.

    Parameters
    ----------
    kind
        Key of ``kinds()``.
    description
        Free words; they stay in the ward's own screens.
    checklist
        What was found at each point that was looked at.
    """

    kind: str
    description: str
    reported_on: dt.date
    checklist: Mapping[str, Checked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HazardView:
    """One hazard as it is shown.

    Parameters
    ----------
    label
        Its kind in words; a word nobody knows is shown as it stands.
    route_id, km_post
        The same place in codes; None where no road or no km post is known.
    place
        Road and km post, or how far the nearest road is.
    register_id, register_state
        Its entry in the register, None while it has none.
    is_candidate
        Whether it makes a potential spot now: open, and not set aside or cleared by the committee.
    """

    hazard_id: str
    kind: HazardKind | None
    label: Text
    description: str
    reported_on: dt.date
    state: HazardState
    checklist: Mapping[str, Checked]
    is_sample: bool
    lon: float
    lat: float
    version: int
    place: Text
    register_id: str | None
    register_state: SpotState | None
    n_photos: int
    is_candidate: bool
    route_id: str | None = None
    km_post: str | None = None

    @property
    def n_defects(self) -> int:
        """How many points of the checklist showed a defect."""
        return sum(checked.finding is Finding.DEFECT for checked in self.checklist.values())


def kinds() -> tuple[HazardKind, ...]:
    """The kinds a hazard can have."""
    return parse_hazard_kinds(settings.read_reference("hazards"))


def checklist() -> tuple[CheckPoint, ...]:
    """The points of the site visit of Điều 10."""
    return parse_checklist(settings.read_reference("site_checklist"))


def checklist_source() -> str:
    """Where the points come from."""
    return str(settings.read_reference("site_checklist")["source"])


def clause(day: dt.date) -> Text:
    """The clause by which a hazard alone makes a potential spot, in the rules in force on a day."""
    try:
        return rules.rule_set_in_force(screening.rule_sets(), day).hazard_clause
    except RuleSetError:
        return Text("hiện trạng nguy cơ", "hazardous state")


# ── recording ───────────────────────────────────────────────────────────────────────────────────────────────────


def record(
    database: Database,
    report: HazardReport,
    placed: PlacedAt | None,
    actor: Actor,
    now: dt.datetime,
    *,
    photos: Sequence[Photo] = (),
) -> str:
    """Store a hazard, its photos and its entry in the register in one transaction; returns its number.

    Parameters
    ----------
    placed
        Where it is. Given coordinates are kept as they are, also away from a road; words alone must name a place
        that could be located.

    Raises
    ------
    ParameterError
        When kind, place or day make no sense, or the description is missing for the kind "other".
    """
    authority.require(actor, Role.EDITOR, Text("ghi nhận nguy cơ", "record a hazard"), within=database)
    kind = _checked(report, now)
    lon, lat = _point(placed)
    name = Text(f"Nguy cơ: {kind.label.vi}", f"Hazard: {kind.label.en}")
    with database.write(actor, "ghi nhận nguy cơ", now) as session:
        hazard_id = _next_id(session, report.reported_on.year)
        hazard_store.insert_hazards(session, _row(hazard_id, report, lon, lat))
        photo_files.attach_in(session, photos, record=RECORD, key=hazard_id)
        where = _where(placed)
        called = Text(f"{name.vi} – {where.vi}", f"{name.en} – {where.en}") if where else name
        register.register_hazard_in(session, hazard_id, actor, now, name=called)
    return hazard_id


def set_state(
    database: Database, hazard_id: str, state: HazardState, actor: Actor, now: dt.datetime, *, expected_version: int
) -> None:
    """Say what has become of a hazard. Its entry in the register keeps its own state, which the committee moves.

    Raises NotFoundError, and StaleEditError when somebody saved it after ``expected_version`` was read.
    """
    authority.require(actor, Role.EDITOR, Text("cập nhật nguy cơ", "update a hazard"))
    with database.write(actor, f"nguy cơ {hazard_id}: {state.value}", now) as session:
        hazard_store.update_hazard(session, hazard_id, {"state": str(state)}, expected_version=expected_version)


def save_checklist(
    database: Database,
    hazard_id: str,
    checked: Mapping[str, Checked],
    actor: Actor,
    now: dt.datetime,
    *,
    expected_version: int,
) -> None:
    """Store what was found on site. Raises ParameterError for a point that is not in the checklist."""
    authority.require(actor, Role.EDITOR, Text("ghi kết quả kiểm tra hiện trường", "record a site visit"))
    _check_points(checked)
    with database.write(actor, f"kiểm tra hiện trường nguy cơ {hazard_id}", now) as session:
        hazard_store.update_hazard(
            session, hazard_id, {"checklist": _as_json(checked)}, expected_version=expected_version
        )


def add_photos(database: Database, hazard_id: str, photos: Sequence[Photo], actor: Actor, now: dt.datetime) -> None:
    """Attach more photos to a hazard. Raises NotFoundError when there is no such hazard."""
    authority.require(actor, Role.EDITOR, Text("tải ảnh lên", "attach photos"))
    with database.write(actor, f"thêm ảnh nguy cơ {hazard_id}", now) as session:
        register_store.hazard_facts(session, hazard_id)
        photo_files.attach_in(session, photos, record=RECORD, key=hazard_id)


def put_in_register(database: Database, hazard_id: str, actor: Actor, now: dt.datetime) -> str:
    """Put a hazard that came in another way (a map file) into the register; returns the number of its entry."""
    authority.require(actor, Role.EDITOR, Text("đưa nguy cơ vào sổ theo dõi", "register a hazard"))
    with database.read() as session:
        word = register_store.hazard_facts(session, hazard_id).kind
    kind = kind_of(kinds(), word)
    label = kind.label if kind else Text(word, word)
    name = Text(f"Nguy cơ: {label.vi}", f"Hazard: {label.en}")
    with database.write(actor, "đưa nguy cơ vào sổ theo dõi", now) as session:
        return register.register_hazard_in(session, hazard_id, actor, now, name=name).register_id


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────


def list_hazards(database: Database, network: RoadNetwork) -> tuple[HazardView, ...]:
    """All hazards, open ones first, then the latest first."""
    known = kinds()
    with database.read() as session:
        table = hazard_store.fetch_hazards(session)
        if authority.is_committee(database):
            table = table.assign(description=table["description"].map(mask_personal))
        entries = {
            entry.hazard_id: entry for entry in register_store.list_entries(session) if entry.hazard_id is not None
        }
        files = documents.list_attachments(session, record=RECORD)
    views = [_view(row, known, network, entries.get(row["hazard_id"]), files) for row in table.to_dict("records")]
    order = list(HazardState)
    return tuple(sorted(views, key=lambda one: (order.index(one.state), -one.reported_on.toordinal(), one.hazard_id)))


def candidates(database: Database, network: RoadNetwork) -> tuple[HazardView, ...]:
    """The hazards that make a potential spot now."""
    return tuple(one for one in list_hazards(database, network) if one.is_candidate)


def _view(
    row: Mapping[Any, Any],
    known: tuple[HazardKind, ...],
    network: RoadNetwork,
    entry: RegisterEntry | None,
    files: Sequence[Attachment],
) -> HazardView:
    kind = kind_of(known, row["kind"])
    state = HazardState(row["state"]) if row["state"] in set(HazardState) else HazardState.HANDLED
    placed = placing.locate_place(network, {"latitude": row["lat"], "longitude": row["lon"]})
    position = _position(placed)
    away = entry is not None and entry.state in SET_ASIDE_STATES | {SpotState.CLEARED}
    return HazardView(
        hazard_id=row["hazard_id"],
        kind=kind,
        label=kind.label if kind else Text(row["kind"], row["kind"]),
        description=row["description"] or "",
        reported_on=row["reported_on"],
        state=state,
        checklist=checked_points(row["checklist"]),
        is_sample=bool(row["is_sample"]),
        lon=row["lon"],
        lat=row["lat"],
        version=int(row["version"]),
        place=_where(placed) or Text("chưa rõ tuyến", "road not known"),
        register_id=entry.register_id if entry else None,
        register_state=entry.state if entry else None,
        n_photos=sum(file.key == row["hazard_id"] for file in files),
        is_candidate=state is HazardState.OPEN and not away,
        route_id=position.route_id if position else None,
        km_post=position.km_post() if position else None,
    )


def _where(placed: PlacedAt | None) -> Text | None:
    """Road and km post of a place in words."""
    position = _position(placed)
    if position is None:
        return None
    words = f"{position.route_id} {position.km_post() or ''}".strip()
    return Text(words, words)


def _position(placed: PlacedAt | None) -> RoadPosition | None:
    """Where on the roads a place is; the first of several when a person has not chosen yet."""
    if placed is None:
        return None
    chosen = placed.location.chosen or next(iter(placed.location.others), None)
    return None if chosen is None else chosen.position


# ── checks and shapes ───────────────────────────────────────────────────────────────────────────────────────────


def _checked(report: HazardReport, now: dt.datetime) -> HazardKind:
    kind = next((one for one in kinds() if one.key == report.kind), None)
    if kind is None:
        raise ParameterError(Text(f"Không có loại nguy cơ “{report.kind}”.", f"No kind of hazard “{report.kind}”."))
    if report.reported_on > now.date():
        raise ParameterError(
            Text("Ngày ghi nhận sau hôm nay: chọn lại ngày.", "The day is after today: choose another.")
        )
    if kind.key == "other" and not report.description.strip():
        raise ParameterError(
            Text(
                "Loại “Nguy cơ khác”: ghi rõ nguy cơ gì ở phần mô tả.",
                "For “other”, write what it is in the description.",
            )
        )
    if len(report.description) > MAX_DESCRIPTION:
        raise ParameterError(
            Text(
                f"Mô tả dài quá {MAX_DESCRIPTION} ký tự: ghi ngắn lại.",
                f"The description is longer than {MAX_DESCRIPTION} letters: write less.",
            )
        )
    _check_points(report.checklist)
    return kind


def _check_points(checked: Mapping[str, Checked]) -> None:
    if wrong := sorted(checked.keys() - CHECKLIST.keys()):
        raise ParameterError(Text(f"Không có mục kiểm tra “{wrong[0]}”.", f"The checklist has no point “{wrong[0]}”."))


def _point(placed: PlacedAt | None) -> tuple[float, float]:
    if placed is not None and placed.lon is not None and placed.lat is not None:
        if abs(placed.lon) <= 180 and abs(placed.lat) <= 90:
            return placed.lon, placed.lat
    elif placed is not None and placed.location.chosen is not None:
        return placed.location.chosen.lon, placed.location.chosen.lat
    why = placed.location.reason if placed is not None else Text("", "")
    raise ParameterError(
        Text(
            f"Chưa xác định được vị trí. Ghi tuyến và lý trình, hoặc bấm trên bản đồ. {why.vi}".strip(),
            f"The place is not clear yet. Give road and km post, or click on the map. {why.en}".strip(),
        )
    )


def _next_id(session: Session, year: int) -> str:
    prefix = f"{PREFIX}{year}-"
    table = hazard_store.fetch_hazards(session)
    taken = [int(i.removeprefix(prefix)) for i in table["hazard_id"] if _is_own(i, prefix)]
    return f"{prefix}{max(taken, default=0) + 1:04d}"


def _is_own(hazard_id: str, prefix: str) -> bool:
    return hazard_id.startswith(prefix) and hazard_id.removeprefix(prefix).isdigit()


def _row(hazard_id: str, report: HazardReport, lon: float, lat: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "hazard_id": [hazard_id],
            "kind": [report.kind],
            "description": [report.description.strip()],
            "reported_on": [report.reported_on],
            "state": [str(HazardState.OPEN)],
            "checklist": [_as_json(report.checklist)],
            "lon": [lon],
            "lat": [lat],
        }
    )


def _as_json(checked: Mapping[str, Checked]) -> dict[str, Any]:
    return {key: {"finding": str(one.finding), "note": one.note} for key, one in sorted(checked.items())}


def checked_points(value: Any) -> dict[str, Checked]:
    """The findings of a stored checklist; entries of another shape (map files may hold any) are left out."""
    known = set(Finding)
    return {
        key: Checked(Finding(one["finding"]), str(one.get("note", "")))
        for key, one in (value.items() if isinstance(value, dict) else ())
        if key in CHECKLIST and isinstance(one, dict) and one.get("finding") in known
    }


def find(views: Sequence[HazardView], hazard_id: str) -> HazardView:
    """The hazard of that number. Raises NotFoundError when it is not among them."""
    for one in views:
        if one.hazard_id == hazard_id:
            return one
    raise NotFoundError(Text(f"Không có nguy cơ {hazard_id}.", f"There is no hazard {hazard_id}."))
