"""What comes out of reading one cell: a value, or nothing with the fault that explains why, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from atgt.domain.issue import IssueLevel
from atgt.domain.text import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value and what to do; the place is added when it becomes an Issue."""

    rule: str
    level: IssueLevel
    text: Text


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One cell, read. A blank cell gives no value and no fault."""

    value: T | None = None
    fault: Fault | None = None


def error(rule: str, vi: str, en: str) -> Fault:
    """A fault that holds the row."""
    return Fault(rule, IssueLevel.ERROR, Text(vi, en))


def warning(rule: str, vi: str, en: str) -> Fault:
    """A doubt that is shown; the row is accepted."""
    return Fault(rule, IssueLevel.WARNING, Text(vi, en))
