"""What the values under a heading tell about it: the tests that settle headings such as ĐT, GT, TT, X."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Sequence

from atgt.domain.sheet import CellValue, cell_text
from atgt.ingestion.clock import read_time
from atgt.ingestion.coordinates import is_easting, is_northing, read_angle, read_metres
from atgt.ingestion.moments import read_moment
from atgt.ingestion.numbers import read_count, read_money
from atgt.ingestion.text_repair import fold

ENOUGH = 0.8
"""Share of the values that must agree."""

_PHONE = re.compile(r"(?:\+?84|0)?[35789]\d{8}|0?2\d{8,9}")
_ROAD = re.compile(r"(?:đt|dt|tl|ql|dh|dx|duong|tinh lo|quoc lo)[\s.]*\d*\w*|\d{3}[a-z]?", re.IGNORECASE)
_KM = re.compile(r"k(?:m|ilomet)?\s*:?\s*\d|\d+\s*\+\s*\d", re.IGNORECASE)
_CODE = re.compile(r"[\w./-]*\d[\w./-]*")
_CASUALTY = re.compile(r"chet|tu vong|bi thuong|thuong|vo su|khong")
_SEX = frozenset({"nam", "nu", "m", "f", "male", "female", "trai", "gai"})


def agrees(evidence: str, values: Sequence[CellValue]) -> bool:
    """Whether enough of the non-blank values meet a test; no value at all proves nothing.

    Examples
    --------
    >>> agrees("phone_numbers", ["0905123456", 905123457.0]), agrees("road_codes", ["627B", "ĐT.624"])
    (True, True)
    >>> agrees("running_numbers", [1, 2, 3, 4]), agrees("running_numbers", [3, 3, 9]), agrees("text", [])
    (True, False, False)
    """
    filled = [value for value in values if value is not None and cell_text(value).strip()]
    if not filled:
        return False
    if evidence == "running_numbers":
        return _are_running(filled)
    n_agreeing = sum(map(_TESTS[evidence], filled))
    # one value may be the word of a sum below the table
    return n_agreeing >= ENOUGH * len(filled) or n_agreeing == len(filled) - 1 >= 2


def share(evidence: str, values: Sequence[CellValue]) -> float:
    """The share of the non-blank values that meet a test, 0 to 1; none give 0.

    Examples
    --------
    >>> share("dates", ["27/2/2026", "không rõ"]), share("times", [])
    (0.5, 0.0)
    """
    filled = [value for value in values if value is not None and cell_text(value).strip()]
    if not filled or evidence == "running_numbers":
        return float(bool(filled) and _are_running(filled))
    return sum(map(_TESTS[evidence], filled)) / len(filled)


def _are_running(values: Sequence[CellValue]) -> bool:
    numbers = [read_count(value).value for value in values]
    steps = [b - a for a, b in itertools.pairwise(numbers) if a is not None and b is not None]
    whole = sum(number is not None for number in numbers)
    return whole >= ENOUGH * len(numbers) and sum(step == 1 for step in steps) >= ENOUGH * len(steps)


def _number(value: CellValue) -> float | None:
    reading = read_metres(value)
    return reading.value


def _is_between(low: float, high: float) -> Callable[[CellValue], bool]:
    def test(value: CellValue) -> bool:
        angle = read_angle(value).value
        return angle is not None and low <= angle <= high

    return test


def _is_small_count(value: CellValue) -> bool:
    count = read_count(value).value
    return count is not None and count <= 60


def _is_date(value: CellValue) -> bool:
    moment = read_moment(value).value
    fault = read_moment(value).fault
    return (moment is not None and moment.day is not None) or (fault is not None and fault.rule == "date_year_missing")


def _is_time(value: CellValue) -> bool:
    return not _is_date(value) and read_time(value).value is not None


def _is_birth_year(value: CellValue) -> bool:
    count = read_count(value).value
    return (count is not None and (1900 <= count <= 2030 or 0 < count <= 110)) or isinstance(value, dt.date)


def _is_text(value: CellValue) -> bool:
    return isinstance(value, str) and any(c.isalpha() for c in value) and read_count(value).value is None


_TESTS: dict[str, Callable[[CellValue], bool]] = {
    "any": lambda _value: True,
    "text": _is_text,
    "long_text": lambda value: _is_text(value) and len(cell_text(value)) > 12,
    "phone_numbers": lambda value: bool(_PHONE.fullmatch(re.sub(r"[\s.\-]", "", cell_text(value)))),
    "road_codes": lambda value: bool(_ROAD.fullmatch(fold(cell_text(value)))),
    "sex_words": lambda value: fold(cell_text(value)) in _SEX,
    "small_counts": _is_small_count,
    "dates": _is_date,
    "times": _is_time,
    "birth_years": _is_birth_year,
    "km_posts": lambda value: bool(_KM.search(cell_text(value))),
    "codes": lambda value: bool(_CODE.fullmatch(cell_text(value).strip())),
    "amounts": lambda value: read_money(value).value is not None,
    "casualty_words": lambda value: bool(_CASUALTY.search(fold(cell_text(value)))),
    "northings": lambda value: is_northing(_number(value) or 0),
    "eastings": lambda value: is_easting(_number(value) or 0),
    "latitudes": _is_between(5, 25),
    "longitudes": _is_between(100, 120),
}
