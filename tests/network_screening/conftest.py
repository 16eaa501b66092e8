"""Shared helpers of the screening tests: the brute force and the random problems, loaded by path."""

import importlib.util
import sys
from pathlib import Path

import pytest


def _load(name):
    """The helper module beside this file; known by its name so that its dataclasses work."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def brute_force():
    """The definition of the answer, computed slowly."""
    return _load("brute_force")


@pytest.fixture(scope="session")
def random_cases():
    """Random small problems with many ties."""
    return _load("random_cases")
