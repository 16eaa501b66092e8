"""Fixtures of the whole suite: where things are, the shared real data, and a database with the sample ward."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from atgt.storage.database import Database

ROOT = Path(__file__).resolve().parents[1]
NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


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
