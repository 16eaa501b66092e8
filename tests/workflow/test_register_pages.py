"""One call gives a page everything it shows."""

import datetime as dt

import pytest

from atgt.domain.attachment import AttachmentKind
from atgt.domain.errors import NotFoundError
from atgt.domain.meeting import Decision, ItemDecision, MeetingHead
from atgt.domain.review import SpotState
from atgt.domain.site_visit import SiteVisit
from atgt.workflow import meeting, register_pages, remediation, review

TODAY = dt.date(2026, 11, 20)
S = SpotState


def test_the_register_page_counts_everything_and_shows_what_was_asked_for(ward):
    ids = ward.entries(3)
    ward.move(ids[0], S.DISMISSED)

    everything = register_pages.register_page(ward.database, TODAY)
    waiting = register_pages.register_page(ward.database, TODAY, states=[S.CANDIDATE])

    assert everything.by_state[S.CANDIDATE] == 2
    assert everything.by_state[S.DISMISSED] == 1
    assert sum(everything.by_state.values()) == len(everything.entries) == len(everything.listed) == 3
    assert [entry.register_id for entry in waiting.entries] == [spot.register_id for spot in waiting.listed] == ids[1:]
    assert waiting.by_state == everything.by_state
    assert everything.listed[1].n_accidents == 2
    assert [(change.register_id, str(change.kind)) for change in everything.changes] == [(i, "new") for i in ids]
    assert not everything.is_outdated
    ward.run()
    assert register_pages.register_page(ward.database, TODAY).is_outdated


def test_an_empty_register_is_a_page_too(ward):
    page = register_pages.register_page(ward.database, TODAY)

    assert (page.entries, page.overdue, page.run, page.is_outdated, page.changes) == ((), (), None, False, ())


def test_the_page_of_a_spot_holds_its_whole_story(ward):
    ids = ward.entries(2)
    ward.move(ids[0], S.UNDER_REVIEW)
    visit = review.record_site_visit(
        ward.database, SiteVisit("", ids[0], dt.date(2026, 10, 1), "tổ"), ward.officer, ward.tick()
    )
    measure = remediation.new_measure(ids[0], "marking", planned_end=dt.date(2026, 11, 2))
    remediation.save_measure(ward.database, measure, ward.officer, ward.tick())
    for record, key in (("register_entry", ids[0]), ("site_visit", visit.visit_id)):
        remediation.attach(
            ward.database, b"%PDF-1", record=record, key=key, kind=AttachmentKind.OTHER, name="a.pdf",
            actor=ward.officer, now=ward.tick(),
        )  # fmt: skip
    held = meeting.prepare(ward.database, MeetingHead("Họp", dt.date(2026, 11, 3)), ward.officer, ward.tick())
    meeting.freeze(ward.database, held.meeting_id, ward.officer, ward.tick(), expected_version=held.version)
    watch = ItemDecision(Decision.WATCH, 5)
    meeting.decide(ward.database, held.meeting_id, ids[0], watch, ward.officer, ward.tick())
    ward.accidents(("tn-old", dt.date(2023, 5, 5), 1, 60))

    page = register_pages.spot_page(ward.database, ids[0], ward.chief, TODAY)

    assert (page.entry.register_id, page.spot.spot_key, page.run.run_id) == (
        ids[0],
        page.entry.spot_key,
        page.entry.last_run_id,
    )
    assert list(page.accidents) == ["tn-old", "tn-0-1", "tn-0-2"]
    assert [move.end for move in page.moves] == [S.CANDIDATE, S.UNDER_REVIEW]
    assert len(page.changes) == 1
    assert {m.move.end for m in page.possible_moves} == {S.INSPECTED, S.DISMISSED, S.NOT_INFRASTRUCTURE}
    assert (len(page.visits), len(page.measures), len(page.files)) == (1, 1, 2)
    assert page.meetings[0].decision == watch
    assert page.overdue[0].days == 14
    assert page.neighbours == ()
    assert page.follow_up.periods is None


def test_neighbours_are_those_of_the_route_within_a_kilometre(ward):
    ward.accidents(*[(f"tn-{m}", dt.date(2026, 2, 1), 0, m) for m in (0, 900, 2_100)])
    ward.update(ward.run(*[ward.spot(m, m, [f"tn-{m}"]) for m in (0, 900, 2_100)]))

    near = register_pages.spot_page(ward.database, "D-0001", ward.member, TODAY).neighbours

    assert [entry.register_id for entry in near] == ["D-0002"]


def test_a_spot_that_is_not_there_is_told(ward):
    with pytest.raises(NotFoundError, match="D-0404"):
        register_pages.spot_page(ward.database, "D-0404", ward.member, TODAY)
