"""Numbers, counts of people and money as written here: decimal comma, thousand dots, units, words, and dashes.

A blank is not a zero: blank gives None, while "0", "-" and "không" give 0.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Literal

from atgt.domain.sheet import CellValue
from atgt.ingestion.reading import Reading, error, warning
from atgt.ingestion.text_repair import fold, tidy

DecimalStyle = Literal["auto", ",", "."]

_PLAIN = re.compile(r"[+-]?\d[\d.,]*(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_INNER_SPACE = re.compile(r"(?<=\d)[ '’\u00a0\u202f](?=\d{3}(?!\d))")
_ZERO = frozenset({"-", "--", "–", "—", "không", "khong", "không có", "khong co", "ko", "k", "0", "none", "no", "nil"})
_UNKNOWN = frozenset(
    {"?", "chưa rõ", "không rõ", "chưa xác định", "không xác định", "kxđ", "cxđ", "n/a", "na", "null", "unknown"}
)
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)
} | {"tư": 4, "bẩy": 7}
_PEOPLE = r"(?:nguoi|nam|nu|nan nhan|tre em|nguoi lon|chau|em be|em|be|hoc sinh|chet|tu vong|bi thuong|thuong)"
_COUNT = re.compile(rf"(\d{{1,6}})(?:[.,]0+)?\s*(?:{_PEOPLE}\s*)*(\(.*\))?\.?")
_COUNT_SUM = re.compile(rf"(\d{{1,3}})\s*{_PEOPLE}")
_AT_LEAST = re.compile(rf"(?:(?:it nhat|tren|hon|>=?)\s*(\d{{1,4}})|(\d{{1,4}})\s*\+)\s*{_PEOPLE}?")
_MULTIPLIERS = {
    "ty": 10**9, "ti": 10**9, "billion": 10**9,
    "trieu": 10**6, "tr": 10**6, "tr.d": 10**6, "trd": 10**6, "million": 10**6,
    "nghin": 10**3, "ngan": 10**3, "ngan dong": 10**3, "k": 10**3, "1000": 10**3,
    "dong": 1, "d": 1, "vnd": 1, "vnđ": 1, "đ": 1,
}  # fmt: skip
_MONEY = re.compile(r"([+-]?\d[\d.,]*)\s*(ty|ti|trieu|tr|nghin|ngan|k)?\.?\s*(?:dong|vnd|d)?")
_MONEY_PARTS = re.compile(r"(\d[\d.,]*)\s*(ty|ti|trieu|tr|nghin|ngan)\b")
_ABOUT = re.compile(r"^(?:khoang|uoc|uoc tinh|tam tinh|gan|tren duoi|~|≈)\s*:?\s*")
_NO_DAMAGE = frozenset({"khong thiet hai", "khong dang ke", "khong"})
MAX_MONEY_VND = 10**13
MAX_COUNT = 999_999
"""Beyond this it is a phone number or a code, not a number of people."""


def parse_number(text: str, *, decimal: DecimalStyle = "auto", groups_first: bool = False) -> float | None:
    """A number in a text, None when it is not one.

    Parameters
    ----------
    decimal
        The decimal sign of the sender; "auto" reads Vietnamese and international writing.
    groups_first
        How "1.500" and "1,500" are read when nothing tells: True as 1500 (counts, money), False as 1.5.

    Examples
    --------
    >>> parse_number("1.500.000"), parse_number("14,80081"), parse_number("1.234,5"), parse_number("1,234.5")
    (1500000.0, 14.80081, 1234.5, 1234.5)
    >>> parse_number("1.500", groups_first=True), parse_number("1.500"), parse_number("12a") is None
    (1500.0, 1.5, True)
    """
    text = _INNER_SPACE.sub("", text.strip()).replace("−", "-")
    if not _PLAIN.fullmatch(text):
        return None
    if "e" in text.lower():
        return _float(text.replace(",", "."))
    if decimal != "auto":
        other = "." if decimal == "," else ","
        return _float(text.replace(other, "").replace(decimal, "."))
    sign = _decimal_sign(text, groups_first=groups_first)
    if sign is None:
        return _float(text.replace(".", "").replace(",", "")) if _is_grouped(text) else None
    whole, _, rest = text.rpartition(sign)
    if ("." in whole or "," in whole) and not _is_grouped(whole):
        return None
    return _float(whole.replace(".", "").replace(",", "") + "." + rest)


def read_number(value: CellValue, *, decimal: DecimalStyle = "auto") -> Reading[float]:
    """A plain number; text that is none gives a warning."""
    if isinstance(value, bool) or value is None:
        return Reading()
    if isinstance(value, (int, float)):
        return Reading(float(value)) if math.isfinite(value) else Reading()
    text = tidy(value) if isinstance(value, str) else ""
    if not text:
        return Reading()
    number = parse_number(text, decimal=decimal)
    if number is not None:
        return Reading(number)
    return Reading(
        fault=warning(
            "number_not_read",
            f"không đọc được số “{text}”; ghi lại chỉ bằng chữ số",
            f"cannot read the number “{text}”; write digits only",
        )
    )


def read_count(value: CellValue, *, decimal: DecimalStyle = "auto") -> Reading[int]:
    """A number of people.

    Examples
    --------
    >>> [read_count(v).value for v in ("02", "1 người", "01 nam", "không", "-", "", 2.0, "1 nam, 1 nữ", "hai")]
    [2, 1, 1, 0, 0, None, 2, 2, 2]
    >>> read_count("-1").fault.rule, read_count("Nguyễn").fault.rule, read_count(1.5).fault.rule
    ('count_negative', 'count_not_a_number', 'count_not_a_number')
    """
    if value is None:
        return Reading()
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        return _not_a_count(value)
    if isinstance(value, (int, float)):
        return _whole_count(float(value))
    text = unicodedata.normalize("NFC", tidy(value)).lower()
    if not text:
        return Reading()
    if text in _ZERO:
        return Reading(0)
    if text in _UNKNOWN:
        return Reading(
            fault=warning(
                "count_unknown",
                f"ghi “{text}”: coi là chưa biết, không phải 0; ghi số khi đã rõ",
                f"“{text}” is unknown, not 0; write the number once known",
            )
        )
    return _count_in_words(text, decimal)


def read_money(value: CellValue, *, unit_vnd: int = 1, decimal: DecimalStyle = "auto") -> Reading[int]:
    """An amount in VND.

    Parameters
    ----------
    unit_vnd
        What a bare number stands for: 1 for "đồng", 1000 for "nghìn đồng", 1000000 for "triệu đồng".

    Examples
    --------
    >>> [read_money(v).value for v in ("1.500.000 đ", "15 triệu", "1,5 tỷ", "500k", "2 triệu 500 nghìn", "không")]
    [1500000, 15000000, 1500000000, 500000, 2500000, 0]
    >>> read_money("7,5", unit_vnd=1_000_000).value, read_money(15.0, unit_vnd=1_000_000).value
    (7500000, 15000000)
    >>> read_money("").value is None, read_money("10-15 triệu").fault.rule
    (True, 'money_not_read')
    """
    if value is None or isinstance(value, bool):
        return Reading()
    if isinstance(value, (int, float)):
        return _amount(float(value) * unit_vnd)
    text = tidy(value) if isinstance(value, str) else str(value)
    plain = _ABOUT.sub("", fold(text).replace("vnđ", "vnd"))
    if not plain:
        return Reading()
    if plain in _ZERO or plain in _NO_DAMAGE:
        return Reading(0)
    if text.lower() in _UNKNOWN or plain in {"chua xac dinh", "chua ro", "khong ro", "chua thong ke"}:
        return Reading()
    match = _MONEY.fullmatch(_INNER_SPACE.sub("", plain))
    if match:
        is_bare = match[2] is None and not plain.rstrip(". ").endswith(("d", "dong"))
        unit = _MULTIPLIERS[match[2]] if match[2] else (unit_vnd if is_bare else 1)
        number = parse_number(match[1].rstrip(".,"), decimal=decimal, groups_first=unit < 10**6 or "," not in match[1])
        if number is not None:
            return _amount(number * unit)
    parts = _MONEY_PARTS.findall(plain)
    left = re.sub(r"\b(?:dong|d|vnd)\b", "", _MONEY_PARTS.sub("", plain)).strip(" ,.+")
    if len(parts) > 1 and not left:
        numbers = [(parse_number(number, decimal=decimal), _MULTIPLIERS[unit]) for number, unit in parts]
        if all(number is not None for number, _ in numbers):
            return _amount(sum(number * unit for number, unit in numbers if number is not None))
    return Reading(
        fault=warning(
            "money_not_read",
            f"không đọc được số tiền “{text}” nên chưa dùng; ghi một con số, thí dụ 15.000.000 hoặc 15 triệu",
            f"cannot read the amount “{text}”, it is not used; write one number, e.g. 15.000.000 or 15 triệu",
        )
    )


def unit_multiplier(words: str) -> int | None:
    """What the unit in a heading or title stands for in VND, None when it is not about money.

    Examples
    --------
    >>> unit_multiplier("triệu đồng"), unit_multiplier("1.000 đ"), unit_multiplier("m") is None
    (1000000, 1000, True)
    """
    plain = fold(words).replace(".", "").replace("vnđ", "vnd")
    for pattern, multiplier in (
        (r"\b(?:ty|ti)(?: dong| d| vnd)\b", 10**9),
        (r"\b(?:trieu|tr)(?: ?dong| ?d| vnd)?\b|\btrd\b", 10**6),
        (r"\b(?:nghin|ngan|1000|k)(?: ?dong| ?d| ?vnd)\b|\bnghin\b|\bngan dong\b", 10**3),
        (r"\b(?:dong|vnd|d)\b", 1),
    ):
        if re.search(pattern, plain):
            return multiplier
    return None


def _count_in_words(text: str, decimal: DecimalStyle) -> Reading[int]:
    first, _, rest = text.partition(" ")
    if first in _NUMBER_WORDS and re.fullmatch(f"(?:{_PEOPLE}\\s*)*", fold(rest)):
        return Reading(_NUMBER_WORDS[first])
    plain = fold(text)
    match = _COUNT.fullmatch(plain)
    if match:
        return Reading(int(match[1]))
    match = _AT_LEAST.fullmatch(plain)
    if match:
        number = int(match[1] or match[2])
        return Reading(
            number,
            warning(
                "count_at_least",
                f"ghi “{text}”: lấy {number}, có thể còn nhiều hơn; kiểm tra lại",
                f"“{text}” is taken as {number}; there may be more: check it",
            ),
        )
    parts = _COUNT_SUM.findall(plain)
    if len(parts) > 1 and not re.sub(r"\bva\b", "", _COUNT_SUM.sub("", plain)).strip(" ,;+&"):
        return Reading(sum(map(int, parts)))
    number_ = parse_number(text, decimal=decimal, groups_first=True)
    return _whole_count(number_, text) if number_ is not None else _not_a_count(text)


def _whole_count(number: float, shown: str | None = None) -> Reading[int]:
    shown = shown or f"{number:g}"
    if not math.isfinite(number) or not float(number).is_integer() or number > MAX_COUNT:
        return _not_a_count(shown)
    if number < 0:
        return Reading(
            fault=error(
                "count_negative",
                f"số người là {shown}, không thể âm; sửa ô này, bỏ trống nếu chưa biết",
                f"a count cannot be negative ({shown}); correct it, leave blank when unknown",
            )
        )
    return Reading(int(number))


def _not_a_count(value: object) -> Reading[int]:
    return Reading(
        fault=error(
            "count_not_a_number",
            f"“{value}” không phải số người; ghi một số nguyên, thí dụ 0 hoặc 2",
            f"“{value}” is not a number of people; write a whole number such as 0 or 2",
        )
    )


def _amount(vnd: float) -> Reading[int]:
    if not math.isfinite(vnd) or vnd < 0 or vnd > MAX_MONEY_VND:
        shown = f"{vnd:,.0f}"
        return Reading(
            fault=warning(
                "money_implausible",
                f"số tiền {shown.replace(',', '.')} đồng không hợp lý nên chưa dùng; kiểm tra số và đơn vị tính",
                f"an amount of {shown} VND is not plausible and not used; check the number and the unit",
            )
        )
    return Reading(round(vnd))


def _decimal_sign(text: str, *, groups_first: bool) -> str | None:
    """The sign that parts the decimals, None when there are none."""
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    if dots + commas == 0 or dots + commas > 1:
        return None
    sign = "." if dots else ","
    whole, _, rest = text.lstrip("+-").partition(sign)
    looks_grouped = len(rest) == 3 and 1 <= len(whole) <= 3 and whole.strip("0") != ""
    return None if groups_first and looks_grouped else sign


def _is_grouped(text: str) -> bool:
    """Whether digits stand in groups of three, or there is no group sign at all."""
    return bool(re.fullmatch(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)", text))


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
