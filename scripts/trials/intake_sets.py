"""The foreign tables, the profile each is read with, and what its facts.json says must come out."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

Checks = dict[str, tuple[object, object]]


@dataclass(frozen=True)
class TrialFile:
    """One published file, the saved profile for it, and how its facts are compared: name to (stated, found)."""

    folder: str
    file: str
    profile: str
    checks: Callable[[Mapping[str, Any], pd.DataFrame], Checks]

    def content(self, data: Path) -> bytes:
        """The file as the sender wrote it, unpacked."""
        unpack = {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(Path(self.file).suffix, lambda packed: packed)
        return unpack((data / self.folder / self.file).read_bytes())

    @property
    def name(self) -> str:
        """The file's name without the ending of its packing."""
        return self.file.removesuffix(".gz").removesuffix(".bz2")

    def facts(self, data: Path) -> Mapping[str, Any]:
        """What is known of the data set beforehand."""
        known: Mapping[str, Any] = json.loads((data / self.folder / "facts.json").read_text("utf-8"))
        return known


def trial_files(data: Path) -> list[TrialFile]:
    """Every table of the trials, Barcelona's thirteen years one by one."""
    years = sorted((data / "barcelona").glob("20*_accidents_gu_bcn.csv*"))
    return [
        *(_barcelona_file(path.name) for path in years),
        TrialFile("israel_2014", "H20141041AccData.csv", "israel_2014", _israel),
        TrialFile("south_australia", "2019_DATA_SA_Crash.csv", "south_australia_2019", _south_australia),
        TrialFile("new_zealand", "devCrashes.csv", "new_zealand", _new_zealand),
        *(TrialFile("us_fars", f"accident_{y}.csv.bz2", "us_fars", partial(_fars, y)) for y in ("2013", "2014")),
        TrialFile("songkhla", "accident2020.csv", "songkhla", _songkhla),
        TrialFile("philippines_driver", "sample_traffic.csv", "philippines_driver", _philippines),
        TrialFile("utrecht", "utrecht_accidents_2015_2018.geojson", "utrecht", _utrecht),
    ]  # fmt: skip


def _barcelona_file(name: str) -> TrialFile:
    """Three schemas and two datums, by the year the name begins with."""
    year = int(name[:4])
    years = "2010_2013" if year < 2014 else "2014_2015" if year < 2016 else "2016_2022"
    return TrialFile("barcelona", name, f"barcelona_{years}", partial(_barcelona, str(year)))


def _total(rows: pd.DataFrame, column: str) -> int:
    return int(rows[column].sum())


def _n_without_coordinates(rows: pd.DataFrame) -> int:
    return int((rows["latitude"].isna() & rows["northing"].isna()).sum())


def _n_severity(rows: pd.DataFrame, severity: int) -> int:
    return int((rows["severity"] == severity).sum())


def _by_year(rows: pd.DataFrame) -> dict[str, int]:
    years = rows["occurred_on"].map(lambda day: str(day.year)).value_counts()
    return {str(year): int(n) for year, n in sorted(years.items())}


def _barcelona(year: str, facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    stated = facts["per_file"][year]
    return {
        "rows": (stated["rows"], len(rows)),
        "killed": (stated["deaths"], _total(rows, "killed")),
        "seriously injured": (stated["serious"], _total(rows, "seriously_injured")),
        "slightly injured": (stated["slight"], _total(rows, "slightly_injured")),
        "fatal accidents": (stated["fatal_accidents"], _n_severity(rows, 0)),
        "without coordinates": (stated["no_coordinate"], _n_without_coordinates(rows)),
    }


def _israel(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    km, severity = pd.to_numeric(rows["km_post"]), facts["severity_HUMRAT_TEUNA"]
    months = rows["occurred_on"].map(lambda day: str(day.month)).value_counts()
    return {
        "rows": (facts["rows"], len(rows)),
        "fatal accidents": (severity["1"], _n_severity(rows, 0)),
        "accidents with injured": (severity["2"] + severity["3"], _n_severity(rows, 1)),
        "without coordinates": (facts["no_coordinate"], _n_without_coordinates(rows)),
        "with road and km": (facts["with_road_and_km"], int((rows["road_name"].notna() & (km > 0)).sum())),
        "negative km": (facts["negative_km"], int((km < 0).sum())),
        "rows by month": (facts["month"], {str(m): int(months[str(m)]) for m in range(1, 13)}),
    }


def _south_australia(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    severity = facts["severity"]
    return {
        "rows": (facts["rows"], len(rows)),
        "killed": (facts["deaths"], _total(rows, "killed")),
        "seriously injured": (facts["serious"], _total(rows, "seriously_injured")),
        "slightly injured": (facts["minor"], _total(rows, "slightly_injured")),
        "fatal accidents": (severity["4: Fatal"], _n_severity(rows, 0)),
        "accidents with injured": (severity["2: MI"] + severity["3: SI"], _n_severity(rows, 1)),
        "damage only": (severity["1: PDO"], _n_severity(rows, 3)),
    }


def _new_zealand(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    good = rows[rows["status"] == "accepted"]
    found, stated = good["entered_class"].value_counts(), facts["severity_in_good_rows"]
    return {
        "rows": (facts["data_rows"], len(rows)),
        "held: shifted by broken quotes": (facts["rows_shifted_by_broken_quoting"], len(rows) - len(good)),
        "severity words": (stated, {word: int(found[word]) for word in stated}),
        "years": (facts["years"], [min(_by_year(good)), max(_by_year(good))]),
        "negative longitudes": (facts["negative_longitudes"], int((good["longitude"] < 0).sum())),
    }


def _fars(year: str, facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    stated = facts[year]
    return {
        "rows": (stated["rows"], len(rows)),
        "killed": (stated["deaths"], _total(rows, "killed")),
        "sentinel coordinates": (stated["sentinel_coordinates"], _n_without_coordinates(rows)),
    }


def _songkhla(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    worst, days = facts["accidents_by_worst"], rows["occurred_on"]
    return {
        "rows": (facts["rows"], len(rows)),
        "held: case number used twice": (facts["duplicate_ACC_CODE"], int((rows["status"] == "held").sum())),
        "first and last day": ([facts["date_min"], facts["date_max"]], [str(min(days)), str(max(days))]),
        "rows by year": (facts["rows_by_year"], _by_year(rows)),
        "killed": (facts["deaths"], _total(rows, "killed")),
        "fatal accidents": (worst["fatal"], _n_severity(rows, 0)),
        "accidents with injured": (worst["serious"] + worst["slight"], _n_severity(rows, 1)),
        "km missing": (facts["km_missing"], int(rows["km_post"].isna().sum())),
    }


def _philippines(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    severity = facts["severity"]
    return {
        "rows": (facts["sample_rows"], len(rows)),
        "fatal accidents": (severity["Fatal"], _n_severity(rows, 0)),
        "accidents with injured": (severity["Injury"], _n_severity(rows, 1)),
        "damage only": (severity["Property"], _n_severity(rows, 3)),
    }


def _utrecht(facts: Mapping[str, Any], rows: pd.DataFrame) -> Checks:
    severity = facts["severity"]
    return {
        "rows": (facts["rows"], len(rows)),
        "fatal accidents": (severity["DOD"], _n_severity(rows, 0)),
        "accidents with injured": (severity["LET"], _n_severity(rows, 1)),
        "damage only": (severity["UMS"], _n_severity(rows, 3)),
        "rows by year": (facts["year"], _by_year(rows)),
        "points that coincide": (facts["duplicate_points"], int(rows.duplicated(["latitude", "longitude"]).sum())),
    }
