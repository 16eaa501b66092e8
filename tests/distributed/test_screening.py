"""Frames, Parquet files, partitions on disk and a real Dask cluster all give the answer of one process."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from atgt.distributed import file_screening, partition_writing, partitioned_table, screening
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.domain.errors import InputFileError, MappingError, ParameterError
from atgt.network_screening.period import MonthStep
from atgt.network_screening.windows import ScreeningResult, screen_routes

LENGTH_MM = 20_000
TABLES = ("maximal_stretches", "tight_stretches", "zones", "spots")


@pytest.fixture(scope="module")
def whole(accidents: pd.DataFrame) -> ScreeningResult:
    """The answer of one process, routes numbered in the order of their names."""
    names = sorted(accidents["route_id"].dropna().unique())
    route = accidents["route_id"].map({name: k for k, name in enumerate(names)}).fillna(-1).astype(np.int64)
    route = route.where(accidents["measure_mm"].notna(), -1)
    day = pd.to_datetime(accidents["occurred_on"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    return screen_routes(
        route.to_numpy(),
        accidents["measure_mm"].fillna(0).to_numpy(dtype=np.int64),
        day,
        accidents["severity"].to_numpy(dtype=np.int64),
        length_mm=LENGTH_MM,
    )


@pytest.fixture(scope="module")
def files(accidents: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two Parquet files."""
    folder = tmp_path_factory.mktemp("files")
    accidents.iloc[:4_000].to_parquet(folder / "a.parquet")
    accidents.iloc[4_000:].to_parquet(folder / "b.parquet")
    return folder


@pytest.fixture(scope="module")
def partitions(files: Path, tmp_path_factory: pytest.TempPathFactory) -> partitioned_table.PartitionedTable:
    """The same, cut into seven partitions."""
    return partition_writing.write_partitions(files, tmp_path_factory.mktemp("partitions"), n_partitions=7)


def assert_same(found: screening.PartitionedScreening, whole: ScreeningResult, *, in_order: bool = True) -> None:
    for name in TABLES:
        np.testing.assert_array_equal(getattr(found.result, name), getattr(whole, name), err_msg=name)
    if in_order:
        np.testing.assert_array_equal(found.result.members, whole.members)
    assert found.result.members.sum() == whole.members.sum()
    assert found.n_left_out == 2


def test_a_frame_in_partitions_gives_the_answer_of_one_process(accidents, whole):
    found = screening.screen_partitioned(accidents, length_mm=LENGTH_MM, n_partitions=9)

    assert_same(found, whole)
    assert found.n_partitions == 9
    assert found.routes == tuple(sorted(accidents["route_id"].dropna().unique()))


def test_two_dask_workers_give_the_answer_of_one_process(accidents, whole, files, partitions, dask_client):
    assert len(dask_client.nthreads()) == 2

    for source in (accidents, files):
        found = screening.screen_partitioned(source, length_mm=LENGTH_MM, n_partitions=6, client=dask_client)
        assert_same(found, whole)
    found = screening.screen_partitioned(partitions, length_mm=LENGTH_MM, client=dask_client)
    assert_same(found, whole, in_order=False)


def test_partitions_on_disk_hold_every_row_once_in_order(accidents, partitions):
    parts = [pq.read_table(partitions.path(k)).to_pandas() for k in range(len(partitions.n_rows))]
    left_out = pq.read_table(partitions.folder / "left-out.parquet").to_pandas()

    assert len(parts) == 7
    assert max(partitions.n_rows) < 1.2 * min(partitions.n_rows)
    assert left_out["accident_id"].tolist() == ["A5", "A7"]
    every = pd.concat([*parts, left_out])
    assert sorted(every["accident_id"]) == sorted(accidents["accident_id"])
    located = every[every["route_number"] >= 0]
    places = list(zip(located["route_number"], located["measure_mm"], strict=True))
    assert places == sorted(places)


def test_partitions_are_read_back_with_the_length_chosen_when_screening(partitions, whole):
    opened = partitioned_table.open_partitions(partitions.folder)

    assert opened == partitions
    assert_same(screening.screen_partitioned(opened.folder, length_mm=LENGTH_MM), whole, in_order=False)
    longer = screening.screen_partitioned(opened, length_mm=10 * LENGTH_MM)
    assert longer.result.members.sum() > whole.members.sum()
    assert longer.n_halo_rows > 0


def test_partitions_are_geoparquet_with_points_from_lon_and_lat(partitions):
    import geopandas as gpd

    frame = gpd.read_parquet(partitions.path(0))

    assert frame.crs.to_string() == "OGC:CRS84"
    np.testing.assert_array_equal(frame.geometry.x, frame["lon"])
    np.testing.assert_array_equal(frame.geometry.y, frame["lat"])


def test_geometry_and_crs_of_geoparquet_input_are_kept(accidents, tmp_path):
    import geopandas as gpd

    points = gpd.points_from_xy(accidents["lon"], accidents["lat"], crs=4326).to_crs(3405)
    given = gpd.GeoDataFrame(accidents.drop(columns=["lon", "lat"]), geometry=points)
    given.to_parquet(tmp_path / "a.parquet", write_covering_bbox=False)

    table = partition_writing.write_partitions(tmp_path / "a.parquet", tmp_path / "parts", n_partitions=2)

    kept = gpd.read_parquet(table.path(1))
    assert kept.crs == given.crs
    expected = given.set_index("accident_id").geometry.loc[kept["accident_id"]]
    assert (kept.geometry.to_numpy() == expected.to_numpy()).all()


def test_answer_written_in_partitions_is_the_answer_of_one_process(accidents, whole, partitions, tmp_path, dask_client):
    import geopandas as gpd

    totals = file_screening.screen_to_parquet(partitions, tmp_path, length_mm=LENGTH_MM, client=dask_client)

    names = sorted(accidents["route_id"].dropna().unique())
    for name in TABLES:
        rows = pd.read_parquet(tmp_path / name)
        rows["route_id"] = rows["route_id"].map(names.index)
        table = rows.sort_values(["route_id", "a_mm", "b_mm"]).to_numpy(dtype=np.int64)
        np.testing.assert_array_equal(table, getattr(whole, name), err_msg=name)
        assert getattr(totals, f"n_{name}") == len(table)
    parts = sorted((tmp_path / "accidents").glob("*.parquet"))
    written = pd.concat([gpd.read_parquet(part) for part in parts]).set_index("accident_id")
    of_whole = pd.Series(whole.members, index=accidents["accident_id"])
    assert written["is_member"].equals(of_whole.loc[written.index].rename("is_member"))
    assert totals.n_rows == len(accidents) == len(written) + totals.n_left_out
    assert totals.n_members == whole.members.sum()
    assert json.loads((tmp_path / "screening.json").read_text())["totals"]["n_spots"] == len(whole.spots)


def test_files_to_files_starts_its_own_cluster_and_reuses_partitions(files, whole, tmp_path):
    first = file_screening.screen_files(files, tmp_path / "one", length_mm=LENGTH_MM, n_partitions=3, n_workers=1)
    again = file_screening.screen_files(
        tmp_path / "one" / "partitions", tmp_path / "two", length_mm=LENGTH_MM, n_workers=1, period=MonthStep(12)
    )

    opened = file_screening.open_or_cut(tmp_path / "one" / "partitions", tmp_path / "never-made")

    assert first.n_spots == len(whole.spots)
    assert file_screening.screen_files(opened, tmp_path / "three", length_mm=LENGTH_MM, n_workers=1) == first
    assert not (tmp_path / "never-made").exists()
    assert again.n_partitions == first.n_partitions == 3
    with pytest.raises(InputFileError, match="đã có bảng đã chia"):
        file_screening.screen_files(files, tmp_path / "one", length_mm=LENGTH_MM)


@pytest.mark.parametrize("form", ["date", "timestamp", "zoned", "number"])
def test_days_are_understood_in_every_form(accidents, whole, form):
    frame = accidents.copy()
    day = pd.to_datetime(frame["occurred_on"])
    frame["occurred_on"] = {
        "date": frame["occurred_on"],
        "timestamp": day + dt.timedelta(hours=23),
        "zoned": (day + dt.timedelta(hours=1)).dt.tz_localize("Asia/Ho_Chi_Minh"),
        "number": day.to_numpy().astype("datetime64[D]").astype(np.int64),
    }[form]

    assert_same(screening.screen_partitioned(frame, length_mm=LENGTH_MM), whole)


def test_numbered_routes_and_other_column_names_are_taken_as_they_are():
    frame = pd.DataFrame({"road": [7, 7], "m": [0, 1_000], "day": [0, 3], "class": [0, 0]})
    columns = ScreeningColumns("road", "m", "day", "class")

    found = screening.screen_partitioned(frame, length_mm=1_000, columns=columns)

    assert found.result.spots.tolist() == [[7, 0, 1_000, 1]]
    assert found.routes is None


def test_an_empty_table_gives_an_empty_answer(accidents, tmp_path):
    found = screening.screen_partitioned(accidents.iloc[:0], length_mm=LENGTH_MM)
    schema = pa.Schema.from_pandas(accidents)
    pq.write_table(schema.empty_table(), tmp_path / "empty.parquet")
    table = partition_writing.write_partitions(tmp_path / "empty.parquet", tmp_path / "parts")

    assert found.result.spots.shape == (0, 4)
    assert file_screening.screen_to_parquet(table, tmp_path / "out", length_mm=LENGTH_MM).n_rows == 0


def test_missing_columns_are_named_together(accidents):
    with pytest.raises(MappingError, match="measure_mm, severity"):
        screening.screen_partitioned(accidents.drop(columns=["measure_mm", "severity"]), length_mm=1)


def test_a_measure_that_is_not_whole_millimetres_is_refused(accidents):
    frame = accidents.assign(measure_mm=accidents["measure_mm"].astype(float) + 0.5)

    with pytest.raises(InputFileError, match="Cột “measure_mm” phải là số nguyên"):
        screening.screen_partitioned(frame, length_mm=1)


def test_period_ends_as_an_array_cannot_be_partitioned(accidents):
    with pytest.raises(ParameterError, match="chỉ nhận thời hạn là số ngày"):
        screening.screen_partitioned(accidents, length_mm=1, period=np.zeros(len(accidents), int))


def test_a_folder_without_partitions_is_refused(tmp_path):
    with pytest.raises(InputFileError, match="hãy chia bảng tai nạn trước"):
        partitioned_table.open_partitions(tmp_path)
    with pytest.raises(InputFileError, match="Không có tệp Parquet nào"):
        screening.screen_partitioned(tmp_path, length_mm=1)
