"""The command on the sample ward."""

import shutil

import pytest
from click.testing import CliRunner

from atgt.cli import cli


@pytest.fixture
def atgt(sample_file, tmp_path, monkeypatch):
    """Run ``atgt`` on a copy of the sample database."""
    copy = tmp_path / "ward.gpkg"
    shutil.copy(sample_file, copy)
    monkeypatch.setenv("ATGT_DATABASE_URL", f"sqlite:///{copy}")
    return lambda *words: CliRunner().invoke(cli, list(map(str, words)), prog_name="atgt")
