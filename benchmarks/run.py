"""Measure everything and write docs/performance.md: one command, ratios within one run, seeds fixed.

python benchmarks/run.py                       all of it, about a quarter of an hour on two idle cores
python benchmarks/run.py --sizes ward,province
python benchmarks/run.py --quick               small sizes, one round: does everything still run?
python benchmarks/run.py --only snapping       measure one part again, keep the other figures
python benchmarks/run.py --only detection --sizes nation --without plain
python benchmarks/run.py --only report         only write the page from the figures that are kept

Each case runs in a process of its own. Figures are kept in benchmarks/results.json, each with the day and the load it
was measured under, and the page is written from them: what is not measured again stays as it was.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import report

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
SIZES = {"ward": (2_000, 500), "province": (100_000, 50_000), "nation": (5_000_000, 1_000_000)}
"""Accidents or points, and road segments."""

CASES = (
    *("compiling", "intake", "snapping", "detection", "profile", "intake_profile"),
    *("correctness", "shortcuts", "chaining", "cluster"),
)
PACKAGES = (
    *("numpy", "numba", "shapely", "geopandas", "scikit-learn", "duckdb", "pandas", "pyarrow", "dask"),
    *("hdbscan", "esda", "spaghetti", "linref"),
)


def main() -> None:
    """Measure what was asked for, then write the page."""
    asked = _arguments()
    if asked.case:
        print(json.dumps(run_case(asked.case, json.loads(asked.with_options))))
        return
    for name, options in plan(asked.sizes, asked.only, asked.without, is_quick=asked.quick):
        key = f"{name} {options['size']}" if "size" in options else name
        load = LoadWatch()
        found = _in_own_process(name, options)
        if found is None:  # it failed: what was measured before stays
            continue
        circumstances = {"day": time.strftime("%Y-%m-%d"), **load.figures()}
        results = _kept(asked.results)  # read again: another part may have been measured meanwhile
        results |= {"machine": _machine(), "is_quick": asked.quick, key: found}
        results.setdefault("measured", {})[key] = circumstances
        asked.results.write_text(json.dumps(_rounded(results), indent=1, ensure_ascii=False) + "\n", "utf-8")
        asked.output.write_text(report.page(results), "utf-8")
    asked.output.write_text(report.page(_kept(asked.results)), "utf-8")
    print(f"wrote {asked.output}")


def _kept(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def plan(sizes: list[str], only: list[str], without: list[str], *, is_quick: bool) -> list[tuple[str, dict[str, Any]]]:
    """The cases to run, each with its options."""
    rounds = 1 if is_quick else 5
    by_size = [
        {"size": size, "rounds": rounds, "budget_s": 1 if is_quick else 40, "left_out": without} for size in sizes
    ]
    chosen: list[tuple[str, dict[str, Any]]] = []
    for name in CASES:
        if only and name not in only:
            continue
        if name in {"snapping", "detection"}:
            chosen += [(name, options) for options in by_size]
        elif name == "profile":
            chosen.append((name, {"largest": sizes[-1]}))
        elif name == "cluster":
            n = 200_000 if is_quick else 20_000_000
            chosen.append((name, {"n": n, "n_partitions": 4 if is_quick else 20, "rounds": 1 if is_quick else 2}))
        elif name == "intake":
            chosen.append((name, {"n": 1_000 if is_quick else 100_000, "rounds": 1 if is_quick else 2}))
        elif name == "intake_profile":
            chosen.append((name, {"n": 1_000 if is_quick else 20_000}))
        elif name == "shortcuts":
            chosen.append((name, {"n": 20_000 if is_quick else 200_000}))
        else:
            chosen.append((name, {}))
    return chosen


def run_case(name: str, options: dict[str, Any]) -> Any:
    """One case, in this process."""
    load = importlib.import_module  # only what the case needs: imports take memory and time too
    points, segments = SIZES[options.pop("size", options.pop("largest", "ward"))]
    if name == "snapping":
        return load("snapping_case").run(points, segments, **options)
    if name == "detection":
        return load("detection_case").run(points, **options)
    if name == "correctness":
        return load("detection_case").correctness()
    if name == "profile":
        detection = load("detection_case").profile(points)
        return {"detection": detection, "snapping": load("snapping_case").profile(points, segments)}
    if name == "intake_profile":
        return load("intake_case").profile(**options)
    if name == "chaining":
        shared = Path(os.environ.get("ATGT_SHARED", ROOT.parent / "shared")) / "data"
        return [load("chaining_case").run(shared, year) for year in (2019, None)]
    return load(f"{name}_case").run(**options)


def _rounded(value: Any) -> Any:
    """Floats to six figures: more would say more than was measured."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _in_own_process(name: str, options: dict[str, Any]) -> Any:
    start = time.perf_counter()
    print(f"{time.strftime('%H:%M:%S')}  {name} {options or ''} …", flush=True)
    command = [sys.executable, __file__, "--case", name, "--with-options", json.dumps(options)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        code = subprocess.run(command, stdout=said, check=False).returncode
        said.seek(0)
        lines = said.read().splitlines()
    print(f"          {time.perf_counter() - start:.0f} s" + ("" if code == 0 else f"  FAILED ({code})"), flush=True)
    return json.loads(lines[-1]) if code == 0 else None


def _machine() -> dict[str, Any]:
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "day": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
    }


class LoadWatch:
    """What the processors did from now on: how busy they were, and how much of that was not for the case measured."""

    def __init__(self) -> None:
        self._before, self._own, self._start = _busy_seconds(), _children_seconds(), time.perf_counter()
        self._load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None

    def figures(self) -> dict[str, float | None]:
        """The load average before, and how many processors other work kept busy meanwhile, on average."""
        took, busy = time.perf_counter() - self._start, _busy_seconds()
        other = None
        if busy is not None and self._before is not None:
            other = max(0.0, busy - self._before - (_children_seconds() - self._own)) / took
        return {"load_before": self._load, "busy_with_other_work": other}


def _busy_seconds() -> float | None:
    """Seconds all processors together have been busy since the machine started; from Linux."""
    try:
        user, nice, system, *_ = Path("/proc/stat").read_text("ascii").split("\n")[0].split()[1:]
    except (OSError, ValueError):
        return None
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_words(SIZES), default=list(SIZES), help=", ".join(SIZES))
    parser.add_argument("--only", type=_words((*CASES, "report")), default=[], help=", ".join(CASES))
    without = "leave out methods with this word in their names, as the slow ones: DBSCAN,plain,tree,duckdb"
    parser.add_argument("--without", type=lambda text: text.split(","), default=[], help=without)
    parser.add_argument("--quick", action="store_true", help="small, and written elsewhere unless --output is given")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--with-options", default="{}", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.quick:
        asked.sizes = [size for size in asked.sizes if size != "nation"] or ["ward"]
        folder = Path(tempfile.gettempdir())
        asked.output, asked.results = (
            asked.output or folder / "performance.md",
            asked.results or folder / "results.json",
        )
    asked.output, asked.results = asked.output or PAGE, asked.results or RESULTS
    return asked


def _words(known: Any) -> Any:
    def parse(text: str) -> list[str]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        if unknown := [word for word in words if word not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return [word for word in known if word in words]

    return parse


if __name__ == "__main__":
    main()
