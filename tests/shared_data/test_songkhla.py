"""Real accidents with their road layer, through the same commands and a mapping profile; no code written for them."""

import json

import geopandas as gpd
import pytest
from click.testing import CliRunner

from atgt.cli import cli

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def songkhla(shared_data):
    return shared_data / "songkhla"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """``atgt`` on a database of the module's own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('songkhla') / 'ward.gpkg'}"
    return lambda *words: CliRunner().invoke(cli, ["--database", url, *map(str, words)], catch_exceptions=False)


@pytest.fixture(scope="module")
def report(run, songkhla, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.json"
    assert run("roads", "import", songkhla / "songkhla_roads.geojson", "--profile", "songkhla").exit_code == 0
    outcome = run("import", songkhla / "accident2020.csv", "--profile", "songkhla", "--report", path)
    assert outcome.exit_code == 0, outcome.output
    return json.loads(path.read_text("utf-8"))[0]


def test_every_row_is_accepted_or_held(report, songkhla):
    facts = json.loads((songkhla / "facts.json").read_text("utf-8"))

    assert report["read"] == facts["rows"] == report["accepted"] + report["held"]
    assert report["held"] == facts["duplicate_ACC_CODE"]


def test_points_beyond_the_tolerance_are_reported_not_snapped(report, run, songkhla, tmp_path):
    path = tmp_path / "accidents.geojson"
    assert run("export", "--what", "accidents", "--format", "geojson", "--output", path).exit_code == 0
    placed = [f for f in json.loads(path.read_text("utf-8"))["features"] if f["geometry"]]
    roads = gpd.read_file(songkhla / "songkhla_roads.geojson").to_crs("EPSG:32647").union_all()
    facts = json.loads((songkhla / "facts.json").read_text("utf-8"))

    assert report["located"] == len(placed)
    assert facts["points_within_50m_of_roads_layer"] - 10 <= len(placed) <= facts["points_within_50m_of_roads_layer"]
    assert all(f["properties"]["offset_m"] <= 50 for f in placed)
    snapped = gpd.GeoSeries.from_wkt(["POINT ({} {})".format(*f["geometry"]["coordinates"]) for f in placed], crs=4326)
    assert snapped.to_crs("EPSG:32647").distance(roads).max() <= 50.01
    assert report["unlocated"] == report["accepted"] - report["located"] > 700


def test_screening_runs_on_it(report, run):
    outcome = run("screen", "--length-m", "500")

    assert outcome.exit_code == 0
    assert "đề nghị" in outcome.output
