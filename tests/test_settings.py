"""Where the database and the reference data are found, in a source checkout and in an installed wheel."""

from pathlib import Path

import pytest

from atgt import settings
from atgt.domain.errors import NotFoundError


def test_an_argument_goes_before_the_environment_and_the_environment_before_the_default():
    environment = {"ATGT_DATABASE_URL": "sqlite:///b.gpkg"}

    assert settings.load_settings(environment, database_url="sqlite:///a.gpkg").database_url == "sqlite:///a.gpkg"
    assert settings.load_settings(environment).database_url == "sqlite:///b.gpkg"
    assert settings.load_settings({}).database_url.endswith("data/local/ward.gpkg")


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"LOCALAPPDATA": "C:/Users/a/AppData/Local"}, "C:/Users/a/AppData/Local/atgt"),
        ({"XDG_DATA_HOME": "/home/a/data"}, "/home/a/data/atgt"),
        ({}, (Path.home() / ".local/share/atgt").as_posix()),
    ],
)
def test_an_installed_wheel_keeps_the_database_in_the_users_own_folder(monkeypatch, environment, folder):
    monkeypatch.setattr(settings, "project_root", lambda: None)

    assert settings.default_database_url(environment) == f"sqlite:///{folder}/ward.gpkg"


def test_an_installed_wheel_brings_its_own_reference_data(monkeypatch):
    monkeypatch.setattr(settings, "project_root", lambda: None)

    assert settings.reference_dir() == Path(settings.__file__).parent / "_data" / "reference"
    assert settings.sample_dir() == Path(settings.__file__).parent / "_data" / "sample"


def test_every_reference_file_can_be_read(root):
    names = [path.stem for path in (root / "data/reference").glob("*.toml")]

    assert names
    assert all(settings.read_reference(name) for name in names)


@pytest.mark.parametrize("name", ["missing", "../../pyproject", "", "/etc/passwd"])
def test_a_missing_reference_file_or_a_way_outside_is_refused(name):
    with pytest.raises(NotFoundError, match="Thiếu tệp tham chiếu"):
        settings.read_reference(name)
