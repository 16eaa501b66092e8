"""Measure location referencing on data that others made, and write docs/location-trials.md.

    python scripts/location_trials.py [--shared DIR] [--output docs/location-trials.md]

The page holds no times and nothing random: the same data and code give the same page, and a test keeps it current.
DIR is the folder that holds ``data``; without it ATGT_SHARED, then ``shared`` beside the project.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from trials import massachusetts, peers, songkhla, vietnam
from trials.words import paragraph

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    "geodanet",
    "linref_toy",
    "massachusetts_mileposts",
    "us_interstates",
    "songkhla",
    "vietnam_roads",
    "vietnam_boundaries",
)


def page(data: Path) -> str:
    """The whole page."""
    intro = """Written by `python scripts/location_trials.py`; do not edit by hand: a test compares this page with what
        the script writes. It tells how location referencing does on data that nobody of this project made, what the
        errors consist of, and what was not tested. Lengths are metres unless said; “90 %” is what nine in ten stay
        below. No number here is a promise for a ward in Vietnam: there the error is that of the ward's own road
        layer and km posts."""
    parts = [
        "# Trials of location referencing",
        paragraph(intro),
        peers.report(data),
        massachusetts.report(data),
        songkhla.report(data),
        vietnam.report_railway(data),
        vietnam.report_vn2000(),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure location referencing and write docs/location-trials.md.")
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("ATGT_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "location-trials.md")
    options = parser.parse_args()
    data = options.shared / "data"
    missing = [name for name in NEEDED if not (data / name).is_dir()]
    if missing:
        print(f"{data} lacks {', '.join(missing)}: give the folder that holds data/ with --shared", file=sys.stderr)
        return 2
    options.output.write_text(page(data), encoding="utf-8")
    print(f"written: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
