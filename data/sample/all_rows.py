"""All rows of the workbook in the order they stand, with their case numbers."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from accident_placing import Background, planted
from sample_accident import Accident
from special_rows import exact_copies, in_doubt, likely_copies, not_found, roughly_told, to_be_held
from ward import Ward
from ward_map import SEED

BACKGROUND_PER_YEAR = {2024: 191, 2025: 168, 2026: 130}


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row, sorted as written, and the accidents of each planted case."""

    rows: list[Accident]
    cases: dict[str, list[Accident]]


def make_rows(ward: Ward) -> Rows:
    """The invented rows: planted cases first, the background around them, then the rows that test the reader."""
    cases = planted(ward)
    background = Background(ward, [a for case in cases.values() for a in case])
    for rough in roughly_told(ward):
        background.take(rough)
    rng = random.Random(f"{SEED} background")
    for year, count in BACKGROUND_PER_YEAR.items():
        for _ in range(count):
            background.draw(rng, year)
    for accident in background.taken:
        accident.sheet_year = _day(accident).year
    likely_copies(ward, background)
    doubtful = in_doubt(ward, cases["N11"][0])
    rows = [*background.taken, *not_found(ward), *doubtful, *to_be_held()]
    rows.sort(key=lambda a: (_day(a), a.time or dt.time()))
    _number(rows)
    for copied in exact_copies(rows):
        place = next(k for k, a in enumerate(rows) if a is copied.duplicate_of)
        rows.insert(place + _rows_below(rows, place) + 1, copied)
    cases["N11"].append(next(a for a in doubtful if a.group == "N11"))
    return Rows(sorted(rows, key=lambda a: a.sheet_year), cases)


def _rows_below(rows: list[Accident], place: int) -> int:
    """How many of the next two rows stand under the same month."""
    month = _day(rows[place]).replace(day=1)
    return sum(_day(a).replace(day=1) == month for a in rows[place + 1 : place + 3])


def _day(accident: Accident) -> dt.date:
    if accident.day is None:
        raise ValueError("every row stands under a day")
    return accident.day


def _number(rows: list[Accident]) -> None:
    for year in BACKGROUND_PER_YEAR:
        for number, accident in enumerate((a for a in rows if a.sheet_year == year), start=1):
            accident.case_number = f"MP-{year}-{number:04d}"
