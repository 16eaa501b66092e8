"""Screening from files to files, past memory: a partition at a time, on a Dask cluster or without one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from atgt.distributed import cluster, partitioned_table
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.cluster import Client
from atgt.distributed.partition_screening import PartitionAnswer, Question, screen_loose_zones
from atgt.distributed.partition_writing import write_partitions
from atgt.distributed.partitioned_table import PartitionedTable, Paths
from atgt.distributed.screening import question_of, screen_part
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.period import PeriodStep

_TABLES = ("maximal_stretches", "tight_stretches", "zones", "spots")


@dataclass(frozen=True, slots=True)
class ScreeningTotals:
    """What ``screen_to_parquet`` wrote, in numbers."""

    n_rows: int
    n_left_out: int
    n_members: int
    n_maximal_stretches: int
    n_tight_stretches: int
    n_zones: int
    n_spots: int
    n_partitions: int
    n_halo_rows: int


def screen_to_parquet(
    table: PartitionedTable,
    folder: str | Path,
    *,
    length_mm: int,
    rules: Sequence[CountRule] | None = None,
    period: PeriodStep | int | None = None,
    weights: Mapping[int, int] | None = None,
    client: Client | None = None,
) -> ScreeningTotals:
    """Screen partitions on disk and write the answer beside them; no more than a partition is in memory at a time.

    Writes ``accidents/part-….parquet`` (the rows of the partition and ``is_member``; GeoParquet if they were),
    ``maximal_stretches/``, ``tight_stretches/``, ``zones/`` and ``spots/`` (route, a_mm, b_mm, rules as a bit mask; the
    zones that touch a cut are in ``part-at-cuts.parquet``), and ``screening.json`` with what was asked and the totals.
    """
    question, folder = question_of(length_mm, rules, period, weights), Path(folder)
    for name in ("accidents", *_TABLES):
        (folder / name).mkdir(parents=True, exist_ok=True)
    work = partial(_screen_part_to_files, table, question, folder)
    parts = cluster.answers_in_order(work, range(len(table.n_rows)), client)
    zones, spots = screen_loose_zones([answer for answer, _ in parts], question)
    names = table.route_names()
    _write(folder / "zones" / "part-at-cuts.parquet", zones, names, table.columns)
    _write(folder / "spots" / "part-at-cuts.parquet", spots, names, table.columns)
    counts = np.array([counts for _, counts in parts]).sum(axis=0).tolist()
    totals = ScreeningTotals(
        n_rows=sum(table.n_rows) + table.n_left_out,
        n_left_out=table.n_left_out,
        n_members=counts[0],
        n_maximal_stretches=counts[1],
        n_tight_stretches=counts[2],
        n_zones=counts[3] + len(zones),
        n_spots=counts[4] + len(spots),
        n_partitions=len(parts),
        n_halo_rows=sum(answer.n_halo for answer, _ in parts),
    )
    asked = {
        "length_mm": length_mm,
        "period": str(period or 365),
        "rules": [rule.key for rule in question.chosen],
        "totals": asdict(totals),
    }
    (folder / "screening.json").write_text(json.dumps(asked, indent=1), "utf-8")
    return totals


def open_or_cut(
    paths: Paths, folder: str | Path, *, columns: ScreeningColumns | None = None, n_partitions: int | None = None
) -> PartitionedTable:
    """The partitions a folder holds already, or the files cut into partitions in ``folder``."""
    if isinstance(paths, str | Path) and partitioned_table.is_partitioned(paths):
        return partitioned_table.open_partitions(paths)
    return write_partitions(paths, folder, columns=columns, n_partitions=n_partitions)


def screen_files(
    source: PartitionedTable | Paths,
    folder: str | Path,
    *,
    length_mm: int,
    rules: Sequence[CountRule] | None = None,
    period: PeriodStep | int | None = None,
    weights: Mapping[int, int] | None = None,
    scheduler: str | None = None,
    n_workers: int = 2,
    n_partitions: int | None = None,
    columns: ScreeningColumns | None = None,
) -> ScreeningTotals:
    """From files to files on a Dask cluster: what ``atgt screen --distributed`` does.

    Parameters
    ----------
    source
        Partitions, a folder of them, or Parquet files. Files are first cut into ``folder/partitions``, which can be
        screened again with other rules without cutting again.
    scheduler
        Address of a running scheduler whose workers see the folders; None starts ``n_workers`` processes here.
    """
    if not isinstance(source, PartitionedTable):
        source = open_or_cut(source, Path(folder) / "partitions", columns=columns, n_partitions=n_partitions)
    table = replace(source, folder=source.folder.resolve())
    with cluster.connected(scheduler, n_workers=n_workers) as client:
        return screen_to_parquet(
            table,
            Path(folder).resolve(),
            length_mm=length_mm,
            rules=rules,
            period=period,
            weights=weights,
            client=client,
        )


def _screen_part_to_files(
    table: PartitionedTable, question: Question, folder: Path, number: int
) -> tuple[PartitionAnswer, tuple[int, ...]]:
    """Write what one partition knows; returns what it hands on, and how much it wrote."""
    answer, names = screen_part(table, question, number), table.route_names()
    name = table.path(number).name
    accidents = pq.read_table(table.path(number))
    accidents = accidents.append_column("is_member", pa.array(answer.members))
    pq.write_table(accidents, folder / "accidents" / name)
    tables = [getattr(answer, kind) for kind in _TABLES]
    for kind, rows in zip(_TABLES, tables, strict=True):
        _write(folder / kind / name, rows, names, table.columns)
    nothing = np.empty((0, 4), dtype=np.int64)
    handed_on = replace(
        answer,
        members=np.empty(0, dtype=np.bool_),
        maximal_stretches=nothing,
        tight_stretches=nothing,
        zones=nothing[:, :3],
        spots=nothing,
    )
    return handed_on, (int(answer.members.sum()), *(len(rows) for rows in tables))


def _write(path: Path, rows: Int64Array, names: pa.Array | None, columns: ScreeningColumns) -> None:
    route = pa.array(rows[:, 0])
    values = {columns.route: route if names is None else names.take(route), "a_mm": rows[:, 1], "b_mm": rows[:, 2]}
    if rows.shape[1] == 4:
        values["rules"] = rows[:, 3]
    pq.write_table(pa.table(values), path)
