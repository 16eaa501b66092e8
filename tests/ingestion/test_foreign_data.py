"""Real sheets nobody here wrote, read through saved profiles and no code of their own; compared with their facts."""

import bz2
import gzip
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from atgt.ingestion.interpretation import Interpretation, interpret
from atgt.ingestion.profile import ImportProfile
from atgt.io.spreadsheets import read_workbook

pytestmark = pytest.mark.shared_data
PROFILES = Path(__file__).parents[2] / "data/reference/profiles"


@dataclass(frozen=True)
class Loaded:
    found: Interpretation
    facts: dict

    def severities(self) -> dict[int, int]:
        return {int(k): int(v) for k, v in self.found.rows["severity"].value_counts().items()}

    def n_without_coordinates(self) -> int:
        rows = self.found.rows
        return int((rows["latitude"].isna() & rows["northing"].isna()).sum())

    def rules(self) -> set[str]:
        return {issue.rule for issue in self.found.issues if issue.level.value != "note"}


@pytest.fixture(scope="module")
def load(shared_data, options):
    def run(folder: str, pattern: str, profile_name: str) -> Loaded:
        (path,) = (shared_data / folder).glob(pattern)
        unpack = {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(path.suffix, lambda content: content)
        name = path.name.removesuffix(".gz").removesuffix(".bz2")
        mapping = tomllib.loads((PROFILES / f"{profile_name}.toml").read_text("utf-8"))
        profile = ImportProfile.from_dict({key: value for key, value in mapping.items() if key != "roads"})
        content = unpack(path.read_bytes())
        book = read_workbook(content, name=name, encoding=profile.encoding, delimiter=profile.delimiter)
        found = interpret(book, options(profile))
        assert found.n_read == found.n_accepted + found.n_held == len(found.rows)
        return Loaded(found, json.loads((shared_data / folder / "facts.json").read_text("utf-8")))

    return run


def barcelona_profile(year: int) -> str:
    return "barcelona_" + ("2010_2013" if year < 2014 else "2014_2015" if year < 2016 else "2016_2022")


BARCELONA = [  # one file of each shape in every run, the others with the long runs
    pytest.param(
        year, barcelona_profile(year), marks=() if year in {2015, 2016, 2021} else pytest.mark.soak, id=str(year)
    )
    for year in range(2010, 2023)
]


@pytest.mark.parametrize(("year", "profile"), BARCELONA)
def test_barcelona_two_encodings_three_shapes_two_datums(year, profile, load):
    loaded = load("barcelona", f"{year}_*", profile)

    facts = loaded.facts["per_file"][str(year)]
    rows = loaded.found.rows
    assert loaded.found.n_read == facts["rows"]
    assert (rows["killed"].sum(), rows["slightly_injured"].sum(), rows["seriously_injured"].sum()) == (
        facts["deaths"], facts["slight"], facts["serious"]
    )  # fmt: skip
    assert loaded.severities()[0] == facts["fatal_accidents"]
    assert loaded.n_without_coordinates() == facts["no_coordinate"]
    known = rows[rows["northing"].notna()]
    assert known["northing"].between(4_570_000, 4_600_000).all()
    assert known["easting"].between(415_000, 445_000).all()
    held = {issue.rule for issue in loaded.found.issues if issue.level.value == "error"}
    assert held <= {"case_number_conflict", "date_missing", "severity_unknown"}
    assert loaded.found.n_held == {2015: 1, 2017: 4, 2018: 10, 2020: 7, 2021: 6, 2022: 10}.get(year, 0)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_barcelona_thirteen_files_add_up(load):
    loaded = [load("barcelona", f"{year}_*", barcelona_profile(year)) for year in range(2010, 2023)]

    facts = loaded[0].facts
    assert sum(each.found.n_read for each in loaded) == facts["rows_total"]
    assert sum(each.found.rows["killed"].sum() for each in loaded) == facts["deaths"]
    conflicts = [i for each in loaded for i in each.found.issues if i.rule == "case_number_conflict"]
    assert len(conflicts) == facts["duplicate_case_number"]


def test_israel_codes_without_counts(load):
    loaded = load("israel_2014", "*AccData.csv", "israel_2014")

    facts, rows = loaded.facts, loaded.found.rows
    assert loaded.found.n_read == loaded.found.n_accepted == facts["rows"]
    assert loaded.severities() == {0: 291, 1: 1442 + 10712}
    assert loaded.n_without_coordinates() == facts["no_coordinate"]
    km = pd.to_numeric(rows["km_post"])  # the profile turned tenths of a kilometre into kilometres
    assert int((rows["road_name"].notna() & (km > 0)).sum()) == facts["with_road_and_km"]
    assert int((km < 0).sum()) == facts["negative_km"]
    assert km.max() < 500
    months = {str(m): n for m, n in rows["occurred_on"].map(lambda day: day.month).value_counts().items()}
    assert months == facts["month"]


def test_south_australia_incomplete_dates_and_damage_only(load):
    loaded = load("south_australia", "*.csv", "south_australia_2019")

    facts, rows = loaded.facts, loaded.found.rows
    assert loaded.found.n_read == loaded.found.n_accepted == facts["rows"]
    assert loaded.severities() == {3: 8188, 1: 3937 + 729, 0: 110}
    assert (rows["killed"].sum(), rows["seriously_injured"].sum(), rows["slightly_injured"].sum()) == (
        facts["deaths"], facts["serious"], facts["minor"]
    )  # fmt: skip
    assert {day.day for day in rows["occurred_on"]} == {1}
    assert any("ngày 1 của tháng" in issue.text.vi for issue in loaded.found.issues)


def test_new_zealand_shifted_rows_are_held_and_axes_set_right(load):
    loaded = load("new_zealand", "*.csv", "new_zealand")

    facts, found = loaded.facts, loaded.found
    accepted = found.rows[found.rows["status"] == "accepted"]
    assert (found.n_read, found.n_held) == (facts["data_rows"], facts["rows_shifted_by_broken_quoting"])
    assert accepted["entered_class"].value_counts().to_dict() == facts["severity_in_good_rows"]
    assert accepted["latitude"].between(-47, -34).all()
    assert int((accepted["longitude"] < 0).sum()) == facts["negative_longitudes"]


@pytest.mark.soak
@pytest.mark.parametrize("year", [2013, 2014])
def test_fars_sentinels_are_not_places(year, load):
    loaded = load("us_fars", f"accident_{year}*", "us_fars")

    facts, rows = loaded.facts[str(year)], loaded.found.rows
    assert loaded.found.n_read == loaded.found.n_accepted == facts["rows"]
    assert rows["killed"].sum() == facts["deaths"]
    assert loaded.n_without_coordinates() == facts["sentinel_coordinates"]
    assert rows["latitude"].max() < 70
    assert int(rows["occurred_at"].map(lambda at: at is None).sum()) >= facts["unknown_hour_99"]


def test_songkhla_two_date_forms_in_one_column(load):
    loaded = load("songkhla", "accident2020.csv", "songkhla")

    facts, rows = loaded.facts, loaded.found.rows
    assert (loaded.found.n_read, loaded.found.n_held) == (facts["rows"], facts["duplicate_ACC_CODE"])
    assert (str(min(rows["occurred_on"])), str(max(rows["occurred_on"]))) == (facts["date_min"], facts["date_max"])
    years = {str(y): n for y, n in rows["occurred_on"].map(lambda day: day.year).value_counts().items()}
    assert years == facts["rows_by_year"]
    worst = facts["accidents_by_worst"]
    assert loaded.severities() == {0: worst["fatal"], 1: worst["serious"] + worst["slight"], 2: worst["none"]}
    assert int(rows["km_post"].isna().sum()) == facts["km_missing"]


def test_philippines_class_words_and_two_digit_years(load):
    loaded = load("philippines_driver", "sample_traffic.csv", "philippines_driver")

    assert loaded.found.n_accepted == loaded.facts["sample_rows"]
    assert loaded.severities() == {1: 477, 3: 400, 0: 123}
    assert {day.year for day in loaded.found.rows["occurred_on"]} <= set(range(2010, 2020))


def test_utrecht_points_that_coincide_stay_apart(load):
    loaded = load("utrecht", "*.geojson", "utrecht")

    facts, rows = loaded.facts, loaded.found.rows
    assert loaded.found.n_accepted == facts["rows"] == len(set(rows["row_key"]))
    assert loaded.severities() == {
        3: facts["severity"]["UMS"],
        1: facts["severity"]["LET"],
        0: facts["severity"]["DOD"],
    }
    years = {str(y): n for y, n in rows["occurred_on"].map(lambda day: day.year).value_counts().items()}
    assert years == facts["year"]
    assert int(rows.duplicated(["latitude", "longitude"]).sum()) == facts["duplicate_points"]


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_of_the_installation_is_sound(path):
    mapping = tomllib.loads(path.read_text("utf-8"))

    profile = ImportProfile.from_dict({key: value for key, value in mapping.items() if key != "roads"})

    assert ImportProfile.from_dict(profile.to_dict()) == profile
    assert all(len(note) > 20 for note in profile.notes)
