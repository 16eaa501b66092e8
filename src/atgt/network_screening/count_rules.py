"""Count rules: what a set of accidents must hold to reach a threshold.

A rule is a conjunction of lower bounds on class counts, or on points when classes weigh differently. Such a rule is
*monotone*: one more accident never makes it false. The exactness of ``windows`` rests on that. Class codes are any
small integers 0 to 7; the legal rule sets use those of ``atgt.domain.severity``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atgt.domain.errors import RuleSetError
from atgt.domain.text import Text

MAX_CLASS = 7
MAX_RULES = 62


@dataclass(frozen=True, slots=True)
class ClassBound:
    """At least so many accidents whose class is in this set; with ``weights``, at least so many points.

    Parameters
    ----------
    weights
        Points of one accident of each class, in the order of ``classes``, whole numbers from 1; None: one each.

    Examples
    --------
    >>> ClassBound((0, 1), 3).holds({0: 1, 1: 2})
    True
    >>> ClassBound((0, 1), 3).holds({0: 1, 2: 9})
    False
    >>> ClassBound((0, 1), 15, weights=(5, 1)).count({0: 2, 1: 4})
    14
    """

    classes: tuple[int, ...]
    at_least: int
    weights: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse a bound that says nothing or names no class."""
        distinct = set(self.classes)
        if not distinct or len(distinct) != len(self.classes) or not all(0 <= c <= MAX_CLASS for c in distinct):
            raise RuleSetError(
                Text(
                    f"Ngưỡng đếm có các loại {self.classes}: phải là một hay nhiều mã khác nhau từ 0 đến {MAX_CLASS}.",
                    f"A count bound has the classes {self.classes}: give one or more different codes 0 to {MAX_CLASS}.",
                )
            )
        if self.weights is not None and (len(self.weights) != len(self.classes) or min(self.weights) < 1):
            raise RuleSetError(
                Text(
                    f"Trọng số {self.weights}: mỗi loại phải có một số nguyên từ 1; trọng số âm hoặc 0 làm tiêu chí "
                    "không còn đơn điệu.",
                    f"Weights {self.weights}: give each class a whole number from 1; others would not be monotone.",
                )
            )
        if self.at_least < 1:
            raise RuleSetError(
                Text(
                    f"Ngưỡng “ít nhất {self.at_least} vụ” luôn đúng: số vụ phải từ 1 trở lên.",
                    f"The bound “at least {self.at_least}” always holds: the number must be 1 or more.",
                )
            )

    def count(self, counts: Mapping[int, int]) -> int:
        """How many of the counted accidents are of these classes, or how many points they make."""
        return sum(counts.get(c, 0) * self.weight_of(c) for c in self.classes)

    def weight_of(self, code: int) -> int:
        """Points of one accident of a class; 0 for a class that is not counted."""
        if code not in self.classes:
            return 0
        return 1 if self.weights is None else self.weights[self.classes.index(code)]

    def holds(self, counts: Mapping[int, int]) -> bool:
        """Whether the counts, by class code, reach the bound."""
        return self.count(counts) >= self.at_least


@dataclass(frozen=True, slots=True)
class CountRule:
    """One clause: all of its bounds hold at once.

    Parameters
    ----------
    key
        Stable name, printed in results.
    bounds
        Lower bounds on class counts; all must hold.
    clause
        The clause in words.
    source
        Law and article.
    """

    key: str
    bounds: tuple[ClassBound, ...]
    clause: Text = field(default=Text("", ""))
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a rule without a name or without a bound."""
        if not self.key or not self.bounds:
            raise RuleSetError(
                Text(
                    f"Tiêu chí “{self.key}” phải có tên và ít nhất một ngưỡng đếm.",
                    f"Rule “{self.key}” needs a name and at least one count bound.",
                )
            )

    def holds(self, counts: Mapping[int, int]) -> bool:
        """Whether the counts, by class code, satisfy the rule."""
        return all(bound.holds(counts) for bound in self.bounds)


DEFAULT_RULES = (
    CountRule("two_fatal", (ClassBound((0,), 2),)),
    CountRule("three_with_one_fatal", (ClassBound((0, 1), 3), ClassBound((0,), 1))),
    CountRule("four_injury", (ClassBound((1,), 4),)),
    CountRule("five_pdo", (ClassBound((2,), 5),)),
)
"""What ``screen_routes`` applies when no rules are given: 0 FATAL, 1 INJURY, 2 PDO; bit r of a mask is rule r."""
