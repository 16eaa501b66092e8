"""Killed and injured written in one cell: "1 chết, 2 bị thương", "chết 01 người", "không có thương vong"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atgt.domain.sheet import CellValue, cell_text
from atgt.ingestion.reading import Reading, error
from atgt.ingestion.text_repair import fold

_NUMBER = r"(\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_WORDS = {word: n for n, word in enumerate(["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"], 1)}
_PEOPLE = r"(?:\s*(?:nguoi|nan nhan|nam|nu|chau|em))?"
_KILLED = r"(?:bi\s*)?(?:chet|tu vong|thiet mang)"
_INJURED = r"(?:bi\s*)?thuong(?:\s*(?:nang|nhe|tich))?"
_NONE = re.compile(r"(?:khong|0)\b.*")


@dataclass(frozen=True, slots=True)
class Casualties:
    """How many were killed and injured."""

    killed: int
    injured: int


def read_casualties(value: CellValue) -> Reading[Casualties]:
    """Killed and injured of one cell. What the cell does not mention is none.

    Examples
    --------
    >>> read_casualties("1 chết, 2 bị thương").value
    Casualties(killed=1, injured=2)
    >>> read_casualties("chết 01 người; bị thương: 03").value, read_casualties("không").value
    (Casualties(killed=1, injured=3), Casualties(killed=0, injured=0))
    >>> read_casualties("hư xe").fault.rule, read_casualties("").value is None
    ('casualties_not_read', True)
    """
    text = cell_text(value)
    plain = fold(text)
    if not plain:
        return Reading()
    if plain in {"-", "khong", "0", "khong co"}:
        return Reading(Casualties(0, 0))
    killed, left = _take(_KILLED, plain)
    injured, left = _take(_INJURED, left)
    if killed is None and injured is None:
        if _NONE.fullmatch(plain) and not re.search(r"\d", plain.lstrip("0")):
            return Reading(Casualties(0, 0))
        return Reading(
            fault=error(
                "casualties_not_read",
                f"không đọc được số chết, số bị thương trong “{text}”; ghi thí dụ “1 chết, 2 bị thương”",
                f"cannot read killed and injured in “{text}”; write e.g. “1 chết, 2 bị thương”",
            )
        )
    return Reading(Casualties(killed or 0, injured or 0))


def _take(what: str, plain: str) -> tuple[int | None, str]:
    """The sum of all numbers said of one outcome, and the text without them."""
    for pattern in (rf"\b{_NUMBER}{_PEOPLE}\s*{what}\b", rf"\b{what}\s*:?\s*{_NUMBER}\b"):
        numbers = list(re.findall(pattern, plain))
        if numbers:
            return sum(_WORDS.get(n) or int(n) for n in numbers), re.sub(pattern, " ", plain)
    return (0, plain) if re.search(rf"\bkhong(?: co)?(?: ai| nguoi)? {what}\b", plain) else (None, plain)
