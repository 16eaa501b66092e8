"""Hand so many damaged files to the intake as asked for, and print one summary row.

    python scripts/soak_intake.py --files 20000 --seed 1

Every file goes the whole way of a preview, in a child process whose memory peak is read after each file. A file ends
well when it is refused with a Vietnamese sentence that names it, or is read with read = accepted + held. Anything else
(a traceback, a silent loss, more than 1 GiB, more than a minute) is printed with its seed and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HELPER = ROOT / "tests" / "io" / "damaged_files.py"
TODAY = dt.date(2026, 11, 22)
MAX_BYTES = 1 << 30
MAX_SECONDS = 60
A_CHILD = 500  # files a child process handles before the next one starts afresh


def damaged_files() -> ModuleType:
    """The helper of the tests, by its path."""
    spec = importlib.util.spec_from_file_location("damaged_files", HELPER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(HELPER)
    sys.modules["damaged_files"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def soak(n_files: int, seed: int) -> dict[str, Any]:
    """All files, some hundred a child process; the row of the table, with the faults."""
    started, total = time.perf_counter(), Counter[str]()
    kinds: Counter[str] = Counter()
    faults: list[str] = []
    peak = 0
    for n, first in enumerate(range(0, n_files, A_CHILD)):
        part = _in_child(seed + n, min(A_CHILD, n_files - first))
        total.update(part["outcomes"])
        kinds.update(part["kinds"])
        faults += part["faults"]
        peak = max(peak, part["peak_bytes"])
        print(
            f"{first + A_CHILD:>7} of {n_files}  peak {peak >> 20} MB  faults {len(faults)}",
            file=sys.stderr,
            flush=True,
        )
    return {
        "what": "damaged files into the intake",
        "seed": seed,
        "files": sum(total.values()),
        "kinds": len(kinds),
        "refused": total["refused"],
        "read": total["read"],
        "faults": len(faults),
        "peak_mb": peak >> 20,
        "seconds": round(time.perf_counter() - started),
        "told": faults,
    }


def _in_child(seed: int, n_files: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--files", str(n_files), "--seed", str(seed), "--here"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode == 0 and lines:
        answer: dict[str, Any] = json.loads(lines[-1])
        return answer
    told = f"child with seed {seed} ended with {done.returncode}: {done.stderr[-2_000:]}"
    return {"outcomes": {"lost": n_files}, "kinds": {}, "faults": [told], "peak_bytes": 0}


def run_here(n_files: int, seed: int) -> dict[str, Any]:
    """The files of one seed, in this process."""
    from atgt.storage.database import Database

    outcomes, kinds, faults = Counter[str](), Counter[str](), []
    peak = _peak_bytes()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/ward.gpkg")
        for n, file in enumerate(damaged_files().sample(seed, n_files)):
            with contextlib.suppress(OSError):
                Path("/proc/self/clear_refs").write_text("5", "ascii")  # begin a new peak
            outcome, fault = judge(database, file)
            now = _peak_bytes()
            if now > MAX_BYTES:
                fault = f"{now >> 20} MB of memory"
            if fault:
                faults.append(f"seed {seed}, file {n} ({file.kind}, {file.name}): {fault}")
            peak = max(peak, now)
            outcomes[outcome] += 1
            kinds[file.kind] += 1
        database.close()
    peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
    return {"outcomes": outcomes, "kinds": kinds, "faults": faults, "peak_bytes": peak}


def judge(database: Any, file: Any) -> tuple[str, str | None]:
    """How a file ended ("refused" or "read"), and what is wrong with that, None when nothing is."""
    from atgt.domain.errors import InputFileError, MappingError
    from atgt.workflow import intake

    try:
        with _time_limit(MAX_SECONDS):
            seen = intake.preview(database, file.content, name=file.name, today=TODAY)
    except (InputFileError, MappingError) as refused:
        said = str(refused)
        is_clear = file.name in said and refused.text.en != said and len(said) > len(file.name) + 25
        return "refused", None if is_clear else f"unclear words: {said!r}"
    except TimeoutError:
        return "slow", f"more than {MAX_SECONDS} s"
    except Exception:  # noqa: BLE001 - the point of this script is that there is none
        return "traceback", traceback.format_exc(limit=-6)
    if seen.n_read != seen.n_accepted + seen.n_held or seen.n_read != len(seen.rows):
        return "lost", f"read {seen.n_read}, accepted {seen.n_accepted}, held {seen.n_held}"
    return "read", None


@contextlib.contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _peak_bytes() -> int:
    """The most memory this process held since the peak was begun anew (since its start where that cannot be done)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next((line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM")), None)
        if line:
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Hand damaged files to the intake.")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.environ.setdefault("PYTHONPATH", str(ROOT / "src"))
    if asked.here:
        print(json.dumps(run_here(asked.files, asked.seed)))
        return 0
    row = soak(asked.files, asked.seed)
    print(*row.pop("told"), sep="\n", file=sys.stderr)
    print(" | ".join(f"{key}={value}" for key, value in row.items()))
    return 1 if row["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
