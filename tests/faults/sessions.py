"""Many sessions at once, through the use cases: readers look, writers work, each with a pause to think.

Arguments: URL, seconds, processes, readers, writers, seed, file for the answer. Sessions are threads that share the
database of their process, as visitors of a dashboard do. The answer: latencies, refusals, errors, acknowledged acts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

import office
import psycopg  # noqa: F401  loaded before the fork

from atgt.domain.errors import ForbiddenMoveError, ParameterError, StaleEditError
from atgt.storage.database import Database
from atgt.workflow import exporting, intake, meeting_pages, register_pages, screening, selection

PAUSE_S = (0.2, 1.0)


def look_at_map(database, chance, _name):
    chosen = selection.AccidentFilter(severities=frozenset([chance.randint(0, 3)]))
    selection.select_accidents(database, chosen)
    screening.latest_run(database)


def look_at_register(database, _chance, _name):
    register_pages.register_page(database, dt.datetime.now(dt.UTC).date())


def look_at_intake(database, _chance, _name):
    intake.import_log(database)
    intake.held_rows(database)


def look_at_meetings(database, _chance, _name):
    meeting_pages.all_meetings(database)


def take_an_export(database, chance, _name):
    exporting.export(
        database, what=chance.choice(["spots", "accidents"]), file_format=chance.choice(["geojson", "xlsx"])
    )


READING = (look_at_map, look_at_register, look_at_intake, look_at_meetings, take_an_export)


class Session:
    """One person."""

    def __init__(self, database, name, seed, *, writes):
        self.database, self.name, self.chance, self.writes = database, name, random.Random(seed), writes
        self.took, self.notes, self.errors, self.refused = [], [], [], Counter()

    def work(self, deadline):
        number = 0
        while time.monotonic() < deadline:
            number += 1
            act = office.some_act(self.chance) if self.writes else self.chance.choice(READING)
            start = time.perf_counter()
            try:
                note = act(self.database, self.chance, f"{self.name}-{number}")
                if note is not None:
                    self.notes.append(note)
            except StaleEditError:
                self.refused["stale"] += 1
            except (ForbiddenMoveError, ParameterError) as error:  # two people at one spot: the rules say no
                self.refused[type(error).__name__] += 1
            except Exception:  # noqa: BLE001  whatever a visitor would see as a failed page
                self.errors.append(traceback.format_exc())
            self.took.append((act.__name__, time.perf_counter() - start))
            time.sleep(self.chance.uniform(*PAUSE_S))


def serve(url, seconds, sessions, seed, answer):
    """One process with its sessions."""
    database = Database.open(url)
    people = [
        Session(database, f"{seed}-{os.getpid()}-{i}", f"{seed} {i} {writes}", writes=writes)
        for i, writes in enumerate(sessions)
    ]
    deadline = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=(deadline,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    told = {
        "took": [pair for one in people for pair in one.took],
        "notes": [note for one in people for note in one.notes],
        "errors": [text for one in people for text in one.errors],
        "refused": dict(sum((one.refused for one in people), Counter())),
    }
    answer.write_text(json.dumps(told), encoding="utf-8")


def main():
    url, seconds, n_processes, n_readers, n_writers, seed, answer = sys.argv[1:]
    sessions = [False] * int(n_readers) + [True] * int(n_writers)
    shares = [sessions[i :: int(n_processes)] for i in range(int(n_processes))]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{i}.json" for i in range(len(shares))]
        children = []
        for i, (share, file) in enumerate(zip(shares, files, strict=True)):
            child = os.fork()
            if child == 0:
                try:
                    serve(url, float(seconds), share, f"{seed}-{i}", file)
                except BaseException:  # noqa: BLE001  told to the parent by the exit status
                    traceback.print_exc()
                    os._exit(1)
                os._exit(0)
            children.append(child)
        statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        if any(statuses):
            sys.exit(1)
        told = [json.loads(file.read_text("utf-8")) for file in files]
    merged = {key: [one for part in told for one in part[key]] for key in ("took", "notes", "errors")}
    merged["refused"] = dict(sum((Counter(part["refused"]) for part in told), Counter()))
    Path(answer).write_text(json.dumps(merged), encoding="utf-8")


if __name__ == "__main__":
    main()
