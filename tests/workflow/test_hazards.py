"""Hazards: one record with place, checklist and photos, in the register at once, a potential spot until it is over."""

import dataclasses
import datetime as dt

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError, StaleEditError
from atgt.domain.hazard import HazardState
from atgt.domain.register import Subject
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.site_visit import CHECKLIST, Checked, Finding
from atgt.io.photos import Photo
from atgt.location_referencing.road_network import build_network
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import roads as road_store
from atgt.storage.verification import verify
from atgt.workflow import hazards, photo_files, placing, register_pages, review, roads
from atgt.workflow.hazards import HazardReport

OFFICER = Actor("can-bo-a", Role.EDITOR)
CHIEF = Actor("truong-phong", Role.APPROVER)
REPORT = HazardReport(
    "sight",
    "Biển quảng cáo che khuất",
    dt.date(2026, 10, 30),
    {"sight_distance": Checked(Finding.DEFECT, "dưới 30 m"), "surface": Checked(Finding.GOOD)},
)
PHOTO = Photo("nga-tu.jpg", b"\xff\xd8\xff anh", "image/jpeg", 4, 3, None, None, None, dt.datetime(2026, 10, 30, 8))


@pytest.fixture
def ward(database, now, sample_roads):
    with database.write(OFFICER, "đường", now) as session:
        road_store.replace_roads(session, *sample_roads)
    return database


@pytest.fixture
def sample_roads(root):
    from atgt.io import geodata

    folder = root / "data/sample"
    layer = geodata.read_roads((folder / "roads.geojson").read_bytes(), name="roads.geojson")
    posts = geodata.read_anchors((folder / "km_posts.csv").read_bytes(), name="km_posts.csv")
    return layer.segments, posts, None


@pytest.fixture
def network(ward):
    return roads.load_network(ward)


@pytest.fixture
def place(network):
    return placing.locate_place(network, {"road_name": "QL1 (tuyến cũ)", "km_post": "Km1093+400"})


def test_a_hazard_is_stored_with_photos_and_stands_in_the_register_at_once(ward, network, place, now):
    hazard_id = hazards.record(ward, REPORT, place, OFFICER, now, photos=[PHOTO])

    (view,) = hazards.candidates(ward, network)
    with ward.read() as session:
        entry = register_store.entry_of_hazard(session, hazard_id)
        assert verify(session).is_whole
    assert (hazard_id, view.label.vi, view.n_defects, view.n_photos) == ("NC-2026-0001", "Che khuất tầm nhìn", 1, 1)
    assert "QL1 Km1093+4" in view.place.vi
    assert (entry.subject, entry.state) == (Subject.HAZARD, SpotState.CANDIDATE)
    assert entry.place.name.vi.startswith("Nguy cơ: Che khuất tầm nhìn – QL1 Km1093+4")


def test_photos_show_on_the_hazard_and_on_its_page_in_the_register(ward, place, now):
    hazard_id = hazards.record(ward, REPORT, place, OFFICER, now, photos=[PHOTO])
    hazards.add_photos(
        ward, hazard_id, [dataclasses.replace(PHOTO, name="hai.jpg", content=b"\xff\xd8\xff 2")], OFFICER, now
    )

    register_id = hazards.put_in_register(ward, hazard_id, OFFICER, now)
    page = register_pages.spot_page(ward, register_id, OFFICER, now.date())

    assert [one.name for one in photo_files.photos_of(ward, "hazard", hazard_id)] == ["hai.jpg", "nga-tu.jpg"]
    assert {one.name for one in page.files} == {"hai.jpg", "nga-tu.jpg"}


def test_a_hazard_put_right_or_set_aside_is_no_candidate_any_more(ward, network, place, now):
    first = hazards.record(ward, REPORT, place, OFFICER, now)
    second = hazards.record(ward, REPORT, place, OFFICER, now)
    assert len(hazards.candidates(ward, network)) == 2

    hazards.set_state(ward, first, HazardState.HANDLED, OFFICER, now, expected_version=1)
    view = hazards.find(hazards.list_hazards(ward, network), second)
    later = now + dt.timedelta(hours=1)
    review.move(ward, view.register_id, MoveRequest(SpotState.UNDER_REVIEW, OFFICER, later, "xem"))
    assert [one.hazard_id for one in hazards.candidates(ward, network)] == [second]
    review.move(ward, view.register_id, MoveRequest(SpotState.DISMISSED, CHIEF, later, "đã dỡ biển"))

    assert hazards.candidates(ward, network) == ()
    assert [(one.hazard_id, one.state) for one in hazards.list_hazards(ward, network)] == [
        (second, HazardState.OPEN), (first, HazardState.HANDLED)]  # fmt: skip


def test_numbers_go_on_and_nobody_overwrites_unseen(ward, network, place, now):
    first = hazards.record(ward, REPORT, place, OFFICER, now)
    second = hazards.record(ward, REPORT, place, OFFICER, now)
    checked = {"lighting" if "lighting" in CHECKLIST else "weather": Checked(Finding.DEFECT, "đèn hỏng")}

    hazards.save_checklist(ward, first, checked, OFFICER, now, expected_version=1)

    assert (first, second) == ("NC-2026-0001", "NC-2026-0002")
    assert hazards.find(hazards.list_hazards(ward, network), first).checklist == checked
    with pytest.raises(StaleEditError, match="vừa được người khác lưu"):
        hazards.set_state(ward, first, HazardState.HANDLED, OFFICER, now, expected_version=1)


def test_a_clicked_point_is_kept_as_it_is_also_away_from_roads(ward, network, now):
    placed = placing.locate_place(network, {"latitude": 14.80001, "longitude": 108.99001})

    hazard_id = hazards.record(ward, REPORT, placed, OFFICER, now)

    view = hazards.find(hazards.list_hazards(ward, network), hazard_id)
    assert (view.lon, view.lat) == (108.99001, 14.80001)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "không có"}, "Không có loại nguy cơ"),
        ({"reported_on": dt.date(2026, 11, 2)}, "sau hôm nay"),
        ({"kind": "other", "description": "  "}, "phần mô tả"),
        ({"description": "x" * 2001}, "dài quá"),
        ({"checklist": {"không có": Checked(Finding.GOOD)}}, "mục kiểm tra"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(ward, network, place, now, change, said):
    with pytest.raises(ParameterError, match=said):
        hazards.record(ward, dataclasses.replace(REPORT, **change), place, OFFICER, now)

    assert hazards.list_hazards(ward, network) == ()


def test_words_that_name_no_place_are_refused(ward, network, now):
    placed = placing.locate_place(network, {"place": "gần chợ"})

    for nowhere in (placed, None):
        with pytest.raises(ParameterError, match="Chưa xác định được vị trí"):
            hazards.record(ward, REPORT, nowhere, OFFICER, now)


def test_a_committee_member_records_nothing(ward, place, now):
    with pytest.raises(ForbiddenMoveError, match="ghi nhận nguy cơ"):
        hazards.record(ward, REPORT, place, Actor("uy-vien", Role.VIEWER), now)


def test_the_reference_files_are_complete_and_cover_the_words_of_the_sample(root):
    from atgt.domain.hazard import kind_of
    from atgt.io import geodata

    table = geodata.read_hazards((root / "data/sample/hazards.geojson").read_bytes())

    assert [point.key for point in hazards.checklist()] == list(CHECKLIST)
    assert all(point.hint.vi and point.hint.en for point in hazards.checklist())
    assert [word for word in table["kind"] if kind_of(hazards.kinds(), word) is None] == []
    assert {"corridor", "unaccepted_works", "organisation"} <= {kind.key for kind in hazards.kinds()}
    assert hazards.clause(dt.date(2026, 1, 1)) != hazards.clause(dt.date(1990, 1, 1))


def test_without_roads_a_hazard_still_has_a_place(database, now):
    empty = build_network(roads.load_network(database) and _no_segments(), None, None)
    placed = placing.locate_place(empty, {"latitude": 14.8, "longitude": 108.95})

    hazard_id = hazards.record(database, REPORT, placed, OFFICER, now)

    assert hazards.find(hazards.list_hazards(database, empty), hazard_id).place.vi == "chưa rõ tuyến"


def _no_segments():
    import geopandas as gpd

    from atgt.location_referencing.road_network import SEGMENT_COLUMNS

    return gpd.GeoDataFrame({name: [] for name in SEGMENT_COLUMNS}, geometry=[], crs="EPSG:4326")
