"""The "lý trình" a text gives: a km post, a stretch between two, or a doubt that a person must settle.

``Km1092+200`` is kilometre 1092 and 200 metres. The part after "+" is metres and has three digits;
with fewer ("Km1092+2") it can be 2 m or 200 m, so both are returned and nobody guesses.
Chainage is in metres: Km1092+200 is 1_092_200. The railway has kilometres of its own and is refused.
Spellings: domain research 3, taken from press and official texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from atgt.domain.location import format_km_post
from atgt.domain.text import Text
from atgt.location_referencing import road_names
from atgt.location_referencing.plain_text import clean, fold


@dataclass(frozen=True, slots=True)
class KmPost:
    """One place along a road.

    Parameters
    ----------
    chainage_m
        Official chainage in metres.
    is_exact
        Whether metres were written; "Km1092" alone is not exact.
    resolution_m
        The last digit's worth: 1 for metres, 100 for Km1092.2, 1000 for whole kilometres.
    """

    chainage_m: float
    is_exact: bool
    resolution_m: float = 1.0


@dataclass(frozen=True, slots=True)
class KmRange:
    """A stretch between two km posts, the smaller first."""

    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class KmDoubt:
    """A text that cannot be placed without asking.

    Parameters
    ----------
    rule
        Stable key: ``km_metres_unclear``, ``km_dot_unclear``, ``km_metres_too_many``, ``km_several``,
        ``km_railway``, ``km_relative``, ``km_unreadable``.
    text
        The question to ask.
    options
        The chainages it could be, in metres; empty when it could be anything.
    """

    rule: str
    text: Text
    options: tuple[float, ...] = ()


KmReading = KmPost | KmRange | KmDoubt

_DIGIT = re.compile(r"\d")
_PREFIX = r"(?:ly\s*trinh|kilomet|ki\s*-?\s*lo\s*-?\s*met|cot\s*km|km|k(?=[\s:.]*\d))"
_POST = re.compile(
    rf"(?P<prefix>(?<![a-z0-9])(?:{_PREFIX}[\s:.\-]*)+)?"
    r"(?<![\d.,+])(?P<km>\d{1,3}(?:[.,]\d{3})(?=\s*\+)|\d{1,4}(?:[.,]\d{1,4})?(?=\s*\+)|\d{1,4}(?:[.,]\d{1,4})?)"
    r"(?:\s*\+\s*(?P<metres>\d{1,5}(?:[.,]\d{1,2})?))?(?P<unit>\s*m(?:et)?(?![a-z0-9]))?(?![\d])"
)
_BETWEEN = re.compile(r"^\s*(?:den|toi|to|-+>?|~|→|=>)\s*(?:het\s*)?(?:tai\s*)?$")
_RAILWAY = re.compile(r"duong\s+sat|\btau\s+(?:hoa|lua)\b|\bga\b|kilomet|railway")
_RAILWAY_SURE = re.compile(r"duong\s+sat|railway")
_GA = re.compile(r"(?<!\w)ga(?!\w)", re.IGNORECASE)
_DISTANCE = re.compile(r"\b(\d{1,4}(?:[.,]\d+)?)\s*(?:m|met)\b")
_RELATIVE = re.compile(r"\b(?:cach|khoang|vua\s+qua|sau|truoc|qua)\b.*?\d+(?:[.,]\d+)?\s*(?:met|m|km)\b")


@lru_cache(maxsize=16_384)
def parse_km(text: str | None) -> KmReading | None:
    """What a cell of the column "Lý trình" says; None for an empty cell.

    Examples
    --------
    >>> parse_km("Km1121+730 Quốc lộ 1A").chainage_m
    1121730.0
    >>> parse_km("Km431+240 đến Km 431+304 đường Hồ Chí Minh")
    KmRange(from_m=431240.0, to_m=431304.0)
    >>> parse_km("Km1092+2").options
    (1092002.0, 1092200.0)
    >>> parse_km("kilomet 971+ 822").rule
    'km_railway'
    >>> parse_km("  ") is None
    True
    """
    cleaned = clean(text)
    if not cleaned:
        return None
    found = _read(cleaned, bare_numbers=True)
    if found is not None:
        return found
    if _RELATIVE.search(fold(cleaned)):
        return KmDoubt(
            "km_relative",
            Text(
                f"“{cleaned}” chỉ nói khoảng cách tới một nơi khác, không phải lý trình. Hãy ghi Km hoặc tọa độ.",
                f"“{cleaned}” is a distance from somewhere else, not a km post. Give the km or coordinates.",
            ),
        )
    return _unreadable(cleaned)


@lru_cache(maxsize=16_384)
def find_km(text: str | None) -> KmReading | None:
    """The km post inside a longer text such as a place description; None when there is none.

    Only "Km…" or "…+…" count here: house numbers and distances are not km posts.

    Examples
    --------
    >>> find_km("Km1092+200 QL1A, tổ dân phố An Trường").chainage_m
    1092200.0
    >>> find_km("vừa qua ngã ba chợ Bình Hiệp khoảng 500 mét") is None
    True
    """
    cleaned = clean(text)
    return _read(cleaned, bare_numbers=False) if cleaned else None


def _read(cleaned: str, *, bare_numbers: bool) -> KmReading | None:
    if not _DIGIT.search(cleaned):
        return None
    folded = fold(cleaned)
    matches = [m for m in _POST.finditer(folded) if _is_post(m, folded, bare_numbers=bare_numbers)]
    if not matches:
        return None
    if _is_railway(cleaned, folded):
        return _railway(cleaned)
    if re.match(r"\s*\+", folded[matches[0].end() :]):
        return _unreadable(cleaned)  # "Km1092+": the metres are missing
    beside = _beside_a_post(cleaned, folded, matches)
    if beside is not None:
        return beside
    posts = [_one_post(match, cleaned) for match in matches]
    doubts = [post for post in posts if isinstance(post, KmDoubt)]
    if doubts:
        return doubts[0]
    sure = [post for post in posts if isinstance(post, KmPost)]
    if len(sure) == 1:
        return sure[0]
    if len(sure) == 2 and _BETWEEN.match(folded[matches[0].end() : matches[1].start()]):
        low, high = sorted(post.chainage_m for post in sure)
        return KmRange(low, high) if low < high else sure[0]
    if len({post.chainage_m for post in sure}) == 1:
        return sure[0]
    return _several(cleaned, tuple(dict.fromkeys(post.chainage_m for post in sure)))


def _is_post(match: re.Match[str], folded: str, *, bare_numbers: bool) -> bool:
    if match.group("metres") is not None:
        # "2+1 người" in a description is no km post; "1092+200" is
        return bare_numbers or bool(match.group("prefix")) or len(match.group("metres")) == 3
    before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
    if match.group("unit") or re.match(r"(?:km|m|met)\b", after):
        return False  # "500 mét", "3 km": a distance
    if match.group("prefix"):
        return True
    alone = before in {"", "tu"} and after == ""
    return bare_numbers and alone


def _one_post(match: re.Match[str], cleaned: str) -> KmPost | KmDoubt:
    km, metres = match.group("km"), match.group("metres")
    raw = cleaned[match.start() : match.end()].strip()
    if metres is None:
        return _without_metres(km)
    whole = re.split(r"[.,]", metres)[0]
    kilometre = _thousands(km)
    if kilometre is None:
        return _unreadable(raw)
    if len(whole) > 3:
        return _too_many_metres(raw)
    if len(whole) < 3 and not match.group("unit") and int(whole) != 0:
        options = (kilometre * 1000.0 + int(whole), kilometre * 1000.0 + int(whole.ljust(3, "0")))
        return _metres_unclear(raw, options)
    return KmPost(kilometre * 1000.0 + float(metres.replace(",", ".")), is_exact=True)


def _thousands(km: str) -> int | None:
    """Kilometres before a "+": 1092, or 1.092 with a thousands point; None for a real fraction."""
    whole, _, rest = km.replace(",", ".").partition(".")
    if not rest:
        return int(whole)
    return int(whole + rest) if len(rest) == 3 and len(whole) <= 3 else None


def _without_metres(km: str) -> KmPost | KmDoubt:
    whole, _, rest = km.replace(",", ".").partition(".")
    if not rest:
        return KmPost(int(whole) * 1000.0, is_exact=False, resolution_m=1000.0)
    fraction = round(float(f"{whole}.{rest}") * 1000, 1)
    if len(rest) == 3 and len(whole) <= 2 and whole != "0":
        return _dot_unclear(km, (fraction, int(whole + rest) * 1000.0))
    resolution = {1: 100.0, 2: 10.0}.get(len(rest), 1.0)
    return KmPost(fraction, is_exact=True, resolution_m=resolution)


def _beside_a_post(cleaned: str, folded: str, matches: list[re.Match[str]]) -> KmDoubt | None:
    """A distance from a post with the side not said, as in "cách Km1092+200 khoảng 50 m"."""
    first = matches[0]
    distance = _DISTANCE.search(folded[first.end() :])
    if len(matches) > 1 or distance is None or not re.search(r"\bcach\s+$", folded[: first.start()]):
        return None
    post = _one_post(first, cleaned)
    if isinstance(post, KmDoubt):
        return post
    away_m = float(distance.group(1).replace(",", "."))
    options = (post.chainage_m - away_m, post.chainage_m + away_m)
    low, high = map(format_km_post, options)
    return KmDoubt(
        "km_relative",
        Text(
            f"“{cleaned}”: không rõ về phía nào của cột Km, có thể là {low} hoặc {high}. Hãy chọn một.",
            f"“{cleaned}”: the side of the km post is not said, it may be {low} or {high}. Choose one.",
        ),
        options,
    )


def _is_railway(cleaned: str, folded: str) -> bool:
    """Kilometres of the railway: said outright, or hinted at while no road is named."""
    if _RAILWAY_SURE.search(folded):
        return True
    hinted = any(hit.group() != "ga" or _GA.search(cleaned) for hit in _RAILWAY.finditer(folded))
    return hinted and not any(name.is_numbered for name in road_names.find_in_text(cleaned))


def _railway(cleaned: str) -> KmDoubt:
    return KmDoubt(
        "km_railway",
        Text(
            f"“{cleaned}” là lý trình đường sắt, không dùng cho đường bộ. Hãy ghi Km của đường bộ hoặc tọa độ.",
            f"“{cleaned}” is a railway chainage, not a road's. Give the road's km post or coordinates.",
        ),
    )


def _unreadable(cleaned: str) -> KmDoubt:
    return KmDoubt(
        "km_unreadable",
        Text(
            f"Không đọc được lý trình “{cleaned}”. Hãy ghi theo mẫu Km1092+200.",
            f"The km post “{cleaned}” cannot be read. Write it like Km1092+200.",
        ),
    )


def _too_many_metres(raw: str) -> KmDoubt:
    return KmDoubt(
        "km_metres_too_many",
        Text(
            f"“{raw}”: phần sau dấu + là số mét, không quá 999. Hãy kiểm tra lại.",
            f"“{raw}”: the part after + is metres, at most 999. Please check.",
        ),
    )


def _metres_unclear(raw: str, options: tuple[float, float]) -> KmDoubt:
    first, second = map(format_km_post, options)
    return KmDoubt(
        "km_metres_unclear",
        Text(
            f"“{raw}” có thể là {first} hoặc {second}. Hãy ghi đủ ba chữ số mét.",
            f"“{raw}” may be {first} or {second}. Write the metres with three digits.",
        ),
        options,
    )


def _dot_unclear(raw: str, options: tuple[float, float]) -> KmDoubt:
    first, second = map(format_km_post, options)
    return KmDoubt(
        "km_dot_unclear",
        Text(
            f"“Km {raw}”: dấu chấm có thể là dấu thập phân ({first}) hoặc dấu hàng nghìn ({second}). Hãy ghi rõ.",
            f"“Km {raw}”: the point may be decimal ({first}) or thousands ({second}). Please make it clear.",
        ),
        options,
    )


def _several(cleaned: str, options: tuple[float, ...]) -> KmDoubt:
    return KmDoubt(
        "km_several",
        Text(
            f"“{cleaned}” có nhiều lý trình ({', '.join(map(format_km_post, options))}). Hãy chọn một.",
            f"“{cleaned}” holds several km posts ({', '.join(map(format_km_post, options))}). Choose one.",
        ),
        options,
    )
