"""Many processes at once: no update is lost, nobody is turned away but by the version check."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.storage import audit, verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, settings_table


@pytest.mark.parametrize(
    ("n_processes", "n_times"), [(8, 3), pytest.param(8, 100, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])]
)
def test_no_update_of_eight_processes_is_lost(new_url, now, contend, n_processes, n_times):
    url = new_url()
    shared = pd.DataFrame(
        {
            "accident_id": ["chung"],
            "occurred_on": ["2026-05-01"],
            "severity": [1],
            "damage_vnd": [0],
            "location_status": ["unlocated"],
        }
    )
    with closing(Database.open(url)) as database, database.write(LOCAL_USER, "tạo", now) as session:
        accidents.insert_accidents(session, shared)

    print(contend(url, n_processes, n_times))

    n = n_processes * n_times
    with closing(Database.open(url)) as database, database.read() as session:
        record = accidents.fetch_accident(session, "chung")
        assert settings_table.get(session, "counter") == n
        assert record.fields["damage_vnd"] == n
        assert record.version == n + 1
        assert audit.n_lines(session) == 2 * n + 1
        assert verification.verify(session).is_whole


SECONDS = {"sqlite": 300, "postgresql": 600}


@pytest.mark.parametrize(
    ("seconds", "n_readers", "n_writers"),
    [(3, 3, 3), pytest.param(None, 10, 10, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])],
)
def test_sessions_through_the_use_cases_lose_nothing_and_see_no_fault(
    engine_name, new_url, tmp_path, office, seconds, n_readers, n_writers
):
    """In two processes, each with threads that share its database: as two dashboards, or a dashboard and a script."""
    url, answer = new_url(), tmp_path / "answer.json"
    with closing(Database.open(url)) as database:
        office.open_office(database)
    seconds = seconds or SECONDS[engine_name]

    program = Path(office.__file__).with_name("sessions.py")
    words = [url, seconds, 2, n_readers, n_writers, 20261101, answer]
    done = subprocess.run([sys.executable, str(program), *map(str, words)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    told = json.loads(answer.read_text("utf-8"))
    _print_latencies(engine_name, f"{n_readers} readers, {n_writers} writers, {seconds} s", told)
    assert told["errors"] == []
    with closing(Database.open(url)) as database:
        office.check(database, told["notes"])


def _print_latencies(engine_name, who, told):
    took = pd.DataFrame(told["took"], columns=["act", "seconds"])
    refused = ", ".join(f"{n} {kind}" for kind, n in sorted(told["refused"].items())) or "none"
    counts = f"{len(took)} acts, {len(told['notes'])} changes acknowledged, none lost, {len(told['errors'])} errors"
    print(f"\n{engine_name}: {who}: {counts}; refused: {refused}")
    print("| act | times | median | 95 % | longest |\n|---|---|---|---|---|")
    for act, times in took.groupby("act")["seconds"]:
        cells = [f"{np.quantile(times, q):.2f} s" for q in (0.5, 0.95, 1.0)]
        print(f"| {act} | {len(times)} | {' | '.join(cells)} |")
