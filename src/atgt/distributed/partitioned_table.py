"""Accidents on disk as partitions of the road line: written once, read a span at a time, larger than memory.

A folder holds ``part-00000.parquet`` and so on, each sorted by route and measure, ``left-out.parquet`` with the rows
that cannot be screened, ``routes.parquet`` with the names of routes, and ``partitions.json`` with the cuts. All columns
of the input are kept. Files are GeoParquet: a geometry in the input is kept, else points are made from lon and lat.
Reading a span with its halo touches its own file and the row groups near the cut in its neighbours': no shuffle when
screening, and L is free at that time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from atgt.distributed import accident_tables, road_line
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.partition_screening import Rows, join_rows, no_rows
from atgt.distributed.road_line import Cut, Span
from atgt.domain.errors import InputFileError
from atgt.domain.text import Text
from atgt.network_screening.integers import INT64_MAX, INT64_MIN

ROUTE_NUMBER = "route_number"
"""The column that is added: the number of the route in the order of names."""

MANIFEST = "partitions.json"
ROUTES = "routes.parquet"
Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class PartitionedTable:
    """A folder of partitions; cheap to send to another process that sees the same folder.

    Parameters
    ----------
    folder
        Where the files are.
    columns
        What the columns are called.
    cuts
        Where the line is cut; one partition more than cuts.
    n_rows
        Rows of each partition.
    n_left_out
        Rows that lack a route, a measure, a day or a severity.
    """

    folder: Path
    columns: ScreeningColumns
    cuts: tuple[Cut, ...]
    n_rows: tuple[int, ...]
    n_left_out: int

    @property
    def spans(self) -> tuple[Span, ...]:
        """The span of each partition."""
        return road_line.spans_between(self.cuts)

    def route_names(self) -> pa.Array | None:
        """Names of routes by number; None when routes are numbers."""
        path = self.folder / ROUTES
        return pq.read_table(path)[self.columns.route].combine_chunks() if path.exists() else None

    def path(self, number: int) -> Path:
        """The file of a partition."""
        return self.folder / f"part-{number:05d}.parquet"

    def read(self, number: int) -> Rows:
        """The accidents of a partition, in the order of its file."""
        return self._rows(pq.read_table(self.path(number), columns=self._needed()))

    def read_halo(self, number: int, length_mm: int) -> Rows:
        """The accidents outside a partition within L of its ends."""
        span, parts = self.spans[number], [no_rows()]
        for other in road_line.neighbours(self.spans, number, length_mm):
            cut = span.low if other < number else span.high
            if cut is not None:
                parts.append(self._rows_near(other, cut, length_mm))
        rows = join_rows(parts)
        return rows.take(span.halo(rows.route, rows.measure_mm, length_mm))

    def _needed(self) -> list[str]:
        return [ROUTE_NUMBER, *self.columns.names()[1:]]

    def _rows_near(self, number: int, cut: Cut, length_mm: int) -> Rows:
        low, high = max(cut.measure_mm - length_mm, INT64_MIN), min(cut.measure_mm + length_mm, INT64_MAX)
        measure, here = pc.field(self.columns.measure_mm), pc.field(ROUTE_NUMBER) == cut.route
        near = here & (measure >= low) & (measure <= high)
        return self._rows(pq.read_table(self.path(number), columns=self._needed(), filters=near))

    def _rows(self, table: pa.Table) -> Rows:
        return accident_tables.rows_of(table, replace(self.columns, route=ROUTE_NUMBER), None)


def open_partitions(folder: str | Path) -> PartitionedTable:
    """The partitions a folder holds; ``InputFileError`` when it holds none."""
    path = Path(folder) / MANIFEST
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputFileError(
            Text(
                f"Thư mục “{folder}” không có {MANIFEST} đọc được: hãy chia bảng tai nạn trước.",
                f"The folder “{folder}” has no readable {MANIFEST}: partition the table of accidents first.",
            )
        ) from error
    return PartitionedTable(
        Path(folder),
        ScreeningColumns(**said["columns"]),
        tuple(Cut(*cut) for cut in said["cuts"]),
        tuple(said["n_rows"]),
        said["n_left_out"],
    )


def is_partitioned(folder: str | Path) -> bool:
    """Whether a folder holds partitions."""
    return (Path(folder) / MANIFEST).is_file()


def parquet_files(paths: Paths) -> list[Path]:
    """The files named, and those in the folders named, in order; ``InputFileError`` when there is none."""
    given = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    files = [file for path in given for file in (sorted(path.glob("*.parquet")) if path.is_dir() else [path])]
    if missing := [file for file in files if not file.is_file()]:
        raise InputFileError(Text(f"Không có tệp {missing[0]}.", f"There is no file {missing[0]}."))
    if not files:
        raise InputFileError(Text(f"Không có tệp Parquet nào trong {paths}.", f"There is no Parquet file in {paths}."))
    return files
