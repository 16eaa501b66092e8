"""What the repository and its installation hold: no secret, no real person, no licence we may not hand on."""

import importlib.util
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from importlib import metadata

import pytest

SECRETS = {
    "private key": r"-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY",
    "token of a code host": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,}|github_pat_[A-Za-z0-9_]{40,})",
    "cloud key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b|\bsk-[A-Za-z0-9]{32,}",
    "chat token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "password in a URL": r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"{}<>]+:[^\s/@'\"{}<>$]+@(?!localhost|127\.0\.0\.1|máy|host\b)",
    "password in a setting": r"(?i)\b(?:password|passwd|mat_khau|secret|api_?key|token)\b\s*[:=]\s*['\"][^'\"\s{}]{12,}['\"]",
}
INVENTED = re.compile(r"(?i)invented|mô phỏng|example|không phải|tests?/")
TEXT = {".py", ".toml", ".md", ".yml", ".yaml", ".json", ".conf", ".ini", ".cfg", ".txt", ".css", ".js", ".sh", ".svg", ".csv", ".geojson", ".ipynb", ""}  # fmt: skip


@pytest.fixture(scope="module")
def files(root):
    """The files of the repository; without git (an unpacked archive) all files but the environment's."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [root / name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()]
    return [p for p in root.rglob("*") if p.is_file() and not {".venv", ".git"} & set(p.relative_to(root).parts)]


def test_no_secret_is_in_the_repository(root, files):
    found = [
        f"{path.relative_to(root)}: {what}: {hit.group()[:24]}…"
        for path in files
        if path.suffix in TEXT and path.stat().st_size < 5_000_000
        for what, pattern in SECRETS.items()
        for hit in re.finditer(pattern, path.read_text("utf-8", errors="replace"))
        if "tests/" not in path.as_posix() or what in {"private key", "cloud key", "token of a code host"}
    ]

    assert found == []


def test_the_scan_finds_what_it_should():
    """The words are put together here, so that this file itself holds none of them."""
    planted = {
        "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
        "token of a code host": "gh" + "p_" + "a1" * 18,
        "cloud key": "AK" + "IA" + "ABCDEFGH12345678",
        "chat token": "xo" + "xb-" + "1234567890-abc",
        "password in a URL": "postgresql://atgt:" + "bimat123@db.example/ward",
        "password in a setting": "pass" + "word = '" + "correct-horse-battery'",
    }

    assert {what for what, text in planted.items() if re.search(SECRETS[what], text)} == set(SECRETS)


def test_no_database_key_or_environment_file_is_in_the_repository(root, files):
    wrong = {".gpkg", ".sqlite", ".db", ".pem", ".key", ".crt", ".p12", ".env", ".dump"}

    assert [str(path.relative_to(root)) for path in files if path.suffix in wrong or path.name.startswith(".env")] == []
    assert [p.name for p in files if p.is_relative_to(root / "data/local") and p.name != ".gitkeep"] == []


def test_no_long_random_word_hides_in_the_settings(root):
    """A secret has no form, but it is long and random."""

    def bits(word):
        n = len(word)
        return -sum(c / n * math.log2(c / n) for c in Counter(word).values())

    for name in (".streamlit/config.toml", "deploy/nginx.conf", "Makefile", ".ci/run"):
        words = re.findall(r"[A-Za-z0-9+/=_-]{24,}", (root / name).read_text("utf-8"))
        assert [word for word in words if bits(word) > 4.3 and re.search(r"\d", word)] == [], name


@pytest.fixture(scope="module")
def bill(root):
    spec = importlib.util.spec_from_file_location("bill_of_materials", root / "scripts/bill_of_materials.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_a_ward_gets_holds_the_named_packages_and_what_they_need(bill, root):
    found = bill.handed_on(root / "requirements.txt")

    assert {"streamlit", "geopandas", "folium", "shapely", "pandas"} <= found  # asked for by the users
    assert {"jinja2", "starlette", "greenlet"} & found  # what those need
    assert not {"pytest", "ruff", "playwright"} & found


def test_optional_parts_are_looked_at_too(bill, root):
    found = bill.by_option(root / "pyproject.toml")

    assert {"psycopg", "dask", "numba", "authlib", "joserfc", "cryptography"} <= found
    assert not {"pytest", "ruff", "oidc-provider-mock"} & found


def test_the_bill_says_what_is_installed_and_of_which_version(bill, root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bill", "--output", str(tmp_path)])

    assert bill.main() == 0

    found = json.loads((tmp_path / "sbom.cdx.json").read_text("utf-8"))
    assert found["metadata"]["component"]["name"] == "atgt"
    assert found["metadata"]["component"]["version"] == metadata.version("atgt")
    listed = {part["name"].lower().replace("_", "-"): part["version"] for part in found["components"]}
    for name in ("streamlit", "geopandas", "authlib", "pytest"):
        assert listed[name] == metadata.version(name)
    page = (tmp_path / "licences.md").read_text("utf-8")
    assert re.search(r"^\| authlib \| [^|]*BSD[^|]* \| by option \|$", page, re.MULTILINE)
    assert "more by option" in capsys.readouterr().out


def test_a_licence_is_read_in_each_of_the_ways_packages_say_it(bill):
    ways = [
        {"name": "A", "licenses": [{"license": {"id": "MIT"}}]},
        {"name": "b", "licenses": [{"license": {"name": "License :: OSI Approved :: BSD License"}}]},
        {"name": "c", "licenses": [{"expression": "Apache-2.0 OR MIT"}]},
        {"name": "d"},
        {"name": "e", "licenses": [{"license": {"name": "GPL-3.0-only"}}]},
    ]

    known = bill.licences({"components": ways})

    assert known == {"a": "MIT", "b": "BSD License", "c": "Apache-2.0 OR MIT", "d": "", "e": "GPL-3.0-only"}
    assert [name for name, words in known.items() if not bill.FREE_TO_HAND_ON.search(words)] == ["d", "e"]
    page = bill.table(known, {"a"}, {"e"})
    assert [line.split(" | ")[0] for line in page.splitlines()[4:]] == ["| a", "| e", "| b", "| c", "| d"]
    assert "| d | not said | no |" in page
    assert "| e | GPL-3.0-only | by option |" in page


def test_the_audit_says_when_nothing_was_checked(root, tmp_path):
    """Without pip-audit or without the network it must not look like a clean answer."""
    program = (
        "import importlib.util, sys; spec = importlib.util.spec_from_file_location('a', sys.argv[1]);"
        "m = importlib.util.module_from_spec(spec); spec.loader.exec_module(m); m.LIMIT_S = 0.01;"
        "print(m.judge(m.ask()))"
    )
    path = str(root / "scripts/audit_dependencies.py")

    told = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True).stdout

    assert told.startswith("(0, ['dependency audit: NOT CHECKED")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, 0, "no known vulnerability"),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": []}]}]},
            1,
            "a 1: CVE-1, fixed in no version",
        ),
        (None, 0, "NOT CHECKED (no route to the index)"),
    ],
)
def test_the_audit_ends_as_pip_audit_answers(root, tmp_path, answer, code, words):
    """pip-audit itself is played here: an answer with, one without a known hole, and none at all."""
    told = f"print({json.dumps(json.dumps(answer))})" if answer else "sys.exit('no route to the index')"
    (tmp_path / "pip_audit.py").write_text(f"import sys\n{told}\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, str(root / "scripts/audit_dependencies.py")],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == code
    assert words in done.stdout
