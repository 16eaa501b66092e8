"""Exports: RFC 7946, the same bytes twice, the same counts everywhere, nothing personal, no live formula."""

import datetime as dt
import io
import json
import math
import shutil
import subprocess

import openpyxl
import pyogrio
import pytest
import shapely

from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.schema import EXPORT_COLUMNS, INTAKE_COLUMNS
from atgt.reports.road_proposal import HAZARD_PROPERTIES, PROPERTIES
from atgt.storage.database import Database
from atgt.workflow import exporting, screening, selection


def rfc7946_faults(document: dict) -> list[str]:
    """Everything RFC 7946 forbids that could go wrong here, written from the text of the RFC, sections 3 to 7."""
    faults = []
    if document.get("type") != "FeatureCollection" or not isinstance(document.get("features"), list):
        faults.append("not a FeatureCollection")
    if "crs" in document:
        faults.append("crs member (4)")
    for member in ("coordinates", "geometries", "geometry", "properties"):
        if member in document:
            faults.append(f"FeatureCollection with {member} (7.1)")
    for number, feature in enumerate(document["features"]):
        where = f"feature {number}"
        if feature.get("type") != "Feature" or "geometry" not in feature or "properties" not in feature:
            faults.append(f"{where}: not a Feature (3.2)")
        if not isinstance(feature.get("properties"), dict | None):
            faults.append(f"{where}: properties (3.2)")
        if "id" in feature and not isinstance(feature["id"], str | int):
            faults.append(f"{where}: id (3.2)")
        if feature["geometry"] is not None:
            faults += [f"{where}: {fault}" for fault in geometry_faults(feature["geometry"])]
    return faults


def geometry_faults(geometry: dict) -> list[str]:
    faults, kind, coordinates = [], geometry["type"], geometry["coordinates"]
    if set(geometry) - {"type", "coordinates", "bbox"}:
        faults.append("extra members in geometry")
    positions = {
        "Point": lambda c: [c],
        "LineString": lambda c: c,
        "MultiLineString": lambda c: [p for line in c for p in line],
        "Polygon": lambda c: [p for ring in c for p in ring],
    }[kind](coordinates)
    for position in positions:
        if len(position) not in (2, 3) or not all(isinstance(v, int | float) and math.isfinite(v) for v in position):
            faults.append("position (3.1.1)")
        elif not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            faults.append("not WGS84 degrees (4)")
    if kind == "LineString" and len(coordinates) < 2:
        faults.append("line with one position (3.1.4)")
    if kind == "Polygon":
        for index, ring in enumerate(coordinates):
            if len(ring) < 4 or ring[0] != ring[-1]:
                faults.append("ring not closed (3.1.6)")
            if shapely.LinearRing(ring).is_ccw != (index == 0):
                faults.append("right-hand rule (3.1.6)")
    return faults


@pytest.fixture
def spots(sample_database) -> dict:
    return json.loads(exporting.export(sample_database, what="spots", file_format="geojson").content)


def test_spots_follow_rfc_7946(spots):
    assert rfc7946_faults(spots) == []
    assert len(spots["features"]) > 5


def test_the_checker_itself_finds_faults(spots):
    broken = json.loads(json.dumps(spots))
    broken["crs"] = {"type": "name"}
    broken["features"][0]["geometry"] = {"type": "Point", "coordinates": [1637120.0, 603048.0]}

    assert len(rfc7946_faults(broken)) == 2


def test_accidents_follow_rfc_7946_and_keep_those_without_a_place(sample_database):
    document = json.loads(exporting.export(sample_database, what="accidents", file_format="geojson").content)
    chosen = selection.select_accidents(sample_database)

    assert rfc7946_faults(document) == []
    assert len(document["features"]) == chosen.n_total
    without = [f for f in document["features"] if f["geometry"] is None]
    assert len(without) == chosen.n_unlocated + chosen.n_ambiguous > 0


def test_a_feature_holds_exactly_the_contract(spots):
    for feature in spots["features"]:
        assert list(feature["properties"]) == list(PROPERTIES)
        assert feature["properties"]["dau_van_tay"] == spots["run"]["dau_van_tay"]
        assert "đề nghị" in feature["properties"]["kien_nghi"]
        kinds = [feature["properties"][k] for k in ("so_vu_chet", "so_vu_thuong", "so_va_cham", "so_vu_tai_san")]
        if feature["properties"]["loai"] == "hazard":
            assert {feature["properties"]["so_vu"], *kinds} == {None}  # nothing is counted there
        else:
            assert feature["properties"]["so_vu"] == sum(kinds)
            assert {feature["properties"][key] for key in HAZARD_PROPERTIES} == {None}


def test_a_simulated_ward_says_so_in_every_export(sample_database, spots):
    assert "MÔ PHỎNG" in spots["notice"]
    assert all(feature["properties"]["mo_phong"] for feature in spots["features"])
    for what in ("spots", "hazards", "accidents"):
        book = openpyxl.load_workbook(
            io.BytesIO(exporting.export(sample_database, what=what, file_format="xlsx").content)
        )
        top = [cell.value for row in book.active.iter_rows(max_row=4) for cell in row if cell.value]
        assert any("MÔ PHỎNG" in str(value) for value in top), what


def test_the_same_screening_twice_writes_the_same_bytes(sample_database):
    parameters = screening.default_parameters(sample_database)
    first = exporting.export(sample_database, what="spots", file_format="geojson").content

    later = dt.datetime(2027, 2, 3, 4, 5, tzinfo=dt.UTC)
    screening.run_screening(sample_database, parameters, LOCAL_USER, later)

    assert exporting.export(sample_database, what="spots", file_format="geojson").content == first


def test_a_new_database_of_the_same_data_writes_the_same_bytes(sample_database, sample_file, tmp_path, now):
    from atgt.workflow import demo

    other = Database.open(f"sqlite:///{tmp_path / 'other.gpkg'}")
    demo.load_sample(other, now + dt.timedelta(days=3))

    for what in ("spots", "hazards", "accidents"):
        mine = exporting.export(sample_database, what=what, file_format="geojson").content
        theirs = exporting.export(other, what=what, file_format="geojson").content
        assert mine == theirs, what
    other.close()


def test_gdal_opens_the_file_as_qgis_would(sample_database, tmp_path):
    if shutil.which("ogrinfo") is None:
        pytest.skip("gdal-bin is not installed")
    path = tmp_path / "spots.geojson"
    made = exporting.export(sample_database, what="spots", file_format="geojson")
    path.write_bytes(made.content)

    told = subprocess.run(["ogrinfo", "-al", "-so", path], capture_output=True, text=True, check=True).stdout

    assert f"Feature Count: {made.n_items}" in told
    assert "WGS 84" in told
    assert "giai_thich" in told


def test_one_count_everywhere(sample_database):
    chosen = selection.select_accidents(sample_database)
    as_geojson = exporting.export(sample_database, what="accidents", file_format="geojson")
    as_xlsx = exporting.export(sample_database, what="accidents", file_format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx.content)).active
    numbered = [row[0].value for row in sheet.iter_rows() if isinstance(row[0].value, int)]

    assert chosen.n_total == as_geojson.n_items == as_xlsx.n_items == len(numbered)
    assert chosen.n_total == chosen.n_located + chosen.n_ambiguous + chosen.n_unlocated
    assert chosen.n_total == sum(chosen.by_severity.values())


def test_no_personal_column_is_in_the_contract():
    personal = {key for key, column in INTAKE_COLUMNS.items() if column.is_personal}

    assert not personal & set(EXPORT_COLUMNS)
    assert not {"place", "vehicles", "cause", "notes"} & set(EXPORT_COLUMNS)


def test_no_personal_value_of_the_sample_is_in_an_export(sample_database, sample_file):
    import sqlite3

    with sqlite3.connect(sample_file) as plain:
        rows = plain.execute("select person_name, plates, phone, id_number, address from accident_person").fetchall()
    values = {value.strip() for row in rows for value in row if value and len(value.strip()) > 3}
    assert len(values) > 100

    for what in ("spots", "hazards", "accidents"):
        text = exporting.export(sample_database, what=what, file_format="geojson").content.decode()
        assert not [value for value in values if value in text]
        book = openpyxl.load_workbook(
            io.BytesIO(exporting.export(sample_database, what=what, file_format="xlsx").content)
        )
        cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
        assert not [value for value in values if value in cells]


def test_spots_before_any_screening_are_refused_with_the_way_out(empty_database):
    with pytest.raises(NotFoundError, match="Chưa có lần rà soát nào"):
        exporting.export(empty_database, what="spots", file_format="geojson")


def test_another_format_is_refused(empty_database):
    with pytest.raises(ParameterError, match="geojson, gpkg hoặc xlsx"):
        exporting.export(empty_database, what="spots", file_format="kml")


@pytest.mark.parametrize("what", ["spots", "accidents", "hazards"])
def test_a_geopackage_holds_what_the_geojson_holds(sample_database, tmp_path, what):
    document = json.loads(exporting.export(sample_database, what=what, file_format="geojson").content)
    made = exporting.export(sample_database, what=what, file_format="gpkg")
    path = tmp_path / "export.gpkg"
    path.write_bytes(made.content)

    layers = [pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)]
    found = [row for layer in layers if "ma" in layer for row in layer.to_dict("records")]
    expected = sorted(one["id"] for one in document["features"])

    assert sorted(row["ma"] for row in found) == expected
    assert made.n_items == len(expected) > 0
    columns = set().union(*(set(layer.columns) for layer in layers if "ma" in layer)) - {"ma", "geometry"}
    assert columns == {key for one in document["features"] for key in one["properties"]}
    assert exporting.export(sample_database, what=what, file_format="gpkg").content == made.content
