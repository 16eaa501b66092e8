"""Road numbers whose class stands in the heading only: "1A" under "Quốc lộ", "627C" under "ĐT"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from atgt.ingestion.text_repair import fold_words

_CLASSES = {
    "QL": frozenset({"ql", "quoc lo"}),
    "ĐT": frozenset({"dt", "duong tinh", "tinh lo", "tl"}),
    "ĐH": frozenset({"dh", "duong huyen", "huyen lo"}),
}
_BARE_NUMBER = re.compile(r"\d{1,3}\s?[A-Za-z]?")


def with_class(texts: Sequence[str | None], heading: str | None) -> list[str | None]:
    """The texts of a road column, each bare number with the class that the heading states; other texts as they are.

    Examples
    --------
    >>> with_class(["1A", "24", "QL1", "đường tránh", None], "Quốc lộ")
    ['QL1A', 'QL24', 'QL1', 'đường tránh', None]
    >>> with_class(["627C"], "Địa điểm – ĐT"), with_class(["24"], "Tuyến đường")
    (['ĐT627C'], ['24'])
    """
    last = fold_words((heading or "").rpartition("–")[2])
    sign = next((sign for sign, words in _CLASSES.items() if last in words), None)
    if sign is None:
        return list(texts)
    return [f"{sign}{text.replace(' ', '')}" if text and _BARE_NUMBER.fullmatch(text) else text for text in texts]
