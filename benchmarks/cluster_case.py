"""Screening in partitions: past memory in one process, and on two Dask workers, beside everything in memory."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from invented import Accidents, accidents
from measuring import PeakMemory, in_turn
from planted import LENGTH_MM

from atgt.distributed import cluster, file_screening, partition_writing, screening
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.partitioned_table import PartitionedTable
from atgt.network_screening.windows import screen_routes

COLUMNS = ScreeningColumns("route", "measure_mm", "day", "severity")
BASELINE = "one process, all in memory, 2 threads"
STREAM = "one process, a partition at a time"
DASK = "Dask, 2 workers, the answer in memory"
DASK_FILES = "Dask, 2 workers, from files to files"
FIELDS = ("members", "maximal_stretches", "tight_stretches", "zones", "spots")


def run(n: int, n_partitions: int, *, rounds: int) -> dict[str, Any]:
    """Times from partitions on disk to the answer, whether the answers are identical, and what each worker held."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_source(accidents(n), folder / "source")
        start = time.perf_counter()
        with PeakMemory() as cutting:
            table = partition_writing.write_partitions(
                folder / "source", folder / "partitions", columns=COLUMNS, n_partitions=n_partitions
            )
        cutting_s = time.perf_counter() - start
        start = time.perf_counter()
        with cluster.connected(n_workers=2) as client:
            client.run(_warm_up)
            _warm_up()
            starting_s = time.perf_counter() - start
            answers: dict[str, Any] = {}
            methods = {
                BASELINE: lambda: answers.update({BASELINE: whole(table)}),
                STREAM: lambda: answers.update({STREAM: partitioned(table)}),
                DASK: lambda: answers.update({DASK: partitioned(table, client)}),
                DASK_FILES: lambda: answers.update({DASK_FILES: to_files(table, folder, client)}),
            }
            before = client.run(_worker_memory)
            timed = in_turn(methods, rounds=rounds, budget_s=300)
            after = client.run(_worker_memory)
        exact = answers[BASELINE]
        return {
            "n": n,
            "n_partitions": len(table.n_rows),
            "n_halo_rows": answers[STREAM].n_halo_rows,
            "largest_partition": max(table.n_rows),
            "cutting_s": cutting_s,
            "cutting_peak_bytes": cutting.bytes,
            "starting_s": starting_s,
            "bytes_on_disk": sum(table.path(k).stat().st_size for k in range(len(table.n_rows))),
            "worker_peak_bytes": max(after[key] - before[key] for key in after),
            "n_spots": len(exact.spots),
            "methods": [
                {
                    "name": method,
                    **measured.figures(),
                    "is_identical": _is_identical(answers[method], exact),
                }
                for method, measured in timed.items()
            ],
        }


def whole(table: PartitionedTable) -> Any:
    """Read everything, screen once."""
    rows = [table.read(k) for k in range(len(table.n_rows))]
    columns = [np.concatenate([getattr(part, name) for part in rows]) for name in rows[0].__dataclass_fields__]
    return screen_routes(*columns, length_mm=LENGTH_MM, threads=2)


def partitioned(table: PartitionedTable, client: Any = None) -> Any:
    """A partition at a time, here or on the workers."""
    return screening.screen_partitioned(table, length_mm=LENGTH_MM, client=client)


def to_files(table: PartitionedTable, folder: Path, client: Any) -> Any:
    """The workers write what they find."""
    return file_screening.screen_to_parquet(table, folder / "answer", length_mm=LENGTH_MM, client=client)


def _is_identical(answer: Any, exact: Any) -> bool:
    if isinstance(answer, file_screening.ScreeningTotals):
        counts = answer.n_members, answer.n_tight_stretches, answer.n_zones, answer.n_spots
        return counts == (exact.members.sum(), len(exact.tight_stretches), len(exact.zones), len(exact.spots))
    found = getattr(answer, "result", answer)
    return all(np.array_equal(getattr(found, name), getattr(exact, name)) for name in FIELDS)


def _write_source(given: Accidents, folder: Path, rows_a_file: int = 2_000_000) -> None:
    folder.mkdir()
    for k, first in enumerate(range(0, len(given), rows_a_file)):
        part = slice(first, first + rows_a_file)
        columns = {
            "route": given.route[part],
            "measure_mm": given.measure_mm[part],
            "day": given.day[part].astype(np.int32),
            "severity": given.severity[part],
        }
        pq.write_table(pa.table(columns), folder / f"{k:03d}.parquet")


def _warm_up() -> int:
    random = np.random.default_rng(0)
    few = (np.zeros(1_000, np.int64), random.integers(0, 10**8, 1_000), random.integers(0, 900, 1_000))
    return len(screen_routes(*few, np.zeros(1_000, np.int8), length_mm=10_000, engine="compiled", threads=1).spots)


def _worker_memory() -> int:
    """Highest resident memory of this process so far, in bytes; kilobytes are what Linux gives."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
