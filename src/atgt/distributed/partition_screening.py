"""The screening of one partition, and the answers of all partitions put together.

Why the answer is that of one process
-------------------------------------
A partition owns the accidents of its span and reads those within L of its ends as well.

* A *tight stretch* [a, b] depends on the accidents lying in it only, and b - a is at most L. If its left end is owned,
  all of them are read: it is found, and found by the owner of a alone.
* A *maximal stretch* [a, b] could be contained only in stretches between b - L and a + L: read too, when a is owned.
* A *member* k belongs to a qualifying set between k - L and k + L: read, when k is owned.
* A *zone* all of whose tight stretches the partition sees, and whose two ends it owns, is whole: a tight stretch from
  outside that met it would begin in the halo, be seen, and have made the zone longer. Its spots depend on the accidents
  in it only, so they are right as well.
* The other zones are *loose*: they touch a cut. Their tight stretches and the accidents in them are handed on, zones
  are joined from the tight stretches, and the same kernel cuts each into spots from exactly its accidents. Each loose
  zone is given a route of its own there, so that two near each other never mix.

Nothing else crosses a cut, whatever the cuts are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atgt.distributed.road_line import Span
from atgt.network_screening import windows
from atgt.network_screening.count_rules import DEFAULT_RULES, CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.period import PeriodStep


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Accidents as four columns of whole numbers: all that screening needs."""

    route: Int64Array
    measure_mm: Int64Array
    day: Int64Array
    severity: npt.NDArray[np.int8]

    def take(self, which: Int64Array | BoolArray) -> Rows:
        """Some of the rows."""
        return Rows(self.route[which], self.measure_mm[which], self.day[which], self.severity[which])

    def __len__(self) -> int:
        return int(self.route.size)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every partition: the arguments of ``screen_routes``, the same for all."""

    length_mm: int
    rules: tuple[CountRule, ...] | None = None
    period: PeriodStep | int | None = None
    weights: Mapping[int, int] | None = None
    engine: windows.Engine = "auto"
    threads: int | None = 1

    @property
    def chosen(self) -> tuple[CountRule, ...]:
        """The rules that apply."""
        return DEFAULT_RULES if self.rules is None else self.rules

    def screen(self, rows: Rows) -> windows.ScreeningResult:
        """The answer for these rows by themselves."""
        return windows.screen_routes(
            rows.route,
            rows.measure_mm,
            rows.day,
            rows.severity,
            length_mm=self.length_mm,
            rules=self.rules,
            period=self.period,
            weights=self.weights,
            engine=self.engine,
            threads=self.threads,
        )


@dataclass(frozen=True, slots=True, eq=False)
class PartitionAnswer:
    """What one partition knows for certain, and what it hands on.

    Parameters
    ----------
    members
        One flag an owned row, in the order given.
    maximal_stretches, tight_stretches
        Those that begin in the span.
    zones, spots
        Those of zones that lie in the span.
    loose_stretches, loose_rows
        Tight stretches and owned accidents of the zones that touch a cut.
    n_halo
        Rows read beyond the owned ones.
    """

    members: BoolArray
    maximal_stretches: Int64Array
    tight_stretches: Int64Array
    zones: Int64Array
    spots: Int64Array
    loose_stretches: Int64Array
    loose_rows: Rows
    n_halo: int


def screen_span(owned: Rows, halo: Rows, span: Span, question: Question) -> PartitionAnswer:
    """The answer of one span.

    Parameters
    ----------
    owned
        The accidents of the span, in any order.
    halo
        At least those outside it, on the same route, within L of one of its ends.
    """
    near = halo.take(span.halo(halo.route, halo.measure_mm, question.length_mm))
    found = question.screen(join_rows([owned, near]))
    zones = found.zones
    is_whole = span.owns(zones[:, 0], zones[:, 1]) & span.owns(zones[:, 0], zones[:, 2])
    meets_span = span.is_past_low(zones[:, 0], zones[:, 2]) & span.is_before_high(zones[:, 0], zones[:, 1])
    loose = zones[meets_span & ~is_whole]  # at most two: zones are disjoint, so one may cross each cut
    tight = found.tight_stretches[_begins_in(span, found.tight_stretches)]
    spots = found.spots[_begins_in(span, found.spots)]
    return PartitionAnswer(
        members=found.members[: len(owned)],
        maximal_stretches=found.maximal_stretches[_begins_in(span, found.maximal_stretches)],
        tight_stretches=tight,
        zones=zones[is_whole],
        spots=spots[~_lies_in(loose, spots[:, 0], spots[:, 1])],
        loose_stretches=tight[_lies_in(loose, tight[:, 0], tight[:, 1])],
        loose_rows=owned.take(np.flatnonzero(_lies_in(loose, owned.route, owned.measure_mm))),
        n_halo=len(near),
    )


def screen_loose_zones(answers: Sequence[PartitionAnswer], question: Question) -> tuple[Int64Array, Int64Array]:
    """The zones that touch a cut, joined from all partitions, and their spots; answers in the order of the spans."""
    tight = np.concatenate([answer.loose_stretches for answer in answers])
    rows = join_rows([answer.loose_rows for answer in answers])
    zone = np.full(len(rows), windows.NO_ROUTE, dtype=np.int64)
    zones = _join_stretches(tight)
    for number, row in enumerate(zones):
        zone[_lies_in(row[np.newaxis], rows.route, rows.measure_mm)] = number
    spots = question.screen(Rows(zone, rows.measure_mm, rows.day, rows.severity)).spots
    return zones, np.column_stack((zones[spots[:, 0], 0], spots[:, 1:]))


def join_answers(answers: Sequence[PartitionAnswer], question: Question, members: BoolArray) -> windows.ScreeningResult:
    """The answers of all partitions, in the order of the spans, as the one answer.

    ``members`` holds one flag a row in the order of the caller's rows, which only the caller knows.
    """
    loose_zones, loose_spots = screen_loose_zones(answers, question)
    return windows.ScreeningResult(
        members=members,
        maximal_stretches=np.concatenate([answer.maximal_stretches for answer in answers]),
        tight_stretches=np.concatenate([answer.tight_stretches for answer in answers]),
        zones=_sorted(np.concatenate([*(answer.zones for answer in answers), loose_zones])),
        spots=_sorted(np.concatenate([*(answer.spots for answer in answers), loose_spots])),
        rules=question.chosen,
    )


def join_rows(parts: Sequence[Rows]) -> Rows:
    """All rows, one part after another."""
    return Rows(
        np.concatenate([part.route for part in parts]),
        np.concatenate([part.measure_mm for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.severity for part in parts]),
    )


def no_rows() -> Rows:
    """Rows without any."""
    none = np.empty(0, dtype=np.int64)
    return Rows(none, none, none, np.empty(0, dtype=np.int8))


def _begins_in(span: Span, stretches: Int64Array) -> BoolArray:
    return span.owns(stretches[:, 0], stretches[:, 1])


def _lies_in(zones: Int64Array, route: Int64Array, measure: Int64Array) -> BoolArray:
    """Whether each place lies in one of a few zones."""
    inside = np.zeros(route.size, dtype=np.bool_)
    for zone_route, low, high in zones.tolist():
        inside |= (route == zone_route) & (measure >= low) & (measure <= high)
    return inside


def _join_stretches(tight: Int64Array) -> Int64Array:
    """The zones of sorted tight stretches."""
    meets = (tight[1:, 0] == tight[:-1, 0]) & (tight[1:, 1] <= tight[:-1, 2])
    first = np.flatnonzero(np.concatenate(([True], ~meets)))[: len(tight)]
    last = np.concatenate((first[1:] - 1, [len(tight) - 1])) if len(tight) else first
    return np.column_stack((tight[first, 0], tight[first, 1], tight[last, 2]))


def _sorted(table: Int64Array) -> Int64Array:
    return table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
