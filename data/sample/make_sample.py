"""Make the invented sample ward: ``python data/sample/make_sample.py [--output FOLDER]``.

Everything is invented; the seed is fixed, so every run writes the same bytes. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import map_files
from all_rows import make_rows
from answers import answers
from messy_workbook import write_workbook
from row_cells import RowWriter
from ward import build_ward


def make_files() -> dict[str, bytes]:
    """Every file of the sample by its name."""
    ward = build_ward()
    made = make_rows(ward)
    workbook, where = write_workbook(made.rows, RowWriter(ward))
    texts = {
        "roads.geojson": map_files.roads(ward),
        "km_posts.csv": map_files.km_posts(ward),
        "junctions.csv": map_files.junctions(ward),
        "boundary.geojson": map_files.boundary(ward),
        "hazards.geojson": map_files.hazards(ward),
        "answers.json": json.dumps(answers(ward, made, where), ensure_ascii=False, indent=1) + "\n",
    }
    return {name: text.encode() for name, text in texts.items()} | {"accidents.xlsx": workbook}


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent, help="folder to write to")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in make_files().items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
