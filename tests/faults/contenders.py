"""Several processes that read, add one and write back, all on the same rows. Arguments: URL, processes, times each."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time

import psycopg  # noqa: F401  loaded before the fork

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import StaleEditError
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, settings_table

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


def contend(url, number, times):
    """Add one to a counter in one transaction; edit an accident read in an earlier one, again when it was stale."""
    database = Database.open(url)
    actor = Actor(f"can-bo-{number}", Role.EDITOR)
    n_stale, slowest = 0, 0.0
    for _ in range(times):
        start = time.perf_counter()
        with database.write(actor, "cộng", NOW) as session:
            settings_table.put(session, "counter", settings_table.get(session, "counter", 0) + 1)
        slowest = max(slowest, time.perf_counter() - start)
        while True:
            with database.read() as session:
                record = accidents.fetch_accident(session, "chung")
            change = {"damage_vnd": record.fields["damage_vnd"] + 1}
            try:
                with database.write(actor, "sửa", NOW) as session:
                    accidents.update_accident(session, "chung", change, expected_version=record.version)
                break
            except StaleEditError:
                n_stale += 1
    database.close()
    print(f"{number}: refused as stale {n_stale}, slowest write {slowest:.2f} s", flush=True)


if __name__ == "__main__":
    address, n_processes, n_times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    children = []
    for index in range(n_processes):
        child = os.fork()
        if child == 0:
            contend(address, index, n_times)
            os._exit(0)
        children.append(child)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.exit(max(map(abs, statuses)))
