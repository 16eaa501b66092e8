"""Times of day as written here: 17h30, 15g30, "0 giờ 11 phút", 5:40 PM, day fractions; and the leftover of a text.

Source: spellings seen in published reports (hours with h, g, giờ; SA/CH and sáng/chiều/tối in Vietnamese Excel).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from atgt.domain.sheet import CellValue
from atgt.ingestion.numbers import parse_number
from atgt.ingestion.reading import Fault, Reading, warning
from atgt.ingestion.text_repair import fold

_HOUR_SIGN = r"(?:\s*(?:gio|h|g)\s*:?|:)"
_NEXT_NUMBER = r"[.\-]\d{1,2}(?!\d)(?!\s*(?:h|g|:))"  # "20h 8.1": the 8 is a day, not a minute
_MINUTE = rf"\s*(\d{{1,2}})(?![\d/]|{_NEXT_NUMBER})\s*(?:'|’|´|phut\b|ph\b|p\b|m\b)?"
_SECOND = r"(?:\s*:?\s*(\d{1,2})(?:\.\d+)?(?![\d/])\s*(?:s\b|giay\b|\"|''|”)?)?"
CLOCK = re.compile(rf"(?<![\d/.,])(\d{{1,2}}){_HOUR_SIGN}(?:{_MINUTE}{_SECOND})?(?![a-z0-9])")
_BEFORE_OR_HALF = re.compile(r"(\d{1,2})\s*(?:gio|h|g)\s*(?:kem\s*(\d{1,2})(?:\s*phut)?|(ruoi))\b")
_DOTTED = re.compile(r"(\d{1,2})[.,](\d{2})")
_HALF = re.compile(
    r"\b(am|pm|sa|ch|rang sang|sang som|buoi sang|sang|trua|buoi chieu|chieu|buoi toi|toi|nua dem|dem|khuya)\b"
)
_MORNING = frozenset({"am", "sa", "rang sang", "sang som", "buoi sang", "sang"})
_NIGHT = frozenset({"dem", "khuya", "nua dem"})
_FILLER = re.compile(
    r"\b(?:vao|luc|hoi|khoang|gan|tam|do|thoi gian|gio|ngay|tu|den|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat"
    r"|t[2-7]|cn)\b"
)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time found in a text, what is left of the text without it, and any doubt."""

    at: dt.time | None
    next_day: bool  # "24h00" is midnight of the day that follows
    left: str
    fault: Fault | None = None


def find_clock(plain: str) -> ClockReading:
    """The first time in a folded text.

    Examples
    --------
    >>> find_clock("22 gio 30 ngay ").at, find_clock("khoang 8h toi").at, find_clock("khong ro").at
    (datetime.time(22, 30), datetime.time(20, 0), None)
    """
    plain = _BEFORE_OR_HALF.sub(_exact_clock, plain)
    match = CLOCK.search(plain)
    if match is None:
        return ClockReading(None, next_day=False, left=plain)
    left = plain[: match.start()] + " " + plain[match.end() :]
    half = _HALF.search(left)
    if half:
        left = left[: half.start()] + " " + left[half.end() :]
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    found = _time(hour, minute, second, half[1] if half else None)
    other = CLOCK.search(left)
    if other:
        left = CLOCK.sub(" ", left)
        return ClockReading(found.value, next_day=False, left=left, fault=found.fault or _two_times(match[0], other[0]))
    return ClockReading(found.value, next_day=hour == 24 and minute == 0, left=left, fault=found.fault)


def read_time(value: CellValue) -> Reading[dt.time]:
    """A time of day; what cannot be read gives no time and a warning, because a time is not required.

    Examples
    --------
    >>> [read_time(v).value.strftime("%H:%M") for v in ("17h30", "15g30", "0 giờ 11 phút", "0h10", 0.5, "20.30", 7)]
    ['17:30', '15:30', '00:11', '00:10', '12:00', '20:30', '07:00']
    >>> read_time("").value is None, read_time("25h").fault.rule
    (True, 'time_does_not_exist')
    """
    if isinstance(value, dt.datetime):
        return Reading(value.time().replace(microsecond=0))
    if isinstance(value, dt.time):
        return Reading(value.replace(microsecond=0))
    if isinstance(value, dt.timedelta):
        return time_of_fraction(value / dt.timedelta(days=1))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _time_of_number(float(value), str(value))
    if not isinstance(value, str):
        return Reading()
    plain = fold(value)
    if not plain or plain in {"-", "khong ro", "chua ro", "khong", "?", "x"}:
        return Reading()
    found = find_clock(plain)
    if found.at is not None or found.fault is not None:
        return Reading(found.at, found.fault)
    dotted = _DOTTED.fullmatch(_FILLER.sub("", plain).strip())
    if dotted and int(dotted[1]) <= 24:
        return _time(int(dotted[1]), int(dotted[2]), 0, None)
    number = parse_number(plain)
    return _time_of_number(number, plain) if number is not None else _not_read(value)


def time_of_fraction(fraction: float) -> Reading[dt.time]:
    """The time a day fraction stands for, to the nearest second; a whole day is dropped.

    Examples
    --------
    >>> time_of_fraction(0.75).value
    datetime.time(18, 0)
    """
    if not math.isfinite(fraction) or fraction < 0:
        return _not_read(fraction)
    seconds = round((fraction % 1) * 86_400) % 86_400
    return Reading(dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60))


def is_filler(left: str) -> bool:
    """Whether what is left of a date text is only words like "ngày", "khoảng", "thứ hai"."""
    return not re.sub(r"[\s,.;:\-–()/]+", "", _HALF.sub(" ", _FILLER.sub(" ", left)))


def _time_of_number(number: float, shown: str) -> Reading[dt.time]:
    if 0 < number < 1:
        return time_of_fraction(number)
    if not float(number).is_integer() or number < 0:
        return _not_read(shown)
    whole = int(number)
    if whole <= 24:
        return _time(whole, 0, 0, None)
    if 100 <= whole <= 2359 and whole % 100 < 60:
        return _time(whole // 100, whole % 100, 0, None)
    return _does_not_exist(shown)


def _time(hour: int, minute: int, second: int, half: str | None) -> Reading[dt.time]:
    if half is not None and hour <= 12:
        if half in _NIGHT and hour == 12:
            return Reading(
                fault=warning(
                    "time_midnight_unclear",
                    "“12 giờ đêm” có thể là đầu ngày hoặc cuối ngày; ghi rõ 0h00 của ngày nào. Khi chưa sửa, "
                    "giờ được để trống",
                    "midnight may be the start or the end of the day; write 0h00 of the day meant. Until then "
                    "the time is left blank",
                )
            )
        is_afternoon = half not in _MORNING and not (half in _NIGHT and hour <= 4) and not (half == "trua" and hour > 4)
        hour = hour % 12 + 12 if is_afternoon else hour % 12 if half in {"am", "sa"} else hour
    if (hour, minute, second) == (24, 0, 0):
        return Reading(
            dt.time(0, 0),
            warning(
                "time_is_24h",
                "24h00 được hiểu là 0h00 của ngày hôm sau; kiểm tra lại ngày",
                "24:00 is read as 00:00 of the next day; check the date",
            ),
        )
    if hour > 23 or minute > 59 or second > 59:
        return _does_not_exist(f"{hour}h{minute:02d}")
    return Reading(dt.time(hour, minute, second))


def _exact_clock(match: re.Match[str]) -> str:
    """Write “7 giờ kém 15” as 6h45 and “7 giờ rưỡi” as 7h30."""
    if match[3]:
        return f"{match[1]}h30"
    return f"{(int(match[1]) - 1) % 24}h{60 - int(match[2]):02d}" if 0 < int(match[2]) < 60 else match[0]


def _two_times(first: str, second: str) -> Fault:
    return warning(
        "time_range",
        f"ghi hai giờ “{first.strip()}” và “{second.strip()}”: lấy giờ đầu; kiểm tra lại",
        f"two times “{first.strip()}” and “{second.strip()}”: the first is taken; check it",
    )


def _does_not_exist(shown: str) -> Reading[dt.time]:
    return Reading(
        fault=warning(
            "time_does_not_exist",
            f"không có giờ “{shown}”; ghi lại, thí dụ 17h30. Khi chưa sửa, giờ được để trống",
            f"the time “{shown}” does not exist; write e.g. 17h30. Until then the time is left blank",
        )
    )


def _not_read(value: object) -> Reading[dt.time]:
    return Reading(
        fault=warning(
            "time_not_read",
            f"không đọc được giờ “{value}”; ghi lại, thí dụ 17h30. Khi chưa sửa, giờ được để trống",
            f"cannot read the time “{value}”; write e.g. 17h30. Until then the time is left blank",
        )
    )
