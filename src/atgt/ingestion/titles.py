"""What a sheet says about itself above its table: the period it covers and the unit of its amounts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from atgt.ingestion.moments import StatedPeriod
from atgt.ingestion.numbers import unit_multiplier
from atgt.ingestion.text_repair import fold, tidy

_DATE = r"(?:ngay\s*)?(\d{1,2})\s*(?:[/.\-]|thang)\s*(\d{1,2})(?:\s*(?:[/.\-]|nam)\s*(\d{4}))?"
_FROM_TO = re.compile(rf"(?:tu|tinh tu)\s*{_DATE}\s*(?:den|-|–)\s*(?:het\s*)?{_DATE}")
_FULL_DATE = re.compile(r"\d{1,2}\s*(?:[/.\-]|thang)\s*\d{1,2}\s*(?:[/.\-]|nam)\s*\d{4}")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_UNIT = re.compile(r"(?:don vi(?: tinh)?|dvt)\s*:?\s*(.+)")


def stated_period(titles: Sequence[str], sheet_name: str) -> StatedPeriod | None:
    """The period a sheet states in its name or its titles; None when it states none, or several.

    The date of a letter or of signing is not a period.

    Examples
    --------
    >>> stated_period(["DANH SÁCH TNGT NĂM 2026"], "Sheet1").first
    datetime.date(2026, 1, 1)
    >>> stated_period(["Từ ngày 15/12/2025 đến ngày 14/12/2026"], "BC").last
    datetime.date(2026, 12, 14)
    >>> stated_period(["Kèm theo Công văn ngày 05 tháng 01 năm 2027"], "Sheet1") is None
    True
    """
    texts = [fold(text) for text in (sheet_name, *titles)]
    spans = {span for text in texts for match in _FROM_TO.finditer(text) if (span := _span(match)) is not None}
    if len(spans) == 1:
        first, last = spans.pop()
        return StatedPeriod(first, last, next(t for t in titles if _FROM_TO.search(fold(t))) if titles else sheet_name)
    years: dict[str, str] = {}
    for shown, text in zip((sheet_name, *titles), texts, strict=True):
        for year in _YEAR.findall(_FULL_DATE.sub(" ", text)):
            years.setdefault(year, tidy(shown))
    if len(years) != 1 or spans:
        return None
    ((year, source),) = years.items()
    return StatedPeriod(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), source)


def stated_money_unit(titles: Sequence[str]) -> int | None:
    """What bare amounts stand for by a line such as "Đơn vị tính: triệu đồng", in VND; None when nothing is said.

    Examples
    --------
    >>> stated_money_unit(["ĐVT: triệu đồng"]), stated_money_unit(["Đơn vị: Công an phường"]) is None
    (1000000, True)
    """
    for title in titles:
        match = _UNIT.search(fold(title))
        unit = unit_multiplier(match[1]) if match else None
        if unit is not None:
            return unit
    return None


def _span(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    d1, m1, y1, d2, m2, y2 = match.groups()
    if y2 is None and y1 is None:
        return None
    try:
        last = dt.date(int(y2 or y1), int(m2), int(d2))
        first = dt.date(int(y1 or y2), int(m1), int(d1))
    except ValueError:
        return None
    return (first, last) if first <= last else None
