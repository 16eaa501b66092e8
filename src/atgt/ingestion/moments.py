"""Dates, alone or with a time, as written here, and as Excel stores them. Vietnamese order: day, month, year.

Nothing is guessed: a date that does not exist, or whose year is nowhere stated, is a fault that holds the row.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Literal

from atgt.domain.sheet import CellValue, cell_text
from atgt.ingestion import clock
from atgt.ingestion.reading import Fault, Reading, error, warning
from atgt.ingestion.text_repair import fold

DateOrder = Literal["dmy", "mdy", "ymd"]

EXCEL_EPOCH = dt.datetime(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 25_569, 73_415  # 1970-01-01 .. 2100-12-31
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], 1)
    for name in names.split()
}  # fmt: skip
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(?<![\d/.\-])(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)")
_DMY = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(
    r"(?<![\d/.\-])(\d{1,2})\s*(?:thang|thg)\s*(\d{1,2})(?:\s*[,/.\-]?\s*(?:nam)?\s*(\d{4}|\d{2})(?!\d))?"
)
_DAY_NAME = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/]*({_MONTH_NAME})[a-z]*\.?[\s\-/,]*(\d{{4}}|\d{{2}})(?!\d)"
)
_NAME_DAY = re.compile(rf"\b({_MONTH_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(\d{{4}})(?!\d)")
_COMPACT = re.compile(r"(?:(20\d{2})(\d{2})(\d{2})|(\d{2})(\d{2})(20\d{2}))")
_DAY_MONTH = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*([-/.])\s*(\d{1,2})(?!\s*[-/.]?\s*\d)")
_LUNAR = re.compile(r"\b(?:am lich|al)\b")
_NUMBER = re.compile(r"\d{1,8}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """The days a sheet says it is about ("Năm 2026"), by which a date without a year is completed."""

    first: dt.date
    last: dt.date
    source: str  # the words that state it


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a time, or both; and how it was written, for judging the column as a whole."""

    day: dt.date | None = None
    at: dt.time | None = None
    form: Literal["text", "cell", "serial"] = "text"
    written: tuple[int, int] | None = None  # first and second number of a numeric text date
    is_year_assumed: bool = False


def read_moment(value: CellValue, *, order: DateOrder = "dmy", period: StatedPeriod | None = None) -> Reading[Moment]:
    """A date with or without a time.

    Parameters
    ----------
    order
        Order of the numbers in dates written with digits only.
    period
        The days the sheet is about; used only for a date without a year.

    Examples
    --------
    >>> read_moment("20h ngày 27/2/2026").value.day, read_moment("20h ngày 27/2/2026").value.at
    (datetime.date(2026, 2, 27), datetime.time(20, 0))
    >>> read_moment("0 giờ 11 phút ngày 12/3/2026").value.at
    datetime.time(0, 11)
    >>> read_moment(45385.0).value.day
    datetime.date(2024, 4, 3)
    >>> read_moment("30/2/2026").fault.rule, read_moment("8.1").fault.rule, read_moment("").value is None
    ('date_does_not_exist', 'date_year_missing', True)
    """
    if isinstance(value, dt.datetime):
        return Reading(Moment(value.date(), value.time().replace(microsecond=0, tzinfo=None), "cell"))
    if isinstance(value, dt.date):
        return Reading(Moment(value, None, "cell"))
    if isinstance(value, (dt.time, dt.timedelta)):
        return Reading(Moment(None, clock.read_time(value).value, "cell"))
    if isinstance(value, bool) or value is None:
        return Reading()
    if isinstance(value, (int, float)):
        return _of_number(float(value), cell_text(value))
    plain = fold(value)
    if not plain or plain in {"-", "–"}:
        return Reading()
    if _NUMBER.fullmatch(plain) and not re.fullmatch(r"\d{1,2}[.,]\d{1,2}", plain):
        return _of_number(float(plain.replace(",", ".")), plain)
    return _of_text(plain, value.strip(), order, period)


def check_day(day: dt.date, *, today: dt.date, first_plausible: dt.date) -> Fault | None:
    """The fault of a day that cannot be: in the future, or before the first plausible day.

    Examples
    --------
    >>> check_day(dt.date(2027, 1, 1), today=dt.date(2026, 6, 30), first_plausible=dt.date(2000, 1, 1)).rule
    'date_in_future'
    """
    if day > today:
        hint = ""
        if day.day <= 12 and day.month != day.day and dt.date(day.year, day.day, day.month) <= today:
            hint = f" (nếu ngày và tháng bị đổi chỗ thì là {dt.date(day.year, day.day, day.month):%d/%m/%Y})"
        return error(
            "date_in_future",
            f"ngày {day:%d/%m/%Y} sau hôm nay ({today:%d/%m/%Y}){hint}; kiểm tra năm, tháng rồi ghi lại",
            f"{day:%d/%m/%Y} is after today ({today:%d/%m/%Y}); check year and month and write it again",
        )
    if day < first_plausible:
        return error(
            "date_too_early",
            f"ngày {day:%d/%m/%Y} trước {first_plausible:%d/%m/%Y}; kiểm tra lại năm",
            f"{day:%d/%m/%Y} is before {first_plausible:%d/%m/%Y}; check the year",
        )
    return None


def _of_number(number: float, shown: str) -> Reading[Moment]:
    """An Excel serial number, a day fraction, or digits written together."""
    if not math.isfinite(number):
        return Reading()
    if 0 < number < 1:
        return Reading(Moment(None, clock.time_of_fraction(number).value, "serial"))
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        moment = EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86_400))
        at = None if float(number).is_integer() else moment.time()
        return Reading(Moment(moment.date(), at, "serial"))
    compact = _COMPACT.fullmatch(shown.zfill(8)) if re.fullmatch(r"\d{7,8}", shown) else None
    if compact:
        year, month, day = (compact[1], compact[2], compact[3]) if compact[1] else (compact[6], compact[5], compact[4])
        return _date(int(day), int(month), int(year), shown, None)
    if 1900 <= number <= 2100:
        return Reading(
            fault=error(
                "date_incomplete",
                f"chỉ có năm {shown}; ghi đủ ngày/tháng/năm, thí dụ 27/02/{shown}",
                f"only the year {shown}; write day/month/year, e.g. 27/02/{shown}",
            )
        )
    return _not_read(shown)


def _of_text(plain: str, shown: str, order: DateOrder, period: StatedPeriod | None) -> Reading[Moment]:
    if _LUNAR.search(plain):
        return Reading(
            fault=error(
                "date_lunar",
                f"“{shown}” là ngày âm lịch; ghi ngày dương lịch, thí dụ 27/02/2026",
                f"“{shown}” is a lunar date; write the solar date, e.g. 27/02/2026",
            )
        )
    found = _find_date(plain, order)
    if found is None:
        only_time = clock.find_clock(plain)
        if only_time.at is not None and clock.is_filler(only_time.left):
            return Reading(Moment(None, only_time.at), only_time.fault)
        return _not_read(shown)
    (day, month, year), written, left = found
    time = clock.find_clock(left)
    if _find_date(time.left, order) is not None:
        return Reading(
            fault=error(
                "date_ambiguous",
                f"“{shown}” có hai ngày; chỉ ghi ngày xảy ra",
                f"“{shown}” holds two dates; write only the day it happened",
            )
        )
    if year is None:
        return _complete_year(day, month, shown, period, time)
    reading = _date(day, month, year, shown, written)
    if reading.value is None or reading.value.day is None:
        return reading
    extra = None if clock.is_filler(time.left) else _extra_text(time.left.strip(" ,.;-"))
    on = reading.value.day + dt.timedelta(days=int(time.next_day))
    return Reading(Moment(on, time.at, "text", written), time.fault or reading.fault or extra)


Parts = tuple[int, int, int | None]


def _find_date(plain: str, order: DateOrder) -> tuple[Parts, tuple[int, int] | None, str] | None:
    """Day, month and year as written, the two first numbers of a numeric date, and the rest of the text."""
    for pattern, shape in (
        (_ISO, "ymd"),
        (_DMY, order),
        (_WORDS, "dmy"),
        (_DAY_NAME, "d-name-y"),
        (_NAME_DAY, "name-d-y"),
    ):
        match = pattern.search(plain)
        if match is None:
            continue
        left = plain[: match.start()] + " " + plain[match.end() :]
        a, b, c = match[1], match[2], match[3]
        if shape == "d-name-y":
            return (int(a), _MONTHS[b], _year(c)), None, left
        if shape == "name-d-y":
            return (int(b), _MONTHS[a], _year(c)), None, left
        if pattern is _ISO:
            return (int(c), int(b), int(a)), None, left
        if pattern is _WORDS:
            return (int(a), int(b), _year(c) if c else None), None, left
        written = (int(a), int(b))
        if shape == "ymd" and len(c) == 2:
            return (int(c), int(b), _year(a)), written, left
        return ((int(b), int(a), _year(c)) if shape == "mdy" else (int(a), int(b), _year(c))), written, left
    match = _DAY_MONTH.search(plain)
    if match and (match[2] == "/" or "ngay" in plain or match[0] == plain):
        first, second = int(match[1]), int(match[3])
        left = plain[: match.start()] + " " + plain[match.end() :]
        parts = (second, first, None) if order == "mdy" else (first, second, None)
        return parts, (first, second), left
    return None


def _year(text: str) -> int:
    number = int(text)
    return number if len(text) == 4 else (2000 + number if number < 70 else 1900 + number)


def _date(day: int, month: int, year: int, shown: str, written: tuple[int, int] | None) -> Reading[Moment]:
    try:
        return Reading(Moment(dt.date(year, month, day), None, "text", written))
    except ValueError:
        return Reading(Moment(None, None, "text", written), _does_not_exist(day, month, year, shown))


def _complete_year(
    day: int, month: int, shown: str, period: StatedPeriod | None, time: clock.ClockReading
) -> Reading[Moment]:
    if not _exists(day, month, 2024):
        return Reading(fault=_does_not_exist(day, month, None, shown))
    years = range(period.first.year, period.last.year + 1) if period else ()
    fits = [
        dt.date(year, month, day)
        for year in years
        if period and _exists(day, month, year) and period.first <= dt.date(year, month, day) <= period.last
    ]
    if period and not fits and years and all(not _exists(day, month, year) for year in years):
        return Reading(fault=_does_not_exist(day, month, period.first.year, shown))
    if len(fits) != 1:
        return Reading(
            fault=error(
                "date_year_missing",
                f"ngày “{shown}” không có năm, và trang tính không nêu rõ năm; ghi thêm năm, thí dụ 27/02/2026",
                f"the date “{shown}” has no year and the sheet does not state one; add the year, e.g. 27/02/2026",
            )
        )
    on = fits[0] + dt.timedelta(days=int(time.next_day))
    return Reading(Moment(on, time.at, "text", None, is_year_assumed=True), time.fault)


def _exists(day: int, month: int, year: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _does_not_exist(day: int, month: int, year: int | None, shown: str) -> Fault:
    if month > 12 >= day and month <= 31:
        return error(
            "date_month_day_swapped",
            f"ngày “{shown}”: không có tháng {month}; có lẽ tháng ghi trước ngày. Ghi lại theo ngày/tháng/năm; nếu "
            "cả cột ghi như vậy thì chọn “tháng/ngày/năm” ở mục “Cách đọc ngày, số tiền, tọa độ”",
            f"“{shown}”: there is no month {month}; perhaps the month stands first. Write day/month/year; if the whole "
            "column is written so, choose month/day/year under “How dates, amounts and positions are read”",
        )
    if 1 <= month <= 12 and year is not None and 1 <= year <= 9999:
        last = calendar.monthrange(year, month)[1]
        why = f"tháng {month} năm {year} có {last} ngày"
        why_en = f"month {month} of {year} has {last} days"
    else:
        why, why_en = "ngày hoặc tháng vượt quá lịch", "the day or the month is out of range"
    return error(
        "date_does_not_exist",
        f"ngày “{shown}” không có trong lịch ({why}); sửa lại ngày",
        f"the date “{shown}” does not exist ({why_en}); correct it",
    )


def _extra_text(left: str) -> Fault:
    return warning(
        "date_extra_text",
        f"ô ngày còn chữ “{left}” chưa dùng đến; kiểm tra lại",
        f"the date cell also says “{left}”, which is not used; check it",
    )


def _not_read(shown: object) -> Reading[Moment]:
    return Reading(
        fault=error(
            "date_not_read",
            f"không đọc được ngày “{shown}”; ghi ngày/tháng/năm, thí dụ 27/02/2026",
            f"cannot read the date “{shown}”; write day/month/year, e.g. 27/02/2026",
        )
    )
