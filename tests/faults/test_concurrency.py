"""Many processes at once: no update is lost, nobody is turned away but by the version check."""

from contextlib import closing

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
