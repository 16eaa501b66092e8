"""Words without their marks, so that "Phổ Hòa", "Phổ Hoà", "PHỔ HOÀ" and "pho hoa" are the same word.

Place and road names are matched this way because scans and old files lose or misplace marks
("Đức Phố", "PHỐ HÒA"). The text shown to people always keeps its marks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKED = {"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ɖ": "d", "Ɖ": "d"}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\r\n"), " ")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


class _Folding(dict[int, str]):
    """Code point to its unmarked lower-case letter; always one character for one character."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        bare = _STROKED.get(bare, bare).lower()
        self[code] = bare if len(bare) == 1 else letter
        return self[code]


_FOLDING = _Folding()


@lru_cache(maxsize=16_384)
def clean(text: str | None) -> str:
    r"""The text in NFC, without invisible characters, with plain hyphens and single spaces.

    Examples
    --------
    >>> clean("Km1092\u200b+200  –  QL1A")
    'Km1092+200 - QL1A'
    >>> clean(None)
    ''
    """
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_DASHES)
    return " ".join(text.translate(_SPACES).split())


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The cleaned text in lower case without marks, letter for letter (same length as the cleaned text).

    Examples
    --------
    >>> fold("Đường Nguyễn Nghiêm")
    'duong nguyen nghiem'
    """
    return clean(text).translate(_FOLDING)


@lru_cache(maxsize=65_536)
def words(text: str) -> str:
    """Only the unmarked letters and digits, words parted by one space: the form in which names are compared.

    Examples
    --------
    >>> words("Phường Phổ Hoà (cũ)") == words("phường PHỔ HÒA – cũ")
    True
    >>> words("  …  ")
    ''
    """
    return _NOT_WORD.sub(" ", fold(text)).strip()
