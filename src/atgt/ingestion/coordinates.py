"""Coordinates as offices write them, parsed into numbers only: the datum is changed elsewhere, never here.

Decimal degrees with point or comma, degrees-minutes-seconds with sign or hemisphere (N S E W, B N Đ T in Vietnamese),
both in one cell, map links, and VN-2000 metres, where X is the northing and Y the easting.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import unquote

from atgt.domain.sheet import CellValue
from atgt.ingestion.numbers import DecimalStyle, parse_number
from atgt.ingestion.reading import Fault, Reading, warning
from atgt.ingestion.text_repair import tidy

_SIGNED = r"[+-]?\d{1,3}[.,]\d+"
_DEGREE = r"(?:°|º|˚|độ|do|d|o)"
_MINUTE = r"(?:'|’|′|´|‘|phút|phut|m)"
_SECOND = r"(?:\"|”|″|“|''|’’|′′|giây|giay|s)"
_HEMISPHERE = r"(?:vĩ\s*bắc|kinh\s*đông|bắc|nam|đông|tây|[nsewbđt])"
_DMS = (
    rf"(?P<sign>[+-])?(?P<d>\d{{1,3}}(?:[.,]\d+)?)\s*{_DEGREE}\s*"
    rf"(?:(?P<m>\d{{1,2}}(?:[.,]\d+)?)\s*{_MINUTE}?\s*(?:(?P<s>\d{{1,2}}(?:[.,]\d+)?)\s*{_SECOND}?)?)?"
)
_DMS_BEFORE = re.compile(rf"(?P<axis>{_HEMISPHERE})\s*{_DMS}", re.IGNORECASE)
_DMS_AFTER = re.compile(rf"{_DMS}\s*(?P<axis>{_HEMISPHERE}(?![a-zà-ỹ]))?", re.IGNORECASE)
_STARTS_WITH_AXIS = re.compile(rf"{_HEMISPHERE}\s*[+-]?\d", re.IGNORECASE)
_HEMISPHERE_DECIMAL = re.compile(rf"^({_HEMISPHERE})?\s*([+-]?\d[\d.,]*)\s*({_HEMISPHERE})?$", re.IGNORECASE)
_BEFORE_AXIS = re.compile(rf"(\d)\s+({_HEMISPHERE})(?![a-zà-ỹ])", re.IGNORECASE)  # "14.80081 N 108.95913 E"
_AFTER_AXIS = re.compile(rf"({_HEMISPHERE})\s+([+-]?\d)", re.IGNORECASE)  # "N 14.80081 E 108.95913"
_SPACED_DMS = re.compile(r"([+-]?\d{1,3})[\s:]+(\d{1,2})[\s:]+(\d{1,2}(?:[.,]\d+)?)")
_LINK_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d({_SIGNED})!4d({_SIGNED})",  # the pin itself, better than the centre of the view
        rf"[?&](?:q|query|ll|destination|daddr|center|mlat)=(?:loc:)?({_SIGNED})(?:,|%2c|&mlon=)\s*\+?({_SIGNED})",
        rf"/(?:place|search|dir)/[^@]*?({_SIGNED}),\s*\+?({_SIGNED})",
        rf"@({_SIGNED}),({_SIGNED})",
        rf"#map=\d+/({_SIGNED})/({_SIGNED})",
    )
)
_LABEL = re.compile(
    r"\b(?:vĩ độ|kinh độ|vi do|kinh do|latitude|longitude|lat|long|lng|lon|tọa độ|toạ độ|toa do|gps|wgs\s?-?84"
    r"|vn\s?-?2000)\b\s*[:=]?",
    re.IGNORECASE,
)
_METRES = re.compile(r"(?<![\d.,])\d{6,7}(?:[.,]\d+)?")
_GROUPED_METRES = re.compile(r"(?<![\d.,])\d{1,3}(?:[.\s]\d{3}){1,2}(?:,\d+)?(?!\d)")

_LEAST_METRES = 100_000.0
"""Less than this may be degrees whose thousandths look like a group of digits: 14.801."""

NORTHING_RANGE_M = (880_000.0, 2_640_000.0)
EASTING_RANGE_M = (200_000.0, 880_000.0)
"""Northings and eastings of Vietnam in VN-2000 do not overlap, so which is which can be told by size."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a cell says: degrees or metres, in no stated datum yet."""

    latitude: float | None = None
    longitude: float | None = None
    northing: float | None = None
    easting: float | None = None


def read_angle(value: CellValue, *, decimal: DecimalStyle = "auto") -> Reading[float]:
    r"""One coordinate in decimal degrees; south and west are negative.

    Examples
    --------
    >>> [round(read_angle(v).value, 5) for v in ("14,80081", "14°48'02.9\"N", "108°57’32,9”Đ", "-14 48 02.9", 14.8)]
    [14.80081, 14.80081, 108.95914, -14.80081, 14.8]
    >>> read_angle("14°61'").fault.rule, read_angle("").value is None
    ('coordinates_not_read', True)
    """
    if value is None or isinstance(value, bool):
        return Reading()
    if isinstance(value, (int, float)):
        return Reading(float(value)) if math.isfinite(value) else Reading()
    text = _LABEL.sub("", tidy(value)).strip() if isinstance(value, str) else ""
    if not text or text in {"-", "–"}:
        return Reading()
    number = parse_number(text, decimal=decimal)
    if number is not None:
        return Reading(number)
    found = _angles(text)
    if len(found) == 1 and found[0] is not None:
        return Reading(found[0].degrees)
    return Reading(fault=_not_read(text))


def read_metres(value: CellValue, *, decimal: DecimalStyle = "auto") -> Reading[float]:
    """One VN-2000 coordinate in metres.

    Examples
    --------
    >>> read_metres("1.637.120,03").value, read_metres("603048.61 m").value, read_metres("1 637 120").value
    (1637120.03, 603048.61, 1637120.0)
    """
    if value is None or isinstance(value, bool):
        return Reading()
    if isinstance(value, (int, float)):
        return Reading(float(value)) if math.isfinite(value) else Reading()
    text = tidy(value).lower().strip() if isinstance(value, str) else ""
    text = re.sub(r"^[xyne]\s*[:=]\s*|\s*m(?:ét|et)?\.?$", "", text)
    if not text or text in {"-", "–"}:
        return Reading()
    number = parse_number(text.replace(" ", ""), decimal=decimal, groups_first=True)
    return Reading(number) if number is not None else Reading(fault=_not_read(text))


def read_point(value: CellValue, *, any_metres: bool = False) -> Reading[Point]:
    """Both coordinates out of one cell, or out of a map link.

    Parameters
    ----------
    any_metres
        Metres may be those of any country, as when the sender's profile states the coordinate system; else only
        those of Vietnam are taken for coordinates.

    Examples
    --------
    >>> read_point("14,80081; 108,95913").value
    Point(latitude=14.80081, longitude=108.95913, northing=None, easting=None)
    >>> read_point("https://www.google.com/maps/@14.80081,108.95913,17z").value.longitude
    108.95913
    >>> read_point("X=1637120.03 Y=603048.61").value.northing
    1637120.03
    >>> read_point("https://maps.app.goo.gl/abc").fault.rule
    'coordinates_short_link'
    """
    if not isinstance(value, str):
        return Reading() if value is None or isinstance(value, bool) else Reading(fault=_not_read(value))
    text = tidy(value)
    if not text or text in {"-", "–"}:
        return Reading()
    if "http" in text.lower() or "goo.gl" in text.lower() or "maps." in text.lower():
        return _of_link(text)
    text = _LABEL.sub(" ", text).strip()
    for find in (lambda text: _metres(text, any_metres=any_metres), _degree_pair, _decimal_pair):
        point = find(text)
        if point is not None:
            return Reading(point)
    return Reading(fault=_not_read(text))


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    axis: str | None  # "lat", "lon", or None when no hemisphere is given


def _of_link(text: str) -> Reading[Point]:
    address = unquote(text)
    for pattern in _LINK_PATTERNS:
        match = pattern.search(address)
        if match:
            return Reading(Point(float(match[1].replace(",", ".")), float(match[2].replace(",", "."))))
    return Reading(
        fault=warning(
            "coordinates_short_link",
            "liên kết bản đồ rút gọn không chứa tọa độ; mở liên kết rồi chép hai số tọa độ vào ô. Khi chưa sửa, "
            "tọa độ này chưa được dùng",
            "a shortened map link holds no coordinates; open it and copy the two numbers. Until then they are not used",
        )
    )


def _metres(text: str, *, any_metres: bool) -> Point | None:
    """A northing and an easting in metres, told apart by their size."""
    numbers = [parse_number(n, groups_first=True) for n in _METRES.findall(text)]
    if len(numbers) != 2:
        numbers = [parse_number(n.replace(" ", ""), groups_first=True) for n in _GROUPED_METRES.findall(text)]
    if len(numbers) != 2 or None in numbers:
        return None
    northing, easting = sorted((number for number in numbers if number is not None), reverse=True)
    if (any_metres and easting >= _LEAST_METRES) or (is_northing(northing) and is_easting(easting)):
        return Point(northing=northing, easting=easting)
    return None


def is_northing(number: float) -> bool:
    """Whether metres can be a northing of Vietnam."""
    return NORTHING_RANGE_M[0] <= number <= NORTHING_RANGE_M[1]


def is_easting(number: float) -> bool:
    """Whether metres can be an easting of Vietnam."""
    return EASTING_RANGE_M[0] <= number <= EASTING_RANGE_M[1]


def _degree_pair(text: str) -> Point | None:
    angles = _angles(text)
    if len(angles) != 2 or angles[0] is None or angles[1] is None:
        return None
    first, second = angles[0], angles[1]
    if first.axis == "lon" or second.axis == "lat":
        first, second = second, first
    return Point(first.degrees, second.degrees)


def _decimal_pair(text: str) -> Point | None:
    text = text.strip("()[]{}@ ")
    text = _AFTER_AXIS.sub(r"\1\2", text) if _STARTS_WITH_AXIS.match(text) else _BEFORE_AXIS.sub(r"\1\2", text)
    for separator in (r"\s*[;|/]\s*", r",\s+", r"\s+", r"\s*,\s*"):
        parts = [part for part in re.split(separator, text) if part]
        if len(parts) != 2:
            continue
        angles = [_hemisphere_decimal(part) for part in parts]
        if angles[0] is not None and angles[1] is not None:
            first, second = angles[0], angles[1]
            if first.axis == "lon" or second.axis == "lat":
                first, second = second, first
            return Point(first.degrees, second.degrees)
    return None


def _angles(text: str) -> list[_Angle | None]:
    """All degree-minute-second angles of a text; None for one that cannot be (61 minutes)."""
    pattern = _DMS_BEFORE if _STARTS_WITH_AXIS.match(text) else _DMS_AFTER
    found = [_angle(match) for match in pattern.finditer(text)]
    if found:
        return found
    spaced = _SPACED_DMS.fullmatch(text)
    if spaced:
        return [_sexagesimal(spaced[1].startswith("-"), spaced[1].lstrip("+-"), spaced[2], spaced[3], None)]
    single = _hemisphere_decimal(text)
    return [single] if single else []


def _angle(match: re.Match[str]) -> _Angle | None:
    return _sexagesimal(match["sign"] == "-", match["d"], match["m"], match["s"], match["axis"])


def _sexagesimal(is_negative: bool, d: str, m: str | None, s: str | None, hemisphere: str | None) -> _Angle | None:  # noqa: FBT001
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in (d, m, s))
    if minutes >= 60 or seconds >= 60 or degrees > 180:
        return None
    axis, sign = _axis(hemisphere)
    value = degrees + minutes / 60 + seconds / 3600
    return _Angle(-value if is_negative or sign < 0 else value, axis)


def _hemisphere_decimal(text: str) -> _Angle | None:
    match = _HEMISPHERE_DECIMAL.match(text.strip())
    number = parse_number(match[2].rstrip(".,")) if match else None
    if match is None or number is None or abs(number) > 360:
        return None
    axis, sign = _axis(match[1] or match[3])
    return _Angle(-abs(number) if sign < 0 else number, axis)


def _axis(hemisphere: str | None) -> tuple[str | None, int]:
    """Axis and sign of a hemisphere; the letter N is North, "nam" is South, "B" Bắc, "Đ" Đông, "T" Tây."""
    word = (hemisphere or "").lower().replace(" ", "")
    if word in {"n", "b", "bắc", "vĩbắc"}:
        return "lat", 1
    if word in {"s", "nam"}:
        return "lat", -1
    if word in {"e", "đ", "đông", "kinhđông"}:
        return "lon", 1
    if word in {"w", "t", "tây"}:
        return "lon", -1
    return None, 1


def _not_read(shown: object) -> Fault:
    return warning(
        "coordinates_not_read",
        f"không đọc được tọa độ “{shown}”; ghi lại, thí dụ 14.80081, 108.95913. Khi chưa sửa, tọa độ này chưa được "
        "dùng",
        f"cannot read the coordinates “{shown}”; write e.g. 14.80081, 108.95913. Until then they are not used",
    )
