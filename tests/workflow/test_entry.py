"""One accident typed in: the same record as a sheet would give, looked at first, stored once, replaced when official."""

import csv
import dataclasses
import datetime as dt
import io

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from atgt.domain.accident_standing import Standing
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError, ParameterError
from atgt.domain.location import LocationStatus
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.severity import LegalClass, Severity
from atgt.domain.sheet import cell_text
from atgt.io.photos import Photo
from atgt.storage.repositories import accidents, imports, standings
from atgt.storage.repositories import roads as road_store
from atgt.storage.verification import verify
from atgt.workflow import entry, intake, photo_files, placing, roads, selection
from atgt.workflow.entry import Entry

OFFICER = Actor("can-bo-a", Role.EDITOR)
TODAY = dt.date(2026, 11, 1)
TYPED = {
    "date": dt.date(2026, 10, 30),
    "time": "18h20",
    "road_name": "QL1A",
    "km_post": "Km1092+400",
    "killed": 1,
    "injured": 1,
    "vehicles": "xe máy / xe tải",
    "notes": "lời kể của người dân",
}


@pytest.fixture
def ward(database, now):
    """QL1 with its posts, and a road beside it:

    Km1092 ─────────── Km1093 ─────────── Km1094    QL1, west to east at 14.80 N
                 │ Nguyễn Nghiêm
    """
    x = [108.95, 108.95 + 1000 / 107_640, 108.95 + 2000 / 107_640]
    segments = gpd.GeoDataFrame(
        {
            "segment_id": ["a", "b"],
            "route_id": ["QL1", "nguyen-nghiem"],
            "road_name": ["QL1", "Nguyễn Nghiêm"],
            "alignment": [None, None],
            "road_class": ["quoc_lo", "do_thi"],
            "manager": [None, None],
            "aliases": ["Quốc lộ 1A", None],
            "kind": ["road", "road"],
            "bridge_level": [0, 0],
        },
        geometry=[
            shapely.LineString([(x[0], 14.8), (x[1], 14.8), (x[2], 14.8)]),
            shapely.LineString([(x[1], 14.8), (x[1], 14.79)]),
        ],
        crs="EPSG:4326",
    )
    posts = pd.DataFrame(
        {"route_id": "QL1", "chainage_m": [1_092_000.0, 1_093_000.0, 1_094_000.0], "lon": x, "lat": 14.8}
    )
    with database.write(OFFICER, "đường", now) as session:
        road_store.replace_roads(session, segments, posts, None)
    return database


def review(ward, **changes):
    return entry.review(ward, Entry({**TYPED, **changes}), today=TODAY)


def test_a_record_typed_in_and_the_same_row_of_a_sheet_are_one(ward, now):
    looked_at = review(ward)
    heads = [INTAKE_COLUMNS[key].label.vi for key in TYPED]
    sheet = io.StringIO()
    csv.writer(sheet).writerows([heads, [cell_text(value) for value in TYPED.values()]])

    saved = entry.save(ward, looked_at, OFFICER, now)
    from_sheet = intake.preview(ward, sheet.getvalue().encode(), name="thang-10.csv", today=TODAY)

    assert from_sheet.n_known == 1
    assert from_sheet.rows["accident_id"].tolist() == [saved.accident_id]
    typed, imported = looked_at.seen.rows.iloc[0], from_sheet.rows.iloc[0]
    same = [name for name in from_sheet.rows.columns if name not in {"file", "sheet", "is_known", "candidates"}]
    assert typed[same].astype(str).to_dict() == imported[same].astype(str).to_dict()


def test_a_review_says_everything_and_stores_nothing(ward):
    looked_at = review(ward, entered_class="Va chạm")

    assert looked_at.can_be_saved
    assert (looked_at.severity, looked_at.legal_class) == (Severity.FATAL, LegalClass.SERIOUS)
    assert looked_at.status is LocationStatus.LOCATED
    assert looked_at.candidates[0].position.km_post() == "Km1092+400"
    assert [issue.rule for issue in looked_at.warnings] == ["class_disagrees"]
    assert selection.select_accidents(ward).n_total == 0


def test_the_saved_accident_is_whole_with_its_row_as_received(ward, now):
    saved = entry.save(ward, review(ward), OFFICER, now)

    with ward.read() as session:
        stored = accidents.fetch_accident(session, saved.accident_id)
        log = imports.import_log(session)
        assert verify(session).is_whole
    assert stored.fields["km_post"] == "Km1092+400"
    assert stored.fields["occurred_at"] == dt.time(18, 20)
    assert stored.person["notes"] == "lời kể của người dân"
    assert stored.received["Lý trình"] == "Km1092+400"
    assert log[["file", "n_read", "n_accepted", "n_new", "imported_by"]].iloc[0].tolist() == [
        "Nhập tay", 1, 1, 1, "can-bo-a"]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"date": None}, "date_missing"),
        ({"date": dt.date(2026, 11, 2)}, "date_in_future"),
        ({"killed": None, "injured": None}, "severity_unknown"),
        ({"killed": 51}, "count_implausible"),
    ],
)
def test_what_holds_a_row_of_a_sheet_holds_the_form(ward, now, changes, rule):
    looked_at = review(ward, **changes)

    assert rule in [issue.rule for issue in looked_at.errors]
    with pytest.raises(ParameterError, match="Chưa lưu được"):
        entry.save(ward, looked_at, OFFICER, now)
    assert selection.select_accidents(ward).n_total == 0


def test_an_unclear_km_post_is_saved_without_a_guess(ward, now):
    looked_at = review(ward, km_post="Km1092+2")

    assert looked_at.status is LocationStatus.AMBIGUOUS
    assert entry.save(ward, looked_at, OFFICER, now).status is LocationStatus.AMBIGUOUS


def test_the_same_record_is_not_stored_twice(ward, now):
    entry.save(ward, review(ward), OFFICER, now)

    again = review(ward)

    assert again.is_known
    with pytest.raises(ParameterError, match="không lưu lần thứ hai"):
        entry.save(ward, again, OFFICER, now)


def test_a_likely_double_is_shown_before_saving(ward, now):
    first = entry.save(ward, review(ward), OFFICER, now)

    other = review(ward, time="18h30", km_post="Km1092+450", notes=None)
    far = review(ward, km_post="Km1093+800")

    assert [(same.accident_id, same.standing) for same in other.likely_same] == [(first.accident_id, Standing.OFFICIAL)]
    assert "cách nhau 10 phút" in other.likely_same[0].reasons.vi
    assert far.likely_same == ()


def test_a_used_case_number_is_shown(ward, now):
    first = entry.save(ward, review(ward, case_number="12/2026"), OFFICER, now)

    other = review(ward, case_number="12/2026", km_post="Km1093+900", date=dt.date(2026, 10, 31))

    assert [same.accident_id for same in other.likely_same] == [first.accident_id]
    assert "cùng mã vụ" in other.likely_same[0].reasons.vi


def test_an_official_record_replaces_the_first_report_and_counts_once(ward, now):
    looked_at = entry.review(ward, Entry(TYPED, Standing.PRELIMINARY), today=TODAY)
    first = entry.save(ward, looked_at, OFFICER, now)
    assert entry.preliminary(ward)["accident_id"].tolist() == [first.accident_id]

    official = review(ward, killed=2, km_post="Km1092+430", case_number="15/2026")
    saved = entry.save(ward, official, OFFICER, now + dt.timedelta(days=3), replaces=first.accident_id)

    assert (saved.accident_id, saved.replaced) == (first.accident_id, True)
    assert selection.select_accidents(ward).n_total == 1
    assert entry.preliminary(ward).empty
    with ward.read() as session:
        stored = accidents.fetch_accident(session, first.accident_id)
        assert standings.standing_of(session, first.accident_id) is Standing.OFFICIAL
        assert verify(session).is_whole
    assert stored.fields["killed"] == 2
    assert stored.fields["km_post"] == "Km1092+430"
    assert stored.candidates[0].position.km_post() == "Km1092+430"
    assert review(ward, killed=2, km_post="Km1092+430", case_number="15/2026").is_known


def test_a_first_report_can_be_confirmed_as_it_stands(ward, now):
    looked_at = entry.review(ward, Entry(TYPED, Standing.PRELIMINARY), today=TODAY)
    first = entry.save(ward, looked_at, OFFICER, now)

    entry.confirm(ward, first.accident_id, OFFICER, now)

    assert entry.preliminary(ward).empty


def test_photos_go_with_the_accident_or_nothing_is_stored(ward, now):
    photo = Photo(
        "hien-truong.jpg", b"\xff\xd8\xff anh", "image/jpeg", 4, 3, None, None, None, dt.datetime(2026, 10, 30)
    )
    too_many = [dataclasses.replace(photo, name=f"{n}.jpg") for n in range(photo_files.MAX_PHOTOS + 1)]

    with pytest.raises(ValueError, match="tối đa 12 ảnh"):
        entry.save(ward, review(ward), OFFICER, now, photos=too_many)
    assert selection.select_accidents(ward).n_total == 0
    saved = entry.save(ward, review(ward), OFFICER, now, photos=[photo])

    kept = photo_files.photos_of(ward, "accident", saved.accident_id)
    assert [(one.name, one.taken_on, one.added_by) for one in kept] == [
        ("hien-truong.jpg", dt.date(2026, 10, 30), "can-bo-a")
    ]


def test_a_committee_member_enters_nothing(ward, now):
    with pytest.raises(ForbiddenMoveError, match="nhập vụ tai nạn"):
        entry.save(ward, review(ward), Actor("uy-vien", Role.VIEWER), now)


@pytest.mark.parametrize(
    ("values", "status", "rule"),
    [
        ({"road_name": "QL1", "km_post": "Km1092+400"}, "located", "km_post"),
        ({"km_post": "Km1092+400 QL1A"}, "located", "km_post"),
        ({"coordinates": "14,8001; 108,955"}, "located", "coordinates_nearest_road"),
        ({"latitude": 14.8001, "longitude": 108.955}, "located", "coordinates_nearest_road"),
        ({"latitude": 14.82, "longitude": 108.955}, "unlocated", "too_far_from_road"),
        ({"place": "ngoài chợ"}, "unlocated", "only_words"),
    ],
)
def test_a_place_is_located_while_it_is_typed(ward, values, status, rule):
    placed = placing.locate_place(roads.load_network(ward), values)

    assert (placed.location.status, placed.location.rule) == (status, rule)


def test_nothing_typed_is_no_place_and_an_unclear_km_is_asked(ward):
    network = roads.load_network(ward)

    assert placing.locate_place(network, {"road_name": "", "km_post": None}) is None
    assert "Km1092+002" in placing.locate_place(network, {"road_name": "QL1", "km_post": "Km1092+2"}).doubt.vi
