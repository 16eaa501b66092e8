"""Where things are and what this ward has chosen: the database, the reference data, the metric CRS, tolerances.

The reference files are read from disk here, and nowhere else; the floors below get them parsed, as arguments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atgt.domain.errors import NotFoundError
from atgt.domain.text import Text

DATABASE_VARIABLE = "ATGT_DATABASE_URL"
DATABASE_NAME = "ward.gpkg"
RULES_VARIABLE = "ATGT_RULES"
RULES_FOLDER = "rules"
"""Folder beside the database file in which an office may put rule sets of its own."""
WARD_VARIABLE = "ATGT_WARD"
"""The ward to work with on a server of several wards."""
SINGLE_USER_VARIABLE = "ATGT_SINGLE_USER"
SECRETS_VARIABLE = "ATGT_SECRETS"
DEFAULT_METRIC_CRS = "EPSG:5898"
"""VN-2000 / TM-3 108-00: Quảng Ngãi. Source: domain research, section 4."""

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What one start of the program works with.

    Parameters
    ----------
    database_url
        ``sqlite:///…`` or ``postgresql+psycopg://…``.
    metric_crs
        Coordinate system distances are measured in.
    tolerance_m
        Farthest a reported point may lie from a road and still be put on it.
    ambiguity_m
        Two roads whose distances differ by less are both possible; a person chooses.
    max_extrapolation_m
        Farthest a km post may lie beyond the last known post of its road.
    """

    database_url: str
    metric_crs: str = DEFAULT_METRIC_CRS
    tolerance_m: float = 50.0
    ambiguity_m: float = 10.0
    max_extrapolation_m: float = 1000.0


def load_settings(environment: Mapping[str, str], *, database_url: str | None = None) -> Settings:
    """Settings by, in this order: the argument, the environment (``ATGT_DATABASE_URL``), the default file.

    Examples
    --------
    >>> load_settings({"ATGT_DATABASE_URL": "sqlite:///ward.gpkg"}).database_url
    'sqlite:///ward.gpkg'
    >>> load_settings({}, database_url="sqlite:///other.gpkg").database_url
    'sqlite:///other.gpkg'
    """
    url = database_url or environment.get(DATABASE_VARIABLE) or default_database_url(environment)
    return Settings(url)


def is_single_user(environment: Mapping[str, str]) -> bool:
    """Whether this start was asked to be for the one person at this computer, so that no note about accounts is shown.

    It opens nothing: as soon as there is an account everybody signs in, and other computers are never let in without.

    Examples
    --------
    >>> is_single_user({"ATGT_SINGLE_USER": "1"}), is_single_user({"ATGT_SINGLE_USER": "0"}), is_single_user({})
    (True, False, False)
    """
    return environment.get(SINGLE_USER_VARIABLE, "").strip().lower() in {"1", "true", "yes"}


def default_database_url(environment: Mapping[str, str]) -> str:
    """``data/local/ward.gpkg`` in a source checkout, else in the user's own data folder."""
    root = project_root()
    folder = root / "data" / "local" if root is not None else _user_data_dir(environment)
    return f"sqlite:///{(folder / DATABASE_NAME).as_posix()}"


def project_root() -> Path | None:
    """The source checkout this package runs from; None when it was installed as a wheel."""
    root = _PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "data" / "reference").is_dir() else None


def reference_dir() -> Path:
    """Folder of rules, codes and synonyms: ``data/reference``, or its copy inside the installed package."""
    return _data_dir("reference")


def sample_dir() -> Path:
    """Folder of the invented sample ward: ``data/sample``, or its copy inside the installed package."""
    return _data_dir("sample")


def secrets_file(environment: Mapping[str, str]) -> Path | None:
    """The office's secrets.toml that ``ATGT_SECRETS`` names; None leaves it to Streamlit (``~/.streamlit``).

    Raises
    ------
    NotFoundError
        When it names what is not there: signing in is never silently other than the office has set it.
    """
    named = environment.get(SECRETS_VARIABLE)
    if not named:
        return None
    path = Path(named).resolve()
    if not path.is_file() or path.suffix != ".toml":
        raise NotFoundError(
            Text(
                f"Biến {SECRETS_VARIABLE} chỉ tới “{named}” nhưng không có tệp .toml đó.",
                f"{SECRETS_VARIABLE} names “{named}”, but there is no such .toml file.",
            )
        )
    return path


def dashboard_file() -> Path:
    """The page script of the dashboard: at the top of a source checkout, or beside the installed package's data."""
    root = project_root()
    return (_PACKAGE / "_data" if root is None else root) / "dashboard.py"


def read_reference(name: str) -> dict[str, Any]:
    """One reference file as it stands, for example ``categories`` for ``data/reference/categories.toml``.

    Raises NotFoundError when there is no such file.
    """
    path = reference_dir() / f"{name}.toml"
    if Path(name).name != name or not path.is_file():
        raise NotFoundError(
            Text(
                "Thiếu tệp tham chiếu {name}.toml trong {folder}. Hãy cài lại ATGT.",
                "Reference file {name}.toml is missing from {folder}. Install ATGT again.",
            ).fill(name=name, folder=reference_dir())
        )
    return tomllib.loads(path.read_text("utf-8"))


def read_shipped_rule_files() -> dict[str, str]:
    """Text of the rule files that come with the program, by name; the law first, then definitions to compare with."""
    folder = reference_dir()
    paths = [folder / "black_spot_rules.toml", *sorted((folder / "rule_sets").glob("*.toml"))]
    return {path.name: path.read_text("utf-8") for path in paths}


def read_own_rule_files(environment: Mapping[str, str], database_url: str) -> dict[str, str]:
    """Text of the office's own rule files, by path: ``ATGT_RULES``, else the folder ``rules`` beside the database.

    Raises
    ------
    NotFoundError
        When ``ATGT_RULES`` names what is not there: rules of the office are never left out silently.
    """
    named = environment.get(RULES_VARIABLE)
    if named is not None and not Path(named).exists():
        raise NotFoundError(
            Text(
                f"Biến {RULES_VARIABLE} chỉ tới “{named}” nhưng không có tệp hay thư mục đó.",
                f"{RULES_VARIABLE} names “{named}”, but there is no such file or folder.",
            )
        )
    place = Path(named) if named is not None else _beside(database_url)
    if place is None or not place.exists():
        return {}
    paths = sorted(place.glob("*.toml")) if place.is_dir() else [place]
    return {str(path): path.read_text("utf-8-sig", errors="replace") for path in paths}


def _beside(database_url: str) -> Path | None:
    """The rules folder beside a database file; None for a database on a server."""
    scheme, _, path = database_url.partition(":///")
    return Path(path).parent / RULES_FOLDER if scheme.startswith("sqlite") and path else None


def _data_dir(name: str) -> Path:
    root = project_root()
    return (_PACKAGE / "_data" / name) if root is None else (root / "data" / name)


def _user_data_dir(environment: Mapping[str, str]) -> Path:
    """Where programs keep a user's data on this system: %LOCALAPPDATA%, $XDG_DATA_HOME or ~/.local/share."""
    chosen = environment.get("LOCALAPPDATA") or environment.get("XDG_DATA_HOME")
    return (Path(chosen) if chosen else Path.home() / ".local" / "share") / "atgt"
