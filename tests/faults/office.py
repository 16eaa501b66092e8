"""What an office does all day, each act one use case: import, edit, screen, take into the register, review, meet.

Used by the process that is killed (``writer.py``) and by the sessions that work at once (``sessions.py``).
Each act gives a note of what was acknowledged, or None when there was nothing to do.
Everything is invented; the network is two straight roads.
"""

from __future__ import annotations

import datetime as dt
import random

import geopandas as gpd
import pandas as pd
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.meeting import Decision, ItemDecision, MeetingHead, MeetingState
from atgt.domain.review import MoveRequest, allowed_moves
from atgt.domain.screening import ScreeningParameters
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import meetings as meeting_store
from atgt.storage.repositories import register as register_store
from atgt.workflow import intake, meeting, register, review, roads, screening

CHIEFS = (Actor("doi-truong", Role.ADMINISTRATOR), Actor("pho-doi-truong", Role.ADMINISTRATOR))
OFFICER = Actor("can-bo-a", Role.EDITOR)
N_SHARED = 12
HEADINGS = "Mã vụ,Ngày,Giờ,Tuyến đường,Lý trình,Số người chết,Số người bị thương,Biển số"


def clock():
    return dt.datetime.now(dt.UTC)


def open_office(database):
    """Roads with km posts, a dozen accidents everybody edits, a run and a register with a few spots."""
    _lay_roads(database)
    rows = [_row(random.Random(i), f"chung-{i}", metre=400 + 2000 * (i % 4) + 30 * (i // 4)) for i in range(N_SHARED)]
    _import(database, rows, "chung.csv")
    run = screening.run_screening(database, ScreeningParameters(as_of=_today()), OFFICER, clock())
    register.update_from_run(database, run, OFFICER, clock())


def shared_ids(database):
    """Those a dozen accidents."""
    with database.read() as session:
        table = accident_store.fetch_accidents(session)
    return sorted(table.loc[table["case_number"].fillna("").str.startswith("chung-"), "accident_id"])


# ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def import_sheet(database, chance, name):
    rows = [_row(chance, f"{name}-{i}") for i in range(chance.randint(1, 8))]
    if chance.random() < 0.3:
        rows.append(f"{name}-x,31/02/2026,7h,QL1,Km1092+600,0,1,")  # held: there is no such day
    report = _import(database, rows, f"{name}.csv")
    return {"kind": "import", "id": report.import_id, "n": report.n_read, "n_accepted": report.n_accepted}


def edit_accident(database, chance, _name):
    """Add one to the damage of an accident that others edit too."""
    accident_id = chance.choice(shared_ids(database))
    with database.read() as session:
        record = accident_store.fetch_accident(session, accident_id)
    damage = record.fields["damage_vnd"] or 0
    with database.write(OFFICER, "sửa thiệt hại", clock()) as session:
        after = accident_store.update_accident(
            session, accident_id, {"damage_vnd": int(damage) + 1}, expected_version=record.version
        )
    return {"kind": "edit", "id": accident_id, "version": after.version}


def screen(database, chance, _name):
    asked = ScreeningParameters(as_of=_today() - dt.timedelta(days=chance.randint(0, 3)))
    run = screening.run_screening(database, asked, OFFICER, clock())
    return {"kind": "run", "id": run.run_id, "n": len(run.spots)}


def update_register(database, _chance, _name):
    run = screening.latest_run(database)
    done = register.update_from_run(database, run, OFFICER, clock(), allow_earlier=True)
    return {"kind": "register", "id": run.run_id, "n": len(done.changes)}


def move_spot(database, chance, _name):
    entry = _some_entry(database, chance)
    moves = allowed_moves(entry.state, Role.ADMINISTRATOR)
    if not moves:
        return None
    actor = next(chief for chief in CHIEFS if chief.name != entry.brought_by)
    request = MoveRequest(chance.choice(moves).end, actor, clock(), reason="vì đã xem lại", document="12/CV")
    after = review.move(database, entry.register_id, request, expected_version=entry.version)
    return {"kind": "move", "id": entry.register_id, "version": after.version}


def visit_site(database, chance, name):
    entry = _some_entry(database, chance)
    checklist = {"sight_distance": Checked(Finding.DEFECT, name)}
    visit = SiteVisit("", entry.register_id, _today() - dt.timedelta(days=1), "tổ kiểm tra", checklist)
    stored = review.record_site_visit(database, visit, OFFICER, clock())
    return {"kind": "visit", "id": stored.visit_id}


def go_on_with_meeting(database, chance, _name):
    """The next step of the meeting that is being held; a new one when there is none."""
    with database.read() as session:
        open_ones = [m for m in meeting_store.list_meetings(session) if m.state is not MeetingState.CLOSED]
        items = meeting_store.load_items(session, open_ones[0].meeting_id) if open_ones else ()
    if not open_ones:
        head = MeetingHead("Họp xem xét các điểm (mô phỏng)", _today(), "Phòng họp", "Đức Phổ", "UBND", "UBND phường")
        held = meeting.prepare(database, head, CHIEFS[0], clock())
        return {"kind": "meeting", "id": held.meeting_id, "version": held.version}
    held = open_ones[0]
    waiting = [item for item in items if item.decision is None]
    if held.state is MeetingState.DRAFT:
        meeting.freeze(database, held.meeting_id, CHIEFS[0], clock(), expected_version=held.version)
    elif waiting:
        item = chance.choice(waiting)
        decided = ItemDecision(Decision.WATCH, 7)
        stored = meeting.decide(
            database, held.meeting_id, item.register_id, decided, CHIEFS[0], clock(), expected_version=item.version
        )
        return {"kind": "decision", "id": stored.item_id, "meeting": held.meeting_id}
    else:
        meeting.close(database, held.meeting_id, CHIEFS[1], clock(), expected_version=held.version)
    return {"kind": "meeting", "id": held.meeting_id, "version": held.version + 1}


ACTS = {
    import_sheet: 4, edit_accident: 4, screen: 1, update_register: 1, move_spot: 3, visit_site: 2, go_on_with_meeting: 2,
}  # fmt: skip


def some_act(chance):
    """One of the acts, the frequent ones more often."""
    return chance.choices(list(ACTS), weights=list(ACTS.values()))[0]


# ── what must be there ──────────────────────────────────────────────────────────────────────────────────────────


def check(database, notes, n_unknown=0):
    """Everything acknowledged is there, nothing half-done is; ``n_unknown``: acts whose end nobody saw."""
    from atgt.storage import verification
    from atgt.storage.repositories import imports, site_visits, spots

    with database.read() as session:
        found = verification.verify(session)
        log = imports.import_log(session).set_index("import_id")
        keys, table = imports.known_row_keys(session), accident_store.fetch_accidents(session)
        runs = {run_id: len(spots.load_spots(session, run_id)) for run_id in spots.list_runs(session)["run_id"]}
        entries = {e.register_id: e for e in register_store.list_entries(session)}
        moves = {i: register_store.load_moves(session, i) for i in entries}
        visits = {v.visit_id for i in entries for v in site_visits.load_visits(session, i)}
        held = {m.meeting_id: m for m in meeting_store.list_meetings(session)}
        items = {i.item_id: i for m in held for i in meeting_store.load_items(session, m)}
        versions = {m: meeting_store.list_versions(session, m) for m in held}
        edited = {n["id"] for n in notes if n["kind"] == "edit"}
        records = {i: accident_store.fetch_accident(session, i) for i in edited}
    by_kind = {kind: [n for n in notes if n["kind"] == kind] for kind in {n["kind"] for n in notes}}

    assert found.is_whole, (found.audit_problems[:3], found.record_problems[:3])
    done = by_kind.get("import", [])
    assert {n["id"] for n in done} <= set(log.index)
    assert len(done) <= len(log) - 1 <= len(done) + n_unknown  # one is the office's own
    assert all((log.loc[n["id"], "n_read"], log.loc[n["id"], "n_accepted"]) == (n["n"], n["n_accepted"]) for n in done)
    assert len(keys) == log["n_read"].sum()
    assert len(table) == log["n_accepted"].sum()
    n_edits = sum(int(record.fields["damage_vnd"]) for record in records.values())
    assert len(by_kind.get("edit", [])) <= n_edits <= len(by_kind.get("edit", [])) + n_unknown
    assert all(record.version == 1 + int(record.fields["damage_vnd"]) for record in records.values())
    assert all(runs[n["id"]] == n["n"] for n in by_kind.get("run", []))
    for register_id, steps in moves.items():
        assert [step.number for step in steps] == list(range(1, len(steps) + 1)), register_id
        assert steps[-1].end is entries[register_id].state, register_id
    for note in by_kind.get("move", []):
        assert entries[note["id"]].version >= note["version"]
    n_moves = sum(len(steps) - 1 for steps in moves.values())
    assert n_moves >= len(by_kind.get("move", []))  # new facts move entries too
    assert {n["id"] for n in by_kind.get("visit", [])} <= visits
    assert len(visits) <= len(by_kind.get("visit", [])) + n_unknown
    for note in by_kind.get("meeting", []):
        assert held[note["id"]].version >= note["version"]
    assert all(items[n["id"]].decision is not None for n in by_kind.get("decision", []))
    for meeting_id, one in held.items():
        assert one.last_version == len(versions[meeting_id])
        assert (one.state is MeetingState.DRAFT) == (one.last_version == 0)


# ── invented rows ───────────────────────────────────────────────────────────────────────────────────────────────


def _today():
    return clock().date()


def _row(chance, name, metre=None):
    day = _today() - dt.timedelta(days=chance.randint(0, 5 * 365))
    along = (
        200 * chance.randint(0, 44) + chance.randint(0, 30) if metre is None else metre
    )  # they come at certain places
    km = f"Km{1092 + along // 1000}+{along % 1000:03d}"
    return f"{name},{day:%d/%m/%Y},{chance.randint(0, 23)}h{chance.randint(0, 59):02d},QL1,{km},{int(chance.random() < 0.4)},1,"


def _import(database, rows, name):
    content = "\n".join([HEADINGS, *rows]).encode()
    seen = intake.preview(database, content, name=name, today=_today())
    return intake.accept(database, seen, OFFICER, clock())


def _some_entry(database, chance):
    with database.read() as session:
        return chance.choice(register_store.list_entries(session))


def _lay_roads(database):
    def line(*points):
        return gpd.GeoSeries([shapely.LineString(points)], crs="EPSG:5898").to_crs("EPSG:4326").iloc[0]

    layer = gpd.GeoDataFrame(
        {
            "segment_id": ["S1", "S2"], "route_id": ["QL1", "DT627C"], "road_name": ["QL1", "ĐT627C"], "alignment": None,
            "road_class": ["quoc_lo", "duong_tinh"], "manager": None, "aliases": None, "kind": "road", "bridge_level": 0,
        },
        geometry=[line((600_000, 1_637_000), (611_000, 1_637_000)), line((602_700, 1_637_000), (602_700, 1_635_000))],
        crs="EPSG:4326",
    )  # fmt: skip
    posts = gpd.GeoSeries(
        gpd.points_from_xy([601_000 + 1000 * i for i in range(10)], [1_637_000] * 10), crs="EPSG:5898"
    )
    posts = posts.to_crs("EPSG:4326")
    anchors = pd.DataFrame(
        {
            "route_id": "QL1",
            "chainage_m": [1_092_000.0 + 1000 * i for i in range(10)],
            "lon": posts.x.to_numpy(),
            "lat": posts.y.to_numpy(),
        }
    )
    roads.import_roads(
        database, layer.to_json().encode(), name="duong.geojson", actor=OFFICER, now=clock(), anchors=anchors
    )
