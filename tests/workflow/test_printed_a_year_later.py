"""A closed meeting's list, printed a year later: other data, other rules, other settings, a later program, a copy of the
database on the other engine. The bytes stay; versions made by an amendment stand beside the old ones.
"""

import datetime as dt
from dataclasses import replace

import pytest

from atgt.domain import frozen_list, review
from atgt.domain.meeting import Decision, ItemDecision, MeetingHead
from atgt.domain.remediation import Horizon
from atgt.domain.review import SpotState
from atgt.domain.text import Text
from atgt.domain.working_days import CalendarDay
from atgt.reports import layout, minutes
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.workflow import keeping, measure_catalogue, meeting, meeting_pages, register_pages, work_calendar

HELD = dt.date(2026, 11, 3)
HEAD = MeetingHead("Họp quý III", HELD, "Phòng họp", "Đức Phổ", "UBND tỉnh", "UBND phường", "05", "BB-UBND")
WATCH = ItemDecision(Decision.INSPECT, 7, 1, 0, "Đề nghị lắp đèn.", responsible_unit="Công an phường", working_days=10)


@pytest.fixture
def held(ward):
    """A closed meeting about two places, amended once: three versions."""
    ids = ward.entries(2)
    made = meeting.prepare(ward.database, HEAD, ward.officer, ward.tick())
    meeting.freeze(ward.database, made.meeting_id, ward.officer, ward.tick(), expected_version=made.version)
    for register_id in ids:
        meeting.decide(ward.database, made.meeting_id, register_id, WATCH, ward.officer, ward.tick())
    now = meeting_pages.meeting_page(ward.database, made.meeting_id, HELD).meeting.version
    meeting.close(ward.database, made.meeting_id, ward.chief, ward.tick(), expected_version=now)
    change = {ids[0]: replace(WATCH, dissent="Không.")}
    meeting.amend(ward.database, made.meeting_id, "ghi nhầm", ward.chief, ward.tick(), decisions=change)
    return made.meeting_id


def kept(database, meeting_id):
    """Every version: its printed bytes, its content and its hash."""
    versions = meeting_pages.meeting_page(database, meeting_id, HELD).versions
    assert [version.number for version in versions] == [1, 2, 3]
    return [
        (meeting_pages.printed(database, meeting_id, one.number).content, one.content, one.sha256) for one in versions
    ]


def a_year_of_changes(ward):
    """New and edited accidents, a screening by other rules and a later program, moves, settings of the office."""
    ward.now += dt.timedelta(days=365)
    ward.accidents(("tn-new", dt.date(2027, 5, 5), 0, 60), ("tn-new2", dt.date(2027, 6, 5), 0, 80))
    ward.edit("tn-0-1", injured=9, measure_mm=900_000)
    later = ward.run(
        ward.spot(0, 120, ["tn-0-2", "tn-new", "tn-new2"]), as_of=dt.date(2027, 10, 31), rule_set_key="TT-2027",
        software="ATGT 9.0", length_m=500.0,
    )  # fmt: skip
    ward.update(later)
    for entry in register_pages.register_page(ward.database, ward.now.date()).entries:
        if entry.state is SpotState.CANDIDATE:
            ward.move(entry.register_id, SpotState.UNDER_REVIEW)
    meeting.set_office(ward.database, replace(HEAD, office="UBND phường khác"), ward.chief, ward.tick())
    own = measure_catalogue.kind_of("Gương cầu", Horizon.IMMEDIATE, needs_acceptance=False)
    measure_catalogue.set_own_kinds(ward.database, [own], ward.chief, ward.tick())
    day_off = CalendarDay(dt.date(2026, 11, 10), is_working=False, name=Text("Nghỉ", "Off"))
    work_calendar.set_own_days(ward.database, [day_off], ward.admin, ward.tick())


def test_the_bytes_outlive_a_year_of_changes(ward, held):
    before = kept(ward.database, held)

    a_year_of_changes(ward)

    assert kept(ward.database, held) == before
    assert len({content for content, _, _ in before}) == 3
    with ward.database.read() as session:
        assert verification.verify(session).is_whole


def test_a_later_program_with_other_words_prints_the_same_bytes(ward, held, monkeypatch):
    """What a later version would write anew is another thing: it reads what was kept."""
    before = kept(ward.database, held)
    fresh = minutes.minutes(meeting_pages.frozen(ward.database, held))

    monkeypatch.setitem(review.STATE_LABELS, SpotState.CANDIDATE, Text("tên khác", "another name"))
    monkeypatch.setattr(minutes, "_two", lambda number: f"[{number}]")
    monkeypatch.setattr(layout, "title", lambda *_arguments: None)

    assert minutes.minutes(meeting_pages.frozen(ward.database, held)) != fresh
    assert kept(ward.database, held) == before


def test_a_copy_of_the_database_prints_the_same_bytes(ward, held, tmp_path):
    """The copy is a file of its own, whatever the engine it comes from."""
    before = kept(ward.database, held)
    a_year_of_changes(ward)
    keeping.backup(ward.database, tmp_path / "copy.gpkg", ward.admin, ward.tick())

    copy = Database.open(f"sqlite:///{tmp_path / 'copy.gpkg'}")
    try:
        assert kept(copy, held) == before
        assert frozen_list.content_of(meeting_pages.frozen(copy, held)) == before[-1][1]
    finally:
        copy.close()
