"""``atgt screen --input``: tables that are in no database, whole or in partitions, give the answer of screen_routes."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from atgt.cli import cli
from atgt.domain.period import day_number, day_of
from atgt.network_screening.period import MonthStep
from atgt.network_screening.windows import screen_routes
from atgt.workflow import screening
from atgt.workflow.screening import rule_set_for

FIRST, LAST = "2025-11-01", "2026-10-31"


@pytest.fixture(scope="module")
def accidents():
    """600 invented accidents on three routes, within one year."""
    rng = np.random.default_rng(7)
    first = day_number(pd.Timestamp(FIRST).date())
    return pd.DataFrame(
        {
            "route": rng.integers(0, 3, 600),
            "measure_mm": rng.integers(0, 30_000_000, 600),
            "day": first + rng.integers(0, 365, 600),
            "severity": rng.choice([0, 1, 2, 3], 600, p=[0.1, 0.3, 0.4, 0.2]),
        }
    )


@pytest.fixture(scope="module")
def expected(accidents):
    rules = rule_set_for(screening.ScreeningParameters(as_of=pd.Timestamp(LAST).date())).black
    columns = [accidents[name] for name in ("route", "measure_mm", "day", "severity")]
    return screen_routes(*columns, length_mm=300_000, rules=rules, period=MonthStep(12))


def run(*words):
    outcome = CliRunner().invoke(cli, list(map(str, words)), catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def black_features(path):
    features = json.loads(path.read_text("utf-8"))["features"]
    found = [f["properties"] for f in features if f["properties"]["level"] == "black"]
    return sorted([int(f["route"]), f["from_mm"], f["to_mm"]] for f in found)


def test_a_table_with_measures_gives_the_answer_of_screen_routes(accidents, expected, tmp_path):
    accidents.to_csv(tmp_path / "a.csv", index=False)

    told = run("screen", "--input", tmp_path / "a.csv", "--as-of", LAST, "--output", tmp_path / "out.geojson")

    assert black_features(tmp_path / "out.geojson") == sorted(expected.spots[:, :3].tolist())
    assert f"{len(expected.spots)} vị trí đủ ngưỡng điểm đen" in told


def test_metres_dates_and_words_are_read_as_well(accidents, expected, tmp_path):
    words = {0: "fatal", 1: "injury", 2: "pdo", 3: "damage_only"}
    table = pd.DataFrame(
        {
            "route": accidents["route"],
            "measure_m": accidents["measure_mm"] / 1000,
            "date": accidents["day"].map(lambda day: day_of(day).isoformat()),
            "severity": accidents["severity"].map(words),
        }
    )
    table.to_csv(tmp_path / "b.csv", index=False)

    run("screen", "--input", tmp_path / "b.csv", "--as-of", LAST, "--output", tmp_path / "out.geojson")

    assert black_features(tmp_path / "out.geojson") == sorted(expected.spots[:, :3].tolist())


def test_an_office_sheet_with_vietnamese_headings_and_days_is_read_as_well(accidents, expected, tmp_path):
    words = {0: "Chết người", 1: "Bị thương", 2: "Va chạm giao thông", 3: "damage_only"}
    table = pd.DataFrame(
        {
            "Tuyến": accidents["route"].map("{}".format),
            "Vị trí (m)": accidents["measure_mm"] / 1000,
            "Ngày": accidents["day"].map(lambda day: f"{day_of(day):%d/%m/%Y}"),
            "Mức độ": accidents["severity"].map(words),
        }
    )
    table.to_excel(tmp_path / "b.xlsx", index=False)
    table.to_csv(tmp_path / "b.csv", index=False, sep=";", encoding="utf-8-sig")

    for name in ("b.xlsx", "b.csv"):
        run("screen", "--input", tmp_path / name, "--as-of", LAST, "--output", tmp_path / "out.geojson")
        assert black_features(tmp_path / "out.geojson") == sorted(expected.spots[:, :3].tolist())


def test_excel_days_are_not_taken_for_days_since_1970(tmp_path):
    rows = [["QL1", 1000, pd.Timestamp("2026-01-05"), "fatal"], ["QL1", 1120, pd.Timestamp("2026-03-01"), "fatal"]]
    pd.DataFrame(rows, columns=["route", "measure_m", "date", "severity"]).to_excel(tmp_path / "d.xlsx", index=False)

    told = run("screen", "--input", tmp_path / "d.xlsx", "--as-of", "31/10/2026")

    assert "2 vụ; 1 vị trí đủ ngưỡng điểm đen, 0 vị trí" in told


def test_a_potential_place_that_only_meets_a_black_one_stays_as_on_the_map(tmp_path):
    """Two deaths 100 m apart, and injury accidents 250 m on: alone a potential place, not inside the black one."""
    rows = [("A", 0, "2026-01-01", "fatal"), ("A", 100, "2026-02-01", "fatal"), ("A", 350, "2026-02-01", "injury")]
    pd.DataFrame(rows, columns=["route", "measure_m", "date", "severity"]).to_csv(tmp_path / "p.csv", index=False)

    run("screen", "--input", tmp_path / "p.csv", "--as-of", LAST, "--output", tmp_path / "out.geojson")

    found = [f["properties"] for f in json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]]
    assert [(f["level"], f["from_mm"], f["to_mm"]) for f in found] == [
        ("black", 0, 100_000),
        ("potential", 350_000, 350_000),
    ]


def test_partitions_on_dask_give_the_same_spots(accidents, expected, tmp_path):
    accidents.to_parquet(tmp_path / "a.parquet")

    words = ["screen", "--input", tmp_path / "a.parquet", "--distributed", tmp_path / "out", "--as-of", LAST]
    told = subprocess.run([sys.executable, "-m", "atgt", *words], capture_output=True, text=True, check=True).stdout

    spots = pq.read_table(tmp_path / "out" / "black" / "spots").to_pandas()
    assert sorted(spots[["route", "a_mm", "b_mm"]].astype(int).to_numpy().tolist()) == sorted(
        expected.spots[:, :3].tolist()
    )
    assert f"{len(expected.spots)} vị trí" in told


def test_a_sheet_with_roads_walks_the_whole_way(root, tmp_path):
    sample = root / "data/sample"

    told = run(
        "screen", "--input", sample / "accidents.xlsx", "--roads", sample / "roads.geojson",
        "--km-posts", sample / "km_posts.csv", "--as-of", LAST, "--output", tmp_path / "out.geojson",
    )  # fmt: skip

    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    assert sum(f["properties"]["cap"] == "black" for f in features) == 11
    assert "11 vị trí đủ ngưỡng điểm đen" in told


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("severity", "nặng", "severity"),
        ("measure_mm", "gần chợ", "measure_mm"),
        ("day", "hôm qua", "day"),
        ("day", "30/2/2026", "day"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(accidents, tmp_path, column, value, words):
    table = accidents.astype(object)
    table.loc[3, column] = value
    table.to_csv(tmp_path / "c.csv", index=False)

    outcome = CliRunner().invoke(cli, ["screen", "--input", str(tmp_path / "c.csv"), "--as-of", LAST])

    assert outcome.exit_code == 1
    assert f"hàng 5, cột “{words}”" in outcome.output
    assert value in outcome.output
