"""What was aimed at beside what was measured."""

from __future__ import annotations

import math
from statistics import median
from typing import Any

import wording

Results = dict[str, Any]
SNAP = "ATGT grid, compiled, 2 threads"
SORT = "numpy.lexsort((measure, route))"
SWEEP = "ATGT compiled, 2 threads"


def section(results: Results) -> str:
    """The table of aims; only those that were measured."""
    rows = [row for row in (*_snapping(results), *_detection(results), _cluster(results)) if row]
    return wording.section("Aims", wording.table(["aim", "measured", ""], rows)) if rows else ""


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """The k of time ~ n^k between two pairs of size and seconds.

    >>> exponent((10, 1.0), (1_000, 100.0))
    1.0
    """
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def _snapping(results: Results) -> list[list[str]]:
    found = results.get("snapping nation")
    if not found:
        return []
    took = _medians(found)
    rows = []
    for word, least in (("sjoin_nearest", 20), ("STRtree", 8)):
        name = next(name for name in took if word in name)
        faster = took[name] / took[SNAP]
        aim = f"snapping 5 M points to 1 M segments at least {least}× faster than {name}"
        rows.append([aim, wording.ratio(faster) + _work(found, name, SNAP), _mark(faster >= least)])
    return rows + _memory_and_growth(results, "snapping", SNAP)


def _detection(results: Results) -> list[list[str]]:
    found = results.get("detection nation")
    if not found:
        return []
    sorts = _medians(found)[SWEEP] / _medians(found)[SORT]
    measured = wording.ratio(sorts) + _work(found, SWEEP, SORT)
    aim = "detection of 5 M accidents costs at most one lexsort of them"
    return [[aim, measured, _mark(sorts <= 1)], *_memory_and_growth(results, "detection", SWEEP)]


def _memory_and_growth(results: Results, case: str, name: str) -> list[list[str]]:
    small, large = results.get(f"{case} province"), results[f"{case} nation"]
    peak = next(m["peak_bytes"] for m in large["methods"] if m["name"] == name)
    rows = []
    if peak is not None:
        over = peak / large["input_bytes"]
        rows.append([f"{case}: peak memory at most 3× the input arrays", wording.ratio(over), _mark(over <= 3)])
    if small:
        pairs = [(_n(found), _medians(found)[name]) for found in (small, large)]
        work = [(_n(found), _medians(found, "cpu_seconds").get(name)) for found in (small, large)]
        k, measured = exponent(*pairs), f"{exponent(*pairs):.2f}"
        if all(seconds for _, seconds in work):
            measured += f" ({exponent(*work):.2f} in processor time)"
        aim = f"{case}: time grows from 100 k to 5 M with an exponent of at most 1.1"
        rows.append([aim, measured, _mark(k <= 1.1)])
    return rows


def _cluster(results: Results) -> list[str]:
    found = results.get("cluster")
    if not found:
        return []
    same = all(method["is_identical"] for method in found["methods"])
    aim = f"two Dask workers on {wording.count(found['n'])} accidents give the identical answer"
    return [aim, "identical" if same else "different", _mark(same)]


def _medians(found: Results, of: str = "seconds") -> dict[str, float]:
    return {method["name"]: median(method[of]) for method in found["methods"] if method.get(of)}


def _work(found: Results, name: str, base: str) -> str:
    """The ratio again in seconds of processors, which other work on the machine takes less from."""
    cpu = _medians(found, "cpu_seconds")
    return f" ({wording.ratio(cpu[name] / cpu[base])} in processor time)" if name in cpu and base in cpu else ""


def _n(found: Results) -> int:
    return int(found.get("n") or found["n_points"])


def _mark(is_reached: bool) -> str:  # noqa: FBT001
    return "reached" if is_reached else "**not reached**; see “Where the time goes”"
