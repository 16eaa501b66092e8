"""Whether a known vulnerability is in what is installed: asks pip-audit, which asks the network.

    python scripts/audit_dependencies.py

Exit code 1 when a vulnerability is known. On a machine without the network (or whose package index answers no such
questions) nothing is known, nothing fails, and the output says in so many words that it was NOT CHECKED.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

LIMIT_S = 240


def ask() -> dict[str, Any] | str:
    """pip-audit's answer, or why there is none."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(
            [*command, "--skip-editable"], capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {LIMIT_S} s"
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.strip().splitlines()
        return lines[-1] if lines else f"pip-audit ended with {done.returncode}"
    return found


def judge(found: dict[str, Any] | str) -> tuple[int, list[str]]:
    """The exit code and what to print.

    Examples
    --------
    >>> judge("no network")
    (0, ['dependency audit: NOT CHECKED (no network)'])
    >>> judge({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    (0, ['dependency audit: NOT CHECKED (the index knows none of 1 packages)'])
    >>> judge({"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]})
    (0, ['dependency audit: 1 packages, no known vulnerability', '  NOT CHECKED: b'])
    >>> judge({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}]})
    (1, ['dependency audit: 1 packages, 1 known vulnerabilities', '  a 1: CVE-1, fixed in 2'])
    """
    if isinstance(found, str):
        return 0, [f"dependency audit: NOT CHECKED ({found})"]
    asked = [part for part in found["dependencies"] if "skip_reason" not in part]
    skipped = [part["name"] for part in found["dependencies"] if "skip_reason" in part]
    if not asked:
        return 0, [f"dependency audit: NOT CHECKED (the index knows none of {len(skipped)} packages)"]
    wrong = [
        f"  {part['name']} {part['version']}: {one['id']}, fixed in {', '.join(one['fix_versions']) or 'no version'}"
        for part in asked
        for one in part["vulns"]
    ]
    told = f"{len(wrong)} known vulnerabilities" if wrong else "no known vulnerability"
    notes = [f"  NOT CHECKED: {', '.join(skipped)}"] if skipped else []
    return int(bool(wrong)), [f"dependency audit: {len(asked)} packages, {told}", *wrong, *notes]


def main() -> int:
    """Ask, judge, print."""
    code, lines = judge(ask())
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
