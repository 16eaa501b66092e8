"""Detection: the exact sweep beside one sort of the same accidents, and beside clustering; with right and wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import peers
from invented import Accidents, Array, accidents
from measuring import but_for, in_turn, profiled
from planted import GROUPS, LENGTH_MM, Planted, planted, score

from atgt.network_screening.windows import ScreeningResult, screen_routes

BASELINE = "numpy.lexsort((measure, route))"
N_PLANTED = 20_000
HDBSCAN_MOST = 20_000
"""Its minimum spanning tree is quadratic in scikit-learn: 100,000 accidents would take an hour."""

DBSCAN_MOST = 100_000
"""5 M accidents take it minutes, some fifty times a sort of them."""


def run(n: int, *, rounds: int, budget_s: float, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Times and peak memory at one size."""
    given = accidents(n)
    answers: dict[str, Any] = {}
    methods = but_for(_methods(given, answers), left_out)
    for name, method in _methods(accidents(2_000), {}).items():
        if name in methods:
            method()  # warm-up: imports, compiling
    timed = in_turn(methods, rounds=rounds, budget_s=budget_s)
    found = answers["ATGT compiled, 2 threads"]
    engines = [name for name in answers if name.startswith("ATGT")]
    same = all(
        np.array_equal(getattr(found, name), getattr(answers[other], name))
        for other in engines
        for name in ("members", "maximal_stretches", "tight_stretches", "zones", "spots")
    )
    return {
        "n": n,
        "input_bytes": given.route.nbytes + given.measure_mm.nbytes + given.day.nbytes + given.severity.nbytes,
        "engines": engines,
        "engines_agree": same,
        "n_members": int(found.members.sum()),
        "n_zones": len(found.zones),
        "n_spots": len(found.spots),
        "absent": peers.absent(),
        "methods": [{"name": name, **measured.figures()} for name, measured in timed.items()],
    }


def correctness() -> dict[str, Any]:
    """Recall and precision of every method on accidents with known answers."""
    given = planted(N_PLANTED)
    rows = []
    for name, label in _labellings(given).items():
        found = score(label, given.group)
        rows.append({"name": name, "recall": found.recall, "precision": found.precision, "n_found": _n(label)})
    return {"n": len(given.accidents), "n_groups": given.n_groups, "methods": rows}


def screen(given: Accidents, **options: Any) -> ScreeningResult:
    """ATGT with the default rules, 300 m, 365 days."""
    columns = given.route, given.measure_mm, given.day, given.severity
    return screen_routes(*columns, length_mm=LENGTH_MM, **options)


def _methods(given: Accidents, answers: dict[str, Any]) -> dict[str, Callable[[], object]]:
    plane = given.plane()
    work: dict[str, Callable[[], Any]] = {
        BASELINE: lambda: np.lexsort((given.measure_mm, given.route)),
        "ATGT compiled, 2 threads": lambda: screen(given, engine="compiled", threads=2),
        "ATGT compiled, 1 thread": lambda: screen(given, engine="compiled", threads=1),
        "ATGT plain, no compiler": lambda: screen(given, engine="plain"),
    }
    if has_sklearn():
        from sklearn.cluster import DBSCAN, HDBSCAN

        if len(given) <= DBSCAN_MOST:
            work["scikit-learn DBSCAN, eps 50 m, min 2"] = lambda: DBSCAN(eps=50, min_samples=2).fit(plane)
        if len(given) <= HDBSCAN_MOST:
            work["scikit-learn HDBSCAN, min 5"] = lambda: HDBSCAN(min_cluster_size=5, copy=True).fit(plane)

    work |= peers.detectors(given)

    def kept(name: str) -> Callable[[], None]:
        def run_one() -> None:
            answers[name] = work[name]()

        return run_one

    return {name: kept(name) for name in work}


def _labellings(given: Planted) -> dict[str, Array]:
    """The place each accident was put into, by every method."""
    found = {"ATGT (spots)": label_by_stretch(given.accidents, screen(given.accidents).spots)}
    if has_sklearn():
        from sklearn.cluster import DBSCAN, HDBSCAN

        plane = np.column_stack([given.x, given.y])
        for eps, least in ((50, 2), (50, 3), (150, 2), (300, 2)):
            label = DBSCAN(eps=eps, min_samples=least).fit(plane).labels_
            found[f"DBSCAN, eps {eps} m, min {least}"] = label
            found[f"DBSCAN, eps {eps} m, min {least}, then the legal counts"] = with_counts(label, given.accidents)
        label = HDBSCAN(min_cluster_size=2, copy=True).fit(plane).labels_
        found["HDBSCAN, min 2"] = label
        found["HDBSCAN, min 2, then the legal counts"] = with_counts(label, given.accidents)
    if "esda" not in peers.absent():
        label = peers.hot_sections(given.accidents)
        found["esda Gi*, 300 m sections, p < 0.05"] = label
        found["esda Gi*, 300 m sections, p < 0.05, then the legal counts"] = with_counts(label, given.accidents)
    return found


def label_by_stretch(given: Accidents, stretches: Array) -> Array:
    """Of each accident the stretch it lies in, -1 for none; stretches are disjoint."""
    label = np.full(len(given), -1)
    order = np.lexsort((given.measure_mm, given.route))
    key = given.route[order] * 10**12 + given.measure_mm[order]
    low = np.searchsorted(key, stretches[:, 0] * 10**12 + stretches[:, 1], side="left")
    high = np.searchsorted(key, stretches[:, 0] * 10**12 + stretches[:, 2], side="right")
    for number, (first, last) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        label[order[first:last]] = number
    return label


def with_counts(label: Array, given: Accidents) -> Array:
    """Only the clusters whose accidents, of whatever date, reach one of the legal counts."""
    counts = np.zeros((label.max() + 1, 3), dtype=np.int64)
    inside = label >= 0
    np.add.at(counts, (label[inside], given.severity[inside]), 1)
    fatal, injury, damage = counts.T
    two, three, four, five = (len(group) for group in GROUPS)
    reaches = (fatal >= two) | ((fatal + injury >= three) & (fatal >= 1)) | (injury >= four) | (damage >= five)
    return np.where(inside & reaches[label], label, -1)


def has_sklearn() -> bool:
    """Whether scikit-learn is there (benchmarks/requirements.txt)."""
    import importlib.util

    return importlib.util.find_spec("sklearn") is not None


def _n(label: Array) -> int:
    return len(np.unique(label[label >= 0]))


def profile(n: int) -> list[tuple[str, float]]:
    """Where the time of the compiled path goes, one thread."""
    given = accidents(n)
    screen(accidents(2_000), engine="compiled", threads=1)
    return profiled(lambda: screen(given, engine="compiled", threads=1))
