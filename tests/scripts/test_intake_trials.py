"""The page of the intake trials covers what was asked for, and its counts are what the script finds."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

STEADY = 7  # cells of a row that do not depend on the machine


def rows_of(page: str) -> dict[str, list[str]]:
    """The rows of the first table by file."""
    table = page.split("## What came of each file")[1].split("## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines() if line.startswith("| ")
    ]
    return {row[0]: row for row in rows[1:] if row[0] != "---"}


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "intake-trials.md").read_text("utf-8")


def test_every_row_of_every_file_is_accepted_or_held_and_every_fact_agrees(page):
    rows = rows_of(page)

    assert len(rows) == 21
    for row in rows.values():
        n_read, n_accepted, n_held = (int(cell.replace(",", "")) for cell in row[1:4])
        assert n_read == n_accepted + n_held > 0
        agreed, stated = re.fullmatch(r"(\d+) of (\d+)", row[6]).groups()
        assert agreed == stated
        assert float(row[7]) > 0
        assert re.fullmatch(r"\d+ MB", row[8])


def test_all_thirteen_years_of_barcelona_and_every_other_set_are_there(page):
    files = " ".join(rows_of(page))

    assert [str(year) for year in range(2010, 2023) if f"{year}_accidents_gu_bcn" not in files] == []
    for name in (
        "AccData",
        "2019_DATA_SA",
        "devCrashes",
        "accident_2013",
        "accident_2014",
        "accident2020",
        "sample_traffic",
        "utrecht",
    ):
        assert name in files
    assert all(
        profile in page for profile in ("barcelona_2010_2013", "barcelona_2014_2015", "barcelona_2016_2022", "utrecht")
    )


@pytest.mark.shared_data
@pytest.mark.parametrize("folder", ["philippines_driver", "songkhla"])
def test_the_script_finds_what_the_page_says(page, root, shared_data, tmp_path, folder):
    output = tmp_path / "page.md"
    command = [sys.executable, str(root / "scripts" / "intake_trials.py"), "--only", folder, "--output", str(output)]

    done = subprocess.run(
        [*command, "--shared", str(shared_data.parent)], capture_output=True, text=True, timeout=240, check=False
    )

    assert done.returncode == 0, done.stderr
    (found,) = rows_of(output.read_text("utf-8")).values()
    again = "docs/intake-trials.md is stale: run python scripts/intake_trials.py"
    assert found[:STEADY] == rows_of(page)[found[0]][:STEADY], again


def test_without_the_data_it_says_so(root, tmp_path):
    command = [sys.executable, str(root / "scripts" / "intake_trials.py"), "--shared", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert "--shared" in done.stderr
