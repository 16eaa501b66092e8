"""The compiled path: the same answer as the plain one, for provinces and the nation; optional.

Without numba, or when positions do not fit 64 bits, the plain path answers instead.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from atgt.network_screening import stretches
from atgt.network_screening.count_rules import MAX_CLASS, CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.line import Line
from atgt.network_screening.stretches import Found

if TYPE_CHECKING:
    from atgt.network_screening.kernel_tables import Accidents, Int32Array, Sites
    from atgt.network_screening.scan_kernels import PackedRules
    from atgt.network_screening.sweep_kernels import Rules

MOST_THREADS = 2
THREADS_FROM = 200_000
"""Below so many accidents one thread is as fast."""

SCAN_UP_TO = 6.0
"""Reading all accidents within L and a period of each beats keeping them sorted up to so many, on average."""

CHUNK = 1 << 15
"""Accidents of a chunk: what is known about them fits the cache of one core."""


def is_available() -> bool:
    """Whether the compiled path can run here: numba is installed (``pip install atgt[fast]``)."""
    return importlib.util.find_spec("numba") is not None


def screen_line(line: Line, rules: Sequence[CountRule], weights: Int64Array, *, threads: int | None = None) -> Found:
    """What the rules find on a line; see ``stretches.screen_line``.

    Parameters
    ----------
    threads
        None: at most two, and one for less than ``THREADS_FROM`` accidents. The answer does not depend on it.
    """
    if not rules or line.n == 0 or not _fits(line) or not is_available():
        return stretches.screen_line(line, rules, weights)
    position = line.position.astype(np.int64, copy=False)
    n_threads = threads or (min(MOST_THREADS, os.cpu_count() or 1) if line.n >= THREADS_FROM else 1)
    cuts = _cuts(position, line.length, max(1, line.n // CHUNK))
    members = np.zeros(line.n, dtype=np.bool_)
    periods = line.period_end.astype(np.int32), line.period_start.astype(np.int32)
    screen = _ChunkScreening(
        line, position, weights, members, _rule_tables(rules), _packed_rules(rules), periods
    ).screen
    if n_threads == 1 or len(cuts) == 1:
        parts = [screen(begin, end) for begin, end in cuts]
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            parts = list(pool.map(screen, *zip(*cuts, strict=True)))
    return Found(members, *(np.concatenate(tables) for tables in zip(*parts, strict=True)))


def _fits(line: Line) -> bool:
    """Whether positions take 64 bits, and days and the accidents of a chunk 32."""
    return line.position.dtype != np.object_ and max(line.n, line.period_end.size) < 1 << 31


@dataclass(frozen=True)
class _ChunkScreening:
    """The screening of one chunk of a line after another, in any thread."""

    line: Line
    position: Int64Array
    weights: Int64Array
    members: BoolArray
    rules: Rules
    packed: PackedRules | None
    periods: tuple[Int32Array, Int32Array]
    of_thread: threading.local = field(default_factory=threading.local)

    def screen(self, begin: int, end: int) -> list[Int64Array]:
        """Mark the members of the chunk; returns its maximal and tight stretches, zones and spots."""
        from atgt.network_screening import kernel_tables, place_kernels

        line, n = self.line, end - begin
        accidents = kernel_tables.Accidents(
            self.position[begin:end],
            line.day[begin:end].astype(np.int32),
            line.class_code[begin:end],
            *self.periods,
        )
        sites = kernel_tables.Sites(*(np.empty(n + extra, dtype=np.int32) for extra in (1, 0, 0)))
        n_sites, most = place_kernels.find_sites(accidents.position, line.length, sites)
        reach = np.empty((self.rules.first_bound.size - 1, n_sites), dtype=np.int32)
        self._fill(accidents, sites, n_sites, most, reach, self.members[begin:end])
        tables = place_kernels.Tables(*(np.empty((n_sites, columns), dtype=np.int64) for columns in (3, 3, 2, 3)))
        written = place_kernels.write_places(accidents, line.length, self.weights, sites, n_sites, reach, tables)
        return [_moved(table[:rows], begin) for table, rows in zip(tables, written.tolist(), strict=True)]

    def _fill(
        self,
        accidents: Accidents,
        sites: Sites,
        n_sites: int,
        most: int,
        reach: Int32Array,
        members: BoolArray,
    ) -> None:
        from atgt.network_screening import scan_kernels, sweep_kernels

        length = self.line.length
        if (
            self.packed is not None
            and most <= scan_kernels.MOST_IN_WINDOW
            and scan_kernels.fill(accidents, length, self.packed, sites, n_sites, reach, members, SCAN_UP_TO)
        ):
            return
        if not hasattr(self.of_thread, "by_day"):
            self.of_thread.by_day = tuple(np.full(self.line.period_end.size, -1) for _ in range(2))
        by_day = self.of_thread.by_day
        sweep_kernels.fill(accidents, length, self.rules, sites, n_sites, most, by_day, reach, members)


def _moved(table: Int64Array, begin: int) -> Int64Array:
    """The rows with accidents numbered along the whole line."""
    moved = table.copy()
    moved[:, :2] += begin
    return moved


def _cuts(position: Int64Array, length: int, n_chunks: int) -> list[tuple[int, int]]:
    """Chunks of about equal size, cut only where two neighbours are more than L apart."""
    gaps = np.flatnonzero(np.diff(position) > length) + 1
    wanted = np.arange(1, n_chunks) * position.size // n_chunks
    at = np.searchsorted(gaps, wanted)
    starts = np.unique(np.concatenate(([0], gaps[at[at < gaps.size]])))
    return list(zip(starts.tolist(), [*starts[1:].tolist(), position.size], strict=True))


def _packed_rules(rules: Sequence[CountRule]) -> PackedRules | None:
    """The rules as arithmetic on packed counts; None when they need more room than one integer has."""
    from atgt.network_screening import scan_kernels

    numbers: dict[frozenset[int], int] = {}
    least: list[dict[int, int]] = []
    for rule in rules:
        bytes_of_rule: dict[int, int] = {}
        for bound in rule.bounds:
            byte = numbers.setdefault(frozenset(bound.classes), len(numbers))
            bytes_of_rule[byte] = max(bytes_of_rule.get(byte, 1), bound.at_least)
        least.append(bytes_of_rule)
    if len(numbers) > scan_kernels.MOST_SETS or max(max(of_rule.values()) for of_rule in least) > 127:
        return None
    one_of = [sum(1 << 8 * byte for classes, byte in numbers.items() if c in classes) for c in range(MAX_CLASS + 1)]
    return scan_kernels.PackedRules(
        one_of=np.array(one_of, dtype=np.int64),
        lack=np.array([sum((128 - k) << 8 * byte for byte, k in of_rule.items()) for of_rule in least]),
        wanted=np.array([sum(128 << 8 * byte for byte in of_rule) for of_rule in least]),
    )


def _rule_tables(rules: Sequence[CountRule]) -> Rules:
    """The rules as arrays; bounds over the same classes share one class set."""
    from atgt.network_screening import sweep_kernels

    numbers: dict[frozenset[int], int] = {}
    of_rule = [[numbers.setdefault(frozenset(bound.classes), len(numbers)) for bound in rule.bounds] for rule in rules]
    in_set = np.array([[c in classes for c in range(MAX_CLASS + 1)] for classes in numbers])
    sets: list[int] = []
    first_set = np.zeros((len(rules) + 1, MAX_CLASS + 2), dtype=np.int64)
    for r, used in enumerate([*of_rule, range(len(numbers))]):
        for c in range(MAX_CLASS + 1):
            first_set[r, c] = len(sets)
            sets.extend(s for s in sorted(set(used)) if in_set[s, c])
        first_set[r, -1] = len(sets)
    return sweep_kernels.Rules(
        in_set=in_set,
        bound_set=np.array([s for used in of_rule for s in used], dtype=np.int64),
        bound_least=np.array([bound.at_least for rule in rules for bound in rule.bounds], dtype=np.int64),
        first_bound=np.cumsum([0, *(len(rule.bounds) for rule in rules)], dtype=np.int64),
        sets=np.array(sets, dtype=np.int64),
        first_set=first_set,
    )
