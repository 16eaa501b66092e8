"""Coordinates in the system a profile states: the datum shift is applied, and no Vietnamese box refuses them."""

import datetime as dt
import gzip

import numpy as np
import pandas as pd
import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import MissingCrsError
from atgt.ingestion.interpretation import interpret
from atgt.ingestion.profile import ImportProfile
from atgt.io.spreadsheets import read_workbook
from atgt.location_referencing import projection
from atgt.storage.repositories import reported_positions
from atgt.workflow import intake, profiles, stated_coordinates

TODAY = dt.date(2026, 11, 22)
LON, LAT = 108.95913, 14.80081


def sheet(x, y, names=("X (Bắc)", "Y (Đông)")):
    lines = [f"Mã vụ,Ngày,Chết,Bị thương,{names[0]},{names[1]}", f"V1,2/3/2026,0,1,{y},{x}"]
    return "\n".join(lines).encode()


def profile(crs, keys=("northing", "easting")):
    names = dict(zip(("X (Bắc)", "Y (Đông)"), keys, strict=True))
    return ImportProfile(name="t", columns=names, crs=crs)


def seen(database, content, how, now):
    return intake.preview(database, content, name="a.csv", today=now.date(), profile=how)


def point(preview):
    row = preview.rows.iloc[0]
    return float(row["longitude"]), float(row["latitude"])


@pytest.mark.parametrize("crs", ["EPSG:9217", "EPSG:3405", "EPSG:32648", "EPSG:32649"])
def test_metres_of_another_system_are_the_same_place(empty_database, now, crs):
    x, y = (float(v) for v in projection.to_metric(LON, LAT, crs))

    found = seen(empty_database, sheet(f"{x:.3f}", f"{y:.3f}"), profile(crs), now)

    assert point(found) == pytest.approx((LON, LAT), abs=1e-7)
    assert found.rows["northing"].isna().all()
    assert not [issue for issue in found.issues if issue.rule.startswith("coordinates_")]


def test_degrees_of_vn2000_get_the_datum_shift(empty_database, now):
    lon, lat = (float(v) for v in projection.to_metric(LON, LAT, projection.VN2000_DEGREES))
    how = profile(projection.VN2000_DEGREES, ("latitude", "longitude"))

    found = seen(empty_database, sheet(f"{lon:.9f}", f"{lat:.9f}"), how, now)

    assert abs(lon - LON) > 0.001
    assert point(found) == pytest.approx((LON, LAT), abs=1e-7)


@pytest.mark.parametrize("crs", [None, "EPSG:5898", "EPSG:4326"])
def test_what_is_usual_here_stays_as_it_was_written(empty_database, now, crs):
    found = seen(empty_database, sheet("603048.61", "1637120.03"), profile(crs), now)

    row = found.rows.iloc[0]
    assert (row["northing"], row["easting"]) == (1637120.03, 603048.61)
    assert pd.isna(row["latitude"])


def test_exchanged_axes_are_put_right_and_told_and_what_lies_elsewhere_is_not_used(empty_database, now):
    swapped = seen(empty_database, sheet("4580000", "430000"), profile("EPSG:25831"), now)
    elsewhere = seen(empty_database, sheet("603048.61", "1637120.03"), profile("EPSG:25831"), now)

    assert point(swapped) == pytest.approx((2.162998, 41.368470), abs=1e-6)
    assert [issue.rule for issue in swapped.issues if "crs" in issue.rule] == ["coordinates_swapped_in_crs"]
    (told,) = [issue for issue in elsewhere.issues if "crs" in issue.rule]
    assert (told.rule, told.row) == ("coordinates_outside_crs", 2)
    assert told.value == "1637120.03, 603048.61"
    assert elsewhere.n_accepted == 1
    assert elsewhere.rows[["latitude", "longitude", "northing", "easting"]].isna().all(axis=None)


def test_both_numbers_in_one_cell_may_be_metres_of_any_country(empty_database, now):
    content = "Mã vụ,Ngày,Chết,Bị thương,Tọa độ\nV1,2/3/2026,0,1,X=4580000 Y=430000".encode()

    found = seen(empty_database, content, ImportProfile(name="t", crs="EPSG:25831"), now)

    assert point(found) == pytest.approx((2.162998, 41.368470), abs=1e-6)


def test_a_system_nobody_knows_is_refused_in_words(empty_database, now):
    with pytest.raises(MissingCrsError, match="EPSG:999999"):
        seen(empty_database, sheet("603048", "1637120"), profile("EPSG:999999"), now)


def test_what_is_stored_needs_no_profile_to_be_located_again(empty_database, now):
    x, y = (float(v) for v in projection.to_metric(LON, LAT, "EPSG:9217"))
    found = seen(empty_database, sheet(f"{x:.3f}", f"{y:.3f}"), profile("EPSG:9217"), now)

    intake.accept(empty_database, found, LOCAL_USER, now)

    with empty_database.read() as session:
        kept = reported_positions.located_by(session).iloc[0]
    assert (kept["longitude"], kept["latitude"]) == pytest.approx((LON, LAT), abs=1e-7)
    assert pd.isna(kept["northing"])


def test_no_rows_stay_no_rows():
    rows = pd.DataFrame(
        {name: pd.array([], dtype="Float64") for name in ("latitude", "longitude", "northing", "easting")}
    )

    found, told = stated_coordinates.in_wgs84(rows, "EPSG:23031")

    assert len(found) == 0
    assert told == []


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("year", "name"), [(2012, "barcelona_2010_2013"), (2015, "barcelona_2014_2015")], ids=["ETRS89", "ED50"]
)
def test_barcelona_in_two_datums_is_one_city(shared_data, year, name):
    """Against the WGS84 points made of the same files by other code; the two datums lie 225 m apart."""
    (path,) = (shared_data / "barcelona").glob(f"{year}_*")
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    how = profiles.load_profile(name)
    book = read_workbook(content, name=path.name.removesuffix(".gz"), encoding=how.encoding, delimiter=how.delimiter)
    rows, told = stated_coordinates.in_wgs84(interpret(book, intake.read_options(TODAY, how)).rows, how.crs)

    points = pd.read_parquet(shared_data / "barcelona/barcelona_points_wgs84.parquet")
    points = points[(points["source_year"] == year) & points["lon"].notna()].drop_duplicates("case")
    both = rows.drop_duplicates("case_number").merge(points, left_on="case_number", right_on="case")
    east = (both["longitude"].to_numpy(float, na_value=np.nan) - both["lon"]) * 111_320 * np.cos(np.radians(41.4))
    north = (both["latitude"].to_numpy(float, na_value=np.nan) - both["lat"]) * 111_070
    assert len(both) > 0.99 * len(points)
    assert np.hypot(east, north).max() < 1
    assert not [issue for issue in told if issue.rule == "coordinates_swapped_in_crs"]
