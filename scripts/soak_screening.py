"""Compare screening with the brute force on as many random roads as asked for, and print one summary row.

    python scripts/soak_screening.py --cases 1000000 --seed 1

All engines are compared on members, maximal stretches, tight stretches, zones and spots, masks included.
The first differing batch is printed so that it can be made a test, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

from atgt.network_screening import compiled

TESTS = Path(__file__).resolve().parents[1] / "tests" / "network_screening"
# (solver, routes a batch, most accidents a route, share of the batches)
KINDS = (
    ("by_subsets", 80, 7, 0.6),
    ("by_subsets", 10, 11, 0.05),
    ("by_windows", 30, 14, 0.3),
    ("by_windows", 3, 60, 0.05),
)


def load(name: str) -> ModuleType:
    """A helper of the tests, by its path."""
    spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(TESTS / f"{name}.py")
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def soak(n_cases: int, seed: int) -> dict[str, object]:
    """Compare at least so many cases; the summary as a row. Stops at the first difference."""
    brute_force, random_cases = load("brute_force"), load("random_cases")
    engines = random_cases.ENGINES if compiled.is_available() else ("plain",)
    rng = np.random.default_rng(seed)
    started = time.perf_counter()
    compared = accidents = 0
    wrong: list[object] = []
    while compared < n_cases and not wrong:
        solver, n_routes, most, _ = KINDS[rng.choice(len(KINDS), p=[share for *_, share in KINDS])]
        batch = random_cases.batch(rng, n_routes, most)
        wrong = random_cases.differences(batch, getattr(brute_force, solver), engines, rng)
        compared += len(batch.routes)
        accidents += sum(len(measure) for measure, _, _ in batch.routes)
        if wrong:
            print(batch, *wrong, sep="\n", file=sys.stderr)
    return {
        "what": "screening against brute force",
        "seed": seed,
        "cases": compared,
        "accidents": accidents,
        "engines": "+".join(engines),
        "differences": len(wrong),
        "seconds": round(time.perf_counter() - started, 1),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Compare screening with the brute force on random roads.")
    parser.add_argument("--cases", type=int, default=100_000, help="random roads to compare")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    options = parser.parse_args()
    row = soak(options.cases, options.seed)
    print(" | ".join(f"{key}={value}" for key, value in row.items()))
    return 1 if row["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
