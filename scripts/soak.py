"""The long runs behind ``make soak``: each writes its own row of the table in docs/reliability.md.

    python scripts/soak.py                                    all of it, hours
    python scripts/soak.py --only kills concurrency-sqlite           some of it; the other rows stay as they are
    python scripts/soak.py --only screening --cases 20000

A row says what was run, how often, with which seed, what was found, and when. ``make test`` runs a sample of each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import atgt

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
HEADINGS = ("run", "what", "how much", "outcome", "took", "when")
TABLE = "## The long runs"
DETAILS = "## Details of a run: "


@dataclass(frozen=True)
class LongRun:
    """One row of the table, and what else is told of it below the table."""

    name: str
    what: str
    runs: str
    outcome: str
    is_clean: bool = True
    took: str = ""
    when: str = ""
    detail: str = ""


# ── the runs ────────────────────────────────────────────────────────────────────────────────────────────────────


def screening_run(asked: argparse.Namespace) -> LongRun:
    """Random roads against the brute force, all engines, every level of the answer; goes on where it was broken off."""
    command = [sys.executable, "scripts/soak_screening.py", "--cases", str(asked.cases), "--seed", str(asked.seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    facts = dict(part.split("=", 1) for part in lines[-1].split(" | ")) if lines else {}
    told = f"{facts.get('engines', '')}, seed {asked.seed}"
    outcome = f"{facts.get('differences', 'not finished')} differences ({told})"
    return LongRun(
        "screening",
        "screening against the brute force: members, maximal and tight stretches, zones, spots, masks; "
        "with ties, random rules, lengths and periods",
        f"{int(facts.get('cases', 0)):,} roads, {int(facts.get('accidents', 0)):,} accidents",
        outcome,
        done.returncode == 0,
        took=f"{int(facts.get('seconds', 0)) / 60:.0f} min",
    )


def intake_run(asked: argparse.Namespace) -> LongRun:
    """Damaged and hostile files through the whole preview, memory measured in child processes."""
    command = [sys.executable, "scripts/soak_intake.py", "--files", str(asked.files), "--seed", str(asked.seed)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    facts = dict(part.split("=", 1) for part in lines[-1].split(" | ")) if lines else {}
    refused, read = int(facts.get("refused", 0)), int(facts.get("read", 0))
    return LongRun(
        "intake",
        f"damaged files of {facts.get('kinds', '?')} kinds: clear words or held rows, within 1 GiB and a minute each",
        f"{int(facts.get('files', 0)):,} files, seed {asked.seed}",
        f"{refused:,} refused in words, {read:,} read with read = accepted + held; "
        f"{facts.get('faults', 'not finished')} faults; most memory {facts.get('peak_mb', '?')} MB",
        done.returncode == 0,
    )


def soak_tests(name: str, what: str, *words: str, mark: str = "soak") -> Callable[[argparse.Namespace], LongRun]:
    """A run of the marked tests that ``words`` choose; what they print becomes their row."""

    def run(_asked: argparse.Namespace) -> LongRun:
        command = [sys.executable, "-m", "pytest", "-m", mark, "-q", "-s", "-p", "no:cacheprovider", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
        told = re.findall(r"^\d+ (?:passed|failed|skipped).*?(?= in |$)", done.stdout, re.MULTILINE)
        said = re.findall(r"^\.*((?:sqlite|postgresql|chromium): .*)$", done.stdout, re.MULTILINE)
        if done.returncode:
            print(done.stdout[-6000:], done.stderr[-2000:], file=sys.stderr)
        return LongRun(
            name,
            what,
            "; ".join(said) or " ".join(words),
            f"tests: {told[-1]}" if told else "not finished",
            done.returncode == 0,
            detail=_tables(done.stdout),
        )

    return run


def _tables(printed: str) -> str:
    """The Markdown tables a test printed, each below the line before it."""
    found, before = [], ""
    for line in printed.splitlines():
        if line.startswith("| "):
            found += ["", before, ""] if before else []
            before = ""
            found.append(line)
        elif line.startswith("|---"):
            found.append(line)
        else:
            before = line.lstrip(".")
    return "\n".join(found).strip()


FAULTS, SESSIONS = "tests/faults/test_kills.py", "tests/faults/test_concurrency.py"
_AT_ONCE = "sessions at once, through the use cases and on one row: no update lost, no fault"
RUNS: dict[str, Callable[[argparse.Namespace], LongRun]] = {
    "screening": screening_run,
    "intake": intake_run,
    "kills": soak_tests(
        "kills", "SIGKILL at random moments, then everything acknowledged is there and `verify` passes", FAULTS
    ),
    "concurrency-sqlite": soak_tests("concurrency-sqlite", _AT_ONCE, SESSIONS, "-k", "sqlite"),
    "concurrency-postgresql": soak_tests("concurrency-postgresql", _AT_ONCE, SESSIONS, "-k", "postgresql"),
    "store": soak_tests("store", "large imports into the store", "tests/storage"),
    "sheets": soak_tests("sheets", "large and random sheets; foreign data", "tests/io", "tests/ingestion"),
    "pages": soak_tests(
        "pages",
        "in Chromium: every page a member is sent names nobody; every attack string through stored text, forms, "
        "addresses and names of files",
        "tests",
        mark="sampled",
    ),
}


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(page: str) -> dict[str, LongRun]:
    """The rows a page holds, by their names."""
    found = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == len(HEADINGS) and cells[0] != HEADINGS[0]:
            name, what, runs, outcome, took, when = cells
            found[name] = LongRun(name, what, runs, outcome, took=took, when=when)
    for part in page.split(DETAILS)[1:]:
        name, _, text = part.partition("\n")
        if name.strip() in found:
            found[name.strip()] = replace(found[name.strip()], detail=text.strip())
    return found


def with_rows(page: str, rows: dict[str, LongRun]) -> str:
    """The page with these rows in the place of those it had; what is written above the table stays."""
    above = page.split(TABLE, maxsplit=1)[0].rstrip() or "# Reliability"
    lines = [above, "", TABLE, "", f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|"]
    order = [*RUNS, *sorted(rows.keys() - RUNS.keys())]
    for name in order:
        if name in rows:
            row = rows[name]
            cells = (row.name, row.what, row.runs, row.outcome, row.took, row.when)
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    for name in order:
        if name in rows and rows[name].detail:
            lines += ["", f"{DETAILS}{name}", "", rows[name].detail]
    return "\n".join(lines) + "\n"


def carry_out(name: str, asked: argparse.Namespace) -> LongRun:
    """One run, with the time it took and the day."""
    start = time.perf_counter()
    row = RUNS[name](asked)
    minutes = (time.perf_counter() - start) / 60
    today = dt.datetime.now(dt.UTC)
    return replace(row, took=row.took or f"{minutes:.0f} min", when=f"{today:%Y-%m-%d}, ATGT {atgt.__version__}")


def main() -> int:
    """Run what was asked for; each row is written as soon as it is there."""
    parser = argparse.ArgumentParser(description="The long runs; each writes its row of docs/reliability.md.")
    parser.add_argument("--only", nargs="+", choices=list(RUNS), default=list(RUNS), help="which runs")
    parser.add_argument("--cases", type=int, default=1_000_000, help="random roads for screening")
    parser.add_argument("--files", type=int, default=20_000, help="damaged files for the intake")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    is_clean = True
    for name in asked.only:
        row = carry_out(name, asked)
        is_clean &= row.is_clean
        page = PAGE.read_text("utf-8") if PAGE.exists() else ""
        PAGE.write_text(with_rows(page, rows_of(page) | {name: row}), encoding="utf-8")
        print(f"{name}: {row.runs}: {row.outcome} ({row.took})", flush=True)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
