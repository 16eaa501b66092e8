"""Profiles: how a sender's tables and road layers are to be read. Data, not code."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from atgt import settings
from atgt.domain.errors import InputFileError
from atgt.domain.text import Text
from atgt.ingestion.profile import ImportProfile
from atgt.io.geodata import RoadFieldMapping


def profile_names() -> tuple[str, ...]:
    """Profiles that ship with this installation."""
    folder = settings.reference_dir() / "profiles"
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_profile(name_or_file: str) -> ImportProfile:
    """The table profile of that name, or in that TOML file.

    Raises
    ------
    InputFileError
        When there is none, or it is not TOML.
    """
    return ImportProfile.from_dict({key: value for key, value in _read(name_or_file).items() if key != "roads"})


def load_road_mapping(name_or_file: str) -> RoadFieldMapping | None:
    """The ``[roads]`` part of a profile, or None when it has none."""
    part = _read(name_or_file).get("roads")
    return RoadFieldMapping(**part) if part else None


def _read(name_or_file: str) -> dict[str, Any]:
    path = Path(name_or_file)
    if not path.is_file():
        path = settings.reference_dir() / "profiles" / f"{name_or_file}.toml"
    if not path.is_file():
        raise InputFileError(
            Text(
                f"Không có hồ sơ “{name_or_file}”. Các hồ sơ có sẵn: {', '.join(profile_names()) or '—'}.",
                f"There is no profile “{name_or_file}”. Known: {', '.join(profile_names()) or '—'}.",
            )
        )
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(
            Text(f"Hồ sơ {path.name} không đọc được: {error}.", f"The profile {path.name} cannot be read: {error}.")
        ) from error
