"""The process that is killed, and what must be true of the database afterwards."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atgt.domain.actor import Actor, Role
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, imports, roads, spots

FOLDER = Path(__file__).parent

if os.name != "posix":
    pytest.skip("processes are killed the POSIX way here", allow_module_level=True)


class Victim:
    """A process that forks workers to order; see ``writer.py``."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w+")
        self._process = subprocess.Popen(
            [sys.executable, str(FOLDER / "writer.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self._answer() == "ready", self.log()

    def start(self, *order: str) -> None:
        """Set a worker to work."""
        self._say("\t".join(order))
        assert int(self._answer()) > 1

    def kill(self) -> int:
        """SIGKILL the worker; its exit status: negative for the signal, or what it was when it had finished before."""
        self._say("kill")
        return int(self._answer())

    def wait(self) -> int:
        """Let the worker finish; its exit status."""
        self._say("wait")
        return int(self._answer())

    def _say(self, order: str) -> None:
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._log.close()

    def _answer(self) -> str:
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="session")
def office():
    """The module ``office.py``: what an office does, and what must then be there."""
    spec = importlib.util.spec_from_file_location("office", FOLDER / "office.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def victim(tmp_path_factory):
    process = Victim(tmp_path_factory.mktemp("victim") / "log")
    yield process
    process.close()


@pytest.fixture(scope="session")
def work_until_killed(victim):
    """``work_until_killed(url, seed, notes, n_done, delay_s)``: killed some time after n_done acknowledged transactions.

    ``kind`` says what it does: ``work`` straight into the tables, ``office`` through the use cases.

    Returns all notes in the file, of earlier workers too.
    """

    def lines(notes):
        return notes.read_bytes().split(b"\n")[:-1] if notes.exists() else []

    def run(url, seed, notes, n_done, delay_s, kind="work"):
        before = len(lines(notes))
        victim.start(kind, url, str(seed), str(notes))
        deadline = time.monotonic() + 60
        while len(lines(notes)) < before + 1 + n_done:  # the first line says that the database is open
            assert time.monotonic() < deadline, victim.log()
            time.sleep(0.001)
        time.sleep(delay_s)
        assert victim.kill() == -signal.SIGKILL, victim.log()
        return [note for note in map(json.loads, lines(notes)) if note["kind"] != "start"]

    return run


@pytest.fixture(scope="session")
def check_after_restart():
    """Everything acknowledged is there, nothing half-done is, and every record is as its audit line says."""

    def check(url, notes, n_kills):
        database = Database.open(url, create=False)
        with database.read() as session:
            found = verification.verify(session)
            log = imports.import_log(session).set_index("import_id")
            keys = imports.known_row_keys(session)
            table = accidents.fetch_accidents(session)
            runs = {run_id: len(spots.load_spots(session, run_id)) for run_id in spots.list_runs(session)["run_id"]}
            segments = roads.load_segments(session)
            edited = {n["id"] for n in notes if n["kind"] == "edit"}
            versions = {i: accidents.fetch_accident(session, i).version for i in edited}
        database.close()

        assert found.is_whole, (found.audit_problems[:3], found.record_problems[:3])
        done = [n for n in notes if n["kind"] == "import"]
        assert {n["id"] for n in done} <= set(log.index)
        assert len(done) <= len(log) <= len(done) + n_kills
        assert len(keys) == log["n_read"].sum()
        assert len(table) == log["n_accepted"].sum()
        assert all(log.loc[n["id"], "n_read"] == n["n"] for n in done)
        for note in notes:
            if note["kind"] == "edit":
                assert versions[note["id"]] >= note["version"]
            if note["kind"] == "run":
                assert runs[note["id"]] == note["n"]
        networks = [n for n in notes if n["kind"] == "roads"]
        assert segments["route_id"].nunique() <= 1
        if networks and not segments.empty:
            last = networks[-1]
            is_last = segments["route_id"][0] == last["id"]
            assert not is_last or len(segments) == last["n"]
        assert not networks or not segments.empty

    return check


@pytest.fixture
def contend(tmp_path):
    """``contend(url, processes, times)``: run contenders; returns what they printed."""

    def run(url, n_processes, n_times):
        done = subprocess.run(
            [sys.executable, str(FOLDER / "contenders.py"), url, str(n_processes), str(n_times)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def officer():
    return Actor("can-bo-a", Role.EDITOR)
