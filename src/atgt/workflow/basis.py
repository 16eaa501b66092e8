"""What every answer rests on: rules in force, parameters, and each point that is not confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from atgt import settings
from atgt.domain.text import Text
from atgt.network_screening.rules import RuleSet
from atgt.workflow import screening


@dataclass(frozen=True, slots=True)
class UnconfirmedPoint:
    """Something no source settled: what, what the software does until the unit confirms it, and where it matters."""

    key: str
    question: Text
    default: Text
    source: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Everything the page "Căn cứ và giới hạn" shows."""

    rule_sets: tuple[RuleSet, ...]
    unconfirmed: tuple[UnconfirmedPoint, ...]


def legal_basis() -> LegalBasis:
    """The rule sets and the unconfirmed points of this installation."""
    points = settings.read_reference("unconfirmed")["point"]
    return LegalBasis(
        rule_sets=screening.rule_sets(),
        unconfirmed=tuple(
            UnconfirmedPoint(
                key=point["key"],
                question=Text(point["vi"], point["en"]),
                default=Text(point["default_vi"], point["default_en"]),
                source=point.get("source", ""),
            )
            for point in points
        ),
    )
