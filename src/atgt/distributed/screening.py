"""Screening in partitions: in memory, or from folder to folder past memory; with a Dask client or without.

The kernel on each partition is ``network_screening.windows.screen_routes``, and the answer is the same as that of one
process over everything; see ``partition_screening`` for why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from atgt.distributed import accident_tables, cluster, partitioned_table, road_line
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.cluster import Client
from atgt.distributed.partition_screening import (
    PartitionAnswer,
    Question,
    Rows,
    join_answers,
    join_rows,
    no_rows,
    screen_span,
)
from atgt.distributed.partitioned_table import PartitionedTable, Paths
from atgt.distributed.road_line import Span
from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.period import PeriodStep
from atgt.network_screening.windows import ScreeningResult

Source = pd.DataFrame | PartitionedTable | Paths


@dataclass(frozen=True, slots=True, eq=False)
class PartitionedScreening:
    """The answer of all partitions, in memory.

    Parameters
    ----------
    result
        As ``screen_routes`` gives it; ``members`` in the order of the rows read.
    routes
        Names of the route numbers in ``result``; None when the input has numbers.
    n_left_out
        Rows that lack a route, a measure, a day or a severity.
    n_partitions, n_halo_rows
        How many partitions, and how many rows were read by two of them.
    """

    result: ScreeningResult
    routes: tuple[str, ...] | None
    n_left_out: int
    n_partitions: int
    n_halo_rows: int


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A partition that travels with its accidents."""

    owned: Rows
    halo: Rows
    span: Span


def screen_partitioned(
    source: Source,
    *,
    length_mm: int,
    rules: Sequence[CountRule] | None = None,
    period: PeriodStep | int | None = None,
    weights: Mapping[int, int] | None = None,
    client: Client | None = None,
    n_partitions: int = 8,
    by_route: bool = False,
    columns: ScreeningColumns | None = None,
) -> PartitionedScreening:
    """The exact answer of ``screen_routes``, computed in partitions and returned in memory.

    Parameters
    ----------
    source
        A frame, Parquet files (their four columns are read), or partitions already on disk (each is read where it is
        screened; the workers must see the folder).
    length_mm, rules, period, weights
        As in ``screen_routes``; a period given as an array of ends cannot be cut into partitions.
    client
        A Dask client, see ``cluster.connected``; None screens one partition after another here.
    n_partitions, by_route
        How a frame or files are cut; partitions on disk keep their cuts.
    """
    question = question_of(length_mm, rules, period, weights)
    if isinstance(source, str | Path) and partitioned_table.is_partitioned(source):
        source = partitioned_table.open_partitions(source)
    if isinstance(source, PartitionedTable):
        answers = cluster.answers_in_order(partial(screen_part, source, question), range(len(source.n_rows)), client)
        names = source.route_names()
        members = np.concatenate([answer.members for answer in answers])
        n_left_out = source.n_left_out
    else:
        columns = columns or ScreeningColumns()
        table = _read(source, columns)
        names = accident_tables.route_labels(table[columns.route])
        rows = accident_tables.rows_of(table, columns, names)
        located = rows.route >= 0
        cuts = road_line.plan_cuts(rows.route[located], rows.measure_mm[located], n_partitions, by_route=by_route)
        order, pieces = _pieces(rows, road_line.spans_between(cuts), question.length_mm)
        answers = cluster.answers_in_order(partial(_screen_piece, question), pieces, client, are_large=True)
        members = np.zeros(len(rows), dtype=np.bool_)
        members[order] = np.concatenate([answer.members for answer in answers])
        n_left_out = int((~located).sum())
    return PartitionedScreening(
        join_answers(answers, question, members),
        None if names is None else tuple(names.to_pylist()),
        n_left_out,
        len(answers),
        sum(answer.n_halo for answer in answers),
    )


def question_of(
    length_mm: int,
    rules: Sequence[CountRule] | None,
    period: PeriodStep | int | None,
    weights: Mapping[int, int] | None,
) -> Question:
    """What is asked, checked: ``ParameterError`` for a period that cannot be cut into partitions."""
    if period is not None and not isinstance(period, PeriodStep | int):
        raise ParameterError(
            Text(
                "Rà soát theo phần chỉ nhận thời hạn là số ngày, số tháng hoặc năm báo cáo.",
                "Screening in partitions takes a period of days, months or reporting years only.",
            )
        )
    return Question(length_mm, None if rules is None else tuple(rules), period, weights)


def screen_part(table: PartitionedTable, question: Question, number: int) -> PartitionAnswer:
    """The answer of one partition on disk."""
    halo = table.read_halo(number, question.length_mm)
    return screen_span(table.read(number), halo, table.spans[number], question)


def _screen_piece(question: Question, piece: _Piece) -> PartitionAnswer:
    return screen_span(piece.owned, piece.halo, piece.span, question)


def _read(source: pd.DataFrame | Paths, columns: ScreeningColumns) -> pa.Table:
    if isinstance(source, pd.DataFrame):
        return accident_tables.columns_of(source, columns)
    files = partitioned_table.parquet_files(source)
    for file in files:
        accident_tables.require(columns, pq.read_schema(file).names)
    return pa.concat_tables([pq.read_table(file, columns=columns.names()) for file in files])


def _pieces(rows: Rows, spans: Sequence[Span], length_mm: int) -> tuple[Int64Array, list[_Piece]]:
    """The located rows in the order of partitions, and each partition with its halo."""
    cuts = [span.high for span in spans if span.high is not None]
    number = road_line.partition_of(rows.route, rows.measure_mm, cuts)
    number[rows.route < 0] = len(spans)
    order = np.argsort(number.astype(np.uint16 if len(spans) < 65_535 else np.int64), kind="stable")
    ends = np.cumsum(np.bincount(number, minlength=len(spans) + 1))
    owned = [rows.take(which) for which in np.split(order[: ends[-2]], ends[:-2])]
    pieces = []
    for k, span in enumerate(spans):
        near = [owned[other] for other in road_line.neighbours(spans, k, length_mm)]
        near = [part.take(span.halo(part.route, part.measure_mm, length_mm)) for part in near]
        pieces.append(_Piece(owned[k], join_rows([no_rows(), *near]), span))
    return order[: ends[-2]], pieces
