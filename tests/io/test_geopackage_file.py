"""A GeoJSON document as a GeoPackage, read again with GDAL."""

import json
import subprocess

import pyogrio
import pytest

from atgt.io import geodata, geopackage_file

LINE = {"type": "LineString", "coordinates": [[108.95, 14.8], [108.96, 14.81]]}
POINT = {"type": "Point", "coordinates": [108.95, 14.8]}


@pytest.fixture
def document():
    features = [
        {
            "type": "Feature",
            "id": "D1",
            "geometry": LINE,
            "properties": {"ten": "Đức Phổ", "tuyen": ["QL1", "ĐT624"], "so": 2},
        },
        {"type": "Feature", "id": "D2", "geometry": POINT, "properties": {"ten": "Nút giao", "tuyen": [], "so": None}},
        {
            "type": "Feature",
            "id": "V3",
            "geometry": None,
            "properties": {"ten": "chưa có vị trí", "tuyen": None, "so": 1},
        },
    ]
    columns = {"ten": {"vi": "Tên", "en": "Name"}}
    return geodata.feature_collection(features, members={"notice": "MÔ PHỎNG", "run": {"L": 300}, "columns": columns})


def test_every_feature_stands_in_the_layer_of_its_kind_with_its_columns(document, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage_file.from_geojson(document))

    layers = dict(pyogrio.list_layers(path))
    line = pyogrio.read_dataframe(path, layer="doan")

    assert layers == {"diem": "Point", "doan": "LineString", "chua_co_vi_tri": None, "thong_tin": None, "cac_cot": None}
    assert line.crs.to_epsg() == 4326
    assert line.drop(columns="geometry").to_dict("records") == [
        {"ma": "D1", "ten": "Đức Phổ", "tuyen": "QL1; ĐT624", "so": 2}
    ]
    assert list(line.geometry[0].coords) == [(108.95, 14.8), (108.96, 14.81)]
    assert pyogrio.read_dataframe(path, layer="chua_co_vi_tri")["ma"].tolist() == ["V3"]
    about = pyogrio.read_dataframe(path, layer="thong_tin").set_index("khoa")["gia_tri"]
    assert (about["notice"], json.loads(about["run"])) == ("MÔ PHỎNG", {"L": 300})


def test_the_same_document_gives_the_same_bytes_and_leaves_gdal_as_it_was(document):
    assert geopackage_file.from_geojson(document) == geopackage_file.from_geojson(document)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_document_without_features_still_says_what_it_is(tmp_path):
    path = tmp_path / "empty.gpkg"
    path.write_bytes(geopackage_file.from_geojson(geodata.feature_collection([], members={"title": "ATGT"})))

    assert sorted(name for name, _ in pyogrio.list_layers(path)) == ["cac_cot", "thong_tin"]


def test_another_program_opens_it(document, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage_file.from_geojson(document))
    try:
        told = subprocess.run(["ogrinfo", "-ro", "-al", "-so", str(path)], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("no ogrinfo on this computer: Debian's gdal-bin has it")

    assert "Layer name: doan" in told.stdout
    assert "WGS 84" in told.stdout
