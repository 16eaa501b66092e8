"""The compiled path: the same answer as the plain one, for provinces and the nation; optional.

Without numba, or when positions do not fit 64 bits, the plain path answers instead.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from atgt.network_screening import stretches
from atgt.network_screening.count_rules import MAX_CLASS, CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.line import Line
from atgt.network_screening.stretches import Found

if TYPE_CHECKING:
    from atgt.network_screening.kernels import Rules

MOST_THREADS = 2
THREADS_FROM = 200_000
"""Below so many accidents one thread is as fast."""

_CHUNKS_PER_THREAD = 4


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
    if not rules or line.n == 0 or line.position.dtype == np.object_ or not is_available():
        return stretches.screen_line(line, rules, weights)
    from atgt.network_screening import kernels

    accidents = kernels.Accidents(
        line.position.astype(np.int64, copy=False), line.day, line.class_code, line.period_end, line.period_start
    )
    output = kernels.Output(
        np.zeros(line.n, dtype=np.bool_),
        *(np.empty((line.n, columns), dtype=np.int64) for columns in (3, 3, 2, 3)),
    )
    tables = _rule_tables(rules)
    n_threads = threads or (min(MOST_THREADS, os.cpu_count() or 1) if line.n >= THREADS_FROM else 1)
    cuts = _cuts(accidents.position, line.length, 1 if n_threads == 1 else n_threads * _CHUNKS_PER_THREAD)

    def screen(begin: int, end: int) -> Int64Array:
        return kernels.screen_chunk(accidents, line.length, tables, weights, output, begin, end)

    if n_threads == 1:
        written = [screen(begin, end) for begin, end in cuts]
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            written = list(pool.map(screen, *zip(*cuts, strict=True)))
    parts = [
        np.concatenate([table[begin : begin + n[i]] for (begin, _), n in zip(cuts, written, strict=True)])
        for i, table in enumerate(output[1:])
    ]
    return Found(output.members, *parts)


def _cuts(position: Int64Array, length: int, n_chunks: int) -> list[tuple[int, int]]:
    """Chunks of about equal size, cut only where two neighbours are more than L apart."""
    gaps = np.flatnonzero(np.diff(position) > length) + 1
    wanted = np.arange(1, n_chunks) * position.size // n_chunks
    at = np.searchsorted(gaps, wanted)
    starts = np.unique(np.concatenate(([0], gaps[at[at < gaps.size]])))
    return list(zip(starts.tolist(), [*starts[1:].tolist(), position.size], strict=True))


def _rule_tables(rules: Sequence[CountRule]) -> Rules:
    """The rules as arrays; bounds over the same classes share one class set."""
    from atgt.network_screening import kernels

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
    return kernels.Rules(
        in_set=in_set,
        bound_set=np.array([s for used in of_rule for s in used], dtype=np.int64),
        bound_least=np.array([bound.at_least for rule in rules for bound in rule.bounds], dtype=np.int64),
        first_bound=np.cumsum([0, *(len(rule.bounds) for rule in rules)], dtype=np.int64),
        sets=np.array(sets, dtype=np.int64),
        first_set=first_set,
    )
