"""Import tables that others made through saved profiles, and write docs/intake-trials.md.

    python scripts/intake_trials.py [--shared DIR] [--only FOLDER …] [--output docs/intake-trials.md]

Each file is imported into a database of its own, in a process of its own, with nothing but its profile from
data/reference/profiles. The counts do not depend on the machine (a test compares them); seconds and memory do.
DIR is the folder that holds ``data``; without it ATGT_SHARED, then ``shared`` beside the project.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from trials.intake_sets import TrialFile, trial_files
from trials.words import count, paragraph, section, table

from atgt.domain.actor import LOCAL_USER
from atgt.domain.issue import IssueLevel
from atgt.ingestion.profile import ImportProfile
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import intake, profiles

ROOT = Path(__file__).resolve().parents[1]
NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
HEAD = ("file", "read", "accepted", "held", "held because", "told", "agrees with facts.json", "seconds", "memory")
N_STEADY = 7
"""So many cells of a row are the same on every machine."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file."""

    trial: TrialFile
    n_read: int
    n_accepted: int
    n_held: int
    held: Counter[str]
    told: Counter[str]
    n_facts: int
    wrong: tuple[str, ...]
    seconds: float
    peak_bytes: int

    def cells(self) -> list[str]:
        """Its row of the table."""
        right = f"{self.n_facts - len(self.wrong)} of {self.n_facts}"
        return [
            self.trial.name,
            *(count(n) for n in (self.n_read, self.n_accepted, self.n_held)),
            _listed(self.held),
            _listed(self.told),
            right + (": " + "; ".join(self.wrong) if self.wrong else ""),
            f"{self.seconds:.1f}",
            f"{self.peak_bytes / 1e6:,.0f} MB",
        ]


def run(trial: TrialFile, data: Path) -> Outcome:
    """Import one file in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_import, (trial, data))


def _import(trial: TrialFile, data: Path) -> Outcome:
    content, profile = trial.content(data), profiles.load_profile(trial.profile)
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/ward.gpkg")
        start = time.perf_counter()
        seen = intake.preview(database, content, name=trial.name, today=NOW.date(), profile=profile)
        intake.accept(database, seen, LOCAL_USER, NOW)
        took = time.perf_counter() - start
        with database.read() as session:
            n_stored = sum(accident_store.count_accidents(session).values())
        database.close()
    checks = trial.checks(trial.facts(data), seen.interpretation.rows)
    checks |= {"every accepted row is stored": (seen.n_accepted, n_stored)}
    levels = {level: Counter(issue.rule for issue in seen.issues if issue.level is level) for level in IssueLevel}
    return Outcome(
        trial,
        seen.n_read,
        seen.n_accepted,
        seen.n_held,
        levels[IssueLevel.ERROR],
        levels[IssueLevel.WARNING] + levels[IssueLevel.NOTE],
        len(checks),
        tuple(f"{name}: stated {stated}, found {found}" for name, (stated, found) in checks.items() if stated != found),
        took,
        _peak_bytes(),
    )


def _peak_bytes() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _listed(rules: Counter[str]) -> str:
    return ", ".join(f"{rule} {count(n)}" for rule, n in sorted(rules.items())) or "–"


def needs(profile: ImportProfile) -> list[str]:
    """What a profile had to say, in words."""
    codes = sum(len(texts) for texts in profile.missing.values())
    said = {
        f"{len(profile.columns)} headings": bool(profile.columns),
        f"{', '.join(profile.templates)} put together from columns": bool(profile.templates),
        f"{codes} codes for “unknown”": bool(codes),
        f"{len(profile.severity_words)} class words": bool(profile.severity_words),
        f"words for the codes of {', '.join(profile.value_words)}": bool(profile.value_words),
        f"unit of {', '.join(profile.scales)}": bool(profile.scales),
        f"dates {profile.date_order}": profile.date_order != "dmy",
        f"encoding {profile.encoding}": profile.encoding is not None,
        f"{profile.crs}": profile.crs is not None,
        "equal rows are different accidents": profile.identical_rows_are_distinct,
    }
    return [words for words, is_said in said.items() if is_said]


def page(outcomes: list[Outcome]) -> str:
    """The whole page."""
    intro = """Written by `python scripts/intake_trials.py`; do not edit by hand. Tables that nobody of this project
        made are imported through saved profiles (`data/reference/profiles`), with no code written for any of them, each
        into a database of its own. Read = accepted + held in every row. “Told” counts warnings and repairs by rule;
        `docs/intake-messages.md` says what the rules mean. Counts are compared with the facts that came with
        the data, and a test keeps them; seconds and memory are those of one run on a machine with two cores."""
    total = [sum(getattr(outcome, f"n_{name}") for outcome in outcomes) for name in ("read", "accepted", "held")]
    agreed = sum(outcome.n_facts - len(outcome.wrong) for outcome in outcomes)
    summary = f"""{len(outcomes)} files, {count(total[0])} rows read = {count(total[1])} accepted + {count(total[2])}
        held; {agreed} of {sum(outcome.n_facts for outcome in outcomes)} facts agree."""
    used = dict.fromkeys(outcome.trial.profile for outcome in outcomes)
    profile_rows = [[name, "; ".join(needs(profiles.load_profile(name)))] for name in used]
    return (
        "\n\n".join(
            [
                "# Trials of the intake",
                paragraph(intro),
                paragraph(summary),
                section("What came of each file", table(HEAD, [outcome.cells() for outcome in outcomes])),
                section("What each profile had to say", table(("profile", "it says"), profile_rows)),
            ]
        )
        + "\n"
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Import foreign tables and write docs/intake-trials.md.")
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("ATGT_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--only", nargs="+", default=[], help="folders of the data")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "intake-trials.md")
    options = parser.parse_args()
    data = options.shared / "data"
    if not data.is_dir():
        print(f"{data} is not there: give the folder that holds data/ with --shared", file=sys.stderr)
        return 2
    outcomes = []
    for trial in trial_files(data):
        if not options.only or trial.folder in options.only:
            outcomes.append(run(trial, data))
            print(" | ".join(outcomes[-1].cells()), flush=True)
    options.output.write_text(page(outcomes), encoding="utf-8")
    return (
        1 if any(outcome.wrong or outcome.n_read != outcome.n_accepted + outcome.n_held for outcome in outcomes) else 0
    )


if __name__ == "__main__":
    sys.exit(main())
