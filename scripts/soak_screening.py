"""Compare screening with the brute force on as many random roads as asked for, and print one summary row.

    python scripts/soak_screening.py --cases 1000000 --seed 1

The cases are made in parts of 20,000, each with a seed of its own drawn from the one given. What a part found is kept
in ``.soak/``, so a run that is broken off goes on where it stopped; parts found with other code are compared again.

All engines are compared on members, maximal stretches, tight stretches, zones and spots, masks included.
The first differing batch is printed so that it can be made a test, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

from atgt.network_screening import compiled

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "network_screening"
KEPT = ROOT / ".soak"
PART = 20_000
DETECTION = (
    *("compiled", "count_rules", "integers", "kernel_tables", "line", "period", "place_kernels", "plain"),
    *("scan_kernels", "sites", "stretches", "sweep_kernels", "windows"),
)
"""The modules the answer depends on."""

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
    if name in sys.modules:
        return sys.modules[name]
    if spec is None or spec.loader is None:
        raise FileNotFoundError(TESTS / f"{name}.py")
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code_hash() -> str:
    """Of the code of detection, the brute force, the cases and this file."""
    told = hashlib.sha256()
    cases = (TESTS / "brute_force.py", TESTS / "random_cases.py", Path(__file__).resolve())
    for path in (*(ROOT / "src" / "atgt" / "network_screening" / f"{name}.py" for name in DETECTION), *cases):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def soak(n_cases: int, seed: int) -> dict[str, object]:
    """Compare at least so many cases; the summary as a row. Stops at the first difference."""
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"screening-{code_hash()}-{seed}.jsonl"
    parts = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    while sum(part["cases"] for part in parts) < n_cases and not any(part["differences"] for part in parts):
        parts.append(compare(min(PART, n_cases), np.random.default_rng([seed, len(parts)])))
        with path.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(parts[-1]) + "\n")
    in_all = {name: sum(part[name] for part in parts) for name in ("cases", "accidents", "differences", "seconds")}
    engines = "+".join(engine.replace(", ", "-") for engine in engines_here())
    return {"what": "screening against brute force", "seed": seed, "engines": engines, **in_all}


def engines_here() -> tuple[str, ...]:
    """The engines that can run on this machine."""
    return load("random_cases").ENGINES if compiled.is_available() else ("plain",)


def compare(n_cases: int, rng: np.random.Generator) -> dict[str, int]:
    """Compare one part; at least so many cases unless there is a difference."""
    brute_force, random_cases, engines = load("brute_force"), load("random_cases"), engines_here()
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
    seconds = round(time.perf_counter() - started)
    return {"cases": compared, "accidents": accidents, "differences": len(wrong), "seconds": seconds}


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
