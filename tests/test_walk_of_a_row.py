"""The walk of one accident row, from a cell in an office's sheet to a feature for the road authority.

Tells docs/walk-of-a-row.md with the real modules. The network is two straight roads near Đức Phổ:

      Km1092        Km1093
    ────┼──────x──────┼────  QL1      x  Km1092+400
               │
               │ ĐT627C
"""

import datetime as dt
import io
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from atgt.domain.actor import LOCAL_USER
from atgt.domain.location import LocationMethod, LocationStatus, Precision
from atgt.domain.screening import ScreeningParameters
from atgt.domain.severity import Severity
from atgt.workflow import exporting, intake, roads, screening, selection

ROW = ("1", "14/03/2026", "18h20", "QL1A", "Km1092+400", "1", "1", "xe máy / xe tải", "Người A1")
SECOND = ("2", "20/05/2026", "5 giờ 10", "QL1", "Km1092+520", "1", "", "ô tô con", "Người B2")
HELD = ("3", "31/02/2026", "7h", "QL1", "Km1092+600", "0", "1", "xe máy", "")


@pytest.fixture
def ward(empty_database, now):
    """Two roads with km posts in the empty database."""
    to_wgs84 = gpd.GeoSeries(
        [
            shapely.LineString([(600_000, 1_637_000), (603_000, 1_637_000)]),
            shapely.LineString([(601_500, 1_637_000), (601_500, 1_635_000)]),
        ],
        crs="EPSG:5898",
    ).to_crs("EPSG:4326")
    layer = gpd.GeoDataFrame(
        {
            "segment_id": ["S1", "S2"],
            "route_id": ["QL1", "DT627C"],
            "road_name": ["QL1", "ĐT627C"],
            "alignment": [None, None],
            "road_class": ["quoc_lo", "duong_tinh"],
            "manager": [None, None],
            "aliases": ["QL1A", None],
            "kind": ["road", "road"],
            "bridge_level": [0, 0],
        },
        geometry=list(to_wgs84),
        crs="EPSG:4326",
    )
    posts = gpd.GeoSeries(gpd.points_from_xy([601_000, 602_000], [1_637_000] * 2), crs="EPSG:5898").to_crs("EPSG:4326")
    anchors = pd.DataFrame(
        {
            "route_id": "QL1",
            "chainage_m": [1_092_000.0, 1_093_000.0],
            "lon": posts.x.to_numpy(),
            "lat": posts.y.to_numpy(),
        }
    )
    roads.import_roads(
        empty_database, layer.to_json().encode(), name="duong.geojson", actor=LOCAL_USER, now=now, anchors=anchors
    )
    return empty_database


def sheet(*rows):
    """An office's sheet: a title, a two-row heading with "Hậu quả" over two columns, the rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Năm 2026"
    page.append(["BẢNG THEO DÕI TAI NẠN GIAO THÔNG"])
    page.append([])
    page.append(["STT", "Ngày", "Giờ", "Tuyến đường", "Lý trình", "Hậu quả", None, "Phương tiện", "Họ và tên"])
    page.append([None, None, None, None, None, "Chết", "Bị thương", None, None])
    page.merge_cells("F3:G3")
    for row in rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def seen(ward, *rows):
    return intake.preview(ward, sheet(*rows), name="thang3.xlsx", today=dt.date(2026, 11, 1))


def test_read_and_repair_keep_the_place_of_the_row(ward):
    row = seen(ward, ROW).rows.iloc[0]

    assert (row["file"], row["sheet"], row["row"]) == ("thang3.xlsx", "Năm 2026", 5)
    assert row["received"]["Lý trình"] == "Km1092+400"


def test_validate_types_the_row(ward):
    row = seen(ward, ROW).rows.iloc[0]

    assert row["occurred_on"] == dt.date(2026, 3, 14)
    assert row["occurred_at"] == dt.time(18, 20)
    assert (row["killed"], row["injured"], row["severity"]) == (1, 1, Severity.FATAL)
    assert row["vehicle_groups"] == "motorcycle;truck"


def test_a_row_with_a_fault_is_held_and_told(ward):
    outcome = seen(ward, ROW, HELD)

    assert (outcome.n_read, outcome.n_accepted, outcome.n_held) == (2, 1, 1)
    issue = next(i for i in outcome.issues if i.row == 6)
    assert issue.level == "error"
    assert issue.value == "31/02/2026"
    assert "thang3.xlsx, trang tính “Năm 2026”, hàng 6, cột “Ngày”" in issue.sentence()


def test_locate_places_the_km_post_on_the_calibrated_route(ward):
    row = seen(ward, ROW).rows.iloc[0]

    assert row["location_status"] == LocationStatus.LOCATED
    assert row["location_method"] == LocationMethod.KM_POST
    assert row["precision"] == Precision.A
    assert row["route_id"] == "QL1"
    assert row["km_post"] == "Km1092+400"
    assert abs(row["measure_mm"] - 1_400_000) < 500 or abs(row["measure_mm"] - 1_600_000) < 500


def test_store_keeps_as_received_current_and_personal_apart(ward, now):
    intake.accept(ward, seen(ward, ROW, HELD), LOCAL_USER, now)

    accidents = selection.select_accidents(ward).accidents
    assert len(accidents) == 1
    assert "person_name" not in accidents.columns
    assert len(intake.held_rows(ward)) == 1


def test_the_same_sheet_again_adds_nothing(ward, now):
    intake.accept(ward, seen(ward, ROW, HELD), LOCAL_USER, now)

    again = seen(ward, ROW, HELD)
    intake.accept(ward, again, LOCAL_USER, now + dt.timedelta(hours=1))

    assert (again.n_new, again.n_known, again.n_held) == (0, 1, 1)
    assert selection.select_accidents(ward).n_total == 1
    assert len(intake.held_rows(ward)) == 1


def test_screen_finds_the_spot_and_export_hands_it_over(ward, now):
    intake.accept(ward, seen(ward, ROW, SECOND, HELD), LOCAL_USER, now)

    run = screening.run_screening(ward, ScreeningParameters(as_of=dt.date(2026, 10, 31)), LOCAL_USER, now)
    document = json.loads(exporting.export(ward, what="spots", file_format="geojson").content)

    assert [spot.level for spot in run.spots] == ["black"]
    spot = run.spots[0]
    assert (spot.km_from, spot.km_to) == ("Km1092+400", "Km1092+520")
    assert len(spot.accident_ids) == 2
    assert "đề nghị" in spot.why.vi
    feature = document["features"][0]
    assert feature["properties"]["so_vu_chet"] == 2
    assert feature["properties"]["dau_van_tay"] == run.fingerprint
    assert "Người A1" not in json.dumps(document, ensure_ascii=False)
