"""The long runs behind ``make soak``; writes the table of docs/reliability.md.

    python scripts/soak.py                         all of it, hours
    python scripts/soak.py --cases 20000 --skip-faults

The table says what was run, how often, with which seed, and what was found. ``make test`` runs a seeded sample of each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import atgt

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"


@dataclass(frozen=True)
class LongRun:
    """One row of the table."""

    what: str
    runs: str
    outcome: str
    is_clean: bool


def screening_run(n_cases: int, seed: int) -> LongRun:
    """Random roads against the brute force, both engines, every level of the answer."""
    command = [sys.executable, "scripts/soak_screening.py", "--cases", str(n_cases), "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    facts = dict(part.split("=", 1) for part in lines[-1].split(" | ")) if lines else {}
    outcome = f"{facts.get('differences', 'not finished')} differences ({facts.get('engines', '')}, seed {seed})"
    return LongRun(
        "screening against the brute force, with ties, random rules, lengths and periods",
        f"{int(facts.get('cases', 0)):,} roads, {int(facts.get('accidents', 0)):,} accidents",
        outcome,
        done.returncode == 0,
    )


def test_run(what: str, *words: str) -> LongRun:
    """The tests marked ``soak`` below a folder."""
    command = [sys.executable, "-m", "pytest", "-m", "soak", "-q", "-p", "no:cacheprovider", *words]
    environment = {**os.environ, "ATGT_SOAK": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    told = re.findall(r"^\d+ (?:passed|failed|skipped).*$", done.stdout, re.MULTILINE)
    return LongRun(what, " ".join(words), told[-1] if told else "not finished", done.returncode == 0)


def page(rows: list[LongRun]) -> str:
    """The document."""
    lines = [
        "# Reliability: the long runs",
        "",
        f"Written by `make soak` (scripts/soak.py) on {dt.datetime.now(dt.UTC):%Y-%m-%d}, ATGT {atgt.__version__}.",
        "`make test` runs a seeded sample of each.",
        "",
        "| what | runs | outcome |",
        "|---|---|---|",
        *(f"| {row.what} | {row.runs} | {row.outcome} |" for row in rows),
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run what was asked for and write the page."""
    parser = argparse.ArgumentParser(description="The long runs; writes docs/reliability.md.")
    parser.add_argument("--cases", type=int, default=1_000_000, help="random roads for screening")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip-faults", action="store_true", help="leave out kills and concurrency")
    asked = parser.parse_args()
    rows = [screening_run(asked.cases, asked.seed)]
    if not asked.skip_faults:
        rows.append(test_run("kills and concurrent writers", "tests/faults"))
        rows.append(test_run("large imports into the store", "tests/storage"))
    PAGE.write_text(page(rows), encoding="utf-8")
    print(page(rows))
    return 0 if all(row.is_clean for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
