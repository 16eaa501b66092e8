"""The sample ward after a season of the committee's work: every page has something to show, and words typed by hand
hold number plates. One sheet more is imported, whose rows fill every column about people; all invented.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass, replace

from sqlalchemy import text

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.meeting import Decision, ItemDecision
from atgt.domain.remediation import Recommendation
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.storage.database import Database
from atgt.storage.repositories import hazards as hazard_store
from atgt.workflow import accounts, intake, meeting, register, remediation, review, screening

PASSWORD = "con mèo đen trèo rào"
OFFICER, FIRST, SECOND = Actor("can-bo", Role.EDITOR), Actor("truong", Role.APPROVER), Actor("pho", Role.APPROVER)
LIFE = (
    SpotState.UNDER_REVIEW, SpotState.INSPECTED, SpotState.PROPOSED, SpotState.RECEIVED, SpotState.IN_TREATMENT,
    SpotState.TREATED, SpotState.FOLLOW_UP,
)  # fmt: skip
PEOPLE = {
    "person_name": "Người Mô Phỏng {n}", "plates": "76-Z1 9{n}1.0{n}", "phone": "0900 55{n} 10{n}",
    "id_number": "0510900{n}00{n}1", "address": "tổ {n}, xóm Ngoài Giả Định", "occupation": "nghề giả định {n}",
    "fault": "lỗi giả định số {n}", "notes": "lời kể riêng số {n}", "outcome": "đang xem xét riêng {n}",
    "birth_year": "19{n}4", "place": "trước cổng nhà giả định {n}",
}  # fmt: skip


@dataclass(frozen=True)
class Season:
    """What tests ask for by number: a spot being looked at, one that was treated, the meetings, an accident."""

    spot: str
    treated: str
    closed: str
    frozen: str
    case: str


def sheet() -> bytes:
    """Eight accidents on one stretch, with every column about people filled."""
    buffer = io.StringIO()
    out = csv.writer(buffer)
    keys = ("date", "time", "road_name", "km_post", "killed", "injured", *PEOPLE)
    out.writerow([INTAKE_COLUMNS[key].label.vi for key in keys])
    for n in range(1, 9):
        people = [words.format(n=n) for words in PEOPLE.values()]
        out.writerow([f"{n + 9}/03/2026", f"{n + 9}h{n}5", "QL1", f"Km1092+{n}00", int(n == 1), 1, *people])
    return buffer.getvalue().encode()


def pass_through(database: Database, now: dt.datetime) -> Season:
    """Go through the season on the sample ward."""
    start = now - dt.timedelta(days=200)
    hours = iter(start + dt.timedelta(hours=n) for n in range(1, 400))
    seen = intake.preview(database, sheet(), name="tai-nan-them.csv", today=now.date())
    intake.accept(database, seen, OFFICER, next(hours))
    parameters = screening.default_parameters(database)
    first = screening.run_screening(database, replace(parameters, length_m=200.0), OFFICER, next(hours))
    register.update_from_run(database, first, OFFICER, next(hours))
    latest = screening.run_screening(database, parameters, OFFICER, next(hours))
    entries = [c.register_id for c in register.update_from_run(database, latest, OFFICER, next(hours)).changes]
    spot, treated, *_ = sorted(entries)
    case, plate = _somebody(database)
    _work_on(database, spot, f"xe {plate}, gọi 0900 551 101", hours)
    _treat(database, treated, hours)
    closed, frozen = _meetings(database, now, hours)
    return Season(spot, treated, closed, frozen, case)


def sign_up(database: Database, now: dt.datetime) -> None:
    """Make accounts for an administrator, a member (``uy.vien``) and an officer (``can.bo``)."""
    accounts.create_first_administrator(database, "quan.tri", "Quản trị", PASSWORD, now)
    accounts.add(database, Account("uy.vien", "Ủy viên", Role.VIEWER), PASSWORD, LOCAL_USER, now)
    accounts.add(database, Account("can.bo", "Cán bộ", Role.EDITOR), PASSWORD, LOCAL_USER, now)


def _somebody(database: Database) -> tuple[str, str]:
    """An accident of the sheet and the plate in it."""
    with database.read() as session:
        rows = session.execute(
            text("SELECT accident_id, received FROM as_received WHERE accident_id IS NOT NULL")
        ).all()
    told = [(key, json.loads(row) if isinstance(row, str) else row) for key, row in rows]
    heading = INTAKE_COLUMNS["plates"].label.vi
    return next((key, row[heading]) for key, row in told if row.get(heading) == PEOPLE["plates"].format(n=1))


def _work_on(database: Database, spot: str, naming: str, hours) -> None:
    """A move, a visit, a letter, a measure and a hazard whose words hold a plate and a telephone number."""
    for state, actor in zip(LIFE[:2], (FIRST, SECOND), strict=True):
        review.move(database, spot, MoveRequest(state, actor, next(hours), reason=naming, document="01/CV"))
    checked = {"surface": Checked(Finding.DEFECT, naming)}
    at = next(hours)
    visit = SiteVisit("", spot, at.date(), "tổ kiểm tra", checked, "không có ảnh", naming)
    review.record_site_visit(database, visit, OFFICER, at)
    letter = Recommendation("", spot, "12/UBND", at.date(), "Khu Quản lý đường bộ III", summary=naming)
    remediation.recommend(database, letter, FIRST, next(hours))
    measure = remediation.new_measure(spot, "median", description=naming, planned_end=at.date() + dt.timedelta(days=9))
    remediation.save_measure(database, measure, OFFICER, next(hours))
    with database.read() as session:
        hazard = hazard_store.fetch_hazards(session).iloc[0]
    with database.write(OFFICER, "sửa mô tả", next(hours)) as session:
        version = int(hazard["version"]) if "version" in hazard else 1
        hazard_store.update_hazard(session, hazard["hazard_id"], {"description": naming}, expected_version=version)


def _treat(database: Database, spot: str, hours) -> None:
    for number, state in enumerate(LIFE):
        actor = (FIRST, SECOND)[number % 2]
        review.move(database, spot, MoveRequest(state, actor, next(hours), reason="theo hồ sơ", document="02/CV"))


def _meetings(database: Database, now: dt.datetime, hours) -> tuple[str, str]:
    """One that was closed, with its minutes; one whose list is frozen."""
    made = []
    for day in (now.date() - dt.timedelta(days=60), now.date()):
        held = meeting.prepare(database, meeting.office_head(database, day, "Họp định kỳ"), OFFICER, next(hours))
        meeting.freeze(database, held.meeting_id, OFFICER, next(hours), expected_version=held.version)
        made.append(held.meeting_id)
        if len(made) == 1:
            _decide_and_close(database, held.meeting_id, hours)
    return made[0], made[1]


def _decide_and_close(database: Database, meeting_id: str, hours) -> None:
    from atgt.workflow import meeting_pages

    today = next(hours).date()
    for item in meeting_pages.meeting_page(database, meeting_id, today).items:
        decided = ItemDecision(Decision.WATCH, 7, reason="tiếp tục theo dõi")
        meeting.decide(database, meeting_id, item.register_id, decided, OFFICER, next(hours))
    version = meeting_pages.meeting_page(database, meeting_id, today).meeting.version
    meeting.close(database, meeting_id, FIRST, next(hours), expected_version=version)
