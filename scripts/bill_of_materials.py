"""What is installed and under which licence: a CycloneDX bill of materials and a table of licences, in ``dist/``.

    python scripts/bill_of_materials.py            of the environment it runs in; needs no network

Fails when a package that a ward installs (requirements.txt and what that needs), or may install by option (the extras
of pyproject.toml), has a licence that is not on the list of those we may hand on, or says none.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FREE_TO_HAND_ON = re.compile(
    r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software Foundation|LGPL|Lesser General Public|HPND|Zlib|Unlicense|"
    r"CC0|Public Domain|BSL|Boost",
    re.IGNORECASE,
)
LOOKED_UP = {"streamlit-folium": "MIT", "xstatic-jquery": "MIT (jQuery)", "xstatic-leaflet": "BSD-2-Clause (Leaflet)"}
"""Packages whose metadata name no licence; looked up in their sources, as docs/dependencies.md says."""


def bill(output: Path) -> dict[str, Any]:
    """The bill of materials of this environment, by cyclonedx-py, as it was written to a file."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    command += ["--output-reproducible", "--no-validate", "--of", "JSON", "-o", str(output), sys.executable]
    subprocess.run(command, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(output.read_text("utf-8"))
    found["metadata"]["component"]["version"] = metadata.version("atgt")  # stands in the code, not in pyproject.toml
    output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def licences(found: dict[str, Any]) -> dict[str, str]:
    """The licence of every component, by its canonical name; empty where the package says none."""
    named = {canonicalize_name(part["name"]): _licence(part) for part in found["components"]}
    return {name: words or LOOKED_UP.get(name) or _own_words(name) for name, words in named.items()}


def _own_words(name: str) -> str:
    """What the package itself writes in its field for a licence."""
    try:
        words = metadata.metadata(name).get("License") or ""
    except metadata.PackageNotFoundError:
        return ""
    return words.splitlines()[0].strip()[:60] if words else ""


def _licence(component: dict[str, Any]) -> str:
    said = []
    for one in component.get("licenses", ()):
        words = one.get("expression") or one["license"].get("id") or one["license"].get("name", "")
        words = words.rsplit(":: ", 1)[-1].splitlines()[0].strip() if words else ""
        if words and words not in said:
            said.append(words[:60])
    return "; ".join(said)


def handed_on(requirements: Path) -> set[str]:
    """Every package a ward gets: the lines of requirements.txt and all they need on this system."""
    lines = [line.split("#")[0].strip() for line in requirements.read_text("utf-8").splitlines()]
    return _with_needs(line for line in lines if line and not line.startswith("-"))


def by_option(pyproject: Path) -> set[str]:
    """Every package that comes with one of the extras of pyproject.toml, as far as it is installed here."""
    extras = tomllib.loads(pyproject.read_text("utf-8"))["project"]["optional-dependencies"]
    return _with_needs(line for lines in extras.values() for line in lines)


def _with_needs(lines: Iterable[str]) -> set[str]:
    waiting = [Requirement(line) for line in lines]
    found: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found or not _applies(wanted, ""):
            continue
        try:
            needs = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        more = [Requirement(line) for line in needs]
        waiting += [one for one in more if any(_applies(one, extra) for extra in {"", *wanted.extras})]
    return found


def _applies(wanted: Requirement, extra: str) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": extra})


def table(known: dict[str, str], ours: set[str], optional: set[str]) -> str:
    """The licences as a page: what a ward gets first, then optional parts, then tools."""
    lines = ["# Licences of what is installed", "", "| package | licence | comes to a ward |", "|---|---|---|"]
    comes = {name: "yes" if name in ours else "by option" if name in optional else "no" for name in known}
    names = sorted(known, key=lambda one: (["yes", "by option", "no"].index(comes[one]), one))
    lines += [f"| {name} | {known[name] or 'not said'} | {comes[name]} |" for name in names]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write both files; 1 when a licence is missing or not on the list."""
    parser = argparse.ArgumentParser(description="Bill of materials and licences of this environment.")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the two files")
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    known = licences(bill(folder / "sbom.cdx.json"))
    ours = handed_on(ROOT / "requirements.txt")
    optional = by_option(ROOT / "pyproject.toml") - ours
    (folder / "licences.md").write_text(table(known, ours, optional), encoding="utf-8")
    doubtful = sorted(name for name in ours | optional if not FREE_TO_HAND_ON.search(known.get(name, "")))
    told = f"{len(known)} packages, {len(ours)} reach a ward, {len(optional)} more by option"
    print(f"bill of materials: {told}; sbom.cdx.json, licences.md in {folder}")
    for name in doubtful:
        print(f"  licence to be looked at: {name}: {known.get(name) or 'not said'}")
    return 1 if doubtful else 0


if __name__ == "__main__":
    sys.exit(main())
