"""What a road is called, however it is written: QL1A, QL.1, quốc lộ IA and National Highway 1 are one road.

A name becomes a key. Numbered roads have upper-case keys (``QL1``, ``DT627B``, ``DH5``);
streets keep their words without marks (``nguyen nghiem``). Beside the key stands the alignment,
because a bypass and the old road through the town may share number and km posts.
Which numbers are the same road (QL1 = QL1A, but not QL1B) is data: ``data/reference/road_aliases.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from atgt.location_referencing.plain_text import clean, fold, words


@dataclass(frozen=True, slots=True)
class RoadName:
    """A road as somebody named it.

    Parameters
    ----------
    key
        ``QL1``, ``DT627B`` …, or a street's words without marks.
    alignment
        ``tranh`` (bypass), ``cu`` (old road through the town), or None when not said.
    raw
        The words it was read from.
    """

    key: str
    alignment: str | None
    raw: str

    @property
    def is_numbered(self) -> bool:
        """Whether it is a road number (QL, ĐT, ĐH …), which is firmer evidence than a street's name."""
        return bool(_KEY.fullmatch(self.key))


class NamedRoute(Protocol):
    """What a route must tell for its names to be compared."""

    @property
    def route_id(self) -> str:
        """Its id."""

    @property
    def road_name(self) -> str:
        """Its name."""

    @property
    def alignment(self) -> str | None:
        """Its alignment as the road layer writes it."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names."""


@dataclass(frozen=True, eq=False)
class RoadAliases:
    """Which keys mean the same road: another key or a name without marks, to the key that is used."""

    same: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, key: str) -> str:
        """The key that is used for this one."""
        return self.same.get(key, key)


DEFAULT_ALIASES = RoadAliases({"QL1A": "QL1"})
"""The one equality that holds everywhere in the ward; the reference file may add others."""

_NO_PHONE = r"(?![.\s]?\d{3}[.\s]?\d{3})"
"""After "ĐT" a telephone number goes on with more digits; a road number does not."""

_CLASSES = (
    ("QL", r"quoc\s*lo|q\.?\s?l|national\s+(?:highway|road)|nh", r"0*(\d{1,3}|i(?=\s?[a-h]?(?![a-z0-9])))"),
    ("DT", r"duong\s+tinh(?:\s+lo)?|tinh\s+lo|d\.?t|t\.?l|provincial\s+road", rf"([1-9]\d{{0,2}}){_NO_PHONE}"),
    ("DH", r"duong\s+huyen|huyen\s+lo|d\.?h", r"0*([1-9]\d{0,2})"),
    ("DX", r"duong\s+xa|d\.?x", r"0*([1-9]\d{0,2})"),
    ("HL", r"huong\s+lo|h\.?l", r"0*([1-9]\d{0,2})"),
    ("CT", r"cao\s+toc|c\.?t", r"(\d{2})"),
)
_LETTER = r"(?:([a-z])|\s([a-h])(?!\.))?"
_NUMBERED = re.compile(
    "|".join(
        rf"(?<![a-z0-9])(?:{spelt})[\s.:\-]*(?:\((?:{spelt})\)\s*)?(?:so\s*)?{number}{_LETTER}(?![a-z0-9])"
        for _, spelt, number in _CLASSES
    )
)
_KEY = re.compile(r"(?:QL|DT|DH|DX|HL|CT)\d{1,3}[A-Z]?")
_SHOWN = {"DT": "ĐT", "DH": "ĐH", "DX": "ĐX"}

_BYPASS = re.compile(r"(?<!\w)(?:đường|duong|tuyến|tuyen|đoạn|doan|nhánh|nhanh|làn|ql|quốc lộ)\s+(?:tránh|tranh)(?!\w)")
_BYPASS_AFTER_KEY = re.compile(
    r"^[\s(\[:,\-]*(?:đường\s+|duong\s+|tuyến\s+|tuyen\s+|đoạn\s+|doan\s+)?(?:tránh|tranh)(?!\w)"
)
_OLD = re.compile(r"(?<!\w)(?:tuyến|tuyen|đoạn|doan|đường|duong)(?:\s+\w+){0,2}?\s+(?:cũ|cu)(?!\w)")
_OLD_AFTER_KEY = re.compile(r"^[\s(\[:,\-]*(?:tuyến\s+|tuyen\s+|đoạn\s+|doan\s+|đường\s+|duong\s+)?(?:cũ|cu)(?!\w)")
_ALIGNMENT_WORD = re.compile(r"tránh|tranh|cũ|cu(?!\w)")
_ONLY_NEAR = re.compile(r"(?:giao|ngã ba|ngã tư|nga ba|nga tu|nút|cách|gần|đối diện|đầu|cuối)\s+(?:với\s+)?$")
_BYPASS_WORD = re.compile(r"(?<!\w)(?:tránh|tranh|bypass)(?!\w)")
_OLD_WORD = re.compile(r"(?<!\w)(?:cũ|cu|old)(?!\w)")

_LEADING = re.compile(r"^(?:(?:tren|tuyen|doan|duong|pho|street|road|truc)\s+)+")
_GENERIC = re.compile(
    r"^(?:(?:duong|tuyen|lien|noi|be|dat|nhua|lang|thon|xa|bo|tong|dan|sinh|khong|biet|ro|ten|chua|co|hem|ngo|kiet|"
    r"doan|pho|to|khu|huyen|tinh|quoc|lo|do|thi|xom|khac|unknown|unnamed|nan|none|noi|phuong)(?:\s+|$))+$"
)
_LANE = re.compile(r"(?:duong\s+)?(?:hem|ngo|ngach|kiet)\s+\d")

_STREET_WORD = re.compile(r"(?<!\w)(?<!dân )(?<!dan )(?<!khu )(?:đường|duong|phố|pho)\s+", re.IGNORECASE)


def parse_aliases(mapping: Mapping[str, Any]) -> RoadAliases:
    """The equalities of ``road_aliases.toml``, already read into plain values.

    Each ``[[road]]`` has ``key``, ``same`` (other keys) and ``names`` (other names).

    Examples
    --------
    >>> parse_aliases({"road": [{"key": "QL1", "same": ["QL1A"], "names": ["Thiên lý"]}]}).canonical("thien ly")
    'QL1'
    """
    same: dict[str, str] = dict(DEFAULT_ALIASES.same)
    for road in mapping.get("road", ()):
        key = str(road["key"])
        same.update({str(other): key for other in road.get("same", ())})
        same.update({_street_key(str(name)): key for name in road.get("names", ())})
    return RoadAliases(same)


@lru_cache(maxsize=16_384)
def parse_road(text: str | None, aliases: RoadAliases = DEFAULT_ALIASES) -> RoadName | None:
    """The road a short text names, such as a cell of the column "Tuyến đường"; None when it names none.

    Words that fit any road ("đường liên thôn", "không biết") name none.

    Examples
    --------
    >>> parse_road("Quốc lộ IA").key, parse_road("QL.1").key, parse_road("QL 1B").key
    ('QL1', 'QL1', 'QL1B')
    >>> parse_road("QL1 (đường tránh Đức Phổ)").alignment
    'tranh'
    >>> parse_road("đường Nguyễn Nghiêm").key
    'nguyen nghiem'
    >>> parse_road("Hẻm 512 QL1A").key, parse_road("đường bê tông") is None
    ('hem 512 ql1', True)
    """
    cleaned = clean(text)
    if is_lane(cleaned):
        return _lane(cleaned)
    numbered = _numbered(cleaned, aliases)
    if numbered:
        return numbered[0]
    return _street(cleaned, aliases)


@lru_cache(maxsize=16_384)
def is_lane(text: str | None) -> bool:
    """Whether a road text names a lane by its own number, which is not the road it leaves.

    Examples
    --------
    >>> is_lane("Hẻm 512 QL1A"), is_lane("QL1A, đối diện hẻm 512")
    (True, False)
    """
    return bool(_LANE.match(fold(clean(text))))


@lru_cache(maxsize=16_384)
def find_in_text(text: str | None, aliases: RoadAliases = DEFAULT_ALIASES) -> tuple[RoadName, ...]:
    """Every road named inside a longer text, in the order of writing, none twice.

    A street counts only after the word "đường" or "phố": "phường Nguyễn Nghiêm" is a ward.

    Examples
    --------
    >>> [name.key for name in find_in_text("Km1092+400 QL1A, giao đường Nguyễn Nghiêm, phường Phổ Hòa")]
    ['QL1', 'nguyen nghiem']
    >>> find_in_text("phường Nguyễn Nghiêm, ĐT: 0905 123 456")
    ()
    """
    cleaned = clean(text)
    found = _numbered(cleaned, aliases)
    for match in _STREET_WORD.finditer(cleaned):
        street = _street(_proper_name(cleaned[match.end() :]), aliases)
        if street is not None:
            found.append(street)
    return tuple({(name.key, name.alignment): name for name in found}.values())


@lru_cache(maxsize=16_384)
def find_alignment(text: str | None) -> str | None:
    """The alignment a longer text speaks of: ``tranh``, ``cu``, or None.

    "Gần đường tránh" and "ngã ba đường tránh" are beside it, not on it, and give None.

    Examples
    --------
    >>> find_alignment("đường tránh Đức Phổ, tổ dân phố An Trường"), find_alignment("ngã ba đường tránh")
    ('tranh', None)
    >>> find_alignment("QL1 đoạn qua trung tâm, tuyến cũ")
    'cu'
    """
    lower = clean(text).lower()
    if not _ALIGNMENT_WORD.search(lower):
        return None
    for alignment, pattern in (("tranh", _BYPASS), ("cu", _OLD)):
        for match in pattern.finditer(lower):
            if not _ONLY_NEAR.search(lower[: match.start()]):
                return alignment
    return None


def normal_alignment(text: str | None) -> str | None:
    """An alignment as a road layer may write it, as ``tranh``, ``cu`` or its own words; None for the main road.

    Examples
    --------
    >>> normal_alignment("Tuyến tránh"), normal_alignment("tuyến cũ"), normal_alignment(""), normal_alignment("chính")
    ('tranh', 'cu', None, None)
    """
    lower = clean(text).lower()
    if _BYPASS_WORD.search(lower):
        return "tranh"
    if _OLD_WORD.search(lower):
        return "cu"
    folded = words(lower)
    return None if folded in {"", "chinh", "main", "tuyen chinh", "nan", "none"} else folded


def short_name(text: str) -> str:
    """The road's number as signs show it (``ĐT627B``), or the text itself when it has none.

    Examples
    --------
    >>> short_name("Quốc lộ 1"), short_name("tỉnh lộ 627B"), short_name("đường Nguyễn Nghiêm")
    ('QL1', 'ĐT627B', 'đường Nguyễn Nghiêm')
    """
    numbered = _numbered(clean(text), DEFAULT_ALIASES)
    if not numbered:
        return clean(text)
    key = numbered[0].key
    return _SHOWN.get(key[:2], key[:2]) + key[2:]


def alignment_shown(alignment: str | None) -> str | None:
    """An alignment in words: "đường tránh", "tuyến cũ", or as the layer writes it; None for the main road.

    Examples
    --------
    >>> alignment_shown("tranh"), alignment_shown("") is None
    ('đường tránh', True)
    """
    normal = normal_alignment(alignment)
    return None if normal is None else {"tranh": "đường tránh", "cu": "tuyến cũ"}.get(normal, clean(alignment))


def base_id(route_id: str) -> str:
    """The route a part belongs to: ``QL1#2`` is a part of ``QL1``."""
    return route_id.partition("#")[0]


def agrees(name: RoadName, route: NamedRoute, aliases: RoadAliases = DEFAULT_ALIASES) -> bool:
    """Whether a road as somebody named it can be this route.

    Without an alignment in the name every alignment of the road fits.
    "Tuyến cũ" also fits the main line of a road, which is the old road where a bypass was built beside it.
    """
    keys, alignment = _names_of(route.route_id, route.road_name, route.alignment, route.aliases, aliases)
    if name.alignment == "tranh" and alignment != "tranh":
        return False
    if name.alignment == "cu" and alignment == "tranh":
        return False
    if name.key in {"duong tranh", "tranh"}:
        return alignment == "tranh"
    return name.key in keys


def route_keys(route: NamedRoute, aliases: RoadAliases = DEFAULT_ALIASES) -> frozenset[str]:
    """Every key under which a route may be named."""
    return _names_of(route.route_id, route.road_name, route.alignment, route.aliases, aliases)[0]


@lru_cache(maxsize=65_536)
def _names_of(
    route_id: str, road_name: str, alignment: str | None, others: tuple[str, ...], aliases: RoadAliases
) -> tuple[frozenset[str], str | None]:
    own = base_id(route_id).partition(":")[0]
    texts: Sequence[str] = (own.replace("-", " ") if not own.startswith("doan-") else "", road_name, *others)
    keys = {name.key for text in texts if (name := parse_road(text, aliases)) is not None}
    return frozenset(keys), normal_alignment(alignment)


def _numbered(cleaned: str, aliases: RoadAliases) -> list[RoadName]:
    folded = fold(cleaned)
    matches = list(_NUMBERED.finditer(folded))
    found = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(cleaned)
        start = matches[index - 1].end() if index else 0
        key = aliases.canonical(_key_of(match))
        alignment = _alignment_beside(cleaned[start : match.start()].lower(), cleaned[match.end() : end].lower())
        found.append(RoadName(key, alignment, cleaned[match.start() : match.end()]))
    return found


def _key_of(match: re.Match[str]) -> str:
    index = next(i for i in range(len(_CLASSES)) if match.group(3 * i + 1))
    number, glued, parted = (match.group(3 * index + k) for k in (1, 2, 3))
    figure = "1" if number == "i" else str(int(number))
    return f"{_CLASSES[index][0]}{figure}{(glued or parted or '').upper()}"


def _alignment_beside(before: str, after: str) -> str | None:
    if _BYPASS_AFTER_KEY.search(after) or find_alignment(before) == "tranh":
        return "tranh"
    if _OLD_AFTER_KEY.search(after) or find_alignment(before) == "cu":
        return "cu"
    return None


def _lane(cleaned: str) -> RoadName:
    """A lane by its own number and its road, the road in one spelling."""
    named = _NUMBERED.sub(lambda match: DEFAULT_ALIASES.canonical(_key_of(match)), fold(cleaned))
    return RoadName(_street_key(named), None, cleaned)


def _proper_name(text: str) -> str:
    """The capitalised words (or a date such as 30/4) a text begins with, unless they are a road number."""
    taken = []
    for word in text.split():
        if not (word[0].isupper() or re.match(r"\d{1,2}/\d{1,2}\b", word)) or _NUMBERED.match(fold(word)):
            break
        taken.append(word.rstrip(",;.)"))
        if word[-1] in ",;.)":
            break
    return " ".join(taken)


def _street(cleaned: str, aliases: RoadAliases) -> RoadName | None:
    first = re.split(r"[,;(/\[]", cleaned, maxsplit=1)[0]
    key = _street_key(first)
    if not key or _GENERIC.fullmatch(key) or not re.search(r"[a-z0-9]", key):
        return None
    lower = cleaned.lower()
    alignment = "tranh" if _BYPASS.search(lower) or words(lower).startswith("tranh ") else None
    return RoadName(aliases.canonical(key), alignment, cleaned)


def _street_key(text: str) -> str:
    folded = words(text)
    bare = _LEADING.sub("", folded)
    return bare or folded
