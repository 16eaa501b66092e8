"""An office counts both carriageways of a road as one: waiting accidents get a place, a run counts both directions."""

import datetime as dt

import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import NotAllowedError
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import carriageways, intake, roads, screening
from tests import two_carriageways

HEADINGS = "Ngày,Giờ,Tuyến đường,Lý trình,Số người chết,Số người bị thương"
ROWS = ["03/02/2026,8h00,QL1,Km1093+500,1,0", "05/03/2026,9h00,QL1,Km1093+500,1,0"]


@pytest.fixture
def ward(database, now):
    """The road of ``two_carriageways.py`` with two accidents whose km is on both lines."""
    two_carriageways.lay(database, now)
    sheet = "\n".join([HEADINGS, *ROWS]).encode()
    seen = intake.preview(database, sheet, name="vu.csv", today=now.date())
    intake.accept(database, seen, LOCAL_USER, now)
    return database


def statuses(database):
    with database.read() as session:
        table = accident_store.fetch_accidents(session)
    return sorted(table["location_status"]), sorted(table["location_rule"])


def test_until_the_office_chooses_a_km_on_both_sides_waits(ward):
    assert statuses(ward) == (["ambiguous"] * 2, ["km_repeats"] * 2)
    assert carriageways.present(ward).pairs == {"QL1#2": "QL1"}
    assert not roads.joins_carriageways(ward)


def test_joining_places_what_waited_and_the_next_run_counts_both_directions(ward, now):
    done = carriageways.choose(ward, LOCAL_USER, now, is_joined=True)

    assert (done.n_placed, dict(done.pairs)) == (2, {"QL1#2": "QL1"})
    assert statuses(ward) == (["located"] * 2, ["km_on_joined_road"] * 2)
    assert screening.default_parameters(ward).join_carriageways
    run = screening.run_screening(ward, screening.default_parameters(ward), LOCAL_USER, now)
    (black,) = [spot for spot in run.spots if spot.level is SpotLevel.BLACK]
    assert black.km_from == "Km1093+500"
    assert carriageways.choose(ward, LOCAL_USER, now, is_joined=False).n_placed == 0
    assert statuses(ward)[0] == ["located"] * 2


def test_a_run_with_joined_sides_is_another_run(ward, now):
    carriageways.choose(ward, LOCAL_USER, now, is_joined=True)
    joined = screening.run_screening(ward, screening.default_parameters(ward), LOCAL_USER, now)
    carriageways.choose(ward, LOCAL_USER, now, is_joined=False)

    apart = screening.run_screening(ward, screening.default_parameters(ward), LOCAL_USER, now)

    assert joined.fingerprint != apart.fingerprint


def test_only_an_administrator_chooses(ward, now):
    with pytest.raises(NotAllowedError, match="Quản trị"):
        carriageways.choose(ward, Actor("an", Role.APPROVER), now + dt.timedelta(hours=1), is_joined=True)
