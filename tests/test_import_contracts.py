"""The floors of docs/architecture.md hold: the contracts in pyproject.toml are run, not only written."""

import tomllib
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]


def test_every_import_goes_down(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    exit_code = lint_imports(config_filename="pyproject.toml", no_cache=True)

    printed = capsys.readouterr().out
    assert exit_code == 0, printed
    assert "4 kept, 0 broken" in printed


def test_no_contract_has_an_exception():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

    assert not [c["name"] for c in contracts if c.get("ignore_imports")]
