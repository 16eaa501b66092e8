"""Cut Parquet files into partitions of the road line, a batch at a time; see ``partitioned_table`` for the folder.

Three passes: an even sample of places gives the cuts; each batch is shared out among the partitions; each partition is
sorted. Memory holds one batch, or one partition, at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from atgt.distributed import accident_tables, road_line
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.partitioned_table import (
    MANIFEST,
    ROUTE_NUMBER,
    ROUTES,
    PartitionedTable,
    Paths,
    is_partitioned,
    parquet_files,
)
from atgt.distributed.road_line import Cut
from atgt.domain.errors import InputFileError
from atgt.domain.text import Text

ROWS_PER_PARTITION = 1_000_000
"""What one worker holds at a time: about 0.2 GB while it screens."""

_ROWS_AT_ONCE = 500_000
_ROW_GROUP = 100_000
_SAMPLE = 1_000_000


def write_partitions(
    paths: Paths,
    folder: str | Path,
    *,
    columns: ScreeningColumns | None = None,
    n_partitions: int | None = None,
    by_route: bool = False,
) -> PartitionedTable:
    """The accidents of Parquet files, written as partitions of about equal size.

    Parameters
    ----------
    paths
        A file, several, or a folder of them; all with the same columns.
    folder
        Where to write; made if need be. It must not hold partitions yet.
    n_partitions
        None: one for each ``ROWS_PER_PARTITION`` rows.
    by_route
        Cut only between routes.
    """
    files, folder, columns = parquet_files(paths), Path(folder), columns or ScreeningColumns()
    if is_partitioned(folder):
        raise InputFileError(
            Text(f"Thư mục “{folder}” đã có bảng đã chia.", f"The folder “{folder}” holds partitions already.")
        )
    folder.mkdir(parents=True, exist_ok=True)
    n_rows = sum(pq.read_metadata(file).num_rows for file in files)
    labels = _labels(files, columns)
    wanted = n_partitions if n_partitions is not None else -(-n_rows // ROWS_PER_PARTITION)
    cuts = _plan(files, columns, labels, n_rows, wanted, by_route=by_route)
    table = PartitionedTable(folder, columns, cuts, (0,) * (len(cuts) + 1), 0)
    counts = _share_out(files, table, labels)
    for number in range(len(cuts) + 1):
        _sort(table, number)
    if labels is not None:
        pq.write_table(pa.table({columns.route: labels}), folder / ROUTES)
    table = replace(table, n_rows=tuple(counts[:-1]), n_left_out=counts[-1])
    said = {
        "columns": asdict(columns),
        "cuts": [[cut.route, cut.measure_mm] for cut in cuts],
        "n_rows": table.n_rows,
        "n_left_out": table.n_left_out,
    }
    # Written last: a folder that was not finished is not taken for one that was.
    (folder / MANIFEST).write_text(json.dumps(said, indent=1), "utf-8")
    return table


def _batches(files: list[Path], names: list[str] | None) -> Iterator[pa.Table]:
    for file in files:
        with pq.ParquetFile(file) as source:
            for batch in source.iter_batches(_ROWS_AT_ONCE, columns=names):
                yield pa.Table.from_batches([batch])


def _labels(files: list[Path], columns: ScreeningColumns) -> pa.Array | None:
    found: list[pa.Array] = []
    for file in files:
        accident_tables.require(columns, pq.read_schema(file).names)
    for batch in _batches(files, [columns.route]):
        labels = accident_tables.route_labels(batch[columns.route])
        if labels is None:
            return None
        found = [pa.concat_arrays([*found, labels]).unique()]
    return found[0].sort() if found else pa.array([], pa.large_string())


def _plan(
    files: list[Path],
    columns: ScreeningColumns,
    labels: pa.Array | None,
    n_rows: int,
    n_partitions: int,
    *,
    by_route: bool,
) -> tuple[Cut, ...]:
    step, seen = max(1, n_rows // _SAMPLE), 0
    routes, measures = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for batch in _batches(files, columns.names()):
        rows = accident_tables.rows_of(batch, columns, labels)
        take = np.arange(-seen % step, len(rows), step)
        take = take[rows.route[take] >= 0]
        routes.append(rows.route[take])
        measures.append(rows.measure_mm[take])
        seen += len(rows)
    return road_line.plan_cuts(np.concatenate(routes), np.concatenate(measures), n_partitions, by_route=by_route)


def _share_out(files: list[Path], table: PartitionedTable, labels: pa.Array | None) -> list[int]:
    """Append every batch to the unsorted files of its partitions; rows of each, and last those left out."""
    n = len(table.n_rows)
    counts = [0] * (n + 1)
    targets = [*(_unsorted(table, k) for k in range(n)), table.folder / "left-out.parquet"]
    schema = _schema(pq.read_schema(files[0]))
    with ExitStack() as stack:
        writers = [stack.enter_context(pq.ParquetWriter(path, schema)) for path in targets]
        for batch in _batches(files, None):
            rows = accident_tables.rows_of(batch, table.columns, labels)
            number = np.where(rows.route < 0, n, road_line.partition_of(rows.route, rows.measure_mm, table.cuts))
            whole = _with_geometry(batch.append_column(ROUTE_NUMBER, pa.array(rows.route)), schema)
            for k in np.unique(number).tolist():
                part = whole.take(pa.array(np.flatnonzero(number == k)))
                writers[k].write_table(part)
                counts[k] += part.num_rows
    return counts


def _sort(table: PartitionedTable, number: int) -> None:
    path = _unsorted(table, number)
    rows = pq.read_table(path).sort_by([(ROUTE_NUMBER, "ascending"), (table.columns.measure_mm, "ascending")])
    pq.write_table(rows, table.path(number), row_group_size=_ROW_GROUP)
    path.unlink()


def _unsorted(table: PartitionedTable, number: int) -> Path:
    return table.path(number).with_suffix(".unsorted")


def _schema(given: pa.Schema) -> pa.Schema:
    """The columns to write: those given, the route number, and a geometry where lon and lat allow one."""
    schema = given.append(pa.field(ROUTE_NUMBER, pa.int64()))
    told: dict[bytes, bytes] = dict(given.metadata or {})
    geo: dict[str, Any] | None = json.loads(told[b"geo"]) if b"geo" in told else None
    if geo is None and {"lon", "lat"} <= set(given.names) and "geometry" not in given.names:
        schema = schema.append(pa.field("geometry", pa.binary()))
        column = {"encoding": "WKB", "geometry_types": ["Point"]}  # no "crs" means lon, lat in WGS84
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    if geo is None:
        return schema.with_metadata(told)
    for column in geo["columns"].values():
        column.pop("bbox", None)  # that of the whole file, not of a partition
        column.pop("covering", None)
    return schema.with_metadata(told | {b"geo": json.dumps(geo).encode()})


def _with_geometry(table: pa.Table, schema: pa.Schema) -> pa.Table:
    if "geometry" not in schema.names or "geometry" in table.column_names:
        return table.cast(schema)
    lon, lat = (table[name].cast(pa.float64()).to_numpy() for name in ("lon", "lat"))
    is_known = np.isfinite(lon) & np.isfinite(lat)
    points = shapely.to_wkb(shapely.points(np.where(is_known, lon, 0.0), np.where(is_known, lat, 0.0)))
    return table.append_column("geometry", pa.array(points, pa.binary(), mask=~is_known)).cast(schema)
