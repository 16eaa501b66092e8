"""The documents are true where a program can tell: links lead somewhere, named commands exist, every reference has a source."""

import re
import tomllib
from pathlib import Path

import pytest

from atgt.cli import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "data/sample/README.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))

    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_readme_names_commands_that_exist(name):
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"^(?:PORT=\d+ )?make ([a-z]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"^atgt (?:--\w+ \w+ )?([a-z-]+)", text, re.MULTILINE)) <= set(cli.commands)


def test_every_dependency_has_its_line():
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[\[>=<]", word)[0] for word in needed["dependencies"]]
    names += [re.split(r"[\[>=<]", word)[0] for words in needed["optional-dependencies"].values() for word in words]
    told = (ROOT / "docs/dependencies.md").read_text("utf-8")

    assert not [name for name in names if name not in told]


def test_no_committed_file_names_a_place_of_one_machine():
    pattern = re.compile(r"(?<![\w.])/(?:work|root|farm|opt/atgt)/")
    files = [
        p
        for folder in ("src", "tests", "docs", "data/reference", "scripts", "benchmarks")
        for p in (ROOT / folder).rglob("*")
    ]
    texts = [
        p for p in files if p.suffix in {".py", ".md", ".toml", ".js", ".css", ".json"} and p.name != "test_docs.py"
    ]

    assert not [str(p.relative_to(ROOT)) for p in texts if pattern.search(p.read_text("utf-8"))]
