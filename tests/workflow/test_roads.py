"""Roads come in as a whole: looked at first, accidents located anew in the same transaction, officers' places stay."""

import datetime as dt
import io
import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import LOCATION
from atgt.domain.errors import ForbiddenMoveError, MissingCrsError, RoadNetworkError
from atgt.domain.location import LocationStatus
from atgt.io import geodata
from atgt.storage.repositories import accidents, edits
from atgt.storage.repositories import roads as road_store
from atgt.storage.verification import verify
from atgt.workflow import entry, roads, selection
from atgt.workflow.entry import Entry

OFFICER = Actor("can-bo-a", Role.EDITOR)
TODAY = dt.date(2026, 11, 1)
METRE = 1 / 107_640  # degrees of longitude at 14.8 N


def layer(*, shift_m=0.0, name="QL1"):
    """QL1 west to east at 14.80 N, and a road 40 m north of it; ``shift_m`` moves QL1 north."""
    y = 14.8 + shift_m / 110_640
    frame = gpd.GeoDataFrame(
        {"ref": [name, ""], "name": ["", "Nguyễn Nghiêm"]},
        geometry=[
            shapely.LineString([(108.95, y), (108.95 + 2000 * METRE, y)]),
            shapely.LineString([(108.95, 14.8 + 40 / 110_640), (108.95 + 2000 * METRE, 14.8 + 40 / 110_640)]),
        ],
        crs="EPSG:4326",
    )
    return frame.to_json().encode()


def posts(first_km=1092):
    return pd.DataFrame(
        {
            "route_id": "QL1",
            "chainage_m": [first_km * 1000.0, first_km * 1000.0 + 1000, first_km * 1000.0 + 2000],
            "lon": [108.95 + n * 1000 * METRE for n in range(3)],
            "lat": 14.8,
        }
    )


@pytest.fixture
def ward(database, now):
    """Three accidents: one by km post, one by coordinates between the roads, one that names an unknown road."""
    roads.import_roads(database, layer(), name="duong.geojson", actor=OFFICER, now=now, anchors=posts())
    for typed in (
        {"road_name": "QL1", "km_post": "Km1092+400", "date": TODAY, "killed": 1, "injured": 0},
        {"latitude": 14.8 + 5 / 110_640, "longitude": 108.955, "date": TODAY, "killed": 0, "injured": 1},
        {"road_name": "ĐT628", "km_post": "Km3+100", "date": TODAY, "killed": 0, "injured": 2},
    ):
        entry.save(database, entry.review(database, Entry(typed), today=TODAY), OFFICER, now)
    return database


def places(ward):
    table = selection.select_accidents(ward).accidents.set_index("killed").sort_index()
    return {
        int(row["injured"]): (row["route_id"], row["km_post"], row["location_status"])
        for _, row in table.reset_index().iterrows()
    }


def test_a_preview_tells_what_would_move_and_stores_nothing(ward):
    before = places(ward)

    seen = roads.preview_roads(ward, layer(name="ĐT628"), name="moi.geojson", anchors=posts(2).assign(route_id="DT628"))

    assert places(ward) == before
    assert (seen.relocation.n_total, len(seen.relocation.moved)) == (3, 3)
    assert (seen.relocation.n_now_located, seen.relocation.n_lost) == (1, 1)
    assert [report.route_id for report in seen.post_reports] == ["DT628"]


def test_accidents_are_located_anew_in_the_same_transaction(ward, now):
    assert places(ward) == {
        0: ("QL1", "Km1092+400", "located"),
        1: ("QL1", "Km1092+538", "located"),
        2: (None, None, "unlocated"),
    }

    report = roads.import_roads(
        ward, layer(name="ĐT628"), name="moi.geojson", actor=OFFICER, now=now, anchors=posts(2).assign(route_id="DT628")
    )

    assert places(ward) == {
        0: (None, None, "unlocated"),
        1: ("DT628", "Km2+538", "located"),
        2: ("DT628", "Km3+100", "located"),
    }
    moved = {one.status_before: one for one in report.relocation.moved if one.status_before is not one.status_after}
    assert moved[LocationStatus.UNLOCATED].after == "DT628 Km3+100"
    with ward.read() as session:
        assert verify(session).is_whole


def test_the_same_roads_again_change_no_accident(ward, now):
    report = roads.import_roads(ward, layer(), name="lai.geojson", actor=OFFICER, now=now, anchors=posts())

    assert (report.relocation.n_total, report.relocation.n_same, report.relocation.moved) == (3, 3, ())


def test_roads_without_posts_keep_the_posts_there_are(ward, now):
    seen = roads.preview_roads(ward, layer(), name="khong-cot.geojson")
    report = roads.accept_roads(ward, seen, OFFICER, now)

    assert seen.keeps_posts
    assert (report.n_anchors, report.relocation.n_same) == (3, 3)


def test_an_officers_place_stays_where_it_was_put(ward, now):
    table = selection.select_accidents(ward).accidents
    accident_id = table.loc[table["injured"] == 1, "accident_id"].iloc[0]
    chosen = {"location_method": "manual", "lat": 14.8, "lon": 108.96, "route_id": "QL1", "measure_mm": 1_076_400}
    with ward.write(OFFICER, "đặt lại", now) as session:
        accidents.update_accident(session, accident_id, chosen, expected_version=1)
        edits.note_edit(session, accident_id, LOCATION, received={}, value=chosen, reason="theo hiện trường")

    report = roads.import_roads(ward, layer(shift_m=30), name="lech.geojson", actor=OFFICER, now=now, anchors=posts(2))

    with ward.read() as session:
        stored = accidents.fetch_accident(session, accident_id).fields
        assert verify(session).is_whole
    assert report.relocation.n_kept == 1
    assert accident_id not in [one.accident_id for one in report.relocation.moved]
    assert (stored["lon"], stored["lat"], stored["location_method"]) == (108.96, 14.8, "manual")
    assert (stored["route_id"], stored["km_post"]) == ("QL1", "Km3+076")


def test_an_officers_place_far_from_the_new_roads_is_told(ward, now):
    table = selection.select_accidents(ward).accidents
    accident_id = table.loc[table["injured"] == 1, "accident_id"].iloc[0]
    with ward.write(OFFICER, "đặt lại", now) as session:
        changes = {"location_method": "manual", "lat": 14.81, "lon": 108.96}
        accidents.update_accident(session, accident_id, changes, expected_version=1)

    report = roads.import_roads(ward, layer(), name="lai.geojson", actor=OFFICER, now=now, anchors=posts())

    assert report.relocation.off_road == (accident_id,)
    assert selection.select_accidents(ward).n_located == 2  # it is shown where it was put


def test_posts_of_one_road_replace_its_own_and_move_its_accidents(ward, now):
    seen = roads.preview_posts(ward, posts(1090), name="cot.csv")
    assert [
        (one.before, one.after) for one in seen.relocation.moved if one.status_after is LocationStatus.UNLOCATED
    ] == [("QL1 Km1092+400", "–")]

    report = roads.accept_posts(ward, roads.preview_posts(ward, posts(1091), name="cot.csv"), OFFICER, now)

    assert report.n_anchors == 3
    assert places(ward)[0] == ("QL1", "Km1092+400", "located")
    assert report.relocation.moved[0].metres == pytest.approx(1000, abs=2)


def test_one_post_is_added_or_put_right(ward, now):
    seen = roads.add_post(ward, "QL1", 1_092_500.0, 108.95 + 520 * METRE, 14.8)
    assert len(seen.posts) == 4

    roads.accept_posts(ward, seen, OFFICER, now)
    again = roads.add_post(ward, "QL1", 1_092_500.0, 108.95 + 500 * METRE, 14.8)

    assert len(again.posts) == 4
    assert again.post_reports[0].largest_misfit_m == pytest.approx(0, abs=0.5)


def test_posts_without_roads_and_files_without_roads_are_refused(database, now):
    with pytest.raises(RoadNetworkError, match="nạp lớp đường trước"):
        roads.preview_posts(database, posts(), name="cot.csv")
    with pytest.raises(RoadNetworkError, match="không có tuyến đường nào"):
        roads.check_roads(
            b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": []}}]}',
            name="rong.geojson",
        )


def test_a_committee_member_loads_nothing(ward, now):
    seen = roads.preview_roads(ward, layer(), name="duong.geojson")

    for act in (roads.accept_roads, roads.accept_posts):
        with pytest.raises(ForbiddenMoveError, match="Vai trò"):
            act(ward, seen, Actor("uy-vien", Role.VIEWER), now)


def test_a_coordinate_system_is_asked_for_and_then_used(tmp_path):
    frame = gpd.read_file(io.BytesIO(layer())).to_crs("EPSG:5898")
    metres = frame.set_crs(None, allow_override=True)
    folder = tmp_path / "duong"
    folder.mkdir()
    with pytest.warns(UserWarning, match="was not provided"):
        metres.to_file(folder / "duong.shp")
    content = Path(shutil.make_archive(str(tmp_path / "duong"), "zip", folder)).read_bytes()

    facts = geodata.describe_roads(content, name="duong.zip")
    assert not facts.states_crs
    with pytest.raises(MissingCrsError, match="không ghi hệ tọa độ"):
        roads.check_roads(content, name="duong.zip")
    seen = roads.check_roads(content, name="duong.zip", crs="EPSG:5898")

    assert seen.network.routes["QL1"].length_m == pytest.approx(2000, rel=2e-3)
    west = seen.segments.total_bounds[0]
    assert west == pytest.approx(108.95, abs=1e-6)


def test_a_file_is_described_with_its_fields_and_the_guess(root):
    facts = geodata.describe_roads((root / "data/sample/roads.geojson").read_bytes(), name="roads.geojson")

    assert facts.states_crs
    assert facts.needs_mapping
    assert facts.guessed.route_id == "route_id"
    assert "QL1" in facts.fields["route_id"]
    assert not geodata.describe_roads(b"<osm version='0.6'></osm>", name="a.osm").needs_mapping


def test_posts_are_read_from_excel_and_from_a_point_layer(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Danh sách cột Km"],
        [],
        ["Tuyến", "Lý trình", "Kinh độ", "Vĩ độ"],
        ["QL1", "Km1092+000", "108,95", "14,8"],
    ):
        book.active.append(row)
    book.save(tmp_path / "cot.xlsx")
    points = gpd.GeoDataFrame(
        {"tuyen": ["QL1"], "ly_trinh": ["Km1092"]}, geometry=[shapely.Point(108.95, 14.8)], crs="EPSG:4326"
    )

    from_excel = geodata.read_anchors((tmp_path / "cot.xlsx").read_bytes(), name="cot.xlsx")
    from_points = geodata.read_anchors(points.to_json().encode(), name="cot.geojson")

    expected = [["QL1", 1_092_000.0, 108.95, 14.8]]
    assert from_excel.to_numpy().tolist() == expected
    assert from_points.to_numpy().tolist() == expected


@pytest.mark.parametrize("written", ["QL1A", "Quốc lộ 1A", "quốc lộ IA", "QL.1"])
def test_posts_find_their_road_however_it_is_written(ward, written):
    seen = roads.preview_posts(ward, posts().assign(route_id=written), name="cot-km.xlsx")

    assert [(one.route_id, one.n_posts) for one in seen.post_reports] == [("QL1", 3)]
    assert set(seen.posts["route_id"]) == {"QL1"}
    assert "post_without_route" not in {issue.rule for issue in seen.issues}


def test_posts_of_a_road_that_is_not_there_are_told(ward):
    seen = roads.preview_posts(ward, posts().assign(route_id="QL24B"), name="cot-km.xlsx")

    assert {issue.rule for issue in seen.issues} >= {"post_without_route"}
    assert seen.keeps_posts is False


def test_posts_of_the_bypass_are_not_put_on_the_old_road(root):
    table = geodata.read_anchors((root / "data/sample/km_posts.csv").read_bytes(), name="km_posts.csv")
    named = table.assign(route_id=table["route_id"].replace({"QL1": "QL1A", "QL1:tranh": "đường tránh QL1A"}))

    seen = roads.check_roads((root / "data/sample/roads.geojson").read_bytes(), name="r.geojson", anchors=named)

    pd.testing.assert_frame_equal(seen.posts, table)


def test_the_sample_ward_is_clean_enough_to_be_loaded(root):
    seen = roads.check_roads(
        (root / "data/sample/roads.geojson").read_bytes(),
        name="roads.geojson",
        anchors=geodata.read_anchors((root / "data/sample/km_posts.csv").read_bytes(), name="km_posts.csv"),
    )

    assert seen.topology.n_segments > 50
    assert len(seen.network.junctions) > 20
    assert {report.route_id for report in seen.post_reports} >= {"QL1", "QL1:tranh"}


def test_roads_stored_by_a_preview_are_those_that_were_seen(ward, now):
    seen = roads.preview_roads(ward, layer(), name="duong.geojson")
    roads.accept_roads(ward, seen, OFFICER, now)

    with ward.read() as session:
        assert len(road_store.load_segments(session)) == len(seen.segments)
