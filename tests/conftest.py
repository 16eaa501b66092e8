"""Fixtures of the whole suite: where things are, the shared real data, and a database with the sample ward."""

from __future__ import annotations

import datetime as dt
import gc
import importlib.util
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from atgt.storage.database import Database

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 90
NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
gc.set_threshold(50_000, 20, 20)  # thousands of short tests: looking for cycles at every 700 objects is a tenth of them


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit puts a page in the place of ``__main__``; a process spawned by a later test would run that page."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    """The one clock of the tests: 1 November 2026, 8h in Vietnam."""
    return NOW


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the project (ATGT_SHARED names another place); tests that need it skip without it."""
    folder = Path(os.environ.get("ATGT_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the shared real data is not beside the project (../shared/data or ATGT_SHARED)")
    return folder


@pytest.fixture(scope="session")
def attacks() -> dict[str, str]:
    """Strings that must stay text, by kind and name: ``html.script`` …"""
    kinds = tomllib.loads((ROOT / "tests/attacks.toml").read_text("utf-8"))
    return {f"{kind}.{name}": text for kind, found in kinds.items() for name, text in found.items()}


@pytest.fixture(scope="session")
def attacked_ward() -> ModuleType:
    """The module ``attacked_ward.py``: fills a database with attacks."""
    return _module("attacked_ward")


def _module(name: str) -> ModuleType:
    """A module of this folder that is no test."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tests/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def identity_provider() -> Iterator[Any]:
    """A real OpenID Connect provider on 127.0.0.1, see ``identity_provider.py``."""
    provider = _module("identity_provider").IdentityProvider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def attacked(
    attacked_ward: ModuleType, attacks: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """A database file whose every word is an attack (copy it before changing it), and what it holds."""
    path = tmp_path_factory.mktemp("attacked") / "ward.gpkg"
    return path, attacked_ward.fill(path, ROOT, attacks, NOW)


@pytest.fixture(scope="session")
def answers() -> dict:
    """What must come out of the sample ward, written by its generator."""
    return json.loads((ROOT / "data/sample/answers.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample ward, made once; copy it before changing it."""
    from atgt.storage.database import Database
    from atgt.workflow import demo

    path = tmp_path_factory.mktemp("sample") / "ward.gpkg"
    database = Database.open(f"sqlite:///{path}")
    demo.load_sample(database, NOW)
    database.close()
    return path


@pytest.fixture
def sample_database(sample_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The sample ward in a database of the test's own."""
    from atgt.storage.database import Database

    copy = tmp_path / "ward.gpkg"
    shutil.copy(sample_file, copy)
    database = Database.open(f"sqlite:///{copy}")
    yield database
    database.close()


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[Database]:
    """A new database with nothing in it."""
    from atgt.storage.database import Database

    database = Database.open(f"sqlite:///{tmp_path / 'empty.gpkg'}")
    yield database
    database.close()


# ── a real server ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def serve(root: Path) -> Callable[..., AbstractContextManager[str]]:
    """``serve(url, log, *options)``: a dashboard on a database for as long as the block lasts; gives its address."""
    return lambda database_url, log, *options: _serving(root, database_url, log, options)


@contextmanager
def _serving(root: Path, database_url: str, log: Path, options: tuple[str, ...]) -> Iterator[str]:
    """The dashboard on a free port of this machine, as ``streamlit run`` starts it."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}", *options]
    environment = {**os.environ, "ATGT_DATABASE_URL": database_url}
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(f"{base}/_stcore/health", server, log)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the dashboard did not start:\n{log.read_text()[-3000:]}")


# ── both engines ────────────────────────────────────────────────────────────────────────────────────────────────


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long runs wait for ``-m soak``; files with a browser, which waits much, are spread among those that compute."""
    items[:] = _spread(items)
    if _is_long_run(config):
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="a long run: pytest -m soak, or make soak"))


def _spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items file by file: after each file with a browser some tests without one; no browser in the last fifth."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [found for path, found in files.items() if "browser" in path.parts]
    computing = [found for path, found in files.items() if "browser" not in path.parts]  # short doctests last
    n_tests = sum("tests" in path.parts for path in files) - len(waiting)
    step = int(0.8 * n_tests / len(waiting)) if waiting else 0
    order = []
    for n, found in enumerate(waiting):
        order += [found, *computing[n * step : (n + 1) * step]]
    return [item for found in (*order, *computing[len(waiting) * step :]) for item in found]


def _is_long_run(config: pytest.Config) -> bool:
    return not {"soak", "sampled"}.isdisjoint((config.getoption("-m") or "").split())


@pytest.fixture
def sampled(request: pytest.FixtureRequest) -> Callable[[Iterable[Any], int], list[Any]]:
    """``sampled(things, n)``: n of them in their order, drawn by ATGT_SEED (1); all of them under ``-m sampled``.

    For tests marked ``sampled``, whose whole takes minutes in a browser.
    """
    rng = random.Random(f"{os.environ.get('ATGT_SEED', '1')} {request.node.name}")

    def draw(things: Iterable[Any], n: int) -> list[Any]:
        known = list(things)
        if _is_long_run(request.config) or n >= len(known):
            return known
        return [known[at] for at in sorted(rng.sample(range(len(known)), n))]

    return draw


class PostgresServer:
    """A PostgreSQL with PostGIS in which tests make and drop databases of their own."""

    def __init__(self, admin_url: str) -> None:
        from sqlalchemy import create_engine, make_url

        self.url = make_url(admin_url)
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_size=1)
        self._prefix = f"atgt_test_{os.getpid()}"
        self._made: list[str] = []
        self._clean: list[str] = []

    def lend(self) -> str:
        """The URL of an empty database with our tables, used by earlier tests; hand it back with ``give_back``."""
        return self._clean.pop() if self._clean else self.create()

    def give_back(self, url: str) -> None:
        """Empty a database that a test is done with, its append-only tables too."""
        from sqlalchemy import create_engine, text

        from atgt.storage.verification import Base  # which knows all tables

        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
            tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
            connection.execute(text(f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')"))
        engine.dispose()
        self._clean.append(url)

    def create(self, *, with_tables: bool = True) -> str:
        """The URL of a new database: with our tables already in it, or bare."""
        template = self._template() if with_tables else "template1"
        return self._create(f"{self._prefix}_{len(self._made)}", template)

    def create_sample(self) -> str:
        """The URL of a new database with the sample ward, loaded once and copied by the server."""
        from atgt.storage.database import Database
        from atgt.workflow import demo

        name = f"{self._prefix}_sample"
        if name not in self._made:
            database = Database.open(self._create(name, self._template()))
            demo.load_sample(database, NOW)
            database.close()
        return self._create(f"{self._prefix}_{len(self._made)}", name)

    def drop(self, url: str) -> None:
        """Drop a database that was made for one test."""
        from sqlalchemy import make_url

        self.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement as the server's administrator."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def close(self, *, drop: bool = True) -> None:
        """Drop every database made here; not worth the time on a server that is thrown away."""
        for name in self._made if drop else ():
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._engine.dispose()

    def _template(self) -> str:
        from atgt.storage.database import Database

        name = f"{self._prefix}_template"
        if name not in self._made:
            Database.open(self._create(name, "template1")).close()
        return name

    def _create(self, name: str, template: str) -> str:
        self._made.append(name)
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.set(database=name).render_as_string(hide_password=False)


def _start_cluster(folder: Path, programs: Path) -> str:
    """Start a throw-away server that only this computer reaches, through a socket in its own folder."""
    as_postgres = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if as_postgres:
        shutil.chown(folder, "postgres", "postgres")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_postgres)

    run(
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-A",
        "trust",
        "-U",
        "atgt",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-c listen_addresses='' -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=60 -k {folder}"
    run(str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
    return f"postgresql+psycopg://atgt@/postgres?host={folder}"


def _stop_cluster(folder: Path, programs: Path) -> None:
    as_postgres = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    stop = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"]
    subprocess.run(stop, check=False, cwd=folder, stdout=subprocess.DEVNULL, **as_postgres)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of ATGT_TEST_POSTGRES, or one started for this run from Debian's packages.

    Without either the test is skipped; in CI (ATGT_CI=1) it fails, because CI installs PostgreSQL.
    """
    if url := os.environ.get("ATGT_TEST_POSTGRES"):
        server = PostgresServer(url)
        yield server
        server.close()
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    has_postgis = any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    if not found or not has_postgis:
        reason = "no PostgreSQL with PostGIS on this computer and no ATGT_TEST_POSTGRES"
        if os.environ.get("ATGT_CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4e9
    folder = Path(tempfile.mkdtemp(prefix="atgt-pg-", dir=memory if has_room else None))
    programs = found[-1].parent
    try:
        server = PostgresServer(_start_cluster(folder, programs))
        yield server
        server.close(drop=False)
    finally:
        _stop_cluster(folder, programs)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of the two engines: a test that asks for it (or for a database of it) runs twice."""
    return request.param


@pytest.fixture
def new_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes URLs of new databases on the engine, with our tables and nothing in them."""
    if engine_name == "postgresql":
        return request.getfixturevalue("postgres_server").create
    empty = request.getfixturevalue("empty_file")

    def new_file() -> str:
        path = tmp_path / f"ward-{len(list(tmp_path.iterdir()))}.gpkg"
        shutil.copy(empty, path)
        return f"sqlite:///{path}"

    return new_file


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with our tables and nothing in them; copy it before changing it."""
    from atgt.storage.database import Database

    path = tmp_path_factory.mktemp("empty") / "ward.gpkg"
    Database.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database, on each engine in turn. A test that changes its tables takes ``new_url`` instead."""
    from atgt.storage.database import Database

    if engine_name == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.lend()
    else:
        url = request.getfixturevalue("new_url")()
    database = Database.open(url)
    yield database
    database.close()
    if engine_name == "postgresql":
        server.give_back(url)
